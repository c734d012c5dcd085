"""Markers in a text that name references: "<sup>4-9</sup>", "[3–5]", "(Smith, 2019)".

Everything here looks for one style at a time: :mod:`evidence.styles` says which an article has.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from evidence.inline import Inline, read_inline
from evidence.listed import (
    FAMILY,
    INITIALS,
    MORE,
    UNDATED,
    YEAR,
    YEARS,
    Known,
    split_names,
)

Style = Literal["superscript", "bracket", "parenthesis", "author-year"]
STYLES: tuple[Style, ...] = ("superscript", "bracket", "parenthesis", "author-year")

_DASH = r"[-‐‑‒–—−]{1,2}"
_BETWEEN = rf"\s?(?:{_DASH}|to|through|[,;&](?:\s?and)?|and)\s?"
_NUMBERS = rf"\d{{1,4}}(?:{_BETWEEN}\d{{1,4}})*"
_RANGE = re.compile(rf"(\d{{1,4}})[a-h]?(?:\s?(?:{_DASH}|to|through)\s?(\d{{1,4}}))?")

_SUPERSCRIPT = re.compile(
    r"""<sup>[^<>]{0,60}</sup>
          # one tag a sign: a tag of digits does not go on in another
          (?:\s?<sup>(?:(?=\s*[^\d\s<])|(?<=[^\d\s]</sup><sup>)|(?<=[^\d\s]</sup>\s<sup>))
             [^<>]{0,60}</sup>)*""",
    re.VERBOSE,
)
# What stands between superscript tags once they are gone: "(4–9)", "4,5.", "[4-9]", "4,a", "4*".
_RAISED = re.compile(
    rf"\s*[(\[]?\s*(?P<numbers>{_NUMBERS})(?:\s?[,;]\s?[a-z]\b|[,;]?\s?[*†‡§¶#])*\s*[,.;]?\s*[)\]]?\s*\Z"
)
_RAISED_BRACKET = re.compile(r"<sup>\s*[(\[]\s*</sup>\s*")
_RAISED_BRACKET_LAST = re.compile(r"\s*<sup>\s*[)\]]\s*</sup>\Z")
_NEGATIVE = re.compile(r"\s*[-−–]\s?\d{1,3}\s*")
# "hepatitis.1, 2 Although", "liver,4–6 although": raised numbers that lost their mark-up
_BARE = re.compile(rf"[.,;](?<=[a-zß-öø-ÿ]{{3}}[.,;])(?P<numbers>{_NUMBERS})(?=\s+[^\W\d]|\s*\Z)")
# The same where the article is seen to print them so: "(AML).12 The", "at 30%.4–6 Others"
_BARE_TOO = re.compile(
    rf"(?:[^\W\d_)][.,;]|[)\]”\"’%][.,;]|[.?!][”\"’)\]])(?P<numbers>{_NUMBERS})(?=\s+[A-Z(“\"]|\s*\Z)"
)
_WORD_BEFORE = re.compile(r"[a-zß-öø-ÿ]*\Z")
_NUMBERED = frozenset("fig figs vol vols sect chap tab eqs ref refs ver".split())
"""Abbreviations that a number follows without a space."""
LEAST_BARE = 3
"""Raised numbers without mark-up behind a word and a stop that an article must have before such
behind brackets, quotes and capitals are read too: one or two are slips of the scan."""
_TAG = re.compile(r"</?sup>")
_LEAD = r"(?:(?:see(?: also)?|e\.g\.|i\.e\.|cf\.?|compare|reviewed (?:in|by)|(?:for (?:an? )?)?reviews?(?: see)?)[,:]?\s)*"
_PARTS = r"(?:(?-i:[a-h])(?:[,–-]\s?(?-i:[a-h]))*\b)?"
_LETTERED = rf"\d{{1,4}}{_PARTS}(?:{_BETWEEN}\d{{1,4}}{_PARTS})*"
_BEHIND = (
    r"(?:,?\s?(?:pp?\.|chapters?|chap\.|ch\.|sections?|sect\.|figs?\.|figures?|tables?|eqs?\.)\s?[\w.–-]{1,20}"
    r"|,?\s(?:and references therein|for (?:an? )?(?:recent )?reviews?|among others|inter alia))?"
)
"""What may stand before and behind the numbers in brackets: "[see 11, p. 34]"."""
_BRACKET = re.compile(rf"\[\s*{_LEAD}(?P<numbers>{_LETTERED}){_BEHIND}\s*\]", re.IGNORECASE)
_PARENTHESIS = re.compile(rf"\(\s*{_LEAD}(?P<numbers>{_NUMBERS}){_BEHIND}\s*\)", re.IGNORECASE)
# "[3]–[5]": the range stands outside the brackets.
_JOINED = re.compile(rf"\s?(?:{_DASH}|to|through)\s?")

# What stands right before an exponent: a unit, a power of ten, a statistic.
_UNIT_BEFORE = re.compile(
    r"(?:(?<![A-Za-z])(?:[kcdmµμn]?m|[kmµμn]?g|[kmµμ]?[Ll]|d[Ll]|s|sec|min|h|hr|d|day|week|wk|yr|ha|inch|in|ft|mol|[mµμn]mol|[mµμn]M"
    r"|cells?|dyn|[kM]?Pa|[kM]?J|kcal|[kM]?Hz|W|V|°C|K|IU|Bq|Gy|person|patient|count|rpm|bpm|cmH|mmHg|Å|deg|arcmin|arcsec|[kMG]?pc|AU|sr|[kMG]?eV|erg|pixel|voxel|yd|acre)"
    r"|(?<![A-Za-z])(?:[RIXPTFQχητωστφρλκε]|eta|chi|Chi|BIC)|(?:^|[^\w.])[\d.,]*\d|[×x*·]\s?10)\*?\Z"
)
# "x<sup>11</sup>", "2y<sup>2</sup>": one small letter is a variable.
_VARIABLE_BEFORE = re.compile(r"(?:\A|[\s(=+*·×−–-])\d*[a-z]\Z")
# "CD19<sup>3</sup>", "in 2017<sup>2</sup>", "B12": a name or a year that ends in a digit can carry a pointer.
_NAME_OR_YEAR_BEFORE = re.compile(r"(?:[A-Za-z][\w-]*\d|\b(?:19|20)\d\d)\Z")
# "<sup>18</sup> F-FDG", "<sup>13</sup> C": elements whose isotopes are measured or given.
_TRACER_AFTER = re.compile(r"\s?(?:F|C|O|N|I|Tc|Ga|Lu|Y|In|Zr|Cu|Xe|Kr|Sr|Sm|Re|At|Ac)-[A-Z\d]")
_ELEMENT_AFTER = re.compile(
    r"\s?(?:[HCNOFPSKIUY]|Li|Be|Ne|Na|Mg|Al|Si|Cl|Ar|Ca|Cr|Mn|Fe|Co|Ni|Cu|Zn|Ga|Ge|Se|Br|Kr|Rb|Sr|Zr|Mo"
    r"|Tc|Ru|Pd|Ag|Cd|In|Sn|Sb|Te|Xe|Cs|Ba|Sm|Gd|Ho|Er|Yb|Lu|Re|Os|Ir|Pt|Au|Hg|Tl|Pb|Bi|Po|At|Rn|Ra|Ac"
    r"|Th|Pu|Am|Cf)(?:[-\s,.)\]]|\Z)"
)
# "CTCAE version 5.0<sup>7</sup>", "RECIST 1.1", "grade 3": a number of something can carry one too.
_VERSION_BEFORE = re.compile(
    r"\b(?:(?i:versions?|release|edition|types?|grades?|stages?|phases?|class|levels?|groups?)|v\.?|[A-Z]{3,}[A-Za-z-]*)\s\d+(?:\.\d+)*\Z"
)
_ENDED = re.compile(r"[.?!]\s*\Z")
# "O<sup>6</sup>MeG", "N<sup>6</sup>-methyl": a raised number inside a word.
_WORD_AFTER = re.compile(r"[-‐]?[^\W_]")
# "F(3,130)", "t(32)": right behind a letter a bracket holds no citation … unless a word ends there.
_FUNCTION_BEFORE = re.compile(r"(?<![A-Za-z])[*_]?[A-Za-zχ][*_]?\Z")
# "95% CI [3, 9]", "in the interval [0, 1]": bounds, not references.
_BOUNDS_BEFORE = re.compile(
    r"(?:\b(?:CI|CrI|IQR|(?i:confidence intervals?|intervals?|range|quartiles?))\W{0,3}(?:of\s)?|(?:\b[a-z] in|∈)\s?)\Z"
)
# "a median of 12 [4-20]", "12 (30) had pain": what stands behind a plain number
_AMOUNT_BEFORE = re.compile(r"(?<![\w.,–-])(?!(?:19|20)\d\d\s)\d+(?:[.,]\d+)*\s\Z")
# "Figure 1 (26)", "grade 3 (12)": … unless the number is that of something
_NUMBERING = re.compile(
    r"\b(?:figs?\.?|figures?|eqs?\.?|equations?|tables?|types?|grades?|stages?|phases?|class|classes|groups?|levels?|sections?|days?|weeks?|months?"
    r"|years?|keratins?|factors?|box(?:es)?|versions?|chapters?|waves?|cycles?|in|since)\s\Z",
    re.IGNORECASE,
)
# "Eq. [4]", "Table [2]": capitals, not behind a name ("the Nernst Equation [4]")
_DISPLAYED = re.compile(
    r"(?:\A|[\s(])(?<![A-Z][a-z]{2}\s)(?:Eqs?\.?|Equations?|Figs?\.|Figure|Table|Scheme)\s?\Z"
)
# Words before a bracketed number that number something else.
_COUNTED = re.compile(
    r"\b(?:groups?|eqs?\.?|equations?|figs?\.?|figures?|tables?|steps?|grades?|phases?|types?|stages?|levels?|models?|formulas?"
    r"|questions?|items?|hypothes[ie]s|experiments?|n|panels?|sections?|versions?|controls?|class(?:es)?|arms?|chapters?|appendix"
    r"|compounds?|studies|patients?|scores?)\s?\Z",
    re.IGNORECASE,
)

_OTHERS = r"et\sal\.?,?|and\s(?:colleagues|co-?workers|others)"
_PERSON = rf"(?:{INITIALS})?{FAMILY}"
_NAMES = rf"{_PERSON}(?:(?:,\s|,?\sand\s|,?\s?&\s?){_PERSON})*(?:,?\s(?:{_OTHERS}))?"
# "Smith and Doe (2019)", "Smith (2019, p. 4; see also Roe, 2012)": the bracket is looked for first,
# then the names before it.
_YEARS_ALONE = re.compile(
    rf"[(\[](?P<years>{YEARS})(?P<rest>(?:\s?[,;:]\s?[^()\[\]]{{0,300}})?)[)\]]"
)
_YEAR_BARE = re.compile(r"[12](?<=[\w.]\s[12])\d{3}[a-z]?(?![\w/–-])")
_NAME_LAST = re.compile(r"(?:\b[^\W\d_a-zß-öø-ÿ][\w'’-]+|\bal\.)\s\Z")
_BARE_REACH = 120
_NAMES_BEFORE = re.compile(rf"(?P<names>{_NAMES}(?:[’']s)?)\s?\Z")
_NAMES_REACH = 400
"""Characters before a bracket in which its names may begin."""
# "[WHO]" inside of a bracket
_SHORT = r"\[[A-Z][\w&-]{1,12}\]"
_BRACKETED = re.compile(
    rf"[(\[][^()\[\]]{{0,700}}?(?:{_SHORT}[^()\[\]]{{0,80}}?)?\b(?:{YEAR}|{UNDATED})"
    rf"[^()\[\]]{{0,300}}(?:{_SHORT}[^()\[\]]{{0,300}}){{0,5}}[)\]]"
)
_CITED = re.compile(rf"(?P<names>{_NAMES}),?\s(?P<years>{YEARS})")
# "Preference Collaborative Review Group 2008", "United States Department of Education, 2001"
_BODY_CITED = re.compile(rf"(?P<name>[^;()]{{8,200}}?),?\s(?P<years>{YEARS})")
# "(ibid., p. 4)": what the pointer before it names.
_IBID = re.compile(
    r"[(\[](?:[Ss]ee\s)?(?:[Ii]bid(?:em)?\.?|[Oo]p\.\s?cit\.|[Ll]oc\.\s?cit\.)(?:[,:]?\s?(?:pp?\.\s?)?[\d–-]+)?[)\]]"
)


class Marker(NamedTuple):
    """A pointer as it stands in a passage: offsets into ``Passage.text``, end exclusive."""

    start: int
    end: int
    numbers: tuple[int, ...]


def expand_numbers(text: str) -> tuple[int, ...]:
    """The reference numbers of "4-9" or "3,14,15", ranges expanded, each once, in printed order.

    A range that runs backwards or over 100 numbers is read as its two ends.
    """
    numbers: list[int] = []
    for first, last in _RANGE.findall(text):
        low, high = int(first), int(last or first)
        numbers += range(low, high + 1) if 0 < low <= high <= low + 100 else (low, high)
    return tuple(dict.fromkeys(numbers))


def find_markers(inline: Inline, style: Style, known: Known) -> tuple[Marker, ...]:
    """The pointers of a passage in printed order; every number is in the article's list."""
    return _printed(inline, _FINDERS[style](inline.text, known))


