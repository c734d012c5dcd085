"""doctor: whether everything that a run needs is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from evidence.cli.console import DONE, INCOMPLETE, cli, tell
from evidence.cli.options import lookup_options

if TYPE_CHECKING:
    from pathlib import Path

# A work that will not go away: the one that the documentation looks up.
_KNOWN = "10.1172/jci126397"


class Finding(NamedTuple):
    """One thing that was looked at."""

    what: str
    fine: bool
    told: str


@cli.command(epilog="\b\nExample: citeweave doctor --offline")
@lookup_options
def doctor(
    indexes: tuple[str, ...],
    offline: bool,
    mailto: str | None,
    cache_file: str | None,
    refresh: bool,
) -> int:
    """Whether everything that a run needs is there: files, cache, indexes, Crossref."""
    findings = []
    for finding in _look(indexes, offline, mailto, cache_file):
        findings.append(finding)
        tell(f"{'ok     ' if finding.fine else 'problem'}  {finding.what}: {finding.told}")
    return DONE if all(finding.fine for finding in findings) else INCOMPLETE


def _look(
    indexes: Iterable[str], offline: bool, mailto: str | None, cache_file: str | None
) -> Iterator[Finding]:
    from pathlib import Path

    yield _tried("program", _program)
    yield _tried("data files", _data)
    yield _tried("cache", lambda: _cache(Path(cache_file) if cache_file else None))
    for folder in indexes:
        yield _tried(f"index {folder}", partial(_index, Path(folder)))
    if mailto:
        yield Finding("mailto", True, mailto)
    else:
        yield Finding("mailto", offline, "none; set CITEWEAVE_MAILTO to your e-mail address")
    if offline:
        yield Finding("crossref", True, "not asked: offline")
    else:
        yield _tried("crossref", lambda: _crossref(mailto))


def _tried(what: str, look: Callable[[], str]) -> Finding:
    from refs.errors import RefsError

    try:
        return Finding(what, True, look())
    except (RefsError, OSError, ImportError, ValueError) as error:
        return Finding(what, False, " ".join(str(error).split()))


def _program() -> str:
    import platform
    from importlib import import_module
    from importlib.metadata import version

    for library in ("tantivy", "networkx", "numpy", "requests", "lxml"):
        import_module(library)
    return f"citeweave {version('citeweave')} on Python {platform.python_version()}"


def _data() -> str:
    from evidence.concepts import load_concepts
    from refs.journals import load_journals
    from refs.parse import parse_string

    concepts, journals = len(load_concepts().concepts), len(load_journals().keys())
    if "title" not in parse_string("Doe J. A small trial of iron. Blood. 2018;1:2-3.").fields:
        raise ValueError("the reader of references reads nothing; install citeweave again")
    return f"{concepts} concepts, {journals} names of journals, the reader of references"


def _cache(path: Path | None) -> str:
    from refs.sources.cache import Cache

    with Cache(path) as kept:
        return f"{kept.path}, {kept.info().entries} answers"


def _index(path: Path) -> str:
    from refs.sources.index import Index

    with Index(path) as index:
        info = index.info
    whole = "all of Crossref" if info.complete else "not declared to hold all of Crossref"
    return f"{info.works} works, {whole}, as of {info.as_of or 'an unknown date'}"


def _crossref(mailto: str | None) -> str:
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from refs.sources.cache import Cache
    from refs.sources.crossref import Crossref

    with (
        TemporaryDirectory(prefix="citeweave-") as scratch,
        Cache(Path(scratch) / "answers.sqlite") as cache,
        Crossref(cache, mailto=mailto, retries=0) as crossref,
    ):
        report = crossref.by_doi(_KNOWN).report
    if report.state != "answered":
        raise OSError(report.detail or report.state)
    return "answers"
