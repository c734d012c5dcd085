"""Sentences → what the authors assert, and the claims that equal assertions share."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Literal

from evidence import stance
from evidence.concepts import (
    Mention,
    Vocabulary,
    find_abbreviations,
    find_concepts,
    find_phrases,
    local_id,
)
from evidence.model import (
    Basis,
    Claim,
    Concept,
    Context,
    Cue,
    EvidenceLine,
    Inherited,
    Pointer,
    Sentence,
    Statement,
)
from refs.model import Article, Passage

ASSERTING = frozenset(("body", "abstract"))
"""Roles of passages in which authors assert things."""
LONGEST_SENTENCE = 5_000
"""Characters. What is longer is a table or a damaged scan; nothing is read in it."""

AGENTS = frozenset(("therapy", "drug", "procedure"))
Role = Literal["subject", "population"]
Source = Literal["sentence", "paragraph", "article", "title"]
EFFECTS = ("toxicity", "outcome", "finding")
"""Kinds of what happens, the ones asked about first."""

# --------------------------------------------------------------------------- printed → plain text

_RUN_IN = re.compile(
    r"\A\s*(?:\*\*[^*]{1,80}\*\*\s*|(?:case(?: presentation| report| description)?|background"
    r"|methods?|results?|conclusions?|discussion|introduction|objectives?|findings"
    r"|interpretation)\s*[:.]\s+)",
    re.IGNORECASE,
)
_MATHS = re.compile(r"\$[^$\n]{0,80}[\\^_][^$\n]{0,80}\$")
_COMMANDS = {
    "times": "×",
    "gamma": "γ",
    "alpha": "α",
    "beta": "β",
    "mu": "μ",
    "pm": "±",
    "circ": "°",
}
_MARK_UP = re.compile(
    r"</?[a-zA-Z][^<>]{0,80}>|(?<!\w)\*{1,3}(?=[\w(])|(?<=[\w.:,)])\*{1,3}(?!\w)|\s+"
)
_IN_MATHS = re.compile(r"\\(?P<command>[a-zA-Z]+)|[${}]|\s+")


@dataclass(frozen=True, slots=True)
class _Plain:
    """Readable text and where each of its characters stands in the passage."""

    text: str
    places: tuple[int, ...]

    def cut(self, start: int, end: int) -> _Plain:
        return _Plain(self.text[start:end], self.places[start:end])


def _plain(passage: Passage, start: int, end: int, hidden: Sequence[tuple[int, int]]) -> _Plain:
    """The passage without mark-up and without the ``hidden`` stretches, white space single."""
    letters: list[str] = []
    places: list[int] = []

    def add(text: str, place: int) -> None:
        if text.isspace() and (not letters or letters[-1] == " "):
            return
        for step, letter in enumerate(text):
            letters.append(letter)
            places.append(place + step)

    here = start
    for low, high in (*hidden, (end, end)):
        for first, last, maths in _stretches(passage.text, here, low):
            at = first
            for found in (_IN_MATHS if maths else _MARK_UP).finditer(passage.text, first, last):
                add(passage.text[at : found.start()], at)
                command = found["command"] if maths else None
                blank = " " if found.group().isspace() else ""
                add(_COMMANDS.get(command, "") if command else blank, found.start())
                at = found.end()
            add(passage.text[at:last], at)
        here = high
        follows = passage.text[high : high + 1]
        while letters and letters[-1] == " " and (follows in ".,;:)" or high == end):
            letters.pop()
            places.pop()
    return _Plain("".join(letters), tuple(places))


def _stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """The text in turns of prose and formulas."""
    here = start
    for found in _MATHS.finditer(text, start, end):
        yield here, found.start(), False
        yield found.start(), found.end(), True
        here = found.end()
    yield here, end, False


# ----------------------------------------------------------------------------- sentence → clauses

_FINISHED = re.compile(r"[.!?…][^\w<]*(?:<sup>[^<]*</sup>\W*)?\Z")
_BOUNDARY = re.compile(
    r";\s+(?:however,\s+)?|,?\s+(?P<and>and)\s+|,?\s+(?:but|whereas|while|although|yet)\s+"
)
_OWN_VERB = re.compile(
    r"\A(?P<subject>[^,;:.]{2,120}?)\s(?:(?:is|are|was|were|has|have|had|may|might|can|could"
    r"|should|will|would|did|does|do|must|remains?)\b|(?:showed|found|led|reported|caused"
    r"|occurred|developed|received|suggested?|demonstrated|observed|remained|died|recovered)\b)"
)
_NO_SUBJECT = re.compile(
    r"\A(?:(?:also|then|not|still|never|who|which|that|\w+ly)\s?)+\Z", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A part of a sentence that can stand as a statement."""

    sentence: Sentence
    plain: _Plain
    pointers: tuple[tuple[int, Pointer], ...]
    """Each with its place in the plain text."""
    end: int
    """Where it ends in the passage, its last pointer included."""
    concluding: bool
    mentions: tuple[Mention, ...]

    @property
    def text(self) -> str:
        return self.plain.text

    @property
    def start(self) -> int:
        return self.plain.places[0]


