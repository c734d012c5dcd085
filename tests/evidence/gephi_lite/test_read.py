"""What Gephi Lite's own parsers make of our files."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from pathlib import Path

import networkx as nx
import pytest

from evidence.cli.graphing import write_graph
from evidence.graph import build_graph
from evidence.views import VIEWS, add_measures

HERE = Path(__file__).parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def gephi_lite(tmp_path_factory):
    """A function from a graph to the nodes and edges that Gephi Lite has after opening its file."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("Gephi Lite's parsers need node and npm")
    folder = tmp_path_factory.mktemp("gephi-lite")
    for name in ("package.json", "read.cjs"):
        shutil.copy(HERE / name, folder)
    fetched = subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if fetched.returncode:
        pytest.skip(f"npm could not fetch Gephi Lite's parsers: {fetched.stderr[:300]}")

    def opened(graph, format_="gexf"):
        path = folder / f"graph.{format_}"
        write_graph(graph, path, format_)
        run = subprocess.run(
            ["node", folder / "read.cjs", path],
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )
        found = json.loads(run.stdout)
        nodes = {one["key"]: one["attributes"] for one in found["nodes"]}
        edges = {
            one["key"]: (one["source"], one["target"], one["attributes"]) for one in found["edges"]
        }
        assert (len(nodes), len(edges)) == (len(found["nodes"]), len(found["edges"]))
        assert found["type"] == ("directed" if graph.is_directed() else "undirected")
        return nodes, edges

    return opened


# Attribute → the column that holds it, where that is another: Gephi has one of its own of that name.
NODE_COLUMNS = {"source": "node_source", "type": "node_type"}
EDGE_COLUMNS = {"source": "edge_source", "kind": "edge_kind", "weight": "edge_weight"}
# `start` is a time, which Gephi Lite knows nothing of; the year of a work stands in a column too.
ELSEWHERE = {"id", "start"}


@pytest.mark.parametrize("view", VIEWS)
def test_every_value_of_our_graph_is_there(gephi_lite, letters, view):
    full = build_graph(
        letters.articles,
        letters.checked,
        letters.contexts,
        letters.statements,
        letters.claims,
        letters.concepts,
    )
    graph = VIEWS[view](full)
    add_measures(graph)
    nodes, edges = gephi_lite(graph)
    assert nodes.keys() == set(graph)
    for node, data in graph.nodes(data=True):
        for name, value in data.items():
            if name not in ELSEWHERE:
                assert nodes[node][NODE_COLUMNS.get(name, name)] == value, (node, name)
        assert {"x", "y", "size", "color"} <= nodes[node].keys()
    assert edges.keys() == {data["id"] for *_, data in graph.edges(data=True)}
    for u, v, key, data in graph.edges(keys=True, data=True):
        source, target, found = edges[data["id"]]
        assert (source, target, found["kind"]) == (u, v, key)
        assert found.get("weight") == data.get("weight")
        for name, value in data.items():
            if name not in ELSEWHERE:
                assert found[EDGE_COLUMNS.get(name, name)] == value, (data["id"], name)


def test_graphml_keeps_every_edge_too(gephi_lite, letters):
    graph = build_graph(
        letters.articles,
        letters.checked,
        letters.contexts,
        letters.statements,
        letters.claims,
        letters.concepts,
    )
    nodes, edges = gephi_lite(graph, "graphml")
    assert nodes.keys() == set(graph)
    assert {(source, target, found["key"]) for source, target, found in edges.values()} == set(
        graph.edges(keys=True)
    )


def test_values_of_any_graph_have_their_types(gephi_lite):
    graph = nx.MultiGraph()
    graph.add_node(
        "<&>",
        **{"label": "a “label”", "i": 1, "wide": 2**40, "x": 0.5, "huge": 2**70, "yes": True},
        **{"words": ["a, b", 'c"'], "d": {"k": None}, "none": None, "nan": math.nan},
        **{"id": "other", "start": "soon", "viz": 1, "text": "x\x00y"},
    )
    graph.add_edge("<&>", 7, "supports", weight=0.1)
    graph.add_edge("<&>", 7, "opposes", weight=0, type="t")
    nodes, edges = gephi_lite(graph)
    found = nodes["<&>"]
    assert found["label"] == "a “label”"
    assert (found["i"], found["wide"], found["node_x"]) == (1, 2**40, 0.5)
    assert (found["huge"], found["yes"]) == (str(2**70), True)
    assert (found["words"], found["d"]) == (["a, b", 'c"'], '{"k": null}')
    assert (found["node_id"], found["node_start"], found["node_viz"]) == ("other", "soon", 1)
    assert found["text"] == "xy"
    assert "none" not in found
    (_, _, supports), (_, _, opposes) = edges.values()
    assert (supports["kind"], supports["weight"]) == ("supports", 0.1)
    assert (opposes["kind"], opposes["edge_weight"], opposes["edge_type"]) == ("opposes", 0, "t")
    assert "weight" not in opposes
