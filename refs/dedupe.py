"""The same work under different clothes: which entries of a bibliography are one, and why.

Two entries are compared where they share an identifier, a title, a place in a journal, or an author
and a year. What they share speaks for one work; what they contradict each other in speaks against
it, and what one of them lacks says nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final, Literal, NamedTuple

from rapidfuzz import fuzz

from refs.compare.journals import container_likeness
from refs.folding import fold
from refs.formats.items import (
    ET_AL,
    date_parts,
    family,
    is_et_al,
    line,
    names,
    page_ends,
    plain,
    read_doi,
    read_pages,
)
from refs.journals import Journals, journal_key, load_journals
from refs.model import Entry

Sameness = Literal["same", "possible", "different"]

# How alike two titles are, 0..1 of their letters (Indel ratio of the folded titles).
TITLE_SAME: Final = 0.95
"""Two renderings of one title differ in hyphens and Greek letters at most."""
TITLE_CLOSE: Final = 0.8
"""A title with an OCR error or without its subtitle; needs the same place in the journal as well."""
TITLE_OTHER: Final = 0.5
"""Below this two titles contradict each other, whatever else agrees."""
_GENERAL: Final = 4
"""Words: a shorter title may stand over many works."""
_LONG: Final = 6
"""Words: a title of so many hardly stands over two works of one author."""
_PREPRINT_YEARS: Final = 4  # between a preprint and its journal version
_LARGEST_BLOCK: Final = (
    60  # entries that share a clue; in a larger block only neighbours are compared
)
_NEIGHBOURS: Final = 12
_PREPRINT_DOI: Final = re.compile(
    r"10\.(?:1101|21203|31234|48550|20944|26434|2139|31219|36227|22541|1590/scielopreprints)/"
)
_PREPRINT: Final = re.compile(
    r"\w*rxiv|preprints?|research square|ssrn|scielo preprints", re.IGNORECASE
)
_VERSION: Final = re.compile(r"(?:[./]v\d{1,2}|v\d{1,2})$")
_ABOUT: Final = re.compile(
    r"(?:(?:author|publisher|editorial)s?\W{0,3}\s?)?"
    r"(erratum|errata|corrigendum|corrigenda|correction|corrections|addendum|retraction|retracted|withdrawn|"
    r"expression of concern|reply|response|in reply|comment|commentary|comments|letter|editorial|re|discussion)"
    r"(?:\W+(?:to|on|of|for|notice|note|by)\b|\s*[:\]])",
    re.IGNORECASE,
)
_ORDINALS: Final = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
    "first": "1", "second": "2", "third": "3", "fourth": "4", "one": "1", "two": "2", "three": "3",
}  # fmt: skip
_SMALL: Final = frozenset("a an and at by for from in of on or the to with".split())


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


class Distinct(NamedTuple):
    """A person's word that two entries are not the same; each is named by :func:`fingerprint`."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class _Traits:
    """What an entry is compared by; empty where it says nothing."""

    doi: str
    pmid: str
    pmcid: str
    title: str
    numbers: tuple[str, ...]
    about: str
    """What kind of word on another work it is: "erratum", "reply"."""
    families: tuple[str, ...]
    cut: bool
    year: int
    journal: str
    volume: str
    issue: str
    page: str
    last: str
    preprint: bool
    abstract: bool
    """Whether its page is one of a supplement: A894, S12."""


def find_duplicates(
    entries: Sequence[Entry], distinct: Iterable[Distinct] = ()
) -> tuple[list[Group], list[Pair]]:
    """The groups of entries that are one work, and the pairs that may be and are left alone.

    Args:
        distinct: pairs that a person has told apart; no group joins them, whatever links them.
    Returns:
        Groups by their first place; the places in a group ascend. Pairs in the order of the list.
    """
    traits = [_traits(entry) for entry in entries]
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


def _pairs(traits: Sequence[_Traits]) -> Iterator[Pair]:
    """Every pair that shares a clue and is not different, once."""
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(traits):
        for clue in dict.fromkeys(_clues(one)):
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
                    sameness, reason = _compare(traits[pair[0]], traits[pair[1]])
                    if sameness != "different":
                        yield Pair(*pair, sameness, reason)


