"""A local index of works: a folder with a full-text engine for finding and a database for records.

``works/`` holds tantivy's postings, ``records.sqlite`` the works as compressed records and what the
index was built from. A query asks for few, rare words, so that it stays fast over many millions of
works, and beside them for exact keys such as year, volume and first page.
"""

from __future__ import annotations

import errno
import gzip
import itertools
import json
import os
import re
import shutil
import sqlite3
import tempfile
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from refs.errors import BadIndex
from refs.folding import fold
from refs.model import Answer, Question, Reference, SourceReport, Work
from refs.works import from_crossref, from_record, to_record

if TYPE_CHECKING:
    import tantivy

SCHEMA = 1
"""Raised when an index built by an older version can no longer be read."""
SUFFIXES = (".jsonl", ".jsonl.gz", ".json.gz")

_RECORDS, _POSTINGS = "records.sqlite", "works"
# SQLite's own files beside a database that is open or was not closed.
_OURS = {_RECORDS, _POSTINGS, *(f"{_RECORDS}-{suffix}" for suffix in ("wal", "shm", "journal"))}
_APPLICATION = 0x63_77_69_78  # "cwix": tells our database from any other SQLite file
_LINE = 16 << 20  # bytes; the longest of Crossref's records, with all its references, has a tenth
_FILE = 2 << 30  # bytes of an unpacked {"items": […]} file; 5,000 records take about 60 MB
_BATCH = 5000
_HEAP = 128 << 20  # bytes for tantivy's writer
_TOLD = 20  # bad lines that are named; the others are only counted

# Ten of the rarest words decide as well as all of them and cost a hundredth over millions of works.
_TERMS = 10
_ROWS = 10
# Share of the best hit's relevance. Of 9,439 labelled references with a record in the index the
# work meant had 0.41 or more; two thirds of the ten hits have less than 0.3.
_NEAR = 0.3
_TRIED = 80  # words of a reference that are looked up; real ones have 30 to 60
_KEYS = 300  # exact keys that are looked up
_KEYED = 50  # a key that more works than this share says too little
_KEY_BOOST = 3.0  # an exact key counts about as much as three words more

_NUMBER = re.compile(r"[A-Za-z]{0,3}\d{1,7}")
_HYPHENATED = re.compile(r"(?<=[^\W\d_])-[ \t]*\r?\n[ \t]*(?=[^\W\d_])")


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


def build_index(
    files: Iterable[Path],
    path: Path,
    *,
    complete: bool = False,
    as_of: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> IndexInfo:
    """Build an index of the works in ``files`` and put it at ``path``, in one step at the end.

    Args:
        files: JSON Lines (``.jsonl``, ``.jsonl.gz``), a Crossref message a line, or files of
            Crossref's public data (``.json.gz``: ``{"items": [...]}``). A DOI that comes again
            replaces the earlier record.
        path: the folder to make; an index that is there is replaced, anything else is refused.
        complete: declare that the files hold all of Crossref; only then can a search say that a
            work does not exist.
        as_of: ISO date of the data.
        progress: called now and then with the number of works read so far.
    Raises:
        BadIndex: ``path`` holds something else, a file cannot be read, there is no work in any,
            or lines had to be left out of what is declared complete; an older index stays.
        OSError: the disk is full.
    """
    files = list(files)
    if path.exists() and not _is_index(path) and (not path.is_dir() or any(path.iterdir())):
        raise BadIndex(str(path), "is there already and is no index; it is left as it is")
    if path.is_dir() and (foreign := {each.name for each in path.iterdir()} - _OURS):
        raise BadIndex(
            str(path), f"holds {min(foreign)}, which is of no index; it is left as it is"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".building", dir=path.parent))
    try:
        problems: list[str] = []
        database = sqlite3.connect(work / _RECORDS)
        try:
            bad = _store(database, files, problems, progress)
            count = _post(database, work / _POSTINGS)
            if not count:
                raise BadIndex(str(path), f"is not built: {_why_empty(files, problems)}")
            if bad and complete:
                why = f"is not built: {bad} lines cannot be read, so it is not complete; {problems[0]}"
                raise BadIndex(str(path), why)
            info = IndexInfo(
                path=str(path),
                works=count,
                complete=complete,
                as_of=as_of,
                built_from=tuple(file.name for file in files),
                bad_lines=bad,
                problems=tuple(problems),
            )
            _write_meta(database, info)
        finally:
            database.close()
        _put(work, path)
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path)) from error
        raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return info


