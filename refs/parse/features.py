"""What a labeller may know of a word: columns of numbers over many references at once.

A column has one number for each token: the code of a word, a shape, a gap, a count. A feature is
a column or several columns together, named in :data:`TEMPLATES`; its code is a hash of theirs.
The model (:mod:`refs.parse.crf`) has a row of weights for each code that it has learnt.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from refs.parse.codes import Codes, CodeTable
from refs.parse.kept import Kept
from refs.parse.tokens import Tokens

Numbers = npt.NDArray[np.int64]
Columns = dict[str, Numbers]

YEAR, NUMBER, INITIALS, CAPITALISED, LOWER, OTHER = range(6)


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
    """One of :data:`YEAR` to :data:`OTHER`."""
    small: int
    """1 for a word that titles do not capitalise."""
    closes: int
    """1 where a full stop behind ends a sentence: abbreviations and initials end none."""


class Gap(NamedTuple):
    """Punctuation between two words."""

    gap: int
    """Quotation marks and dashes of all fonts are one evidence each."""
    quotes: int
    """How many quotation marks."""
    bracket: int
    """1 where the last bracket opens, 2 where it closes, 0 without any."""
    parts: int
    """2 where a sentence ends here whatever word stands before, 1 where a full stop may end it, else 0."""


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


def _code(text: str) -> int:
    return crc32(_bytes(text))


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


_XX, _X = _code("Xx"), _code("x")


def look_at(printed: str) -> Word:
    """The form of one word."""
    if "/" in printed or printed.startswith("www."):
        lower, shape, kind = "<address>", "<address>", OTHER
        shape_code = _code(shape)
    else:
        printed = printed[:_LONGEST_WORD]
        lower = printed.lower()
        if printed.isascii() and printed.isalpha() and lower[1:] == printed[1:] and len(lower) > 1:
            # Most words: no more to see.
            shape_code, kind = (_X, LOWER) if lower == printed else (_XX, CAPITALISED)
        else:
            shape = _RUNS.sub(_shorten, printed.translate(_CLASSES))[:10]
            lower = _DIGITS.sub("9", lower)
            shape, kind = _shape_and_kind(printed, shape)
            shape_code = _code(shape)
    letters = _bytes(lower)
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
        int(kind not in (CAPITALISED, INITIALS) or len(lower) > 5),
    )


def _shorten(run: re.Match[str]) -> str:
    return run[0][: {"x": 1, "X": 2, "9": 5}[run[0][0]]]


def _shape_and_kind(printed: str, shape: str) -> tuple[str, int]:
    if _YEAR_FORM.match(printed):
        return "Y", YEAR
    if shape[0] == "9" or ("9" in shape and len(shape) < 8):
        return shape, NUMBER
    if shape in ("X", "XX", "X.X", "X-X", "X.X.X", "X.-X") and len(printed) < 6:
        return shape, INITIALS
    return shape, CAPITALISED if shape[0] == "X" else LOWER if shape[0] == "x" else OTHER


_SAME_GAP = str.maketrans(
    {**dict.fromkeys("“”„«»‘’‹›`'", '"'), **dict.fromkeys("‐‑‒–—―−", "-"), "[": "(", "]": ")"}
)
# Gaps that never end a sentence.
_JOINING = frozenset((" ", ", ", "-", "", ",", " - ", " & "))
_ENDS = re.compile(r'[?!"();:]')


def look_between(printed: str) -> Gap:
    """The form of the punctuation between two words."""
    form = printed.translate(_SAME_GAP)
    opens, closes = form.rfind("("), form.rfind(")")
    ends = 0
    if form not in _JOINING and len(form) > 1:
        ends = 2 if _ENDS.search(form) else int("." in form)
    return Gap(
        _code(form),
        form.count('"'),
        0 if opens == closes else 1 if opens > closes else 2,
        ends,
    )


_EDGE = Word(*[_code("<edge>")] * 7, OTHER, 0, 0)
_EDGE_GAP = Gap(_code("<edge>"), 0, 0, 0)
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
# it in the same way; and what is counted in `_places` and `_chunks`.
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

    ``names``: what :func:`name_codes` makes of journals' names that are known.
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
            np.array([(tokens.authors, tokens.locator) for tokens in batch]).T,
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
    after, before = _apart(head, slots, _EDGE), _apart(end, slots, _EDGE)
    # The gap after the last token stands in the first edge behind it.
    between = _apart(gaps, _ranges(edges, sizes + 1), _EDGE_GAP)
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
    columns |= _names(sizes, heads, lengths, words, columns, names)
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
            part ^= values[rows]
            part *= _SPREAD
            part ^= part >> _HALF
        return codes


# Knuth's multiplier: 2**32 over the golden ratio, made odd.
_SPREAD, _HALF = np.uint32(2654435761), np.uint32(15)
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
    return _STEPS[
        np.where(last < start, len(_STEPS) - 1, np.minimum(every - last, len(_STEPS) - 1))
    ]


_STEPS = np.array((0, 1, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 5))


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
    looks = _STEPS[np.minimum(size, len(_STEPS) - 1)]
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


# Words of the longest names that are known, small ones not counted.
_LONGEST_NAME = 12


# Where the codes of whole names and those of words that names are abbreviated to begin.
_LONG, _SHORT = np.zeros(1, np.uint32), np.ones(1, np.uint32)


def name_codes(names: Iterable[Sequence[str]]) -> Iterator[int]:
    """Codes for the names of journals, given as their words, and for abbreviations among these.

    Names of more than twelve words have none, small words not counted.
    """
    words = set()
    for name in names:
        forms = [np.array([form.lower], np.uint32) for form in map(look_at, name) if not form.small]
        if 0 < len(forms) <= _LONGEST_NAME:
            code = _LONG
            for form in forms:
                code = _name_step(code, form)
            yield int(code[0])
        words |= {word.lower() for word in name if word.isalpha()}
    # A word is an abbreviation when another begins with it: "toxicol" with "toxicology".
    for word, after in pairwise(sorted(words)):
        if len(word) > 1 and after.startswith(word):
            yield int(_name_step(_SHORT, np.array([look_at(word).lower], np.uint32))[0])


def _name_step(code: Codes, word: Codes) -> Codes:
    code = (code ^ word) * _SPREAD
    return code ^ (code >> _HALF)


def _names(
    sizes: Numbers,
    heads: Numbers,
    lengths: Numbers,
    words: Numbers,
    columns: Columns,
    names: CodeTable,
) -> Columns:
    """Where a known name of a journal begins, how long it is, and what stands on either side of it."""
    every = np.arange(words.shape[1])
    token = np.repeat(np.arange(len(heads)), lengths)
    reference = np.repeat(np.repeat(np.arange(len(sizes)), sizes), lengths)
    main = np.flatnonzero(words[Word._fields.index("small")] == 0)
    lower, own = words[0, main].astype(np.uint32), reference[main]
    longest = np.zeros(len(main), np.int64)
    code = np.repeat(_LONG, len(main))
    for size in range(1, min(_LONGEST_NAME, len(main)) + 1):
        reach = len(main) - size + 1
        code = _name_step(code[:reach], lower[size - 1 :])
        found = (names.find(code) > 0) & (own[:reach] == own[size - 1 :])
        longest[:reach][found] = size
    short = names.find(_name_step(_SHORT, words[0].astype(np.uint32))) > 0
    begins = np.zeros(len(every), np.int64)
    begins[main] = longest
    starts = np.flatnonzero(longest)
    # The name that reaches furthest, of those that begin at a word or before it.
    last = np.full(len(every), -1)
    last[main[starts]] = main[starts + longest[starts] - 1] * len(every) + main[starts]
    last = np.maximum.accumulate(last)
    end, start = np.divmod(last, len(every))
    covered = (end >= every) & (last >= 0)
    before = np.where(heads[token[start]] == start, columns["gap-"][token[start]], 0)
    after = np.where((heads + lengths - 1)[token[end]] == end, columns["gap+"][token[end]], 0)
    name = _STEPS[np.minimum(begins, 12)] * (begins > 0) + (begins > 0)
    within = np.where(covered, 2 * _STEPS[np.minimum(begins[start], 12)] + 1 + (start == every), 0)
    name, last_within = name[heads], within[heads + lengths - 1]
    same = np.diff(reference[heads]) == 0
    return {
        "name": name,
        "name-": np.concatenate([[0], np.where(same, last_within[:-1], 0)]),
        "name+": np.concatenate([np.where(same, name[1:], 0), [0]]),
        "within": within[heads],
        "short": short[heads] + 0,
        "short-": np.concatenate([[0], np.where(same, short[heads + lengths - 1][:-1], 0)]),
        "short+": np.concatenate([np.where(same, short[heads][1:], 0), [0]]),
        "edge-": np.where(covered, before, 0)[heads],
        "edge+": np.where(covered, after, 0)[heads],
    }
