"""Files of Crossref works as they are distributed, read in bounded memory.  ⇅"""

from __future__ import annotations

import gzip
import io
import itertools
import json
import lzma
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from refs.errors import BadIndex

SUFFIXES = (".jsonl", ".jsonl.gz", ".json.gz")
"""Crossref works one a line, or ``{"items": [...]}`` in a packed file."""
TARS = (".tar", ".tar.gz", ".tgz")
_LINE = 16 << 20  # bytes; the longest of Crossref's records, with all its references, has a tenth
_FILE = 2 << 30  # bytes of an unpacked {"items": […]} file; 5,000 records take about 60 MB
_BROKEN = (OSError, EOFError, zlib.error, tarfile.TarError, lzma.LZMAError)

Message = tuple[int, object]
"""Line or item number, from 1, and what stands there: unparsed bytes, or an object."""


@dataclass(frozen=True, slots=True)
class Dump:
    """One file of works, alone or in a tar."""

    name: str
    """``file``, or ``file.tar:member``."""
    mark: str
    """Tells it from another file of the same name: its size and time."""
    messages: Callable[[], Iterator[Message]]
    """Reads it; in a tar only while it is the current one.

    Raises:
        BadIndex: it cannot be read to its end.
    """


def find_dumps(paths: Iterable[Path]) -> Iterator[Dump]:
    """The files of works among the paths, in the order of the paths and by name within a folder.

    Args:
        paths: files ``.jsonl``, ``.jsonl.gz``, ``.json.gz``, tars of such files, and folders, which
            are searched to their depth; what else lies in a folder or a tar is passed over.
    Raises:
        BadIndex: a path does not tell its format, or has nothing of the kind in it.
    """
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.name.endswith((*SUFFIXES, *TARS)))
            if not inside:
                raise BadIndex(str(path), f"holds no {', '.join(SUFFIXES)} file")
            for each in inside:
                yield from _dumps(each, str(each.relative_to(path.parent)))
        else:
            yield from _dumps(path, path.name)


def _dumps(path: Path, name: str) -> Iterator[Dump]:
    if not path.exists():
        raise BadIndex(str(path), "no such file or folder")
    if not name.endswith((*SUFFIXES, *TARS)):
        raise BadIndex(str(path), f"its name ends in none of {', '.join((*SUFFIXES, *TARS))}")
    try:
        about = path.stat()
        mark = f"{about.st_size}-{about.st_mtime_ns}"
        if not name.endswith(TARS):
            yield Dump(name, mark, lambda: _messages(path.name, lambda: path.open("rb"), path))
            return
        with tarfile.open(path, "r|*") as tar:
            for member in tar:
                if member.isfile() and member.name.endswith(SUFFIXES):
                    yield _member(tar, member, path, name, mark)
    except _BROKEN as error:
        raise BadIndex(str(path), f"cannot be read ({error})") from error


def _member(
    tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path, name: str, mark: str
) -> Dump:
    def opened() -> IO[bytes]:
        return tar.extractfile(member) or io.BytesIO()

    return Dump(
        f"{name}:{member.name}",
        f"{mark}-{member.size}",
        lambda: _messages(member.name, opened, path),
    )


def _messages(
    name: str, opened: Callable[[], AbstractContextManager[IO[bytes]]], path: Path
) -> Iterator[Message]:
    try:
        with opened() as raw, _unpacked(raw, name) as file:
            reader = _items if name.endswith(".json.gz") else _lines
            yield from reader(file, path)
    except _BROKEN as error:
        raise BadIndex(str(path), f"cannot be read ({error})") from error


@contextmanager
def _unpacked(raw: IO[bytes], name: str) -> Iterator[IO[bytes]]:
    if not name.endswith(".gz"):
        yield raw
        return
    with gzip.GzipFile(fileobj=raw) as file:
        # GzipFile looks for line ends a buffer at a time only through a reader of its own.
        yield io.BufferedReader(file, 1 << 20)


def _lines(file: IO[bytes], path: Path) -> Iterator[Message]:
    for place in itertools.count(1):
        line = file.readline(_LINE)
        if not line:
            return
        if len(line) == _LINE:
            raise BadIndex(str(path), f"line {place} is longer than {_LINE >> 20} MB")
        if line.strip():
            yield place, line


def _items(file: IO[bytes], path: Path) -> Iterator[Message]:
    text = file.read(_FILE + 1)
    if len(text) > _FILE:
        raise BadIndex(str(path), f"unpacks to more than {_FILE >> 30} GB")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadIndex(str(path), f"no JSON ({error})") from None
    items = content.get("items") if isinstance(content, dict) else None
    if not isinstance(items, list):
        raise BadIndex(str(path), 'has no list of "items"')
    yield from enumerate(items, 1)
