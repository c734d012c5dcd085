"""Checked references, printed references and works as the entries of a bibliography."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from refs.formats.items import (
    ET_AL,
    date_parts,
    family,
    is_et_al,
    iso_date,
    line,
    names,
    plain,
    year,
)
from refs.keys import assign_keys
from refs.model import Checked, Citation, Entry, Field, Name, Reference, Work
from refs.names import ET_AL as SAYS_MORE
from refs.works import crossref_type, to_csl

# Verdicts on references whose printed DOI leads astray.
_FALSE_DOI: Final = frozenset({"wrong-work", "bad-id"})


@dataclass(frozen=True, slots=True)
class _Source:
    """One entry to be, what tells it from all others, and whether a registry says so."""

    entry: Entry
    identity: str
    recorded: bool = False


def to_bibtex(items: Sequence[Checked | Reference | Work]) -> str:
    """One BibTeX entry for each work, in the order met, as UTF-8 text; see :func:`list_works`."""
    from refs.formats.bibtex_writer import write_bibtex

    return "".join(write_bibtex(list_works(items)))


def list_works(items: Iterable[Checked | Reference | Work]) -> list[Entry]:
    """One entry for each work, in the order met, with its key and where it was cited.

    A checked reference gives the record of the work it means; where none is known, what was
    printed, with the verdict, its reason and the printed entry in ``annote``, which no usual style
    prints, and without a DOI that is no one's or another work's. Notices (a retraction) stand in
    ``note``. A list of authors that ends where the printed one says "et al" ends in ``ET_AL``.
    Entries with one DOI are one entry, of the first that has a record. Keys are family, year and
    first word of the title in ASCII (``raje2019anti``); those that would be alike get a, b, c … by
    DOI or printed text, whatever the order.
    """
    sources: dict[str, _Source] = {}
    for one in items:
        source = _read(one)
        known = sources.get(source.identity)
        if known is None:
            sources[source.identity] = source
            continue
        cited = tuple(dict.fromkeys((*known.entry.cited, *source.entry.cited)))
        best = source if source.recorded and not known.recorded else known
        sources[source.identity] = replace(best, entry=replace(best.entry, cited=cited))
    return assign_keys([source.entry for source in sources.values()])


def _read(one: Checked | Reference | Work) -> _Source:
    if isinstance(one, Work):
        item = to_csl(one)
        notices = "; ".join(
            " ".join(filter(None, (f"{notice.kind}:", notice.doi, notice.date)))
            for notice in one.notices
        )
        if notices:
            item["note"] = notices
        return _Source(Entry(item), one.doi.lower(), recorded=True)
    reference = one if isinstance(one, Reference) else one.reference
    if isinstance(one, Checked) and (work := one.meant):
        source = _read(work)
        item = _cut(source.entry.item, reference, len(work.authors))
        entry = replace(source.entry, item=item, cited=_cited(reference))
        return replace(source, entry=entry)
    item = dict(reference.csl)
    remark = ""
    if isinstance(one, Checked):
        remark = f"{one.verdict}: {one.reason}"
        if one.verdict in _FALSE_DOI:
            item.pop("DOI", None)
    raw = line(reference.raw)
    if remark or not item.get("title"):
        item["annote"] = "; ".join(filter(None, (remark, f"printed: {raw}")))
    identity = str(item.get("DOI") or raw).lower()
    entry = Entry(_cut(item, reference, 0), raw=reference.raw, cited=_cited(reference))
    return _Source(entry, identity)


def _cited(reference: Reference) -> tuple[Citation, ...]:
    return (Citation(reference.article, reference.number),) if reference.article else ()


def entry_of(reference: Reference) -> Entry:
    """A printed reference as an entry, with where it was cited."""
    return Entry(
        _cut(dict(reference.csl), reference, 0),
        raw=reference.raw,
        problems=() if reference.fields else ("nothing of a reference could be read in it",),
        cited=_cited(reference),
    )


def _cut(item: Mapping[str, Any], reference: Reference, recorded: int) -> dict[str, Any]:
    """The item; its authors end in "et al." where print says so and the record goes no further."""
    printed = reference.csl.get("author")
    named = len(printed) if isinstance(printed, (list, tuple)) else 0
    found = dict(item)
    if (
        found.get("author")
        and recorded <= named
        and SAYS_MORE.search(reference.text("author") or "")
    ):
        found["author"] = [*found["author"], dict(ET_AL)]
    return found


# Variable → DESIGN's field, with what stands in front of it when an entry is told as a reference.
_TOLD: Final = (
    ("title", "title", ". "),
    ("container-title", "container-title", ". "),
    ("issued", "date", ". "),
    ("volume", "volume", ";"),
    ("issue", "issue", "("),
    ("page", "pages", ":"),
    ("publisher", "publisher", ". "),
    ("DOI", "doi", ". doi:"),
    ("PMID", "pmid", ". PMID: "),
    ("URL", "url", ". "),
)


def reference_of(entry: Entry, number: int, article: str = "") -> Reference:
    """An entry as a reference that can be checked: ``Raje N, …. Title. Journal. 2019;380(18):1726-1737``.

    Every field is as sure as the file is: nothing had to be guessed. An article number stands for
    pages. Without fields it is what the file has, to be ``unparsed``.

    Args:
        number: the entry's place in its file, from 1.
    """
    item = entry.item
    people = ", ".join("et al" if is_et_al(name) else _told_name(name) for name in names(item))
    fields = {}
    raw = people
    if people:
        fields["author"] = Field(people, 0, len(people), "entry", 1.0)
    for variable, name, before in _TOLD:
        value = _told_value(item, variable)
        if not value:
            continue
        raw += before if raw else ""
        fields[name] = Field(value, len(raw), len(raw) + len(value), "entry", 1.0)
        raw += value + (")" if name == "issue" else "")
    csl = {key: value for key, value in item.items() if key != "custom"}
    csl |= {name: plain(csl[name]) for name in ("title", "container-title") if name in csl}
    if "author" in csl:
        csl["author"] = [name for name in names(item) if not is_et_al(name)]
    return Reference(
        id=f"{article}#{number}",
        article=article,
        number=number,
        raw=raw or line(entry.raw)[:3000],
        label=entry.key or None,
        fields=fields,
        csl=csl,
        problems=entry.problems,
    )


def work_of(entry: Entry) -> Work:
    """An entry as a work that references can be compared with, without identifiers and source."""
    item = entry.item
    dates = date_parts(item)
    containers = (plain(item.get(name)) for name in ("container-title", "container-title-short"))
    return Work(
        doi="",
        type=crossref_type(line(item.get("type"))),
        title=plain(item.get("title")) or None,
        authors=_people(item, "author"),
        editors=_people(item, "editor"),
        container_title=tuple(filter(None, containers)),
        volume=plain(item.get("volume")) or None,
        issue=plain(item.get("issue")) or None,
        page=plain(item.get("page")) or None,
        article_number=plain(item.get("number")) or None,
        issued=iso_date(item) or None,
        years=(dates[0][0],) if dates else (),
        issn=tuple(filter(None, (line(item.get("ISSN")),))),
    )


def _people(item: Mapping[str, Any], role: str) -> tuple[Name, ...]:
    return tuple(
        Name(family(one), line(one.get("given")) or None, line(one.get("suffix")) or None)
        if one.get("family")
        else Name(literal=line(one.get("literal") or one.get("given")))
        for one in names(item, role)
        if not is_et_al(one)
    )


def _told_name(name: Mapping[str, object]) -> str:
    return " ".join(
        filter(None, (family(name) or line(name.get("literal")), line(name.get("given"))))
    )


def _told_value(item: Mapping[str, Any], variable: str) -> str:
    if variable == "issued":
        return year(item) or iso_date(item)
    if variable == "page":
        return plain(item.get("page") or item.get("number"))
    return plain(item.get(variable))
