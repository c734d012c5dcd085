"""Plain lists of DOIs, PMIDs and PMCIDs, one a line → entries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from refs.doi import normalise_doi
from refs.errors import InvalidDOI
from refs.formats.decode import read_lines
from refs.formats.items import Item, read_doi, read_pmcid, read_pmid
from refs.model import Entry

_BULLET: Final = re.compile(r"\s*(?:[-*•]|\d{1,4}[.)])\s+")
_PARTED: Final = re.compile(r"[\s,;|]+")


def read_identifiers(file: BinaryIO) -> Iterator[Entry]:
    """An entry for each identifier, the key as printed; ``#`` begins a comment. What is none is named."""
    for number, text in enumerate(read_lines(file), 1):
        said = text.split(" #")[0].strip()
        if not said or said.startswith("#"):
            continue
        for one in identifiers(said) or [{}]:
            problems = () if one else ("this is no DOI, PMID or PMCID",)
            item: Item = {"type": "document", **one} if one else {}
            key = next(iter(one.values()), "")
            yield Entry(item, key, line=number, raw=said[:2000], problems=problems)


def identifiers(text: str) -> list[dict[str, str]]:
    """The identifiers of a line that holds nothing else; none where it holds anything else."""
    text = _BULLET.sub("", text[:20_000])
    if one := identifier(text):
        return [one]
    several = [identifier(part) for part in _PARTED.split(text.strip()) if part]
    return [one for one in several if one] if all(several) else []


def identifier(text: str) -> dict[str, str]:
    """``{"DOI"}``, ``{"PMID"}`` or ``{"PMCID"}`` of a text that is one; else nothing."""
    text = text.strip(" \t\r\n.,;<>\"'")
    if "10." in text:
        try:
            normalise_doi(text)
        except InvalidDOI:
            return {}
        return {"DOI": read_doi(text)}
    if re.fullmatch(r"(?:\S*/)?(?:PMCID:?\s*)?PMC\d{3,9}/?", text, re.IGNORECASE):
        return {"PMCID": read_pmcid(text)}
    if re.fullmatch(r"(?:PMID:?\s*|https?://\S*pubmed\S*/)?[1-9]\d{0,8}/?", text, re.IGNORECASE):
        return {"PMID": read_pmid(text)}
    return {}
