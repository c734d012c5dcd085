"""A reference → its verdict: what the sources have, and what that means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from refs.model import Checked, Reference, Search
from refs.resolve import resolve
from refs.verify import verify


def check_reference(reference: Reference, searches: Sequence[Search]) -> Checked:
    """The reference with its verdict; ``searches`` are asked in order and do all the I/O."""
    return verify(resolve(reference, searches))


def check_references(
    references: Iterable[Reference], searches: Sequence[Search]
) -> Iterator[Checked]:
    """The references with their verdicts, in order; "ibid." gets that of the entry it means."""
    done: dict[str, Checked] = {}
    for reference in references:
        meant = done.get(reference.same_as) if reference.same_as else None
        if meant:
            reason = f"the same as reference {meant.reference.number}: {meant.reason}"
            done[reference.id] = replace(meant, reference=reference, reason=reason, differences=())
        else:
            done[reference.id] = check_reference(reference, searches)
        yield done[reference.id]
