"""Documents with reference lists → entries: what ``parse`` reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from refs.bibliography import entry_of
from refs.documents import read_document
from refs.model import Entry
from refs.read import read_references


def read_letters(file: BinaryIO, name: str) -> Iterator[Entry]:
    """The references of every list in the document, each with the article and number that cite it.

    Raises:
        UnreadableDocument: no text; the message says what to do.
    """
    document = read_document(file.read(), name)
    for _, references in read_references([document]):
        for reference in references:
            at = reference.pieces[0].start if reference.pieces else 0
            line = document.text.count("\n", 0, at) + 1
            yield replace(entry_of(reference), line=line)