def _bounds(text: str, pointers: Sequence[int]) -> list[tuple[int, int, int]]:
    """Clauses as (start, end, start of the next): cut where a pointer or a contrast asks for it.

    A sentence is cut behind a pointer that stands inside it, and one without pointers at a
    contrast, if a clause with its own subject and verb follows. One whose only pointer stands at
    its end stays whole: that pointer supports all of it.
    """
    inner = [place for place in pointers if place < len(text.rstrip(' .?!"”’)'))]
    bounds, start = [], 0
    for found in _BOUNDARY.finditer(text):
        since = [place for place in inner if start < place <= found.start() + 1]
        wanted = (bool(since) and (not found["and"] or found.start() - since[-1] <= 1)) or (
            not pointers and not found["and"]
        )
        verb = _OWN_VERB.match(text[found.end() : found.end() + 200]) if wanted else None
        if (
            verb
            and not _NO_SUBJECT.match(verb["subject"])
            and stance.has_verb(text[start : found.start()])
        ):
            bounds.append((start, found.start(), found.end()))
            start = found.end()
    return [*bounds, (start, len(text), len(text))]


def _clauses(
    article: Article,
    sentences: Sequence[Sentence],
    contexts: Sequence[Context],
    vocabulary: Vocabulary,
) -> Iterator[_Clause]:
    pointers = {
        (context.sentence.passage, context.sentence.at): context.pointers for context in contexts
    }
    abbreviations: dict[str, str] = {}
    for passage in article.passages:
        abbreviations = find_abbreviations(passage.text) | abbreviations
    english = stance.is_english(
        " ".join(passage.text for passage in article.passages if passage.role in ASSERTING)
    )
    ordered = sorted(sentences, key=lambda sentence: (sentence.passage, sentence.at))
    for place, group in groupby(ordered, key=lambda sentence: sentence.passage):
        passage = article.passages[place]
        long = len(passage.text.split()) >= stance.ENOUGH_WORDS
        if passage.role not in ASSERTING or not (
            stance.is_english(passage.text) if long else english
        ):
            continue
        back = _Back(passage)
        concluding = "conclu" in (passage.section or "").lower()
        for sentence in group:
            broken_off = article.part == "head" and sentence == ordered[-1]
            if len(sentence.text) > LONGEST_SENTENCE or (
                broken_off and not _FINISHED.search(sentence.text)
            ):
                continue
            own = pointers.get((sentence.passage, sentence.at), ())
            concluding = concluding or bool(stance.CONCLUDES.match(sentence.text))
            yield from _cut(passage, sentence, own, back, concluding, vocabulary, abbreviations)


def _cut(
    passage: Passage,
    sentence: Sentence,
    pointers: Sequence[Pointer],
    back: _Back,
    concluding: bool,
    vocabulary: Vocabulary,
    abbreviations: Mapping[str, str],
) -> Iterator[_Clause]:
    end = sentence.at + len(sentence.text)
    run_in = _RUN_IN.match(sentence.text)
    start = sentence.at + (run_in.end() if run_in else 0)
    held = [
        (back.place(pointer.start), back.place(pointer.end - 1) + 1, pointer)
        for pointer in pointers
    ]
    # A pointer that begins with a name is part of what is said: "Smith et al. found …".
    hidden = [(low, high) for low, high, pointer in held if not pointer.text[:1].isalpha()]
    plain = _plain(passage, start, end, hidden)
    if not plain.text or not stance.asserts(plain.text):
        return
    at = [(bisect_right(plain.places, low - 1), low, high, pointer) for low, high, pointer in held]
    for first, last, after in _bounds(plain.text, [place for place, *_ in at]):
        part = plain.cut(first, last)
        whole = after == len(plain.text)
        stop = end if whole else plain.places[last - 1] + 1
        # Behind "; " a pointer still belongs to what went before.
        mine = [
            item for item in at if (first < item[0] or not first) and (item[0] <= after or whole)
        ]
        if not part.text.strip() or not stance.has_verb(part.text):
            continue
        yield _Clause(
            sentence,
            part,
            tuple((place - first, pointer) for place, _, _, pointer in mine),
            max([stop, *(high for _, _, high, _ in mine)]),
            concluding,
            find_concepts(part.text, vocabulary, abbreviations),
        )


