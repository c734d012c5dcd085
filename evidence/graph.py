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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import networkx as nx

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
from refs.model import Article, Checked, Name, Notice, Reference, Span, Work

Graph: TypeAlias = "nx.MultiDiGraph[str]"

CREATED_BY: Final = "citeweave"

# How much one evidence line adds to the weight of its edge. A drawing aid: a direct line weighs as
# much as four that only give context. No grade of evidence is meant.
WEIGHTS: Final[Mapping[Directness, float]] = {
    "direct": 1.0,
    "indirect": 0.5,
    "context": 0.25,
    "not-determined": 0.25,
}

# The word on something that rests on several others: the first of these that one of them has.
STATUS_ORDER: Final[tuple[Status, ...]] = ("accepted", "edited", "proposed", "rejected")

# Crossref's update types after which a work is no longer to be relied on.
RETRACTING: Final = frozenset({"retraction", "partial_retraction", "removal", "withdrawal"})

LABEL_LENGTH: Final = 48  # Longer labels cover their neighbours in a picture of sixty nodes.

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
    cited = _CitedWorks(checked)
    for article in articles:
        _add_article(graph, article)
    for work, notices in cited.works():
        _add_work(graph, work, notices)
    for one in checked:
        _add_reference(graph, one)
    for context in contexts:
        _add_context(graph, context, cited)
    for claim in claims:
        _add_claim(graph, claim)
    _add_concepts(graph, claims, concepts)
    _add_statements(graph, statements, contexts)
    _add_bearings(graph, statements, cited)
    _add_contradictions(graph, statements)
    _count(graph)
    return graph


def evidence_view(graph: Graph) -> Graph:
    """The projection that a person looks at first: claims, works and articles.

    Kept are claims, articles, works, the references that stand in for an unknown work and
    ``bears_on``; nothing that is rejected. ``cites`` (article → work, the reference's numbers and
    verdicts) stands for ``lists`` and ``resolves_to``; ``states`` and ``own_data`` lead from the
    article to the claim, with the number of statements behind them. Nodes keep their attributes;
    ``degree`` is the view's.
    """
    nodes: dict[str, dict[str, Any]] = {node: graph.nodes[node] for node in graph}
    edges = list(graph.edges(keys=True, data=True))
    bearing = {
        u for u, _, _, data in edges if data["kind"] == "bears_on" and data["status"] != "rejected"
    }
    view: Graph = nx.MultiDiGraph()
    for node, data in nodes.items():
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
            article = _node_id("article", nodes[u]["article"])
            stated[article, v, "states" if key == "expresses" else key].append(u)
    for stand_in in bearing & owner.keys() & set(view):
        listed[owner[stand_in], stand_in].append(stand_in)
    for (article, work), behind in sorted(listed.items()):
        _add_edge(
            view,
            article,
            work,
            "cites",
            source=nodes[article]["source"],
            numbers=", ".join(str(nodes[reference]["number"]) for reference in behind),
            verdict=_joined(nodes[reference]["verdict"] for reference in behind),
            count=len(behind),
        )
    for (article, claim, relation), behind in stated.items():
        _add_edge(
            view,
            article,
            claim,
            "states" if relation == "states" else "own_data",
            relation,
            status=_together(nodes[statement]["status"] for statement in behind),
            source=nodes[article]["source"],
            direction=None if relation == "states" else relation.removeprefix("own-"),
            basis=_joined(nodes[statement]["basis"] for statement in behind),
            quotes="\n".join(nodes[statement]["quote"] for statement in behind),
            count=len(behind),
            weight=float(len(behind)),
        )
    _set_degrees(view)
    return view


class _CitedWorks:
    """Which node a citation leads to."""

    def __init__(self, checked: Sequence[Checked]) -> None:
        self._checked = checked
        self._by_number: dict[tuple[str, int], Checked] = {}
        for one in checked:
            self._by_number.setdefault((one.reference.article, one.reference.number), one)

    def works(self) -> Iterator[tuple[Work, tuple[Notice, ...]]]:
        """Each work once, with every notice on it, in the order met."""
        works: dict[str, Work] = {}
        notices: defaultdict[str, dict[Notice, None]] = defaultdict(dict)
        for one in self._checked:
            if work := one.meant:
                works.setdefault(work.doi, work)
                notices[work.doi].update(dict.fromkeys((*work.notices, *one.notices)))
        return ((work, tuple(notices[doi])) for doi, work in works.items())

    def reference(self, article: str, number: int) -> str | None:
        one = self._by_number.get((article, number))
        return _node_id("reference", one.reference.id) if one else None

    def node(self, line: EvidenceLine) -> str | None:
        """The work, or the reference where no work is known; None where neither is."""
        one = self._by_number.get((line.article, line.reference))
        if one and one.meant:
            return _node_id("work", one.meant.doi)
        return self.reference(line.article, line.reference)


