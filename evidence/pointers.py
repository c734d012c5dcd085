"""Markers in a text that name references: "<sup>4-9</sup>", "[3–5]", "(Smith, 2019)".

Everything here looks for one style at a time: :mod:`evidence.styles` says which an article has.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Literal, NamedTuple

from evidence.listed import FAMILY, MORE, YEAR, YEARS, Known, split_names
from refs.model import Passage

Style = Literal["superscript", "bracket", "parenthesis", "author-year"]
STYLES: tuple[Style, ...] = ("superscript", "bracket", "parenthesis", "author-year")

_DASH = r"[-‐‑‒–—−]"
_NUMBERS = rf"\d{{1,4}}(?:\s?(?:{_DASH}|to|[,;&]|and)\s?\d{{1,4}})*"
_RANGE = re.compile(rf"(\d{{1,4}})(?:\s?(?:{_DASH}|to)\s?(\d{{1,4}}))?")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")

_RAISED_DIGIT = "⁰¹²³⁴-⁹"
# Each branch looks back at the sign that opened it: a search for signs is quick.
_SUPERSCRIPT = re.compile(
    rf"""[<$^{_RAISED_DIGIT}](?:
        (?<=<)sup>[^<>]{{0,60}}</sup>
          # one tag a sign: a tag of digits does not go on in another
          (?:\s?<sup>(?:(?=\s*[^\d\s<])|(?<=[^\d\s]</sup><sup>)|(?<=[^\d\s]</sup>\s<sup>))
             [^<>]{{0,60}}</sup>)*
      | (?<=\$)\s?\^\s?\{{?\s*(?P<tex>{_NUMBERS})\s*\}}?\s?\$
      | (?<=\^)(?<![\^\d]\^)(?P<caret>{_NUMBERS})\^
      | (?<=[{_RAISED_DIGIT}])(?:[{_RAISED_DIGIT}⁻]|[,–-](?=[{_RAISED_DIGIT}]))*)""",
    re.VERBOSE,
)
# What stands between superscript tags once they are gone: "(4–9)", "4,5.", "[4-9]".
_RAISED = re.compile(rf"\s*[(\[]?\s*(?P<numbers>{_NUMBERS})\s*[,.]?\s*[)\]]?\s*\Z")
_RAISED_BRACKET = re.compile(r"<sup>\s*[(\[]\s*</sup>\s*")
_RAISED_BRACKET_LAST = re.compile(r"\s*<sup>\s*[)\]]\s*</sup>\Z")
_NEGATIVE = re.compile(r"\s*[-−–]\s?\d{1,3}\s*")
# "hepatitis.1, 2 Although", "liver,4–6 although": raised numbers that lost their mark-up
_BARE = re.compile(rf"[.,;](?<=[a-zß-öø-ÿ]{{3}}[.,;])(?P<numbers>{_NUMBERS})(?=\s+[^\W\d]|\s*\Z)")
_WORD_BEFORE = re.compile(r"[a-zß-öø-ÿ]*\Z")
_NUMBERED = frozenset("fig figs vol vols sect chap tab eqs ref refs ver".split())
"""Abbreviations that a number follows without a space."""
_TAG = re.compile(r"</?sup>")
_BRACKET = re.compile(rf"\[\s*(?:refs?\.?\s)?(?P<numbers>{_NUMBERS})\s*\]", re.IGNORECASE)
_PARENTHESIS = re.compile(
    rf"\(\s*(?:refs?\.?\s|see\s|reviewed in\s)?(?P<numbers>{_NUMBERS})\s*\)", re.IGNORECASE
)
# "[3]–[5]": the range stands outside the brackets.
_JOINED = re.compile(rf"\s?{_DASH}\s?")

# What stands right before an exponent: a unit, a power of ten, a statistic.
_UNIT_BEFORE = re.compile(
    r"(?:(?<![A-Za-z])(?:[kcdmµμn]?m|[kmµμn]?g|[kmµμ]?[Ll]|d[Ll]|s|sec|min|h|hr|d|day|week|wk|yr|ha|inch|in|ft|mol|[mµμn]mol|[mµμn]M"
    r"|cells?|dyn|[kM]?Pa|[kM]?J|kcal|[kM]?Hz|W|V|°C|K|IU|Bq|Gy|person|patient|count|rpm|bpm|cmH|mmHg)"
    r"|(?<![A-Za-z])(?:[RrIiχXxPpTtFfη]|eta|chi|Chi|BIC|T)|(?:^|[^\w.])[\d.,]*\d|[×x*·]\s?10)\*?\Z"
)
# "CD19<sup>3</sup>", "in 2017<sup>2</sup>", "B12": a name or a year that ends in a digit can carry a pointer.
_NAME_OR_YEAR_BEFORE = re.compile(r"(?:[A-Za-z][\w-]*\d|\b(?:19|20)\d\d)\Z")
_ELEMENT_AFTER = re.compile(
    r"\s?(?:[A-Z][a-z]?(?:[-\s,.)\]]|\Z)|(?:F|C|O|N|I|Tc|Ga|Lu|Y|In|Zr|Cu|Xe|Kr)-)"
)
# "O<sup>6</sup>MeG", "N<sup>6</sup>-methyl": a raised number inside a word.
_WORD_AFTER = re.compile(r"[-‐]?[^\W_]")
# "F(3,130)", "t(32)": right behind a letter a bracket holds no citation … unless a word ends there.
_FUNCTION_BEFORE = re.compile(r"(?<![A-Za-z])[*_]?[A-Za-zχ][*_]?\Z")
# "95% CI [3, 9]", "in the interval [0, 1]": bounds, not references.
_BOUNDS_BEFORE = re.compile(
    r"\b(?:CI|CrI|IQR|(?i:confidence intervals?|intervals?|range|quartiles?))\W{0,3}(?:of\s)?\Z"
)
# Words before a bracketed number that number something else.
_COUNTED = re.compile(
    r"\b(?:groups?|eqs?\.?|equations?|figs?\.?|figures?|tables?|steps?|grades?|phases?|types?|stages?|levels?|models?|formulas?"
    r"|questions?|items?|hypothes[ie]s|experiments?|n|panels?|sections?|versions?|controls?|class(?:es)?|arms?|chapters?|appendix"
    r"|compounds?|studies|patients?|scores?)\s?\Z",
    re.IGNORECASE,
)

_OTHERS = r"et\sal\.?,?|and\s(?:colleagues|co-?workers|others)"
_NAMES = rf"{FAMILY}(?:(?:,\s|,?\s(?:and|&)\s){FAMILY})*(?:,?\s(?:{_OTHERS}))?"
# "Smith and Doe (2019)": the bracket is looked for first, then the names before it.
_YEARS_ALONE = re.compile(rf"[(\[](?P<years>{YEARS})(?:[,:]\s?pp?\.?\s?[\d–-]+)?[)\]]")
_NAMES_BEFORE = re.compile(rf"(?P<names>{_NAMES}(?:[’']s)?)\s?\Z")
_NAMES_REACH = 400
"""Characters before a bracket in which its names may begin."""
_BRACKETED = re.compile(rf"[(\[][^()\[\]]{{0,700}}?\b{YEAR}[^()\[\]]{{0,300}}[)\]]")
_CITED = re.compile(rf"(?P<names>{_NAMES}),?\s(?P<years>{YEARS})")
# "Preference Collaborative Review Group 2008", "United States Department of Education, 2001"
_BODY_CITED = re.compile(rf"(?P<name>[^;()]{{8,200}}?),?\s(?P<years>{YEARS})")


class Marker(NamedTuple):
    """A pointer as it stands in a passage: offsets into ``Passage.text``, end exclusive."""

    start: int
    end: int
    numbers: tuple[int, ...]


def expand_numbers(text: str) -> tuple[int, ...]:
    """The reference numbers of "4-9" or "3,14,15", ranges expanded, each once, in printed order.

    A range that runs backwards or over 100 numbers is read as its two ends.
    """
    numbers: list[int] = []
    for first, last in _RANGE.findall(text):
        low, high = int(first), int(last or first)
        numbers += range(low, high + 1) if 0 < low <= high <= low + 100 else (low, high)
    return tuple(dict.fromkeys(numbers))


def find_markers(passage: Passage, style: Style, known: Known) -> tuple[Marker, ...]:
    """The pointers of a passage in printed order; every number is in the article's list."""
    return tuple(sorted(_FINDERS[style](passage.text, known)))


