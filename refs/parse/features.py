"""What a labeller may know of a word, as keys that each stand for a handful of features.

A label's score is a sum over the keys of a word, and keys repeat from reference to reference:
a reader keeps the summed weights of every key it has met (:mod:`refs.parse.labeller`), while
training has each key spelt out. Both hand in what a key is to become, as :class:`Tables`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise, repeat
from typing import Any, Generic, NamedTuple, TypeVar

from refs.parse.tokens import Tokens

T = TypeVar("T")


class Word(NamedTuple):
    """A word's form apart from its place: all that :func:`look_at` says of a string."""

    lower: str
    """In lower case, digits written 9."""
    near: str
    """The same, or only what neighbours need of it: see :func:`look_at`."""
    shape: str
    kind: str
    """One letter: y(ear), n(umber), i(nitials), c(apitalised), l(ower case), o(ther)."""


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
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d[a-z]?\Z")
_RUNS = re.compile(r"x+|X{3,}|9{5,}")
_DIGITS = re.compile(r"\d")
_LONGEST_WORD = 40


def look_at(printed: str, known: Container[str] | None = None) -> Word:
    """The form of one word.

    ``known`` holds the words that tell something about their neighbours; of others only the end
    is kept for them, so that there are few such forms.
    """
    if "/" in printed or printed.startswith("www."):
        return Word("<address>", "<address>", "<address>", "o")
    printed = printed[:_LONGEST_WORD]
    lower = printed.lower()
    if printed.isascii() and printed.isalpha() and lower[1:] == printed[1:] and len(printed) > 1:
        # Most words: no more to see.
        shape, kind = ("x", "l") if lower == printed else ("Xx", "c")
    else:
        shape = _RUNS.sub(_shorten, printed.translate(_CLASSES))[:10]
        lower = _DIGITS.sub("9", lower)
        shape, kind = _shape_and_kind(printed, shape)
    near = lower if known is None or lower in known else f"…{lower[-3:]}"
    return Word(lower, near, shape, kind)


def _shorten(run: re.Match[str]) -> str:
    return run[0][: {"x": 1, "X": 2, "9": 5}[run[0][0]]]


def _shape_and_kind(printed: str, shape: str) -> tuple[str, str]:
    if _YEAR.match(printed):
        return "Y", "y"
    if shape[0] == "9" or ("9" in shape and len(shape) < 8):
        return shape, "n"
    if shape in ("X", "XX", "X.X", "X-X", "X.X.X", "X.-X") and len(printed) < 6:
        return shape, "i"
    return shape, "c" if shape[0] == "X" else "l" if shape[0] == "x" else "o"


# Quotation marks and dashes of all fonts are one evidence each.
_GAP = str.maketrans(
    {**dict.fromkeys("“”„«»‘’‹›`'", '"'), **dict.fromkeys("‐‑‒–—―−", "-"), "[": "(", "]": ")"}
)


def gap_of(printed: str) -> str:
    """Punctuation between two words, in a form of which there are not too many."""
    return printed.translate(_GAP)


@dataclass(frozen=True, slots=True)
class Tables(Generic[T]):
    """What each key becomes, by kind of key; :data:`SPELLERS` says what features it stands for."""

    form: Mapping[str, Word]
    """Printed word → its form, as :func:`look_at` says."""
    gap: Mapping[str, str]
    """Printed gap → its form, as :func:`gap_of` says."""
    word: Mapping[str, T]
    """A token's first word, in lower case."""
    inner: Mapping[str, T]
    """Any other word of it."""
    before: Mapping[str, T]
    """The last word of the token before, and of the one before that."""
    before_that: Mapping[str, T]
    after: Mapping[str, T]
    """The first word of the token after, and of the one after that."""
    after_that: Mapping[str, T]
    shapes: Mapping[Hashable, T]
    """Shape of the last word before, gap, shape of the first word, gap, shape of the first word after."""
    gaps: Mapping[Hashable, T]
    """The two gaps before the token and the two after it."""
    place: Mapping[Hashable, T]
    numbers: Mapping[Hashable, T]
    style: Mapping[Hashable, T]
    """The reference's style, gap, kind of word, gap."""
    chunk: Mapping[Hashable, T]
    chunk_before: Mapping[Hashable, T]
    chunk_after: Mapping[Hashable, T]
    in_chunk: Mapping[Hashable, T]


