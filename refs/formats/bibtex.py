"""BibTeX and BibLaTeX ↔ entries.

Types and fields of BibTeX are those of the standard styles (Patashnik, BibTeXing) and what programs
add to them by custom (doi, pmid, abstract …); those of BibLaTeX are of its manual, sections 2.1 and
2.2.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, BinaryIO, Final, NamedTuple

from bibtexparser.middlewares.names import (
    parse_single_name_into_parts,
    split_multiple_persons_names,
)

from refs.formats.bibtex_blocks import RawEntry, read_entry, read_string, split_blocks
from refs.formats.decode import read_lines
from refs.formats.items import (
    ET_AL,
    LONGEST_TEXT,
    MONTHS,
    CSLName,
    Item,
    custom_fields,
    date_parts,
    family,
    is_et_al,
    iso_date,
    join_keywords,
    line,
    names,
    person,
    read_date,
    read_doi,
    read_pages,
    read_pmcid,
    read_pmid,
    season,
    set_custom,
    split_keywords,
    year,
)
from refs.formats.latex import (
    escape,
    read_latex,
    read_title,
    to_ascii,
    verbatim,
    write_text,
    write_title,
)
from refs.model import Entry


class Kind(NamedTuple):
    """What an entry type makes of a CSL type."""

    type: str
    container: str
    """The field that the container's title goes into."""
    publisher: str = "publisher"


# CSL type → BibTeX type. What is not here is `misc`.
BIBTEX: Final[Mapping[str, Kind]] = {
    "article": Kind("misc", "howpublished"),
    "article-journal": Kind("article", "journal"),
    "article-magazine": Kind("article", "journal"),
    "article-newspaper": Kind("article", "journal"),
    "review": Kind("article", "journal"),
    "book": Kind("book", "series"),
    "chapter": Kind("incollection", "booktitle"),
    "entry-dictionary": Kind("incollection", "booktitle"),
    "entry-encyclopedia": Kind("incollection", "booktitle"),
    "manuscript": Kind("unpublished", "howpublished"),
    "paper-conference": Kind("inproceedings", "booktitle"),
    "report": Kind("techreport", "series", "institution"),
    "thesis": Kind("phdthesis", "series", "school"),
}
MISC: Final = Kind("misc", "howpublished")
BIBLATEX: Final[Mapping[str, Kind]] = {
    "article": Kind("online", "organization"),
    "article-journal": Kind("article", "journaltitle"),
    "article-magazine": Kind("article", "journaltitle"),
    "article-newspaper": Kind("article", "journaltitle"),
    "review": Kind("review", "journaltitle"),
    "book": Kind("book", "maintitle"),
    "chapter": Kind("incollection", "booktitle"),
    "dataset": Kind("dataset", "howpublished"),
    "entry": Kind("inreference", "booktitle"),
    "entry-dictionary": Kind("inreference", "booktitle"),
    "entry-encyclopedia": Kind("inreference", "booktitle"),
    "figure": Kind("image", "howpublished"),
    "graphic": Kind("artwork", "howpublished"),
    "legal_case": Kind("jurisdiction", "howpublished"),
    "legislation": Kind("legislation", "howpublished"),
    "manuscript": Kind("unpublished", "howpublished"),
    "motion_picture": Kind("video", "howpublished"),
    "pamphlet": Kind("booklet", "howpublished"),
    "paper-conference": Kind("inproceedings", "booktitle"),
    "patent": Kind("patent", "howpublished"),
    "periodical": Kind("periodical", "howpublished"),
    "personal_communication": Kind("letter", "howpublished"),
    "report": Kind("report", "maintitle", "institution"),
    "software": Kind("software", "howpublished"),
    "song": Kind("music", "howpublished"),
    "standard": Kind("standard", "howpublished"),
    "thesis": Kind("thesis", "maintitle", "institution"),
    "webpage": Kind("online", "organization"),
}
# Entry subtype, where one BibLaTeX type stands for several of CSL's.
SUBTYPES: Final = {
    "article": "preprint",
    "article-magazine": "magazine",
    "article-newspaper": "newspaper",
    "entry-dictionary": "dictionary",
    "entry-encyclopedia": "encyclopedia",
}
# Either's entry type → CSL type.
TYPES: Final[Mapping[str, str]] = {
    "article": "article-journal", "suppperiodical": "article-journal", "review": "review",
    "book": "book", "mvbook": "book", "collection": "book", "mvcollection": "book",
    "proceedings": "book", "mvproceedings": "book", "reference": "book", "mvreference": "book",
    "manual": "book", "booklet": "pamphlet", "inbook": "chapter", "bookinbook": "chapter",
    "suppbook": "chapter", "incollection": "chapter", "suppcollection": "chapter",
    "inproceedings": "paper-conference", "conference": "paper-conference", "inreference": "entry",
    "techreport": "report", "report": "report", "thesis": "thesis", "phdthesis": "thesis",
    "mastersthesis": "thesis", "mathesis": "thesis", "bathesis": "thesis", "online": "webpage",
    "electronic": "webpage", "www": "webpage", "webpage": "webpage", "dataset": "dataset",
    "data": "dataset", "software": "software", "patent": "patent", "periodical": "periodical",
    "standard": "standard", "unpublished": "manuscript", "image": "figure", "artwork": "graphic",
    "jurisdiction": "legal_case", "legislation": "legislation", "legal": "legislation",
    "letter": "personal_communication", "video": "motion_picture", "movie": "motion_picture",
    "music": "song", "audio": "song", "preprint": "article",
}  # fmt: skip
# Entry type that says what kind of thesis it is; a doctoral one is what `phdthesis` means anyway.
_GENRES: Final = {
    "mastersthesis": "Master’s thesis",
    "mathesis": "Master’s thesis",
    "bathesis": "Bachelor’s thesis",
}
_LOCALISED: Final = _GENRES | {"phdthesis": "PhD thesis"}  # BibLaTeX's words in `type`
_NUMBERED: Final = frozenset({"report", "patent", "standard", "legislation", "dataset"})
_PREPRINT: Final = re.compile(r"[a-z]+rxiv|preprint|research square|ssrn", re.IGNORECASE)

