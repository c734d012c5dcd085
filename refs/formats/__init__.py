"""Formats of bibliographies: one module each, all meeting in :class:`refs.model.Entry`.

    with open("refs.bib", "rb") as file:
        bibliography = open_bibliography(file, "refs.bib")
        text = "".join(write_entries(bibliography.entries, "ris"))

Readers take bytes and give entries as they come, in memory for one record where the format allows;
writers give text, a part for each entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib import import_module
from io import BytesIO
from typing import Any, BinaryIO, Final, NamedTuple

from refs.formats.decode import Rewound, read_lines
from refs.model import Entry

Reader = Callable[[BinaryIO], Iterator[Entry]]


class Format(NamedTuple):
    """A format that can be read, written or both: ``module:function`` of either, loaded when used."""

    name: str
    suffixes: tuple[str, ...]
    reads: str = ""
    writes: str = ""
    looks: str = ""
    """What the beginning of such a file has (a pattern, by lines); nothing where no other can tell."""


# In the order in which a file is asked; the first that looks right is it.
FORMATS: Final = {
    one.name: one
    for one in (
        Format("endnote-xml", ("xml", "enx"), "endnote_xml:read_endnote_xml", "endnote_xml:write_endnote_xml",
               r"<xml>\s*<records>|<records>\s*<record|<rec-number>|<ref-type"),
        Format("pubmed-xml", (), "pubmed_xml:read_pubmed_xml", "",
               r"<!DOCTYPE Pubmed|<Pubmed(?:Article|BookArticle|ArticleSet)\b"),
        Format("csl-json", ("json",), "csl_items:read_csl_json", "csl_items:write_csl_json",
               r"\A\s*(?:\[\s*(?:\{|\])|\{\s*\")"),
        Format("ris", ("ris",), "ris:read_ris", "ris:write_ris", r"^[ \t]{0,2}TY[ \t]{1,3}-[ \t]+[A-Z]|^TY[ \t]{1,3}-"),
        Format("nbib", ("nbib", "medline"), "nbib:read_nbib", "nbib:write_nbib", r"^PMID ?- ?\d|^PMID- *$"),
        Format("bibtex", ("bib",), "bibtex_reader:read_bibtex", "bibtex_writer:write_bibtex",
               r"^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(]"),
        Format("biblatex", (), "bibtex_reader:read_bibtex", "bibtex_writer:write_biblatex"),
        Format("csl-yaml", ("yaml", "yml"), "csl_items:read_csl_yaml", "csl_items:write_csl_yaml",
               r"^references:\s*$|\A(?:---\s*\n)?[ ]{0,4}- (?:id|type|title|author|DOI):"),
        Format("ids", (), "identifiers:read_identifiers"),
        Format("document", (), "letters:read_letters"),
    )
}  # fmt: skip
READ: Final = tuple(name for name, one in FORMATS.items() if one.reads)
WRITTEN: Final = tuple(name for name, one in FORMATS.items() if one.writes)
_HEAD: Final = 1 << 16  # bytes that are looked at; some exporters put a licence in front


class Bibliography(NamedTuple):
    """What a file holds, once: ``entries`` are read as they are asked for."""

    name: str
    format: str
    entries: Iterator[Entry]


def open_bibliography(file: BinaryIO, name: str, format_: str | None = None) -> Bibliography:
    """The entries of an open file, by its content or as the format that is named.

    Every entry knows its ``file``. A document (Markdown, text) gives the references of its lists,
    with the article that cites them.

    Raises:
        UnreadableDocument: a document that is none; while the entries are read.
    """
    if file.seekable():
        begins = file.tell()
        chosen = format_ or detect_format(_read_head(file))
        file.seek(begins)
        whole = file
    else:
        head = _read_head(file)
        chosen = format_ or detect_format(head)
        whole = Rewound(head, file)
    return Bibliography(name, chosen, _named(_function(FORMATS[chosen].reads, whole, name), name))


def detect_format(head: bytes) -> str:
    """The name of the format whose beginning this is; ``document`` where it looks like no other."""
    lines = list(read_lines(BytesIO(head)))
    text = "".join(lines)
    for one in FORMATS.values():
        if one.looks and re.search(one.looks, text, re.MULTILINE):
            return one.name
    from refs.formats.identifiers import identifiers

    said = [text for text in map(str.strip, lines[:200]) if text and not text.startswith("#")]
    found = sum(bool(identifiers(one)) for one in said[:-1] or said)
    return "ids" if said and found * 10 >= max(len(said) - 1, 1) * 8 else "document"


def write_entries(
    entries: Iterable[Entry], format_: str, *, ascii_only: bool = False
) -> Iterator[str]:
    """The entries that could be read as text of a format of ``WRITTEN``, a part for each.

    Args:
        ascii_only: in BibTeX and BibLaTeX, letters outside of ASCII as LaTeX commands.
    """
    writer = _load(FORMATS[format_].writes)
    return writer(entries, ascii_only=True) if ascii_only and "bib" in format_ else writer(entries)


def _read_head(file: BinaryIO) -> bytes:
    parts, size = [], 0
    while size < _HEAD and (part := file.read(_HEAD - size)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _function(place: str, file: BinaryIO, name: str) -> Iterator[Entry]:
    reader = _load(place)
    return reader(file, name) if place == FORMATS["document"].reads else reader(file)


@cache
def _load(place: str) -> Callable[..., Iterator[Any]]:
    module, _, function = place.partition(":")
    return getattr(import_module(f"refs.formats.{module}"), function)  # type: ignore[no-any-return]


def _named(entries: Iterator[Entry], name: str) -> Iterator[Entry]:
    for entry in entries:
        yield replace(entry, file=name)
