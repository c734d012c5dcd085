"""Which ids nodes and edges have in a file, and whether an edge's key says of what kind it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from evidence.export.columns import BATCH, Scan, batched, free
from evidence.export.xmltext import FORBIDDEN

if TYPE_CHECKING:
    from evidence.export.appearance import AnyGraph

# More different keys than this are names of single edges, not kinds; Gephi has room for 65,534
# kinds in a graph.
KINDS: Final = 1000


def unique_ids(graph: AnyGraph, quoted: Callable[[str], str]) -> dict[Any, str]:
    """The id of each node as it stands in the file; nodes such as 1 and "1" stay two."""
    taken: set[str] = set()
    return {node: free(quoted(str(node)) or "node", taken) for node in graph}


def has_edge_ids(graph: AnyGraph, edges: Scan) -> bool:
    """Whether every edge has an ``id`` that can stand in a file as it is, no two the same."""
    import numpy as np

    seen, count = edges.seen.get("id"), edges.count
    if seen is None or seen.types != {str} or seen.count != count:
        return False
    hashes = np.empty(count, np.int64)  # an eighth of the memory of a set
    for place, batch in enumerate(batched(_edge_ids(graph))):
        if FORBIDDEN.search("".join(batch)) or not all(map(str.strip, batch)):
            return False
        first = place * BATCH
        hashes[first : first + len(batch)] = list(map(hash, batch))
    hashes.sort()
    shared = set(hashes[:-1][hashes[1:] == hashes[:-1]].tolist())
    alike = [id_ for id_ in _edge_ids(graph) if hash(id_) in shared] if shared else []
    return len(set(alike)) == len(alike)


def _edge_ids(graph: AnyGraph) -> Iterator[str]:
    return (data["id"] for _, _, data in graph.edges(data=True))


class Keys:
    """The keys of a multigraph."""

    def __init__(self) -> None:
        self._names: set[object] = set()
        self._many = False

    def add(self, keys: Sequence[object]) -> None:
        if not self._many:
            self._names.update(keys)
            if len(self._names) > KINDS:
                self._names = {name for name in self._names if type(name) is not int}
                self._many = len(self._names) > KINDS

    @property
    def are_kinds(self) -> bool:
        """Whether they are default numbers or a few strings, and nothing else."""
        return not self._many and all(type(name) in (int, str) for name in self._names)
