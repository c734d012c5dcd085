"""A question in plain words → the statements that answer to it, best first, with reasons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

from evidence.concepts import (
    LOCAL,
    Mention,
    Vocabulary,
    concept_of,
    find_concepts,
    listed,
    normal,
    words,
)
from evidence.cues import any_of
from evidence.link import work_title
from evidence.model import (
    PLACES,
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
INHERITED, CITED = 0.9, 0.7
"""What a statement inherits counts a tenth less than what it says; what only the titles of the
works say that it cites for its claim, a little less than that."""
TITLED = 0.3
"""What only the title of its article says counts a third."""
MISSPELT = 0.85
"""Least similarity, 0..1, of a word that may have been meant (edit distance over both lengths)."""
GENERIC = 20
"""Narrower terms that make a term of toxicity ("adverse event") stand for all of them, whether or not
the vocabulary puts them below it."""
FLOOR = 0.26
"""Least score. Below it are statements that name the therapy asked about and something else."""
NEXT_TO_BEST = 0.4
"""Least part of the best coverage for a statement that lacks nothing of the question which another
has: beside a good answer a poor one only distracts."""
LACKING = 0.8
"""The same for one that lacks a whole part of it."""
ONLY_TITLED = 0.25
"""How much of a part a statement lacks if only its article's title names it."""
CARRIED = 0.8
"""What a sentence counts that only goes on from one that answers ("This difference …")."""
_NEXT = 4
"""Characters between two sentences of a paragraph."""
_TAKES_UP = re.compile(
    r"\W*(?:(?:however|but|yet|moreover|in addition|by contrast|thus),?\s)?(?:this|these|those|that|such|neither|none of (?:these|them)"
    r"|others?|it|they|both|the (?:latter|former|same)|most of (?:these|them)|some of (?:these|them)|no (?:[\w-]+ ){0,3}"
    r"(?:trials?|stud(?:y|ies)))\b",
    re.IGNORECASE,
)
DESIGNED = 0.6
"""What a sentence counts that tells how something was defined, chosen or measured."""
COVERAGE = 0.85
"""Share of the score that the parts of the question make up."""
RELATING = 0.3
"""What a word counts that only relates the others ("reduce", "effect")."""
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

_SUFFIX = re.compile(r"(?<=\w{3})(?:ations?|ions?|ings?|ed|es|e|al|ly|ive|ants?|y)\Z")


def stem(word: str) -> str:
    """A word without the ending that makes it noun, verb or adverb: "reduces", "reduction"."""
    return _SUFFIX.sub("", word)


