"""Sentences → what the authors assert, and the claims that equal assertions share.

A statement's claim is a proposition (subject, relation, outcome, population) where its words make
one (:mod:`evidence.propositions`), else the statement's own words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise, takewhile
from typing import Literal

from evidence.basis import Ground, basis_of, is_own
from evidence.bearing import bearing_of, cited_against, context_of
from evidence.clauses import IN_TITLE, Clause, Plain, find_clauses, title_clause
from evidence.concepts import Mention, Vocabulary, find_concepts, local_id
from evidence.model import (
    Also,
    Basis,
    Claim,
    Concept,
    Context,
    Cue,
    EvidenceLine,
    Inherited,
    Sentence,
    Statement,
)
from evidence.phrases import names_people
from evidence.propositions import Referent, Roles, read_roles
from evidence.relations import AGENTS, EFFECTS, LEFT_OUT_WITH, OUTCOME_FIRST
from evidence.wording import Hedge, find_hedges, first_verb, hedging_of, polarity_of
from refs.model import Article, Passage

Role = Literal["subject", "population"]
Source = Literal["clause", "sentence", "paragraph", "article", "title"]

# ------------------------------------------------------------------- what went before supplies

_Place = tuple[Clause, Mention]
_Near = tuple[Sentence, ...]
"""The sentence before, if it is in the same paragraph, and the sentence itself."""


class _Before:
    """What earlier clauses named, nearest last; asked before each clause is added."""

    def __init__(self, focus: frozenset[str], vocabulary: Vocabulary) -> None:
        self._focus = focus
        self._vocabulary = vocabulary
        self._agents: list[_Place] = []
        self._patients: list[_Place] = []
        self._main = _Nearest()
        self._suffering = _Nearest()
        self._effects: list[_Place] = []
        self._topics: list[_Place] = []
        self._last: Clause | None = None

    def begin(self, title: Clause, roles: Roles) -> None:
        """Take from the title what nothing in the text supplies."""
        for mention in title.mentions:
            if self._vocabulary.kind(mention.concept_id) in AGENTS:
                self._main.begin((title, mention))
        if roles.population:
            self._suffering.begin((title, roles.population))

    def add(self, clause: Clause, roles: Roles) -> None:
        self._last = clause
        verb = first_verb(clause.text)
        for mention in clause.mentions:
            if self._vocabulary.kind(mention.concept_id) in AGENTS:
                closeness = self._closeness(mention)
                self._main.meet((clause, mention), closeness)
                # A drug in passing ("stopped before surgery") is not what the next sentence means.
                if closeness or (verb and mention.start < verb.start):
                    self._agents.append((clause, mention))
        if roles.population:
            self._patients.append((clause, roles.population))
            self._suffering.meet((clause, roles.population), self._closeness(roles.population))
        self._effects += [
            (clause, mention)
            for mention in clause.mentions
            if self._vocabulary.kind(mention.concept_id) in EFFECTS and mention != roles.population
        ]
        if roles.topic:
            self._topics.append((clause, roles.topic))

    def referent(self, refers: Referent, near: _Near) -> _Place | None:
        """What "this effect", "such events", "it" stand for; None where that is not certain.

        The grammatical subject of the clause before comes first. Else an effect must be the only
        one named there; "it" and "this effect" take the first drug or therapy; "they" nothing,
        since patients may be meant.
        """
        topic = self._topics[-1] if self._topics and self._topics[-1][0] == self._last else None
        wanted = {"agent": AGENTS, "effect": EFFECTS}.get(refers, AGENTS | EFFECTS)
        if topic and topic[0].sentence in near and self._kind(topic) in wanted:
            return topic
        if refers == "effect":
            found = [*takewhile(lambda place: place[0].sentence in near, reversed(self._effects))]
            return found[0] if len({mention.concept_id for _, mention in found}) == 1 else None
        return None if refers == "they" else self.agent(near, far=False, cited=True)

    def agent(self, near: _Near, *, far: bool, cited: bool) -> _Place | None:
        """What the sentence before names first, else (``far``) what the article is about.

        Args:
            cited: whether the statement that asks rests on works. One that does not takes up
                what works are cited for only where the article is about that.
        """
        found = self._taken(_first_of(self._agents, near), cited=cited)
        return found or (self._main.place if far else None)

    def patients(self, near: _Near, *, cited: bool) -> _Place | None:
        """Whom the sentence before names, else whom the article is about; ``cited`` as above."""
        found = self._taken(_first_of(self._patients, near), cited=cited)
        return found or self._suffering.place

    def _taken(self, place: _Place | None, *, cited: bool) -> _Place | None:
        others = place and place[0].pointers and not self._closeness(place[1])
        return None if others and not cited else place

    def _kind(self, place: _Place) -> str:
        return self._vocabulary.kind(place[1].concept_id)

    def _closeness(self, mention: Mention) -> int:
        """2: the article's subject, or a kind of it; 1: related to it; 0: something else."""
        if self._focus & self._vocabulary.lineage(mention.concept_id):
            return 2
        return int(any(self._vocabulary.related(mention.concept_id, one) for one in self._focus))


