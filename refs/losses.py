"""What a format cannot hold, found by writing an entry and reading it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any, Final, Literal, NamedTuple

from refs.formats import FORMATS, open_bibliography, write_entries
from refs.formats.csl_items import DATES, NAMES
from refs.formats.items import (
    date_parts,
    family,
    iso_date,
    line,
    names,
    read_doi,
    read_pages,
    same_text,
    season,
)
from refs.model import Entry

IDENTIFIERS: Final = frozenset({"DOI", "PMCID"})


class Loss(NamedTuple):
    """One variable of one entry that does not come back from a format as it went in."""

    key: str
    variable: str
    """CSL's name; ``custom.bibtex.file`` of what CSL has none for."""
    kind: Literal["lost", "changed"]
    before: str
    after: str = ""


def find_losses(entries: Iterable[Entry], format_: str) -> Iterator[tuple[Entry, tuple[Loss, ...]]]:
    """The entries, each with what the format loses of it; nothing but the format's own doing counts.

    A format that cannot be read back (text for people) loses nothing that could be told.
    """
    for entry in entries:
        yield entry, entry_losses(entry, format_)


def entry_losses(entry: Entry, format_: str) -> tuple[Loss, ...]:
    if not entry.item or not FORMATS[format_].reads:
        return ()
    text = "".join(write_entries([entry], format_))
    read = next(
        open_bibliography(BytesIO(text.encode("utf-8", "replace")), "", format_).entries, Entry({})
    )
    return compare_items(entry.item, read.item, entry.key)


def compare_items(
    before: Mapping[str, Any], after: Mapping[str, Any], key: str = ""
) -> tuple[Loss, ...]:
    """Every variable of ``before`` that ``after`` has not or has otherwise, in the order of ``before``."""
    losses = []
    for variable, values in _variables(before).items():
        got = _variables(after, variable).get(variable, ("", ""))
        if values[0] and values[0] != got[0]:
            kind: Literal["lost", "changed"] = "changed" if got[0] else "lost"
            losses.append(Loss(key, variable, kind, values[1], got[1]))
    return tuple(losses)


def _variables(item: Mapping[str, Any], only: str | None = None) -> dict[str, tuple[str, str]]:
    """Variable → its value as compared and as shown."""
    found = {}
    for variable, value in item.items():
        if variable == "custom" and isinstance(value, Mapping):
            for name, text in value.items():
                if only in (None, f"custom.{name}"):
                    found[f"custom.{name}"] = (line(text), line(text))
        elif only in (None, variable):
            shown = show_value(item, variable)
            found[variable] = (_compared(variable, shown), shown)
    return found


def _compared(variable: str, shown: str) -> str:
    text = same_text(shown)
    if variable == "page":
        return read_pages(text)
    return read_doi(text).lower() if variable in IDENTIFIERS else text


def show_value(item: Mapping[str, Any], variable: str) -> str:
    """A variable's value as text on one line: names with semicolons, dates as ISO."""
    if variable in NAMES:
        return "; ".join(map(_show_name, names(item, variable)))
    if variable in DATES:
        date = iso_date(item, variable)
        return (
            f"{date} {season(item)}".strip() if variable == "issued" and date_parts(item) else date
        )
    return line(item.get(variable))


def _show_name(name: Mapping[str, object]) -> str:
    parts = (
        family(name) or line(name.get("literal")),
        line(name.get("given")),
        line(name.get("suffix")),
    )
    return ", ".join(filter(None, parts))
