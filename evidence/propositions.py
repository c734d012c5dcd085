"""Clause → who does what: a proposition, only where the words between its parts say so.

A proposition needs a subject and an outcome that the vocabulary knows, of kinds that fit, and a
verb that governs both. Everything else stays the authors' own words: a claim that is not made
costs less than one that the text does not make.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from evidence.concepts import Mention, Vocabulary, find_concepts, local_id
from evidence.cues import any_of
from evidence.phrases import (
    AMOUNT,
    COORDINATED,
    ENDS,
    HANDLED,
    IN_WHOM,
    LISTED,
    MORE,
    NOUN_PHRASE,
    OF_WHAT,
    PHRASE,
    STOPPED,
    TAIL,
    TRIALS,
    WITH_ANOTHER,
    suffered,
    tells_something,
)
from evidence.relations import (
    AGENTS,
    ANY,
    ANY_EVENT,
    ANY_VERB,
    AUXILIARIES,
    BE,
    CLOSED,
    EFFECTS,
    EVENTS,
    FOR,
    HAD,
    LEFT_OUT,
    ON,
    PATIENTS,
    PEOPLE,
    PREPOSITIONS,
    RELATING,
    VERBS,
    WHEN,
    Verb,
    related_by_words,
)
from evidence.wording import first_verb, main_part

_CUT = re.compile(r"[;:]|,\s(?:and|but|so|which|while|whereas|although|then)\b")
_OPENING = re.compile(
    r"\A\W*(?:(?:however|moreover|furthermore|thus|therefore|hence|note|notably|overall|indeed"
    r"|unfortunately|nevertheless|interestingly|subsequently|finally|also|conversely|similarly"
    r"|as expected|\w+ly)\b,?\s*|(?:in|on|at|for|among|within|during|since|under|with|after"
    r"|following|despite|by)\s[^,]{1,120},\s)*",
    re.IGNORECASE,
)
_LED_BY = re.compile(
    r"\A\W*(?:however, )?(?:" + "|".join(f"(?P<{name}>{w})" for name, w in PREPOSITIONS) + r")\s",
    re.IGNORECASE,
)
_THAT = any_of(r"(?<!\bso )(?<!\bsuch )\bthat\s")
_CASE_WHO = any_of(
    r"\b(?:report|describe|present|treated|saw|encountered)\b[^.;]{0,150}?\b(?:who|in whom|whose)\s"
)
_ANAPHOR = re.compile(
    r"\W*(?:(?:such|this|these|that|those) (?:[\w-]+ ){0,2}?(?:"
    r"(?P<effect>complication|event|toxicit|reaction|syndrome|condition|symptom|infection)"
    r"|(?P<agent>effect|benefit|approach|strateg|treatment|therap|drug|intervention|agent"
    r"|regimen|procedure))"
    # "It is likely that" refers to nothing before.
    r"|(?P<it>it)\b(?![^,;.]{0,40}\b(?:that|to|whether|if)\b)|(?P<they>they)\b)",
    re.IGNORECASE,
)
Referent = Literal["agent", "effect", "it", "they"]
_PRESENT = any_of(*(rf"\b(?:{verb.words.pattern})" for verb in VERBS if verb.voice == "active"))
_ON_A_LIST = re.compile(
    r"(?:\s?[\w-]+){0,2}(?:,|\s(?:and|or|as well as))(?:[\s,]+[\w-]+){0,6}[\s,]*"
)
# "some damage to the liver": the noun phrase is not all
_GOES_ON = re.compile(r"(?:to|of|for|from|that|than)\b|\[", re.IGNORECASE)
_HAS_VERB = re.compile(
    r"(?:is|are|was|were|has|have|had|may|might|can|could|will|would|should|did|do|does)\b",
    re.IGNORECASE,
)
# "fever, may enhance resistance", "fever, causing shock": another verb goes on.
_DOES = any_of(
    r"\b(?:may|might|can|could|will|would)\b|\w{2,}(?:ing|ed)\b",
    r"\b(?:" + "|".join(verb.words.pattern for verb in VERBS) + r")",
)
_AND_OR = re.compile(r"(?:and|or)\b", re.IGNORECASE)
_SUFFERERS = frozenset(("disease", "population"))
_OF = re.compile(r"\s+of\s+(?:the\s+)?")
_COMPOUND = re.compile(r"(?<=\w)-\w+")


@dataclass(frozen=True, slots=True)
class Roles:
    """Who does what to whom, as mentions in the clause; what is not said is absent."""

    subject: Mention | None = None
    relation: str | None = None
    outcome: Mention | None = None
    population: Mention | None = None
    also: tuple[Mention, ...] = ()
    """More outcomes of the same subject and relation: "fever, rash and cough were seen"."""
    refers: Referent | None = None
    """What the grammatical subject stands for, where it is "this effect", "such events", "it"."""
    lacks_subject: bool = False
    """Whether what happens is told as generally so, and nothing says under what."""
    topic: Mention | None = None
    """The known head of the grammatical subject, which a pronoun of the next clause takes up."""
    subjects: frozenset[str] = ANY
    """Kinds of which a subject from another sentence must be."""


def read_roles(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> Roles:
    """The parts of a clause, its subject, relation and outcome only if its words relate them."""
    main = main_part(text)
    found = _Reading(text, main, mentions, vocabulary).roles()
    by_kind: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_kind[vocabulary.kind(mention.concept_id)].append(mention)

    def ranked(kind: str) -> list[Mention]:
        """Those of the main part first, in reading order."""
        return sorted(by_kind[kind], key=lambda m: (main[m.start].isspace(), m.start))

    found = replace(
        found,
        subject=_of_what(text, found.subject, vocabulary),
        outcome=_of_what(text, found.outcome, vocabulary),
    )
    taken = (found.subject, None if found.relation in ON else found.outcome)
    spans = [(part.start, part.end) for part in taken if part]
    population = next(iter(ranked("population")), None) or next(
        (
            m
            for m in ranked("disease")
            if not any(start <= m.start and m.end <= end for start, end in spans)
            and suffered(text, m)
            and not _beside(text, found.outcome, m)
        ),
        None,
    )
    if population is None and found.outcome:
        population = _in_whom(text, found.outcome)
    if found.outcome:
        first = found.lacks_subject or bool(
            found.subject and found.outcome.start < found.subject.start
        )
        more = _also(text, found.outcome, mentions, vocabulary, before_verb=first)
        found = replace(found, also=more)
    return replace(found, population=population) if population else found


def _of_what(text: str, part: Mention | None, vocabulary: Vocabulary) -> Mention | None:
    """A known part with what it is of ("recurrence of stroke"), then known to this text only.

    Not where that is whom it happens to: "mortality of sepsis" is told of people who have it.
    """
    if part is None or vocabulary.kind(part.concept_id) == "phrase":
        return part
    tail = TAIL.match(text, part.end)
    at = len(text[: tail.end()].rstrip()) if tail else part.end
    verb = first_verb(text[at:])
    found = OF_WHAT.match(text, at, at + verb.start if verb else len(text))
    if not found or not tells_something(found["what"], found["what"].split()[-1]):
        return part
    end = found.end("what")
    held = find_concepts(found["what"], vocabulary)
    start = found.start("what")
    for one in held:
        if vocabulary.kind(one.concept_id) in _SUFFERERS and suffered(
            text, one._replace(start=start + one.start, end=start + one.end)
        ):
            return part
    phrase = text[part.start : end]
    return Mention(local_id(phrase), part.start, end, phrase)


def _in_whom(text: str, outcome: Mention) -> Mention | None:
    """The people or animals behind an outcome whom no vocabulary knows: "in elderly runners"."""
    whom = IN_WHOM.match(text, outcome.end)
    if not whom:
        return None
    return Mention(local_id(whom["whom"]), *whom.span("whom"), whom["whom"])


def _also(
    text: str,
    outcome: Mention,
    mentions: Sequence[Mention],
    vocabulary: Vocabulary,
    *,
    before_verb: bool,
) -> tuple[Mention, ...]:
    """What goes on the list that an outcome opens, as far as it is of the same sort.

    ``before_verb``: whether the list is the grammatical subject; behind the verb, what has a verb of
    its own ("…, and fever is rare") is no part of it.
    """
    more: list[Mention] = []
    if vocabulary.kind(outcome.concept_id) == "phrase" and not before_verb:
        behind = text[outcome.end :]
        at = len(text) - len(behind.lstrip())
        noun = _second_noun(behind.lstrip())
        if noun and tells_something(noun["phrase"], noun["head"]):
            start, end = at + noun.start("phrase"), at + noun.end("phrase")
            return (Mention(local_id(noun["phrase"]), start, end, noun["phrase"]),)
    last = outcome
    for mention in mentions:
        if mention.start < last.end:
            continue
        kind = vocabulary.kind(mention.concept_id)
        between = text[last.end : mention.start]
        if kind not in EFFECTS or not COORDINATED.fullmatch(between) or _DOES.search(between):
            break
        rest = text[mention.end :].lstrip()
        if not ENDS.match(rest) or (not before_verb and _HAS_VERB.match(rest)):
            break
        more.append(mention)
        last = mention
    return tuple(more)


def _beside(text: str, outcome: Mention | None, disease: Mention) -> bool:
    """Whether a disease goes on a list of outcomes: "associated with gout and obesity"."""
    if not outcome or disease.start < outcome.end:
        return False
    return bool(_ON_A_LIST.fullmatch(text[outcome.end : disease.start][-80:]))


def _second_noun(rest: str) -> re.Match[str] | None:
    """The noun of "and leaks" where nothing more belongs to it: one word beside one word is a noun."""
    joint = _AND_OR.match(rest)
    found = NOUN_PHRASE.match(rest, joint.end() + 1) if joint else None
    if not found or " " in found["phrase"]:
        return None
    behind = rest[found.end() :].lstrip()
    return None if _GOES_ON.match(behind) or not ENDS.match(behind) else found


def _crossed_out(found: re.Match[str]) -> str:
    return "x" * len(found.group())


class _Reading:
    """One clause, read from the verb that governs it."""

    def __init__(
        self, text: str, main: str, mentions: Sequence[Mention], vocabulary: Vocabulary
    ) -> None:
        case = self._case = _CASE_WHO.search(text)
        # The case stands in the relative clause, which is no main part.
        self._text = text if case else main
        self._whole = text
        self._mentions = mentions
        self._vocabulary = vocabulary
        that = _THAT.search(main)
        start = case.end() if case else that.end() if that else 0
        cut = _CUT.search(self._text, start + 1)
        self._end = cut.start() if cut else len(self._text)
        opening = _OPENING.match(self._text[start : self._end])
        self._start = start + (opening.end() if opening else 0)
        hidden = list(self._text)
        for mention in mentions:
            hidden[mention.start : mention.end] = "x" * (mention.end - mention.start)
        self._hidden = _COMPOUND.sub(_crossed_out, "".join(hidden))

    def roles(self) -> Roles:
        anaphor = _ANAPHOR.match(self._whole, self._start)
        if not (self._mentions or anaphor or RELATING.concerns(self._whole)):
            return Roles()
        verbs = self._governing()
        refers: Referent | None = None
        if anaphor and verbs and anaphor.end() <= verbs[0] + 1:
            refers = next(name for name in get_args(Referent) if anaphor[name])
        found = None
        if verbs and related_by_words(self._whole):
            composed = (self._at(verb, refers) for verb in verbs)
            found = next((roles for roles in composed if roles), None)
        named = verbs and self._mentions
        topic = self._head(self._start, verbs[0], ANY, more=True) if named else None
        if topic and WITH_ANOTHER.match(self._text[topic.end : verbs[0]].lstrip()):
            topic = None
        topic = self._with_of(topic) if topic and not refers else None
        found = found or Roles(refers=refers)
        return replace(found, topic=topic) if topic else found

    def _with_of(self, head: Mention) -> Mention:
        """The head with "of" and the term behind it: "proliferation of T cells"."""
        behind = next((m for m in self._mentions if m.start >= head.end), None)
        if not behind or not _OF.fullmatch(self._text, head.end, behind.start):
            return head
        text = self._whole[head.start : behind.end]
        return Mention(head.concept_id, head.start, behind.end, text)

    def _governing(self) -> list[int]:
        """Where the verb may start that governs the clause; a form that may be a noun first."""
        part = self._hidden[self._start : self._end]
        # "a man who developed": the verb stands at the start, where it may look like an adjective.
        places = [0] if self._case and not self._case.group().endswith("whose ") else []
        sure = first_verb(part)
        found = _PRESENT.pattern.search(part) if _PRESENT.concerns(self._whole) else None
        # Forms in "-ed" are participles as well; the search for a sure verb weighs them.
        if found and not found.group().endswith("ed") and (not sure or found.start() < sure.start):
            places.append(found.start())
        if sure:
            places.append(sure.start)
            # "trials conducted in children have shown": the first participle is none of the verb.
            more = first_verb(part[sure.end :]) if sure.form == "participle" else None
            if more and more.form != "participle":
                places.append(sure.end + more.start)
        return [self._start + place for place in places]

    def _at(self, verb: int, refers: Referent | None) -> Roles | None:
        """The proposition, if the words at this place govern one."""
        chain = AUXILIARIES.match(self._text, verb)
        at = chain.end() if chain else verb
        be = bool(BE.search(self._text, verb, at))
        for row in VERBS if ANY_VERB.match(self._text, at, self._end) else ():
            words = row.words.match(self._text, at, self._end)
            found = self._related(row, verb, words.end(), be, refers) if words else None
            if found:
                return found
        return None if refers else self._happens(verb, at, be)

    def _related(
        self, row: Verb, verb: int, behind: int, be: bool, refers: Referent | None
    ) -> Roles | None:
        if be != (row.voice in ("passive", "link")):
            return None
        trials = row.relation == "shows"
        left = (self._start, verb)
        right = (behind, self._end)
        subject, outcome = None, None
        if row.voice == "passive":
            outcome = None if refers else self._head(*left, row.outcomes) or self._before(verb)
            subject = self._head(*right, row.subjects) or self._behind(behind)
        elif row.voice == "object":
            subject = self._head(*right, row.subjects)
            purpose = FOR.search(self._text, subject.end, self._end) if subject else None
            outcome = self._sufferers(purpose.end()) if purpose else None
        else:
            outcome = self._head(*right, row.outcomes)
            if not outcome and row.relation in ON:
                outcome = self._sufferers(behind)
            outcome = outcome or (None if trials else self._behind(behind))
            if not refers:
                more = row.voice == "link"
                subject = self._head(*left, row.subjects, trials=trials, more=more)
                subject = subject or (None if trials else self._before(verb))
            elif outcome:
                return Roles(None, row.relation, outcome, refers=refers, subjects=row.subjects)
        if subject and outcome and subject.concept_id != outcome.concept_id:
            return Roles(subject, row.relation, outcome, subjects=row.subjects | {"phrase"})
        return None

    def _before(self, verb: int) -> Mention | None:
        """The noun phrase that is all there is before the verb, known or not."""
        return self._phrase(
            NOUN_PHRASE.fullmatch(self._text[self._start : verb].rstrip()), self._start
        )

    def _behind(self, start: int) -> Mention | None:
        """The noun phrase that follows, known or not, if nothing more belongs to it."""
        part = self._text[start : self._end]
        begin = len(part) - len(part.lstrip())
        found = NOUN_PHRASE.match(part, begin)
        rest = part[found.end() :].lstrip() if found else ""
        # "traumatic or painful events": one word before "or" may be an adjective.
        adjective = found and " " not in found["phrase"] and _AND_OR.match(rest)
        adjective = adjective if adjective and not _second_noun(rest) else None
        whole = ENDS.match(rest) and not (adjective or _GOES_ON.match(rest))
        return self._phrase(found, start) if whole else None

    def _phrase(self, found: re.Match[str] | None, offset: int) -> Mention | None:
        """A concept made of words alone, where they say something and no term is just as long."""
        if not found or not tells_something(found["phrase"], found["head"]):
            return None
        start, end = offset + found.start("phrase"), offset + found.end("phrase")
        if any(mention.start <= start and end <= mention.end for mention in self._mentions):
            return None
        return Mention(local_id(found["phrase"]), start, end, found["phrase"])

    def _happens(self, verb: int, at: int, be: bool) -> Roles | None:
        """What is told to have happened, and after, during or despite what."""
        for row in EVENTS if ANY_EVENT.match(self._text, at, self._end) else ():
            words = row.words.match(self._text, at, self._end)
            if words and row.be in (None, be):
                outcome = self._head(self._start, verb, EFFECTS)
                if outcome:
                    return self._when(row.relation, outcome, words.end())
        had = HAD.match(self._text, at, self._end) or HAD.match(self._text, verb, self._end)
        told = self._case or PEOPLE.search(self._text, self._start, verb)
        if had and not be and told:
            outcome = self._head(had.end(), self._end, EFFECTS)
            found = self._when("occurs", outcome, outcome.end) if outcome else None
            return found if found and found.subject else None
        return None

    def _when(self, relation: str, outcome: Mention, behind: int) -> Roles | None:
        for found in WHEN.finditer(self._text, behind, self._end):
            between = self._hidden[behind : found.start()]
            if CLOSED.search(between):
                break
            agent = self._head(found.end(), self._end, AGENTS)
            if agent:
                return Roles(agent, f"{relation} {found.lastgroup}", outcome)
        led = _LED_BY.match(self._whole)
        if led:
            agent = self._head(led.end(), self._whole.find(",", led.end()), AGENTS, self._whole)
            if agent and led.lastgroup:
                return Roles(agent, f"{relation} {led.lastgroup}", outcome)
        # "after XY" leaves nothing out, even if XY is not known; a disease needs no therapy.
        general = (
            relation in LEFT_OUT
            and not WHEN.search(self._text, behind, self._end)
            and self._vocabulary.kind(outcome.concept_id) != "disease"
            and not any(self._vocabulary.kind(m.concept_id) in AGENTS for m in self._mentions)
        )
        return Roles(None, relation, outcome, lacks_subject=True) if general else None

    def _sufferers(self, start: int) -> Mention | None:
        """The disease of the patients named at ``start``: "active in patients with gout"."""
        if not PATIENTS.match(self._text, start, self._end):
            return self._head(start, self._end, EFFECTS)
        kinds = ((m, self._vocabulary.kind(m.concept_id)) for m in self._mentions)
        have = (m for m, kind in kinds if kind == "disease" and suffered(self._text, m))
        return next(have, None)

    def _head(
        self,
        start: int,
        end: int,
        kinds: frozenset[str],
        text: str | None = None,
        *,
        trials: bool = False,
        more: bool = False,
    ) -> Mention | None:
        """The head of the noun phrase at ``start``, if the vocabulary knows it as of these kinds.

        Args:
            trials: whether "X trials" stand for X.
            more: whether "more X" stands for X, as it does for what goes along with X.
        """
        text = text or self._text
        mention = next((m for m in self._mentions if start <= m.start and m.end <= end), None)
        if not mention:
            return None
        lead = text[start : mention.start]
        kind = self._vocabulary.kind(mention.concept_id)
        phrase = PHRASE.match(lead)
        if text[mention.end : mention.end + 1] in ("-", "‐", "–"):
            return None
        if kind not in kinds or not phrase or (MORE.search(lead) and not more):
            return None
        if HANDLED.match(lead):
            return None
        if phrase["effect"] and kind in AGENTS:
            return None
        tail = TAIL.match(text, mention.end, end)
        at = tail.end() if tail else mention.end
        tested = TRIALS.match(text, at, end) if trials else None
        rest = text[tested.end() if tested else at : end].lstrip()
        if STOPPED.match(rest):
            return None
        # Of two drugs together neither is said to do it alone.
        joined = kind in AGENTS and (WITH_ANOTHER.match(rest) or self._listed(mention, text))
        if not ENDS.match(rest) or joined:
            return None
        amount = AMOUNT.search(lead)
        return self._phrase_at(start + amount.start(), mention.end) if amount else mention

    def _phrase_at(self, start: int, end: int) -> Mention:
        text = self._whole[start:end]
        return Mention(local_id(text), start, end, text)

    def _listed(self, agent: Mention, text: str) -> bool:
        """Whether another drug or therapy follows in a list."""
        others = (m for m in self._mentions if m.start >= agent.end)
        other = next((m for m in others if self._vocabulary.kind(m.concept_id) in AGENTS), None)
        return bool(other and LISTED.match(text, agent.end, other.start))
