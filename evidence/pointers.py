"""Markers in the running text that name references: "<sup>4-9</sup>", "[3–5]", "(Smith, 2019)".

An article prints its pointers in one style, which is inferred first; what looks like a pointer
of another style (an exponent, a group number in brackets) is then not taken for one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from refs.model import Article, Passage, Reference

Style = Literal["superscript", "bracket", "parenthesis", "author-year"]
STYLES: tuple[Style, ...] = ("superscript", "bracket", "parenthesis", "author-year")

_DASH = r"[-‐‑‒–—−]"
_NUMBERS = rf"\d{{1,4}}(?:\s?(?:{_DASH}|to|[,;&]|and)\s?\d{{1,4}})*"
_RANGE = re.compile(rf"(\d{{1,4}})(?:\s?(?:{_DASH}|to)\s?(\d{{1,4}}))?")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")

_SUPERSCRIPT = re.compile(
    rf"""(?P<tags><sup>[^<>]{{0,60}}</sup>(?:\s?<sup>[^<>]{{0,60}}</sup>)*)
      | \$\s?\^\s?\{{?\s*(?P<tex>{_NUMBERS})\s*\}}?\s?\$
      | (?<![\^\d])\^(?P<caret>{_NUMBERS})\^
      | (?P<unicode>[⁰¹²³⁴-⁹](?:[⁰¹²³⁴-⁹⁻]|[,–-](?=[⁰¹²³⁴-⁹]))*)""",
    re.VERBOSE,
)
# What stands between superscript tags once they are gone: "(4–9)", "4,5.", "[4-9]".
_RAISED = re.compile(rf"\s*[(\[]?\s*(?P<numbers>{_NUMBERS})\s*[,.]?\s*[)\]]?\s*\Z")
_RAISED_BRACKET = re.compile(r"<sup>\s*[(\[]\s*</sup>\s*")
_RAISED_BRACKET_LAST = re.compile(r"\s*<sup>\s*[)\]]\s*</sup>\Z")
# "hepatitis.1, 2 Although", "liver,4–6 although": raised numbers that lost their mark-up
_BARE = re.compile(rf"(?P<word>[a-zß-öø-ÿ]{{3,}})[.,;](?P<numbers>{_NUMBERS})(?=\s+[^\W\d]|\s*\Z)")
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

_YEAR = r"(?:1[89]|20)\d\d[a-z]?"
_YEAR_TOKEN = rf"(?<![\w.:/-]){_YEAR}(?![\w-])"
# "Principles of behavior1943Appleton": where mark-up between the fields is lost
_YEAR_GLUED = r"(?<!\d)(?:1[89]|20)\d\d(?!\d)"
_YEARS = rf"{_YEAR}(?:\s?(?:[,;]|and|&)\s?(?:{_YEAR}|[a-z]\b))*"
_PARTICLE = r"(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|ten|ter|el|al)"
_WORD = r"[^\W\d_a-zß-öø-ÿ][\w'’‐-]{1,40}"
_FAMILY = rf"(?:(?:{_PARTICLE}|Mc|Mac|O[’'])\s?)*{_WORD}(?:(?:\s{_PARTICLE}){{0,3}}\s{_WORD})?"
_MORE = re.compile(r",?\s(?:et\sal\.?,?|and\s(?:colleagues|co-?workers|others))")
_NARRATIVE = re.compile(
    rf"(?P<names>{_FAMILY}(?:(?:,\s|,?\s(?:and|&)\s){_FAMILY})*(?:,?\s(?:et\sal\.?,?|and\s(?:colleagues|co-?workers|others)))?(?:[’']s)?)"
    rf"\s?[(\[](?P<years>{_YEARS})(?:[,:]\s?pp?\.?\s?[\d–-]+)?[)\]]"
)
_BRACKETED = re.compile(rf"[(\[][^()\[\]]{{0,700}}?\b{_YEAR}[^()\[\]]{{0,300}}[)\]]")
_CITED = re.compile(
    rf"(?P<names>{_FAMILY}(?:(?:,\s|,?\s(?:and|&)\s){_FAMILY})*(?:,?\s(?:et\sal\.?|and\s(?:colleagues|co-?workers|others)))?),?\s(?P<years>{_YEARS})"
)


# "Preference Collaborative Review Group 2008", "United States Department of Education, 2001"
_BODY_CITED = re.compile(rf"(?P<name>[^;()]{{8,200}}?),?\s(?P<years>{_YEARS})")


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


def infer_style(article: Article, known: Known) -> Style | None:
    """The style in which an article prints its pointers, None where it prints none.

    It is the style whose pointers name the most different references. Names and years are
    never there by chance, and a list without numbers is made for them: they count double.
    A tie goes to the style that stands first in :data:`STYLES`.
    """
    running = [passage.text for passage in article.passages if passage.role in ("body", "abstract")]
    named = {
        style: len(
            {
                number
                for text in running
                for hit in _FINDERS[style](text, known)
                for number in hit.numbers
            }
        )
        for style in STYLES
    }
    if not known.numbered:
        named["author-year"] *= 2
    best = max(STYLES, key=lambda style: named[style])
    return best if named[best] else None


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
            if (_MORE.search(hit["names"]) or len(_split_names(hit["names"])) > 1)
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
    numbered = _PARENTHESIS.match(marker) and not re.match(rf"\({_YEAR}\)", marker)
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


def infer_unlisted_style(texts: Sequence[str]) -> Style | None:
    """The style of an article without a list: the one most of whose looks stand in its passages."""
    seen = {style: sum(len(find_unlisted(text, style)) for text in texts) for style in STYLES}
    best = max(STYLES, key=lambda style: seen[style])
    return best if seen[best] else None


# --- numbers -----------------------------------------------------------------------------------


def _superscripts(text: str, known: Known) -> Iterator[Marker]:
    for found in _SUPERSCRIPT.finditer(text):
        raised = _RAISED.match(_TAG.sub("", next(filter(None, found.groups()))).translate(_LOWERED))
        numbers = known.keep(expand_numbers(raised["numbers"])) if raised else ()
        if numbers and not _is_exponent(text, found.start(), found.end(), numbers):
            yield Marker(*_without_brackets(text, *found.span()), numbers)
    for found in _BARE.finditer(text):
        numbers = known.keep(expand_numbers(found["numbers"]))
        if numbers and found["word"] not in _NUMBERED:
            yield Marker(*found.span("numbers"), numbers)


def _without_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    """A run of raised tags without those at its ends that hold only a bracket."""
    opening, closing = (
        _RAISED_BRACKET.match(text, start, end),
        _RAISED_BRACKET_LAST.search(text, start, end),
    )
    return (opening.end() if opening else start), (closing.start() if closing else end)


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
    for found in _NARRATIVE.finditer(text):
        numbers = known.cited(found["names"], found["years"])
        if numbers:
            taken.append(found.span())
            yield Marker(found.start("years") - 1, found.end(), numbers)
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


def fold_name(name: str) -> str:
    """A family name for comparison: letters only, lower case, no accents."""
    bare = unicodedata.normalize("NFKD", name)
    return "".join(char for char in bare.casefold() if char.isalpha())


class _Listed(NamedTuple):
    """What of a reference a pointer by author and year can name."""

    number: int
    families: tuple[str, ...]
    head: str
    """The first words as printed, folded: lists whose names cannot be told apart begin with them."""
    letter: str
    """Of the year: "a" in 2001a."""


# The authors of a reference stand here, as far as a pointer prints them.
_HEAD = 120


@dataclass(frozen=True, slots=True)
class Known:
    """What an article's list lets a pointer name."""

    numbers: frozenset[int]
    by_year: Mapping[str, tuple[_Listed, ...]]
    numbered: bool = True
    """Whether the list prints numbers."""

    @classmethod
    def of(cls, references: Sequence[Reference]) -> Known:
        by_year: dict[str, list[_Listed]] = defaultdict(list)
        for reference in references:
            printed = reference.text("date") or reference.raw
            years = re.findall(_YEAR_TOKEN, printed) or re.findall(_YEAR_GLUED, reference.raw)
            for year in dict.fromkeys(years):
                by_year[year[:4]].append(
                    _Listed(
                        reference.number,
                        _families(reference),
                        fold_name(reference.raw[:_HEAD]),
                        year[4:],
                    )
                )
        return cls(
            frozenset(reference.number for reference in references),
            {year: tuple(listed) for year, listed in by_year.items()},
            any(reference.label for reference in references),
        )

    def keep(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        """The numbers that are in the list, if at least half are; else it is no pointer."""
        kept = tuple(number for number in numbers if number in self.numbers)
        return kept if 2 * len(kept) >= len(numbers) and 0 not in numbers else ()

    def cited(self, names: str, years: str) -> tuple[int, ...]:
        """The references that "Smith and Doe" with "2001a, 2003" name."""
        folded = [fold_name(name) for name in _split_names(names)]
        more = bool(_MORE.search(names))
        found: list[int] = []
        for year, letter in _years(years):
            # "Indeed, Papp and Müller": what stands before the first known name is none.
            tries = (self._named(folded[at:], year, letter, more) for at in range(len(folded)))
            found += next(filter(None, tries), [])
        return tuple(dict.fromkeys(found))

    def body(self, name: str, years: str) -> tuple[int, ...]:
        """The references whose list entry begins with the name of a body."""
        folded = fold_name(_LEAD.sub("", name))
        return tuple(
            row.number
            for year, _ in _years(years)
            for row in self.by_year.get(year, ())
            if len(folded) >= _LONG_NAME and row.head.startswith(folded)
        )

    def _named(self, names: Sequence[str], year: str, letter: str, more: bool) -> list[int]:
        """Each test narrows the choice only if it leaves something."""
        listed = self.by_year.get(year, ())
        rows = [row for row in listed if row.families[:1] == (names[0],)]
        several = more or len(names) > 1
        if not rows or (several and all(len(row.families) == 1 for row in rows)):
            rows += [row for row in listed if row.head.startswith(names[0]) and row not in rows]
        # "Wood and Abernethy" of a list that names Abernethy first
        rows = rows or [
            row for row in listed if len(names) > 1 and {*names} <= {*row.families[: len(names)]}
        ]
        rows = rows or _misspelt(names[0], listed)
        tests: list[Callable[[_Listed], bool]] = [
            lambda row: all(name in row.families or name in row.head for name in names),
            lambda row: len(row.families) > 2 if more else len(row.families) == len(names),
            lambda row: not letter or row.letter == letter,
        ]
        for test in tests:
            rows = [row for row in rows if test(row)] or rows
        if letter and len(rows) > 1 and not any(row.letter for row in rows):
            place = ord(letter) - ord("a")  # the list prints no letters: they count its entries
            rows = rows[place : place + 1]
        return [row.number for row in rows]


_LEAD = re.compile(
    r"\A\W*(?:(?:see(?: also)?|e\.g\.|i\.e\.|cf\.?|and|but|reviewed in|for (?:a )?reviews?),?\s)*"
)
_LONG_NAME = 8
"""Letters of a body's name that must open its entry."""
MISSPELT = 0.8
"""Least similarity of a name with that in the list, 0..1 (edit distance over the length of both);
"Ericson" and "Erickson" have .93, "Hansen" and "Jansen" differ in the first letter."""


def _misspelt(name: str, listed: Sequence[_Listed]) -> list[_Listed]:
    """The one first author of that year whose name is nearly spelt so, if there is just one."""
    from rapidfuzz.distance import Indel

    if len(name) < 4:
        return []
    near = [
        row
        for row in listed
        if row.families
        and row.families[0][:1] == name[:1]
        and Indel.normalized_similarity(name, row.families[0]) >= MISSPELT
    ]
    return near if len(near) == 1 else []


def _years(printed: str) -> Iterator[tuple[str, str]]:
    """The years of "2001a, b, 2003", each with its letter."""
    year = ""
    for token in re.findall(rf"{_YEAR}|\b[a-z]\b", printed):
        year, letter = (token[:4], token[4:]) if token[0].isdigit() else (year, token)
        yield year, letter


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


def _split_names(names: str) -> list[str]:
    bare = re.sub(r"[’']s\b", "", _MORE.sub("", names))
    return [name for name in re.split(r",\s|,?\s(?:and|&)\s", bare) if name]


def _families(reference: Reference) -> tuple[str, ...]:
    """Folded family names, first author first; none where the parser read none."""
    authors = reference.csl.get("author")
    if isinstance(authors, list):
        return tuple(
            fold_name(str(name.get("family") or name.get("literal") or "")) for name in authors
        )
    return ()


_FINDERS: Mapping[Style, Callable[[str, Known], Iterator[Marker]]] = {
    "superscript": _superscripts,
    "bracket": _brackets,
    "parenthesis": _parentheses,
    "author-year": _author_years,
}
