"""lookup, check: what the sources say."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

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
    WRITTEN,
    fail_on_option,
    files_argument,
    output_options,
    source_options,
)
from evidence.cli.streams import (
    Row,
    by_article,
    choose_format,
    open_searches,
    pretty_json,
    progress,
    read_listed,
    read_rows,
    spaced,
    tell_no_list,
    tell_problems,
    verdict_code,
    write,
)

if TYPE_CHECKING:
    from refs.model import Checked, Reference


LOOKUP_FORMATS = ("text", "jsonl", "json", *WRITTEN)


@cli.command(
    epilog="""\b
Example: citeweave lookup "June CH. Chimeric antigen receptor therapy. 2018"
         citeweave lookup 10.1172/JCI126397 --format bibtex
         citeweave lookup - < citations.txt
         citeweave lookup --explain "June CH, NEJM 2018;379:64"

"""
    + EXIT_CODES
)
@click.argument("queries", nargs=-1, required=True, metavar="QUERY...|-")
@output_options(*LOOKUP_FORMATS)
@click.option(
    "--strings",
    type=click.Choice(["jsonl"]),
    help='The queries are files of {"id","reference"} lines.',
)
@click.option(
    "--top",
    type=click.IntRange(1, 20),
    default=3,
    show_default=True,
    metavar="N",
    help="At most this many candidates, in --explain and in JSON.",
)
@click.option("--explain", is_flag=True, help="Show field by field why each candidate scores so.")
@click.option(
    "--matcher",
    type=click.Choice(["fields", "sbmv-2018", "sbmv-2026"]),
    default="fields",
    show_default=True,
    help="By all fields, or, to compare, as Crossref's own matching does, whose score is a similarity.",
)
@source_options
def lookup(
    queries: tuple[str, ...],
    output: str,
    format_: str | None,
    strings: str | None,
    top: int,
    explain: bool,
    matcher: str,
    **sources: Any,
) -> int:
    """The DOI of a citation, the work of a DOI.

    In a pipe or a file, one line each, empty where there is none; - reads queries from stdin, one a
    line.
    """
    from evidence.show import show_evidence, show_lookup
    from refs.bulk import in_batches
    from refs.check import TOGETHER, check_references
    from refs.model import Reference
    from refs.parse import parse_references
    from refs.resolve import MATCHERS

    together = 1 if "-" in queries and sys.stdin and sys.stdin.isatty() else TOGETHER
    chosen = "jsonl" if strings else choose_format(format_, output, LOOKUP_FORMATS)
    problems: list[str] = []
    rows = (
        tell_problems(read_rows(queries, "reference"), problems)
        if strings
        else (Row(text, text) for text in _queries(queries))
    )
    codes = set()

    def answers() -> Iterator[Answered]:
        ids: deque[object] = deque()

        def references() -> Iterator[Reference]:
            # Lines of a file are parsed many at once; who types queries wants each answer at once.
            for batch in in_batches(rows) if strings else in_batches(rows, 1):
                ids.extend(row.id for row in batch)
                yield from parse_references(
                    [Reference("", "", 1, _spelt(row.text)) for row in batch]
                )

        with open_searches(**sources) as (searches, journals):
            for one in check_references(
                references(), searches, journals, matcher=MATCHERS[matcher], together=together
            ):
                codes.add(_code(one))
                yield Answered(ids.popleft(), one)

    if explain:
        write(output, spaced(show_evidence(one, width(), top) for _, one in answers()))
    elif chosen == "text" and output == "-" and sys.stdout.isatty():
        write(output, spaced(show_lookup(one, width()) for _, one in answers()))
    else:
        write(output, _lookup_parts(answers(), chosen, top), queries if strings else ())
    if problems:
        return WRONG_INPUT
    return next(code for code in (INCOMPLETE, FINDINGS, DONE) if code in {DONE, *codes})


# Characters; a file's name has at most 255 bytes, and asking for a longer one is an error.
_LONGEST_NAME = 60


class Answered(NamedTuple):
    """A query's id with what was found."""

    id: object
    checked: Checked


def _code(checked: Checked) -> int:
    from refs.records import accepted_doi

    if checked.verdict == "unchecked":
        return INCOMPLETE
    return DONE if accepted_doi(checked) else FINDINGS


