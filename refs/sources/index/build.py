"""An index from files of works: resumable, updated in place, put where it belongs when whole.  ⇅"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from refs.errors import BadIndex
from refs.model import Work
from refs.sources.index.dumps import Dump, find_dumps
from refs.sources.index.packed import pack, unpack
from refs.sources.index.store import (
    OURS,
    SCHEMA,
    IndexInfo,
    is_index,
    new_postings,
    new_records,
    open_postings,
    open_records,
    read_info,
    write_info,
)
from refs.sources.index.terms import work_keys, work_words
from refs.works import from_crossref

if TYPE_CHECKING:
    import tantivy

_HEAP = 256 << 20  # bytes for tantivy's writer: fewer, larger segments than its default makes
# Works between two points from which a build can go on. Every point costs a segment to be merged.
_STEP = 200_000
_TOLD = 20  # bad lines that are named; the others are only counted
_SAMPLE = 1000  # records that are looked up again when all is written


def build_index(
    files: Iterable[Path],
    path: Path,
    *,
    complete: bool = False,
    as_of: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> IndexInfo:
    """Build an index of the works in ``files`` and put it at ``path``, in one step at the end.

    A build that was killed leaves a hidden folder beside ``path``; the same call goes on from there
    and reads no file again that was read to its end.

    Args:
        files: see ``find_dumps``. A DOI that comes again replaces the earlier record.
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
    _refuse_others(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    made_of = "\n".join(str(file.resolve()) for file in files)
    key = hashlib.sha256(f"{SCHEMA}\n{made_of}".encode("utf-8", "surrogateescape")).hexdigest()[:12]
    work = path.parent / f".{path.name}.{key}.building"
    work.mkdir(mode=0o755, exist_ok=True)
    try:
        info = _fill(work, path, files, complete, as_of, progress)
    except (BadIndex, OSError):
        shutil.rmtree(work, ignore_errors=True)
        raise
    _put(work, path)
    return info


def update_index(
    files: Iterable[Path],
    path: Path,
    *,
    as_of: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> IndexInfo:
    """Add the works in ``files`` to the index at ``path``; records of known DOIs are replaced.

    Files that the index has read already are passed over, so that a stopped update goes on where it
    stopped. What the index was declared to hold stays declared, as of the new date.

    Raises:
        BadIndex: there is no index, a file cannot be read, or lines would have to be left out of
            what is declared complete; what was read before that stays.
        OSError: the disk is full.
    """
    with closing(open_records(path)) as database:
        before = read_info(database, path)
    return _fill(path, path, list(files), before.complete, as_of or before.as_of, progress)


def _refuse_others(path: Path) -> None:
    if path.exists() and not is_index(path) and (not path.is_dir() or any(path.iterdir())):
        raise BadIndex(str(path), "is there already and is no index; it is left as it is")
    if path.is_dir() and (foreign := {each.name for each in path.iterdir()} - OURS):
        raise BadIndex(
            str(path), f"holds {min(foreign)}, which is of no index; it is left as it is"
        )


def _fill(
    folder: Path,
    path: Path,
    files: list[Path],
    complete: bool,
    as_of: str | None,
    progress: Callable[[int], None] | None,
) -> IndexInfo:
    """Read the files into the index in ``folder``, which will be at ``path``."""
    try:
        with closing(new_records(folder)) as database:
            _Filling(database, new_postings(folder), progress).read(find_dumps(files))
            info = _describe(database, path, files, complete, as_of)
            _check(database, folder, info)
            write_info(database, info)
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path)) from error
        raise
    return info


