"""EndNote's XML ↔ entries.

Elements and reference types are those of EndNote's export (RSXML.dtd) and its default types.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from refs.formats.items import (
    Item,
    custom_fields,
    iso_date,
    join_keywords,
    line,
    names,
    plain,
    read_date,
    read_doi,
    read_name,
    read_pages,
    read_pmcid,
    read_pmid,
    season,
    set_custom,
    split_keywords,
    strip_markup,
    write_name,
    year,
)
from refs.formats.xml import read_records, rich_text, text_of
from refs.model import Entry

if TYPE_CHECKING:
    from lxml.etree import _Element

# Number and name of a reference type → CSL type; the first of a CSL type is the one written.
TYPES: Final = (
    ("17", "Journal Article", "article-journal"),
    ("43", "Electronic Article", "article-journal"),
    ("19", "Magazine Article", "article-magazine"),
    ("23", "Newspaper Article", "article-newspaper"),
    ("34", "Unpublished Work", "article"),
    ("6", "Book", "book"),
    ("28", "Edited Book", "book"),
    ("44", "Electronic Book", "book"),
    ("5", "Book Section", "chapter"),
    ("60", "Electronic Book Section", "chapter"),
    ("47", "Conference Paper", "paper-conference"),
    ("10", "Conference Proceedings", "paper-conference"),
    ("27", "Report", "report"),
    ("46", "Government Document", "report"),
    ("32", "Thesis", "thesis"),
    ("12", "Web Page", "webpage"),
    ("56", "Blog", "post-weblog"),
    ("59", "Dataset", "dataset"),
    ("9", "Computer Program", "software"),
    ("25", "Patent", "patent"),
    ("58", "Standard", "standard"),
    ("36", "Manuscript", "manuscript"),
    ("53", "Encyclopedia", "entry-encyclopedia"),
    ("52", "Dictionary", "entry-dictionary"),
    ("7", "Case", "legal_case"),
    ("31", "Statute", "legislation"),
    ("4", "Bill", "bill"),
    ("14", "Hearing", "hearing"),
    ("21", "Film or Broadcast", "motion_picture"),
    ("26", "Personal Communication", "personal_communication"),
    ("20", "Map", "map"),
    ("37", "Figure", "figure"),
    ("2", "Artwork", "graphic"),
    ("61", "Music", "song"),
    ("35", "Pamphlet", "pamphlet"),
    ("13", "Generic", "document"),
)
_READ: Final = {key: csl for number, name, csl in TYPES for key in (number, name)}
_WRITTEN: Final = {csl: (number, name) for number, name, csl in reversed(TYPES)} | {
    "entry": ("53", "Encyclopedia"),
    "review": ("17", "Journal Article"),
}
_SERIAL: Final = frozenset({"article-journal", "article-magazine", "article-newspaper"})
ROLES: Final = (
    ("authors", "author"),
    ("secondary-authors", "editor"),
    ("tertiary-authors", "collection-editor"),
    ("translated-authors", "translator"),
)
# Element → variable, in the order in which the DTD lists them.
SIMPLE: Final = (
    ("volume", "volume"),
    ("number", "issue"),
    ("edition", "edition"),
    ("pub-location", "publisher-place"),
    ("publisher", "publisher"),
    ("work-type", "genre"),
    ("notes", "note"),
    ("abstract", "abstract"),
    ("language", "language"),
)
_KNOWN: Final = frozenset(name for name, _ in SIMPLE) | set(
    "database source-app rec-number foreign-keys ref-type contributors auth-address titles periodical pages"
    " dates isbn accession-num electronic-resource-num urls custom2 custom7 keywords label access-date"
    " alt-periodical".split()
)


def read_endnote_xml(file: BinaryIO) -> Iterator[Entry]:
    """The entries of an EndNote XML file as they come."""
    for record in read_records(file, "record"):
        element = record.element
        item = _item(element) if element is not None else {}
        key = _key(element) if element is not None else ""
        problems = record.problems or (("no field in the record",) if len(item) < 2 else ())
        yield Entry(
            item if len(item) > 1 else {}, key, line=record.line, raw=record.raw, problems=problems
        )


def _key(record: _Element) -> str:
    return text_of(record.find("label")) or text_of(record.find("rec-number"))


def _item(record: _Element) -> Item:
    kind = record.find("ref-type")
    number = text_of(kind)
    name = kind.get("name", "") if kind is not None else ""
    item: Item = {"type": _READ.get(name) or _READ.get(number) or "document"}
    for element, role in ROLES:
        found = [
            one
            for author in record.iterfind(f"contributors/{element}/author")
            for one in read_name(text_of(author))
        ]
        if found:
            item[role] = found
    _read_titles(record, item)
    for element, variable in SIMPLE:
        if value := text_of(record.find(element)):
            item[variable] = value
    if date := _read_date(record):
        item["issued"] = date
    if accessed := read_date(text_of(record.find("access-date"))):
        item["accessed"] = accessed
    if pages := text_of(record.find("pages")):
        item["page"] = read_pages(pages)
    _read_numbers(record, item)
    if keywords := join_keywords(map(text_of, record.iterfind("keywords/keyword"))):
        item["keyword"] = keywords
    for child in record:
        if isinstance(child.tag, str) and child.tag not in _KNOWN and (value := text_of(child)):
            set_custom(item, f"endnote.{child.tag}", value)
    return item


def _read_titles(record: _Element, item: Item) -> None:
    if title := rich_text(record.find("titles/title")):
        item["title"] = title
    if short := text_of(record.find("titles/short-title")):
        item["title-short"] = short
    secondary = text_of(record.find("titles/secondary-title"))
    full = text_of(record.find("periodical/full-title"))
    abbreviations = (
        *map(text_of, record.iterfind("periodical/abbr-1")),
        text_of(record.find("titles/alt-title")),
        text_of(record.find("alt-periodical/full-title")),
    )
    if item["type"] == "book":
        if secondary:
            item["collection-title"] = secondary
    else:
        container = full or secondary
        short = next((one for one in abbreviations if one and one != container), "")
        if container or short:
            item["container-title"] = container or short
        if short and container:
            item["container-title-short"] = short
        if series := text_of(record.find("titles/tertiary-title")):
            item["collection-title"] = series


def _read_date(record: _Element) -> dict[str, Any] | None:
    of_year = text_of(record.find("dates/year"))
    published = text_of(record.find("dates/pub-dates/date"))
    found = read_date(f"{of_year} {published}" if of_year not in published else published)
    return found if found and "date-parts" in found else read_date(of_year) or found


def _read_numbers(record: _Element, item: Item) -> None:
    if doi := text_of(record.find("electronic-resource-num")):
        item["DOI"] = read_doi(doi)
    if urls := [url for one in record.iterfind("urls/related-urls/url") if (url := text_of(one))]:
        item["URL"] = urls[0]
    if code := text_of(record.find("isbn")):
        first = re.split(r"[\s;,(]+", code)[0]
        item["ISBN" if len(re.sub(r"[^\dXx]", "", first)) in (10, 13) else "ISSN"] = first
    accession = text_of(record.find("accession-num"))
    if pmid := read_pmid(accession):
        item["PMID"] = pmid
    elif accession:
        set_custom(item, "endnote.accession-num", accession)
    if pmcid := read_pmcid(text_of(record.find("custom2"))):
        item["PMCID"] = pmcid
    if number := text_of(record.find("custom7")):
        item["number"] = number


def write_endnote_xml(entries: Iterable[Entry]) -> Iterator[str]:
    """EndNote XML, a part for each entry."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>\n'
    for number, entry in enumerate((entry for entry in entries if entry.item), 1):
        yield f"<record>{_record(entry, number)}</record>\n"
    yield "</records></xml>\n"


