"""What stands behind a pointer inside a clause and shares the words before it.

"X reduced pain [1] and improved sleep [2]" is two statements, of which the second takes its
subject from the first; "X causes fever [1], rash [2] and cough [3]" is three, of which the others
take subject and verb.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from evidence.cues import any_of
from evidence.relations import AUXILIARIES
from evidence.wording import FoundVerb, find_hedges, first_verb, has_verb, main_part, polarity_of

LONGEST_LEAD = 200
"""Characters that a part may share; longer subjects are read wrong more often than right."""
LONGEST_ITEM = 80
"""Characters of an item of a list."""

_JOINT = re.compile(r"(?:,\s+|\s+(?=(?:and|but|or)\s))(?:(?:(?P<last>and|or)|(?P<but>but))\s+)?")
_ADVERBS = r"(?:(?:also|then|thus|thereby|therefore|even|subsequently|still|never|\w+ly)\s)*"
_AUXILIARY = re.compile(
    rf"{_ADVERBS}(?:is|are|was|were|has|have|had|does|do|did|may|might|can|could|should|will|would|must"
    r"|cannot)\s"
)
_DONE = re.compile(
    rf"{_ADVERBS}(?:fell|rose|became|began|underwent|showed|led|went|found|gave|took|came|arose|held|kept"
    r"|saw|grew|made|ran|lost|left|met|brought|sought|died|recurred|occurred|recovered|resolved"
    r"|(?:reduce|increase|decrease|improve|cause|induce|prevent|lower|raise|inhibit|worsen|prolong|lead"
    r"|result|contribute|predict|affect|require|remain|provide|carrie|confer|suppresse|block|impair"
    r"|enhance|promote|protect|restore|delay|slow|accelerate|occur|develop|persist|seem|appear|show"
    r"|suggest|support|indicate|depend|differ|correlate)s)\s(?!(?:in|of|and|or)\b)"
)
# "and linked to X" goes on from a verb, "and elevated pressure" from a noun.
_PARTICIPLE = re.compile(
    rf"{_ADVERBS}(?!followed by\b)[a-z]{{2,}}ed\s(?P<more>(?P<by>in|by|with|to|from|for|on|at|after|within|between|against|as)|the|an?|no|its|their"
    r"|his|her|this|that|these|more|less|fewer|only|all|most|some|\d\S*)?\b"
)
_VERBS = (
    r"(?:agree|contradict|differ|reduce|increase|decrease|improve|cause|induce|prevent|lower|raise|inhibit|worsen"
    r"|prolong|lead|result|contribute|predict|affect|require|provide|carry|impair|enhance|promote|protect"
    r"|restore|delay|slow|occur|develop|persist|seem|appear|show|suggest|support|indicate|depend|correlate|need"
    r"|have|confirm|resemble|remain|tend|respond|relapse)"
)
_BASE = re.compile(rf"{_VERBS}\b")
_PRESENT = re.compile(rf"{_VERBS}s?")
_BARE = re.compile(
    rf"{_ADVERBS}{_VERBS}\s(?P<more>the|an?|in|by|with|to|from|for|on|no|its|their|his|her|this|that|those|these|more|less"
    r"|fewer|only)\s"
)
_HELPS = re.compile(r"(?:may|might|can|could|should|will|would|must|do|does|did|cannot|to)\b")
_THAT = re.compile(r"\bthat\s")
WHETHER = re.compile(r"\b(?:whether|if|unless)\b", re.IGNORECASE)
"""What these open is not asserted, nor is a predicate that goes on from it."""
_RELATIVE = re.compile(r"\b(?:which|who|whose|whom)\b")
# "reported to improve A, reduce B": the second is no predicate of its own.
_TO_DO = re.compile(rf"\bto\s(?:\w+ly\s)?{_VERBS}\b")
_OF_A_NOUN = re.compile(r"\s(?:with|by|in|before|after|on|at|for|to|from|between|during|as|of)\b")
# Every word with what may stand between it and the noun that it governs.
_GOVERNS = re.compile(
    r"(?<![\w-])(?=(?P<word>[\w-]+)\s(?:(?:with|to|in|by|as|from|for)\s)?(?:(?:an?|the|both)\s)?"
    r"(?:(?:[\w-]+\s){0,2}(?:risk|rate|incidence|frequency|development|odds|occurrence)s?\sof\s)?\Z)"
)
# What is listed are sources, not things that happen.
_SOURCES = any_of(
    r"\b(?:stud(?:y|ies)|trials?|reports?|reviews?|meta-analys[ei]s|series|cohorts?|guidelines?|registr(?:y|ies)"
    r"|surveys?|analys[ei]s|criteria|scales?|et al|authors?|groups?|others?|another)\b"
)
_NOT_ONLY = re.compile(r"\s(?:not (?:only|just|merely)|both|either)\Z")
_NOUNS = re.compile(r"(?:[\w'’/%+-]+\s(?:and\s)?){0,5}[\w'’/%+-]+\Z")
_NO_ITEM = any_of(
    r"\b(?:with|to|in|by|as|from|for|of|at|on|over|under|against|between|among|within|without|into|after|before"
    r"|during|than|that|which|who|not|no|any|is|are|was|were|be|been|has|have|had)\b"
)

# "heparin the aPTT", "apixaban neither", "prescribe warfarin"
_GAPPED = any_of(
    r"\w\s(?:the|an?)\b|\b(?:neither|both|only|also|unlike|contrast|contrary|respectively)\b",
    r"\A(?:prescribe|recommend|advise|choose|prefer|give|avoid|stop|continue|monitor|select|consider"
    r"|switch|start|discontinue|withhold|refuse|fear|hope|look|wait|ask|want|try)\b",
)


class Share(NamedTuple):
    """A part of a clause that begins behind a pointer, as places in the clause."""

    end: int
    """Where the part before it ends."""
    start: int
    lead: int
    """Where the words end, from the beginning of the clause, that it shares."""


def find_shares(
    text: str, pointers: Sequence[int], gapped: Callable[[str], bool]
) -> Iterator[Share]:
    """The parts of a clause that share its beginning, in order; most clauses have none.

    Nothing is cut where it is not clear how far a doubt or a denial reaches ("did not raise A [1]
    or lower B [2]").

    Args:
        pointers: their places in the clause, ascending, with those at its end.
        gapped: whether words name two things that a verb left out would join ("and heparin
            thrombosis"), so that they are no item of a list.
    """
    predicates, listed = False, 0
    for nth, place in enumerate(pointers):
        joint = _joint(text, place)
        if not joint:
            continue
        end = joint.start()
        lead = _predicate_lead(text[:end], _behind(text, pointers, nth, joint))
        if lead:
            predicates = True
            yield Share(end, joint.end(), lead)
        elif nth >= listed and not predicates:
            # The items of a predicate that itself shares its subject have their lead in two pieces.
            items = _items(text, pointers, nth, gapped)
            listed = nth + len(items)
            lead = _list_lead(text[:end]) if items else 0
            yield from (Share(item.start(), item.end(), lead) for item in items if lead)


def _joint(text: str, place: int) -> re.Match[str] | None:
    """What joins the words behind a pointer to those before it."""
    return _JOINT.match(text, len(text[:place].rstrip(" ,")))


def _behind(text: str, pointers: Sequence[int], nth: int, joint: re.Match[str]) -> str:
    """The words behind a joint up to the next pointer."""
    return text[joint.end() : pointers[nth + 1] if nth + 1 < len(pointers) else len(text)]


def _items(
    text: str, pointers: Sequence[int], nth: int, gapped: Callable[[str], bool]
) -> list[re.Match[str]]:
    """What joins the further items of a list whose first one ends at a pointer.

    Empty where one of them is no item, or none stands behind "and" or "or".
    """
    items: list[re.Match[str]] = []
    for at in range(nth, len(pointers) - 1):
        joint = _joint(text, pointers[at])
        if not joint or joint["but"]:
            return []
        words = _behind(text, pointers, at, joint)
        # "A [1], B [2] and C in adults [3]": what closes a long list may say where.
        nouns = words.partition(" in ")[0] if joint["last"] and items else words
        if not _is_item(nouns) or gapped(words):
            return []
        items.append(joint)
        if joint["last"]:
            return items if first_verb(text[joint.end() :]) is None else []
    return []


def _predicate_lead(before: str, rest: str) -> int:
    """Where the subject ends of what is told before, if words begin with a verb that goes on; else 0."""
    full = _AUXILIARY.match(rest) or _DONE.match(rest)
    shared = None if full else _PARTICIPLE.match(rest) or _BARE.match(rest)
    verb = _governing(before) if full or shared else None
    # "a drug, which cures A [1] and is safe [2]": one cannot tell whose the second is.
    if not verb or _RELATIVE.search(before, verb.end) or WHETHER.search(before):
        return 0
    if not shared or (
        verb.form in ("participle", "lexical") and not _BASE.match(before, verb.start)
    ):
        return _subject_end(before, verb.start)
    # "was linked to A and associated with B": it shares "was", and with it doubt and denial.
    if not shared["more"] or find_hedges(before) or polarity_of(before) == "negated":
        return 0
    if shared.re is _BARE:
        plain = not (_HELPS.match(before, verb.start) or _TO_DO.search(before, verb.end))
        return _subject_end(before, verb.start) if plain else 0
    # "was safe, shortened the stay": what has an object is no passive.
    chain = AUXILIARIES.match(before, verb.start) if shared["by"] else None
    return _subject_end(before, chain.end() if chain else verb.start)


def _governing(clause: str) -> FoundVerb | None:
    """The verb of a clause; a participle behind its noun ("patients treated with X had") is none."""
    whole = main_part(clause)
    # "Studies show that X does A [1] and does B [2]": it is X that does both.
    that = [found.end() for found in _THAT.finditer(whole)][-1:]
    text = " " * that[0] + whole[that[0] :] if that else whole
    verb = first_verb(text) or _present_verb(text)
    if verb and verb.form == "participle" and _OF_A_NOUN.match(text, verb.end):
        more = first_verb(text[verb.end :])
        between = text[verb.end : verb.end + more.start] if more else ""
        if more and more.form != "participle" and not re.search(r"\b(?:and|but)\b|,", between):
            return FoundVerb(verb.end + more.start, verb.end + more.end, more.form)
    return verb


def _present_verb(text: str) -> FoundVerb | None:
    """The first word but one that can be a verb in the present: "our findings agree"."""
    for found in list(re.finditer(r"\w+", text))[1:]:
        if _PRESENT.fullmatch(found.group()):
            return FoundVerb(found.start(), found.end(), "lexical")
    return None


def _subject_end(clause: str, verb: int) -> int:
    # "not only cures A [1] but also does B [2]"
    end = len(_NOT_ONLY.sub("", clause[:verb].rstrip(" ,")))
    # There is nothing that "there is" shares.
    there = clause[:end].strip(" ,").lower() in ("there", "here")
    return end if 1 < end <= LONGEST_LEAD and not there else 0


def _is_item(words: str) -> bool:
    """Whether words can be a further item of a list, and not a clause whose verb is left out."""
    nouns = words.strip(" .")
    return bool(
        0 < len(nouns) <= LONGEST_ITEM
        and not _NO_ITEM.search(nouns)
        and not _GAPPED.search(nouns)
        and not has_verb(nouns)
        and not _SOURCES.search(nouns)
    )


def _list_lead(before: str) -> int:
    """Where a list begins, if words end in its first item; else 0."""
    found = next(
        (
            one
            for one in re.finditer(r"(?<=\s)(?=[\w])", before)
            if len(before) - one.start() <= LONGEST_ITEM and _begins_list(before, one.start())
        ),
        None,
    )
    return len(before[: found.start()].rstrip()) if found else 0


def _begins_list(before: str, place: int) -> bool:
    """Whether a verb governs the noun that stands from ``place`` to the end."""
    nouns = before[place:]
    governing = _GOVERNS.finditer(before[max(0, place - LONGEST_ITEM) : place])
    return bool(
        any(
            one["word"] == "such" or ("-" not in one["word"] and has_verb(one["word"]))
            for one in governing
        )
        and _NOUNS.match(nouns)
        and not _NO_ITEM.search(nouns)
        and not has_verb(nouns)
        and not _SOURCES.search(nouns)
        and has_verb(before[:place])
    )
