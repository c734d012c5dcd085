"""Works as candidates for a reference: the evidence of every field, and the score."""

from __future__ import annotations

import re
from collections.abc import Iterable

from refs.compare.authors import fold_name
from refs.compare.fields import COMPARISONS, View
from refs.compare.printed import (
    NUMBER,
    Printed,
    plain_number,
    read_numbers,
    read_printed,
    split_words,
)
from refs.compare.titles import TITLE_AGREES, TitleView, compare_titles, view_title, work_titles
from refs.compare.weights import score
from refs.model import Candidate, FieldEvidence, Reference, Work

NEGLIGIBLE = 0.01
"""Candidates below this score are left out: of a hundred such not one is meant."""
_DIGITS = re.compile("[0-9]+")


def compare_work(reference: Reference, work: Work) -> Candidate:
    """``work`` as a candidate for ``reference``: the evidence of every field, and the score."""
    return _candidate(read_printed(reference), work)


def compare_works(reference: Reference, works: Iterable[Work]) -> tuple[Candidate, ...]:
    """The works as candidates, best first, equal ones by DOI; of one DOI the last record counts.

    Works that are almost certainly not meant (score below ``NEGLIGIBLE``) are left out.
    """
    printed = read_printed(reference)
    distinct = {work.doi: work for work in works}
    candidates = [_candidate(printed, work) for work in distinct.values()]
    return tuple(
        sorted(
            (
                found
                for found in candidates
                if found.score >= NEGLIGIBLE or found.work.doi == printed.doi
            ),
            key=lambda found: (-found.score, found.work.doi),
        )
    )


def _candidate(printed: Printed, work: Work) -> Candidate:
    evidence = _evidence(printed, work)
    return Candidate(work, score(evidence), evidence)


def _evidence(printed: Printed, work: Work) -> tuple[FieldEvidence, ...]:
    title = _best(view_title(printed, words) for words in work_titles(work))
    field = None
    if "title" in printed.parsed and title is not None and not title.whole:
        read = split_words(printed.parsed["title"])
        field = _best(compare_titles(words, read) for words in work_titles(work))
    left = _left(printed, title)
    names = (work.authors or work.editors)[:30]
    families = tuple(family for name in names if (family := fold_name(name.key)))
    strange = _count_strange(left, printed, work)
    view = View(printed, work, families, title, field, left, strange)
    return tuple(compare(view) for compare in COMPARISONS)


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


def _count_strange(left: Iterable[str], printed: Printed, work: Work) -> int:
    years = {str(year) for year in (*work.years, *printed.years[:1])}
    known = printed.issues | printed.glued | years
    for text in (work.volume, work.issue, work.page, work.article_number):
        if text:
            known |= {digits.lstrip("0") for digits in _DIGITS.findall(text)} | set(
                read_numbers(text)
            )
    # "2008a" is a year too.
    return sum(number not in known and number[:-1] not in years for number in left)
