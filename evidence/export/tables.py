"""The evidence table as CSV, XLSX, Markdown and HTML."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from typing import Final, TextIO

from evidence.export.csvpair import neutralised
from evidence.export.xmltext import XmlText
from evidence.markup import markdown, raised
from evidence.table import HEADS, Row

LONGEST: Final = 32_767  # Characters that a cell of a spreadsheet holds.
MOST: Final = 1_048_575  # Rows of a spreadsheet below its heads.
# Characters across; wide enough to read, narrow enough for a page on its side.
_WIDTHS: Final = {"claim": 28, "quote": 42, "citation": 36, "doi": 18, "design": 14, "notice": 16}
_WIDTH: Final = 11  # Of every other column.
_LINE: Final = 15.0  # Height of a line in points; a row can have 409 of them.


def write_csv_table(rows: Iterable[Row], file: TextIO) -> None:
    """The table as CSV; texts that a spreadsheet would run as formulas get an apostrophe before them."""
    table = csv.writer(file, lineterminator="\n")
    table.writerow(HEADS)
    table.writerows([neutralised(cell) for cell in _plain(row)] for row in rows)


def write_markdown_table(rows: Iterable[Row], file: TextIO) -> None:
    """The table in the pipe syntax that GitHub, Pandoc and most others read."""
    file.write(f"| {' | '.join(HEADS)} |\n|{' --- |' * len(HEADS)}\n")
    for row in rows:
        file.write(f"| {' | '.join(map(markdown, _plain(row)))} |\n")


def write_html_table(rows: Iterable[Row], file: TextIO) -> None:
    """The table as a page of its own that a word processor takes over by copy and paste."""
    heads = "".join(f"<th>{escape(head)}</th>" for head in HEADS)
    file.write(
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Evidence table</title>\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        " style-src 'unsafe-inline'\">\n"
        "<style>table { border-collapse: collapse; font: 10pt/1.35 sans-serif; }"
        " th, td { border: 1px solid #999; padding: .3em .5em; text-align: left;"
        " vertical-align: top; overflow-wrap: break-word; }"
        " td:nth-child(1), td:nth-child(2), td:nth-child(7) { min-width: 16em; }"
        " th { position: sticky; top: 0; background: #eee; color: #000; }</style>\n"
        f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n"
    )
    for row in rows:
        file.write(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in _plain(row))}</tr>\n")
    file.write("</tbody>\n</table>\n</html>\n")


def write_xlsx_table(rows: Iterable[Row], file: TextIO) -> None:
    """The table as a workbook of one sheet, to the bytes beneath a text file open for writing.

    Cells are texts, never formulas or links; one longer than a spreadsheet holds is cut, with "…".
    Same rows, same bytes.

    Raises:
        ValueError: more rows than a sheet has.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    workbook = io.BytesIO()
    with xlsxwriter.Workbook(workbook, {"constant_memory": True}) as book:
        book.set_properties({"title": "Evidence table", "created": datetime(2000, 1, 1)})
        head = book.add_format({"bold": True, "bg_color": "#E7EAF0", "text_wrap": True})
        wrapped = book.add_format(
            {"text_wrap": True, "valign": "top", "border": 4, "border_color": "#999999"}
        )
        sheet = book.add_worksheet("Evidence")
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        sheet.set_footer("&C&P / &N")
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        for column, name in enumerate(Row._fields):
            sheet.set_column(column, column, _WIDTHS.get(name, _WIDTH))
        sheet.set_row(0, 2 * _LINE)
        sheet.write_row(0, 0, HEADS, head)
        last = 0
        for last, row in enumerate(rows, 1):
            if last > MOST:
                raise ValueError(f"a sheet has room for {MOST} rows; write .csv instead")
            cells = _plain(row)
            sheet.set_row(last, _height(cells))
            for column, cell in enumerate(cells):
                if cell:
                    cut = cell if len(cell) <= LONGEST else cell[: LONGEST - 1] + "…"
                    sheet.write_string(last, column, cut, wrapped)
        sheet.autofilter(0, 0, last, len(HEADS) - 1)
    file.flush()
    file.buffer.write(workbook.getvalue())


def _height(cells: Sequence[str]) -> float:
    """Of a row in points: not every program reckons it from wrapped text."""
    widths = (_WIDTHS.get(name, _WIDTH) for name in Row._fields)
    lines = (
        sum(1 + len(line) // width for line in cell.split("\n"))
        for cell, width in zip(cells, widths, strict=True)
    )
    return min(_LINE * max(lines), 409.0)


def _plain(row: Row) -> list[str]:
    """The cells as plain text, without mark-up and without characters that files forbid."""
    clean = XmlText().clean
    return [clean(raised(cell)).strip() for cell in row]
