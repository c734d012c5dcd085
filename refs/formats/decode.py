"""Bytes of a bibliography → lines of text, whatever encodings are mixed in it, in bounded memory."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

LONGEST_LINE: Final = 1 << 20
"""Bytes: a longer line comes in pieces of this size, so that none fills the memory."""
ENCODINGS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""The byte-order marks that are known."""
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
# What ends a line besides the line feed: old exporters write the carriage return alone.
_BREAK: Final = re.compile(r"(?<=\r)(?!\n)")


def read_lines(file: BinaryIO) -> Iterator[str]:
    """The lines of a text file with their ends; the byte-order mark is dropped.

    Without a mark each line is UTF-8, or else Windows-1252: files that were pasted together hold
    both. Control characters stay; a file of nulls is no concern of this function.
    """
    head = file.read(4)
    mark, encoding = next((one for one in ENCODINGS if head.startswith(one[0])), (b"", "utf-8"))
    pieces = split_lines(file, head[len(mark) :])
    texts = map(decode, pieces) if encoding == "utf-8" else _decode_all(pieces, encoding)
    for text in texts:
        if "\r" in text[:-2]:
            yield from filter(None, _BREAK.split(text))
        elif text:
            yield text


def lines_of(text: str) -> list[str]:
    """The lines of a text with their ends, as :func:`read_lines` takes a file apart."""
    return _LINE.findall(text)


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


def split_lines(file: BinaryIO, head: bytes = b"") -> Iterator[bytes]:
    """Lines as bytes, none longer than ``LONGEST_LINE`` and none cut within a character of UTF-8.

    Args:
        head: what was read of the file already.
    """
    *whole, kept = head.split(b"\n")
    yield from (line + b"\n" for line in whole)
    while piece := file.readline(LONGEST_LINE - len(kept)):
        piece, kept = kept + piece, b""
        if not piece.endswith(b"\n"):
            end = _whole(piece)
            piece, kept = piece[:end], piece[end:]
        yield piece
    if kept:
        yield from kept.splitlines(keepends=True)


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
        *whole, kept = text.splitlines(keepends=True) or [""]
        yield from whole
        if len(kept) >= LONGEST_LINE:
            yield kept
            kept = ""
    yield kept + decoder.decode(b"", final=True)
