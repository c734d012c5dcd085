"""Markers in the running text that name references: "<sup>4-9</sup>", "[3–5]", "(Smith, 2019)".

An article prints its pointers in one style, which is inferred first; what looks like a pointer
of another style (an exponent, a group number in brackets) is then not taken for one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
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
    rf"""<sup>\s*\(?\[?(?P<tag>{_NUMBERS})[,.]?\]?\)?\s*</sup>
      | \$\s?\^\s?\{{?\s*(?P<tex>{_NUMBERS})\s*\}}?\s?\$
      | (?<![\^\d])\^(?P<caret>{_NUMBERS})\^
      | (?P<unicode>[⁰¹²³⁴-⁹](?:[⁰¹²³⁴-⁹⁻]|[,–-](?=[⁰¹²³⁴-⁹]))*)""",
    re.VERBOSE,
)
_BRACKET = re.compile(rf"\[\s*(?:refs?\.?\s)?(?P<numbers>{_NUMBERS})\s*\]", re.IGNORECASE)
_PARENTHESIS = re.compile(rf"\(\s*(?:refs?\.?\s|see\s|reviewed in\s)?(?P<numbers>{_NUMBERS})\s*\)", re.IGNORECASE)
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
_ELEMENT_AFTER = re.compile(r"\s?(?:[A-Z][a-z]?(?:[-\s,.)\]]|\Z)|(?:F|C|O|N|I|Tc|Ga|Lu|Y|In|Zr|Cu|Xe|Kr)-)")
# Words before a bracketed number that number something else.
_COUNTED = re.compile(
    r"\b(?:groups?|eqs?\.?|equations?|figs?\.?|figures?|tables?|steps?|grades?|phases?|types?|stages?|levels?|models?|formulas?"
    r"|questions?|items?|hypothes[ie]s|experiments?|n|panels?|sections?|versions?|controls?|class(?:es)?|arms?|chapters?|appendix"
    r"|compounds?|studies|patients?|scores?)\s?\Z",
    re.IGNORECASE,
)

_YEAR = r"(?:1[89]|20)\d\d[a-z]?"
_YEARS = rf"{_YEAR}(?:\s?(?:[,;]|and|&)\s?(?:{_YEAR}|[a-z]\b))*"
_FAMILY = r"(?:(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|ten|ter|el|al|Mc|Mac|O[’'])\s?)*[^\W\d_a-zß-öø-ÿ][\w’'‐-]+(?:[ ][^\W\d_a-zß-öø-ÿ][\w’'‐-]+)?"
_NARRATIVE = re.compile(
    rf"(?P<names>{_FAMILY}(?:(?:,\s|,?\s(?:and|&)\s){_FAMILY})*(?:,?\s(?:et\sal\.?,?|and\s(?:colleagues|co-?workers|others)))?(?:[’']s)?)"
    rf"\s?[(\[](?P<years>{_YEARS})(?:[,:]\s?pp?\.?\s?[\d–-]+)?[)\]]"
)
_BRACKETED = re.compile(rf"[(\[][^()\[\]]{{0,700}}?\b{_YEAR}[^()\[\]]{{0,300}}[)\]]")
_CITED = re.compile(
    rf"(?P<names>{_FAMILY}(?:(?:,\s|,?\s(?:and|&)\s){_FAMILY})*(?:,?\s(?:et\sal\.?|and\s(?:colleagues|co-?workers|others)))?),?\s(?P<years>{_YEARS})"
)


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
    for first, last in _RANGE.findall(text.translate(_LOWERED)):
        low, high = int(first), int(last or first)
        numbers += range(low, high + 1) if low <= high <= low + 100 else (low, high)
    return tuple(dict.fromkeys(numbers))


def infer_style(article: Article, references: Sequence[Reference]) -> Style | None:
    """The style in which an article prints its pointers, None where it prints none.

    It is the style that names the most different references; numbers win a tie, in the order
    of :data:`STYLES`.
    """
    known = _Known.of(references)
    best: Style | None = None
    most = 0.0
    for style in STYLES:
        seen: set[int] = set()
        hits = 0
        for passage in article.passages:
            if passage.role in ("body", "abstract"):
                for hit in _FINDERS[style](passage.text, known):
                    seen.update(hit.numbers)
                    hits += 1
        weight = len(seen) + hits / 1000
        if seen and weight > most:
            best, most = style, weight
    return best


def find_markers(passage: Passage, style: Style, references: Sequence[Reference]) -> tuple[Marker, ...]:
    """The pointers of a passage in printed order; every number is in the article's list."""
    known = _Known.of(references)
    return tuple(sorted(_FINDERS[style](passage.text, known)))


# --- numbers -----------------------------------------------------------------------------------


def _superscripts(text: str, known: _Known) -> Iterator[Marker]:
    for found in _SUPERSCRIPT.finditer(text):
        numbers = known.keep(expand_numbers(next(filter(None, found.groups()))))
        if numbers and not _is_exponent(text, found.start(), found.end(), numbers):
            yield Marker(found.start(), found.end(), numbers)


def _is_exponent(text: str, start: int, end: int, numbers: tuple[int, ...]) -> bool:
    """Whether a raised number belongs to the word beside it: a unit, a power, an isotope."""
    before = text[max(0, start - 30) : start].rstrip("$ {}\\")
    if len(numbers) > 1:
        return False
    if not text[max(0, start - 1) : start].strip() and _ELEMENT_AFTER.match(text, end):
        return True
    if _NAME_OR_YEAR_BEFORE.search(before):
        return False
    if re.search(r"\d\Z", before):
        return True
    return numbers[0] <= 4 and bool(_UNIT_BEFORE.search(before))


