"""CSL-JSON and CSL-YAML ↔ entries: lists of items, as Zotero, pandoc and citation servers write them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, Final

from refs.formats.decode import read_lines
from refs.formats.items import LONGEST_TEXT, Item, date_parts, line, read_date, read_doi, read_pages
from refs.formats.tagged import LONGEST_RECORD
from refs.model import Entry

NAMES: Final = frozenset(
    (
        "author", "collection-editor", "composer", "container-author", "contributor", "curator",
        "director", "editor", "editor-translator", "editorial-director", "guest", "host",
        "illustrator", "interviewer", "narrator", "organizer", "original-author", "performer",
        "producer", "recipient", "reviewed-author", "script-writer", "series-creator", "translator",
    )
)  # fmt: skip
DATES: Final = frozenset(
    ("accessed", "available-date", "event-date", "issued", "original-date", "submitted")
)
_NAME_PARTS: Final = (
    "family", "given", "suffix", "dropping-particle", "non-dropping-particle", "literal"
)  # fmt: skip
_MOST: Final = 10_000  # names of one work
# What citation servers call otherwise.
_RENAMED: Final = {"shortTitle": "title-short", "journalAbbreviation": "container-title-short"}
_BEGINS: Final = re.compile(r"[\s,\ufeff]*(\{)")
_NEXT: Final = re.compile(r"\}\s*,?\s*(?=\{\s*\"(?:id|type|DOI|title|author)\")")
_LONGEST_SEAM: Final = 1000  # characters that may stand between an item and the next
_CHUNK: Final = 1 << 16


def read_csl_json(file: BinaryIO) -> Iterator[Entry]:
    """The items of a list, of an object's ``items`` or ``references``, or one item, as they come.

    An item that is no JSON is an entry with its problem, and reading goes on with the next that
    begins like one.
    """
    chunks = _chunks(read_lines(file))
    decoder = json.JSONDecoder()
    text, line_number = next(chunks, ""), 1
    if wrapped := re.match(
        r"[\s\ufeff]*\{(?:[^\[\]{}]{0,2000})\"(?:items|references)\"\s*:\s*(?=\[)", text
    ):
        line_number += text.count("\n", 0, wrapped.end())
        text = text[wrapped.end() :]
    text = text.lstrip(" \t\r\n\ufeff")
    if text.startswith("["):
        text = text[1:]
    while True:
        begins = _BEGINS.match(text)
        if not begins:
            rest = text.strip(" \t\r\n,")
            if rest and rest[0] in "]}":
                return
            if not rest:
                text = next(chunks, "")
                if not text:
                    return
                continue
            # Something that is no object: name it, and go on at the next object.
            text, raw, lines = _next_item(text, chunks)
            yield Entry({}, line=line_number, raw=raw, problems=("this is no CSL item",))
            line_number += lines
            if not text:
                return
            continue
        line_number += text.count("\n", 0, begins.start(1))
        text = text[begins.start(1) :]
        problem = ""
        while True:
            try:
                value, end = decoder.raw_decode(text)
                break
            except json.JSONDecodeError as error:
                cut = error.pos >= len(text) - 20 or error.msg.startswith("Unterminated")
                more = (
                    "".join(_some(chunks, len(text))) if cut and len(text) < LONGEST_RECORD else ""
                )
                if more:
                    text += more
                    continue
                problem = f"no JSON: {error.msg}"
            except (ValueError, RecursionError) as error:
                problem = (
                    "nested too deep" if isinstance(error, RecursionError) else f"no JSON: {error}"
                )
            break
        if problem:
            text, raw, lines = _next_item(text, chunks)
            yield Entry({}, line=line_number, raw=raw, problems=(problem,))
            line_number += lines
            continue
        raw, text = text[:end], text[end:]
        yield _entry(value, raw, line_number)
        line_number += raw.count("\n")


def _next_item(text: str, chunks: Iterator[str]) -> tuple[str, str, int]:
    """The text from the next item on, nothing where none comes; what was passed over, as far as it
    is kept, and its lines."""
    passed, lines = "", 0
    while not (found := _NEXT.search(text, 1)):
        more = next(chunks, "")
        kept = max(len(text) - _LONGEST_SEAM, 0) if more else len(text)
        passed += text[: min(kept, LONGEST_TEXT - len(passed))]
        lines += text.count("\n", 0, kept)
        if not more:
            return "", passed.strip(" \t\r\n,"), lines
        text = text[kept:] + more
    passed += text[: min(found.end(), LONGEST_TEXT - len(passed))]
    lines += text.count("\n", 0, found.end())
    return text[found.end() :], passed.strip(" \t\r\n,"), lines


def _chunks(lines: Iterable[str]) -> Iterator[str]:
    """The text in stretches of some size: short lines are joined, long ones cut."""
    kept: list[str] = []
    size = 0
    for one in lines:
        kept.append(one)
        size += len(one)
        if size >= _CHUNK:
            yield "".join(kept)
            kept, size = [], 0
    if kept:
        yield "".join(kept)


def _some(chunks: Iterator[str], size: int) -> Iterator[str]:
    """About as much more text as there is, so that an item is decoded few times."""
    got = 0
    for chunk in chunks:
        yield chunk
        got += len(chunk)
        if got >= size:
            return


def _entry(value: object, raw: str, line_number: int) -> Entry:
    if not isinstance(value, Mapping):
        return Entry({}, line=line_number, raw=raw, problems=("this is no CSL item",))
    item, problems = read_item(value)
    if len(item) < 2:
        item, problems = {}, [*problems, "no field in the record"]
    return Entry(item, line(value.get("id")), line=line_number, raw=raw, problems=tuple(problems))


def read_item(value: Mapping[Any, Any]) -> tuple[Item, list[str]]:
    """The item without ``id`` and without what no CSL item can hold, and what was wrong with it."""
    type_ = value.get("type")
    item: Item = {"type": line(type_) if isinstance(type_, str) and type_ else "document"}
    problems = []
    for key, found in value.items():
        name = _RENAMED.get(str(key), str(key))
        if name in ("id", "type", "citation-key") or found is None or found in ("", [], {}):
            continue
        read: object
        if name in NAMES:
            read = _read_names(found)
        elif name in DATES:
            read = _read_date(found)
        elif name == "custom":
            read = (
                {line(k): _text(v) for k, v in found.items() if _text(v)}
                if isinstance(found, Mapping)
                else None
            )
        elif name == "categories":
            continue
        elif name == "DOI":
            read = read_doi(_text(found))
        elif name == "page":
            read = read_pages(_text(found))
        else:
            read = _text(found)
        if read:
            item[name] = read
        elif name in NAMES or name in DATES:
            problems.append(f"{name} cannot be read")
    return item, problems


def _text(value: object) -> str:
    """The text of a scalar, or of the first of a list of them, as Crossref gives titles."""
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, str)), "")
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return line(value[:LONGEST_TEXT] if isinstance(value, str) else value)


def _read_names(value: object) -> list[dict[str, str]]:
    values = value if isinstance(value, list) else [value]
    found = []
    for one in values[:_MOST]:
        if isinstance(one, Mapping):
            name = {part: text for part in _NAME_PARTS if (text := _text(one.get(part)))}
            if not name and (text := _text(one.get("name"))):
                name = {"literal": text}
        else:
            name = {"literal": text} if (text := _text(one)) else {}
        if name:
            found.append(name)
    return found


def _read_date(value: object) -> dict[str, Any] | None:
    if isinstance(value, list):  # pandoc's older YAML: [{"year": 2019, "month": 5}]
        parts = [
            [one.get(part) for part in ("year", "month", "day") if one.get(part)]
            for one in value
            if isinstance(one, Mapping)
        ]
        value = {"date-parts": parts}
    if not isinstance(value, Mapping):
        return read_date(_text(value))
    read = date_parts({"issued": value})
    if not read:
        return read_date(_text(value.get("raw") or value.get("literal")))
    date: dict[str, Any] = {"date-parts": read}
    for extra in ("season", "circa"):
        if text := _text(value.get(extra)):
            date[extra] = int(text) if text.isdigit() and len(text) < 3 else text
    return date


def write_csl_json(entries: Iterable[Entry]) -> Iterator[str]:
    """A JSON list of the items, a part for each entry."""
    before = "["
    for entry in entries:
        if entry.item:
            yield before + "\n" + _encodable(_object({"id": entry.key, **entry.item}))
            before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def _object(item: Mapping[str, Any]) -> str:
    """An item with a variable a line; ``indent`` of json takes four times as long."""
    members = (f"  {_ENCODE(name)}: {_ENCODE(value)}" for name, value in item.items())
    return "{\n" + ",\n".join(members) + "\n}"


_ENCODE: Final = json.JSONEncoder(ensure_ascii=False).encode


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text


# --- YAML ----------------------------------------------------------------------------------------

_ITEM: Final = re.compile(r"(\s*)-(\s+)(?=\S)")


def read_csl_yaml(file: BinaryIO) -> Iterator[Entry]:
    """The items under ``references:``, or of a list that is the whole file, as they come."""
    for number, lines in _blocks(read_lines(file)):
        raw = "".join(lines)
        value, problem = _load(raw)
        if problem:
            yield Entry({}, line=number, raw=raw[:LONGEST_TEXT], problems=(problem,))
        else:
            yield _entry(value, raw, number)


def _blocks(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Each item's first line (from 1) and its lines, those of the list's own indentation apart."""
    indent: str | None = None
    block: list[str] = []
    begun = size = 0
    for number, text in enumerate(lines, 1):
        found = _ITEM.match(text)
        if found and (indent is None or found[1] == indent):
            if block:
                yield begun, block
            indent, block, begun, size = found[1], [], number, 0
        elif block and text[:1].strip() and not text.startswith(("#", " ")):
            yield begun, block
            indent, block = None, []
            continue
        elif not block:
            continue
        size += len(text)
        if size <= LONGEST_RECORD:
            block.append(text)
    if block:
        yield begun, block


