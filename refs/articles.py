"""Document → articles: a file may hold one letter, several, or the pieces that a page holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import PurePath
from typing import NamedTuple

from refs.documents.blocks import is_prose, is_unfinished
from refs.documents.sections import section_kind
from refs.flow import heading_text, read_passages
from refs.lists.habits import LOOK, closing, looks_like_reference, opening, years
from refs.lists.labels import read_label
from refs.lists.lines import read_lines
from refs.lists.numbered import find_labelled
from refs.lists.unnumbered import find_unnumbered
from refs.model import Article, Block, BlockKind, Document, Name, Part, Passage, Piece
from refs.names import read_byline
from refs.text import strip_markup

_FRONT = frozenset(("dates", "doi", "salutation", "byline", "note", "heading", "furniture"))
_BELOW_A_TITLE = frozenset(("byline", "salutation", "dates", "doi"))
_IN_LIST = frozenset(("entry", "paragraph", "note", "fragment", "byline"))
# No shorter paragraph outside of a list is a reference.
_SHORTEST = 40
_ANYTHING = _IN_LIST | {"doi", "dates", "furniture", "legend"}
_DOI = re.compile(r"10\.\d{4,9}/[^\s*_<>]+")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DATE = re.compile(
    r"(?P<event>received|revised|accepted)\W{0,6}(?:in revised form[ :]*|on[ :]*)?"
    r"(?:(?P<iso>(?:19|20)\d\d-\d\d-\d\d)"
    r"|(?P<day>\d{1,2})(?:st|nd|rd|th)?[ .]+(?P<month>[a-z]{3,9})\.?,?[ ]+(?P<year>(?:19|20)\d\d)"
    r"|(?P<us_month>[a-z]{3,9})\.?[ ]+(?P<us_day>\d{1,2}),?[ ]+(?P<us_year>(?:19|20)\d\d))",
    re.IGNORECASE,
)
# A plain-text title is one short paragraph without a full stop; longer ones begin the text.
_LONGEST_TITLE = 300


# An address, or whom to write to.
_NO_TITLE = re.compile(
    r"\A\W*(?:correspond(?:ence|ing)\b|address (?:for|correspondence|reprint)|e-?mail\b|tel\b|from the (?:department|division)"
    r"|(?:department|division|institute|faculty|school|university|hospital) (?:of|for)\b[^.]*,)|\S@\S",
    re.IGNORECASE,
)


class _Front(NamedTuple):
    """Places of an article's front-matter blocks, ``end`` exclusive."""

    start: int
    end: int
    opens: bool
    """False for the place where a file begins in the middle of an article."""


def split_articles(document: Document) -> tuple[Article, ...]:
    """The articles of a document in reading order; every block belongs to exactly one.

    An article begins at its front matter: a title among dates, DOI and salutation. What stands
    before the first of these is a ``tail``; an article that the file ends in the middle of is a
    ``head``.
    """
    blocks = document.blocks
    lists = _reference_blocks(document)
    fronts = _fronts(document, lists)
    if not fronts or fronts[0].start > 0:
        fronts.insert(0, _Front(0, 0, opens=False))
    ends = [*(front.start for front in fronts[1:]), len(blocks)]
    articles: list[Article] = []
    for front, end in zip(fronts, ends, strict=True):
        taken = {article.id for article in articles}
        articles.append(_read_article(document, front, end, lists, taken))
    return tuple(articles)


def _reference_blocks(document: Document) -> frozenset[Block]:
    """The blocks that are entries of a reference list, with or without a heading above."""
    found: set[Block] = set()
    for run in _runs(document):
        found.update(run)
    return frozenset(found)


def _runs(document: Document) -> Iterator[Sequence[Block]]:
    """The lists: what stands under their heading, and what looks like references by itself."""
    run: list[Block] = []
    headed = False
    for place, block in enumerate(document.blocks):
        if _is_aside(document, block, run):
            continue
        if _is_listed(document, place, run, headed=headed):
            run.append(block)
            continue
        yield _references_among(document, run, headed=headed)
        run = []
        headed = (
            block.kind == "heading" and section_kind(heading_text(document, block)) == "references"
        )
    yield _references_among(document, run, headed=headed)


def _is_aside(document: Document, block: Block, run: Sequence[Block]) -> bool:
    """What a page puts between two entries: the list goes on behind it."""
    if block.kind == "furniture":
        return not (run and _is_glued(document, run[-1], block) and _is_open(document, run[-1]))
    if block.kind in ("legend", "table"):
        return True
    if (
        block.kind not in ("paragraph", "fragment")
        or not run
        or _is_glued(document, run[-1], block)
    ):
        return False
    text = document.text[block.start : block.end]
    return is_prose(text) and opening(text) < 0.5  # the titles of several entries have verbs too