def _brackets(text: str, known: _Known) -> Iterator[Marker]:
    yield from _joined(text, _plain(_BRACKET, text, known), known)


def _parentheses(text: str, known: _Known) -> Iterator[Marker]:
    for hit in _joined(text, _plain(_PARENTHESIS, text, known), known):
        if not _COUNTED.search(text, max(0, hit.start - 30), hit.start) and not _enumerates(text, hit):
            yield hit


def _plain(pattern: re.Pattern[str], text: str, known: _Known) -> Iterator[Marker]:
    for found in pattern.finditer(text):
        numbers = known.keep(expand_numbers(found["numbers"]))
        if numbers:
            yield Marker(found.start(), found.end(), numbers)


def _joined(text: str, hits: Iterator[Marker], known: _Known) -> Iterator[Marker]:
    """ "[3]–[5]" as one pointer to 3, 4 and 5; anything else unchanged."""
    waiting: Marker | None = None
    for hit in hits:
        if waiting and _JOINED.fullmatch(text, waiting.end, hit.start) and waiting.numbers[-1] < hit.numbers[0]:
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
    if len(hit.numbers) > 1:
        return False
    before = text[max(0, hit.start - 8) : hit.start].rstrip()
    after = text[hit.end : hit.end + 2]
    opens = not before or before[-1] in ";:," or before.endswith((" and", " or", " the"))
    return opens and bool(re.match(r"\s[\w]", after))


# --- authors and years -----------------------------------------------------------------------


def _author_years(text: str, known: _Known) -> Iterator[Marker]:
    taken: list[tuple[int, int]] = []
    for found in _NARRATIVE.finditer(text):
        numbers = known.cited(found["names"], found["years"])
        if numbers:
            taken.append(found.span())
            yield Marker(found.start("years") - 1, found.end(), numbers)
    for found in _BRACKETED.finditer(text):
        if any(start < found.end() and found.start() < end for start, end in taken):
            continue
        numbers = tuple(
            dict.fromkeys(
                number
                for cited in _CITED.finditer(found.group())
                for number in known.cited(cited["names"], cited["years"])
            )
        )
        if numbers:
            yield Marker(found.start(), found.end(), numbers)


def fold_name(name: str) -> str:
    """A family name for comparison: letters only, lower case, no accents."""
    bare = unicodedata.normalize("NFKD", name)
    return "".join(char for char in bare.casefold() if char.isalpha())


@dataclass(frozen=True, slots=True)
class _Known:
    """What an article's list lets a pointer name."""

    numbers: frozenset[int]
    by_author_year: Mapping[tuple[str, str], tuple[tuple[int, tuple[str, ...], str], ...]]

    @classmethod
    def of(cls, references: Sequence[Reference]) -> _Known:
        table: dict[tuple[str, str], list[tuple[int, tuple[str, ...], str]]] = defaultdict(list)
        for reference in references:
            families = _families(reference)
            year = re.search(_YEAR, reference.text("date") or "")
            if families and year:
                table[families[0], year.group()[:4]].append((reference.number, families, year.group()[4:]))
        return cls(
            frozenset(reference.number for reference in references),
            {key: tuple(values) for key, values in table.items()},
        )

    def keep(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        """The numbers that are in the list, if at least half are; else it is no pointer."""
        kept = tuple(number for number in numbers if number in self.numbers)
        return kept if 2 * len(kept) >= len(numbers) else ()

    def cited(self, names: str, years: str) -> tuple[int, ...]:
        """The references that "Smith and Doe" with "2001a, 2003" name."""
        first, *others = [fold_name(name) for name in _split_names(names)]
        found: list[int] = []
        last_year = ""
        for token in re.findall(rf"{_YEAR}|\b[a-z]\b", years):
            year, letter = (token[:4], token[4:]) if token[0].isdigit() else (last_year, token)
            last_year = year
            rows = self.by_author_year.get((first, year), ())
            exact = [row for row in rows if not letter or not row[2] or row[2] == letter]
            if others:
                exact = [row for row in exact if others[0] in row[1]] or exact
            elif len(exact) > 1 and not re.search(r"et\sal|colleagues|workers|others", names):
                exact = [row for row in exact if len(row[1]) == 1] or exact
            if letter and len(exact) > 1 and not any(row[2] for row in exact):
                place = ord(letter) - ord("a")
                exact = exact[place : place + 1]
            found += [row[0] for row in exact]
        return tuple(dict.fromkeys(found))


def _split_names(names: str) -> list[str]:
    bare = re.sub(r",?\s(?:et\sal\.?,?|and\s(?:colleagues|co-?workers|others))|[’']s\b", "", names)
    return [name for name in re.split(r",\s|,?\s(?:and|&)\s", bare) if name]


def _families(reference: Reference) -> tuple[str, ...]:
    authors = reference.csl.get("author")
    if not isinstance(authors, list):
        return ()
    return tuple(fold_name(str(name.get("family") or name.get("literal") or "")) for name in authors)


_FINDERS: Mapping[Style, Callable[[str, _Known], Iterator[Marker]]] = {
    "superscript": _superscripts,
    "bracket": _brackets,
    "parenthesis": _parentheses,
    "author-year": _author_years,
}
