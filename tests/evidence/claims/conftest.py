"""Small articles: text in, the values that the steps hand on out; and three invented letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from evidence.claims import find_statements
from evidence.concepts import Vocabulary, load_concepts
from evidence.contexts import read_contexts
from evidence.link import link_evidence
from evidence.model import Context, Pointer, Sentence, Statement
from refs.articles import split_articles
from refs.documents import read_document
from refs.model import Article, Checked, Field, Passage, Piece, Reference, Role
from refs.parse import parse_reference
from refs.split import split_references

VOCABULARY = load_concepts()
LETTERS = Path(__file__).parents[2] / "data" / "letters"
_MARKER = re.compile(r"<sup>(\d+(?:,\d+)*)</sup>")


class Made(NamedTuple):
    """An article whose document is its paragraphs with a blank line between."""

    document: str
    article: Article
    sentences: tuple[Sentence, ...]
    contexts: tuple[Context, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        return find_statements(self.article, self.sentences, self.contexts, VOCABULARY)


def _make(*paragraphs: list[str], title: str | None = None, role: Role = "body") -> Made:
    """Paragraphs as lists of sentences; markers are ``<sup>2,7</sup>``."""
    document = "\n\n".join(" ".join(paragraph) for paragraph in paragraphs)
    passages, sentences, contexts, start = [], [], [], 0
    for place, paragraph in enumerate(paragraphs):
        text = " ".join(paragraph)
        passages.append(Passage(text, (Piece(0, start, start + len(text)),), role))
        at = 0
        for printed in paragraph:
            first = start + at
            sentence = Sentence(printed, passages[-1].spans(at, at + len(printed)), place, at)
            pointers = tuple(
                Pointer(
                    first + found.start(),
                    first + found.end(),
                    found.group(),
                    tuple(map(int, found.group(1).split(","))),
                )
                for found in _MARKER.finditer(printed)
            )
            sentences.append(sentence)
            if pointers:
                contexts.append(Context("made", sentence, pointers))
            at += len(printed) + 1
        start += len(text) + 2
    article = Article(
        "made", "made.md", "complete", 0, len(document), title=title, passages=tuple(passages)
    )
    return Made(document, article, tuple(sentences), tuple(contexts))


def _cited(number: int, title: str) -> Checked:
    """An unchecked reference with nothing but a title."""
    raw = f"{number}. {title}."
    start = raw.index(title)
    field = Field(title, start, start + len(title), "test", 1.0)
    reference = Reference(f"made#{number}", "made", number, raw, fields={"title": field})
    return Checked(reference, "unchecked", "no source was asked")


class Letter(NamedTuple):
    """A letter of tests/data/letters, read by the program itself."""

    text: str
    statements: tuple[Statement, ...]
    checked: Mapping[int, Checked]
    article: Article

    def starting(self, words: str) -> Statement:
        """The one statement whose text starts with these words."""
        (found,) = [one for one in self.statements if one.text.startswith(words)]
        return found


@cache
def _read_letter(name: str) -> Letter:
    """Statements with their evidence, no source asked."""
    document = read_document((LETTERS / name).read_bytes(), name)
    article = split_articles(document)[-1]
    references = [parse_reference(one) for one in split_references(document, article)]
    reading = read_contexts(article, references)
    checked = {one.number: Checked(one, "unchecked", "not asked") for one in references}
    statements = find_statements(article, reading.sentences, reading.contexts, VOCABULARY)
    linked = link_evidence(statements, checked, VOCABULARY)
    return Letter(document.text, linked, checked, article)


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return VOCABULARY


@pytest.fixture(scope="session")
def make() -> Callable[..., Made]:
    return _make


@pytest.fixture(scope="session")
def cited() -> Callable[[int, str], Checked]:
    return _cited


@pytest.fixture(scope="session")
def read_letter() -> Callable[[str], Letter]:
    return _read_letter
