"""What a writer of graphs tells of its work."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Written:
    """Counts of what stands in a file."""

    nodes: int
    edges: int
    removed_characters: int = 0
    """Characters that the format forbids, counted once for each place where they stood in the graph."""
    mergeable: int = 0
    """Edges that Gephi will merge: those of one kind between two nodes beyond the first 60,000."""
