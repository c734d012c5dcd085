"""Records of many kinds, as entries; made up, but of the shape of real ones."""

from __future__ import annotations

from io import BytesIO

from refs.formats import open_bibliography, write_entries
from refs.model import Entry

ARTICLE = {
    "type": "article-journal",
    "title": 'Anti-BCMA CAR T-cell therapy <i>in vivo</i>: 50% & more, <span class="nocase">p53</span> and CD4<sup>+</sup>',
    "author": [
        {"family": "Łukasiewicz", "given": "Józef A."},
        {"family": "de la Vallée", "given": "C.", "suffix": "Jr"},
        {"literal": "Working Group, Barnes and Noble"},
    ],
    "container-title": "Journal of Invented Results",
    "container-title-short": "J Invent Results",
    "issued": {"date-parts": [[2019, 5, 2]]},
    "volume": "380",
    "issue": "18",
    "page": "1726-1737",
    "DOI": "10.5555/Abc_1(2)",
    "PMID": "31042825",
    "PMCID": "PMC8202968",
    "ISSN": "0028-4793",
    "URL": "https://example.org/a_b?c=d&e=~f",
    "abstract": "Background: none. {Braces} and a \\ backslash, 5 < 6.",
    "keyword": "Leukemia, Myeloid; Humans",
    "language": "en",
}
BOOK = {
    "type": "book",
    "title": "A book of tests",
    "editor": [{"family": "Müller", "given": "Änne"}, {"family": "O’Brien", "given": "P"}],
    "publisher": "Someone & Sons",
    "publisher-place": "Zürich",
    "edition": "2",
    "collection-title": "Lectures",
    "issued": {"date-parts": [[1998]]},
    "ISBN": "978-3-16-148410-0",
}
CHAPTER = {
    "type": "chapter",
    "title": "Of chapters",
    "author": [{"family": "Doe", "given": "Jane"}, {"literal": "et al."}],
    "editor": [{"family": "Roe", "given": "Richard"}],
    "container-title": "A book of tests",
    "publisher": "Someone",
    "page": "12-34",
    "issued": {"date-parts": [[2001, 3]]},
}
PREPRINT = {
    "type": "article",
    "title": "Not yet printed",
    "author": [{"family": "Xu", "given": "Li"}],
    "container-title": "medRxiv",
    "DOI": "10.5555/2020.01.01.20000001",
    "issued": {"date-parts": [[2020, 1, 1]]},
}
THESIS = {
    "type": "thesis",
    "title": "On theses",
    "author": [{"family": "Ng", "given": "A"}],
    "publisher": "University of Somewhere",
    "issued": {"date-parts": [[2011]]},
}
NUMBERED = {
    "type": "article-journal",
    "title": "With a number for pages",
    "author": [{"family": "van den Berg", "given": "Jan"}],
    "container-title": "PLOS Tests",
    "number": "e0123456",
    "volume": "1",
    "issued": {"date-parts": [[2015, 7]]},
}
ITEMS = {
    "article": ARTICLE, "book": BOOK, "chapter": CHAPTER, "preprint": PREPRINT, "thesis": THESIS,
    "numbered": NUMBERED,
}  # fmt: skip


def read(text: str | bytes, format_: str | None = None) -> list[Entry]:
    data = text.encode() if isinstance(text, str) else text
    return list(open_bibliography(BytesIO(data), "file", format_).entries)


def only(text: str | bytes, format_: str | None = None) -> Entry:
    (entry,) = read(text, format_)
    return entry


def write(items: dict[str, dict[str, object]], format_: str) -> str:
    return "".join(write_entries([Entry(item, key) for key, item in items.items()], format_))