def _why_empty(files: list[Path], problems: list[str]) -> str:
    return problems[0] if problems else f"no work in {', '.join(file.name for file in files)}"


def index_info(path: Path) -> IndexInfo:
    """What the index at ``path`` says of itself.

    Raises:
        BadIndex: there is no index that this version can read.
    """
    database = _open_records(path)
    try:
        return _read_meta(database, path)
    finally:
        database.close()


class Index:
    """A local index as a source: a ``Search`` named "index". Close it, or use it with ``with``.

    Raises:
        BadIndex: there is no index at ``path`` that this version can read.
    """

    name = "index"

    def __init__(self, path: Path) -> None:
        self.path = path
        self._database = _open_records(path)
        try:
            self.info = _read_meta(self._database, path)
            self._postings = _open_postings(path)
        except BaseException:
            self._database.close()
            raise
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the files; the index cannot be asked afterwards."""
        self._database.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def by_doi(self, doi: str) -> Answer:
        """The work with this DOI, or none."""
        try:
            works = self._works([doi.lower()])
        except _DAMAGE as error:
            return self._damaged(error, "doi")
        return Answer(self._report("doi"), works)

    def by_reference(self, reference: Reference) -> Answer:
        """At most ten works that share the reference's rarest words or its exact keys."""
        text = reference.raw or " ".join(found.value for found in reference.fields.values())
        try:
            works = self._works(self._search(_HYPHENATED.sub("", text)))
        except _DAMAGE as error:
            return self._damaged(error, "reference")
        return Answer(self._report("reference"), works)

    def _report(self, question: Question) -> SourceReport:
        return SourceReport(
            name=self.name,
            state="answered",
            complete=self.info.complete,
            detail=None if self.info.complete else "not declared to hold all of Crossref",
            asked=self.info.as_of,
            question=question,
        )

    def _damaged(self, error: Exception, question: Question) -> Answer:
        detail = f"{self.path} is damaged ({error}); build it again"
        complete = self.info.complete
        return Answer(SourceReport(self.name, "unavailable", complete, detail, question=question))

    def _search(self, text: str) -> list[str]:
        import tantivy

        searcher, schema = self._postings.searcher(), self._postings.schema
        frequent = searcher.doc_freq
        words = dict.fromkeys(itertools.islice(_words(text), _TRIED))
        rare = sorted((count, word) for word in words if (count := frequent("text", word)))
        keys = [key for key in _printed_keys(text, words) if 0 < frequent("key", key) <= _KEYED]
        term = tantivy.Query.term_query
        asked = [term(schema, "text", word) for _, word in rare[:_TERMS]]
        asked += [
            tantivy.Query.boost_query(term(schema, "key", key), _KEY_BOOST) for key in keys[:_TERMS]
        ]
        if not asked:
            return []
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, part) for part in asked])
        hits = searcher.search(query, _ROWS, count=False).hits
        least = _NEAR * hits[0][0] if hits else 0.0
        return [
            str(searcher.doc(place)["doi"][0]) for relevance, place in hits if relevance >= least
        ]

    def _works(self, dois: list[str]) -> tuple[Work, ...]:
        asked = f"SELECT doi, record FROM works WHERE doi IN ({','.join('?' * len(dois))})"
        with self._lock:
            records = dict(self._database.execute(asked, dois).fetchall())
        return tuple(
            from_record(json.loads(zlib.decompress(records[doi]))) for doi in dois if doi in records
        )


# What a damaged file makes the engines raise in the middle of a search.
_DAMAGE = (sqlite3.DatabaseError, zlib.error, OSError, ValueError)


def _words(text: str) -> Iterator[str]:
    return (word for word in fold(text).split() if len(word) > 1 or word.isdigit())


