"""Corrections that checking proved, written into a BibTeX file; all else stays as it is, to the byte.

A change replaces one field's value, or adds a DOI, in the text of the file. It names where the new
value comes from, and can be taken back as long as nobody changed that field again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from refs.compare.authors import differing_authors
from refs.formats.bibtex import read_fields
from refs.formats.bibtex_blocks import RawEntry, Value, read_entry, read_string, split_blocks
from refs.formats.items import family, is_et_al, line, names, read_doi, read_pages
from refs.formats.latex import escape, to_ascii, verbatim, write_title
from refs.model import Checked, Entry, Name, Work
from refs.records import accepted_doi

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "doi": ("doi",),
    "title": ("title",),
    "author": ("author",),
    "date": ("date", "year"),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "pages": ("pages", "eid"),
    "container-title": ("journaltitle", "journal", "booktitle"),
}
"""What can be corrected → the fields of a BibTeX or BibLaTeX entry that may hold it."""
_UNDECODED: Final = re.compile("[\udc80-\udcff]")  # bytes kept by "surrogateescape"
_CONTEXT: Final = 3  # lines around a change in a diff, as `diff -u` has them


class Change(NamedTuple):
    """One field of one entry, before and after."""

    key: str
    field: str
    """The field of the file: ``number``."""
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


class Left(NamedTuple):
    """A difference that is not corrected, and why."""

    key: str
    field: str
    reason: str


class _Located(NamedTuple):
    """An entry in the text of its file."""

    start: int
    line: int
    text: str
    raw: RawEntry
    place: int

    def value(self, names_: Iterable[str]) -> Value | None:
        return next((one for name in names_ for one in self.raw.values if one.name == name), None)


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def locate(text: str) -> list[_Located]:
    """The entries of a BibTeX file in its order."""
    macros: dict[str, str] = {}
    found: list[_Located] = []
    seen: dict[str, int] = {}
    for block in split_blocks(_lines(text)):
        if block.kind == "string":
            read_string(block.text, macros)
        elif block.kind == "entry" and not block.problems:
            raw = read_entry(block.text, macros)
            found.append(_Located(block.start, block.line, block.text, raw, seen.get(raw.key, 0)))
            seen[raw.key] = seen.get(raw.key, 0) + 1
    return found


def read_located(text: str, name: str = "") -> list[Entry]:
    """The entries of the file, as many and in the order of :func:`locate`."""
    return [
        Entry(
            read_fields(one.raw.type, {value.name: value.text for value in one.raw.values}),
            one.raw.key, name, one.line, one.text, one.raw.problems,
        )
        for one in locate(text)
    ]  # fmt: skip


def propose_changes(
    text: str,
    checked: Sequence[Checked],
    *,
    only: Collection[str] = (),
    protect: Collection[str] = (),
) -> tuple[list[Change], list[Left]]:
    """The changes that the verdicts prove, and the differences that are left alone.

    Proved is what contradicts the record of a work that is certain: each difference of a reference
    that is ``corrected``, a DOI that is another work's or no one's where the work meant is known,
    and a DOI that is missing.

    Args:
        text: the file.
        checked: its entries, as :func:`read_located` gives them, with their verdicts.
        only: names of ``FIELDS``; empty for all.
        protect: keys of entries that stay as they are.
    """
    changes: list[Change] = []
    left: list[Left] = []
    # Also where the file is no UTF-8: then what is written has to fit any encoding.
    plain_ascii = text.isascii() or _UNDECODED.search(text) is not None
    for one, place in zip(checked, locate(text), strict=True):
        work, key = one.meant, place.raw.key
        if work is None or accepted_doi(one) is None:
            left += [Left(key, found.field, one.reason) for found in one.differences]
            continue
        for wanted in _wanted(one, work):
            if only and wanted.name not in only:
                continue
            if key in protect:
                left.append(Left(key, wanted.name, "the entry is protected"))
                continue
            change = _change(place, wanted, one, work, plain_ascii)
            if isinstance(change, Left):
                left.append(change)
            elif change:
                changes.append(change)
    return changes, left


class _Wanted(NamedTuple):
    name: str
    printed: str
    recorded: str


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


def _change(
    place: _Located, wanted: _Wanted, one: Checked, work: Work, plain_ascii: bool
) -> Change | Left | None:
    key = place.raw.key
    value = place.value(FIELDS[wanted.name])
    source = f"{work.source} {work.doi}".strip()
    if value is None:
        if wanted.name != "doi":
            return Left(key, wanted.name, "the entry has no such field of its own")
        after = f"{{{verbatim(work.doi)}}}"
        return Change(
            key, "doi", None, after, "", work.doi, source, "the DOI is missing", place.place
        )
    new = _new_value(wanted, value, one, work)
    if isinstance(new, str) and new and plain_ascii and wanted.name != "doi":
        new = to_ascii(new)
    if not new:
        return Left(key, wanted.name, "where to change it is not certain")
    before = place.text[value.start : value.end]
    after = _delimited(new, before)
    if after == before:
        return None
    reason = f"{wanted.name} differs from the record" if wanted.printed else one.reason
    return Change(
        key, value.name, before, after, wanted.printed, wanted.recorded, source, reason, place.place
    )


def _new_value(wanted: _Wanted, value: Value, one: Checked, work: Work) -> str | None:
    """The LaTeX of the corrected field; None where the text does not say where to put it."""
    if wanted.name == "doi":
        old = read_doi(value.text)
        return (
            value.text.replace(old, work.doi) if old and old in value.text else verbatim(work.doi)
        )
    if wanted.name == "author":
        return _new_authors(value.text, one, work)
    if wanted.name == "title":
        title = work.title or ""
        return write_title(
            f"{title}: {work.subtitle}" if work.subtitle and ":" in value.text else title
        )
    if wanted.name == "date":
        found = re.search(r"\d{4}", value.text)
        return (
            value.text[: found.start()] + wanted.recorded + value.text[found.end() :]
            if found
            else wanted.recorded
        )
    if wanted.name == "pages":
        pages = read_pages(work.page or work.article_number or "")
        dash = "--" if "--" in value.text or "-" not in value.text else "-"
        return escape(pages).replace("-", dash)
    recorded = {
        "volume": work.volume,
        "issue": work.issue,
        "container-title": next(iter(work.container_title), None),
    }
    return escape(recorded[wanted.name])


def _new_authors(text: str, one: Checked, work: Work) -> str | None:
    """The names with the wrong parts replaced, each where it stands once; None where one does not."""
    printed = [
        Name(family(name) or None, line(name.get("given")) or None)
        for name in names(one.reference.csl)
        if not is_et_al(name) and name.get("family")
    ]
    wrong, right = differing_authors(printed, work.authors or work.editors)
    if not wrong or len(wrong) != len(right):
        return None
    for old, new in zip(wrong, right, strict=True):
        for before, after in ((old.family, new.family), (old.given, new.given)):
            if not before or not after or before == after:
                continue
            if (
                before == old.given
                and (old.family or "") == (new.family or "")
                and _initials(before) == _initials(after)
            ):
                continue
            if (
                before == old.given
                and old.family != new.family
                and _initials(before)[:1] == _initials(after)[:1]
            ):
                continue  # the family name was wrong; the given name is only shorter
            spelt = next((one for one in (before, escape(before)) if _stands_once(text, one)), None)
            if spelt is None:
                return None
            text = re.sub(rf"(?<!\w){re.escape(spelt)}(?!\w)", lambda _, to=after: escape(to), text)  # type: ignore[misc]
    return text


def _stands_once(text: str, part: str) -> bool:
    return len(re.findall(rf"(?<!\w){re.escape(part)}(?!\w)", text)) == 1


def _initials(given: str) -> str:
    return "".join(word[0] for word in re.findall(r"\w+", given)).upper()


def _delimited(value: str, before: str) -> str:
    """The value between the delimiters that the field had; a bare number stays bare."""
    if before.startswith('"') and before.endswith('"') and '"' not in value:
        return f'"{value}"'
    if before.isdigit() and value.isdigit():
        return value
    return f"{{{value}}}"


# --- writing ---------------------------------------------------------------------------------------


def apply_changes(text: str, changes: Iterable[Change]) -> str:
    """The text with the changes in it; one that finds no place for itself is left out."""
    return _edited(text, _edits(text, changes))


def undo_changes(text: str, changes: Sequence[Change]) -> tuple[str, list[Left]]:
    """The text as it was before the changes, and those that cannot be taken back.

    A change can be taken back while its field still has the value that it wrote.
    """
    edits, left = [], []
    for change in reversed(changes):
        place = next(
            (one for one in locate(text) if (one.raw.key, one.place) == (change.key, change.place)),
            None,
        )
        value = place.value([change.field]) if place else None
        if place is None or value is None:
            left.append(Left(change.key, change.field, "the field is not there any more"))
        elif place.text[value.start : value.end] != change.after:
            left.append(Left(change.key, change.field, "the field was changed since"))
        elif change.before is None:
            start, end = _added(place, value)
            edits.append(_Edit(place.start + start, place.start + end, ""))
        else:
            edits.append(_Edit(place.start + value.start, place.start + value.end, change.before))
    return _edited(text, edits), left


def _edits(text: str, changes: Iterable[Change]) -> Iterator[_Edit]:
    places = {(one.raw.key, one.place): one for one in locate(text)}
    for change in changes:
        place = places.get((change.key, change.place))
        if place is None:
            continue
        if change.before is None:
            yield _insertion(place, change)
        elif value := place.value([change.field]):
            yield _Edit(place.start + value.start, place.start + value.end, change.after)


def _insertion(place: _Located, change: Change) -> _Edit:
    """The new field behind the last one, laid out as that one is."""
    last = max(place.raw.values, key=lambda value: value.end, default=None)
    if last is None:
        at = place.start + len(place.text) - 1
        return _Edit(at, at, f"\n  {change.field} = {change.after}\n")
    # What stands between the value before and this one: ",\n  pages     = ".
    before = max((value.end for value in place.raw.values if value is not last), default=0)
    gap = place.text[before : last.start]
    breaks = "\n" in gap
    lead = gap[max(gap.rfind("\n"), gap.rfind(",")) + 1 :]
    said = lead.lstrip()
    indent = lead[: len(lead) - len(said)]
    name, _, space = said.partition("=")
    width = len(name.rstrip())
    padded = change.field.ljust(len(name)) if len(name) > width + 1 else change.field + name[width:]
    end = "\r\n" if "\r\n" in place.text else "\n"
    field = f"{end if breaks else ''}{indent}{padded}={space}{change.after}"
    rest = re.match(r"[ \t]*,", place.text[last.end :])
    at = place.start + last.end
    if rest:
        return _Edit(at + rest.end(), at + rest.end(), field + ",")
    return _Edit(at, at, "," + field)


def _added(place: _Located, value: Value) -> tuple[int, int]:
    """The stretch of the entry that adding the field wrote."""
    end = value.end
    before = place.text[: value.start]
    if (comma := re.match(r"[ \t]*,", place.text[end:])) and before.rstrip():
        # Written behind a comma that was there: its own goes with it.
        start = before.rfind(",") + 1
        return start, end + comma.end()
    return max(before.rfind(","), 0), end


def _edited(text: str, edits: Iterable[_Edit]) -> str:
    parts, at = [], 0
    for edit in sorted(edits):
        if edit.start >= at:
            parts += [text[at : edit.start], edit.text]
            at = edit.end
    return "".join([*parts, text[at:]])


def unified_diff(before: str, after: str, name: str, new_name: str | None = None) -> Iterator[str]:
    """The change of a file as `diff -u` tells it, for a person and for `patch`; nothing where none is.

    Entries do not move, so the lines are compared between the changes only: time in proportion to
    the file.
    """
    import difflib

    old, new = _lines(before), _lines(after)
    if old == new:
        return
    yield f"--- {name}\n+++ {new_name or name}\n"
    for a, b, c, d in _hunks(old, new):
        yield f"@@ -{_range(a, b)} +{_range(c, d)} @@\n"
        for tag, i, j, k, m in difflib.SequenceMatcher(
            None, old[a:b], new[c:d], autojunk=False
        ).get_opcodes():
            if tag == "equal":
                yield from (_marked(" ", one) for one in old[a + i : a + j])
            else:
                yield from (_marked("-", one) for one in old[a + i : a + j])
                yield from (_marked("+", one) for one in new[c + k : c + m])


def _lines(text: str) -> list[str]:
    """Lines with their ends, as `diff` counts them."""
    return [one + "\n" for one in text.split("\n")[:-1]] + list(
        filter(None, [text.rpartition("\n")[2]])
    )


def _hunks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of both that hold the changes with their context; lines are only added or replaced."""
    regions: list[list[int]] = []
    i = k = 0
    while i < len(old) or k < len(new):
        if i < len(old) and k < len(new) and old[i] == new[k]:
            i, k = i + 1, k + 1
            continue
        end, stop = _resync(old, new, i, k)
        if regions and i - regions[-1][1] <= 2 * _CONTEXT:
            regions[-1][1], regions[-1][3] = end, stop
        else:
            regions.append([i, end, k, stop])
        i, k = end, stop
    for a, b, c, d in regions:
        lead = min(_CONTEXT, a, c)
        tail = min(_CONTEXT, len(old) - b, len(new) - d)
        yield a - lead, b + tail, c - lead, d + tail


def _resync(old: Sequence[str], new: Sequence[str], i: int, k: int) -> tuple[int, int]:
    """The nearest places from which both go on alike for a while."""
    for distance in range(1, 200):
        for more in range(distance + 1):
            end, stop = i + more, k + distance - more
            if old[end : end + 3] == new[stop : stop + 3] and (end < len(old) or stop == len(new)):
                return end, stop
    return len(old), len(new)


def _range(start: int, end: int) -> str:
    count = end - start
    first = start + 1 if count else start
    return f"{first}" if count == 1 else f"{first},{count}"


def _marked(sign: str, text: str) -> str:
    return (
        sign + text
        if text.endswith(("\n", "\r"))
        else f"{sign}{text}\n\\ No newline at end of file\n"
    )


def change_record(change: Change) -> dict[str, Any]:
    """A line of the file that keeps what was changed."""
    return {name: value for name, value in change._asdict().items() if value not in (None, "")}


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
    )
