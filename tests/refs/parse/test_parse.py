from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refs.parse import parse_string
from refs.text import strip_markup

AUTHORS = "Doe J, Roe BC, Poe D, et al"
ROWS = [
    pytest.param(
        f"{AUTHORS}. Blood counts after infusion. *N Engl J Med.* 2018;379(1):64-73.",
        {"author": AUTHORS, "title": "Blood counts after infusion", "container-title": "N Engl J Med",
         "date": "2018", "volume": "379", "issue": "1", "pages": "64-73"},
        id="ama-in-italics",
    ),
    pytest.param(
        f"{AUTHORS}. Blood counts. Sci Transl Med. 2016;8(355):355ra116.",
        {"container-title": "Sci Transl Med", "volume": "8", "issue": "355", "pages": "355ra116"},
        id="article-number",
    ),
    pytest.param(
        f"{AUTHORS}. Blood counts. Lancet Oncol. 2014;15(12):e538-e548.",
        {"volume": "15", "issue": "12", "pages": "e538-e548"},
        id="e-pages",
    ),
    pytest.param(
        f"{AUTHORS}. Blood counts: a report. Blood. 2017;130(Suppl 1):506.",
        {"title": "Blood counts: a report", "volume": "130", "issue": "Suppl 1", "pages": "506"},
        id="supplement",
    ),
    pytest.param(
        f"{AUTHORS}. Do counts matter? An answer. Cell. 2012;67:1025-39.",
        {"title": "Do counts matter? An answer", "container-title": "Cell", "pages": "1025-39"},
        id="question-in-the-title",
    ),
    pytest.param(
        f"{AUTHORS}. Counts vs. time in mice. *J Clin Invest*. 2019 Jun;129(6):2210-21. doi: 10.1172/JCI126397.",
        {"title": "Counts vs. time in mice", "date": "2019 Jun", "pages": "2210-21", "doi": "10.1172/JCI126397"},
        id="full-stop-inside-the-title-month-and-doi",
    ),
    pytest.param(
        "Myeloma Working Group. Criteria for a diagnosis. Br J Haematol. 2003;121:749-757.",
        {"author": "Myeloma Working Group", "title": "Criteria for a diagnosis"},
        id="group-author",
    ),
    pytest.param(
        "Doe, J., & Roe, B. (2019). Blood counts after infusion. Journal of Counting, 12(3), 45-56.",
        {"author": "Doe, J., & Roe, B", "date": "2019", "title": "Blood counts after infusion",
         "container-title": "Journal of Counting", "volume": "12", "issue": "3", "pages": "45-56"},
        id="apa",
    ),
    pytest.param(
        "Doe J. Something new about cells. Blood. In press.",
        {"author": "Doe J", "title": "Something new about cells", "container-title": "Blood", "status": "In press",
         "date": None},
        id="in-press",
    ),
    pytest.param(
        "Doe, J. (in preparation). Counts of cells. Submitted for publication, 2019.",
        {"status": "Submitted for publication", "date": "2019"},
        id="submitted-with-a-year",
    ),
    pytest.param(
        "Roe B, Doe P. Viral loads everywhere. medRxiv [Preprint]. 2020 May 3. https://doi.org/10.1101/2020.05.01.20087619",
        {"author": "Roe B, Doe P", "title": "Viral loads everywhere", "doi": "10.1101/2020.05.01.20087619"},
        id="a-month-is-no-verb",
    ),
    pytest.param("10.1172/JCI126397", {"doi": "10.1172/JCI126397"}, id="a-doi-alone"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "expected"), ROWS)
def test_fields_are_cut_out_as_printed(raw: str, expected: dict[str, str | None]) -> None:
    fields = {name: field.value for name, field in parse_string(raw).fields.items()}
    assert {name: fields.get(name) for name in expected} == expected


def test_every_field_says_where_it_stands_and_who_read_it() -> None:
    raw = f"{AUTHORS}. Blood *counts*. Cell. 2012;67(2):1025-39."
    for field in parse_string(raw).fields.values():
        assert strip_markup(raw[field.start : field.end]).strip("*") == field.value
        assert field.step == "vancouver"
        assert 0 < field.confidence <= 1


def test_csl_is_what_the_words_mean() -> None:
    csl = parse_string("Doe J, Roe BC. Counts. Cell. 2012;67(2):1025-39.").csl
    assert csl == {
        "type": "article-journal",
        "author": [{"family": "Doe", "given": "J"}, {"family": "Roe", "given": "BC"}],
        "title": "Counts",
        "container-title": "Cell",
        "volume": "67",
        "issue": "2",
        "issued": {"date-parts": [[2012]]},
        "page": "1025-1039",
    }


NOTHING = ["", "   ", "----", "Thanks to all.", "aGVsbG8gd29ybGQ=", "😀😀😀"]


@pytest.mark.parametrize("raw", NOTHING)
def test_what_is_no_reference_is_said_to_be_none(raw: str) -> None:
    reference = parse_string(raw)
    assert not reference.fields
    assert "not understood as a reference" in reference.problems


@given(st.text(max_size=300))
def test_no_value_is_invented(raw: str) -> None:
    text = strip_markup(raw)
    assert all(field.value in text for field in parse_string(raw).fields.values())
