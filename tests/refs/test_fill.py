from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from refs.fill import fill_entries, is_bare
from refs.model import Answer, Entry, Reference, SourceReport, SourceState, Work

WORK = Work("10.5555/a", "journal-article", "A title", volume="7", source="crossref")


class Remote:
    """A source over a network that knows one work."""

    name = "crossref"
    concurrency = 1

    def __init__(self, state: SourceState = "answered") -> None:
        self.state = state
        self.together: list[list[str]] = []

    def prefetch(self, dois: Iterable[str]) -> None:
        self.together.append(list(dois))

    def by_doi(self, doi: str) -> Answer:
        complete = self.state == "answered"
        report = SourceReport(self.name, self.state, complete, question="doi")
        return Answer(report, (WORK,) if complete and doi == WORK.doi else ())

    def by_reference(self, reference: Reference) -> Answer:
        raise AssertionError("nobody is asked for what is printed")


STATES: list[Any] = [
    pytest.param({"DOI": "https://doi.org/10.5555/A"}, "answered", "filled", id="known"),
    pytest.param({"DOI": "10.5555/b"}, "answered", "unknown", id="unknown"),
    pytest.param({"DOI": "10.5555/a"}, "unavailable", "unanswered", id="no-answer"),
    pytest.param({"PMID": "7"}, "answered", "no-doi", id="pmid"),
    pytest.param({"DOI": "10.5555/a", "title": "Own"}, "answered", "given", id="has-a-title"),
    pytest.param({}, "answered", "given", id="unreadable"),
]


@pytest.mark.parametrize(("item", "source", "state"), STATES)
def test_what_becomes_of_an_entry(item: dict[str, str], source: SourceState, state: str) -> None:
    (filled,) = fill_entries([Entry({"type": "document", **item}, "key")], [Remote(source)])
    assert (filled.state, filled.entry.key) == (state, "key")
    if state == "filled":
        assert filled.entry.item == {
            "type": "article-journal", "title": "A title", "volume": "7", "DOI": item["DOI"],
        }  # fmt: skip
        assert filled.entry.source == "crossref 10.5555/a"
    else:
        assert filled.entry.item == {"type": "document", **item}
    assert bool(filled.why) == (state == "unanswered")


def test_dois_are_asked_for_together() -> None:
    source = Remote()
    entries = [Entry({"type": "document", "DOI": f"10.5555/{n}"}) for n in range(60)]
    assert len(list(fill_entries(entries, [source]))) == 60
    assert [len(batch) for batch in source.together] == [50, 10]


def test_an_address_is_no_field() -> None:
    assert is_bare({"type": "document", "DOI": "10.5555/a", "URL": "https://doi.org/10.5555/a"})
    assert not is_bare({"type": "document"})