def _printed(inline: Inline, found: Iterable[Marker]) -> tuple[Marker, ...]:
    return tuple(sorted(Marker(*inline.span(hit.start, hit.end), hit.numbers) for hit in found))


def find_missing(inline: Inline, style: Style, known: Known) -> tuple[Marker, ...]:
    """Pointers of a passage to what the list lacks, with the numbers that it lacks.

    A number counts up to ``BEYOND`` behind the last of the list, or in a gap of it; names and years
    count where there are two authors or more: "(May 2019)" is no pointer. Such a pointer by name
    has no numbers.
    """
    text = inline.text
    if style == "author-year":
        return _printed(inline, _unlisted_names(text, known))
    last = max(known.numbers, default=0)
    found = []
    for hit in _FINDERS[style](text, _ANYTHING):
        lacking = tuple(
            number for number in hit.numbers if number not in known.numbers and number <= last + BEYOND
        )  # fmt: skip
        if lacking and _is_alike(text, hit, style):
            found.append(Marker(hit.start, hit.end, lacking))
    return _printed(inline, found)


def _unlisted_names(text: str, known: Known) -> Iterator[Marker]:
    for bracket in _BRACKETED.finditer(text):
        for hit in _CITED.finditer(text, bracket.start(), bracket.end()):
            people = split_names(hit["names"])
            several = MORE.search(hit["names"]) or len(people) > 1
            if several and not any(re.fullmatch(_MONTH, one) for one in people):
                yield from _unknown(hit, hit["names"], hit["years"], known)
    for found in _YEARS_ALONE.finditer(text):  # "Roe et al. (2012)"
        low = max(0, found.start() - _BARE_REACH)
        before = _NAMES_BEFORE.search(text, low, found.start())
        if before and MORE.search(before["names"]):
            yield from _unknown(found, before["names"], found["years"], known)


