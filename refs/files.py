"""Files written whole or not at all.  ⇅"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """A text file (UTF-8, line feeds as given) that appears at ``path`` when the block ends well.

    It is written beside its place and moved there at the end; what was there before stays if
    anything goes wrong. What is no file of a disk, such as ``/dev/null`` or a named pipe, is written
    to where it is.

    Raises:
        OSError: the folder is missing or not writable, or the disk is full.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    part: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        part = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
        with suppress(OSError):  # some file systems know no modes
            part.chmod(0o666 & ~_umask())
        part.replace(path)
    except BaseException as error:
        if part:
            with suppress(OSError):
                part.unlink()
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError) and error.errno:
            # The person knows the file they named, not ours.
            raise OSError(
                error.errno, f"{error.strerror}; nothing was written", str(path)
            ) from error
        raise


def _umask() -> int:
    """The process's mask for new files, which mkstemp does not use."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
