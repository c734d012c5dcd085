"""A networkx graph as GEXF 1.3, the format of Gephi, with nothing lost on the way.

What Gephi would drop, merge or misread is written so that it cannot: parallel edges get kinds of
their own, weights that it refuses stay as a column, no column has the name of a built-in one, and
characters that XML forbids are removed and counted. The file is valid by the RELAX NG form of the
official schema, holds no date of writing, and is written as a stream: memory does not grow with the
number of edges. Colours, sizes and positions are those of :mod:`evidence.export.appearance`.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from evidence.export.appearance import (
    AnyGraph,
    Colour,
    edge_colour,
    has_positions,
    node_colour,
    node_sizes,
    positions,
)
from evidence.export.columns import (
    BATCH,
    Column,
    Lines,
    Record,
    Scan,
    batched,
    cells_of,
    edge_batches,
    values_of,
)
from evidence.export.identity import Keys, NodeIds, has_edge_ids, unique_ids
from evidence.export.kinds import Kinds
from evidence.export.times import TIMES, time_format, times
from evidence.export.values import number
from evidence.export.written import Written
from evidence.export.xmltext import XmlText
from refs.files import whole_file

if TYPE_CHECKING:
    from evidence.springs import Floats

# Names that Gephi or Gephi Lite has for columns or parts of its own, for both classes: a column of
# that name stands beside the built-in one or replaces it. `kind` is one on edges only.
BUILT_IN: Final = frozenset(
    """
    id label timeset interval timestamp weight type source target pid parent parents
    start end startopen endopen spells viz color colour r g b x y z size shape thickness
    position fixed polygon
    """.split()  # a list would take a line for each word
)
BUILT_IN_OF: Final[Mapping[str, Set[str]]] = {"node": BUILT_IN, "edge": BUILT_IN | {"kind"}}

# Gephi reads weights as 32-bit floats and drops edges of weight 0.
WEIGHTS: Final = (1.2e-38, 3.4e38)


def write_gexf(graph: AnyGraph, target: str | os.PathLike[str] | TextIO) -> Written:
    """Write a graph, of any networkx class and with any attributes.

    Of the attributes, ``label`` becomes the label, ``kind`` chooses the colour, ``weight`` the
    weight where Gephi can take it (the column ``edge_weight`` has it exactly), and ``evidence``, or
    else the degree, the size. ``start`` and ``end`` become times if all of them are ISO dates, or
    all finite numbers, and none ends before it starts; ``x`` and ``y`` positions if all nodes have
    them. An edge's id is its ``id``, if all have one and no two the same, or its place. Its kind is
    its key, where that is a string, or its ``kind``; repeated between the same two nodes, it gets a
    number ("supports 2"). Keys that are no kinds (of other types than str and int, or more than
    1000 different ones) are the column ``key``. Everything else is a column: of a type that holds
    all its values, else text; missing and None are absent; mappings are JSON, lists and sets lists
    of strings or JSON, dates ISO strings. A name that is Gephi's own gets the class before it
    (``node_label``). An ``id`` that only repeats the node's is left out.

    The graph must not change while it is written. It is passed over twice.

    Args:
        target: a path, replaced at once when all is written; or a text file open for writing.
    Raises:
        OSError: the file cannot be written; what stood at the path before stays.
    """
    if isinstance(target, (str, os.PathLike)):
        with whole_file(Path(target)) as file:
            return write_gexf(graph, file)
    writer = _Writer(graph)
    target.writelines(writer.parts())
    return Written(
        writer.nodes.count, writer.edges.count, writer.xml.removed, writer.kinds.mergeable
    )


class _Writer:
    """One writing of one graph; the counts are complete when ``parts`` is exhausted."""

    def __init__(self, graph: AnyGraph) -> None:
        self.graph = graph
        self.xml = XmlText()
        self.nodes, self.edges, keys = Scan(), Scan(), Keys()
        for nodes in batched(graph.nodes(data=True)):
            self.nodes.add([data for _, data in nodes])
        for edges in edge_batches(graph):
            self.edges.add(edges.records)
            keys.add(edges.keys)
        self.kinds = Kinds(graph, keys.are_kinds, self.xml)
        if not keys.are_kinds:
            for edges in edge_batches(graph):
                self.edges.add_values(_KEY, edges.keys)
        self.time_format = time_format(graph, (self.nodes, self.edges))
        self.has_edge_ids = has_edge_ids(graph, self.edges)

    def parts(self) -> Iterator[str]:
        graph = self.graph
        directed = "directed" if graph.is_directed() else "undirected"
        time = f' mode="dynamic" timeformat="{self.time_format}"' if self.time_format else ""
        yield (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz"'
            ' version="1.3">\n<meta><creator>citeweave</creator></meta>\n'
            f'<graph defaultedgetype="{directed}" idtype="string"{time}>\n'
        )
        node_columns, edge_columns = self._node_columns(), self._edge_columns()
        for class_, columns in (("node", node_columns), ("edge", edge_columns)):
            yield f'<attributes class="{class_}">\n'
            for place, column in enumerate(columns):
                yield (
                    f'<attribute id="{place}" title="{self.xml.quoted(column.title)}"'
                    f' type="{column.type_}"/>\n'
                )
            yield "</attributes>\n"
        points = positions(graph)
        ids = unique_ids(graph, self.xml.quoted_all)
        yield f'<nodes count="{len(graph)}">\n'
        yield from self._node_parts(node_columns, ids, points)
        yield f'</nodes>\n<edges count="{self.edges.count}">\n'
        yield from self._edge_parts(edge_columns, ids)
        yield "</edges>\n</graph>\n</gexf>\n"

    def _node_columns(self) -> list[Column]:
        elsewhere = self._elsewhere(self.nodes)
        if "id" in self.nodes.seen and all(
            data.get("id") == node for node, data in self.graph.nodes(data=True)
        ):
            elsewhere.add("id")
        if {"x", "y"} <= self.nodes.seen.keys() and has_positions(self.graph):
            elsewhere |= {"x", "y"}
        return self.nodes.columns(elsewhere, BUILT_IN_OF["node"], "node", self.xml.clean)

    def _edge_columns(self) -> list[Column]:
        elsewhere = self._elsewhere(self.edges) | ({"id"} if self.has_edge_ids else set())
        return self.edges.columns(elsewhere, BUILT_IN_OF["edge"], "edge", self.xml.clean)

    def _elsewhere(self, scan: Scan) -> set[object]:
        """Attributes that are written in full as something other than a column."""
        label = scan.seen.get("label")
        is_text = label is not None and label.classes == {"text"}
        return ({"label"} if is_text else set()) | (set(TIMES) if self.time_format else set())

    def _node_parts(self, columns: Sequence[Column], ids: NodeIds, points: Floats) -> Iterator[str]:
        for place, batch in enumerate(batched(self.graph.nodes(data=True))):
            records = [data for _, data in batch]
            names = ids([node for node, _ in batch])
            xs, ys = points[place * BATCH : place * BATCH + len(batch)].T.tolist()
            sizes = node_sizes(self.graph, batch)
            lines = Lines()
            lines.add('<node id="', names, '" label="', self._labels(records, names), '"')
            self._add_times(lines, records)
            lines.add(">")
            cells = [
                cells_of(column, values_of(column.name, records), self.xml.quoted_all)
                for column in columns
            ]
            _add_values(lines, columns, cells)
            lines.add("<viz:color ", map(_node_channels, map(str, values_of("kind", records))))
            lines.add('/><viz:position x="', map("%.2f".__mod__, xs))
            lines.add('" y="', map("%.2f".__mod__, ys))
            lines.add('" z="0.0"/><viz:size value="', map("%.2f".__mod__, sizes))
            lines.add('"/></node>\n')
            yield lines.text()

    def _edge_parts(self, columns: Sequence[Column], ids: NodeIds) -> Iterator[str]:
        written = 0
        for edges in edge_batches(self.graph):
            records = edges.records
            relations = self.kinds.relations(edges)
            lines = Lines()
            if self.has_edge_ids:
                lines.add('<edge id="', self.xml.quoted_all(values_of("id", records)))
            else:
                lines.add('<edge id="', map(str, range(written, written + len(records))))
            lines.add('" source="', ids(edges.sources), '" target="', ids(edges.targets), '"')
            kinds = self.kinds.apart(relations, edges)
            if all(kinds):
                lines.add(' kind="', kinds, '"')
            else:
                lines.add([kind and f' kind="{kind}"' for kind in kinds])
            if "label" in self.edges.seen:
                lines.add(map(self._edge_label, records))
            cells = [
                cells_of(
                    column,
                    edges.keys if column.name is _KEY else values_of(column.name, records),
                    self.xml.quoted_all,
                )
                for column in columns
            ]
            weights = next((i for i, column in enumerate(columns) if column.name == "weight"), None)
            if weights is not None:
                self._add_weights(lines, values_of("weight", records), cells[weights])
            self._add_times(lines, records)
            lines.add(">")
            _add_values(lines, columns, cells)
            lines.add("<viz:color ", map(_edge_channels, relations), "/></edge>\n")
            written += len(records)
            yield lines.text()

    def _labels(self, records: Sequence[Record], names: Sequence[str]) -> Iterable[str]:
        if "label" not in self.nodes.seen:
            return names
        labels = [record.get("label") for record in records]
        found = iter(self.xml.quoted_all([str(label) for label in labels if label is not None]))
        return [
            name if label is None else next(found)
            for name, label in zip(names, labels, strict=True)
        ]

    def _add_weights(self, lines: Lines, weights: Sequence[Any], cells: Sequence[Any]) -> None:
        """The weights that Gephi takes, as the texts ``cells`` where these are texts of floats."""
        least, most = WEIGHTS
        floats = set(map(type, weights)) == {float} and math.isfinite(sum(weights))
        if floats and least <= min(weights) and max(weights) <= most:
            lines.add(' weight="', cells, '"')
        else:
            lines.add(map(_weight, weights))

    def _edge_label(self, record: Record) -> str:
        label = record.get("label")
        return "" if label is None else f' label="{self.xml.quoted(str(label))}"'

    def _add_times(self, lines: Lines, records: Sequence[Record]) -> None:
        if self.time_format:
            lines.add(map(times, records))


class _KeyName:
    """The name of the column of keys, which is that of no attribute."""

    def __str__(self) -> str:
        return "key"


_KEY: Final = _KeyName()


def _add_values(lines: Lines, columns: Sequence[Column], cells: Sequence[Sequence[Any]]) -> None:
    """For each record its ``attvalues``; an element without content where it has no value."""
    if not columns:
        return
    lines.add("<attvalues>")
    for place, (column, texts_) in enumerate(zip(columns, cells, strict=True)):
        start, end = f'<attvalue for="{place}" value="', '"/>'
        if column.full:
            lines.add(start, texts_, end)
        else:
            lines.add(["" if text is None else f"{start}{text}{end}" for text in texts_])
    lines.add("</attvalues>")


def _weight(value: object) -> str:
    weight = value if type(value) is float else number(value)
    in_range = weight is not None and WEIGHTS[0] <= weight <= WEIGHTS[1]
    return f' weight="{weight!r}"' if in_range else ""


@lru_cache
def _node_channels(kind: str) -> str:
    return _channels(node_colour(kind))


@lru_cache
def _edge_channels(relation: str) -> str:
    return _channels(edge_colour(relation))


def _channels(colour: Colour) -> str:
    return 'r="{}" g="{}" b="{}"'.format(*colour)
