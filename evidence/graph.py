"""Articles, works, claims and what bears on them, as one networkx graph.

Every node and edge carries ``id``, ``kind``, ``status``, ``created_by`` and ``source`` (the
document, registry or articles that it rests on). Every attribute is a str, int, float or bool, so
that any writer takes the graph; what is unknown is left out.

Cited data and the articles' own data never share a kind: ``bears_on`` leads from a work to a claim,
``own_data`` from a statement to the claim that it reports data for. An edge's key, repeated as its
``relation``, is what Gephi gets as the edge's kind: ``supports``, ``opposes``, ``neutral`` or
``not-determined`` for works, ``own-supports`` or ``own-opposes`` for own data, and the kind itself
for all other edges. So evidence for and against a claim survives between the same two nodes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import networkx as nx

from evidence.cited import (
    CitedWorks,
    add_article,
    add_context,
    add_reference,
    add_work,
    context_key,
)
from evidence.model import (
    Claim,
    Concept,
    Context,
    Direction,
    Directness,
    EvidenceLine,
    Statement,
    Status,
)
from evidence.nodes import (
    CREATED_BY,
    Graph,
    add_edge,
    add_node,
    joined,
    node_id,
    set_degrees,
    short,
    spans,
    together,
)
from refs.model import Article, Checked

# How much one evidence line adds to the weight of its edge. A drawing aid: a direct line weighs as
# much as four that only give context. No grade of evidence is meant.
WEIGHTS: Final[Mapping[Directness, float]] = {
    "direct": 1.0,
    "indirect": 0.5,
    "context": 0.25,
    "not-determined": 0.25,
}

# Claim attribute ← the relation of the edges that it counts.
CLAIM_COUNTS: Final = (
    ("supports", "supports"),
    ("opposes", "opposes"),
    ("neutral", "neutral"),
    ("not_determined", "not-determined"),
    ("own_supports", "own-supports"),
    ("own_opposes", "own-opposes"),
)


def build_graph(
    articles: Sequence[Article],
    checked: Sequence[Checked],
    contexts: Sequence[Context],
    statements: Sequence[Statement],
    claims: Sequence[Claim],
    concepts: Mapping[str, Concept],
) -> Graph:
    """Everything that is known, as a graph of seven kinds of node.

    Nodes are ``article``, ``reference``, ``work``, ``context``, ``statement``, ``claim`` and
    ``concept``; ids are the kind, a colon and the value's own id (a work's DOI, a context's article
    and offsets). Edges, each pair and relation once:

    ============ ======================= =====================================================
    lists        article → reference
    resolves_to  reference → work        verdict, score, when the source was asked
    contains     article → context
    points_to    context → reference     markers, count
    states       context → statement     from the article where no context holds the statement
    expresses    statement → claim       polarity, hedging
    bears_on     work → claim            direction, directness, weight, count, quotes, why
    own_data     statement → claim       direction, weight: statements whose basis is own data
    about        claim → concept         role: subject, outcome or population, where it is one
    broader      concept → concept
    contradicts  statement → statement   same proposition, one affirms and one denies it; between
                                         their claims where these differ
    ============ ======================= =====================================================

    A cited reference without a known work stands in for it in ``bears_on``. A reference that no
    evidence line names gets no edge to a claim. Rejected statements stay, marked as such, and count
    nowhere. ``own_data`` supports the claim where the statement affirms it.

    Claims carry the number of works (``supports`` …), of own statements (``own_supports`` …), of
    retracted works in support and of ``articles``; ``evidence`` is what sizes a node: edges of
    evidence at a claim, work or reference.

    Args:
        checked: the references of ``articles``, in any order, each once.
        claims: at least those that ``statements`` name.
        concepts: by id; an id without an entry becomes a node labelled with the id.
    Raises:
        KeyError: a value names an article or a claim that is not given.
    """
    graph: Graph = nx.MultiDiGraph()
    cited = CitedWorks(checked)
    for article in articles:
        add_article(graph, article)
    for work, notices in cited.works():
        add_work(graph, work, notices)
    for one in checked:
        add_reference(graph, one)
    for context in contexts:
        add_context(graph, context, cited)
    for claim in claims:
        _add_claim(graph, claim)
    _add_concepts(graph, claims, concepts)
    _add_statements(graph, statements, contexts)
    _add_bearings(graph, statements, cited)
    _add_contradictions(graph, statements)
    _count(graph)
    return graph


def _add_claim(graph: Graph, claim: Claim) -> None:
    add_node(
        graph,
        "claim",
        claim.id,
        label=short(claim.text),
        claim_text=claim.text,
        subject=claim.subject,
        relation=claim.relation,
        outcome=claim.outcome,
        population=claim.population,
    )


def _add_concepts(graph: Graph, claims: Sequence[Claim], concepts: Mapping[str, Concept]) -> None:
    waiting = [concept for claim in claims for concept in claim.concepts]
    seen: dict[str, Concept] = {}
    while waiting:
        key = waiting.pop(0)
        if key not in seen:
            seen[key] = concepts.get(key) or Concept(key, key, "unknown")
            waiting.extend(seen[key].broader)
    for key, concept in seen.items():
        add_node(
            graph,
            "concept",
            key,
            label=short(concept.label),
            source="concepts",
            concept_kind=concept.kind,
            synonyms=joined(concept.synonyms),
        )
    for key, concept in seen.items():
        for broader in dict.fromkeys(concept.broader):
            add_edge(
                graph,
                node_id("concept", key),
                node_id("concept", broader),
                "broader",
                source="concepts",
            )
    for claim in claims:
        for key in dict.fromkeys(claim.concepts):
            add_edge(
                graph,
                node_id("claim", claim.id),
                node_id("concept", key),
                "about",
                role=_role(claim, seen[key]),
            )


def _add_statements(
    graph: Graph, statements: Sequence[Statement], contexts: Sequence[Context]
) -> None:
    by_article: defaultdict[str, list[Context]] = defaultdict(list)
    for context in contexts:
        by_article[context.article].append(context)
    for statement in statements:
        article = node_id("article", statement.article)
        source = graph.nodes[article]["source"]
        node = add_node(
            graph,
            "statement",
            statement.id,
            label=short(statement.text),
            status=statement.status,
            source=source,
            article=statement.article,
            quote=statement.quote,
            text=statement.text,
            basis=statement.basis,
            polarity=statement.polarity,
            hedging=statement.hedging,
            hedge_cues=joined(cue.text for cue in statement.hedge_cues),
            subject=statement.subject,
            relation=statement.relation,
            outcome=statement.outcome,
            population=statement.population,
            inherited=joined(f"{part.role}: {part.text}" for part in statement.inherited),
            pieces=spans(statement.pieces),
            text_start=statement.start,
            text_end=statement.end,
        )
        holder = next(
            (
                node_id("context", context_key(context))
                for context in by_article[statement.article]
                if context.sentence.start <= statement.start
                and statement.end <= context.sentence.end
            ),
            article,
        )
        common: dict[str, Any] = {"status": statement.status, "source": source}
        add_edge(graph, holder, node, "states", **common)
        for claim in (node_id("claim", each) for each in statement.claims):
            add_edge(
                graph,
                node,
                claim,
                "expresses",
                polarity=statement.polarity,
                hedging=statement.hedging,
                **common,
            )
            if statement.basis == "own-data":
                direction: Direction = "opposes" if statement.denies else "supports"
                add_edge(
                    graph,
                    node,
                    claim,
                    "own_data",
                    f"own-{direction}",
                    direction=direction,
                    directness="direct",
                    weight=WEIGHTS["direct"],
                    count=1,
                    quotes=statement.quote,
                    **common,
                )


def _add_bearings(graph: Graph, statements: Sequence[Statement], cited: CitedWorks) -> None:
    merged: defaultdict[tuple[str, str, Direction], list[tuple[Statement, EvidenceLine]]]
    merged = defaultdict(list)
    for statement in statements:
        for line in statement.evidence:
            node = cited.node(line)
            if node:
                for claim in statement.claims:
                    key = (node, node_id("claim", claim), line.direction)
                    merged[key].append((statement, line))
    for (node, claim, direction), pairs in merged.items():
        status = together(statement.status for statement, _ in pairs)
        standing = [pair for pair in pairs if pair[0].status != "rejected"] or pairs
        found = {line.directness for _, line in standing}
        add_edge(
            graph,
            node,
            claim,
            "bears_on",
            direction,
            status=status,
            source=joined(statement.article for statement, _ in standing),
            direction=direction,
            directness=joined(directness for directness in WEIGHTS if directness in found),
            weight=sum(WEIGHTS[line.directness] for _, line in standing),
            count=len(standing),
            statements=joined(statement.id for statement, _ in standing),
            quotes="\n".join(dict.fromkeys(statement.quote for statement, _ in standing)),
            why="\n".join(dict.fromkeys(line.why for _, line in standing)),
        )


def _add_contradictions(graph: Graph, statements: Sequence[Statement]) -> None:
    same: defaultdict[tuple[str | None, ...], list[Statement]] = defaultdict(list)
    for one in statements:
        if one.subject and one.outcome and one.status != "rejected":
            same[one.subject, one.relation, one.outcome, one.population].append(one)
    for group in same.values():
        ends: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for denies in (one for one in group if one.polarity == "negated"):
            for affirms in (one for one in group if one.polarity == "affirmed"):
                if denies.claim == affirms.claim:
                    pair = node_id("statement", denies.id), node_id("statement", affirms.id)
                else:
                    pair = node_id("claim", denies.claim), node_id("claim", affirms.claim)
                ends[pair].extend((denies.article, affirms.article))
        for (denying, affirming), articles in ends.items():
            add_edge(graph, denying, affirming, "contradicts", source=joined(articles))


def _count(graph: Graph) -> None:
    evidence: Counter[str] = Counter()
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    articles: defaultdict[str, dict[str, None]] = defaultdict(dict)
    statuses: defaultdict[str, list[Status]] = defaultdict(list)
    for u, v, key, data in graph.edges(keys=True, data=True):
        if data["kind"] == "expresses":
            statuses[v].append(data["status"])
        if data["status"] == "rejected":
            continue
        if data["kind"] == "expresses":
            articles[v][graph.nodes[u]["article"]] = None
            counts[v]["statements"] += 1
        elif data["kind"] in ("bears_on", "own_data"):
            evidence.update((u, v))
            counts[v][key] += 1
            if key == "supports" and graph.nodes[u].get("retracted"):
                counts[v]["retracted"] += 1
    for node, data in graph.nodes(data=True):
        if data["kind"] == "claim":
            data["status"] = together(statuses[node])
            data["source"] = joined(articles[node]) or CREATED_BY
            data["articles"] = len(articles[node])
            data["statements"] = counts[node]["statements"]
            data.update((name, counts[node][relation]) for name, relation in CLAIM_COUNTS)
            data["retracted_support"] = counts[node]["retracted"]
        data["evidence"] = evidence[node]
    for u, _, data in graph.edges(data=True):
        if data["kind"] == "about":
            data["status"] = graph.nodes[u]["status"]
            data["source"] = graph.nodes[u]["source"]
    set_degrees(graph)


def _role(claim: Claim, concept: Concept) -> str | None:
    words = {word.casefold() for word in (concept.id, concept.label, *concept.synonyms)}
    parts = (
        ("subject", claim.subject),
        ("outcome", claim.outcome),
        ("population", claim.population),
    )
    return next((role for role, text in parts if text and text.casefold() in words), None)
