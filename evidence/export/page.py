"""The evidence graph as one page to look at: pan, zoom, search, filter, and read what lies behind.

The page needs no network and holds no code but its own, which its Content-Security-Policy names by
a hash: nothing in the data can become a script. Positions are those of the layout, so that all the
browser has to do is to draw.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any, Final, TextIO

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from evidence.errors import TooLarge
from evidence.export.appearance import (
    EDGE_COLOURS,
    AnyGraph,
    edge_colour,
    node_colour,
    node_size,
    positions,
)
from evidence.export.columns import edge_batches
from evidence.export.nodelink import finite
from evidence.export.values import plain
from evidence.export.written import Written

MOST: Final = (
    10_000  # Nodes; beyond, a browser without a graphics card takes seconds for a picture.
)

# Full texts, by which a node is headed in the panel and found; the first that it has.
_TEXTS: Final = ("claim_text", "quote", "text", "title", "raw")
# Attributes that a person does not read, or that stand elsewhere on the page.
_HIDDEN: Final = frozenset(
    "id kind label relation created_by text_start text_end pieces marker_pieces start url x y".split()
)
_BRIEF: Final = (("supports", "for"), ("opposes", "against"), ("own_supports", "own data"))
# The kind that the list begins with: the first of these that the graph has.
_FIRST: Final = ("claim", "article", "work", "statement")


def write_page(graph: AnyGraph, file: TextIO) -> Written:
    """Write the page to a text file open for writing. Same graph, same page.

    Raises:
        TooLarge: the graph has more than 10,000 nodes.
    """
    if len(graph) > MOST:
        raise TooLarge(len(graph), MOST)
    data = _data(graph)
    text = json.dumps(data, separators=(",", ":"))
    for sign in "<>&":  # so that no text can end the element that it stands in
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    script = _template("graph.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    environment = Environment(
        loader=PackageLoader("evidence"), autoescape=True, undefined=StrictUndefined
    )
    page = environment.get_template("graph.html").render(
        title=_title(graph),
        style=Markup(_template("graph.css")),
        script=Markup(script),
        script_hash=Markup(f"sha256-{digest}"),
        data=Markup(text),
    )
    file.write(page)
    return Written(len(data["nodes"]), len(data["edges"]))


def _template(name: str) -> str:
    return (files("evidence") / "templates" / name).read_text(encoding="utf-8")


def _title(graph: AnyGraph) -> str:
    titles = [
        str(data["title"])
        for _, data in graph.nodes(data=True)
        if data.get("kind") == "article" and data.get("title")
    ]
    return f"Evidence graph: {titles[0]}" if len(titles) == 1 else "Evidence graph"


def _data(graph: AnyGraph) -> dict[str, Any]:
    place = {node: at for at, node in enumerate(graph)}
    nodes = list(_nodes(graph))
    edges = list(_edges(graph, place))
    kinds = Counter(node["kind"] for node in nodes)
    return {
        "nodes": nodes,
        "edges": edges,
        "kinds": {
            kind: {"colour": _channels(node_colour(kind)), "count": count}
            for kind, count in kinds.most_common()
        },
        "relations": {
            relation: {
                "colour": _channels(edge_colour(relation)),
                "plain": relation not in EDGE_COLOURS,
                "count": count,
            }
            for relation, count in Counter(edge["relation"] for edge in edges).most_common()
        },
        "first": next((kind for kind in _FIRST if kind in kinds), next(iter(kinds), "")),
    }


def _nodes(graph: AnyGraph) -> Iterator[dict[str, Any]]:
    points = positions(graph).tolist()
    for (node, data), (x, y) in zip(graph.nodes(data=True), points, strict=True):
        text = next((str(data[name]) for name in _TEXTS if data.get(name)), None)
        label = _whole(data.get("label") or node)
        brief = ", ".join(f"{data[name]} {word}" for name, word in _BRIEF if data.get(name))
        details = {
            str(name): finite(plain(value))
            for name, value in data.items()
            if name not in _HIDDEN and value not in (None, "", 0, False) and value != text
        }
        yield {
            "id": _whole(node),
            "kind": str(data.get("kind") or "node"),
            "label": label,
            **({"text": _whole(text)} if text and text != label else {}),
            **({"brief": brief} if brief else {}),
            **({"retracted": True} if data.get("retracted") is True else {}),
            "details": details,
            "search": " ".join(
                str(part) for part in (label, text, data.get("doi"), data.get("authors")) if part
            ).lower(),
            "x": round(x, 1),
            "y": round(-y, 1),  # downwards, as screens have it
            "size": round(node_size(data, graph.degree(node)), 1),
        }


def _edges(graph: AnyGraph, place: Mapping[Any, int]) -> Iterator[dict[str, Any]]:
    between: defaultdict[frozenset[int], int] = defaultdict(int)
    for some in edge_batches(graph):
        for u, v, data in zip(some.sources, some.targets, some.records, strict=True):
            ends = frozenset((place[u], place[v]))
            note = ", ".join(
                str(data[name]) for name in ("directness", "verdict", "role") if data.get(name)
            )
            yield {
                "source": place[u],
                "target": place[v],
                "relation": str(data.get("relation") or data.get("kind") or "edge"),
                "bend": between[ends],
                **({"note": note} if note else {}),
                **({"quotes": _whole(data["quotes"])} if data.get("quotes") else {}),
            }
            between[ends] += 1


def _whole(value: object) -> str:
    """Text that UTF-8 can hold."""
    return str(value).encode("utf-8", "replace").decode()


def _channels(colour: tuple[int, int, int]) -> str:
    return ",".join(map(str, colour))
