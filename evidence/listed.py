"""What an article's list lets a pointer name: its numbers, and its authors with their years."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from refs.model import Reference

YEAR = r"(?:1[89]|20)\d\d[a-z]?"
_YEAR_TOKEN = rf"(?<![\w.:/-]){YEAR}(?![\w-])"
# "Principles of behavior1943Appleton": where mark-up between the fields is lost
_YEAR_GLUED = r"(?<!\d)(?:1[89]|20)\d\d(?!\d)"
YEARS = rf"{YEAR}(?:\s?(?:[,;]|and|&)\s?(?:{YEAR}|[a-z]\b))*"
_PARTICLE = r"(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|ten|ter|el|al)"
_WORD = r"[^\W\d_a-zß-öø-ÿ][\w'’‐-]{1,40}"
FAMILY = rf"(?:(?:{_PARTICLE}|Mc|Mac|O[’'])\s?)*{_WORD}(?:(?:\s{_PARTICLE}){{0,3}}\s{_WORD})?"
MORE = re.compile(r",?\s(?:et\sal\.?,?|and\s(?:colleagues|co-?workers|others))")


def fold_name(name: str) -> str:
    """A family name for comparison: letters only, lower case, no accents."""
    bare = unicodedata.normalize("NFKD", name)
    return "".join(char for char in bare.casefold() if char.isalpha())


class _Listed(NamedTuple):
    """What of a reference a pointer by author and year can name."""

    number: int
    families: tuple[str, ...]
    head: str
    """The first words as printed, folded: lists whose names cannot be told apart begin with them."""
    letter: str
    """Of the year: "a" in 2001a."""


# The authors of a reference stand here, as far as a pointer prints them.
_HEAD = 120


@dataclass(frozen=True, slots=True)
class Known:
    """What an article's list lets a pointer name."""

    numbers: frozenset[int]
    by_year: Mapping[str, tuple[_Listed, ...]]
    numbered: bool = True
    """Whether the list prints numbers."""

    @classmethod
    def of(cls, references: Sequence[Reference]) -> Known:
        by_year: dict[str, list[_Listed]] = defaultdict(list)
        for reference in references:
            printed = reference.text("date") or reference.raw
            years = re.findall(_YEAR_TOKEN, printed) or re.findall(_YEAR_GLUED, reference.raw)
            for year in dict.fromkeys(years):
                by_year[year[:4]].append(
                    _Listed(
                        reference.number,
                        _families(reference),
                        fold_name(reference.raw[:_HEAD]),
                        year[4:],
                    )
                )
        return cls(
            frozenset(reference.number for reference in references),
            {year: tuple(listed) for year, listed in by_year.items()},
            any(reference.label for reference in references),
        )

    def keep(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        """The numbers that are in the list, if at least half are; else it is no pointer."""
        kept = tuple(number for number in numbers if number in self.numbers)
        return kept if 2 * len(kept) >= len(numbers) and 0 not in numbers else ()

    def cited(self, names: str, years: str) -> tuple[int, ...]:
        """The references that "Smith and Doe" with "2001a, 2003" name."""
        folded = [fold_name(name) for name in split_names(names)]
        more = bool(MORE.search(names))
        found: list[int] = []
        for year, letter in _years(years):
            # "Indeed, Papp and Müller": what stands before the first known name is none.
            tries = (self._named(folded[at:], year, letter, more) for at in range(len(folded)))
            found += next(filter(None, tries), [])
        return tuple(dict.fromkeys(found))

    def body(self, name: str, years: str) -> tuple[int, ...]:
        """The references whose list entry begins with the name of a body."""
        folded = fold_name(_LEAD.sub("", name))
        return tuple(
            row.number
            for year, _ in _years(years)
            for row in self.by_year.get(year, ())
            if len(folded) >= _LONG_NAME and row.head.startswith(folded)
        )

    def _named(self, names: Sequence[str], year: str, letter: str, more: bool) -> list[int]:
        """Each test narrows the choice only if it leaves something."""
        listed = self.by_year.get(year, ())
        rows = [row for row in listed if row.families[:1] == (names[0],)]
        several = more or len(names) > 1
        if not rows or (several and all(len(row.families) == 1 for row in rows)):
            rows += [row for row in listed if row.head.startswith(names[0]) and row not in rows]
        # "Wood and Abernethy" of a list that names Abernethy first
        rows = rows or [
            row for row in listed if len(names) > 1 and {*names} <= {*row.families[: len(names)]}
        ]
        rows = rows or _misspelt(names[0], listed)
        tests: list[Callable[[_Listed], bool]] = [
            lambda row: all(name in row.families or name in row.head for name in names),
            lambda row: len(row.families) > 2 if more else len(row.families) == len(names),
            lambda row: not letter or row.letter == letter,
        ]
        for test in tests:
            rows = [row for row in rows if test(row)] or rows
        if letter and len(rows) > 1 and not any(row.letter for row in rows):
            place = ord(letter) - ord("a")  # the list prints no letters: they count its entries
            rows = rows[place : place + 1]
        return [row.number for row in rows]


_LEAD = re.compile(
    r"\A\W*(?:(?:see(?: also)?|e\.g\.|i\.e\.|cf\.?|and|but|reviewed in|for (?:a )?reviews?),?\s)*"
)
_LONG_NAME = 8
"""Letters of a body's name that must open its entry."""
MISSPELT = 0.8
"""Least similarity of a name with that in the list, 0..1 (edit distance over the length of both);
"Ericson" and "Erickson" have .93, "Hansen" and "Jansen" differ in the first letter."""


def _misspelt(name: str, listed: Sequence[_Listed]) -> list[_Listed]:
    """The one first author of that year whose name is nearly spelt so, if there is just one."""
    from rapidfuzz.distance import Indel

    if len(name) < 4:
        return []
    near = [
        row
        for row in listed
        if row.families
        and row.families[0][:1] == name[:1]
        and Indel.normalized_similarity(name, row.families[0]) >= MISSPELT
    ]
    return near if len(near) == 1 else []


def _years(printed: str) -> Iterator[tuple[str, str]]:
    """The years of "2001a, b, 2003", each with its letter."""
    year = ""
    for token in re.findall(rf"{YEAR}|\b[a-z]\b", printed):
        year, letter = (token[:4], token[4:]) if token[0].isdigit() else (year, token)
        yield year, letter


def split_names(names: str) -> list[str]:
    bare = re.sub(r"[’']s\b", "", MORE.sub("", names))
    return [name for name in re.split(r",\s|,?\s(?:and|&)\s", bare) if name]


def _families(reference: Reference) -> tuple[str, ...]:
    """Folded family names, first author first; none where the parser read none."""
    authors = reference.csl.get("author")
    if isinstance(authors, list):
        return tuple(
            fold_name(str(name.get("family") or name.get("literal") or "")) for name in authors
        )
    return ()
