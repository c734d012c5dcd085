from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refs.errors import BadTable
from refs.journals import (
    Journal,
    Journals,
    journal_key,
    load_journals,
    normal_issn,
    read_journals,
)

NAMES = [
    pytest.param("N Engl J Med", "0255562", id="abbreviation"),
    pytest.param("N. Engl. J. Med.", "0255562", id="full-stops"),
    pytest.param("New England Journal of Medicine", "0255562", id="without-article"),
    pytest.param("THE NEW ENGLAND JOURNAL OF MEDICINE", "0255562", id="capitals"),
    pytest.param("Proc Natl Acad Sci USA", "7505876", id="letters-joined"),
    pytest.param("Proc. Natl. Acad. Sci. U.S.A.", "7505876", id="letters-with-stops"),
    pytest.param("Lancet", "2985213R", id="place-of-publication-left-out"),
    pytest.param("Journal of Clinical Oncology", "8309333", id="subtitle-left-out"),
    pytest.param("Munchener medizinische Wochenschrift", None, id="part-of-a-title-is-no-name"),
    pytest.param("The", None, id="small-word-alone"),
    pytest.param("", None, id="nothing"),
]


@pytest.mark.parametrize(("name", "nlm_id"), NAMES)
def test_a_journal_is_found_by_its_names(name: str, nlm_id: str | None) -> None:
    found = load_journals().named(name)
    assert [journal.nlm_id for journal in found] == ([nlm_id] if nlm_id else [])
    assert (name in load_journals()) == (nlm_id is not None)


@pytest.mark.parametrize("issn", ["0028-4793", "15334406", " 1533-4406 "])
def test_a_journal_is_found_by_its_numbers(issn: str) -> None:
    found = load_journals().with_issn(issn)
    assert found
    assert found.abbreviations[0] == "N Engl J Med"


@pytest.mark.parametrize("issn", ["", "0028", "abcd-efgh", "0028-47931"])
def test_what_is_no_issn_finds_nothing(issn: str) -> None:
    assert normal_issn(issn) is None
    assert load_journals().with_issn(issn) is None


def test_a_name_of_several_journals_finds_them_all() -> None:
    one, other = Journal("Review", nlm_id="1"), Journal("Review (Rome)", nlm_id="2")
    assert Journals([one, other]).named("review") == (one, other)


@given(st.text("abcdefght. &-", max_size=60))
def test_a_key_knows_no_case_and_no_stops(name: str) -> None:
    assert journal_key(name.upper()) == journal_key(name.replace(".", " ").replace("-", " "))


TABLES = [
    pytest.param("Blood Cells;Bl Cells\n", id="semicolons"),
    pytest.param('"Blood Cells","Bl Cells"\r\n', id="commas-and-quotation-marks"),
    pytest.param("title\tabbreviation\tissn\nBlood Cells\tBl Cells\t1111-2222\n", id="heading"),
    pytest.param("\ufeffBlood Cells\tBl Cells\n\n", id="byte-order-mark-and-empty-line"),
]


@pytest.mark.parametrize("text", TABLES)
def test_a_table_of_ones_own_is_read(tmp_path: Path, text: str) -> None:
    file = tmp_path / "journals.csv"
    file.write_text(text, encoding="utf-8")
    journals = read_journals(file)
    assert [found.title for found in journals.named("Bl Cells")] == ["Blood Cells"]
    assert "N Engl J Med" in journals


def test_a_table_of_ones_own_overrules(tmp_path: Path) -> None:
    file = tmp_path / "journals.csv"
    file.write_text("Journal of Neural Medicine,N Engl J Med,1533-4406\n", encoding="utf-8")
    journals = read_journals(file)
    assert [found.title for found in journals.named("N. Engl. J. Med.")] == [
        "Journal of Neural Medicine"
    ]
    found = journals.with_issn("1533-4406")
    assert found
    assert found.title == "Journal of Neural Medicine"
    assert journals.named("The New England journal of medicine")[0].nlm_id == "0255562"


BROKEN = [
    pytest.param(b"Blood Cells,Bl Cells\nalone\n", "journals.csv:2: has no two columns", id="one-column"),
    pytest.param(b"\xff\xfe\x00", "no table in UTF-8", id="no-text"),
    pytest.param(b'"open,x\n', "no table in UTF-8", id="open-quotation"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "why"), BROKEN)
def test_a_table_that_cannot_be_read_says_so(tmp_path: Path, content: bytes, why: str) -> None:
    file = tmp_path / "journals.csv"
    file.write_bytes(content)
    with pytest.raises(BadTable, match=why):
        read_journals(file)
