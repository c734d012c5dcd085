"""Reference list → entries, each with its number and place; no field is read here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from refs.articles import looks_like_reference
from refs.documents.blocks import ENTRY
from refs.model import Article, Block, Document, Reference, Span

_ENDED = re.compile(r"[.\d)>\]/][\s*_]*\Z")
# What a scrap between two entries must hold to be the end of the first one, not page furniture.
_LOCATED = re.compile(r"\b(?:1[89]|20)\d\d\b.{0,20}[;:,]|\d\s?[:;]\s?[A-Za-z]?\d")
_LOOK = 1500  # characters of a reference that tell whether it is one
_PART = re.compile(r"[(]?(?P<letter>[a-z])[.)]\s+(?=\S)")
# "the same" and "in the place cited", as footnotes in several languages print it.
_SAME = re.compile(
    r"[\s*_]*(?:(?P<name>[^\W\d_][\w'’-]+)[^.;]{0,60}?[,.:;]?[\s*_]+(?:op|loc)\.?\s?cit\b"
    r"|(?P<above>ibid(?:em)?|idem|ebd|ebenda|loc\.?\s?cit|op\.?\s?cit|a\.\s?a\.\s?O)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Entry:
    label: str | None
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
    point to the entry they mean by ``same_as``. ``problems`` tells of numbers printed twice or
    left out and of entries without text.
    """
    text = document.text
    numbered = _is_numbered(text, article.entries)
    found = _numbered(text, article.entries) if numbered else _unnumbered(text, article.entries)
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
                label=entry.label,
                same_as=_same_as(raw, references),
                problems=_problems(number, before, again, raw) if numbered else (),
            )
        )
        before = number
    return tuple(references)


def _problems(number: int, before: int | None, again: int, raw: str) -> tuple[str, ...]:
    found = []
    if again > 1:
        found.append(f"number {number} is printed twice")
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


def _is_numbered(text: str, blocks: Sequence[Block]) -> bool:
    return 2 * sum(_label(text, block) is not None for block in blocks) > len(blocks)


def _label(text: str, block: Block) -> re.Match[str] | None:
    """The opening of an entry that prints a number."""
    found = ENTRY.match(text, block.start, block.end)
    return found if found and any(char.isdigit() for char in found["label"]) else None


def _numbered(text: str, blocks: Sequence[Block]) -> Iterator[_Entry]:
    """Entries by their numbers; what stands between two of them belongs to the one before, if it can."""
    current: _Entry | None = None
    for block in blocks:
        found = _label(text, block)
        if found:
            if current:
                yield from _apart(text, current)
            number = int(re.sub(r"<[^>]*>|\D", "", found["label"]))
            current = _Entry(found["label"], number, (Span(found.end(), block.end),))
        elif current and _is_rest(text, current, block):
            current = replace(current, pieces=(*current.pieces, Span(block.start, block.end)))
    if current:
        yield from _apart(text, current)


def _apart(text: str, entry: _Entry) -> Iterator[_Entry]:
    """The references that stand under one number, or behind one another on its line."""
    for one in _two_on_a_line(text, entry):
        yield from _parts(text, one)


def _parts(text: str, entry: _Entry) -> Iterator[_Entry]:
    """ "5. a. …; b. …" as two, where each is a reference; anything else unchanged."""
    start, end = entry.pieces[0]
    opening = _PART.match(text, start, end)
    if not opening or opening["letter"] != "a" or len(entry.pieces) > 1:
        yield entry
        return
    bounds = [opening]
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


def _is_rest(text: str, entry: _Entry, block: Block) -> bool:
    """Whether an unnumbered block goes on with the entry before it, which has not ended."""
    start, end = entry.pieces[-1]
    if text[block.start].islower():
        return True
    open_end = not _ENDED.search(text[max(start, end - 40) : end])
    scrap = block.kind == "fragment" and not _LOCATED.search(text[block.start : block.end])
    return open_end and not scrap


def _two_on_a_line(text: str, entry: _Entry) -> Iterator[_Entry]:
    """An entry, cut where the next number stands inside it between two whole references."""
    while entry.number is not None and len(entry.pieces) == 1:
        start, end = entry.pieces[0]
        inner = re.compile(
            rf"(?<=[.\d)*])\s+(\[{entry.number + 1}\]|{entry.number + 1}[.)])\s+(?=[^\W\d_])"
        )
        cut = next(
            (
                found
                for found in inner.finditer(text, start, end)
                if looks_like_reference(text[start : min(found.start(), start + _LOOK)])
                and looks_like_reference(text[found.end() : min(end, found.end() + _LOOK)])
            ),
            None,
        )
        if cut is None:
            break
        yield replace(entry, pieces=(Span(start, cut.start()),))
        entry = _Entry(cut.group(1), entry.number + 1, (Span(cut.end(), end),))
    yield entry


def _unnumbered(text: str, blocks: Sequence[Block]) -> Iterator[_Entry]:
    """Entries of an author-year list: a bullet or paragraph each, or a line each."""
    for block in blocks:
        opening = ENTRY.match(text, block.start, block.end)
        start = opening.end() if opening else block.start
        lines = [
            Span(*found.span())
            for found in re.compile(r"\S[^\r\n]*").finditer(text, start, block.end)
        ]
        if len(lines) > 1 and all(looks_like_reference(text[a:b]) for a, b in lines):
            for line in lines:
                yield _Entry(None, None, (line,))
        else:
            yield _Entry(None, None, (Span(start, block.end),))
