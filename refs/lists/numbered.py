"""Where the numbered or bulleted entries of a list begin: the best chain of labels.

A label at the start of a line may be a number of the list, the year or page that a wrapped line
begins with, or a number inside an abstract. Every label is weighed by what stands around it, and
of all ways to count through the list the one of the highest weight is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from refs.lists.habits import closing, opening
from refs.lists.labels import Label, LabelStyle, read_label
from refs.lists.lines import Line

# Weights in units of one label in its place.
_NEXT, _LEFT_OUT, _AGAIN, _OTHER_STYLE, _ANEW, _FAR, _LATE = 1.0, 0.5, 0.7, 1.0, 2.5, 3.0, 2.5
# How many numbers in a row a scan may lose at the usual price; more cost as much as a new count.
_WIDEST_GAP = 5
_MOST_LOST = 30
_BARE = 0.5
_MISREAD = 0.6
_STYLES: tuple[LabelStyle, ...] = ("dot", "square", "round", "half", "raised", "bare")
# A list has an entry for every so many characters; fewer, and the labels are chance.
_LONGEST_ENTRY = 1200


class Start(NamedTuple):
    """An entry begins at ``lines[place]`` with ``label``."""

    place: int
    label: Label


class _Node(NamedTuple):
    start: Start
    weight: float
    before: _Node | None
    """The label before it on the best way here."""


def find_labelled(text: str, lines: Sequence[Line]) -> tuple[Start, ...]:
    """The entries that a number or bullet opens, in order; none where the list is not labelled."""
    best: dict[tuple[str, int], _Node] = {}
    overall: _Node | None = None
    for place, line in enumerate(lines):
        label = read_label(text, *line.span)
        if label is None:
            continue
        own = _weight(text, lines, place, label)
        ways: list[tuple[float, _Node | None]] = [(_late(place), None)]
        if overall:
            ways.append((overall.weight - _new_count(overall.start.label, label), overall))
        ways += _ways(best, label)
        gained, before = max(ways, key=lambda way: way[0])
        node = _Node(Start(place, label), gained + own, before)
        key = (label.style, label.number or 0)
        if key not in best or best[key].weight <= node.weight:
            best[key] = node
        if overall is None or node.weight >= overall.weight:
            overall = node
    chain = _chain(overall)
    return chain if _covers(lines, chain) else ()


def _late(place: int) -> float:
    """What it costs to begin with this line; what stands before it would be no part of the list."""
    return -_LATE - 0.3 * min(place, 10) if place else 0.0


def _new_count(before: Label, label: Label) -> float:
    """What it costs to go on with a number that is not one of the next."""
    if label.number is None or before.number is None or label.number == 1:
        return _ANEW
    lost = label.number - before.number
    return _FAR if 0 < lost <= _MOST_LOST else _ANEW + _FAR


def _weight(text: str, lines: Sequence[Line], place: int, label: Label) -> float:
    """How like an entry's label it is by itself."""
    line = lines[place]
    weight = 1.0
    opens = opening(text[label.end : min(line.span.end, label.end + 160)])
    weight += 0.5 if opens > 1 else -0.8 if opens < -1 else 0.0
    if label.end == line.span.end:
        weight += 0.6
    if place and not line.apart:
        ends = closing(text[slice(*lines[place - 1].span)])
        weight += 0.4 if ends > 0 else -0.9 if ends < -1 else -0.3
    if label.style == "bare":
        weight -= _BARE
    if label.misread:
        weight -= _MISREAD if any(map(str.isdigit, label.text)) else 2 * _MISREAD
    return weight


def _ways(best: dict[tuple[str, int], _Node], label: Label) -> list[tuple[float, _Node | None]]:
    """From which labels the count may have come here, with what it gains."""
    style, number = label.style, label.number
    if number is None:
        same = best.get((style, 0))
        return [(same.weight + _NEXT, same)] if same else []
    found: list[tuple[float, _Node | None]] = []
    for step in range(_WIDEST_GAP + 1):
        before = best.get((style, number - step))
        if before:
            gain = -_AGAIN if step == 0 else _NEXT - _LEFT_OUT * (step - 1)
            found.append((before.weight + gain, before))
        for other in _STYLES:
            before = best.get((other, number - step)) if step and other != style else None
            if before:
                gain = _NEXT - _LEFT_OUT * (step - 1) - _OTHER_STYLE
                found.append((before.weight + gain, before))
    return found


def _chain(last: _Node | None) -> tuple[Start, ...]:
    starts = []
    while last:
        starts.append(last.start)
        last = last.before
    return tuple(reversed(starts))


def _covers(lines: Sequence[Line], chain: Sequence[Start]) -> bool:
    """Whether the labels divide the list, or stand in it by chance."""
    if not chain:
        return False
    length = lines[-1].span.end - lines[chain[0].place].span.start
    before = lines[chain[0].place].span.start - lines[0].span.start
    if len(lines) == 1:
        return True
    if len(chain) == 1 and (before or chain[0].label.style == "bare"):
        return False
    return length <= _LONGEST_ENTRY * len(chain) and before <= _LONGEST_ENTRY + length / 4
