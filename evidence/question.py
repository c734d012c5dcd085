"""A question in plain words → the things it asks about.

Words are compared without endings and spelling ("reactivated", "reactivation"), and some everyday
words of medicine stand for each other ("stop", "withdraw", "discontinue"). The tables are made by
hand for this project.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from evidence.concepts import (
    NO_ABBREVIATIONS,
    Abbreviations,
    Vocabulary,
    find_concepts,
    listed,
    normal,
    words,
)

_STEMMER = snowballstemmer.stemmer("english")
_ENDING = re.compile(r"(?<=\w{4})(?:ia|ic|[ai])\Z")
"""Of Greek words, behind what the stemmer leaves: "anemia", "anemic"."""

_SAME = """
stop withdraw withdrawn withdrew withdrawal discontinue cease cessation interrupt suspend withhold withheld
start begin began begun initiate introduce commence
rechallenge restart resume reintroduce reexposure readminister
watch view
death die fatal lethal mortality dead
survive survival survivor alive
relapse recur recurrent recurrence flare return
child kid paediatric boy girl
teenager teen adolescent
infant neonate newborn neonatal baby
pregnancy pregnant gestation gestational gravid
woman female
man male
kidney renal
heart cardiac
liver hepatic
lung pulmonary
brain cerebral
bowel gut intestine intestinal
skin cutaneous dermal
bone skeletal osseous
eye ocular ophthalmic
vein venous
stomach gastric
tumour cancer neoplasm malignant malignancy carcinoma
drug medication medicine
surgery surgical surgeon operation operative operate
dose dosage
cure heal recover recovery resolve resolution
restore restoration reconstruct reconstruction rebuild
safe safer safety tolerate tolerable tolerance
poison poisoning intoxication intoxicate overdose
bleed bled haemorrhage haemorrhagic
diagnose diagnosis diagnostic detect detection identify
measure monitor check surveillance
guideline recommend recommendation advise advice consensus
mechanism pathogenesis pathophysiology aetiology
prevent prevention avoid avert prophylaxis prophylactic protect
fever febrile pyrexia
pain painful ache
obese obesity overweight
smoke smoker tobacco cigarette
alcohol ethanol
seizure convulsion
clot thrombus thrombosis thrombotic
transplant transplantation graft allograft
vaccine vaccinate vaccination immunise immunisation jab shot
itch pruritus
rash eruption exanthem
breathless dyspnoea
memory remember
cognition cognitive
swelling oedema
fail failure unsuccessful ineffective
cost economic price expensive
animal mouse mice rat murine
admit admission hospitalise hospitalisation
mutation mutate variant
bacteria bacterial bacterium
virus viral
fungus fungal mycotic
improve ameliorate alleviate
worsen deteriorate exacerbate exacerbation progress progression aggravate
decrease reduce reduction lower diminish decline halve
increase raise rise rose elevate higher
frequency incidence prevalence rate
rare uncommon infrequent seldom
common frequent
cause induce trigger provoke
associate link relate correlate
prolong persist persistent sustain lasting
glucose sugar glycaemia glycaemic
tooth teeth dental
stain discolour discoloration
urine urinary
stool faeces faecal
sight vision visual
hearing deaf deafness auditory
dream nightmare
tired tiredness fatigue exhaustion
faint syncope collapse
vomit emesis
swallow dysphagia
abdomen belly abdominal
chest thorax thoracic
throat pharynx pharyngeal
joint articular
spine spinal vertebral
nose nasal
womb uterus uterine
doctor physician clinician
"""
"""A line for each set of words that ask for the same."""


@lru_cache(maxsize=2**16)
def stem(word: str) -> str:
    """A normalised word without its ending, or the first of the words that stand for the same."""
    bare = form(word)
    return _FIRST.get(bare, bare)


@lru_cache(maxsize=2**16)
def form(word: str) -> str:
    """A normalised word without its ending."""
    return _ENDING.sub("", _STEMMER.stemWord(word))


_FIRST = {
    form(normal(word)): form(normal(line.split()[0]))
    for line in _SAME.strip().splitlines()
    for word in line.split()
}


def forms(text: str) -> frozenset[str]:
    """The words of a text without their endings."""
    return frozenset(map(form, words(text)))


def stems(text: str) -> frozenset[str]:
    """The stems of the words of a text."""
    return frozenset(map(stem, words(text)))


_STOP = frozenset(
    map(
        normal,
        listed(
            """a after against am an and any are as at be been being between but by can could did do does
            during follow following for from give given had has have how i in into is it its know known may me
            might much many my need no not occur happen of often on or our over should some tell than that
            the their them there these they this those to under us was we were what when where whether
            which while who whose why will with within without would you about all also anything other another
            way thing s t vs versus supports contradicts"""
        ),
    )
)
_EMPTY = frozenset(
    stem(normal(word))
    for word in listed(
        "evidence patient people treat therapy cell case study trial paper article use disease"
    )
)
"""Nouns and verbs that stand in too many sentences to tell one from another."""
_RELATING = frozenset(
    stem(normal(word))
    for word in listed(
        """cause due lead result associate affect effect effective efficacy influence impact role decrease
        increase improve worsen prevent risk number level size count value help work benefit outcome show
        find found report early late new good better best bad high low large small long short severe serious
        acute chronic prolong frequent common rare recurrent relation response change differ difference more less
        compare comparison different type kind way long-term term option management manage"""
    )
)


def asks_nothing(word: str) -> bool:
    """Whether a normalised word only asks or relates: "does", "reduce"."""
    return word in _STOP or stem(word) in _EMPTY | _RELATING


_SETTING = listed(
    """after against among at because before between by concerning despite during following for from given
    in of on regarding to under upon when while with without"""
)
"""Words behind which a question tells in whom, with what or when what it asks about happens."""
_COMPLETES = listed("by to with")
"""Those that open the other half of what is asked behind a word that relates: "caused by", "linked to"."""
_EFFECT = frozenset(map(stem, listed("effect impact influence role")))
"""Of one thing on another: both are asked about."""
_EXCEPT = re.compile(
    r"\b(?:other than|except(?: for)?|apart from|excluding|besides)\s+(?:the\s)?", re.IGNORECASE
)
MOST_PARTS = 50
"""Parts of a question that are read; one that has more of them is no question."""
_AGAIN = re.compile(r"[,;:?!.]\s")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a question names: a concept, or a word that belongs to none."""

    label: str
    concept: str | None
    stems: frozenset[str]
    """Of its words, as asked; one for a word."""
    setting: bool = False
    """Whether it tells in whom or with what, not what is asked about: "fever *after linezolid*"."""
    excluded: bool = False
    """Whether it is what is not asked about: "antibiotics *other than linezolid*"."""


