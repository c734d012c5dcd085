"""Markdown and plain text: bytes → text → blocks."""

from __future__ import annotations

import hashlib
import re
from typing import Literal

from refs.documents.blocks import find_blocks
from refs.errors import UnreadableDocument
from refs.model import Document

# First bytes of formats that people hand in by mistake, and what to tell them.
_FOREIGN = (
    (b"%PDF", "a PDF; turn it into text or Markdown first (an OCR tool or `pdftotext`)"),
    (b"PK\x03\x04", "a ZIP or Office file; save it as text or Markdown first"),
    (b"\xd0\xcf\x11\xe0", "an old Office file; save it as text or Markdown first"),
    (b"\x89PNG", "a picture; run an OCR tool on it first"),
    (b"\xff\xd8\xff", "a picture; run an OCR tool on it first"),
    (b"GIF8", "a picture; run an OCR tool on it first"),
    (b"\x1f\x8b", "gzip-compressed; unpack it first"),
    (b"SQLite format 3\x00", "an SQLite database, not a text"),
)
_UTF16 = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# Control characters that text files carry: tab, line feed, vertical tab, form feed, return.
_BINARY = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27})
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
# More than one control character in 50 bytes is no text; a scan's stray NUL stays below it.
_BINARY_SHARE = 1 / 50


def read_text(data: bytes, name: str) -> Document:
    """The document in Markdown or plain-text bytes.

    UTF-8, UTF-16 with a byte-order mark, and Windows-1252 are read. ``Document.text`` is the
    decoded file unchanged: line ends, byte-order mark and stray control characters stay, so
    that offsets count in the file itself. Bytes that are no UTF-8 become U+FFFD and are
    counted in ``problems``.

    Raises:
        UnreadableDocument: empty, or not a text file.
    """
    for magic, what in _FOREIGN:
        if data.startswith(magic):
            raise UnreadableDocument(name, f"this is {what}")
    text, problems = _decode(data, name)
    if not text.strip("\ufeff\x00 \t\r\n\f\v"):
        raise UnreadableDocument(name, "there is no text in it")
    markdown = name.lower().endswith((".md", ".markdown", ".mkd")) or _looks_like_markdown(text)
    format_: Literal["markdown", "text"] = "markdown" if markdown else "text"
    return Document(
        name=name,
        text=text,
        format=format_,
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=find_blocks(text, format_),
        problems=problems,
    )


def _decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _UTF16:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), ()
    controls = len(data) - len(data.translate(None, _BINARY))
    if controls > max(2, len(data) * _BINARY_SHARE):
        raise UnreadableDocument(
            name, "this is a binary file; give the text or Markdown of the page"
        )
    told = "1 control character is" if controls == 1 else f"{controls} control characters are"
    problems = (f"{told} read as blank",) if controls else ()
    try:
        return data.decode("utf-8"), problems
    except UnicodeDecodeError:
        pass
    if not _MULTIBYTE.search(data):  # high bytes, none of them UTF-8: one byte a character
        text = data.decode("cp1252", errors="replace")
        return text, (*problems, "not UTF-8; read as Windows-1252")
    text = data.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    return text, (*problems, f"{damaged} characters are damaged (no valid UTF-8)")


def _looks_like_markdown(text: str) -> bool:
    return bool(re.search(r"^#{1,6} \S|</?su[pb]>|^\*\*\S", text[:200_000], re.MULTILINE))
