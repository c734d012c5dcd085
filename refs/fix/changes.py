"""Changes of single fields: made, kept in a file, and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from refs.fix.slots import Place
from refs.fix.source import Edit, Source


class Change(NamedTuple):
    """One field of one entry, before and after."""

    key: str
    """The entry's key, or its number in the file: ``#3``."""
    field: str
    """The field as its file calls it: ``number``, ``AU[2]``, ``author[0].family``."""
    before: str | None
    """The value as it stood in the file, delimiters included; None for a field that is added."""
    after: str
    printed: str
    """What was wrong, in plain words; empty for a field that is added."""
    recorded: str
    source: str
    """Who says so: ``crossref 10.1056/nejmoa1817226``."""
    reason: str
    place: int = 0
    """Which entry with this key, from 0; keys can stand twice."""
    added: str = ""
    """For a field that is added, all that was written for it, name and delimiters included."""


class Left(NamedTuple):
    """A difference that is not corrected, or a correction that is not taken back, and why."""

    key: str
    field: str
    reason: str


def undo_changes(
    source: Source, places: Iterable[Place], changes: Sequence[Change]
) -> tuple[bytes, list[Left]]:
    """The file as it was before the changes, and those that cannot be taken back.

    A change can be taken back while its field still has the value that it wrote.

    Args:
        places: the entries of the file, as it is now.
    """
    known = {(place.key, place.nth): place for place in places}
    edits, left = [], []
    for change in reversed(changes):
        place = known.get((change.key, change.place))
        slot = place.slot(change.field) if place else None
        if place is None or slot is None:
            left.append(Left(change.key, change.field, "the field is not there any more"))
            continue
        start, end, back = slot.start, slot.end, change.before or ""
        if change.before is None:
            start -= change.added.find(change.after)
            end = start + len(change.added)
        written = change.after if change.before is not None else change.added
        if place.text[start:end] != written or not written:
            left.append(Left(change.key, change.field, "the field was changed since"))
        else:
            edits.append(Edit(place.start + start, place.start + end, back))
    return source.edited(edits), left


def change_record(change: Change) -> dict[str, Any]:
    """A line of the file that keeps what was changed."""
    return {
        name: value
        for name, value in change._asdict().items()
        if value or (name in ("before", "place") and value is not None)
    }


def change_from_record(record: Mapping[str, Any]) -> Change:
    """The change behind such a line.

    Raises:
        KeyError: the line names no key, field or value.
    """
    return Change(
        key=str(record["key"]),
        field=str(record["field"]),
        before=record.get("before"),
        after=str(record["after"]),
        printed=str(record.get("printed", "")),
        recorded=str(record.get("recorded", "")),
        source=str(record.get("source", "")),
        reason=str(record.get("reason", "")),
        place=int(record.get("place", 0)),
        added=str(record.get("added", "")),
    )
