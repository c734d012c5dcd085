"""parse, contexts, claims: what a page says; no source is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from evidence.cli.console import (
    DONE,
    WRONG_INPUT,
    cli,
    width,
)
from evidence.cli.options import (
    concepts_option,
    files_argument,
    output_options,
)
from evidence.cli.streams import (
    Row,
    by_article,
    choose_format,
    counter,
    pretty_json,
    read_documents,
    read_parsed,
    read_rows,
    spaced,
    tell_no_list,
    tell_problems,
    warn_of_gaps,
    warn_of_no_pointer,
    write,
)

if TYPE_CHECKING:
    from evidence.model import Context


@cli.command(epilog="\b\nExample: citeweave parse letter.md --format jsonl | jq .fields.title")
@files_argument
@output_options("text", "jsonl", "csl-json")
@click.option(
    "--strings", type=click.Choice(["jsonl"]), help='Read {"id","raw"} lines instead of documents.'
)
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, metavar="N",
              help="Processes, with --strings.")  # fmt: skip
def parse(
    files: tuple[str, ...], output: str, format_: str | None, strings: str | None, jobs: int
) -> int:
    """References as structured records."""
    from evidence.show import show_reference
    from refs.records import json_line, reference_record

    if strings:
        problems: list[str] = []
        write(output, _parsed_strings(files, jobs, problems), files)
        return WRONG_INPUT if problems else DONE
    found, whole = read_parsed(files)
    references = [reference for _, own in found for reference in own]
    chosen = choose_format(format_, output, ("text", "jsonl", "csl-json"))
    if chosen == "jsonl":
        parts: Iterable[str] = (json_line(reference_record(one)) for one in references)
    elif chosen == "csl-json":
        parts = [pretty_json([{"id": one.id, **one.csl} for one in references])]
    else:
        texts = ((one.article, show_reference(one, width()) + "\n") for one in references)
        parts = by_article([article for article, _ in found], texts)
    write(output, parts, files)
    return (DONE if whole else WRONG_INPUT) or (
        tell_no_list(files, bool(references)) if found else WRONG_INPUT
    )


def _parsed_strings(files: Sequence[str], jobs: int, problems: list[str]) -> Iterator[str]:
    from refs.bulk import map_in_order

    rows = tell_problems(read_rows(files, "raw"), problems)
    with counter("references") as tick:
        for line in map_in_order(_parsed_lines, rows, jobs):
            tick(line)
            yield line


def _parsed_lines(rows: list[Row]) -> list[str]:
    from refs.model import Reference
    from refs.parse import parse_references
    from refs.records import json_line, reference_record

    given = [
        Reference("", "", 1, row.text, problems=(row.problem,) if row.problem else ())
        for row in rows
    ]
    parsed = iter(parse_references([one for one in given if not one.problems]))
    return [
        json_line(reference_record(one if one.problems else next(parsed)) | {"id": row.id})
        for row, one in zip(rows, given, strict=True)
    ]


@cli.command(epilog="\b\nExample: citeweave contexts letter.md --format jsonl")
@files_argument
@output_options("text", "jsonl")
def contexts(files: tuple[str, ...], output: str, format_: str | None) -> int:
    """Which sentence cites which reference, and why.

    Behind the numbers: background, method or result, where a small model gives it a probability of 0.6
    or more; supporting or contrasting, where words say so.
    """
    from evidence.contexts import read_contexts
    from evidence.intent import load_model
    from evidence.records import context_record
    from evidence.show import show_context
    from evidence.stance import with_stances
    from refs.records import json_line

    found, whole = read_parsed(files)
    intents = load_model()
    held: list[Context] = []
    for article, own in found:
        citing = with_stances(read_contexts(article, own).contexts, intents)
        held += citing
        warn_of_no_pointer(article, len(own), len(citing))
    if choose_format(format_, output, ("text", "jsonl")) == "jsonl":
        write(output, (json_line(context_record(one)) for one in held), files)
    else:
        texts = ((one.article, show_context(one, width()) + "\n") for one in held)
        write(output, by_article([article for article, _ in found], texts), files)
    return (DONE if whole else WRONG_INPUT) or tell_no_list(files, any(own for _, own in found))


@cli.command(epilog="\b\nExample: citeweave claims letter.md --format jsonl")
@files_argument
@output_options("text", "jsonl")
@concepts_option
def claims(files: tuple[str, ...], output: str, format_: str | None, concepts: str | None) -> int:
    """What the authors assert, on whose evidence."""
    from evidence.build import build_library
    from evidence.concepts import load_concepts
    from evidence.records import statement_record
    from evidence.show import show_statement
    from refs.records import json_line

    documents, whole = read_documents(files)
    library = build_library(documents, (), load_concepts(concepts))
    warn_of_gaps(library)
    statements = library.statements
    if choose_format(format_, output, ("text", "jsonl")) == "jsonl":
        write(output, (json_line(statement_record(one)) for one in statements), files)
    else:
        write(output, spaced(show_statement(one, width()) for one in statements), files)
    return DONE if whole else WRONG_INPUT
