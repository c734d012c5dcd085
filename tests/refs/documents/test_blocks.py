from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refs.documents.blocks import find_blocks

KINDS = [
    pytest.param("## Results", ["heading"], id="markdown-heading"),
    pytest.param("**Methods**", ["heading"], id="bold-line"),
    pytest.param(
        "REFERENCES\n1. Doe J. A. Cell. 2001;1:2.",
        ["heading", "entry"],
        id="capitals-without-blank-line",
    ),
    pytest.param("Received: 1 May 2019 | Accepted: 2 May 2019", ["dates"], id="dates"),
    pytest.param("DOI: 10.1002/ajh.25664", ["doi"], id="doi-line"),
    pytest.param("https://doi.org/10.1002/ajh.25664", ["doi"], id="doi-link"),
    pytest.param("To the Editor:", ["salutation"], id="salutation"),
    pytest.param("LETTER TO THE EDITOR", ["furniture"], id="running-header"),
    pytest.param(
        "Journal of Counting 45 (2022) 112-114", ["furniture"], id="running-head-with-pages"
    ),
    pytest.param("12 of 14", ["furniture"], id="page-number"),
    pytest.param("AJH WILEY E375", ["furniture"], id="publisher-and-page"),
    pytest.param(
        "Am J Hematol. 2021;1–3.  wileyonlinelibrary.com/journal/ajh  © 2021 Wiley",
        ["furniture"],
        id="foot",
    ),
    pytest.param("J Invented Psychiatry 2023", ["furniture"], id="journal-and-year"),
    pytest.param(
        "Smith, J. Counts of cells. J Foo 45 (2022) 112-114", ["fragment"], id="a-reference-is-none"
    ),
    pytest.param(
        "## Research Letter\n\n# A title", ["furniture", "heading"], id="kicker-above-a-title"
    ),
    pytest.param("Dear Sir,", ["salutation"], id="dear-sir"),
    pytest.param("**FIGURE 1** Counts after infusion", ["legend"], id="legend-in-bold"),
    pytest.param("Figure 2. Counts after infusion.", ["legend"], id="legend-plain"),
    pytest.param(
        "Table 1 shows the counts of all patients in the study.",
        ["paragraph"],
        id="sentence-about-a-table",
    ),
    pytest.param("<sup>a</sup>PC, plasma cell.", ["note"], id="table-footnote"),
    pytest.param("<sup>2</sup>Institute of Blood, Soochow, China", ["note"], id="affiliation"),
    pytest.param(
        "<sup>18</sup>F-FDG PET was done in all of the patients.",
        ["paragraph"],
        id="isotope-opens-a-paragraph",
    ),
    pytest.param(
        "Jane B. Doe<sup>1,2</sup>, Xu Li<sup>1</sup>, Ana de la Cruz<sup>2</sup>",
        ["byline"],
        id="byline",
    ),
    pytest.param("\tBefore\tAfter\nPC (%)\t95\t3", ["table"], id="tabs"),
    pytest.param("|a|b|\n|-|-|\n|1|2|", ["table"], id="pipes"),
    pytest.param(
        "FC: drug 30mg/m<sup>2</sup> + drug 300mg/m<sup>2</sup>",
        ["fragment"],
        id="words-from-a-picture",
    ),
    pytest.param("1. Doe J. A. 2001.\n2. Roe B. B. 2002.", ["entry", "entry"], id="entries"),
    pytest.param(
        "1. Doe J. A long\n   title. 2001.\n2. Roe B.", ["entry", "entry"], id="hanging-lines"
    ),
    pytest.param("1.\n2.\n3.", ["entry", "entry", "entry"], id="numbers-without-text"),
    pytest.param("1. a\n2. b\n2. c\n4. d", ["entry"] * 4, id="counted-1-2-2-4"),
    pytest.param(
        "The drug was first given in\n2014. It was then given to all.",
        ["paragraph"],
        id="year-opens-a-line",
    ),
    pytest.param("[12] Doe J. A. 2001.", ["entry"], id="square-brackets"),
    pytest.param(
        "Late infections are more common after BCMA CAR T cells than after CD19 CAR T cells,"
        "<sup>1</sup> though one registry found no",
        ["paragraph"],
        id="cut-by-a-page",
    ),
    pytest.param(
        "Venetoclax improves survival,[1] but some patients relapse",
        ["paragraph"],
        id="cut-by-a-page-behind-a-pointer",
    ),
    pytest.param(
        "Heparin prevents thrombosis,<sup>2</sup> and aspirin",
        ["paragraph"],
        id="cites-and-goes-on",
    ),
    pytest.param("Plasma cells [10^9/L]", ["fragment"], id="unit-in-brackets"),
    pytest.param("It was seen in the\fclinic and at home.", ["paragraph"], id="form-feed"),
]


@pytest.mark.parametrize(("text", "kinds"), KINDS)
def test_a_block_is_what_it_looks_like(text: str, kinds: list[str]) -> None:
    assert [block.kind for block in find_blocks(text, "markdown")] == kinds


@given(st.text(alphabet=st.sampled_from("ab1.2) \t\n\r\f#*|<sup>/"), max_size=200))
def test_blocks_are_in_order_and_lose_no_word(text: str) -> None:
    blocks = find_blocks(text, "markdown")
    place = 0
    for block in blocks:
        assert place <= block.start < block.end <= len(text)
        assert not text[place : block.start].strip()
        place = block.end
    assert not text[place:].strip()
