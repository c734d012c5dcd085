"""PubMed's XML → entries.

Elements are those of the National Library of Medicine's PubMed DTD (PubmedArticleSet).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Final

from refs.formats.items import (
    CSLName,
    Item,
    join_keywords,
    person,
    read_date,
    read_doi,
    read_pages,
    read_pmcid,
    set_custom,
)
from refs.formats.nbib import TYPES, bare_title
from refs.formats.xml import read_records, rich_text, text_of
from refs.model import Entry

if TYPE_CHECKING:
    from lxml.etree import _Element

ARTICLE: Final = "MedlineCitation/Article"
# Path → variable.
SIMPLE: Final = (
    (f"{ARTICLE}/Journal/Title", "container-title"),
    (f"{ARTICLE}/Journal/ISOAbbreviation", "container-title-short"),
    (f"{ARTICLE}/Journal/JournalIssue/Volume", "volume"),
    (f"{ARTICLE}/Journal/JournalIssue/Issue", "issue"),
    (f"{ARTICLE}/Journal/ISSN", "ISSN"),
    (f"{ARTICLE}/Language", "language"),
    ("MedlineCitation/PMID", "PMID"),
    ("BookDocument/Book/BookTitle", "container-title"),
    ("BookDocument/Book/Publisher/PublisherName", "publisher"),
    ("BookDocument/Book/Publisher/PublisherLocation", "publisher-place"),
    ("BookDocument/Book/Isbn", "ISBN"),
    ("BookDocument/PMID", "PMID"),
)


def read_pubmed_xml(file: BinaryIO) -> Iterator[Entry]:
    """The entries of a PubMed XML file as they come; the key is the PMID."""
    for record in read_records(file, "PubmedArticle", "PubmedBookArticle"):
        item = _item(record.element) if record.element is not None else {}
        problems = record.problems or (("no field in the record",) if len(item) < 2 else ())
        yield Entry(
            item if len(item) > 1 else {}, str(item.get("PMID", "")), line=record.line, raw=record.raw,
            problems=problems,
        )  # fmt: skip


def _item(record: _Element) -> Item:
    book = record.tag == "PubmedBookArticle"
    place = "BookDocument" if book else ARTICLE
    kinds = [
        text_of(one) for one in record.iterfind(f"{place}/PublicationTypeList/PublicationType")
    ]
    known = (TYPES[kind] for kind in kinds if kind in TYPES)
    item: Item = {"type": next(known, "chapter" if book else "article-journal")}
    authors = record.iterfind(f"{place}/AuthorList/Author")
    if found := [name for one in authors if (name := _name(one))]:
        item["author"] = found
    title = rich_text(record.find(f"{place}/ArticleTitle"))
    if title:
        item["title"] = bare_title(title)
    for path, variable in SIMPLE:
        if value := text_of(record.find(path)):
            item[variable] = value
    if book and not title and "container-title" in item:
        item["type"], item["title"] = "book", item.pop("container-title")
    if date := _date(record, place):
        item["issued"] = date
    if pages := text_of(record.find(f"{place}/Pagination/MedlinePgn")):
        item["page"] = read_pages(pages)
    _read_ids(record, place, item)
    abstract = " ".join(
        ": ".join(filter(None, (one.get("Label"), rich_text(one))))
        for one in record.iterfind(f"{place}/Abstract/AbstractText")
    )
    if abstract:
        item["abstract"] = abstract
    headings = record.iterfind("MedlineCitation/MeshHeadingList/MeshHeading/DescriptorName")
    own = record.iterfind("MedlineCitation/KeywordList/Keyword")
    if keywords := join_keywords(map(text_of, (*own, *headings))):
        item["keyword"] = keywords
    for kind in kinds:
        if kind and TYPES.get(kind) != item["type"]:
            set_custom(item, "nbib.PT", kind)
    return item


def _name(author: _Element) -> CSLName | None:
    if author.get("ValidYN") == "N":
        return None
    family = text_of(author.find("LastName"))
    if not family:
        group = text_of(author.find("CollectiveName"))
        return {"literal": group} if group else None
    given = text_of(author.find("ForeName")) or text_of(author.find("Initials"))
    return person(family, given, text_of(author.find("Suffix")))


def _date(record: _Element, place: str) -> dict[str, object] | None:
    where = (
        "BookDocument/Book/PubDate"
        if place == "BookDocument"
        else f"{ARTICLE}/Journal/JournalIssue/PubDate"
    )
    found = record.find(where)
    if found is None:
        found = record.find(f"{ARTICLE}/ArticleDate")
    if found is None:
        return None
    parts = [
        text_of(found.find(part)) for part in ("Year", "Season", "Month", "Day", "MedlineDate")
    ]
    if parts[2].isdigit():
        return read_date("-".join(filter(None, (parts[0], parts[2], parts[3]))))
    return read_date(" ".join(filter(None, parts)))


def _read_ids(record: _Element, place: str, item: Item) -> None:
    ids = {
        one.get("IdType"): text_of(one)
        for one in (*record.iterfind("PubmedData/ArticleIdList/ArticleId"),
                    *record.iterfind("PubmedBookData/ArticleIdList/ArticleId"),
                    *record.iterfind("BookDocument/ArticleIdList/ArticleId"))
    }  # fmt: skip
    located = {one.get("EIdType"): text_of(one) for one in record.iterfind(f"{place}/ELocationID")}
    if doi := ids.get("doi") or located.get("doi"):
        item["DOI"] = read_doi(doi)
    if pmcid := read_pmcid(ids.get("pmc") or ""):
        item["PMCID"] = pmcid
    if "page" not in item and (number := located.get("pii")):
        item["number"] = number
