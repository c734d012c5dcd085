"""The form of a word, and of the punctuation between two, apart from where they stand."""

from __future__ import annotations

import re
from typing import NamedTuple
from zlib import crc32

from refs.parse.codes import code_of

YEAR, NUMBER, OTHER = range(3)


class Word(NamedTuple):
    """A word's form apart from its place; codes are hashes of what is printed, digits written 9."""

    lower: int
    """In lower case; so are its first and last bytes."""
    head2: int
    head3: int
    tail2: int
    tail3: int
    tail4: int
    shape: int
    kind: int
    """:data:`YEAR`, :data:`NUMBER` or :data:`OTHER`."""
    small: int
    """1 for a word that titles do not capitalise."""


class Gap(NamedTuple):
    """Punctuation between two words."""

    gap: int
    """Quotation marks and dashes of all fonts are one evidence each."""
    marks: int
    """The same without spaces: poor scans and PDFs put them anywhere."""
    quotes: int
    """How many quotation marks."""
    bracket: int
    """1 where the last bracket opens, 2 where it closes, 0 without any."""


_YEAR_FORM = re.compile(r"(?:1[5-9]|20)\d\d[a-z]?\Z")
_RUNS = re.compile(r"x+|X{3,}|9{5,}")
_DIGITS = re.compile(r"\d")
_LONGEST_WORD = 40


class _Classes(dict[int, str]):
    """Code point → X upper case, x lower case, 9 digit, itself otherwise; filled as met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char.isdigit():
            found = "9"
        elif char.isalpha():
            found = "x" if char.islower() else "X"
        else:
            found = char
        self[code] = found
        return found


_CLASSES = _Classes()
_SMALL = frozenset(
    "a an and as at by de del der des di die du el en et for from i in into la las le les los of on or per sur the to und van"
    " von with y zur".split()
)


_XX, _X = code_of("Xx"), code_of("x")


def look_at(printed: str) -> Word:
    """The form of one word."""
    if "/" in printed or printed.startswith("www."):
        lower, shape, kind = "<address>", "<address>", OTHER
        shape_code = code_of(shape)
    else:
        printed = printed[:_LONGEST_WORD]
        lower = printed.lower()
        if printed.isascii() and printed.isalpha() and lower[1:] == printed[1:] and len(lower) > 1:
            # Most words: no more to see.
            shape_code, kind = _X if lower == printed else _XX, OTHER
        else:
            shape = _RUNS.sub(_shorten, printed.translate(_CLASSES))[:10]
            lower = _DIGITS.sub("9", lower)
            shape, kind = _shape_and_kind(printed, shape)
            shape_code = code_of(shape)
    letters = lower.encode(errors="surrogatepass")
    return Word(
        crc32(letters),
        crc32(letters[:2]),
        crc32(letters[:3]),
        crc32(letters[-2:]),
        crc32(letters[-3:]),
        crc32(letters[-4:]),
        shape_code,
        kind,
        int(lower in _SMALL),
    )


def _shorten(run: re.Match[str]) -> str:
    return run[0][: {"x": 1, "X": 2, "9": 5}[run[0][0]]]


def _shape_and_kind(printed: str, shape: str) -> tuple[str, int]:
    if _YEAR_FORM.match(printed):
        return "Y", YEAR
    return shape, NUMBER if shape[0] == "9" or ("9" in shape and len(shape) < 8) else OTHER


_SAME_GAP = str.maketrans(
    {**dict.fromkeys("“”„«»‘’‹›`'", '"'), **dict.fromkeys("‐‑‒–—―−", "-"), "[": "(", "]": ")"}
)


def look_between(printed: str) -> Gap:
    """The form of the punctuation between two words."""
    form = printed.translate(_SAME_GAP)
    opens, closes = form.rfind("("), form.rfind(")")
    return Gap(
        code_of(form),
        code_of(form.replace(" ", "")),
        form.count('"'),
        0 if opens == closes else 1 if opens > closes else 2,
    )