_EDGE = "<edge>"


def observe(tokens: Tokens, tables: Tables[T]) -> list[tuple[T, ...]]:
    """What the keys of each token become, token by token in printed order."""
    form = tables.form.__getitem__
    forms = [list(map(form, words)) for words in tokens.words]
    heads = [one[0] for one in forms]
    gaps = [_EDGE, *map(tables.gap.__getitem__, tokens.gaps), _EDGE]
    first = [*[one.near for one in heads], _EDGE, _EDGE]
    last = [_EDGE, _EDGE, *[one[-1].near for one in forms]]
    shapes = [*[one.shape for one in heads], _EDGE]
    ends = [_EDGE, *[one[-1].shape for one in forms]]
    kinds = [one.kind for one in heads]
    columns = zip(
        map(tables.word.__getitem__, [one.lower for one in heads]),
        map(tables.before_that.__getitem__, last),
        map(tables.before.__getitem__, last[1:]),
        map(tables.after.__getitem__, first[1:]),
        map(tables.after_that.__getitem__, first[2:]),
        map(
            tables.shapes.__getitem__,
            zip(ends, gaps[1:], shapes, gaps[2:], shapes[1:], strict=False),
        ),
        map(tables.gaps.__getitem__, zip(gaps, gaps[1:], gaps[2:], gaps[3:], strict=False)),
        *_places(kinds, gaps, tables),
        map(
            tables.style.__getitem__,
            zip(repeat(_style(kinds, gaps)), gaps[1:], kinds, gaps[2:], strict=False),
        ),
        *_chunks(forms, gaps, tables),
        strict=False,
    )
    inner = tables.inner.__getitem__
    return [
        (*column, *[inner(word.lower) for word in one[1:]]) if len(one) > 1 else column
        for column, one in zip(columns, forms, strict=True)
    ]


def _places(
    kinds: Sequence[str], gaps: Sequence[str], tables: Tables[T]
) -> tuple[Iterable[T], Iterable[T]]:
    """Where each word stands: in the whole, in quotes or brackets, among the years and numbers."""
    years_before = _count("y", kinds)
    years_after = _count("y", kinds[::-1])[::-1]
    numbers_ahead = _distance(kinds[::-1])[::-1]
    numbers_behind = _distance(kinds)
    return (
        map(
            tables.place.__getitem__,
            zip(_position(len(kinds)), years_before, years_after, strict=True),
        ),
        map(
            tables.numbers.__getitem__,
            zip(
                numbers_ahead,
                numbers_behind,
                _enclosed(gaps),
                years_before,
                years_after,
                strict=True,
            ),
        ),
    )


def _style(kinds: Sequence[str], gaps: Sequence[str]) -> tuple[bool, int, str]:
    """Whether titles are in quotes, where the first year stands, how the first name begins."""
    year = kinds.index("y") if "y" in kinds else -1
    size = len(kinds)
    place = 0 if year < 0 else 1 if 3 * year < size else 2 if year < size - 4 else 3
    quotes = any('"' in gap for gap in gaps if gap not in _PLAIN)
    return quotes, place, "".join(kinds[:2])


