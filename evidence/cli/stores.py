"""index, cache: what is kept on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from evidence.cli.console import (
    DONE,
    cli,
    say,
    tell,
)

if TYPE_CHECKING:
    from datetime import datetime

    from refs.sources.index import IndexInfo


@cli.group()
def index() -> None:
    """A local index of works.

    Made of Crossref's public data file, or of any file of Crossref works, one a line.
    """


@index.command("build", epilog="Example: citeweave index build works.jsonl -o my-index")
@click.argument("dumps", nargs=-1, required=True, type=click.Path(), metavar="DUMP...")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Folder of the index.",
)
@click.option(
    "--complete",
    is_flag=True,
    help="Declare that the files hold all of Crossref: only then is a missing work 'not found'.",
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Date of the data.")
def index_build(dumps: tuple[str, ...], output: str, complete: bool, as_of: datetime | None) -> int:
    """Build an index from .jsonl, .jsonl.gz or .json.gz files."""
    from pathlib import Path

    from refs.sources.index import build_index

    info = build_index(
        [Path(dump) for dump in dumps],
        Path(output),
        complete=complete,
        as_of=as_of.date().isoformat() if as_of else None,
    )
    for problem in info.problems:
        say(f"citeweave: {problem}")
    if info.bad_lines:
        say(f"citeweave: {info.bad_lines} lines left out")
    _print_index(info)
    return DONE


@index.command("info", epilog="Example: citeweave index info my-index")
@click.argument("folder", type=click.Path(), metavar="DIR")
def index_info(folder: str) -> int:
    """What an index holds and whether it was declared complete."""
    from pathlib import Path

    from refs.sources.index import index_info as info

    _print_index(info(Path(folder)))
    return DONE


@cli.group()
def cache() -> None:
    """Crossref's answers that are kept on disk."""


@cache.command("info")
@click.option(
    "--cache", "cache_file", type=click.Path(), metavar="FILE", help="Another file than the user's."
)
def cache_info(cache_file: str | None) -> int:
    """Where the answers are kept, how many, how old."""
    from pathlib import Path

    from refs.sources.cache import Cache

    with Cache(Path(cache_file) if cache_file else None) as kept:
        info = kept.info()
        held = f"{info.entries} answers, {info.size} bytes, of {info.oldest} to {info.newest}"
        tell(f"{kept.path}: {held if info.entries else 'empty'}")
    return DONE


@cache.command("clear")
@click.option(
    "--cache", "cache_file", type=click.Path(), metavar="FILE", help="Another file than the user's."
)
def cache_clear(cache_file: str | None) -> int:
    """Forget all answers."""
    from pathlib import Path

    from refs.sources.cache import Cache

    with Cache(Path(cache_file) if cache_file else None) as kept:
        tell(f"{kept.path}: {kept.clear()} answers forgotten")
    return DONE


def _print_index(info: IndexInfo) -> None:
    whole = (
        f"all of Crossref as of {info.as_of or 'an unknown date'}"
        if info.complete
        else "not declared to hold all of Crossref"
    )
    tell(f"{info.path}: {info.works} works, {whole}; from {', '.join(info.built_from)}")
