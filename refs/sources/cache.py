"""Answers of web services kept on disk: one SQLite file that several processes may share.

The key is the canonical address: parameters in order, without who asks (``mailto``, tokens).
"Not found" is kept as well, for a shorter time. A file that is no cache of ours, or is damaged, is
moved aside and a new one begun.
"""

from __future__ import annotations

import gzip
import json
import logging
import sqlite3
import threading
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from refs.errors import CacheError
from refs.files import whole_file

MAX_AGE = timedelta(days=30)
"""Records change little; retractions are to be seen within a month at the latest."""
MAX_AGE_NEGATIVE = timedelta(days=3)
"""A new DOI may take days to be registered."""
MAX_SIZE = 4 << 30
"""Bytes of stored answers; beyond it the oldest go. An answer has some 5,000."""

_SECRET = frozenset({"mailto", "token", "api_key", "apikey", "api-key", "access_token", "key"})
_APPLICATION = 0x63_77_63_61  # "cwca"
_SCHEMA = 1
_BUSY = 10.0  # seconds to wait for another process that writes
_LINE = 64 << 20  # bytes of a bundle's line; the largest answer that is kept has 16 MB
_LOOK = 100  # answers between two looks at the size
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """One kept answer."""

    url: str
    """The canonical address."""
    status: int
    content_type: str
    body: bytes
    fetched: str
    """ISO time, UTC, when the service gave the answer."""


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """What a cache holds."""

    path: str
    entries: int
    size: int
    """Bytes of the stored answers, compressed."""
    oldest: str | None
    """ISO time, as is ``newest``; None for an empty cache."""
    newest: str | None


def canonical_url(url: str) -> str:
    """The address that is asked, whoever asks: no secrets, no fragment, parameters sorted."""
    parts = urlsplit(url)
    kept = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in _SECRET
    )
    host = parts.netloc.rpartition("@")[2].lower()
    return urlunsplit((parts.scheme.lower(), host, parts.path, urlencode(kept), ""))


