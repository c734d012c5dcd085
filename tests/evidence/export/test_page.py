"""The page of the graph: what is in it, and what a browser makes of it."""

from __future__ import annotations

import io
import json
import re

import networkx as nx
import pytest
from lxml import html

from evidence.errors import TooLarge
from evidence.export.page import MOST, write_page
from evidence.graph import build_graph
from evidence.views import evidence_view

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>&amp;\x00\ud800"


def page_of(graph):
    file = io.StringIO()
    write_page(graph, file)
    return file.getvalue()


def data_of(page):
    return json.loads(html.fromstring(page).get_element_by_id("graph").text)


@pytest.fixture
def view(letters):
    return evidence_view(
        build_graph(
            letters.articles,
            letters.checked,
            letters.contexts,
            letters.statements,
            letters.claims,
            letters.concepts,
        )
    )


def test_every_node_and_edge_is_there(view):
    data = data_of(page_of(view))
    assert [node["id"] for node in data["nodes"]] == list(view)
    ids = [node["id"] for node in data["nodes"]]
    edges = {(ids[e["source"]], ids[e["target"]], e["relation"]) for e in data["edges"]}
    assert edges == set(view.edges(keys=True))
    assert data["first"] == "claim"
    assert data["kinds"]["work"]["count"] == 4


def test_same_graph_same_page(view):
    assert page_of(view) == page_of(view)


def test_hostile_text_is_only_data():
    graph = nx.MultiDiGraph()
    graph.add_node("n", label=HOSTILE, kind=HOSTILE, title=HOSTILE, **{HOSTILE: HOSTILE})
    graph.add_edge("n", "n", kind=HOSTILE, quotes=HOSTILE, weight=float("nan"))
    page = page_of(graph)
    page.encode()
    tree = html.fromstring(page)
    assert len(tree.xpath("//script")) == 2
    assert not tree.xpath("//img | //@onerror | //@src")
    assert len(data_of(page)["nodes"]) == 1


def test_the_policy_names_the_one_script():
    page = page_of(nx.path_graph(3))
    assert re.search(r"default-src 'none'; [^\"]*script-src 'sha256-[\w+/]{43}='", page)
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_a_graph_that_is_too_large_is_refused_with_advice():
    with pytest.raises(TooLarge, match=r"10001 nodes.*--claim"):
        write_page(nx.empty_graph(MOST + 1), io.StringIO())


def test_nothing_makes_a_page():
    assert data_of(page_of(nx.MultiDiGraph()))["nodes"] == []
