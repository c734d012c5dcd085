"""Whether two entries are one work, and why.

What they share speaks for one work; what they contradict each other in speaks against it, and what
one of them lacks says nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from rapidfuzz import fuzz

from refs.compare.journals import container_likeness
from refs.compare.locators import page_likeness
from refs.dedupe.together import weigh_together
from refs.dedupe.traits import Traits, read_traits
from refs.model import Entry

Sameness = Literal["same", "possible", "different"]

# How alike two titles are, 0..1 of their letters (Indel ratio of the folded titles).
TITLE_SAME: Final = 0.95
"""Two renderings of one title differ in hyphens and Greek letters at most."""
TITLE_CLOSE: Final = 0.8
"""A title with an OCR error or without its subtitle; needs the same place in the journal as well."""
NAME_SAME: Final = 0.85
"""Two renderings of one family name: a letter in seven may be misread."""
NAME_CLOSE: Final = 0.8
"""Names as like as these may be one with a misprint, "Ajzen" and "Azjen", or may not."""
WHOLE_SAME: Final = 0.5
"""Probability, by the matcher's weights, from which two entries that rules leave open are one."""
WHOLE_POSSIBLE: Final = 0.3
TITLE_OTHER: Final = 0.5
"""Below this two titles contradict each other, whatever else agrees."""
_GENERAL: Final = 4
"""Words: a shorter title may stand over many works."""
_LONG: Final = 6
"""Words: a title of so many hardly stands over two works of one author."""
_SLIP: Final = 0.5  # what `page_likeness` gives a misprint
_PREPRINT_YEARS: Final = 4  # between a preprint and its journal version
_VERSION: Final = re.compile(r"(?:[./]v\d{1,2}|v\d{1,2})$")
SMALL: Final = frozenset("a an and at by for from in of on or the to with".split())


def same_work(first: Entry, second: Entry) -> tuple[Sameness, str]:
    """Whether two entries are one work, and why, in one clause."""
    return compare_traits(read_traits(first), read_traits(second))


def compare_traits(a: Traits, b: Traits) -> tuple[Sameness, str]:
    """The rules have the word; where they find too little, all fields weighed together have it."""
    ruling = _rule(a, b)
    if ruling.firm or ruling.sameness == "same":
        return ruling.sameness, ruling.reason
    likeness = title_likeness(a, b)
    if not (a.printed or b.printed) and likeness is not None and likeness < TITLE_CLOSE:
        return ruling.sameness, ruling.reason  # two records that give other titles
    probability, agreeing = weigh_together(a, b)
    if probability >= WHOLE_SAME:
        return "same", agreeing
    if probability >= WHOLE_POSSIBLE:
        return "possible", f"{agreeing}; {ruling.reason}"
    return ruling.sameness, ruling.reason


class _Ruling(NamedTuple):
    sameness: Sameness
    reason: str
    firm: bool = True
    """Whether it holds whatever else the entries have in common."""


def _rule(a: Traits, b: Traits) -> _Ruling:
    likeness = title_likeness(a, b)
    place, journal, author = _places_agree(a, b), _journals_agree(a, b), _authors_agree(a, b)
    alike = likeness is not None and likeness >= TITLE_CLOSE
    # What a parser read in a printed reference may be of another field, or of none. But a title that
    # is the other's save for one word, or has a supplement's page, is that of another work.
    doubtful = (a.printed or b.printed) and not (
        alike and (a.abstract != b.abstract or _word_changed(a, b))
    )
    by_id = _compare_identifiers(a, b, likeness, place)
    if by_id:
        return by_id
    if likeness is not None and a.about != b.about:
        return _Ruling("different", f"one is a {a.about or b.about}")
    if author is False:
        return _Ruling("different", "the authors differ")
    if a.preprint != b.preprint:
        return _compare_preprint(a, b, likeness, author, not doubtful)
    readable = likeness is None or likeness >= TITLE_OTHER
    ranged = a.last == b.last != "" and a.last != a.page
    # On one page there is room for several notes of one author.
    noted = alike or likeness is None
    if place and author and journal and (ranged or (readable and noted)):
        return _Ruling("same", "journal, volume, page and first author agree")
    if likeness is not None and a.numbers != b.numbers and likeness < 1:
        firm = not doubtful or _numbers_replaced(a, b)
        return _Ruling("different", "the numbers in the titles differ", firm)
    if not readable:
        return _Ruling("different", "the titles differ", not doubtful)
    if place and likeness and likeness >= TITLE_CLOSE and _says_enough(a, b, journal, author):
        return _Ruling("same", "title, volume and page agree")
    if a.year and b.year and abs(a.year - b.year) > 1:
        return _Ruling("different", "the years differ")
    if place is False:
        return _Ruling("different", "volume and page differ", not (doubtful and likeness))
    if journal is False:
        return _Ruling("different", "the journals differ", not doubtful)
    return _weigh(a, b, likeness, author, journal, place)


