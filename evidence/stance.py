"""What a wording says about its claim: doubt, denial, ground, and the part of a citation.

Tables of cue words, made by hand for this project, each beside the rule that reads it. All rules
look at a clause as plain text, without mark-up and pointers; offsets are places in that text.
Every pattern has bounded gaps, so time is linear in the clause.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from evidence.concepts import listed
from evidence.model import Basis, Direction, Directness, Hedging, Polarity

# ---------------------------------------------------------------------------------- what counts

_STUDY = (
    r"(?:stud(?:y|ies)|trials?|reports?|reviews?|meta-analys[ei]s|findings?|results?|data"
    r"|literature|observations?|series|authors?|et al|others|works?|cohorts?|analys[ei]s"
    r"|publications?|investigat\w+|experience)"
)


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_FINITE = _any(
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
_FIGURE_ONLY = _any(
    r"\b(?:is|are|was|were)\s+(?:\w+\s+){0,3}?(?:shown|presented|displayed|depicted|listed"
    r"|provided|summari[sz]ed|given|illustrated|detailed|reported|described|outlined"
    r"|available)\s+(?:\w+\s+){0,3}?(?:in|on|by|as)\s+(?:the\s+"
    r"|our\s+)?(?:\w+\s+){0,2}?(?:fig(?:ure|s)?\b|tables?\b|supplement|appendix|supporting"
    r"|panels?\b)",
    r"^\W*(?:supplementary\s+)?(?:figures?|figs?\.?|tables?)\s*\w{1,4}\s+(?:show|depict|present"
    r"|list|display|illustrate|summari[sz]e|provide|give|outline)s?\b(?! that)",
    r"^\W*see\s+(?:also\s+)?(?:figure|fig|table|supplement)",
)
_ADMINISTRATIVE = _any(
    r"\b(?:informed|written) consent\b",
    r"\bethics? (?:committee|board|review|approval)\b|\breview board\b|\bhelsinki\b",
    r"\bconflicts? of interest\b|\bcompeting interests?\b|\bdisclosures?\b",
    r"\b(?:funded|supported) by (?:an? |the )?(?:\w+ ){0,6}(?:grants?|foundation|fund|funding)\b",
    r"\b(?:authors?|we) (?:\w+ )?(?:thank|declare|acknowledge|are grateful)\b",
    r"\bavailable (?:from|upon|on)\b[^.]{0,30}\b(?:corresponding|request)",
    r"\b(?:registered (?:at|with|on|in)|registration number|clinicaltrials\.gov)\b",
)
_WRITING = _any(
    r"\bwe (?:have )?read\b|\bwith (?:great |much )?interest\b[^.]{0,40}\b(?:article|letter"
    r"|paper|report|study|work)",
    r"\bwe (?:would|should) like to (?:comment|add|share|draw|raise|point|discuss|make"
    r"|highlight)\b",
    r"\b(?:the |our )(?:aim|purpose|objective|goal)s? (?:of (?:this|our|the)|was|were|is)\b",
    r"\bwe (?:therefore |here |thus )?(?:aim|aimed|sought|set out|wish|wished)\b",
    r"\b(?:here|herein|in this (?:letter|article|report|review|correspondence|comment"
    r"|paper)),? we (?:\w+ )?(?:discuss|review|describe|comment|summari[sz]e|address|outline"
    r"|report|present)\b(?![^.]{0,160}\b(?:patient|case|man|woman|boy|girl|infant|child|who"
    r"|developed|successful\w*)\b)",
)
_STATISTICS = _any(
    r"\bstatistical (?:analys[ei]s|tests?|significance|software)\b",
    r"\b(?:SPSS|Stata|GraphPad|SAS (?:version|software|\d))|\bR (?:version|software)\b",
    r"\bp[- ]values?\b[^.]{0,40}\bconsidered\b",
)
_UNSTATED = (_FIGURE_ONLY, _ADMINISTRATIVE, _WRITING, _STATISTICS)

_ENGLISH = listed(
    """the of and to was were with that is for by from this which are be has have had not it as or
    at but after than we our these been may there their its both who during all"""
)
_FOREIGN = {
    "de": listed(
        """der die das und mit ist von den dem ein eine einer einem einen nicht bei wurde wurden nach
        auch des zu im zur zum auf für sich wir über haben sind oder durch aus wird werden dass"""
    ),
    "fr": listed(
        """le la les des un une est et dans pour par sur avec qui aux du que nous été ont ce cette
        ces son sont au en chez après de ne pas"""
    ),
    "es": listed(
        """el los las una un por para con que del fue como se su y en la de al lo más pero este
        esta fueron tras sin es"""
    ),
    "it": listed(
        """il che della del di con per gli nel sono dei alla una un le la lo è stato stata non da
        dopo delle nella al si anche"""
    ),
    "pt": listed(
        """os uma um dos não em com por para que do da na foi ao como se mais após nas nos são e o
        de"""
    ),
    "nl": listed(
        """het een van en werd met bij ook de niet dat voor door op te zijn na naar deze aan uit er
        om wordt wij"""
    ),
    "sv": listed("att som för med och ett det till av är en på hade inte vid efter den"),
    "da": listed("og det til af som med er ikke på ved den efter blev var en et"),
    "pl": listed("się nie jest oraz przez po na do od że dla w z i u był była"),
}
"""Function words of other languages, by ISO 639-1 code (Norwegian counts as Danish), made by hand
for this project from the commonest words of each; what English also has ("in", "was") is left out."""
FOREIGN_WORDS = 3
"""Fewer foreign function words than this decide nothing: "en bloc de novo" is English too."""
UNKNOWN = "und"
"""The language of a text that is not in Latin letters (ISO 639-2, undetermined)."""
ENOUGH_WORDS = 30
"""From here on a passage is judged by itself, a shorter one by the whole article."""


def language(text: str) -> str:
    """The language of a text, as far as its function words tell: a code, "en" unless another shows.

    Another language is named only where its function words are more frequent than the English
    ones, or most letters are not Latin (``UNKNOWN``). What cannot be decided counts as English,
    so that no short letter is dropped. The first 20,000 characters are read.
    """
    tokens = re.findall(r"[^\W\d_]+", text[:20_000].lower())
    counts = {code: sum(token in own for token in tokens) for code, own in _FOREIGN.items()}
    most = max(counts, key=lambda code: counts[code])
    latin = sum(token[0] < LATIN_ENDS for token in tokens)
    if tokens and 2 * latin <= len(tokens):
        return UNKNOWN
    ours = sum(token in _ENGLISH for token in tokens)
    return most if counts[most] >= FOREIGN_WORDS and counts[most] > ours else "en"


LATIN_ENDS = "\u0250"
"""Letters before this one are Latin, with or without accents."""


# "carries", "addresses": a third person, if it is no plural.
_THIRD_PERSON = re.compile(r"(?:\S+\s){1,60}?[a-z]{2,}(?:[^s\W]s|sses)\s\S")


def has_verb(clause: str) -> bool:
    """Whether there is something that can be a finite verb."""
    return bool(_FINITE.search(clause) or _THIRD_PERSON.match(clause[:1_000]))


def asserts(sentence: str) -> bool:
    """Whether a sentence states something: no question, no signpost to a figure, no formality."""
    if sentence.rstrip().endswith("?") or len(sentence.split()) < 3 or not has_verb(sentence):
        return False
    return not any(pattern.search(sentence) for pattern in _UNSTATED)


# ------------------------------------------------------------------------------- scope of a cue

_LEADING = re.compile(
    r"\A\W*(?:considering|although|though|while|whilst|whereas|because|since|as|if|when|given"
    r"|despite|after|before|once|unless|even (?:if|though)|assuming|in spite of|provided|unlike"
    r"|contrary to|in contrast (?:to|with)|compared (?:to|with)|according to)\b[^,;]{1,300}[,;]",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r",?\s\b(?:because|although|though|whereas|while|unless|if|whether|provided that)\b.*",
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
    r"\b(?:and|but|or)\s(?:\w+ly\s|also\s|then\s|still\s)?(?:had|has|have|was|were|is|are|did"
    r"|does|do|could|can|may|might|will|would|remained|showed|\w{3,}ed)\b",
    re.IGNORECASE,
)


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
_HEDGES: tuple[tuple[Hedging, re.Pattern[str]], ...] = (
    (
        "high",
        _any(
            r"\bspeculat(?:e|es|ed|ive|ion)\b",
            r"\bhypothesi[sz](?:e|es|ed)\b|\bconjectur\w+\b|\bpostulat(?:e|es|ed)\b"
            r"|\bconceivabl[ey]\b",
            r"\b(?:cannot|can not|could not) be (?:excluded|ruled out|dismissed)\b",
            r"\b(?:cannot|could not) (?:exclude|rule out)\b",
        ),
    ),
    (
        "moderate",
        _any(
            r"\b(?-i:may)\b",  # not the month
            r"\bmight\b",
            # not what somebody was able to do
            r"\bcould\b(?! (?:not|be (?:detected|seen|observed|found|identified|measured|stopped"
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
            r"\bimpl(?:y|ies|ied)\b|\bassum(?:e|es|ed)\b",
        ),
    ),
    (
        "low",
        _any(
            r"\b(?:generally|usually|typically|largely|mainly)\b|(?<!how )\boften\b",
            r"\bappears?\b(?! (?:in|on|at|after|within|during|before|as)\b)|\bappeared (?:to"
            r"|that|safe|effective|similar)\b|\bseem(?:s|ed|ingly)?\b|\btend(?:s|ed)? to\b",
            r"\bapparently\b|\bindicat(?:e|es|ed) that\b|\bsuggestive of\b|\bto our knowledge\b",
            r"\bwe (?:believe|think|consider)\b|\bin our (?:opinion|view)\b",
        ),
    ),
)


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


_NEGATION = _any(
    r"\bnot\b|\bcannot\b|\bnever\b|\bnone\b|\bneither\b|\bnobody\b|n['’]t\b",
    r"(?<!\bwith )\bno\b(?! (?:doubt|less than|fewer than|later than|more than|sooner|\d))",
    r"\b(?:fail(?:s|ed)?|unable|inability) to\b|\black(?:s|ed)\b|\bnor\b",
)
# They hold a negative word and deny nothing, or deny a denial.
_NOT_DENIED = _any(
    r"\bnot only\b|\bnot (?:just|merely|necessarily)\b|\bnot to mention\b|\bwhether or not\b",
    r"\b(?:cannot|can not|could not) (?:be )?(?:exclude|rule|dismiss)\w*(?: out)?\b",
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
    second = _SECOND_PREDICATE.search(text, 0, found.start())
    # "The pulse and elevated pressure did not": no predicate stands before the "and".
    return "affirmed" if second and first_verb(text[: second.start()]) else "negated"


# ---------------------------------------------------------------------------------------- ground

_OWN = _any(
    r"\b(?:the|this|our|one|index|same|present) (?:[\w-]+ ){0,3}?(?:patient|man|woman|boy|girl"
    r"|infant|neonate|newborn|child|gentleman|lady)(?:['’]s)?\b(?! (?:with|who is|should|must"
    r"|has to))",
    r"\b(?:this|our|present|index) case\b",
    r"\b(?:he|she|his|him|hers|her)\b",
    r"\bour (?:[\w-]+ ){0,3}?(?:patients?|cohort|study|work|data|results?|findings?|series"
    r"|analys[ei]s|trial|cent(?:er|re)|hospital|institution|unit|department|clinic|population"
    r"|observations?|sample|cases?|experience|registry|participants)\b",
    r"\bwe (?!previously|have previously|and others)(?:\w+ly )?(?:observed|found|treated|saw"
    r"|noted|detected|identified|measured|report|reported|used|performed|administered|gave"
    r"|determined|analy[sz]ed|studied|included|enrolled|collected|reviewed|describe|present"
    r"|started|stopped|were able|decided|diagnosed|did|had|confirmed|followed|compared|assessed"
    r"|screened|tested|switched|considered|suspected|recorded|evaluated|documented|encountered"
    r"|describe|discontinued)\b",
    r"\b\d{1,3}[- ](?:year|month|week|day)[- ]old\b",
)
# With a pointer, "this trial" may be the cited one, and a figure a reprinted one.
_OWN_UNLESS_CITED = _any(
    r"\b(?:this|the present|the current) (?:[\w-]+ )?(?:study|trial|work|series|cohort|report"
    r"|analysis|audit|survey)\b",
    r"\((?:supplementary )?(?:figure|fig\.?|table)s? ?\w{0,3}",
    r"\b(?:figure|fig\.|table) ?[S\d]",
)
_COMPARED = _any(
    r"\b(?:than|to) (?:that |those |what )?(?:has been |was |is )?(?:in |of "
    r"|from )?(?:the )?(?:previous|earlier|prior|published|historical|reported)(?:ly)?\b"
)
_PREVIOUSLY = _any(
    r"\b(?:we|our (?:group|team|cent(?:er|re)|unit)) (?:and others )?(?:have |has "
    r"|had )?(?:previously|recently|earlier|already)\b",
    r"\bour (?:previous|earlier|prior|own previous)\b",
)
_SELF_INTERPRETED = _any(
    r"\bwe (?:also |therefore |thus |further |would |strongly |can only )?(?:speculat\w+"
    r"|hypothesi[sz]\w+|believe|suspect|think|suggest(?:ed)?|propose|postulate|conclude|argue"
    r"|infer|assume|recommend|contend|advocate|interpret|urge|caution|agree|disagree|attribute"
    r"|favou?r|consider that)\b",
    r"\bin (?:our|my) (?:opinion|view|judg[e]?ment)\b|\bour (?:hypothesis|interpretation|view)\b",
    r"\b(?:our|these|this|the present) (?:[\w-]+ ){0,3}?(?:results?|findings?|data|observations?"
    r"|cases?|study|work|experience|report|series|patient|cohort|course)? ?(?:also |therefore "
    r"|thus |further )?(?:suggest|impl[iy]|indicate|support|highlight|underscore|illustrate"
    r"|underline|raise|argue|caution|emphasi[sz]e|point|reinforce)(?:s|es)?\b",
)
_INTERPRETED = _any(
    r"\b(?:may|might|could|must) (?:\w+ )?have (?:\w+ )?(?:\w+ed|been|led|made|had|come|become"
    r"|begun)\b",
    r"\bit (?:is|seems) (?:\w+ )?(?:possible|likely|conceivable|plausible|tempting|probable)\b",
    r"\b(?:plausible|possible|likely|alternative|best) (?:explanation|mechanism|reason)s?\b",
    r"\b(?:results?|findings?|data|observations?) (?:suggest|imply|indicate)\b",
    r"\b(?:does|do|did|cannot|can) (?:not )?(?:\w+ly )?(?:explain|account for)\b",
    r"\b(?:may|might|could) (?:\w+ )?(?:reflect|explain|account for|be (?:due|explained|related"
    r"|caused|because|mediated|attribut\w+))\b|\b(?:cannot|could not) be (?:excluded|ruled out)\b",
)
_INFERRED = _any(
    r"\A\W*(?:thus|therefore|hence|consequently|accordingly|taken together|collectively|overall"
    r"|altogether|in (?:conclusion|summary|sum|short)|to (?:conclude|summari[sz]e))\b",
    r"\s(?:therefore|thus|hence)\b",
)
CONCLUDES = re.compile(
    r"\A\W*(?:in (?:conclusion|summary|sum)|to (?:conclude|summari[sz]e)|we (?:therefore "
    r"|thus )?conclude)",
    re.IGNORECASE,
)
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


_OTHERS = _any(
    r"\bet al\b|\bthe(?:se|ir)? (?:authors|investigators|trialists)\b|\btheir (?:study|trial"
    r"|report)\b",
    r"\bprevious(?:ly)?\b|\bprior (?:stud|report|trial)|\bearlier (?:stud|report|trial)",
    r"\bin the literature\b|\b(?:(?-i:FDA|EMA|WHO)|Food and Drug Administration"
    r"|Medicines Agency)\b",
)
_NORM = _any(
    r"\b(?:should|must|ought to|need(?:s|ed)? to|has to|have to|important to|essential to)\b"
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What decides the basis of a statement besides its own words."""

    cited: bool
    """Whether a pointer stands in it."""
    only_context: bool = False
    """Whether each of its pointers is to criteria, a method or an enrolment."""
    own_article: bool = False
    """Whether the article has data of its own."""
    concluding: bool = False
    """Whether it stands in, or after the first sentence of, the conclusion."""


