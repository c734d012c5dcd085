"""The printed lines of a reference list, without what the page prints between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from refs.lists.habits import (
    closing,
    is_complete,
    is_running_head,
    journal_head,
    opening,
)
from refs.lists.labels import read_label
from refs.model import Block, Span

_LINE = re.compile(r"[^\s\x00\ufeff\u200b][^\r\n\f]*")
_ADDRESS = re.compile(r"\bdoi\b|https?:|www\.|[|©]", re.IGNORECASE)
_CALLS_FOR_NUMBER = re.compile(r"(?:[-–—:;,(]|\b(?:pp?|vol|no)\.?)\Z", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"\A\d{1,5}\s+|\s+\d{1,5}\Z")
_BETWEEN = re.compile(r"(?:\r\n|[\r\n\f])[^\S\r\n\f]*\Z")
# So often a page's head stands in a list, and hardly an address or a journal's volume and year by themselves.
_REPEATED = 3
# How far back a line looks for whether the entry that it may belong to is whole.
_LINES_BACK = 12


class Line(NamedTuple):
    """One printed line."""

    span: Span
    indent: int
    """White space before it on its line, a tab counting as four."""
    apart: bool
    """Whether anything but one line end stands between it and the line before: a blank line, a page's head."""


def read_lines(text: str, blocks: Iterable[Block]) -> tuple[Line, ...]:
    """The lines of the blocks, in order; running heads and page numbers among them are left out."""
    found = [span for block in blocks for span in _spans(text, block)]
    repeated = Counter(_repeatable(text[slice(*span)]) for span in found)
    lines: list[Line] = []
    for place, span in enumerate(found):
        key = _repeatable(text[slice(*span)])
        if key and repeated[key] >= (2 if "|" in key or "©" in key else _REPEATED):
            continue
        if lines and _is_head(text, lines, span, found[place + 1 : place + 2]):
            continue
        apart = not lines or not _BETWEEN.match(text, lines[-1].span.end, span.start)
        lines.append(Line(span, _indent(text, span.start), apart))
    return tuple(lines)


def _repeatable(line: str) -> str:
    """What a line that may stand at the head of each page has in common with the others; else "".

    That is a line with a DOI, an address or a bar, without its number, or a journal's volume.
    """
    if len(line) > 200:
        return ""
    return _PAGE_NUMBER.sub("", line).strip() if _ADDRESS.search(line) else journal_head(line)


def _spans(text: str, block: Block) -> Iterator[Span]:
    for found in _LINE.finditer(text, block.start, block.end):
        yield Span(found.start(), found.start() + len(found.group().rstrip(" \t\x00\u00a0")))


def _indent(text: str, start: int) -> int:
    """The width of the white space that stands between the line end before and ``start``."""
    before = text[max(0, start - 40) : start]
    space = before[len(before.rstrip(" \t\u00a0")) :]
    return sum(4 if char == "\t" else 1 for char in space)


def _is_head(text: str, lines: Sequence[Line], span: Span, following: Sequence[Span]) -> bool:
    """Whether a line is page furniture: by its words, or since the entry before it needs it not."""
    line = text[slice(*span)]
    if is_running_head(line):
        return True
    number = line.isdigit() and len(line) < 6
    if not number and not journal_head(line):
        return False
    before = text[slice(*lines[-1].span)]
    after = text[slice(*following[0])] if following else ""
    labelled = bool(following and read_label(text, *following[0]))
    if number:
        return not _CALLS_FOR_NUMBER.search(before)
    if re.search(r"\d[-–,:(]\Z", before) and not labelled and after[:1].isdigit():
        return True
    if closing(before) < 0 and not labelled and (after[:1].islower() or after[:1] == "("):
        return not _ADDRESS.match(after)
    return closing(before) > 0 and _is_whole(text, lines)


def _is_whole(text: str, lines: Sequence[Line]) -> bool:
    """Whether the lines since an entry may have begun make a whole one."""
    entry = ""
    for line in reversed(lines[-_LINES_BACK:]):
        printed = text[slice(*line.span)]
        entry = f"{printed} {entry}"
        if line.apart or read_label(text, *line.span) or opening(printed) > 1:
            break
    return is_complete(entry) and len(entry) > 50