def _clues(one: _Traits) -> Iterator[str]:
    """What two entries of one work are likely to share at least one of."""
    if one.doi:
        yield f"doi {_VERSION.sub('', one.doi)}"
    if one.pmid:
        yield f"pmid {one.pmid}"
    if one.pmcid:
        yield f"pmcid {one.pmcid}"
    words = [word for word in one.title.split() if word not in _SMALL]
    if words:
        yield f"title {''.join(words)[:24]}"
        yield f"words {' '.join(sorted(sorted(words, key=lambda word: (-len(word), word))[:4]))}"
    if one.page and (one.volume or one.year):
        yield f"place {one.volume} {one.page}"
        yield f"place {one.year} {one.page}"
    if one.families and one.year:
        yield f"author {one.families[0]} {one.year}"
        yield f"author {one.families[0]} {one.year + 1}"


def same_work(first: Entry, second: Entry) -> tuple[Sameness, str]:
    """Whether two entries are one work, and why, in one clause."""
    return _compare(_traits(first), _traits(second))


def _compare(a: _Traits, b: _Traits) -> tuple[Sameness, str]:
    likeness = _title_likeness(a, b)
    place, journal, author = _places_agree(a, b), _journals_agree(a, b), _authors_agree(a, b)
    by_id = _compare_identifiers(a, b, likeness, place)
    if by_id:
        return by_id
    if likeness is not None and a.about != b.about:
        return "different", f"one is a {a.about or b.about}"
    if author is False:
        return "different", "the authors differ"
    if a.preprint != b.preprint:
        return _compare_preprint(a, b, likeness, author)
    readable = likeness is None or likeness >= TITLE_OTHER
    if place and author and journal and (readable or a.last == b.last != ""):
        return "same", "journal, volume, page and first author agree"
    if likeness is not None and a.numbers != b.numbers and likeness < 1:
        return "different", "the numbers in the titles differ"
    if not readable:
        return "different", "the titles differ"
    if place and likeness and likeness >= TITLE_CLOSE and _says_enough(a, b, journal, author):
        return "same", "title, volume and page agree"
    if a.year and b.year and abs(a.year - b.year) > 1:
        return "different", "the years differ"
    if place is False:
        return "different", "volume and page differ"
    if journal is False:
        return "different", "the journals differ"
    return _weigh(a, b, likeness, author, journal, place)


def _says_enough(a: _Traits, b: _Traits, journal: bool | None, author: bool | None) -> bool:
    """Whether a title that agrees is that of one work: "Introduction" stands over many."""
    return min(len(a.title.split()), len(b.title.split())) >= _GENERAL or bool(
        journal and author is not False
    )


def _compare_identifiers(
    a: _Traits, b: _Traits, likeness: float | None, place: bool | None
) -> tuple[Sameness, str] | None:
    """What the identifiers say by themselves; None where they say nothing."""
    contradicts = likeness is not None and likeness < TITLE_OTHER
    for name, one, other in (
        ("DOI", a.doi, b.doi),
        ("PMID", a.pmid, b.pmid),
        ("PMCID", a.pmcid, b.pmcid),
    ):
        if one and one == other:
            if contradicts and not place:
                return "possible", f"the same {name}, but the titles differ"
            return "same", f"the same {name}"
    if a.doi and b.doi:
        if _VERSION.sub("", a.doi) == _VERSION.sub("", b.doi) and not contradicts:
            return "same", "versions of one DOI"
        if a.preprint == b.preprint:
            return "different", "the DOIs differ"
    elif a.pmid and b.pmid and a.preprint == b.preprint:
        return "different", "the PMIDs differ"
    return None


