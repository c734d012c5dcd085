"""What a format cannot hold, found by writing an entry and reading it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any, Final, Literal, NamedTuple

from refs.bulk import in_batches
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

_TOGETHER: Final = 100  # entries that are written and read back at once
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
    for batch in in_batches(entries, _TOGETHER):
        written = [entry for entry in batch if entry.item]
        read = _through(written, format_)
        if len(read) != len(written):  # one of them came back as two, or not at all
            yield from ((entry, entry_losses(entry, format_)) for entry in batch)
            continue
        back = iter(read)
        for entry in batch:
            after = next(back).item if entry.item else {}
            yield entry, compare_items(entry.item, after, entry.key)


def entry_losses(entry: Entry, format_: str) -> tuple[Loss, ...]:
    """What the format loses of one entry."""
    read = _through([entry], format_) if entry.item else []
    return compare_items(entry.item, read[0].item if read else {}, entry.key)


def _through(entries: Sequence[Entry], format_: str) -> Sequence[Entry]:
    """The entries as they come back from the format; as they are where that cannot be read."""
    if not FORMATS[format_].reads:
        return entries
    text = "".join(write_entries(entries, format_)).encode("utf-8", "replace")
    return list(open_bibliography(BytesIO(text), "", format_).entries)


def compare_items(
    before: Mapping[str, Any], after: Mapping[str, Any], key: str = ""
) -> tuple[Loss, ...]:
    """Every variable of ``before`` that ``after`` has not or has otherwise, in the order of ``before``."""
    losses = []
    differing = {name: value for name, value in before.items() if after.get(name) != value}
    for variable, values in _variables(differing).items():
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