_RELATING = frozenset(
    map(
        stem,
        listed(
            """reduce decrease increase lower raise improve prevent affect effect risk rate role impact
            influence help work benefit safe safety efficacy associate association relation outcome
            result show find response report level size number early late new good bad high low recurrent
            severe acute chronic long prolonged frequent common"""
        ),
    )
)
_STOP = frozenset(
    map(
        normal,
        listed(
            """a after an and are as at be by can cause caused do does following for from have how in is it
    may of on or that the there to was what when which who why will with is are any evidence patient
            treatment therapy cell against should often much many under over between about than follow occur happen lead"""
        ),
    )
)
_DESIGN = any_of(
    r"\b(?:were|was) (?:considered as|considered to be|defined (?:as|by)|included|excluded|measured|assessed|recorded"
    r"|randomi[sz]ed|divided|assigned|analy[sz]ed|scored)\b",
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

    A question is taken apart into the concepts that the vocabulary knows and the words that are
    left. A score is the share of these parts, weighed by how rare they are among the statements,
    that a statement names, inherits, names in a broader or narrower term, or finds in the titles of
    the works it cites or of its article; and a little of its basis. If the question names something
    that happens (a toxicity, an outcome, a finding), a statement must be about it too, or something
    near it. What scores under ``FLOOR``, or under ``NEXT_TO_BEST`` of the best, is left out, unless it
    explains what the question asks about by another therapy: then it stands at the end. Ties keep
    the order of ``statements``.

    Args:
        checked: by article, the references by number.
        titles: by article, where known.
    """
    asked = _Asked.of(question, statements, vocabulary)
    about = {article: _Title.of(title, vocabulary) for article, title in (titles or {}).items()}
    by_id = {claim.id: claim for claim in claims}
    weighed: list[_Weighed] = []
    for statement in statements:
        before = weighed[-1] if weighed else None
        own = asked.weigh(statement, about.get(statement.article, _Title()), checked)
        weighed.append(own or _goes_on(statement, before) or _Weighed(statement, 0.0))
    found = [one for one in weighed if one.score >= FLOOR]
    best = max((one.covers for one in found), default=0.0)
    least = min((one.lacks for one in found), default=0.0)
    kept = [one for one in found if one.rival or one.covers >= best * _least_part(one.lacks, least)]
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


def _least_part(lacks: float, least: float) -> float:
    """Of the best coverage, what a statement must reach; more if none has something on every part."""
    return NEXT_TO_BEST + (LACKING - NEXT_TO_BEST) * min(1.0, max(lacks - least, least // 1))


class _Weighed(NamedTuple):
    """A statement with what of a question it answers to."""

    statement: Statement
    score: float
    covers: float = 0.0
    """The part of the score that is no matter of basis."""
    reasons: tuple[str, ...] = ()
    lacks: float = 0
    """Parts of the question on which it has nothing."""
    rival: bool = False
    carried: bool = False


def _goes_on(statement: Statement, before: _Weighed | None) -> _Weighed | None:
    """A statement that says nothing of the question itself but goes on from one that does."""
    if (
        before is None
        or before.rival
        or before.carried
        or before.score < FLOOR
        or before.statement.article != statement.article
        or not 0 <= statement.start - before.statement.end <= _NEXT
        or _DESIGN.search(before.statement.text)
        or not _TAKES_UP.match(statement.text)
    ):
        return None
    reason = "goes on from the sentence before, which " + "; ".join(before.reasons)
    return _Weighed(
        statement,
        CARRIED * before.score,
        CARRIED * before.covers,
        (reason,),
        before.lacks,
        carried=True,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question taken apart: concepts, and the words that are left."""

    concepts: tuple[str, ...]
    words: Mapping[str, str]
    """By stem, as asked."""
    of_concept: Callable[[str], float]
    of_word: Callable[[str], float]
    """Weights: the rarer among the statements, the more."""
    vocabulary: Vocabulary

    @classmethod
    def of(cls, question: str, statements: Sequence[Statement], vocabulary: Vocabulary) -> _Asked:
        mentions = find_concepts(question, vocabulary)
        holders = []
        for statement in statements:
            said, inherited = _named(statement, vocabulary)
            holders.append({up for c in (*said, *inherited) for up in vocabulary.lineage(c)})
        return cls(
            _parts((mention.concept_id for mention in mentions), vocabulary),
            _left_words(question, mentions),
            _rarity(holders),
            _rarity([_stems(statement) for statement in statements]),
            vocabulary,
        )

    def weigh(
        self, statement: Statement, title: _Title, checked: Mapping[str, Mapping[int, Checked]]
    ) -> _Weighed | None:
        """What a statement answers to; None where it is not about what the question is about."""
        said, inherited = _named(statement, self.vocabulary)
        cited = _cited(statement, checked, self.vocabulary)
        met = {
            concept: _nearness(concept, said, inherited, cited, title.concepts, self.vocabulary)
            for concept in self.concepts
        }
        text, printed = _stems(statement), _titles(statement, checked)
        shared = {
            word: 1.0
            if word in text
            else CITED * (word in printed) or TITLED * (word in title.words)
            for word in self.words
        }
        if not self._is_about(met, shared):
            return None
        covered = sum(self.of_concept(c) * near.share for c, near in met.items())
        covered += sum(self._weight(word) * share for word, share in shared.items())
        whole = sum(map(self.of_concept, self.concepts)) + sum(map(self._weight, self.words))
        covers = COVERAGE * covered / whole
        if _DESIGN.search(statement.text):
            covers *= DESIGNED
        score = covers + BASIS[statement.basis]
        reasons = _merged([near.reason for near in met.values() if near.reason])
        rival = _rival(statement, met, self.vocabulary)
        if rival:
            score = RIVAL
            reasons.insert(0, rival)
        said_too = sorted(self.words[word] for word in self.words if word in text)
        if said_too:
            reasons.append(f"shares the words {', '.join(said_too)}")
        return _Weighed(
            statement, score, covers, tuple(reasons), self._lacks(met, shared), rival=bool(rival)
        )

    def _weight(self, word: str) -> float:
        return self.of_word(word) * (RELATING if word in _RELATING else 1.0)

    def _is_about(self, met: Mapping[str, _Nearness], shared: Mapping[str, float]) -> bool:
        """Whether it has more than the title, on what happens if that is asked about."""
        happens = [near.share for c, near in met.items() if self.vocabulary.kind(c) in _HAPPENS]
        if happens and max(happens) <= TITLED:
            return False
        shares = [near.share for near in met.values()]
        shares += [share for word, share in shared.items() if word not in _RELATING]
        if not any(near.own for near in met.values()) and 1.0 not in shares:
            # Only what it cites and stands under says what it is about: then on everything.
            return bool(shares) and min(shares) > TITLED
        if happens:
            return True
        return any(near.share > TITLED for near in met.values()) or any(
            share > TITLED for word, share in shared.items() if word not in _RELATING
        )

    def _lacks(self, met: Mapping[str, _Nearness], shared: Mapping[str, float]) -> float:
        """On how many parts it has nothing; a target only says more of a therapy."""
        shares = [near.share for c, near in met.items() if self.vocabulary.kind(c) != "target"]
        shares += [share for word, share in shared.items() if word not in _RELATING]
        return shares.count(0.0) + ONLY_TITLED * shares.count(TITLED)


_BORNE = ("target", "disease", "drug", "therapy", "procedure", "population")
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
    of all ``statements`` names; a word of theirs that is nearly a missing one is suggested.
    """
    mentions = find_concepts(question, vocabulary)
    said: set[str] = set()
    texts: set[str] = set()
    for statement in [hit.statement for hit in hits] or statements:
        own, inherited = _named(statement, vocabulary)
        said |= {up for concept in (*own, *inherited) for up in vocabulary.lineage(concept)}
        texts |= _stems(statement)
    none = "no statement found" if hits else "no statement"
    gaps = []
    works = {
        (work.article, work.number): _title_concepts(work.title or "", vocabulary)
        for hit in hits
        for work in hit.works
        if work.directness != "context"
    }
    for concept in _parts((mention.concept_id for mention in mentions), vocabulary):
        label, kind = concept_of(concept, vocabulary).label, vocabulary.kind(concept)
        if concept not in said:
            gaps.append(f"{none} names {label}")
        elif kind in _BORNE and works and not any(concept in named for named in works.values()):
            others = Counter(
                other
                for named in works.values()
                for other in named
                if vocabulary.kind(other) == kind
            )
            told = [f"{count} on {concept_of(c, vocabulary).label}" for c, count in others.items()]
            gaps.append("; ".join((f"no reference found bears directly on {label}", *told)))
    left = _left_words(question, mentions)
    unsaid = sorted(word for at, word in left.items() if at not in texts and at not in _RELATING)
    if unsaid and (hits or statements):
        meant = _nearly(unsaid, statements)
        missing = ", ".join(f"{w} (did you mean {meant[w]}?)" if w in meant else w for w in unsaid)
        gaps.append(f"{none} has the words {missing}")
    return tuple(gaps)


def _nearly(unsaid: Iterable[str], statements: Iterable[Statement]) -> Mapping[str, str]:
    """For words that nobody uses, the word of the statements that is spelt most like each."""
    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    used = {word for statement in statements for word in words(statement.text) if len(word) > 3}
    found = {}
    for word in unsaid:
        nearest = process.extractOne(
            word, sorted(used), scorer=Indel.normalized_similarity, score_cutoff=MISSPELT
        )
        if nearest and nearest[0] != word:
            found[word] = nearest[0]
    return found


def _title_concepts(title: str, vocabulary: Vocabulary) -> set[str]:
    """The concepts that a title names, with everything broader."""
    named = _parts((m.concept_id for m in find_concepts(title, vocabulary)), vocabulary)
    return {up for concept in named for up in vocabulary.lineage(concept)}


def _left_words(question: str, mentions: Iterable[Mention]) -> dict[str, str]:
    """The stems of the words that belong to no concept, with the words as asked."""
    bare = list(question)
    for mention in mentions:
        bare[mention.start : mention.end] = " " * (mention.end - mention.start)
    left = (word for word in words("".join(bare)) if word not in _STOP and len(word) > 1)
    return {stem(word): word for word in left}


def _stems(statement: Statement) -> set[str]:
    """The stems of its words, with those of the abbreviations in it."""
    local = (c.removeprefix(LOCAL) for c in statement.concepts if c.startswith(LOCAL))
    return {stem(word) for part in (statement.text, *local) for word in words(part)}


@dataclass(frozen=True, slots=True)
class _Title:
    """What the title of an article names."""

    concepts: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    @classmethod
    def of(cls, title: str, vocabulary: Vocabulary) -> _Title:
        named = (mention.concept_id for mention in find_concepts(title, vocabulary))
        return cls(frozenset(_parts(named, vocabulary)), frozenset(map(stem, words(title))))


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
    own: bool = False
    """Whether the statement itself names or inherits it."""


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


def _titles(statement: Statement, checked: Mapping[str, Mapping[int, Checked]]) -> frozenset[str]:
    """The stems of the words in the titles of the works cited for the claim."""
    works = (
        checked.get(line.article, {}).get(line.reference)
        for line in statement.evidence
        if line.direction == "supports"
    )
    return frozenset(stem(word) for work in works if work for word in words(work_title(work) or ""))


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
    titled: Iterable[str],
    vocabulary: Vocabulary,
) -> _Nearness:
    best = _Nearness(0.0, "")
    if asked in titled:
        label = concept_of(asked, vocabulary).label
        best = _Nearness(TITLED, f"the article's title names {label}")
    for concept in (*said, *inherited):
        share, how = _share(asked, concept, vocabulary)
        source = inherited.get(concept) if concept not in said else None
        label = concept_of(concept, vocabulary).label
        if source:
            share *= INHERITED
            how = f"inherits {label} from the {PLACES[source.source]} (“{source.text}”){how}"
        else:
            how = f"names {label}{how}"
        if share > best.share:
            best = _Nearness(share, how, own=True)
    for concept, number in cited.items():
        share, how = _share(asked, concept, vocabulary)
        if share * CITED > best.share:
            label = concept_of(concept, vocabulary).label
            best = _Nearness(share * CITED, f"cites a work on {label} ({number}){how}")
    return best


def _share(asked: str, found: str, vocabulary: Vocabulary) -> tuple[float, str]:
    if found == asked:
        return SAME, ""
    label = concept_of(asked, vocabulary).label
    if asked in vocabulary.lineage(found):
        return NARROWER, f", narrower than {label}"
    generic = len(vocabulary.narrower.get(asked, ())) >= GENERIC
    if generic and vocabulary.kind(asked) == vocabulary.kind(found) == "toxicity":
        return NARROWER, f", a kind of {label}"
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
