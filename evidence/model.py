"""The values between text and graph: pointers, contexts, statements, claims and what bears on them.

Everything here is frozen. Offsets count code points of ``Document.text``, end exclusive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from refs.model import Span

Basis = Literal["cited", "own-data", "interpretation", "uncited"]
Polarity = Literal["affirmed", "negated"]
Hedging = Literal["none", "low", "moderate", "high"]
Direction = Literal["supports", "opposes", "neutral", "not-determined"]
Directness = Literal["direct", "indirect", "context", "not-determined"]
Attitude = Literal["supporting", "contrasting"]
Intent = Literal["background", "method", "result"]
Status = Literal["proposed", "accepted", "rejected", "edited"]


@dataclass(frozen=True, slots=True)
class Pointer:
    """A marker in the text, "<sup>4-9</sup>" or "(Smith, 2019)", and the references it names."""

    start: int
    end: int
    text: str
    numbers: tuple[int, ...]
    """Ranges expanded, in printed order, each once; all are in the article's list.

    None in a marker that names nothing in the list: it tells that a statement is cited, not by
    what."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the running text."""

    text: str
    """As printed, interruptions left out, mark-up kept."""
    pieces: tuple[Span, ...]
    passage: int
    """Place of its passage in ``Article.passages``."""
    at: int
    """Where it starts in ``Passage.text``."""

    @property
    def start(self) -> int:
        return self.pieces[0].start

    @property
    def end(self) -> int:
        return self.pieces[-1].end


class Stance(NamedTuple):
    """Why a sentence cites, and how it stands to what it cites; absent is what is not sure."""

    intent: Intent | None
    confidence: float
    """0..1, of the likeliest intent, also where it is too low to name it."""
    attitude: Attitude | None


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence that holds pointers."""

    article: str
    sentence: Sentence
    pointers: tuple[Pointer, ...]
    stance: Stance | None = None
    """None where nobody asked for it."""

    @property
    def numbers(self) -> tuple[int, ...]:
        """The references of all its pointers, ascending, each once."""
        return tuple(sorted({number for pointer in self.pointers for number in pointer.numbers}))


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that carries a judgement (a hedge, a negation), with its place in the document."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Inherited:
    """A part of a statement that its own sentence leaves out, with the span it was taken from."""

    role: Literal["subject", "population"]
    text: str
    start: int
    end: int
    source: Literal["clause", "sentence", "paragraph", "article", "title"]
    """Where it was found: an earlier clause of the sentence, the sentence before, the paragraph, an
    earlier paragraph, the title."""


PLACES: Final[Mapping[str, str]] = {
    "clause": "same sentence",
    "sentence": "sentence before",
    "paragraph": "same paragraph",
    "article": "text before",
    "title": "title",
}
"""Where a statement inherits from, in words."""


class StudyDesign(NamedTuple):
    """What kind of study a work is, as something about it states."""

    name: str
    """phase, randomized trial, cohort study, review, preclinical …"""
    words: str
    """That state it, as printed."""
    source: str
    """Where they stand: "title in the record", "title in the reference", "type in the record"."""


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One work that bears on the claim behind a statement."""

    reference: int
    article: str
    doi: str | None
    direction: Direction
    """Toward the claim: what supports a statement that denies its claim opposes the claim."""
    directness: Directness
    why: str
    designs: tuple[StudyDesign, ...] = ()
    status: Status = "proposed"


class Also(NamedTuple):
    """One more claim that a statement makes: the same, of another outcome."""

    claim: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim as one article makes it."""

    id: str
    claim: str
    article: str
    pieces: tuple[Span, ...]
    quote: str
    """The words of the document, interruptions left out."""
    text: str
    """The quote without pointers and mark-up, behind the words that it shares with the clause before
    it ("aspirin … is recommended"); ``inherited`` names them."""
    basis: Basis
    polarity: Polarity
    hedging: Hedging
    hedge_cues: tuple[Cue, ...] = ()
    subject: str | None = None
    relation: str | None = None
    outcome: str | None = None
    population: str | None = None
    concepts: tuple[str, ...] = ()
    """Ids of the concepts it names or inherits, in the order met, each once."""
    inherited: tuple[Inherited, ...] = ()
    evidence: tuple[EvidenceLine, ...] = ()
    also: tuple[Also, ...] = ()
    """Its further claims, in the order of their outcomes."""
    status: Status = "proposed"

    @property
    def start(self) -> int:
        return self.pieces[0].start

    @property
    def end(self) -> int:
        return self.pieces[-1].end

    @property
    def claims(self) -> tuple[str, ...]:
        """Ids of all claims that it makes."""
        return (self.claim, *(one.claim for one in self.also))

    @property
    def denies(self) -> bool:
        """Whether it says that its claim is not so.

        A claim made of subject and outcome is the same for "raises" and "does not raise"; one that
        lacks either is the statement's own words, which nothing denies.
        """
        return self.polarity == "negated" and bool(self.subject and self.outcome)


@dataclass(frozen=True, slots=True)
class Claim:
    """The proposition that equal statements share."""

    id: str
    text: str
    subject: str | None
    relation: str | None
    outcome: str | None
    population: str | None
    concepts: tuple[str, ...]
    statements: tuple[str, ...]
    """Ids of the statements that make it."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing that claims are about."""

    id: str
    label: str
    kind: str
    """therapy, target, disease, toxicity, finding, outcome, population …"""
    synonyms: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