# Field ← CSL variable, for text that needs nothing but escapes; the first of several is written.
TEXTS: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (("volume",), "volume"),
    (("edition",), "edition"),
    (("chapter",), "chapter-number"),
    (("shorttitle",), "title-short"),
    (("shortjournal",), "container-title-short"),
    (("version",), "version"),
    (("pagetotal",), "number-of-pages"),
    (("eventtitle",), "event-title"),
    (("language", "langid"), "language"),
    (("abstract",), "abstract"),
    (("note",), "note"),
    (("annote", "annotation"), "annote"),
)
# Kept as they are: programs read these, and an escaped underscore breaks a DOI.
VERBATIM: Final = (
    ("doi", "DOI"), ("url", "URL"), ("isbn", "ISBN"), ("issn", "ISSN"), ("pmid", "PMID"), ("pmcid", "PMCID"),
)  # fmt: skip
_TEXTS: Final = {name: variable for fields, variable in TEXTS for name in fields}
_VERBATIM: Final = dict(VERBATIM)
ROLES: Final = (("author", "author"), ("editor", "editor"), ("translator", "translator"))
_CONTAINERS: Final = ("journaltitle", "journal", "booktitle")
_PUBLISHERS: Final = ("publisher", "institution", "school", "organization")
_KNOWN: Final = (
    {name for fields, _ in TEXTS for name in fields}
    | {name for name, _ in (*VERBATIM, *ROLES)}
    | {*_CONTAINERS, *_PUBLISHERS}
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
_FIELD_NAME: Final = re.compile(r"[a-z][a-z0-9:_.+-]{0,60}", re.IGNORECASE)
_KEY: Final = re.compile(r"[^\s,={}\"#%~\\()']+")


# --- reading -------------------------------------------------------------------------------------


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
    if genre := read_latex(fields.get("type", "")) or _GENRES.get(type_, ""):
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
    container = next((v for name in _CONTAINERS if (v := read_title(fields.get(name, "")))), "")
    subtitle = read_title(fields.get("journalsubtitle") or fields.get("booksubtitle") or "")
    if container and subtitle:
        container = f"{container}: {subtitle}"
    how = fields.get("howpublished", "")
    if "\\url" in how or re.match(r"https?://", how.strip()):
        item["URL"] = read_verbatim(how)
    elif how and not container:
        container = read_latex(how)
    places = [place for name in _PUBLISHERS if (place := read_latex(fields.get(name, "")))]
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
    if number and (item["type"] in _NUMBERED):
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


# --- writing -------------------------------------------------------------------------------------


def write_bibtex(entries: Iterable[Entry], *, ascii_only: bool = False) -> Iterator[str]:
    """BibTeX entries, one part for each; keys as they are given.

    Args:
        ascii_only: letters outside of ASCII as LaTeX commands, for BibTeX and pdfTeX of old.
    """
    return _write(entries, _bibtex_fields, ascii_only)


def write_biblatex(entries: Iterable[Entry], *, ascii_only: bool = False) -> Iterator[str]:
    """The same as BibLaTeX."""
    return _write(entries, _biblatex_fields, ascii_only)


_Fields = Iterator[tuple[str, str]]


def _write(
    entries: Iterable[Entry],
    fields_of: Callable[[Mapping[str, Any]], tuple[str, _Fields]],
    ascii_only: bool,
) -> Iterator[str]:
    before = ""
    for entry in entries:
        if entry.item:
            type_, fields = fields_of(entry.item)
            yield before + _text(type_, _safe_key(entry.key), fields, ascii_only)
            before = "\n"


def _safe_key(key: str) -> str:
    return "".join(_KEY.findall(line(key))) or "anonymous"


def _text(type_: str, key: str, fields: _Fields, ascii_only: bool) -> str:
    written = {name: value for name, value in fields if value}
    if ascii_only:
        kept = {name for name, _ in VERBATIM}
        written = {n: v if n in kept else to_ascii(v) for n, v in written.items()}
    lines = [
        f"  {name} = {value},\n" if name == "month" else f"  {name} = {{{value}}},\n"
        for name, value in written.items()
    ]
    return f"@{type_}{{{key},\n{''.join(lines)}}}\n"


def _bibtex_fields(item: Mapping[str, Any]) -> tuple[str, _Fields]:
    type_ = str(item.get("type"))
    kind = BIBTEX.get(type_, MISC)
    entry_type = kind.type
    genre = line(item.get("genre"))
    if type_ == "thesis" and "master" in genre.lower():
        entry_type, genre = "mastersthesis", "" if genre == _GENRES["mastersthesis"] else genre

    def fields() -> _Fields:
        yield from _people_and_title(item)
        yield from _container(item, kind)
        yield "year", year(item) or escape(iso_date(item))
        yield from _month(item)
        yield from _rest(item, kind, "address", genre)

    return entry_type, fields()


def _biblatex_fields(item: Mapping[str, Any]) -> tuple[str, _Fields]:
    type_ = str(item.get("type"))
    kind = BIBLATEX.get(type_, MISC)

    def fields() -> _Fields:
        yield from _people_and_title(item)
        yield "entrysubtype", SUBTYPES.get(type_, "")
        yield from _container(item, kind)
        said = season(item)
        yield "date", escape(iso_date(item)) if not said else f"{year(item)} {said}"
        if pmid := verbatim(item.get("PMID")):
            yield "eprint", pmid
            yield "eprinttype", "pubmed"
        yield from (
            (n, v) for n, v in _rest(item, kind, "location", line(item.get("genre"))) if n != "pmid"
        )

    return kind.type, fields()


def _people_and_title(item: Mapping[str, Any]) -> _Fields:
    for field, role in ROLES:
        if field != "translator":
            yield field, write_people(names(item, role))
    yield "title", write_title(item.get("title"))


def _container(item: Mapping[str, Any], kind: Kind) -> _Fields:
    # A preprint server is the container of one, its publisher where the record has no container.
    yield (
        kind.container,
        escape(item.get("container-title"))
        if kind.container not in _CONTAINERS
        else write_text(item.get("container-title")),
    )


def _month(item: Mapping[str, Any]) -> _Fields:
    parts = date_parts(item)
    if parts and len(parts[0]) > 1:
        yield "month", MONTHS[parts[0][1] - 1]
        if len(parts) == 1 and len(parts[0]) > 2:
            yield "day", str(parts[0][2])
    elif said := season(item):
        yield "month", f"{{{said}}}"


def _rest(item: Mapping[str, Any], kind: Kind, place: str, genre: str) -> _Fields:
    type_ = str(item.get("type"))
    number, pages = escape(item.get("number")), _pages(line(item.get("page")))
    issue = escape(item.get("issue"))
    yield "volume", escape(item.get("volume"))
    if type_ in _NUMBERED:
        yield "number", number
        number = ""
    else:
        yield "number", issue or escape(item.get("collection-number"))
    yield "series", escape(item.get("collection-title"))
    yield "edition", escape(item.get("edition"))
    yield place, escape(item.get("publisher-place"))
    yield (
        "pages",
        pages or (_pages(line(item.get("number"))) if number and place == "address" else ""),
    )
    yield "eid", number
    yield kind.publisher, escape(item.get("publisher"))
    yield "type", escape(genre)
    for field, variable in VERBATIM:
        yield field, verbatim(item.get(variable))
    yield "urldate", iso_date(item, "accessed")
    for fields, variable in TEXTS[2:]:
        yield fields[0], write_text(item.get(variable))
    yield "translator", write_people(names(item, "translator"))
    yield "keywords", escape("; ".join(split_keywords(item.get("keyword"))))
    for name, value in custom_fields(item, "bibtex"):
        if _FIELD_NAME.fullmatch(name) and name not in ("month", "entrysubtype"):
            yield name.lower(), value if _is_balanced(value) else escape(value)


def _is_balanced(text: str) -> bool:
    depth = 0
    for found in re.finditer(r"[{}]", text):
        depth += 1 if found[0] == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def write_people(people: Iterable[Mapping[str, object]]) -> str:
    """``Family, Given and {Group}``: inside the field's braces a group stands in double ones."""
    return " and ".join(filter(None, map(_written_name, people)))


def _written_name(name: Mapping[str, object]) -> str:
    if is_et_al(name):
        return "others"
    own, suffix, given = escape(family(name)), escape(name.get("suffix")), escape(name.get("given"))
    if not own:
        group = escape(name.get("literal")) or given
        return f"{{{group}}}" if group else ""
    if "," in own or re.search(r"\band\b", own) or (" " in own and not given):
        own = f"{{{own}}}"
    return ", ".join(part for part in (own, suffix, given) if part)


_PAGES: Final = re.compile(r"([A-Za-z]*\d+[A-Za-z]*)-([A-Za-z]*\d+[A-Za-z]*)")


def _pages(pages: str) -> str:
    """Each range completed and with two hyphens: ``1425-37, 1440`` → ``1425--1437, 1440``."""
    parts = read_pages(pages).split(", ")
    return ", ".join(
        f"{ends[1]}--{ends[2]}" if (ends := _PAGES.fullmatch(part)) else escape(part)
        for part in parts
    )
