"""Reference list → entries, each with its number and place; no field is read here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from refs.articles import looks_like_reference
from refs.documents.blocks import ENTRY
from refs.model import Article, Block, Document, Reference, Span

_ENDED = re.compile(r"[.\d)>\]/][\s*_]*\Z")


@dataclass(frozen=True, slots=True)
class _Entry:
    label: str | None
    number: int | None
    pieces: tuple[Span, ...]


def split_references(document: Document, article: Article) -> tuple[Reference, ...]:
    """The entries of an article's list in printed order, with ``raw`` and place, no fields.

    ``raw`` is the document's text between the entry's number and the next entry, unchanged;
    pieces of an entry that a page break cuts are joined by a line feed. Where the list prints
    no numbers, ``number`` is the place from 1. Ids are unique even if numbers are not.
    ``problems`` tells of numbers printed twice or left out and of entries without text.
    """
    text = document.text
    numbered = _is_numbered(text, article.entries)
    entries = list(
        _numbered(text, article.entries) if numbered else _unnumbered(text, article.entries)
    )
    references: list[Reference] = []
    taken: dict[int, int] = {}
    before: int | None = None
    for place, entry in enumerate(entries, 1):
        number = entry.number if entry.number is not None else place
        again = taken[number] = taken.get(number, 0) + 1
        references.append(
            Reference(
                id=f"{article.id}#ref{number}" + (f"-{again}" if again > 1 else ""),
                article=article.id,
                number=number,
                raw="\n".join(text[start:end] for start, end in entry.pieces),
                pieces=entry.pieces,
                label=entry.label,
                problems=_problems(number, before, again, entry) if numbered else (),
            )
        )
        before = number
    return tuple(references)


def _problems(number: int, before: int | None, again: int, entry: _Entry) -> tuple[str, ...]:
    found = []
    if again > 1:
        found.append(f"number {number} is printed twice")
    if before is not None and number > before + 1:
        lost = (
            f"number {before + 1}"
            if number == before + 2
            else f"numbers {before + 1} to {number - 1}"
        )
        found.append(f"{lost} before it not found in the list")
    if not any(end > start for start, end in entry.pieces):
        found.append("no text behind the number")
    return tuple(found)


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
                yield from _two_on_a_line(text, current)
            number = int(re.sub(r"<[^>]*>|\D", "", found["label"]))
            current = _Entry(found["label"], number, (Span(found.end(), block.end),))
        elif current and _is_rest(text, current, block):
            current = replace(current, pieces=(*current.pieces, Span(block.start, block.end)))
    if current:
        yield from _two_on_a_line(text, current)


def _is_rest(text: str, entry: _Entry, block: Block) -> bool:
    """Whether an unnumbered block goes on with the entry before it: that one has not ended."""
    start, end = entry.pieces[-1]
    return not _ENDED.search(text[max(start, end - 40) : end]) or text[block.start].islower()


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
                if looks_like_reference(text[start : found.start()])
                and looks_like_reference(text[found.end() : end])
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
