from __future__ import annotations

import io
import math
import os
import tracemalloc
from datetime import date, datetime
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from evidence.export.columns import BATCH
from evidence.export.gexf import write_gexf
from evidence.export.written import Written
from evidence.graph import build_graph
from evidence.views import evidence_view

GEXF = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"


def written(graph):
    file = io.StringIO()
    report = write_gexf(graph, file)
    return file.getvalue().encode(), report


def parsed(graph):
    return etree.fromstring(written(graph)[0])


def columns(root, class_):
    found = root.iterfind(f".//{GEXF}attributes[@class='{class_}']/{GEXF}attribute")
    return {one.get("title"): one.get("type") for one in found}


def node_values(graph, node="n"):
    """Title → text of a node's columns, as they stand in the file."""
    root = parsed(graph)
    titles = {
        one.get("id"): one.get("title")
        for one in root.iterfind(f".//{GEXF}attributes[@class='node']/{GEXF}attribute")
    }
    cells = root.iterfind(f".//{GEXF}node[@id='{node}']//{GEXF}attvalue")
    return {titles[cell.get("for")]: cell.get("value") for cell in cells}


def ours(letters):
    return build_graph(
        letters.articles,
        letters.checked,
        letters.contexts,
        letters.statements,
        letters.claims,
        letters.concepts,
    )


TYPES = [
    pytest.param([True, False], "boolean", ["true", "false"], id="bool"),
    pytest.param([1, -2], "integer", ["1", "-2"], id="int"),
    pytest.param([True, 1], "string", ["true", "1"], id="bool-and-int-stay-two"),
    pytest.param([2**31, 1], "long", ["2147483648", "1"], id="beyond-32-bit"),
    pytest.param([2**62, 1], "long", [str(2**62), "1"], id="wide"),
    pytest.param([2**70, 1], "string", [str(2**70), "1"], id="beyond-64-bit"),
    pytest.param([1, 2.5], "double", ["1.0", "2.5"], id="int-and-float"),
    pytest.param([2**60, 2.5], "string", [str(2**60), "2.5"], id="a-double-would-round"),
    pytest.param([1, "a"], "string", ["1", "a"], id="int-and-text"),
    pytest.param([math.nan, -math.inf], "double", ["NaN", "-Infinity"], id="as-Java-reads-it"),
    pytest.param([None, 3], "integer", [None, "3"], id="None-is-absent"),
    pytest.param(["", "a"], "string", ["", "a"], id="empty-is-not-absent"),
    pytest.param([["a, b", 'c"'], []], "liststring", ['["a, b", "c\\""]', "[]"], id="list"),
    pytest.param([{"b", "a"}, ("c",)], "liststring", ['["a", "b"]', '["c"]'], id="set-and-tuple"),
    pytest.param([[1, None], "a"], "string", ["[1, null]", "a"], id="mixed-list"),
    pytest.param([{"k": {1: "é"}}, {}], "string", ['{"k": {"1": "é"}}', "{}"], id="dict"),
    pytest.param(
        [date(2020, 1, 2), datetime(2020, 1, 2, 3)],
        "string",
        ["2020-01-02", "2020-01-02T03:00:00"],
        id="dates",
    ),
    pytest.param([b"a\xff", b""], "string", ["a\\xff", ""], id="bytes"),
    pytest.param([1j, 2], "string", ["1j", "2"], id="anything-else"),
    pytest.param(["a\tb\nc", '<&>"'], "string", ["a\tb\nc", '<&>"'], id="white-space-and-markup"),
]


@pytest.mark.parametrize(("values", "type_", "texts"), TYPES)
def test_types_fit_the_whole_column(values, type_, texts):
    graph = nx.DiGraph()
    for node, value in zip("nm", values, strict=True):
        graph.add_node(node, v=value)
    assert columns(parsed(graph), "node") == {"v": type_}
    assert [node_values(graph, node).get("v") for node in "nm"] == texts


NAMES_IN_FILE = [
    pytest.param("label", 3, "node_label", id="label-that-is-no-text"),
    pytest.param("Label", "a", "node_Label", id="capital"),
    pytest.param("type", "a", "node_type", id="type"),
    pytest.param("viz", {"size": 1}, "node_viz", id="viz"),
    pytest.param("weight", 1, "node_weight", id="weight"),
    pytest.param("start", "soon", "node_start", id="start-that-is-no-time"),
    pytest.param("id", "other", "node_id", id="id-that-differs"),
    pytest.param("kind", "a", "kind", id="kind-of-node-is-free"),
    pytest.param("", 1, "unnamed", id="empty"),
    pytest.param("a\x00\nb", 1, "a b", id="control-characters"),
    pytest.param(7, 1, "7", id="number"),
]


@pytest.mark.parametrize(("name", "value", "title"), NAMES_IN_FILE)
def test_no_column_shadows_one_of_gephis(name, value, title):
    graph = nx.Graph()
    graph.add_node("n")
    graph.nodes["n"][name] = value
    assert list(columns(parsed(graph), "node")) == [title]


