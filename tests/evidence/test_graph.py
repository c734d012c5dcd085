from __future__ import annotations

import io
from collections import Counter
from dataclasses import astuple, replace

import networkx as nx
import pytest

from evidence.graph import build_graph
from evidence.views import evidence_view
from refs.model import Article

RAJE = "work:10.1056/nejmoa1817226"
FIRST = "article:10.9999/invented.1"
SECOND = "article:second.md#1"
STAND_IN = "reference:second.md#1#3"


@pytest.fixture
def graph(letters):
    return build_graph(*parts(letters))


def parts(letters):
    return (
        letters.articles,
        letters.checked,
        letters.contexts,
        letters.statements,
        letters.claims,
        letters.concepts,
    )


def edges(graph, kind):
    return {
        (u, v, key) for u, v, key, data in graph.edges(keys=True, data=True) if data["kind"] == kind
    }


def test_kinds_of_nodes(graph):
    kinds = Counter(data["kind"] for _, data in graph.nodes(data=True))
    assert kinds == {
        "article": 2,
        "reference": 7,
        "work": 4,
        "context": 4,
        "statement": 6,
        "claim": 2,
        "concept": 4,
    }


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("lists", 7),
        ("resolves_to", 5),
        ("contains", 4),
        ("points_to", 7),
        ("states", 6),
        ("expresses", 6),
        ("bears_on", 6),
        ("own_data", 2),
        ("about", 4),
        ("broader", 1),
        ("contradicts", 3),
    ],
)
def test_kinds_of_edges(graph, kind, count):
    assert len(edges(graph, kind)) == count


def test_everything_has_identity_and_provenance(graph):
    records = [data for _, data in graph.nodes(data=True)]
    records += [data for _, _, data in graph.edges(data=True)]
    for data in records:
        assert {"id", "kind", "status", "created_by", "source"} <= data.keys()
        assert all(type(value) in (str, int, float, bool) for value in data.values()), data
    assert len({data["id"] for data in records}) == len(records)
    assert all(node == data["id"] for node, data in graph.nodes(data=True))


def test_evidence_for_and_against_stays_apart(graph):
    between = graph.get_edge_data(RAJE, "claim:c1")
    assert set(between) == {"supports", "opposes"}
    assert between["supports"]["kind"] == between["opposes"]["kind"] == "bears_on"
    assert between["opposes"]["source"] == "second.md#1"


def test_same_relation_is_merged_with_count_and_quotes(graph, letters):
    supports = graph.edges[RAJE, "claim:c1", "supports"]
    assert supports["count"] == 2
    assert supports["weight"] == 1.25
    assert supports["directness"] == "direct; context"
    assert supports["quotes"].split("\n") == [
        letters.statements[0].quote,
        letters.statements[4].quote,
    ]
    assert supports["statements"] == "s1; s5"
    assert supports["status"] == "accepted"


def test_own_and_cited_data_share_no_kind_and_no_relation(graph):
    own, cited = edges(graph, "own_data"), edges(graph, "bears_on")
    assert {u.split(":")[0] for u, _, _ in own} == {"statement"}
    assert {u.split(":")[0] for u, _, _ in cited} == {"work", "reference"}
    assert {key for _, _, key in own} == {"own-supports"}
    assert not {key for _, _, key in own} & {key for _, _, key in cited}


def test_reference_only_in_the_list_bears_on_nothing(graph):
    assert not any(
        v.startswith("claim:") for _, v in graph.out_edges("reference:10.9999/invented.1#4")
    )


def test_reference_of_unknown_work_stands_in(graph):
    assert graph.has_edge(STAND_IN, "claim:c1", "opposes")


def test_counts_on_claims(graph):
    claim = graph.nodes["claim:c1"]
    counted = ("supports", "opposes", "neutral", "own_supports", "own_opposes")
    assert [claim[name] for name in counted] == [3, 2, 0, 1, 0]
    assert claim["retracted_support"] == 1
    assert (claim["statements"], claim["articles"], claim["evidence"]) == (4, 2, 6)
    assert claim["status"] == "accepted"


def test_rejected_statement_stays_and_counts_nowhere(graph):
    assert graph.nodes["statement:s6"]["status"] == "rejected"
    assert graph.nodes["claim:c2"]["own_supports"] == 0
    assert graph.nodes["claim:c2"]["statements"] == 1


def test_pointers_to_one_reference_are_counted(graph):
    edge = graph.edges["context:second.md#1#50-114", "reference:second.md#1#1", "points_to"]
    assert (edge["count"], edge["markers"]) == (2, "(1-3)\n(1)")


