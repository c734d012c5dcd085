from __future__ import annotations

import itertools
import math
import time

import networkx as nx
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
    points = layout(len(graph), list(graph.edges()))
    assert points == layout(len(graph), list(graph.edges()))
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
    assert layout(3, edges) == layout(3, [(1, 0), (0, 1), *edges, (2, 2)])


def test_neighbours_stand_nearer_than_strangers():
    graph = nx.barbell_graph(8, 6)
    points = layout(len(graph), list(graph.edges()))
    far = [math.dist(points[u], points[v]) for u, v in nx.non_edges(graph)]
    near = [math.dist(points[u], points[v]) for u, v in graph.edges()]
    assert sum(near) / len(near) < sum(far) / len(far) / 2


@pytest.mark.slow
def test_ten_thousand_nodes_take_seconds():
    graph = nx.barabasi_albert_graph(10_000, 3, seed=1)
    start = time.process_time()
    layout(len(graph), list(graph.edges()))
    assert time.process_time() - start < 10
