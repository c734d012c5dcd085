"""What a statement rests on: works, the authors' own data, their inference, or nothing said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evidence.cues import any_of
from evidence.model import Basis
from evidence.sections import Zone
from evidence.wording import find_hedges, is_past, main_part

_OWN = any_of(
    r"\b(?:the|this|our|one|index|same|present) (?:(?!(?:in|of|for|with|to|and|or|from|by|on|at|each|every|an?|any) )"
    r"[\w-]+ ){0,3}?(?:patient|man|woman|boy|girl"
    r"|infant|neonate|newborn|child|gentleman|lady)(?:['’]s)?\b(?! (?:with|who is|should|must"
    r"|has to))",
    r"\b(?:this|our|present|index) case\b",
    r"\b(?:he|she|his|him|hers|her)\b",
    r"\bour (?:[\w-]+ ){0,3}?(?:patients?|cohort|study|work|data|results?|findings?|series"
    r"|analys[ei]s|trial|cent(?:er|re)|hospital|institution|unit|department|clinic|population"
    r"|observations?|sample|cases?|experience|registry|participants)\b",
    # "we examined", "we gave": what was done and seen, not what is thought
    r"\bwe (?!previously|have previously|and others)(?:\w+ly )?(?!(?:suggest|conclud|propos|hypothes|speculat|recommend|argu"
    r"|assum|believ|agre|disagre|infer|postulat|interpret|advocat|urg|favou?r|attribut|caution|consider that)\w*)"
    r"(?:\w{2,}ed|gave|saw|found|did|had|took|sought|chose|began|made|held|kept|report|describe|present|were able)\b",
    r"\b\d{1,3}[- ](?:year|month|week|day)[- ]old\b",
)
# With a pointer, "this trial" may be the cited one.
_THIS_STUDY = any_of(
    r"\b(?:this|the present|the current) (?:[\w-]+ )?(?:study|trial|work|series|cohort|report"
    r"|analysis|audit|survey)\b",
)
# With a pointer, or in an article without data, a figure may be a reprinted one.
_FIGURE = any_of(
    r"\((?:supplementary )?(?:figure|fig\.?|table)s? ?\w{0,3}",
    r"\b(?:figure|fig\.|table) ?[S\d]",
)
_COMPARED = any_of(
    r"\b(?:than|to) (?:that |those |what )?(?:has been |was |is )?(?:in |of "
    r"|from )?(?:the )?(?:previous|earlier|prior|published|historical|reported)(?:ly)?\b",
    r"\b(?:similar|comparable|identical|equal|close|lower|higher|greater|smaller|longer|shorter|more|less|fewer)\b[^.;]{0,30}"
    r"\b(?:to|than) (?:that|those) (?:in|of|from|seen|found|reported|observed)\b",
)
_PREVIOUSLY = any_of(
    r"\b(?:we|our (?:group|team|cent(?:er|re)|unit)) (?:and others )?(?:have |has "
    r"|had )?(?:previously|recently|earlier|already)\b",
    r"\bour (?:previous|earlier|prior|own previous)\b",
)
_SELF_INTERPRETED = any_of(
    r"\bwe (?:also |therefore |thus |further |would |strongly |can only )?(?:speculat\w+"
    r"|hypothesi[sz]\w+|believe|suspect|think|suggest(?:ed)?|propose|postulate|conclude|argue"
    r"|infer|assume|recommend(?:ed)?|contend|advocate|interpret|urge|caution|agree|disagree|attribute"
    r"|favou?r|consider that)\b",
    r"\bin (?:our|my) (?:opinion|view|judg[e]?ment)\b|\bour (?:hypothesis|interpretation|view)\b",
    r"\b(?:our|these|this|the present) (?:[\w-]+ ){0,3}?(?:results?|findings?|data|observations?"
    r"|cases?|study|work|experience|report|series|patient|cohort|course)? ?(?:also |therefore "
    r"|thus |further )?(?:suggest|impl[iy]|indicate|support|highlight|underscore|illustrate"
    r"|underline|raise|argue|caution|emphasi[sz]e|point|reinforce)(?:s|es)?\b",
)
_INTERPRETED = any_of(
    r"\b(?:may|might|could|must) (?:\w+ )?have (?:\w+ )?(?:\w+ed|been|led|made|had|come|become"
    r"|begun)\b",
    r"\bit seem(?:s|ed) that\b",
    r"\A\W*this means\b",
    r"\bexplanations?\b[^.;]{0,40}\b(?:may|might|could|would)\b",
    r"\A\W*(?:it|this|they|these|that)(?: \w+ly| nevertheless| therefore| thus| also| nonetheless)? "
    r"(?:suggest|impl(?:y|ie)|indicate|argue|mean|support|raise)s?\b",
    r"\b(?:cases?|observations?|findings?|results?|data|they|reports?|experience|study|trial|series|letter)\b[^.]{0,20}\b(?:do|does|did|cannot|can)"
    r" (?:not )?(?:prove|establish|imply|mean)\b",
    r"\b(?:these|our) (?:\w+ )?(?:results?|findings?|data|observations?)\b[^.]{0,120}\b(?:may|might|could)\b",
    r"\bit (?:is|seems) (?:\w+ )?(?:possible|likely|conceivable|plausible|tempting|probable)\b",
    r"\b(?:plausible|possible|likely|alternative|best) (?:explanation|mechanism|reason)s?\b",
    r"\b(?:results?|findings?|data|observations?) (?:suggest|imply|indicate)\b",
    r"\b(?:does|do|did|cannot|can) (?:not )?(?:\w+ly )?(?:explain|account for)\b",
    r"\b(?:may|might|could) (?:\w+ )?(?:reflect|explain|account for|be (?:due|explained|related"
    r"|caused|because|mediated|attribut\w+))\b|\b(?:cannot|could not) be (?:excluded|ruled out)\b",
)
_INFERRED = any_of(
    r"\A\W*(?:thus|therefore|hence|consequently|accordingly|taken together|collectively|overall"
    r"|altogether|in (?:conclusion|summary|sum|short)|to (?:conclude|summari[sz]e))\b",
    r"\s(?:therefore|thus|hence)\b",
)
CONCLUDES = re.compile(
    r"\A\W*(?:in (?:conclusion|summary|sum)|to (?:conclude|summari[sz]e)|we (?:therefore "
    r"|thus )?conclude)",
    re.IGNORECASE,
)
_OTHERS = any_of(
    r"\bet al\b|\bthey (?:\w+ )?(?:observed|found|reported|showed|show|concluded|suggested|argued|used|hypothesi[sz]ed"
    r"|proposed?|engineered|performed|noted|described|tested|measured)\b",
    r"\bin that (?:study|trial|report|work|series)\b|\bof these studies\b"
    r"|\b(?:other|another|several|many|most|some|recent|few|published|two|three|four|five|randomi[sz]ed"
    r"|controlled|observational|animal) (?:[\w-]+ ){0,2}(?:studies|trials|reports|authors|investigators)\b"
    r"|\b(?:another|other) (?:study|trial|report|group)\b",
    r"\bthe(?:se|ir)? (?:authors|investigators|trialists)\b|\btheir (?:study|trial"
    r"|report)\b",
    r"\bprevious(?:ly)? (?:[\w-]+ )?(?:stud\w+|reports?|reported|published|described|shown|observed|found|work|trials?|data"
    r"|findings|results|series|literature)\b|\bprior (?:stud|report|trial)|\bearlier (?:stud|report|trial)",
    r"\bin the literature\b|\b(?:(?-i:FDA|EMA|WHO)|Food and Drug Administration"
    r"|Medicines Agency)\b",
)
# After a sentence with a pointer these are the works that it names.
_REFERRED = any_of(
    r"\b(?:these|those|that|neither|either|both|most|all)(?: of (?:these|those|the))? (?:[\w-]+ )?(?:trials?|stud(?:y|ies)"
    r"|analys[ei]s|reports?|series|cohorts?|reviews?|meta-analys[ei]s|surveys?|registr(?:y|ies)|experiments?)\b",
    r"\bthe (?:[\w-]+ )?(?:trials?|meta-analysis|review|authors|investigators)\b"
    r"(?! (?:groups?|drugs?|periods?|population|medication|participants|protocol|arms?))",
)
_NOT_KNOWN = any_of(
    r"\b(?:is|are|remains?) (?:\w+ )?(?:unknown|unclear|uncertain|unresolved|controversial|not known)\b"
)
_FORESEES = any_of(r"\b(?:will|would)\b")
_ADVISES = any_of(r"\A(?!\W*whether\b).{0,300}?\b(?:should|ought to)\b")
NORM = any_of(
    r"\b(?:should|must|ought to|need(?:s|ed)? to|has to|have to|important to|essential to)\b"
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What decides the basis of a statement besides its own words."""

    cited: bool
    """Whether a pointer stands in it."""
    only_context: bool = False
    """Whether each of its pointers is to criteria, a method or an enrolment."""
    after_cited: bool = False
    """Whether the sentence or clause before holds a pointer."""
    own_article: bool = False
    """Whether the article has data of its own."""
    zone: Zone | None = None
    concluding: bool = False
    """Whether it stands under the conclusion's heading, or begins it ("In conclusion, …")."""
    closing: bool = False
    """Whether it stands behind a sentence that begins the conclusion."""


