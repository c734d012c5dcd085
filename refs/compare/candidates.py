"""Works as candidates for a reference: the evidence of every field, and the score."""

from __future__ import annotations

import math
from collections.abc import Iterable

from refs.compare.fields import COMPARISONS
from refs.compare.printed import Printed, read_numbers, read_printed
from refs.compare.view import View
from refs.compare.weights import Bound, score
from refs.folding import fold_name, split_words
from refs.journals import Journals, load_journals
from refs.model import Candidate, FieldEvidence, Reference, Work

NEGLIGIBLE = 0.01
"""Candidates below this score are left out: of a hundred such not one is meant."""
_HALF = 0.5
_LEAST = math.log(NEGLIGIBLE / (1 - NEGLIGIBLE)) - 1e-6  # log-odds; sums in another order differ
# What tells works apart soonest is compared first, what takes long last.
_ASKED = (
    "doi", "title", "title-words", "page", "author", "year", "type", "last-page", "notice", "volume",
    "issue", "authors", "container-title",
)  # fmt: skip
_PLAN = [(list(COMPARISONS).index(name), COMPARISONS[name]) for name in _ASKED]


def compare_work(reference: Reference, work: Work, journals: Journals | None = None) -> Candidate:
    """``work`` as a candidate for ``reference``: the evidence of every field, and the score.

    Args:
        journals: the table of journals; the one that comes with the program where None is given.
    """
    return compare_printed(read_printed(reference), work, journals or load_journals())


def compare_printed(printed: Printed, work: Work, journals: Journals) -> Candidate:
    """The same for a reference that was made ready before, to be compared with one work at a time."""
    view = View(printed, work, journals)
    evidence = tuple([compare(view) for compare in COMPARISONS.values()])
    return Candidate(work, score(evidence), evidence)


def compare_works(
    reference: Reference, works: Iterable[Work], journals: Journals | None = None
) -> tuple[Candidate, ...]:
    """The works as candidates, best first, equal ones by DOI; of one DOI the last record counts.

    Works that are almost certainly not meant (score below ``NEGLIGIBLE``) are left out.
    """
    printed, journals = read_printed(reference), journals or load_journals()
    distinct = {work.doi: work for work in works}
    candidates = [
        found for work in distinct.values() if (found := _probable(printed, work, journals))
    ]
    return tuple(sorted(candidates, key=lambda found: (-found.score, found.work.doi)))


def _probable(printed: Printed, work: Work, journals: Journals) -> Candidate | None:
    """The work as a candidate, unless its score is negligible; none is whose DOI is printed."""
    meant = work.doi == printed.doi
    if not meant and not _is_worth_a_look(printed, work):
        return None
    view = View(printed, work, journals)
    found: list[FieldEvidence | None] = [None] * len(_PLAN)
    bound = Bound()
    for place, compare in _PLAN:
        one = found[place] = compare(view)
        if bound.add(one) < _LEAST and not meant:
            return None
    evidence = tuple(filter(None, found))
    candidate = Candidate(work, score(evidence), evidence)
    return candidate if candidate.score >= NEGLIGIBLE or meant else None


def _is_worth_a_look(printed: Printed, work: Work) -> bool:
    """Whether half the title, the first author or the page is printed, or two of year, volume, journal.

    Without these no work scores enough to be named; of the works that share some rare words with a
    reference two thirds have none.
    """
    bag, numbers = printed.bag, printed.numbers
    if work.title and _share(split_words(work.title), bag) >= _HALF:
        return True
    names = work.authors or work.editors
    if names and fold_name(names[0].key).rpartition(" ")[2] in bag:
        return True
    for text in (work.page, work.article_number):
        if text and (pages := read_numbers(text)) and pages[0] in numbers:
            return True
    hints = int(not printed.years or not set(printed.years).isdisjoint(work.years))
    hints += bool(work.volume) and work.volume in numbers
    container = split_words(work.container_title[0]) if work.container_title else ()
    return hints + (_share(container, bag) >= _HALF) > 1


def _share(words: tuple[str, ...], bag: frozenset[str]) -> float:
    return sum([word in bag for word in words]) / len(words) if words else 0.0