def default_path() -> Path:
    """Where the cache lies unless another place is named: the user's cache folder."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("citeweave")) / "answers.sqlite"


class Cache:
    """Kept answers by address. Close it, or use it with ``with``.

    Args:
        path: the file; made with its folder where it is not there. A file that is somebody
            else's is left alone; the user's own cache, which nobody named, is set aside if broken.
        max_age: older answers are not given out.
        max_age_negative: the same for "there is none" (404, 410).
        max_size: bytes of stored answers; the oldest go first.
        refresh: give out nothing, so that everything is asked again and kept anew.
        now: the clock.
    Raises:
        CacheError: the file can be neither opened nor made, or is no cache.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        max_age: timedelta = MAX_AGE,
        max_age_negative: timedelta = MAX_AGE_NEGATIVE,
        max_size: int = MAX_SIZE,
        refresh: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.path = path or default_path()
        self._named = path is not None
        self._ages = (max_age, max_age_negative)
        self._max_size = max_size
        self._kept = 0
        self._refresh = refresh
        self._now = now
        self._lock = threading.Lock()
        self._database = self._open()

    def close(self) -> None:
        """Close the file; the cache cannot be used afterwards."""
        self._database.close()

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(self, url: str, *, any_age: bool = False) -> Entry | None:
        """The kept answer, or None where there is none young enough.

        Args:
            any_age: give out old answers and ignore ``refresh``: for use without a network.
        """
        key = canonical_url(url)
        row = self._run(
            "SELECT status, content_type, body, fetched FROM answers WHERE url = ?", (key,)
        )
        if not row:
            return None
        status, content_type, packed, fetched = row[0]
        if not any_age and (self._refresh or self._is_old(status, fetched)):
            return None
        try:
            body = zlib.decompress(packed)
        except zlib.error:
            return None
        return Entry(key, status, content_type, body, fetched)

    def put(self, url: str, status: int, content_type: str, body: bytes) -> Entry:
        """Keep an answer as it came, in place of an older one; the entry as kept."""
        fetched = self._now().isoformat(timespec="seconds")
        entry = Entry(canonical_url(url), status, content_type, body, fetched)
        self._run(
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)",
            (entry.url, status, content_type, zlib.compress(body), fetched),
        )
        self._kept += 1
        if self._kept % _LOOK == 0:
            self._shrink()
        return entry

    def _shrink(self) -> None:
        """Let the oldest answers go where all take more room than they may."""
        over = self.info().size - self._max_size
        if over <= 0:
            return
        gone: list[str] = []
        for url, size in self._run("SELECT url, length(body) FROM answers ORDER BY fetched, url"):
            if over <= -self._max_size // 10:  # some room, so that not every answer costs one
                break
            gone.append(url)
            over -= size
        for url in gone:
            self._run("DELETE FROM answers WHERE url = ?", (url,))

    def export(self, path: Path) -> int:
        """Write every answer with its time into a bundle (``.jsonl.gz``); how many there are.

        The same answers make the same bytes. ``--offline`` with a cache that holds a bundle gives
        what the run gave that asked for them.

        Raises:
            OSError: the file cannot be written; nothing is left of it.
        """
        rows = self._run(
            "SELECT url, status, content_type, body, fetched FROM answers ORDER BY url"
        )
        with whole_file(path) as file, gzip.GzipFile("", "wb", 6, file.buffer, 0) as packed:
            for url, status, content_type, body, fetched in rows:
                entry = {
                    "url": url,
                    "status": status,
                    "content_type": content_type,
                    "fetched": fetched,
                    "body": b64encode(zlib.decompress(body)).decode(),
                }
                packed.write(json.dumps(entry).encode() + b"\n")
        return len(rows)

    def load(self, path: Path) -> int:
        """Keep the answers of a bundle, unless there are younger ones; how many it holds.

        Raises:
            CacheError: the file is no bundle, or is damaged; what came before that is kept.
            OSError: it cannot be read.
        """
        count = 0
        try:
            with gzip.open(path, "rb") as lines:
                while line := lines.readline(_LINE):
                    entry = _read_entry(line)
                    self._run(
                        "INSERT INTO answers VALUES (?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET"
                        " status = excluded.status, content_type = excluded.content_type,"
                        " body = excluded.body, fetched = excluded.fetched"
                        " WHERE excluded.fetched > answers.fetched",
                        (
                            entry.url,
                            entry.status,
                            entry.content_type,
                            zlib.compress(entry.body),
                            entry.fetched,
                        ),
                    )
                    count += 1
        except _NO_BUNDLE as error:
            raise CacheError(
                str(path), f"is no bundle of answers, or is damaged ({error})"
            ) from error
        return count

    def info(self) -> CacheInfo:
        """How much the cache holds."""
        rows = self._run(
            "SELECT count(*), coalesce(sum(length(body)), 0), min(fetched), max(fetched)"
            " FROM answers"
        )
        entries, size, oldest, newest = rows[0] if rows else (0, 0, None, None)
        return CacheInfo(str(self.path), entries, size, oldest, newest)

    def clear(self) -> int:
        """Forget everything; how many answers that were."""
        count = self.info().entries
        self._run("DELETE FROM answers")
        return count

    def _is_old(self, status: int, fetched: str) -> bool:
        age = self._now() - datetime.fromisoformat(fetched)
        return age > self._ages[status in (404, 410)]

    def _run(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """The rows of a statement; none where another process holds the file too long."""
        with self._lock:
            try:
                with self._database:
                    return self._database.execute(statement, values).fetchall()
            except sqlite3.OperationalError as error:
                _log.warning("%s: not used this time (%s)", self.path, error)
            except sqlite3.ProgrammingError:
                pass  # closed: who was interrupted leaves threads behind that still have an answer
            except sqlite3.DatabaseError as error:
                self._database.close()
                self._set_aside(str(error))
                self._database = self._open()
        return []

    def _open(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            try:
                return _connect(self.path)
            except (sqlite3.DatabaseError, _ForeignError) as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                if self._named and not self._was_ours():
                    raise CacheError(
                        str(self.path), "is there already and is no cache; name another file"
                    ) from error
                self._set_aside(str(error))
                return _connect(self.path)
        except (OSError, sqlite3.Error) as error:
            raise CacheError(str(self.path), f"cannot be used ({error})") from error

    def _was_ours(self) -> bool:
        """Whether the file, damaged as it may be, carries our mark where SQLite keeps it."""
        with self.path.open("rb") as file:
            head = file.read(100)
        return head[68:72] == _APPLICATION.to_bytes(4)

    def _set_aside(self, why: str) -> None:
        """Rename a file that cannot be used; what it holds may be dear to somebody."""
        stamp = self._now().strftime("%Y%m%dT%H%M%S%f")
        aside = self.path.with_name(f"{self.path.name}.{stamp}.bad")
        with suppress(FileNotFoundError):  # another process was faster
            self.path.rename(aside)
        for suffix in ("-wal", "-shm"):
            with suppress(OSError):
                self.path.with_name(self.path.name + suffix).unlink()
        _log.warning("%s is no usable cache (%s); moved to %s", self.path, why, aside.name)


_NO_BUNDLE = (
    gzip.BadGzipFile,
    EOFError,
    zlib.error,
    ValueError,
    KeyError,
    TypeError,
    RecursionError,
)


def _read_entry(line: bytes) -> Entry:
    """The answer of a bundle's line; ValueError, KeyError or TypeError where it is none."""
    record = json.loads(line)
    url, status, content_type = record["url"], record["status"], record["content_type"]
    body, fetched = b64decode(record["body"], validate=True), record["fetched"]
    if not (isinstance(url, str) and isinstance(status, int) and isinstance(content_type, str)):
        raise ValueError("a line without address, status or type")
    if datetime.fromisoformat(fetched).tzinfo is None:
        raise ValueError("a time without its zone")
    return Entry(canonical_url(url), status, content_type, body, fetched)


class _ForeignError(Exception):
    """The file is a database, but not ours or of another version."""


def _write_ahead(database: sqlite3.Connection) -> None:
    """Let readers and one writer at a time not wait for each other.

    SQLite itself does not wait where another process is about to do the same.
    """
    last = monotonic() + _BUSY
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > last:
                raise
            sleep(0.01)


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=_BUSY, check_same_thread=False)
    try:
        # The tables first: another process may make them, and the marks with them, at this moment.
        (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (application,) = database.execute("PRAGMA application_id").fetchone()
        (schema,) = database.execute("PRAGMA user_version").fetchone()
        if tables and (application, schema) != (_APPLICATION, _SCHEMA):
            raise _ForeignError("another program's database, or another version's")
        _write_ahead(database)
        database.execute("PRAGMA synchronous = NORMAL")
        with database:
            database.execute("BEGIN IMMEDIATE")
            database.execute(f"PRAGMA application_id = {_APPLICATION}")
            database.execute(f"PRAGMA user_version = {_SCHEMA}")
            database.execute(
                "CREATE TABLE IF NOT EXISTS answers (url TEXT PRIMARY KEY, status INTEGER NOT NULL,"
                " content_type TEXT NOT NULL, body BLOB NOT NULL, fetched TEXT NOT NULL)"
                " WITHOUT ROWID"
            )
    except BaseException:
        database.close()
        raise
    return database
