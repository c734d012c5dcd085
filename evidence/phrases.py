"""The words around the noun of a phrase: what may stand before and behind it, and who has a disease.

Tables made by hand for this project; every pattern has bounded gaps.
"""

from __future__ import annotations

import re

from evidence.concepts import Mention, listed, normal, words

_FUNCTION = (
    r"(?:of|in|on|at|for|with|to|by|from|into|than|as|that|which|who|whose|and|or|but|nor|if|when"
    r"|while|because|after|before|during|under|following|without|against|is|are|was|were|be|been"
    r"|has|have|had|we|it|they|he|she|there|such|less|fewer|little|lower|reduced|decreased|not)"
)
_WORD = rf"(?!{_FUNCTION}\b)[^\W_][\w'’/%.+-]*"
# Words that hand their noun on: "the onset of X", "an infusion of X" are about X.
_OF_EFFECT = (
    r"(?:rates?|risks?|incidences?|frequenc(?:y|ies)|development|onset|occurrence|severity|grades?"
    r"|degree|levels?|concentrations?|episodes?|cases?|signs?|symptoms?|presence|duration"
    r"|prevalence|odds|likelihood|peak|growth)"
)
_OF_AGENT = (
    r"(?:use|infusions?|administration|treatment|therapy|receipt|courses?|cycles?|doses?|addition"
    r"|exposure|initiation|start|injections?|intake)"
)
_TAKING = r"(?:receiving|taking|starting|initiating|adding|being given|being treated with)"
PHRASE = re.compile(
    rf"\A\W*(?:{_TAKING}\s+)?(?:(?:{_WORD},?\s+){{0,4}}?(?:(?P<effect>{_OF_EFFECT})|{_OF_AGENT})"
    rf"\s+(?:of|with|to|from)\s+){{0,2}}(?:{_WORD},?\s+){{0,4}}(?:{_WORD})?\Z",
    re.IGNORECASE,
)
"""What may stand before the noun of a phrase: adjectives, and words that hand their noun on."""
HANDLED = re.compile(
    r"\A\W*(?!(?:using|giving|adding|taking|receiving|administering|starting|initiating|continuing"
    r"|ongoing|existing|persisting|remaining|recurring|underlying|circulating|increasing|worsening"
    r"|lasting|emerging|following|during)\b)\w+ing\s",
    re.IGNORECASE,
)
"""It is not X that "stopping X" or "preventing X" does."""
TAIL = re.compile(
    r"(?:['’]s)?[\s-]*(?:(?:therap(?:y|ies)|treatments?|infusions?|administration|support|use"
    r"|regimens?|exposure|monotherapy|prophylaxis|cells?|levels?|counts?|events?|toxicit(?:y|ies)"
    r"|rates?|severity|grades?|episodes?|concentrations?|symptoms?|\d[\d.]*|alone|itself)\b\s*)*"
)
"""Nouns behind a term that leave it the head of its phrase: "X therapy", but not "X criteria"."""
ENDS = re.compile(
    rf"\Z|[.,;:()]|(?:{_FUNCTION}|also|may|might|can|could|will|would|should|must|cannot"
    r"|worldwide|(?:did|does|do)\b|\w+ly|alone|among|between|post\w*|within|despite|over|per"
    r"|through|via|due|owing|compared|versus|up|where|whereas|previously|\w+ing|\w+ed)\b",
    re.IGNORECASE,
)
_NOT_IN_A_NAME = (
    r"(?:the|an?|this|these|those|its|his|her|their|our|my|your|some|any|no|none|all|each|every|other"
    r"|another|both|neither|either|what|how|why|whether|them|also|rather|even|just|only)"
)
_PART = rf"(?!{_FUNCTION}\b)(?!{_NOT_IN_A_NAME}\b)[^\W_](?:[\w'’/%+-]|\.(?=\w))*"
_NOUN = rf"(?!\w+(?:ed|ly)\b){_PART}"
NOUN_PHRASE = re.compile(
    r"(?:(?:the|an?|both|several|some|many|most|all|our|its|their)\s)?"
    rf"(?P<phrase>(?:{_PART}\s)?(?:{_NOUN}\s){{0,4}}(?P<head>{_NOUN})"
    rf"(?:\s(?:of|for)\s(?:the\s|an?\s)?(?:{_NOUN}\s){{0,3}}{_NOUN})?)",
    re.IGNORECASE,
)
"""A noun with what may stand before it, and behind "of" or "for"; no word of it need be known."""
_NO_TOPIC = listed(
    """study trial analysis meta-analysis analyse review result finding data evidence report author
    investigator patient participant subject case group arm work series cohort experience observation
    figure table man woman child adult people person individual majority"""
)
_SAYS_LITTLE = _NO_TOPIC | listed(
    """effect use number drug treatment therapy agent approach strategy method one level
    value score model difference change increase decrease reduction improvement outcome event
    other same half aim purpose question problem most
    many some several few all each both day week month year hour time period follow follow-up
    percent rest what that"""
)


def tells_something(phrase: str, head: str) -> bool:
    """Whether a noun phrase says what it is about: no number, no bare "patients" or "results"."""
    if phrase[0].isdigit() or len(head) < 3 or not any(map(str.isalpha, head)):
        return False
    if not _NO_TOPIC.isdisjoint(words(phrase.split(" of ")[0])):
        return False
    return normal(head) not in _SAYS_LITTLE or " of " in phrase or " for " in phrase


