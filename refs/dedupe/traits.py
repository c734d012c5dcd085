"""What an entry is compared by, ready to be held against another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, Final

from refs.bibliography import reference_of, work_of
from refs.compare import Printed, read_printed
from refs.folding import fold
from refs.formats.items import (
    date_parts,
    family,
    is_et_al,
    line,
    names,
    page_ends,
    plain,
    read_doi,
    read_pages,
)
from refs.journals import Journals, journal_key, load_journals
from refs.model import Entry, Work

_READ: Final = 0.5  # confidence of fields that may be a parser's error: they contradict nothing
_PREPRINT_DOI: Final = re.compile(
    r"10\.(?:1101|21203|31234|48550|20944|26434|2139|31219|36227|22541|1590/scielopreprints)/"
)
_PREPRINT: Final = re.compile(
    r"\w*rxiv|preprints?|research square|ssrn|scielo preprints", re.IGNORECASE
)
_ABOUT: Final = re.compile(
    r"(?:(?:author|publisher|editorial)s?\W{0,3}\s?)?"
    r"(erratum|errata|corrigendum|corrigenda|correction|corrections|addendum|retraction|retracted|withdrawn|"
    r"expression of concern|reply|response|in reply|comment|commentary|comments|letter|editorial|re|discussion)"
    r"(?:\W+(?:to|on|of|for|notice|note|by)\b|\s*[:\]])",
    re.IGNORECASE,
)
_ORDINALS: Final = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
    "first": "1", "second": "2", "third": "3", "fourth": "4", "one": "1", "two": "2", "three": "3",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Traits:
    """What an entry is compared by; empty where it says nothing."""

    entry: Entry
    doi: str
    pmid: str
    pmcid: str
    title: str
    numbers: tuple[str, ...]
    about: str
    """What kind of word on another work it is: "erratum", "reply"."""
    families: tuple[str, ...]
    group: bool
    """Whether a group stands first, not a person."""
    year: int
    journal: str
    volume: str
    issue: str
    page: str
    last: str
    preprint: bool
    abstract: bool
    """Whether its page is one of a supplement: A894, S12."""

    @property
    def printed(self) -> bool:
        """Whether it is a reference of a document, read out of its printed text."""
        return bool(self.entry.cited and self.entry.raw)

    @cached_property
    def as_reference(self) -> Printed:
        """Ready to be compared with works; what was read in print is not sure."""
        reference = reference_of(self.entry, 1)
        if self.printed:
            fields = {
                name: replace(field, confidence=_READ) for name, field in reference.fields.items()
            }
            reference = replace(reference, raw=self.entry.raw, fields=fields)
        return read_printed(reference)

    @cached_property
    def as_work(self) -> Work:
        work = work_of(self.entry)
        # A preprint is held against the published version: that it is another kind says nothing.
        return replace(work, type=None, container_title=()) if self.preprint else work


def read_traits(entry: Entry) -> Traits:
    item = entry.item
    people = names(item) or names(item, "editor")
    title = fold(plain(item.get("title"))[:1000])
    container = plain(item.get("container-title"))
    doi = read_doi(line(item.get("DOI"))).lower()
    parts = date_parts(item)
    first, last = page_ends(read_pages(line(item.get("page"))))
    page = first or line(item.get("number"))
    about = _ABOUT.match(plain(item.get("title")))
    return Traits(
        entry=entry,
        doi=doi if doi.startswith("10.") else "",
        pmid=line(item.get("PMID")),
        pmcid=line(item.get("PMCID")).upper(),
        title=title,
        numbers=_numbers(title),
        about=_ABOUTS.get(about[1].lower(), about[1].lower()) if about else "",
        families=tuple(
            key
            for one in people
            if not is_et_al(one) and (key := fold(family(one) or line(one.get("literal"))))
        ),
        group=bool(people) and not people[0].get("family"),
        year=parts[0][0] if parts else 0,
        journal=_journal(container),
        # "45. 5" and "30 (4)" are a volume with an issue behind it.
        volume=next(iter(fold(line(item.get("volume"))).split()), ""),
        issue=fold(line(item.get("issue"))),
        page=fold(page).replace(" ", ""),
        last=fold(last).replace(" ", ""),
        preprint=is_preprint(item, doi, container),
        abstract=re.match(r"[as]\d", page, re.IGNORECASE) is not None,
    )


_ABOUTS: Final = {
    "errata": "erratum", "corrigendum": "erratum", "corrigenda": "erratum", "correction": "erratum",
    "corrections": "erratum", "addendum": "erratum", "in reply": "reply", "response": "reply",
    "comments": "comment", "commentary": "comment", "discussion": "comment", "re": "comment",
    "retracted": "", "withdrawn": "", "letter": "", "editorial": "",
}  # fmt: skip
"""One word for each kind; a title that is marked as retracted names the work itself."""


def _numbers(title: str) -> tuple[str, ...]:
    """The numbers of a title, in order: what tells part 1 from part 2 and phase II from phase III."""
    words = title.split()
    return tuple(
        _ORDINALS.get(word, word)
        for before, word in zip(("", *words), words, strict=False)
        if word.isdigit()
        or (word in _ORDINALS and (len(word) > 1 or (word == "i" and before in _PARTED)))
    )


_PARTED: Final = frozenset("part phase stage type class series section chapter study paper".split())


def is_preprint(item: Mapping[str, Any], doi: str, container: str) -> bool:
    if _PREPRINT_DOI.match(doi) or item.get("type") == "article":
        return True
    said = f"{container} {line(item.get('publisher'))} {line(item.get('genre'))}"
    return bool(_PREPRINT.search(said)) and not item.get("volume")


@lru_cache(maxsize=65536)
def _journal(name: str) -> str:
    """One key for every name of a journal that is known; else its own words."""
    if not name:
        return ""
    known = _journals().named(name)
    return journal_key(known[0].title) if len(known) == 1 else journal_key(name)


@lru_cache(maxsize=1)
def _journals() -> Journals:
    return load_journals()
