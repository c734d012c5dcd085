"""The folder of an index: its database of records, its postings, what it says of itself.  ⇅"""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refs.errors import BadIndex

if TYPE_CHECKING:
    import tantivy

SCHEMA = 2
"""Raised when an index built by an older version can no longer be read."""

RECORDS, POSTINGS = "records.sqlite", "works"
# SQLite's own files beside a database that is open or was not closed.
OURS = frozenset({RECORDS, POSTINGS, *(f"{RECORDS}-{tail}" for tail in ("wal", "shm", "journal"))})
_APPLICATION = 0x63_77_69_78  # "cwix": tells our database from any other SQLite file
_PAGES = 128 << 20  # bytes of the database that are held in memory while it is written
_MAPPED = 1 << 40  # bytes of the database that may be read without copying: all
_BUSY = 10.0  # seconds to wait for an update that writes


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an index holds and where it came from."""

    path: str
    works: int
    complete: bool
    """Whether it was declared to hold all of Crossref as of ``as_of``."""
    as_of: str | None
    """ISO date of the data, as declared."""
    built_from: tuple[str, ...]
    """Names of the files, in the order read."""
    bad_lines: int = 0
    problems: tuple[str, ...] = ()
    """The first bad lines: ``file:line: why``."""


def index_info(path: Path) -> IndexInfo:
    """What the index at ``path`` says of itself.

    Raises:
        BadIndex: there is no index that this version can read.
    """
    database = open_records(path)
    try:
        return read_info(database, path)
    finally:
        database.close()


def is_index(path: Path) -> bool:
    """Whether there is an index of ours, of whatever version."""
    with suppress(BadIndex):
        open_records(path).close()
        return True
    return False


def new_records(path: Path) -> sqlite3.Connection:
    """The database of an index that is being made in the folder, begun or gone on with."""
    database = sqlite3.connect(path / RECORDS, timeout=_BUSY)
    database.executescript(
        f"PRAGMA application_id = {_APPLICATION}; PRAGMA journal_mode = DELETE;"
        f"PRAGMA synchronous = OFF; PRAGMA cache_size = -{_PAGES >> 10};"
        "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
        "CREATE TABLE IF NOT EXISTS works (doi TEXT PRIMARY KEY, record BLOB) WITHOUT ROWID;"
        "CREATE TABLE IF NOT EXISTS dumps (place INTEGER PRIMARY KEY, name TEXT, mark TEXT,"
        " bad INTEGER, problems TEXT, UNIQUE (name, mark));"
    )
    return database


def open_records(path: Path) -> sqlite3.Connection:
    """The database of a finished index, to be read.

    Raises:
        BadIndex: there is none, or it is not ours.
    """
    file = path / RECORDS
    if not file.is_file() or not (path / POSTINGS).is_dir():
        why = "is no index of works" if path.exists() else "there is no such folder"
        raise BadIndex(str(path), f"{why}; make one with `citeweave index build`")
    uri = f"{file.resolve().as_uri()}?mode=ro"
    database = sqlite3.connect(uri, uri=True, check_same_thread=False, timeout=_BUSY)
    try:
        database.execute(f"PRAGMA mmap_size = {_MAPPED}")
        (application,) = database.execute("PRAGMA application_id").fetchone()
        if application != _APPLICATION:
            raise BadIndex(str(path), f"{RECORDS} was not written by citeweave")
    except sqlite3.DatabaseError as error:
        database.close()
        raise damaged(path, error) from error
    except BadIndex:
        database.close()
        raise
    return database


def new_postings(path: Path) -> tantivy.Index:
    """The postings of an index that is being made in the folder, begun or gone on with."""
    import tantivy

    folder = path / POSTINGS
    folder.mkdir(exist_ok=True)
    schema = (
        tantivy.SchemaBuilder()
        .add_text_field("doi", stored=True, tokenizer_name="raw", index_option="basic")
        .add_text_field("text", tokenizer_name="whitespace", index_option="freq")
        .add_text_field("key", tokenizer_name="whitespace", index_option="basic")
        .build()
    )
    return tantivy.Index(schema, str(folder), reuse=True)


def open_postings(path: Path) -> tantivy.Index:
    """The postings of a finished index.

    Raises:
        BadIndex: they are damaged.
    """
    import tantivy

    try:
        return tantivy.Index.open(str(path / POSTINGS))
    except (ValueError, OSError) as error:
        raise damaged(path, error) from error


def damaged(path: Path, error: Exception) -> BadIndex:
    """That the index cannot be used, and what to do."""
    return BadIndex(str(path), f"is damaged ({error}); build it again")


def write_info(database: sqlite3.Connection, info: IndexInfo) -> None:
    """Keep what ``read_info`` tells; the index counts as finished from then on."""
    meta = {
        "schema": SCHEMA,
        "works": info.works,
        "complete": info.complete,
        "as_of": info.as_of,
        "built_from": info.built_from,
        "bad_lines": info.bad_lines,
        "problems": info.problems,
    }
    rows = [(key, json.dumps(value)) for key, value in meta.items()]
    database.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", rows)
    database.commit()


def read_info(database: sqlite3.Connection, path: Path) -> IndexInfo:
    """What the index says of itself.

    Raises:
        BadIndex: it is damaged, unfinished, or of another version.
    """
    try:
        meta: dict[str, Any] = {
            key: json.loads(value) for key, value in database.execute("SELECT key, value FROM meta")
        }
        if meta["schema"] != SCHEMA:
            raise BadIndex(str(path), "was built by another version of citeweave; build it again")
        return IndexInfo(
            path=str(path),
            works=meta["works"],
            complete=meta["complete"],
            as_of=meta["as_of"],
            built_from=tuple(meta["built_from"]),
            bad_lines=meta["bad_lines"],
            problems=tuple(meta["problems"]),
        )
    except (sqlite3.DatabaseError, ValueError, TypeError, KeyError) as error:
        raise damaged(path, error) from error
