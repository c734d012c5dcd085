"""A networkx graph as GraphML, which most graph tools read.

Every edge has an id of its own: Gephi keeps one edge of those that share one. GraphML knows no kind
of edge, so Gephi merges parallel edges of a GraphML file; GEXF keeps them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TextIO

from evidence.export.appearance import AnyGraph, node_colour, node_size, positions
from evidence.export.columns import (
    BATCH,
    Column,
    Lines,
    Scan,
    batched,
    cells_of,
    edge_batches,
    values_of,
)
from evidence.export.identity import has_edge_ids, unique_ids
from evidence.export.written import Written
from evidence.export.xmltext import XmlText

# GraphML has no lists; theirs are JSON texts.
_TYPES: Final[Mapping[str, str]] = {
    "boolean": "boolean",
    "integer": "int",
    "long": "long",
    "double": "double",
    "string": "string",
    "liststring": "string",
}
# What Gephi reads as appearance, and its type.
_LOOKS: Final = (
    *(("x", "double"), ("y", "double"), ("size", "double")),
    *(("r", "int"), ("g", "int"), ("b", "int")),
)


def write_graphml(graph: AnyGraph, file: TextIO) -> Written:
    """Write a graph of any networkx class, with any attributes, to a text file open for writing.

    Attributes become keys of a type that holds all their values, else of texts; missing and None
    are absent, mappings and lists JSON, dates ISO strings. Positions, sizes and colours are added
    where the nodes have no attributes of these names. An edge's id is its ``id``, if all have one
    and no two the same, or "e" and its place; the key of a multigraph's edge is the attribute
    ``key`` unless it is a number.
    """
    xml = XmlText()
    nodes, edges = Scan(), Scan()
    for batch in batched(graph.nodes(data=True)):
        nodes.add([data for _, data in batch])
    for some in edge_batches(graph):
        edges.add(some.records)
    file.writelines(_parts(graph, xml, nodes, edges))
    return Written(nodes.count, edges.count, xml.removed)


def _parts(graph: AnyGraph, xml: XmlText, nodes: Scan, edges: Scan) -> Iterator[str]:
    directed = "directed" if graph.is_directed() else "undirected"
    own_ids = has_edge_ids(graph, edges)
    repeats = all(data.get("id", node) == node for node, data in graph.nodes(data=True))
    node_columns = nodes.columns({"id"} if repeats else set(), set(), "node", xml.clean)
    taken = {column.title.casefold() for column in node_columns}
    looks = [look for look in _LOOKS if look[0] not in taken]
    edge_columns = edges.columns({"id"} if own_ids else set(), set(), "edge", xml.clean)
    has_keys = "key" not in edges.seen and any(
        key is not None and type(key) is not int
        for some in edge_batches(graph)
        for key in some.keys
    )
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    )
    for class_, columns in (("node", node_columns), ("edge", edge_columns)):
        for place, column in enumerate(columns):
            yield _key(
                f"{class_[0]}{place}", class_, xml.quoted(column.title), _TYPES[column.type_]
            )
    for name, type_ in looks:
        yield _key(name, "node", name, type_)
    if has_keys:
        yield _key("key", "edge", "key", "string")
    ids = unique_ids(graph, xml.quoted_all)
    yield f'<graph edgedefault="{directed}">\n'
    points = positions(graph)
    for place, batch in enumerate(batched(graph.nodes(data=True))):
        records = [data for _, data in batch]
        lines = Lines()
        lines.add('<node id="', ids([node for node, _ in batch]), '">')
        _add_data(lines, "n", node_columns, records, xml)
        where = points[place * BATCH : place * BATCH + len(batch)].tolist()
        rows = []
        for (node, data), (x, y) in zip(batch, where, strict=True):
            size = node_size(data, graph.degree(node))
            colour = map(str, node_colour(data.get("kind")))
            rows.append((f"{x:.2f}", f"{y:.2f}", f"{size:.2f}", *colour))
        for at, (name, _) in enumerate(_LOOKS):
            if name not in taken:
                lines.add(f'<data key="{name}">', [row[at] for row in rows], "</data>")
        lines.add("</node>\n")
        yield lines.text()
    written = 0
    for some in edge_batches(graph):
        count = len(some.records)
        lines = Lines()
        if own_ids:
            lines.add('<edge id="', xml.quoted_all(values_of("id", some.records)))
        else:
            lines.add('<edge id="', [f"e{at}" for at in range(written, written + count)])
        lines.add('" source="', ids(some.sources))
        lines.add('" target="', ids(some.targets), '">')
        _add_data(lines, "e", edge_columns, some.records, xml)
        if has_keys:
            keys = xml.quoted_all([str(key) for key in some.keys])
            lines.add('<data key="key">', keys, "</data>")
        lines.add("</edge>\n")
        written += count
        yield lines.text()
    yield "</graph>\n</graphml>\n"


def _key(id_: str, class_: str, name: str, type_: str) -> str:
    return f'<key id="{id_}" for="{class_}" attr.name="{name}" attr.type="{type_}"/>\n'


def _add_data(
    lines: Lines,
    prefix: str,
    columns: Sequence[Column],
    records: Sequence[Mapping[Any, Any]],
    xml: XmlText,
) -> None:
    for place, column in enumerate(columns):
        start, end = f'<data key="{prefix}{place}">', "</data>"
        cells = cells_of(column, values_of(column.name, records), xml.quoted_all)
        if column.full:
            lines.add(start, cells, end)
        else:
            lines.add(["" if cell is None else f"{start}{cell}{end}" for cell in cells])
