"""What part of the evidence graph is shown, and what is counted in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import networkx as nx

from evidence.graph import Graph, evidence_view

# Edges along which one comes from a claim to all that it rests on, against their direction.
BEHIND: Final = frozenset(
    {"bears_on", "own_data", "expresses", "states", "contains", "resolves_to", "lists", "cites"}
)
# And from a claim to what it is about and what stands against it, along theirs.
BEYOND: Final = frozenset({"about", "broader", "contradicts"})
# What a person decides on; everything else has no status of its own.
JUDGED: Final = frozenset({"claim", "statement", "bears_on", "own_data", "states", "expresses"})

LOUVAIN: Final = 20_000  # Edges; beyond, label propagation, which takes a fifteenth of the time.
SEED: Final = 1


def citation_view(graph: Graph) -> Graph:
    """Articles and the works that they cite: the ``cites`` edges of the evidence view, nothing else."""
    view = evidence_view(graph)
    cites: Any = [edge for edge in view.edges(keys=True) if edge[2] == "cites"]
    articles = [node for node, data in view.nodes(data=True) if data["kind"] == "article"]
    kept: Graph = nx.MultiDiGraph(view.edge_subgraph(cites))
    kept.add_nodes_from((node, view.nodes[node]) for node in articles if node not in kept)
    return kept


VIEWS: Final[Mapping[str, Callable[[Graph], Graph]]] = {
    "evidence": evidence_view,
    "full": lambda graph: graph,
    "citations": citation_view,
}


def select(
    graph: Graph,
    *,
    claims: Sequence[str] = (),
    since: str | None = None,
    statuses: Collection[str] = (),
    kinds: Collection[str] = (),
) -> Graph:
    """The part of a graph that passes every filter that is given; the graph itself for none.

    What only a removed node connected goes with it, so that no node stands alone that did not
    before. Attributes stay as they are.

    Args:
        claims: claims with these ids, or with all words of one of these texts, and what they rest on.
        since: an ISO date of any precision. Works and articles from before it go, articles with
            all that they hold; those without a date stay.
        statuses: of claims, statements and the edges that lead to claims.
        kinds: of nodes.
    """
    kept: Graph = graph
    if claims:
        kept = _nodes(kept, _behind(kept, claims))
    if since:
        old = {
            node
            for node, data in kept.nodes(data=True)
            if data["kind"] in ("article", "work") and "start" in data and _before(data, since)
        }
        articles = {node.removeprefix("article:") for node in old}
        inside = {n for n, data in kept.nodes(data=True) if data.get("article") in articles}
        kept = _nodes(kept, set(kept) - old - inside)
    if statuses:
        standing: Any = [
            (u, v, key)
            for u, v, key, data in kept.edges(keys=True, data=True)
            if all(
                one["status"] in statuses
                for one in (data, kept.nodes[u], kept.nodes[v])
                if one["kind"] in JUDGED
            )
        ]
        kept = nx.MultiDiGraph(kept.edge_subgraph(standing))
    if kinds:
        kept = _nodes(kept, {n for n, data in kept.nodes(data=True) if data["kind"] in kinds}, ())
    return kept


def measured(graph: Graph) -> Graph:
    """The graph with its measures as attributes of the nodes, in a copy.

    ``degree``; ``component`` and ``community``, numbers from 1, the largest first; on works and
    references ``supports`` and ``opposes``, the claims that they are cited for and against.
    Communities are Louvain's with a fixed seed, of a graph that is too large for it those of label
    propagation; parallel edges add their weights.
    """
    copy: Graph = graph.copy()
    for node, degree in graph.degree():
        copy.nodes[node]["degree"] = degree
    place = {node: at for at, node in enumerate(graph)}
    # Plain numbers for nodes: the order of sets of texts differs from run to run.
    simple: nx.Graph[int] = nx.Graph()
    simple.add_nodes_from(range(len(place)))
    weights: Counter[tuple[int, int]] = Counter()
    for u, v, data in graph.edges(data=True):
        if u != v:
            weights[min(place[u], place[v]), max(place[u], place[v])] += data.get("weight", 1.0)
    simple.add_weighted_edges_from((u, v, weight) for (u, v), weight in weights.items())
    find = (
        nx.community.louvain_communities
        if len(weights) <= LOUVAIN
        else nx.community.fast_label_propagation_communities
    )
    nodes = list(place)
    for name, groups in (
        ("component", nx.connected_components(simple)),
        ("community", find(simple, weight="weight", seed=SEED)),
    ):
        for number, group in enumerate(sorted(groups, key=lambda g: (-len(g), min(g))), 1):
            for at in group:
                copy.nodes[nodes[at]][name] = number
    bearing: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for u, _, key, data in graph.edges(keys=True, data=True):
        if data["kind"] == "bears_on" and data["status"] != "rejected":
            bearing[u][key] += 1
    for node, data in copy.nodes(data=True):
        if data["kind"] in ("work", "reference"):
            data.update({name: bearing[node][name] for name in ("supports", "opposes")})
    return copy


def _behind(graph: Graph, wanted: Iterable[str]) -> set[str]:
    words = [text.casefold().split() for text in wanted]
    ids = set(wanted)
    kept = {
        node
        for node, data in graph.nodes(data=True)
        if data["kind"] == "claim"
        and (
            ids & {node, node.removeprefix("claim:")}
            or any(all(word in data["claim_text"].casefold() for word in text) for text in words)
        )
    }
    found = set(kept)
    for kinds, edges in ((BEHIND, graph.in_edges), (BEYOND, graph.out_edges)):
        waiting = list(kept)
        while waiting:
            node = waiting.pop()
            for u, v, data in edges(node, data=True):
                other = u if v == node else v
                if data["kind"] in kinds and other not in found:
                    found.add(other)
                    waiting.append(other)
    return found


def _before(data: Mapping[str, Any], since: str) -> bool:
    """Whether it is surely from before: a year alone may mean any of its days."""
    known = str(data.get("issued") or data["start"])
    return known < since[: len(known)]


def _nodes(graph: Graph, nodes: Collection[str], dropped: Collection[str] | None = None) -> Graph:
    part: Graph = nx.MultiDiGraph(graph.subgraph(nodes))
    if dropped is None:
        part.remove_nodes_from([n for n in list(part) if not part.degree(n) and graph.degree(n)])
    return part
