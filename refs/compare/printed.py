"""What a printed reference says, folded and ready to be compared with many works."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from refs.doi import find_dois
from refs.folding import fold, fold_name
from refs.model import Reference

_LONGEST = 3000  # characters of a reference that are compared; a list entry is rarely over 500
SURE = 0.9
"""Least confidence of a field that may contradict a record: a parser's error is no misprint."""
_HYPHENATED = re.compile(r"(?<=[^\W\d_])-[ \t]*\r?\n[ \t]*(?=[^\W\d_])")
# "S12", "e0012", "355ra116"; of "Behavior43" only the number, it is glued to a word.
NUMBER = re.compile(r"(?:(?<![^\W\d_])[a-z]{1,4})?[0-9]{1,9}(?:[a-z]{1,4}[0-9]{0,7})?")
_MISREAD = re.compile(r"[0-9]{0,8}[a-z][0-9]{0,8}(?<=..)")
_GLUED = re.compile(r"(?<=[^\W\d_])[0-9]{1,9}")
_RANGE = r"([a-z]{0,4}[0-9]{1,7})\s*[-–—−‐‑]\s*([a-z]{0,4}[0-9]{1,7})\b"
_NUMBERS = re.compile(f"{_RANGE}|({NUMBER.pattern})")
_YEAR = re.compile(r"(?<![0-9])(1[4-9][0-9]{2}|20[0-9]{2})(?![0-9])")
# "[12]", "(12)", "12.", and without a stop before initials or a capital: "1 C. H. June", "1June", "1BMJ 2".
_LABEL = re.compile(
    r"\A\s*(?:\[[0-9]{1,4}\]|\([0-9]{1,4}\)|[0-9]{1,4}[.)](?=\s)"
    r"|[0-9]{1,3}(?=\s+[A-ZÀ-Þ]\.)|[0-9]{1,3}(?=[A-ZÀ-Þ](?:\.|[a-zß-ÿ]{2}|[A-ZÀ-Þ]{2,5}\s)))"
)
# "85(4)", "125(3-4)", "197 (Suppl 3)": what stands in brackets after the volume is no page.
_ISSUE = re.compile(
    r"(?<=[0-9])\s?\(\s*(?:[a-z]{2,6}[. ]+)?([0-9]{1,4})(?:[-–/][0-9]{1,4})?\s*\)", re.I
)
_ET_AL = re.compile(r"\bet\.?\s*al\b|\band others\b|…|\.\.\.", re.I)
# All servers of that family end so: arXiv, bioRxiv, PsyArXiv; the Roman number XIV does not.
PREPRINT = re.compile(r"\b(?:preprint|\w{0,7}rxiv|research square|ssrn)\b", re.I)
_PREPRINT_WORDS = ("preprint", "rxiv", "researchsquare", "ssrn")
_CUT = re.compile(r"(?<![^\W_])(?=([a-z]?[0-9]{1,4})[ ]([0-9]{1,4})(?![0-9]))")
_QUOTED = re.compile(r"[“\"«„][^“”\"«»„]{3,60}\s[^“”\"«»„]{3,}[”\"»“]")
# fmt: off
STOP = frozenset({
    "a", "an", "and", "as", "at", "by", "das", "de", "der", "des", "die", "du", "el", "et", "for",
    "from", "in", "la", "le", "les", "of", "on", "or", "the", "to", "und", "with",
})
# fmt: on


@dataclass(frozen=True)
class Printed:
    """A reference made ready to be compared with many works; what few of them need is read late."""

    raw: str
    """Without label, DOIs and line-end hyphens."""
    words: tuple[str, ...]
    """The folded words of the raw string, words broken at a line's end joined."""
    numbers: tuple[str, ...]
    """Every number of the raw string in reading order, shortened last pages completed."""
    years: tuple[int, ...]
    """Every year of the raw string."""
    doi: str | None
    parsed: Mapping[str, str]
    """The printed text of the fields that the parser found."""
    sure: frozenset[str]
    """The fields that the parser is sure of: the only ones that may contradict a record."""
    names: tuple[str, ...]
    """Family names (or groups' names) of the parsed authors as printed, in order."""

    @cached_property
    def bag(self) -> frozenset[str]:
        return frozenset(self.words)

    @cached_property
    def compact(self) -> str:
        """The words without spaces: finds what is joined on one side and split on the other."""
        return "".join(self.words)

    @cached_property
    def spaced(self) -> str:
        """The words with one space before, between and behind: finds several in a row."""
        return f" {' '.join(self.words)} "

    @cached_property
    def families(self) -> tuple[str, ...]:
        """The names, folded."""
        return tuple(map(fold_name, self.names))

    @cached_property
    def rejoined(self) -> frozenset[str]:
        """Numbers that a space cuts in two, made whole: "60 9", "201 8"."""
        return frozenset(
            plain_number(one + other) for one, other in _CUT.findall(self.raw.casefold())
        )

    @cached_property
    def misread(self) -> tuple[str, ...]:
        """The words that are numbers but for one figure read as a letter: "20l9", "a05"."""
        return tuple([word for word in self.words if _MISREAD.fullmatch(word)])

    @cached_property
    def glued(self) -> frozenset[str]:
        """The numbers that hang on a word ("SLAMF7"): they may agree, but contradict nothing."""
        return frozenset(map(plain_number, _GLUED.findall(self.raw)))

    @cached_property
    def issues(self) -> frozenset[str]:
        """The numbers that stand where an issue does, in brackets after another number."""
        found = frozenset(map(plain_number, _ISSUE.findall(self.raw)))
        return found - set(_YEAR.findall(self.raw)) if found else found

    @cached_property
    def et_al(self) -> bool:
        marks = "al" in self.bag or "others" in self.bag or "…" in self.raw or "..." in self.raw
        return marks and _ET_AL.search(self.raw) is not None

    @cached_property
    def preprint(self) -> bool:
        # The words first: the pattern has to try at every letter.
        likely = any(word in self.compact for word in _PREPRINT_WORDS)
        return likely and PREPRINT.search(self.raw) is not None

    @cached_property
    def quoted(self) -> bool:
        """Whether it prints a few words in quotation marks, as styles do with titles."""
        return _QUOTED.search(self.raw) is not None

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """The long words that the raw string prints in small letters: names and journals do not."""
        return tuple(
            w for w in dict.fromkeys(self.words) if len(w) > 3 and w.isalpha() and w in self.raw
        )


