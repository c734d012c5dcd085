"""CSL-JSON and CSL-YAML, as :mod:`refs.fix.slots` wants a format: values by their path in an item."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, Final, NamedTuple

from refs.fix.slots import Addition, Layout, Slot
from refs.formats.items import line

# Path in an item (indexes left out) → what it says, in the order in which they are read.
_PATHS: Final = {
    "DOI": "doi", "URL": "url", "title": "title", "author.family": "author",
    "author.given": "author", "author.literal": "author", "author": "author",
    "issued.date-parts": "date", "issued.year": "date", "issued.raw": "date",
    "issued.literal": "date", "issued": "date", "volume": "volume", "issue": "issue",
    "page": "pages", "number": "pages", "container-title": "container-title",
    "container-title-short": "container-title-short",
    "journalAbbreviation": "container-title-short",
}  # fmt: skip
_INDEX: Final = re.compile(r"\[\d+\]")
_NO_YEAR: Final = re.compile(r"issued\.date-parts(?!\[\d\]\[0\]\Z)")
_PARTED: Final = re.compile(r"[.\[]")
_DEEPEST: Final = 4  # levels below an item; "issued.date-parts[0][0]" has three
_GAP: Final = re.compile(r"[\s,]*")
_DECODER: Final = json.JSONDecoder()


class _Scalar(NamedTuple):
    path: str
    start: int
    end: int
    text: str


def _slots_of(scalars: Iterator[_Scalar]) -> list[Slot]:
    order = list(_PATHS.values())
    found = [
        Slot(_PATHS[bare], one.path, one.start, one.end, line(one.text))
        for one in scalars
        if (bare := _INDEX.sub("", one.path)) in _PATHS and not _NO_YEAR.match(one.path)
    ]
    return sorted(found, key=lambda slot: order.index(slot.field))


# --- JSON ----------------------------------------------------------------------------------------


def _json_slots(record: str) -> list[Slot]:
    return _slots_of(_walk(record, 0, ""))


def _walk(text: str, at: int, path: str) -> Iterator[_Scalar]:
    """The scalars under a value of sound JSON, with where each stands."""
    opening = text[at]
    if _PARTED.subn("", path)[1] > _DEEPEST:
        return
    if opening == "{":
        for key, start in _members(text, at):
            yield from _walk(text, start, f"{path}.{key}" if path else key)
    elif opening == "[":
        for number, start in enumerate(_elements(text, at)):
            yield from _walk(text, start, f"{path}[{number}]")
    else:
        value, end = _DECODER.raw_decode(text, at)
        yield _Scalar(path, at, end, "" if value is None else str(value))


def _members(text: str, at: int) -> Iterator[tuple[str, int]]:
    """Each key of the object at ``at``, and where its value begins."""
    while True:
        at = _after(text, at + 1)
        if text[at] == "}":
            return
        key, at = scanstring(text, at + 1)
        start = _after(text, text.index(":", at) + 1)
        yield key, start
        at = _DECODER.raw_decode(text, start)[1] - 1


def _elements(text: str, at: int) -> Iterator[int]:
    while True:
        at = _after(text, at + 1)
        if text[at] == "]":
            return
        yield at
        at = _DECODER.raw_decode(text, at)[1] - 1


def _after(text: str, at: int) -> int:
    return _GAP.match(text, at).end()  # type: ignore[union-attr]


def _json_spell(_field: str, text: str, _before: str, ascii_only: bool) -> str:
    return json.dumps(line(text), ensure_ascii=ascii_only)[1:-1]


def _json_enclose(value: str, before: str) -> str:
    """A number stays a number."""
    return value if value.isdigit() and not before.startswith('"') else f'"{value}"'


def _json_add_doi(record: str, _slots: Sequence[Slot], doi: str) -> Addition | None:
    """Behind the last member, laid out as that one is."""
    members = list(_members(record, 0))
    if not members:
        return None
    start = members[-1][1]
    at = _DECODER.raw_decode(record, start)[1]
    before = record[:start].rstrip()  # … "key":
    space = record[len(before) : start]
    lead = re.search(r"[{,](\s*)\"(?:[^\"\\]|\\.)*\"(\s*):\Z", before)
    gap, colon = (lead[1], lead[2]) if lead else (" ", "")
    return Addition(at, f',{gap}"DOI"{colon}:{space}', json.dumps(doi), "")


# --- YAML ----------------------------------------------------------------------------------------


def _yaml_slots(record: str) -> list[Slot]:
    from refs.formats.csl_items import compose_item

    node = compose_item(record)
    return _slots_of(_nodes(node, "")) if node is not None else []


def _nodes(node: Any, path: str) -> Iterator[_Scalar]:
    if _PARTED.subn("", path)[1] > _DEEPEST:
        return
    if node.id == "mapping":
        for key, value in node.value:
            yield from _nodes(value, f"{path}.{key.value}" if path else str(key.value))
    elif node.id == "sequence":
        for number, value in enumerate(node.value):
            yield from _nodes(value, f"{path}[{number}]")
    else:
        yield _Scalar(path, node.start_mark.index, node.end_mark.index, node.value)


def _yaml_spell(_field: str, text: str, before: str, ascii_only: bool) -> str:
    text = line(text)
    if before.startswith("'"):
        return text.replace("'", "''")
    return json.dumps(text, ensure_ascii=ascii_only)[1:-1] if before.startswith('"') else text


def _yaml_enclose(value: str, before: str) -> str:
    """In the quotes that the value had; plain where it can be, on one line."""
    if before[:1] in ("'", '"'):
        return before[0] + value + before[0]
    end = before[len(before.rstrip()) :]
    return (value if _is_plain(value) or value.isdigit() else json.dumps(value)) + end


def _is_plain(value: str) -> bool:
    from refs.formats.csl_items import is_plain_yaml

    return is_plain_yaml(value)


def _yaml_add_doi(record: str, _slots: Sequence[Slot], doi: str) -> Addition | None:
    """A line in front of the item's last key; none in an item that is written on one line."""
    from refs.formats.csl_items import compose_item

    node = compose_item(record)
    if node is None or node.id != "mapping" or node.flow_style or len(node.value) < 2:
        return None
    key = node.value[-1][0].start_mark
    at = key.index - key.column
    value = doi if _is_plain(doi) else json.dumps(doi)
    end = "\r\n" if "\r\n" in record else "\n"
    return Addition(at, record[at : key.index] + "DOI: ", value, end)


JSON: Final = Layout(_json_slots, _json_spell, _json_enclose, _json_add_doi)
YAML: Final = Layout(_yaml_slots, _yaml_spell, _yaml_enclose, _yaml_add_doi)
