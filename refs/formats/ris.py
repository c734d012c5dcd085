"""RIS ↔ entries, in the dialects of PubMed's, Embase's, EndNote's, Zotero's and Scopus's exports.

Tags and types are those of the RIS specification of Research Information Systems (2011) and of the
export tables of EndNote and Zotero.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, Final

from refs.formats.decode import read_lines
from refs.formats.items import (
    Item,
    custom_fields,
    iso_date,
    join_keywords,
    line,
    names,
    page_ends,
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
    write_name,
    year,
)
from refs.formats.tagged import Record, read_records
from refs.model import Entry

TAGGED: Final = re.compile(
    r"\ufeff?[ \t]{0,2}([A-Z][A-Z0-9])(?:[ \t]{1,3}-|-[ \t])(?=[ \t\r\n]|$)([^\r\n]*)"
)

# RIS type → CSL type; the first of a CSL type is the one written.
TYPES: Final[Mapping[str, str]] = {
    "JOUR": "article-journal", "EJOUR": "article-journal", "INPR": "article-journal",
    "ABST": "article-journal", "JFULL": "periodical", "MGZN": "article-magazine",
    "NEWS": "article-newspaper", "UNPB": "article", "BOOK": "book", "EBOOK": "book",
    "EDBOOK": "book", "SER": "book", "CHAP": "chapter", "ECHAP": "chapter",
    "CPAPER": "paper-conference", "CONF": "paper-conference", "RPRT": "report", "GOVDOC": "report",
    "THES": "thesis", "ELEC": "webpage", "BLOG": "post-weblog", "DATA": "dataset", "AGGR": "dataset",
    "COMP": "software", "PAT": "patent", "STAND": "standard", "MANSCPT": "manuscript",
    "ENCYC": "entry-encyclopedia", "DICT": "entry-dictionary", "CASE": "legal_case",
    "STAT": "legislation", "BILL": "bill", "UNBILL": "bill", "HEAR": "hearing",
    "VIDEO": "motion_picture", "MPCT": "motion_picture", "ADVS": "motion_picture", "SOUND": "song",
    "MUSIC": "musical_score", "MAP": "map", "ART": "graphic", "FIGURE": "figure",
    "PCOMM": "personal_communication", "ICOMM": "post", "PAMP": "pamphlet", "SLIDE": "speech",
    "GEN": "document",
}  # fmt: skip
_WRITTEN: Final = {csl: ris for ris, csl in reversed(tuple(TYPES.items()))} | {
    "entry": "ENCYC", "review": "JOUR", "review-book": "JOUR", "legal-case": "CASE"
}  # fmt: skip
_SERIAL: Final = frozenset({"article-journal", "article-magazine", "article-newspaper"})
_PART: Final = frozenset({"chapter", "paper-conference", "entry-encyclopedia", "entry-dictionary"})

# Tags that are one CSL variable each, whatever the type; of several tags the first that is there.
SIMPLE: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (("TI", "T1", "CT"), "title"),
    (("ST",), "title-short"),
    (("VL",), "volume"),
    (("IS", "CP"), "issue"),
    (("PB",), "publisher"),
    (("CY", "PP"), "publisher-place"),
    (("LA",), "language"),
    (("AB", "N2"), "abstract"),
    (("C7",), "number"),
    (("UR", "LK"), "URL"),
)
ROLES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("author", ("AU", "A1")),
    ("editor", ("ED",)),
    ("collection-editor", ("A3",)),
    ("translator", ("A4",)),
)
_KNOWN: Final = frozenset(
    {tag for tags, _ in SIMPLE for tag in tags}
    | {tag for _, tags in ROLES for tag in tags}
    | set(
        "TY A2 ID T2 T3 JF JO JA J1 J2 BT SP EP PY Y1 DA Y2 SN DO KW N1 AN C2 ET ER M1 M3".split()
    )
)
_ISSN: Final = re.compile(r"\d{4}-?\d{3}[\dXx]")
_ISBN: Final = re.compile(r"(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx]")
_PMID_NOTE: Final = re.compile(r"PMID:?\s*(\d{1,9})(?:\[[a-z]+\])?", re.IGNORECASE)


def read_ris(file: BinaryIO) -> Iterator[Entry]:
    """The entries of an RIS file as they come."""
    for record in read_records(read_lines(file), TAGGED, "TY", "ER"):
        empty = not any(tag != "TY" for tag, _ in record.pairs)
        yield Entry(
            item={} if empty else _item(record),
            key=line(record.first("ID")),
            line=record.line,
            raw="".join(record.raw),
            problems=(*record.problems, *(("no field in the record",) if empty else ())),
        )


def _item(record: Record) -> Item:
    ris = record.first("TY").upper()
    type_ = TYPES.get(ris, "document")
    item: Item = {"type": type_}
    for role, tags in ROLES:
        found = [name for value in record.values(*tags) for name in read_name(value)]
        if found:
            item[role] = found
    secondary = [name for value in record.values("A2") for name in read_name(value)]
    if secondary and "editor" not in item:
        item["editor"] = secondary
    for tags, variable in SIMPLE:
        if value := line(record.first(*tags)):
            item[variable] = value
    if "title" not in item and (value := line(record.first("BT"))):
        item["title"] = value
    _read_container(record, item)
    _read_dates(record, item)
    _read_pages(record, item)
    _read_numbers(record, item)
    for tag, value in record.pairs:
        if tag not in _KNOWN and value:
            set_custom(item, f"ris.{tag}", line(value))
    return item


def _read_container(record: Record, item: Item) -> None:
    """JF is the full title; JO is one or the other, T2 and BT are what the type makes of them."""
    type_ = item["type"]
    full = line(record.first("JF"))
    either = [line(value) for tag in ("T2", "JO", "BT") for value in record.values(tag)]
    short = line(record.first("JA", "J2", "J1"))
    if type_ == "book":
        series = line(record.first("T2", "T3"))
        if series:
            item["collection-title"] = series
        return
    if not full:
        full = next((value for value in either if value != item.get("title")), "")
    if not short:
        short = next((value for value in either if value != full and len(value) < len(full)), "")
    if full and short and len(short) > len(full):
        full, short = short, full  # EndNote puts the abbreviation into T2 at times
    full = full or short
    if full:
        item["container-title"] = full
    if short and short != full:
        item["container-title-short"] = short
    if series := line(record.first("T3")):
        item["collection-title"] = series


def _read_dates(record: Record, item: Item) -> None:
    published = [line(value) for tag in ("PY", "Y1") for value in record.values(tag)]
    dated = line(record.first("DA"))
    dates = [found for text in published if (found := read_date(text))]
    best = max(dates, key=_known, default=None)
    if dated:
        printed = str(best["date-parts"][0][0]) if best and "date-parts" in best else ""
        full = dated if not printed or printed in dated else f"{printed} {dated}"
        found = read_date(full)
        if found and (best is None or _known(found) > _known(best)):
            best = found
    if best:
        item["issued"] = best
    if accessed := read_date(record.first("Y2")):
        item["accessed"] = accessed


def _known(date: Mapping[str, Any]) -> int:
    parts = date.get("date-parts")
    return sum(len(one) for one in parts) if parts else 0


def _read_pages(record: Record, item: Item) -> None:
    first, last = line(record.first("SP")), line(record.first("EP"))
    if first and last and last != first and "-" not in first:
        item["page"] = read_pages(f"{first}-{last}")
    elif first or last:
        item["page"] = read_pages(first or last)


def _read_numbers(record: Record, item: Item) -> None:
    for value in record.values("DO", "M3", "N1", "UR", "LK"):
        if "DOI" not in item and (value.startswith("10.") or "doi" in value.lower()):
            doi = read_doi(value)
            if doi.startswith("10."):
                item["DOI"] = doi
    if "DOI" not in item and (value := line(record.first("DO"))):
        item["DOI"] = read_doi(value)
    for value in record.values("SN"):
        for part in re.split(r"[;\n]", value):
            if (isbn := _ISBN.search(part)) and len(re.sub(r"\D", "", part)) >= 9:
                item.setdefault("ISBN", line(isbn[0]))
            elif issn := _ISSN.search(part):
                item.setdefault("ISSN", issn[0])
    if pmid := read_pmid(record.first("AN")):
        item["PMID"] = pmid
    elif accession := line(record.first("AN")):
        set_custom(item, "ris.AN", accession)
    if pmcid := read_pmcid(record.first("C2")):
        item["PMCID"] = pmcid
    elif other := line(record.first("C2")):
        set_custom(item, "ris.C2", other)
    edition = line(record.first("ET"))
    if edition and item["type"] not in _SERIAL:
        item["edition"] = edition
    elif edition:  # EndNote writes the date of the electronic publication there
        set_custom(item, "ris.ET", edition)
    _read_kind(record, item)
    if keywords := join_keywords(part for value in record.values("KW") for part in _parted(value)):
        item["keyword"] = keywords
    notes = []
    for value in map(line, record.values("N1")):
        if (found := _PMID_NOTE.fullmatch(value)) and "PMID" not in item:
            item["PMID"] = found[1]
        elif value != item.get("abstract"):
            notes.append(value)
    if notes:
        item["note"] = "; ".join(notes)


def _read_kind(record: Record, item: Item) -> None:
    """M3 is the kind of work, for a thesis the degree; M1 a number."""
    kind, number = line(record.first("M3")), line(record.first("M1"))
    if kind and not kind.startswith("10."):
        if item["type"] in _SERIAL:
            set_custom(item, "ris.M3", kind)
        else:
            item["genre"] = kind
    if number and item["type"] in {"report", "patent", "standard"} and "number" not in item:
        item["number"] = number
    elif number and "issue" not in item and item["type"] in _SERIAL and number.isdigit():
        item["issue"] = number
    elif number:
        set_custom(item, "ris.M1", number)


def _parted(value: str) -> list[str]:
    """Some exporters put all keywords on one line."""
    return value.split(";") if ";" in value else [value]


def write_ris(entries: Iterable[Entry]) -> Iterator[str]:
    """RIS records with CRLF ends, as the specification asks; one part for each entry."""
    for entry in entries:
        if entry.item:
            lines = [f"{tag}  - {value}" for tag, value in _pairs(entry) if value]
            yield "\r\n".join([*lines, "ER  - ", "", ""])


def _pairs(entry: Entry) -> Iterator[tuple[str, str]]:
    item = entry.item
    type_ = str(item.get("type"))
    yield "TY", _WRITTEN.get(type_, "GEN")
    for role, tags in ROLES:
        for name in names(item, role):
            yield tags[0], write_name(name)
    for tags, variable in SIMPLE:
        yield tags[0], plain(item.get(variable))
    container, series = plain(item.get("container-title")), plain(item.get("collection-title"))
    if type_ == "book":
        yield "T2", series
    else:
        yield ("JF" if type_ in _SERIAL else "T2"), container
        yield "T3", series
    yield "J2", plain(item.get("container-title-short"))
    yield "PY", year(item)
    date = iso_date(item, sep="/")
    if said := season(item):
        yield "DA", f"{year(item)} {said}"
    elif date != year(item):
        ranged = len(date) > 10 or date.count("/") != 2
        yield "DA", iso_date(item) if ranged else date + "/"
    yield "Y2", iso_date(item, "accessed")
    first, last = page_ends(plain(item.get("page")))
    yield "SP", first
    yield "EP", last
    for variable, tag in (
        ("DOI", "DO"),
        ("ISSN", "SN"),
        ("ISBN", "SN"),
        ("PMID", "AN"),
        ("PMCID", "C2"),
    ):
        yield tag, plain(item.get(variable))
    yield "ET", plain(item.get("edition"))
    yield "M3", plain(item.get("genre"))
    for keyword in split_keywords(item.get("keyword")):
        yield "KW", keyword
    yield "N1", plain(item.get("note"))
    yield "ID", line(entry.key)
    for tag, value in custom_fields(item, "ris"):
        if re.fullmatch("[A-Z][A-Z0-9]", tag):
            yield tag, line(value)
