"""demo, build, ask: the main job and what is done with what it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from evidence.cli.console import (
    DONE,
    EXIT_CODES,
    WRONG_INPUT,
    cli,
    say,
    tell,
    width,
)
from evidence.cli.curating import with_decisions
from evidence.cli.graphing import full_graph
from evidence.cli.options import (
    concepts_option,
    fail_on_option,
    files_argument,
    output_options,
    source_options,
)
from evidence.cli.reporting import make_report, rows
from evidence.cli.streams import (
    choose_format,
    open_searches,
    progress,
    read_documents,
    spaced,
    tell_no_list,
    verdict_code,
    warn_of_gaps,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from evidence.ask import Hit
    from evidence.concepts import Vocabulary
    from evidence.library import Library, Writer
    from refs.journals import Journals
    from refs.model import Document, Search


# What a build writes beside the library.
BUILT = (
    "bibliography.bib",
    "evidence.gexf",
    "graph.html",
    "report.html",
    "report.md",
    "evidence-table.xlsx",
    "findings.jsonl",
    "claim-links.jsonl",
)
DEMO_QUESTION = "prolonged cytopenia after BCMA CAR-T"


@cli.command(epilog="\b\nExample: citeweave demo -o demo-out")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False),
    default="citeweave-demo",
    show_default=True,
    help="Folder to write to.",
)
def demo(output: str) -> int:
    """The main job, offline, on an invented letter."""
    from importlib.resources import as_file, files
    from pathlib import Path

    from evidence.concepts import load_concepts
    from evidence.library import prepare_folder
    from evidence.show import plain, show_hit, wrap
    from refs.documents import read_document
    from refs.files import whole_file
    from refs.sources.index import Index, build_index

    vocabulary = load_concepts()
    folder = Path(output)
    page, index_folder = folder / "letter.md", folder / "index"
    data = files("evidence") / "data" / "demo"
    letter = read_document((data / "letter.md").read_bytes(), page.name)
    prepare_folder(folder, (*BUILT, page.name), [])
    with as_file(data / "works.jsonl") as works:
        build_index([works], index_folder)
    with Index(index_folder) as index:
        library = _build([letter], [index], vocabulary)
    with whole_file(page) as file:
        file.write(letter.text)
    paths = write_build(folder, library, vocabulary, invented=True)
    tell(wrap(plain(library.articles[0].title or ""), width()) + "\n")
    _print_summary(library, (page, index_folder, *paths))
    tell(f'\nciteweave ask "{DEMO_QUESTION}" {output}\n')
    for place, hit in enumerate(_hits(DEMO_QUESTION, library, vocabulary)[:3], 1):
        tell(show_hit(place, hit, width()) + "\n")
    tell(f"Open {folder / 'report.html'} in a browser and {folder / 'evidence.gexf'} in Gephi.")
    tell(f"Try also: citeweave check {page} --index {index_folder} --offline")
    return DONE


@cli.command(
    epilog="\b\nExample: citeweave build letter.md -o out --mailto you@example.org\n\n" + EXIT_CODES
)
@files_argument
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Folder to write to; made if missing.",
)
@source_options
@concepts_option
@fail_on_option
def build(
    files: tuple[str, ...], output: str, concepts: str | None, fail_on: str, **sources: Any
) -> int:
    """The main job: all of the below, in one folder."""
    from pathlib import Path

    from evidence.concepts import load_concepts
    from evidence.library import hold_folder, prepare_folder, read_decisions

    documents, whole = read_documents(files)
    if not documents:
        return WRONG_INPUT
    vocabulary = load_concepts(concepts)
    with open_searches(**sources) as (searches, journals):
        prepare_folder(Path(output), BUILT, [Path(file) for file in files if file != "-"])
        read_decisions(Path(output))  # whether they can be read, before any work is done
        library = _build(documents, searches, vocabulary, journals)
    with hold_folder(Path(output)):
        library = with_decisions(Path(output), library, vocabulary.concepts)
        paths = write_build(Path(output), library, vocabulary)
    _print_summary(library, paths)
    warn_of_gaps(library)
    code = verdict_code(library.checked, fail_on)
    return tell_no_list(files, bool(library.checked)) or (code if whole else WRONG_INPUT)


@cli.command(epilog='\b\nExample: citeweave ask "prolonged cytopenia after BCMA CAR-T" out')
@click.argument("question")
@click.argument("folder", type=click.Path(), metavar="DIR")
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(1),
    default=10,
    show_default=True,
    help="At most this many answers.",
)
@output_options("text", "jsonl")
@concepts_option
def ask(
    question: str, folder: str, limit: int, output: str, format_: str | None, concepts: str | None
) -> int:
    """What in a build bears on a question, best first.

    A question, words or an abbreviation will do ("does lithium raise calcium?", "lithium calcium",
    "BCMA CAR-T"); "other than X" leaves X out. How a misspelt word is read, and what the answer lacks
    of the question, is told behind it.
    """
    from pathlib import Path

    from evidence.concepts import load_concepts
    from evidence.gaps import find_gaps
    from evidence.library import read_library
    from evidence.records import hit_record
    from evidence.show import show_hit
    from evidence.spelling import mend_spelling
    from refs.records import json_line

    vocabulary = load_concepts(concepts)
    library = read_library(Path(folder))
    titles = library.titles().values()
    question, meant = mend_spelling(question, library.statements, vocabulary, titles)
    found = _hits(question, library, vocabulary)
    hits = found[:limit]
    if choose_format(format_, output, ("text", "jsonl")) == "jsonl":
        write(output, (json_line(hit_record(hit)) for hit in hits))
    else:
        write(output, spaced(show_hit(place, hit, width()) for place, hit in enumerate(hits, 1)))
    for word, read in meant.items():
        say(f"“{word}” is read as “{read}”")
    for gap in find_gaps(question, found, vocabulary, library.statements):
        say(f"missing: {gap}")
    if not hits:
        say(f"nothing in {folder} bears on this; try fewer or other words")
    return DONE


def _build(
    documents: Sequence[Document],
    searches: Sequence[Search],
    vocabulary: Vocabulary,
    journals: Journals | None = None,
) -> Library:
    from evidence.build import build_library
    from evidence.intent import load_model
    from refs.read import count_references

    with progress(count_references(documents), "checking") as tick:
        return build_library(documents, searches, vocabulary, load_model(), tick, journals)


def write_build(
    folder: Path, library: Library, vocabulary: Vocabulary, *, invented: bool = False
) -> tuple[Path, ...]:
    """Write a build's files into ``folder``; their paths. A graph too large for a page has none."""
    from evidence.claim_links import link_claims
    from evidence.claims import gather_claims
    from evidence.export.gexf import write_gexf
    from evidence.export.page import MOST, write_page
    from evidence.export.tables import write_xlsx_table
    from evidence.findings import find_findings
    from evidence.library import write_library
    from evidence.records import finding_record
    from evidence.views import add_measures
    from refs.bibliography import to_bibtex
    from refs.records import json_line

    findings = find_findings(library)
    drawn = full_graph(library, vocabulary, "evidence")
    add_measures(drawn)
    links = link_claims(gather_claims(library.statements, vocabulary.concepts), vocabulary)
    table = rows(library, vocabulary)
    writers: tuple[Writer, ...] = (
        lambda file: file.write(to_bibtex(library.checked)),
        lambda file: write_gexf(drawn, file),
        lambda file: write_page(drawn, file),
        lambda file: file.write(make_report(library, vocabulary, "html", invented=invented)),
        lambda file: file.write(make_report(library, vocabulary, "markdown", invented=invented)),
        lambda file: write_xlsx_table(table, file),
        lambda file: file.writelines(json_line(finding_record(one)) for one in findings),
        lambda file: file.writelines(json_line(one._asdict()) for one in links),
    )
    others = dict(zip(BUILT, writers, strict=True))
    if len(drawn) > MOST:
        del others["graph.html"]
        say(
            f"no graph.html: {len(drawn)} nodes are too many for a page; choose some by"
            f' `citeweave graph {folder} -o graph.html --claim "WORDS"`'
        )
    return write_library(folder, library, others)


def _print_summary(library: Library, paths: Sequence[Path]) -> None:
    from evidence.show import summary

    for line in summary(library, width()):
        tell(line)
    tell("\nwritten:")
    for path in paths:
        tell(f"  {path}")


def _hits(question: str, library: Library, vocabulary: Vocabulary) -> Sequence[Hit]:
    from evidence.ask import ask as find
    from evidence.claims import gather_claims

    claims = gather_claims(library.statements, vocabulary.concepts)
    return find(
        question, library.statements, claims, library.references(), vocabulary, library.titles()
    )
