"""32-bit codes of words and of what is made of them; sets of codes, asked for very many at once."""

from __future__ import annotations

from zlib import crc32

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
Rows = npt.NDArray[np.int32]

# Lengths and distances in a few steps: their code is STEPS[min(length, 12)].
STEPS = np.array((0, 1, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 5))
# Knuth's multiplier: 2**32 over the golden ratio, made odd.
_SPREAD, _HALF = np.uint32(2654435761), np.uint32(15)


def code_of(text: str) -> int:
    """The code of a word, the same on every machine."""
    return crc32(text.encode(errors="surrogatepass"))


def joined(codes: Codes, more: Codes) -> Codes:
    """The codes of two things one behind the other, for many pairs."""
    codes = (codes ^ more) * _SPREAD
    return codes ^ (codes >> _HALF)


# Places for each code: the more, the fewer are taken twice.
_ROOM = 4


class CodeTable:
    """Codes in the order given, each of them once, to be found by hashing (open addressing)."""

    def __init__(self, codes: Codes) -> None:
        size = 1 << max(2, (_ROOM * len(codes)).bit_length())
        # The first bits of a code say where it stands, or stands behind.
        self._shift = np.uint32(33 - size.bit_length())
        self._codes = np.concatenate([np.zeros(1, np.uint32), codes])
        self._rows = np.zeros(size, np.int32)
        self._last = np.uint32(size - 1)
        rows = np.arange(1, len(self._codes), dtype=np.int32)
        places = codes >> self._shift
        while len(rows):
            free = self._rows[places] == 0
            self._rows[places[free]] = rows[free]
            homeless = self._rows[places] != rows
            rows, places = rows[homeless], (places[homeless] + np.uint32(1)) & self._last

    def find(self, wanted: Codes) -> Rows:
        """For each code its place, counted from 1; 0 where it is not in the table."""
        flat = wanted.ravel()
        places = flat >> self._shift
        rows = self._rows[places]
        other = np.flatnonzero((self._codes[rows] != flat) & (rows > 0))
        while len(other):
            places[other] = (places[other] + np.uint32(1)) & self._last
            here = rows[other] = self._rows[places[other]]
            other = other[(self._codes[here] != flat[other]) & (here > 0)]
        found: Rows = rows.reshape(wanted.shape)
        return found