def find_missing(passage: Passage, style: Style, known: Known) -> tuple[Marker, ...]:
    """Pointers of a passage to what the list lacks, with the numbers that it lacks.

    A number counts up to ``BEYOND`` behind the last of the list, or in a gap of it; names and years
    count where there are two authors or more: "(May 2019)" is no pointer. Such a pointer by name
    has no numbers.
    """
    if style == "author-year":
        return tuple(
            Marker(hit.start("years"), hit.end("years"), ())
            for bracket in _BRACKETED.finditer(passage.text)
            for hit in _CITED.finditer(passage.text, bracket.start(), bracket.end())
            if (MORE.search(hit["names"]) or len(split_names(hit["names"])) > 1)
            and not known.cited(hit["names"], hit["years"])
            and not known.body(hit["names"], hit["years"])
        )
    last = max(known.numbers, default=0)
    found = []
    for hit in sorted(_FINDERS[style](passage.text, _ANYTHING)):
        lacking = tuple(
            number for number in hit.numbers if number not in known.numbers and number <= last + BEYOND
        )  # fmt: skip
        if lacking and _is_alike(passage.text, hit, style):
            found.append(Marker(hit.start, hit.end, lacking))
    return tuple(found)


BEYOND = 20
"""How far behind the last number of a list a pointer may point by mistake; what points farther is
no pointer: a page, an amount."""