def _is_listed(document: Document, place: int, run: Sequence[Block], *, headed: bool) -> bool:
    """Whether a block goes on with a list, or begins one that has no heading."""
    block = document.blocks[place]
    if block.kind in ("entry", "note"):
        return True
    if run and block.kind in _ANYTHING and _is_glued(document, run[-1], block):
        return True  # a line of an entry that looks like something else: a DOI, a date
    if (
        block.kind == "doi" and run
    ):  # behind a page break; an article begins with other things below
        following = document.blocks[place + 1 : place + 2]
        return any(one.kind == "entry" or _may_be_reference(document, one) for one in following)
    if block.kind == "dates" and run:  # "Published by …" goes on with an entry
        return _DATE.search(document.text, block.start, block.end) is None
    if block.kind not in _IN_LIST:
        return False
    return headed or _may_be_reference(document, block)


def _is_glued(document: Document, before: Block, block: Block) -> bool:
    """Whether only a line end stands between two blocks."""
    between = document.text[before.end : block.start]
    return (
        len(between) < 200
        and re.fullmatch(r"[^\S\r\n]*(?:\r\n|[\r\n])[^\S\r\n]*", between) is not None
    )


def _is_open(document: Document, block: Block) -> bool:
    return closing(document.text[max(block.start, block.end - 60) : block.end]) < -1


def _may_be_reference(document: Document, block: Block) -> bool:
    """Whether a paragraph outside of any list may be an entry: dated, no sentences, with an end."""
    text = document.text[block.start : min(block.end, block.start + LOOK)]
    whole = closing(text) > -2 or block.end > block.start + LOOK
    return len(text) > _SHORTEST and years(text) > 0 and whole and not is_prose(text)


def _is_like(text: str) -> bool:
    """Whether an entry reads like a reference: by its habits, or by names and a year."""
    label = read_label(text, 0, len(text))
    body = strip_markup(text[label.end if label else 0 :][:LOOK])
    return looks_like_reference(body) or (
        opening(body) > 1 and years(body) > 0 and not is_prose(body)
    )


def _references_among(document: Document, run: Sequence[Block], *, headed: bool) -> Sequence[Block]:
    """The run of blocks where a heading says that it is a list, or most look like references; else nothing."""
    if headed:
        return run
    like = sum(_is_like(document.text[block.start : block.end]) for block in run)
    labelled = any(block.kind in ("entry", "note") for block in run)
    dated = sum(years(document.text[block.start : block.end][:LOOK]) > 0 for block in run)
    if like * 2 <= len(run) and not (like * 3 > len(run) > 4 and dated > 0.8 * len(run)):
        return ()
    several = labelled or like > 1 or _holds_several(document, run[0])
    return run if several or _is_all(document, run[0]) else ()


def _is_all(document: Document, block: Block) -> bool:
    """Whether a block is all that a file holds: somebody's one reference."""
    return all(one is block or one.kind == "furniture" for one in document.blocks)


def _holds_several(document: Document, block: Block) -> bool:
    """Whether a paragraph is the wrapped entries of a list and no single paragraph."""
    lines = read_lines(document.text, [block])
    starts = [one.place for one in find_labelled(document.text, lines)] or list(
        find_unnumbered(document.text, lines)
    )
    like = [
        _is_like(document.text[lines[one].span.start : lines[other - 1].span.end])
        for one, other in pairwise([*starts, len(lines)])
    ]
    return len(like) > 1 and sum(like) * 2 >= len(like)


def _fronts(document: Document, lists: frozenset[Block]) -> list[_Front]:
    """Where articles begin: runs of front-matter blocks that hold what a first page holds."""
    blocks = document.blocks
    words = (place for place, block in enumerate(blocks) if block.kind != "furniture")
    first = next(words, 0)
    found: list[_Front] = []
    may_begin = True
    place = 0
    while place < len(blocks):
        if blocks[place] in lists:
            may_begin = True
        end = place
        titled = False
        while end < len(blocks):
            plain = not titled and _is_plain_title(document, end, lists)
            if not plain and not _is_front(document, blocks[end], lists):
                break
            titled = titled or plain or blocks[end].kind == "heading"
            end += 1
        if _opens_article({block.kind for block in blocks[place:end]}, titled, may_begin):
            found.append(_Front(place, end, opens=True))
            may_begin = False
        elif place <= first < max(end, place + 1) and _opens_plainly(document, first, lists):
            found.append(_Front(0, end, opens=True))
            may_begin = False
        place = max(end, place + 1)
    return found


def _is_front(document: Document, block: Block, lists: frozenset[Block]) -> bool:
    if block.kind not in _FRONT or block in lists:
        return False
    return block.kind != "heading" or section_kind(heading_text(document, block)) is None


def _opens_article(kinds: set[BlockKind], titled: bool, may_begin: bool) -> bool:
    """Whether a run of front-matter blocks begins an article.

    A title with a salutation does so anywhere; anything else only at the top of the file or
    after a reference list, since "Data availability" has a DOI line below it too.
    """
    if titled and "salutation" in kinds:
        return True
    return may_begin and (titled or "salutation" in kinds or {"dates", "doi"} <= kinds)


