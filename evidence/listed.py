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
UNDATED = r"(?:[Ii]n [Pp]ress|[Ff]orthcoming|[Ii]n preparation|[Ss]ubmitted|n\.\s?d\.)"
"""What stands in the place of a year."""
# Begins with its digit, and looks back from there: a search for one is quick.
_YEAR_TOKEN = re.compile(
    r"[12](?:(?<![\w.:/-][12])|(?<=\d/[12]))(?:(?<=1)[89]|(?<=2)0)\d\d[a-z]?(?![\w/-])"
)
# "Principles of behavior1943Appleton", "Release 112009StataCorp": where mark-up between the fields is lost
_YEAR_GLUED = (r"(?<!\d)(?:1[89]|20)\d\d(?!\d)", r"(?:19|20)\d\d(?!\d)")
YEARS = rf"(?:{YEAR}(?:\s?(?:[,;&/–-]|and)\s?(?:{YEAR}|[a-z]\b))*|{UNDATED})"
_PARTICLE = (
    r"(?:van|von|vom|zu|zum|zur|de|der|den|del|della|dello|dalla|di|da|do|dos|das|du|la|le|ten|ter|el|al"
    r"|af|av|ben|bin|ibn|abu|bar|San|Santa|Ste?\.?)"
)
_WORD = r"[^\W\d_a-zß-öø-ÿ][\w'’‐-]{1,40}"
FAMILY = rf"(?:(?:{_PARTICLE}|Mc|Mac|[OD][’'])\s?)*{_WORD}(?:(?:\s{_PARTICLE}){{0,3}}\s{_WORD})?"
INITIALS = r"(?:[^\W\d_a-zß-öø-ÿ]\.?[\s‐-]?){1,3}\s?(?<=[\s.])"
MORE = re.compile(r",?\s(?:et\sal\.?,?|and\s(?:colleagues|co-?workers|others))")


_NO_LETTER = re.compile(r"[^a-z]+")


