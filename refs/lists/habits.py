"""What printed references look like: how they open, how they end, what they hold.

Nothing here decides; each function weighs one stretch of text, for those who know its place.
"""

from __future__ import annotations

import re

_YEAR = re.compile(r"\b(?:1[89]|20)\d\d[a-z]?\b")
# Each is a habit of printed references; two of them beside a year make one.
_REFERENCE_HABITS = (
    re.compile(r"\bet al\b"),
    re.compile(r"\b\d{1,4}[ ]?(?:\([^()]{1,20}\))?[ ]?[:,][ ]?(?:pp?\.? ?)?[A-Za-z]?\d+"),
    re.compile(r"\d{4}[^;]{0,12};[ ]?\d"),
    re.compile(r"\A\W*(?:[^\W\d_][\w'’-]+ ){1,3}?(?:[A-Z]{1,3}\b|(?:[A-Z]\.[ -]?){1,3})[,.;]"),
    re.compile(r"\A\W*[^\W\d_][\w'’ -]{1,40}, (?:[A-Z]\.[ -]?){1,3}"),
    re.compile(r"\bdoi\b|https?://|\bpp?\.? ?\d", re.IGNORECASE),
)
LOOK = 1500
"""Characters of a text that tell whether it is a reference."""

_PARTICLE = r"(?:(?:d[aeiou]|de la|de los|dos|del|della|den|der|van|van de[nr]?|van 't|von|zu|ter|ten|la|le|el|al|bin|ibn|af|av|st\.?)[ -]|[dlo]['’]|al-)"
_UP = r"(?:(?![\W\d_a-zß-öø-ÿα-ωа-яё])\w)"
_FAMILY = rf"(?:{_PARTICLE}){{0,2}}{_UP}[\w'’‐-]+(?:[ ](?:{_PARTICLE})?{_UP}[\w'’‐-]+){{0,2}}"
_INITIALS = rf"(?:{_UP}\.?[ ]?[-‐]?){{1,4}}"
# Behind the year of a journal stands its volume, behind an author's a title.
_NO_VOLUME = r"(?![.:,)\s]*\d{1,4}\s?[:(,])"
_STRONG = re.compile(
    rf"""{_FAMILY},?[ ]{_INITIALS}(?:,?\ (?:Jr|Sr|I{{2,3}})\.?)?(?=[,.;:&(]|\ (?:and|et|und|y|e|&|\()|\ (?:1[89]|20)\d\d|\Z)
    | (?:{_UP}\.[ ]?[-‐]?){{1,4}}[ ]?{_FAMILY}(?=[,.;:&(]|\ (?:and|et|und|y|&|\()|\Z)
    | (?:[—–-]{{2,6}}|―+|—|_{{3,}})[ ]?[,.;:(]?
    | {_FAMILY}(?:\ (?:et\ al|and|&)[^.;:]{{0,60}})?[.,]?\ \(?(?:1[89]|20)\d\d[a-z]?\)?(?=[.:,)\s]){_NO_VOLUME}
    | (?:ibid|idem|ders|dies|op\.\ ?cit)\b""",
    re.VERBOSE,
)
# "Mahwah, NJ: Erlbaum", "Society B: Biological Sciences": places and journals that look like names.
_NO_NAME = re.compile(
    r"(?:New York|London|Berlin|Cambridge|Oxford|Paris|Boston|Chicago|San Francisco|Amsterdam|Washington|Philadelphia|Los Angeles)\b"
    r"|[\w. ]{3,30}, [A-Z]{2}(?::|\.?\Z)"
    r"|(?:Society|Series|Part|Section|Group|Class|Type|Vitamin|Volume|Journal|Proceedings|Letters?|Reviews?|Hepatitis|Influenza|Appendix|Figure|Table) [A-Z]\b"
)
# A group, or a person in any other order, with the year behind: "Department of the Navy (DON). 1994. Report".
_DATED = re.compile(
    rf"{_UP}[^:;]{{3,110}}?[.,]?\s\(?(?:1[89]|20)\d\d[a-z]?\)?{_NO_VOLUME}[.:,)]*\s\S"
)
_CJK_NAME = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,12}\s?[,，、(（.:：]")
_GIVEN = re.compile(
    rf"{_FAMILY},[ ]{_UP}[\w'’‐-]+(?:[ ]{_INITIALS})?(?=[,.;:&(]|[ ](?:and|et|und|y|&|\(?(?:1[89]|20)\d\d))|(?:{_UP}[\w'’‐-]+[ ]){{1,3}}(?:{_UP}\.?[ ])?(?:&|and|et|und|y)[ ]{_UP}"
)
# What goes on with an entry, though with a capital.
_GOES_ON = re.compile(
    r"(?:In|Available|Retrieved|Accessed|Edited|Translated|Published|Presented|Paper|Vol|Volume|Pages?|Chapter|Proceedings|Proc|Trans|University|Press|Journal|Doctoral|Unpublished|Epub|PMID|PMCID|DOI|ISBN|Cited|Hrsg|Eds?)\b(?!,\ [A-Z]\b)"
)
_MARKS = re.compile(r"[\s*_]+|<[a-z]{1,6}>|\\")


def looks_like_reference(text: str) -> bool:
    """Whether a string has the habits of a printed reference: a year and two more, or three."""
    text = text[:LOOK]
    habits = sum(bool(habit.search(text)) for habit in _REFERENCE_HABITS)
    return habits + bool(_YEAR.search(text)) >= 3


def opening(text: str) -> float:
    """How like the opening of an entry a line begins: above 1 with names, below -1 in mid-sentence."""
    text = text[:160]
    while mark := _MARKS.match(text):
        text = text[mark.end() :]
    if not text:
        return -3.0
    if _GOES_ON.match(text):
        return -2.0
    if _NO_NAME.match(text) or journal_head(text):
        return -1.0
    if _STRONG.match(text):
        return 2.0
    first = text[0]
    if _GIVEN.match(text) or _CJK_NAME.match(text):
        return 1.2
    if first.islower():
        return -4.0
    if first.isdigit() or first in ".,;:)]/&%+=":
        return -3.0
    if _DATED.match(text):
        return 0.8
    if first in "\"'“‘«„(":
        return -0.7
    return 0.0 if first.isalpha() else -0.5


# An initial, an abbreviation or a word after which an entry goes on.
_OPEN_WORD = re.compile(
    r"(?:\b(?:[^\W\d_]|[Vv]ol|[Nn]o|[Nn]r|pp?|[Ee]ds?|[Hh]rsg|[Ii]n|al|St|Dr|J[rn]?|ser|ch|chap|cf|[Jj]our|Univ|Proc|Trans|Ann|Rev|Int|Am|Br|Eur|Phys|Chem|Biol|Med|Sci|Soc|Conf|Lett)\.?"
    r"|\b(?:of|the|in|and|for|with|on|to|a|an|by|from|at|as|or|und|der|die|das|de|la|et|des|von|del)\.?)\Z"
)


def closing(text: str) -> float:
    """How like the end of an entry a line ends: above 1 with pages, a year or an address."""
    tail = text[-60:].rstrip(" \t*_\\").removesuffix("</i>").removesuffix("</em>").rstrip("*_ ")
    if not tail:
        return 0.0
    last = tail[-1]
    if last in ",;:&-‐–—(+=":
        return -3.0 if last != ";" else -1.5
    body = tail.rstrip(".")
    if re.search(r"https?://\S+\Z|10\.\d{4,9}/\S+\Z", body):
        return 1.5
    if body[-1:].isdigit():
        return 1.5 if last == "." or re.search(r"\d[-–—‐:]\s?[A-Za-z]?\d+\Z", body) else 0.5
    if last in ")]":
        return 0.7
    if last == ".":
        return -1.5 if _OPEN_WORD.search(body) else 0.8
    if last in '?!»”"’':
        return 0.0
    return -3.0 if _OPEN_WORD.search(body) else -1.2


# volume(issue):pages, "vol. 3", "pp. 3-9", "35, 11", "12 (3)", a publisher's place and year.
_LOCATOR = re.compile(
    r"\d\s?[:;]\s?[A-Za-z]?\d|\d\s?\(\s?\d{1,4}\s?\)|\b(?:[Vv]ol|pp?|[Bb]d|S)\.?\s?\d|\d\s?[-–—‐]\s?[A-Za-z]?\d|\b\d{1,4}, \d+|10\.\d{4,9}/|https?://"
)


# Before 1800 a number is a year only where one is printed; most are pages.
_OLD_YEAR = re.compile(r"\(1[5-7]\d\d\)|(?<=[^\W\d_][.,] )1[5-7]\d\d(?=[.,] [^\W\d_])")
_WEB = re.compile(r"https?://\S+|\b10\.\d{4,9}/\S+|\b(?:arXiv|ISBN|ISSN):?\s?\S+")


def years(text: str) -> int:
    """How many years are printed, those inside addresses and identifiers not counted."""
    plain = _WEB.sub("", text)
    return len(_YEAR.findall(plain)) + len(_OLD_YEAR.findall(plain))


def is_complete(text: str) -> bool:
    """Whether an entry has a year and a locator, so that it may have ended."""
    return bool(_YEAR.search(text)) and bool(_LOCATOR.search(_YEAR.sub("", text)))


# "1234 J. DOE AND OTHERS", "COUNTS OF THE MARROW 1235", "DOE ET AL."
_CAPITALS = re.compile(
    r"(?:\d{1,5}\s+[^a-zß-öø-ÿ\d,]{4,90}|[^a-zß-öø-ÿ\d,]{4,90}\s\d{1,5}|[^a-zß-öø-ÿ\d,]{2,60}\s(?:ET AL\.?|AND OTHERS))\Z"
)
# Running heads that no reference holds.
_FURNITURE = re.compile(
    r"""[*_\ ]*(?:
        [-–—_*=~.\s]{3,} | !\[[^\]]*\]\([^)]*\) | <!--.*-->  # Markdown's rules and pictures, HTML's remarks
      | (?:[Pp]age\ )?\d{1,5}\s?(?:of|/)\s?\d{1,5}
      | (?:[Pp]age|p\.)\ \d{1,5} | (?:www\.|https?://)\S+\s+\d{1,5}
      | (?:\d{1,5}\s+)?(?:[A-Z]\.\s?){0,3}[A-Z][\w'’-]+\ (?:et\ al\.?|and\ others)(?:\s+\d{1,5})?
      | \d{1,5}\s+(?:[A-Z]\.\s?){0,3}[A-Z][\w'’-]+\ (?:and|&)\ (?:[A-Z]\.\s?){0,3}[A-Z][\w'’-]+
      | [^\n]{2,60},?\ [Vv]ol\.?\ ?\d+,\ [Nn]o\.?\ ?\d+\ \([A-Z][a-z]+[^\n()]{0,12}\)[^\n]{0,60}
      | [^\n]{0,120}(?:©|\(c\)\ (?:19|20)\d\d|[Aa]ll\ rights\ reserved|[Dd]ownloaded\ from|[Aa]uthor\ [Mm]anuscript|journal\ homepage)[^\n]{0,120}
    )[*_\ ]*\Z""",
    re.VERBOSE,
)
# "Journal of Counting 45 (2022) 112-114", "J Clin Oncol 2013; 31: 123": the end of an entry looks so too.
_JOURNAL_HEAD = re.compile(
    r"""(?P<issue>(?:\d{1,5}\s+)?[A-Z][\w.&]*\s(?:(?:[A-Z][\w.&]*|of|the|for|and|in|&|de|der|des|für)\s){0,8}(?:
        (?:Vol\.?\ )?\d{1,4},?\s?(?:\(\d{1,4}\)\s?)?\(?(?:19|20)\d\d\)?[:,;]?
      | \(?(?:19|20)\d\d\)?[;,:]?\s?\d{1,4}(?:\s?\(\d{1,4}\))?\s?[:,]
    ))\s?[A-Za-z]?\d+(?:\s?[-–]\s?[A-Za-z]?\d+)?\.?\Z""",
    re.VERBOSE,
)


def is_running_head(line: str) -> bool:
    """Whether a line is what journals print at the head or foot of a page, and nothing of a reference."""
    return len(line) <= 200 and bool(_FURNITURE.match(line) or _CAPITALS.match(line))


def journal_head(line: str) -> str:
    """The journal, volume and year of a line that has a page behind them and nothing else; else "".

    Heads of pages and ends of entries look so.
    """
    found = _JOURNAL_HEAD.match(line) if len(line) <= 120 else None
    return found["issue"] if found else ""