def _add_article(graph: Graph, article: Article) -> None:
    date = article.accepted or article.revised or article.received
    year = date[:4] if date else None
    # A year alone names nothing: an article without authors goes by its title.
    named = article.authors[0].key if article.authors else article.title
    _add_node(
        graph,
        "article",
        article.id,
        label=_short(" ".join(filter(None, (named, year))) if named else article.id),
        source=article.document,
        doi=article.doi,
        title=article.title,
        authors=_names(article.authors),
        part=article.part,
        received=article.received,
        revised=article.revised,
        accepted=article.accepted,
        year=int(year) if year else None,
        start=_day(date),
        text_start=article.start,
        text_end=article.end,
    )


def _add_work(graph: Graph, work: Work, notices: tuple[Notice, ...]) -> None:
    author = next((name.key for name in work.authors if name.key), None)
    year = work.issued[:4] if work.issued else None
    _add_node(
        graph,
        "work",
        work.doi,
        label=_short(" ".join(filter(None, (author, year))) or work.title or work.doi),
        source=work.source or None,
        doi=work.doi,
        url=f"https://doi.org/{work.doi}",
        title=work.title,
        authors=_names(work.authors),
        container_title=work.container_title[0] if work.container_title else None,
        type=work.type,
        volume=work.volume,
        page=work.page or work.article_number,
        publisher=work.publisher,
        issued=work.issued,
        year=int(year) if year else None,
        start=_day(work.issued),
        notices=_joined(" ".join(filter(None, (n.kind, n.date, n.doi))) for n in notices),
        retracted=any(notice.kind in RETRACTING for notice in notices),
    )


def _add_reference(graph: Graph, one: Checked) -> None:
    reference = one.reference
    article = _node_id("article", reference.article)
    source = graph.nodes[article]["source"]
    node = _add_node(
        graph,
        "reference",
        reference.id,
        label=_short(f"[{reference.number}] {_printed_label(reference)}"),
        source=source,
        article=reference.article,
        number=reference.number,
        raw=reference.raw,
        verdict=one.verdict,
        reason=one.reason,
        printed_doi=reference.text("doi"),
        problems=_joined(reference.problems),
        pieces=_spans(reference.pieces),
    )
    _add_edge(graph, article, node, "lists", source=source)
    if work := one.meant:
        answered = [report for report in one.sources if report.state == "answered"]
        _add_edge(
            graph,
            node,
            _node_id("work", work.doi),
            "resolves_to",
            source=_joined(report.name for report in answered) or work.source or None,
            asked=_joined(report.asked for report in answered if report.asked),
            verdict=one.verdict,
            score=one.score,
            differences=_joined(difference.field for difference in one.differences),
        )


def _add_context(graph: Graph, context: Context, cited: _CitedWorks) -> None:
    sentence = context.sentence
    article = _node_id("article", context.article)
    source = graph.nodes[article]["source"]
    node = _add_node(
        graph,
        "context",
        _context_key(context),
        label=_short(sentence.text),
        source=source,
        article=context.article,
        text=sentence.text,
        pieces=_spans(sentence.pieces),
        text_start=sentence.start,
        text_end=sentence.end,
        numbers=", ".join(map(str, context.numbers)),
    )
    _add_edge(graph, article, node, "contains", source=source)
    for number in context.numbers:
        reference = cited.reference(context.article, number)
        markers = [pointer for pointer in context.pointers if number in pointer.numbers]
        if reference:
            _add_edge(
                graph,
                node,
                reference,
                "points_to",
                source=source,
                markers="\n".join(marker.text for marker in markers),
                marker_pieces=_spans(Span(marker.start, marker.end) for marker in markers),
                count=len(markers),
            )