def test_statement_without_context_hangs_on_its_article(graph):
    assert graph.has_edge(FIRST, "statement:s2", "states")
    assert not graph.has_edge(FIRST, "statement:s1")


def test_denial_contradicts_affirmation(graph):
    assert edges(graph, "contradicts") == {
        ("statement:s4", f"statement:{one}", "contradicts") for one in ("s1", "s2", "s5")
    }


def test_denial_in_a_claim_of_its_own_contradicts_the_claim(letters):
    denial = replace(letters.statements[3], claim="c3")
    statements = (*letters.statements[:3], denial, *letters.statements[4:])
    claims = (*letters.claims, replace(letters.claims[0], id="c3", statements=("s4",)))
    graph = build_graph(
        letters.articles, letters.checked, letters.contexts, statements, claims, letters.concepts
    )
    assert edges(graph, "contradicts") == {("claim:c3", "claim:c1", "contradicts")}


def test_dates_where_known(graph):
    assert graph.nodes["work:10.1172/jci126397"]["start"] == "2019-04-01"
    assert graph.nodes["work:10.1172/jci126397"]["issued"] == "2019-04"
    assert graph.nodes[FIRST]["year"] == 2019
    assert "year" not in graph.nodes[SECOND]


def test_retraction_is_a_column(graph):
    retracted = {
        node: data["retracted"] for node, data in graph.nodes(data=True) if "retracted" in data
    }
    assert [node for node, known in retracted.items() if known] == [
        "work:10.1016/s0140-6736(97)11096-0"
    ]


def test_roles_of_concepts(graph):
    assert graph.edges["claim:c1", "concept:bcma-car-t", "about"]["role"] == "subject"
    assert graph.nodes["concept:response"]["concept_kind"] == "unknown"
    assert graph.edges["claim:c2", "concept:response", "about"]["role"] == "outcome"


def test_unknown_article_is_an_error(letters):
    with pytest.raises(KeyError, match="second"):
        build_graph(letters.articles[:1], *parts(letters)[1:])


def test_unknown_claim_is_an_error(letters):
    with pytest.raises(KeyError, match="claim:c1"):
        build_graph(letters.articles, letters.checked, letters.contexts, letters.statements, (), {})


def test_nothing_makes_an_empty_graph():
    assert len(build_graph((), (), (), (), (), {})) == 0
    assert len(evidence_view(build_graph((), (), (), (), (), {}))) == 0


def test_same_input_same_graph(letters, graph):
    assert nx.utils.graphs_equal(graph, build_graph(*parts(letters)))


def test_any_writer_takes_it(graph):
    nx.write_graphml_xml(graph, io.BytesIO())


def test_view_keeps_what_a_person_looks_at(graph):
    view = evidence_view(graph)
    assert {data["kind"] for _, data in view.nodes(data=True)} == {
        "article",
        "work",
        "claim",
        "reference",
    }
    assert [node for node in view if node.startswith("reference:")] == [STAND_IN]
    assert {data["kind"] for _, _, data in view.edges(data=True)} == {
        "bears_on",
        "cites",
        "states",
        "own_data",
    }
    assert all(len(set(keys)) == len(keys) for keys in map(list, view.adj[RAJE].values()))


def test_view_leads_from_the_article(graph):
    view = evidence_view(graph)
    assert set(view[FIRST]["claim:c1"]) == {"states", "own-supports"}
    states = view[FIRST]["claim:c1"]["states"]
    assert (states["count"], states["basis"]) == (3, "cited; own-data")
    assert view[SECOND][STAND_IN]["cites"]["numbers"] == "3"
    assert view[SECOND][RAJE]["cites"]["verdict"] == "verified"
    assert "own-supports" not in view[FIRST]["claim:c2"]
    assert view.nodes[RAJE]["degree"] == view.degree(RAJE)
    assert graph.nodes[RAJE]["degree"] == graph.degree(RAJE)


def test_fixture_is_untouched(letters):
    before = astuple(letters)
    evidence_view(build_graph(*parts(letters)))
    assert astuple(letters) == before


def test_an_article_without_authors_goes_by_its_title():
    named = Article("a", "page.md", "head", 0, 9, title="Counts of cells", accepted="2019-10-18")
    nameless = Article("page#1", "page.md", "tail", 0, 9, accepted="2019-10-18")
    drawn = build_graph([named, nameless], [], [], [], [], {})
    assert drawn.nodes["article:a"]["label"] == "Counts of cells 2019"
    assert drawn.nodes["article:page#1"]["label"] == "page#1"
