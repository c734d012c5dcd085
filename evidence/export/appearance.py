"""What a graph looks like: colours by kind, sizes by evidence, positions; the same in every format.

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

import math
from collections.abc import Mapping, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import networkx as nx

from evidence.export.places import Places
from evidence.export.values import number
from evidence.layout import layout
from evidence.pairs import parts

if TYPE_CHECKING:
    from evidence.pairs import Ints
    from evidence.springs import Floats

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
_SIZES: Final[Mapping[str, float]] = {"article": 26.0, "claim": 18.0}
_SIZE: Final = 10.0  # Of every other kind, before what its evidence or degree adds.
_MOST: Final = 400  # Evidence beyond which a node grows no more, so that a hub covers no others.


def node_colour(kind: object) -> Colour:
    return NODE_COLOURS.get(str(kind), GREY)


def edge_colour(kind: object) -> Colour:
    """``kind`` is the relation where there is one: see the table above."""
    return EDGE_COLOURS.get(str(kind), GREY)


def node_size(data: Mapping[Any, Any], degree: int) -> float:
    """The diameter: by ``evidence`` where that is a count, else by degree."""
    evidence = data.get("evidence")
    if type(evidence) is not int or evidence < 0:
        evidence = degree
    return _SIZES.get(str(data.get("kind")), _SIZE) + 4 * math.sqrt(min(evidence, _MOST))


def node_sizes(graph: AnyGraph, nodes: Sequence[tuple[Any, Mapping[Any, Any]]]) -> list[float]:
    """The size of each of some nodes, given with their attributes."""
    degrees = graph.degree([node for node, _ in nodes])
    return [node_size(data, degree) for (_, data), (_, degree) in zip(nodes, degrees, strict=True)]


def positions(graph: AnyGraph) -> Floats:
    """A row ``x, y`` for each node, in their order; ``y`` grows upwards, as Gephi has it.

    The nodes' own ``x`` and ``y`` where all have finite numbers for both; else those of
    :func:`evidence.layout.layout`.
    """
    import numpy as np

    if has_positions(graph):
        own = ((float(data["x"]), float(data["y"])) for _, data in graph.nodes(data=True))
        return np.fromiter(chain.from_iterable(own), np.float64, 2 * len(graph)).reshape(-1, 2)
    return layout(len(graph), _ends(graph), overwrite=True)


def _ends(graph: AnyGraph) -> Ints:
    """The places of the two ends of each edge, parallel ones once, in four bytes each."""
    import numpy as np

    places = Places(graph)
    counts = np.fromiter((len(adjacent) for _, adjacent in graph.adjacency()), np.int32, len(graph))
    others = chain.from_iterable(adjacent for _, adjacent in graph.adjacency())
    ends = np.empty((int(counts.sum()), 2), np.int32)
    ends[:, 0] = np.repeat(np.arange(len(graph), dtype=np.int32), counts)
    for part in parts(len(ends)):
        ends[part, 1] = places.of(islice(others, part.stop - part.start))
    return ends


def has_positions(graph: AnyGraph) -> bool:
    """Whether every node says where it stands."""
    return len(graph) > 0 and all(
        number(data.get("x")) is not None and number(data.get("y")) is not None
        for _, data in graph.nodes(data=True)
    )
