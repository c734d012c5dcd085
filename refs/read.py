"""Documents → articles, each with the references of its list, parsed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from refs.articles import split_articles
from refs.model import Article, Document, Reference
from refs.parse import parse_references
from refs.split import split_references


def read_references(
    documents: Iterable[Document],
) -> Iterator[tuple[Article, tuple[Reference, ...]]]:
    """The articles of the documents in order, each with its parsed references.

    Article ids are unique over all documents: the second file with the same DOI gets
    ``<doi>#2``, and its references keep apart from those of the first.
    """
    taken: dict[str, int] = {}
    for document in documents:
        for article in split_articles(document):
            again = taken[article.id] = taken.get(article.id, 0) + 1
            named = article if again == 1 else replace(article, id=f"{article.id}#{again}")
            yield named, tuple(parse_references(split_references(document, named)))


def count_references(documents: Iterable[Document]) -> int:
    """How many references the documents list; nothing is parsed."""
    return sum(
        len(split_references(document, article))
        for document in documents
        for article in split_articles(document)
    )
