"""What a pointer does for the clause that holds it: evidence, criteria, a method, the other side."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from evidence.basis import NORM
from evidence.cues import Cues, any_of
from evidence.model import Basis, Direction, Directness
from evidence.wording import contrast_of, is_past, main_part, polarity_of

_STUDY = (
    r"(?:stud(?:y|ies)|trials?|reports?|reviews?|meta-analys[ei]s|findings?|results?|data"
    r"|literature|observations?|series|authors?|et al|others|works?|cohorts?|analys[ei]s"
    r"|publications?|investigat\w+|experience|registr(?:y|ies)|surveys?|those (?:of|by|from|in|reported))"
)


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
_CRITERIA = any_of(
    r"\b(?:according to|based on|as per|per|using|by|with(?! no\b)|fulfil\w*|met|meets?|satisf\w+"
    r"|applying|following|defined|graded|classified|assessed|scored|rated|measured"
    r"|staged)\b[^;]{0,90}\b" + _YARDSTICK + r"\b(?:[^;,]{0,25}|\sof\s[^;,]{0,100})\Z",
    r"\bgrade (?:\d|[IV]{1,3})\)?\W*\Z",
    r"\b(?:defined|graded|classified|scored|staged) (?:by|according to|as per|per|following) (?:the |an? )?(?-i:[A-Z])[\w/ -]{1,60}\Z",
    r"\b" + _YARDSTICK + r"\b\W*\Z",
)
_VALUE = any_of(
    r"\b"
    + _YARDSTICK
    + r"\b[^.;]{0,60}?\s(?:was|were|is|of|to|from|=)\s(?:\d[\d./–-]*|[IVX]+|[A-D]\d?)"
    r"(?:\s(?:points?|(?:out )?of \d+))?\W*\Z"
)
"""What one patient scored on a yardstick."""
_POOLED = any_of(
    r"\b(?:means?|medians?|averages?|pooled|patients|participants|cut-?offs?|thresholds?)\b"
)
_RECOMMENDS = any_of(
    r"\b(?:recommend|advise|endorse|propose|suggest|advocate|state|call)(?:s|d|ed)?\b"
)
_METHOD = any_of(
    r"\b(?:according to|following|after) (?:an? |the )?(?:[\w-]+ ){0,4}(?:methods?|techniques?|protocols?|procedures?)"
    r"\b[^.;,]{0,60}\Z",
    r"\w\W{1,3}(?:as|were|was) (?:\w+ )?(?:previously |elsewhere )?described\b[^.;]{0,50}\Z",
    r"\b(?:using|by|with) (?:an? |the )?(?:[\w-]+ ){0,5}(?:methods?|techniques?|assays?"
    r"|protocols?|kits?|models?|software|procedures?|equations?|formulas?)\b[^.;,]{0,30}\Z",
)
_AS_DESCRIBED = re.compile(
    r"\A\W*as (?:\w+ )?(?:previously |elsewhere )?described\b[^;]{0,80}\Z", re.IGNORECASE
)
# "As described by Roe, …": a method only where the rest tells what was done.
_DONE = any_of(
    r"\b(?:we|was|were) (?:\w+ly )?(?:measured|performed|assessed|calculated|determined|treated"
    r"|prepared|isolated|cultured|analy[sz]ed|collected|done|obtained|carried out|defined"
    r"|classified|scored|graded|estimated|used|quantified|administered|genotyped|stained)\b"
)
_ENROLLED = any_of(
    r"\b(?:enrolled|included|participated|recruited|entered|treated)\b[^.;]{0,50}\b(?:trial"
    r"|study|protocol|registry|cohort|programme|program)\b[^.;,]{0,60}\W*\Z",
)
_CONTEXTS = (
    (_ENROLLED, "names the study the patients were in"),
    (_METHOD, "cited for a method"),
)
_AGREES = any_of(
    r"\b(?:consistent|in (?:line|agreement|accordance|keeping|concordance|accord)|similar"
    r"|comparable|agree\w*|compatible|concordant)\b[^.;]{0,12}\b(?:with"
    r"|to)\b[^.;]{0,60}\b" + _STUDY + r"\b",
    r"\b(?:corroborat|confirm|echo|mirror|replicat|support)\w*\b[^.;]{0,40}\b(?:previous|prior"
    r"|earlier|published|these|those|other)\b",
    r"\bas (?:has been |have been |was )?(?:previously )?(?:reported|shown|observed|found|seen)\b",
    r"\b(?:supported|confirmed|corroborated) by\b",
)
_OPPOSES = any_of(
    r"\b(?:in contrast|contrary|unlike|at odds|inconsistent|conflict\w*|contrasts?|differ\w*"
    r"|disagree\w*|not (?:consistent|in line|in agreement|in keeping))\b(?!,)"
    # "in contrast to our patient": the works tell the other side, which is what is said
    r"(?![^.;]{0,12}\b(?:to|with|from) (?:our|ours|this|the (?:present|current))\b)"
    r"[^.;]{0,12}(?:\b(?:to|with|from)\b)?[^.;]{0,60}\b" + _STUDY + r"\b",
)
"""What is said is set against the works."""
_REFUTED = any_of(
    r"\b(?:contradict|refut|disprov|disput|rebut)\w*\b|\b(?:has|have|was"
    r"|were) (?:been )?(?:challenged|questioned|disputed)\b",
    r"\bnot (?:been )?(?:confirmed|replicated"
    r"|reproduced|borne out)\b",
    r"\b(?:fail(?:ed|s)? to|did not|could not|does not|do not) (?:be )?(?:confirm|replicate"
    r"|reproduce|corroborate)\w*\b",
)
"""The works are said to speak against something."""
_AGAINST = any_of(r"\b(?:argues?|argued|speaks?|spoke|evidence) against\b")
_CONTRASTED = any_of(r"\A\W*(?:(?:in|by) contrast|conversely|on the contrary),")
"""The sentence is set against the one before."""
_BUT_SEE = re.compile(
    r"\b(?:but|however,?|yet) (?:also )?(?:see|cf\.?|compare)\b|\bcontra\b|\bpace\b", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d[a-z]?\b")
# "Roe [1] and Doe [2]": names and what joins them, so that what is said of the one is said of both.
_NAMES_ONLY = re.compile(
    r"\W*+(?:(?:and|or|nor|as well as|et al|colleagues|others|by|of|from|to|with|that|those|the|an?|in"
    r"|later|recent|earlier|previous|second|another|" + _STUDY + r"|[A-Z][\w'’-]*)\b\W*+)*+\Z"
)
_FINDS = re.compile(
    r"\b(?:f(?:ou|i)nds?|report(?:s|ed)|show(?:s|ed|n)|observed|saw|describe[sd]|demonstrate[sd]|conclude[sd]"
    r"|reduce[sd]|increase[sd]|improve[sd]|cause[sd]|prevent(?:s|ed)|lower(?:s|ed))\b"
)
_APPENDED = re.compile(
    r"\W*[,;(–—]\W*(?:an?|which|although|though|but|yet|whose|whereas|while|contrary|(?:in|by) contrast"
    r"|unlike|at odds|in conflict|inconsistent|in disagreement|contradict\w*|refut\w*|disput\w*)\b",
    re.IGNORECASE,
)
"""A remark on what was said and cited before it."""
GAP = any_of(
    r"\b(?:unknown|unclear|uncertain|poorly understood|not (?:been )?(?:well )?(?:established"
    r"|known|studied|described|investigated|understood|defined)|controversial|debated"
    r"|conflicting|inconclusive)\b",
    r"\b(?:lack of|little|no|limited|scarce) (?:\w+ )?(?:evidence|data|consensus|information)\b",
    r"\b(?:needed|warranted)\b",
)
_DEFINES = any_of(
    r"\b(?:is|are) (?:an?|the|one of|among|defined|characteri[sz]ed|thought|considered"
    r"|classified|generally|usually|widely|commonly|rare|common|frequent)\b"
)
_REPORTS = any_of(
    r"\b(?:report|show|demonstrat|observ|found|describ|associat|link|identif|reveal|suggest"
    r"|indicat|document|confirm|reduc|increas|improv|decreas|lower|higher|caus|result|led|lead"
    r"|occur|develop|approv|recommend|prevent|effective|respon|predict|correlat|achiev|experienc"
    r"|trials?|stud(?:y|ies)|series|cohort|meta-anal|systematic|complicat|induc|prolong|worsen"
    r"|protect|benefi|superior|infer|known|seen|noted|tolerat|safe|surviv|risk|rate|incidence"
    r"|percent)\w*|%"
)


def bearing_of(
    before: str,
    clause: str,
    basis: Basis,
    *,
    denies: bool = False,
    places: Sequence[int] = (),
) -> Bearing:
    """What a pointer does for what the clause says, from the words before it and the whole clause.

    Args:
        before: the clause up to the pointer; its last 160 characters are read.
        denies: whether the clause denies a claim that is made of its parts. Where it tells what
            the works did not confirm or see, its denial is then the whole opposition: they support
            what it says, and that is not counted twice (:func:`evidence.link.link_evidence`).
        places: where the clause's pointers stand, ascending: in "agrees with Roe [1] and differs
            from Doe [2]" each has its own words.
    """
    context = context_of(before, clause)
    if context:
        return Bearing("neutral", "context", context)
    if _cited_against(before):
        return Bearing("opposes", "not-determined", "cited against this (“but see”)")
    text = main_part(clause)
    place = len(before)
    own = before[max((at for at in places if at < place), default=0) :]
    if _AGREES.search(own) and not (_OPPOSES.search(own) or _REFUTED.search(own)):
        return Bearing("supports", "not-determined", "said to agree")
    opposed = _reach(_OPPOSES, clause, place, places)
    refuted = _reach(_REFUTED, clause, place, places)
    # A lone pointer at the end is cited for all that the clause says.
    covers = own == before and place >= len(clause.rstrip(" ."))
    behind = len(before.rstrip(" ,;")) > contrast_of(clause)
    if behind and not (covers or "own" in (opposed, refuted)):
        return Bearing("not-determined", "not-determined", "stands behind a contrast")
    if opposed == "own":
        return Bearing("opposes", "not-determined", "set against by the sentence's own words")
    if (
        refuted == "own"
        or (basis != "own-data" and _reach(_AGAINST, clause, place, places) == "own")
        or (_CONTRASTED.match(clause) and polarity_of(clause) == "negated" and basis == "cited")
    ):
        against: Direction = "supports" if denies else "opposes"
        return Bearing(against, "not-determined", "cited as speaking against it")
    if "unsure" in (opposed, refuted):
        return Bearing("not-determined", "not-determined", "beside words that set works apart")
    if _AGREES.search(clause):
        return Bearing("supports", "not-determined", "said to agree")
    if basis == "own-data":
        return Bearing("neutral", "context", "stands beside the authors' own finding")
    if basis == "interpretation":
        return Bearing("not-determined", "not-determined", "cited beside the authors' inference")
    if GAP.search(clause):
        return Bearing("not-determined", "not-determined", "the sentence states what is not known")
    if NORM.search(text) and not _RECOMMENDS.search(text):
        return Bearing("not-determined", "not-determined", "the sentence says what should be done")
    if _DEFINES.search(text) and not _REPORTS.search(text):
        return Bearing("neutral", "not-determined", "cited for background")
    if _REPORTS.search(text) or is_past(clause):
        return Bearing("supports", "not-determined", "cited as reporting this")
    return Bearing("not-determined", "not-determined", "cited without a word on what it found")


def _reach(
    cues: Cues, clause: str, place: int, places: Sequence[int]
) -> Literal["own", "unsure", "none"]:
    """Whether contrasting words of a clause speak of the work whose pointer stands at ``place``.

    The nearest before and behind it count. They are its own where it is the first pointer behind them, or is joined to that by names alone
    ("contrary to Roe [1] and Doe [2]"); those that a remark appends to what was cited before belong
    to the pointers behind them, if there are any.
    """
    starts = [cue.start() for cue in cues.finditer(clause)]
    near = (
        max((start for start in starts if start < place), default=None),
        min((start for start in starts if start >= place), default=None),
    )
    found = {_reaches(clause, cue, place, places) for cue in near if cue is not None}
    if "own" in found:
        return "own"
    return "unsure" if "unsure" in found else "none"


def _reaches(
    clause: str, cue: int, place: int, places: Sequence[int]
) -> Literal["own", "unsure", "none"]:
    behind = [at for at in places if at > cue]
    if cue >= place:
        appended = _APPENDED.match(clause, place)
        if not behind:
            return "unsure" if appended else "own"
        return "none" if appended else "unsure"
    between = [clause[low:high] for low, high in pairwise(behind) if high <= place]
    if all(map(_NAMES_ONLY.match, between)):
        return "own"
    if any(part.lstrip(" \u00a0")[:1] == "," for part in between):
        return "none"
    return "unsure" if any(map(_FINDS.search, between)) else "own"


def agrees(clause: str) -> bool:
    """Whether words say that something agrees with what is cited."""
    return bool(_AGREES.search(clause)) and not disagrees(clause)


def disagrees(clause: str) -> bool:
    """Whether words set something against what is cited, or say that it was refuted."""
    return bool(_OPPOSES.search(clause) or _REFUTED.search(clause))


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
    scored = _VALUE.search(near) and not _POOLED.search(near)
    if (scored or _CRITERIA.search(near)) and not _RECOMMENDS.search(near):
        return "cited for criteria or a grading scale"
    if _AS_DESCRIBED.match(near) and _DONE.search(clause[len(before) :]):
        return "cited for a method"
    return next((why for pattern, why in _CONTEXTS if pattern.search(near)), None)
