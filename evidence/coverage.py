"""What the statements of an article have on each part of a question, and where they have it from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from evidence.concepts import Vocabulary, concept_of, find_concepts, normal
from evidence.link import work_title
from evidence.model import PLACES, Inherited, Statement
from evidence.question import Part, form, forms, stems, taken_apart
from refs.model import Checked

# How much of a part a statement answers to, 0..1. Chosen on the questions of tests/bench/gold, where
# a tenth more or less of any of them changes little.
SAME, NARROWER, NEAR = 1.0, 0.85, 0.3
"""A concept is named itself; a narrower term is; a broader term, or one under the same broader term."""
UNQUALIFIED = 0.7
"""The same where the broader term is the concept without an adjective: cytopenia, prolonged cytopenia."""
WORDS = 0.85
"""All words of a concept stand there, in whatever order; of a part of them, its square."""
COMPOUND = 0.7
"""A word stands in a longer one: "phosphate", "hypophosphatemia"."""
CITED = 0.6
"""Only the titles of the works have it that are cited for the claim."""
TAKEN_UP, CLAUSE, GOES_ON = 0.7, 0.5, 0.3
"""What went before has it: a sentence that this one takes up ("This difference …"), a clause of the
same sentence, any sentence."""
TITLED, TITLED_OWN = 0.1, 0.15
"""Only the title of the article has it; what is the authors' own is told of that."""
GENERIC = frozenset(("adverse-event", "complication"))
"""Concepts that stand for all toxicities, whether or not the vocabulary puts them below."""
_PARAGRAPH = 4
"""Characters between two sentences of a paragraph."""
_JOINT = 12
"""The same between two clauses, where ", whereas " stands."""
_IN_COMPOUND = 5
"""Letters of a stem that may be looked for inside words; of fewer, too many words have them."""
_TAKES_UP = re.compile(
    r"\W*(?:(?:however|but|yet|moreover|in addition|(?:in|by) contrast|thus|nevertheless|therefore),?\s)?"
    r"(?:this|these|those|that|such|others?|it|its|they|their|all but"
    r"|neither (?!(?:[\w-]+ ){1,8}nor\b)|both (?!(?:[\w-]+ ){1,8}and\b)"
    r"|none (?:had|of (?:them|these|the)|was|were)|(?:most|some) of (?:these|them)"
    r"|the (?:latter|former|same|differences?|rates?|risks?|effects?|incidence|trials?|study|studies"
    r"|authors?|drugs?)|no (?:[\w-]+ ){0,3}(?:trials?|stud(?:y|ies)))\b",
    re.IGNORECASE,
)
_WITHIN_SENTENCE = re.compile(r"\W*[a-z]")


class Cover(NamedTuple):
    """How far a statement answers to one part of a question, and why in words that join up.

    The reason is ``lead``, what it leads to, and ``tail``: "inherits", "fever", "from the title".
    """

    share: float = 0.0
    lead: str = ""
    what: str = ""
    tail: str = ""
    own: bool = False
    """Whether the statement itself names or inherits it."""
    before: bool = False
    """Whether what stands before has it, from which the statement goes on."""


class Said(NamedTuple):
    """What a statement says, inherits and cites."""

    concepts: tuple[str, ...]
    inherited: Mapping[str, Inherited]
    """Concepts with the span they come from."""
    stems: frozenset[str]
    """Of its words, with those of the names of its concepts."""
    cited: Mapping[str, int]
    """Concepts in the titles of the works cited for it, with the first such work."""
    cited_stems: frozenset[str]
    """Of the words of those titles."""
    forms: frozenset[str]
    """Of its own words, without regard to others that stand for the same."""
    cited_forms: frozenset[str]
    """The same of the words of those titles."""


