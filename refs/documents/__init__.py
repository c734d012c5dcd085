"""Files into documents: one reader per format, bytes in, :class:`refs.model.Document` out, no I/O."""

from __future__ import annotations

from refs.documents.plain import read_text
from refs.model import Document

__all__ = ["read_document"]


def read_document(data: bytes, name: str) -> Document:
    """The document in ``data``; ``name`` is the file's name and decides between Markdown and plain text.

    Raises:
        UnreadableDocument: nothing in it, or not a text file; the message says what to do.
    """
    return read_text(data, name)