def _is_alike(text: str, hit: Marker, style: Style) -> bool:
    """Whether what is like a pointer stands where pointers stand: behind a word."""
    before = text[: hit.start].rstrip()[-1:]
    lone = style == "parenthesis" and len(hit.numbers) == 1
    return bool(before) and (before.isalpha() or before in ".,;:)”") and not lone


def style_of(marker: str) -> Style:
    """The style in which a marker is printed, told by its own characters."""
    if _SUPERSCRIPT.match(marker) or marker[:1].isdigit():
        return "superscript"
    if _BRACKET.match(marker):
        return "bracket"
    numbered = _PARENTHESIS.match(marker) and not re.match(rf"\({YEAR}\)", marker)
    return "parenthesis" if numbered else "author-year"


def find_unlisted(text: str, style: Style) -> tuple[tuple[int, int], ...]:
    """What looks like a pointer of this style, whether a list has what it names or not.

    Without a list to compare, a lone number in parentheses tells nothing, and brackets behind a
    measure of spread ("median 12 [4-20]") hold its bounds. Offsets into ``text``, in order.
    """
    found = []
    for hit in _FINDERS[style](text, _ANYTHING):
        numbered = style in ("bracket", "parenthesis")
        near = text[max(0, hit.start - 60) : hit.start] if numbered else ""
        lone = style == "parenthesis" and len(hit.numbers) == 1
        if not lone and not _SPREAD.search(near) and not _NOT_A_NAME.match(text, hit.start):
            found.append((hit.start, hit.end))
    return tuple(sorted(found))


# "(ref. 12)", "[see references 3, 4]"
_SAID = re.compile(
    rf"[(\[]\s*(?:see\s|reviewed in\s)?(?:refs?\.?|references?)\s(?P<numbers>{_NUMBERS})\s*[)\]]",
    re.IGNORECASE,
)