def _work_text(work: Work) -> str:
    names = " ".join(name.key for name in (work.authors or work.editors)[:50])
    numbers = (work.volume, work.issue, work.page, work.article_number, *map(str, work.years))
    parts = (work.title, work.subtitle, names, *work.container_title, *numbers)
    return " ".join(_words(" ".join(part for part in parts if part)))


def _work_keys(work: Work) -> str:
    """Keys under which a work is found exactly: ``2018v379p64`` and ``juney2018p64``."""
    pages = {_page(text) for text in (work.page, work.article_number) if text} - {""}
    author = fold(work.authors[0].key).split() if work.authors else []
    keys = []
    for year, page in itertools.product(work.years, sorted(pages)):
        if work.volume:
            keys.append(_volume_key(str(year), _plain(work.volume), page))
        if author:
            keys.append(_author_key(author[-1], str(year), page))
    return " ".join(keys)


def _printed_keys(text: str, words: Iterable[str]) -> list[str]:
    """The keys that the numbers of a printed reference could make, the likeliest order first."""
    numbers = list(dict.fromkeys(_plain(found) for found in _NUMBER.findall(text)))[:20]
    years = [number for number in numbers if len(number) == 4 and number.startswith(("1", "20"))]
    authors = [word for word in itertools.islice(words, 4) if word.isalpha()]
    keys: list[str] = []
    for year in years[:3]:
        rest = [number for number in numbers if number != year]
        keys += (_author_key(author, year, page) for author in authors for page in rest)
        keys += (
            _volume_key(year, volume, page) for volume, page in itertools.permutations(rest, 2)
        )
    return keys[:_KEYS]


def _volume_key(year: str, volume: str, page: str) -> str:
    return f"{year}v{volume}p{page}"


def _author_key(author: str, year: str, page: str) -> str:
    return f"{author}y{year}p{page}"


def _page(text: str) -> str:
    found = _NUMBER.search(text)
    return _plain(found.group()) if found else ""


def _plain(number: str) -> str:
    """Lower case, digits only where the letters stand before them: "e00012" → "12"."""
    plain = number.lower() if number.isascii() else "".join(fold(number).split())
    return plain.lstrip("abcdefghijklmnopqrstuvwxyz").lstrip("0")


def _store(
    database: sqlite3.Connection,
    files: Iterable[Path],
    problems: list[str],
    progress: Callable[[int], None] | None,
) -> int:
    """Write every work into the database; how many lines were bad."""
    database.executescript(
        f"PRAGMA application_id = {_APPLICATION}; PRAGMA journal_mode = OFF;"
        "PRAGMA synchronous = OFF;"
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
        "CREATE TABLE works (doi TEXT PRIMARY KEY, record BLOB) WITHOUT ROWID;"
    )
    bad = count = 0
    for file in files:
        for place, message in _messages(file):
            try:
                work = _work(message)
            except ValueError as error:
                bad += 1
                if len(problems) < _TOLD:
                    problems.append(f"{file.name}:{place}: {error}")
                continue
            record = json.dumps(to_record(work), ensure_ascii=False, separators=(",", ":"))
            database.execute(
                "INSERT OR REPLACE INTO works VALUES (?, ?)",
                (work.doi, zlib.compress(record.encode(), 6)),
            )
            count += 1
            if count % _BATCH == 0:
                database.commit()
                if progress:
                    progress(count)
    database.commit()
    if progress:
        progress(count)
    return bad


def _work(message: object) -> Work:
    """The work of one line; ValueError where the line is none."""
    if isinstance(message, bytes):
        try:
            message = json.loads(message)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"no JSON ({error})") from None
    if not isinstance(message, dict):
        raise ValueError("no JSON object")
    return from_crossref(message, source="index")


