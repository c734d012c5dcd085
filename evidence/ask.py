"""A question in plain words → the statements that answer to it, best first, with reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

from evidence.concepts import Mention, Vocabulary, concept_of, find_concepts, listed, words
from evidence.link import work_title
from evidence.model import (
    Basis,
    Claim,
    Direction,
    Directness,
    EvidenceLine,
    Inherited,
    Statement,
)
from evidence.relations import AGENTS
from refs.model import Checked, Verdict

# How much of a concept of the question a statement answers to.
SAME, NARROWER, NEAR = 1.0, 0.85, 0.5
"""Named itself; as a narrower term; as a broader term, or one under the same broader term."""
INHERITED, CITED = 0.9, 0.85
"""What a statement inherits counts a tenth less than what it says; what only the titles of the
works say that it cites for its claim, a little less than that."""
FLOOR = 0.26
"""Least score. Below it are statements that name the therapy asked about and something else."""
CONCEPTS, WORDS = 0.62, 0.23
"""Shares of the score; without concepts in the question, its words have both."""
BASIS: Mapping[Basis, float] = {
    "cited": 0.15,
    "own-data": 0.05,
    "interpretation": 0.03,
    "uncited": 0.02,
}
"""The rest of the score: what rests on works comes before one's own data, and that before what is
only said. So a cited statement that inherits the therapy comes before a case that names it."""
RIVAL = FLOOR
"""Score of a statement that explains what the question asks about by something else."""
_HAPPENS = frozenset(("toxicity", "outcome", "finding"))
_EXPLAINS = frozenset(("causes", "induces", "leads to", "contributes to", "due to"))
"""Relations by which a statement explains what happens."""

_STOP = listed(
    """a after an and are as at be by can cause caused do does following for from have how in is it
    may of on or that the there to was what when which who why will with is are any evidence patient
    treatment therapy cell"""
)


@dataclass(frozen=True, slots=True)
class Bearer:
    """A work that bears on a statement found, as its evidence line and its reference tell."""

    number: int
    article: str
    doi: str | None
    title: str | None
    direction: Direction
    directness: Directness
    verdict: Verdict | None
    why: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that answers to a question."""

    statement: Statement
    score: float
    """0..1, comparable within one answer only."""
    works: tuple[Bearer, ...]
    """Direct ones first."""
    reasons: tuple[str, ...]
    """Readable clauses: what of the question it names, inherits, or says in other words."""
    claim: Claim | None = None


def ask(
    question: str,
    statements: Sequence[Statement],
    claims: Iterable[Claim],
    checked: Mapping[str, Mapping[int, Checked]],
    vocabulary: Vocabulary,
) -> tuple[Hit, ...]:
    """The statements that bear on a question, best first; none where nothing is known of it.

    A score is made of the question's concepts that the statement names, inherits, or names in a
    broader or narrower term, of the question's words in it (both weighed by how rare they are
    among the statements), and a little of its basis. If the question names something that happens
    (a toxicity, an outcome, a finding), a statement must name it too, or something near it. What
    scores under ``FLOOR`` is left out, unless it explains what the question asks about by another
    therapy: then it stands at the end. Ties keep the order of ``statements``.

    Args:
        checked: by article, the references by number.
    """
    mentions = find_concepts(question, vocabulary)
    asked = _parts((mention.concept_id for mention in mentions), vocabulary)
    wanted = {word for word in words(question) if word not in _STOP and len(word) > 1}
    named = [_named(statement, vocabulary) for statement in statements]
    texts = [set(words(statement.text)) for statement in statements]
    concept_weight = _rarity(
        [{up for c in (*said, *got) for up in vocabulary.lineage(c)} for said, got in named]
    )
    word_weight = _rarity(texts)
    by_id = {claim.id: claim for claim in claims}
    hits = []
    for statement, (said, inherited), text in zip(statements, named, texts, strict=True):
        cited = _cited(statement, checked, vocabulary)
        met = {concept: _nearness(concept, said, inherited, cited, vocabulary) for concept in asked}
        happens = [near.share for c, near in met.items() if vocabulary.kind(c) in _HAPPENS]
        shared = wanted & text
        if not (shared or any(near.share for near in met.values())) or (
            happens and not max(happens)
        ):
            continue
        in_words = _part(
            shared | _reworded(mentions, met, vocabulary) & wanted, wanted, word_weight
        )
        in_concepts = in_words
        if asked:
            total = sum(concept_weight(concept) for concept in asked)
            in_concepts = sum(concept_weight(c) * near.share for c, near in met.items()) / total
        score = CONCEPTS * in_concepts + WORDS * in_words + BASIS[statement.basis]
        reasons = _merged([near.reason for near in met.values() if near.reason])
        rival = _rival(statement, met, vocabulary)
        if rival:
            score = RIVAL
            reasons.insert(0, rival)
        if score >= FLOOR:
            # What a named concept already told is not told again word by word.
            fresh = shared - set(words(" ".join(reasons)))
            if fresh:
                reasons.append(f"shares the words {', '.join(sorted(fresh))}")
            hits.append(
                Hit(
                    statement,
                    round(score, 4),
                    tuple(_bearer(line, checked) for line in _closest_first(statement)),
                    tuple(reasons),
                    by_id.get(statement.claim),
                )
            )
    return tuple(sorted(hits, key=lambda hit: -hit.score))


def _merged(reasons: Iterable[str]) -> list[str]:
    """Reasons with those that inherit from the same span told as one."""
    spans: dict[tuple[str, str], list[str]] = {}
    for reason in dict.fromkeys(reasons):
        what, from_the, span = reason.partition(" from the ")
        told = spans.setdefault(("" if from_the else what, from_the + span), [])
        told.append(what.removeprefix("inherits ") if told else what)
    return [" and ".join(told) + span for (_, span), told in spans.items()]


