"""A file's bytes with the text that readers see in them: what is not edited stays, to the byte."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from refs.formats.decode import ENCODINGS, decode_line, lines_of, split_lines

_LONGEST_STRETCH: Final = (
    1 << 12
)  # characters that are counted through to find a place in the bytes


class Edit(NamedTuple):
    """``text`` in place of ``Source.text[start:end]``."""

    start: int
    end: int
    text: str


class _Stretch(NamedTuple):
    """Some lines in one encoding, by where they begin."""

    at: int
    """Offset in the text."""
    byte: int
    encoding: str
    """ "ascii" where any would do."""


@dataclass(frozen=True)
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
        return "cp1252" if self._is_all_cp1252 else "utf-8"

    @cached_property
    def _is_all_cp1252(self) -> bool:
        encodings = {one.encoding for one in self.stretches}
        return "cp1252" in encodings and "utf-8" not in encodings


def read_source(data: bytes) -> Source:
    """The bytes of a file with their text, which begins behind a byte-order mark."""
    mark, encoding = next((one for one in ENCODINGS if data.startswith(one[0])), (b"", "utf-8"))
    texts: list[str] = []
    stretches = [_Stretch(0, len(mark), "ascii" if encoding == "utf-8" else encoding)]
    at, byte = 0, len(mark)
    for text, size, used in _decoded(data[len(mark) :], encoding):
        last = stretches[-1]
        if used != last.encoding or at - last.at > _LONGEST_STRETCH:
            stretches.append(_Stretch(at, byte, used))
        texts.append(text)
        at, byte = at + len(text), byte + size
    return Source(data, "".join(texts), stretches)


def _decoded(data: bytes, encoding: str) -> Iterator[tuple[str, int, str]]:
    """Each line's text, its size in bytes and its encoding."""
    if encoding == "utf-8":
        for piece in split_lines(data):
            text, used = decode_line(piece)
            yield text, len(piece), used
        return
    for text in lines_of(data.decode(encoding, "replace")):
        yield text, len(text.encode(encoding, "surrogatepass")), encoding