def _numbers_replaced(a: Traits, b: Traits) -> bool:
    """Whether each title has a number that the other lacks: part 1 and part 2."""
    return not set(a.numbers) <= set(b.numbers) and not set(b.numbers) <= set(a.numbers)


def _says_enough(a: Traits, b: Traits, journal: bool | None, author: bool | None) -> bool:
    """Whether a title that agrees is that of one work: "Introduction" stands over many."""
    return min(len(a.title.split()), len(b.title.split())) >= _GENERAL or bool(
        journal and author is not False
    )


def _compare_identifiers(
    a: Traits, b: Traits, likeness: float | None, place: bool | None
) -> _Ruling | None:
    """What the identifiers say by themselves; None where they say nothing."""
    contradicts = likeness is not None and likeness < TITLE_OTHER
    for name, one, other in (
        ("DOI", a.doi, b.doi),
        ("PMID", a.pmid, b.pmid),
        ("PMCID", a.pmcid, b.pmcid),
    ):
        if one and one == other:
            if contradicts and not place:
                return _Ruling("possible", f"the same {name}, but the titles differ")
            return _Ruling("same", f"the same {name}")
    if a.doi and b.doi:
        if without_version(a.doi) == without_version(b.doi) and not contradicts:
            return _Ruling("same", "versions of one DOI")
        if a.preprint == b.preprint:
            return _Ruling("different", "the DOIs differ")
    elif a.pmid and b.pmid and a.preprint == b.preprint:
        return _Ruling("different", "the PMIDs differ")
    return None


def _compare_preprint(
    a: Traits, b: Traits, likeness: float | None, author: bool | None, firm: bool
) -> _Ruling:
    far = bool(a.year and b.year) and abs(a.year - b.year) > _PREPRINT_YEARS
    if likeness is None or far or a.numbers != b.numbers:
        firm = firm or far or likeness is None or _numbers_replaced(a, b)
        return _Ruling("different", "one is a preprint, and nothing links it to the other", firm)
    words = len(a.title.split())
    if likeness >= TITLE_SAME and not _word_changed(a, b) and (author or words >= _LONG):
        return _Ruling("same", "preprint and published version: the titles agree")
    if likeness >= TITLE_CLOSE and author:
        return _Ruling(
            "possible", "perhaps preprint and published version: the titles are alike", firm
        )
    return _Ruling("different", "one is a preprint, and title or author differ", firm)


def _weigh(
    a: Traits, b: Traits, likeness: float | None, author: bool | None, journal: bool | None,
    place: bool | None,
) -> _Ruling:  # fmt: skip
    """Nothing contradicts; is there enough that agrees?"""
    if likeness is None:
        if place and journal and a.last and a.last == b.last != b.page:
            return _Ruling("same", "journal, volume and pages agree")
        if place and (journal or author):
            return _Ruling("possible", "volume and page agree", firm=False)
        return _Ruling("different", "too little agrees", firm=False)
    if likeness >= TITLE_SAME and not _word_changed(a, b):
        words, dated = len(a.title.split()), bool(a.year and b.year)
        if a.abstract != b.abstract:
            return _Ruling("possible", "the titles agree, but one is printed in a supplement")
        if words < _GENERAL:
            return _Ruling("different", "the titles say too little")
        if author and dated:
            return _Ruling("same", "title, first author and year agree")
        if author and words >= _LONG:
            return _Ruling("same", "title and first author agree")
        if words > _LONG and dated:
            return _Ruling("same", "a long title and the year agree")
        return _Ruling("possible", "the titles agree")
    if likeness >= TITLE_CLOSE and author and a.year == b.year:
        return _Ruling(
            "possible", "the titles are alike; first author and year agree", _word_changed(a, b)
        )
    return _Ruling("different", "too little agrees", firm=False)


