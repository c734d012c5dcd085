"""BibTeX and BibLaTeX, as :mod:`refs.fix.slots` wants a format."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from refs.fix.slots import Addition, Layout, Slot
from refs.formats.bibtex_blocks import read_entry, split_blocks
from refs.formats.decode import lines_of
from refs.formats.latex import escape, read_latex, to_ascii, verbatim, write_title

# In the order in which they are read.
_FIELDS: Final = {
    "doi": "doi", "url": "url", "title": "title", "author": "author", "date": "date",
    "year": "date", "volume": "volume", "number": "issue", "issue": "issue", "pages": "pages",
    "eid": "pages", "journaltitle": "container-title", "journal": "container-title",
    "booktitle": "container-title", "shortjournal": "container-title-short",
}  # fmt: skip


def _slots(record: str) -> list[Slot]:
    if next(split_blocks(lines_of(record))).problems:
        return []
    values = {value.name: value for value in read_entry(record, {}).values}
    return [
        Slot(field, name, values[name].start, values[name].end, read_latex(values[name].text))
        for name, field in (*_FIELDS.items(), *((name, "") for name in values if name not in _FIELDS))
        if name in values
    ]  # fmt: skip


def _spell(field: str, text: str, before: str, ascii_only: bool) -> str:
    if field in ("doi", "url"):
        return verbatim(text)
    latex = write_title(text) if field == "title" else escape(text)
    if field == "pages":
        latex = latex.replace("-", "--" if "--" in before or "-" not in before else "-")
    return to_ascii(latex) if ascii_only else latex


def _enclose(value: str, before: str) -> str:
    """Between the delimiters that the field had; a bare number stays bare."""
    if before.startswith('"') and before.endswith('"') and '"' not in value:
        return f'"{value}"'
    if before.isdigit() and value.isdigit():
        return value
    return f"{{{value}}}"


def _add_doi(record: str, slots: Sequence[Slot], doi: str) -> Addition | None:
    """The new field behind the last one, laid out as that one is."""
    ordered = sorted(slots, key=lambda slot: slot.end)
    if not ordered:
        return None
    last = ordered[-1]
    value = f"{{{verbatim(doi)}}}"
    # What stands between the value before and this one: ",\n  pages     = ".
    gap = record[ordered[-2].end if len(ordered) > 1 else 0 : last.start]
    lead = gap[max(gap.rfind("\n"), gap.rfind(",")) + 1 :]
    said = lead.lstrip()
    indent = lead[: len(lead) - len(said)]
    name, _, space = said.partition("=")
    width = len(name.rstrip())
    padded = "doi".ljust(len(name)) if len(name) > width + 1 else "doi" + name[width:]
    end = ("\r\n" if "\r\n" in record else "\n") if "\n" in gap else ""
    before = f"{end}{indent}{padded}={space}"
    if comma := re.match(r"[ \t]*,", record[last.end :]):
        return Addition(last.end + comma.end(), before, value, ",")
    return Addition(last.end, "," + before, value, "")


LAYOUT: Final = Layout(_slots, _spell, _enclose, _add_doi)
