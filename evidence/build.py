"""The main job: documents → articles, references, works, contexts, statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from refs.articles import split_articles
from refs.model import Article, Checked, Document, Reference, Search
from refs.parse import parse_reference
from refs.resolve import resolve
from refs.split import split_references
from refs.verify import verify

from evidence.claims import find_statements
from evidence.concepts import Vocabulary
from evidence.contexts import read_contexts
from evidence.library import Library
from evidence.link import link_evidence
from evidence.model import Context, Statement

Progress = Callable[[str], object]
"""Called with the id of each reference once it is checked."""


def read_references(documents: Iterable[Document]) -> Iterator[tuple[Article, tuple[Reference, ...]]]:
    """The articles of the documents in order, each with its parsed references.

    Article ids are unique over all documents: the second file with the same DOI gets
    ``<doi>#2``, and its references keep apart from those of the first.
    """
    taken: dict[str, int] = {}
    for document in documents:
        for article in split_articles(document):
            again = taken[article.id] = taken.get(article.id, 0) + 1
            named = article if again == 1 else replace(article, id=f"{article.id}#{again}")
            yield named, tuple(map(parse_reference, split_references(document, named)))


def count_references(documents: Iterable[Document]) -> int:
    """How many references the documents list; nothing is parsed."""
    return sum(
        len(split_references(document, article))
        for document in documents
        for article in split_articles(document)
    )


def check_reference(reference: Reference, searches: Sequence[Search]) -> Checked:
    """The reference with its verdict."""
    return verify(resolve(reference, searches))


def build_library(
    documents: Iterable[Document],
    searches: Sequence[Search],
    vocabulary: Vocabulary,
    progress: Progress = lambda _: None,
) -> Library:
    """Everything that can be read out of the documents and learnt from the sources.

    Args:
        searches: asked in this order; the only thing here that may do I/O.
    """
    articles: list[Article] = []
    all_checked: list[Checked] = []
    contexts: list[Context] = []
    statements: list[Statement] = []
    for article, references in read_references(documents):
        checked = []
        for reference in references:
            checked.append(check_reference(reference, searches))
            progress(reference.id)
        reading = read_contexts(article, references)
        stated = find_statements(article, reading.sentences, reading.contexts, vocabulary)
        by_number = {one.reference.number: one for one in reversed(checked)}
        articles.append(article)
        all_checked += checked
        contexts += reading.contexts
        statements += link_evidence(stated, by_number, vocabulary)
    return Library(tuple(articles), tuple(all_checked), tuple(contexts), tuple(statements))
