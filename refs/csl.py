"""Printed fields → a CSL-JSON item: what the words mean."""

from __future__ import annotations

import re
from collections.abc import Mapping

from refs.model import Name
from refs.names import ET_AL, read_names
from refs.text import DASHES

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
# What a scanner reads for the digits 0 and 1: inside a year, and in pages beside other digits.
_MISREAD_YEAR = re.compile(r"(?<!\w)(?=\w*\d\w*\d)[12lI][\dOolI]{3}(?!\w)")
_MISREAD_PAGE = re.compile(r"(?<!\w)l(?=\d)|(?<=\d)[lO](?=[\d\W]|\Z)")
_DIGITS = str.maketrans("OolI", "0011")
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*\.?(?:\s+(\d{{1,2}}))?", re.IGNORECASE)
_RANGE = re.compile(rf"([A-Za-z]*)(\d+)([A-Za-z]?)\s?[{DASHES}]+\s?([A-Za-z]*)(\d+)([A-Za-z]?)\Z")
_INSIDE = re.compile(r"In:?\s")
_MEETING = re.compile(
    r"\b(?:proceedings|proc\.? of|conference|symposium|workshop)\b", re.IGNORECASE
)
# Word of a printed genre → CSL type.
_GENRES = (
    ("thesis", "thesis"),
    ("dissertation", "thesis"),
    ("patent", "patent"),
    ("communication", "personal_communication"),
    ("correspondence", "personal_communication"),
)
# Fields that mean in CSL what they say.
_SAME = (
    "title",
    "container-title",
    "collection-title",
    "volume",
    "issue",
    "publisher",
    "edition",
    "genre",
    "number",
    "note",
    "status",
)
_RENAMED = {
    "doi": "DOI",
    "url": "URL",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "isbn": "ISBN",
    "location": "publisher-place",
}


def to_csl(fields: Mapping[str, str]) -> dict[str, object]:
    """The CSL-JSON item of printed fields (DESIGN's names), keys in a fixed order, unknown ones absent.

    ``page`` is completed (1425-37 → 1425-1437) and written with a hyphen; names are
    ``{"family", "given"}`` or ``{"literal"}``; a list cut by "et al" ends where it is cut.
    """
    item: dict[str, object] = {"type": csl_type(fields)}
    for role in ("author", "editor"):
        if role in fields and (names := read_names(fields[role])):
            item[role] = [_name(name) for name in names]
    for field in _SAME:
        if field in fields:
            item[field] = fields[field]
    issued = date_parts(fields.get("date", ""))
    if issued:
        item["issued"] = {"date-parts": [issued]}
    if "pages" in fields:
        item["page"] = complete_pages(fields["pages"])
    for field, variable in _RENAMED.items():
        if field in fields:
            item[variable] = fields[field]
    return item


def csl_type(fields: Mapping[str, str]) -> str:
    """The CSL type that the fields suggest; ``article-journal`` where a container has a volume or pages."""
    container = fields.get("container-title", "")
    if container:
        if fields.get("editor") or _INSIDE.match(container):
            return "chapter"
        if _MEETING.search(container):
            return "article-journal" if "volume" in fields else "paper-conference"
        return "article-journal"
    genre = fields.get("genre", "").lower() + fields.get("note", "").lower()
    for word, kind in _GENRES:
        if word in genre:
            return kind
    if "publisher" in fields or "isbn" in fields:
        return "book"
    if "url" in fields and "doi" not in fields:
        return "webpage"
    return "article-journal" if "volume" in fields or "doi" in fields else "document"


def complete_pages(pages: str) -> str:
    """A page range with its last page written out: 1425-37 → 1425-1437, e538-48 → e538-e548, l88-95 → 188-195."""
    pages = _MISREAD_PAGE.sub(lambda found: found[0].translate(_DIGITS), pages)
    found = _RANGE.match(pages.strip())
    if not found:
        return re.sub(rf"\s?[{DASHES}]+\s?", "-", pages)
    prefix, first, tail, last_prefix, last, last_tail = found.groups()
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    if prefix and not last_prefix:
        last_prefix = prefix
    return f"{prefix}{first}{tail}-{last_prefix}{last}{last_tail}"


def date_parts(date: str) -> list[int]:
    """[year], [year, month] or [year, month, day] of a printed date; [] where no year is in it."""
    year = _YEAR.search(date) or _YEAR.search(
        _MISREAD_YEAR.sub(lambda found: found[0].translate(_DIGITS), date)
    )
    if not year:
        return []
    month = _MONTH.search(date)
    if not month:
        return [int(year.group())]
    parts = [int(year.group()), _MONTHS.index(month[1][:3].lower()) + 1]
    return [*parts, int(month[2])] if month[2] and 1 <= int(month[2]) <= 31 else parts


def et_al(authors: str) -> bool:
    """Whether a printed list of authors says that there are more."""
    return bool(ET_AL.search(authors))


def _name(name: Name) -> dict[str, str]:
    if name.literal:
        return {"literal": name.literal}
    parts = (("family", name.family), ("given", name.given), ("suffix", name.suffix))
    return {key: value for key, value in parts if value}
