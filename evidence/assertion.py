"""Which sentences assert something about their subject."""

from __future__ import annotations

from evidence.wording import any_of, has_verb

_FIGURE_ONLY = any_of(
    r"\b(?:is|are|was|were)\s+(?:\w+\s+){0,3}?(?:shown|presented|displayed|depicted|listed"
    r"|provided|summari[sz]ed|given|illustrated|detailed|reported|described|outlined"
    r"|available)\s+(?:\w+\s+){0,3}?(?:in|on|by|as)\s+(?:the\s+"
    r"|our\s+)?(?:\w+\s+){0,2}?(?:fig(?:ure|s)?\b|tables?\b|supplement|appendix|supporting"
    r"|panels?\b)",
    r"^\W*(?:supplementary\s+)?(?:figures?|figs?\.?|tables?)\s*\w{1,4}\s+(?:show|depict|present"
    r"|list|display|illustrate|summari[sz]e|provide|give|outline)s?\b(?! that)",
    r"^\W*see\s+(?:also\s+)?(?:figure|fig|table|supplement)",
)
_ADMINISTRATIVE = any_of(
    r"\b(?:informed|written) consent\b",
    r"\bethics? (?:committee|board|review|approval)\b|\breview board\b|\bhelsinki\b",
    r"\bconflicts? of interest\b|\bcompeting interests?\b|\bdisclosures?\b",
    r"\b(?:funded|supported) by (?:an? |the )?(?:\w+ ){0,6}(?:grants?|foundation|fund|funding)\b",
    r"\b(?:authors?|we) (?:\w+ )?(?:thank|declare|acknowledge|are grateful)\b",
    r"\bavailable (?:from|upon|on)\b[^.]{0,30}\b(?:corresponding|request)",
    r"\b(?:registered (?:at|with|on|in)|registration number|clinicaltrials\.gov)\b",
)
_WRITING = any_of(
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
_STATISTICS = any_of(
    r"\bstatistical (?:analys[ei]s|tests?|significance|software)\b",
    r"\b(?:SPSS|Stata|GraphPad|SAS (?:version|software|\d))|\bR (?:version|software)\b",
    r"\bp[- ]values?\b[^.]{0,40}\bconsidered\b",
)
_UNSTATED = (_FIGURE_ONLY, _ADMINISTRATIVE, _WRITING, _STATISTICS)


def asserts(sentence: str) -> bool:
    """Whether a sentence states something: no question, no signpost to a figure, no formality."""
    if sentence.rstrip().endswith("?") or len(sentence.split()) < 3 or not has_verb(sentence):
        return False
    return not any(pattern.search(sentence) for pattern in _UNSTATED)
