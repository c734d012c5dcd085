"""Works as candidates for a reference: the evidence of every field, and the score."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from refs.compare.fields import COMPARISONS, View
from refs.compare.printed import NUMBER, Printed, plain_number, read_numbers, read_printed
from refs.compare.titles import TITLE_AGREES, TitleView, view_title, work_titles
from refs.compare.weights import score
from refs.folding import fold
from refs.model import Candidate, FieldEvidence, Reference, Work

_DIGITS = re.compile("[0-9]+")


def compare_work(reference: Reference, work: Work) -> Candidate:
    """``work`` as a candidate for ``reference``: the evidence of every field, and the score."""
    return compare_works(reference, (work,))[0]


def compare_works(reference: Reference, works: Iterable[Work]) -> tuple[Candidate, ...]:
    """The works as candidates, best first, equal ones by DOI; of one DOI the last record counts."""
    fields = read_printed(reference)
    raw = replace(fields, parsed={}, families=())
    sides = (raw, fields) if fields.parsed else (raw,)
    distinct = {work.doi: work for work in works}
    candidates = [_candidate(sides, work) for work in distinct.values()]
    return tuple(sorted(candidates, key=lambda found: (-found.score, found.work.doi)))


def _candidate(sides: Sequence[Printed], work: Work) -> Candidate:
    """The work with its evidence: the raw string's, bettered by that of the parsed fields."""
    evidence, *more = (_evidence(printed, work) for printed in sides)
    for parsed in more:
        evidence = tuple(map(_better, evidence, parsed))
    return Candidate(work, score(evidence), evidence)


def _better(raw: FieldEvidence, parsed: FieldEvidence) -> FieldEvidence:
    """One side that agrees is enough: a parser may err, but it does not invent what is recorded."""
    if parsed.outcome == "agree":
        return parsed
    if raw.outcome == "agree" or parsed.outcome == "absent":
        return replace(raw, printed=parsed.printed or raw.printed)
    return parsed


def _evidence(printed: Printed, work: Work) -> tuple[FieldEvidence, ...]:
    views = [view_title(printed, title) for title in work_titles(work)]
    title = max(views, key=lambda view: (view.similarity, view.whole), default=None)
    left = _left(printed, title)
    families = tuple(fold(name.key) for name in (work.authors or work.editors)[:30])
    strange = 0 if printed.parsed else _count_strange(left, printed, work)
    view = View(printed, work, families, title, left, strange)
    return tuple(compare(view) for compare in COMPARISONS)


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
    known = printed.issues | years
    for text in (work.volume, work.issue, work.page, work.article_number):
        if text:
            known |= {digits.lstrip("0") for digits in _DIGITS.findall(text)} | set(
                read_numbers(text)
            )
    # "2008a" is a year too.
    return sum(number not in known and number[:-1] not in years for number in left)
