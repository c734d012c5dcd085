from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pytest

from refs.model import (
    Answer,
    Field,
    Match,
    Name,
    Reference,
    SourceReport,
    SourceState,
    Unmatched,
    Work,
)
from refs.resolve import MATCHERS, resolve

ALI = Work(
    "10.1182/blood-2016-04-711903",
    type="journal-article",
    title=(
        "T cells expressing an anti-B-cell maturation antigen chimeric antigen receptor cause "
        "remissions of multiple myeloma"
    ),
    authors=(Name("Ali", "SA"), Name("Shi", "V"), Name("Maric", "I")),
    container_title=("Blood",),
    volume="128",
    issue="13",
    page="1688-1700",
    years=(2016,),
)
MAUDE = Work(
    "10.1056/nejmoa1407222",
    type="journal-article",
    title="Chimeric antigen receptor T cells for sustained remissions in leukemia",
    authors=(Name("Maude", "SL"), Name("Frey", "N"), Name("Shaw", "PA")),
    container_title=("New England Journal of Medicine",),
    volume="371",
    issue="16",
    page="1507-1517",
    years=(2014,),
)
RAW = (
    "Ali SA, Shi V, Maric I, et al. T cells expressing an anti-B-cell maturation antigen chimeric "
    "antigen receptor cause remissions of multiple myeloma. Blood. 2016;128(13):1688-1700."
)


@dataclass
class Shelf:
    """A ``Search`` over a few works that notes what it was asked."""

    works: tuple[Work, ...]
    name: str = "shelf"
    complete: bool = False
    state: SourceState = "answered"
    asked: list[str] = field(default_factory=list)

    def by_doi(self, doi: str) -> Answer:
        self.asked.append(doi)
        return self._answer("doi", (work for work in self.works if work.doi == doi))

    def by_reference(self, reference: Reference) -> Answer:
        self.asked.append("reference")
        return self._answer("reference", self.works)

    def _answer(self, question: object, works: Iterable[Work]) -> Answer:
        report = SourceReport(self.name, self.state, self.complete, question=question)  # type: ignore[arg-type]
        return Answer(report, tuple(works) if self.state == "answered" else ())


def reference(raw: str, **fields: str) -> Reference:
    read = {
        name.replace("_", "-"): Field(value, max(0, raw.find(value)), len(value), "test", 1.0)
        for name, value in fields.items()
    }
    return Reference("r1", "a", 1, raw, fields=read)


def test_a_match() -> None:
    shelf = Shelf((MAUDE, ALI))
    outcome = resolve(reference(RAW), [shelf])
    assert isinstance(outcome, Match)
    assert outcome.candidate.work == ALI
    assert outcome.candidate.score > 0.99
    assert [found.work for found in outcome.candidates] == [ALI]
    assert [report.name for report in outcome.sources] == ["shelf"]
    assert shelf.asked == ["reference"]


def test_numbers_alone_name_no_work() -> None:
    twin = Work(
        "10.1017/a.002", title="Introduction", years=(2016,), page="1688-1700", volume="128"
    )
    outcome = resolve(
        reference("Barak B. On obfuscation. LNCS 2016;128:1688–1700"), [Shelf((twin,))]
    )
    assert isinstance(outcome, Unmatched)
    assert outcome.reason == "weak"


def test_the_first_source_with_a_match_ends_the_search() -> None:
    empty, full, last = Shelf((), "empty"), Shelf((ALI,), "full"), Shelf((ALI,), "last")
    outcome = resolve(reference(RAW), [empty, full, last])
    assert isinstance(outcome, Match)
    assert [report.name for report in outcome.sources] == ["empty", "full"]
    assert last.asked == []


def test_a_printed_doi_is_asked_first() -> None:
    shelf = Shelf((ALI,))
    outcome = resolve(reference(f"{RAW} doi:{ALI.doi.upper()}."), [shelf])
    assert isinstance(outcome, Match)
    assert shelf.asked == [ALI.doi]


