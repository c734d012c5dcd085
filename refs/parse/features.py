"""What a labeller may know of a word: columns of numbers over many references at once.

A column has one number for each token: the code of a word, a shape, a gap, a count. A feature is
a column or several columns together, named in :data:`TEMPLATES`; its code is a hash of theirs.
The model (:mod:`refs.parse.crf`) has a row of weights for each code that it has learnt.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from refs.parse.codes import STEPS, Codes, CodeTable, joined
from refs.parse.forms import (
    CAPITALISED,
    EDGE,
    EDGE_GAP,
    INITIALS,
    LOWER,
    NUMBER,
    OTHER,
    YEAR,
    Gap,
    Word,
    look_at,
    look_between,
)
from refs.parse.journal_names import find_names
from refs.parse.kept import Kept
from refs.parse.tokens import Tokens

Numbers = npt.NDArray[np.int64]
Columns = dict[str, Numbers]
# Edges between two references, so that no token has a neighbour in another one.
_APART = 2


class Observed(NamedTuple):
    """The features of the tokens of many references, one reference after the other."""

    own: Codes
    """A row for each of :data:`TEMPLATES`, a column for each token."""
    inner: Codes
    """A row for each of :data:`INNER`, a column for each word of a token after its first."""
    owner: Numbers
    """Which token each of those words belongs to, ascending."""


# Each feature by its columns: of the token's first word; of the last word of the token before (-)
# and of the one before that (--); of the first word of the one after (+, ++); of the gaps beside
# it in the same way; and what is found by `_places`, `_chunks` and `find_names`.
TEMPLATES: tuple[tuple[str, ...], ...] = tuple(
    tuple(names.split())
    for names in """
    lower | head2 | head3 | tail2 | tail3 | tail4
    lower- | tail3- | lower-- | lower+ | tail3+ | lower++
    shape | shape- | shape+ | gap- | gap+
    gap- shape | shape gap+ | gap- shape gap+
    shape- gap- shape | shape gap+ shape+ | shape- gap- shape gap+ shape+
    gap-- | gap++ | gap- gap+ | gap-- gap- | gap+ gap++
    tenth | first | last | seen left | tenth seen left
    enclosed | ahead | behind | ahead behind seen left | enclosed seen left
    style | style gap- kind | style kind gap+ | quoting gap- gap+
    chunk | chunk rank | chunk rest | rank rest
    chunk chunk- | chunk- | chunk chunk+ | chunk+
    words | start rank rest | end rank rest
    opening | closing | opening+ | opening-
    name | name shape | within | within edge- edge+ | within gap- | within gap+
    name+ gap+ | name- gap-
    form | form gap- | form gap+
    short | short gap+ | short- gap- short | short gap+ short+ |
    """.strip()
    .replace("\n", "|")
    .split("|")
)
INNER = (("lower",), ("tail3",))


class Observer:
    """Looks at references; keeps the form of each word and gap that it has met.

    ``names``: what :func:`refs.parse.journal_names.name_codes` makes of those that are known.
    """

    def __init__(self, names: Codes) -> None:
        self._names = CodeTable(names)
        self._words = Kept(lambda word: _WORD.pack(*look_at(word)))
        self._gaps = Kept(lambda gap: _GAP.pack(*look_between(gap)))

    def observe(self, batch: Sequence[Tokens]) -> Observed:
        """The features of all tokens of a batch, in which each reference has a token at least."""
        words = chain.from_iterable(tokens.words for tokens in batch)
        lengths = chain.from_iterable(tokens.lengths for tokens in batch)
        gaps = chain.from_iterable(tokens.gaps for tokens in batch)
        return _observe(
            np.array([len(tokens.spans) for tokens in batch]),
            np.array(list(lengths)),
            np.array([(one.authors, one.locator) for one in batch]).T,
            _columns(map(self._words.__getitem__, words), len(Word._fields)),
            _columns(map(self._gaps.__getitem__, gaps), len(Gap._fields)),
            self._names,
        )


# How a form is kept: read as an array it costs far less than as a tuple.
_WORD, _GAP = (struct.Struct(f"={len(form._fields)}I") for form in (Word, Gap))


def _columns(rows: Iterable[bytes], width: int) -> Numbers:
    return np.frombuffer(b"".join(rows), np.uint32).reshape(-1, width).T.astype(np.int64)


def _observe(
    sizes: Numbers,
    lengths: Numbers,
    bounds: Numbers,
    words: Numbers,
    gaps: Numbers,
    names: CodeTable,
) -> Observed:
    """From the tokens of each reference, the words of each token, and the fields of words and gaps."""
    heads = np.cumsum(lengths) - lengths
    starts = np.cumsum(sizes) - sizes
    edges = starts + _APART * np.arange(1, len(sizes) + 1)
    slots = _ranges(edges, sizes)
    head, end = words[:, heads], words[:, heads + lengths - 1]
    after, before = _apart(head, slots, EDGE), _apart(end, slots, EDGE)
    # The gap after the last token stands in the first edge behind it.
    between = _apart(gaps, _ranges(edges, sizes + 1), EDGE_GAP)
    beside = [
        head,
        before[:, slots - 1],
        before[:, slots - 2],
        after[:, slots + 1],
        after[:, slots + 2],
        between[:, slots],
        between[:, slots - 1],
        between[:, slots + 1],
        between[:, slots + 2],
    ]
    columns = dict(zip(_BESIDE, chain.from_iterable(beside), strict=True))
    columns |= _places(sizes, starts, bounds, columns)
    columns |= _chunks(sizes, starts, heads, lengths, words, columns)
    columns |= find_names(sizes, heads, lengths, words, columns, names)
    inner = np.ones(words.shape[1], bool)
    inner[heads] = False
    more = dict(zip(Word._fields, words[:, inner], strict=True))
    return Observed(
        _OWN.combine(columns), _INNER.combine(more), np.repeat(np.arange(len(lengths)), lengths - 1)
    )


_BESIDE = [
    *[f"{name}{sign}" for sign in ("", "-", "--", "+", "++") for name in Word._fields],
    *[f"{name}{sign}" for sign in ("-", "--", "+", "++") for name in Gap._fields],
]


def _apart(own: Numbers, at: Numbers, edge: Sequence[int]) -> Numbers:
    """Columns with edges before, between and after the references."""
    out = np.repeat(np.array(edge)[:, None], at[-1] + 1 + _APART, axis=1)
    out[:, at] = own
    return out


def _ranges(starts: Numbers, sizes: Numbers) -> Numbers:
    """``range(start, start + size)`` for each pair, one behind the other."""
    return np.arange(sizes.sum()) + np.repeat(starts - np.cumsum(sizes) + sizes, sizes)


class _Hashes:
    """How columns become features: for each template a hash of its columns, salted with its place."""

    def __init__(self, templates: Sequence[Sequence[str]], salt: int) -> None:
        self._names = sorted({name for names in templates for name in names})
        # Longest first: those that have another column are then the first ones.
        order = sorted(templates, key=len, reverse=True)
        self._steps = [
            np.array([self._names.index(names[step]) for names in order if len(names) > step])
            for step in range(len(order[0]))
        ]
        self._salts = np.array(
            [[crc32(bytes([salt + place]))] for place in range(len(order))], np.uint32
        )

    def combine(self, columns: Columns) -> Codes:
        """A row for each template."""
        values = np.stack([columns[name] for name in self._names]).astype(np.uint32)
        codes = np.repeat(self._salts, values.shape[1], axis=1)
        for rows in self._steps:
            part = codes[: len(rows)]
            part[:] = joined(part, values[rows])
        return codes


_OWN = _Hashes(TEMPLATES, 0)
_INNER = _Hashes(INNER, len(TEMPLATES))


def _places(sizes: Numbers, starts: Numbers, bounds: Numbers, columns: Columns) -> Columns:
    """Where each token stands: in the whole, in quotes or brackets, among the years and numbers."""
    own = np.repeat(np.arange(len(sizes)), sizes)
    start, size = starts[own], sizes[own]
    every = np.arange(len(own))
    index = every - start
    kind = columns["kind"]
    is_year = kind == YEAR
    years = np.cumsum(is_year)
    seen = years - is_year - (years - is_year)[start]
    left = (years[start + size - 1]) - years
    is_number = is_year | (kind == NUMBER)
    behind = _since(is_number, every, start)
    end = start + size - 1
    ahead = _since(is_number[::-1], every, (len(every) - 1 - end)[::-1])[::-1]
    quotes = np.cumsum(columns["quotes-"])
    quoted = (quotes - (quotes - columns["quotes-"])[start]) % 2
    last = np.maximum.accumulate(np.where(columns["bracket-"] > 0, every, -1))
    bracketed = (last >= start) & (columns["bracket-"][last] == 1)
    authors, locator = bounds[0][own], bounds[1][own]
    by_names = np.where(authors == 0, 0, 2 + np.sign(index - authors))
    by_locator = np.where(locator == size, 0, 2 + np.sign(index + 1 - locator))
    return {
        "form": 4 * by_names + by_locator,
        "tenth": 10 * index // size,
        "first": np.minimum(index, 3),
        "last": np.minimum(size - 1 - index, 3),
        "seen": np.minimum(seen, 2),
        "left": np.minimum(left, 2),
        "enclosed": quoted + 2 * bracketed,
        "ahead": ahead,
        "behind": behind,
        **{name: column[own] for name, column in _styles(sizes, starts, is_year, columns).items()},
    }


def _since(is_number: npt.NDArray[np.bool_], every: Numbers, start: Numbers) -> Numbers:
    """How far behind each token the last number of its reference is, in steps; 0 for a number."""
    last = np.maximum.accumulate(np.where(is_number, every, -1))
    return STEPS[np.where(last < start, len(STEPS) - 1, np.minimum(every - last, len(STEPS) - 1))]


def _styles(
    sizes: Numbers, starts: Numbers, is_year: npt.NDArray[np.bool_], columns: Columns
) -> Columns:
    """Of each reference whether it has quotation marks, where its first year stands, how it begins."""
    far = len(is_year)
    year = np.minimum.reduceat(np.where(is_year, np.arange(far), far), starts) - starts
    where = np.select([year >= sizes, 3 * year < sizes, year < sizes - 4], [0, 1, 2], 3)
    marks = columns["quotes-"] + columns["quotes+"]
    quoting = 4 * (np.add.reduceat(marks, starts) > 0) + where
    second = np.where(sizes > 1, columns["kind"][np.minimum(starts + 1, far - 1)], OTHER + 1)
    return {"quoting": quoting, "style": 64 * quoting + 8 * columns["kind"][starts] + second}


def _chunks(
    sizes: Numbers,
    starts: Numbers,
    heads: Numbers,
    lengths: Numbers,
    words: Numbers,
    columns: Columns,
) -> Columns:
    """What the stretch between two ends of sentence is like, in which each token stands."""
    ends = columns["parts-"] + columns["closes-"] >= 2
    ends &= columns["parts-"] > 0
    ends[starts] = True
    bounds = np.flatnonzero(ends)
    extents = np.diff(bounds, append=len(ends))
    kind, small = words[Word._fields.index("kind")], words[Word._fields.index("small")]

    def count(*kinds: int) -> Numbers:
        return np.add.reduceat(np.isin(kind, kinds) & (small == 0), heads[bounds], dtype=np.int64)

    capitals = count(CAPITALISED)
    spelt = capitals + count(LOWER)
    size = np.add.reduceat(lengths, bounds)
    looks = STEPS[np.minimum(size, len(STEPS) - 1)]
    looks = 6 * looks + np.where(spelt, 4 * capitals // np.maximum(spelt, 1), 5)
    looks = 3 * looks + np.minimum(count(INITIALS), 2)
    looks = 3 * looks + np.minimum(count(YEAR, NUMBER), 2)
    owner = np.searchsorted(starts, bounds, side="right") - 1
    places = np.arange(len(bounds))
    first = np.searchsorted(bounds, starts)
    behind = np.diff(first, append=len(bounds))
    same = owner[1:] == owner[:-1]
    chunk = np.repeat(places, extents)
    opening = columns["lower"][bounds]
    index = np.arange(len(ends)) - bounds[chunk]
    return {
        "chunk": looks[chunk],
        "chunk-": np.concatenate([[-1], np.where(same, looks[:-1], -1)])[chunk],
        "chunk+": np.concatenate([np.where(same, looks[1:], -1), [-1]])[chunk],
        "opening": opening[chunk],
        "closing": columns["lower"][bounds + extents - 1][chunk],
        "opening-": np.concatenate([[-1], np.where(same, opening[:-1], -1)])[chunk],
        "opening+": np.concatenate([np.where(same, opening[1:], -1), [-1]])[chunk],
        "rank": np.minimum(places - first[owner], 4)[chunk],
        "rest": np.minimum(first[owner] + behind[owner] - 1 - places, 3)[chunk],
        "start": np.minimum(index, 2),
        "end": np.minimum(extents[chunk] - 1 - index, 2),
        "words": np.minimum(lengths, 3),
    }
