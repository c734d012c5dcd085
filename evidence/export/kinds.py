"""Of what kind each edge is, and kinds of their own for parallel edges: Gephi merges those of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from evidence.export.columns import EdgeBatch, parallel_batches, values_of
from evidence.export.xmltext import XmlText

if TYPE_CHECKING:
    from evidence.export.appearance import AnyGraph

# Parallel edges of one kind that get a kind of their own; Gephi has room for 65,534 in a graph.
NUMBERED: Final = 60_000


class Kinds:
    """The kinds of a graph's edges, asked for in the graph's order.

    Args:
        keys_are_kinds: whether an edge's key says its kind, where it is a string.
    """

    def __init__(self, graph: AnyGraph, keys_are_kinds: bool, xml: XmlText) -> None:
        self._graph = graph
        self._keys_are_kinds = keys_are_kinds
        self._xml = xml
        self._taken: set[str] = set()
        self._numbers: dict[str, int] = {}
        self.mergeable = 0
        """Edges so far for which there was no kind of their own."""

    def relations(self, edges: EdgeBatch) -> list[str]:
        """The kind of each edge, escaped, not made unique; empty where it has none."""
        return self._xml.quoted_all(self._named(edges))

    def apart(self, relations: Sequence[str], edges: EdgeBatch) -> list[str]:
        """The relations; what is repeated between two nodes gets a number that nothing else has."""
        kinds = list(relations)
        for parallel in edges.parallel:
            if edges.part in (None, 0):
                self._numbers = {}
                self._taken = self._with_numbers(relations[parallel], edges)
            kinds[parallel] = self._numbered(relations[parallel])
        return kinds

    def _named(self, edges: EdgeBatch) -> list[str]:
        if self._keys_are_kinds and set(map(type, edges.keys)) == {str}:
            return edges.keys
        kinds = values_of("kind", edges.records)
        if self._keys_are_kinds and set(map(type, edges.keys)) != {int}:
            kinds = [
                key if type(key) is str else kind
                for key, kind in zip(edges.keys, kinds, strict=True)
            ]
        if set(map(type, kinds)) == {str}:
            return kinds
        return [kind if isinstance(kind, str) else "" for kind in kinds]

    def _with_numbers(self, relations: Sequence[str], edges: EdgeBatch) -> set[str]:
        """The relations between two nodes that end in a digit, those of later batches among them."""
        if edges.part is not None:
            ends = edges.sources[0], edges.targets[0]
            counted = Kinds(self._graph, self._keys_are_kinds, XmlText())  # these count once
            parts = parallel_batches(*ends, self._graph.get_edge_data(*ends))
            relations = [
                relation
                for some in parts
                for relation in counted.relations(some)
                if relation[-1:].isdecimal()
            ]
        return {relation for relation in relations if relation[-1:].isdecimal()}

    def _numbered(self, relations: Sequence[str]) -> Iterator[str]:
        for relation in relations:
            count = self._numbers.get(relation, 0) + 1
            kind = relation
            if count > NUMBERED:
                self.mergeable += 1
            elif count > 1:
                while (kind := f"{relation} {count}".strip()) in self._taken:
                    count += 1
            self._numbers[relation] = count
            yield kind
