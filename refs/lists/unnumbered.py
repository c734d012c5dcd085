"""Where the entries of a list without numbers begin: the best way to cut its lines.

Each border is weighed by how the line before it ends and the line after it opens, by indents and
blank lines as far as the list uses them, and by whether the line before had room for another
word; each entry by whether it holds a year and a length that entries have. The cut of the highest
weight is found line by line; the time is linear.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from statistics import median
from typing import NamedTuple

from refs.folding import fold
from refs.lists.habits import closing, opening, years
from refs.lists.lines import Line


class _Weights(NamedTuple):
    """What speaks for a border or an entry, in the unit of :func:`refs.lists.habits.opening`.

    Set by trying on lists that ``tests/bench/score_splitting.py`` composes of the strings for training.
    """

    a_line_each: float = 2.5
    """A border where the list is not wrapped."""
    much_room: float = 3.0
    """The line before had room for more than the next word, a sixth of its width."""
    room: float = 0.8
    no_room: float = -0.7
    blank: tuple[float, float, float] = (0.2, 1.0, 4.0)
    """A blank line where few, half or most entries have one before them; as much against a border without."""
    first_indent: float = 2.5
    other_indent: float = -3.0
    undated: float = -2.5
    """An entry without a year, and what is added where the others have one."""
    undated_among_dated: float = -2.0
    more_dates: float = -0.25
    """Each year after the second."""
    short: float = -2.0
    """An entry of fewer than 30 characters."""
    long: float = -0.0045
    """Each character after the 350th."""
    late_year: float = -1.5
    """An entry whose year is late where the others have theirs behind the authors."""
    no_name: float = -1.2
    """An entry that opens with no name, or with what may be one, where the others do."""
    hardly_a_name: float = -0.5
    in_order: float = 0.75
    out_of_order: float = -2.0


_WEIGHTS = _Weights()
# No entry has more lines; the authors of a trial in a narrow column come near.
_MOST_LINES = 40
# Lines that surely go on with the one before are this share of a wrapped list; less, and each line is an entry.
_WRAPPED = 0.08
# What this share of the entries does is a habit of the list.
_HABIT = 0.8
# Characters within which an author-year entry prints its year.
_EARLY = 200


class _Habits(NamedTuple):
    """What the entries of a list have in common; each may be unknown."""

    names: Sequence[str] | None = None
    """How each line opens, where the list is in alphabetical order."""
    early: bool = False
    """The year stands behind the authors."""
    named: bool = False
    """Entries open with names."""
    dated: bool = False
    """Entries have a year."""


class _Cut:
    """The ways to cut the lines of a list, and the heaviest of them."""

    def __init__(self, lines: Sequence[Line], texts: Sequence[str]) -> None:
        self._opens = [opening(one) for one in texts]
        ends = [0.0, *(closing(one) for one in texts[:-1])]
        self._borders = _borders(lines, texts, self._opens, ends)
        self._lengths = [0, *accumulate(len(one) + 1 for one in texts)]
        self._years = [0, *accumulate(map(years, texts))]
        self._early = [self._has_early_year(place) for place in range(len(texts))]
        self._names = [fold(one[:40]) for one in texts]

    def _has_early_year(self, start: int) -> bool:
        """Whether a year stands in the first lines of an entry that would begin here."""
        end = start + 1
        while end + 1 < len(self._lengths) and self._lengths[end] - self._lengths[start] < _EARLY:
            end += 1
        return self._years[end] > self._years[start]

    def starts(self) -> tuple[int, ...]:
        """The places where entries begin: cut once, then again by the habits that this shows."""
        return self._best(self._habits(self._best(_Habits())))

    def _habits(self, starts: Sequence[int]) -> _Habits:
        def most(found: Sequence[bool]) -> bool:
            return len(found) > 2 and sum(found) >= _HABIT * len(found)

        names = self._names
        return _Habits(
            names if most([names[a] <= names[b] for a, b in pairwise(starts)]) else None,
            most([self._early[start] for start in starts]),
            most([self._opens[start] > 1 for start in starts]),
            most([self._years[b] > self._years[a] for a, b in pairwise([*starts, len(names)])]),
        )

    def _weight(self, start: int, end: int, habits: _Habits) -> float:
        """What the entry weighs that these lines would make."""
        length = self._lengths[end] - self._lengths[start]
        dates = self._years[end] - self._years[start]
        weight = 0.0
        if not dates:
            weight += _WEIGHTS.undated + habits.dated * _WEIGHTS.undated_among_dated
        elif dates > 2:
            weight += _WEIGHTS.more_dates * (dates - 2)
        if length < 30:
            weight += _WEIGHTS.short
        elif length > 350:
            weight += _WEIGHTS.long * (length - 350)
        return weight

    @staticmethod
    def _unlike(habits: _Habits, early: bool, opens: float) -> float:
        """What speaks against an entry that opens otherwise than those of its list."""
        weight = _WEIGHTS.late_year if habits.early and not early else 0.0
        if habits.named and opens <= 1:
            weight += _WEIGHTS.no_name if opens < 0.5 else _WEIGHTS.hardly_a_name
        return weight

    def _best(self, habits: _Habits) -> tuple[int, ...]:
        borders = [
            border + self._unlike(habits, early, opens)
            for border, early, opens in zip(self._borders, self._early, self._opens, strict=True)
        ]
        names = habits.names
        count = len(borders)
        best = [0.0] * (count + 1)
        came = [0] * (count + 1)
        for end in range(1, count + 1):
            best[end] = float("-inf")
            for start in range(max(0, end - _MOST_LINES), end):
                weight = best[start] + borders[start] + self._weight(start, end, habits)
                if names and start:
                    ordered = names[came[start]] <= names[start]
                    weight += _WEIGHTS.in_order if ordered else _WEIGHTS.out_of_order
                if weight > best[end]:
                    best[end], came[end] = weight, start
        starts = []
        at = count
        while at:
            at = came[at]
            starts.append(at)
        return tuple(reversed(starts))


def find_unnumbered(text: str, lines: Sequence[Line]) -> tuple[int, ...]:
    """The places of the lines that open an entry; the first always does."""
    if not lines:
        return ()
    return _Cut(lines, [text[slice(*line.span)] for line in lines]).starts()


def _borders(
    lines: Sequence[Line], texts: Sequence[str], opens: Sequence[float], ends: Sequence[float]
) -> list[float]:
    """What speaks for a border before each line, above 0 more than against it."""
    blanks = _use_of_blanks(lines, opens, ends)
    indents = _use_of_indents(lines, opens)
    width = _width(lines, texts, opens)
    borders = []
    for place, line in enumerate(lines):
        weight = opens[place] + ends[place]
        weight += blanks if line.apart else -blanks
        weight += indents.get(line.indent, 0.0)
        if width is None:
            weight += _WEIGHTS.a_line_each
        elif place and not line.apart:
            word = texts[place].split(maxsplit=1)[0]
            room = width - len(texts[place - 1]) - len(word) - 1
            weight += (
                _WEIGHTS.much_room
                if room > 0.15 * width
                else _WEIGHTS.room
                if room > 0
                else _WEIGHTS.no_room
            )
        borders.append(weight)
    return borders


def _use_of_blanks(lines: Sequence[Line], opens: Sequence[float], ends: Sequence[float]) -> float:
    """How much a blank line says: whether the list puts one between its entries."""
    likely = [
        line.apart
        for line, opened, ended in zip(lines, opens, ends, strict=True)
        if opened + ended > 1.5
    ][1:]
    few, half, most = _WEIGHTS.blank
    if not likely:
        return half
    share = sum(likely) / len(likely)
    return most if share > 0.7 else half if share > 0.4 else few


def _use_of_indents(lines: Sequence[Line], opens: Sequence[float]) -> dict[int, float]:
    """What each indent says, where entries begin at one and go on at another."""
    by_indent: dict[int, list[float]] = {}
    for line, opened in zip(lines, opens, strict=True):
        by_indent.setdefault(line.indent, []).append(opened)
    usual = {
        indent: sum(found) / len(found)
        for indent, found in by_indent.items()
        if len(found) >= max(2, 0.1 * len(lines))
    }
    if len(usual) < 2:
        return {}
    first = max(usual, key=lambda indent: usual[indent])
    rest = min(usual, key=lambda indent: usual[indent])
    if usual[first] - usual[rest] < 1:
        return {}
    return {
        indent: _WEIGHTS.first_indent if indent == first else _WEIGHTS.other_indent
        for indent in usual
    }


def _width(lines: Sequence[Line], texts: Sequence[str], opens: Sequence[float]) -> float | None:
    """The width to which the list was wrapped, or None where a line is an entry."""
    close = sum(not line.apart for line in lines[1:])
    going_on = [
        len(texts[place - 1])
        for place, line in enumerate(lines)
        if place and not line.apart and opens[place] <= -4
    ]
    if not going_on or len(going_on) < _WRAPPED * close:
        return None
    return median(going_on) * 1.03