def _messages(file: Path) -> Iterator[tuple[int, object]]:
    """Line or item number, from 1, and its message: unparsed bytes, or the item.

    Raises:
        BadIndex: the file cannot be read at all, or its name does not tell its format.
    """
    if not file.name.endswith(SUFFIXES):
        raise BadIndex(str(file), f"its name ends in none of {', '.join(SUFFIXES)}")
    try:
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as opened:
            reader = _items if file.name.endswith(".json.gz") else _lines
            yield from reader(opened, file)  # type: ignore[arg-type]
    except (OSError, EOFError, zlib.error) as error:
        raise BadIndex(str(file), f"cannot be read ({error})") from error


def _lines(opened: BinaryIO, file: Path) -> Iterator[tuple[int, object]]:
    for place in itertools.count(1):
        line = opened.readline(_LINE)
        if not line:
            return
        if len(line) == _LINE:
            raise BadIndex(str(file), f"line {place} is longer than {_LINE >> 20} MB")
        if line.strip():
            yield place, line


def _items(opened: BinaryIO, file: Path) -> Iterator[tuple[int, object]]:
    text = opened.read(_FILE + 1)
    if len(text) > _FILE:
        raise BadIndex(str(file), f"unpacks to more than {_FILE >> 30} GB")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadIndex(str(file), f"no JSON ({error})") from None
    items = content.get("items") if isinstance(content, dict) else None
    if not isinstance(items, list):
        raise BadIndex(str(file), 'has no list of "items"')
    yield from enumerate(items, 1)


def _post(database: sqlite3.Connection, folder: Path) -> int:
    """Write the postings of every stored work; how many there are."""
    import tantivy

    folder.mkdir()
    schema = (
        tantivy.SchemaBuilder()
        .add_text_field("doi", stored=True, tokenizer_name="raw", index_option="basic")
        .add_text_field("text", tokenizer_name="whitespace", index_option="freq")
        .add_text_field("key", tokenizer_name="whitespace", index_option="basic")
        .build()
    )
    writer = tantivy.Index(schema, str(folder)).writer(_HEAP, 1)
    count = 0
    for (packed,) in database.execute("SELECT record FROM works ORDER BY doi"):
        work = from_record(json.loads(zlib.decompress(packed)))
        fields = {"doi": work.doi, "text": _work_text(work), "key": _work_keys(work)}
        writer.add_document(tantivy.Document(**fields))
        count += 1
    writer.commit()
    writer.wait_merging_threads()
    return count


def _put(work: Path, path: Path) -> None:
    """Rename the finished folder into place; an older index goes only once the new one stands."""
    work.chmod(0o755)
    old = work.with_suffix(".old")
    if path.exists():
        path.rename(old)
    work.rename(path)
    shutil.rmtree(old, ignore_errors=True)


def _write_meta(database: sqlite3.Connection, info: IndexInfo) -> None:
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
    database.executemany("INSERT INTO meta VALUES (?, ?)", rows)
    database.commit()


def _read_meta(database: sqlite3.Connection, path: Path) -> IndexInfo:
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
        raise BadIndex(str(path), f"is damaged ({error}); build it again") from error


def _is_index(path: Path) -> bool:
    with suppress(BadIndex):
        _open_records(path).close()
        return True
    return False


def _open_records(path: Path) -> sqlite3.Connection:
    file = path / _RECORDS
    if not file.is_file() or not (path / _POSTINGS).is_dir():
        why = "is no index of works" if path.exists() else "there is no such folder"
        raise BadIndex(str(path), f"{why}; make one with `citeweave index build`")
    # Nobody writes to a finished index, so no lock is needed and many processes can share it.
    uri = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
    database = sqlite3.connect(uri, uri=True, check_same_thread=False)
    try:
        (application,) = database.execute("PRAGMA application_id").fetchone()
        if application != _APPLICATION:
            raise BadIndex(str(path), f"{_RECORDS} was not written by citeweave")
    except sqlite3.DatabaseError as error:
        database.close()
        raise BadIndex(str(path), f"is damaged ({error}); build it again") from error
    except BadIndex:
        database.close()
        raise
    return database


def _open_postings(path: Path) -> tantivy.Index:
    import tantivy

    try:
        return tantivy.Index.open(str(path / _POSTINGS))
    except (ValueError, OSError) as error:
        raise BadIndex(str(path), f"is damaged ({error}); build it again") from error
