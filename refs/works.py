"""Crossref's messages as works, and works as the records that this program keeps and writes.

Publishers fill in what they like: a title may be missing, ``[null]`` or full of JATS, a year may be
0. Nothing of that is an error; what cannot be read is left out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from refs.model import Name, Notice, Work

# Every date that says when a work came out. "created" and "deposited" say when its record did.
DATES = (
    "issued",
    "published",
    "published-print",
    "published-online",
    "published-other",
    "posted",
)
_YEARS = range(1400, 2200)
_LONGEST = 4000  # characters of one field; the rest of a runaway title adds nothing to a match
_MOST = 3000  # authors: the largest collaborations sign with about as many
_TAG = re.compile(r"<(?:/?[A-Za-z][^<>]{0,200}|!--[^<>]{0,200}--)>")

# Crossref's type → CSL's; everything else is a "document".
_CSL_TYPES = {
    "journal-article": "article-journal",
    "posted-content": "article",
    "proceedings-article": "paper-conference",
    "proceedings": "book",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "book-part": "chapter",
    "reference-entry": "entry",
    "dissertation": "thesis",
    "report": "report",
    "report-component": "report",
    "standard": "standard",
    "dataset": "dataset",
    "peer-review": "review",
    "software": "software",
}
# The first of Crossref's types is the one meant by CSL's.
_CROSSREF_TYPES = {csl: crossref for crossref, csl in reversed(_CSL_TYPES.items())}
# Work → record: attributes that are one string each, under Crossref's own keys.
_STRINGS = (
    ("type", "type"),
    ("title", "title"),
    ("subtitle", "subtitle"),
    ("volume", "volume"),
    ("issue", "issue"),
    ("page", "page"),
    ("article_number", "article-number"),
    ("issued", "issued"),
    ("publisher", "publisher"),
)
_CSL_STRINGS = (
    ("volume", "volume"),
    ("issue", "issue"),
    ("page", "page"),
    ("article_number", "number"),
    ("publisher", "publisher"),
    ("doi", "DOI"),
)


def from_crossref(message: Mapping[str, object], *, source: str = "crossref") -> Work:
    """The work that a Crossref ``message`` describes.

    Args:
        message: the object under "message" of ``/works/{doi}``, or one of a list's "items".
        source: who recorded it.
    Raises:
        ValueError: the message has no DOI, so nothing could refer to it.
    """
    doi = _text(message.get("DOI"))
    if not doi:
        raise ValueError("a work without DOI")
    titles = _texts(message.get("title"))
    dates = [found for key in DATES if key in message and (found := _date(message[key]))]
    return Work(
        doi=doi.lower(),
        type=_text(message.get("type")),
        title=titles[0] if titles else None,
        subtitle=next(iter(_texts(message.get("subtitle"))), None),
        authors=_names(message.get("author")),
        editors=_names(message.get("editor")),
        container_title=_distinct(
            [
                *_texts(message.get("container-title")),
                *_texts(message.get("short-container-title")),
            ]
        ),
        volume=_text(message.get("volume")),
        issue=_text(message.get("issue")),
        page=_text(message.get("page")),
        article_number=_text(message.get("article-number")),
        issued=dates[0] if dates else None,
        years=tuple(sorted({int(date[:4]) for date in dates})),
        publisher=_text(message.get("publisher")),
        issn=_distinct(_texts(message.get("ISSN"))),
        notices=(
            *_notices(message.get("updated-by")),
            *_updates(message.get("update-to"), doi.lower()),
            *_published(message.get("relation")),
        ),
        source=source,
    )


def to_record(work: Work) -> dict[str, object]:
    """The work as a JSON object with keys in a fixed order; what is unknown is left out."""
    record: dict[str, object] = {"DOI": work.doi}
    record |= {key: value for name, key in _STRINGS if (value := getattr(work, name))}
    lists: tuple[tuple[str, Iterable[object]], ...] = (
        ("author", map(_name_record, work.authors)),
        ("editor", map(_name_record, work.editors)),
        ("container-title", work.container_title),
        ("years", work.years),
        ("ISSN", work.issn),
        ("notices", map(_notice_record, work.notices)),
    )
    record |= {key: found for key, values in lists if (found := list(values))}
    if work.source:
        record["source"] = work.source
    return record


def from_record(record: Mapping[str, object]) -> Work:
    """What ``to_record`` wrote: ``from_record(to_record(work)) == work``.

    Raises:
        ValueError: the record has no DOI.
    """
    doi = record.get("DOI")
    if not isinstance(doi, str) or not doi:
        raise ValueError("a record without DOI")
    strings = {name: _string(record.get(key)) for name, key in _STRINGS}
    return Work(
        doi=doi,
        authors=_kept_names(record.get("author")),
        editors=_kept_names(record.get("editor")),
        container_title=_strings(record.get("container-title")),
        years=tuple(year for year in _list(record.get("years")) if isinstance(year, int)),
        issn=_strings(record.get("ISSN")),
        notices=tuple(
            Notice(
                kind,
                _string(item.get("DOI")),
                _string(item.get("date")),
                _string(item.get("source")),
            )
            for item in _objects(record.get("notices"))
            if (kind := _string(item.get("type")))
        ),
        source=_string(record.get("source")) or "",
        **strings,
    )


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _strings(value: object) -> tuple[str, ...]:
    return tuple(item for item in _list(value) if isinstance(item, str))


def _kept_names(value: object) -> tuple[Name, ...]:
    # Spelt out: an index reads some twenty names for every reference that is looked up.
    return tuple(
        Name(
            _string(item.get("family")),
            _string(item.get("given")),
            _string(item.get("suffix")),
            _string(item.get("literal")),
        )
        for item in _objects(value)
    )


def to_csl(work: Work) -> dict[str, object]:
    """The work as a CSL-JSON item, without ``id``; full journal title, subtitle joined on."""
    item: dict[str, object] = {"type": _CSL_TYPES.get(work.type or "", "document")}
    if work.title:
        item["title"] = f"{work.title}: {work.subtitle}" if work.subtitle else work.title
    for key, names in (("author", work.authors), ("editor", work.editors)):
        if names:
            item[key] = [_name_record(name) for name in names]
    if work.container_title:
        item["container-title"] = work.container_title[0]
    if len(work.container_title) > 1:
        item["container-title-short"] = work.container_title[1]
    if work.issued:
        item["issued"] = {"date-parts": [[int(part) for part in work.issued.split("-")]]}
    item |= {key: value for name, key in _CSL_STRINGS if (value := getattr(work, name))}
    if work.issn:
        item["ISSN"] = work.issn[0]
    return item


def crossref_type(csl: str) -> str | None:
    """Crossref's type of a CSL type; None where it has none."""
    return _CROSSREF_TYPES.get(csl)


