"""Corrections that checking proved, written into a bibliography; all else stays as it is, to the byte.

A change replaces one field's value, or adds a DOI, in the text of the file. It names where the new
value comes from, and can be taken back as long as nobody changed that field again.

    source = read_source(path.read_bytes())
    layout = load_layout("ris")
    places = locate(source, "ris", layout)
    proposal = propose_changes(source, layout, places, checked)
    path.write_bytes(source.edited(proposal.edits))
"""

from __future__ import annotations

from importlib import import_module
from typing import Final, cast

from refs.fix.changes import Change, Left, change_from_record, change_record, undo_changes
from refs.fix.diff import unified_diff
from refs.fix.propose import Proposal, propose_changes
from refs.fix.slots import FIELDS, Layout, Place, locate
from refs.fix.source import Source, read_source

__all__ = [
    "FIELDS",
    "LAYOUTS",
    "Change",
    "Layout",
    "Left",
    "Place",
    "Proposal",
    "Source",
    "change_from_record",
    "change_record",
    "load_layout",
    "locate",
    "propose_changes",
    "read_source",
    "undo_changes",
    "unified_diff",
]

LAYOUTS: Final = {
    "bibtex": "bibtex:LAYOUT",
    "biblatex": "bibtex:LAYOUT",
    "ris": "tagged:RIS",
    "nbib": "tagged:NBIB",
    "csl-json": "csl:JSON",
    "csl-yaml": "csl:YAML",
    "endnote-xml": "xml:ENDNOTE",
    "pubmed-xml": "xml:PUBMED",
}
"""The formats that can be corrected → where their layout is, loaded when used."""


def load_layout(format_: str) -> Layout:
    """The layout of one of ``LAYOUTS``."""
    module, _, name = LAYOUTS[format_].partition(":")
    return cast("Layout", getattr(import_module(f"refs.fix.{module}"), name))
