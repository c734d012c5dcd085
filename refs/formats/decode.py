"""Bytes of a bibliography → lines of text, whatever encodings are mixed in it, in bounded memory."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, Final

LONGEST_LINE: Final = 1 << 20
"""Bytes: a longer line comes in pieces of this size, so that none fills the memory."""
ENCODINGS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""The byte-order marks that are known."""
# Old exporters end a line with the carriage return alone.
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BLOCK: Final = 1 << 14  # bytes that are decoded at once


def read_lines(file: BinaryIO) -> Iterator[str]:
    """The lines of a text file with their ends; the byte-order mark is dropped.

    Without a mark each line is UTF-8, or else Windows-1252: files that were pasted together hold
    both. Control characters stay; a file of nulls is no concern of this function.
    """
    head = file.read(4)
    mark, encoding = next((one for one in ENCODINGS if head.startswith(one[0])), (b"", "utf-8"))
    blocks = _blocks(file, head[len(mark) :])
    if encoding != "utf-8":
        yield from _decode_all(blocks, encoding)
        return
    for block in blocks:
        try:
            text = block.decode("utf-8")
        except UnicodeDecodeError:
            yield from map(decode, block.splitlines(keepends=True))
        else:
            yield from lines_of(text)


def lines_of(text: str) -> list[str]:
    """The lines of a text with their ends, as :func:`read_lines` takes a file apart."""
    if "\r" in text:
        return _LINE.findall(text)
    *whole, last = text.split("\n")
    lines = [line + "\n" for line in whole]
    return [*lines, last] if last else lines


def decode(line: bytes) -> str:
    """The text of bytes in UTF-8, or else in Windows-1252; never fails."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def decode_line(line: bytes) -> tuple[str, str]:
    """The same with the encoding that it is in: "ascii", "utf-8" or "cp1252"."""
    text = decode(line)
    if line.isascii():
        return text, "ascii"
    return text, "utf-8" if text.encode("utf-8") == line else "cp1252"


def split_lines(data: bytes) -> Iterator[bytes]:
    """The lines of a file as :func:`read_lines` decodes them, none longer than ``LONGEST_LINE``."""
    for block in _blocks(BytesIO(data)):
        yield from block.splitlines(keepends=True)


def _blocks(file: BinaryIO, head: bytes = b"") -> Iterator[bytes]:
    """Some lines at a time; one that is too long is cut, though not within a character of UTF-8."""
    kept = head
    while part := file.read(_BLOCK):
        kept += part
        end = kept.rfind(b"\n") + 1
        if not end and len(kept) >= LONGEST_LINE:
            end = _whole(kept)
        if end:
            yield kept[:end]
            kept = kept[end:]
    if kept:
        yield kept


def _whole(piece: bytes) -> int:
    """Where the last character of UTF-8 that is whole ends."""
    for back in range(1, min(4, len(piece)) + 1):
        byte = piece[-back]
        if byte < 0x80:
            break
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(piece) - back if length > back else len(piece)
    return len(piece)


def _decode_all(pieces: Iterator[bytes], encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    kept = ""
    for piece in pieces:
        text = kept + decoder.decode(piece)
        *whole, kept = lines_of(text) or [""]
        yield from whole
        if len(kept) >= LONGEST_LINE:
            yield kept
            kept = ""
    yield kept + decoder.decode(b"", final=True)


class Rewound(BytesIO):
    """A stream that cannot go back (a pipe), of which the beginning was read already."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__(head)
        self._rest = rest

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        if size is None or size < 0:
            return found + self._rest.read()
        return found if len(found) == size else found + self._rest.read(size - len(found))

    def readline(self, size: int | None = -1, /) -> bytes:
        found = super().readline(size)
        limit = -1 if size is None or size < 0 else size
        if found.endswith(b"\n") or len(found) == limit:
            return found
        return found + self._rest.readline(limit if limit < 0 else limit - len(found))