def _load(text: str) -> tuple[object, str]:
    """The one item of a list in YAML, every scalar as text, or why there is none."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        if (
            "&" in text
            and "*" in text
            and any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=loader))
        ):
            return None, "aliases are not read"
        value = yaml.load(text, Loader=loader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem", None) or "nested too deep"
        return None, f"no YAML: {mark}"
    return (value[0], "") if isinstance(value, list) and value else (None, "this is no CSL item")


def compose_item(text: str) -> Any:
    """The node of the one item of a list in YAML, with the place of every value; None where there is none."""
    import yaml

    try:
        node: Any = yaml.compose(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    return node.value[0] if node is not None and node.id == "sequence" and node.value else None


def is_plain_yaml(text: str) -> bool:
    """Whether the text stands for itself in YAML without quotes."""
    import yaml

    try:
        return bool(yaml.safe_load(f"a: {text}") == {"a": text})
    except (yaml.YAMLError, ValueError):
        return False


def write_csl_yaml(entries: Iterable[Entry]) -> Iterator[str]:
    """``references:`` and the items, as pandoc reads them; a part for each entry."""
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    yield "---\nreferences:\n"
    for entry in entries:
        if entry.item:
            item = json.loads(
                _encodable(json.dumps({"id": entry.key, **entry.item}, ensure_ascii=False))
            )
            yield yaml.dump([item], Dumper=dumper, allow_unicode=True, sort_keys=False, width=1000)
    yield "...\n"
