"""index, cache: what is kept on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from evidence.cli.console import DONE, INCOMPLETE, cli, fail, say, tell
from evidence.cli.options import mailto_option
from evidence.cli.streams import counter, plus_token, tell_count

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from refs.sources.index import IndexInfo


cache_option = click.option(
    "--cache", "cache_file", type=click.Path(), metavar="FILE", help="Another file than the user's."
)


@cli.group()
def index() -> None:
    """A local index of works.

    Made of Crossref's public data file, or of any file of Crossref works, one a line.
    """


@index.command("build", epilog="\b\nExample: citeweave index build works.jsonl -o my-index")
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
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Date of the data."
)
def index_build(dumps: tuple[str, ...], output: str, complete: bool, as_of: datetime | None) -> int:
    """Build an index from .jsonl, .jsonl.gz or .json.gz files, tars and folders of them.

    A build that was killed goes on where it stopped when it is started again.
    """
    from pathlib import Path

    from refs.sources.index import build_index

    info = build_index(
        [Path(dump) for dump in dumps],
        Path(output),
        complete=complete,
        as_of=as_of.date().isoformat() if as_of else None,
        progress=tell_count,
    )
    for problem in info.problems:
        say(f"citeweave: {problem}")
    if info.bad_lines:
        say(f"citeweave: {info.bad_lines} lines left out")
    _print_index(info)
    return DONE


@index.command(
    "update",
    epilog="\b\nExample: citeweave index update my-index newer.jsonl.gz --as-of 2026-04-01",
)
@click.argument("folder", type=click.Path(), metavar="DIR")
@click.argument("dumps", nargs=-1, type=click.Path(), metavar="[DUMP...]")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Date of the data."
)
@click.option(
    "--from-crossref",
    is_flag=True,
    help="Ask Crossref for what it has indexed since the index was up to date, or since --as-of.",
)
@mailto_option
def index_update(
    folder: str,
    dumps: tuple[str, ...],
    as_of: datetime | None,
    from_crossref: bool,
    mailto: str | None,
) -> int:
    """Add works to an index; records of known DOIs are replaced.

    An update from Crossref that was cut short goes on from the day it reached.
    """
    from pathlib import Path

    from refs.sources.index import update_index

    if bool(dumps) == from_crossref:
        raise click.UsageError("give files of works, or --from-crossref")
    date = as_of.date().isoformat() if as_of else None
    code = DONE
    if not from_crossref:
        files = [Path(dump) for dump in dumps]
        info = update_index(files, Path(folder), as_of=date, progress=tell_count)
    else:
        info, code = _update_from_crossref(Path(folder), date, mailto)
    for problem in info.problems:
        say(f"citeweave: {problem}")
    _print_index(info)
    return code


def _update_from_crossref(
    folder: Path, since: str | None, mailto: str | None
) -> tuple[IndexInfo, int]:
    """The index with what Crossref indexed since it was up to date, or since the date."""
    from datetime import UTC, datetime
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from refs.sources.cache import Cache
    from refs.sources.crossref import Crossref
    from refs.sources.index import index_info
    from refs.sources.renewal import renew_index

    since = since or index_info(folder).as_of
    if since is None:
        raise click.UsageError(f"{folder} does not say as of when it is; give --as-of, its date")
    today = datetime.now(UTC).date().isoformat()
    with (
        TemporaryDirectory(prefix="citeweave-") as scratch,
        Cache(Path(scratch) / "none.sqlite") as cache,
        Crossref(cache, mailto=mailto, token=plus_token()) as crossref,
        counter("works") as tick,
    ):
        renewal = renew_index(folder, crossref, since, today, tick)
    say(f"{renewal.works} works new or changed since {since}")
    if renewal.trouble:
        return renewal.info, fail(f"not all came: {renewal.trouble}", INCOMPLETE)
    return renewal.info, DONE


@index.command("info", epilog="\b\nExample: citeweave index info my-index")
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


@cache.command("info", epilog="\b\nExample: citeweave cache info")
@cache_option
def cache_info(cache_file: str | None) -> int:
    """Where the answers are kept, how many, how old."""
    from pathlib import Path

    from refs.sources.cache import Cache

    with Cache(Path(cache_file) if cache_file else None) as kept:
        info = kept.info()
        held = f"{info.entries} answers, {info.size} bytes, of {info.oldest} to {info.newest}"
        tell(f"{kept.path}: {held if info.entries else 'empty'}")
    return DONE


@cache.command("clear", epilog="\b\nExample: citeweave cache clear --cache run.sqlite")
@cache_option
def cache_clear(cache_file: str | None) -> int:
    """Forget all answers."""
    from pathlib import Path

    from refs.sources.cache import Cache

    with Cache(Path(cache_file) if cache_file else None) as kept:
        tell(f"{kept.path}: {kept.clear()} answers forgotten")
    return DONE


@cache.command("export", epilog="\b\nExample: citeweave cache export answers.jsonl.gz")
@click.argument("bundle", type=click.Path(dir_okay=False), metavar="BUNDLE")
@cache_option
def cache_export(bundle: str, cache_file: str | None) -> int:
    """Write all answers into one file, to repeat a run elsewhere.

    There: citeweave cache import BUNDLE --cache FILE, and the same command as here with --offline
    --cache FILE gives the same bytes.
    """
    from pathlib import Path

    from refs.sources.cache import Cache

    with Cache(Path(cache_file) if cache_file else None) as kept:
        tell(f"{bundle}: {kept.export(Path(bundle))} answers")
    return DONE


@cache.command(
    "import", epilog="\b\nExample: citeweave cache import answers.jsonl.gz --cache run.sqlite"
)
@click.argument("bundle", type=click.Path(), metavar="BUNDLE")
@cache_option
def cache_import(bundle: str, cache_file: str | None) -> int:
    """Take over the answers of a bundle that are younger than one's own."""
    from pathlib import Path

    from refs.sources.cache import Cache

    with Cache(Path(cache_file) if cache_file else None) as kept:
        tell(f"{kept.path}: {kept.load(Path(bundle))} answers read from {bundle}")
    return DONE


def _print_index(info: IndexInfo) -> None:
    date = f" as of {info.as_of}" if info.as_of else ""
    whole = "all of Crossref" if info.complete else "not declared to hold all of Crossref"
    left = f"; {info.bad_lines} lines left out" if info.bad_lines else ""
    tell(f"{info.path}: {info.works} works{date}, {whole}; from {', '.join(info.built_from)}{left}")