def find_counted(text: str, known: Known) -> tuple[Marker, ...]:
    """Lone numbers in parentheses behind a word that may number them, "the equation (6)", in order.

    Whether such a one is a pointer, only the pointers around it tell.
    """
    return tuple(
        hit
        for hit in _plain(_PARENTHESIS, text, known)
        if len(hit.numbers) == 1
        and _COUNTED.search(text, max(0, hit.start - 30), hit.start)
        and not _enumerates(text, hit)
    )


def find_said(text: str, known: Known) -> tuple[Marker, ...]:
    """The pointers that say what they are, "(ref. 12)", in order: the same in every style."""
    found = []
    for said in _SAID.finditer(text):
        numbers = known.keep(expand_numbers(said["numbers"]))
        found += [Marker(*said.span(), numbers)] if numbers else []
    return tuple(found)


# --- numbers -----------------------------------------------------------------------------------


def _superscripts(text: str, known: Known) -> Iterator[Marker]:
    for found in _SUPERSCRIPT.finditer(text):
        printed = found["tex"] or found["caret"] or found.group()
        raised = _RAISED.match(_TAG.sub("", printed).translate(_LOWERED))
        numbers = known.keep(expand_numbers(raised["numbers"])) if raised else ()
        if numbers and not _is_exponent(text, found.start(), found.end(), numbers):
            yield Marker(*_without_brackets(text, *found.span()), numbers)
    for found in _BARE.finditer(text):
        numbers = known.keep(expand_numbers(found["numbers"]))
        word = _WORD_BEFORE.search(text, max(0, found.start() - 20), found.start())
        if numbers and not (word and word.group() in _NUMBERED):
            yield Marker(*found.span("numbers"), numbers)


def _without_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    """A run of raised tags without those at its ends that hold only a bracket."""
    opening, closing = (
        _RAISED_BRACKET.match(text, start, end),
        _RAISED_BRACKET_LAST.search(text, start, end),
    )
    return (opening.end() if opening else start), (closing.start() if closing else end)


def is_power(text: str, start: int, end: int, words: str) -> bool:
    """Whether the raised ``words``, with their tags ``text[start:end]``, cite nothing: those of "m<sup>2</sup>", "10<sup>-6</sup>"."""
    if _NEGATIVE.fullmatch(words):
        return True
    printed = _RAISED.match(words)
    return printed is not None and _is_exponent(
        text, start, end, expand_numbers(printed["numbers"])
    )


def _is_exponent(text: str, start: int, end: int, numbers: tuple[int, ...]) -> bool:
    """Whether a raised number belongs to the word beside it: a unit, a power, an isotope."""
    before = text[max(0, start - 30) : start].rstrip("$ {}\\")
    if len(numbers) > 1:
        return False
    if _WORD_AFTER.match(text, end):
        return True
    if not text[max(0, start - 1) : start].strip() and _ELEMENT_AFTER.match(text, end):
        return True
    if _NAME_OR_YEAR_BEFORE.search(before):
        return False
    if re.search(r"\d\Z", before):
        return True
    return numbers[0] <= 4 and bool(_UNIT_BEFORE.search(before))


def _brackets(text: str, known: Known) -> Iterator[Marker]:
    yield from _joined(text, _plain(_BRACKET, text, known), known)


def _parentheses(text: str, known: Known) -> Iterator[Marker]:
    for hit in _joined(text, _plain(_PARENTHESIS, text, known), known):
        counted = _COUNTED.search(text, max(0, hit.start - 30), hit.start)
        if len(hit.numbers) > 1 or not (counted or _enumerates(text, hit)):
            yield hit


def _plain(pattern: re.Pattern[str], text: str, known: Known) -> Iterator[Marker]:
    for found in pattern.finditer(text):
        numbers = known.keep(expand_numbers(found["numbers"]))
        before = text[max(0, found.start() - 40) : found.start()]
        bounds = len(numbers) == 2 and _BOUNDS_BEFORE.search(before)
        if numbers and not bounds and not _FUNCTION_BEFORE.search(before):
            yield Marker(found.start(), found.end(), numbers)