def _unknown(hit: re.Match[str], names: str, years: str, known: Known) -> Iterator[Marker]:
    if not known.cited(names, years) and not known.body(names, years):
        yield Marker(hit.start(), hit.end(), ())


BEYOND = 20
"""How far behind the last number of a list a pointer may point by mistake; what points farther is
no pointer: a page, an amount."""


def _is_alike(text: str, hit: Marker, style: Style) -> bool:
    """Whether what is like a pointer stands where pointers stand: behind a word."""
    before = text[: hit.start].rstrip()[-1:]
    lone = style == "parenthesis" and len(hit.numbers) == 1
    unit = style == "superscript" and _UNIT_BEFORE.search(text, max(0, hit.start - 30), hit.start)
    alike = bool(before) and (before.isalpha() or before in ".,;:)”")
    return alike and not lone and not unit


def style_of(marker: str) -> Style:
    """The style in which a marker is printed, told by its own characters."""
    marker = read_inline(marker).text
    if re.fullmatch(YEAR, marker):
        return "author-year"
    if _SUPERSCRIPT.match(marker) or marker[:1].isdigit():
        return "superscript"
    if _BRACKET.match(marker) or (_SAID.match(marker) and marker[0] == "["):
        return "bracket"
    numbered = (_PARENTHESIS.match(marker) or _SAID.match(marker)) and not re.match(
        rf"\({YEAR}\)", marker
    )
    return "parenthesis" if numbered else "author-year"