def _record(entry: Entry, number: int) -> str:
    item = entry.item
    type_ = str(item.get("type"))
    code, name = _WRITTEN.get(type_, ("13", "Generic"))
    book, serial = type_ == "book", type_ in _SERIAL
    container, series = plain(item.get("container-title")), plain(item.get("collection-title"))
    short = plain(item.get("container-title-short"))
    date = iso_date(item) if not season(item) else f"{year(item)} {season(item)}"
    people = (
        _wrap(
            element, "".join(_wrap("author", _style(write_name(one))) for one in names(item, role))
        )
        for element, role in ROLES
    )
    keywords = (_wrap("keyword", _style(one)) for one in split_keywords(item.get("keyword")))
    parts = (
        _wrap("database", escape("citeweave.enl"), name="citeweave.enl"),
        _wrap("rec-number", str(number)),
        f'<ref-type name="{escape(name)}">{code}</ref-type>',
        _wrap("contributors", "".join(people)),
        _wrap(
            "titles",
            _wrap("title", _rich_style(line(item.get("title"))))
            + _wrap("secondary-title", _style(series if book else container))
            + _wrap("tertiary-title", "" if book else _style(series))
            + _wrap("short-title", _style(plain(item.get("title-short")))),
        ),
        _wrap(
            "periodical",
            _wrap("full-title", _style(container if serial else ""))
            + _wrap("abbr-1", _style(short)),
        ),
        _wrap("pages", _style(plain(item.get("page")))),
        *(_wrap(element, _style(plain(item.get(variable)))) for element, variable in SIMPLE[:3]),
        _wrap("keywords", "".join(keywords)),
        _wrap(
            "dates",
            _wrap("year", _style(year(item)))
            + _wrap("pub-dates", _wrap("date", _style(date if date != year(item) else ""))),
        ),
        *(_wrap(element, _style(plain(item.get(variable)))) for element, variable in SIMPLE[3:5]),
        _wrap("isbn", _style(plain(item.get("ISBN") or item.get("ISSN")))),
        _wrap("accession-num", _style(plain(item.get("PMID")))),
        _wrap("label", _style(line(entry.key))),
        *(_wrap(element, _style(plain(item.get(variable)))) for element, variable in SIMPLE[5:]),
        _wrap("urls", _wrap("related-urls", _wrap("url", _style(plain(item.get("URL")))))),
        _wrap("custom2", _style(plain(item.get("PMCID")))),
        _wrap("custom7", _style(plain(item.get("number")))),
        _wrap("electronic-resource-num", _style(plain(item.get("DOI")))),
        _wrap("access-date", _style(iso_date(item, "accessed"))),
        *(
            _wrap(element, _style(value))
            for element, value in custom_fields(item, "endnote")
            if re.fullmatch(r"[a-z][a-z0-9-]{0,40}", element)
        ),
    )
    return "".join(parts)


def _wrap(element: str, inner: str, **attributes: str) -> str:
    """The element around what is in it; nothing where nothing is."""
    said = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{element}{said}>{inner}</{element}>" if inner else ""


def _style(text: str, face: str = "normal") -> str:
    shown = escape(text, quote=False)
    return f'<style face="{face}" font="default" size="100%">{shown}</style>' if text else ""


_FACES: Final[Mapping[str, str]] = {
    "i": "italic", "b": "bold", "sup": "superscript", "sub": "subscript"
}  # fmt: skip
_TAGS: Final = re.compile(r"<(i|b|sup|sub)>(.*?)</\1>")


def _rich_style(text: str) -> str:
    """The title, a stretch of each face in a style of its own, as EndNote does."""
    parts, end = [], 0
    for found in _TAGS.finditer(text):
        parts.append(_piece(text[end : found.start()], "normal"))
        parts.append(_piece(found[2], _FACES[found[1]]))
        end = found.end()
    return "".join([*parts, _piece(text[end:], "normal")])


def _piece(text: str, face: str) -> str:
    return _style(strip_markup(text), face)