def read_question(
    question: str, vocabulary: Vocabulary, abbreviations: Abbreviations = NO_ABBREVIATIONS
) -> tuple[Part, ...]:
    """The parts of a question in its order, each once; () where no word of it says anything.

    Words that only relate the others ("reduce", "risk") are parts only where there is nothing else.
    """
    tokens = [*_tokens(question, vocabulary, abbreviations)]
    found: dict[str, Part] = {}
    excluded = {found.end() for found in _EXCEPT.finditer(question)}
    for token, setting in zip(tokens, _in_setting(question, tokens), strict=True):
        for part in _parts(token, vocabulary, setting=setting):
            part = replace(part, excluded=token.start in excluded)
            found.setdefault(part.concept or min(part.stems), part)
    telling = [part for part in found.values() if not _relates(part)] or [*found.values()]
    parts = tuple(telling[:MOST_PARTS])
    if all(part.setting or part.excluded for part in parts):
        return tuple(replace(part, setting=False) for part in parts)
    return parts


def _relates(part: Part) -> bool:
    return part.concept is None and part.stems <= _RELATING


class _Token(NamedTuple):
    """A concept of a question, or a word between them."""

    text: str
    start: int
    end: int
    concept: str | None

    @property
    def word(self) -> str:
        """In lower case and so on; "" for a concept."""
        return "" if self.concept else normal(self.text)

    @property
    def relates(self) -> bool:
        return bool(self.word) and stem(self.word) in _RELATING

    @property
    def says(self) -> bool:
        empty = self.word in _STOP or stem(self.word) in _EMPTY or len(self.word) < 2
        return bool(self.concept) or not empty


def _tokens(
    question: str, vocabulary: Vocabulary, abbreviations: Abbreviations
) -> Iterator[_Token]:
    at = 0
    for mention in (*find_concepts(question, vocabulary, abbreviations), None):
        for word in _WORD.finditer(question, at, mention.start if mention else len(question)):
            yield _Token(word.group(), word.start(), word.end(), None)
        if mention:
            yield _Token(mention.text, mention.start, mention.end, mention.concept_id)
            at = mention.end


def _in_setting(question: str, tokens: Sequence[_Token]) -> Iterator[bool]:
    """For each token whether it tells in whom, with what or when what is asked about happens.

    That begins behind a preposition once something is asked about ("fever after X"), at once where
    the question opens with one ("After X, is fever common?"), and never where it asks for the effect
    of one thing on another; it ends at a comma and at a verb ("Does X in Y cause Z?").
    """
    setting = asked = opened = headed = related = effect = False
    last = 0
    for token in tokens:
        if _AGAIN.search(question, last, token.start):
            setting = asked = opened = headed = False
        last = token.end
        if token.word in _SETTING:
            if not (related and token.word in _COMPLETES):
                opened = opened or not (asked or headed)
                setting = (asked or opened) and not effect
        elif token.relates:
            effect = effect or (not asked and stem(token.word) in _EFFECT)
            # "lithium-associated" belongs to its noun.
            if setting and not opened and question[token.start - 1 : token.start] != "-":
                setting = asked = False
            related = headed = True
        elif token.says:
            asked, related = True, False
        yield setting


def _parts(token: _Token, vocabulary: Vocabulary, *, setting: bool) -> Iterator[Part]:
    if not token.says:
        return
    if token.concept is None:
        yield Part(token.text, None, frozenset((stem(token.word),)), setting)
        return
    concepts = taken_apart((token.concept,), vocabulary)
    for concept in concepts:
        known = vocabulary.concepts.get(concept)
        label = known.label if known else token.text
        asked = stems(token.text if concept == token.concept else label)
        yield Part(label, concept, frozenset(one for one in asked if len(one) > 1), setting)


def taken_apart(concepts: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
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
