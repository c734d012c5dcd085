"""Entries → BibTeX and BibLaTeX."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from refs.formats.bibtex_tables import (
    BIBLATEX,
    BIBTEX,
    CONTAINERS,
    GENRES,
    MISC,
    NUMBERED,
    ROLES,
    SUBTYPES,
    TEXTS,
    VERBATIM,
    Kind,
)
from refs.formats.items import (
    MONTHS,
    custom_fields,
    date_parts,
    family,
    is_et_al,
    iso_date,
    line,
    names,
    read_pages,
    season,
    split_keywords,
    year,
)
from refs.formats.latex import escape, to_ascii, verbatim, write_text, write_title
from refs.model import Entry

_FIELD_NAME: Final = re.compile(r"[a-z][a-z0-9:_.+-]{0,60}", re.IGNORECASE)
_KEY: Final = re.compile(r"[^\s,={}\"#%~\\()']+")


def write_bibtex(entries: Iterable[Entry], *, ascii_only: bool = False) -> Iterator[str]:
    """BibTeX entries, one part for each; keys as they are given.

    Args:
        ascii_only: letters outside of ASCII as LaTeX commands, for BibTeX and pdfTeX of old.
    """
    return _write(entries, _bibtex_fields, ascii_only)


def write_biblatex(entries: Iterable[Entry], *, ascii_only: bool = False) -> Iterator[str]:
    """The same as BibLaTeX."""
    return _write(entries, _biblatex_fields, ascii_only)


_Fields = Iterator[tuple[str, str]]


def _write(
    entries: Iterable[Entry],
    fields_of: Callable[[Mapping[str, Any]], tuple[str, _Fields]],
    ascii_only: bool,
) -> Iterator[str]:
    before = ""
    for entry in entries:
        if entry.item:
            type_, fields = fields_of(entry.item)
            yield before + _text(type_, _safe_key(entry.key), fields, ascii_only)
            before = "\n"


def _safe_key(key: str) -> str:
    return "".join(_KEY.findall(line(key))) or "anonymous"


def _text(type_: str, key: str, fields: _Fields, ascii_only: bool) -> str:
    written = {name: value for name, value in fields if value}
    if ascii_only:
        kept = {name for name, _ in VERBATIM}
        written = {n: v if n in kept else to_ascii(v) for n, v in written.items()}
    lines = [
        f"  {name} = {value},\n" if name == "month" else f"  {name} = {{{value}}},\n"
        for name, value in written.items()
    ]
    return f"@{type_}{{{key},\n{''.join(lines)}}}\n"


def _bibtex_fields(item: Mapping[str, Any]) -> tuple[str, _Fields]:
    type_ = str(item.get("type"))
    kind = BIBTEX.get(type_, MISC)
    entry_type = kind.type
    genre = line(item.get("genre"))
    if type_ == "thesis" and "master" in genre.lower():
        entry_type, genre = "mastersthesis", "" if genre == GENRES["mastersthesis"] else genre

    def fields() -> _Fields:
        yield from _people_and_title(item)
        yield from _container(item, kind)
        yield "year", year(item) or escape(iso_date(item))
        yield from _month(item)
        yield from _rest(item, kind, "address", genre)

    return entry_type, fields()


def _biblatex_fields(item: Mapping[str, Any]) -> tuple[str, _Fields]:
    type_ = str(item.get("type"))
    kind = BIBLATEX.get(type_, MISC)

    def fields() -> _Fields:
        yield from _people_and_title(item)
        yield "entrysubtype", SUBTYPES.get(type_, "")
        yield from _container(item, kind)
        said = season(item)
        yield "date", escape(iso_date(item)) if not said else f"{year(item)} {said}"
        if pmid := verbatim(item.get("PMID")):
            yield "eprint", pmid
            yield "eprinttype", "pubmed"
        yield from (
            (n, v) for n, v in _rest(item, kind, "location", line(item.get("genre"))) if n != "pmid"
        )

    return kind.type, fields()


def _people_and_title(item: Mapping[str, Any]) -> _Fields:
    for field, role in ROLES:
        if field != "translator":
            yield field, write_people(names(item, role))
    yield "title", write_title(item.get("title"))


def _container(item: Mapping[str, Any], kind: Kind) -> _Fields:
    # A preprint server is the container of one, its publisher where the record has no container.
    yield (
        kind.container,
        escape(item.get("container-title"))
        if kind.container not in CONTAINERS
        else write_text(item.get("container-title")),
    )


def _month(item: Mapping[str, Any]) -> _Fields:
    parts = date_parts(item)
    if parts and len(parts[0]) > 1:
        yield "month", MONTHS[parts[0][1] - 1]
        if len(parts) == 1 and len(parts[0]) > 2:
            yield "day", str(parts[0][2])
    elif said := season(item):
        yield "month", f"{{{said}}}"


def _rest(item: Mapping[str, Any], kind: Kind, place: str, genre: str) -> _Fields:
    type_ = str(item.get("type"))
    number, pages = escape(item.get("number")), _pages(line(item.get("page")))
    issue = escape(item.get("issue"))
    yield "volume", escape(item.get("volume"))
    if type_ in NUMBERED:
        yield "number", number
        number = ""
    else:
        yield "number", issue or escape(item.get("collection-number"))
    yield "series", escape(item.get("collection-title"))
    yield "edition", escape(item.get("edition"))
    yield place, escape(item.get("publisher-place"))
    yield (
        "pages",
        pages or (_pages(line(item.get("number"))) if number and place == "address" else ""),
    )
    yield "eid", number
    yield kind.publisher, escape(item.get("publisher"))
    yield "type", escape(genre)
    for field, variable in VERBATIM:
        yield field, verbatim(item.get(variable))
    yield "urldate", iso_date(item, "accessed")
    for fields, variable in TEXTS[2:]:
        yield fields[0], write_text(item.get(variable))
    yield "translator", write_people(names(item, "translator"))
    yield "keywords", escape("; ".join(split_keywords(item.get("keyword"))))
    for name, value in custom_fields(item, "bibtex"):
        if _FIELD_NAME.fullmatch(name) and name not in ("month", "entrysubtype"):
            yield name.lower(), value if _is_balanced(value) else escape(value)


def _is_balanced(text: str) -> bool:
    depth = 0
    for found in re.finditer(r"[{}]", text):
        depth += 1 if found[0] == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def write_people(people: Iterable[Mapping[str, object]]) -> str:
    """``Family, Given and {Group}``: inside the field's braces a group stands in double ones."""
    return " and ".join(filter(None, map(_written_name, people)))


def _written_name(name: Mapping[str, object]) -> str:
    if is_et_al(name):
        return "others"
    own, suffix, given = escape(family(name)), escape(name.get("suffix")), escape(name.get("given"))
    if not own:
        group = escape(name.get("literal")) or given
        return f"{{{group}}}" if group else ""
    if "," in own or re.search(r"\band\b", own) or (" " in own and not given):
        own = f"{{{own}}}"
    return ", ".join(part for part in (own, suffix, given) if part)


_PAGES: Final = re.compile(r"([A-Za-z]*\d+[A-Za-z]*)-([A-Za-z]*\d+[A-Za-z]*)")


def _pages(pages: str) -> str:
    """Each range completed and with two hyphens: ``1425-37, 1440`` → ``1425--1437, 1440``."""
    parts = read_pages(pages).split(", ")
    return ", ".join(
        f"{ends[1]}--{ends[2]}" if (ends := _PAGES.fullmatch(part)) else escape(part)
        for part in parts
    )
