"""A bibliography checked against one known work and corrected, without any source but that."""

from __future__ import annotations

from typing import Any

from refs.bibliography import reference_of
from refs.check import check_references
from refs.fix import (
    Change,
    Proposal,
    load_layout,
    locate,
    propose_changes,
    read_source,
    undo_changes,
)
from refs.fix.changes import Left
from refs.model import Answer, Name, Reference, SourceReport, Work

JUNE = Work(
    "10.1056/nejmra1706169",
    "journal-article",
    "Chimeric Antigen Receptor Therapy",
    authors=(Name("June", "Carl H."), Name("Sadelain", "Michel")),
    container_title=("New England Journal of Medicine", "N Engl J Med"),
    volume="379",
    issue="1",
    page="64-73",
    issued="2018-07-05",
    years=(2018,),
    source="crossref",
)


class Known:
    """A source that has one work."""

    name = "known"

    def __init__(self, work: Work) -> None:
        self._work = work

    def by_doi(self, doi: str) -> Answer:
        report = SourceReport(self.name, "answered", True, question="doi")
        return Answer(report, (self._work,) if doi == self._work.doi else ())

    def by_reference(self, reference: Reference) -> Answer:
        return Answer(SourceReport(self.name, "answered", complete=True), (self._work,))


def propose(
    data: str | bytes, format_: str = "bibtex", work: Work = JUNE, **options: Any
) -> Proposal:
    source = read_source(data.encode() if isinstance(data, str) else data)
    layout = load_layout(format_)
    places = locate(source, format_, layout, "f")
    references = [reference_of(place.entry, n, "f") for n, place in enumerate(places, 1)]
    checked = list(check_references(references, [Known(work)]))
    return propose_changes(source, layout, places, checked, **options)


def fixed(data: str | bytes, format_: str = "bibtex", work: Work = JUNE, **options: Any) -> bytes:
    source = read_source(data.encode() if isinstance(data, str) else data)
    return source.edited(propose(data, format_, work, **options).edits)


def undone(data: str | bytes, format_: str, changes: list[Change]) -> tuple[bytes, list[Left]]:
    source = read_source(data.encode() if isinstance(data, str) else data)
    return undo_changes(source, locate(source, format_, load_layout(format_), "f"), changes)
