"""DOIs in any text: where they stand, and the one spelling in which they are compared.

A DOI is ``10.``, a registrant's number, a slash and almost any characters. Printed text adds
resolvers, brackets and full stops around it, so the end of one is a judgement: white space and
quotes end it, closing brackets belong to it as long as they are balanced, and trailing
punctuation never does.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote

from refs.errors import InvalidDOI

# Registrant: 4 to 9 digits, optionally with sub-elements ("10.1000.10/…"). The suffix is limited
# because text without white space may be megabytes long; the longest of Crossref's are near 300.
_DOI = re.compile(
    r"10\.[0-9]{4,9}(?:\.[0-9]{1,9}){0,4}(?:\\?/|%2[fF])(?=[^\s/])"
    r"[^\s\"“”„«»‘’`´{}|^\u0000-\u001f\u200b\ufeff]{1,500}"
)
_PREFIX = re.compile(
    r"\s*(?:doi\s*[:=]?\s*|info:doi/|urn:doi:)?"
    r"(?:https?://)?(?:[a-z0-9-]+\.){0,6}?(?:[a-z0-9-]*doi[a-z0-9-]*\.[a-z0-9.-]{2,60}/)?",
    re.IGNORECASE,
)
_LATEX = re.compile(r"\\([_&%#$<>~{}/-])")
_CLOSING = {")": "(", "]": "[", ">": "<"}
_TRAILING = ".,;:!?'*_·…\\/"
# Words that printers and web pages hang on to a DOI without a space.
_TAIL = re.compile(
    r"(?:[.,;:)\]]*(?:pmid:?\d*|pmcid:?(?:pmc)?\d*|epub|\[pubmed\]|https?:.*|doi:.*)|[.,;:)\]]+www\..*)$"
    r"|(?:/(?:full|abstract|pdf|epdf|summary|meta))$|(?:\.(?:full|abstract|pdf))+$",
    re.IGNORECASE,
)
# White space inside a DOI: where a line ended, or where a reader of pictures saw one.
_CUT = re.compile(r"(?<=[./()_-])\s+|\s+(?=[./()_-])")
_MARKUP = re.compile(r"</?(?:i|b|sup|sub|em|a|p|br|span)\b[^<>]{0,80}>?.*|&(?:lt|gt|amp);?$")


class FoundDOI(NamedTuple):
    """A DOI in a text: normalised, and the stretch (code points, end exclusive) that prints it."""

    doi: str
    start: int
    end: int


def find_dois(text: str) -> tuple[FoundDOI, ...]:
    """Every DOI in the text, in reading order; repeated ones are repeated.

    The stretch holds the DOI alone: no ``doi:``, no resolver, no closing punctuation.
    """
    found = []
    at = 0
    while match := _DOI.search(text, at):
        start, at = match.span()
        # "110.1000/x": the number before it makes it something else.
        if start and (text[start - 1].isdigit() or text[start - 2 : start] in {"0.", "1."}):
            continue
        printed = _shorten(match.group())
        if printed is None:
            continue
        at = start + len(printed)
        found.append(FoundDOI(_spell(printed), start, at))
    return tuple(found)


def normalise_doi(text: str) -> str:
    """The DOI that the text is: lower case, without resolver, ``doi:`` or percent signs.

    Raises:
        InvalidDOI: the text is no DOI, or holds more than one.
    """
    if len(text) > 2000:
        raise InvalidDOI(text[:80])
    found = find_dois(text)
    if len(found) != 1:
        raise InvalidDOI(text)
    before, after = text[: found[0].start], text[found[0].end :]
    if not _is_lead(before) or after.strip(" \t\r\n.,;:)]>}\"'/"):
        raise InvalidDOI(text)
    return found[0].doi


def rejoin_doi(text: str) -> str:
    """The DOI that the text is, as :func:`normalise_doi` gives it, made whole where it was cut.

    Characters that nobody sees are left out, and white space beside a stop, a slash, a hyphen or a
    bracket: "10.1172 / JCI 126397" is none, "10.1172/ JCI126397" is.

    Raises:
        InvalidDOI: the text is no DOI, or holds more than one.
    """
    seen = "".join(c for c in text[:2001] if c.isspace() or unicodedata.category(c)[0] != "C")
    try:
        return normalise_doi(seen)
    except InvalidDOI:
        return normalise_doi(_CUT.sub("", seen))


def _is_lead(text: str) -> bool:
    """Whether what stands before a DOI is only a resolver, a label or an opening bracket."""
    return _PREFIX.fullmatch(text.strip(" \t\r\n([<{\"'\\")) is not None


def _shorten(printed: str) -> str | None:
    """Cut off what a text hangs on to a DOI; None where nothing of a DOI remains."""
    text = _MARKUP.sub("", printed)
    for _ in range(8):  # each pass removes one layer: ".pdf", then ")", then "."
        shorter = _TAIL.sub("", _unbalanced(text).rstrip(_TRAILING))
        if shorter == text:
            break
        text = shorter
    return text if _DOI.fullmatch(text) else None


def _unbalanced(text: str) -> str:
    """The text up to the first closing bracket that nothing in it opens."""
    opened = {"(": 0, "[": 0, "<": 0}
    for place, character in enumerate(text):
        if character in opened:
            opened[character] += 1
        elif character in _CLOSING:
            if not opened[_CLOSING[character]]:
                # An old SICI writes "<1::AID-ABC>3.0.CO;2-#"; a lone ">" is the text's own.
                return text[:place]
            opened[_CLOSING[character]] -= 1
    return text


def _spell(printed: str) -> str:
    """Lower case, percent signs and LaTeX escapes undone, dashes as ASCII."""
    text = _LATEX.sub(r"\1", printed)
    if re.search(r"%[0-9A-Fa-f]{2}", text):
        text = unquote(text, errors="strict") if _is_utf8(text) else text
    return text.translate({0x2010: "-", 0x2011: "-", 0x2012: "-", 0x2013: "-", 0x2212: "-"}).lower()


def _is_utf8(text: str) -> bool:
    try:
        unquote(text, errors="strict")
    except UnicodeDecodeError:
        return False
    return True
