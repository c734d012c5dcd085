from __future__ import annotations

import csv
import io
from dataclasses import replace

import openpyxl
import pytest
from lxml import html

from evidence.export.tables import (
    LONGEST,
    write_csv_table,
    write_html_table,
    write_markdown_table,
    write_xlsx_table,
)
from evidence.table import HEADS, Row, evidence_rows

WIDE = Row(*[f"cell {place}" for place in range(len(HEADS))])
HOSTILE = WIDE._replace(
    claim='=HYPERLINK("http://x","y")',
    quote='a | b\n<script>alert(1)</script><sup>2,7</sup> *c* "Hodgkin\'s" \x00',
    citation="@SUM(A1)",
)


@pytest.fixture
def rows(letters):
    return list(evidence_rows(letters.claims, letters.statements, letters.checked))


def text_of(write, rows):
    file = io.StringIO()
    write(rows, file)
    return file.getvalue()


def workbook(rows):
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding="utf-8")
    write_xlsx_table(rows, file)
    file.flush()
    return raw.getvalue()


def sheet(rows):
    return openpyxl.load_workbook(io.BytesIO(workbook(rows))).active


def test_a_row_for_each_claim_and_citation(rows):
    found = [(row.claim[:9], row.reference, row.direction, row.directness) for row in rows]
    assert found == [
        ("prolonged", "1", "supports", "direct"),
        ("prolonged", "2", "supports", "indirect"),
        ("prolonged", "", "supports", "direct"),
        ("prolonged", "1", "opposes", "direct"),
        ("prolonged", "2", "supports", "context"),
        ("prolonged", "3", "opposes", "not-determined"),
        ("prolonged", "1", "supports", "context"),
        ("responses", "3", "supports", "direct"),
        ("responses", "", "supports", "direct"),
    ]


def test_a_row_tells_what_is_known(rows):
    noticed = rows[4]
    assert noticed.notice.startswith("retraction 2010-02-06")
    assert (noticed.verdict, noticed.doi) == ("verified", "10.1016/s0140-6736(97)11096-0")
    assert rows[2].citation == "the authors’ own data"
    assert rows[5].citation.startswith("Nobody Q.")
    assert rows[8].status == "rejected"


def test_csv_has_no_formula():
    head, row = csv.reader(io.StringIO(text_of(write_csv_table, [HOSTILE]), newline=""))
    assert head == list(HEADS)
    assert row[0].startswith("'=")
    assert row[6].startswith("'@")


def test_workbook_holds_texts_alone(rows):
    found = sheet([HOSTILE, *rows])
    assert [cell.value for cell in found[1]] == list(HEADS)
    assert found.max_row == len(rows) + 2
    assert found["A2"].value == HOSTILE.claim
    assert {cell.data_type for line in found.iter_rows() for cell in line if cell.value} == {"s"}
    assert not any(cell.hyperlink for line in found.iter_rows() for cell in line)
    assert found.freeze_panes == "B2"


def test_a_long_text_is_cut_and_says_so():
    value = sheet([WIDE._replace(quote="x" * (LONGEST + 5))])["B2"].value
    assert len(value) == LONGEST
    assert value.endswith("…")


def test_rows_of_the_sheet_are_as_high_as_their_texts():
    short, long = WIDE, WIDE._replace(quote="word " * 100, citation="a\nb")
    heights = sheet([short, long, WIDE._replace(claim="x" * 99_999)]).row_dimensions
    assert (heights[2].height or 15) < heights[3].height / 5  # None is the usual height
    assert 400 < heights[4].height <= 409  # the most that a sheet allows


def test_same_rows_same_workbook(rows):
    assert workbook(rows) == workbook(rows)


def test_markdown_keeps_its_columns(rows):
    lines = text_of(write_markdown_table, [HOSTILE, *rows]).splitlines()
    assert len(lines) == len(rows) + 3
    for line in lines:
        assert line.replace("\\|", "").count("|") == len(HEADS) + 1
    assert "&lt;script&gt;" in lines[2]
    assert '\\[2,7\\] \\*c\\* "Hodgkin\'s"' in lines[2]


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        pytest.param("of tumors.<sup>2,3</sup> In", "of tumors. [2,3] In", id="citations"),
        pytest.param("after CD19<sup>3</sup> cells", "after CD19 [3] cells", id="behind-a-name"),
        pytest.param("3 g/m<sup>2</sup> of skin", "3 g/m^2 of skin", id="area"),
        pytest.param("7 x 10<sup>9</sup>/L", "7 x 10^9/L", id="power-of-ten"),
        pytest.param("10<sup>−6</sup> of it", "10^−6 of it", id="negative-power"),
        pytest.param("CD4<sup>+</sup> and Ca<sup>2+</sup>", "CD4+ and Ca2+", id="charges"),
        pytest.param("the 5<sup>th</sup> day", "the 5th day", id="ordinal"),
    ],
)
def test_only_citations_stand_in_brackets(quote, shown):
    """A power in brackets would cite a work that nobody cites there."""
    assert shown in text_of(write_csv_table, [WIDE._replace(quote=quote)])


def test_html_has_no_script(rows):
    tree = html.fromstring(text_of(write_html_table, [HOSTILE, *rows]))
    assert not tree.xpath("//script")
    assert len(tree.xpath("//tbody/tr")) == len(rows) + 1
    assert [head.text for head in tree.xpath("//th")] == list(HEADS)


def test_nothing_is_a_table_that_opens():
    assert sheet([]).max_row == 1
    assert text_of(write_csv_table, []).count("\n") == 1


def test_a_reference_outside_the_list_is_said_to_be(letters):
    one = letters.statements[0]
    stray = replace(one, evidence=(replace(one.evidence[0], reference=99, doi=None),))
    (row,) = evidence_rows(letters.claims, [stray], letters.checked)
    assert (row.reference, row.citation) == ("99", "not in the list that was read")
