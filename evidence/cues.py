"""Cue words as patterns that are quick to say no.

Most clauses hold none of the words that a table of cues is about. A pattern of many alternatives
is tried at every letter; a plain look for a stretch of letters that each alternative must hold is
twenty times as fast, and settles most clauses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final


class Cues:
    """Alternatives, in any case; the methods are those of ``re.Pattern``."""

    __slots__ = ("_needles", "pattern")

    def __init__(self, patterns: Sequence[str]) -> None:
        self.pattern: Final = re.compile(
            "|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE
        )
        found = [needles(pattern) for pattern in patterns]
        self._needles: Final = (
            tuple(dict.fromkeys(n for own in found for n in own)) if all(found) else ()
        )

    def search(self, text: str) -> re.Match[str] | None:
        return self.pattern.search(text) if self._possible(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        return self.pattern.match(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self.pattern.finditer(text) if self._possible(text) else iter(())

    def sub(self, new: Callable[[re.Match[str]], str], text: str) -> str:
        return self.pattern.sub(new, text) if self._possible(text) else text

    def _possible(self, text: str) -> bool:
        if not self._needles:
            return True
        low = _lower(text)
        return any(needle in low for needle in self._needles)


def any_of(*patterns: str) -> Cues:
    """One of the patterns, in any case."""
    return Cues(patterns)


@lru_cache(maxsize=64)
def _lower(text: str) -> str:
    return text.lower()


def needles(pattern: str) -> tuple[str, ...]:
    """Letters of which every match of a pattern holds at least one stretch; () where none is sure.

    Read off the pattern's text: its groups and alternatives, and in each sequence the stretch, or
    the group of alternatives, whose shortest member is longest. What may be left out counts for
    nothing. Letters are in lower case and of ASCII: others may change their number with their case.
    """
    options, rest = _alternatives(pattern, 0)
    return tuple(options) if rest == len(pattern) and options else ()


def _alternatives(pattern: str, at: int) -> tuple[list[str], int]:
    """The needles of the alternatives from ``at`` to the bracket that closes them, and where that is."""
    found: list[str] = []
    sure = True
    best: list[str] = []
    run = ""

    def better(one: list[str]) -> None:
        nonlocal best
        if one and (not best or _telling(one) > _telling(best)):
            best = one

    def end_run() -> None:
        nonlocal run
        if len(run) > 1 or (run and not run.isalnum() and not run.isspace()):
            better([run])
        run = ""

    while True:
        sign = pattern[at : at + 1]
        if sign in ("|", ")", ""):
            end_run()
            sure = sure and bool(best)
            found += best
            best = []
            if sign != "|":
                return (found if sure else []), at
            at += 1
        elif sign == "(":
            look = re.match(r"\(\?<?[!=]", pattern[at:])
            named = re.match(r"\((?:\?(?:P<\w+>|[a-z]*(?:-[a-z]+)?:))?", pattern[at:])
            opening = look or named
            inner, close = _alternatives(pattern, at + (opening.end() if opening else 1))
            at, optional = _repeated(pattern, close + 1)
            end_run()
            if not look and not optional:
                better(inner)
        else:
            width = _width(pattern, at)
            after, optional = _repeated(pattern, at + width)
            plain = width == 1 and sign not in ".^$" and (sign.isascii() or not sign.isalpha())
            if plain and after == at + 1:
                run += sign.lower()
            else:
                end_run()
            at = after


def _width(pattern: str, at: int) -> int:
    """How many signs stand for one letter: "\\w", "[a-z]", "x"."""
    if pattern[at] == "\\":
        return 2
    if pattern[at] == "[":
        return pattern.index("]", at + 2 + (pattern[at + 1] == "^")) - at + 1
    return 1


_COMMON = frozenset(
    """the our this that these those was were is are be been has have had with and for not his her he
    she it its we they by in on to of or as an at may can did does do no""".split()
)


def _telling(stretches: Sequence[str]) -> tuple[bool, int]:
    """How rarely a text holds one of them: words that every text has tell nothing."""
    common = any(one.strip() in _COMMON for one in stretches)
    return not common, min(map(len, stretches))


_REPEAT = re.compile(r"(?:[*+?]|\{(?P<least>\d*)(?:,\d*)?\})\??")


def _repeated(pattern: str, at: int) -> tuple[int, bool]:
    """Where the repetition behind a sign ends, and whether it may mean none at all."""
    found = _REPEAT.match(pattern, at)
    if not found:
        return at, False
    return found.end(), found.group()[0] in "*?" or found["least"] in ("0", "")