def without_version(doi: str) -> str:
    """A DOI without the version that preprint servers put behind it: ``….v2``."""
    return _VERSION.sub("", doi)


@lru_cache(maxsize=65536)
def _likeness(one: str, other: str) -> float:
    return fuzz.ratio(one, other) / 100


def title_likeness(a: Traits, b: Traits) -> float | None:
    """0..1, None where one has no title; a title without its subtitle is the same title."""
    if not a.title or not b.title:
        return None
    if a.title == b.title:
        return 1.0
    short, long = sorted((a.title, b.title), key=len)
    if long.startswith(short + " ") and len(short.split()) >= 4:
        return TITLE_SAME
    return _likeness(a.title.replace(" ", ""), b.title.replace(" ", ""))


def _authors_agree(a: Traits, b: Traits) -> bool | None:
    """Whether the first authors are one; None where one side names none.

    A group and a person may both stand first on one paper: that is no contradiction where any other
    name is shared.
    """
    if not a.families or not b.families:
        return None
    if _same_family(a.families[0], b.families[0]):
        return True
    shared = set(a.families) & set(b.families)
    if len(shared) * 2 > min(len(a.families), len(b.families)):
        return True
    if a.group != b.group or _likeness(a.families[0], b.families[0]) >= NAME_CLOSE:
        return None
    return False


def _same_family(one: str, other: str) -> bool:
    if one == other or one.replace(" ", "") == other.replace(" ", ""):
        return True
    short, long = sorted((one, other), key=len)
    # "berg" and "van den berg", "murphy" and "murphy aw"; "赵" and "赵可沦".
    if long.endswith(" " + short) or (long.startswith(short + " ") and len(long) - len(short) < 4):
        return True
    if not short.isascii() and len(short) < 3:
        return long.startswith(short)
    return len(short) > 4 and _likeness(one, other) >= NAME_SAME


def _journals_agree(a: Traits, b: Traits) -> bool | None:
    if not a.journal or not b.journal:
        return None
    if a.journal == b.journal:
        return True
    one, other = a.journal.split(), b.journal.split()
    likeness = max(container_likeness(one, other), container_likeness(other, one))
    return likeness >= 0.6


def _places_agree(a: Traits, b: Traits) -> bool | None:
    """Whether volume and pages are the same; False where they contradict each other.

    Journals that number each issue from page 1 make the issue part of the place. One volume or issue
    that differs while all pages agree may be a misprint: it says nothing.
    """
    if a.page and b.page and a.page != b.page:
        return None if _page_slipped(a, b) else False
    pages = bool(a.page and b.page) and not (a.last and b.last and a.last != b.last)
    numbers = ((a.volume, b.volume), (a.issue, b.issue))
    if any(one and other and one != other for one, other in numbers):
        return None if pages and a.last and a.last == b.last else False
    if not pages:
        return None
    return True if (a.volume and b.volume) or (a.year and a.year == b.year) else None


def _page_slipped(a: Traits, b: Traits) -> bool:
    """Whether one first page may be a misprint of the other: the last is the same, or one sign is wrong."""
    ends = a.page[-1], b.page[-1]  # "699a" and "699b" share a page
    if a.volume != b.volume or not a.title or not b.title:
        return False
    if ends[0] != ends[1] and ends[0].isalpha() and ends[1].isalpha():
        return False
    if a.last and a.last == b.last:
        return True
    return min(page_likeness(a.page, b.page), page_likeness(b.page, a.page)) >= _SLIP


def _word_changed(a: Traits, b: Traits) -> bool:
    """Whether one title has another word where the other has one: "upper" and "lower" limbs."""
    one, other = a.title.split(), b.title.split()
    if a.title.replace(" ", "") == b.title.replace(" ", ""):
        return False
    left = [word for word in one if word not in other and word not in SMALL]
    right = [word for word in other if word not in one and word not in SMALL]
    return (
        any(max(_likeness(word, to) for to in right) < 0.7 for word in left)
        if left and right
        else False
    )