def _add_claim(graph: Graph, claim: Claim) -> None:
    _add_node(
        graph,
        "claim",
        claim.id,
        label=_short(claim.text),
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
        _add_node(
            graph,
            "concept",
            key,
            label=_short(concept.label),
            source="concepts",
            concept_kind=concept.kind,
            synonyms=_joined(concept.synonyms),
        )
    for key, concept in seen.items():
        for broader in dict.fromkeys(concept.broader):
            _add_edge(
                graph,
                _node_id("concept", key),
                _node_id("concept", broader),
                "broader",
                source="concepts",
            )
    for claim in claims:
        for key in dict.fromkeys(claim.concepts):
            _add_edge(
                graph,
                _node_id("claim", claim.id),
                _node_id("concept", key),
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
        article = _node_id("article", statement.article)
        source = graph.nodes[article]["source"]
        node = _add_node(
            graph,
            "statement",
            statement.id,
            label=_short(statement.text),
            status=statement.status,
            source=source,
            article=statement.article,
            quote=statement.quote,
            text=statement.text,
            basis=statement.basis,
            polarity=statement.polarity,
            hedging=statement.hedging,
            hedge_cues=_joined(cue.text for cue in statement.hedge_cues),
            subject=statement.subject,
            relation=statement.relation,
            outcome=statement.outcome,
            population=statement.population,
            inherited=_joined(f"{part.role}: {part.text}" for part in statement.inherited),
            pieces=_spans(statement.pieces),
            text_start=statement.start,
            text_end=statement.end,
        )
        holder = next(
            (
                _node_id("context", _context_key(context))
                for context in by_article[statement.article]
                if context.sentence.start <= statement.start
                and statement.end <= context.sentence.end
            ),
            article,
        )
        common: dict[str, Any] = {"status": statement.status, "source": source}
        _add_edge(graph, holder, node, "states", **common)
        for claim in (_node_id("claim", each) for each in statement.claims):
            _add_edge(
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
                _add_edge(
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


def _add_bearings(graph: Graph, statements: Sequence[Statement], cited: _CitedWorks) -> None:
    merged: defaultdict[tuple[str, str, Direction], list[tuple[Statement, EvidenceLine]]]
    merged = defaultdict(list)
    for statement in statements:
        for line in statement.evidence:
            node = cited.node(line)
            if node:
                for claim in statement.claims:
                    key = (node, _node_id("claim", claim), line.direction)
                    merged[key].append((statement, line))
    for (node, claim, direction), pairs in merged.items():
        status = _together(statement.status for statement, _ in pairs)
        standing = [pair for pair in pairs if pair[0].status != "rejected"] or pairs
        found = {line.directness for _, line in standing}
        _add_edge(
            graph,
            node,
            claim,
            "bears_on",
            direction,
            status=status,
            source=_joined(statement.article for statement, _ in standing),
            direction=direction,
            directness=_joined(directness for directness in WEIGHTS if directness in found),
            weight=sum(WEIGHTS[line.directness] for _, line in standing),
            count=len(standing),
            statements=_joined(statement.id for statement, _ in standing),
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
                    pair = _node_id("statement", denies.id), _node_id("statement", affirms.id)
                else:
                    pair = _node_id("claim", denies.claim), _node_id("claim", affirms.claim)
                ends[pair].extend((denies.article, affirms.article))
        for (denying, affirming), articles in ends.items():
            _add_edge(graph, denying, affirming, "contradicts", source=_joined(articles))


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
            data["status"] = _together(statuses[node])
            data["source"] = _joined(articles[node]) or CREATED_BY
            data["articles"] = len(articles[node])
            data["statements"] = counts[node]["statements"]
            data.update((name, counts[node][relation]) for name, relation in CLAIM_COUNTS)
            data["retracted_support"] = counts[node]["retracted"]
        data["evidence"] = evidence[node]
    for u, _, data in graph.edges(data=True):
        if data["kind"] == "about":
            data["status"] = graph.nodes[u]["status"]
            data["source"] = graph.nodes[u]["source"]
    _set_degrees(graph)


def _set_degrees(graph: Graph) -> None:
    for node, degree in graph.degree():
        graph.nodes[node]["degree"] = degree


def _add_node(graph: Graph, kind: str, key: str, **attributes: Any) -> str:
    node = _node_id(kind, key)
    graph.add_node(node, **_record(node, kind, attributes))
    return node


def _add_edge(
    graph: Graph, source_node: str, target: str, kind: str, relation: str | None = None, **more: Any
) -> None:
    for node in (source_node, target):
        if node not in graph:
            raise KeyError(node)
    key = relation or kind
    identity = f"{source_node} {key} {target}"
    graph.add_edge(source_node, target, key, **_record(identity, kind, {"relation": key, **more}))


def _record(identity: str, kind: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": identity,
        "kind": kind,
        "status": "proposed",
        "created_by": CREATED_BY,
        "source": CREATED_BY,
        **{name: value for name, value in attributes.items() if value not in (None, "")},
    }


def _node_id(kind: str, key: str) -> str:
    return f"{kind}:{key}"


def _context_key(context: Context) -> str:
    return f"{context.article}#{context.sentence.start}-{context.sentence.end}"


def _together(statuses: Iterable[Status]) -> Status:
    found = set(statuses) or {"proposed"}
    return next(status for status in STATUS_ORDER if status in found)


def _role(claim: Claim, concept: Concept) -> str | None:
    words = {word.casefold() for word in (concept.id, concept.label, *concept.synonyms)}
    parts = (
        ("subject", claim.subject),
        ("outcome", claim.outcome),
        ("population", claim.population),
    )
    return next((role for role, text in parts if text and text.casefold() in words), None)


def _printed_label(reference: Reference) -> str:
    author, date = reference.text("author"), reference.text("date")
    if not author:
        return reference.raw.removeprefix(reference.label or "").lstrip()
    return " ".join(filter(None, (author.split(",")[0].split(";")[0], date)))


def _names(names: Sequence[Name]) -> str:
    return _joined(", ".join(filter(None, (n.family, n.given))) or n.key for n in names)


def _joined(values: Iterable[str]) -> str:
    """Each value once, in the order met."""
    return "; ".join(dict.fromkeys(values))


def _spans(spans: Iterable[Span]) -> str:
    return " ".join(f"{start}-{end}" for start, end in spans)


def _day(date: str | None) -> str | None:
    """The first day of an ISO date of any precision: Gephi's timeline takes whole days only."""
    return f"{date}-01-01"[:10] if date else None


def _short(text: str) -> str:
    text = " ".join(text.split())
    if len(text) <= LABEL_LENGTH:
        return text
    return text[:LABEL_LENGTH].rsplit(" ", 1)[0].rstrip(",;:.") + " …"
