"""Cue words as patterns that are quick to say no.

Most clauses hold none of the words that a table of cues is about. A pattern of many alternatives
is tried at every letter; here each word of a text is looked up once, for all tables together, and
tells which of them it may concern. That settles most clauses.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

_TOKEN = re.compile(r"\w+|[^\w\s]")
_WORDS_KEPT = 2**16
"""Words whose tables are remembered; a corpus has no end of different ones."""


class Needle(NamedTuple):
    """Letters, in lower case, that stand in a word of every match; a sign counts as a word."""

    letters: str
    opens: bool = False
    """Whether the word begins with them."""
    closes: bool = False
    """Whether it ends with them."""


class _Index:
    """Which patterns a word may concern, as a number with a bit for each pattern."""

    def __init__(self) -> None:
        self._count = 0
        self._whole: defaultdict[str, int] = defaultdict(int)
        self._first: defaultdict[str, int] = defaultdict(int)
        self._last: defaultdict[str, int] = defaultdict(int)
        self._inside: defaultdict[str, int] = defaultdict(int)
        self._longest = 0
        self._known: dict[str, int] = {}

    def add(self, needles: Sequence[Needle]) -> int:
        """The bit of a new pattern, which concerns the words that hold one of the needles."""
        bit = 1 << self._count
        self._count += 1
        for letters, opens, closes in needles:
            if opens:
                kept = self._whole if closes else self._first
            else:
                kept = self._last if closes else self._inside
            kept[letters] |= bit
            self._longest = max(self._longest, len(letters))
        self._known.clear()
        return bit

    def of(self, text: str) -> int:
        """The bits of all patterns that the words of a text may concern."""
        known, bits = self._known, 0
        for word in _TOKEN.findall(text.lower()):
            found = known.get(word)
            if found is None:
                found = self._learn(word)
            if found:
                bits |= found
        return bits

    def _learn(self, word: str) -> int:
        bits = self._whole.get(word, 0)
        for length in range(1, min(len(word), self._longest) + 1):
            bits |= self._first.get(word[:length], 0) | self._last.get(word[-length:], 0)
        for letters, own in self._inside.items():
            if letters in word:
                bits |= own
        if len(self._known) >= _WORDS_KEPT:
            self._known.clear()
        self._known[word] = bits
        return bits


_INDEX = _Index()


@lru_cache(maxsize=256)
def _concerned(text: str) -> int:
    return _INDEX.of(text)


class Cues:
    """Alternatives, in any case; the methods are those of ``re.Pattern``.

    Only those are tried that the words of a text may concern.
    """

    __slots__ = ("_bits", "_parts", "pattern")

    def __init__(self, patterns: Sequence[str]) -> None:
        self.pattern: Final = re.compile(
            "|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE
        )
        found = [needles(pattern) for pattern in patterns]
        # A pattern of which no word is sure concerns all texts, and so does its table.
        parts = [
            (_INDEX.add(own), re.compile(pattern, re.IGNORECASE))
            for pattern, own in zip(patterns, found, strict=True)
        ]
        self._parts: Final = tuple(parts) if all(found) else ()
        self._bits: Final = sum(bit for bit, _ in self._parts)
        _concerned.cache_clear()

    def concerns(self, text: str) -> bool:
        """Whether the text may hold a match, as far as its words tell.

        The words of a text without some of its parts are among its own: what does not concern the
        whole does not concern the rest.
        """
        return not self._bits or bool(self._bits & _concerned(text))

    def search(self, text: str) -> re.Match[str] | None:
        if not self._parts:
            return self.pattern.search(text)
        bits = self._bits & _concerned(text)
        if not bits:
            return None
        first: re.Match[str] | None = None
        for bit, part in self._parts:
            found = part.search(text) if bit & bits else None
            if found and (first is None or found.start() < first.start()):
                first = found
        return first

    def match(self, text: str) -> re.Match[str] | None:
        return self.pattern.match(text) if self.concerns(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self.pattern.finditer(text) if self.concerns(text) else iter(())

    def sub(self, new: Callable[[re.Match[str]], str], text: str) -> str:
        return self.pattern.sub(new, text) if self.concerns(text) else text


def any_of(*patterns: str) -> Cues:
    """One of the patterns, in any case."""
    return Cues(patterns)


# ----------------------------------------------------------- what every match of a pattern holds


def needles(pattern: str) -> tuple[Needle, ...]:
    """Letters of which every match of a pattern holds at least one; () where none is sure.

    Read off the pattern's text: its groups and alternatives, and in each sequence the word, or the
    group of alternatives, whose shortest member is longest. What may be left out counts for
    nothing. Letters that change their number with their case are none of them.
    """
    options, rest, _ = _alternatives(pattern, 0, False)
    if rest < len(pattern) or not options:
        return ()
    return tuple(dict.fromkeys(one.needle for one in options))


class _Found(NamedTuple):
    needle: Needle
    last: bool
    """Whether nothing of the pattern read so far stands behind it."""


def _alternatives(pattern: str, at: int, edge: bool) -> tuple[list[_Found], int, bool]:
    """The needles of the alternatives from ``at`` to the bracket that closes them, and where that is.

    ``edge``: whether a word can only begin there; the last result tells the same of their end.
    """
    found: list[_Found] = []
    sure = closed = True
    best: list[_Found] = []
    run, opens = "", edge
    begun = edge

    def better(one: list[_Found]) -> None:
        nonlocal best
        if one and (not best or _telling(one) > _telling(best)):
            best = one

    def end_run(closes: bool, *, last: bool = False) -> None:
        nonlocal run
        for part in _TOKEN.finditer(run):
            first, final = part.start() == 0, part.end() == len(run)
            needle = Needle(
                part.group(),
                opens or not first or not _is_word(part.group()),
                closes or not final or not _is_word(part.group()),
            )
            better([_Found(needle, final and last and not needle.closes)])
        run = ""

    def no_more_last() -> None:
        nonlocal best
        best = [one._replace(last=False) for one in best]

    while True:
        sign = pattern[at : at + 1]
        if sign in ("|", ")", ""):
            end_run(False, last=True)
            sure = sure and bool(best)
            found += best
            best = []
            closed = closed and edge
            if sign != "|":
                return (found if sure else []), at, closed
            at += 1
            edge = opens = begun
        elif sign == "(":
            look = re.match(r"\(\?<?[!=]", pattern[at:])
            named = re.match(r"\((?:\?(?:P<\w+>|[a-z]*(?:-[a-z]+)?:))?", pattern[at:])
            opening = look or named
            end_run(False)
            no_more_last()
            inside = at + (opening.end() if opening else 1)
            inner, close, shut = _alternatives(pattern, inside, edge)
            at, optional = _repeated(pattern, close + 1)
            if not look:
                if not optional:
                    better(_closed(inner) if _ends_word(pattern, at) else inner)
                edge = shut and (edge or not optional)
            opens = edge
        else:
            width = _width(pattern, at)
            after, optional = _repeated(pattern, at + width)
            plain = width == 1 and sign not in ".^$" and (sign.isascii() or not sign.isalpha())
            if plain and after == at + 1:
                if not run:
                    no_more_last()
                    opens = edge
                run += sign.lower()
                edge = not _is_word(sign)
            else:
                end_run(_ends_word(pattern, at))
                if not _is_nothing(pattern[at : at + width]):
                    no_more_last()
                edge = _breaks(pattern[at : at + width]) and (edge or not optional)
                opens = edge
            at = after


def _closed(inner: Sequence[_Found]) -> list[_Found]:
    return [_Found(one.needle._replace(closes=True), False) if one.last else one for one in inner]


def _is_word(sign: str) -> bool:
    return sign[0].isalnum() or sign[0] == "_"


_NOTHING = (r"\b", r"\A", r"\Z", "^", "$")


def _is_nothing(element: str) -> bool:
    """Whether an element of a pattern stands for a place and no letter."""
    return element in _NOTHING


def _breaks(element: str) -> bool:
    """Whether no word goes on through an element: a border, white space, a sign."""
    if len(element) == 1:
        return element in "^$" or (element != "." and not _is_word(element))
    if element[0] == "\\":
        return element in (r"\b", r"\A", r"\Z", r"\s", r"\W") or not element[1].isalnum()
    return False


def _ends_word(pattern: str, at: int) -> bool:
    """Whether what follows at ``at`` closes a word that stands before it."""
    sign = pattern[at : at + 1]
    if sign in ("", "|", ")", "("):
        return False
    width = _width(pattern, at)
    _, optional = _repeated(pattern, at + width)
    return _breaks(pattern[at : at + width]) and not optional


def _width(pattern: str, at: int) -> int:
    """How many signs stand for one letter: "\\w", "[a-z]", "x"."""
    if pattern[at] == "\\":
        return 2
    if pattern[at] == "[":
        return pattern.index("]", at + 2 + (pattern[at + 1] == "^")) - at + 1
    return 1


_COMMON = frozenset(
    """the our this that these those was were is are be been has have had with and for not his her he
    she it its we they by in on to of or as an at may can did does do no a""".split()
)


def _telling(found: Sequence[_Found]) -> tuple[bool, int]:
    """How rarely a text holds one of them: words that every text has tell nothing, signs little."""
    needles = [one.needle for one in found]
    common = any(
        (one.letters in _COMMON and one.opens and one.closes) or not _is_word(one.letters)
        for one in needles
    )
    return not common, min(len(one.letters) + one.opens + one.closes for one in needles)


_REPEAT = re.compile(r"(?:[*+?]|\{(?P<least>\d*)(?:,\d*)?\})\??")


def _repeated(pattern: str, at: int) -> tuple[int, bool]:
    """Where the repetition behind a sign ends, and whether it may mean none at all."""
    found = _REPEAT.match(pattern, at)
    if not found:
        return at, False
    return found.end(), found.group()[0] in "*?" or found["least"] in ("0", "")