def test_names_that_would_meet_stay_apart():
    graph = nx.Graph()
    graph.add_node("n")
    graph.nodes["n"].update({"type": 1, "node_type": 2, "NODE_TYPE": 3, 7: 4, "7": 5})
    assert node_values(graph) == {
        "node_type": "1",
        "node_type 2": "2",
        "NODE_TYPE 3": "3",
        "7": "4",
        "7 2": "5",
    }


def test_id_that_repeats_the_node_is_left_out():
    graph = nx.Graph()
    graph.add_node("n", id="n")
    assert columns(parsed(graph), "node") == {}


def test_nodes_that_read_alike_stay_two():
    graph = nx.Graph([(1, "1"), ("1", "1\x00")])
    root = parsed(graph)
    assert [node.get("id") for node in root.iter(f"{GEXF}node")] == ["1 2", "1", "1 3"]
    assert [(e.get("source"), e.get("target")) for e in root.iter(f"{GEXF}edge")] == [
        ("1 2", "1"),
        ("1", "1 3"),
    ]


KINDS = [
    pytest.param(["supports", "opposes"], [None, None], ["supports", "opposes"], id="keys"),
    pytest.param([0, 1], ["cites", "cites"], ["cites", "cites 2"], id="kind-repeated"),
    pytest.param([0, 1], [None, None], [None, "2"], id="no-kind"),
    pytest.param([0, "a 2", 1], ["a", None, "a"], ["a", "a 2", "a 3"], id="number-that-is-taken"),
    pytest.param(["a", "a\x00"], [None, None], ["a", "a 2"], id="alike-once-cleaned"),
]


@pytest.mark.parametrize(("keys", "kinds", "expected"), KINDS)
def test_parallel_edges_have_kinds_of_their_own(keys, kinds, expected):
    graph = nx.MultiDiGraph()
    for key, kind in zip(keys, kinds, strict=True):
        graph.add_edge("u", "v", key, kind=kind)
    assert [edge.get("kind") for edge in parsed(graph).iter(f"{GEXF}edge")] == expected


def test_many_parallel_edges_are_written_in_parts_with_kinds_of_their_own():
    graph = nx.MultiDiGraph()
    count = 2 * BATCH + 5
    graph.add_edges_from(("u", "v", at, {"kind": "cites"}) for at in range(count))
    graph.add_edge("u", "v", kind="cites 7")
    graph.add_edge("u", "w", kind="cites")
    kinds = [edge.get("kind") for edge in parsed(graph).iter(f"{GEXF}edge")]
    assert len(kinds) == count + 2
    assert kinds[:3] == ["cites", "cites 2", "cites 3"]
    assert kinds[-2:] == ["cites 7", "cites"]
    assert len(set(kinds[:-1])) == count + 1


def test_memory_hardly_grows_with_the_edges():
    def peak(edges):
        graph = nx.MultiDiGraph()
        for at in range(edges):
            graph.add_edge(f"n{at % 150}", f"n{at // 150}", kind="cites", count=at, weight=0.5)
        for node in graph:
            graph.add_node(node, x=0.0, y=0.0)  # else the layout takes more than the writer
        tracemalloc.start()
        write_gexf(graph, Nowhere())
        taken = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return taken

    peak(10)  # what is kept for later
    assert peak(20_000) < peak(10_000) + 2**17


class Nowhere(io.TextIOBase):
    def write(self, text):
        return len(text)


def test_undirected_pair_is_one_pair():
    graph = nx.MultiGraph()
    graph.add_edge("u", "v", kind="a")
    graph.add_edge("v", "u", kind="a")
    assert [edge.get("kind") for edge in parsed(graph).iter(f"{GEXF}edge")] == ["a", "a 2"]


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        (2, "2.0"),
        (0.1, "0.1"),
        (0, None),
        (-1, None),
        (math.nan, None),
        (math.inf, None),
        (1e-50, None),
        (10**400, None),
        (True, None),
        ("3", None),
        (None, None),
    ],
)
def test_weight_only_where_gephi_takes_it(weight, expected):
    graph = nx.DiGraph()
    graph.add_edge("u", "v", weight=weight)
    root = parsed(graph)
    assert root.find(f".//{GEXF}edge").get("weight") == expected
    assert ("edge_weight" in columns(root, "edge")) == (weight is not None)


TIMES = [
    pytest.param(["2001-02-03", None], "date", ["2001-02-03", None], id="dates"),
    pytest.param([date(2001, 2, 3), None], "date", ["2001-02-03", None], id="date-objects"),
    pytest.param([2001, 1999.5], "double", ["2001", "1999.5"], id="years"),
    pytest.param(["2001", 2002], None, [None, None], id="mixed"),
    pytest.param(["2001-02-30", None], None, [None, None], id="no-such-day"),
    pytest.param([True, 1], None, [None, None], id="bool"),
    pytest.param([math.inf, 1], None, [None, None], id="infinite"),
]


