"""Works as candidates for a reference: the evidence of every field, and the score."""

from __future__ import annotations

from collections.abc import Iterable

from refs.compare.fields import COMPARISONS, View
from refs.compare.journals import container_of
from refs.compare.printed import (
    NUMBER,
    Printed,
    plain_number,
    read_numbers,
    read_printed,
)
from refs.compare.titles import TITLE_AGREES, TitleView, compare_titles, view_title, work_titles
from refs.compare.weights import score
from refs.folding import fold_name, split_words
from refs.journals import Journals, load_journals
from refs.model import Candidate, Reference, Work

NEGLIGIBLE = 0.01
"""Candidates below this score are left out: of a hundred such not one is meant."""
_HALF = 0.5
_FAINT = 0.15  # share of a title's words in the raw string; with fewer no parsed title is like it


def compare_work(reference: Reference, work: Work, journals: Journals | None = None) -> Candidate:
    """``work`` as a candidate for ``reference``: the evidence of every field, and the score.

    Args:
        journals: the table of journals; the one that comes with the program where None is given.
    """
    return _candidate(_view(read_printed(reference), work, journals or load_journals()))


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
    if work.doi != printed.doi and not _is_worth_a_look(printed, work):
        return None
    candidate = _candidate(_view(printed, work, journals))
    return candidate if candidate.score >= NEGLIGIBLE or work.doi == printed.doi else None


def _candidate(view: View) -> Candidate:
    evidence = tuple([compare(view) for compare in COMPARISONS])
    return Candidate(view.work, score(evidence), evidence)


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
    return sum(word in bag for word in words) / len(words) if words else 0.0


def _view(printed: Printed, work: Work, journals: Journals) -> View:
    title = _best(view_title(printed, words) for words in work_titles(work))
    field = None
    if "title" in printed.parsed and title and title.similarity > _FAINT and not title.whole:
        read = split_words(printed.parsed["title"])
        field = _best(compare_titles(words, read) for words in work_titles(work))
    left = _left(printed, title)
    names = (work.authors or work.editors)[:30]
    families = tuple(family for name in names if (family := fold_name(name.key)))
    container = container_of(work.container_title, work.issn, journals)
    return View(printed, work, container, journals, families, title, field, left)


def _best(views: Iterable[TitleView]) -> TitleView | None:
    return max(views, key=lambda view: (view.similarity, view.whole), default=None)


def _left(printed: Printed, title: TitleView | None) -> tuple[str, ...]:
    if title is None or title.similarity < TITLE_AGREES:
        return printed.numbers
    left = list(printed.numbers)
    for word in printed.words[title.start : title.end]:
        for number in NUMBER.findall(word):
            if plain_number(number) in left:
                left.remove(plain_number(number))
    return tuple(left)
