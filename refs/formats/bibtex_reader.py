"""BibTeX and BibLaTeX → entries."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import BinaryIO, Final

from bibtexparser.middlewares.names import (
    parse_single_name_into_parts,
    split_multiple_persons_names,
)

from refs.formats.bibtex_blocks import RawEntry, read_entry, read_string, split_blocks
from refs.formats.bibtex_tables import (
    CONTAINERS,
    GENRES,
    NUMBERED,
    PUBLISHERS,
    ROLES,
    SUBTYPES,
    TEXTS,
    TYPES,
    VERBATIM,
)
from refs.formats.decode import read_lines
from refs.formats.items import (
    ET_AL,
    LONGEST_TEXT,
    MONTHS,
    CSLName,
    Item,
    join_keywords,
    line,
    person,
    read_date,
    read_doi,
    read_pages,
    read_pmcid,
    read_pmid,
    set_custom,
    split_keywords,
)
from refs.formats.latex import read_latex, read_title
from refs.model import Entry

_LOCALISED: Final = GENRES | {"phdthesis": "PhD thesis"}  # BibLaTeX's words in `type`
_PREPRINT: Final = re.compile(r"[a-z]+rxiv|preprint|research square|ssrn", re.IGNORECASE)
_TEXTS: Final = {name: variable for fields, variable in TEXTS for name in fields}
_VERBATIM: Final = dict(VERBATIM)
_KNOWN: Final = (
    {name for fields, _ in TEXTS for name in fields}
    | {name for name, _ in (*VERBATIM, *ROLES)}
    | {*CONTAINERS, *PUBLISHERS}
    | set(
        "title subtitle titleaddon journalsubtitle booksubtitle series number issue pages eid year month day"
        " date urldate address location keywords keyword type howpublished pmc crossref xdata entrysubtype"
        " eprint eprinttype archiveprefix maintitle".split()
    )
)
_PARENTS: Final = frozenset(
    "book collection proceedings mvbook mvcollection mvproceedings reference periodical xdata".split()
)
_MOST_WAITING: Final = 100_000  # entries kept back for a parent that comes later


def read_bibtex(file: BinaryIO) -> Iterator[Entry]:
    """The entries of a BibTeX or BibLaTeX file in its order.

    ``@string`` macros are written out, ``crossref`` gives an entry what its parent has; an entry
    whose parent stands further down, as BibTeX wants it, waits for it with those behind. A key that
    comes twice is named in the second entry's problems.
    """
    macros: dict[str, str] = {}
    parents: dict[str, Mapping[str, str]] = {}
    seen: set[str] = set()
    waiting: deque[tuple[Entry, RawEntry]] = deque()
    for block in split_blocks(read_lines(file)):
        if block.kind == "string":
            if problem := read_string(block.text, macros):
                waiting.append(_bare(block.text, block.line, problem))
        elif block.kind == "entry":
            raw = read_entry(block.text, macros)
            problems = [*block.problems, *raw.problems]
            if raw.key and raw.key in seen:
                problems.append(f"the key {raw.key} stands twice")
            seen.add(raw.key)
            if raw.type in _PARENTS and raw.key:
                parents[raw.key] = {one.name: one.text for one in raw.values}
            if raw.type == "xdata":
                continue
            found = Entry({}, raw.key, line=block.line, raw=block.text, problems=tuple(problems))
            waiting.append((found, raw))
        elif block.problems:
            waiting.append(_bare(block.text, block.line, *block.problems))
        while waiting and (len(waiting) > _MOST_WAITING or not _waits(waiting[0][1], parents)):
            yield _finished(*waiting.popleft(), parents)
    for entry, raw in waiting:
        yield _finished(entry, raw, parents)


def _bare(text: str, line_number: int, *problems: str) -> tuple[Entry, RawEntry]:
    return Entry({}, line=line_number, raw=text, problems=problems), RawEntry("", "", ())


def _waits(raw: RawEntry, parents: Mapping[str, object]) -> bool:
    return any(one.name == "crossref" and one.text.strip() not in parents for one in raw.values)


def _finished(entry: Entry, raw: RawEntry, parents: Mapping[str, Mapping[str, str]]) -> Entry:
    fields = {one.name: one.text for one in raw.values}
    problems = list(entry.problems)
    if not fields:
        return (
            entry
            if problems
            else Entry({}, entry.key, "", entry.line, entry.raw, ("no field in the record",))
        )
    parent = fields.get("crossref", "").strip()
    if parent and parent not in parents:
        problems.append(f"crossref to {parent}, which is not there")
    elif parent:
        fields = _inherited(parents[parent], raw.type) | fields
    for name in filter(None, re.split(r"\s*,\s*", fields.get("xdata", "").strip())):
        fields = {**parents.get(name, {}), **fields}
    item = read_fields(raw.type, fields)
    return Entry(item, entry.key, "", entry.line, entry.raw, tuple(problems))


def _inherited(parent: Mapping[str, str], type_: str) -> dict[str, str]:
    """What an entry has of its parent: everything but the parent's own title, key and authors."""
    own = {
        name: text
        for name, text in parent.items()
        if name not in ("title", "subtitle", "author", "crossref")
    }
    title = parent.get("title")
    if title:
        own.setdefault("journaltitle" if type_ == "article" else "booktitle", title)
    return own


