"""Clause → who does what: a proposition, only where the words between its parts say so.

A proposition needs a subject and an outcome that the vocabulary knows, of kinds that fit, and a
verb that governs both. Everything else stays the authors' own words: a claim that is not made
costs less than one that the text does not make. The tables are made by hand for this project from
the commonest constructions of medical prose.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, get_args

from evidence import stance
from evidence.concepts import Mention, Vocabulary

AGENTS = frozenset(("therapy", "drug", "procedure"))
EFFECTS = frozenset(("toxicity", "outcome", "finding", "disease"))
"""Kinds of what happens to patients."""
_ANY = AGENTS | EFFECTS

# --------------------------------------------------------------------------------- noun phrases

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
_PHRASE = re.compile(
    rf"\A\W*(?:{_TAKING}\s+)?(?:(?:{_WORD},?\s+){{0,4}}?(?:(?P<effect>{_OF_EFFECT})|{_OF_AGENT})"
    rf"\s+(?:of|with|to|from)\s+){{0,2}}(?:{_WORD},?\s+){{0,4}}(?:{_WORD})?\Z",
    re.IGNORECASE,
)
"""What may stand before the noun of a phrase: adjectives, and words that hand their noun on."""
_TAIL = re.compile(
    r"(?:['’]s)?[\s-]*(?:(?:therap(?:y|ies)|treatments?|infusions?|administration|support|use"
    r"|regimens?|exposure|monotherapy|prophylaxis|cells?|levels?|counts?|events?|toxicit(?:y|ies)"
    r"|rates?|severity|grades?|episodes?|concentrations?|symptoms?|\d[\d.]*|alone|itself)\b\s*)*"
)
"""Nouns behind a term that leave it the head of its phrase: "X therapy", but not "X criteria"."""
_ENDS = re.compile(
    rf"\Z|[.,;:()]|(?:{_FUNCTION}|also|may|might|can|could|will|would|should|must|cannot"
    r"|worldwide|(?:did|does|do)\b|\w+ly|alone|among|between|post\w*|within|despite|over|per"
    r"|through|via|due|owing|compared|versus|up|where|whereas|previously|\w+ing|\w+ed)\b",
    re.IGNORECASE,
)
_TRIALS = re.compile(r"\s*(?:clinical\s)?(?:trials?|studies)\b")
_MORE = re.compile(r"\b(?:higher|greater|more|increased|elevated|most)\b", re.IGNORECASE)
# "after X was stopped" is not after X.
_STOPPED = re.compile(
    r"(?:was|were|is|are|had|has)\s(?!(?:\w+ly\s|been\s)*(?:started|given|initiated|administered"
    r"|infused|begun|added)\b)",
    re.IGNORECASE,
)
_WITH_ANOTHER = re.compile(
    r"and/or\b|and\b|or\b|plus\b|(?:combined|together|in (?:\w+ )?combination) with\b",
    re.IGNORECASE,
)
_LISTED = re.compile(rf",\s(?:(?:and|or)\s)?(?:{_WORD}\s){{0,3}}\Z", re.IGNORECASE)


def suffered(text: str, disease: Mention) -> bool:
    """Whether a disease is named as what patients have: "in myeloma", "patients with sepsis"."""
    governed = _GOVERNED.search(text[max(0, disease.start - 60) : disease.start])
    return bool(governed) and not _NOT_SUFFERED.match(text[disease.end :])


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


def names_people(text: str) -> bool:
    """Whether a clause says in whom, in words that the vocabulary need not know."""
    return bool(_SPECIFIC.search(text))


# -------------------------------------------------------------------------------------- relations

Voice = Literal["active", "passive", "link", "object"]


class _Verb(NamedTuple):
    """A relation with the words that say it, behind the auxiliaries of the clause."""

    relation: str
    voice: Voice
    """active: subject, verb, outcome; passive: outcome, form of "be", verb, subject; link: subject,
    form of "be", words, outcome; object: somebody, verb, subject, "for", outcome."""
    words: re.Pattern[str]
    subjects: frozenset[str] = _ANY
    outcomes: frozenset[str] = EFFECTS


def _verb(relation: str, voice: Voice, words: str, *kinds: frozenset[str]) -> _Verb:
    return _Verb(relation, voice, re.compile(rf"(?:{words})\b", re.IGNORECASE), *kinds)


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
    )
)
"""Relations whose outcome is what patients have."""
_VERBS: tuple[_Verb, ...] = (
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
_FOR = re.compile(r"\s(?:for|in|to treat)\s")


class _Event(NamedTuple):
    """Something that happens, told with or without what it followed."""

    relation: str
    be: bool | None
    """Whether a form of "be" stands before it; None where that makes no difference."""
    words: re.Pattern[str]


_ALONE = r"(?=\s+(?:in|after|with|during|under|among|at|but|and)\b|\W*\Z)"
"""What may follow "is rare" where it is no "rare disease"."""
_EVENTS = tuple(
    _Event(relation, be, re.compile(rf"(?:{words})\b", re.IGNORECASE))
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
_LEFT_OUT = frozenset(("reported", "rare", "common", "occurs"))
"""Events that a sentence of general truth may tell without saying under what."""
_HAD = re.compile(
    r"(?:develop(?:s|ed)?|experienc(?:es?|ed)|exhibit(?:s|ed)?|suffer(?:s|ed)?(?: from)?|had"
    r"|present(?:s|ed)?(?: only)?(?: with)?)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:patients?|m[ae]n|wom[ae]n|boys?|girls?|infants?|child(?:ren)?|he|she|they|cases?|adults?"
    r"|recipients|participants|individuals|subjects|\w+teen|one|two|three|four|five|six|seven|eight"
    r"|nine|ten|\d+)\s*\Z",
    re.IGNORECASE,
)
_PATIENTS = re.compile(r"\s*(?:[\w/-]+\s){0,5}?(?:patients|adults|children|those|people)\b")
_PREPOSITIONS = (
    ("after", r"after|following"),
    ("despite", r"despite"),
    (
        "during",
        r"during|under|while (?:on|taking|receiving)|on day \d+ of|in (?:the )?\w+ (?:day|week"
        r"|month) of",
    ),
    ("with", r"with|in (?:\w+ )?(?:patients|those) (?:receiving|given|on|taking|treated with)"),
)
_CLOSED = re.compile(
    r"\b(?:was|were|is|are|had|has|but|then|than|before|until|requir\w+|treated|managed)\b"
    r"|\band\s(?:\w+ly\s)?[\w-]+ed\s(?:\Z|(?:on|in|by|within|with|to|when)\b)",
    re.IGNORECASE,
)
"""Words behind which "after" is about something else."""
_WHEN = re.compile(
    r"\b(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _PREPOSITIONS) + r")\s",
    re.IGNORECASE,
)
LEFT_OUT_WITH = "with"
"""The preposition of an event whose agent another sentence names."""
OUTCOME_FIRST = frozenset(
    f"{event.relation} {name}" for event in _EVENTS for name, _ in _PREPOSITIONS
) | {"due to"}
"""Relations that are read from the outcome to the subject: "fever occurs after transfusion"."""

_BE = re.compile(r"\b(?:is|are|was|were|be|been|being)\b", re.IGNORECASE)
_AUXILIARIES = re.compile(
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
    re.compile(
        r"\b(?:research priorit\w+|whether|other (?:causes?|reasons?|explanations?|factors?)"
        r"|(?:wait|await)\w*|enrol\w+|criteri(?:a|on)|remains? to be|unlikely|hardly|scarcely|barely"
        r"|rarely|seldom|ruled out|exclud(?:e|es|ed)"
        r"|refut\w+|disprov\w+|contrary to"
        r"|(?:further|more|larger|future|additional) (?:research|studies|trials|data|evidence))\b",
        re.IGNORECASE,
    ),
    stance.GAP,
)


def related_by_words(text: str) -> bool:
    """Whether a sentence may relate its parts: it states no gap, criteria or other causes."""
    return not any(pattern.search(text) for pattern in _UNRELATED)


# -------------------------------------------------------------------------------- clause → parts

_CUT = re.compile(r"[;:]|,\s(?:and|but|so|which|while|whereas|although|then)\b")
_OPENING = re.compile(
    r"\A\W*(?:(?:however|moreover|furthermore|thus|therefore|hence|note|notably|overall|indeed"
    r"|unfortunately|nevertheless|interestingly|subsequently|finally|also|conversely|similarly"
    r"|as expected|\w+ly)\b,?\s*|(?:in|on|at|for|among|within|during|since|under|with|after"
    r"|following|despite|by)\s[^,]{1,120},\s)*",
    re.IGNORECASE,
)
_LED_BY = re.compile(
    r"\A\W*(?:however, )?(?:" + "|".join(f"(?P<{name}>{w})" for name, w in _PREPOSITIONS) + r")\s",
    re.IGNORECASE,
)
_THAT = re.compile(r"(?<!\bso )(?<!\bsuch )\bthat\s", re.IGNORECASE)
_CASE_WHO = re.compile(
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
_PRESENT = re.compile(
    r"\b(?:" + "|".join(verb.words.pattern for verb in _VERBS if verb.voice == "active") + r")",
    re.IGNORECASE,
)
_ON_A_LIST = re.compile(
    r"(?:\s?[\w-]+){0,2}(?:,|\s(?:and|or|as well as))(?:[\s,]+[\w-]+){0,6}[\s,]*"
)
_OF = re.compile(r"\s+of\s+(?:the\s+)?")
_COMPOUND = re.compile(r"(?<=\w)-\w+")


@dataclass(frozen=True, slots=True)
class Roles:
    """Who does what to whom, as mentions in the clause; what is not said is absent."""

    subject: Mention | None = None
    relation: str | None = None
    outcome: Mention | None = None
    population: Mention | None = None
    refers: Referent | None = None
    """What the grammatical subject stands for, where it is "this effect", "such events", "it"."""
    lacks_subject: bool = False
    """Whether what happens is told as generally so, and nothing says under what."""
    topic: Mention | None = None
    """The known head of the grammatical subject, which a pronoun of the next clause takes up."""
    subjects: frozenset[str] = _ANY
    """Kinds of which a subject from another sentence must be."""


def read_roles(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> Roles:
    """The parts of a clause, its subject, relation and outcome only if its words relate them."""
    main = stance.main_part(text)
    found = _Reading(text, main, mentions, vocabulary).roles()
    by_kind: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_kind[vocabulary.kind(mention.concept_id)].append(mention)

    def ranked(kind: str) -> list[Mention]:
        """Those of the main part first, in reading order."""
        return sorted(by_kind[kind], key=lambda m: (main[m.start].isspace(), m.start))

    taken = (found.subject, None if found.relation in ON else found.outcome)
    population = next(iter(ranked("population")), None) or next(
        (
            m
            for m in ranked("disease")
            if m not in taken and suffered(text, m) and not _beside(text, found.outcome, m)
        ),
        None,
    )
    return replace(found, population=population)


def _beside(text: str, outcome: Mention | None, disease: Mention) -> bool:
    """Whether a disease goes on a list of outcomes: "associated with gout and obesity"."""
    if not outcome or disease.start < outcome.end:
        return False
    return bool(_ON_A_LIST.fullmatch(text[outcome.end : disease.start][-80:]))


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
        self._hidden = _COMPOUND.sub(lambda m: "x" * len(m.group()), "".join(hidden))

    def roles(self) -> Roles:
        verbs = self._governing()
        anaphor = _ANAPHOR.match(self._whole, self._start)
        refers: Referent | None = None
        if anaphor and verbs and anaphor.end() <= verbs[0] + 1:
            refers = next(name for name in get_args(Referent) if anaphor[name])
        found = None
        if related_by_words(self._whole):
            composed = (self._at(verb, refers) for verb in verbs)
            found = next((roles for roles in composed if roles), None)
        topic = self._head(self._start, verbs[0], _ANY, more=True) if verbs else None
        if topic and _WITH_ANOTHER.match(self._text[topic.end : verbs[0]].lstrip()):
            topic = None
        topic = self._with_of(topic) if topic and not refers else None
        return replace(found or Roles(refers=refers), topic=topic)

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
        sure = stance.first_verb(part)
        found = _PRESENT.search(part)
        # Forms in "-ed" are participles as well; the search for a sure verb weighs them.
        if (
            found
            and not found.group().endswith("ed")
            and (not sure or found.start() < sure.start())
        ):
            places.append(found.start())
        if sure:
            places.append(sure.start())
            # "trials conducted in children have shown": the first participle is none of the verb.
            more = stance.first_verb(part[sure.end() :]) if sure["participle"] else None
            if more and not more["participle"]:
                places.append(sure.end() + more.start())
        return [self._start + place for place in places]

    def _at(self, verb: int, refers: Referent | None) -> Roles | None:
        """The proposition, if the words at this place govern one."""
        chain = _AUXILIARIES.match(self._text, verb)
        at = chain.end() if chain else verb
        be = bool(_BE.search(self._text, verb, at))
        for row in _VERBS:
            words = row.words.match(self._text, at, self._end)
            found = self._related(row, verb, words.end(), be, refers) if words else None
            if found:
                return found
        return None if refers else self._happens(verb, at, be)

    def _related(
        self, row: _Verb, verb: int, behind: int, be: bool, refers: Referent | None
    ) -> Roles | None:
        if be != (row.voice in ("passive", "link")):
            return None
        trials = row.relation == "shows"
        left = (self._start, verb)
        right = (behind, self._end)
        subject, outcome = None, None
        if row.voice == "passive":
            outcome = None if refers else self._head(*left, row.outcomes)
            subject = self._head(*right, row.subjects)
        elif row.voice == "object":
            subject = self._head(*right, row.subjects)
            purpose = _FOR.search(self._text, subject.end, self._end) if subject else None
            outcome = self._sufferers(purpose.end()) if purpose else None
        else:
            outcome = self._head(*right, row.outcomes)
            if not outcome and row.relation in ON:
                outcome = self._sufferers(behind)
            if not refers:
                more = row.voice == "link"
                subject = self._head(*left, row.subjects, trials=trials, more=more)
            elif outcome:
                return Roles(None, row.relation, outcome, refers=refers, subjects=row.subjects)
        if subject and outcome and subject.concept_id != outcome.concept_id:
            return Roles(subject, row.relation, outcome)
        return None

    def _happens(self, verb: int, at: int, be: bool) -> Roles | None:
        """What is told to have happened, and after, during or despite what."""
        for row in _EVENTS:
            words = row.words.match(self._text, at, self._end)
            if words and row.be in (None, be):
                outcome = self._head(self._start, verb, EFFECTS)
                if outcome:
                    return self._when(row.relation, outcome, words.end())
        had = _HAD.match(self._text, at, self._end) or _HAD.match(self._text, verb, self._end)
        told = self._case or _PEOPLE.search(self._text, self._start, verb)
        if had and not be and told:
            outcome = self._head(had.end(), self._end, EFFECTS)
            found = self._when("occurs", outcome, outcome.end) if outcome else None
            return found if found and found.subject else None
        return None

    def _when(self, relation: str, outcome: Mention, behind: int) -> Roles | None:
        for found in _WHEN.finditer(self._text, behind, self._end):
            between = self._hidden[behind : found.start()]
            if _CLOSED.search(between):
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
            relation in _LEFT_OUT
            and not _WHEN.search(self._text, behind, self._end)
            and self._vocabulary.kind(outcome.concept_id) != "disease"
            and not any(self._vocabulary.kind(m.concept_id) in AGENTS for m in self._mentions)
        )
        return Roles(None, relation, outcome, lacks_subject=True) if general else None

    def _sufferers(self, start: int) -> Mention | None:
        """The disease of the patients named at ``start``: "active in patients with gout"."""
        if not _PATIENTS.match(self._text, start, self._end):
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
        phrase = _PHRASE.match(lead)
        if text[mention.end : mention.end + 1] in ("-", "‐", "–"):
            return None
        if kind not in kinds or not phrase or (_MORE.search(lead) and not more):
            return None
        if phrase["effect"] and kind in AGENTS:
            return None
        tail = _TAIL.match(text, mention.end, end)
        at = tail.end() if tail else mention.end
        tested = _TRIALS.match(text, at, end) if trials else None
        rest = text[tested.end() if tested else at : end].lstrip()
        if _STOPPED.match(rest):
            return None
        # Of two drugs together neither is said to do it alone.
        joined = kind in AGENTS and (_WITH_ANOTHER.match(rest) or self._listed(mention, text))
        return mention if _ENDS.match(rest) and not joined else None

    def _listed(self, agent: Mention, text: str) -> bool:
        """Whether another drug or therapy follows in a list."""
        others = (m for m in self._mentions if m.start >= agent.end)
        other = next((m for m in others if self._vocabulary.kind(m.concept_id) in AGENTS), None)
        return bool(other and _LISTED.match(text, agent.end, other.start))
