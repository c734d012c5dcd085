"""What a labeller may know of a word: columns of numbers over many references at once.

A column has one number for each token: the code of a word, a shape, a gap, a count. Its hash, salted
with the place of the column in :data:`FEATURES`, is the code of a feature; the model
(:mod:`refs.parse.network`) has a vector for each code that it has learnt.
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
    NUMBER,
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


class Observed(NamedTuple):
    """The features of the tokens of many references, one reference after the other."""

    own: Codes
    """A row for each of :data:`FEATURES`, a column for each token."""
    inner: Codes
    """A row for each of :data:`INNER`, a column for each word of a token after its first."""
    owner: Numbers
    """Which token each of those words belongs to, ascending."""

    def part(self, tokens: npt.NDArray[np.bool_]) -> Observed:
        """What is known of some of the tokens."""
        inner = tokens[self.owner]
        places = np.cumsum(tokens) - 1
        return Observed(self.own[:, tokens], self.inner[:, inner], places[self.owner[inner]])


# Of the token's first word; of the gaps before (-) and after it (+); and what is found by `_places`
# and `find_names`; how many words the token has.
FEATURES = tuple(
    """
    lower head2 head3 tail2 tail3 tail4 shape
    gap- gap+ marks- marks+
    tenth first last years enclosed ahead behind
    words name within short
    """.split()
)
INNER = ("lower", "tail3")


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
    words: Numbers,
    gaps: Numbers,
    names: CodeTable,
) -> Observed:
    """From the tokens of each reference, the words of each token, and the fields of words and gaps."""
    heads = np.cumsum(lengths) - lengths
    starts = np.cumsum(sizes) - sizes
    # A reference has a gap more than it has tokens.
    between = _ranges(starts + np.arange(len(sizes)), sizes)
    columns = dict(zip(Word._fields, words[:, heads], strict=True))
    for sign, places in (("-", between), ("+", between + 1)):
        for name, column in zip(Gap._fields, gaps[:, places], strict=True):
            columns[name + sign] = column
    columns["words"] = np.minimum(lengths, 3)
    columns |= _places(sizes, starts, columns)
    columns |= find_names(sizes, heads, lengths, words, names)
    inner = np.ones(words.shape[1], bool)
    inner[heads] = False
    more = dict(zip(Word._fields, words[:, inner], strict=True))
    return Observed(
        _codes(columns, FEATURES, 0),
        _codes(more, INNER, len(FEATURES)),
        np.repeat(np.arange(len(lengths)), lengths - 1),
    )


def _ranges(starts: Numbers, sizes: Numbers) -> Numbers:
    """``range(start, start + size)`` for each pair, one behind the other."""
    return np.arange(sizes.sum()) + np.repeat(starts - np.cumsum(sizes) + sizes, sizes)


def _codes(columns: Columns, names: Sequence[str], salt: int) -> Codes:
    """A row for each of the columns named."""
    salts = np.array([[crc32(bytes([salt + place]))] for place in range(len(names))], np.uint32)
    return joined(salts, np.stack([columns[name] for name in names]).astype(np.uint32))


def _places(sizes: Numbers, starts: Numbers, columns: Columns) -> Columns:
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
    return {
        "tenth": 10 * index // size,
        "first": np.minimum(index, 3),
        "last": np.minimum(size - 1 - index, 3),
        "years": 3 * np.minimum(seen, 2) + np.minimum(left, 2),
        "enclosed": quoted + 2 * bracketed,
        "ahead": ahead,
        "behind": behind,
    }


def _since(is_number: npt.NDArray[np.bool_], every: Numbers, start: Numbers) -> Numbers:
    """How far behind each token the last number of its reference is, in steps; 0 for a number."""
    last = np.maximum.accumulate(np.where(is_number, every, -1))
    return STEPS[np.where(last < start, len(STEPS) - 1, np.minimum(every - last, len(STEPS) - 1))]
