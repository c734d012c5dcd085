"""What is no reference gets no fields; what is one is not refused for an odd look."""

from __future__ import annotations

import pytest

from refs.parse import parse_string

NONE = [
    pytest.param(
        "We treated 34 patients and found that counts were lower in those who had been given more than two"
        " infusions, although this was not significant (p = 0.12).",
        id="paragraph",
    ),
    pytest.param(
        "In 2012 we have shown that these cells were lost, but it may be that they had not been counted.",
        id="prose-with-a-year",
    ),
    pytest.param("| Age, median (range) | 61 (34-78) | 59 (41-80) | 0.34 |", id="table-row"),
    pytest.param(
        "Department of Haematology, University Hospital, 12 Long Street, Springfield, Freedonia",
        id="affiliation",
    ),
    pytest.param("Figure 2. Counts by day after infusion", id="caption"),
    pytest.param(
        "**FIGURE 3.** (A) Counts of cells in mice of both groups. (B) The same in percent.",
        id="caption-in-bold",
    ),
    pytest.param(
        "Group\tMean\tSD\nControl\t12.59\t2.33\nTreated\t12.64\t2.21", id="table-with-tabs"
    ),
    pytest.param(
        "Early losses have been described (Doe et al., 2007; Roe and Poe, 2012), and they are counted here.",
        id="sentence-that-cites",
    ),
    pytest.param(
        "J.D. and R.R. are employees of Springfield Foods, which sells the tested product. None of the other"
        " authors has a conflict of interest.",
        id="interests",
    ),
    pytest.param(
        "SGVsbG8gd29ybGQsIHRoaXMgaXMgYmFzZTY0IHRleHQgYW5kIG5vdGhpbmcgZWxzZQ==", id="base64"
    ),
]

SOME = [
    pytest.param("Doe J. Counting for beginners. Springfield: Long Street Press; 1999.", id="book"),
    pytest.param("Doe J, Roe B. What is it that we count? Cell 2012, 67, 1025-39", id="prose-in-the-title"),
    pytest.param("World Health Organization. Counting guidelines. Geneva; 2010.", id="report"),
    pytest.param("Doe J. Counts of cells. Unpublished data, 2011.", id="unpublished"),
    pytest.param("Springfield Statistics Office (2014) Counting report 2013.", id="office"),
    pytest.param("J. Doe, R. Roe, Phys. Rev. D 71, 054001 (2005)", id="physics"),
    pytest.param("Doe, Jane. \"Counting.\" PhD diss., University of Springfield, 2003.", id="thesis"),
]  # fmt: skip


@pytest.mark.parametrize("raw", NONE)
def test_no_reference_no_fields(raw: str) -> None:
    reference = parse_string(raw)
    assert not reference.fields
    assert "not understood as a reference" in reference.problems


@pytest.mark.parametrize("raw", SOME)
def test_a_reference_is_believed(raw: str) -> None:
    assert {"author", "date"} <= parse_string(raw).fields.keys()
