"""The printed lines of a reference list, without what the page prints between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from refs.lists.habits import (
    closing,
    is_complete,
    is_running_head,
    may_be_running_head,
)
from refs.lists.labels import read_label
from refs.model import Block, Span

_LINE = re.compile(r"[^\s\x00\ufeff\u200b][^\r\n\f]*")
_BETWEEN = re.compile(r"(?:\r\n|[\r\n\f])[^\S\r\n\f]*\Z")
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
    lines: list[Line] = []
    for place, span in enumerate(found):
        if lines and _is_head(text, lines, span, found[place + 1 : place + 2]):
            continue
        apart = not lines or not _BETWEEN.match(text, lines[-1].span.end, span.start)
        lines.append(Line(span, _indent(text, span.start), apart))
    return tuple(lines)


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
    if not may_be_running_head(line):
        return False
    before = text[slice(*lines[-1].span)]
    after = text[slice(*following[0])] if following else ""
    if re.search(r"\d[-–]\Z", before) and after[:1].isdigit():
        return True
    if after[:1].islower() and closing(before) < 0:
        return True
    entry = ""
    for one in reversed(lines[-_LINES_BACK:]):
        entry = f"{text[slice(*one.span)]} {entry}"
        if read_label(text, *one.span) or one.apart or is_complete(entry):
            break
    return closing(before) > 0 and is_complete(entry) and len(entry) > 50