def is_own(clause: str) -> bool:
    """Whether the words point at the authors' own patient, data or work."""
    return bool(_OWN.search(clause) or _OWN_UNLESS_CITED.search(clause))


def is_past(clause: str) -> bool:
    """Whether the first finite verb of the main part is in the past tense."""
    verb = first_verb(main_part(clause))
    return bool(verb and (verb["past"] or verb["participle"]))


def basis_of(clause: str, ground: Ground) -> Basis:
    """What a statement rests on.

    With a pointer: cited, unless the words are about the authors' own patient or work, or the
    pointers only name criteria, a method or the trial the patient was in (own-data), or the
    authors say that they infer (interpretation). Without: the authors' inference, own data (by
    its words, or told in the past tense in an article that has a case or data), else uncited.
    """
    if ground.cited:
        if _PREVIOUSLY.search(clause):
            return "cited"
        if _SELF_INTERPRETED.search(clause):
            return "interpretation"
        beside = ground.only_context or _COMPARED.search(clause)
        told = beside and (ground.own_article or is_own(clause)) and is_past(clause)
        own = told or _OWN.search(clause)
        return "own-data" if own else "cited"
    hedges = find_hedges(clause)
    if _SELF_INTERPRETED.search(clause) or _INTERPRETED.search(main_part(clause)):
        return "interpretation"
    if _INFERRED.search(clause) and (hedges or not is_past(clause)):
        return "interpretation"
    if ground.own_article and is_past(clause) and any(h.level != "low" for h in hedges):
        return "interpretation"
    if is_own(clause):
        return "own-data"
    if ground.concluding and not is_past(clause):
        return "interpretation"
    told = ground.own_article and is_past(clause) and not (_OTHERS.search(clause) or hedges)
    return "own-data" if told and not _NORM.search(clause) else "uncited"


