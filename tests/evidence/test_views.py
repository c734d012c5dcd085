from __future__ import annotations

import networkx as nx
import pytest

from evidence.cli import graphing
from evidence.graph import CLAIM_COUNTS, build_graph
from evidence.views import VIEWS, add_measures, citation_view, evidence_view, select

RAJE = "work:10.1056/nejmoa1817226"
WAKEFIELD = "work:10.1016/s0140-6736(97)11096-0"
FIRST = "article:10.9999/invented.1"


@pytest.fixture
def full(letters):
    return build_graph(
        letters.articles,
        letters.checked,
        letters.contexts,
        letters.statements,
        letters.claims,
        letters.concepts,
    )


def kinds(graph):
    return {data["kind"] for _, data in graph.nodes(data=True)}


def test_the_command_knows_every_view_and_kind(full):
    assert set(graphing.VIEWS) == set(VIEWS)
    assert kinds(full) == set(graphing.KINDS)


def test_citations_lead_from_articles_to_works(full):
    view = citation_view(full)
    assert {data["kind"] for _, _, data in view.edges(data=True)} == {"cites"}
    assert view.has_edge(FIRST, RAJE)
    assert kinds(view) <= {"article", "work", "reference"}


@pytest.mark.parametrize("wanted", ["c1", "claim:c1", "Cytopenia prolonged"])
def test_a_claim_comes_with_what_it_rests_on(full, wanted):
    part = select(full, claims=[wanted])
    assert [n for n in part if n.startswith("claim:")] == ["claim:c1"]
    assert {RAJE, WAKEFIELD, FIRST, "statement:s1", "concept:car-t"} <= set(part)
    assert "statement:s3" not in part
    assert "work:10.1172/jci126397" not in part


@pytest.mark.parametrize(
    ("since", "kept"),
    [("2019", True), ("2019-05", True), ("2019-06", False), ("2020", False)],
)
def test_what_is_surely_older_goes(full, since, kept):
    assert full.nodes[RAJE]["issued"][:7] == "2019-05"
    part = select(full, since=since)
    assert (RAJE in part) == kept
    assert WAKEFIELD not in part


def test_an_article_goes_with_all_it_holds(full):
    part = select(full, since="2022")
    assert FIRST not in part
    assert not [n for n, data in part.nodes(data=True) if data.get("article") == FIRST[8:]]


def test_status_is_asked_of_what_is_judged(full):
    part = select(evidence_view(full), statuses=["accepted"])
    assert all(
        data["status"] == "accepted" for _, data in part.nodes(data=True) if data["kind"] == "claim"
    )
    assert RAJE in part
    assert "claim:c2" not in part


def test_kinds_and_no_filter(full):
    assert kinds(select(full, kinds=["claim", "work"])) == {"claim", "work"}
    assert select(full) is full


def test_measures_are_columns(full):
    graph, again = evidence_view(full), evidence_view(full)
    add_measures(graph)
    add_measures(again)
    assert all(
        data["degree"] == graph.degree(node) and data["component"] >= 1 and data["community"] >= 1
        for node, data in graph.nodes(data=True)
    )
    assert (graph.nodes[RAJE]["supports"], graph.nodes[RAJE]["opposes"]) == (1, 1)
    assert graph.nodes["claim:c1"]["supports"] == 3
    assert {name for name, _ in CLAIM_COUNTS} <= graph.nodes["claim:c1"].keys()
    assert "component" not in full.nodes[RAJE]
    assert nx.utils.graphs_equal(graph, again)


def test_components_are_numbered_by_size():
    graph = nx.MultiDiGraph()
    for u, v in (("a", "b"), ("c", "d"), ("d", "e")):
        graph.add_edge(u, v, "k", kind="k", status="proposed")
    nx.set_node_attributes(graph, "x", "kind")
    add_measures(graph)
    assert [graph.nodes[n]["component"] for n in "abcde"] == [2, 2, 1, 1, 1]
