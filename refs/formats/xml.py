"""XML of strangers, an element at a time: no entities, no network, memory for one record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Final

from refs.formats.items import LONGEST_TEXT, line

if TYPE_CHECKING:
    from lxml.etree import _Element

# What stands for italics and the like → CSL's mark-up.
_RICH: Final = {"i": "i", "b": "b", "sup": "sup", "sub": "sub", "italic": "i", "bold": "b"}
_FACES: Final = {"italic": "i", "bold": "b", "superscript": "sup", "subscript": "sub"}


class Broken(Exception):
    """The file is no XML from some place on; what came before it was given out."""


def read_elements(file: BinaryIO, *tags: str) -> Iterator[_Element]:
    """The elements with one of the tags, in order; each is emptied when the next is asked for.

    Raises:
        Broken: the XML ends or breaks; the message says where.
    """
    from lxml import etree

    events = etree.iterparse(
        file, events=("end",), tag=tags, resolve_entities=False, no_network=True,
        load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        for _, element in events:
            yield element
            element.clear()
            while element.getprevious() is not None and element.getparent() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise Broken(re.sub(r",? ?\(<.*", "", str(error.msg))) from error


def line_of(element: _Element) -> int:
    """The line of the file on which the element begins, from 1; 0 where none is known."""
    found = element.sourceline
    return found if isinstance(found, int) else 0


def text_of(element: _Element | None) -> str:
    """All text in the element, on one line."""
    if element is None:
        return ""
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
