"""What was printed and what is recorded of it, as nodes: articles, references, works, citing sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from evidence.model import Context, EvidenceLine
from evidence.nodes import Graph, add_edge, add_node, day, joined, node_id, short, spans
from refs.model import Article, Checked, Name, Notice, Reference, Span, Work

# Crossref's update types after which a work is no longer to be relied on.
RETRACTING: Final = frozenset({"retraction", "partial_retraction", "removal", "withdrawal"})


class CitedWorks:
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
        return node_id("reference", one.reference.id) if one else None

    def node(self, line: EvidenceLine) -> str | None:
        """The work, or the reference where no work is known; None where neither is."""
        one = self._by_number.get((line.article, line.reference))
        if one and one.meant:
            return node_id("work", one.meant.doi)
        return self.reference(line.article, line.reference)


def add_article(graph: Graph, article: Article) -> None:
    """Add an article, with its dates as printed."""
    date = article.accepted or article.revised or article.received
    year = date[:4] if date else None
    # A year alone names nothing: an article without authors goes by its title.
    named = article.authors[0].key if article.authors else article.title
    add_node(
        graph,
        "article",
        article.id,
        label=short(" ".join(filter(None, (named, year))) if named else article.id),
        source=article.document,
        doi=article.doi,
        title=article.title,
        authors=_names(article.authors),
        part=article.part,
        received=article.received,
        revised=article.revised,
        accepted=article.accepted,
        year=int(year) if year else None,
        start=day(date),
        text_start=article.start,
        text_end=article.end,
    )


def add_work(graph: Graph, work: Work, notices: tuple[Notice, ...]) -> None:
    """Add a work, as its record has it."""
    author = next((name.key for name in work.authors if name.key), None)
    year = work.issued[:4] if work.issued else None
    add_node(
        graph,
        "work",
        work.doi,
        label=short(" ".join(filter(None, (author, year))) or work.title or work.doi),
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
        start=day(work.issued),
        notices=joined(" ".join(filter(None, (n.kind, n.date, n.doi))) for n in notices),
        retracted=any(notice.kind in RETRACTING for notice in notices),
    )


def add_reference(graph: Graph, one: Checked) -> None:
    """Add a reference with the edges from its article and to its work, which must be there."""
    reference = one.reference
    article = node_id("article", reference.article)
    source = graph.nodes[article]["source"]
    node = add_node(
        graph,
        "reference",
        reference.id,
        label=short(f"[{reference.number}] {_printed_label(reference)}"),
        source=source,
        article=reference.article,
        number=reference.number,
        raw=reference.raw,
        verdict=one.verdict,
        reason=one.reason,
        printed_doi=reference.text("doi"),
        problems=joined(reference.problems),
        pieces=spans(reference.pieces),
    )
    add_edge(graph, article, node, "lists", source=source)
    if work := one.meant:
        answered = [report for report in one.sources if report.state == "answered"]
        add_edge(
            graph,
            node,
            node_id("work", work.doi),
            "resolves_to",
            source=joined(report.name for report in answered) or work.source or None,
            asked=joined(report.asked for report in answered if report.asked),
            verdict=one.verdict,
            score=one.score,
            differences=joined(difference.field for difference in one.differences),
        )


def add_context(graph: Graph, context: Context, cited: CitedWorks) -> None:
    """Add a citing sentence with the edges from its article and to what it points to."""
    sentence = context.sentence
    article = node_id("article", context.article)
    source = graph.nodes[article]["source"]
    node = add_node(
        graph,
        "context",
        context_key(context),
        label=short(sentence.text),
        source=source,
        article=context.article,
        text=sentence.text,
        pieces=spans(sentence.pieces),
        text_start=sentence.start,
        text_end=sentence.end,
        numbers=", ".join(map(str, context.numbers)),
    )
    add_edge(graph, article, node, "contains", source=source)
    for number in context.numbers:
        reference = cited.reference(context.article, number)
        markers = [pointer for pointer in context.pointers if number in pointer.numbers]
        if reference:
            add_edge(
                graph,
                node,
                reference,
                "points_to",
                source=source,
                markers="\n".join(marker.text for marker in markers),
                marker_pieces=spans(Span(marker.start, marker.end) for marker in markers),
                count=len(markers),
            )


def context_key(context: Context) -> str:
    """What names a citing sentence: its article and where it stands."""
    return f"{context.article}#{context.sentence.start}-{context.sentence.end}"


def _printed_label(reference: Reference) -> str:
    author, date = reference.text("author"), reference.text("date")
    if not author:
        return reference.raw.removeprefix(reference.label or "").lstrip()
    return " ".join(filter(None, (author.split(",")[0].split(";")[0], date)))


def _names(names: Sequence[Name]) -> str:
    return joined(", ".join(filter(None, (n.family, n.given))) or n.key for n in names)
