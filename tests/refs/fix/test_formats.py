"""Every format that can be corrected: what is wrong is mended where it stands, and nothing else moves."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fixing import JUNE, Known, fixed, propose, undone
from hypothesis import given, settings
from hypothesis import strategies as st

from refs.bibliography import reference_of
from refs.check import check_references
from refs.fix import (
    LAYOUTS,
    change_from_record,
    change_record,
    load_layout,
    locate,
    propose_changes,
    read_source,
)
from refs.fix.source import Edit
from refs.formats import READ, detect_format
from refs.formats.decode import decode, split_lines
from refs.model import Name

FILES = Path(__file__).parents[2] / "data" / "bibliographies"
RIS = (
    "Provider: Somebody\r\n\r\nTY  - JOUR\r\nA1  - June, Carl H.\r\nA1  - Sadelaine, Michel \r\n"
    "T1  - Chimeric antigen receptor therapy.\r\nJF  - N Engl J Med\r\nY1  - 2017/07/05/\r\nPY  -  2017\r\n"
    "VL  - 397\r\nSP  - 64\r\nEP  - 73\r\nN1  - kept  as it is\r\nER  - \r\n\r\nTY  - BOOK\r\nTI  - Nothing known\r\nER  -\r\n"
)
NBIB = """
PMID- 29972754
FAU - June, Carl H
AU  - June CH
FAU - Sadelaine, Michel
AU  - Sadelaine M
LID - S0000 [pii]
DP  - 2017 Jul 5
TI  - Chimeric antigen
      receptor therapy.
JT  - The New England journal of medicine
TA  - N Engl J Med
VI  - 397
PG  - 64-73
SO  - N Engl J Med. 2017 Jul 5
"""
JSON = """[
  {"id": "other", "type": "book", "title": "Nothing known"},
  {
    "id": "june",   "type": "article-journal",
    "author": [{"family": "June", "given": "Carl H."}, {"given": "Michel", "family": "Sad\\u0065laine"}, {"family": "Sadelaine"}],
    "title": "Chimeric antigen receptor therapy",
    "container-title": "N Engl J Med",
    "issued": {"date-parts": [["2017", 7, 5]]},
    "volume": 397, "page": "64-73"
  }
]
"""
YAML = """---
# by hand
references:
- id: june
  type: article-journal
  author:
  - {family: June, given: Carl H.}
  - family: 'Sadelaine'
    given: Michel
  title: >
    Chimeric antigen receptor
    therapy
  container-title: "N Engl J Med"
  issued: 2017-07-05
  volume: 397   # sic
  page: 64-73
...
"""
ENDNOTE = """<?xml version="1.0" encoding="UTF-8"?>
<xml><records>
  <record>
    <rec-number>1</rec-number><ref-type name="Journal Article">17</ref-type>
    <contributors><authors><author><style face="normal">June, C. H.</style></author><author>
      <style face="normal">Sadelaine, M.</style></author></authors></contributors>
    <titles><title><style face="italic">Chimeric</style><style face="normal"> antigen receptor therapy</style></title>
      <secondary-title>N Engl J Med</secondary-title></titles>
    <pages>64-73</pages><volume><style>397</style></volume>
    <dates><year>2017</year></dates><!-- kept -->
  </record>