def read_fields(type_: str, fields: Mapping[str, str]) -> Item:
    """The item of an entry's type and fields (names in lower case, LaTeX as it stands)."""
    fields = {name: text[:LONGEST_TEXT] for name, text in fields.items()}
    item: Item = {"type": _csl_type(type_, fields)}
    for field, role in ROLES:
        if field in fields and (found := read_people(fields[field])):
            item[role] = found
    title, subtitle = read_title(fields.get("title", "")), read_title(fields.get("subtitle", ""))
    if title or subtitle:
        item["title"] = f"{title}: {subtitle}" if title and subtitle else title or subtitle
    _read_containers(item, fields)
    for name, text in fields.items():
        if (variable := _TEXTS.get(name)) and (value := read_latex(text)):
            item.setdefault(variable, value)
        elif (exact := _VERBATIM.get(name)) and (value := read_verbatim(text)):
            item[exact] = value
    _read_numbers(item, fields)
    _read_dates(item, fields)
    if genre := read_latex(fields.get("type", "")) or GENRES.get(type_, ""):
        item["genre"] = _LOCALISED.get(genre, genre)
    if keywords := fields.get("keywords") or fields.get("keyword"):
        item["keyword"] = join_keywords(split_keywords(read_latex(keywords)))
    for name, text in fields.items():
        if name not in _KNOWN and text.strip():
            set_custom(item, f"bibtex.{name}", line(text))
    return item


def _csl_type(type_: str, fields: Mapping[str, str]) -> str:
    subtype = line(fields.get("entrysubtype")).lower()
    for csl, said in SUBTYPES.items():
        if said == subtype:
            return csl
    if found := TYPES.get(type_):
        if type_ == "article" and not any(
            name in fields for name in ("journal", "journaltitle", "crossref")
        ):
            return "article" if fields.get("eprint") else found
        return found
    if _PREPRINT.search(fields.get("howpublished", "") + fields.get("archiveprefix", "")):
        return "article"
    if ("url" in fields or "\\url" in fields.get("howpublished", "")) and "doi" not in fields:
        return "webpage"
    return "document"


def _read_containers(item: Item, fields: Mapping[str, str]) -> None:
    type_ = item["type"]
    container = next((v for name in CONTAINERS if (v := read_title(fields.get(name, "")))), "")
    subtitle = read_title(fields.get("journalsubtitle") or fields.get("booksubtitle") or "")
    if container and subtitle:
        container = f"{container}: {subtitle}"
    how = fields.get("howpublished", "")
    if "\\url" in how or re.match(r"https?://", how.strip()):
        item["URL"] = read_verbatim(how)
    elif how and not container:
        container = read_latex(how)
    places = [place for name in PUBLISHERS if (place := read_latex(fields.get(name, "")))]
    if type_ in ("webpage", "article") and not container and not fields.get("publisher"):
        container = read_latex(fields.get("organization", ""))
        places = [place for place in places if place != container]
    if container:
        item["container-title"] = container
    if places:
        item["publisher"] = places[0]
    if place := read_latex(fields.get("address") or fields.get("location") or ""):
        item["publisher-place"] = place
    if series := read_latex(fields.get("series") or fields.get("maintitle") or ""):
        item["collection-title"] = series