def read_printed(reference: Reference) -> Printed:
    """What ``reference`` says, folded; the raw string counts up to its first 3,000 characters."""
    fields = reference.fields
    parsed = {name: found.value for name, found in fields.items()}
    text = read_text(reference.raw or " ".join(parsed.values()), labelled=bool(reference.raw))
    return Printed(
        raw=text.raw,
        words=text.words,
        numbers=read_numbers(text.raw),
        years=read_years(text.raw),
        doi=printed_doi(reference),
        parsed=parsed,
        sure=frozenset(name for name, found in fields.items() if found.confidence >= SURE),
        names=tuple(_read_names(reference.csl.get("author"))),
    )


class Text(NamedTuple):
    """A printed reference without label, DOIs and line-end hyphens, and its folded words."""

    raw: str
    words: tuple[str, ...]


@lru_cache(maxsize=64)  # a reference is read where works are searched, and where they are compared
def read_text(raw: str, labelled: bool = True) -> Text:
    """What of a printed reference is searched for and compared, up to its first 3,000 characters."""
    raw = raw[:_LONGEST]
    joined = _HYPHENATED.sub("", raw) if "\n" in raw or "\r" in raw else raw
    if labelled:
        joined = _LABEL.sub("", joined, count=1)
    if "10." in joined:
        for found in reversed(find_dois(joined)):
            joined = joined[: found.start] + " " + joined[found.end :]
    return Text(joined, tuple(fold(joined).split()))


def printed_doi(reference: Reference) -> str | None:
    """The DOI that the reference prints, normalised: its field's, or else the first in ``raw``."""
    text = reference.text("doi") or reference.raw[:_LONGEST]
    found = find_dois(text) if "10." in text else ()
    return found[0].doi if found else None


def _read_names(names: object) -> Iterable[str]:
    for name in names if isinstance(names, list) else []:
        if isinstance(name, Mapping):
            key = str(name.get("family") or name.get("literal") or "")
            if fold_name(key) not in {"", "et al"}:
                yield key


def read_years(text: str) -> tuple[int, ...]:
    """The years of a text, each once, in reading order."""
    return tuple(dict.fromkeys(map(int, _YEAR.findall(text))))


@lru_cache(maxsize=16384)
def read_numbers(text: str) -> tuple[str, ...]:
    """The numbers of a text in lower case, without leading zeros, ranges completed."""
    numbers: list[str] = []
    for first, last, single in _NUMBERS.findall(text.casefold()):
        if single:
            numbers.append(plain_number(single))
        else:
            numbers += (plain_number(first), plain_number(complete_range(first, last)))
    return tuple(numbers)


def plain_number(number: str) -> str:
    """Leading zeros off: "007" → "7", "e0012" → "e12"."""
    if number[:1] in _LEADING and number.isdecimal():
        return number
    letters = number.rstrip("0123456789") if number[-1:].isdigit() else ""
    return letters + (number[len(letters) :].lstrip("0") or "0")


_LEADING = frozenset("123456789")


def is_misread(word: str, number: str) -> bool:
    """Whether a word is the number but for one letter in place of a figure.

    >>> is_misread("a05", "205"), is_misread("a05", "215")
    (True, False)
    """
    return (
        len(word) == len(number)
        and number.isdigit()
        and sum([one != other for one, other in zip(word, number, strict=True)]) == 1
    )


def complete_range(first: str, last: str) -> str:
    """The last page in full: ("1425", "37") → "1437", ("e538", "48") → "e548"."""
    head = re.fullmatch(r"([A-Za-z]*)([0-9]+)", first)
    tail = re.fullmatch(r"([A-Za-z]*)([0-9]+)", last)
    if not head or not tail:
        return last
    letters, digits = head.groups()
    if len(tail[2]) >= len(digits):
        return (tail[1] or letters) + tail[2]
    return letters + digits[: len(digits) - len(tail[2])] + tail[2]