def _text(value: object) -> str | None:
    """A string without mark-up, white space single; None for everything else."""
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return None
    text = value[:_LONGEST]
    if "<" in text or "&" in text:
        # Some deposits escape twice ("&amp;lt;i&amp;gt;"), so unescape, strip, and once more.
        for _ in range(2):
            text = _TAG.sub("", html.unescape(text))
    return " ".join(text.split()) or None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _texts(value: object) -> tuple[str, ...]:
    values = _list(value) if not isinstance(value, str) else [value]
    return tuple(text for item in values[:20] if (text := _text(item)))


def _objects(value: object) -> list[Mapping[str, object]]:
    return [item for item in _list(value)[:_MOST] if isinstance(item, Mapping)]


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _names(value: object) -> tuple[Name, ...]:
    names = (
        Name(
            family=_text(item.get("family")),
            given=_text(item.get("given")),
            suffix=_text(item.get("suffix")),
            literal=_text(item.get("name")) or _text(item.get("literal")),
        )
        for item in _objects(value)
    )
    return tuple(
        Name(literal=name.literal or name.given) if not name.family else name
        for name in names
        if name.family or name.literal or name.given
    )


def _date(value: object) -> str | None:
    """``{"date-parts": [[2018, 7]]}`` → "2018-07"; None without a sensible year."""
    parts = _list(value.get("date-parts")) if isinstance(value, Mapping) else []
    first = _list(parts[0]) if parts else []
    numbers = [int(part) for part in first[:3] if isinstance(part, int | str) and _is_number(part)]
    if not numbers or numbers[0] not in _YEARS:
        return None
    date = f"{numbers[0]:04}"
    for number, last in zip(numbers[1:], (12, 31), strict=False):
        if not 1 <= number <= last:
            break
        date += f"-{number:02}"
    return date


def _is_number(part: int | str) -> bool:
    return isinstance(part, int) or (part.isascii() and part.isdigit() and len(part) <= 4)


def _notices(value: object) -> tuple[Notice, ...]:
    return tuple(
        Notice(
            kind=kind,
            doi=doi.lower() if (doi := _text(item.get("DOI"))) else None,
            date=_date(item.get("updated")),
            source=_text(item.get("source")),
        )
        for item in _objects(value)
        if (kind := _text(item.get("type")))
    )


def _updates(value: object, own: str) -> Iterable[Notice]:
    """What a notice says of the works it is about; some publishers list the notice there as well."""
    return (
        replace(notice, kind=f"is-{notice.kind}-of")
        for notice in _notices(value)
        if notice.doi != own
    )


def _published(relation: object) -> Iterable[Notice]:
    """Where a preprint was published in the end."""
    versions = relation.get("is-preprint-of") if isinstance(relation, Mapping) else None
    dois = (_text(one.get("id")) for one in _objects(versions) if one.get("id-type") == "doi")
    return (Notice("published-version", doi.lower()) for doi in dois if doi)


def _name_record(name: Name) -> dict[str, object]:
    parts = ("family", "given", "suffix", "literal")
    return {part: value for part in parts if (value := getattr(name, part))}


def _notice_record(notice: Notice) -> dict[str, object]:
    parts = (("type", notice.kind), ("DOI", notice.doi), ("date", notice.date))
    return {key: value for key, value in (*parts, ("source", notice.source)) if value}
