from __future__ import annotations

from refs.check import check_references
from refs.model import Answer, Reference, SourceReport, Work

WORK = Work(
    "10.1000/one",
    "journal-article",
    "Counts after infusion of cells",
    container_title=("Cell",),
    volume="1",
    page="2-3",
    years=(2001,),
)
RAW = "Doe J. Counts after infusion of cells. Cell. 2001;1:2-3."


class Known:
    """A source with one work; it remembers what it was asked."""

    name = "known"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def by_doi(self, doi: str) -> Answer:
        return Answer(SourceReport(self.name, "answered", complete=True))

    def by_reference(self, reference: Reference) -> Answer:
        self.asked.append(reference.raw)
        return Answer(SourceReport(self.name, "answered", complete=True), (WORK,))


def test_ibid_gets_the_verdict_of_the_entry_it_means_and_is_not_looked_up() -> None:
    source = Known()
    first = Reference("#1", "a", 1, RAW)
    again = Reference("#2", "a", 2, "Ibid., p. 3.", same_as="#1")
    one, two = check_references([first, again], [source])
    assert (one.verdict, two.verdict) == ("verified", "verified")
    assert (two.reference, two.work) == (again, WORK)
    assert two.reason.startswith("the same as reference 1")
    assert source.asked == [RAW]


def test_an_entry_that_is_meant_but_not_there_is_looked_up_by_itself() -> None:
    source = Known()
    (alone,) = check_references([Reference("#2", "a", 2, "Ibid.", same_as="#1")], [source])
    assert alone.verdict != "verified"
    assert source.asked == ["Ibid."]
