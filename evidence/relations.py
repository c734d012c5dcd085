"""The words by which a clause relates things: verbs that govern two parts, and events.

The tables are made by hand for this project from the commonest constructions of medical prose.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from evidence.bearing import GAP
from evidence.cues import any_of

AGENTS = frozenset(("therapy", "drug", "procedure"))
EFFECTS = frozenset(("toxicity", "outcome", "finding", "disease"))
"""Kinds of what happens to patients."""
ANY = AGENTS | EFFECTS


Voice = Literal["active", "passive", "link", "object"]


class Verb(NamedTuple):
    """A relation with the words that say it, behind the auxiliaries of the clause."""

    relation: str
    voice: Voice
    """active: subject, verb, outcome; passive: outcome, form of "be", verb, subject; link: subject,
    form of "be", words, outcome; object: somebody, verb, subject, "for", outcome."""
    words: re.Pattern[str]
    subjects: frozenset[str] = ANY
    outcomes: frozenset[str] = EFFECTS


def _verb(relation: str, voice: Voice, words: str, *kinds: frozenset[str]) -> Verb:
    return Verb(relation, voice, re.compile(rf"(?:{words})\b", re.IGNORECASE), *kinds)


_RISK = r"(?:risk|odds|likelihood|probability|chance)s?"
_TRANSITIVE = (
    ("causes", r"caus(?:e|es|ed)|trigger(?:s|ed)?|provok(?:e|es|ed)|precipitat(?:e|es|ed)"),
    ("induces", r"induc(?:e|es|ed)"),
    ("increases", r"increas(?:e|es|ed)|rais(?:e|es|ed)|elevat(?:e|es|ed)"),
    ("decreases", r"reduc(?:e|es|ed)|decreas(?:e|es|ed)|lower(?:s|ed)?|diminish(?:es|ed)?"),
    ("prevents", r"prevent(?:s|ed)?|avert(?:s|ed)?"),
    ("improves", r"improv(?:e|es|ed)|ameliorat(?:e|es|ed)|alleviat(?:e|es|ed)|reliev(?:e|es|ed)"),
    ("restores", r"restor(?:e|es|ed)|reconstruct(?:s|ed)?|normali[sz](?:e|es|ed)"),
    ("reverses", r"revers(?:e|es|ed)"),
    ("worsens", r"worsen(?:s|ed)?|exacerbat(?:e|es|ed)|aggravat(?:e|es|ed)"),
    ("prolongs", r"prolong(?:s|ed)?"),
    ("predicts", r"predict(?:s|ed)?"),
    (
        "inhibits",
        r"inhibit(?:s|ed)?|block(?:s|ed)?|suppress(?:es|ed)?|abolish(?:es|ed)?|inactivat(?:e|es|ed)",
    ),
    ("promotes", r"promot(?:e|es|ed)|enhanc(?:e|es|ed)|stimulat(?:e|es|ed)|activat(?:e|es|ed)"),
    ("affects", r"affect(?:s|ed)?|alter(?:s|ed)?|influenc(?:e|es|ed)|impair(?:s|ed)?"),
    ("accelerates", r"accelerat(?:e|es|ed)"),
    ("slows", r"slow(?:s|ed)?|delay(?:s|ed)?"),
    ("halves", r"halv(?:e|es|ed)"),
)
ON = frozenset(
    (
        "effective for",
        "active in",
        "treatment of choice for",
        "approved for",
        "recommended for",
        "considered for",
        "treats",
        "treatment for",
    )
)
"""Relations whose outcome is what patients have."""
VERBS: tuple[Verb, ...] = (
    _verb(
        "superior to",
        "link",
        r"(?:\w+ly )?(?:superior to|better than|(?:more (?:effective|accurate)|safer) than)",
        AGENTS,
        AGENTS,
    ),
    _verb(
        "inferior to",
        "link",
        r"(?:inferior to|worse than|less (?:effective|accurate) than)",
        AGENTS,
        AGENTS,
    ),
    _verb(
        "comparable to",
        "link",
        r"(?:similar|comparable|equivalent|non-?inferior) to|as (?:effective|safe|accurate) as",
        AGENTS,
        AGENTS,
    ),
    *(
        _verb(f"{name} risk of", "active", rf"(?:{words}) (?:[\w'’]+ ){{0,2}}{_RISK} of")
        for name, words in _TRANSITIVE
        if name in ("increases", "decreases")
    ),
    *(_verb(name, "active", words) for name, words in _TRANSITIVE),
    *(_verb(name, "passive", rf"(?:{words})\s(?:\w+ly\s)?by") for name, words in _TRANSITIVE),
    _verb("leads to", "active", r"(?:leads?|led) to|results? in|resulted in|gives? rise to"),
    _verb("contributes to", "active", r"contribut(?:e|es|ed) to"),
    _verb("protects against", "active", r"protect(?:s|ed)? (?:against|from)"),
    _verb(
        "carries risk of", "active", r"(?:bring|pose|carr(?:y|ie))s? (?:an? |the )?(?:\w+ )?risk of"
    ),
    _verb("treats", "active", r"treat(?:s|ed)?", AGENTS),
    _verb("treats", "passive", r"(?:treated|managed) (?:with|by)", AGENTS),
    _verb("due to", "passive", r"due to|secondary to|attribut(?:ed|able) to|ascribed to"),
    *(
        _verb(
            f"associated with {side} risk of",
            "link",
            rf"associated with (?:an? )?(?:\w+ly )?(?:{words}) (?:\w+ )?"
            rf"(?:{_RISK}|rates?|incidence) of",
        )
        for side, words in (
            ("higher", "higher|increased|greater|elevated"),
            ("lower", "lower|reduced|decreased"),
        )
    ),
    _verb("associated with", "link", r"(?:associated|correlated|linked) (?:with|to)"),
    _verb("associated with", "active", r"correlat(?:e|es|ed) with"),
    _verb("risk factor for", "link", r"(?:an? |the )?(?:[\w-]+ ){0,2}?risk factors? for"),
    _verb("followed by", "link", r"followed by", AGENTS),
    _verb(
        "approved for",
        "link",
        r"(?:approved|licen[sc]ed)(?: \w+){0,6}? (?:for|in|to treat)",
        AGENTS,
    ),
    _verb("approved for", "object", r"approved|licen[sc]ed", AGENTS, frozenset(("disease",))),
    _verb(
        "effective for",
        "link",
        r"(?:an? |the )?(?:\w+ ){0,2}?(?:effective|efficacious)(?: \w+){0,2}? (?:for|in|against)",
        AGENTS,
    ),
    _verb(
        "treatment of choice for",
        "link",
        r"(?:the )?(?:treatment|drug|therapy|agent) of choice (?:for|in)",
        AGENTS,
    ),
    _verb("active in", "link", r"(?:\w+ly )?active (?:in|against)", AGENTS),
    _verb(
        "treatment for",
        "link",
        r"(?:an? |the )?(?:[\w-]+ ){0,3}?(?:treatment|therapy|option) (?:for|in|of)",
        AGENTS,
    ),
    _verb("recommended for", "link", r"(?:recommended|indicated) (?:for|in)", AGENTS),
    _verb("considered for", "link", r"considered(?: as [\w -]{1,40})? (?:for|in|when)", AGENTS),
    _verb(
        "shows",
        "active",
        r"show(?:n|s|ed)?|demonstrat(?:e|es|ed)|achiev(?:e|es|ed)|produc(?:e|es|ed)",
        AGENTS,
        frozenset(("outcome",)),
    ),
)
FOR = re.compile(r"\s(?:for|in|to treat)\s")


class Event(NamedTuple):
    """Something that happens, told with or without what it followed."""

    relation: str
    be: bool | None
    """Whether a form of "be" stands before it; None where that makes no difference."""
    words: re.Pattern[str]


_ALONE = r"(?=\s+(?:in|after|with|during|under|among|at|but|and)\b|\W*\Z)"
"""What may follow "is rare" where it is no "rare disease"."""
EVENTS = tuple(
    Event(relation, be, re.compile(rf"(?:{words})\b", re.IGNORECASE))
    for relation, be, words in (
        ("reported", True, r"reported|described|observed|seen|found|documented|noted|recorded"),
        ("rare", True, rf"(?:very |quite )?(?:rare|uncommon|infrequent|unusual){_ALONE}"),
        ("common", True, rf"(?:very |quite )?(?:common|frequent){_ALONE}"),
        ("higher", True, r"higher|greater|more (?:common|frequent)"),
        ("lower", True, r"lower|less (?:common|frequent)"),
        ("low", None, r"(?:stayed|remain(?:s|ed)) (?:very )?low|low"),
        ("restored", True, r"restored|reconstructed|normali[sz]ed|reversed"),
        (
            "occurs",
            False,
            r"occur(?:s|red)?|develop(?:s|ed)?|emerg(?:e|es|ed)|ar(?:ise|ises|ose)"
            r"|appear(?:s|ed)?|beg(?:an|ins?)|start(?:s|ed)",
        ),
        ("persists", False, r"persist(?:s|ed)?|continue(?:s|d)?"),
        ("improves", None, r"improv(?:es?|ed)|ameliorated|recover(?:s|ed)?|subsid(?:es?|ed)"),
        ("resolves", None, r"resolv(?:es?|ed)|disappear(?:s|ed)?"),
        ("worsens", None, r"worsen(?:s|ed)?|progress(?:es|ed)?|deteriorat(?:es?|ed)"),
        ("recurs", False, r"recur(?:s|red)?|relaps(?:es?|ed)"),
        ("increases", None, r"increas(?:es?|ed)|rose|rises?"),
        ("decreases", None, r"decreas(?:es?|ed)|fell|falls?|declin(?:es?|ed)|dropped"),
    )
)
ANY_VERB = re.compile("|".join(verb.words.pattern for verb in VERBS), re.IGNORECASE)
ANY_EVENT = re.compile("|".join(event.words.pattern for event in EVENTS), re.IGNORECASE)
RELATING = any_of(*(verb.words.pattern for verb in VERBS))
"""A clause without any of these relates no two phrases."""
LEFT_OUT = frozenset(("reported", "rare", "common", "occurs"))
"""Events that a sentence of general truth may tell without saying under what."""
HAD = re.compile(
    r"(?:develop(?:s|ed)?|experienc(?:es?|ed)|exhibit(?:s|ed)?|suffer(?:s|ed)?(?: from)?|had"
    r"|present(?:s|ed)?(?: only)?(?: with)?)\b",
    re.IGNORECASE,
)
PEOPLE = re.compile(
    r"\b(?:patients?|m[ae]n|wom[ae]n|boys?|girls?|infants?|child(?:ren)?|he|she|they|cases?|adults?"
    r"|recipients|participants|individuals|subjects|\w+teen|one|two|three|four|five|six|seven|eight"
    r"|nine|ten|\d+)\s*\Z",
    re.IGNORECASE,
)
PATIENTS = re.compile(r"\s*(?:[\w/-]+\s){0,5}?(?:patients|adults|children|those|people)\b")
PREPOSITIONS = (
    ("after", r"after|following"),
    ("despite", r"despite"),
    (
        "during",
        r"during|under|while (?:on|taking|receiving)|on day \d+ of|in (?:the )?\w+ (?:day|week"
        r"|month) of",
    ),
    ("with", r"with|in (?:\w+ )?(?:patients|those) (?:receiving|given|on|taking|treated with)"),
)
CLOSED = re.compile(
    r"\b(?:was|were|is|are|had|has|but|then|than|before|until|requir\w+|treated|managed)\b"
    r"|\band\s(?:\w+ly\s)?[\w-]+ed\s(?:\Z|(?:on|in|by|within|with|to|when)\b)",
    re.IGNORECASE,
)
"""Words behind which "after" is about something else."""
WHEN = re.compile(
    r"\b(?:" + "|".join(f"(?P<{name}>{words})" for name, words in PREPOSITIONS) + r")\s",
    re.IGNORECASE,
)
LEFT_OUT_WITH = "with"
"""The preposition of an event whose agent another sentence names."""
OUTCOME_FIRST = frozenset(
    f"{event.relation} {name}" for event in EVENTS for name, _ in PREPOSITIONS
) | {"due to"}
"""Relations that are read from the outcome to the subject: "fever occurs after transfusion"."""

BE = re.compile(r"\b(?:is|are|was|were|be|been|being)\b", re.IGNORECASE)
AUXILIARIES = re.compile(
    r"(?:(?:is|are|was|were|be|been|being|has|have|had|may|might|can|could|will|would|cannot|do"
    r"|does|did|not|to|also|both|still|often|(?:most|more)(?=\s(?:likely|\w+ly)\b)|much|now|thus"
    r"|therefore|likely"
    r"|(?:thought|believed|known|shown|found|reported|expected|considered)(?=\sto\b)"
    r"|should(?=\sbe\s(?:considered|recommended))|seems?|seemed|appear(?:s|ed)?(?=\sto\b)"
    r"|tend(?:s|ed)?|fail(?:s|ed)?(?=\sto\b)|able|unable|\w+ly)\s)*",
    re.IGNORECASE,
)
# A sentence of these does not say that its parts are related, whatever words stand in it; one with
# "unlikely" or "rarely" says rather that they are not, and denies it nowhere.
_UNRELATED = (
    any_of(
        r"\b(?:research priorit\w+|whether|other (?:causes?|reasons?|explanations?|factors?)"
        r"|(?:wait|await)\w*|enrol\w+|criteri(?:a|on)|remains? to be|unlikely|hardly|scarcely|barely"
        r"|rarely|seldom|ruled out|exclud(?:e|es|ed)"
        r"|refut\w+|disprov\w+|contrary to"
        r"|(?:further|more|larger|future|additional) (?:research|studies|trials|data|evidence))\b",
    ),
    GAP,
)


def related_by_words(text: str) -> bool:
    """Whether a sentence may relate its parts: it states no gap, criteria or other causes."""
    return not any(pattern.search(text) for pattern in _UNRELATED)
