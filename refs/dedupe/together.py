"""Two entries weighed in all their fields together, as the matcher weighs a reference and a work."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from refs.compare import compare_printed
from refs.dedupe.traits import Traits
from refs.journals import Journals, load_journals
from refs.model import Candidate

# Evidence → what a reason calls it.
_TOLD: Final = {
    "title": "title", "author": "first author", "year": "year", "volume": "volume", "page": "page",
    "last-page": "last page", "container-title": "journal",
}  # fmt: skip


def weigh_together(a: Traits, b: Traits) -> tuple[float, str]:
    """The probability, 0..1, that two entries are one work, and what speaks for it, in one clause.

    A printed reference is held against a record; where both are one or the other, each is held
    against the other, and the lower probability counts.
    """
    if a.printed == b.printed:
        best = min(_candidate(a, b), _candidate(b, a), key=lambda one: one.score)
    else:
        best = _candidate(a, b) if a.printed else _candidate(b, a)
    told = [
        _TOLD[one.field] for one in best.evidence if one.outcome == "agree" and one.field in _TOLD
    ]
    if len(told) < 2:
        return best.score, f"the {told[0]} agrees" if told else "what there is agrees"
    return best.score, f"{', '.join(told[:-1])} and {told[-1]} agree"


def _candidate(reference: Traits, work: Traits) -> Candidate:
    return compare_printed(reference.as_reference, work.as_work, _journals())


@lru_cache(maxsize=1)
def _journals() -> Journals:
    return load_journals()
