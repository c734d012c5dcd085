"""Which ids nodes and edges have in a file, and whether an edge's key says of what kind it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from evidence.export.columns import BATCH, Names, Scan, batched
from evidence.export.xmltext import FORBIDDEN

if TYPE_CHECKING:
    from evidence.export.appearance import AnyGraph

NodeIds: TypeAlias = Callable[[Iterable[Any]], list[str]]

# More different keys than this are names of single edges, not kinds; Gephi has room for 65,534
# kinds in a graph.
KINDS: Final = 1000


def unique_ids(graph: AnyGraph, quoted_all: Callable[[list[str]], list[str]]) -> NodeIds:
    """What gives nodes their ids as they stand in the file; nodes such as 1 and "1" stay two.

    A text that may stand in the file as it is stays the node's id; any other node gets an id that
    is not taken. Only the latter take memory, but in a graph whose nodes are all integers.

    Args:
        quoted_all: makes texts fit for the file.
    """
    if all(type(node) is int for node in graph):
        return lambda nodes: list(map(str, nodes))
    changed: dict[Any, str] = {}
    names = Names(taken=graph)
    for some in batched(graph):
        texts = quoted_all(list(map(str, some)))
        changed |= {
            node: names.free(text or "node")
            for node, text in zip(some, texts, strict=True)
            if type(node) is not str or text != node or not text
        }

    def ids(nodes: Iterable[Any]) -> list[str]:
        return [str(changed.get(node, node)) for node in nodes]

    return ids if changed else list


def has_edge_ids(graph: AnyGraph, edges: Scan) -> bool:
    """Whether every edge has an ``id`` that can stand in a file as it is, no two the same."""
    import numpy as np

    seen, count = edges.seen.get("id"), edges.count
    if seen is None or seen.types != {str} or seen.count != count:
        return False
    hashes = np.empty(count, np.int32)  # a sixteenth of the memory of a set
    for place, batch in enumerate(batched(_edge_ids(graph))):
        if FORBIDDEN.search("".join(batch)) or not all(map(str.strip, batch)):
            return False
        first = place * BATCH
        hashes[first : first + len(batch)] = list(map(_short_hash, batch))
    hashes.sort()
    shared = set(hashes[:-1][hashes[1:] == hashes[:-1]].tolist())
    alike = [id_ for id_ in _edge_ids(graph) if _short_hash(id_) in shared] if shared else []
    return len(set(alike)) == len(alike)


def _short_hash(text: str) -> int:
    """A hash of 31 bits: of a million ids about two hundred pairs share one and are compared."""
    return hash(text) & 0x7FFFFFFF


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