class _Nearest:
    """The last of the places that are closest to what the article is about."""

    def __init__(self) -> None:
        self.place: _Place | None = None
        self._closeness = 1

    def begin(self, place: _Place) -> None:
        """Take a place until any other is met."""
        self.place = self.place or place

    def meet(self, place: _Place, closeness: int) -> None:
        if closeness >= self._closeness:
            self.place, self._closeness = place, closeness


def _first_of(places: Sequence[_Place], near: _Near) -> _Place | None:
    """The first mention in the last of the ``near`` sentences that has one."""
    found: _Place | None = None
    for place in reversed(places):
        sentence = place[0].sentence
        if sentence not in near or (found and found[0].sentence != sentence):
            break
        found = place
    return found


def _is_titled(place: _Place) -> bool:
    return place[0].sentence.passage == IN_TITLE


def _passage(article: Article, sentence: Sentence) -> Passage:
    if sentence.passage == IN_TITLE and article.headline:
        return article.headline
    return article.passages[sentence.passage]


def _source(found: Sentence, near: _Near) -> Source:
    if found.passage == IN_TITLE:
        return "title"
    if found == near[-1]:
        return "clause"
    if found in near:
        return "sentence"
    return "paragraph" if found.passage == near[-1].passage else "article"


# ------------------------------------------------------------------------------------- statements


def find_statements(
    article: Article,
    sentences: Sequence[Sentence],
    contexts: Sequence[Context],
    vocabulary: Vocabulary,
) -> tuple[Statement, ...]:
    """What the authors assert in the body and the abstract, in reading order.

    Left out are questions, signposts to figures, thanks, ethics, statistics and sentences about
    the writing itself, sentences of over ``LONGEST_SENTENCE`` characters or broken off by the end
    of the file, and passages that are not English: the rules here would only invent something.
    Each statement has one evidence line for every reference whose pointer supports it, with what
    the wording alone tells of direction; :func:`evidence.link.link_evidence` adds the works. A
    pointer that names nothing in the list makes a statement cited, with no line: by what is not
    known.

    Args:
        sentences: of the article, in any order.
        contexts: those of the sentences that hold pointers.
    """
    clauses = list(find_clauses(article, sentences, contexts, vocabulary))
    own = any(is_own(clause.text) for clause in clauses)
    before = _Before(_focus(article, clauses, vocabulary), vocabulary)
    title = title_clause(article, vocabulary)
    if title:
        before.begin(title, read_roles(title.text, title.mentions, vocabulary))
    statements = []
    cited = {(context.sentence.passage, context.sentence.at) for context in contexts}
    earlier: Clause | None = None
    ordered = sorted(sentences, key=lambda sentence: (sentence.passage, sentence.at))
    previous = {(b.passage, b.at): a for a, b in pairwise(ordered) if a.passage == b.passage}
    for clause in clauses:
        last = previous.get((clause.sentence.passage, clause.sentence.at))
        near = (last, clause.sentence) if last else (clause.sentence,)
        roles = read_roles(clause.text, clause.mentions, vocabulary)
        after_cited = any(
            (sentence.passage, sentence.at) in cited
            for sentence in near
            if sentence != clause.sentence
        ) or (
            earlier is not None and earlier.sentence == clause.sentence and bool(earlier.pointers)
        )
        purposes = [context_of(clause.text[:at], clause.text) for at, _ in clause.pointers]
        ground = Ground(
            cited=bool(purposes),
            only_context=all(purposes),
            after_cited=after_cited,
            own_article=own,
            zone=clause.zone,
            concluding=clause.concluding,
            closing=clause.closing,
        )
        statements.append(_statement(article, clause, roles, before, near, ground, vocabulary))
        earlier = clause
        before.add(clause, roles)
    return tuple(statements)