def _compare_preprint(
    a: _Traits, b: _Traits, likeness: float | None, author: bool | None
) -> tuple[Sameness, str]:
    far = bool(a.year and b.year) and abs(a.year - b.year) > _PREPRINT_YEARS
    if likeness is None or far or a.numbers != b.numbers:
        return "different", "one is a preprint, and nothing links it to the other"
    words = len(a.title.split())
    if likeness >= TITLE_SAME and not _word_changed(a, b) and (author or words >= _LONG):
        return "same", "preprint and published version: the titles agree"
    if likeness >= TITLE_CLOSE and author:
        return "possible", "perhaps preprint and published version: the titles are alike"
    return "different", "one is a preprint, and title or author differ"


def _weigh(
    a: _Traits, b: _Traits, likeness: float | None, author: bool | None, journal: bool | None,
    place: bool | None,
) -> tuple[Sameness, str]:  # fmt: skip
    """Nothing contradicts; is there enough that agrees?"""
    if likeness is None:
        if place and journal and a.last and a.last == b.last != b.page:
            return "same", "journal, volume and pages agree"
        known = place and (journal or author)
        return (
            ("possible", "volume and page agree") if known else ("different", "too little agrees")
        )
    if likeness >= TITLE_SAME and not _word_changed(a, b):
        words, dated = len(a.title.split()), bool(a.year and b.year)
        if a.abstract != b.abstract:
            return "possible", "the titles agree, but one is printed in a supplement"
        if words < _GENERAL:
            return "different", "the titles say too little"
        if author and dated:
            return "same", "title, first author and year agree"
        if author and words >= _LONG:
            return "same", "title and first author agree"
        if words > _LONG and dated:
            return "same", "a long title and the year agree"
        return "possible", "the titles agree"
    if likeness >= TITLE_CLOSE and author and a.year == b.year:
        return "possible", "the titles are alike; first author and year agree"
    return "different", "too little agrees"


@lru_cache(maxsize=65536)
def _likeness(one: str, other: str) -> float:
    return fuzz.ratio(one, other) / 100


def _title_likeness(a: _Traits, b: _Traits) -> float | None:
    """0..1, None where one has no title; a title without its subtitle is the same title."""
    if not a.title or not b.title:
        return None
    if a.title == b.title:
        return 1.0
    short, long = sorted((a.title, b.title), key=len)
    if long.startswith(short + " ") and len(short.split()) >= 4:
        return TITLE_SAME
    return _likeness(a.title.replace(" ", ""), b.title.replace(" ", ""))


def _authors_agree(a: _Traits, b: _Traits) -> bool | None:
    """Whether the first authors are one; None where one side names none.

    A group and a person may both stand first on one paper: that is no contradiction where any other
    name is shared.
    """
    if not a.families or not b.families:
        return None
    if _same_family(a.families[0], b.families[0]):
        return True
    shared = set(a.families) & set(b.families)
    return len(shared) * 2 > min(len(a.families), len(b.families))


def _same_family(one: str, other: str) -> bool:
    if one == other or one.replace(" ", "") == other.replace(" ", ""):
        return True
    # "berg" and "van den berg"; an OCR error in a long name.
    if one.endswith(" " + other) or other.endswith(" " + one):
        return True
    return min(len(one), len(other)) > 4 and _likeness(one, other) >= 0.85


def _journals_agree(a: _Traits, b: _Traits) -> bool | None:
    if not a.journal or not b.journal:
        return None
    if a.journal == b.journal:
        return True
    one, other = a.journal.split(), b.journal.split()
    likeness = max(container_likeness(one, other), container_likeness(other, one))
    return likeness >= 0.6


def _places_agree(a: _Traits, b: _Traits) -> bool | None:
    """Whether volume and pages are the same; False where they contradict each other.

    Journals that number each issue from page 1 make the issue part of the place. One volume or issue
    that differs while all pages agree may be a misprint: it says nothing.
    """
    if a.page and b.page and a.page != b.page:
        return False
    pages = bool(a.page and b.page) and not (a.last and b.last and a.last != b.last)
    numbers = ((a.volume, b.volume), (a.issue, b.issue))
    if any(one and other and one != other for one, other in numbers):
        return None if pages and a.last and a.last == b.last else False
    if not pages:
        return None
    return True if (a.volume and b.volume) or (a.year and a.year == b.year) else None


