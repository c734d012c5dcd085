"""Whether a file that was written holds the whole graph: read by other code than wrote it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final, TypeAlias

from lxml import etree

from evidence.export.appearance import AnyGraph
from evidence.export.csvpair import neutralised, pair_paths
from evidence.export.values import plain, to_text
from evidence.export.xmltext import FORBIDDEN

Texts: TypeAlias = Iterator[tuple[str, set[str]]]
"""Of each node, then of each edge, in order: "node" or "edge" and all texts in its record."""


def missing(graph: AnyGraph, path: Path, format_: str) -> list[str]:
    """What of the graph is not in the file, a line each: nodes, edges and values that are lost.

    Nodes and edges are expected in the graph's order, values as the texts that writers make of
    them. An empty list means that counts and all attributes agree.
    """
    found = []
    lost = 0
    expected = _records(graph)
    for want, have in zip_longest(expected, READERS[format_](path)):
        if want is None or have is None or want[0] != have[0]:
            side = "fewer" if have is None or (want and want[0] == "node") else "more"
            found.append(f"{side} nodes or edges than in the graph")
            break
        absent = [
            name
            for name, value in want[1].items()
            if value is not None and not _forms(value, format_) & have[1]
        ]
        lost += len(absent)
        if absent and len(found) < 5:
            found.append(f"{want[0]} {want[2]}: {', '.join(map(str, absent))}")
    if lost > 5:
        found.append(f"{lost} values in all")
    return found


def _records(graph: AnyGraph) -> Iterator[tuple[str, Mapping[Any, Any], object]]:
    for node, data in graph.nodes(data=True):
        yield "node", {"": node, **data}, node
    for u, v, data in graph.edges(data=True):
        yield "edge", data, f"{u} → {v}"


def _forms(value: object, format_: str) -> set[str]:
    """The texts that a value may have become."""
    if format_ in ("json", "jsonld"):
        return {_canonical(plain(value)), _canonical(str(value))}
    texts = {to_text(value, type_) for type_ in ("string", "double")}
    texts = {FORBIDDEN.sub("", text) for text in texts}
    return {neutralised(text) for text in texts} if format_ == "csv" else texts


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def _gexf(path: Path) -> Texts:
    for element in _elements(path, "node", "edge"):
        yield (
            etree.QName(element).localname,
            {str(text) for one in element.iter() for text in one.attrib.values()},
        )


def _graphml(path: Path) -> Texts:
    for element in _elements(path, "node", "edge"):
        texts = {str(text) for text in element.attrib.values()}
        yield etree.QName(element).localname, texts | {one.text or "" for one in element}


def _elements(path: Path, *names: str) -> Iterator[Any]:
    tags = [f"{{*}}{name}" for name in names]
    with path.open("rb") as file:
        for _, element in etree.iterparse(file, tag=tags, resolve_entities=False, huge_tree=True):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _json(path: Path) -> Texts:
    whole = json.loads(path.read_text(encoding="utf-8"))
    for class_, key in (("node", "nodes"), ("edge", "edges")):
        for record in whole[key]:
            yield class_, set(map(_canonical, record.values()))


def _jsonld(path: Path) -> Texts:
    for record in json.loads(path.read_text(encoding="utf-8"))["@graph"]:
        values = {*map(_canonical, record.values())}
        if "from" in record:
            edge = record["@id"].removeprefix("urn:x-citeweave:edge:")
            yield "edge", values | {_canonical(_unquoted(edge))} | _agents(record)
        elif "rdfs:label" in record:
            yield "node", values | {_canonical(_unquoted(_name(record)))} | _agents(record)


def _name(record: Mapping[str, Any]) -> str:
    iri: str = record["@id"]
    return iri.removeprefix("urn:x-citeweave:").replace("https://doi.org/", "work:")


def _agents(record: Mapping[str, Any]) -> set[str]:
    agent = str(record.get("prov:wasAttributedTo", ""))
    return {_canonical(_unquoted(agent.removeprefix("urn:x-citeweave:agent:")))}


def _unquoted(text: str) -> str:
    from urllib.parse import unquote

    return unquote(text)


def _csv(path: Path) -> Texts:
    limit = csv.field_size_limit(2**31 - 1)  # of Python's own, 131,072 characters
    try:
        for class_, one in zip(("node", "edge"), pair_paths(path), strict=True):
            with one.open(encoding="utf-8", newline="") as file:
                rows = csv.reader(file)
                next(rows)
                for row in rows:
                    yield class_, set(row)
    finally:
        csv.field_size_limit(limit)


READERS: Final[Mapping[str, Callable[[Path], Texts]]] = {
    "gexf": _gexf,
    "graphml": _graphml,
    "json": _json,
    "csv": _csv,
    "jsonld": _jsonld,
}