def fold_name(name: str) -> str:
    """A family name for comparison: letters only, lower case, no accents."""
    if name.isascii():
        return _NO_LETTER.sub("", name.lower())
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
    initial: str
    """Of the first author's given names, folded; "" where the list has none."""
    acronym: str
    """Of the body that the entry begins with, "WHO"; "" where it begins with none."""


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
            for year, letter in dict.fromkeys(_listed_years(reference)):
                by_year[year].append(
                    _Listed(
                        reference.number,
                        _families(reference),
                        fold_name(reference.raw[:_HEAD]),
                        letter,
                        _initial(reference),
                        _acronym(reference),
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
        people = [_person(name) for name in split_names(names)]
        more = bool(MORE.search(names))
        found: list[int] = []
        for year, letter in _years(years):
            # "Indeed, Papp and Müller", "As Li": what stands before the first known name is none.
            tries = (
                self._named([words, *(name for _, name in people[at + 1 :])], year, letter, more, initial)
                for at, (initial, name) in enumerate(people)
                for words in _endings(name)
            )  # fmt: skip
            found += next(filter(None, tries), [])
        return tuple(dict.fromkeys(found))

    def dates(self, year: str) -> bool:
        """Whether an entry of the list is of that year."""
        return year[:4] in self.by_year

    def plainly(self, names: str, year: str) -> tuple[int, ...]:
        """The references whose first author and year these are, letter by letter: "Li et al." with "2015"."""
        people = [fold_name(_person(name)[1]) for name in split_names(names)]
        rows = [
            row for row in self.by_year.get(year[:4], ()) if row.families[: len(people)] == tuple(people)
        ]  # fmt: skip
        return self.cited(names, year) if rows else ()

    def body(self, name: str, years: str) -> tuple[int, ...]:
        """The references whose list entry begins with the name of a body."""
        folded = fold_name(_SHORT.sub("", _LEAD.sub("", name)))
        return tuple(
            row.number
            for year, _ in _years(years)
            for row in self.by_year.get(year, ())
            if len(folded) >= _LONG_NAME and row.head.startswith(folded)
        )

    def _named(
        self, printed: Sequence[str], year: str, letter: str, more: bool, initial: str
    ) -> list[int]:
        """Each test narrows the choice only if it leaves something."""
        listed = self.by_year.get(year, ())
        names = [*map(fold_name, printed)]
        rows = [row for row in listed if row.families[:1] == (names[0],)]
        several = more or len(names) > 1
        if not rows or (several and all(len(row.families) == 1 for row in rows)):
            rows += [row for row in listed if row.head.startswith(names[0]) and row not in rows]
        # "Wood and Abernethy" of a list that names Abernethy first
        rows = rows or [
            row for row in listed if len(names) > 1 and {*names} <= {*row.families[: len(names)]}
        ]
        rows = rows or [row for row in listed if row.acronym and row.acronym == printed[0]]
        rows = rows or _misspelt(names[0], listed)
        tests: list[Callable[[_Listed], bool]] = [
            lambda row: all(name in row.families or name in row.head for name in names),
            lambda row: len(row.families) > 2 if more else len(row.families) == len(names),
            lambda row: not letter or row.letter == letter,
            lambda row: not initial or row.initial == initial,
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


_YEAR_OR_LETTER = re.compile(rf"{YEAR}|{UNDATED}|(?P<to>[–-])\s?(?P<last>[a-z])\b|\b[a-z]\b")


def _years(printed: str) -> Iterator[tuple[str, str]]:
    """The years of "2001a, b, 2003" and "2001a–c", each with its letter."""
    year = letter = ""
    for token in _YEAR_OR_LETTER.finditer(printed):
        if token["to"]:
            for code in range(ord(letter or "a") + 1, ord(token["last"]) + 1):
                yield year, chr(code)
            continue
        words = token.group()
        if words[0].isdigit():
            year, letter = words[:4], words[4:]
        elif len(words) > 1:
            year, letter = _undated(words), ""
        else:
            letter = words
        yield year, letter


def _listed_years(reference: Reference) -> Iterator[tuple[str, str]]:
    printed = reference.text("date") or reference.raw
    years = _YEAR_TOKEN.findall(printed)
    for pattern in _YEAR_GLUED:
        years = years or re.findall(pattern, reference.raw)
    yield from ((year[:4], year[4:]) for year in years)
    for words in re.findall(UNDATED, reference.raw) if not years else ():
        yield _undated(words), ""


def _undated(words: str) -> str:
    return re.sub(r"\s", "", words.lower())


def split_names(names: str) -> list[str]:
    bare = re.sub(r"[’']s\b", "", MORE.sub("", names))
    return [name for name in re.split(r",\s|,?\sand\s|,?\s?&\s?", bare) if name]


def _person(name: str) -> tuple[str, str]:
    """The first initial, folded, and the rest of "J. R. Smith"."""
    found = re.match(INITIALS, name)
    return (fold_name(name[0]), name[found.end() :]) if found else ("", name)


def _endings(name: str) -> Iterator[str]:
    """ "As Van Dyke", "Van Dyke", "Dyke"."""
    words = name.split()
    yield from (" ".join(words[at:]) for at in range(len(words)))


_SHORT = re.compile(r"\s?[(\[][A-Z][\w&-]{1,12}[)\]]")
# "World Health Organization", up to where a title, a year or a bracket begins
_BODY = re.compile(r"[^.,:;(\[\d]{8,90}")
_SMALL = frozenset("of for the and on in to de la des du der für et und".split())


def _acronym(reference: Reference) -> str:
    raw = reference.raw.removeprefix(reference.label or "").lstrip(" *_")
    body = _BODY.match(raw)
    if not body or body.group().count(" ") < 2:
        return ""
    words = [word for word in re.split(r"[\s-]+", body.group()) if word and word not in _SMALL]
    capital = all(word[0].isupper() and len(word) > 1 for word in words)
    return "".join(word[0] for word in words) if capital and len(words) > 2 else ""


def _initial(reference: Reference) -> str:
    authors = reference.csl.get("author")
    first = authors[0] if isinstance(authors, list) and authors else {}
    return fold_name(str(first.get("given") or ""))[:1]


def _families(reference: Reference) -> tuple[str, ...]:
    """Folded family names, first author first; none where the parser read none."""
    authors = reference.csl.get("author")
    if isinstance(authors, list):
        return tuple(
            fold_name(str(name.get("family") or name.get("literal") or "")) for name in authors
        )
    return ()