OF_WHAT = re.compile(
    rf"\s+of\s+(?P<what>(?:the\s|an?\s)?(?:{_NOUN}\s){{0,3}}{_NOUN}(?:\s+of\s+(?:the\s)?(?:{_NOUN}\s){{0,2}}{_NOUN})?)",
    re.IGNORECASE,
)
"""What a noun is of: "recurrence *of stroke*", "progression *of retinopathy of prematurity*"."""
AMOUNT = re.compile(
    r"\b(?:low|lower|high|higher|greater|more|fewer|less|increased|elevated|raised|reduced|decreased|excessive"
    r"|insufficient)\b",
    re.IGNORECASE,
)
"""Without it "high doses of aspirin" is another thing."""
TRIALS = re.compile(r"\s*(?:clinical\s)?(?:trials?|studies)\b")
MORE = re.compile(r"\b(?:higher|greater|more|increased|elevated|most)\b", re.IGNORECASE)
# "after X was stopped" is not after X.
STOPPED = re.compile(
    r"(?:was|were|is|are|had|has)\s(?!(?:\w+ly\s|been\s)*(?:started|given|initiated|administered"
    r"|infused|begun|added)\b)",
    re.IGNORECASE,
)
WITH_ANOTHER = re.compile(
    r"and/or\b|and\b|or\b|plus\b|(?:combined|together|in (?:\w+ )?combination) with\b",
    re.IGNORECASE,
)
LISTED = re.compile(rf",\s(?:(?:and|or)\s)?(?:{_WORD}\s){{0,3}}\Z", re.IGNORECASE)


COORDINATED = re.compile(
    rf"(?:,\s(?:(?:and|or)\s)?|\s(?:and|or|as well as)\s)(?:{_WORD}\s){{0,2}}\Z", re.IGNORECASE
)
"""What stands between two things that are told together: "fever, severe rash and cough"."""


def suffered(text: str, disease: Mention) -> bool:
    """Whether a disease is named as what patients have: "in myeloma", "patients with sepsis"."""
    governed = _GOVERNED.search(text[max(0, disease.start - 60) : disease.start])
    return (
        bool(governed)
        and not _NOT_SUFFERED.match(text[disease.end :])
        and not _TIED_TO.search(text[max(0, disease.start - 80) : disease.start])
    )


# "associated with gout", "the incidence of stroke": what happens, not whom it happens to
_TIED_TO = re.compile(
    r"(?:\b(?:associat|link|correlat|relat|connect|compar|consistent|attribut|contribut)\w*\s(?:with|to)"
    r"|\b(?:incidences?|risks?|rates?|odds|excess|burden|probability|likelihood|frequency|occurrence|prevalence|development|onset|episodes?|cases?|diagnos[ie]s"
    r"|signs?|symptoms?|history|prevention|recurrences?)\sof)(?:[ ,](?!in\b|among\b)[\w/-]+){0,3}[ ,]*\Z",
    re.IGNORECASE,
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

_ANY_PATIENTS = (
    r"(?:patients|adults|children|women|men|people|individuals|participants|carriers|recipients)"
)
_SPECIFIC = re.compile(
    # "in patients with a mutation", "in those who smoke"
    rf"\b(?:in|among|of|for|with)\s(?:[\w%.-]+\s){{0,4}}?(?:{_ANY_PATIENTS}|those)\s(?:with|without|who"
    r"|whose|having|harbou?ring|carrying|undergoing|aged|from|on|over|under)\b"
    # "in elderly patients", not "in 12 patients", "in most of our patients"
    r"|\b(?!(?:few|some|most|many|all|these|those|our|their|the|several|both|other|others|such"
    r"|of|in|among|for|more|fewer|half|no|any|small|as|by|to|per|treated|remaining|two|three|four"
    r"|five|six|seven|eight|nine|ten|eleven|twelve|\w{3,5}teen|twenty|thirty|and|or|that|when|if"
    rf"|because|while|consecutive|reported|affected|different|additional)\s)[a-z][\w-]{{1,40}}\s{_ANY_PATIENTS}\b",
    re.IGNORECASE,
)


IN_WHOM = re.compile(
    r"(?:\s\w+){0,2}?\s(?:in|among)\s(?:the\s)?(?P<whom>"
    # "elderly women", not "12 women", "most of our women"
    r"(?:(?!(?:few|some|most|many|all|these|those|our|their|the|several|both|other|such|of|a|an|one|two|three"
    rf"|each|every|no|any|more|fewer|half|consecutive|{_FUNCTION})\b)[A-Za-z][\w-]*\s){{1,3}}(?:{_ANY_PATIENTS}"
    r"|runners|volunteers|smokers|workers|users|infants|neonates)\b"
    rf"|{_ANY_PATIENTS}\s(?:with|without)\s(?:an?\s|the\s)?(?:{_NOUN}\s){{0,3}}{_NOUN}"
    r"|(?:[a-z-]+\s)?(?:mice|rats|pigs|rabbits|dogs|sheep|monkeys|volunteers|smokers)\b)",
    re.IGNORECASE,
)
"""In whom something happens, told behind it in words that the vocabulary need not know."""


def names_people(text: str) -> bool:
    """Whether a clause says in whom, in words that the vocabulary need not know."""
    return bool(_SPECIFIC.search(text))
