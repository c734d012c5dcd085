from __future__ import annotations

import pytest

from refs.parse import parse_string

ROWS = [
    pytest.param(
        "Doe C, inventor; Acme Inc, assignee. Method for making cells. US patent 9,123,456. 2015 Sep 1.",
        {"author": "Doe C", "publisher": "Acme Inc", "title": "Method for making cells", "genre": "US patent",
         "number": "9,123,456", "date": "2015 Sep 1"},
        "patent",
        id="patent",
    ),
    pytest.param(
        "Roe AB, Poe D, inventors. Grasping tool. European Patent Application EP1234567A1. 2002 Aug 1.",
        {"author": "Roe AB, Poe D", "title": "Grasping tool", "genre": "European Patent Application",
         "number": "EP1234567A1", "date": "2002 Aug 1"},
        "patent",
        id="application-without-assignee",
    ),
    pytest.param(
        "CELLIMAX (doecel) [package insert]. East Town, NJ: Acme; 2018.",
        {"title": "CELLIMAX (doecel)", "genre": "package insert", "location": "East Town, NJ", "publisher": "Acme",
         "date": "2018"},
        "book",
        id="drug-label",
    ),
    pytest.param(
        "ClinicalTrials.gov. Study of doecel in mice. NCT01234567. Accessed May 2, 2019.",
        {"author": "ClinicalTrials.gov", "title": "Study of doecel in mice", "number": "NCT01234567",
         "note": "Accessed May 2, 2019"},
        "document",
        id="trial-registration",
    ),
    pytest.param(
        "Acme. Safety of doecel in mice. ClinicalTrials.gov identifier: NCT01234567. Updated May 2019.",
        {"author": "Acme", "title": "Safety of doecel in mice", "number": "NCT01234567", "date": "May 2019"},
        "document",
        id="trial-registration-with-sponsor",
    ),
    pytest.param(
        "Doe J (personal communication, May 3, 2018).",
        {"author": "Doe J", "genre": "personal communication", "date": "May 3, 2018"},
        "personal_communication",
        id="personal-communication",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "fields", "kind"), ROWS)
def test_forms_of_their_own_are_read_whole(raw: str, fields: dict[str, str], kind: str) -> None:
    reference = parse_string(raw)
    assert {name: field.value for name, field in reference.fields.items()} == fields
    assert {field.step for field in reference.fields.values()} == {"kinds"}
    assert reference.csl["type"] == kind


OTHERS = [
    pytest.param(
        "Doe J. A trial of NCT01234567 in mice. Lancet 2012;3:4-5.", id="number-in-a-title"
    ),
    pytest.param("Doe J. Inventors of the wheel. Wheels 2012;3:4-5.", id="inventors-in-a-title"),
    pytest.param(
        "Doe J. Correspondence in mice. Lancet 2012;3:4-5.", id="correspondence-in-a-title"
    ),
]


@pytest.mark.parametrize("raw", OTHERS)
def test_words_in_a_title_are_no_form(raw: str) -> None:
    assert all(field.step != "kinds" for field in parse_string(raw).fields.values())
