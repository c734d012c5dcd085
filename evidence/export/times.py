"""Whether the ``start`` and ``end`` of nodes and edges are times that Gephi can show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from evidence.export.columns import Record, Scan
from evidence.export.values import number, plain, to_text

if TYPE_CHECKING:
    from evidence.export.appearance import AnyGraph

TIMES: Final = ("start", "end")


def time_format(graph: AnyGraph, scans: Iterable[Scan]) -> str | None:
    """``date`` or ``double`` if all values of both names can be that; None if they are no times.

    Args:
        scans: of the graph's nodes and edges.
    """
    if not any(name in scan.seen for scan in scans for name in TIMES):
        return None
    readers: dict[str, Callable[[object], Any]] = {"date": _day, "double": number}
    for data in chain(
        (data for _, data in graph.nodes(data=True)),
        (data for _, _, data in graph.edges(data=True)),
    ):
        if "start" in data or "end" in data:
            readers = {name: read for name, read in readers.items() if _is_span(data, read)}
    return next(iter(readers), None)


def times(record: Record) -> str:
    """The attributes of an element that say when it begins and ends."""
    return "".join(
        f' {name}="{to_text(record[name], "string")}"'
        for name in TIMES
        if record.get(name) is not None
    )


def _is_span(data: Record, read: Callable[[object], Any]) -> bool:
    start, end = data.get("start"), data.get("end")
    first, last = read(start), read(end)
    known = all(value is None or time is not None for value, time in ((start, first), (end, last)))
    return known and (first is None or last is None or bool(first <= last))


def _day(value: object) -> date | None:
    simple = plain(value)
    if not isinstance(simple, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", simple, re.ASCII):
        return None
    try:
        return date.fromisoformat(simple)
    except ValueError:
        return None
