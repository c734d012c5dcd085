"""Reference list → entries, each with its number and place; no field is read here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from itertools import islice, pairwise

from refs.documents.blocks import is_prose, prose_kind
from refs.lists.habits import LOOK, closing, is_complete, looks_like_reference, opening, years
from refs.lists.labels import Label, LabelStyle, inner_labels
from refs.lists.lines import Line, read_lines
from refs.lists.numbered import find_labelled
from refs.lists.unnumbered import find_unnumbered
from refs.model import Article, Document, Reference, Span

# What a scrap between two entries must hold to be the end of the first one, not words out of a picture.
_LOCATED = re.compile(r"\b(?:1[89]|20)\d\d\b.{0,20}[;:,.]|\d\s?[:;]\s?[A-Za-z]?\d|https?://")
_ADDRESS = re.compile(r"\W{0,3}(?:doi\b|https?://|www\.|10\.\d{4,9}/|PMID|PMC\d|Available\b)", re.I)
_BLANK_LINE = re.compile(r"(?:\r\n|[\r\n\f])[^\S\r\n]*(?:\r\n|[\r\n\f])")
_PART = re.compile(r"[(]?(?P<letter>[a-z])[.)]\s+(?=\S)")
# How many places inside an entry are looked at for the next number.
_MOST_PLACES = 20
# "the same" and "in the place cited", as footnotes in several languages print it.
_SAME = re.compile(
    r"[\s*_]*(?:(?P<name>[^\W\d_][\w'’-]+)[^.;]{0,60}?[,.:;]?[\s*_]+(?:op|loc)\.?\s?cit\b"
    r"|(?P<above>ibid(?:em)?|ebd|ebenda|loc\.?\s?cit|op\.?\s?cit|a\.\s?a\.\s?O)\b|idem\W{0,3}(?:p{1,2}\.?\s?\d.*)?\Z)",
    re.IGNORECASE,
)
# "———. Another title", "Idem, another title": the authors of the entry above.
_SAME_AUTHORS = re.compile(
    r"[\s*_\\]*(?:(?:[—–-]{2,}|―+|—|_{3,})\s?[,.:;(]?\s?(?=[\w\"'“‘«(*])|(?:idem|eadem|iidem|ders|dies|dens)\b[.,:]*\s+(?=\S))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Entry:
    label: Label | None
    number: int | None
    pieces: tuple[Span, ...]
    part: str = ""
    """ "a" of "5. a. …; b. …"."""


def split_references(document: Document, article: Article) -> tuple[Reference, ...]:
    """The entries of an article's list in printed order, with ``raw`` and place, no fields.

    ``raw`` is the document's text between the entry's number and the next entry, unchanged;
    pieces of an entry that a page break cuts are joined by a line feed. Where the list prints
    no numbers, ``number`` is the place from 1. Parts "a.", "b." under one number are references
    of their own with that number. Ids are unique even if numbers are not. "Ibid." and "op. cit."
    point to the entry they mean by ``same_as``, dashes and "idem" in the place of authors to the
    one above by ``authors_as``. ``problems`` tells of numbers printed twice or
    left out and of entries without text.
    """
    text = document.text
    found = _entries(text, read_lines(text, article.entries))
    references: list[Reference] = []
    taken: dict[str, int] = {}
    before: int | None = None
    for place, entry in enumerate(found, 1):
        number = entry.number if entry.number is not None else place
        again = taken[f"{number}{entry.part}"] = taken.get(f"{number}{entry.part}", 0) + 1
        raw = "\n".join(text[start:end] for start, end in entry.pieces)
        references.append(
            Reference(
                id=f"{article.id}#ref{number}{entry.part}" + (f"-{again}" if again > 1 else ""),
                article=article.id,
                number=number,
                raw=raw,
                pieces=entry.pieces,
                label=entry.label.text if entry.label else None,
                same_as=_same_as(raw, references),
                authors_as=_authors_as(raw, references),
                problems=_problems(entry, before, again, raw) if entry.number is not None else (),
            )
        )
        before = number
    return tuple(references)


def _problems(entry: _Entry, before: int | None, again: int, raw: str) -> tuple[str, ...]:
    number = entry.number or 0
    found = []
    if again > 1:
        found.append(f"number {number} is printed twice")
    if entry.label is None:
        found.append(f"number {number} is not printed; it is told by its place")
    elif entry.label.misread:
        found.append(f"number {number} is read from {entry.label.text!r}")
    if before is not None and number > before + 1:
        lost = (
            f"numbers {before + 1} to {number - 1}"
            if number > before + 2
            else f"number {before + 1}"
        )
        found.append(f"{lost} before it not found in the list")
    if not raw:
        found.append("no text behind the number")
    return tuple(found)


def _same_as(raw: str, above: Sequence[Reference]) -> str | None:
    """The id of the entry above that "ibid." or "Doe, op. cit." means."""
    found = _SAME.match(raw)
    if not found:
        return None
    name = (found["name"] or "").casefold()
    meant = (one for one in reversed(above) if name in one.raw[:80].casefold())
    last = next(meant, None)
    return (last.same_as or last.id) if last else None


def _authors_as(raw: str, above: Sequence[Reference]) -> str | None:
    """The id of the entry above that prints the authors for which a dash stands."""
    if not above or _SAME.match(raw) or not _SAME_AUTHORS.match(raw):
        return None
    return above[-1].authors_as or above[-1].same_as or above[-1].id


def _entries(text: str, lines: Sequence[Line]) -> Iterator[_Entry]:
    labelled = find_labelled(text, lines)
    if not labelled:
        for start, end in pairwise([*find_unnumbered(text, lines), len(lines)]):
            yield _Entry(None, None, _pieces(lines[start:end]))
        return
    first = labelled[0]
    yield from _headless(text, lines[: first.place], first.label.number)
    ends = [*(start.place for start in labelled[1:]), len(lines)]
    following = [*(start.label.number for start in labelled[1:]), None]
    for (place, label), end, number in zip(labelled, ends, following, strict=True):
        opened = lines[place]._replace(span=Span(label.end, lines[place].span.end))
        stretches = _unlabelled(text, [opened, *lines[place + 1 : end]], label.number, number)
        for later, stretch in enumerate(stretches):
            pieces = _pieces(_own(text, stretch))
            if later and label.number is not None:
                yield _Entry(None, label.number + later, pieces)
                continue
            for one in _inner(text, _Entry(label, label.number, pieces), number):
                yield from _parts(text, one)


def _headless(text: str, lines: Sequence[Line], number: int | None) -> Iterator[_Entry]:
    """What stands before the first number: the end of an entry that began on another page, or one whose number is lost."""
    if lines and number is not None and number > 1:
        whole = text[lines[0].span.start : lines[-1].span.end]
        if is_complete(whole) and len(whole) <= LOOK and not is_prose(whole):
            yield _Entry(None, number - 1, _pieces(lines))


def _unlabelled(
    text: str, lines: Sequence[Line], number: int | None, following: int | None
) -> Sequence[Sequence[Line]]:
    """The lines up to the next number, cut where as many entries begin as numbers are missing."""
    missing = following - number - 1 if number is not None and following is not None else 0
    if missing < 1:
        return [lines]
    likely = []
    for place in range(1, len(lines)):
        opens = opening(text[slice(*lines[place].span)])
        ends = closing(text[slice(*lines[place - 1].span)])
        if opens > 0.5 and ends > 0:
            likely.append((opens + ends, place))
    places = sorted(place for _, place in nlargest(missing, likely))
    stretches = [lines[start:end] for start, end in pairwise([0, *places, len(lines)])]
    whole = all(
        years(text[stretch[0].span.start : stretch[-1].span.end]) for stretch in stretches[:-1]
    )
    return stretches if whole and len(places) == missing else [lines]


def _pieces(lines: Sequence[Line]) -> tuple[Span, ...]:
    """The lines as stretches that nothing else interrupts; a number alone on its line leaves none of it."""
    filled = [line for line in lines if line.span.start < line.span.end] or lines[:1]
    pieces = [filled[0].span]
    for line in filled[1:]:
        if line.apart:
            pieces.append(line.span)
        else:
            pieces[-1] = Span(pieces[-1].start, line.span.end)
    return tuple(pieces)


def _own(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines up to the next number that belong to an entry; others stand between the two."""
    own: list[Line] = []
    for paragraph in _paragraphs(lines):
        if not own or _goes_on(text, own, paragraph):
            own += paragraph
    return own