def _joined(text: str, hits: Iterator[Marker], known: Known) -> Iterator[Marker]:
    """ "[3]–[5]" as one pointer to 3, 4 and 5; anything else unchanged."""
    waiting: Marker | None = None
    for hit in hits:
        if (
            waiting
            and _JOINED.fullmatch(text, waiting.end, hit.start)
            and waiting.numbers[-1] < hit.numbers[0]
        ):
            between = known.keep(tuple(range(waiting.numbers[-1], hit.numbers[0])))
            numbers = tuple(dict.fromkeys((*waiting.numbers, *between, *hit.numbers)))
            waiting = Marker(waiting.start, hit.end, numbers)
            continue
        if waiting:
            yield waiting
        waiting = hit
    if waiting:
        yield waiting


def _enumerates(text: str, hit: Marker) -> bool:
    """ "(1) first, (2) second": a number that opens what follows it, at a start or after ; : ,"""
    before = text[max(0, hit.start - 8) : hit.start].rstrip()
    after = text[hit.end : hit.end + 2]
    opens = not before or before[-1] in ";:," or before.endswith((" and", " or", " the"))
    return opens and bool(re.match(r"\s[\w]", after))


# --- authors and years -----------------------------------------------------------------------


def _author_years(text: str, known: Known) -> Iterator[Marker]:
    taken: deque[tuple[int, int]] = deque()
    free = 0
    for found in _YEARS_ALONE.finditer(text):
        low = max(free, found.start() - _NAMES_REACH)
        before = _NAMES_BEFORE.search(text, low, found.start())
        if not before:
            continue
        free = found.end()
        numbers = known.cited(before["names"], found["years"])
        if numbers:
            taken.append((before.start(), found.end()))
            yield Marker(*found.span(), numbers)
    for found in _BRACKETED.finditer(text):
        # Both go forward through the text: what ends before this bracket ends before the next.
        while taken and taken[0][1] <= found.start():
            taken.popleft()
        if taken and taken[0][0] < found.end():
            continue
        numbers = tuple(dict.fromkeys(_bracketed(found.group(), known)))
        if numbers:
            yield Marker(found.start(), found.end(), numbers)


def _bracketed(text: str, known: Known) -> Iterator[int]:
    """The references that a bracket names; what no family name opens may be a body's name."""
    last = 1
    for cited in _CITED.finditer(text):
        numbers = known.cited(cited["names"], cited["years"])
        lead = text[last : cited.start("years")]
        yield from numbers or known.body(lead, cited["years"])
        last = cited.end()
    for bare in _BODY_CITED.finditer(text, last):
        yield from known.body(bare["name"], bare["years"])


LARGEST_NUMBER = 999
"""Of a reference in a list that nobody has seen; a year is larger."""
_SPREAD = re.compile(
    r"\b(?:medians?|means?|ranges?|IQR|interquartile|CI|CrI|SD|intervals?|quartiles?|between)\b[^.;]*\Z",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|Spring|Summer|Autumn|Fall|Winter)"
)
# "(March 2019)", "(Version 5, 2017)": a year behind a word that is no author.
_NOT_A_NAME = re.compile(
    rf"[(\[](?:in\s|since\s|until\s|from\s)?(?:{_MONTH}|Version|Figure|Table|Box|Phase|Grade|Group)\b"
)


class _Anything(Known):
    """A list that has whatever a pointer can name."""

    def keep(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        return numbers if all(0 < number <= LARGEST_NUMBER for number in numbers) else ()

    def cited(self, names: str, years: str) -> tuple[int, ...]:
        return () if re.fullmatch(rf"(?:In|Since|Until|By|The|{_MONTH})", names) else (1,)


_ANYTHING = _Anything(frozenset(), {})


_FINDERS: Mapping[Style, Callable[[str, Known], Iterator[Marker]]] = {
    "superscript": _superscripts,
    "bracket": _brackets,
    "parenthesis": _parentheses,
    "author-year": _author_years,
}
