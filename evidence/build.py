"""The main job: documents → articles, references, works, contexts, statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from evidence.claims import find_statements
from evidence.concepts import Vocabulary
from evidence.contexts import read_contexts
from evidence.intent import IntentModel
from evidence.library import Library
from evidence.link import link_evidence
from evidence.model import Context, Statement
from evidence.stance import with_stances
from refs.check import check_references, cited_on
from refs.journals import Journals
from refs.model import Article, Checked, Document, Search
from refs.read import read_references

Progress = Callable[[str], object]
"""Called with the id of each reference once it is checked."""


def build_library(
    documents: Iterable[Document],
    searches: Sequence[Search],
    vocabulary: Vocabulary,
    intents: IntentModel | None = None,
    progress: Progress = lambda _: None,
    journals: Journals | None = None,
) -> Library:
    """Everything that can be read out of the documents and learnt from the sources.

    Args:
        searches: asked in this order; the only thing here that may do I/O.
        intents: reads why each sentence cites; without it nobody asks.
        journals: the table of journals; the one that comes with the program where None is given.
    """
    articles: list[Article] = []
    all_checked: list[Checked] = []
    contexts: list[Context] = []
    statements: list[Statement] = []
    for article, references in read_references(documents):
        checked = []
        for one in check_references(references, searches, journals, cited_on(article)):
            checked.append(one)
            progress(one.reference.id)
        reading = read_contexts(article, references)
        stated = find_statements(article, reading.sentences, reading.contexts, vocabulary)
        by_number = {one.reference.number: one for one in reversed(checked)}
        articles.append(article)
        all_checked += checked
        contexts += with_stances(reading.contexts, intents) if intents else reading.contexts
        statements += link_evidence(stated, by_number, vocabulary, article.title)
    return Library(tuple(articles), tuple(all_checked), tuple(contexts), tuple(statements))
