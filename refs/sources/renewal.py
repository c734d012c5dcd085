"""An index brought up to date by what Crossref has indexed since.  ⇅"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from refs.errors import SourceUnavailable
from refs.sources.crossref import Crossref
from refs.sources.index import IndexInfo, index_info, update_index


class Renewal(NamedTuple):
    """What became of an update."""

    info: IndexInfo
    works: int
    """How many came, new ones and changed ones."""
    trouble: str | None
    """Why not all came; the index then is as of the last one's day, and the same call goes on there."""


def renew_index(
    path: Path,
    crossref: Crossref,
    since: str,
    today: str,
    progress: Callable[[object], None] = lambda _: None,
) -> Renewal:
    """Add to the index at ``path`` what Crossref has indexed since an ISO date.

    Args:
        today: ISO date that the index will be as of, when all has come.
        progress: called for every work that comes.
    Raises:
        BadIndex: there is no index, or it is declared complete and a work cannot be read.
        OSError: the disk is full.
    """
    info = index_info(path)
    reached, came, trouble = since, 0, None
    with TemporaryDirectory(prefix="citeweave-") as scratch:
        file = Path(scratch) / f"since-{since}-until-{today}.jsonl"
        with file.open("w", encoding="utf-8") as lines:
            try:
                for message in crossref.works_since(since):
                    lines.write(json.dumps(message) + "\n")
                    reached, came = _indexed(message) or reached, came + 1
                    progress(message)
            except SourceUnavailable as error:
                trouble = str(error)
        if came:
            info = update_index([file], path, as_of=reached if trouble else today)
    return Renewal(info, came, trouble)


def _indexed(message: Mapping[str, Any]) -> str | None:
    """The ISO date on which Crossref indexed a work; works come in the order of it."""
    indexed = message.get("indexed")
    told = indexed.get("date-time") if isinstance(indexed, Mapping) else None
    try:
        return date.fromisoformat(str(told)[:10]).isoformat()
    except ValueError:
        return None
