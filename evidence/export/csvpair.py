"""A networkx graph as two CSV files, of nodes and of edges, for Gephi's spreadsheet import."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import repeat
from pathlib import Path
from typing import Any, Final, TextIO

from evidence.export.appearance import AnyGraph
from evidence.export.columns import Column, Scan, batched, cells_of, edge_batches, values_of
from evidence.export.identity import has_edge_ids, unique_ids
from evidence.export.values import number, to_text
from evidence.export.written import Written
from evidence.export.xmltext import XmlText

# What spreadsheet programs take for the start of a formula (OWASP, "CSV Injection"); a carriage return
# is a line feed by then.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\n")
_NODE_HEADS: Final = ("Id", "Label")
_EDGE_HEADS: Final = ("Source", "Target", "Type", "Kind", "Weight", "Id", "Label")
# Names that Gephi takes for times, or by which it takes a table of nodes for one of edges.
_RESERVED: Final = frozenset({"interval", "timestamp", "timeset", "source", "target", "type"})


def write_csv_pair(graph: AnyGraph, nodes_file: TextIO, edges_file: TextIO) -> Written:
    """Write a graph of any networkx class to two text files open for writing.

    Nodes have the columns ``Id,Label`` and their attributes; edges ``Source,Target,Type,Kind,
    Weight,Id,Label`` and theirs. ``Kind`` is the key, where that is a string, or the ``kind``.
    Missing and None are empty cells, lists and mappings JSON. A text that a spreadsheet would run
    as a formula gets an apostrophe before it, ids in the same way wherever they stand; numbers stay
    as they are. Characters that XML forbids are removed and counted: spreadsheets refuse them too.
    """
    xml = XmlText()

    def harmless(text: str) -> str:
        return neutralised(xml.clean(text))

    def all_harmless(texts: list[str]) -> list[str]:
        return list(map(harmless, texts))

    nodes, edges = Scan(), Scan()
    for batch in batched(graph.nodes(data=True)):
        nodes.add([data for _, data in batch])
    for some in edge_batches(graph):
        edges.add(some.records)
    ids = unique_ids(graph, all_harmless)
    repeats = all(data.get("id", node) == node for node, data in graph.nodes(data=True))
    columns = _columns(
        nodes, ("label", "id") if repeats else ("label",), _NODE_HEADS, "node", harmless
    )
    table = csv.writer(nodes_file, lineterminator="\n")
    table.writerow([*_NODE_HEADS, *(column.title for column in columns)])
    for batch in batched(graph.nodes(data=True)):
        records = [data for _, data in batch]
        names = ids([node for node, _ in batch])
        labels = [
            name if label is None else harmless(to_text(label, "string"))
            for name, label in zip(names, values_of("label", records), strict=True)
        ]
        cells = _cells(columns, records, all_harmless)
        table.writerows(zip(names, labels, *cells, strict=True))

    own_ids = has_edge_ids(graph, edges)
    direction = "Directed" if graph.is_directed() else "Undirected"
    elsewhere = ("label", "id") if own_ids else ("label",)
    columns = _columns(edges, elsewhere, _EDGE_HEADS, "edge", harmless)
    table = csv.writer(edges_file, lineterminator="\n")
    table.writerow([*_EDGE_HEADS, *(column.title for column in columns)])
    written = 0
    for some in edge_batches(graph):
        records = some.records
        count = len(records)
        numbers = map(str, range(written, written + count))
        kinds = [
            key if type(key) is str else kind if isinstance(kind, str) else ""
            for key, kind in zip(some.keys, values_of("kind", records), strict=True)
        ]
        weights = [number(weight) for weight in values_of("weight", records)]
        labels = [
            "" if label is None else harmless(to_text(label, "string"))
            for label in values_of("label", records)
        ]
        table.writerows(
            zip(
                ids(some.sources),
                ids(some.targets),
                repeat(direction, count),
                all_harmless(kinds),
                ["1.0" if weight is None else repr(weight) for weight in weights],
                all_harmless(values_of("id", records)) if own_ids else numbers,
                labels,
                *_cells(columns, records, all_harmless),
                strict=True,
            )
        )
        written += count
    return Written(nodes.count, edges.count, xml.removed)


def neutralised(text: str) -> str:
    """The text for a cell: line feeds only, and an apostrophe before what a spreadsheet would run."""
    # Python's csv does not quote a lone carriage return, which readers take for the end of a row.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text.startswith(_FORMULA) else text


def _columns(
    scan: Scan, elsewhere: Sequence[object], heads: Sequence[str], prefix: str, harmless: Any
) -> list[Column]:
    built_in = {head.casefold() for head in heads} | _RESERVED
    return scan.columns(set(elsewhere), built_in, prefix, harmless)


def _cells(columns: Sequence[Column], records: Sequence[Any], all_harmless: Any) -> list[list[Any]]:
    return [cells_of(column, values_of(column.name, records), all_harmless) for column in columns]


def pair_paths(path: Path) -> tuple[Path, Path]:
    """The two files behind one name: ``evidence-nodes.csv`` and ``evidence-edges.csv``."""
    return path.with_name(f"{path.stem}-nodes.csv"), path.with_name(f"{path.stem}-edges.csv")