def find_unlisted(text: str, style: Style) -> tuple[tuple[int, int], ...]:
    """What looks like a pointer of this style, whether a list has what it names or not.

    Without a list to compare, a lone number in parentheses tells nothing, and brackets behind a
    measure of spread ("median 12 [4-20]") hold its bounds. Offsets into ``text``, in order.
    """
    inline = read_inline(text)
    text = inline.text
    found = []
    for hit in _FINDERS[style](text, _ANYTHING):
        numbered = style in ("bracket", "parenthesis")
        near = text[max(0, hit.start - 60) : hit.start] if numbered else ""
        lone = style == "parenthesis" and len(hit.numbers) == 1
        if not lone and not _SPREAD.search(near) and not _NOT_A_NAME.match(text, hit.start):
            found.append(inline.span(hit.start, hit.end))
    return tuple(sorted(found))


# "(ref. 12)", "[see references 3, 4]"
_SAID = re.compile(
    rf"[(\[]\s*(?i:{_LEAD})(?:[Rr]efs?\.?|REFS?|[Rr]eferences?)\s(?P<numbers>{_NUMBERS})\s*[)\]]"
)


def find_counted(inline: Inline, known: Known) -> tuple[Marker, ...]:
    """Lone numbers in parentheses behind a word that may number them, "the equation (6)", in order.

    Whether such a one is a pointer, only the pointers around it tell.
    """
    text = inline.text
    hits = [hit for hit in _plain(_PARENTHESIS, text, known) if len(hit.numbers) == 1]
    enumerating = _enumerating(text, hits)
    return _printed(
        inline,
        (
            hit
            for hit in hits
            if _COUNTED.search(text, max(0, hit.start - 30), hit.start) and hit not in enumerating
        ),
    )


