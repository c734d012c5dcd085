"""A reference → its verdict: what the sources have, and what that means."""

from __future__ import annotations

from collections.abc import Sequence

from refs.model import Checked, Reference, Search
from refs.resolve import resolve
from refs.verify import verify


def check_reference(reference: Reference, searches: Sequence[Search]) -> Checked:
    """The reference with its verdict; ``searches`` are asked in order and do all the I/O."""
    return verify(resolve(reference, searches))
