"""Journals' titles in a bibliography, all in full or all abbreviated."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Literal

from refs.formats.items import line, plain
from refs.journals import Journal, Journals
from refs.model import Entry

Form = Literal["full", "abbreviated"]
_QUALIFIER = re.compile(r"\s*\([^()]*\)\s*\Z|\s+[:=/]\s.*\Z")
_SMALL = frozenset(
    "a an and at by de der des die du e et for für in la le of on the to und y".split()
)
_SERIAL = frozenset({"article-journal", "article-magazine", "review"})


def rename_journal(entry: Entry, form: Form, journals: Journals) -> Entry:
    """The entry with the title of its journal in the form wanted.

    The other form stays in ``container-title-short`` where the title is in full. A journal that is
    not known, or whose name several share and no ISSN tells apart, keeps its name; where the entry
    itself has a short form, that one serves as the abbreviation.
    """
    item = entry.item
    title = plain(item.get("container-title"))
    if not title or item.get("type") not in _SERIAL:
        return entry
    journal = find_journal(item, journals)
    short = (journal.abbreviations[0] if journal and journal.abbreviations else "") or plain(
        item.get("container-title-short")
    )
    wanted: dict[str, Any] = dict(item)
    if form == "full" and journal:
        wanted["container-title"] = full_title(journal.title)
        if short and short != wanted["container-title"]:
            wanted["container-title-short"] = short
    elif form == "abbreviated" and short:
        wanted["container-title"] = short
        wanted.pop("container-title-short", None)
    return entry if wanted == item else replace(entry, item=wanted)


def full_title(title: str) -> str:
    """A title as journals print it: NLM catalogues it in lower case, with place and subtitle."""
    words = _QUALIFIER.sub("", title).split(" ")
    return " ".join(
        word if number and word in _SMALL else word[:1].upper() + word[1:]
        for number, word in enumerate(words)
    )


def find_journal(item: Any, journals: Journals) -> Journal | None:
    """The one journal that an item names by its title, its short title or its ISSN."""
    for name in ("container-title", "container-title-short"):
        named = journals.named(plain(item.get(name))) if item.get(name) else ()
        if len(named) == 1:
            return named[0]
        if named:
            numbered = journals.with_issn(line(item.get("ISSN")))
            return numbered if numbered in named else None
    return journals.with_issn(line(item.get("ISSN")))
