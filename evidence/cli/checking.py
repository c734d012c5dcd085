"""lookup, check: what the sources say."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from evidence.cli.console import (
    DONE,
    EXIT_CODES,
    FINDINGS,
    INCOMPLETE,
    WRONG_INPUT,
    cli,
    say,
    width,
)
from evidence.cli.options import (
    fail_on_option,
    files_argument,
    output_options,
    source_options,
)
from evidence.cli.streams import (
    choose_format,
    open_searches,
    pretty_json,
    progress,
    read_parsed,
    read_rows,
    spaced,
    tell_no_list,
    verdict_code,
    write,
)

if TYPE_CHECKING:
    from refs.model import Checked


@cli.command(
    epilog='Example: citeweave lookup "June CH. Chimeric antigen receptor therapy. 2018" 10.1172/JCI126397\n\n'
    + EXIT_CODES
)
@click.argument("queries", nargs=-1, required=True, metavar="QUERY...|-")
@output_options("text", "jsonl", "json", "csl-json", "bibtex")
@click.option(
    "--strings",
    type=click.Choice(["jsonl"]),
    help='The queries are files of {"id","reference"} lines.',
)
@source_options
def lookup(
    queries: tuple[str, ...], output: str, format_: str | None, strings: str | None, **sources: Any
) -> int:
    """The DOI of a citation, or the work of a DOI: one line each, empty where there is none.

    - reads queries from stdin, one a line.
    """
    from refs.check import check_reference
    from refs.parse import parse_string
    from refs.records import accepted_doi

    chosen = (
        "jsonl"
        if strings
        else choose_format(format_, output, ("text", "jsonl", "json", "csl-json", "bibtex"))
    )
    rows = (
        read_rows(queries, "reference")
        if strings
        else ({"id": text, "reference": text} for text in _queries(queries))
    )
    checked: list[Checked] = []

    def answers() -> Iterator[Checked]:
        with open_searches(**sources) as searches:
            for row in rows:
                checked.append(
                    check_reference(parse_string(_spelt(row["reference"]), row["id"]), searches)
                )
                yield checked[-1]

    write(output, _lookup_parts(answers(), chosen))
    if any(one.verdict == "unchecked" for one in checked):
        return INCOMPLETE
    return DONE if all(accepted_doi(one) for one in checked) else FINDINGS


def _queries(queries: Sequence[str]) -> Iterator[str]:
    for query in queries:
        if query == "-":
            yield from filter(None, map(str.strip, sys.stdin))
        else:
            yield query


def _spelt(query: str) -> str:
    """A query that is a DOI, without resolver and label; any other as it is."""
    from refs.doi import normalise_doi
    from refs.errors import InvalidDOI

    try:
        return normalise_doi(query)
    except InvalidDOI:
        return query


def _lookup_parts(answers: Iterable[Checked], format_: str) -> Iterator[str]:
    from evidence.show import cite
    from refs.records import accepted_doi, json_line, lookup_record
    from refs.works import to_csl, to_record

    if format_ in ("csl-json", "bibtex"):
        found = [one for one in _told(answers) if one.work and accepted_doi(one)]
        if format_ == "bibtex":
            from refs.export.bibtex import to_bibtex

            yield to_bibtex(found)
        else:
            yield pretty_json(
                [{"id": one.work.doi, **to_csl(one.work)} for one in found if one.work]
            )
        return
    for one in _told(answers):
        doi = accepted_doi(one)
        if format_ == "jsonl":
            yield json_line(lookup_record(one))
        elif format_ == "json":
            yield json_line(to_record(one.work) if one.work and doi else lookup_record(one))
        elif one.work and doi and one.reference.fields.keys() == {"doi"}:
            yield cite(one.work) + "\n"
        else:
            yield (doi or "") + "\n"


def _told(answers: Iterable[Checked]) -> Iterator[Checked]:
    """The answers; each that has no DOI says why on stderr."""
    from evidence.show import plain
    from refs.records import accepted_doi

    for one in answers:
        if accepted_doi(one) is None:
            query = plain(one.reference.raw)
            say(
                f"citeweave: {query[:50]}{'…' if len(query) > 50 else ''}: {one.verdict}: {one.reason}"
            )
        yield one


@cli.command(epilog="Example: citeweave check letter.md --fail-on difference\n\n" + EXIT_CODES)
@files_argument
@output_options("text", "jsonl")
@source_options
@fail_on_option
def check(
    files: tuple[str, ...], output: str, format_: str | None, fail_on: str, **sources: Any
) -> int:
    """Verdict, differing fields and notices of every reference."""
    from evidence.show import count_verdicts, show_checked
    from refs.check import check_references
    from refs.records import checked_record, json_line

    found, whole = read_parsed(files)
    references = [reference for _, own in found for reference in own]
    if not references:
        return tell_no_list(files, False) if found else WRONG_INPUT
    checked = []
    with open_searches(**sources) as searches, progress(len(references), "checking") as tick:
        for one in check_references(references, searches):
            checked.append(one)
            tick(one.reference.id)
    if choose_format(format_, output, ("text", "jsonl")) == "jsonl":
        write(output, (json_line(checked_record(one)) for one in checked), files)
    else:
        write(output, spaced(show_checked(one, width()) for one in checked), files)
        say(f"{len(checked)} references: {count_verdicts(checked)}")
    code = verdict_code(checked, fail_on)
    return code if whole else WRONG_INPUT