def read_said(statement: Statement, checked: Mapping[int, Checked], vocabulary: Vocabulary) -> Said:
    """What a statement says, inherits and cites.

    Args:
        checked: the references of its article, by number.
    """
    inherited: dict[str, Inherited] = {}
    for source in statement.inherited:
        for mention in find_concepts(source.text, vocabulary):
            inherited.setdefault(mention.concept_id, source)
    own = {mention.concept_id for mention in find_concepts(statement.text, vocabulary)}
    said = [c for c in statement.concepts if c in own or c not in inherited]
    taken: dict[str, Inherited] = {}
    for concept, source in inherited.items():
        for part in taken_apart((concept,), vocabulary):
            taken.setdefault(part, source)
    cited: dict[str, int] = {}
    titles: list[str] = []
    for line in statement.evidence:
        work = checked.get(line.reference)
        if work and line.direction == "supports" and line.status != "rejected":
            title = work_title(work) or ""
            titles.append(title)
            titled = (mention.concept_id for mention in find_concepts(title, vocabulary))
            for concept in taken_apart(titled, vocabulary):
                cited.setdefault(concept, line.reference)
    labels = " ".join(concept_of(concept, vocabulary).label for concept in said)
    return Said(
        taken_apart(said, vocabulary),
        taken,
        stems(f"{statement.text} {labels}"),
        cited,
        stems(" ".join(titles)),
        forms(statement.text),
        forms(" ".join(titles)),
    )


def without(said: Said, excluded: Sequence[Part], vocabulary: Vocabulary) -> Said:
    """What a statement says beside the excluded parts of a question."""
    for part in excluded:
        said = said._replace(
            concepts=tuple(c for c in said.concepts if part.concept not in vocabulary.lineage(c)),
            inherited={
                c: source
                for c, source in said.inherited.items()
                if part.concept not in vocabulary.lineage(c)
            },
            stems=said.stems - part.stems,
            cited={
                c: n for c, n in said.cited.items() if part.concept not in vocabulary.lineage(c)
            },
            cited_stems=said.cited_stems - part.stems,
        )
    return said


@dataclass(frozen=True, slots=True)
class Title:
    """What the title of an article names."""

    concepts: tuple[str, ...] = ()
    stems: frozenset[str] = frozenset()

    @classmethod
    def of(cls, title: str, vocabulary: Vocabulary) -> Title:
        named = (mention.concept_id for mention in find_concepts(title, vocabulary))
        return cls(taken_apart(named, vocabulary), stems(title))

    def names(self, part: Part) -> bool:
        return part.concept in self.concepts or (bool(part.stems) and part.stems <= self.stems)


def cover_article(
    parts: Sequence[Part],
    statements: Sequence[Statement],
    said: Sequence[Said],
    title: Title,
    vocabulary: Vocabulary,
) -> list[tuple[Cover, ...]]:
    """For each statement of one article, in reading order, what it has on each part."""
    covers: list[tuple[Cover, ...]] = []
    for place, (statement, one) in enumerate(zip(statements, said, strict=True)):
        theirs = statement.basis in ("own-data", "interpretation")
        titled = TITLED_OWN if theirs else TITLED
        found = tuple(_cover(part, one, title, titled, vocabulary) for part in parts)
        handed_on = _handed_on(statements[place - 1], statement) if place else 0.0
        if handed_on:
            found = tuple(
                _carried(part, here, last, handed_on, one, vocabulary)
                for part, here, last in zip(parts, found, covers[-1], strict=True)
            )
        covers.append(found)
    return covers


def _handed_on(before: Statement, statement: Statement) -> float:
    """How much of what it is about a statement has from the one before."""
    gap = statement.start - before.end
    if not 0 <= gap <= _JOINT:
        return 0.0
    if _TAKES_UP.match(statement.text):
        return TAKEN_UP
    if _WITHIN_SENTENCE.match(statement.text):
        return CLAUSE
    return GOES_ON if gap <= _PARAGRAPH else 0.0


def _carried(
    part: Part, here: Cover, last: Cover, handed_on: float, said: Said, vocabulary: Vocabulary
) -> Cover:
    share = last.share * handed_on
    if share <= here.share or _of_another(part, said, vocabulary):
        return here
    own = here.own or (last.own and handed_on == TAKEN_UP)
    return last._replace(share=share, own=own, before=True)


