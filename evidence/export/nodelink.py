"""A networkx graph as node-link JSON, as ``networkx.node_link_graph`` and many web pages read it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, Final, TextIO

from evidence.export.appearance import AnyGraph
from evidence.export.columns import Names, edge_batches
from evidence.export.values import plain
from evidence.export.written import Written

_NODE_PARTS: Final = frozenset({"id"})
_EDGE_PARTS: Final = frozenset({"source", "target", "key"})


def write_nodelink(graph: AnyGraph, file: TextIO) -> Written:
    """Write a graph of any networkx class, a line for each node and edge, to an open text file.

    Values keep their JSON types; None stays null, dates are ISO strings, sets sorted lists. JSON
    has no NaN and no infinity: these are the strings "NaN", "Infinity" and "-Infinity". A node that
    is neither str nor int is named by its text. An attribute with the name of a part ("id" of a
    node, "source", "target" and "key" of an edge) gets the class before it, unless it only repeats
    the part.
    """
    file.writelines(_parts(graph))
    return Written(len(graph), sum(len(some.records) for some in edge_batches(graph)))


def _parts(graph: AnyGraph) -> Iterator[str]:
    data: Mapping[Any, Any]
    ids = _ids(graph)
    yield (
        f'{{"directed":{_json(graph.is_directed())},"multigraph":{_json(graph.is_multigraph())},'
        f'"graph":{_json(plain(graph.graph))},\n"nodes":['
    )
    between = "\n"
    for node, data in graph.nodes(data=True):
        yield between + _json({"id": ids[node], **_others(data, _NODE_PARTS, "node", node)})
        between = ",\n"
    yield '\n],\n"edges":['
    between = "\n"
    for some in edge_batches(graph):
        for u, v, key, data in zip(
            some.sources, some.targets, some.keys, some.records, strict=True
        ):
            keyed = {"key": plain(key)} if graph.is_multigraph() else {}
            ends = {"source": ids[u], "target": ids[v], **keyed}
            yield between + _json({**ends, **_others(data, _EDGE_PARTS, "edge")})
            between = ",\n"
    yield "\n]}\n"


def _ids(graph: AnyGraph) -> dict[Any, str | int]:
    names = Names(taken=graph)
    return {node: node if type(node) in (str, int) else names.free(str(node)) for node in graph}


def _others(
    data: Mapping[Any, Any], parts: frozenset[str], class_: str, node: object = None
) -> dict[str, Any]:
    """The attributes under names that are no part's."""
    found: dict[str, Any] = {}
    names = Names(taken=parts)
    for name, value in data.items():
        if name == "id" and class_ == "node" and value == node:
            continue
        text = str(name)
        found[names.free(f"{class_}_{text}" if text in parts else text)] = plain(value)
    return found


def _json(value: object) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        text.encode()
    except UnicodeEncodeError:  # lone surrogates, which UTF-8 cannot hold
        return json.dumps(value, separators=(",", ":"))
    except ValueError:
        return _json(finite(value))
    return text


def finite(value: Any) -> Any:
    """The value with "NaN", "Infinity" and "-Infinity" where it holds these numbers."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {name: finite(inner) for name, inner in value.items()}
    return [finite(inner) for inner in value] if isinstance(value, list) else value