def _word_changed(a: _Traits, b: _Traits) -> bool:
    """Whether one title has another word where the other has one: "upper" and "lower" limbs."""
    one, other = a.title.split(), b.title.split()
    if a.title.replace(" ", "") == b.title.replace(" ", ""):
        return False
    left = [word for word in one if word not in other and word not in _SMALL]
    right = [word for word in other if word not in one and word not in _SMALL]
    return (
        any(max(_likeness(word, to) for to in right) < 0.7 for word in left)
        if left and right
        else False
    )


def _traits(entry: Entry) -> _Traits:
    item = entry.item
    people = names(item) or names(item, "editor")
    title = fold(plain(item.get("title"))[:1000])
    container = plain(item.get("container-title"))
    doi = read_doi(line(item.get("DOI"))).lower()
    parts = date_parts(item)
    first, last = page_ends(read_pages(line(item.get("page"))))
    page = first or line(item.get("number"))
    about = _ABOUT.match(plain(item.get("title")))
    return _Traits(
        doi=doi if doi.startswith("10.") else "",
        pmid=line(item.get("PMID")),
        pmcid=line(item.get("PMCID")).upper(),
        title=title,
        numbers=_numbers(title),
        about=_ABOUTS.get(about[1].lower(), about[1].lower()) if about else "",
        families=tuple(
            key
            for one in people
            if not is_et_al(one) and (key := fold(family(one) or line(one.get("literal"))))
        ),
        cut=any(map(is_et_al, people)),
        year=parts[0][0] if parts else 0,
        journal=_journal(container),
        # "45. 5" and "30 (4)" are a volume with an issue behind it.
        volume=next(iter(fold(line(item.get("volume"))).split()), ""),
        issue=fold(line(item.get("issue"))),
        page=fold(page).replace(" ", ""),
        last=fold(last).replace(" ", ""),
        preprint=_is_preprint(item, doi, container),
        abstract=re.match(r"[as]\d", page, re.IGNORECASE) is not None,
    )


_ABOUTS: Final = {
    "errata": "erratum", "corrigendum": "erratum", "corrigenda": "erratum", "correction": "erratum",
    "corrections": "erratum", "addendum": "erratum", "in reply": "reply", "response": "reply",
    "comments": "comment", "commentary": "comment", "discussion": "comment", "re": "comment",
    "retracted": "", "withdrawn": "", "letter": "", "editorial": "",
}  # fmt: skip
"""One word for each kind; a title that is marked as retracted names the work itself."""


def _numbers(title: str) -> tuple[str, ...]:
    """The numbers of a title, in order: what tells part 1 from part 2 and phase II from phase III."""
    return tuple(
        _ORDINALS.get(word, word)
        for word in title.split()
        if word.isdigit() or (word in _ORDINALS and not (word == "i" or len(word) == 1))
    )


def _is_preprint(item: Mapping[str, Any], doi: str, container: str) -> bool:
    if _PREPRINT_DOI.match(doi) or item.get("type") == "article":
        return True
    said = f"{container} {line(item.get('publisher'))} {line(item.get('genre'))}"
    return bool(_PREPRINT.search(said)) and not item.get("volume")


@lru_cache(maxsize=65536)
def _journal(name: str) -> str:
    """One key for every name of a journal that is known; else its own words."""
    if not name:
        return ""
    known = _journals().named(name)
    return journal_key(known[0].title) if len(known) == 1 else journal_key(name)


@lru_cache(maxsize=1)
def _journals() -> Journals:
    return load_journals()


# --- decisions -----------------------------------------------------------------------------------


def fingerprint(entry: Entry) -> str:
    """What names an entry in a decision, whatever its key and place: DOI, PMID, or what it says."""
    item = entry.item
    if doi := read_doi(line(item.get("DOI"))).lower():
        return f"doi:{doi}"
    if pmid := line(item.get("PMID")):
        return f"pmid:{pmid}"
    one = _traits(entry)
    said = "|".join(
        (one.title, one.families[0] if one.families else "", str(one.year), one.volume, one.page)
    )
    return f"text:{sha256(said.encode()).hexdigest()[:16]}"


