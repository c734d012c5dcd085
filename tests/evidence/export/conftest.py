"""Graphs that hypothesis makes: of every class, with everything that writers fall over."""

from __future__ import annotations

import networkx as nx
from hypothesis import strategies as st

NASTY_NAMES = [
    *("id", "label", "start", "end", "type", "weight", "viz", "kind", "source", "target", "pid"),
    *("Label", "ID", "size", "x", "", " ", "\x00", "node_label", "for", 7, ("a", 1), None),
]
NAMES = st.one_of(st.sampled_from(NASTY_NAMES), st.text(max_size=4))
# Any code point, the ones that XML and UTF-8 forbid included.
TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=8)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([2**31, 2**53 + 1, 2**63, 2**70, -(2**70), 10**400]),
    st.floats(),
    TEXT,
    st.binary(max_size=4),
    st.dates(),
    st.datetimes(),
    st.sampled_from(["2001-01-01", "2018-07-05", 2001, 1999.5]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.frozensets(st.integers() | TEXT, max_size=3),
        st.dictionaries(TEXT | st.integers(), inner, max_size=3),
    ),
    max_leaves=4,
)
ATTRIBUTES = st.dictionaries(NAMES, VALUES, max_size=4)
NODES = st.one_of(
    st.integers(-3, 3), TEXT, st.sampled_from(["1", "1 2", 1, "", "node", ("a", "b")])
)
CLASSES = st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])


@st.composite
def graphs(draw):
    graph = draw(CLASSES)()
    for node, attributes in draw(st.lists(st.tuples(NODES, ATTRIBUTES), min_size=1, max_size=5)):
        graph.add_node(node)
        graph.nodes[node].update(attributes)
    ends = st.sampled_from(list(graph))
    keys = st.one_of(st.none(), st.integers(0, 2), st.sampled_from(["supports", "a\x00", "a"]))
    for u, v, key, attributes in draw(
        st.lists(st.tuples(ends, ends, keys, ATTRIBUTES), max_size=6)
    ):
        if graph.is_multigraph():
            graph.edges[u, v, graph.add_edge(u, v, key)].update(attributes)
        else:
            graph.add_edge(u, v)
            graph.edges[u, v].update(attributes)
    return graph


st.register_type_strategy(nx.Graph, graphs())
