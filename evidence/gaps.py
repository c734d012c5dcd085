"""What an answer lacks of its question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from evidence.ask import Hit
from evidence.concepts import Vocabulary, concept_of, find_concepts, read_abbreviations
from evidence.coverage import names, read_said
from evidence.model import Statement
from evidence.question import Part, read_question, taken_apart

_BORNE = frozenset(("target", "disease", "drug", "therapy", "procedure", "population"))
"""Kinds of which one asks whether a work is about just that."""


def find_gaps(
    question: str,
    hits: Sequence[Hit],
    vocabulary: Vocabulary,
    statements: Sequence[Statement],
) -> tuple[str, ...]:
    """What an answer lacks of its question, a clause each; none where it lacks nothing.

    A part of the question that no answer names, or none of all ``statements``, and a target,
    disease or therapy that no work found names in its title, with what those works name instead.
    Without an answer, only what none of all statements names. Misspelt words are taken as they are.

    Args:
        hits: all answers, however many of them are shown.
    """
    abbreviations = read_abbreviations((one.text for one in statements), vocabulary)
    read = read_question(question, vocabulary, abbreviations)
    parts = [part for part in read if not part.excluded]
    answers = [hit.statement for hit in hits]
    unnamed = _unnamed(parts, answers, vocabulary) if answers else parts
    nowhere = _unnamed(unnamed, statements, vocabulary)
    gaps = []
    for none, lacking in (
        ("no answer", [part for part in unnamed if answers and part not in nowhere]),
        ("no statement", nowhere if statements else []),
    ):
        gaps += [f"{none} names {part.label}" for part in lacking if part.concept]
        words = sorted(part.label for part in lacking if part.concept is None)
        if words:
            gaps.append(f"{none} has the word{'s' * (len(words) > 1)} {', '.join(words)}")
    borne = [part for part in parts if part not in unnamed]
    return (*gaps, *_not_borne(hits, borne, vocabulary))


def _unnamed(
    parts: Sequence[Part], statements: Sequence[Statement], vocabulary: Vocabulary
) -> list[Part]:
    """The parts that none of the statements names."""
    left = list(parts)
    for statement in statements:
        if not left:
            break
        said = read_said(statement, {}, vocabulary)
        left = [part for part in left if not names(part, said, vocabulary)]
    return left


def _not_borne(hits: Sequence[Hit], parts: Sequence[Part], vocabulary: Vocabulary) -> Iterator[str]:
    """What is asked of which no work found is, and of what they are instead."""
    works = {
        (work.article, work.number): _titled(work.title or "", vocabulary)
        for hit in hits
        for work in hit.works
        if work.directness != "context"
    }
    for part in parts:
        kind = vocabulary.kind(part.concept) if part.concept else ""
        broad = {up for named in works.values() for one in named for up in vocabulary.lineage(one)}
        if kind in _BORNE and works and part.concept not in broad:
            others = Counter(
                other
                for named in works.values()
                for other in named
                if vocabulary.kind(other) == kind
            )
            told = [f"{count} on {concept_of(c, vocabulary).label}" for c, count in others.items()]
            yield "; ".join((f"no reference found bears directly on {part.label}", *told))


def _titled(title: str, vocabulary: Vocabulary) -> Mapping[str, None]:
    """The concepts that a title names, in a fixed order."""
    return dict.fromkeys(
        taken_apart((m.concept_id for m in find_concepts(title, vocabulary)), vocabulary)
    )
