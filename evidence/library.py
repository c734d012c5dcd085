"""What a build leaves in its folder, and how it is read again.  ⇅"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from errno import EAGAIN
from pathlib import Path
from typing import Any, TextIO, TypeVar

from evidence.decisions import Decision, decision_from_record, decision_record
from evidence.errors import NotALibrary
from evidence.model import Context, Statement
from evidence.records import (
    context_from_record,
    context_record,
    statement_from_record,
    statement_record,
)
from refs.files import whole_file
from refs.model import Article, Checked
from refs.records import (
    article_from_record,
    article_record,
    checked_from_record,
    checked_record,
    json_line,
)

_T = TypeVar("_T")
Writer = Callable[[TextIO], object]
"""Writes a file's text to the open file it is handed."""


@dataclass(frozen=True, slots=True)
class Library:
    """What was read out of some documents and learnt about it."""

    articles: tuple[Article, ...] = ()
    checked: tuple[Checked, ...] = ()
    """Their references in the order of the documents."""
    contexts: tuple[Context, ...] = ()
    statements: tuple[Statement, ...] = ()

    def references(self) -> dict[str, dict[int, Checked]]:
        """The checked references by article and number; of two with one number, the first."""
        found: dict[str, dict[int, Checked]] = {}
        for checked in self.checked:
            found.setdefault(checked.reference.article, {}).setdefault(
                checked.reference.number, checked
            )
        return found

    def titles(self) -> dict[str, str]:
        """The titles of the articles that have one, by the article's id."""
        return {article.id: article.title for article in self.articles if article.title}


# File, its values in a library, value → record, record → value.
_FILES: tuple[
    tuple[str, str, Callable[[Any], dict[str, Any]], Callable[[Mapping[str, Any]], Any]], ...
] = (
    ("articles.jsonl", "articles", article_record, article_from_record),
    ("references.jsonl", "checked", checked_record, checked_from_record),
    ("contexts.jsonl", "contexts", context_record, context_from_record),
    ("claims.jsonl", "statements", statement_record, statement_from_record),
)


def prepare_folder(folder: Path, others: Sequence[str], inputs: Iterable[Path]) -> None:
    """Make sure, before any work is done, that a build may write into ``folder``; make it if missing.

    Args:
        others: names of the files that are written beside the library's own.
        inputs: files that must not be written over.
    Raises:
        NotALibrary: a file or folder of the same name is there that no build has written.
        OSError: the folder cannot be made or written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = [*(row[0] for row in _FILES), *others]
    there = [folder / name for name in names if (folder / name).exists()]
    foreign = there if not (folder / _FILES[0][0]).is_file() else []
    foreign += [path for path in there if path.is_dir()]
    foreign += [
        one for one in inputs if any(path.exists() and one.samefile(path) for path in there)
    ]
    if foreign:
        why = f"{foreign[0].name} is there and is of no build; give another folder"
        raise NotALibrary(str(folder), why)
    with whole_file(folder / ".writable"):
        pass
    (folder / ".writable").unlink()


def write_library(folder: Path, library: Library, others: Mapping[str, Writer]) -> tuple[Path, ...]:
    """Write a library and other files into ``folder``; all of them appear, or none.

    Args:
        others: file name → what writes it.
    Returns:
        The paths, the library's own files first.
    Raises:
        OSError: the folder cannot be made or written to, or the disk is full.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        for name, attribute, to_record, _ in _FILES:
            file = stack.enter_context(whole_file(folder / name))
            file.writelines(json_line(to_record(value)) for value in getattr(library, attribute))
            file.flush()  # a full disk must show before any file is moved to its place
        for name, write in others.items():
            file = stack.enter_context(whole_file(folder / name))
            write(file)
            file.flush()
    return tuple(folder / name for name in (*(row[0] for row in _FILES), *others))


def read_library(folder: Path) -> Library:
    """The library that a build left in ``folder``.

    Raises:
        NotALibrary: there is none, or a file of it is damaged; says where.
    """
    if not (folder / _FILES[0][0]).is_file():
        raise NotALibrary(
            str(folder), "no build is there; make one with `citeweave build FILE -o DIR`"
        )
    values: dict[str, tuple[Any, ...]] = {
        attribute: tuple(_read(folder / name, from_record))
        for name, attribute, _, from_record in _FILES
    }
    return Library(**values)


DECISIONS = "decisions.jsonl"


def kept_files(folder: Path) -> tuple[Path, ...]:
    """The files of a build from which everything else is made again."""
    return tuple(folder / name for name in (*(row[0] for row in _FILES), DECISIONS))


def read_decisions(folder: Path) -> tuple[Decision, ...]:
    """The decisions kept in ``folder``, the oldest first; none where there is no such file.

    Raises:
        NotALibrary: the file is damaged; says where.
    """
    path = folder / DECISIONS
    advice = "mend it, or take it out; nothing was written"
    return tuple(_read(path, decision_from_record, advice)) if path.exists() else ()


def add_decision(folder: Path, decision: Decision) -> None:
    """Put a decision behind those kept in ``folder``, which :func:`hold_folder` holds.

    Raises:
        NotALibrary: the file that is there is damaged.
        OSError: it cannot be written.
    """
    kept = (*read_decisions(folder), decision)
    with whole_file(folder / DECISIONS) as file:
        file.writelines(json_line(decision_record(one)) for one in kept)


@contextmanager
def hold_folder(folder: Path, *, patience: float = 60) -> Iterator[None]:
    """Nobody else decides or writes into ``folder`` meanwhile; a process that ends lets go of it.

    The lock is SQLite's, on an empty file that is in the folder only meanwhile: it works on every
    system.

    Args:
        patience: seconds to wait for another who holds it.
    Raises:
        OSError: another still holds it, or the folder cannot be written to.
    """
    path = folder / ".lock"
    with ExitStack() as held:
        try:
            while not _lock(path, patience, held):
                held.close()
        except sqlite3.Error as error:
            raise OSError(
                EAGAIN, f"another citeweave is writing there ({error})", str(folder)
            ) from error
        try:
            yield
        finally:
            # Windows removes no open file: there it stays, and does no harm.
            with suppress(OSError):
                path.unlink()


def _lock(path: Path, patience: float, held: ExitStack) -> bool:
    """Whether the file at ``path`` is locked until ``held`` ends; it may have been removed meanwhile.

    As long as we have the file open no other gets its number, so where that number is still at
    ``path`` it is the file that SQLite locked. It is closed last: closing it ends the lock.
    """
    own = os.fstat(held.enter_context(path.open("ab")).fileno()).st_ino
    lock = held.enter_context(
        closing(sqlite3.connect(path, timeout=patience, isolation_level=None))
    )
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        # SQLite cannot use a file that is removed while it waits.
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY or _number(path) == own:
            raise
        return False
    return _number(path) == own


def _number(path: Path) -> int | None:
    """Of the file that is there, if any."""
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None


def _read(
    path: Path, from_record: Callable[[Mapping[str, Any]], _T], advice: str = "build again"
) -> Iterator[_T]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise NotALibrary(str(path), f"cannot be read ({error}); {advice}") from error
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        try:
            yield from_record(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotALibrary(f"{path}:{number}", f"the line is damaged; {advice}") from error
