"""XML of strangers, a record at a time: no entities, no network, and a bad record costs no other."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple

from refs.formats.decode import ENCODINGS, Rewound, read_lines
from refs.formats.items import LONGEST_TEXT, line
from refs.formats.tagged import LONGEST_RECORD

if TYPE_CHECKING:
    from lxml.etree import _Element

# What stands for italics and the like → CSL's mark-up.
_RICH: Final = {"i": "i", "b": "b", "sup": "sup", "sub": "sub", "italic": "i", "bold": "b"}
_FACES: Final = {"italic": "i", "bold": "b", "superscript": "sup", "subscript": "sub"}
_DECLARED: Final = re.compile(rb"\s*<\?xml[^>]{0,200}encoding\s*=\s*[\"']([\w.-]{1,40})[\"']")
_CHUNK: Final = 1 << 16
_LONGEST_TAG: Final = 1000


class Record(NamedTuple):
    """One element of the file."""

    line: int
    """On which it begins, from 1."""
    raw: str
    """As it stands in the file; of one that is too long the beginning."""
    element: _Element | None
    """None where nothing can be made of it."""
    problems: tuple[str, ...] = ()


def read_records(file: BinaryIO, *tags: str) -> Iterator[Record]:
    """The elements with one of the tags, none of which is within another, in order.

    Each is read by itself: what breaks it ends with it. Of an unsound one what can be read is given,
    and the problem is named.
    """
    begins = re.compile(rf"<({'|'.join(tags)})(?=[\s>/])")
    ends = {tag: re.compile(rf"</{tag}\s*>") for tag in tags}
    text, at, line_number = "", 0, 1
    open_tag, overlong = "", ""
    for chunk in chain(_chunks(file), (None,)):
        text, at = text[at:] + (chunk or ""), 0
        while True:
            if not open_tag:
                found = begins.search(text, at)
                start = found.start() if found else _tail(text, at)
                line_number += text.count("\n", at, start)
                at = start
                if not found:
                    break
                open_tag, overlong = found[1], ""
            end = ends[open_tag].search(text, at)
            after = begins.search(text, at + 1)
            if end and not (after and after.start() < end.start()):
                stop = end.end()
            elif after:
                stop = after.start()
            elif chunk is None:
                stop = len(text)
            else:
                if len(text) - at > LONGEST_RECORD:
                    overlong = overlong or text[at : at + LONGEST_TEXT]
                    stop = _tail(text, at)
                    line_number += text.count("\n", at, stop)
                    at = stop
                break
            raw = text[at:stop]
            yield _too_long(overlong, line_number) if overlong else _parsed(raw, line_number)
            line_number += raw.count("\n")
            at, open_tag = stop, ""


def _tail(text: str, at: int) -> int:
    """Where the beginning of a tag that goes on in the next chunk may stand."""
    start = text.rfind("<", max(at, len(text) - _LONGEST_TAG))
    return start if start >= 0 else len(text)


def _too_long(raw: str, line_number: int) -> Record:
    why = f"longer than {LONGEST_RECORD >> 20} MB; it is not read"
    return Record(line_number, raw, None, (why,))


def _parsed(raw: str, line_number: int) -> Record:
    from lxml import etree

    data = raw.encode("utf-8", "replace")
    try:
        return Record(line_number, raw, etree.fromstring(data, _parser(recover=False)))
    except etree.XMLSyntaxError as error:
        why = "no sound XML: " + re.sub(
            r",? ?(?:line \d+, column \d+)? ?(?:\(<.*)?\Z", "", str(error.msg)
        )
        return Record(line_number, raw, etree.fromstring(data, _parser(recover=True)), (why,))


@cache
def _parser(*, recover: bool) -> Any:
    from lxml import etree

    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover,
        remove_comments=True, remove_pis=True, encoding="utf-8",
    )  # fmt: skip


def _chunks(file: BinaryIO) -> Iterator[str]:
    """The text of a file in the encoding that it declares; without one, as other text is read."""
    head = file.read(400)
    declared = _DECLARED.match(head)
    marked = any(head.startswith(mark) for mark, _ in ENCODINGS)
    try:
        encoding = codecs.lookup(declared[1].decode()).name if declared and not marked else "utf-8"
    except LookupError:
        encoding = "utf-8"
    whole = Rewound(head, file)
    if encoding == "utf-8":
        parts: list[str] = []
        size = 0
        for text in read_lines(whole):
            parts.append(text)
            size += len(text)
            if size >= _CHUNK:
                yield "".join(parts)
                parts, size = [], 0
        yield "".join(parts)
        return
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    while data := whole.read(_CHUNK):
        yield decoder.decode(data)


def text_of(element: _Element | None) -> str:
    """All text in the element, on one line."""
    if element is None:
        return ""
    if len(element) == 0:
        return line((element.text or "")[:LONGEST_TEXT])
    return line("".join(_strings(element))[:LONGEST_TEXT])


def rich_text(element: _Element | None) -> str:
    """The text with italics, bold, raised and lowered letters as CSL's mark-up."""
    return line(_rich(element)[:LONGEST_TEXT]) if element is not None else ""


def _strings(element: _Element) -> Iterator[str]:
    # itertext would stumble over what an unread entity leaves.
    for node in element.iter():
        if isinstance(node.tag, str):
            yield node.text or ""
        if node is not element:
            yield node.tail or ""


def _rich(element: _Element, depth: int = 0) -> str:
    parts = [element.text or ""] if isinstance(element.tag, str) else []
    for child in element:
        inner = _rich(child, depth + 1) if depth < 50 and isinstance(child.tag, str) else ""
        tag = _mark(child)
        parts.append(f"<{tag}>{inner}</{tag}>" if tag and inner else inner)
        parts.append(child.tail or "")
    return "".join(parts)


def _mark(element: _Element) -> str | None:
    if not isinstance(element.tag, str):
        return None
    return _RICH.get(element.tag) or _FACES.get(element.get("face", ""))