def find_said(inline: Inline, known: Known) -> tuple[Marker, ...]:
    """The pointers that say what they are, "(ref. 12)", in order: the same in every style."""
    found = []
    said_so = any(word in inline.text for word in ("ref", "Ref", "REF"))
    for said in _SAID.finditer(inline.text) if said_so else ():
        numbers = known.keep(expand_numbers(said["numbers"]))
        found += [Marker(*said.span(), numbers)] if numbers else []
    return _printed(inline, found)


def find_bare(inline: Inline, known: Known) -> tuple[Marker, ...]:
    """The numbers that lost their mark-up, in order, also behind a bracket, a quote or capitals.

    For an article that is seen to print its pointers so: :func:`find_markers` takes those that
    stand behind a plain word and a stop.
    """
    return _printed(inline, _bare(inline.text, known, _BARE_TOO))


# --- numbers -----------------------------------------------------------------------------------


def _superscripts(text: str, known: Known) -> Iterator[Marker]:
    for found in _SUPERSCRIPT.finditer(text):
        raised = _RAISED.match(_TAG.sub("", found.group()))
        numbers = known.keep(expand_numbers(raised["numbers"])) if raised else ()
        if numbers and not _is_exponent(text, found.start(), found.end(), numbers):
            yield Marker(*_without_brackets(text, *found.span()), numbers)
    yield from _bare(text, known, _BARE)


def _bare(text: str, known: Known, pattern: re.Pattern[str]) -> Iterator[Marker]:
    for found in pattern.finditer(text):
        numbers = known.keep(expand_numbers(found["numbers"]))
        stop = found.start("numbers") - 1
        word = _WORD_BEFORE.search(text, max(0, stop - 20), stop)
        if numbers and not (word and word.group() in _NUMBERED):
            yield Marker(*found.span("numbers"), numbers)


def _without_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    """A run of raised tags without those at its ends that hold only a bracket."""
    opening, closing = (
        _RAISED_BRACKET.match(text, start, end),
        _RAISED_BRACKET_LAST.search(text, start, end),
    )
    return (opening.end() if opening else start), (closing.start() if closing else end)


def is_power(text: str, start: int, end: int, words: str) -> bool:
    """Whether the raised ``words``, with their tags ``text[start:end]``, cite nothing: those of "m<sup>2</sup>", "10<sup>-6</sup>"."""
    if _NEGATIVE.fullmatch(words):
        return True
    printed = _RAISED.match(words)
    return printed is not None and _is_exponent(
        text, start, end, expand_numbers(printed["numbers"])
    )


