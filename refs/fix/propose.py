"""What a check proved → the changes of a file, field by field."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from refs.compare.authors import differing_authors
from refs.fix.changes import Change, Left
from refs.fix.slots import FIELDS, Addition, Layout, Place, Slot
from refs.fix.source import Edit, Source
from refs.folding import fold
from refs.formats.items import family, is_et_al, line, names, page_ends, read_doi, read_pages
from refs.formats.nbib import initials
from refs.model import Checked, Name, Work
from refs.records import accepted_doi

_NO_FIELD: Final = "the entry has no such field of its own"
_NOWHERE: Final = "where to change it is not certain"
_NO_LETTER: Final = "the file's encoding lacks a letter of it"


class Proposal(NamedTuple):
    """What can be corrected, and what is left alone."""

    changes: list[Change]
    left: list[Left]
    edits: list[Edit]
    """The changes as edits of the file's text."""


class _Wanted(NamedTuple):
    field: str
    printed: str
    recorded: str


class _Fix(NamedTuple):
    """A new value for a slot, spelt and delimited as its format has it."""

    slot: Slot
    value: str


def propose_changes(
    source: Source,
    layout: Layout,
    places: Sequence[Place],
    checked: Sequence[Checked],
    *,
    only: Collection[str] = (),
    protect: Collection[str] = (),
) -> Proposal:
    """The changes that the verdicts prove, and the differences that are left alone.

    Proved is what contradicts the record of a work that is certain: each difference of a reference
    that is ``corrected``, a DOI that is another work's or no one's where the work meant is known,
    and a DOI that is missing. An entry whose changed text would not read back as meant stays as it is.

    Args:
        checked: the entries at ``places``, with their verdicts.
        only: names of ``FIELDS``; empty for all.
        protect: keys of entries that stay as they are.
    """
    found = Proposal([], [], [])
    # A file without other letters gets none, where its format can do without them.
    ascii_only = source.text.isascii()
    for one, place in zip(checked, places, strict=True):
        work, key = one.meant, place.key
        if work is None or accepted_doi(one) is None:
            found.left.extend(Left(key, each.field, one.reason) for each in one.differences)
            continue
        entry = _Entry(place, layout, one, work, ascii_only)
        for wanted in _wanted(one, work):
            if only and wanted.field not in only:
                continue
            if key in protect:
                found.left.append(Left(key, wanted.field, "the entry is protected"))
            elif refused := entry.correct(wanted, source):
                found.left.append(Left(key, wanted.field, refused))
        if entry.reads_back():
            found.changes.extend(entry.changes)
            found.edits.extend(entry.edits)
        else:
            found.left.extend(Left(key, each.field, _NOWHERE) for each in entry.changes)
    return found


def _wanted(one: Checked, work: Work) -> Iterator[_Wanted]:
    """What the record has otherwise, and the DOI that the entry lacks."""
    for found in one.differences:
        if found.field in FIELDS and found.field != "doi":
            yield _Wanted(found.field, found.printed, found.recorded)
    printed = read_doi(one.reference.text("doi") or "")
    if printed.lower() != work.doi and (
        not printed or one.verdict in ("wrong-work", "bad-id", "corrected")
    ):
        yield _Wanted("doi", printed, work.doi)