class _Filling:
    """Works on their way into an index; whole files at a time can be gone on from."""

    def __init__(
        self,
        database: sqlite3.Connection,
        postings: tantivy.Index,
        progress: Callable[[int], None] | None,
    ) -> None:
        self._database = database
        self._writer = postings.writer(_HEAP, 1)
        self._progress = progress
        self._read: list[tuple[str, str, int, str]] = []
        self._count = self._waiting = 0

    def read(self, dumps: Iterable[Dump]) -> None:
        done = set(self._database.execute("SELECT name, mark FROM dumps"))
        for dump in dumps:
            if (dump.name, dump.mark) in done:
                continue
            bad, problems = self._store(dump)
            self._read.append((dump.name, dump.mark, bad, json.dumps(problems)))
            if self._waiting >= _STEP:
                self._keep()
        self._keep()
        self._writer.wait_merging_threads()

    def _store(self, dump: Dump) -> tuple[int, list[str]]:
        """How many lines were bad, and what was wrong with the first of them."""
        bad = 0
        problems: list[str] = []
        for place, message in dump.messages():
            try:
                work = _work(message)
            except ValueError as error:
                bad += 1
                if len(problems) < _TOLD:
                    problems.append(f"{dump.name}:{place}: {error}")
                continue
            self._add(work)
        return bad, problems

    def _add(self, work: Work) -> None:
        import tantivy

        record = pack(work)
        new = self._database.execute(
            "INSERT OR IGNORE INTO works VALUES (?, ?)", (work.doi, record)
        )
        if not new.rowcount:
            self._database.execute("UPDATE works SET record = ? WHERE doi = ?", (record, work.doi))
            self._writer.delete_documents_by_term("doi", work.doi)
        self._writer.add_document(
            tantivy.Document(doi=work.doi, text=work_words(work), key=work_keys(work))
        )
        self._count += 1
        self._waiting += 1
        if self._progress and self._count % 5000 == 0:
            self._progress(self._count)

    def _keep(self) -> None:
        """Make what was read so far a point to go on from.

        The records first: should the process end before the postings are kept too, the files count
        as unread, their works are known, and so their postings are replaced and not doubled.
        """
        self._database.commit()
        if self._waiting:
            self._writer.commit()
        self._database.executemany(
            "INSERT OR REPLACE INTO dumps (name, mark, bad, problems) VALUES (?, ?, ?, ?)",
            self._read,
        )
        self._database.commit()
        self._read.clear()
        self._waiting = 0
        if self._progress:
            self._progress(self._count)


def _describe(
    database: sqlite3.Connection, path: Path, files: list[Path], complete: bool, as_of: str | None
) -> IndexInfo:
    rows = database.execute("SELECT name, bad, problems FROM dumps ORDER BY place").fetchall()
    (works,) = database.execute("SELECT count(*) FROM works").fetchone()
    problems = [problem for _, _, told in rows for problem in json.loads(told)]
    bad = sum(bad for _, bad, _ in rows)
    if not works:
        why = problems[0] if problems else f"no work in {', '.join(file.name for file in files)}"
        raise BadIndex(str(path), f"is not built: {why}")
    if bad and complete:
        why = f"is not built: {bad} lines cannot be read, so it is not complete; {problems[0]}"
        raise BadIndex(str(path), why)
    names = tuple(dict.fromkeys(name.partition(":")[0].partition("/")[0] for name, _, _ in rows))
    return IndexInfo(str(path), works, complete, as_of, names, bad, tuple(problems[:_TOLD]))


def _check(database: sqlite3.Connection, folder: Path, info: IndexInfo) -> None:
    """Look whether all works are posted and a sample of them can be read and found.

    Raises:
        BadIndex: something is missing: the disk, or a killed process.
    """
    searcher = open_postings(folder).searcher()
    if searcher.num_docs != info.works:
        why = f"is not built: {searcher.num_docs} of {info.works} works can be searched"
        raise BadIndex(info.path, f"{why}; build it again")
    sample = database.execute("SELECT doi, record FROM works LIMIT ?", (_SAMPLE,))
    for doi, record in sample:
        if unpack(record, "").doi != doi or not searcher.doc_freq("doi", doi):
            raise BadIndex(info.path, f"is not built: {doi} is not found in it; build it again")


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


def _put(work: Path, path: Path) -> None:
    """Rename the finished folder into place; an older index goes only once the new one stands."""
    old = work.with_suffix(".old")
    if path.exists():
        path.rename(old)
    work.rename(path)
    shutil.rmtree(old, ignore_errors=True)