def _is_exponent(text: str, start: int, end: int, numbers: tuple[int, ...]) -> bool:
    """Whether a raised number belongs to the word beside it: a unit, a power, an isotope."""
    before = text[max(0, start - 30) : start].rstrip("$ {}\\")
    if len(numbers) > 1:
        return False
    if _WORD_AFTER.match(text, end):
        return True
    if not text[max(0, start - 1) : start].strip():
        ended = _ENDED.search(text, max(0, start - 3), start)
        if (_TRACER_AFTER if ended else _ELEMENT_AFTER).match(text, end):
            return True
    if _NAME_OR_YEAR_BEFORE.search(before) or _VERSION_BEFORE.search(before):
        return False
    if re.search(r"\d\Z", before) or _VARIABLE_BEFORE.search(before):
        return True
    return numbers[0] <= 4 and bool(_UNIT_BEFORE.search(before))


def _brackets(text: str, known: Known) -> Iterator[Marker]:
    yield from _joined(text, _plain(_BRACKET, text, known), known)


def _parentheses(text: str, known: Known) -> Iterator[Marker]:
    hits = list(_joined(text, _plain(_PARENTHESIS, text, known), known))
    enumerating = _enumerating(text, hits)
    for hit in hits:
        lone = len(hit.numbers) == 1
        if not (lone and (hit in enumerating or _is_number_of(text, hit.start))):
            yield hit


def _is_number_of(text: str, start: int) -> bool:
    """Whether a lone number in parentheses is an amount, or the number of what stands before it:
    "group (2)", "iron(3)", "12 (30) had pain", "$$ … $$ (4)"."""
    before = text[max(0, start - 40) : start]
    amount = _AMOUNT_BEFORE.search(before)
    return bool(
        before[-1:].isalnum()
        or before.rstrip().endswith("$$")
        or _COUNTED.search(before)
        or (amount and not _NUMBERING.search(before, 0, amount.start()))
    )


def _plain(pattern: re.Pattern[str], text: str, known: Known) -> Iterator[Marker]:
    for found in pattern.finditer(text):
        numbers = known.keep(expand_numbers(found["numbers"]))
        before = text[max(0, found.start() - 60) : found.start()]
        labels = not found.start() and _LABELLED.match(text, found.end())
        if labels or not numbers or _FUNCTION_BEFORE.search(before) or _DISPLAYED.search(before):
            continue
        bounds = (len(numbers) > 1 and _BOUNDS_BEFORE.search(before)) or (
            _AMOUNT_BEFORE.search(before) and _SPREAD.search(before)
        )
        if not bounds:
            yield Marker(found.start(), found.end(), numbers)


def _joined(text: str, hits: Iterator[Marker], known: Known) -> Iterator[Marker]:
    """ "[3]–[5]" as one pointer to 3, 4 and 5; anything else unchanged."""
    waiting: Marker | None = None
    for hit in hits:
        if (
            waiting
            and _JOINED.fullmatch(text, waiting.end, hit.start)
            and waiting.numbers[-1] < hit.numbers[0]
        ):
            between = known.keep(tuple(range(waiting.numbers[-1], hit.numbers[0])))
            numbers = tuple(dict.fromkeys((*waiting.numbers, *between, *hit.numbers)))
            waiting = Marker(waiting.start, hit.end, numbers)
            continue
        if waiting:
            yield waiting
        waiting = hit
    if waiting:
        yield waiting


def _enumerating(text: str, hits: Sequence[Marker]) -> frozenset[Marker]:
    """Those of the hits that number parts of a sentence: "we ask (1) whether, (2) when and (3) how".

    They count up from 1, each has words behind it, and one opens them: at a start or behind ; : ,
    """
    found: set[Marker] = set()
    series: list[Marker] = []
    for hit in hits:
        if len(hit.numbers) > 1 or not _WORD_FOLLOWS.match(text, hit.end):
            continue
        if hit.numbers[0] == 1:
            series = []
        if hit.numbers[0] == len(series) + 1:
            series.append(hit)
            if any(_opens(text, one) for one in series):
                found.update(series)
    return frozenset(found)


def _opens(text: str, hit: Marker) -> bool:
    before = text[max(0, hit.start - 8) : hit.start].rstrip()
    return not before or before[-1] in ";:," or before.endswith((" and", " or", " the"))


# "[1] Department of …": at the head of a paragraph a number is its label.
_LABELLED = re.compile(r"\s+[A-Z]")
_WORD_FOLLOWS = re.compile(r"\s\w")


