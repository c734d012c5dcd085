"""Patents, drug labels, trial registrations and personal communications: each has a form of its own.

A form is read whole or not at all; what fits none is left to the steps that follow.
"""

from __future__ import annotations

import re
from dataclasses import replace

from refs.parse.draft import Draft

_STEP = "kinds"
_SURE = 0.97
_DATE = r"(?P<date>(?:[A-Z][a-z]{2,8}\.?\s)?(?:\d{1,2},?\s)?(?:1[89]|20)\d\d(?:\s[A-Z][a-z]{2,8}\.?(?:\s\d{1,2})?)?)"
_PERSONS = r"(?P<author>[^\W\d_][^;:\[\]]{2,300}?)"
# As AMA (11th ed., ch. 3) and ICMJE's samples of references print them.
_FORMS = (
    # Doe J, Roe B, inventors; Acme Inc, assignee. Method for cells. US patent 9,123,456. 2015 Sep 1.
    rf"""{_PERSONS},?\s\(?inventors?\)?[;.,]\s(?:(?P<publisher>[^;\[\]]{{2,120}}?),?\s\(?assignees?\)?[.;,]\s)?
    (?P<title>[^\[\]]{{4,400}}?)\.\s(?P<genre>[A-Z][\w.]{{1,14}}(?:\s[A-Z][a-z]{{2,10}})?\s[Pp]atent(?:\s[Aa]pplication)?)\s
    (?:[Nn]o\.?\s)?(?P<number>[A-Z]{{0,3}}\s?\d[\d,/.-]{{3,16}}\d(?:\s?[A-Z]\d?)?)[.;,]\s{_DATE}""",
    # KYMRIAH (tisagenlecleucel) [package insert]. East Hanover, NJ: Novartis; 2018.
    rf"""(?P<title>[^\[\]]{{2,200}}?)\.?\s\[?(?P<genre>[Pp]ackage\sinsert|(?:[Uu][Ss]\s)?[Pp]rescribing\sinformation
    |[Pp]roduct\s(?:monograph|information|label)|[Ss]ummary\sof\s[Pp]roduct\s[Cc]haracteristics|[Dd]rug\slabel)\]?[.;,]\s
    (?:(?P<location>[^:;\[\]]{{2,60}}):\s)?(?P<publisher>[^;:\[\]]{{2,100}}?)[;,.]\s{_DATE}""",
    # ClinicalTrials.gov. Study of cells. NCT02658929. Accessed May 2, 2019.
    rf"""(?!.{{0,600}}(?:\d;|\d\)?:)\s?\w?\d)(?P<author>[^.\[\]]{{2,120}}?(?:\.gov|[^.]))\.\s(?P<title>[^\[\]]{{8,400}}?)\.\s
    (?:(?:ClinicalTrials\.gov|ISRCTN|EudraCT|identifier|registry|number|\(|:|,)\s?){{0,3}}
    (?P<number>NCT\d{{8}}|ISRCTN\d{{8}}|\d{{4}}-\d{{6}}-\d\d|ChiCTR[\w-]{{6,16}}|ACTRN\d{{14}})\)?
    (?:[.,;]\s(?:[Uu]pdated|[Pp]ublished|[Rr]egistered)\s{_DATE})?
    (?:[.,;]?\s\(?(?P<note>[Aa]ccessed\s[^.;()]{{4,30}})\)?)?""",
    # Doe J, personal communication, 2018.
    rf"""{_PERSONS}[,.;]?\s\(?(?P<genre>(?:personal|written|oral)\s(?:communication|correspondence))\)?
    (?:[,.;]?\s\(?{_DATE}\)?)?""",
)
_COMPILED = tuple(re.compile(rf"{form}[.\s]*\Z", re.VERBOSE) for form in _FORMS)
# One of these words has each of the forms, in any case; without them none is tried.
_TOLD = (
    "inventor", "package insert", "prescribing information", "product monograph", "product information",
    "product label", "product characteristics", "drug label", "nct", "isrctn", "chictr", "actrn", "eudract",
    "personal comm", "written comm", "oral comm", "correspondence",
)  # fmt: skip
_LONGEST = 1_200  # characters of the longest that are read so


def read_kind(draft: Draft) -> Draft:
    """With every field of a reference that has one of these forms, or unchanged."""
    start, end = draft.body
    if end - start > _LONGEST:
        return draft
    lower = draft.text.lower()
    if not any(word in lower for word in _TOLD):
        return draft
    for form in _COMPILED:
        if found := form.match(draft.text, start, end):
            spans = {name: found.span(name) for name, value in found.groupdict().items() if value}
            return replace(draft.add(_STEP, _SURE, **spans), body=(end, end))
    return draft