class _Entry:
    """The changes of one entry as they are gathered."""

    def __init__(
        self, place: Place, layout: Layout, one: Checked, work: Work, ascii_only: bool
    ) -> None:
        self._place, self._layout, self._one, self._work = place, layout, one, work
        self._ascii_only = ascii_only
        self._values = {slot.name: place.text[slot.start : slot.end] for slot in place.slots}
        self.changes: list[Change] = []
        self.edits: list[Edit] = []

    def correct(self, wanted: _Wanted, source: Source) -> str:
        """Take up the changes of one field; why it is left alone, or nothing."""
        fixes = self._fixes(wanted)
        if fixes is None:
            return _NOWHERE
        if not fixes and wanted.field == "doi":
            return self._add_doi(wanted, source)
        if not fixes:
            return _NO_FIELD
        fixes = [fix for fix in fixes if fix.value != self._values[fix.slot.name]]
        start = self._place.start
        if not all(source.can_hold(fix.value, start + fix.slot.start) for fix in fixes):
            return _NO_LETTER
        reason = f"{wanted.field} differs from the record" if wanted.printed else self._one.reason
        for slot, value in fixes:
            self.edits.append(Edit(start + slot.start, start + slot.end, value))
            self._take(wanted, slot.name, self._values[slot.name], value, reason)
            self._values[slot.name] = value
        return ""

    def _add_doi(self, wanted: _Wanted, source: Source) -> str:
        place = self._place
        addition = (
            self._layout.add_doi(place.text, place.slots, wanted.recorded) if place.slots else None
        )
        if addition is None or not source.can_hold(addition.text, place.start):
            return _NOWHERE
        text = place.text[: addition.at] + addition.text + place.text[addition.at :]
        at = addition.at + len(addition.before)
        name = next((one.name for one in self._layout.slots(text) if one.start == at), None)
        if name is None:
            return _NOWHERE
        where = place.start + addition.at
        self.edits.append(Edit(where, where, addition.text))
        self._take(wanted, name, None, addition.value, "the DOI is missing", addition)
        self._values[name] = addition.value
        return ""

    def _take(
        self, wanted: _Wanted, field: str, before: str | None, after: str, reason: str,
        addition: Addition | None = None,
    ) -> None:  # fmt: skip
        place, work = self._place, self._work
        source = f"{work.source} {work.doi}".strip()
        added = addition.text if addition else ""
        self.changes.append(
            Change(place.key, field, before, after, wanted.printed, wanted.recorded, source, reason,
                   place.nth, added)
        )  # fmt: skip

    def reads_back(self) -> bool:
        """Whether the record, once changed, has the values meant and all others as they were."""
        if not self.edits:
            return True
        place, parts, at = self._place, [], 0
        for start, end, text in sorted(self.edits):
            start, end = start - place.start, end - place.start
            if start < at:
                return False
            parts += [place.text[at:start], text]
            at = end
        text = "".join([*parts, place.text[at:]])
        return self._values == {
            one.name: text[one.start : one.end] for one in self._layout.slots(text)
        }

    # --- values --------------------------------------------------------------------------------

    def _fixes(self, wanted: _Wanted) -> list[_Fix] | None:
        """A new value for every slot of the field; None where it is not certain where it goes."""
        work, having = self._work, self._place.having
        if wanted.field == "doi":
            return self._doi(wanted)
        if wanted.field == "author":
            return self._authors()
        if wanted.field == "date":
            return self._date(wanted)
        if wanted.field == "pages":
            return self._pages(wanted)
        slots = _meant(having(wanted.field), wanted.printed)
        if wanted.field == "title":
            return [self._whole(slot, _title(work, slot.text)) for slot in slots]
        if wanted.field == "container-title":
            return self._journal(slots)
        recorded = work.volume if wanted.field == "volume" else work.issue
        return [self._whole(slot, recorded) for slot in slots] if recorded else None

    def _whole(self, slot: Slot, text: str) -> _Fix:
        before = self._values[slot.name]
        spelt = self._layout.spell(slot.field, text, before, self._ascii_only)
        return _Fix(slot, self._layout.enclose(spelt, before))

    def _doi(self, wanted: _Wanted) -> list[_Fix]:
        """Every DOI of the entry, and the false one within its addresses and notes."""
        fixes = []
        for slot in self._place.having("doi", "url"):
            old, before = read_doi(slot.text), self._values[slot.name]
            known = wanted.printed if slot.field == "url" else old
            if known and known in before:
                fixes.append(_Fix(slot, before.replace(known, wanted.recorded)))
            elif slot.field == "doi":
                fixes.append(self._whole(slot, wanted.recorded))
        return fixes

    def _date(self, wanted: _Wanted) -> list[_Fix]:
        """The year alone; what else a date says is not compared."""
        slots = self._place.having("date")
        fixes = []
        for slot in [one for one in slots if wanted.printed in one.text] or slots[:1]:
            before = self._values[slot.name]
            year = re.search(r"\d{4}", before)
            fixes.append(
                _Fix(slot, before[: year.start()] + wanted.recorded + before[year.end() :])
                if year
                else self._whole(slot, wanted.recorded)
            )
        return fixes

    def _pages(self, wanted: _Wanted) -> list[_Fix] | None:
        pages = read_pages(self._work.page or self._work.article_number or "")
        if not pages:
            return None
        ends = page_ends(pages)
        fixes = [
            self._whole(slot, pages) for slot in _meant(self._place.having("pages"), wanted.printed)
        ]
        for slot in self._place.having("first-page", "last-page"):
            last = slot.field == "last-page"
            text = ends[last] if "-" not in slot.text else pages
            if not text:
                return None
            fixes.append(self._whole(slot, text))
        return fixes

    def _journal(self, slots: Sequence[Slot]) -> list[_Fix]:
        """The full title, and the short one where that is another journal's too."""
        titles = self._work.container_title
        known = {fold(title) for title in titles}
        short = self._place.having("container-title-short") if len(titles) > 1 else ()
        return [
            *(self._whole(slot, titles[0]) for slot in slots if titles),
            *(self._whole(slot, titles[1]) for slot in short if fold(slot.text) not in known),
        ]

    def _authors(self) -> list[_Fix] | None:
        """The names with the wrong parts replaced, each where it stands once."""
        printed = [
            Name(family(name) or None, line(name.get("given")) or None)
            for name in names(self._one.reference.csl)
            if not is_et_al(name) and name.get("family")
        ]
        wrong, right = differing_authors(printed, self._work.authors or self._work.editors)
        if not wrong or len(wrong) != len(right):
            return None
        slots = self._place.having("author")
        pairs = [pair for two in zip(wrong, right, strict=True) for pair in _wrong_parts(*two)]
        short = [pair for two in zip(wrong, right, strict=True) for pair in _short_parts(*two)]
        fixes = self._replaced(slots, pairs)
        also = self._replaced(self._place.having("author-short"), short)
        return None if fixes is None or also is None else [*fixes, *also]

    def _replaced(
        self, slots: Sequence[Slot], pairs: Iterable[tuple[str, str]]
    ) -> list[_Fix] | None:
        """The slots with each first text of a pair replaced by the second; None where that stands
        not once in all of them."""
        values = {slot: self._values[slot.name] for slot in slots}
        for before, after in pairs if slots else ():
            spellings = dict.fromkeys(
                (before, *(self._layout.spell("author", before, "", a) for a in (False, True)))
            )
            found = next(
                (
                    places
                    for one in spellings
                    if (places := [(slot, found) for slot, value in values.items()
                                   for found in _whole_words(one, value)])
                ),
                [],
            )  # fmt: skip
            if len(found) != 1:
                return None
            slot, (start, end) = found[0]
            value = values[slot]
            spelt = self._layout.spell("author", after, value, self._ascii_only)
            values[slot] = value[:start] + spelt + value[end:]
        return [_Fix(slot, value) for slot, value in values.items()]