# --- authors and years -----------------------------------------------------------------------


def _author_years(text: str, known: Known) -> Iterator[Marker]:
    """Names with years in brackets, then those in the running text, then "ibid." behind either."""
    hits: list[Marker] = []
    taken: deque[tuple[int, int]] = deque()
    free = 0
    for found in _YEARS_ALONE.finditer(text):
        before = _NAMES_BEFORE.search(text, max(free, found.start() - _NAMES_REACH), found.start())
        if not before:
            continue
        free = found.end()
        numbers = known.cited(before["names"], found["years"])
        if numbers:
            taken.append((before.start(), found.end()))
            more = _bracketed(f";{found['rest']}", known)
            hits.append(Marker(*found.span(), tuple(dict.fromkeys((*numbers, *more)))))
    for found in _BRACKETED.finditer(text):
        # Both go forward through the text: what ends before this bracket ends before the next.
        while taken and taken[0][1] <= found.start():
            taken.popleft()
        if taken and taken[0][0] < found.end():
            continue
        numbers = tuple(dict.fromkeys(_bracketed(found.group(), known)))
        if numbers:
            hits.append(Marker(found.start(), found.end(), numbers))
    hits.sort()
    if not known.numbered:  # beside numbers "June 2018" is a date, whoever is in the list
        hits = sorted((*hits, *_running(text, hits, known)))
    yield from hits
    for found in _IBID.finditer(text) if "bid" in text or "cit." in text else ():
        last = hits[bisect_left(hits, (found.start(),)) - 1 :][:1] if hits else []
        if last and last[0].end <= found.start() and len(last[0].numbers) == 1:
            yield Marker(*found.span(), last[0].numbers)


def _running(text: str, hits: Sequence[Marker], known: Known) -> Iterator[Marker]:
    """The years of "as Li et al. 2015 found", where none of the ``hits`` stands."""
    for found in _YEAR_BARE.finditer(text):
        at = found.start()
        if not known.dates(found.group()) or not _NAME_LAST.search(text, max(0, at - 45), at):
            continue
        place = bisect_left(hits, (at,))
        if place and hits[place - 1].end > at:
            continue
        before = _NAMES_BEFORE.search(text, max(0, at - _BARE_REACH), at)
        dated = before and re.fullmatch(_MONTH, before["names"])
        numbers = known.plainly(before["names"], found.group()) if before and not dated else ()
        if numbers:
            yield Marker(*found.span(), numbers)


def _bracketed(text: str, known: Known) -> Iterator[int]:
    """The references that a bracket names; what no family name opens may be a body's name."""
    last = 1
    for cited in _CITED.finditer(text):
        numbers = known.cited(cited["names"], cited["years"])
        lead = text[last : cited.start("years")]
        yield from numbers or known.body(lead, cited["years"])
        last = cited.end()
    for bare in _BODY_CITED.finditer(text, last):
        yield from known.body(bare["name"], bare["years"])


LARGEST_NUMBER = 999
"""Of a reference in a list that nobody has seen; a year is larger."""
_SPREAD = re.compile(
    r"\b(?:medians?|means?|ranges?|IQR|interquartile|CI|CrI|SD|intervals?|quartiles?|between)\b[^.;]*\Z",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|Spring|Summer|Autumn|Fall|Winter)"
)
# "(March 2019)", "(Version 5, 2017)": a year behind a word that is no author.
_NOT_A_NAME = re.compile(
    rf"[(\[](?:in\s|since\s|until\s|from\s)?(?:{_MONTH}|Version|Figure|Table|Box|Phase|Grade|Group)\b"
)


class _Anything(Known):
    """A list that has whatever a pointer can name."""

    def keep(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        return numbers if all(0 < number <= LARGEST_NUMBER for number in numbers) else ()

    def cited(self, names: str, years: str) -> tuple[int, ...]:
        return () if re.fullmatch(rf"(?:In|Since|Until|By|The|{_MONTH})", names) else (1,)


_ANYTHING = _Anything(frozenset(), {})


_FINDERS: Mapping[Style, Callable[[str, Known], Iterator[Marker]]] = {
    "superscript": _superscripts,
    "bracket": _brackets,
    "parenthesis": _parentheses,
    "author-year": _author_years,
}
