"""Text without mark-up, with every character's place in the original kept."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
"""Hyphen-minus, hyphens, figure/en/em dashes, horizontal bar, minus sign."""

# Each alternative is something that is not itself printed text. Order matters: an escape
# shields the mark that follows it.
_MARKUP = re.compile(
    r"""
    \\(?P<escaped>[\\`*_{}\[\]()#+.!|~&%$<>-])        # Markdown and LaTeX escapes
  | </?(?:i|b|em|strong|sub|sup|u|span|a|br|p|small|italic|bold|sc)\b[^<>]{0,200}/?>
  | (?P<entity>&(?:\#\d{1,7}|\#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,8});)
  | \*{1,3}                                           # Markdown emphasis
  | (?<![\w/])_{1,2}(?=\S) | (?<=[\w.,;:)!?])_{1,2}(?![\w/])
  | (?P<broken>(?<=[^\W\d_])[-\u2010](?P<eol>[ \t]*[\r\n]\s*)(?=(?-i:[a-zß-öø-ÿ])))  # a word cut at a line end
  | (?P<space>[\s\x00\ufeff]{2,}|[^\S\ ]|[\x00\ufeff])  # all but the blank that is to stay
  | [\u00ad\u200b-\u200f\u2060]                       # soft hyphen, zero-width marks
    """,
    re.VERBOSE | re.IGNORECASE,
)


# Written with LaTeX: then its commands and braces are mark-up as well. Markdown has \' and \" too, so
# that a bare accent tells nothing unless it stands inside a word.
_LATEX = re.compile(
    r"""\\(?:emph|text[a-z]{2}|it|em|bf|sc)\b|\{\\["'^`~=.cvuHkr]|\\["'^`~=.cvuHkr]\{|(?<=[A-Za-z])\\["^][a-z]
    |\\(?:ss|ae|o|l)\b|(?<=[A-Za-z]\.)~(?=[A-Z\\])""",
    re.VERBOSE,
)
_LATEX_MARKUP = re.compile(
    r"""
    \\(?P<accent>["'^`~=.]|[cvuHkr](?![A-Za-z]))\s?(?:\{\\?(?P<held>[A-Za-z])\}|\\?(?P<bare>[A-Za-z]))
  | \\(?P<letter>ss|ae|AE|oe|OE|aa|AA|o|O|l|L|i|j)\b\s?
  | \\(?:emph|text[a-z]{2}|it|em|bf|sc|rm|tt|newblock)\b\s?
  | (?<=[\w.,;:}])(?P<tie>~)(?=[\w\\{])
  | (?<!\\)[{}]
  |"""
    + _MARKUP.pattern,
    re.VERBOSE | re.IGNORECASE,
)
# LaTeX's accents and letters: The LaTeX Companion, section on text symbols.
_ACCENTS = dict(
    zip(
        "\"'^`~=.cvuHkr",
        "\u0308\u0301\u0302\u0300\u0303\u0304\u0307\u0327\u030c\u0306\u030b\u0328\u030a",
        strict=True,
    )
)
_LETTERS = dict(
    zip(
        "ss ae AE oe OE aa AA o O l L i j".split(), "ß æ Æ œ Œ å Å ø Ø ł Ł i j".split(), strict=True
    )
)

# What every mark has one of; a text without is clean, and told so ten times faster.
_SUSPECT = re.compile("[^\\S ]|  |[\\\\<&*_~\x00\ufeff\u00ad\u200b-\u200f\u2060]")

# First parts of English compounds: at a line end their hyphen is the word's own.
_KEEPS_HYPHEN = re.compile(
    r"(?<![^\W\d_])(?:[A-Za-z]|anti|case|cell|co|cross|dose|double|end|ex|first|follow|free|half|head|high|in|long|low|meta"
    r"|mid|mono|multi|near|non|one|open|over|phase|placebo|post|pre|pro|quality|re|real|risk|self|semi|short|single|so|sub"
    r"|third|three|time|two|up|well|whole|wide|year)\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clean:
    """``text`` as a reader sees it; ``text[i]`` comes from offset ``origin[i]`` of the source."""

    text: str
    origin: Sequence[int]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the source that cover ``text[start:end]``; ``end`` exclusive, not empty."""
        return self.origin[start], self.origin[end - 1] + 1


def clean(source: str) -> Clean:
    """The source without mark-up: emphasis, simple tags and escapes gone, entities read, white space single;
    LaTeX's commands and braces too, its accents read, where there are any.

    Nothing else is changed: no case, no accents, no dashes.
    """
    suspect = _SUSPECT.search(source)
    pattern = _LATEX_MARKUP if suspect and _LATEX.search(source) else _MARKUP
    first = suspect and pattern.search(source)
    if first is None:
        text = source.strip(" ")
        start = source.find(text)
        return Clean(text, range(start, start + len(text)))
    out: list[str] = []
    origin: list[int] = []
    last = 0

    def keep(start: int, end: int) -> None:
        if source[start:end].startswith(" ") and out and out[-1].endswith(" "):
            start += 1
        if start < end:
            out.append(source[start:end])
            origin.extend(range(start, end))

    for found in pattern.finditer(source, first.start()):
        start, end = found.span()
        keep(last, start)
        last = end
        if pattern is _LATEX_MARKUP and (decoded := _latex_letter(found)):
            out.append(decoded)
            origin.extend([start] * len(decoded))
        elif found["escaped"]:
            keep(end - 1, end)
        elif found["entity"]:
            decoded = html.unescape(found["entity"])
            out.append(decoded)
            origin.extend([start] * len(decoded))
        elif found["broken"]:
            if _KEEPS_HYPHEN.search(source, max(0, start - 12), start):
                keep(start, start + 1)
        elif found["space"] and out and not out[-1].endswith(" "):
            out.append(" ")
            origin.append(start)
    keep(last, len(source))
    text = "".join(out)
    kept = text.rstrip(" ")
    skip = len(kept) - len(kept.lstrip(" "))
    return Clean(kept[skip:], origin[skip : len(kept)])


def _latex_letter(found: re.Match[str]) -> str:
    """The letter or blank that a LaTeX command prints; "" for any other mark."""
    if found["tie"]:
        return " "
    if found["letter"]:
        return _LETTERS.get(found["letter"], "")
    if found["accent"]:
        letter = found["held"] or found["bare"]
        return unicodedata.normalize("NFC", letter + _ACCENTS.get(found["accent"], ""))
    return ""


def strip_markup(source: str) -> str:
    """The source as a reader sees it; see :func:`clean`."""
    return clean(source).text