@pytest.mark.parametrize(("starts", "format_", "expected"), TIMES)
def test_times(starts, format_, expected):
    graph = nx.DiGraph()
    for node, start in zip("nm", starts, strict=True):
        graph.add_node(node, start=start)
    root = parsed(graph)
    assert root.find(f"{GEXF}graph").get("timeformat") == format_
    assert [node.get("start") for node in root.iter(f"{GEXF}node")] == expected
    assert ("node_start" in columns(root, "node")) == (format_ is None)


def test_span_that_ends_before_it_starts_is_no_time():
    graph = nx.DiGraph()
    graph.add_node("n", start=2002, end=2001)
    assert node_values(graph) == {"node_start": "2002", "node_end": "2001"}


def test_forbidden_characters_are_removed_and_counted():
    graph = nx.Graph()
    graph.add_node("n", v="a\x00b\ud800c\ufffed", label="\x1fx")
    data, report = written(graph)
    assert report == Written(1, 0, 4)
    assert node_values(graph) == {"v": "abcd"}
    assert b'label="x"' in data


@settings(max_examples=40)
@given(st.from_type(nx.Graph))
def test_any_graph_is_written_and_read_back(graph):
    data, report = written(graph)
    root = etree.fromstring(data)
    for class_ in ("node", "edge"):
        ids = [one.get("id") for one in root.iter(f"{GEXF}{class_}")]
        assert len(set(ids)) == len(ids)
    assert (report.nodes, report.edges) == (len(graph), graph.number_of_edges())
    again = nx.read_gexf(io.BytesIO(data))
    assert len(again) == len(graph)
    assert again.number_of_edges() == graph.number_of_edges()
    assert data == written(graph)[0]


@pytest.mark.shared
@settings(max_examples=150)
@given(st.from_type(nx.Graph))
def test_any_graph_is_valid(graph):
    assert_valid(written(graph)[0])


@pytest.mark.shared
def test_our_graph_is_valid(letters):
    graph = ours(letters)
    assert_valid(written(graph)[0])
    assert_valid(written(evidence_view(graph))[0])


def assert_valid(data):
    folder = Path(os.environ["CITEWEAVE_SHARED"], "data/gexf-schema/1.3")
    schema = etree.RelaxNG(etree.parse(folder / "gexf.rng"))
    schema.assertValid(etree.fromstring(data))


def test_our_graph_comes_back_with_its_values(letters):
    graph = ours(letters)
    again = nx.read_gexf(io.BytesIO(written(graph)[0]))
    assert set(again) == set(graph)
    for node, data in graph.nodes(data=True):
        kept = again.nodes[node]
        assert kept["label"] == data["label"]
        assert kept["node_source"] == data["source"]
        for name in data.keys() - {"id", "label", "source", "type", "start"}:
            assert kept[name] == data[name], name
    before = {data["id"]: (u, v, data) for u, v, data in graph.edges(data=True)}
    after = {data["id"]: (u, v, data) for u, v, data in again.edges(data=True)}
    assert before.keys() == after.keys()
    for id_, (u, v, data) in before.items():
        assert after[id_][:2] == (u, v)
        assert after[id_][2]["relation"] == data["relation"]
        assert after[id_][2]["edge_kind"] == data["kind"]
        assert after[id_][2].get("edge_weight") == data.get("weight")


def test_our_graph_has_colours_sizes_and_kinds(letters):
    root = parsed(ours(letters))
    for node in root.iter(f"{GEXF}node"):
        assert float(node.find(f"{VIZ}size").get("value")) >= 10
        assert node.find(f"{VIZ}position") is not None
    colours = {
        edge.get("kind"): tuple(edge.find(f"{VIZ}color").attrib.values())
        for edge in root.iter(f"{GEXF}edge")
    }
    assert colours["supports"] != colours["opposes"] != colours["own-supports"]
    ends = [(e.get("source"), e.get("target"), e.get("kind")) for e in root.iter(f"{GEXF}edge")]
    assert len(set(ends)) == len(ends)


def test_path_is_replaced_at_once(tmp_path):
    path = tmp_path / "graph.gexf"
    path.write_text("old")
    write_gexf(nx.path_graph(3), path)
    assert len(nx.read_gexf(path)) == 3
    assert list(tmp_path.iterdir()) == [path]


def test_failed_writing_leaves_what_stood_there(tmp_path):
    class Unprintable:
        def __str__(self):
            raise ZeroDivisionError

    path = tmp_path / "graph.gexf"
    path.write_text("old")
    graph = nx.Graph()
    graph.add_node("n", v=Unprintable())
    with pytest.raises(ZeroDivisionError):
        write_gexf(graph, str(path))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
