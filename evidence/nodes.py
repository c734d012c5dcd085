"""Nodes and edges with what every one of them carries, and how it is worded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

import networkx as nx

from evidence.model import Status
from refs.model import Span

Graph: TypeAlias = "nx.MultiDiGraph[str]"

CREATED_BY: Final = "citeweave"

# The word on something that rests on several others: the first of these that one of them has.
STATUS_ORDER: Final[tuple[Status, ...]] = ("accepted", "edited", "proposed", "rejected")

LABEL_LENGTH: Final = 48  # Longer labels cover their neighbours in a picture of sixty nodes.


def set_degrees(graph: Graph) -> None:
    """Write on every node the number of its edges."""
    for node, degree in graph.degree():
        graph.nodes[node]["degree"] = degree


def add_node(graph: Graph, kind: str, key: str, **attributes: Any) -> str:
    """Add a node with the attributes that are known, and give its id."""
    node = node_id(kind, key)
    graph.add_node(node, **_record(node, kind, attributes))
    return node


def add_edge(
    graph: Graph, source_node: str, target: str, kind: str, relation: str | None = None, **more: Any
) -> None:
    """Join two nodes of the graph by an edge of this relation, else of its kind.

    Raises:
        KeyError: one of them is not in the graph.
    """
    # The very strings that name the nodes: equal ones would be kept beside them for every edge.
    u, v = graph.nodes[source_node]["id"], graph.nodes[target]["id"]
    key = relation or kind
    graph.add_edge(u, v, key, **_record(f"{u} {key} {v}", kind, {"relation": key, **more}))


def _record(identity: str, kind: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": identity,
        "kind": kind,
        "status": "proposed",
        "created_by": CREATED_BY,
        "source": CREATED_BY,
        **{name: value for name, value in attributes.items() if value not in (None, "")},
    }


def node_id(kind: str, key: str) -> str:
    return f"{kind}:{key}"


def together(statuses: Iterable[Status]) -> Status:
    """The status of what rests on things of these."""
    found = set(statuses) or {"proposed"}
    return next(status for status in STATUS_ORDER if status in found)


def joined(values: Iterable[str]) -> str:
    """Each value once, in the order met."""
    return "; ".join(dict.fromkeys(values))


def spans(spans: Iterable[Span]) -> str:
    """Offsets, end exclusive, as "3-17 20-25"."""
    return " ".join(f"{start}-{end}" for start, end in spans)


def day(date: str | None) -> str | None:
    """The first day of an ISO date of any precision: Gephi's timeline takes whole days only."""
    return f"{date}-01-01"[:10] if date else None


def short(text: str) -> str:
    """The text as a label."""
    text = " ".join(text.split())
    if len(text) <= LABEL_LENGTH:
        return text
    return text[:LABEL_LENGTH].rsplit(" ", 1)[0].rstrip(",;:.") + " …"
