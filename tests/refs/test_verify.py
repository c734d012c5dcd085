import pytest

from refs.compare import compare_works
from refs.model import (
    Difference,
    Field,
    Match,
    Name,
    Notice,
    Reference,
    SourceReport,
    Unmatched,
    Verdict,
    Work,
)
from refs.verify import find_differences, verify

WORK = Work(
    "10.1056/nejmra1706169",
    type="journal-article",
    title="Chimeric antigen receptor therapy",
    authors=(Name("June", "Carl H."), Name("Sadelain", "Michel")),
    container_title=("New England Journal of Medicine",),
    volume="379",
    issue="1",
    page="1425-1437",
    years=(2018,),
    notices=(Notice("correction", "10.1056/x", "2019"),),
)
OTHER = Work(
    "10.1182/blood-1",
    type="journal-article",
    title="Iron deficiency in the elderly",
    authors=(Name("Doe"),),
    container_title=("Blood",),
    volume="5",
    page="1-9",
    years=(2001,),
)
FIELDS = {
    "author": "June CH, Sadelain M",
    "title": "Chimeric antigen receptor therapy",
    "container-title": "N Engl J Med",
    "date": "2018",
    "volume": "379",
    "issue": "1",
    "pages": "1425-37",
}
AUTHORS = ({"family": "June", "given": "CH"}, {"family": "Sadelain", "given": "M"})


def reference(
    raw: str = "", authors: tuple[dict[str, str], ...] = AUTHORS, kind: str = "", **changes: str
) -> Reference:
    values = FIELDS | {name.replace("_", "-"): value for name, value in changes.items()}
    values = {name: value for name, value in values.items() if value}
    raw = (
        raw
        or "{author}. {title}. {container-title}. {date};{volume}({issue}):{pages}.".format_map(
            dict.fromkeys(FIELDS, "") | values
        )
    )
    fields = {name: Field(value, 0, len(value), "test", 1.0) for name, value in values.items()}
    csl: dict[str, object] = {"type": kind or "article-journal", "author": list(authors)}
    return Reference("r1", "a", 1, raw, fields=fields, csl=csl)


def matched(reference: Reference, *works: Work, sources: tuple[SourceReport, ...] = ()) -> Match:
    candidates = compare_works(reference, works)
    first = next(found for found in candidates if found.work == works[0])
    return Match(reference, first, candidates, sources)


SAME = [
    pytest.param({}, id="shortened-pages"),
    pytest.param({"pages": "1425–1437"}, id="dash"),
    pytest.param({"pages": "1425"}, id="first-page-alone"),
    pytest.param({"pages": ""}, id="no-pages"),
    pytest.param({"title": "CHIMERIC ANTIGEN-RECEPTOR THERAPY."}, id="case-and-hyphen"),
    pytest.param({"title": "Chimeric antigen receptor"}, id="shortened-title"),
    pytest.param({"container_title": "NEJM"}, id="initials"),
    pytest.param({"container_title": "The New England journal of medicine"}, id="in-full"),
    pytest.param({"container_title": "New Engl. J. Med."}, id="another-abbreviation"),
    pytest.param({"authors": AUTHORS[:1], "author": "June CH, et al"}, id="et-al"),
    pytest.param({"volume": ""}, id="no-volume"),
]


@pytest.mark.parametrize("changes", SAME)
def test_what_is_no_difference(changes: dict[str, str]) -> None:
    checked = verify(matched(reference(**changes), WORK))
    assert checked.differences == ()
    assert checked.verdict == "verified"
    assert checked.work == WORK
    assert checked.notices == WORK.notices
    assert checked.score is not None


DIFFERENT = [
    pytest.param({"date": "2017"}, Difference("date", "2017", "2018"), id="year"),
    pytest.param({"volume": "378"}, Difference("volume", "378", "379"), id="volume"),
    pytest.param({"issue": "2"}, Difference("issue", "2", "1"), id="issue"),
    pytest.param({"pages": "1525-37"}, Difference("pages", "1525-37", "1425-1437"), id="page"),
    pytest.param({"pages": "1425-1439"}, Difference("pages", "1425-1439", "1425-1437"), id="last"),
    pytest.param(
        {"title": "Chimeric antibody receptor therapy"},
        Difference("title", "antibody", "antigen"),
        id="title-word",
    ),
    pytest.param(
        {"container_title": "Blood"},
        Difference("container-title", "Blood", "New England Journal of Medicine"),
        id="journal",
    ),
    pytest.param(
        {"authors": ({"family": "Juno"}, AUTHORS[1]), "author": "Juno CH, Sadelain M"},
        Difference("author", "Juno", "Carl H. June"),
        id="first-author",
    ),
    pytest.param(
        {"authors": (AUTHORS[0], {"family": "Smith"}), "author": "June CH, Smith M"},
        Difference("author", "Smith", "Michel Sadelain"),
        id="second-author",
    ),
]


