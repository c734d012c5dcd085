"""report, table: what a reviewer takes home."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from evidence.cli.console import DONE, cli, emit, say
from evidence.cli.options import PATH, concepts_option
from evidence.cli.streams import choose_format, refuse_input, write

if TYPE_CHECKING:
    from evidence.concepts import Vocabulary
    from evidence.library import Library
    from evidence.table import Row

REPORTS = ("html", "markdown")
TABLES = ("markdown", "csv", "xlsx", "html")


@cli.command(
    epilog="""\b
Example: citeweave report out -o report.md
         citeweave report out --format html > report.html"""
)
@click.argument("folder", type=click.Path(), metavar="DIR")
@click.option(
    "-o", "--output", type=PATH, default="-", help="Write there instead of stdout; - is stdout."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(REPORTS),
    help="Default: by the suffix of -o, else markdown.",
)
@concepts_option
def report(folder: str, output: str, format_: str | None, concepts: str | None) -> int:
    """The report of a build, as a page or as Markdown."""
    from pathlib import Path

    from evidence.concepts import load_concepts
    from evidence.library import kept_files, read_library

    chosen = choose_format(format_, output, ("markdown", "html"))
    library = read_library(Path(folder))
    inputs = map(str, kept_files(Path(folder)))
    write(output, [make_report(library, load_concepts(concepts), chosen)], tuple(inputs))
    return DONE


@cli.command(
    epilog="""\b
Example: citeweave table out -o evidence.xlsx
         citeweave table out --format csv"""
)
@click.argument("folder", type=click.Path(), metavar="DIR")
@click.option(
    "-o", "--output", type=PATH, default="-", help="Write there instead of stdout; - is stdout."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(TABLES),
    help="Default: by the suffix of -o, else markdown.",
)
@concepts_option
def table(folder: str, output: str, format_: str | None, concepts: str | None) -> int:
    """The evidence table of a build: claim by citation, with the quotation.

    A row for each claim and work that is cited for or against it: the sentence, the design of the
    study as its title states it, directness, direction, verdict and notices.
    """
    from io import StringIO
    from pathlib import Path

    from evidence.concepts import load_concepts
    from evidence.export import tables
    from evidence.library import kept_files, read_library
    from refs.files import whole_file

    chosen = choose_format(format_, output, TABLES)
    writer = {
        "csv": tables.write_csv_table,
        "xlsx": tables.write_xlsx_table,
        "markdown": tables.write_markdown_table,
        "html": tables.write_html_table,
    }[chosen]
    refuse_input(output, kept_files(Path(folder)))
    found = rows(read_library(Path(folder)), load_concepts(concepts))
    if output != "-":
        with whole_file(Path(output)) as file:
            writer(found, file)
    elif chosen == "xlsx":
        raise click.UsageError("a workbook is no text for a terminal; name a file by -o")
    else:
        text = StringIO()
        writer(found, text)
        emit(text.getvalue())
    if not found:
        say(f"{folder}: no claim here rests on a citation or on own data")
    return DONE


def rows(library: Library, vocabulary: Vocabulary) -> list[Row]:
    from evidence.claims import gather_claims
    from evidence.table import evidence_rows

    claims = gather_claims(library.statements, vocabulary.concepts)
    return list(evidence_rows(claims, library.statements, library.checked))


def make_report(
    library: Library, vocabulary: Vocabulary, format_: str, *, invented: bool = False
) -> str:
    from evidence.claims import gather_claims
    from evidence.findings import find_findings
    from evidence.report import render_markdown, render_report

    render = render_report if format_ == "html" else render_markdown
    return render(
        library.articles,
        library.checked,
        library.contexts,
        library.statements,
        gather_claims(library.statements, vocabulary.concepts),
        title=next((article.title for article in library.articles if article.title), "Evidence"),
        findings=find_findings(library),
        invented=invented,
    )
