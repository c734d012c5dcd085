"""How a clause says something: its verb, the reach of its words, doubt and denial.

Tables of cue words, made by hand for this project, each beside the rule that reads it. All rules
look at a clause as plain text, without mark-up and pointers; offsets are places in that text.
Every pattern has bounded gaps, so time is linear in the clause.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from evidence.cues import Cues, any_of
from evidence.model import Hedging, Polarity

# ----------------------------------------------------------------------------------------- verbs

_FINITE = re.compile(
    r"is|are|was|were|be|been|has|have|had|do|does|did|can|could|may|might|must|shall"
    r"|should|will|would|cannot"
    r"|\w{2,}ed"
    r"|began|became|came|fell|felt|found|gave|got|grew|held|kept|knew|lay|led|left|lost|made"
    r"|met|rose|ran|saw|sent|showed|spoke|stood|stopped|took|told|underwent|went|woke|wrote"
    r"|arose|heard|slept|ate|drank|fought|brought|thought|caught|sought|built|spent|forgot|chose|broke"
    r"|drove|drew|threw|wore|shook|sank|bled|fed"
    r"|(?:show|suggest|indicate|remain|increase|reduce|cause|occur|require|need|support|confirm"
    r"|provide|represent|include|lead|develop|carry|depend|exist|lack|improve|appear|seem"
    r"|speculate|believe|propose|recommend|conclude|argue|demonstrate|reveal|raise|explain"
    r"|affect|predict|prevent|differ|highlight|underline|agree|result|induce|decrease|contribute"
    r"|emerge|persist|respond|relapse|follow|involve|contain|reflect|receive|present|report"
    r"|describe|lower|worsen|outweigh|justify|merit|deserve|warrant|play|act|bind|block|inhibit"
    r"|prolong|tend|make|take|have|offer|pose|call|help|use|treat|come|fail|vary|account"
    r"|underestimate|mimic|abolish|accelerate|achieve|activate|advise|allow|alter|ameliorate|arise"
    r"|attenuate|augment|avoid|become|begin|belong|comprise|confer|consist|correlate|counteract|degrade"
    r"|depress|derive|detect|die|diminish|disagree|disappear|disrupt|elevate|elicit|eliminate"
    r"|encode|encourage|enhance|ensure|evolve|exacerbate|exert|exhibit|expand|expect|facilitate|favou?r"
    r"|fluctuate|generate|halve|hamper|happen|harbou?r|hinder|identify|impair|impl(?:y|ie)|incur"
    r"|infect|interfere|invade|know|lose|maintain|mediate|miss|mitigate|modif(?:y|ie)|necessitate"
    r"|obtain|originate|overcome|participate|penetrate|permit|possess|precede|preclude|promote"
    r"|protect|prove|provoke|recur|regulate|rel(?:y|ie)|remove|resemble|restore|seek|slow|suffer"
    r"|suppress|survive|sustain|undergo|underlie|understand|weaken)(?:s|es)?",
    re.IGNORECASE,
)
_WORDS = re.compile(r"\w+")
# "carries", "addresses": a third person, if it is no plural.
_THIRD_PERSON = re.compile(r"(?:\S+\s){1,60}?[a-z]{2,}(?:[^s\W]s|sses)\s\S")


@lru_cache(maxsize=256)
def has_verb(clause: str) -> bool:
    """Whether there is something that can be a finite verb."""
    return any(map(_is_finite, _WORDS.findall(clause))) or bool(_THIRD_PERSON.match(clause[:1_000]))


@lru_cache(maxsize=2**14)
def _is_finite(word: str) -> bool:
    return bool(_FINITE.fullmatch(word))


Form = Literal["present", "past", "participle", "lexical"]
_FORMS: tuple[tuple[Form, str], ...] = (
    (
        "present",
        r"is|are|has|have|may|might|can|could|should|must|will|would|cannot|does|do"
        r"|(?:remain|need|include|require|represent|suggest|indicate|provide|contain|occur|appear"
        r"|seem|exist|tend|depend|involve|carr(?:y|ie))s?",
    ),
    (
        "past",
        r"was|were|had|did|fell|rose|became|began|underwent|showed|led|went|found|gave|took"
        r"|came|arose|held|kept|saw|grew|felt|made|ran|spoke|stood|wrote|woke|got|knew|told|met|heard"
        r"|ate|drank|slept|fought|brought|caught|sought|built|spent|forgot|chose|broke|drove|drew",
    ),
    ("participle", r"\w{2,}ed"),
    (
        "lexical",
        r"(?:reduce|induce|prevent|improve|increase|decrease|cause|affect|predict|inhibit"
        r"|worsen|prolong|reveal|demonstrate|confirm|produce)s?|lowers|raises|exceeds|shows|leads",
    ),
)
_ANY_FORM = re.compile("|".join(f"(?P<{form}>{words})" for form, words in _FORMS), re.IGNORECASE)
# What stands before "elevated" in "the elevated ferritin", where it is no verb.
_BEFORE_ADJECTIVE = frozenset(
    """a an the and or of in with by for to from on his her its our their this these those such no as
    after before more most whether how why""".split()
)


_GAP = 20
"""Characters without a word: something has been blanked out there."""


class FoundVerb(NamedTuple):
    """A finite verb at ``start:end``, as far as its form tells."""

    start: int
    end: int
    form: Form

    @property
    def in_past(self) -> bool:
        return self.form in ("past", "participle")


@lru_cache(maxsize=2**14)
def _form(word: str) -> Form | None:
    found = _ANY_FORM.fullmatch(word)
    return next((form for form, _ in _FORMS if found and found[form]), None)


def first_verb(clause: str) -> FoundVerb | None:
    """The first finite verb, as far as its form tells; participles of a noun are passed over."""
    last, at = "", 0
    for found in _WORDS.finditer(clause):
        word = found.group()
        form = _form(word)
        if form and (
            form in ("present", "past") or not _before_adjective(last, clause[at : found.start()])
        ):
            return FoundVerb(found.start(), found.end(), form)
        last, at = word, found.end()
    return None


def _before_adjective(word: str, between: str) -> bool:
    """Whether what follows a word, or a comma, bracket or gap behind it, may be an adjective."""
    if not word or len(between) >= _GAP or any(sign in between for sign in ",;("):
        return True
    low = word.lower()
    return low in _BEFORE_ADJECTIVE or (len(low) > 2 and low.endswith("ly"))


def is_past(clause: str) -> bool:
    """Whether the first finite verb of the main part is in the past tense."""
    verb = first_verb(main_part(clause))
    return bool(verb and verb.in_past)


# ------------------------------------------------------------------------------- scope of a cue

_LEADING = any_of(
    r"\A\W*(?:considering|although|though|while|whilst|whereas|because|since|as|if|when|given"
    r"|despite|after|before|once|unless|even (?:if|though)|assuming|in spite of|provided|unlike"
    r"|contrary to|in contrast (?:to|with)|compared (?:to|with)|according to)\b[^,;]{1,300}[,;]",
)
_TRAILING = any_of(
    r",?\s\b(?:because|although|though|whereas|while|unless|if|whether|provided that"
    r"|so that|in order that)\b.*|,\sas\s(?!well|opposed|compared|shown|reported|described|expected|much|many|an?\b)\S.*",
)
_RELATIVE = any_of(
    r",\s(?:which|who|whose|whom|where)\b[^,;]{0,400}|\b(?:who|which|whose)\b(?:\s[^\s,;]+){1,6}",
)
# "a drug that may harm"; after these words "that" opens what is claimed, not a relative clause.
_THAT = any_of(
    r"(?P<word>\w+),?\s(?P<rest>that(?:\s[^\s,;]+){1,5})",
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
    text = _ASIDE.sub(_blank, clause) if "(" in clause or "[" in clause else clause
    for cues in (_LEADING, _TRAILING, _RELATIVE):
        if cues.concerns(clause):
            text = cues.pattern.sub(_blank, text)
    return _THAT.pattern.sub(_blank_relative, text) if _THAT.concerns(clause) else text


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
    for level, cues in _HEDGES:
        if cues.concerns(clause):
            found = [match.span() for match in cues.pattern.finditer(text)]
            taken += [Hedge(start, end, level) for start, end in found]
            text = cues.pattern.sub(_blank, text) if found else text
    return tuple(sorted(taken))


def hedging_of(hedges: tuple[Hedge, ...]) -> Hedging:
    """The strongest level among them; two cues beside each other are still one doubt."""
    return _LEVELS[max((_LEVELS.index(hedge.level) for hedge in hedges), default=0)]


# "…, but heparin does not", "and those on placebo did": a clause whose verb is that of the main one.
_ELLIPSIS = re.compile(
    r"(?:[,;]|[,;]?\s(?:but|whereas|while|whilst|though|although|yet|and))\s(?:[^,;:.]|\bal\.){2,80}?"
    r"(?<!\bwho)(?<!\bwhich)(?<!\bthat)\s(?:(?:do|does|did|can|could|would|will|may|might|should|is|are|was"
    r"|were|has|have|had)(?:\s?n[o'’]t)?(?:\s(?:either|so|do so|done so))?"
    r"|(?:(?:do|does|did|can|could|would|will) not|cannot)\s(?:in|for|among|after|during|under|at|with)\s[^,;]{1,80}"
    r"|neither|none)\W*\Z",
    re.IGNORECASE,
)
_SET_APART = re.compile(
    r"\b(?:but(?! also\b)|whereas|nor)\b|,\s(?:while|whilst|though|although|yet|unlike|in contrast (?:to|with)"
    r"|contrary to|as opposed to|rather than|not)\b"
    r"|\b(?:and not|less so|rather than|except)\b",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"(?P<bare>,)(?!\s(?:but|whereas|while|whilst|though|although|yet|and)\b)|[,;]|(?<![,;])\s"
)
# "…, not bleeding", "… but neither bleeding nor death"
_DENIED_LAST = re.compile(r"[,;]\snot\b|,?\sbut\s(?P<noun>neither|no)\b", re.IGNORECASE)
_LONGEST_ELLIPSIS = 200
_AT_A_NOUN = re.compile(r"\s(?:with|by|in|before|after|on|at|for|to|from|during|as)\b")


def contrast_of(clause: str) -> int:
    """Where the clause sets something apart from what it says before ("…, but not bleeding").

    Its length, if nothing is. What stands behind is no part of the main assertion, whose verb
    stands before it.
    """
    text = main_part(clause)
    apart = (one.start() for one in _SET_APART.finditer(clause) if has_verb(text[: one.start()]))
    return min(next(apart, len(clause)), _ellipsis(clause))


def _ellipsis(clause: str) -> int:
    """Where what closes the clause begins that leaves out the verb; the clause's length, if nothing does."""
    text, found = main_part(clause), len(clause)
    for denied in _DENIED_LAST.finditer(clause):
        verb_later = denied["noun"] and has_verb(text[denied.end() :])
        if not verb_later and _tells(text[: denied.start()], ","):
            return denied.start()
    for sign in _JOINT.finditer(clause, max(0, len(clause) - _LONGEST_ELLIPSIS)):
        if _ELLIPSIS.match(clause, sign.start()) and _tells(text[: sign.start()], sign["bare"]):
            found = sign.start()
    return found


