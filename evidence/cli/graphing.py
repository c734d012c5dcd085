"""graph: the evidence graph, or a part of it, in any format."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, TextIO

import click

from evidence.cli.console import DONE, FAULT, WRONG_INPUT, ReaderGone, cli, fail, say
from evidence.cli.options import PATH, concepts_option
from evidence.cli.streams import refuse_input

if TYPE_CHECKING:
    from pathlib import Path

    from evidence.export.written import Written

# Format → the module and the function that write it.
WRITERS = {
    "gexf": ("gexf", "write_gexf"),
    "graphml": ("graphml", "write_graphml"),
    "json": ("nodelink", "write_nodelink"),
    "csv": ("csvpair", "write_csv_pair"),
    "jsonld": ("jsonld", "write_jsonld"),
    "html": ("page", "write_page"),
}
# Spelt out, so that help does not load networkx; a test compares them with evidence.views.
VIEWS = ("evidence", "full", "citations")
KINDS = ("article", "reference", "work", "context", "statement", "claim", "concept")
STATUSES = ("proposed", "accepted", "edited", "rejected")


@cli.command(
    epilog="""\b
Example: citeweave graph out -o evidence.gexf --view full
         citeweave graph out -o evidence.csv --since 2018
         citeweave graph out -o graph.html --claim "prolonged cytopenia"
         citeweave graph out -o evidence.graphml --check"""
)
@click.argument("folder", type=click.Path(), metavar="DIR")
@click.option("-o", "--output", type=PATH, default="-",
              help="File to write; - is stdout. csv writes FILE-nodes.csv and FILE-edges.csv.")  # fmt: skip
@click.option("--format", "format_", type=click.Choice(tuple(WRITERS)),
              help="Default: by the suffix of -o, else gexf.")  # fmt: skip
@click.option("--view", type=click.Choice(VIEWS), default="evidence", show_default=True,
              help="Claims, works and articles; everything; or which article cites which work.")  # fmt: skip
@click.option("--claim", "claims", multiple=True, metavar="ID|WORDS",
              help="Only these claims and what they rest on (repeatable).")  # fmt: skip
@click.option("--since", metavar="DATE",
              help="Only works and articles from then on (2018, 2018-07); undated ones stay.")  # fmt: skip
@click.option("--status", "statuses", multiple=True, type=click.Choice(STATUSES),
              help="Only claims, statements and evidence of this status (repeatable).")  # fmt: skip
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS),
              help="Only nodes of this kind (repeatable).")  # fmt: skip
@click.option("--check", is_flag=True, help="Read the file back and compare it with the graph.")
@concepts_option
def graph(
    folder: str, output: str, format_: str | None, view: str, claims: tuple[str, ...],
    since: str | None, statuses: tuple[str, ...], kinds: tuple[str, ...], check: bool,
    concepts: str | None,
) -> int:  # fmt: skip
    """The graph of a build, for Gephi, other programs or a browser."""
    from pathlib import Path

    from evidence.concepts import load_concepts
    from evidence.library import kept_files, read_library
    from evidence.views import add_measures, select

    chosen = _format(format_, output, check)
    _check_date(since)
    refuse_input(output, kept_files(Path(folder)))
    whole = full_graph(read_library(Path(folder)), load_concepts(concepts), view)
    drawn = select(whole, claims=claims, since=since, statuses=statuses, kinds=kinds)
    if not len(drawn) and len(whole):
        return fail("no node passes these filters; drop one of them", WRONG_INPUT)
    add_measures(drawn)
    if output == "-":
        try:
            writer(chosen)(drawn, sys.stdout)
        except BrokenPipeError:
            raise ReaderGone from None
        return DONE
    path = Path(output)
    written = write_graph(drawn, path, chosen)
    say(f"{output}: {written.nodes} nodes, {written.edges} edges")
    if written.removed_characters:
        say(f"{output}: {written.removed_characters} characters removed that the format forbids")
    if written.mergeable:
        say(f"{output}: Gephi will merge {written.mergeable} parallel edges of one kind")
    if check:
        from evidence.export.readback import missing

        if lost := missing(drawn, path, chosen):
            return fail(f"{output} does not hold the whole graph: {'; '.join(lost)}", FAULT)
        say(f"{output}: read back, counts and attributes agree with the graph")
    return DONE


def full_graph(library: Any, vocabulary: Any, view: str) -> Any:
    """A view of the graph of a library."""
    from evidence.claims import gather_claims
    from evidence.graph import build_graph
    from evidence.views import VIEWS as MAKERS

    concepts = vocabulary.concepts
    claims = gather_claims(library.statements, concepts)
    full = build_graph(
        library.articles, library.checked, library.contexts, library.statements, claims, concepts
    )
    return MAKERS[view](full)


def writer(format_: str) -> Callable[..., Written]:
    from importlib import import_module

    module, function = WRITERS[format_]
    found: Callable[..., Written] = getattr(import_module(f"evidence.export.{module}"), function)
    return found


def write_graph(drawn: Any, path: Path, format_: str) -> Written:
    """Write all files of a format, or none."""
    from evidence.export.csvpair import pair_paths
    from refs.files import whole_file

    paths = pair_paths(path) if format_ == "csv" else (path,)
    with ExitStack() as stack:
        files: list[TextIO] = [stack.enter_context(whole_file(one)) for one in paths]
        written = writer(format_)(drawn, *files)
        for file in files:
            file.flush()  # a full disk must show before any file is moved to its place
    return written


def _format(format_: str | None, output: str, check: bool) -> str:
    if output == "-":
        if format_ == "csv":
            raise click.UsageError("csv is two files; name them by -o FILE.csv")
        if check:
            raise click.UsageError("--check reads a file back; name one by -o")
        return format_ or "gexf"
    suffix = output.rpartition(".")[2].lower()
    if format_ or suffix in WRITERS:
        chosen = format_ or suffix
    else:
        known = ", ".join(f".{name}" for name in WRITERS)
        raise click.UsageError(f"{output}: no format for this suffix; use {known}, or --format")
    if check and chosen == "html":
        raise click.UsageError("--check does not read pages back; use another format")
    return chosen


def _check_date(since: str | None) -> None:
    import re
    from datetime import date

    try:
        if since and re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", since, re.ASCII):
            date.fromisoformat(f"{since}-01-01"[:10])
        elif since:
            raise ValueError
    except ValueError:
        raise click.UsageError(
            f"--since {since}: no date; give one such as 2018 or 2018-07-05"
        ) from None