def _of_another(part: Part, said: Said, vocabulary: Vocabulary) -> bool:
    """Whether a statement names another thing of the kind: then it is not of what went before."""
    kind = vocabulary.kind(part.concept) if part.concept else None
    return any(vocabulary.kind(other) == kind for other in said.concepts)


def _cover(part: Part, said: Said, title: Title, titled: float, vocabulary: Vocabulary) -> Cover:
    found = _word(part, said) if part.concept is None else _concept(part, said, vocabulary)
    if found.share < titled and title.names(part) and not _of_another(part, said, vocabulary):
        return Cover(titled, "the article's title names", part.label)
    return found


def _word(part: Part, said: Said) -> Cover:
    (word,) = part.stems
    printed = form(normal(part.label))
    if word in said.stems:
        same = printed in said.forms
        return Cover(SAME, "has the word" if same else "has a word for", part.label, own=True)
    if len(word) >= _IN_COMPOUND and any(word in longer for longer in said.stems):
        return Cover(COMPOUND, "has the word", part.label, " within another", own=True)
    if word in said.cited_stems:
        same = printed in said.cited_forms
        lead = "cites a work with the word" if same else "cites a work with a word for"
        return Cover(CITED, lead, part.label)
    return Cover()


def _concept(part: Part, said: Said, vocabulary: Vocabulary) -> Cover:
    best, asked = Cover(), part.concept or ""
    for concept in (*said.concepts, *said.inherited):
        share, how = nearness(asked, concept, vocabulary)
        if share > best.share:
            what = concept_of(concept, vocabulary).label + (f" ({how})" if how else "")
            source = said.inherited.get(concept) if concept not in said.concepts else None
            best = Cover(share, "names", what, own=True)
            if source:
                tail = f" from the {PLACES[source.source]} (“{source.text}”)"
                best = Cover(share, "inherits", what, tail, own=True)
    common = part.stems & said.stems
    share = WORDS * (len(common) / max(1, len(part.stems))) ** 2
    if share > best.share:
        best = Cover(share, "has words of", part.label, own=True)
    for concept, number in said.cited.items():
        share, how = nearness(asked, concept, vocabulary)
        if share * CITED > best.share:
            told = f"{number}, {how}" if how else f"{number}"
            what = f"{concept_of(concept, vocabulary).label} ({told})"
            best = Cover(share * CITED, "cites a work on", what)
    return best


def names(part: Part, said: Said, vocabulary: Vocabulary) -> bool:
    """Whether a statement names or inherits just that, or a kind of it."""
    found = _word(part, said) if part.concept is None else _concept(part, said, vocabulary)
    return found.own and found.share >= min(COMPOUND, NARROWER)


def nearness(asked: str, found: str, vocabulary: Vocabulary) -> tuple[float, str]:
    """How much of a concept another one answers to, 0..1, and how in words."""
    if found == asked:
        return SAME, ""
    label = concept_of(asked, vocabulary).label
    if asked in vocabulary.lineage(found):
        return NARROWER, f"narrower than {label}"
    if asked in GENERIC and vocabulary.kind(found) == "toxicity":
        return NARROWER, f"a kind of {label}"
    # A term at the top ("adverse event") is near to everything and tells nothing.
    if found in vocabulary.lineage(asked) and len(vocabulary.lineage(found)) > 1:
        return _with_less(asked, found, vocabulary), f"broader than {label}"
    shares = [
        _with_less(asked, parent, vocabulary)
        for parent in concept_of(asked, vocabulary).broader
        if parent in vocabulary.lineage(found) and len(vocabulary.lineage(parent)) > 1
    ]
    return (max(shares), f"of one kind with {label}") if shares else (0.0, "")


def _with_less(asked: str, broader: str, vocabulary: Vocabulary) -> float:
    label = concept_of(asked, vocabulary).label
    unqualified = label.endswith(f" {concept_of(broader, vocabulary).label}")
    return UNQUALIFIED if unqualified else NEAR
