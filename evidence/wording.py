"""How a clause says something: its verb, the reach of its words, doubt and denial.

Tables of cue words, made by hand for this project, each beside the rule that reads it. All rules
look at a clause as plain text, without mark-up and pointers; offsets are places in that text.
Every pattern has bounded gaps, so time is linear in the clause.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from evidence.cues import Cues, any_of
from evidence.model import Hedging, Polarity

# ----------------------------------------------------------------------------------------- verbs

_FINITE = any_of(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|can|could|may|might|must|shall"
    r"|should|will|would|cannot)\b",
    r"\b\w{2,}ed\b",
    r"\b(?:began|became|came|fell|felt|found|gave|got|grew|held|kept|knew|lay|led|left|lost|made"
    r"|met|rose|ran|saw|sent|showed|spoke|stood|stopped|took|told|underwent|went|woke|wrote"
    r"|arose)\b",
    r"\b(?:show|suggest|indicate|remain|increase|reduce|cause|occur|require|need|support|confirm"
    r"|provide|represent|include|lead|develop|carry|depend|exist|lack|improve|appear|seem"
    r"|speculate|believe|propose|recommend|conclude|argue|demonstrate|reveal|raise|explain"
    r"|affect|predict|prevent|differ|highlight|underline|agree|result|induce|decrease|contribute"
    r"|emerge|persist|respond|relapse|follow|involve|contain|reflect|receive|present|report"
    r"|describe|lower|worsen|outweigh|justify|merit|deserve|warrant|play|act|bind|block|inhibit"
    r"|prolong|tend|make|take|have|offer|pose|call|help|use|treat|come|fail|vary|account"
    r"|underestimate|mimic)(?:s|es)?\b",
)
# "carries", "addresses": a third person, if it is no plural.
_THIRD_PERSON = re.compile(r"(?:\S+\s){1,60}?[a-z]{2,}(?:[^s\W]s|sses)\s\S")


def has_verb(clause: str) -> bool:
    """Whether there is something that can be a finite verb."""
    return bool(_FINITE.search(clause) or _THIRD_PERSON.match(clause[:1_000]))


_VERB = re.compile(
    r"\b(?:(?P<present>is|are|has|have|may|might|can|could|should|must|will|would|cannot|does|do"
    r"|(?:remain|need|include|require|represent|suggest|indicate|provide|contain|occur|appear"
    r"|seem|exist|tend|depend|involve|carr(?:y|ie))s?)|(?P<past>was|were|had|did|fell|rose"
    r"|became|began|underwent|showed|led|went|found|gave|took|came|arose|held|kept|saw|grew)"
    r"|(?P<participle>\w{2,}ed)|(?P<lexical>(?:reduce|induce|prevent|improve|increase|decrease"
    r"|cause|affect|predict|inhibit|worsen|prolong|reveal|demonstrate|confirm|produce)s?|lowers"
    r"|raises|exceeds|shows|leads))\b",
    re.IGNORECASE,
)
# What stands before "elevated" in "the elevated ferritin", where it is no verb.
_BEFORE_ADJECTIVE = re.compile(
    r"(?:\A|[,;(]|\b(?:an?|the|and|or|of|in|with|by|for|to|from|on|his|her|its|our|their|this"
    r"|these|those|such|no|as|after|before|more|most|\w+ly))\W*\Z",
    re.IGNORECASE,
)


def first_verb(clause: str) -> re.Match[str] | None:
    """The first finite verb, as far as its form tells; participles of a noun are passed over."""
    for found in _VERB.finditer(clause):
        near = clause[max(0, found.start() - 20) : found.start()]
        sure = found["present"] or found["past"]
        if sure or not _BEFORE_ADJECTIVE.search(near):
            return found
    return None


def is_past(clause: str) -> bool:
    """Whether the first finite verb of the main part is in the past tense."""
    verb = first_verb(main_part(clause))
    return bool(verb and (verb["past"] or verb["participle"]))


# ------------------------------------------------------------------------------- scope of a cue

_LEADING = re.compile(
    r"\A\W*(?:considering|although|though|while|whilst|whereas|because|since|as|if|when|given"
    r"|despite|after|before|once|unless|even (?:if|though)|assuming|in spite of|provided|unlike"
    r"|contrary to|in contrast (?:to|with)|compared (?:to|with)|according to)\b[^,;]{1,300}[,;]",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r",?\s\b(?:because|although|though|whereas|while|unless|if|whether|provided that"
    r"|so that|in order that)\b.*|,\sas\s(?!well|opposed|compared|shown|reported|described|expected|much|many|an?\b)\S.*",
    re.IGNORECASE | re.DOTALL,
)
_RELATIVE = re.compile(
    r",\s(?:which|who|whose|whom|where)\b[^,;]{0,400}|\b(?:who|which|whose)\b(?:\s[^\s,;]+){1,6}",
    re.IGNORECASE,
)
# "a drug that may harm"; after these words "that" opens what is claimed, not a relative clause.
_THAT = re.compile(
    r"(?P<word>\w+),?\s(?P<rest>that(?:\s[^\s,;]+){1,5})",
    re.IGNORECASE,
)
_CLAIMS_THAT = re.compile(
    r"\A(?:\w*(?:show|suggest|demonstrat|indicat|report|speculat|hypothes|believ|propos|conclud"
    r"|argu|confirm|reveal|observ|not|determin|suspect|assum|postulat|infer|agre|recommend"
    r"|emphasi|impl|stat|claim|establish)\w*|found|find|finds|think|thought|likely|possible"
    r"|probable|plausible|conceivable|unlikely|clear|unclear|fact|evidence|hypothesis"
    r"|possibility|view|opinion|is|was|known|shown|say|says|said|means|so|such|possible"
    r"|important|aware|feel|felt|argue|means)\Z",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()]{0,300}\)|\[[^\[\]]{0,300}\]")
_SECOND_PREDICATE = re.compile(
    r"\b(?:and|but|or)\s(?:not?\s|none\s)"
    r"|\b(?:and|but|or)\s(?:\w+ly\s|also\s|then\s|still\s|there\s)?(?:had|has|have|was|were|is|are|did"
    r"|does|do|could|can|may|might|will|would|remained|showed|\w{3,}ed)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def main_part(clause: str) -> str:
    """The clause with subordinate parts blanked out, same length, so that offsets stay.

    Blanked: a leading "Although …,", a trailing "because …", relative clauses, asides. Where a
    relative clause without commas ends is not known; its first words are blanked.
    """
    text = clause
    for pattern in (_ASIDE, _LEADING, _TRAILING, _RELATIVE):
        text = pattern.sub(_blank, text)
    return _THAT.sub(_blank_relative, text)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _blank_relative(found: re.Match[str]) -> str:
    if _CLAIMS_THAT.match(found["word"]):
        return found.group()
    kept = found.group()[: -len(found["rest"])]
    return kept + " " * len(found["rest"])


# --------------------------------------------------------------------------------- doubt, denial


class Hedge(NamedTuple):
    """A hedging word at ``start:end`` of the clause."""

    start: int
    end: int
    level: Hedging


_LEVELS: tuple[Hedging, ...] = ("none", "low", "moderate", "high")
_HEDGES: tuple[tuple[Hedging, Cues], ...] = (
    (
        "high",
        any_of(
            r"\bspeculat(?:e|es|ed|ive|ion)\b",
            r"\bhypothesi[sz](?:e|es|ed)\b|\bconjectur\w+\b|\bpostulat(?:e|es|ed)\b"
            r"|\bconceivabl[ey]\b",
            r"\b(?:cannot|can not|could not) be (?:excluded|ruled out|dismissed)\b",
            r"\b(?:cannot|could not) (?:exclude|rule out)\b",
        ),
    ),
    (
        "moderate",
        any_of(
            r"\b(?-i:may)\b",  # not the month
            r"\bmight\b",
            # not what somebody was able to do
            r"\bcould\b(?! (?:not|(?:\w+ly )?be (?:\w+ly )?(?:detected|seen|observed|found|identified|measured|stopped"
            r"|withdrawn|discontinued|weaned|discharged|obtained|performed)))",
            r"\bpossibly\b|\bperhaps\b|\bprobably\b|\bpresumably\b|\bpotentially\b"
            r"|\bpurportedly\b",
            r"\b(?:it is|it seems|remains|is|are) (?:possible|probable|plausible"
            r"|unlikely)\b(?! to)",
            r"\bpossible (?:role|mechanism|explanation|cause|link|association|benefit|effect"
            r"|reason)s?\b",
            r"\bpotential (?:role|mechanism|explanation|cause|link|association|benefit)s?\b",
            r"\b(?:most|very|quite) likely\b|(?<!more )(?<!less )(?<!as )\blikely\b|\bunlikely\b",
            r"(?<!we )\bsuggest(?:s|ed|ing)?\b|\bwe suggest(?:ed)?\b|\bwe suspect\b"
            r"|\bputative(?:ly)?\b",
            r"\bimpl(?:y|ies|ied)\b|\bassumes?\b|\bassumed (?:to|that)\b",
        ),
    ),
    (
        "low",
        any_of(
            r"\b(?:generally|usually|typically|largely|mainly)\b"
            r"|(?<!how )(?<!more )(?<!less )(?<!most )\boften\b",
            r"\bappears?\b(?! (?:in|on|at|after|within|during|before|as)\b)|\bappeared (?:to"
            r"|that|more|less|safe|effective|similar)\b|\bseem(?:s|ed|ingly)?\b|\btend(?:s|ed)? to\b",
            r"\bapparently\b|\bindicat(?:e|es|ed) that\b|\bsuggestive of\b|\bto our knowledge\b",
            r"\bwe (?:believe|think|consider)\b|\bin our (?:opinion|view)\b",
        ),
    ),
)


@lru_cache(maxsize=256)
def find_hedges(clause: str) -> tuple[Hedge, ...]:
    """The hedging words whose scope is the main part of the clause, in reading order."""
    text = main_part(clause)
    taken: list[Hedge] = []
    for level, pattern in _HEDGES:
        taken += [Hedge(found.start(), found.end(), level) for found in pattern.finditer(text)]
        text = pattern.sub(_blank, text)
    return tuple(sorted(taken))


def hedging_of(hedges: tuple[Hedge, ...]) -> Hedging:
    """The strongest level among them; two cues beside each other are still one doubt."""
    return _LEVELS[max((_LEVELS.index(hedge.level) for hedge in hedges), default=0)]


_NEGATION = any_of(
    r"\bnot\b|\bcannot\b|\bnever\b|\bnone\b|\bneither\b|\bnobody\b|n't\b|n’t\b",
    r"(?<!\bwith )\bno\b(?! (?:doubt|less than|fewer than|later than|more than|sooner|\d))",
    r"\b(?:fail(?:s|ed)?|unable) to\b|\black(?:s|ed)\b|\bnor\b",
)
# They hold a negative word and deny nothing, or deny a denial.
_NOT_DENIED = any_of(
    r"\bnot only\b|\bnot (?:just|merely|necessarily)\b|\bnot to mention\b|\bwhether or not\b",
    r"\b(?:cannot|can not|could not) (?:be )?(?:exclude|rule|dismiss)\w*(?: out)?\b",
    r"\bnot without\b|\bor not\b|,\snot\s(?:[^\s,;]+\s){0,6}[^\s,;]+,",
    r"\bnot (?:un\w+|infrequent\w*|rare\w*|impossible|surprising\w*)\b",
    r"\b(?:cannot|should not) be (?:underestimated|overlooked|neglected|ignored"
    r"|overemphasi[sz]ed)\b",
)


def polarity_of(clause: str) -> Polarity:
    """``negated`` where the main predicate or its subject is denied.

    A denial inside "with no …", in a subordinate clause or in a second predicate ("rose and did
    not fall") leaves the clause affirmed: what it covers is not certain.
    """
    text = main_part(clause)
    text = _NOT_DENIED.sub(_blank, text)
    found = _NEGATION.search(text)
    if not found:
        return "affirmed"
    second = _SECOND_PREDICATE.search(text, 0, found.end() + 1)
    # "The pulse and elevated pressure did not": no predicate stands before the "and".
    return "affirmed" if second and first_verb(text[: second.start()]) else "negated"