@pytest.mark.parametrize(("changes", "difference"), DIFFERENT)
def test_differences(changes: dict[str, str], difference: Difference) -> None:
    checked = verify(matched(reference(**changes), WORK))
    assert checked.verdict == "corrected"
    assert checked.differences == (difference,)
    assert difference.field in checked.reason


def test_what_the_record_lacks_is_no_difference() -> None:
    bare = Work(WORK.doi, title=WORK.title)
    assert find_differences(reference(), matched(reference(), bare).candidate) == ()


def report(
    state: str = "answered", complete: bool = True, question: str = "reference", name: str = "x"
) -> SourceReport:
    return SourceReport(name, state, complete, question=question)  # type: ignore[arg-type]


FULL = report(name="crossref")
PARTIAL = report(complete=False, name="index")
OFFLINE = report(state="offline", name="crossref")
DOWN = report(state="unavailable", name="crossref")
DENIED = report(question="doi", name="crossref")

UNMATCHED: list[object] = [
    pytest.param((FULL,), "", "none", "not-found", "crossref has no such work", id="not-found"),
    pytest.param((), "", "none", "unchecked", "no source was asked", id="nobody-asked"),
    pytest.param((PARTIAL,), "", "none", "unchecked", "index does not hold all", id="partial"),
    pytest.param((PARTIAL, OFFLINE), "", "none", "unchecked", "offline", id="offline"),
    pytest.param((PARTIAL, DOWN), "", "none", "unchecked", "crossref gave no answer", id="down"),
    pytest.param((report("refused"),), "", "none", "unchecked", "refused", id="refused"),
    pytest.param((PARTIAL, FULL), "", "none", "not-found", "crossref", id="one-is-enough"),
    pytest.param((DENIED,), "", "none", "unchecked", "no source", id="doi-question-proves-nothing"),
    pytest.param((FULL,), "book", "none", "out-of-scope", "book", id="book"),
    pytest.param((FULL,), "thesis", "none", "out-of-scope", "thesis", id="thesis"),
    pytest.param((PARTIAL,), "book", "none", "unchecked", "index", id="book-unasked"),
    pytest.param((), "webpage", "none", "out-of-scope", "webpage", id="web-page"),
    pytest.param((FULL,), "", "tie", "ambiguous", "equally well", id="tie"),
    pytest.param((FULL,), "", "weak", "ambiguous", "too little", id="weak"),
    pytest.param((PARTIAL,), "", "weak", "unchecked", "index", id="weak-in-part"),
]


@pytest.mark.parametrize(("sources", "kind", "why", "verdict", "reason"), UNMATCHED)
def test_unmatched(
    sources: tuple[SourceReport, ...], kind: str, why: str, verdict: Verdict, reason: str
) -> None:
    read = reference(kind=kind)
    candidates = compare_works(read, (WORK, OTHER))
    checked = verify(Unmatched(read, why, candidates, sources))  # type: ignore[arg-type]
    assert checked.verdict == verdict
    assert reason in checked.reason
    assert checked.work is None
    assert checked.score is None
    assert checked.candidates == candidates


@pytest.mark.parametrize("raw", ["", "—", "12.", "ibid."])
def test_unparsed(raw: str) -> None:
    assert verify(Unmatched(Reference("r", "a", 1, raw), "none", (), (FULL,))).verdict == "unparsed"


def test_a_raw_string_can_be_not_found() -> None:
    raw = Reference("r", "a", 1, "Doe J. A work that is not there. Blood 2001;5:1.")
    assert verify(Unmatched(raw, "none", (), (FULL,))).verdict == "not-found"


def test_a_doi_that_nobody_knows() -> None:
    read = reference(doi="10.9999/none")
    checked = verify(Unmatched(read, "none", (), (DENIED, FULL)))
    assert (checked.verdict, checked.work) == ("bad-id", None)
    checked = verify(matched(read, WORK, sources=(DENIED, FULL)))
    assert (checked.verdict, checked.work) == ("bad-id", WORK)
    assert Difference("doi", "10.9999/none", WORK.doi) in checked.differences


def test_a_doi_that_nobody_could_be_asked_about() -> None:
    read = reference(doi="10.9999/none")
    assert verify(Unmatched(read, "none", (), (PARTIAL,))).verdict == "unchecked"
    another_agency = report(complete=False, question="doi")
    assert verify(Unmatched(read, "none", (), (another_agency, FULL))).verdict == "not-found"
    assert verify(matched(read, WORK, sources=(PARTIAL,))).verdict == "corrected"


def test_the_doi_of_another_work() -> None:
    read = reference(doi=OTHER.doi)
    alone = verify(Unmatched(read, "none", compare_works(read, (OTHER,)), (FULL,)))
    assert (alone.verdict, alone.work) == ("wrong-work", OTHER)
    assert "Iron deficiency" in alone.reason
    found = verify(matched(read, WORK, OTHER, sources=(FULL,)))
    assert (found.verdict, found.work) == ("wrong-work", WORK)
    assert found.differences == (Difference("doi", OTHER.doi, WORK.doi),)