def _paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    paragraph: list[Line] = []
    for line in lines:
        if line.apart and paragraph:
            yield paragraph
            paragraph = []
        paragraph.append(line)
    yield paragraph


def _goes_on(text: str, own: Sequence[Line], paragraph: Sequence[Line]) -> bool:
    """Whether a paragraph without a number goes on with the entry before it.

    Words out of a picture stand between two blocks that are no part of the list; where nothing
    but a blank line is between, an entry with an open end goes on.
    """
    between = text[own[-1].span.end : paragraph[0].span.start]
    rest = text[paragraph[0].span.start : paragraph[-1].span.end][:LOOK]
    if len(between) < 200 and not _BLANK_LINE.search(between):
        return True  # only a page's head was between
    if not (rest[0].isupper() or rest[0] in "\"“„«'‘*_[") or _ADDRESS.match(rest):
        return True
    if is_prose(rest):
        return False
    entry = " ".join(text[slice(*line.span)] for line in own[-40:])
    likely = not between.strip() or bool(_LOCATED.search(rest))
    if closing(entry) < 0:
        return likely or prose_kind(rest) != "fragment"
    return likely and not is_complete(entry) and opening(rest) < 2


def _inner(text: str, entry: _Entry, following: int | None) -> Iterator[_Entry]:
    """An entry, cut where numbers that no line begins with stand inside it.

    Args:
        following: the number of the next entry; None for the last, which may hold any number more.
    """
    while (
        entry.label is not None
        and entry.number is not None
        and (following is None or entry.number + 1 < following)
    ):
        cut = _find_inner(text, entry, entry.label.style, entry.number + 1, last=following is None)
        if cut is None:
            break
        place, label = cut
        start, end = entry.pieces[place]
        left = Span(start, len(text[start : label.start].rstrip()) + start)
        yield replace(entry, pieces=(*entry.pieces[:place], left))
        entry = _Entry(label, label.number, (Span(label.end, end), *entry.pieces[place + 1 :]))
    yield entry