class _Back:
    """From offsets in the document to places in a passage."""

    def __init__(self, passage: Passage) -> None:
        self._pieces = sorted(passage.pieces, key=lambda piece: piece.start)
        self._starts = [piece.start for piece in self._pieces]

    def place(self, offset: int) -> int:
        at, start, _ = self._pieces[max(0, bisect_right(self._starts, offset) - 1)]
        return at + offset - start


# ------------------------------------------------------------------------------ clause → its parts

# The first that is met in the clause names the relation.
_RELATIONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (relation, re.compile(rf"\b(?:{pattern})", re.IGNORECASE))
    for relation, pattern in (
        ("associated with", r"(?:associat|correlat|link)\w+|risk (?:of|factors?)|predict\w*"),
        ("approved for", r"(?:approv|licen[sc]ed)\w*"),
        (
            "recommended for",
            r"should\b|important to|recommend\w*|(?:may|can|could|might) be considered|ought to"
            r"|needs? to|must\b|advis\w+|preferred|warrant\w*|indicated for",
        ),
        (
            "unsettled for",
            r"un(?:known|clear|certain)\b|not (?:been )?(?:\w+ )?(?:described|established|known"
            r"|studied)|remains? to be|research priorit\w+|(?:more|further) (?:evidence|data"
            r"|research|stud\w+)",
        ),
        ("does not prevent", r"despite\b"),
        ("prevents", r"(?:prevent|protect|avert)\w*"),
        ("treats", r"(?:treat(?:s|ed)?\b(?! with)|managed|used (?:to treat|for))"),
        (
            "improves",
            r"(?:improv|ameliorat|restor|reconstruct|resol[uv]|recover|normali[sz]|alleviat"
            r"|reliev)\w*|returned to|subsided",
        ),
        ("worsens", r"(?:worsen|deteriorat|exacerbat|aggravat|progress)\w*"),
        (
            "causes",
            r"(?:caus|induc|trigger|provok|precipitat|mediat)\w*|(?:le[ad]+s?|contribut\w+) to\b"
            r"|result(?:s|ed|ing)? (?:in|from)|due to|attribut\w+|owing to|explain\w*",
        ),
        (
            "increases",
            r"(?:increas|elevat|rais|higher|greater|rose|doubl|superior)\w*|more (?:often|likely)",
        ),
        (
            "decreases",
            r"(?:reduc|decreas|lower|fell|declin|fewer|diminish|inferior)\w*|less (?:often"
            r"|likely)",
        ),
        ("effective for", r"(?:effective|efficac|activit|respond|respons|achiev|eradicat|cure)\w*"),
        (
            "occurs with",
            r"(?:occur|develop|experienc|report|observ|emerge|exhibit|present|complicat|describ"
            r"|seen|found|detect|show|demonstrat|document|after|following|show|had)\w*",
        ),
        ("is", r"(?:is|are|was|were|remain\w*)\b"),
    )
)
_OF_EFFECTS = frozenset(("associated with", "causes", "is"))
"""Relations that one effect can have to another, without a therapy."""
_COMPARED = re.compile(
    r"(?:than|versus|vs\.?|compared (?:with|to)|over|placebo (?:or|and))(?: \w+)?\s*\Z"
)
_GOVERNED = re.compile(
    r"(?:\b(?:in|with|for|of|against|had|has|having|from|diagnosed)\b|\b(?:relapsed|refractory"
    r"|recurrent|severe|chronic|acute|advanced|newly diagnosed"
    r"|treated)\b)(?:[ ,](?!and\b)[\w/-]+){0,4}[ ,]*\Z",
    re.IGNORECASE,
)
_NOT_SUFFERED = re.compile(
    r"\A[\s-]*(?:diagnostic |response )?(?:criteria|testing|test|screening|guideline)"
)
_ANAPHOR = re.compile(
    r"\b(?:(?:such|this|these|that|those) (?:[\w-]+ ){0,2}?(?:effect|complication|event|toxicit"
    r"|reaction|phenomen|finding|result|outcome|association|syndrome|benefit|risk|condition"
    r"|approach|strateg|treatment|therap|drug|intervention)|the (?:adverse event|complication"
    r"|reaction|phenomenon))"
    # "It is likely that" refers to nothing before.
    r"|\A\W*(?P<pronoun>it|they)\b(?![^,;.]{0,40}\b(?:that|to|whether|if)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Roles:
    """Who does what to whom, as mentions in the clause."""

    subject: Mention | None
    outcome: Mention | None
    population: Mention | None
    relation: str | None
    lacks_subject: bool
    """Whether what happens is the grammatical subject, and nothing says upon what."""
    refers_back: bool
    """Whether the grammatical subject is "this effect", "such complications", "it"."""
    pronoun: bool
    """Whether it is a pronoun, which reaches no further than the sentence before."""


def _roles(clause: _Clause, vocabulary: Vocabulary) -> _Roles:
    text = clause.text
    main = stance.main_part(text)
    verb = stance.first_verb(main)
    split = verb.start() if verb else 0
    by_kind: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in clause.mentions:
        by_kind[vocabulary.kind(mention.concept_id)].append(mention)

    def ranked(mentions: Iterable[Mention]) -> list[Mention]:
        """Those of the main part first, in reading order."""
        return sorted(mentions, key=lambda m: (main[m.start].isspace(), m.start))

    relation = _relation(main[split:]) or _relation(text)
    population = next(iter(ranked(by_kind["population"])), None) or next(
        (m for m in ranked(by_kind["disease"]) if suffered(text, m)), None
    )
    effects = [m for kind in EFFECTS for m in ranked(by_kind[kind])]
    effects += [m for m in ranked(by_kind["disease"]) if m != population]
    agents = [m for kind in AGENTS for m in by_kind[kind]] + by_kind["target"]
    agents = ranked(m for m in agents if not _COMPARED.search(text[: m.start]))
    agents.sort(key=lambda m: vocabulary.kind(m.concept_id) == "target")
    subject = agents[0] if agents else None
    before = [m for m in effects if m.start < split]
    after = [m for m in effects if m.start > split]
    anaphor = _ANAPHOR.search(main)
    refers = subject is None and anaphor is not None and anaphor.start() < split
    if subject is None and not refers and before and relation in _OF_EFFECTS:
        others = [m for m in after if m.concept_id != before[0].concept_id]
        subject = before[0] if others else None
    happening = after + before if refers else effects
    outcome = next((m for m in happening if m != subject), None)
    lacks = subject is None and bool(before)
    pronoun = refers and anaphor is not None and anaphor["pronoun"] is not None
    return _Roles(subject, outcome, population, relation, lacks, refers, pronoun)


def suffered(text: str, disease: Mention) -> bool:
    """Whether a disease is named as what patients have: "in myeloma", "patients with sepsis"."""
    governed = _GOVERNED.search(text[max(0, disease.start - 60) : disease.start])
    return bool(governed) and not _NOT_SUFFERED.match(text[disease.end :])


def _relation(text: str) -> str | None:
    met = [
        (found.start(), rank, relation)
        for rank, (relation, pattern) in enumerate(_RELATIONS[:-2])
        if (found := pattern.search(text))
    ]
    if met:
        return min(met)[2]
    return next((relation for relation, pattern in _RELATIONS[-2:] if pattern.search(text)), None)


# ------------------------------------------------------------------- what went before supplies

_Place = tuple[_Clause, Mention]
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
        self._targets: list[_Place] = []

    def add(self, clause: _Clause, roles: _Roles) -> None:
        verb = stance.first_verb(clause.text)
        for mention in clause.mentions:
            if self._vocabulary.kind(mention.concept_id) in AGENTS:
                closeness = self._closeness(mention)
                self._main.meet((clause, mention), closeness)
                # A drug in passing ("stopped before surgery") is not what the next sentence means.
                if closeness or (verb and mention.start < verb.start()):
                    self._agents.append((clause, mention))
        if roles.population:
            self._patients.append((clause, roles.population))
            self._suffering.meet((clause, roles.population), self._closeness(roles.population))
        if not self._targets and stance.is_own(clause.text):
            self._targets = [
                (clause, mention) for mention in clause.mentions if self._aims(mention.concept_id)
            ]

    def agent(self, near: _Near, *, far: bool) -> _Place | None:
        """What the sentence before names first, else (``far``) what the article is about."""
        return _first_of(self._agents, near) or (self._main.place if far else None)

    def patients(self, near: _Near) -> _Place | None:
        """Whom the sentence before names, else whom the article is about."""
        return _first_of(self._patients, near) or self._suffering.place

    def targeted(self, concept_id: str) -> list[_Place]:
        """What the authors' own patients got, where it says more precisely what was meant."""
        return [
            place
            for place in self._targets
            if concept_id in self._vocabulary.lineage(place[1].concept_id) - {place[1].concept_id}
            or self._vocabulary.kind(place[1].concept_id) == "target"
        ]

    def _aims(self, concept_id: str) -> bool:
        return any(
            self._vocabulary.kind(up) == "target" for up in self._vocabulary.lineage(concept_id)
        )

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


def _source(found: Sentence, near: _Near) -> Source:
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
    of the file, and passages that are not English: the rules here would only invent something. Each statement has one evidence line
    for every reference whose pointer stands in its clause, with what the wording alone tells of
    direction; :func:`evidence.link.link_evidence` adds the works.

    Args:
        sentences: of the article, in any order.
        contexts: those of the sentences that hold pointers.
    """
    clauses = list(_clauses(article, sentences, contexts, vocabulary))
    own = any(stance.is_own(clause.text) for clause in clauses)
    before = _Before(_focus(article, clauses, vocabulary), vocabulary)
    statements = []
    near: _Near = ()
    for clause in clauses:
        if clause.sentence not in near[-1:]:
            near = (
                *(old for old in near[-1:] if old.passage == clause.sentence.passage),
                clause.sentence,
            )
        roles = _roles(clause, vocabulary)
        statements.append(_statement(article, clause, roles, before, near, own, vocabulary))
        before.add(clause, roles)
    return tuple(statements)


def _focus(article: Article, clauses: Sequence[_Clause], vocabulary: Vocabulary) -> frozenset[str]:
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
    clause: _Clause,
    roles: _Roles,
    before: _Before,
    near: _Near,
    own: bool,
    vocabulary: Vocabulary,
) -> Statement:
    text = clause.text
    contexts = [stance.context_of(text[:place]) for place, _ in clause.pointers]
    basis = stance.basis_of(
        text, stance.Ground(bool(contexts), all(contexts), own, clause.concluding)
    )
    inherited: list[tuple[Inherited, Mention]] = []

    def inherit(role: Role, place: _Place) -> Mention:
        found, mention = place
        passage = article.passages[found.sentence.passage]
        printed = _printed(passage, found.plain, mention.start, mention.end)
        inherited.append((Inherited(role, *printed, _source(found.sentence, near)), mention))
        return mention

    subject, population = roles.subject, roles.population
    wanted = roles.refers_back or (roles.lacks_subject and basis != "own-data")
    if wanted and (agent := before.agent(near, far=not roles.pronoun)):
        subject = inherit("subject", agent)
        for place in before.targeted(subject.concept_id):
            more = inherit("subject", place)
            if vocabulary.kind(more.concept_id) != "target":
                subject = more
    elliptic = subject != roles.subject or roles.refers_back or basis == "own-data"
    outcome = roles.outcome
    patients = before.patients(near) if population is None and elliptic else None
    # "Pneumonia was found in a few": what is found is not whom it is found in.
    if patients and not (
        outcome and vocabulary.related(patients[1].concept_id, outcome.concept_id)
    ):
        population = inherit("population", patients)
    if subject is None or outcome is None:
        subject, outcome = _phrases(text, subject, outcome, population)

    hedges = stance.find_hedges(text)
    passage = article.passages[clause.sentence.passage]
    concepts = dict.fromkeys(m.concept_id for m in (*clause.mentions, *(m for _, m in inherited)))
    if not concepts:
        concepts = dict.fromkeys(role.concept_id for role in (subject, outcome) if role)
    key = _key(text, subject, roles.relation, outcome, population)
    pieces = passage.spans(clause.start, clause.end)
    return Statement(
        id=_hash("s", f"{article.id} {pieces[0].start} {pieces[-1].end}"),
        claim=_hash("c", key),
        article=article.id,
        pieces=pieces,
        quote=passage.text[clause.start : clause.end],
        text=text.strip(),
        basis=basis,
        polarity=stance.polarity_of(text),
        hedging=stance.hedging_of(hedges),
        hedge_cues=tuple(_cue(passage, clause.plain, hedge) for hedge in hedges),
        subject=_label(subject, vocabulary),
        relation=roles.relation,
        outcome=_label(outcome, vocabulary),
        population=_label(population, vocabulary),
        concepts=tuple(concepts),
        inherited=tuple(found for found, _ in inherited),
        evidence=_evidence(article.id, clause, basis),
    )


def _phrases(
    text: str, subject: Mention | None, outcome: Mention | None, population: Mention | None
) -> tuple[Mention | None, Mention | None]:
    """Noun phrases for parts that no concept fills: the last before the verb, the first after."""
    main = stance.main_part(text)
    verb = stance.first_verb(main)
    split = verb.start() if verb else len(text)
    if verb:
        main = main[:split] + "." * len(verb.group()) + main[verb.end() :]
    taken = [m for m in (subject, outcome, population) if m]
    free = [
        phrase
        for phrase in find_phrases(main)
        if all(phrase.end <= m.start or m.end <= phrase.start for m in taken)
    ]
    first = next((m for m in reversed(free) if m.end <= split), None)
    last = next((m for m in free if m.start >= split), None)
    if subject is None:
        return first, outcome or last
    return subject, outcome or last or first


def _label(mention: Mention | None, vocabulary: Vocabulary) -> str | None:
    if mention is None:
        return None
    concept = vocabulary.concepts.get(mention.concept_id)
    return concept.label if concept else mention.text


def _key(text: str, *parts: Mention | str | None) -> str:
    """What makes two statements one claim; a clause not understood is the same as itself only."""
    subject, relation, outcome, population = (
        part.concept_id if isinstance(part, Mention) else part for part in parts
    )
    if subject and outcome:
        return "\t".join((subject, relation or "", outcome, population or ""))
    return local_id(text)


def _hash(prefix: str, text: str) -> str:
    return f"{prefix}-{sha256(text.encode()).hexdigest()[:12]}"


def _printed(passage: Passage, plain: _Plain, start: int, end: int) -> tuple[str, int, int]:
    """Text and document offsets of a stretch of plain text, its first piece if a page cuts it."""
    low, high = plain.places[start], plain.places[end - 1] + 1
    span = passage.spans(low, high)[0]
    return passage.text[low : low + span.end - span.start], span.start, span.end


def _cue(passage: Passage, plain: _Plain, hedge: stance.Hedge) -> Cue:
    return Cue(*_printed(passage, plain, hedge.start, hedge.end))


def _evidence(article: str, clause: _Clause, basis: Basis) -> tuple[EvidenceLine, ...]:
    """One line for each reference; a pointer to more than criteria outweighs one to criteria."""
    lines: dict[int, EvidenceLine] = {}
    for place, pointer in clause.pointers:
        bearing = stance.bearing_of(clause.text[:place], clause.text, basis)
        for number in pointer.numbers:
            if number not in lines or lines[number].directness == "context":
                lines[number] = EvidenceLine(number, article, None, *bearing)
    return tuple(lines.values())


def gather_claims(
    statements: Iterable[Statement], concepts: Mapping[str, Concept]
) -> tuple[Claim, ...]:
    """The claims of statements, in the order in which they are first made.

    Statements with the same subject, relation, outcome and population share a claim; near ones
    do not. Affirming and denying statements share it too: they speak of the same proposition.

    Args:
        concepts: by id; a claim's ``concepts`` are those that fill its parts.
    """
    grouped: defaultdict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        grouped[statement.claim].append(statement)
    ids = {concept.label: key for key, concept in concepts.items()}
    return tuple(_claim(key, group, ids) for key, group in grouped.items())


def _claim(key: str, group: Sequence[Statement], ids: Mapping[str, str]) -> Claim:
    one = group[0]
    parts = [part for part in (one.subject, one.outcome, one.population) if part]
    text = " ".join(filter(None, (one.subject, one.relation, one.outcome)))
    whole = f"{text} in {one.population}" if one.population else text
    return Claim(
        key,
        whole if one.subject and one.outcome else one.text,
        one.subject,
        one.relation,
        one.outcome,
        one.population,
        tuple(dict.fromkeys(ids.get(part, local_id(part)) for part in parts)),
        tuple(statement.id for statement in group),
    )