def _focus(article: Article, clauses: Sequence[Clause], vocabulary: Vocabulary) -> frozenset[str]:
    """What the article is about: the therapies and diseases of its title, else the commonest."""
    kinds = AGENTS | {"disease"}
    title = find_concepts(article.title or "", vocabulary)
    named = frozenset(m.concept_id for m in title if vocabulary.kind(m.concept_id) in kinds)
    counts = Counter(m.concept_id for clause in clauses for m in clause.mentions)
    for group in (AGENTS, frozenset(("disease",))):
        if not any(vocabulary.kind(concept) in group for concept in named):
            most = [c for c, _ in counts.most_common() if vocabulary.kind(c) in group]
            named |= frozenset(most[:1])
    return named


def _statement(
    article: Article,
    clause: Clause,
    roles: Roles,
    before: _Before,
    near: _Near,
    ground: Ground,
    vocabulary: Vocabulary,
) -> Statement:
    text = clause.text
    basis = basis_of(text, ground)
    inherited: list[tuple[Inherited, Mention]] = []

    def inherit(role: Role, place: _Place) -> Mention:
        found, mention = place
        passage = _passage(article, found.sentence)
        printed = _printed(passage, found.plain, mention.start, mention.end)
        inherited.append((Inherited(role, *printed, _source(found.sentence, near)), mention))
        return mention

    if clause.own:
        inherited.append(_shared(article, clause, roles))
    subject, relation, outcome = roles.subject, roles.relation, roles.outcome
    place = None
    if roles.refers:
        place = before.referent(roles.refers, near)
    elif roles.lacks_subject and basis != "own-data":
        place = before.agent(near, far=True, cited=ground.cited)
        relation = f"{relation} {LEFT_OUT_WITH}"
    if place:
        subject = inherit("subject", place)
    if not _fit(subject, relation, outcome, roles, vocabulary):
        relation = outcome = None
        subject = subject if place else None
    population = roles.population
    # What a sentence leaves out and what happened to the authors' own patient is read in the
    # article's setting; one that has its own subject, or takes up the one before, is as general.
    elliptic = bool(outcome) and (roles.lacks_subject or basis == "own-data")
    elliptic = elliptic and not names_people(text)
    patients = before.patients(near, cited=ground.cited) if elliptic else None
    # Whom the title names is not meant where the text itself supplies the subject.
    if patients and _is_titled(patients) and not (place and _is_titled(place)):
        patients = None
    # "Pneumonia was found in a few": what is found is not whom it is found in.
    if (
        patients
        and outcome
        and population is None
        and not vocabulary.related(patients[1].concept_id, outcome.concept_id)
    ):
        population = inherit("population", patients)

    hedges = find_hedges(text)
    passage = article.passages[clause.sentence.passage]
    made = [part for part in (subject, outcome) if part and part not in clause.mentions]
    concepts = dict.fromkeys(
        m.concept_id for m in (*clause.mentions, *(m for _, m in inherited), *made)
    )
    key = _key(text, subject, relation, outcome, population)
    polarity = polarity_of(text)
    pieces = passage.spans(clause.start, clause.end)
    return Statement(
        id=_hash("s", f"{article.id} {pieces[0].start} {pieces[-1].end}"),
        claim=_hash("c", key),
        article=article.id,
        pieces=pieces,
        quote=passage.text[clause.start : clause.end],
        text=text.strip(),
        basis=basis,
        polarity=polarity,
        hedging=hedging_of(hedges),
        hedge_cues=tuple(_cue(passage, clause.plain, hedge) for hedge in hedges),
        subject=_label(subject, vocabulary),
        relation=relation,
        outcome=_label(outcome, vocabulary),
        population=_label(population, vocabulary),
        concepts=tuple(concepts),
        inherited=tuple(found for found, _ in inherited),
        evidence=_evidence(
            article.id, clause, basis, denies=polarity == "negated" and bool(subject and outcome)
        ),
        also=tuple(
            Also(
                _hash("c", _key(text, subject, relation, more, population)),
                _label(more, vocabulary) or more.text,
            )
            for more in (roles.also if subject and outcome else ())
            if more.concept_id not in {part.concept_id for part in (subject, population) if part}
        ),
    )


def _shared(article: Article, clause: Clause, roles: Roles) -> tuple[Inherited, Mention]:
    """What a clause takes from the one whose beginning it shares: its subject, else all it shares."""
    found = roles.subject or roles.topic
    if found is None or found.end > clause.own:
        text = clause.text[: clause.own].strip()
        found = Mention(local_id(text), 0, len(text), text)
    passage = article.passages[clause.sentence.passage]
    printed = _printed(passage, clause.plain, found.start, found.end)
    return Inherited("subject", *printed, "clause"), found


