"""A networkx graph as GEXF 1.3, the format of Gephi, with nothing lost on the way.

What Gephi would drop, merge or misread is written so that it cannot: parallel edges get kinds of
their own, weights that it refuses stay as a column, no column has the name of a built-in one, and
characters that XML forbids are removed and counted. The file is valid by the RELAX NG form of the
official schema, holds no date of writing, and is written as a stream.

Colours of nodes and edges, by ``kind`` and by the edge's kind in Gephi:

=================== ============ =====================================
article             ink blue     who says it
claim               amber        what is said
work                green        what bears on it
reference           pale green   a printed entry, perhaps of no known work
context             pale blue    the citing sentence
statement           violet       a claim as one article makes it
concept             brown        what a claim is about
supports            green        a work for the claim; ``own-supports``: teal
opposes             red          a work against it; ``own-opposes``, ``contradicts``: dark red
all other edges     grey
=================== ============ =====================================
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TextIO, TypeAlias

import networkx as nx

from evidence.layout import layout
from refs.files import whole_file

AnyGraph: TypeAlias = "nx.Graph[Any]"
Colour = tuple[int, int, int]

GREY: Final[Colour] = (150, 150, 150)
NODE_COLOURS: Final[Mapping[str, Colour]] = {
    "article": (38, 70, 128),
    "claim": (230, 159, 0),
    "work": (34, 139, 84),
    "reference": (150, 200, 165),
    "context": (140, 180, 220),
    "statement": (148, 110, 190),
    "concept": (150, 105, 70),
}
EDGE_COLOURS: Final[Mapping[str, Colour]] = {
    "supports": (34, 139, 84),
    "own-supports": (0, 150, 160),
    "opposes": (204, 50, 40),
    "own-opposes": (140, 25, 60),
    "contradicts": (140, 25, 60),
    "neutral": (120, 120, 120),
}
NODE_SIZES: Final[Mapping[str, float]] = {"article": 26.0, "claim": 18.0}
NODE_SIZE: Final = 10.0  # Of every other kind, before what its evidence or degree adds.

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

# Classes that the type alone decides; the other values have to be looked at.
CLASSES: Final[Mapping[type, str]] = {str: "text", bool: "boolean", float: "double"}

# The first row that holds all classes of a column's values is the column's type; else string.
# "exact" integers are those that a double can hold, "wide" ones fill 64 bits.
TYPES: Final[tuple[tuple[Set[str], str], ...]] = (
    (frozenset({"boolean"}), "boolean"),
    (frozenset({"integer"}), "integer"),
    (frozenset({"integer", "exact", "wide"}), "long"),
    (frozenset({"integer", "exact", "double"}), "double"),
    (frozenset({"strings"}), "liststring"),
)

FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What most texts have none of, so that they can be written as they are.
UNSAFE: Final = re.compile("[^\x20!#-%'-;=?-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ESCAPES: Final = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\t": "&#9;",
        "\n": "&#10;",
        "\r": "&#13;",
    }
)


@dataclass(frozen=True, slots=True)
class GexfReport:
    """What was written."""

    nodes: int
    edges: int
    removed_characters: int
    """Characters that XML forbids, counted once for each place where they stood in the graph."""


def write_gexf(graph: AnyGraph, target: str | os.PathLike[str] | TextIO) -> GexfReport:
    """Write a graph, of any networkx class and with any attributes.

    Of the attributes, ``label`` becomes the label, ``kind`` chooses the colour, ``weight`` the
    weight where Gephi can take it (the column ``edge_weight`` has it exactly), and ``evidence``, or
    else the degree, the size. ``start`` and ``end`` become times if all of them are ISO dates, or
    all finite numbers, and none ends before it starts. An edge's id is its ``id``, if all have one
    and no two the same, or its place. Its kind is its key, where that is a string, or its ``kind``;
    repeated between the same two nodes, it gets a number ("supports 2"). Everything else is a
    column: of a type that holds all its values, else text; missing and None are absent; mappings
    are JSON, lists and sets lists of strings or JSON, dates ISO strings. A name that is Gephi's own
    gets the class before it (``node_label``). An ``id`` that only repeats the node's is left out.

    Args:
        target: a path, replaced at once when all is written; or a text file open for writing.
    Raises:
        OSError: the file cannot be written; what stood at the path before stays.
    """
    if isinstance(target, (str, os.PathLike)):
        with whole_file(Path(target)) as file:
            return write_gexf(graph, file)
    writer = _Writer(graph)
    for part in writer.parts():
        target.write(part)
    return GexfReport(len(graph), graph.number_of_edges(), writer.removed)


@dataclass(frozen=True, slots=True)
class _Column:
    name: object
    number: int
    title: str
    type: str


class _Writer:
    """One writing of one graph; ``removed`` is complete when ``parts`` is exhausted."""

    def __init__(self, graph: AnyGraph) -> None:
        self.removed = 0
        self.graph = graph
        self.ids = _unique_ids(graph, self.quoted)
        self.records: dict[str, list[Mapping[Any, Any]]] = {
            "node": [data for _, data in graph.nodes(data=True)],
            "edge": [data for _, _, data in graph.edges(data=True)],
        }
        self.time_format = _time_format([*self.records["node"], *self.records["edge"]])
        edge_ids = {id_ for data in self.records["edge"] if _is_id(id_ := data.get("id"))}
        self.has_edge_ids = len(edge_ids) == len(self.records["edge"])

    def clean(self, text: str) -> str:
        cleaned, removed = FORBIDDEN.subn("", text)
        self.removed += removed
        return cleaned

    def quoted(self, text: str) -> str:
        return self.clean(text).translate(ESCAPES) if UNSAFE.search(text) else text

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
        node_columns, edge_columns = self.columns("node"), self.columns("edge")
        for name, columns in (("node", node_columns), ("edge", edge_columns)):
            yield f'<attributes class="{name}">\n'
            for column in columns:
                yield (
                    f'<attribute id="{column.number}" title="{self.quoted(column.title)}"'
                    f' type="{column.type}"/>\n'
                )
            yield "</attributes>\n"
        yield f'<nodes count="{len(graph)}">\n'
        yield from self.nodes(node_columns)
        yield f'</nodes>\n<edges count="{graph.number_of_edges()}">\n'
        yield from self.edges(edge_columns)
        yield "</edges>\n</graph>\n</gexf>\n"

    def columns(self, class_: str) -> list[_Column]:
        """The columns of a class, in the order in which their names are met."""
        classes: dict[object, set[str]] = {}
        for data in self.records[class_]:
            for name, value in data.items():
                if value is None:
                    continue
                found = CLASSES.get(type(value)) or _class_of(value)
                if name in classes:
                    classes[name].add(found)
                else:
                    classes[name] = {found}
        taken: set[str] = set(BUILT_IN_OF[class_])
        columns: list[_Column] = []
        for name, all_found in classes.items():
            if self.is_elsewhere(class_, name, all_found):
                continue
            title = " ".join(self.clean(str(name)).split()) or "unnamed"
            if title.casefold() in BUILT_IN_OF[class_]:
                title = f"{class_}_{title}"
            title = _free(title, taken, lambda text: text.casefold())
            type_ = next((type_ for holds, type_ in TYPES if all_found <= holds), "string")
            columns.append(_Column(name, len(columns), title, type_))
        return columns

    def is_elsewhere(self, class_: str, name: object, found: Set[str]) -> bool:
        """Whether an attribute is written in full as something other than a column."""
        if name == "label":
            return found == {"text"}
        if name == "id" and class_ == "node":
            return all(data.get("id") == node for node, data in self.graph.nodes(data=True))
        if name == "id":
            return self.has_edge_ids
        return self.time_format is not None and name in ("start", "end")

    def nodes(self, columns: list[_Column]) -> Iterator[str]:
        graph = self.graph
        place = {node: at for at, node in enumerate(graph)}
        points = layout(len(graph), [(place[u], place[v]) for u, v in graph.edges()])
        for (node, data), (x, y) in zip(graph.nodes(data=True), points, strict=True):
            kind = str(data.get("kind"))
            evidence = data.get("evidence")
            if isinstance(evidence, bool) or not isinstance(evidence, int) or evidence < 0:
                evidence = graph.degree(node)
            size = NODE_SIZES.get(kind, NODE_SIZE) + 4 * math.sqrt(min(evidence, 400))
            yield (
                f'<node id="{self.ids[node]}"'
                f' label="{self.label(node, data)}"{self.times(data)}>'
                f"{self.values(data, columns)}"
                f"<viz:color {_channels(NODE_COLOURS.get(kind, GREY))}/>"
                f'<viz:position x="{x:.2f}" y="{y:.2f}" z="0.0"/>'
                f'<viz:size value="{size:.2f}"/></node>\n'
            )

    def edges(self, columns: list[_Column]) -> Iterator[str]:
        directed = self.graph.is_directed()
        last: dict[tuple[str, str, str], int] = {}
        for number, (u, v, key, data) in enumerate(_keyed_edges(self.graph)):
            source, target = self.ids[u], self.ids[v]
            kind = key if isinstance(key, str) else data.get("kind")
            name = unique = self.quoted(kind) if isinstance(kind, str) else ""
            ends = (source, target) if directed or source < target else (target, source)
            while (*ends, unique) in last:
                last[*ends, name] += 1
                unique = f"{name} {last[*ends, name]}".strip()
            last[*ends, unique] = 1
            id_ = data["id"] if self.has_edge_ids else str(number)
            weight = _number(data.get("weight"))
            in_range = weight is not None and WEIGHTS[0] <= weight <= WEIGHTS[1]
            label = data.get("label")
            yield (
                f'<edge id="{self.quoted(id_)}" source="{source}" target="{target}"'
                + (f' kind="{unique}"' if unique else "")
                + ("" if label is None else f' label="{self.quoted(str(label))}"')
                + (f' weight="{weight!r}"' if in_range else "")
                + f"{self.times(data)}>{self.values(data, columns)}"
                f"<viz:color {_channels(EDGE_COLOURS.get(name, GREY))}/></edge>\n"
            )

    def label(self, node: Any, data: Mapping[Any, Any]) -> str:
        label = data.get("label")
        return self.ids[node] if label is None else self.quoted(str(label))

    def times(self, data: Mapping[Any, Any]) -> str:
        if not self.time_format:
            return ""
        return "".join(
            f' {name}="{_text(data[name], "string")}"'
            for name in ("start", "end")
            if data.get(name) is not None
        )

    def values(self, data: Mapping[Any, Any], columns: list[_Column]) -> str:
        cells = []
        for column in columns:
            value = data.get(column.name)
            if value is not None:
                text = value if type(value) is str else _text(value, column.type)
                cells.append(f'<attvalue for="{column.number}" value="{self.quoted(text)}"/>')
        return f"<attvalues>{''.join(cells)}</attvalues>" if cells else ""


def _unique_ids(graph: AnyGraph, quoted: Callable[[str], str]) -> dict[Any, str]:
    """The id of each node as it stands in the file; nodes such as 1 and "1" stay two."""
    taken: set[str] = set()
    return {node: _free(quoted(str(node)) or "node", taken, str) for node in graph}


def _free(text: str, taken: set[str], key: Callable[[str], str]) -> str:
    """The text, or with the first number that makes it new; it is taken from then on."""
    free, number = text, 2
    while key(free) in taken:
        free, number = f"{text} {number}", number + 1
    taken.add(key(free))
    return free


def _keyed_edges(graph: AnyGraph) -> Iterator[tuple[Any, Any, Any, dict[Any, Any]]]:
    if isinstance(graph, nx.MultiGraph):
        yield from graph.edges(keys=True, data=True)
    else:
        yield from ((u, v, None, data) for u, v, data in graph.edges(data=True))


def _time_format(records: Sequence[Mapping[Any, Any]]) -> str | None:
    """What the values of ``start`` and ``end`` are, if they can be times."""
    spans = [
        (data.get("start"), data.get("end")) for data in records if "start" in data or "end" in data
    ]
    values = [value for span in spans for value in span if value is not None]
    readers: tuple[tuple[str, Callable[[object], Any]], ...] = (("date", _day), ("double", _number))
    for name, read in readers:
        if values and all(read(value) is not None for value in values):
            ordered = all(
                start is None or end is None or read(start) <= read(end) for start, end in spans
            )
            return name if ordered else None
    return None


def _day(value: object) -> date | None:
    plain = _plain(value)
    if not isinstance(plain, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", plain, re.ASCII):
        return None
    try:
        return date.fromisoformat(plain)
    except ValueError:
        return None


def _number(value: object) -> float | None:
    """The value of a finite number."""
    plain = _plain(value)
    if isinstance(plain, bool) or not isinstance(plain, (int, float)):
        return None
    try:
        return float(plain) if math.isfinite(plain) else None
    except OverflowError:
        return None


def _is_id(value: object) -> bool:
    """Whether the value can be an id in the file as it is."""
    return isinstance(value, str) and value.strip() != "" and not FORBIDDEN.search(value)


def _plain(value: Any) -> Any:
    """The value in terms of bool, int, float, str, list and dict."""
    if isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(inner) for inner in value), key=str)
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "tolist"):  # numpy's scalars and arrays, without importing numpy
        return value.tolist()
    return None if value is None else str(value)


def _class_of(value: object) -> str:
    plain = _plain(value)
    if isinstance(plain, bool):
        return "boolean"
    if isinstance(plain, int):
        return next(
            (
                name
                for name, bits in (("integer", 31), ("exact", 53), ("wide", 63))
                if -(1 << bits) <= plain < 1 << bits
            ),
            "huge",
        )
    if isinstance(plain, float):
        return "double"
    if isinstance(plain, list):
        return "strings" if all(isinstance(item, str) for item in plain) else "json"
    return "json" if isinstance(plain, dict) else "text"


def _text(value: object, type_: str) -> str:
    plain = _plain(value)
    if isinstance(plain, str):
        return plain
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, int):
        return repr(float(plain)) if type_ == "double" else str(int(plain))
    if isinstance(plain, float):
        return _java_double(plain)
    return json.dumps(plain, ensure_ascii=False)


def _java_double(value: float) -> str:
    """As Java's ``Double.parseDouble`` and Python's ``float`` both read it."""
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return "NaN" if math.isnan(value) else repr(float(value))


def _channels(colour: Colour) -> str:
    return 'r="{}" g="{}" b="{}"'.format(*colour)
