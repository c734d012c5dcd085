"""What Gephi itself, with its default options, makes of our files."""

from __future__ import annotations

import shutil
import subprocess
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import networkx as nx
import pytest

from evidence.cli.graphing import write_graph
from evidence.graph import build_graph
from evidence.views import evidence_view

HERE = Path(__file__).parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def gephi(tmp_path_factory):
    """A function from a graph to the facts that Import.java prints, by their first word."""
    if not (shutil.which("mvn") and shutil.which("java")):
        pytest.skip("Gephi's importer needs mvn and java (17 or later)")
    folder = tmp_path_factory.mktemp("gephi")
    classpath = folder / "classpath"
    fetched = subprocess.run(
        [
            *("mvn", "-q", "-B", "-f", HERE / "pom.xml", "dependency:build-classpath"),
            f"-Dmdep.outputFile={classpath}",
        ],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if fetched.returncode:
        pytest.skip(f"Maven could not fetch the Gephi toolkit: {fetched.stdout[:300]}")

    def opened(graph, name="graph.gexf"):
        file = folder / name
        write_graph(
            graph, folder / name.replace("-nodes", "").replace("-edges", ""), file.suffix[1:]
        )
        run = subprocess.run(
            [
                *("java", "-Djava.awt.headless=true", "-cp", classpath.read_text()),
                *(HERE / "Import.java", file),
            ],
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )
        facts = defaultdict(list)
        for line in run.stdout.splitlines():
            word, _, rest = line.partition("\t")
            facts[word].append(tuple(rest.split("\t")))
        return facts

    return opened


def milliseconds(day):
    """As Gephi keeps a date: since 1970, in UTC."""
    return datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000


@pytest.mark.parametrize("view", [False, True], ids=["full", "evidence"])
def test_nothing_of_our_graph_is_lost(gephi, letters, view):
    graph = build_graph(
        letters.articles,
        letters.checked,
        letters.contexts,
        letters.statements,
        letters.claims,
        letters.concepts,
    )
    graph = evidence_view(graph) if view else graph
    facts = gephi(graph)
    assert [level for level, *_ in facts["issue"] if level != "INFO"] == []
    assert {(node, label) for node, label, _ in facts["node"]} == {
        (node, data["label"]) for node, data in graph.nodes(data=True)
    }
    edges = {
        (u, v, key): data.get("weight", 1.0)
        for u, v, key, data in graph.edges(keys=True, data=True)
    }
    opened = {(u, v, kind): float(weight) for u, v, kind, weight in facts["edge"]}
    assert opened == edges
    claim, work = "claim:c1", "work:10.1056/nejmoa1817226"
    assert {kind for u, v, kind in opened if (u, v) == (work, claim)} == {"supports", "opposes"}
    assert facts["dynamic"] == [("true",)]
    begun = {
        node: milliseconds(data["start"])
        for node, data in graph.nodes(data=True)
        if "start" in data
    }
    assert begun
    assert {node: float(low) for node, low, _ in facts["time"]} == begun


@pytest.fixture
def ours(letters):
    return build_graph(
        letters.articles,
        letters.checked,
        letters.contexts,
        letters.statements,
        letters.claims,
        letters.concepts,
    )


def test_graphml_opens_with_every_node_and_pair(gephi, ours):
    facts = gephi(ours, "graph.graphml")
    assert [level for level, *_ in facts["issue"] if level not in ("INFO", "WARNING")] == []
    assert {(node, label) for node, label, _ in facts["node"]} == {
        (node, data["label"]) for node, data in ours.nodes(data=True)
    }
    # GraphML has no kinds of edges: what is parallel becomes one.
    assert {(u, v) for u, v, *_ in facts["edge"]} == set(ours.edges())


def test_csv_opens_with_nodes_and_kinds_of_edges(gephi, ours):
    nodes = gephi(ours, "graph-nodes.csv")
    assert {(node, label) for node, label, _ in nodes["node"]} == {
        (node, data["label"]) for node, data in ours.nodes(data=True)
    }
    edges = gephi(ours, "graph-edges.csv")
    assert {(u, v, kind) for u, v, kind, _ in edges["edge"]} == set(ours.edges(keys=True))


def test_columns_have_the_types_of_their_values(gephi):
    graph = nx.MultiDiGraph()
    graph.add_node("n", i=1, wide=2**40, x=0.5, huge=2**70, yes=True, words=["a, b", 'c"'], d={})
    graph.add_edge("n", "n", "self", weight=0, kind="loop")
    facts = gephi(graph)
    assert dict(facts["node column"]) == {
        "Id": "String",
        "Label": "String",
        "Interval": "IntervalSet",
        "i": "Integer",
        "wide": "Long",
        "node_x": "Double",
        "huge": "String",
        "yes": "Boolean",
        "words": "String[]",
        "d": "String",
    }
    assert dict(facts["edge column"])["edge_weight"] == "Integer"
    assert facts["edge"] == [("n", "n", "self", "1.0")]