# ------------------------------------------------------------------------- the part of a pointer


class Bearing(NamedTuple):
    """What a pointer does for the statement that holds it."""

    direction: Direction
    directness: Directness
    """``context``, or ``not-determined`` until the works are known."""
    why: str


_YARDSTICK = (
    r"(?:criteri(?:a|on)|guidelines?|guidance|consensus|classification|scales?|scor(?:e|es|ing)"
    r"|index|systems?|grading|definitions?|questionnaire|inventory|version|nomogram|algorithm"
    r"|terminology|checklist|DSM[-\w]*|ICD[-\w]*|CTCAE|RECIST|working group|recommendations?)"
)
_CRITERIA = _any(
    r"\b(?:according to|based on|as per|per|using|by|with|fulfil\w*|met|meets?|satisf\w+"
    r"|applying|following|defined|graded|classified|assessed|scored|rated|measured"
    r"|staged)\b[^;]{0,90}\b" + _YARDSTICK + r"\b[^;,]{0,25}\Z",
    r"\bgrade (?:\d|[IV]{1,3})\)?\W*\Z",
    r"\b" + _YARDSTICK + r"\b\W*\Z",
)
_RECOMMENDS = _any(
    r"\b(?:recommend|advise|endorse|propose|suggest|advocate|state|call)(?:s|d|ed)?\b"
)
_METHOD = _any(
    r"\w\W{1,3}(?:as|were|was) (?:\w+ )?(?:previously |elsewhere )?described\b[^.;]{0,50}\Z",
    r"\b(?:using|by|with) (?:an? |the )?(?:[\w-]+ ){0,5}(?:methods?|techniques?|assays?"
    r"|protocols?|kits?|models?|software|procedures?)\b[^.;,]{0,30}\Z",
)
_AS_DESCRIBED = re.compile(
    r"\A\W*as (?:\w+ )?(?:previously |elsewhere )?described\b[^;]{0,80}\Z", re.IGNORECASE
)
# "As described by Roe, …": a method only where the rest tells what was done.
_DONE = _any(
    r"\b(?:we|was|were) (?:\w+ly )?(?:measured|performed|assessed|calculated|determined|treated"
    r"|prepared|isolated|cultured|analy[sz]ed|collected|done|obtained|carried out|defined"
    r"|classified|scored|graded|estimated|used|quantified|administered|genotyped|stained)\b"
)
_ENROLLED = _any(
    r"\b(?:enrolled|included|participated|recruited|entered|treated)\b[^.;]{0,50}\b(?:trial"
    r"|study|protocol|registry|cohort|programme|program)\b[^.;,]{0,60}\W*\Z",
)
_CONTEXTS = (
    (_ENROLLED, "names the study the patients were in"),
    (_METHOD, "cited for a method"),
)
_AGREES = _any(
    r"\b(?:consistent|in (?:line|agreement|accordance|keeping|concordance|accord)|similar"
    r"|comparable|agree\w*|compatible|concordant)\b[^.;]{0,12}\b(?:with"
    r"|to)\b[^.;]{0,60}\b" + _STUDY + r"\b",
    r"\b(?:corroborat|confirm|echo|mirror|replicat|support)\w*\b[^.;]{0,40}\b(?:previous|prior"
    r"|earlier|published|these|those|other)\b",
    r"\bas (?:has been |have been |was )?(?:previously )?(?:reported|shown|observed|found|seen)\b",
    r"\b(?:supported|confirmed|corroborated) by\b",
)
_OPPOSES = _any(
    r"\b(?:in contrast|contrary|unlike|at odds|inconsistent|conflict\w*|contrasts?|differ\w*"
    r"|disagree\w*|not (?:consistent|in line|in agreement|in keeping))\b(?!,)[^.;]{0,12}(?:\b(?:to"
    r"|with|from)\b)?[^.;]{0,60}\b" + _STUDY + r"\b",
)
"""What is said is set against the works."""
_REFUTED = _any(
    r"\b(?:contradict|refut|disprov|disput|rebut)\w+\b|\b(?:has|have|was"
    r"|were) (?:been )?(?:challenged|questioned|disputed)\b",
    r"\b(?:argues?|argued|speaks?|evidence) against\b|\bnot (?:been )?(?:confirmed|replicated"
    r"|reproduced|borne out)\b",
    r"\b(?:fail(?:ed|s)? to|did not|could not|does not|do not) (?:be )?(?:confirm|replicate"
    r"|reproduce|corroborate)\w*\b",
)
"""The works are said to speak against something."""
_CONTRASTED = _any(r"\A\W*(?:(?:in|by) contrast|conversely|on the contrary),")
"""The sentence is set against the one before."""
_BUT_SEE = re.compile(
    r"\b(?:but|however,?|yet) (?:also )?(?:see|cf\.?|compare)\b|\bcontra\b|\bpace\b", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d[a-z]?\b")
GAP = _any(
    r"\b(?:unknown|unclear|uncertain|poorly understood|not (?:been )?(?:well )?(?:established"
    r"|known|studied|described|investigated|understood|defined)|controversial|debated"
    r"|conflicting|inconclusive)\b",
    r"\b(?:lack of|little|no|limited|scarce) (?:\w+ )?(?:evidence|data|consensus|information)\b",
    r"\b(?:needed|warranted)\b",
)
_DEFINES = _any(
    r"\b(?:is|are) (?:an?|the|one of|among|defined|characteri[sz]ed|thought|considered"
    r"|classified|generally|usually|widely|commonly|rare|common|frequent)\b"
)
_REPORTS = _any(
    r"\b(?:report|show|demonstrat|observ|found|describ|associat|link|identif|reveal|suggest"
    r"|indicat|document|confirm|reduc|increas|improv|decreas|lower|higher|caus|result|led|lead"
    r"|occur|develop|approv|recommend|prevent|effective|respon|predict|correlat|achiev|experienc"
    r"|trials?|stud(?:y|ies)|series|cohort|meta-anal|systematic|complicat|induc|prolong|worsen"
    r"|protect|benefi|superior|infer|known|seen|noted|tolerat|safe|surviv|risk|rate|incidence"
    r"|percent)\w*|%"
)


def bearing_of(before: str, clause: str, basis: Basis, *, denies: bool = False) -> Bearing:
    """What a pointer does for what the clause says, from the words before it and the whole clause.

    Args:
        before: the clause up to the pointer; its last 160 characters are read.
        denies: whether the clause denies a claim that is made of its parts. Where it tells what
            the works did not confirm or see, its denial is then the whole opposition: they support
            what it says, and that is not counted twice (:func:`evidence.link.link_evidence`).
    """
    context = context_of(before, clause)
    if context:
        return Bearing("neutral", "context", context)
    if _cited_against(before):
        return Bearing("opposes", "not-determined", "cited against this (“but see”)")
    text = main_part(clause)
    if _OPPOSES.search(clause):
        return Bearing("opposes", "not-determined", "set against by the sentence's own words")
    if _REFUTED.search(clause) or (
        _CONTRASTED.match(clause) and polarity_of(clause) == "negated" and basis == "cited"
    ):
        against: Direction = "supports" if denies else "opposes"
        return Bearing(against, "not-determined", "cited as speaking against it")
    if _AGREES.search(clause):
        return Bearing("supports", "not-determined", "said to agree")
    if basis == "own-data":
        return Bearing("neutral", "context", "stands beside the authors' own finding")
    if basis == "interpretation":
        return Bearing("not-determined", "not-determined", "cited beside the authors' inference")
    if GAP.search(clause):
        return Bearing("not-determined", "not-determined", "the sentence states what is not known")
    if _NORM.search(text) and not _RECOMMENDS.search(text):
        return Bearing("not-determined", "not-determined", "the sentence says what should be done")
    if _DEFINES.search(text) and not _REPORTS.search(text):
        return Bearing("neutral", "not-determined", "cited for background")
    if _REPORTS.search(text) or is_past(clause):
        return Bearing("supports", "not-determined", "cited as reporting this")
    return Bearing("not-determined", "not-determined", "cited without a word on what it found")


def _cited_against(before: str) -> bool:
    """Whether the words end in "but see"."""
    near = before[-30:].rstrip(" ,;:.([<")
    return any(found.end() == len(near) for found in _BUT_SEE.finditer(near))


def cited_against(pointer: str, numbers: Sequence[int]) -> Mapping[int, Bearing]:
    """The references of one pointer that it cites against the sentence: "(Roe, 2012; but see Doe, 2015)".

    Those whose year stands behind "but see" oppose. Where years and references are not as many,
    nobody can tell which is which, and none is determined.
    """
    cue = _BUT_SEE.search(pointer)
    if not cue:
        return {}
    years = list(_YEAR.finditer(pointer))
    if len(years) != len(numbers):
        unsure = Bearing("not-determined", "not-determined", "the pointer also says “but see”")
        return dict.fromkeys(numbers, unsure)
    against = Bearing("opposes", "not-determined", "cited against this (“but see”)")
    behind = (year.start() > cue.end() for year in years)
    return {number: against for number, late in zip(numbers, behind, strict=True) if late}


def context_of(before: str, clause: str = "") -> str | None:
    """Why the pointer after these words is to criteria, a method or an enrolment; None if not."""
    near = before[-160:].rstrip(" ,;:.")
    if _CRITERIA.search(near) and not _RECOMMENDS.search(near):
        return "cited for criteria or a grading scale"
    if _AS_DESCRIBED.match(near) and _DONE.search(clause[len(before) :]):
        return "cited for a method"
    return next((why for pattern, why in _CONTEXTS if pattern.search(near)), None)