class _Nearness(NamedTuple):
    share: float
    reason: str


def _parts(concepts: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Concepts with a therapy aimed at a target taken apart: CAR-T cell therapy, BCMA."""
    found: dict[str, None] = {}
    todo = list(concepts)
    for concept in todo:
        known = vocabulary.concepts.get(concept)
        broader = known.broader if known and len(known.broader) > 1 else ()
        targets = [up for up in vocabulary.lineage(concept) if vocabulary.kind(up) == "target"]
        if broader and targets:
            todo.extend(broader)
        else:
            found[concept] = None
    return tuple(found)


def _named(
    statement: Statement, vocabulary: Vocabulary
) -> tuple[tuple[str, ...], Mapping[str, Inherited]]:
    """The concepts that a statement says, and those it inherits with the span they come from."""
    inherited: dict[str, Inherited] = {}
    for source in statement.inherited:
        for mention in find_concepts(source.text, vocabulary):
            inherited.setdefault(mention.concept_id, source)
    own = {mention.concept_id for mention in find_concepts(statement.text, vocabulary)}
    said = [c for c in statement.concepts if c in own or c not in inherited]
    parts: dict[str, Inherited] = {}
    for concept, source in inherited.items():
        for part in _parts((concept,), vocabulary):
            parts.setdefault(part, source)
    return _parts(said, vocabulary), parts


def _cited(
    statement: Statement, checked: Mapping[str, Mapping[int, Checked]], vocabulary: Vocabulary
) -> Mapping[str, int]:
    """The concepts in the titles of the works cited for the claim, with the first such work."""
    found: dict[str, int] = {}
    for line in statement.evidence:
        work = checked.get(line.article, {}).get(line.reference)
        if work and line.direction == "supports":
            titled = (m.concept_id for m in find_concepts(work_title(work) or "", vocabulary))
            for concept in _parts(titled, vocabulary):
                found.setdefault(concept, line.reference)
    return found


def _rival(statement: Statement, met: Mapping[str, _Nearness], vocabulary: Vocabulary) -> str:
    """The reason, if it explains what is asked about by a therapy that is not asked about."""
    agents = [near for c, near in met.items() if vocabulary.kind(c) in AGENTS]
    if statement.relation not in _EXPLAINS or not agents or any(near.share for near in agents):
        return ""
    return f"another explanation: names {statement.subject}"


def _nearness(
    asked: str,
    said: Iterable[str],
    inherited: Mapping[str, Inherited],
    cited: Mapping[str, int],
    vocabulary: Vocabulary,
) -> _Nearness:
    best = _Nearness(0.0, "")
    for concept in (*said, *inherited):
        share, how = _share(asked, concept, vocabulary)
        source = inherited.get(concept) if concept not in said else None
        label = concept_of(concept, vocabulary).label
        if source:
            share *= INHERITED
            how = f"inherits {label} from the {_PLACES[source.source]} (“{source.text}”){how}"
        else:
            how = f"names {label}{how}"
        if share > best.share:
            best = _Nearness(share, how)
    for concept, number in cited.items():
        share, how = _share(asked, concept, vocabulary)
        if share * CITED > best.share:
            label = concept_of(concept, vocabulary).label
            best = _Nearness(share * CITED, f"cites a work on {label} ({number}){how}")
    return best


def _reworded(
    mentions: Iterable[Mention], met: Mapping[str, _Nearness], vocabulary: Vocabulary
) -> set[str]:
    """Words of the question that name a concept which the statement has in other words."""
    return {
        word
        for mention in mentions
        if all(
            met[part].share >= SAME * INHERITED
            for part in _parts((mention.concept_id,), vocabulary)
        )
        for word in words(mention.text)
    }


_PLACES = {
    "clause": "same sentence",
    "sentence": "sentence before",
    "paragraph": "same paragraph",
    "article": "text before",
    "title": "title",
}


def _share(asked: str, found: str, vocabulary: Vocabulary) -> tuple[float, str]:
    if found == asked:
        return SAME, ""
    label = concept_of(asked, vocabulary).label
    if asked in vocabulary.lineage(found):
        return NARROWER, f", narrower than {label}"
    # A term at the top ("adverse event") is near to everything and tells nothing.
    if found in vocabulary.lineage(asked) and len(vocabulary.lineage(found)) > 1:
        return NEAR, f", broader than {label}"
    parents = set(concept_of(asked, vocabulary).broader) & vocabulary.lineage(found)
    if any(len(vocabulary.lineage(parent)) > 1 for parent in parents):
        return NEAR, f", of one kind with {label}"
    return 0.0, ""


def _rarity(holders: Sequence[set[str]]) -> Callable[[str], float]:
    """A weight for a concept or word: the rarer among the statements, the more."""
    counts = Counter(item for holder in holders for item in holder)
    return lambda item: log(1 + (len(holders) + 1) / (counts[item] + 1))


def _part(some: Iterable[str], of: Iterable[str], weight: Callable[[str], float]) -> float:
    whole = sum(map(weight, of))
    return sum(map(weight, some)) / whole if whole else 0.0


_ORDER = ("direct", "indirect", "not-determined", "context")


def _closest_first(statement: Statement) -> list[EvidenceLine]:
    return sorted(statement.evidence, key=lambda line: _ORDER.index(line.directness))


def _bearer(line: EvidenceLine, checked: Mapping[str, Mapping[int, Checked]]) -> Bearer:
    found = checked.get(line.article, {}).get(line.reference)
    return Bearer(
        line.reference,
        line.article,
        line.doi,
        work_title(found) if found else None,
        line.direction,
        line.directness,
        found.verdict if found else None,
        line.why,
    )