def is_own_earlier(clause: str) -> bool:
    """Whether the words say that an earlier work is the authors' own: "we previously reported"."""
    return bool(_PREVIOUSLY.search(clause))


def is_own(clause: str) -> bool:
    """Whether the words point at the authors' own patient, data or work."""
    return bool(_OWN.search(clause) or _THIS_STUDY.search(clause))


def basis_of(clause: str, ground: Ground) -> Basis:
    """What a statement rests on.

    With a pointer: cited, unless the words are about the authors' own patient or work, or the
    pointers only name criteria, a method or the trial the patient was in (own-data), or the
    authors say that they infer (interpretation). Without: the authors' inference or advice, own
    data (by its words or its section, or told in the past tense in a letter without sections that
    has a case or data), else uncited.
    """
    if ground.cited:
        if _PREVIOUSLY.search(clause):
            return "cited"
        if _SELF_INTERPRETED.search(clause):
            return "interpretation"
        done = ground.zone == "own" and not _OTHERS.search(clause)
        beside = ground.only_context or done or _COMPARED.search(clause)
        told = beside and (ground.own_article or is_own(clause)) and is_past(clause)
        own = told or _OWN.search(main_part(clause))
        return "own-data" if own else "cited"
    referred = ground.after_cited and _REFERRED.search(clause)
    others = referred or _OTHERS.search(clause)
    if ground.zone == "own" and not (others or _SELF_INTERPRETED.search(clause)):
        return "own-data"
    hedges = find_hedges(clause)
    if _SELF_INTERPRETED.search(clause) or _INTERPRETED.search(main_part(clause)):
        return "interpretation"
    if _INFERRED.search(clause) and (hedges or not is_past(clause)):
        return "interpretation"
    doubtful = any(hedge.level != "low" for hedge in hedges)
    if ground.own_article and is_past(clause) and doubtful:
        return "interpretation"
    here = _OWN.search(clause) or (_THIS_STUDY.search(clause) and not referred)
    if here or (ground.own_article and _FIGURE.search(clause)):
        return "own-data"
    if (_ADVISES.search(main_part(clause)) and not others) or (
        (ground.concluding or (ground.closing and (doubtful or _FORESEES.search(clause))))
        and not is_past(clause)
    ):
        return "interpretation"
    told = ground.own_article and ground.zone in (None, "conclusion") and is_past(clause)
    theirs = others or hedges or NORM.search(clause) or _NOT_KNOWN.search(clause)
    return "own-data" if told and not theirs else "uncited"