</records></xml>
"""
PUBMED = """<?xml version="1.0"?>
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>29972754</PMID><Article><Journal><JournalIssue>
<Volume>397</Volume><PubDate><Year>2017</Year></PubDate></JournalIssue><Title>The New England journal of medicine</Title></Journal>
<ArticleTitle>Chimeric antigen receptor therapy.</ArticleTitle><Pagination><MedlinePgn>64-73</MedlinePgn></Pagination>
<AuthorList><Author><LastName>June</LastName><ForeName>Carl H</ForeName></Author><Author><LastName>Sadelaine</LastName><ForeName>Michel</ForeName></Author></AuthorList>
</Article></MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="pubmed">29972754</ArticleId></ArticleIdList>
<ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.5555/cited</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle></PubmedArticleSet>
"""
DOI = JUNE.doi
# Format, file, and each text that is replaced by another.
CORRECTED: list[Any] = [
    pytest.param("ris", RIS, [
        ("Sadelaine, Michel ", "Sadelain, Michel "), ("2017/07", "2018/07"), ("PY  -  2017", "PY  -  2018"), ("397", "379"),
        ("as it is\r\nER", f"as it is\r\nDO  - {DOI}\r\nER"),
    ], id="ris"),
    pytest.param("nbib", NBIB, [
        ("Sadelaine, Michel", "Sadelain, Michel"), ("Sadelaine M\n", "Sadelain M\n"), ("DP  - 2017", "DP  - 2018"), ("397", "379"),
        ("2017 Jul 5\n", f"2017 Jul 5\nAID - {DOI} [doi]\n"),
    ], id="nbib"),
    pytest.param("csl-json", JSON.replace(', {"family": "Sadelaine"}', "").replace("\\u0065", "e"), [
        ("Sadelaine", "Sadelain"), ('"2017"', '"2018"'), ("397", "379"), ('"64-73"', f'"64-73", "DOI": "{DOI}"'),
    ], id="csl-json"),
    pytest.param("csl-yaml", YAML, [
        ("Sadelaine", "Sadelain"), ("2017-", "2018-"), ("397", "379"), ("  page", f"  DOI: {DOI}\n  page"),
    ], id="csl-yaml"),
    pytest.param("endnote-xml", ENDNOTE, [
        ("Sadelaine", "Sadelain"), ("2017", "2018"), ("397", "379"),
        ("<!-- kept -->", f'<!-- kept -->\n    <electronic-resource-num><style face="normal" font="default" size="100%">{DOI}</style></electronic-resource-num>'),
    ], id="endnote-xml"),
    pytest.param("pubmed-xml", PUBMED, [
        ("Sadelaine", "Sadelain"), ("2017", "2018"), ("397", "379"),
        ("29972754</ArticleId>", f'29972754</ArticleId><ArticleId IdType="doi">{DOI}</ArticleId>'),
    ], id="pubmed-xml"),
]  # fmt: skip


@pytest.mark.parametrize(("format_", "before", "pairs"), CORRECTED)
def test_what_is_proved_is_corrected_and_taken_back(
    format_: str, before: str, pairs: list[tuple[str, str]]
) -> None:
    after = before
    for old, new in pairs:
        assert old in after
        after = after.replace(old, new, 1)
    assert detect_format(before.encode()) == format_
    assert fixed(before, format_).decode() == after
    kept = [change_from_record(change_record(one)) for one in propose(before, format_).changes]
    assert undone(after, format_, kept) == (before.encode(), [])
    assert fixed(after, format_) == after.encode()
    assert {one.source for one in kept} == {f"crossref {DOI}"}


ARTICLE = "TY  - JOUR\nAU  - June, C.\nAU  - Sadelain, M.\nTI  - Chimeric antigen receptor therapy\nJF  - N Engl J Med\nPY  - 2018\nVL  - 379\nSP  - 64\nEP  - 73\n"
ODD: list[Any] = [
    pytest.param("ris", ARTICLE + "DO  - doi:10.1056/none\nUR  - https://doi.org/10.1056/none\nER  - \n", {"DO": f"doi:{DOI}", "UR": f"https://doi.org/{DOI}"}, id="false-doi-in-every-field"),
    pytest.param("ris", ARTICLE.replace("SP  - 64", "SP  - 46") + f"DO  - {DOI}\nER  - \n", {"SP": "64"}, id="first-page"),
    pytest.param("nbib", NBIB.replace("397", "379").replace("2017", "2018").replace("Sadelaine", "Sadelain").replace("64-73", "46-73") + f"AID - {DOI} [doi]\n", {"PG": "64-73"}, id="range-of-pages"),
    pytest.param("ris", ARTICLE + "DO  - \nER  - \n", {"DO": DOI}, id="empty-doi"),
    pytest.param("ris", ARTICLE.replace("VL  - 379", "VL  - 397") + f"DO  - {DOI}\n", {"VL": "379"}, id="no-end"),
    pytest.param("ris", ARTICLE.replace("AU  - June, C.\nAU  - Sadelain, M.", "AU  - June, C., Sadelaine, M.") + f"DO  - {DOI}\nER  - \n", {"AU": "June, C., Sadelain, M."}, id="all-authors-on-one-line"),
    pytest.param("ris", ARTICLE.replace("Sadelain", "Sadelaine").replace("June, C.", "June, Sadelaine") + f"DO  - {DOI}\nER  - \n", {}, id="a-name-that-stands-twice"),
    pytest.param("ris", ARTICLE.replace("JF  - N Engl J Med", "JF  - Annals of Internal Medicine\nJ2  - N Engl J Med") + f"DO  - {DOI}\nER  - \n", {"JF": "New England Journal of Medicine"}, id="short-title-is-right"),
    pytest.param("csl-json", '[{"title": "Chimeric antigen receptor therapy", "author": [{"family": "June", "given": "C"}, {"family": "Sadelain", "given": "M"}], "container-title": "N Engl J Med", "issued": {"raw": "2017-07"}, "volume": "379", "page": "64-73", "DOI": "10.1056/nejmra1706169"}]', {"issued.raw": '"2018-07"'}, id="raw-date"),
]  # fmt: skip


@pytest.mark.parametrize(("format_", "text", "values"), ODD)
def test_odd_records(format_: str, text: str, values: dict[str, str]) -> None:
    assert {one.field: one.after for one in propose(text, format_).changes} == values


def test_a_title_is_folded_as_it_was_and_keeps_its_full_stop() -> None:
    text = NBIB.replace("antigen\n      receptor", "androgen\n      receptor").replace("397", "379")
    text = text.replace("Sadelaine", "Sadelain").replace("2017", "2018")
    assert b"TI  - Chimeric Antigen\n      Receptor Therapy.\n" in fixed(
        text, "nbib", only=["title"]
    )


LETTERS = [
    pytest.param("cp1252", "Große", True, id="windows-1252"),
    pytest.param("cp1252", "Große ł", False, id="letter-that-windows-1252-lacks"),
    pytest.param("utf-8", "Große ł", True, id="utf-8"),
    pytest.param("utf-8-sig", "Große ł", True, id="utf-8-with-mark"),
    pytest.param("utf-16", "Große ł", True, id="utf-16"),
]


@pytest.mark.parametrize(("encoding", "family", "written"), LETTERS)
def test_a_correction_is_in_the_encoding_of_its_file(
    encoding: str, family: str, written: bool
) -> None:
    work = replace(JUNE, authors=(Name("June", "Carl H."), Name(family, "Michel")))
    before = ARTICLE.replace("Sadelain", "Grobian") + f"N1  - Prüfung\nDO  - {DOI}\nER  - \n"
    after = before.replace("Grobian", family) if written else before
    got = fixed(before.encode(encoding), "ris", work)
    assert got == after.encode(encoding)


LINES = st.lists(
    st.sampled_from([b"a\n", "\u00fc\n".encode(), b"\xfc\r\n", b"\r", "\U0001f600\n".encode()]),
    max_size=40,
)


@given(lines=LINES, places=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 3)), max_size=5))
@settings(max_examples=200)
def test_edits_touch_no_byte_beside_them(lines: list[bytes], places: list[tuple[int, int]]) -> None:
    source = read_source(b"".join(lines))
    edits = [
        Edit(min(at, len(source.text)), min(at + size, len(source.text)), "X")
        for at, size in places
    ]
    expected, end = "", 0
    for edit in sorted(edits):
        if edit.start >= end:
            expected += source.text[end : edit.start] + "X"
            end = edit.end
    got = source.edited(edits)
    # A byte of Windows-1252 is a letter of its own; any other stands for itself in UTF-8.
    assert "".join(map(decode, split_lines(got))) == expected + source.text[end:] or b"\xfc" in got
    assert got.count(b"\xfc") == (expected + source.text[end:]).count("\xfc") - got.count(
        "\xfc".encode()
    )


def test_many_edits_of_a_long_file_take_time_in_proportion() -> None:
    text = "Prüfung für Große\n" * 100_000
    source = read_source(text.encode())
    edits = [Edit(at, at + 1, "X") for at in range(0, len(text), 180)]
    begun = time.process_time()
    assert source.edited(edits).decode().count("X") == len(edits)
    assert time.process_time() - begun < 5


def test_json_of_ascii_stays_ascii() -> None:
    work = replace(JUNE, authors=(Name("June", "Carl H."), Name("Große", "Michel")))
    text = JSON.replace(', {"family": "Sadelaine"}', "").replace("\\u0065", "e")
    assert b'"Gro\\u00dfe"' in fixed(text, "csl-json", work, only=["author"])


def test_a_record_without_a_key_goes_by_its_number() -> None:
    text = RIS.replace("ID  -", "X")
    assert {one.key for one in propose(text, "ris").changes} == {"#1"}
    held = propose(text, "ris", protect=["#1"])
    assert not held.changes
    assert {one.reason for one in held.left} == {"the entry is protected"}


def test_a_correction_that_would_not_read_back_is_not_made() -> None:
    layout = load_layout("ris")._replace(enclose=lambda value, _: value + "\nVL  - 1")
    source = read_source(
        (ARTICLE.replace("2018", "2017").replace("379", "397") + "ER  - \n").encode()
    )
    places = locate(source, "ris", layout)
    checked = list(check_references([reference_of(places[0].entry, 1)], [Known(JUNE)]))
    found = propose_changes(source, layout, places, checked, only=["volume"])
    assert (found.changes, [one.field for one in found.left]) == ([], ["VL"])


@pytest.mark.parametrize("path", sorted(FILES.iterdir()), ids=lambda path: path.name)
def test_the_values_of_the_wild_files_are_found_where_they_stand(path: Path) -> None:
    data = path.read_bytes()
    format_ = detect_format(data)
    if format_ not in LAYOUTS:
        return
    source = read_source(data)
    places = locate(source, format_, load_layout(format_))
    assert source.edited([]) == data
    for place in places:
        if place.entry.item and not any("do not close" in one for one in place.entry.problems):
            assert place.slots, place.entry
        for slot in place.slots:
            assert 0 <= slot.start <= slot.end <= len(place.text)
            assert len({one.name for one in place.slots}) == len(place.slots)


@pytest.mark.parametrize("format_", [name for name in READ if name in LAYOUTS])
@given(data=st.binary(max_size=300))
@settings(max_examples=50)
def test_no_bytes_stop_the_finding_of_values(format_: str, data: bytes) -> None:
    source = read_source(data)
    assert source.edited([]) == data
    for place in locate(source, format_, load_layout(format_)):
        if place.slots:
            load_layout(format_).add_doi(place.text, place.slots, "10.5555/a")
