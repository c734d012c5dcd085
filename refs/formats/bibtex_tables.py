"""Types and fields of BibTeX and BibLaTeX beside those of CSL.

Those of BibTeX are the ones of the standard styles (Patashnik, BibTeXing) and what programs add to them
by custom (doi, pmid, abstract …); those of BibLaTeX are of its manual, sections 2.1 and 2.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Kind(NamedTuple):
    """What an entry type makes of a CSL type."""

    type: str
    container: str
    """The field that the container's title goes into."""
    publisher: str = "publisher"


# CSL type → BibTeX type. What is not here is `misc`.
BIBTEX: Final[Mapping[str, Kind]] = {
    "article": Kind("misc", "howpublished"),
    "article-journal": Kind("article", "journal"),
    "article-magazine": Kind("article", "journal"),
    "article-newspaper": Kind("article", "journal"),
    "review": Kind("article", "journal"),
    "book": Kind("book", "series"),
    "chapter": Kind("incollection", "booktitle"),
    "entry-dictionary": Kind("incollection", "booktitle"),
    "entry-encyclopedia": Kind("incollection", "booktitle"),
    "manuscript": Kind("unpublished", "howpublished"),
    "paper-conference": Kind("inproceedings", "booktitle"),
    "report": Kind("techreport", "series", "institution"),
    "thesis": Kind("phdthesis", "series", "school"),
}
MISC: Final = Kind("misc", "howpublished")
BIBLATEX: Final[Mapping[str, Kind]] = {
    "article": Kind("online", "organization"),
    "article-journal": Kind("article", "journaltitle"),
    "article-magazine": Kind("article", "journaltitle"),
    "article-newspaper": Kind("article", "journaltitle"),
    "review": Kind("review", "journaltitle"),
    "book": Kind("book", "maintitle"),
    "chapter": Kind("incollection", "booktitle"),
    "dataset": Kind("dataset", "howpublished"),
    "entry": Kind("inreference", "booktitle"),
    "entry-dictionary": Kind("inreference", "booktitle"),
    "entry-encyclopedia": Kind("inreference", "booktitle"),
    "figure": Kind("image", "howpublished"),
    "graphic": Kind("artwork", "howpublished"),
    "legal_case": Kind("jurisdiction", "howpublished"),
    "legislation": Kind("legislation", "howpublished"),
    "manuscript": Kind("unpublished", "howpublished"),
    "motion_picture": Kind("video", "howpublished"),
    "pamphlet": Kind("booklet", "howpublished"),
    "paper-conference": Kind("inproceedings", "booktitle"),
    "patent": Kind("patent", "howpublished"),
    "periodical": Kind("periodical", "howpublished"),
    "personal_communication": Kind("letter", "howpublished"),
    "report": Kind("report", "maintitle", "institution"),
    "software": Kind("software", "howpublished"),
    "song": Kind("music", "howpublished"),
    "standard": Kind("standard", "howpublished"),
    "thesis": Kind("thesis", "maintitle", "institution"),
    "webpage": Kind("online", "organization"),
}
# Entry subtype, where one BibLaTeX type stands for several of CSL's.
SUBTYPES: Final = {
    "article": "preprint",
    "article-magazine": "magazine",
    "article-newspaper": "newspaper",
    "entry-dictionary": "dictionary",
    "entry-encyclopedia": "encyclopedia",
}
# Either's entry type → CSL type.
TYPES: Final[Mapping[str, str]] = {
    "article": "article-journal", "suppperiodical": "article-journal", "review": "review",
    "book": "book", "mvbook": "book", "collection": "book", "mvcollection": "book",
    "proceedings": "book", "mvproceedings": "book", "reference": "book", "mvreference": "book",
    "manual": "book", "booklet": "pamphlet", "inbook": "chapter", "bookinbook": "chapter",
    "suppbook": "chapter", "incollection": "chapter", "suppcollection": "chapter",
    "inproceedings": "paper-conference", "conference": "paper-conference", "inreference": "entry",
    "techreport": "report", "report": "report", "thesis": "thesis", "phdthesis": "thesis",
    "mastersthesis": "thesis", "mathesis": "thesis", "bathesis": "thesis", "online": "webpage",
    "electronic": "webpage", "www": "webpage", "webpage": "webpage", "dataset": "dataset",
    "data": "dataset", "software": "software", "patent": "patent", "periodical": "periodical",
    "standard": "standard", "unpublished": "manuscript", "image": "figure", "artwork": "graphic",
    "jurisdiction": "legal_case", "legislation": "legislation", "legal": "legislation",
    "letter": "personal_communication", "video": "motion_picture", "movie": "motion_picture",
    "music": "song", "audio": "song", "preprint": "article",
}  # fmt: skip
# Entry type that says what kind of thesis it is; a doctoral one is what `phdthesis` means anyway.
GENRES: Final = {
    "mastersthesis": "Master’s thesis",
    "mathesis": "Master’s thesis",
    "bathesis": "Bachelor’s thesis",
}
NUMBERED: Final = frozenset({"report", "patent", "standard", "legislation", "dataset"})

# Field ← CSL variable, for text that needs nothing but escapes; the first of several is written.
TEXTS: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (("volume",), "volume"),
    (("edition",), "edition"),
    (("chapter",), "chapter-number"),
    (("shorttitle",), "title-short"),
    (("shortjournal",), "container-title-short"),
    (("version",), "version"),
    (("pagetotal",), "number-of-pages"),
    (("eventtitle",), "event-title"),
    (("language", "langid"), "language"),
    (("abstract",), "abstract"),
    (("note",), "note"),
    (("annote", "annotation"), "annote"),
)
# Kept as they are: programs read these, and an escaped underscore breaks a DOI.
VERBATIM: Final = (
    ("doi", "DOI"), ("url", "URL"), ("isbn", "ISBN"), ("issn", "ISSN"), ("pmid", "PMID"), ("pmcid", "PMCID"),
)  # fmt: skip
ROLES: Final = (("author", "author"), ("editor", "editor"), ("translator", "translator"))
CONTAINERS: Final = ("journaltitle", "journal", "booktitle")
PUBLISHERS: Final = ("publisher", "institution", "school", "organization")