def _find_inner(
    text: str, entry: _Entry, style: LabelStyle, number: int, *, last: bool
) -> tuple[int, Label] | None:
    """The piece and the label of the entry with this number inside another, where both are whole."""
    found = (
        (place, label)
        for place, (start, end) in enumerate(entry.pieces)
        for label in inner_labels(text, start, end, style, number)
    )
    for place, label in islice(found, _MOST_PLACES):
        start, end = entry.pieces[place]
        left = text[max(start, label.start - LOOK) : label.start]
        right = text[label.end : min(end, label.end + LOOK)]
        if _opens_another(left, right, style, number, last=last):
            return place, label
    return None


def _opens_another(left: str, right: str, style: LabelStyle, number: int, *, last: bool) -> bool:
    """Whether a number inside a line opens an entry.

    It does where the list misses it, where both sides are whole, or where the list counts on
    soon behind it.
    """
    if not last and closing(left) > -2 and opening(right) > -1:
        return True
    named = opening(right) > 1
    if is_complete(left) and (named or looks_like_reference(right)):
        return True
    if named and style != "bare" and closing(left) > 0 and years(left):
        return True
    return opening(right) > -3 and any(inner_labels(right, 0, len(right), style, number + 1))


def _parts(text: str, entry: _Entry) -> Iterator[_Entry]:
    """ "5. a. …; b. …" as two, where each is a reference; anything else unchanged."""
    start, end = entry.pieces[0]
    opened = _PART.match(text, start, end)
    if not opened or opened["letter"] != "a" or len(entry.pieces) > 1:
        yield entry
        return
    bounds = [opened]
    while following := re.compile(
        rf"(?<=[;.\d])\s+[(]?(?P<letter>{chr(ord(bounds[-1]['letter']) + 1)})[.)]\s+(?=\S)"
    ).search(text, bounds[-1].end(), end):
        bounds.append(following)
    ends = [*(bound.start() for bound in bounds[1:]), end]
    spans = [Span(bound.end(), stop) for bound, stop in zip(bounds, ends, strict=True)]
    if len(spans) < 2 or not all(looks_like_reference(text[a:b]) for a, b in spans):
        yield entry
        return
    for bound, span in zip(bounds, spans, strict=True):
        yield replace(entry, pieces=(span,), part=bound["letter"])
