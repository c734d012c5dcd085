"""Which sentences assert something about their subject."""

from __future__ import annotations

from evidence.cues import any_of
from evidence.wording import has_verb

_FIGURE_ONLY = any_of(
    r"\b(?:is|are|was|were)\s+(?:\w+\s+){0,3}?(?:shown|presented|displayed|depicted|listed"
    r"|provided|summari[sz]ed|given|illustrated|detailed|reported|described|outlined"
    r"|available)\s+(?:\w+\s+){0,3}?(?:in|on|by|as)\s+(?:the\s+"
    r"|our\s+)?(?:\w+\s+){0,2}?(?:fig(?:ure|s)?\b|tables?\b|supplement|appendix|supporting"
    r"|panels?\b)",
    r"^\W*(?:supplementary\s+)?(?:figures?|figs?\.?|tables?)\s*\w{1,4}(?:\s(?:and|to|&)\s\w{1,4})?"
    r"\s+(?:show|depict|present|list|display|illustrate|summari[sz]e|provide|give|outline)(?:s|ed)?"
    r"\b(?! that)",
    r"\bfollowing (?:results?|findings?) (?:was|were)\b",
    r"^\W*see\s+(?:also\s+)?(?:figure|fig|table|supplement)",
)
_ADMINISTRATIVE = any_of(
    r"\b(?:informed|written) consent\b",
    r"\bethic(?:s|al)? (?:committee|board|review|approval|clearance)\b|\breview board\b"
    r"|\bhelsinki\b",
    r"\bsigned\b[^.]{0,30}\bconsent\b|\bconsent form\b[^.]{0,20}\bsigned\b",
    r"\bconflicts? of interest\b|\bcompeting interests?\b|\bdisclosures?\b",
    r"\b(?:funded|supported) by (?:an? |the )?(?:\w+ ){0,6}(?:grants?|foundation|fund|funding)\b",
    r"\b(?:authors?|we) (?:\w+ )?(?:thank|declare|acknowledge|are grateful)\b",
    r"\bavailable (?:from|upon|on)\b[^.]{0,30}\b(?:corresponding|request)",
    r"\b(?:registered (?:at|with|on|in)|registration number|clinicaltrials\.gov)\b",
    r"\S@\S",
)
_WRITING = any_of(
    r"\bwe (?:have )?read\b|\bwith (?:great |much )?interest\b[^.]{0,40}\b(?:article|letter"
    r"|paper|report|study|work)",
    r"\bwe (?:would|should) like to (?:comment|add|share|draw|raise|point|discuss|make"
    r"|highlight)\b",
    r"\b(?:the |our )(?:aim|purpose|objective|goal)s? (?:of (?:this|our|the)|was|were|is)\b",
    r"\bwe (?:therefore |here |thus )?(?:aim|aimed|sought|set out|wish|wished|intend|intended)\b",
    r"\b(?:this|the (?:present|current)|our) (?:[\w-]+ ){0,3}?(?:study|trial|work|review|analysis|article|letter"
    r"|paper|report|survey) (?:therefore |thus )?(?:aims?|aimed|sought|intends?|intended|set out|was"
    r" (?:designed|intended|undertaken|aimed))\b",
    r"\bit (?:is|was) (?:endeavou?red|aimed|intended|sought) to\b",
    # "To compare X with Y.": an aim without a verb of its own.
    r"\A\W*(?:to|for) (?:compare|assess|evaluate|determine|investigate|examine|describe|confirm|test"
    r"|study|explore|identify|measure|establish|report|review|analy[sz]e|estimate)\b[^,;]{1,500}\Z",
    r"\b(?:here|herein|in this (?:letter|article|report|review|correspondence|comment"
    r"|paper)),? we (?:\w+ )?(?:discuss|review|describe|comment|summari[sz]e|address|outline"
    r"|report|present)\b(?![^.]{0,160}\b(?:patient|case|man|woman|boy|girl|infant|child|who"
    r"|developed|successful\w*|carrier|infected|in whom|whose)\b)",
)
_STATISTICS = any_of(
    r"\bstatistical (?:analys[ei]s|tests?|significance|software)\b",
    r"\b(?:SPSS|Stata|GraphPad|SAS (?:version|software|\d))|\bR (?:version|software)\b",
    r"\bp[- ]?(?:values?)?\W[^.]{0,40}(?:\.\d+)?[^.]{0,40}\bconsidered\b",
    r"\b(?:chi[- ]squared?|fisher\S*(?: exact)?|(?:[\w-]+ )?t[- ]?|wilcoxon\S*|mann[–-]whitney\S*|log[- ]rank|tukey\S*"
    r"|shapiro[–-]wilk\S*|kruskal\S*|anova)[\w\s-]{0,20}tests?\b[^.]{0,20}\b(?:was|were) (?:\w+ )?(?:used"
    r"|performed|applied|done|conducted|employed|carried out)\b",
    r"\b(?:was|were) (?:\w+ )?(?:used|performed|applied|compared|assessed|analy[sz]ed|tested|evaluated)\b[^.;]{0,80}"
    r"\b(?:chi[- ]squared?|anova|t[- ]tests?|log[- ]rank|mann[–-]whitney|wilcoxon|tukey|fisher\S* exact|regression"
    r" (?:model|analys[ei]s))\b",
    r"\b(?:descriptive|inferential) statistics\b|\bodds[- ]ratios? (?:was|were) used\b",
    r"\banaly[sz]ed statistically\b",
)
_UNSTATED = (_FIGURE_ONLY, _ADMINISTRATIVE, _WRITING, _STATISTICS)


def asserts(sentence: str) -> bool:
    """Whether a sentence states something: no question, no signpost to a figure, no formality."""
    if sentence.rstrip().endswith("?") or len(sentence.split()) < 3 or not has_verb(sentence):
        return False
    return not any(pattern.search(sentence) for pattern in _UNSTATED)
