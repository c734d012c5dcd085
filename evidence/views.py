"""What part of the evidence graph is shown, and what is counted in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import networkx as nx

from evidence.nodes import Graph, add_edge, joined, node_id, set_degrees, together

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


def evidence_view(graph: Graph) -> Graph:
    """The projection that a person looks at first: claims, works and articles.

    Kept are claims, articles, works, the references that stand in for an unknown work and
    ``bears_on``; nothing that is rejected. ``cites`` (article → work, the reference's numbers and
    verdicts) stands for ``lists`` and ``resolves_to``; ``states`` and ``own_data`` lead from the
    article to the claim, with the number of statements behind them. Nodes keep their attributes;
    ``degree`` is the view's.
    """
    nodes = graph.nodes
    edges = graph.edges(keys=True, data=True)
    bearing = {
        u for u, _, _, data in edges if data["kind"] == "bears_on" and data["status"] != "rejected"
    }
    view: Graph = nx.MultiDiGraph()
    for node, data in nodes(data=True):
        shown = data["kind"] in ("article", "work", "claim") or node in bearing
        if shown and data["status"] != "rejected":
            view.add_node(node, **data)
    owner = {v: u for u, v, _, data in edges if data["kind"] == "lists"}
    stated: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    listed: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for u, v, key, data in edges:
        if data["status"] == "rejected":
            continue
        if data["kind"] == "bears_on" and u in view and v in view:
            view.add_edge(u, v, key, **data)
        elif data["kind"] == "resolves_to":
            listed[owner[u], v].append(u)
        elif data["kind"] in ("expresses", "own_data"):
            article = node_id("article", nodes[u]["article"])
            stated[article, v, "states" if key == "expresses" else key].append(u)
    for stand_in in bearing & owner.keys() & set(view):
        listed[owner[stand_in], stand_in].append(stand_in)
    for (article, work), behind in sorted(listed.items()):
        add_edge(
            view,
            article,
            work,
            "cites",
            source=nodes[article]["source"],
            numbers=", ".join(str(nodes[reference]["number"]) for reference in behind),
            verdict=joined(nodes[reference]["verdict"] for reference in behind),
            count=len(behind),
        )
    for (article, claim, relation), behind in stated.items():
        add_edge(
            view,
            article,
            claim,
            "states" if relation == "states" else "own_data",
            relation,
            status=together(nodes[statement]["status"] for statement in behind),
            source=nodes[article]["source"],
            direction=None if relation == "states" else relation.removeprefix("own-"),
            basis=joined(nodes[statement]["basis"] for statement in behind),
            quotes="\n".join(nodes[statement]["quote"] for statement in behind),
            count=len(behind),
            weight=float(len(behind)),
        )
    set_degrees(view)
    return view


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


def add_measures(graph: Graph) -> None:
    """Write the measures of a graph on its nodes.

    ``degree``; ``component`` and ``community``, numbers from 1, the largest first; on works and
    references ``supports`` and ``opposes``, the claims that they are cited for and against.
    Communities are Louvain's with a fixed seed, of a graph that is too large for it those of label
    propagation; parallel edges add their weights.
    """
    set_degrees(graph)
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
                graph.nodes[nodes[at]][name] = number
    bearing: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for u, _, key, data in graph.edges(keys=True, data=True):
        if data["kind"] == "bears_on" and data["status"] != "rejected":
            bearing[u][key] += 1
    for node, data in graph.nodes(data=True):
        if data["kind"] in ("work", "reference"):
            data.update({name: bearing[node][name] for name in ("supports", "opposes")})


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
