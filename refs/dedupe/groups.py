"""Which entries of a list are one work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from refs.dedupe.compare import SMALL, Sameness, compare_traits, without_version
from refs.dedupe.decisions import Distinct, fingerprint
from refs.dedupe.traits import Traits, read_traits
from refs.model import Entry

_LARGEST_BLOCK: Final = (
    60  # entries that share a clue; in a larger block only neighbours are compared
)
_NEIGHBOURS: Final = 12


class Pair(NamedTuple):
    """Two entries, by their places in the list, and whether they are one work."""

    first: int
    second: int
    sameness: Sameness
    reason: str


class Group(NamedTuple):
    """Entries that are one work, by their places, in order, and the pairs that joined them: one less."""

    places: tuple[int, ...]
    pairs: tuple[Pair, ...]


def find_duplicates(
    entries: Sequence[Entry], distinct: Iterable[Distinct] = ()
) -> tuple[list[Group], list[Pair]]:
    """The groups of entries that are one work, and the pairs that may be and are left alone.

    Args:
        distinct: pairs that a person has told apart; no group joins them, whatever links them.
    Returns:
        Groups by their first place; the places in a group ascend. Pairs in the order of the list.
    """
    traits = [read_traits(entry) for entry in entries]
    apart = {frozenset(pair) for pair in distinct}
    marks = [fingerprint(entry) for entry in entries] if apart else []
    joined = _Groups(len(entries), marks, apart)
    possible = []
    same: list[Pair] = []
    # An identifier is the reason that counts, where there are several.
    found = sorted(
        _pairs(traits), key=lambda pair: (not pair.reason.startswith("the same "), pair[:2])
    )
    for pair in found:
        if pair.sameness == "same" and joined.join(pair.first, pair.second):
            same.append(pair)
        elif pair.sameness == "possible" and not joined.are_apart(pair.first, pair.second):
            possible.append(pair)
    of = {place: number for number, own in enumerate(joined.groups()) for place in own}
    links: defaultdict[int, list[Pair]] = defaultdict(list)
    for pair in sorted(same):
        links[of[pair.first]].append(pair)
    groups = [Group(tuple(own), tuple(links[number])) for number, own in enumerate(joined.groups())]
    left = [pair for pair in possible if of.get(pair.first, -1) != of.get(pair.second, -2)]
    return groups, left


class _Groups:
    """Union of places, held back by what a person told apart."""

    def __init__(self, size: int, marks: Sequence[str], apart: set[frozenset[str]]) -> None:
        self._of = list(range(size))
        self._members: dict[int, list[int]] = {}
        self._marks = marks
        self._apart = apart

    def _root(self, place: int) -> int:
        while self._of[place] != place:
            self._of[place] = place = self._of[self._of[place]]
        return place

    def are_apart(self, first: int, second: int) -> bool:
        return (
            bool(self._apart)
            and frozenset((self._marks[first], self._marks[second])) in self._apart
        )

    def join(self, first: int, second: int) -> bool:
        """Make two groups one; False where they are already, or a person told them apart."""
        one, other = sorted((self._root(first), self._root(second)))
        if one == other:
            return False
        here, there = self._members.get(one, [one]), self._members.get(other, [other])
        if self._apart and any(self.are_apart(a, b) for a in here for b in there):
            return False
        self._of[other] = one
        self._members[one] = sorted(here + there)
        self._members.pop(other, None)
        return True

    def groups(self) -> list[list[int]]:
        return [self._members[one] for one in sorted(self._members)]


def _pairs(traits: Sequence[Traits]) -> Iterator[Pair]:
    """Every pair that shares a clue and is not different, once."""
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(traits):
        for clue in dict.fromkeys(clues(one)):
            blocks[clue].append(place)
    seen = set()
    for places in blocks.values():
        if len(places) > _LARGEST_BLOCK:
            places = sorted(places, key=lambda place: (traits[place].title, place))
        for at, first in enumerate(places):
            reach = len(places) if len(places) <= _LARGEST_BLOCK else at + 1 + _NEIGHBOURS
            for second in places[at + 1 : reach]:
                pair = (first, second) if first < second else (second, first)
                if pair not in seen:
                    seen.add(pair)
                    sameness, reason = compare_traits(traits[pair[0]], traits[pair[1]])
                    if sameness != "different":
                        yield Pair(*pair, sameness, reason)


def clues(one: Traits) -> Iterator[str]:
    """What two entries of one work are likely to share at least one of."""
    if one.doi:
        yield f"doi {without_version(one.doi)}"
    if one.pmid:
        yield f"pmid {one.pmid}"
    if one.pmcid:
        yield f"pmcid {one.pmcid}"
    words = [word for word in one.title.split() if word not in SMALL]
    if words:
        yield f"title {''.join(words)[:24]}"
        yield f"words {' '.join(sorted(sorted(words, key=lambda word: (-len(word), word))[:4]))}"
    if one.page and (one.volume or one.year):
        yield f"place {one.volume} {one.page}"
        yield f"place {one.year} {one.page}"
    if one.families and one.year:
        yield f"author {one.families[0]} {one.year}"
        yield f"author {one.families[0]} {one.year + 1}"
