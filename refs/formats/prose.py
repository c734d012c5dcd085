"""Bibliographies for people: cited lines → plain text, Markdown and an HTML page.

A line is HTML: escaped text with ``<i> <b> <sup> <sub>`` and ``<span style="font-variant: small-caps">``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Final

_TAG: Final = re.compile(r"</?[a-z]+(?: [^<>]*)?>")
_MARKDOWN: Final = {
    "<i>": "*", "</i>": "*", "<b>": "**", "</b>": "**",
    "<sup>": "<sup>", "</sup>": "</sup>", "<sub>": "<sub>", "</sub>": "</sub>",
}  # fmt: skip
_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>#~|])")
_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Bibliography</title>
<style>
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 Georgia, serif; color: #1a1a1a; }
ol { padding-left: 2.5rem; }
ol.unnumbered { list-style: none; padding-left: 0; }
li { margin-bottom: .6rem; overflow-wrap: anywhere; }
.unnumbered li { padding-left: 2rem; text-indent: -2rem; }
</style>
</head>
<body>
"""


Cited = tuple[str, str]
"""A work's label, "1." or nothing where the style does not number, and its line."""


def write_prose(cited: Iterable[Cited]) -> Iterator[str]:
    """Plain text, a line for each work: ``1. Raje N, …``."""
    for label, text in cited:
        yield " ".join(filter(None, (label, to_plain(text)))) + "\n"


def write_markdown(cited: Iterable[Cited]) -> Iterator[str]:
    """A Markdown list, or paragraphs where the style does not number."""
    for number, (label, text) in enumerate(cited, 1):
        if label:
            yield f"{number}. {to_markdown(text)}\n"
        else:
            yield ("\n" if number > 1 else "") + to_markdown(text) + "\n"


def write_html(cited: Iterable[Cited]) -> Iterator[str]:
    """A page that stands alone: no script, nothing from elsewhere."""
    yield _PAGE
    for number, (label, text) in enumerate(cited, 1):
        if number == 1:
            yield "<ol>\n" if label else '<ol class="unnumbered">\n'
        yield f"<li>{text}</li>\n"
    yield "</ol>\n</body>\n</html>\n"


def to_plain(cited: str) -> str:
    return unescape(_TAG.sub("", cited))


def to_markdown(cited: str) -> str:
    parts, end = [], 0
    for found in _TAG.finditer(cited):
        parts.append(_SPECIAL.sub(r"\\\1", unescape(cited[end : found.start()])))
        parts.append(_MARKDOWN.get(found[0], ""))
        end = found.end()
    return "".join([*parts, _SPECIAL.sub(r"\\\1", unescape(cited[end:]))])
