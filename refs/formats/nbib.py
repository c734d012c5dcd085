"""NBIB, the MEDLINE display of PubMed ↔ entries.

Tags are those of the National Library of Medicine, "MEDLINE/PubMed Data Element (Field)
Descriptions".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, Final

from refs.formats.decode import read_lines
from refs.formats.items import (
    ET_AL,
    MONTHS,
    CSLName,
    Item,
    custom_fields,
    date_parts,
    family,
    is_et_al,
    join_keywords,
    line,
    names,
    plain,
    read_date,
    read_doi,
    read_name,
    read_pages,
    read_pmcid,
    season,
    set_custom,
    split_keywords,
)
from refs.formats.tagged import Record, read_records
from refs.model import Entry

TAGGED: Final = re.compile(r"\ufeff?([A-Z][A-Z0-9]{1,3}) {0,3}- ?([^\r\n]*)")

# Publication type → CSL type; the first of a CSL type is the one written.
TYPES: Final[Mapping[str, str]] = {
    "Journal Article": "article-journal", "Preprint": "article", "Newspaper Article": "article-newspaper",
    "Book": "book", "Book Chapter": "chapter", "Dataset": "dataset", "Academic Dissertation": "thesis",
    "Technical Report": "report", "Legal Case": "legal_case", "Legislation": "legislation",
    "Web Archive": "webpage", "Congress": "paper-conference", "Video-Audio Media": "motion_picture",
    "Personal Narrative": "personal_communication", "Dictionary": "entry-dictionary",
    "Encyclopedia": "entry-encyclopedia",
}  # fmt: skip
_WRITTEN: Final = {csl: pt for pt, csl in reversed(tuple(TYPES.items()))} | {
    "entry": "Encyclopedia"
}

SIMPLE: Final = (
    ("VI", "volume"),
    ("IP", "issue"),
    ("AB", "abstract"),
    ("LA", "language"),
    ("PL", "publisher-place"),
    ("PB", "publisher"),
    ("EN", "edition"),
)
_KNOWN: Final = frozenset(tag for tag, _ in SIMPLE) | set(
    "PMID PMC TI TA JT BTI CTI AU FAU CN ED FED PG DP DEP AID LID IS ISBN OT MH PT GN IR FIR".split()
)
_ISSN: Final = re.compile(r"(\d{4}-\d{3}[\dXx])")


def read_nbib(file: BinaryIO) -> Iterator[Entry]:
    """The entries of a MEDLINE file as they come; the key is the PMID."""
    for record in read_records(read_lines(file), TAGGED, "PMID", None):
        empty = not any(tag != "PMID" for tag, _ in record.pairs)
        yield Entry(
            item=_item(record) if record.pairs else {},
            key=line(record.first("PMID")),
            line=record.line,
            raw="".join(record.raw),
            problems=(*record.problems, "no field in the record")
            if empty
            else tuple(record.problems),
        )


def _item(record: Record) -> Item:
    kinds = record.values("PT")
    item: Item = {"type": next((TYPES[kind] for kind in kinds if kind in TYPES), "article-journal")}
    if found := _persons(record, "FAU", "AU"):
        item["author"] = found
    if found := _persons(record, "FED", "ED"):
        item["editor"] = found
    for tag, variable in SIMPLE:
        if value := line(record.first(tag)):
            item[variable] = value
    book = line(record.first("BTI"))
    title = line(record.first("TI", "CTI"))
    if title or book:
        item["title"] = bare_title(title or book)
    container = line(record.first("JT")) or (book if title else "")
    short = line(record.first("TA"))
    if container or short:
        item["container-title"] = container or short
    if short and container and short != container:
        item["container-title-short"] = short
    if date := read_date(record.first("DP", "DEP")):
        item["issued"] = date
    if pages := line(record.first("PG")):
        item["page"] = read_pages(pages)
    _read_numbers(record, item)
    if keywords := join_keywords(_heading(value) for value in record.values("OT", "MH")):
        item["keyword"] = keywords
    if notes := [line(value) for value in record.values("GN")]:
        item["note"] = "; ".join(notes)
    for kind in kinds:
        if kind != _WRITTEN.get(item["type"]):
            set_custom(item, "nbib.PT", line(kind))
    for tag, value in record.pairs:
        if tag not in _KNOWN and value:
            set_custom(item, f"nbib.{tag}", line(value))
    return item


def _persons(record: Record, full: str, short: str) -> list[CSLName]:
    """Persons by their full names where the record has them, groups (CN) where they stand."""
    tags = (full, "CN") if record.first(full) else (short, "CN")
    found: list[CSLName] = []
    for tag, value in record.pairs:
        if tag == "CN" and tag in tags and full == "FAU" and value:
            found.append({"literal": line(value)})
        elif tag in tags and tag != "CN":
            found += read_name(value)
    return found


def bare_title(title: str) -> str:
    """PubMed ends every title with a full stop, which is no part of it; and brackets translations."""
    bare = title[:-1] if title.endswith(".") and not title.endswith("...") else title
    return bare[1:-1] if bare.startswith("[") and bare.endswith("]") else bare


def _heading(value: str) -> str:
    """A subject heading without the star that marks a main topic: ``*Leukemia/drug therapy``."""
    return line(value).replace("*", "")


def _read_numbers(record: Record, item: Item) -> None:
    if pmid := re.match(r"\d{1,9}", record.first("PMID")):
        item["PMID"] = pmid[0]
    if pmcid := read_pmcid(record.first("PMC")):
        item["PMCID"] = pmcid
    for value in record.values("LID", "AID"):
        if value.endswith("[doi]"):
            item.setdefault("DOI", read_doi(value[:-5]))
        elif value.endswith("[pii]") and "page" not in item and "number" not in item:
            item["number"] = line(value[:-5])
    if issns := [found[1] for value in record.values("IS") if (found := _ISSN.search(value))]:
        item["ISSN"] = issns[0]
    if isbn := line(record.first("ISBN")):
        item["ISBN"] = isbn.split(" (")[0]


def write_nbib(entries: Iterable[Entry]) -> Iterator[str]:
    """MEDLINE records, values folded at 88 columns as PubMed does; one part for each entry."""
    for number, entry in enumerate(entries):
        if entry.item:
            lines = [_folded(tag, value) for tag, value in _pairs(entry) if value or tag == "PMID"]
            yield ("\n" if number else "") + "".join(lines)


def _folded(tag: str, value: str) -> str:
    lines, now = [], f"{tag:<4}- "
    for word in value.split():
        if len(now) + len(word) > 88 and now.strip() and not now.endswith("- "):
            lines.append(now.rstrip())
            now = "      "
        now += word + " "
    return "\n".join([*lines, now.rstrip() if value else now]) + "\n"


def _pairs(entry: Entry) -> Iterator[tuple[str, str]]:
    item = entry.item
    type_ = str(item.get("type"))
    yield "PMID", plain(item.get("PMID"))
    book = type_ in {
        "chapter",
        "entry",
        "entry-encyclopedia",
        "entry-dictionary",
        "paper-conference",
    }
    title, container = plain(item.get("title")), plain(item.get("container-title"))
    ended = title and title + ("." if not title.endswith("...") else "")
    yield ("BTI" if type_ == "book" else "TI"), title if type_ == "book" else ended
    for tag, role in (("AU", "author"), ("ED", "editor")):
        for name in names(item, role):
            yield from _name_pairs(tag, name)
    yield ("BTI" if book else "JT"), container
    short = plain(item.get("container-title-short"))
    yield "TA", short if short else container if not book and type_ == "article-journal" else ""
    for tag, variable in SIMPLE:
        yield tag, plain(item.get(variable))
    yield "PG", plain(item.get("page"))
    yield "DP", _date(item)
    if number := plain(item.get("number")):
        yield "LID", f"{number} [pii]"
    if doi := plain(item.get("DOI")):
        yield "AID", f"{doi} [doi]"
    yield "PMC", plain(item.get("PMCID"))
    yield "IS", plain(item.get("ISSN"))
    yield "ISBN", plain(item.get("ISBN"))
    for keyword in split_keywords(item.get("keyword")):
        yield "OT", keyword
    yield "PT", _WRITTEN.get(type_, "")
    yield "GN", plain(item.get("note"))
    for tag, value in custom_fields(item, "nbib"):
        if re.fullmatch("[A-Z][A-Z0-9]{1,3}", tag):
            yield tag, line(value)


def _name_pairs(tag: str, name: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    if is_et_al(name):
        yield f"F{tag}", ET_AL["literal"]
        return
    own, given, suffix = family(name), line(name.get("given")), line(name.get("suffix"))
    if not own:
        yield (
            ("CN" if tag == "AU" else tag),
            line(name.get("literal")) + ("" if tag == "AU" else ","),
        )
        return
    yield f"F{tag}", ", ".join(filter(None, (own, given, suffix)))
    yield tag, " ".join(filter(None, (own, initials(given), suffix)))


def initials(given: str) -> str:
    """``Carl H.`` → ``CH``, ``Jean-Pierre`` → ``JP``; given names that are initials stay whole."""
    if given.isupper() and len(given) <= 4 and given.isalpha():
        return given
    return "".join(part[0].upper() for part in re.split(r"[\s.\-‐]+", given) if part)


def _date(item: Mapping[str, object]) -> str:
    parts = date_parts(item)
    if not parts:
        return ""
    first = parts[0]
    said = [f"{first[0]:04}"]
    if len(parts) > 1 and parts[1][0] != first[0]:
        return f"{first[0]:04}-{parts[1][0]:04}"
    if len(first) > 1:
        month = MONTHS[first[1] - 1].title()
        if len(parts) > 1 and len(parts[1]) > 1:
            month += f"-{MONTHS[parts[1][1] - 1].title()}"
        said.append(month)
    elif season(item):
        said.append(season(item))
    if len(first) > 2 and len(parts) == 1:
        said.append(str(first[2]))
    return " ".join(said)
