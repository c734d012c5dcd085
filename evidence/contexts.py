"""Article + references → its sentences and which of them cite what."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from evidence.listed import Known
from evidence.model import Context, Pointer, Sentence
from evidence.sentences import split_sentences
from evidence.styles import read_markers
from refs.model import Article, Reference


class Reading(NamedTuple):
    """The sentences of an article in reading order, and those among them that hold pointers."""

    sentences: tuple[Sentence, ...]
    contexts: tuple[Context, ...]


def read_contexts(article: Article, references: Sequence[Reference]) -> Reading:
    """Sentences and contexts of an article; no context where it has no list or no pointer."""
    markers = read_markers(article, Known.of(references))
    sentences = split_sentences(article, markers)
    held: list[list[Pointer]] = [[] for _ in sentences]
    starts = [(sentence.passage, sentence.at) for sentence in sentences]
    for place, (passage, own) in enumerate(zip(article.passages, markers, strict=True)):
        for marker in own:
            spans = passage.spans(marker.start, marker.end)
            pointer = Pointer(
                spans[0].start,
                spans[-1].end,
                passage.text[marker.start : marker.end],
                marker.numbers,
            )
            held[bisect_right(starts, (place, marker.start)) - 1].append(pointer)
    contexts = tuple(
        Context(article.id, sentence, tuple(pointers))
        for sentence, pointers in zip(sentences, held, strict=True)
        if pointers
    )
    return Reading(sentences, contexts)
