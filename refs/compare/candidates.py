"""Works as candidates for a reference: the evidence of every field, and the score."""

from __future__ import annotations

import math
from collections.abc import Iterable

from refs.compare.fields import COMPARISONS, DECISIVE, View
from refs.compare.printed import (
    NUMBER,
    Printed,
    plain_number,
    read_printed,
)
from refs.compare.titles import TITLE_AGREES, TitleView, compare_titles, view_title, work_titles
from refs.compare.weights import WEIGHTS, score, total
from refs.folding import fold_name, split_words
from refs.model import Candidate, Reference, Work

NEGLIGIBLE = 0.01
"""Candidates below this score are left out: of a hundred such not one is meant."""
_FAINT = 0.15  # share of a title's words in the raw string; with fewer no parsed title is like it
_LEAST = math.log(NEGLIGIBLE / (1 - NEGLIGIBLE))
# What the comparisons that are not decisive can add at most, in log-odds.
_REST = sum(
    weight
    for (field, outcome), weight in WEIGHTS.items()
    if outcome == "agree"
    and field in {"authors", "year", "volume", "issue", "last-page", "container-title"}
)


def compare_work(reference: Reference, work: Work) -> Candidate:
    """``work`` as a candidate for ``reference``: the evidence of every field, and the score."""
    view = _view(read_printed(reference), work)
    evidence = tuple(compare(view) for compare in COMPARISONS)
    return Candidate(work, score(evidence), evidence)


def compare_works(reference: Reference, works: Iterable[Work]) -> tuple[Candidate, ...]:
    """The works as candidates, best first, equal ones by DOI; of one DOI the last record counts.

    Works that are almost certainly not meant (score below ``NEGLIGIBLE``) are left out.
    """
    printed = read_printed(reference)
    distinct = {work.doi: work for work in works}
    candidates = [found for work in distinct.values() if (found := _probable(printed, work))]
    return tuple(sorted(candidates, key=lambda found: (-found.score, found.work.doi)))


def _probable(printed: Printed, work: Work) -> Candidate | None:
    """The work as a candidate, unless its score is negligible; none is whose DOI is printed."""
    view = _view(printed, work)
    decided = {compare: compare(view) for compare in DECISIVE}
    if total(decided.values()) + _REST < _LEAST and work.doi != printed.doi:
        return None
    evidence = tuple(decided.get(compare) or compare(view) for compare in COMPARISONS)
    probability = score(evidence)
    if probability < NEGLIGIBLE and work.doi != printed.doi:
        return None
    return Candidate(work, probability, evidence)


def _view(printed: Printed, work: Work) -> View:
    title = _best(view_title(printed, words) for words in work_titles(work))
    field = None
    if "title" in printed.parsed and title and title.similarity > _FAINT and not title.whole:
        read = split_words(printed.parsed["title"])
        field = _best(compare_titles(words, read) for words in work_titles(work))
    left = _left(printed, title)
    names = (work.authors or work.editors)[:30]
    families = tuple(family for name in names if (family := fold_name(name.key)))
    return View(printed, work, families, title, field, left)


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