def _queries(queries: Sequence[str]) -> Iterator[str]:
    for query in queries:
        if query == "-":
            lines = (line.decode("utf-8", "replace").strip() for line in sys.stdin.buffer)
            yield from filter(None, lines)
        else:
            yield query


def _spelt(query: str) -> str:
    """A query that is a DOI, whole, without resolver and label; any other as it is."""
    from refs.doi import rejoin_doi
    from refs.errors import InvalidDOI

    try:
        return rejoin_doi(query)
    except InvalidDOI:
        return query


def _lookup_parts(answers: Iterable[Answered], format_: str, top: int) -> Iterator[str]:
    from evidence.show import cite
    from refs.records import accepted_doi, json_line, lookup_record
    from refs.works import to_csl

    if format_ in ("json", *WRITTEN):
        told = list(_told(answers))
        works = [one.work for _, one in told if one.work and accepted_doi(one)]
        if format_ in WRITTEN and format_ != "csl-json":
            from refs.bibliography import list_works
            from refs.formats import write_entries

            yield from write_entries(list_works(works), format_)
        elif format_ == "csl-json":
            yield pretty_json([{"id": work.doi, **to_csl(work)} for work in works])
        else:
            yield pretty_json(
                [lookup_record(one, top) | {"id": id_} | _work_key(one) for id_, one in told]
            )
        return
    for id_, one in _told(answers):
        doi = accepted_doi(one)
        if format_ == "jsonl":
            yield json_line(lookup_record(one, top) | {"id": id_})
        elif one.work and doi and one.reference.fields.keys() == {"doi"}:
            yield cite(one.work) + "\n"
        else:
            yield (doi or "") + "\n"


def _work_key(checked: Checked) -> dict[str, object]:
    from refs.works import to_record

    return {"work": to_record(checked.meant)} if checked.meant else {}


def _told(answers: Iterable[Answered]) -> Iterator[Answered]:
    """The answers; each that has no DOI says why on stderr."""
    from pathlib import Path

    from evidence.show import plain
    from refs.records import accepted_doi

    for answered in answers:
        one = answered.checked
        if accepted_doi(one) is None:
            query = plain(one.reference.raw)
            short = query if len(query) <= 50 else query[:49] + "…"
            say(f"citeweave: {short}: {one.verdict}: {one.reason}")
            if len(query) < _LONGEST_NAME and Path(query).is_file():
                say(f"citeweave: {short} is a file; for its lines: citeweave lookup - < {short}")
        yield answered


@cli.command(epilog="\b\nExample: citeweave check letter.md --fail-on difference\n\n" + EXIT_CODES)
@files_argument
@output_options("text", "jsonl")
@source_options
@fail_on_option
@click.option("--explain", is_flag=True, help="Show every field beside the record.")
def check(
    files: tuple[str, ...],
    output: str,
    format_: str | None,
    fail_on: str,
    explain: bool,
    **sources: Any,
) -> int:
    """Verdict, differences and notices per reference of letters and bibliographies."""
    from evidence.show import count_verdicts, show_checked, show_comparison
    from refs.check import check_references, cited_on
    from refs.records import checked_record, json_line

    chosen = choose_format(format_, output, ("text", "jsonl"))
    found, whole = read_listed(files)
    references = [reference for _, own in found for reference in own]
    if not references:
        return tell_no_list(files, False) if found else WRONG_INPUT
    checked = []
    with (
        open_searches(**sources) as (searches, journals),
        progress(len(references), "checking") as tick,
    ):
        for article, own in found:
            for one in check_references(own, searches, journals, cited_on(article)):
                checked.append(one)
                tick(one.reference.id)
    if chosen == "jsonl":
        write(output, (json_line(checked_record(one)) for one in checked), files)
    else:
        show = show_comparison if explain else show_checked
        texts = ((one.reference.article, show(one, width()) + "\n") for one in checked)
        write(output, by_article([article for article, _ in found], texts), files)
        say(f"{len(checked)} references: {count_verdicts(checked)}")
    code = verdict_code(checked, fail_on)
    return code if whole else WRONG_INPUT