def _fit(
    subject: Mention | None,
    relation: str | None,
    outcome: Mention | None,
    roles: Roles,
    vocabulary: Vocabulary,
) -> bool:
    """Whether the parts are all there, of kinds that fit, and two things."""
    if not (subject and relation and outcome) or subject.concept_id == outcome.concept_id:
        return False
    return vocabulary.kind(subject.concept_id) in roles.subjects


def _label(mention: Mention | None, vocabulary: Vocabulary) -> str | None:
    if mention is None:
        return None
    concept = vocabulary.concepts.get(mention.concept_id)
    return concept.label if concept else mention.text


def _key(text: str, *parts: Mention | str | None) -> str:
    """What makes two statements one claim; one in its own words is the same as itself only."""
    subject, relation, outcome, population = (
        part.concept_id if isinstance(part, Mention) else part for part in parts
    )
    if subject and outcome:
        return "\t".join((subject, relation or "", outcome, population or ""))
    return local_id(text)


def claim_of(statement: Statement, concepts: Mapping[str, Concept]) -> str:
    """The id of the claim that a statement's parts make, as where they are a person's own."""
    ids = {concept.label: key for key, concept in concepts.items()}
    subject, outcome, population = (
        ids.get(part, local_id(part)) if part else None
        for part in (statement.subject, statement.outcome, statement.population)
    )
    return _hash("c", _key(statement.text, subject, statement.relation, outcome, population))


def _hash(prefix: str, text: str) -> str:
    return f"{prefix}-{sha256(text.encode()).hexdigest()[:12]}"


def _printed(passage: Passage, plain: Plain, start: int, end: int) -> tuple[str, int, int]:
    """Text and document offsets of a stretch of plain text, its first piece if a page cuts it."""
    low, high = plain.places[start], plain.places[end - 1] + 1
    span = passage.spans(low, high)[0]
    return passage.text[low : low + span.end - span.start], span.start, span.end


def _cue(passage: Passage, plain: Plain, hedge: Hedge) -> Cue:
    return Cue(*_printed(passage, plain, hedge.start, hedge.end))


def _evidence(
    article: str, clause: Clause, basis: Basis, *, denies: bool
) -> tuple[EvidenceLine, ...]:
    """One line for each reference; a pointer to more than criteria outweighs one to criteria."""
    lines: dict[int, EvidenceLine] = {}
    places = [place for place, _ in clause.pointers]
    for place, pointer in clause.pointers:
        before = clause.text[:place]
        bearing = bearing_of(before, clause.text, basis, denies=denies, places=places)
        against = cited_against(pointer.text, pointer.numbers)
        for number in pointer.numbers:
            if number not in lines or lines[number].directness == "context":
                borne = against.get(number, bearing)
                lines[number] = EvidenceLine(number, article, None, *borne)
    return tuple(lines.values())


def gather_claims(
    statements: Iterable[Statement], concepts: Mapping[str, Concept]
) -> tuple[Claim, ...]:
    """The claims of statements, in the order in which they are first made.

    Statements with the same subject, relation, outcome and population share a claim; near ones
    do not. Affirming and denying statements share it too: they speak of the same proposition,
    which the text of the claim affirms even where every statement denies it. Whether it holds is
    what polarity and the direction of the evidence tell.

    Args:
        concepts: by id; a claim's ``concepts`` are those that fill its parts, or all that the
            statement names where the claim is its own words.
    """
    grouped: defaultdict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        grouped[statement.claim].append(statement)
        for more in statement.also:
            grouped[more.claim].append(replace(statement, outcome=more.outcome))
    ids = {concept.label: key for key, concept in concepts.items()}
    return tuple(_claim(key, group, ids) for key, group in grouped.items())


def _claim(key: str, group: Sequence[Statement], ids: Mapping[str, str]) -> Claim:
    one = group[0]
    whole = bool(one.subject and one.outcome)
    parts = [part for part in (one.subject, one.outcome, one.population) if part]
    named = [ids.get(part, local_id(part)) for part in parts] if whole else one.concepts
    return Claim(
        key,
        proposition(one) if whole else one.text,
        one.subject,
        one.relation,
        one.outcome,
        one.population,
        tuple(dict.fromkeys(named)),
        tuple(statement.id for statement in group),
    )


def proposition(one: Statement) -> str:
    """Subject, relation and outcome as one reads them, "fever occurs after transfusion"."""
    ends = (one.subject, one.outcome)
    first, last = ends[::-1] if one.relation in OUTCOME_FIRST else ends
    words = [first, one.relation, last]
    if one.population and one.population not in ends:
        words += ["in", one.population]
    return " ".join(filter(None, words))