@lru_cache(256)
def _position(size: int) -> list[tuple[int, int, int]]:
    """Of each of ``size`` words: in which tenth it is, how near to the first and to the last word."""
    return [(10 * i // size, min(i, 3), min(size - 1 - i, 3)) for i in range(size)]


def _count(kind: str, kinds: Sequence[str]) -> list[int]:
    """How many words of a kind stand before each word, up to 2."""
    count, out = 0, []
    for one in kinds:
        out.append(count)
        if one == kind and count < 2:
            count += 1
    return out


def _distance(kinds: Sequence[str]) -> list[int]:
    """How far behind each word the last number is, in steps; 0 for a number."""
    distance, out = 99, []
    for kind in kinds:
        distance = 0 if kind in "yn" else distance + 1
        out.append(_STEPS[distance] if distance < 12 else 5)
    return out


_STEPS = (0, 1, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4)


def _enclosed(gaps: Sequence[str]) -> list[int]:
    """1 inside quotation marks, 2 inside brackets, 3 inside both, else 0, for each word."""
    quoted = bracketed = 0
    out = []
    for gap in gaps[1:-2]:
        if gap not in _PLAIN:
            quoted ^= gap.count('"') % 2
            if "(" in gap or ")" in gap:
                bracketed = 2 * (gap.rfind("(") > gap.rfind(")"))
        out.append(quoted + bracketed)
    return out


# The commonest gaps, that neither open nor close anything.
_PLAIN = frozenset((" ", ", ", ". ", ""))


_SMALL = frozenset(
    "a an and as at by de del der des di die du el en et for from i in into la las le les los of on or per sur the to und van"
    " von with y zur".split()
)


def _chunks(
    forms: Sequence[Sequence[Word]], gaps: Sequence[str], tables: Tables[T]
) -> tuple[Iterable[T], ...]:
    """What the stretch between two ends of sentence is like, in which each token stands."""
    size = len(forms)
    bounds = [
        0,
        *[
            i
            for i in range(1, size)
            if gaps[i + 1] not in _JOINING and _ends(forms[i - 1][-1], gaps[i + 1])
        ],
    ]
    stretches = list(pairwise([*bounds, size]))
    chunks = [None, *[_looks(forms[start:end]) for start, end in stretches], None]
    own: list[T] = []
    before: list[T] = []
    after: list[T] = []
    inside: list[T] = []
    for place, (start, end) in enumerate(stretches):
        last_one, this, next_one = chunks[place : place + 3]
        size, rank = end - start, (min(place, 4), min(len(stretches) - 1 - place, 3))
        own += [tables.chunk[this, rank]] * size
        before += [tables.chunk_before[this, last_one]] * size
        after += [tables.chunk_after[this, next_one]] * size
        inside += [
            tables.in_chunk[min(i, 2), min(size - 1 - i, 2), rank, min(len(forms[start + i]), 3)]
            for i in range(size)
        ]
    return own, before, after, inside


def _looks(inside: Sequence[Sequence[Word]]) -> tuple[int, int, int, int]:
    """Length, share of capitals, initials and numbers of a stretch, each in a few steps."""
    kinds = [form.kind for forms in inside for form in forms if form.lower not in _SMALL]
    size = sum(map(len, inside))
    capitals = kinds.count("c")
    words = capitals + kinds.count("l")
    return (
        _STEPS[size] if size < 12 else 5,
        4 * capitals // words if words else 5,
        min(kinds.count("i"), 2),
        min(kinds.count("y") + kinds.count("n"), 2),
    )


# Gaps that never end a sentence.
_JOINING = frozenset((" ", ", ", "-", "", ",", " - ", " & "))
_ENDS = re.compile(r'[?!"();:]')


def _ends(before: Word, gap: str) -> bool:
    """Whether a sentence seems to end between two words: abbreviations and initials end none."""
    if len(gap) < 2:
        return False
    return bool(_ENDS.search(gap)) or (
        "." in gap and (before.kind not in "ci" or len(before.lower) > 5)
    )


def _spell_word(kind: str, word: str) -> list[str]:
    return [
        f"{kind}={word}",
        *[f"p{size}={word[:size]}" for size in (2, 3)],
        *[f"s{size}={word[-size:]}" for size in (2, 3, 4)],
    ]


def _spell_neighbour(kind: str, word: str) -> list[str]:
    return [f"{kind}={word}", f"{kind}s3={word[-3:]}"]


def _spell_itself(kind: str, value: Hashable) -> list[str]:
    return [f"{kind}={value}"]


def _spell_shapes(kind: str, value: tuple[str, str, str, str, str]) -> list[str]:
    before, gap, shape, gap_after, after = value
    return [
        f"s={shape}",
        f"s-={before}",
        f"s+={after}",
        f"gb={gap}",
        f"ga={gap_after}",
        f"gs={gap}|{shape}",
        f"sg={shape}|{gap_after}",
        f"gsg={gap}|{shape}|{gap_after}",
        f"sgs-={before}|{gap}|{shape}",
        f"sgs+={shape}|{gap_after}|{after}",
        f"sgsgs={before}|{gap}|{shape}|{gap_after}|{after}",
    ]


def _spell_gaps(kind: str, value: tuple[str, str, str, str]) -> list[str]:
    first, before, after, last = value
    return [
        f"g--={first}",
        f"g++={last}",
        f"gg={before}|{after}",
        f"ggb={first}|{before}",
        f"gga={after}|{last}",
    ]


def _spell_place(kind: str, value: tuple[tuple[int, int, int], int, int]) -> list[str]:
    (rel, first, last), seen, left = value
    return [
        f"rel={rel}",
        f"first={first}",
        f"last={last}",
        f"years={seen}{left}",
        f"rely={rel}{seen}{left}",
    ]


def _spell_numbers(kind: str, value: tuple[int, int, int, int, int]) -> list[str]:
    ahead, since, enclosed, seen, left = value
    return [
        f"in={enclosed}",
        f"next={ahead}",
        f"since={since}",
        f"num={ahead}{since}{seen}{left}",
        f"inq={enclosed}{seen}{left}",
    ]


def _spell_style(kind: str, value: tuple[tuple[bool, int, str], str, str, str]) -> list[str]:
    style, before, own, after = value
    return [
        f"st={style}",
        f"stb={style}{before}|{own}",
        f"sta={style}{own}|{after}",
        f"sty={style[:2]}{before}|{after}",
    ]


def _spell_chunk(kind: str, value: tuple[object, tuple[int, int]]) -> list[str]:
    own, (place, rest) = value
    return [f"c={own}", f"cp={own}{place}", f"cr={own}{rest}", f"cpr={place}{rest}"]


def _spell_beside(kind: str, value: tuple[object, object]) -> list[str]:
    own, beside = value
    return [f"{kind}={own}{beside}", f"{kind}a={beside}"]


def _spell_in_chunk(kind: str, value: tuple[int, int, tuple[int, int], int]) -> list[str]:
    start, end, (place, rest), words = value
    return [f"n={words}", f"cs={start}{place}{rest}", f"ce={end}{place}{rest}"]


def known_words(features: Iterable[str]) -> frozenset[str]:
    """The words that features name as a neighbour; see :func:`look_at`."""
    return frozenset(name.partition("=")[2] for name in features if name.startswith(_NEIGHBOURS))


_NEIGHBOURS = ("w-=", "w--=", "w+=", "w++=")
SPELLERS: Mapping[str, Callable[[Any], list[str]]] = {
    table: partial(speller, kind)
    for table, kind, speller in (
        ("word", "w", _spell_word),
        ("inner", "r", _spell_neighbour),
        ("before", "w-", _spell_neighbour),
        ("before_that", "w--", _spell_itself),
        ("after", "w+", _spell_neighbour),
        ("after_that", "w++", _spell_itself),
        ("shapes", "", _spell_shapes),
        ("gaps", "", _spell_gaps),
        ("place", "", _spell_place),
        ("numbers", "", _spell_numbers),
        ("style", "", _spell_style),
        ("chunk", "", _spell_chunk),
        ("chunk_before", "c-", _spell_beside),
        ("chunk_after", "c+", _spell_beside),
        ("in_chunk", "", _spell_in_chunk),
    )
}
"""Kind of key → the names of the features that a key of this kind stands for."""
