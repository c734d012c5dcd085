"""How claims stand to each other: broader, contradicting, or so near that a person may merge them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Literal, NamedTuple

from evidence.concepts import Vocabulary, find_concepts, local_id
from evidence.model import Claim

LinkKind = Literal["broader", "contradicts", "near"]


class ClaimLink(NamedTuple):
    """One claim beside another. For ``broader``, ``other`` is the broader one."""

    kind: LinkKind
    one: str
    other: str
    why: str


_OPPOSITES = (
    ("increases", "decreases"),
    ("increases risk of", "decreases risk of"),
    ("associated with higher risk of", "associated with lower risk of"),
    ("improves", "worsens"),
    ("causes", "prevents"),
    ("induces", "prevents"),
    ("higher with", "lower with"),
    ("higher after", "lower after"),
)
_OPPOSED = {frozenset(pair) for pair in _OPPOSITES}
LARGEST_GROUP = 200
"""Claims on one outcome that are compared each with each; of more, the first ones."""


def link_claims(claims: Iterable[Claim], vocabulary: Vocabulary) -> tuple[ClaimLink, ...]:
    """The links among claims that have a subject and an outcome, in the order of the claims.

    ``broader``: the same relation, and each part of the other claim is the same or a broader concept;
    no population is broader than any. ``contradicts``: the same parts in opposite relations ("raises",
    "lowers"). ``near``: all but one part the same, and that one of a kind; nothing is merged, since
    "fever after X" and "fever during X" may be two things.
    """
    ids = {concept.label: key for key, concept in vocabulary.concepts.items()}
    by_outcome: defaultdict[str, list[_Parts]] = defaultdict(list)
    for claim in claims:
        if claim.subject and claim.outcome and claim.relation:
            subject = ids.get(claim.subject, local_id(claim.subject))
            outcome = ids.get(claim.outcome, local_id(claim.outcome))
            parts = _Parts(
                claim,
                subject,
                outcome,
                ids.get(claim.population or "")
                or (local_id(claim.population) if claim.population else ""),
                _lineage(subject, claim.subject, vocabulary),
                _lineage(outcome, claim.outcome, vocabulary),
            )
            for outcome in parts.wider_outcome:
                by_outcome[outcome].append(parts)
    links: dict[tuple[str, str], ClaimLink] = {}
    for group in by_outcome.values():
        for link in _compared(group[:LARGEST_GROUP], vocabulary):
            links.setdefault((link.one, link.other), link)
    return tuple(links.values())


class _Parts(NamedTuple):
    claim: Claim
    subject: str
    outcome: str
    population: str
    wider_subject: frozenset[str]
    """The subject and everything broader."""
    wider_outcome: frozenset[str]


def _lineage(concept_id: str, label: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The concept and everything broader; "recurrence of stroke" is a recurrence."""
    line = vocabulary.lineage(concept_id)
    if vocabulary.kind(concept_id) != "phrase" or " of " not in label:
        return line
    head = label.partition(" of ")[0]
    known = [one for one in find_concepts(head, vocabulary) if one.text == head]
    return line.union(*(vocabulary.lineage(one.concept_id) for one in known))


def _compared(group: Sequence[_Parts], vocabulary: Vocabulary) -> Iterator[ClaimLink]:
    for one, other in combinations(group, 2):
        if one.claim.id == other.claim.id:
            continue
        same = [
            one.subject == other.subject,
            one.claim.relation == other.claim.relation,
            one.outcome == other.outcome,
            one.population == other.population,
        ]
        pair = frozenset((one.claim.relation or "", other.claim.relation or ""))
        if same[0] and same[2] and same[3] and pair in _OPPOSED:
            why = f"“{one.claim.relation}” against “{other.claim.relation}”"
            yield ClaimLink("contradicts", one.claim.id, other.claim.id, why)
        elif same[1] and _within(one, other, vocabulary):
            yield ClaimLink("broader", one.claim.id, other.claim.id, _why(one, other))
        elif same[1] and _within(other, one, vocabulary):
            yield ClaimLink("broader", other.claim.id, one.claim.id, _why(other, one))
        elif sum(same) == len(same) - 1 and (not same[1] or _akin(one, other, vocabulary)):
            yield ClaimLink("near", one.claim.id, other.claim.id, _why(one, other))


def _within(narrow: _Parts, broad: _Parts, vocabulary: Vocabulary) -> bool:
    """Whether each part of the one is the other's, or narrower."""
    return (
        broad.subject in narrow.wider_subject
        and broad.outcome in narrow.wider_outcome
        and (not broad.population or broad.population in vocabulary.lineage(narrow.population))
    )


def _akin(one: _Parts, other: _Parts, vocabulary: Vocabulary) -> bool:
    """Whether the part in which they differ is related."""
    pairs = ((one.subject, other.subject), (one.outcome, other.outcome), (one.population, other.population))  # fmt: skip
    return all(a == b or (bool(a and b) and vocabulary.related(a, b)) for a, b in pairs)


def _why(one: _Parts, other: _Parts) -> str:
    """The parts in which they differ."""
    parts = (
        (one.claim.subject, other.claim.subject),
        (one.claim.relation, other.claim.relation),
        (one.claim.outcome, other.claim.outcome),
        (one.claim.population, other.claim.population),
    )
    return "; ".join(f"{a or 'anyone'} / {b or 'anyone'}" for a, b in parts if a != b)
