"""From text to references to works.

    document = read_document(path.read_bytes(), path.name)
    with Index(Path("my-index")) as index:
        for article, references in read_references([document]):
            checked = [check_reference(reference, [index]) for reference in references]

A name is imported when it is first used, so that a program pays only for what it needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from refs.bibliography import to_bibtex
    from refs.check import check_reference
    from refs.documents import read_document
    from refs.doi import find_dois, normalise_doi
    from refs.parse import parse_string
    from refs.read import read_references
    from refs.sources.cache import Cache
    from refs.sources.crossref import Crossref
    from refs.sources.index import Index, build_index

__all__ = [
    "Cache",
    "Crossref",
    "Index",
    "build_index",
    "check_reference",
    "find_dois",
    "normalise_doi",
    "parse_string",
    "read_document",
    "read_references",
    "to_bibtex",
]

_ROOMS = {
    "Cache": "sources.cache",
    "Crossref": "sources.crossref",
    "Index": "sources.index",
    "build_index": "sources.index",
    "check_reference": "check",
    "find_dois": "doi",
    "normalise_doi": "doi",
    "parse_string": "parse",
    "read_document": "documents",
    "read_references": "read",
    "to_bibtex": "bibliography",
}


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