def _read_numbers(item: Item, fields: Mapping[str, str]) -> None:
    pages = read_pages(read_latex(fields.get("pages", "")))
    eid = read_latex(fields.get("eid", ""))
    if eid:
        item["number"] = eid
    if pages:
        item["page"] = pages
    number, issue = read_latex(fields.get("number", "")), read_latex(fields.get("issue", ""))
    if number and (item["type"] in NUMBERED):
        item["number"] = number
    elif number and item["type"] in ("book", "chapter") and "collection-title" in item:
        item["collection-number"] = number
    elif number or issue:
        item["issue"] = number or issue
    if "DOI" in item:
        item["DOI"] = read_doi(item["DOI"])
    if pmcid := read_pmcid(fields.get("pmcid") or fields.get("pmc") or item.get("PMCID", "")):
        item["PMCID"] = pmcid
    kind = line(fields.get("eprinttype") or fields.get("archiveprefix")).lower()
    eprint = read_verbatim(fields.get("eprint", ""))
    if kind in ("pubmed", "pmid", "medline") and (pmid := read_pmid(eprint)):
        item["PMID"] = pmid
    elif kind == "pmc" and (pmcid := read_pmcid(eprint)):
        item["PMCID"] = pmcid
    else:
        for name in ("eprint", "eprinttype", "archiveprefix"):
            if name in fields:
                set_custom(item, f"bibtex.{name}", line(fields[name]))


def _read_dates(item: Item, fields: Mapping[str, str]) -> None:
    if date := read_date(read_latex(fields.get("date", ""))):
        item["issued"] = date
    elif fields.get("year", "").strip():
        of_year, month = read_latex(fields["year"]), read_latex(fields.get("month", ""))
        if month.isdigit() and 1 <= int(month[:4]) <= 12:
            month = MONTHS[int(month) - 1]
        day = read_latex(fields.get("day", ""))
        read = read_date(" ".join(filter(None, (of_year, month, day))))
        item["issued"] = read if read and "date-parts" in read else read_date(of_year) or read
    if accessed := read_date(read_latex(fields.get("urldate", ""))):
        item["accessed"] = accessed


def read_verbatim(text: str) -> str:
    """A DOI, address or number as it is, without the LaTeX that some wrap around it."""
    text = line(text)
    if found := re.search(r"\\(?:url|path|href)\s*\{([^{}]*)\}", text):
        text = found[1]
    if "\\" in text:
        text = re.sub(
            r"\{?\\([_&%#$~{}^-])\}?",
            r"\1",
            re.sub(r"\{?\\textunderscore\s?(?:\{\})?\}?", "_", text),
        )
    if text[:1] in "<{" and text[-1:] in ">}" and len(text) > 1:
        text = text[1:-1]
    return text


def read_people(text: str) -> list[CSLName]:
    """The names of a field in BibTeX's own ways: ``von Last, Jr, First and {Group} and others``."""
    return [dict(name) for name in _people(text)]


@lru_cache(maxsize=1024)
def _people(text: str) -> tuple[CSLName, ...]:
    text = re.sub(r"\s+", " ", text)
    try:
        several = split_multiple_persons_names(text)
    except Exception:  # the splitter stumbles over braces that do not close
        several = re.split(r"\s+and\s+", text, flags=re.IGNORECASE)
    return tuple(name for one in several if (name := _person(one.strip(" ,;"))))


def _person(text: str) -> CSLName | None:
    if text.lower() in ("others", "et al", "et al.", "{others}"):
        return dict(ET_AL)
    if re.fullmatch(r"\{[^\\](?:[^{}]|\{[^{}]*\})*\}", text):
        return {"literal": read_latex(text)} if read_latex(text) else None
    try:
        parts = parse_single_name_into_parts(text, strict=False)
    except Exception:  # a name of another make; it is kept as it stands
        return {"literal": read_latex(text)} if read_latex(text) else None
    own = read_latex(" ".join((*parts.von, *parts.last)))
    given = read_latex(" ".join(parts.first))
    if not own and not given:
        return None
    return person(own, given, read_latex(" ".join(parts.jr)))
