"""Text → blocks: what stands between blank lines, and what each looks like.

A block is judged by itself; what it means in its place (a title, a reference list) is for
:mod:`refs.articles` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

from refs.documents.sections import section_kind
from refs.lists.habits import looks_like_reference
from refs.lists.labels import ENTRY, label_number
from refs.model import Block, BlockKind, Span
from refs.names import is_degree
from refs.text import strip_markup

_LINE = re.compile(r"[^\r\n\f]*(?:\r\n|[\r\n\f]|\Z)")
_BLANK = " \t\r\n\f\v\x00\u00a0\u200b\ufeff"
_HEADING = re.compile(r" {0,3}(#{1,6})\s+(?=\S)")
_BOLD_LINE = re.compile(r"\*\*([^*\n]{2,120})\*\*[ :.]*\Z")
# "REFERENCES 1. Doe J": the heading of a list on the line of its first entry.
_RUN_IN_LIST = re.compile(
    r"(?P<heading>(?:\*\*)?(?:REFERENCES|References|Bibliography|BIBLIOGRAPHY|Literature [Cc]ited|LITERATURE CITED|Literatur|LITERATUR)[:.]?(?:\*\*)?[:.]?)"
    r"[ \t]+(?=\\?\[?\(?1\\?[\]).][ \t]*[^\W\d_])"
)
_LEGEND = re.compile(
    r"""(?:\*\*|\#+\ )?\s*(?:(?:supplement(?:ary|al)|extended\ data|online)\ )?
    (?:FIGURE|FIG|TABLE|SCHEME|BOX|CHART|Figure|Fig|Table|Scheme|Box|Chart)\b\.?
    [ \u00a0]*(?P<number>[A-Z]?\d{1,3}[A-Z]?|[IVX]{1,5})?(?P<after>[^\n]{0,3})""",
    re.VERBOSE,
)
_NOTE = re.compile(r"<sup>\s*(?:[a-z]{1,2}|[*†‡§¶#|]{1,3})[.,)]?\s*</sup>\s*\S")
_DATES = re.compile(
    r"[*_ ]*(?:Manuscript |Article |Date )?(?:Received|Revised|Accepted|Published(?: online)?|Submitted)\b[^a-z]{0,6}"
    r".{0,160}\b(?:19|20)\d\d\b",
    re.IGNORECASE | re.DOTALL,
)
_DOI = re.compile(
    r"[*_ ]*(?:DOI\b[:*_ ]*|https?://(?:dx\.)?doi\.org/|doi:)[*_ ]*10\.\d{4,9}/\S+[*_ ]*\Z",
    re.IGNORECASE,
)
_SALUTATION = re.compile(
    r"[*_# ]*(?:To the Editors?(?:-in-Chief)?|Dear (?:Editors?|Sirs?|Madam|Colleagues?)[^.:]{0,40}|(?:Dear )?Sirs?"
    r"|Editor)\s*[,:.—–-]?[*_ ]*\Z",
    re.IGNORECASE,
)
# What journals print above a title, at the head and at the foot of their pages; "Correspondence" in
# capitals is such a word, in other letters it heads the authors' addresses.
_FURNITURE = re.compile(
    r"""[*_#\ ]*(?:
        (?:(?:research\ |scientific\ )?letters?(?:\ to\ the\ editors?(?:-in-chief)?)?|brief\ (?:report|communication)s?
          |images?\ in\ [a-z\ ]{3,30}|original\ (?:article|research|paper)s?|review\ articles?|(?-i:CORRESPONDENCE))
      | (?:page\ )?[A-Z]?\d{1,5}(?:\s?(?:of|/)\s?\d{1,5})?
      | \\(?:begin|end)\{thebibliography\}(?:\{[^{}\n]{0,40}\})?
      | [^\n]{0,160}(?:©|\(c\)\ (?:19|20)\d\d|all\ rights\ reserved|journal\ homepage|downloaded\ from
          |wileyonlinelibrary)[^\n]*
    )[*_\ ]*\Z""",
    re.VERBOSE | re.IGNORECASE,
)
# Running heads that a line of a reference may look like: they count only where they stand alone.
_RUNNING_HEAD = re.compile(
    r"""(?:[A-Z][\w.]*\s){1,5}(?:WILEY|ELSEVIER|SPRINGER)?\s?[A-Z]?\d{1,5}
      | (?![^\n]{0,60},\ [A-Z]{1,3}[,.])[^\n]{3,100}\s\d{1,4}\s?\((?:19|20)\d\d\)\s?[A-Za-z]?\d+\s?[-–]\s?[A-Za-z]?\d+(?:\s+\d+)?
      | [A-Z](?:[\w&]*[\s.]{1,2}){1,5}(?:19|20)\d\d""",
    re.VERBOSE,
)
# "Smith AB,": the first author of an entry.
_FIRST_AUTHOR = re.compile(r"\s*[^\W\d_][\w'’-]+ [A-Z]{1,3}[,.]")
_SUPERSCRIPT = re.compile(r"<sup>[^<]{0,40}</sup>|[*†‡§¶]|\$\^[^$]{0,40}\$|[¹²³⁰⁴-⁹]+")
_PARTICLES = frozenset(
    "de del della der den di da dos du la le van von zu zur ter ten al el bin ibn y e and".split()
)
_FUNCTION_WORD = re.compile(
    r"\b(?:the|of|and|in|to|a|an|was|were|is|are|with|for|that|by|on|as|at|from|or|be|has|have|had|this|we|not|"
    r"der|die|das|und|le|les|des|el|los|que|et|est|y)\b"
)
# What joins the words of a sentence; headings and titles have it too, so it counts beside a citation only.
_JOINING = re.compile(
    r"\b(?:no|but|than|though|although|because|while|whereas|when|which|who|if|it|may|can|could|did|does|do|"
    r"some|most|many|these|those|their|after|before|during|between|until)\b"
)
# Lower-case words with a citation behind them: no scrap of a picture cites.
_CITES = re.compile(
    r"[a-z]{3,}[,;:.]?\s?(?:<sup>\s?\d[\d,\s–-]{0,60}</sup>|\\?\[\d[\d,;\s–-]{0,60}\\?\])"
)
_FINITE = re.compile(
    r"\b(?:was|were|is|are|has|have|had|been|be|we|our|this|that|these|which|could|can|may|did|not)\b"
)
_MARKS_AT_END = re.compile(
    r"(?:<sup>[^<]{0,60}</sup>|\[[\d,;\s–-]{1,60}\]|\$\^[^$]{0,60}\$|[\"'”’)\]*_\s¹²³⁰⁴-⁹])+\Z"
)
# "*Corresponding author: a@b.org", "Funding: none": what such a section would say, not its heading.
_SAYS = re.compile(r"@|:\**\s+[^\s*]")
_TABLE_TAG = re.compile(r"\s*</?(?:table|thead|tbody|tr|td|th)\b[^<>]*>", re.IGNORECASE)
_SENTENCE_END = frozenset(".?!:")
# No printed line is longer, so a longer one is a whole paragraph (also where no blank line follows).
_LONGEST_LINE = 240
# How many entries in a row a scan may lose before a number no longer continues its list.
_WIDEST_GAP = 5


def find_blocks(text: str, format: Literal["markdown", "text"]) -> tuple[Block, ...]:
    """The blocks of a text in reading order; white space between them is in none.

    A heading, a list entry with its hanging lines, the rows of a table and a paragraph are a
    block each.
    """
    return tuple(
        Block(kind, span.start, span.end, level)
        for group in _groups(text)
        for kind, span, level in _judge(text, group, format)
    )


def _groups(text: str) -> Iterator[list[Span]]:
    """Runs of lines without a blank line between; each span lacks the white space around it."""
    group: list[Span] = []
    for found in _LINE.finditer(text):
        line = found.group()
        body = line.strip(_BLANK)
        if not body:
            if group:
                yield group
            group = []
            continue
        start = found.start() + line.index(body[0])
        if "\t" in line:  # a table row may begin with an empty cell
            start = found.start() + len(line) - len(line.lstrip("\ufeff"))
        span = Span(start, found.start() + len(line.rstrip(_BLANK)))
        run_in = _RUN_IN_LIST.match(text, span.start, span.end)
        if run_in:
            if group:
                yield group
            yield [Span(*run_in.span("heading"))]
            group, span = [], Span(run_in.end(), span.end)
        if group and (_stands_alone(body) or _stands_alone(text[group[-1].start : group[-1].end])):
            yield group
            group = []
        group.append(span)
    if group:
        yield group


def _stands_alone(line: str) -> bool:
    """Whether a line is a block whatever stands around it."""
    return bool(
        _HEADING.match(line)
        or (len(line) > _LONGEST_LINE and "\t" not in line)
        or _DOI.match(line[:300])
        or _SALUTATION.match(line[:80])
        or _is_section(line)
        or (len(line) < 200 and _FURNITURE.match(line))
    )


def _is_section(line: str) -> bool:
    """A usual section name alone on its line, in bold, capitals or title case."""
    if len(line) > 80 or line[:1].islower() or _SAYS.search(line):
        return False
    bold = _BOLD_LINE.match(line)
    name = strip_markup(line)
    return section_kind(name) is not None and (
        bold is not None
        or name.rstrip(":").isupper()
        or (len(name.split()) <= 3 and name[-1] not in ".,;")
    )


def _judge(text: str, lines: list[Span], format: str) -> Iterator[tuple[BlockKind, Span, int]]:
    start, end = lines[0].start, lines[-1].end
    block = text[start:end]
    if (
        len(lines) == 1
        and len(block) < 200
        and (_FURNITURE.match(block) or _RUNNING_HEAD.fullmatch(block))
    ):
        yield "furniture", Span(start, end), 0
        return
    if len(lines) == 1 and _BOLD_LINE.match(block) and not _is_section(block) and is_byline(block):
        yield "byline", Span(start, end), 0
        return
    heading = _HEADING.match(block)
    if heading:
        yield "heading", Span(start, end), len(heading.group(1))
        return
    if len(lines) == 1 and (
        _is_section(block) or (format == "markdown" and _BOLD_LINE.match(block))
    ):
        legend = _LEGEND.match(block)
        yield ("legend" if legend and legend["number"] else "heading"), Span(start, end), 6
        return
    rows = sum("\t" in _body(text[a:b]) or text[a:b].startswith("|") for a, b in lines)
    if rows * 2 > len(lines) or _TABLE_TAG.match(block):
        yield "table", Span(start, end), 0
        return
    kind = _kind(block)
    if kind is not None:
        yield kind, Span(start, end), 0
        return
    yield from _entries(text, lines)


def _kind(block: str) -> BlockKind | None:
    """What a group of lines is by its opening, or None for prose and lists."""
    if _SALUTATION.match(block):
        return "salutation"
    if _DOI.match(block):
        return "doi"
    if len(block) < 400 and _DATES.match(block):
        return "dates"
    legend = _LEGEND.match(block)
    if legend and _is_legend(block, legend):
        return "legend"
    return "note" if _NOTE.match(block) else None


def _is_legend(block: str, opening: re.Match[str]) -> bool:
    """A caption, not a sentence that starts with "Table 1 shows"."""
    if block.startswith(("**", "#")) or opening.group().strip("*# ").split()[0].isupper():
        return True
    return opening["number"] is not None and opening["after"].lstrip("*")[:1] in (
        ".",
        ":",
        "|",
        "—",
    )


def _entries(text: str, lines: list[Span]) -> Iterator[tuple[BlockKind, Span, int]]:
    """A group of lines as list entries with what hangs under them, or as one paragraph."""
    starts = _entry_starts([text[a:b] for a, b in lines])
    if starts[:1] != [0]:
        first = starts[0] if starts else len(lines)
        span = Span(lines[0].start, lines[first - 1].end)
        yield prose_kind(text[span.start : span.end]), span, 0
    for start, following in pairwise([*starts, len(lines)]):
        # A raised number opens an affiliation more often than a reference.
        label = ENTRY.match(text, lines[start].start)
        kind: BlockKind = "note" if label and label["raised"] else "entry"
        yield kind, Span(lines[start].start, lines[following - 1].end), 0


def _entry_starts(lines: list[str]) -> list[int]:
    """Which lines open an entry: numbers that go on from one another, or bullets.

    A wrapped line of prose may open with "2014." or "(5)"; it does not continue a count.
    """
    starts: list[int] = []
    last: int | None = None
    for place, line in enumerate(lines):
        if not ENTRY.match(line):
            continue
        number = _numbered(line)
        if number is None:
            follows = last is None and (place == 0 or bool(starts))
        elif last is None:
            follows = (
                place == 0
                or _FIRST_AUTHOR.match(_body(line)) is not None
                or any(_numbered(other) == number + 1 for other in lines[place + 1 :])
            )
        else:
            follows = last <= number <= last + _WIDEST_GAP
        if follows:
            starts.append(place)
            last = number
    return starts


def _body(line: str) -> str:
    found = ENTRY.match(line)
    return line[found.end() :] if found else line


def _numbered(line: str) -> int | None:
    found = ENTRY.match(line)
    return label_number(found["label"]) if found else None


def prose_kind(block: str) -> BlockKind:
    """Whether words are running text, a line of names, or scraps out of a picture."""
    if is_byline(block):
        return "byline"
    if not is_unfinished(block):
        return "paragraph"
    opening = block[:2000]
    words = len(_FUNCTION_WORD.findall(opening))
    cites = _CITES.search(opening) and (words or _JOINING.search(opening))
    return "paragraph" if words >= 2 or cites else "fragment"


def is_prose(text: str) -> bool:
    """Whether a paragraph is sentences, with the verbs that titles and references lack."""
    return len(_FINITE.findall(text[:1000])) >= 3 and not looks_like_reference(text)


def is_unfinished(text: str) -> bool:
    """Whether a text stops inside a sentence; citation marks and quotes at its end do not count."""
    tail = _MARKS_AT_END.sub("", text[-200:])
    return bool(tail) and tail[-1] not in _SENTENCE_END


def is_byline(block: str) -> bool:
    """A list of persons: short chunks of two to six words, nearly all with a capital."""
    if len(block) > 3000 or len(block) < 5:
        return False
    text = _SUPERSCRIPT.sub(" ", block.strip("*_ "))
    parts = (part.strip() for part in re.split(r"[,;&|\n]| and | und | et | y ", text))
    names = [part for part in parts if part.strip(" .*") and not is_degree(part)]
    good = sum(_is_name(name) for name in names)
    return (
        bool(names) and good >= 0.8 * len(names) and (good > 1 or bool(_SUPERSCRIPT.search(block)))
    )


def _is_name(text: str) -> bool:
    words = re.findall(r"[^\W\d_][^\s]*", strip_markup(text))
    if not 2 <= len(words) <= 6 or re.search(r"\d", text):
        return False
    return all(word[0].isupper() or word.strip(".").lower() in _PARTICLES for word in words)
