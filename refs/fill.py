"""Bare DOIs in a bibliography → the records behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Literal, NamedTuple

from refs.bulk import in_batches
from refs.doi import normalise_doi
from refs.errors import InvalidDOI
from refs.model import Entry, Remote, Search
from refs.verify import why_unchecked
from refs.works import to_csl

IDENTIFIERS: Final = ("DOI", "PMID", "PMCID")
_TOGETHER: Final = 50  # as many DOIs fit into one list call to Crossref


class Filled(NamedTuple):
    """An entry, and what became of it."""

    entry: Entry
    state: Literal["given", "filled", "no-doi", "unknown", "unanswered"]
    """``given``: it says more than its identifiers. ``no-doi``: it has a PMID or PMCID only, which no
    source here lists. ``unknown``: a source that would know the DOI does not."""
    why: str = ""
    """For ``unanswered``: who could not say, and why."""


def is_bare(item: Mapping[str, Any]) -> bool:
    """Whether an item has identifiers and nothing else."""
    said = {name for name in item if name not in ("type", "URL")}
    return bool(said) and said <= set(IDENTIFIERS)


def fill_entries(entries: Iterable[Entry], searches: Sequence[Search]) -> Iterator[Filled]:
    """The entries in their order, those that are bare with what the first source that has them records.

    The identifiers and the key stay as they are given; ``source`` of the entry says who recorded the
    rest. Some dozens are asked for together where a source is remote.
    """
    remote = [search for search in searches if isinstance(search, Remote)]
    for batch in in_batches(entries, _TOGETHER if remote else 1):
        dois = [doi for one in batch if is_bare(one.item) and (doi := _doi(one))]
        for search in remote if dois else ():
            search.prefetch(dois)
        yield from (_fill(one, searches) for one in batch)


def _fill(entry: Entry, searches: Sequence[Search]) -> Filled:
    if not is_bare(entry.item):
        return Filled(entry, "given")
    doi = _doi(entry)
    if not doi:
        return Filled(entry, "no-doi")
    reports = []
    for search in searches:
        answer = search.by_doi(doi)
        reports.append(answer.report)
        if work := next(iter(answer.works), None):
            own = {name: entry.item[name] for name in IDENTIFIERS if name in entry.item}
            source = f"{work.source or search.name} {work.doi}"
            return Filled(replace(entry, item=to_csl(work) | own, source=source), "filled")
    if any(one.state == "answered" and one.complete for one in reports):
        problem = f"no registrar knows {doi}"
        return Filled(replace(entry, problems=(*entry.problems, problem)), "unknown")
    return Filled(entry, "unanswered", why_unchecked(reports))


def _doi(entry: Entry) -> str:
    try:
        return normalise_doi(str(entry.item.get("DOI", "")))
    except InvalidDOI:
        return ""
