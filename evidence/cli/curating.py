"""findings, decide: what a curator should look at, and the word on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from evidence.cli.console import DONE, FINDINGS, cli, say, tell, width
from evidence.cli.options import concepts_option, output_options
from evidence.cli.streams import choose_format, spaced, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from evidence.library import Library
    from evidence.model import Concept


@cli.command(epilog="\b\nExample: citeweave findings out --format jsonl")
@click.argument("folder", type=click.Path(), metavar="DIR")
@output_options("text", "jsonl")
def findings(folder: str, output: str, format_: str | None) -> int:
    """What in a build does not add up.

    References never cited, missing, listed twice or out of order; works that are older than what they
    are cited for, give other criteria, study something else, are retracted, reviews or the authors'
    own only; dates of a case that run backwards. Exit code 1 if there is anything.
    """
    from pathlib import Path

    from evidence.findings import find_findings
    from evidence.library import read_library
    from evidence.records import finding_record
    from evidence.show import show_finding
    from refs.records import json_line

    found = find_findings(read_library(Path(folder)))
    if choose_format(format_, output, ("text", "jsonl")) == "jsonl":
        write(output, (json_line(finding_record(one)) for one in found))
    else:
        write(output, spaced(show_finding(one, width()) for one in found))
    return FINDINGS if found else DONE


@cli.command(
    epilog="""\b
Example: citeweave decide out s-1f0c9a7e2b44 accept --why "read the trial"
         citeweave decide out s-1f0c9a7e2b44:7 edit directness=indirect
         citeweave decide out letter#1#ref7 edit doi=10.1172/JCI126397"""
)
@click.argument("folder", type=click.Path(), metavar="DIR")
@click.argument("id_", metavar="ID")
@click.argument("action", type=click.Choice(["accept", "reject", "edit"]))
@click.argument("changes", nargs=-1, metavar="[FIELD=VALUE]...")
@click.option("--who", envvar="CITEWEAVE_WHO", metavar="NAME",
              help="Who decides; by default the user's name. Also CITEWEAVE_WHO.")  # fmt: skip
@click.option("--why", default="", metavar="TEXT", help="The reason, kept with the decision.")
@concepts_option
def decide(
    folder: str,
    id_: str,
    action: str,
    changes: tuple[str, ...],
    who: str | None,
    why: str,
    concepts: str | None,
) -> int:
    """Accept, reject or edit a match, a statement or an evidence line.

    ID is that of a statement (s-… in claims.jsonl), of its evidence line to a reference (s-…:7), or of
    a reference (in references.jsonl). The DOI of a reference may be one that no source gave; only a
    reference with a match can be accepted. Decisions are kept in DIR/decisions.jsonl and hold in every later
    build of DIR.
    """
    from datetime import UTC, datetime
    from getpass import getuser
    from pathlib import Path
    from typing import cast

    from evidence.cli.building import write_build
    from evidence.concepts import load_concepts
    from evidence.decisions import STATUS, Action, apply_decisions
    from evidence.decisions import decide as make
    from evidence.library import add_decision, hold_folder, read_library
    from evidence.show import plain, wrap

    pairs = dict(_pair(change) for change in changes)
    chosen = cast("Action", action)
    read_library(Path(folder))  # that it is one, before anything is left in it
    vocabulary = load_concepts(concepts)
    with hold_folder(Path(folder)):
        library = read_library(Path(folder))
        decision = make(
            library,
            id_,
            chosen,
            who=who or getuser(),
            when=datetime.now(UTC).isoformat(timespec="seconds"),
            why=why,
            changes=pairs,
        )
        applied = apply_decisions(library, (decision,), vocabulary.concepts)
        add_decision(Path(folder), decision)
        write_build(Path(folder), applied.library, vocabulary)
    tell(wrap(f"{STATUS[chosen]}: {plain(decision.text)}", width()))
    return DONE


def _pair(change: str) -> tuple[str, str]:
    field, equals, value = change.partition("=")
    if not (field and equals and value):
        raise click.BadParameter(f"{change!r} is not FIELD=VALUE")
    return field, value


def with_decisions(
    folder: Path, library: Library, concepts: Mapping[str, Concept] | None = None
) -> Library:
    """The library with the decisions kept in ``folder``; those that fit nothing are said."""
    from evidence.decisions import apply_decisions
    from evidence.library import read_decisions

    applied = apply_decisions(library, read_decisions(folder), concepts)
    for one in applied.unfit:
        say(
            f"citeweave: a decision ({one.action}, {one.who}) on {one.id} fits nothing any more, and is"
            f" kept: {one.text[:60]}"
        )
    return applied.library
