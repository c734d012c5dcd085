from __future__ import annotations

import itertools
import math
import time

import networkx as nx
import numpy as np
import pytest

from evidence.layout import SPACING, layout

GRAPHS = [
    pytest.param(nx.empty_graph(0), id="nothing"),
    pytest.param(nx.empty_graph(1), id="one-node"),
    pytest.param(nx.path_graph(2), id="one-edge"),
    pytest.param(nx.star_graph(40), id="star"),
    pytest.param(nx.complete_graph(12), id="complete"),
    pytest.param(nx.disjoint_union(nx.path_graph(20), nx.empty_graph(30)), id="isolates"),
    pytest.param(nx.disjoint_union_all([nx.cycle_graph(5)] * 8), id="components"),
    pytest.param(nx.grid_2d_graph(20, 20), id="folded"),
]


@pytest.mark.parametrize("graph", GRAPHS)
def test_nodes_stand_apart_and_the_same_every_time(graph):
    graph = nx.convert_node_labels_to_integers(graph)
    points = layout(len(graph), list(graph.edges())).tolist()
    assert points == layout(len(graph), list(graph.edges())).tolist()
    assert len(points) == len(graph)
    assert all(math.isfinite(x) and math.isfinite(y) for x, y in points)
    assert all(math.dist(p, q) > SPACING / 5 for p, q in itertools.combinations(points, 2))


def test_components_do_not_overlap():
    sizes = (30, 12, 7, 3)
    graph = nx.disjoint_union_all([nx.cycle_graph(size) for size in sizes])
    points = layout(len(graph), list(graph.edges()))
    boxes = []
    for component in nx.connected_components(graph):
        xs, ys = zip(*(points[node] for node in component), strict=True)
        boxes.append((min(xs), max(xs), min(ys), max(ys)))
    for a, b in itertools.combinations(boxes, 2):
        assert a[1] < b[0] or b[1] < a[0] or a[3] < b[2] or b[3] < a[2]


def test_isolates_fill_a_block_below():
    points = layout(104, [(0, 1), (1, 2), (2, 3)])
    lowest = min(y for _, y in points[:4])
    block = points[4:]
    assert all(y < lowest for _, y in block)
    assert len({y for _, y in block}) == 10 or len({y for _, y in block}) == 11


def test_loops_and_repeated_edges_change_nothing():
    edges = [(0, 1), (1, 2)]
    other = layout(3, [(1, 0), (0, 1), *edges, (2, 2)])
    assert layout(3, edges).tolist() == other.tolist()


def test_neighbours_stand_nearer_than_strangers():
    graph = nx.barbell_graph(8, 6)
    points = layout(len(graph), list(graph.edges()))
    far = [math.dist(points[u], points[v]) for u, v in nx.non_edges(graph)]
    near = [math.dist(points[u], points[v]) for u, v in graph.edges()]
    assert sum(near) / len(near) < sum(far) / len(far) / 2


def test_a_large_component_keeps_neighbours_together_and_all_nodes_apart():
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(40, 40))
    points = layout(len(graph), list(graph.edges())).tolist()
    nearest = sorted(
        min(math.dist(p, q) for q in points if q is not p) for p in points[:: len(points) // 100]
    )
    assert nearest[5] > SPACING / 5
    near = [math.dist(points[u], points[v]) for u, v in graph.edges()]
    width = max(x for x, _ in points) - min(x for x, _ in points)
    assert sum(near) / len(near) < width / 10


def test_a_star_that_folds_into_one_node_is_unfolded():
    points = layout(501, [(0, leaf) for leaf in range(1, 501)]).tolist()
    nearest = sorted(min(math.dist(p, q) for q in points if q is not p) for p in points)
    assert nearest[0] > 5
    assert nearest[len(nearest) // 20] > SPACING / 6
    away = [math.dist(points[0], leaf) for leaf in points[1:]]
    assert max(away) < 20 * SPACING


@pytest.mark.parametrize("overwrite", [False, True])
def test_edges_are_overwritten_only_where_that_is_allowed(overwrite):
    edges = np.array([(3, 1), (1, 3), (2, 2), (0, 3)], np.int32)
    before = edges.copy()
    points = layout(4, edges, overwrite=overwrite)
    assert points.tolist() == layout(4, before).tolist()
    assert np.array_equal(edges, before) != overwrite


@pytest.mark.slow
@pytest.mark.parametrize(
    "graph",
    [
        pytest.param(nx.barabasi_albert_graph(10_000, 3, seed=1), id="one-component"),
        pytest.param(
            nx.disjoint_union_all([nx.star_graph(9 + size) for size in range(40)] * 10),
            id="many-components",
        ),
    ],
)
def test_ten_thousand_nodes_take_seconds(graph):
    edges = list(graph.edges())
    start = time.process_time()
    layout(len(graph), edges)
    assert time.process_time() - start < 10
