"""Every format, read by other code than wrote it."""

from __future__ import annotations

import csv
import io
import json

import networkx as nx
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from evidence.export.csvpair import write_csv_pair
from evidence.export.graphml import write_graphml
from evidence.export.jsonld import write_jsonld
from evidence.export.nodelink import write_nodelink
from evidence.graph import build_graph
from evidence.views import evidence_view


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


def text_of(write, graph):
    file = io.StringIO()
    write(graph, file)
    return file.getvalue()


def tables(graph):
    nodes, edges = io.StringIO(), io.StringIO()
    write_csv_pair(graph, nodes, edges)
    return nodes.getvalue(), edges.getvalue()


def rows(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


ANY_GRAPH = st.from_type(nx.Graph)


@settings(max_examples=60)
@given(ANY_GRAPH)
def test_any_graph_as_graphml(graph):
    text = text_of(write_graphml, graph)
    root = etree.fromstring(text.encode())
    ids = [edge.get("id") for edge in root.iter("{*}edge")]
    assert len(set(ids)) == len(ids)
    again = nx.read_graphml(io.BytesIO(text.encode()), force_multigraph=True)
    assert len(again) == len(graph)
    assert again.number_of_edges() == graph.number_of_edges()
    assert text == text_of(write_graphml, graph)


@settings(max_examples=60)
@given(ANY_GRAPH)
def test_any_graph_as_node_link(graph):
    text = text_of(write_nodelink, graph)
    text.encode()
    whole = json.loads(text, parse_constant=lambda name: pytest.fail(name))
    again = nx.node_link_graph(whole, edges="edges")
    assert (type(again), len(again)) == (type(graph), len(graph))
    assert len(whole["edges"]) == graph.number_of_edges()
    for record, (node, data) in zip(whole["nodes"], graph.nodes(data=True), strict=True):
        repeated = data.get("id") == node
        assert len(record) == 1 + len(data) - repeated


@settings(max_examples=60)
@given(ANY_GRAPH)
def test_any_graph_as_csv(graph):
    nodes, edges = tables(graph)
    (nodes + edges).encode()
    assert len(rows(nodes)) == len(graph)
    assert len({row["Id"] for row in rows(nodes)}) == len(graph)
    assert len(rows(edges)) == graph.number_of_edges()
    ends = {row[end] for row in rows(edges) for end in ("Source", "Target")}
    assert ends <= {row["Id"] for row in rows(nodes)}
    for line in csv.reader(io.StringIO(nodes, newline="")):
        assert not any(cell[:1] in ("=", "@", "\t", "\r") for cell in line)


def test_our_graph_as_graphml(ours):
    again = nx.read_graphml(io.BytesIO(text_of(write_graphml, ours).encode()))
    assert set(again) == set(ours)
    for node, data in ours.nodes(data=True):
        assert {name: again.nodes[node][name] for name in data if name != "id"} == {
            name: value for name, value in data.items() if name != "id"
        }
        assert {"x", "y", "size", "r", "g", "b"} <= again.nodes[node].keys()
    before = {key: data for *_, key, data in again.edges(keys=True, data=True)}
    for _, _, data in ours.edges(data=True):
        assert before[data["id"]].items() >= {k: v for k, v in data.items() if k != "id"}.items()


def test_our_graph_as_node_link(ours):
    again = nx.node_link_graph(json.loads(text_of(write_nodelink, ours)), edges="edges")
    for edge, data in ours.edges.items():
        others = {name: value for name, value in data.items() if name != "source"}
        assert again.edges[edge] == {**others, "edge_source": data["source"]}
    assert all(
        again.nodes[node] == {k: v for k, v in data.items() if k != "id"}
        for node, data in ours.nodes(data=True)
    )


def test_our_graph_as_csv(ours):
    nodes, edges = map(rows, tables(ours))
    assert list(edges[0])[:7] == ["Source", "Target", "Type", "Kind", "Weight", "Id", "Label"]
    kinds = {(row["Source"], row["Target"], row["Kind"]): row for row in edges}
    assert kinds.keys() == set(ours.edges(keys=True))
    for (u, v, key), row in kinds.items():
        assert row["edge_kind"] == ours.edges[u, v, key]["kind"]
        assert float(row["Weight"]) == ours.edges[u, v, key].get("weight", 1.0)
        assert row["Type"] == "Directed"
    labels = {row["Id"]: row["Label"] for row in nodes}
    assert labels == {node: data["label"] for node, data in ours.nodes(data=True)}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", '=HYPERLINK("http://x")'])
def test_no_cell_is_a_formula(text):
    graph = nx.DiGraph()
    graph.add_edge(text, "b", quote=text, label=text, kind=text)
    graph.add_node(text, **{"label": text, text: text, "count": -1})
    nodes, edges = tables(graph)
    for line in csv.reader(io.StringIO(nodes + edges, newline="")):
        assert not any(cell.startswith(("=", "+", "@", "\t", "-1+", "-1x")) for cell in line)
    assert rows(nodes)[0]["count"] == "-1"
    assert rows(nodes)[0]["Label"] == f"'{text}"
    assert rows(edges)[0]["Source"] == rows(nodes)[0]["Id"]


CITO = rdflib.Namespace("http://purl.org/spar/cito/")
SEPIO = rdflib.Namespace("http://purl.obolibrary.org/obo/SEPIO_")
RAJE = rdflib.URIRef("https://doi.org/10.1056/nejmoa1817226")
CLAIM = rdflib.URIRef("urn:x-citeweave:claim:c1")


@pytest.mark.filterwarnings("ignore")  # rdflib's own
@pytest.mark.parametrize("view", [lambda graph: graph, evidence_view], ids=["full", "evidence"])
def test_our_graph_as_json_ld(ours, view):
    graph = view(ours)
    triples = rdflib.Graph()
    triples.parse(data=text_of(write_jsonld, graph), format="json-ld")
    assert (RAJE, CITO.supports, CLAIM) in triples
    assert (RAJE, CITO.disputes, CLAIM) in triples
    lines = set(triples.subjects(rdflib.RDF.type, SEPIO["0000002"]))
    assert len(lines) == sum(
        data["kind"] in ("bears_on", "own_data") for _, _, data in graph.edges(data=True)
    )
    labels = {str(label) for label in triples.objects(None, rdflib.RDFS.label)}
    assert labels == {data["label"] for _, data in graph.nodes(data=True)}
    agents = set(triples.objects(None, rdflib.PROV.wasAttributedTo))
    assert agents == {rdflib.URIRef("urn:x-citeweave:agent:citeweave")}


@pytest.mark.filterwarnings("ignore")  # rdflib's own
def test_what_is_rejected_is_on_record_but_not_asserted():
    graph = nx.MultiDiGraph()
    for status in ("proposed", "rejected"):
        graph.add_node(status, kind="claim", label=status)
        graph.add_edge("w", status, "supports", kind="bears_on", relation="supports", status=status)
    triples = rdflib.Graph()
    triples.parse(data=text_of(write_jsonld, graph), format="json-ld")
    own = rdflib.Namespace("urn:x-citeweave:")
    assert list(triples.objects(own.w, CITO.supports)) == [own.proposed]
    assert set(triples.objects(None, own["term:to"])) == {own.proposed, own.rejected}


def test_nothing_is_a_file_that_opens():
    empty = nx.MultiDiGraph()
    assert len(nx.read_graphml(io.BytesIO(text_of(write_graphml, empty).encode()))) == 0
    assert json.loads(text_of(write_nodelink, empty))["nodes"] == []
    assert json.loads(text_of(write_jsonld, empty))["@graph"][0]["@type"] == "prov:SoftwareAgent"
    assert [len(rows(text)) for text in tables(empty)] == [0, 0]