def _tells(text: str, bare: str | None) -> bool:
    """Whether a text has a verb; "patients treated with" has none, nor "in adults aged 65" before a bare comma."""
    verb = first_verb(text)
    if verb is None or verb.form != "participle":
        return has_verb(text)
    noun = _AT_A_NOUN.match(text, verb.end) or (bare and re.match(r"\s\d", text[verb.end :]))
    return not noun or first_verb(text[verb.end :]) is not None


_NEGATION = any_of(
    r"\bnot\b|\bcannot\b|\bnever\b|\bnone\b|\bneither\b|\bnobody\b|n't\b|n’t\b",
    r"(?<!\bwith )\bno\b(?! (?:doubt|less than|fewer than|later than|more than|sooner|\d))",
    r"\b(?:fail(?:s|ed)?|unable) to\b|\black(?:s|ed)\b|\bnor\b",
)
# They hold a negative word and deny nothing, or deny a denial.
_NOT_DENIED = any_of(
    # "aspirin, but not heparin, prevents stroke"
    r"\b(?:but|and) not\b",
    r"\bnot only\b|\bnot (?:just|merely|necessarily)\b|\bnot to mention\b|\bwhether or not\b",
    r"\b(?:cannot|can not|could not) (?:be )?(?:exclude|rule|dismiss)\w*(?: out)?\b",
    r"\bnot without\b|\bor not\b|,\snot\s(?:[^\s,;]+\s){0,6}[^\s,;]+,",
    r"\bnot (?:un\w+|infrequent\w*|rare\w*|impossible|surprising\w*)\b",
    r"\b(?:cannot|should not) be (?:underestimated|overlooked|neglected|ignored"
    r"|overemphasi[sz]ed)\b",
)


def polarity_of(clause: str) -> Polarity:
    """``negated`` where the main predicate or its subject is denied.

    A denial inside "with no …", in a subordinate clause, in a second predicate ("rose and did not
    fall") or in a contrast ("but not bleeding", "but heparin does not") leaves the clause
    affirmed: what it covers is not certain, or not what the clause says first.
    """
    text = main_part(clause)
    if not _NEGATION.search(text):
        return "affirmed"
    text = _NOT_DENIED.sub(_blank, text[: _ellipsis(clause)])
    found = _NEGATION.search(text)
    if not found:
        return "affirmed"
    second = _SECOND_PREDICATE.search(text, 0, found.end() + 1)
    # "The pulse and elevated pressure did not": no predicate stands before the "and".
    return "affirmed" if second and first_verb(text[: second.start()]) else "negated"
