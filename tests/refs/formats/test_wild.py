"""Files as exporters and people really make them: what each sin must not cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from refs.formats import open_bibliography
from refs.model import Entry

FILES = Path(__file__).parents[2] / "data" / "bibliographies"


def read(name: str) -> list[Entry]:
    with (FILES / name).open("rb") as file:
        return list(open_bibliography(file, name).entries)


def person(family: str, given: str) -> dict[str, str]:
    return {"family": family, "given": given}


def year(*parts: int) -> dict[str, Any]:
    return {"date-parts": [list(parts)]}


# File, place in it → what the entry must say; "problems" are words that its problems must hold.
WILD: list[Any] = [
    pytest.param("jabref.bib", 0, {
        "key": "June2018", "container-title": "New England Journal of Medicine",
        "publisher": "Mass. Medical Society", "DOI": "10.1056/NEJMra1706169", "issued": year(2018, 7),
        "issue": "1", "page": "64-73", "custom": {"bibtex.groups": "CAR-T"},
    }, id="comment-before-the-first-entry-and-joined-strings"),
    pytest.param("string-chain.bib", 1, {"container-title": "Journal of Tests", "title": "A title"}, id="string-chain"),
    pytest.param("string-chain.bib", 0, {"problems": ["no @string defines loop2"]}, id="string-loop"),
    pytest.param("string-chain.bib", 2, {"title": "Other", "problems": ["no @string defines nowhere"]}, id="string-that-is-not-there"),
    pytest.param("double-keys.bib", 1, {"title": "Second", "problems": ["the key smith2001 stands twice"]}, id="double-key"),
    pytest.param("double-keys.bib", 2, {"key": "Smith2001", "title": "Third"}, id="key-in-other-case"),
    pytest.param("double-keys.bib", 3, {"title": "Keyless", "problems": ["no key"]}, id="no-key"),
    pytest.param("web-of-science.bib", 0, {
        "title": "Anti-BCMA CAR T-Cell Therapy bb2121 in Relapsed or Refractory Multiple Myeloma",
        "container-title": "NEW ENGLAND JOURNAL OF MEDICINE", "issued": year(2019, 5, 2), "volume": "380",
        "author": [person("Raje", "Noopur"), person("Berdeja", "Jesus"), person("Lin", "Yi"), {"literal": "WHO Study Group"}],
    }, id="double-braces"),
    pytest.param("mendeley-latex.bib", 0, {
        "title": "Straße und Café: β<sub>2</sub>-microglobulin in <i>E. coli</i> & p53",
        "author": [person("Müller", "Ánne"), person("Ørsted", "Håkon"), person("García-López", "José"), person("van den Berg", "Jan")],
        "URL": "https://example.org/a_b?c=1&d=2", "abstract": "P < 0.05 & more; 50% of >100",
        "DOI": "10.1016/S0140-6736(97)11096-0", "container-title": "Zeitschrift für Tests",
    }, id="latex-everywhere"),
    pytest.param("latin1.bib", 0, {
        "title": "Über die Prüfung", "author": [person("Große", "Jürgen")], "container-title": "Blätter",
    }, id="latin-1-and-crlf"),
    pytest.param("missing-brace.bib", 1, {
        "key": "broken", "author": [person("Roe", "R")], "issued": year(2002), "problems": ["the braces do not close"],
    }, id="missing-brace"),
    pytest.param("missing-brace.bib", 2, {"key": "good2", "title": "Two", "problems": []}, id="entry-after-a-missing-brace"),
    pytest.param("missing-brace.bib", 3, {"problems": ["the quotes do not close"]}, id="missing-quote"),
    pytest.param("missing-brace.bib", 4, {"key": "good3", "title": "Three", "problems": []}, id="entry-after-a-missing-quote"),
    pytest.param("biblatex.bib", 0, {
        "type": "webpage", "title": "A Page: With a Subtitle", "accessed": year(2024, 3, 1), "issued": year(2023, 11),
        "container-title": "Some Body",
    }, id="biblatex-online"),
    pytest.param("biblatex.bib", 1, {
        "container-title": "The Collection", "publisher": "P", "editor": [person("Zoe", "Z")], "problems": [],
    }, id="crossref-to-a-parent-further-down"),
    pytest.param("biblatex.bib", 2, {
        "PMID": "31042825", "number": "e1234", "container-title": "J: Sub",
        "issued": {"date-parts": [[2019, 5, 2], [2019, 6]]},
    }, id="biblatex-eprint-and-date-range"),
    pytest.param("biblatex.bib", 3, {"type": "thesis", "genre": "Master’s thesis", "publisher": "U"}, id="biblatex-thesis"),
    pytest.param("parentheses.bib", 0, {
        "title": 'Round "quotes" and (brackets)', "author": [person("Doe", "J."), {"literal": "et al."}],
    }, id="parentheses-for-braces"),
    pytest.param("pubmed.nbib", 0, {
        "key": "31042825", "PMID": "31042825", "PMCID": "PMC8202968", "DOI": "10.1056/NEJMoa1817226",
        "title": "Anti-BCMA CAR T-Cell Therapy bb2121 in Relapsed or Refractory Multiple Myeloma",
        "author": [person("Raje", "Noopur"), person("Berdeja", "Jesus"), {"literal": "Study Group of Tests"}],
        "container-title-short": "N Engl J Med", "issued": year(2019, 5, 2), "keyword": "CAR T; Immunotherapy, Adoptive",
        "problems": [],
    }, id="pubmed-alignment"),
    pytest.param("pubmed.nbib", 1, {
        "title": "Ileal hyperplasia", "author": [person("Wakefield", "A J")],
        "custom": {"nbib.RIN": "Lancet. 2010 Feb 6;375(9713):445. doi: 10.1016/S0140-6736(10)60175-4"},
    }, id="pubmed-translated-title-and-retraction-link"),
    pytest.param("embase.ris", 0, {
        "title": "Cytopenia after CAR-T", "author": [person("Doe", "J."), person("van der Berg", "A.-B.")],
        "container-title": "Blood Advances", "container-title-short": "Blood Adv.", "issued": year(2020),
        "page": "100-110", "abstract": "An abstract.", "problems": [],
    }, id="embase"),
    pytest.param("endnote.ris", 0, {
        "abstract": "Text of the abstract on two lines.", "issued": year(2019, 5, 2), "page": "1726-1737",
        "container-title": "The New England journal of medicine", "container-title-short": "N Engl J Med",
        "PMID": "31042825", "PMCID": "PMC8202968", "edition": None,
    }, id="endnote-ris"),
    pytest.param("zotero.ris", 0, {
        "author": [person("June", "Carl H."), person("Sadelain", "Michel"), {"literal": "National Cancer Institute"}],
        "issued": year(2018, 7, 5), "accessed": year(2024, 1, 2), "PMID": "29972754", "page": "64-73",
    }, id="zotero-ris"),
    pytest.param("zotero.ris", 1, {
        "type": "chapter", "container-title": "The book", "editor": [person("Roe", "Richard")],
        "ISBN": "978-3-16-148410-0", "ISSN": None,
    }, id="zotero-chapter"),
    pytest.param("scopus.ris", 0, {
        "author": [person("Raje", "N."), person("Berdeja", "J."), person("Lin", "Y.")], "number": "105",
        "keyword": "one; two; three", "title": "A Scopus record",
    }, id="scopus-with-all-authors-in-one-field"),
    pytest.param("no-ends.ris", 0, {
        "author": [person("Doe", "J"), person("Roe", "R"), person("Poe", "E")], "issued": year(2001, 2, 3),
        "container-title": "Journal of Tests", "container-title-short": "J Tests",
        "problems": ["no ER at the end"],
    }, id="no-end-and-jf-against-jo"),
    pytest.param("no-ends.ris", 1, {"title": "Second, no end", "issued": year(1999), "problems": []}, id="record-after-no-end"),
    pytest.param("no-ends.ris", 2, {"problems": ["no TY"]}, id="words-between-records"),
    pytest.param("no-ends.ris", 3, {"title": "Third", "problems": ["no ER"]}, id="end-of-file-without-line-end"),
    pytest.param("cr-only.ris", 0, {"title": "Old Macintosh", "author": [person("Doe", "J")]}, id="carriage-returns-only"),
    pytest.param("mixed-encodings.ris", 0, {"title": "In UTF-8: naïve β", "author": [person("Müller", "Ä")]}, id="utf-8-part"),
    pytest.param("mixed-encodings.ris", 1, {"title": "In Windows-1252: café “x”", "author": [person("Große", "J")]}, id="cp1252-part"),
    pytest.param("endnote.xml", 0, {
        "title": "<i>E. coli</i> & CD4<sup>+</sup>", "author": [person("Raje", "N."), {"literal": "World Health Organization"}],
        "page": "1726-1737", "issued": year(2019, 5, 2), "ISSN": "1533-4406", "PMID": "31042825",
        "keyword": "Humans; Leukemia, Myeloid", "container-title": "New England Journal of Medicine",
    }, id="endnote-xml-styles"),
    pytest.param("pubmed.xml", 0, {
        "title": "Anti-BCMA therapy in <i>E. coli</i>, H<sub>2</sub>O", "DOI": "10.1056/NEJMoa1817226",
        "abstract": "BACKGROUND: One. METHODS: Two.", "author": [person("Raje", "Noopur"), {"literal": "Study Group"}],
        "PMCID": "PMC8202968", "issued": year(2019, 5, 2),
    }, id="pubmed-xml-with-references-of-its-own"),
    pytest.param("pubmed.xml", 1, {"type": "chapter", "container-title": "GeneReviews", "PMID": "20301295"}, id="pubmed-book"),
    pytest.param("zotero-csl.json", 0, {"issued": year(2018, 7, 5), "volume": "379", "language": None}, id="numbers-and-nulls"),
    pytest.param("zotero-csl.json", 1, {"title": "A list", "issued": year(2001, 3)}, id="lists-for-strings"),
    pytest.param("zotero-csl.json", 2, {"problems": ["no JSON"]}, id="broken-item"),
    pytest.param("zotero-csl.json", 3, {"key": "last", "accessed": year(2024, 1, 2)}, id="item-after-a-broken-one"),
    pytest.param("pandoc.yaml", 0, {"volume": "0123", "issued": year(2001, 5), "title": "A title: with a colon"}, id="yaml-numbers-and-old-dates"),
    pytest.param("pandoc.yaml", 1, {"problems": ["no YAML"]}, id="broken-yaml"),
    pytest.param("pandoc.yaml", 2, {"key": "no", "title": "No", "issued": year(1999, 4, 1)}, id="yaml-words-that-are-booleans"),
    pytest.param("list.txt", 1, {"DOI": "10.1016/S0140-6736(97)11096-0"}, id="doi-with-resolver"),
    pytest.param("list.txt", 6, {"PMID": "9500320"}, id="pubmed-address"),
    pytest.param("list.txt", 8, {"DOI": "10.1002/ajh.25668"}, id="two-on-a-line"),
    pytest.param("list.txt", 10, {"problems": ["no DOI, PMID or PMCID"]}, id="no-identifier"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "place", "expected"), WILD)
def test_what_a_file_of_the_wild_says(name: str, place: int, expected: dict[str, Any]) -> None:
    entry = read(name)[place]
    for variable, value in expected.items():
        if variable == "key":
            assert entry.key == value
        elif variable == "problems":
            assert len(entry.problems) >= len(value)
            assert bool(entry.problems) == bool(value)
            for words in value:
                assert any(words in problem for problem in entry.problems)
        else:
            assert entry.item.get(variable) == value, variable


COUNTS = [
    ("biblatex.bib", 5), ("cr-only.ris", 1), ("double-keys.bib", 4), ("embase.ris", 1), ("endnote.ris", 1),
    ("endnote.xml", 1), ("jabref.bib", 1), ("latin1.bib", 1), ("list.txt", 11), ("mendeley-latex.bib", 1),
    ("missing-brace.bib", 5), ("mixed-encodings.ris", 2), ("no-ends.ris", 4), ("pandoc.yaml", 3),
    ("parentheses.bib", 2), ("pubmed.nbib", 2), ("pubmed.xml", 2), ("scopus.ris", 1), ("string-chain.bib", 3),
    ("web-of-science.bib", 1), ("zotero-csl.json", 4), ("zotero.ris", 2),
]  # fmt: skip


@pytest.mark.parametrize(("name", "count"), COUNTS)
def test_nothing_is_lost_and_nothing_made_up(name: str, count: int) -> None:
    assert len(read(name)) == count


def test_every_file_is_tested() -> None:
    assert {name for name, _ in COUNTS} == {path.name for path in FILES.iterdir()}
