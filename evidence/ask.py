"""A question in plain words → the statements that answer to it, best first, with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

from evidence.concepts import Vocabulary, find_concepts, read_abbreviations
from evidence.coverage import Cover, Title, cover_article, read_said, without
from evidence.cues import any_of
from evidence.link import work_title
from evidence.model import Basis, Claim, Direction, Directness, EvidenceLine, Statement
from evidence.question import Part, read_question
from evidence.relations import AGENTS
from evidence.spelling import mend_spelling
from refs.model import Checked, Verdict

# Chosen on the questions of tests/bench/gold, as the shares in evidence.coverage.
FOCUS = 2.0
"""How much more what is asked about weighs than in whom or with what: "fever *after linezolid*"."""
QUALIFIES: Mapping[str, float] = {"target": 0.3, "population": 0.5}
"""What kinds weigh that only say more of another part: "*BCMA* CAR-T", "in *children*"."""
MISSING = 0.1
"""What each part takes off a statement that has next to nothing on it."""
MISSED = 0.1
"""A share below which a statement has next to nothing on a part."""
FEWEST = 10
"""Statements from which on what all of them name tells little."""
NAMED = 0.5
"""A share from which on it names it."""
DESIGNED = 0.6
"""What a sentence counts that tells how something was defined, chosen or measured."""
FLOOR = 0.2
"""Least part of the question that a statement must cover."""
NEXT_TO_BEST = 0.6
"""Least part of the best coverage: beside a good answer a poor one only distracts."""
COVERAGE = 0.85
"""Share of the score that the parts of the question make up."""
BASIS: Mapping[Basis, float] = {
    "cited": 0.15,
    "own-data": 0.05,
    "interpretation": 0.03,
    "uncited": 0.02,
}
"""The rest of the score: what rests on works comes before one's own data, and that before what is
only said."""
RIVAL = 0.15
"""Score of a statement that explains what the question asks about by something else; it stands last."""
_HAPPENS = frozenset(("toxicity", "outcome", "finding"))
"""Kinds of which an article must have one if a question asks about it."""
_EXPLAINS = frozenset(("causes", "induces", "leads to", "contributes to", "due to"))
_DESIGN = any_of(
    r"\b(?:were|was) (?:considered as|considered to be|defined (?:as|by)|included|excluded|measured|assessed|recorded"
    r"|identified|reviewed|randomi[sz]ed|divided|assigned|analy[sz]ed|scored|classified|graded)\b",
    r"\bwe (?:identified|reviewed|enrolled|included|examined|analy[sz]ed|collected|screened|searched|measured|compared)\b",
    r"\b(?:exclusion|inclusion) (?:criteria|ones)\b|\bvariables (?:\w+ ){0,2}(?:included|studied|were)\b",
    r"\bconsists? of\b|\bencompass(?:es|ed)?\b|\b(?:was|were) (?:set|conducted) (?:at|in|as|to)\b",
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
    titles: Mapping[str, str] | None = None,
) -> tuple[Hit, ...]:
    """The statements that bear on a question, best first; none where nothing is known of it.

    What a person rejected, a statement or that a work bears on it, is left out.

    A question is read article by article, with the abbreviations that each defines, and taken apart
    into concepts and words (:mod:`evidence.question`). What a statement covers is the mean of what
    it has on the parts (:mod:`evidence.coverage`), weighed by how rare they are in its article, what
    is asked about twice as much as in whom or with what; times the share of the parts on which its
    article has something at all. What covers less than ``FLOOR``, or less than ``NEXT_TO_BEST`` of
    the best, is left out, unless it explains what is asked about by another therapy: then it
    stands at the end. The basis breaks near ties; equal ones keep the order of ``statements``.

    Args:
        checked: by article, the references by number.
        titles: by article, where known.
    """
    question, _ = mend_spelling(question, statements, vocabulary, (titles or {}).values())
    by_article: dict[str, list[Statement]] = {}
    for statement in statements:
        if statement.status != "rejected":
            by_article.setdefault(statement.article, []).append(statement)
    found: dict[str, _Weighed] = {}
    for article, group in by_article.items():
        title = Title.of((titles or {}).get(article, ""), vocabulary)
        for one in _weigh_article(question, group, checked.get(article, {}), title, vocabulary):
            found[one.statement.id] = one
    best = max((one.covers for one in found.values()), default=0.0)
    least = max(FLOOR, NEXT_TO_BEST * best)
    in_order = [found[statement.id] for statement in statements if statement.id in found]
    kept = [one for one in in_order if one.rival or one.covers >= least]
    by_id = {claim.id: claim for claim in claims}
    return tuple(
        Hit(
            one.statement,
            round(one.score, 4),
            tuple(_bearer(line, checked) for line in _closest_first(one.statement)),
            one.reasons,
            by_id.get(one.statement.claim),
        )
        for one in sorted(kept, key=lambda one: -one.score)
    )


class _Weighed(NamedTuple):
    """A statement with what it covers of a question, 0..1."""

    statement: Statement
    covers: float
    reasons: tuple[str, ...]
    rival: bool

    @property
    def score(self) -> float:
        return RIVAL if self.rival else COVERAGE * self.covers + BASIS[self.statement.basis]


def _weigh_article(
    question: str,
    statements: Sequence[Statement],
    checked: Mapping[int, Checked],
    title: Title,
    vocabulary: Vocabulary,
) -> Iterable[_Weighed]:
    abbreviations = read_abbreviations((one.text for one in statements), vocabulary)
    read = read_question(question, vocabulary, abbreviations)
    parts = [part for part in read if not part.excluded]
    excluded = [part for part in read if part.excluded]
    said = [
        without(read_said(statement, checked, vocabulary), excluded, vocabulary)
        for statement in statements
    ]
    covers = cover_article(parts, statements, said, title, vocabulary)
    columns = list(zip(*covers, strict=True)) if parts else []
    had = [max(cover.share for cover in column) for column in columns]
    weights = [
        _rarity(column) * kind * (1.0 if part.setting else FOCUS)
        for part, column, kind in zip(parts, columns, _of_kind(parts, vocabulary), strict=True)
    ]
    happens = [
        share
        for part, share in zip(parts, had, strict=True)
        if not part.setting and part.concept and vocabulary.kind(part.concept) in _HAPPENS
    ]
    if not any(had) or (happens and not any(happens)):
        return
    about = sum(had) / len(parts)
    for statement, row in zip(statements, covers, strict=True):
        shares = (one.share if one.share >= MISSED else -MISSING for one in row)
        mean = sum(w * share for w, share in zip(weights, shares, strict=True)) / sum(weights)
        design = DESIGNED if _DESIGN.search(statement.text) else 1.0
        # Where the article has nothing on the therapy asked about, another is no rival to it.
        rival = _rival(statement, parts, row, vocabulary) if all(had) else ""
        yield _Weighed(statement, about * design * mean, _reasons(row, rival), bool(rival))


def _of_kind(parts: Sequence[Part], vocabulary: Vocabulary) -> list[float]:
    """What each part weighs by its kind; a target alone is what one asks about."""
    kinds = [vocabulary.kind(part.concept) if part.concept else "" for part in parts]
    aimed = not AGENTS.isdisjoint(kinds)
    return [QUALIFIES.get(kind, 1.0) if aimed or kind != "target" else 1.0 for kind in kinds]


def _rarity(column: Sequence[Cover]) -> float:
    """What a part weighs: the fewer statements of the article name it, the more."""
    size = max(len(column), FEWEST)
    named = sum(cover.own and cover.share >= NAMED for cover in column)
    # What only titles name is told everywhere, not nowhere.
    return log((size + 1) / ((named or size / 2) + 0.5))


def _rival(
    statement: Statement, parts: Sequence[Part], row: Sequence[Cover], vocabulary: Vocabulary
) -> str:
    """The reason, if it explains what is asked about by a therapy that is not asked about."""
    agents: list[Cover] = []
    others: list[Cover] = []
    for part, cover in zip(parts, row, strict=True):
        is_agent = bool(part.concept) and vocabulary.kind(part.concept or "") in AGENTS
        (agents if is_agent else others).append(cover)
    if statement.relation not in _EXPLAINS or not agents or any(one.own for one in agents):
        return ""
    named = find_concepts(statement.subject or "", vocabulary)
    if AGENTS.isdisjoint(vocabulary.kind(one.concept_id) for one in named):
        return ""
    happens = any(one.own for one in others)
    return f"another explanation: names {statement.subject}" if happens else ""


def _reasons(row: Iterable[Cover], rival: str) -> tuple[str, ...]:
    """Why a statement answers, what has one source in one clause."""
    telling = [cover for cover in row if cover.share >= MISSED]
    here = _clauses(cover for cover in telling if not cover.before)
    before = _clauses(cover for cover in telling if cover.before)
    if before:
        here.append(f"goes on from what stands before, which {_listed(before)}")
    return (rival, *here) if rival else tuple(here)


def _clauses(covers: Iterable[Cover]) -> list[str]:
    told: dict[tuple[str, str], dict[str, None]] = {}
    for cover in covers:
        told.setdefault((cover.lead, cover.tail), {})[cover.what] = None
    return [
        f"{lead.replace('the word', 'the words') if len(what) > 1 else lead} {_listed([*what])}{tail}"
        for (lead, tail), what in told.items()
    ]


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


_ORDER = ("direct", "indirect", "not-determined", "context")


def _closest_first(statement: Statement) -> list[EvidenceLine]:
    standing = (line for line in statement.evidence if line.status != "rejected")
    return sorted(standing, key=lambda line: _ORDER.index(line.directness))


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