def _opens_plainly(document: Document, first: int, lists: frozenset[Block]) -> bool:
    """A file that begins with the first words of something: no list, not mid-sentence."""
    block = document.blocks[first]
    words = strip_markup(document.text[block.start : block.end][:200])
    return block not in lists and block.kind != "entry" and not words[:1].islower()


def _is_plain_title(document: Document, place: int, lists: frozenset[Block]) -> bool:
    """A title that no mark-up tells: short, without a full stop, above names or a salutation.

    At the top of a plain text it needs nothing below it but more text.
    """
    block, *following = document.blocks[place : place + 2]
    text = document.text[block.start : block.end]
    below = following[0].kind if following else None
    return (
        block.kind in ("paragraph", "fragment")
        and block not in lists
        and below is not None
        and (below in _BELOW_A_TITLE or (place == 0 and document.format == "text"))
        and len(text) <= _LONGEST_TITLE
        and not _NO_TITLE.search(text)
        and text.rstrip()[-1:] not in ".:;,"
        and text[:1].isupper()
        and not looks_like_reference(text)
    )


def _read_article(
    document: Document, front: _Front, end: int, lists: frozenset[Block], taken: set[str]
) -> Article:
    first = document.blocks[front.start : front.end]
    own = document.blocks[front.start : end]
    entries = tuple(block for block in own if block in lists)
    rest = tuple(block for block in document.blocks[front.end : end] if block not in lists)
    titled = [block for block in first if block.kind in ("heading", "paragraph", "fragment")]
    titles = [heading_text(document, block) for block in titled]
    doi = next((_read_doi(document, block) for block in first if block.kind == "doi"), None)
    dates = _read_dates(document, own)
    passages = read_passages(document, rest)
    return Article(
        id=doi if doi and doi not in taken else _numbered_id(document, taken),
        document=document.name,
        part=_part(front, passages, entries, last=end == len(document.blocks), alone=not taken),
        start=own[0].start,
        end=own[-1].end,
        doi=doi,
        title=" ".join(titles) or None,
        headline=_headline(document, titled),
        authors=_read_authors(document, own),
        received=dates.get("received"),
        revised=dates.get("revised"),
        accepted=dates.get("accepted"),
        passages=passages,
        entries=entries,
    )


def _headline(document: Document, blocks: Sequence[Block]) -> Passage | None:
    """The title as it is printed in these blocks, a space between two of them."""
    text, pieces = "", []
    for block in blocks:
        printed = document.text[block.start : block.end]
        start = block.start + len(printed) - len(printed.lstrip("# "))
        text += " " if text else ""
        pieces.append(Piece(len(text), start, block.end))
        text += document.text[start : block.end]
    return Passage(text, tuple(pieces), "title") if pieces else None


def _part(
    front: _Front,
    passages: Sequence[Passage],
    entries: Sequence[Block],
    *,
    last: bool,
    alone: bool,
) -> Part:
    """What of the article the file holds.

    It is a head when the file stops before its list: in mid-sentence, or after other articles
    (a page of letters breaks where it likes; a file with one article and no list may be whole).
    """
    if not front.opens:
        return "tail"
    body = [passage for passage in passages if passage.role == "body"]
    if last and not entries and (not alone or (body and is_unfinished(body[-1].text))):
        return "head"
    return "complete"


def _numbered_id(document: Document, taken: set[str]) -> str:
    return f"{PurePath(document.name).stem}#{len(taken) + 1}"


def _read_doi(document: Document, block: Block) -> str | None:
    found = _DOI.search(document.text, block.start, block.end)
    return found.group().rstrip(".,;").lower() if found else None


def _read_authors(document: Document, blocks: Sequence[Block]) -> tuple[Name, ...]:
    """The first byline; letters print it at their end."""
    for block in blocks:
        if block.kind == "byline":
            return read_byline(document.text[block.start : block.end])
    return ()


def _read_dates(document: Document, blocks: Sequence[Block]) -> dict[str, str]:
    """ISO dates by event, of the first line of dates that has each."""
    dates: dict[str, str] = {}
    for block in blocks:
        if block.kind != "dates":
            continue
        for found in _DATE.finditer(document.text, block.start, block.end):
            iso = _iso_date(found)
            if iso:
                dates.setdefault(found["event"].lower(), iso)
    return dates


def _iso_date(found: re.Match[str]) -> str | None:
    if found["iso"]:
        return found["iso"]
    month = (found["month"] or found["us_month"])[:3].lower()
    if month not in _MONTHS:
        return None
    year, day = found["year"] or found["us_year"], found["day"] or found["us_day"]
    return f"{year}-{_MONTHS.index(month) + 1:02}-{int(day):02}"