def test_a_doi_alone_is_enough() -> None:
    outcome = resolve(reference(ALI.doi), [Shelf((ALI,))])
    assert isinstance(outcome, Match)
    # Nothing but the DOI: 1 / (1 + exp(-3)), the odds that a printed DOI is right.
    assert outcome.candidate.score > 0.9


def test_the_wrong_doi_does_not_win() -> None:
    shelf = Shelf((ALI, MAUDE))
    outcome = resolve(reference(f"{RAW} doi:{MAUDE.doi}"), [shelf])
    assert isinstance(outcome, Match)
    assert outcome.candidate.work == ALI
    assert shelf.asked == [MAUDE.doi, "reference"]
    assert [report.question for report in outcome.sources] == ["doi", "reference"]


def test_the_wrong_doi_alone_is_no_match() -> None:
    outcome = resolve(reference(f"{RAW} doi:{MAUDE.doi}"), [Shelf((MAUDE,))])
    assert isinstance(outcome, Unmatched)
    assert [found.work for found in outcome.candidates] == [MAUDE]


def test_twins_are_a_tie() -> None:
    twin = Work(
        "10.9999/twin",
        type=ALI.type,
        title=ALI.title,
        authors=ALI.authors,
        container_title=ALI.container_title,
        volume=ALI.volume,
        issue=ALI.issue,
        page=ALI.page,
        years=ALI.years,
    )
    outcome = resolve(reference(RAW), [Shelf((ALI, twin))])
    assert isinstance(outcome, Unmatched)
    assert outcome.reason == "tie"
    assert [found.work.doi for found in outcome.candidates] == [ALI.doi, twin.doi]


def test_nothing_found_and_nothing_asked() -> None:
    for searches in ([], [Shelf(())], [Shelf((ALI,), state="offline")]):
        outcome = resolve(reference(RAW), searches)
        assert isinstance(outcome, Unmatched)
        assert (outcome.reason, outcome.candidates) == ("none", ())
        assert len(outcome.sources) == len(searches)


def test_thresholds_are_the_callers() -> None:
    assert isinstance(resolve(reference(RAW), [Shelf((ALI,))], accept=1.0), Unmatched)
    both = Shelf((ALI, replace(ALI, doi="10.9999/part-2", page="1701-1709", issue="14")))
    outcome = resolve(reference(RAW), [both], margin=100.0)
    assert isinstance(outcome, Unmatched)
    assert outcome.reason == "tie"


def other(**changes: object) -> Work:
    """A work that is not Ali's, by one of the ways in which works resemble each other."""
    values = {
        "doi": "10.9999/other",
        "type": "journal-article",
        "title": ALI.title,
        "authors": ALI.authors,
        "container_title": ALI.container_title,
        "years": ALI.years,
        "volume": "128",
        "page": "1688-1700",
    }
    return Work(**(values | changes))  # type: ignore[arg-type]


NOT_MEANT = [
    pytest.param(
        other(title="Outcomes after transplantation in older patients", volume="127", page="12-19"),
        id="same-author-and-year",
    ),
    pytest.param(
        other(title="Outcomes after transplantation in older patients", page="201-209"),
        id="same-author-year-volume-journal",
    ),
    pytest.param(
        other(title=f"Erratum: {ALI.title}", page="2411", volume="129", years=(2017,)),
        id="erratum",
    ),
    pytest.param(
        other(title=f"Comment on: {ALI.title}", authors=(Name("Doe"),), page="7-8", volume="129"),
        id="comment",
    ),
    pytest.param(other(page="S412", volume="126", years=(2015,)), id="meeting-abstract"),
    pytest.param(
        other(type="posted-content", volume=None, page=None, container_title=(), years=(2014,)),
        id="preprint",
    ),
    pytest.param(
        other(authors=(Name("Doe"),), title="Iron in the elderly", page="1701-1709"),
        id="same-volume",
    ),
]


