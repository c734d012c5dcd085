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
    statements: Sequence[Statement] = (),
) -> tuple[str, ...]:
    """What an answer lacks of its question, a clause each; none where it lacks nothing.

    A part of the question that no statement found names, and a target, disease or therapy that no
    work found names in its title, with what those works name instead. Without an answer, what none
    of all ``statements`` names. Misspelt words are taken as they are.
    """
    heard = [hit.statement for hit in hits] or statements
    abbreviations = read_abbreviations((one.text for one in statements or heard), vocabulary)
    read = read_question(question, vocabulary, abbreviations)
    parts = [part for part in read if not part.excluded]
    said = [read_said(statement, {}, vocabulary) for statement in heard]
    unnamed = [part for part in parts if not any(names(part, one, vocabulary) for one in said)]
    none = "no statement found" if hits else "no statement"
    gaps = [f"{none} names {part.label}" for part in unnamed if part.concept]
    gaps += _not_borne(hits, [part for part in parts if part not in unnamed], vocabulary)
    words = sorted(part.label for part in unnamed if part.concept is None)
    if words and heard:
        gaps.append(f"{none} has the word{'s' * (len(words) > 1)} {', '.join(words)}")
    return tuple(gaps)


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
        if kind in _BORNE and works and not any(part.concept in named for named in works.values()):
            others = Counter(
                other
                for named in works.values()
                for other in named
                if vocabulary.kind(other) == kind
            )
            told = [f"{count} on {concept_of(c, vocabulary).label}" for c, count in others.items()]
            yield "; ".join((f"no reference found bears directly on {part.label}", *told))


def _titled(title: str, vocabulary: Vocabulary) -> Mapping[str, None]:
    """The concepts that a title names, with everything broader, in a fixed order."""
    named = taken_apart((m.concept_id for m in find_concepts(title, vocabulary)), vocabulary)
    return dict.fromkeys(up for one in named for up in sorted(vocabulary.lineage(one)))