def _meant(slots: Sequence[Slot], printed: str) -> Sequence[Slot]:
    """The slots that say what was checked, or else the one that is read first."""
    return [one for one in slots if fold(one.text) == fold(printed)] or slots[:1]


def _title(work: Work, before: str) -> str:
    """The recorded title, with its subtitle and a full stop where the one before had them."""
    title = work.title or ""
    if work.subtitle and ":" in before:
        title = f"{title}: {work.subtitle}"
    return title + "." if before.endswith(".") and title[-1:] not in ".?!" else title


def _wrong_parts(old: Name, new: Name) -> Iterator[tuple[str, str]]:
    """The parts of a name that are wrong, each with what is right."""
    for before, after in ((old.family, new.family), (old.given, new.given)):
        if not before or not after or before == after:
            continue
        if before == old.given:
            mine, theirs = _initials(before), _initials(after)
            if (old.family or "") == (new.family or ""):
                if mine == theirs:
                    continue
            elif mine[:1] == theirs[:1]:
                continue  # the family name was wrong; the given name is only shorter
        yield before, after


def _short_parts(old: Name, new: Name) -> Iterator[tuple[str, str]]:
    """The same of a name whose given names are initials: "June CH"."""
    parts = dict(_wrong_parts(old, new))
    if parts:
        families = old.family or "", parts.get(old.family or "", old.family or "")
        given = old.given or ""
        shorts = initials(given), initials(parts.get(given, given))
        before, after = (" ".join(filter(None, two)) for two in zip(families, shorts, strict=True))
        if before != after:
            yield before, after


def _whole_words(part: str, text: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(rf"(?<!\w){re.escape(part)}(?!\w)", text)]


def _initials(given: str) -> str:
    return "".join(word[0] for word in re.findall(r"\w+", given)).upper()
