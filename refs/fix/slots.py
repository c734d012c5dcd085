"""Where each field's value stands in the text of a record, and how another is written in its place.

A format that can be corrected is a :class:`Layout`: it finds the slots of one record, spells text as
the format has it, and says where a field that is missing goes. Everything else is the same for all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import Final, NamedTuple

from refs.fix.source import Source
from refs.formats import open_bibliography
from refs.model import Entry

_NUMBER: Final = re.compile(r"\[\d+\]\Z")


class Slot(NamedTuple):
    """One value in the text of its record."""

    field: str
    """What it says: one of ``FIELDS`` or of the finer ones that they are told apart into."""
    name: str
    """What its file calls it, unlike any other of its record: ``journaltitle``, ``AU[2]``."""
    start: int
    """Offset in the record's text, as is ``end``; delimiters are within."""
    end: int
    text: str
    """What it says, without delimiters and escapes."""


class Addition(NamedTuple):
    """A field that a record has not yet."""

    at: int
    """Offset in the record's text."""
    before: str
    value: str
    after: str

    @property
    def text(self) -> str:
        return self.before + self.value + self.after


class Layout(NamedTuple):
    """How a format holds its values. All offsets are those of the text of one record."""

    slots: Callable[[str], list[Slot]]
    """The slots of a record's text, of one field the one first that is read; none in what is broken."""
    spell: Callable[[str, str, str, bool], str]
    """(field, text, what stands there now, ASCII only) → the text as it stands within delimiters."""
    enclose: Callable[[str, str], str]
    """(spelt value, what stands there now) → the whole value with its delimiters."""
    add_doi: Callable[[str, Sequence[Slot], str], Addition | None]
    """(record's text, its slots, DOI) → how it is added; None where there is no place for it."""


class Place(NamedTuple):
    """An entry in the text of its file."""

    entry: Entry
    key: str
    """Its key; ``#3`` for the third record where its file gives it none, as `check` names it."""
    nth: int
    """Which entry with this key, from 0; keys can stand twice."""
    start: int
    """Offset of its record in the file's text."""
    text: str
    slots: Sequence[Slot]

    def slot(self, name: str) -> Slot | None:
        return next((one for one in self.slots if one.name == name), None)

    def having(self, *fields: str) -> list[Slot]:
        return [one for one in self.slots if one.field in fields]


FIELDS: Final = ("doi", "title", "author", "date", "volume", "issue", "pages", "container-title")
"""What can be corrected. In a slot ``pages`` may be ``first-page`` and ``last-page``; beside them
there are ``author-short`` ("June CH"), ``container-title-short`` and ``url``."""


def locate(source: Source, format_: str, layout: Layout, name: str = "") -> list[Place]:
    """The entries of a file in its order, those that cannot be read without slots."""
    found: list[Place] = []
    seen: Counter[str] = Counter()
    at = 0
    for number, entry in enumerate(
        open_bibliography(BytesIO(source.data), name, format_).entries, 1
    ):
        start = source.text.find(entry.raw, at) if entry.raw else -1
        end = start + len(entry.raw)
        if start < 0:  # longer than what is kept of it
            start = end = at
        raw, at = source.text[start:end], end
        key = entry.key or f"#{number}"
        slots = layout.slots(raw) if entry.item and raw else []
        found.append(Place(entry, key, seen[key], start, raw, slots))
        seen[key] += 1
    return found


def numbered(slots: Iterable[Slot]) -> list[Slot]:
    """The slots with names of their own: the second ``AU`` is ``AU[2]``."""
    seen: Counter[str] = Counter()
    named = []
    for one in slots:
        seen[one.name] += 1
        named.append(
            one if seen[one.name] == 1 else one._replace(name=f"{one.name}[{seen[one.name]}]")
        )
    return named


def by_precedence(slots: Iterable[Slot], order: Sequence[str]) -> list[Slot]:
    """The slots, of one field those first whose name (before any number) comes first in the order."""
    places = {name: place for place, name in enumerate(order)}
    return sorted(slots, key=lambda one: places.get(_NUMBER.sub("", one.name), len(places)))
