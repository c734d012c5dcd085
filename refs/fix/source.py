"""A file's bytes with the text that readers see in them: what is not edited stays, to the byte."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from refs.formats.decode import ENCODINGS, decode_line, split_lines


class Edit(NamedTuple):
    """``text`` in place of ``Source.text[start:end]``."""

    start: int
    end: int
    text: str


class _Stretch(NamedTuple):
    """Lines in one encoding, by where they begin."""

    at: int
    """Offset in the text."""
    byte: int
    encoding: str
    """ "ascii" where any would do."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file: lines of UTF-8 and Windows-1252 may be mixed in it, as :func:`refs.formats.decode.read_lines` has them."""

    data: bytes
    text: str
    stretches: Sequence[_Stretch]

    def can_hold(self, text: str, at: int) -> bool:
        """Whether the encoding used at an offset of the text has all these letters."""
        try:
            text.encode(self._new_encoding(self._stretch(at)))
        except UnicodeEncodeError:
            return False
        return True

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """The bytes with the edits in them; one that begins before the end of another is left out."""
        parts: list[bytes] = []
        at = kept = 0
        for edit in sorted(edits):
            if edit.start < at:
                continue
            encoding = self._new_encoding(self._stretch(edit.start))
            parts += [self.data[kept : self._byte(edit.start)], edit.text.encode(encoding)]
            at, kept = edit.end, self._byte(edit.end)
        return b"".join([*parts, self.data[kept:]])

    def _stretch(self, at: int) -> _Stretch:
        return self.stretches[bisect_right(self.stretches, at, key=lambda one: one.at) - 1]

    def _byte(self, at: int) -> int:
        one = self._stretch(at)
        if one.encoding in ("ascii", "cp1252"):  # a byte for every letter
            return one.byte + at - one.at
        return one.byte + len(self.text[one.at : at].encode(one.encoding, "surrogatepass"))

    def _new_encoding(self, one: _Stretch) -> str:
        """What new text is written in: in lines of ASCII, what the rest of the file has."""
        if one.encoding != "ascii":
            return one.encoding
        others = {other.encoding for other in self.stretches}
        return "cp1252" if "cp1252" in others and "utf-8" not in others else "utf-8"


def read_source(data: bytes) -> Source:
    """The bytes of a file with their text, which begins behind a byte-order mark."""
    mark, encoding = next((one for one in ENCODINGS if data.startswith(one[0])), (b"", "utf-8"))
    if encoding != "utf-8":
        text = data[len(mark) :].decode(encoding, "replace")
        return Source(data, text, [_Stretch(0, len(mark), encoding)])
    texts: list[str] = []
    stretches = [_Stretch(0, len(mark), "ascii")]
    at, byte = 0, len(mark)
    for piece in split_lines(data[len(mark) :]):
        text, used = decode_line(piece)
        if used != stretches[-1].encoding:
            stretches.append(_Stretch(at, byte, used))
        texts.append(text)
        at, byte = at + len(text), byte + len(piece)
    return Source(data, "".join(texts), stretches)