@pytest.mark.parametrize("work", NOT_MEANT)
@pytest.mark.parametrize("parsed", [False, True], ids=["raw", "parsed"])
def test_a_work_like_it_is_not_accepted(work: Work, parsed: bool) -> None:
    fields = {
        "author": "Ali SA, Shi V, Maric I",
        "title": ALI.title or "",
        "container_title": "Blood",
        "date": "2016",
        "volume": "128",
        "issue": "13",
        "pages": "1688-1700",
    }
    outcome = resolve(reference(RAW, **(fields if parsed else {})), [Shelf((work,))])
    assert isinstance(outcome, Unmatched)


@pytest.mark.parametrize("work", NOT_MEANT)
def test_the_work_wins_over_one_like_it(work: Work) -> None:
    outcome = resolve(reference(RAW), [Shelf((work, ALI))])
    assert isinstance(outcome, Match)
    assert outcome.candidate.work == ALI


def test_a_partial_citation_is_enough_when_one_work_fits() -> None:
    raw = f"Ali SA. {ALI.title}. 2016"
    outcome = resolve(reference(raw), [Shelf((ALI, MAUDE))])
    assert isinstance(outcome, Match)
    assert outcome.candidate.work == ALI
    again = replace(ALI, doi="10.9999/again", volume="129", page="12-19")
    outcome = resolve(reference(raw), [Shelf((ALI, again))])
    assert isinstance(outcome, Unmatched)
    assert outcome.reason == "tie"


def test_a_wrong_page_does_not_hide_the_work() -> None:
    outcome = resolve(reference(RAW.replace("1688-1700", "1886-1900")), [Shelf((ALI, MAUDE))])
    assert isinstance(outcome, Match)
    assert outcome.candidate.work == ALI


@pytest.mark.parametrize("name", ["sbmv-2018", "sbmv-2026"])
def test_crossrefs_own_way_is_there_to_compare(name: str) -> None:
    outcome = MATCHERS[name](reference(RAW), [Shelf((MAUDE,)), Shelf((ALI,)), Shelf((ALI,), "no")])
    assert isinstance(outcome, Match)
    assert (outcome.candidate.work, outcome.candidate.evidence) == (ALI, ())
    assert len(outcome.sources) == 2
    none = MATCHERS[name](reference("Something quite different. 1999"), [Shelf((ALI,))])
    assert isinstance(none, Unmatched)


def test_what_sbmv_takes_and_the_fields_do_not() -> None:
    """An erratum has all of its article's numbers: Crossref's way of 2018 takes it for the article."""
    erratum = replace(ALI, doi="10.1182/erratum", title=f"Erratum to: {ALI.title}")
    outcomes = {
        name: matcher(reference(RAW), [Shelf((erratum,))]) for name, matcher in MATCHERS.items()
    }
    assert isinstance(outcomes["sbmv-2018"], Match)
    assert isinstance(outcomes["fields"], Unmatched)


PREFIXES = [
    pytest.param("Erratum to: ", False, id="erratum"),
    pytest.param("Comment on ", False, id="comment"),
    pytest.param("Reply to: ", False, id="reply"),
    pytest.param("Retraction: ", False, id="retraction"),
    pytest.param("RETRACTED: ", True, id="the-article-itself"),
    pytest.param("WITHDRAWN: ", True, id="withdrawn"),
]


@pytest.mark.parametrize(("prefix", "accepted"), PREFIXES)
def test_a_notice_with_all_the_numbers_of_its_article(prefix: str, accepted: bool) -> None:
    notice = replace(ALI, doi="10.1182/notice", title=prefix + str(ALI.title))
    assert isinstance(resolve(reference(RAW), [Shelf((notice,))]), Match) == accepted
    cited = reference(RAW.replace("T cells exp", f"{prefix}T cells exp"))
    assert isinstance(resolve(cited, [Shelf((notice,))]), Match)