# --- merging -------------------------------------------------------------------------------------


def merge(entries: Sequence[Entry]) -> Entry:
    """One entry of several that are one work: the best, with what only the others have.

    The best is the one with an identifier, in print rather than a preprint, that says most. Names are
    those of the longest list, the fuller form of each; one that stands only in another list is added
    behind them, so that no author is lost. A preprint's DOI stays in ``note``; every article that
    cites one of them cites the one.
    """
    best = max(range(len(entries)), key=lambda place: (*_worth(entries[place]), -place))
    ordered = [entries[best], *(entry for place, entry in enumerate(entries) if place != best)]
    item = dict(ordered[0].item)
    for entry in ordered[1:]:
        for variable, value in entry.item.items():
            if variable == "custom" and isinstance(item.get("custom"), Mapping):
                item["custom"] = {**value, **item["custom"]}
            elif (
                not _is_preprint(entry.item, line(entry.item.get("DOI")), "")
                or variable not in _OF_VERSION
            ):
                item.setdefault(variable, value)
    problems = list(ordered[0].problems)
    for role in ("author", "editor"):
        lists = [found for entry in ordered if (found := names(entry.item, role))]
        if lists:
            item[role], added = _merge_names(lists)
            if added:
                problems.append(
                    f"{role} {', '.join(added)} stands in one of the merged entries only"
                )
    own = read_doi(line(item.get("DOI"))).lower()
    preprints = [
        line(entry.item["DOI"]) for entry in ordered[1:]
        if entry.item.get("DOI") and read_doi(line(entry.item["DOI"])).lower() != own
        and _is_preprint(entry.item, line(entry.item["DOI"]).lower(), "")
    ]  # fmt: skip
    if preprints:
        notes = (
            line(item.get("note")),
            *(f"Preprint: https://doi.org/{doi}" for doi in dict.fromkeys(preprints)),
        )
        item["note"] = "; ".join(filter(None, notes))
    cited = tuple(dict.fromkeys(one for entry in entries for one in entry.cited))
    return replace(
        ordered[0],
        item=item,
        key=entries[0].key or ordered[0].key,
        cited=cited,
        problems=tuple(problems),
    )


# What belongs to one version of a work and not to another.
_OF_VERSION: Final = frozenset(
    "DOI URL container-title container-title-short volume issue page number ISSN publisher issued".split()
)


def _worth(entry: Entry) -> tuple[bool, bool, int]:
    item = entry.item
    doi = line(item.get("DOI"))
    return (
        not _is_preprint(item, doi.lower(), plain(item.get("container-title"))),
        bool(doi or item.get("PMID")),
        sum(1 for variable in item if variable != "custom"),
    )


def _merge_names(lists: Sequence[list[dict[str, str]]]) -> tuple[list[dict[str, str]], list[str]]:
    """The names of all lists without repetition, and those that the longest list has not."""
    whole = [[name for name in one if not is_et_al(name)] for one in lists]
    longest = max(range(len(whole)), key=lambda place: (len(whole[place]), -place))
    merged = list(whole[longest])
    places = {_name_key(name): at for at, name in reversed(list(enumerate(merged)))}
    added = []
    for number, one in enumerate(whole):
        if number == longest:
            continue
        for name in one:
            at = places.get(_name_key(name))
            if at is None:
                places[_name_key(name)] = len(merged)
                merged.append(name)
                added.append(family(name) or line(name.get("literal")))
            elif len(line(name.get("given"))) > len(line(merged[at].get("given"))):
                merged[at] = name
    # A list that is cut and not shorter than the longest whole one may go on behind it.
    cut = [len(one) for one, given in zip(whole, lists, strict=True) if len(one) < len(given)]
    if cut and max(cut) >= len(whole[longest]):
        merged.append(dict(ET_AL))
    return merged, added


def _name_key(name: Mapping[str, object]) -> tuple[str, str]:
    own = fold(family(name) or line(name.get("literal")))
    return own.rpartition(" ")[2], fold(line(name.get("given")))[:1]
