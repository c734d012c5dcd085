from dataclasses import replace

import pytest

from refs.compare import compare_works
from refs.compare.authors import differing_authors, same_person, show_name
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
from refs.parse import parse_string
from refs.verify import compare_fields, find_differences, verify

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


def person(text: str) -> dict[str, str]:
    """ "June CH" as a name in CSL."""
    family, given = text.rsplit(" ", 1)
    return {"family": family, "given": given}


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
    places = {name: max(0, raw.find(value)) for name, value in values.items()}
    fields = {
        name: Field(value, places[name], places[name] + len(value), "test", 1.0)
        for name, value in values.items()
    }
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
    pytest.param({"authors": (person("June C"), AUTHORS[1])}, id="one-initial-of-two"),
    pytest.param({"authors": (person("June HC"), AUTHORS[1])}, id="slip-of-initials"),
    pytest.param({"authors": (person("JÜNE CH"), AUTHORS[1])}, id="case-and-accent"),
    pytest.param({"title": "Chimaeric antigen receptor therapy"}, id="spelling-variant"),
    pytest.param({"title": "Chimeric antigen receptor therapy: a review"}, id="subtitle"),
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
    pytest.param(
        {"authors": (AUTHORS[1], AUTHORS[0]), "author": "Sadelain M, June CH"},
        Difference("author", "Sadelain M, June CH", "Carl H. June, Michel Sadelain"),
        id="reordered-authors",
    ),
    pytest.param(
        {"authors": (*AUTHORS, person("Doe J")), "author": "June CH, Sadelain M, Doe J"},
        Difference("author", "Doe J", "not among the authors"),
        id="padded-authors",
    ),
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
        {"authors": (person("Juno CH"), AUTHORS[1]), "author": "Juno CH, Sadelain M"},
        Difference("author", "Juno CH", "Carl H. June"),
        id="first-author",
    ),
    pytest.param(
        {"authors": (AUTHORS[0], person("Smith M")), "author": "June CH, Smith M"},
        Difference("author", "Smith M", "Michel Sadelain"),
        id="second-author",
    ),
    pytest.param(
        {"authors": AUTHORS[::-1], "author": "Sadelain M, June CH"},
        Difference("author", "Sadelain M, June CH", "Carl H. June, Michel Sadelain"),
        id="order",
    ),
    pytest.param(
        {"title": "Chimeric antigon receptor therapy"},
        Difference("title", "antigon", "antigen"),
        id="title-letter",
    ),
    pytest.param(
        {"title": "CHIMERIC ANTIGEN THERAPY"},
        Difference("title", "THERAPY", "receptor therapy"),
        id="title-word-left-out",
    ),
]


@pytest.mark.parametrize(("changes", "difference"), DIFFERENT)
def test_differences(changes: dict[str, str], difference: Difference) -> None:
    checked = verify(matched(reference(**changes), WORK))
    assert checked.verdict == "corrected"
    assert checked.differences == (difference,)
    assert checked.reason == f"differs in: {difference.field}"


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


PERSONS = [
    pytest.param("June CH", Name("June", "Carl H."), True, id="initials"),
    pytest.param("June CH", Name("JUNE", "C.-H."), True, id="dots-and-hyphen"),
    pytest.param("June C", Name("June", "Carl H."), True, id="one-of-two"),
    pytest.param("June CA", Name("June", "Carl H."), False, id="second-initial"),
    pytest.param("Maude LS", Name("Maude", "SL"), False, id="swapped-initials"),
    pytest.param("Maude SM", Name("Maude", "SL"), False, id="another-initial"),
    pytest.param("Müller A", Name("Mueller", "Anna"), True, id="transliterated"),
    pytest.param("Müller A", Name("Muller", "Anna"), True, id="accent-dropped"),
    pytest.param("Mueler A", Name("Müller", "Anna"), False, id="misspelt"),
    pytest.param("Rivière I", Name("Riviere", "Isabelle"), True, id="accent"),
    pytest.param("Alli SA", Name("Ali", "SA"), False, id="one-letter-more"),
    pytest.param("Stetler Stevenson M", Name("Stetler-Stevenson", "Maryalice"), True, id="hyphen"),
    pytest.param("Heerden JA", Name("van Heerden", "J. A."), True, id="particle"),
    pytest.param("OBrien S", Name("O’Brien", "Susan"), True, id="apostrophe"),
    pytest.param("Neelapu SS", Name("Neelapu", "Sattva S.", "Jr"), True, id="suffix"),
    pytest.param("Vargas FES", Name("Sierra Vargas", "Fabio Emiro"), False, id="half-a-name"),
    pytest.param("Doe JAN", Name("Doe", "Jan"), True, id="capitals-are-a-name"),
    pytest.param("Doe J", Name("Jane Doe"), True, id="whole-name-in-one"),
]


@pytest.mark.parametrize(("printed", "recorded", "same"), PERSONS)
def test_persons(printed: str, recorded: Name, same: bool) -> None:
    assert same_person(Name(*printed.rsplit(" ", 1)), recorded) is same


LISTS = [
    pytest.param("A A, B B, C C", "A A, B B, C C", ("", ""), id="same"),
    pytest.param("Aa A, Bb B", "Aa A, Bb B, Cc C", ("", ""), id="cut"),
    pytest.param("Aa A, Bb B, Cc C", "Aa A", ("", ""), id="record-cut"),
    pytest.param(
        "Aa A, Cc C, Dd D", "Aa A, Bb B, Cc C, Dd D", ("Cc C", "Bb B, Cc C"), id="one-missing"
    ),
    pytest.param("Aa A, Xx X, Bb B", "Aa A, Bb B", ("Xx X, Bb B", "Bb B"), id="one-too-many"),
    pytest.param(
        "Bb B, Aa A, Cc C", "Aa A, Bb B, Cc C", ("Bb B, Aa A", "Aa A, Bb B"), id="swapped"
    ),
    pytest.param("Aa A, … Cc C", "Aa A, Bb B, Cc C", ("", ""), id="dots"),
    pytest.param("Aa A, Xx B, Cc Y", "Aa A, Bb B, Cc C", ("Xx B", "Bb B"), id="one-and-a-slip"),
]


@pytest.mark.parametrize(("printed", "recorded", "wrong"), LISTS)
def test_lists_of_authors(printed: str, recorded: str, wrong: tuple[str, str]) -> None:
    one, other = (
        [Name(*text.rsplit(" ", 1)) for text in side.split(", ")] for side in (printed, recorded)
    )
    found = tuple(", ".join(map(show_name, names)) for names in differing_authors(one, other))
    assert found == wrong


def test_names_that_may_be_given_names_are_not_compared() -> None:
    read = (Name("Zhang"), Name("Shu"), Name("Yang", "Yang"))
    assert differing_authors(read, (Name("Zhang", "Shu"), Name("Yang", "Yang"))) == ((), ())


def unsure(confidence: float, **changes: str) -> Reference:
    read = reference(**changes)
    fields = {name: replace(field, confidence=confidence) for name, field in read.fields.items()}
    return replace(read, fields=fields)


def test_what_was_read_without_confidence_is_no_misprint() -> None:
    changes = {"title": "Chimeric antigon receptor therapy", "date": "2017", "pages": ""}
    assert len(verify(matched(unsure(0.9, **changes), WORK)).differences) == 2
    # The one year of the string is the year, however the parser reads it.
    left = verify(matched(unsure(0.89, **changes), WORK)).differences
    assert left == (Difference("date", "2017", "2018"),)


def test_the_recorded_number_that_no_field_took_is_no_misprint() -> None:
    raw = "June CH, Sadelain M. Chimeric antigen receptor therapy. N Engl J Med. 2018;378 379(1):1425-37."
    assert verify(matched(reference(raw, volume="378"), WORK)).differences == ()


CLOSEST = [
    pytest.param(
        (PARTIAL,), "none", "unchecked", "index does not hold all works; ", id="unchecked"
    ),
    pytest.param((FULL,), "none", "not-found", "crossref has no such work; ", id="not-found"),
    pytest.param((FULL,), "weak", "ambiguous", "10.1056/nejmra1706169 may be meant", id="weak"),
]


@pytest.mark.parametrize(("sources", "why", "verdict", "reason"), CLOSEST)
def test_the_reason_names_the_closest(
    sources: tuple[SourceReport, ...], why: str, verdict: Verdict, reason: str
) -> None:
    read = reference(pages="1245-57", volume="397")
    checked = verify(Unmatched(read, why, compare_works(read, (WORK, OTHER)), sources))  # type: ignore[arg-type]
    assert checked.verdict == verdict
    assert checked.reason.startswith(reason)
    told = "10.1056/nejmra1706169 (volume differs: 397 | 379; page differs: 1245-57 | 1425-1437)"
    assert checked.reason.endswith(told.removeprefix(reason.removesuffix(" may be meant")))


def test_two_words_with_a_candidate_are_not_unparsed() -> None:
    read = Reference("r", "a", 1, "June Sadelain")
    checked = verify(Unmatched(read, "none", compare_works(read, (WORK,)), (PARTIAL,)))
    assert checked.verdict == "unchecked"
    assert "closest: 10.1056/nejmra1706169 (too little agrees)" in checked.reason


def test_a_match_without_title_and_page_says_so() -> None:
    raw = Reference("r", "a", 1, "June CH, Sadelain M. N Engl J Med 2018;379.")
    checked = verify(matched(raw, WORK))
    assert checked.verdict == "verified"
    assert "neither title nor page" in checked.reason


LONG = replace(WORK, authors=(*WORK.authors, Name("Doe", "J"), Name("Roe", "R")))


def test_authors_that_are_left_out_are_told_unless_the_list_says_so() -> None:
    three = (*AUTHORS, person("Roe R"))
    checked = verify(matched(reference(authors=three, author="June CH, Sadelain M, Roe R"), LONG))
    (difference,) = checked.differences
    assert difference.field == "author"
    cut = reference(authors=AUTHORS, author="June CH, Sadelain M, et al")
    assert verify(matched(cut, LONG)).differences == ()


def test_a_society_printed_in_place_of_its_journal() -> None:
    work = replace(WORK, publisher="American Society of Hematology")
    printed = reference(container_title="American Society of Hematology")
    checked = verify(matched(printed, work))
    assert checked.reason.endswith("“American Society of Hematology” is its publisher")


def test_every_field_beside_the_record() -> None:
    printed = reference(volume="378", issue="", title="CHIMERIC antigen receptor therapy")
    checked = verify(matched(printed, replace(WORK, source="crossref", issued="2018")))
    found = {one.field: one.outcome for one in compare_fields(checked)}
    assert found == {
        "author": "equivalent",  # Carl H. is recorded
        "title": "same",
        "container-title": "equivalent",
        "date": "same",
        "volume": "different",
        "issue": "not-printed",
        "pages": "equivalent",
        "doi": "not-printed",
    }
    volume = next(one for one in compare_fields(checked) if one.field == "volume")
    assert (volume.printed, volume.recorded, volume.source) == ("378", "379", "crossref")
    bare = verify(matched(reference(), Work(WORK.doi, title=WORK.title)))
    assert {one.outcome for one in compare_fields(bare)} == {
        "same", "not-recorded", "not-printed"
    }  # fmt: skip
    assert compare_fields(verify(Unmatched(reference(), "none"))) == ()


STANDING = [
    pytest.param("2018-06-01", "2019-03-02", "after", id="after"),
    pytest.param("2019-04", "2019-03-02", "before", id="before"),
    pytest.param("2019", "2019-03-02", None, id="same-year"),
    pytest.param("2019-03", "2019-03-02", None, id="same-month"),
    pytest.param(None, "2019-03-02", None, id="article-without-date"),
    pytest.param("2019", None, None, id="notice-without-date"),
]


@pytest.mark.parametrize(("cited", "date", "standing"), STANDING)
def test_whether_a_notice_came_before_the_citing_article(
    cited: str | None, date: str | None, standing: str | None
) -> None:
    work = replace(WORK, notices=(Notice("retraction", "10.1000/n", date, "publisher"),))
    (notice,) = verify(matched(reference(), work), cited=cited).notices
    assert notice.standing == standing


def test_a_doi_of_another_agency_is_named_and_not_missed() -> None:
    other = replace(report("answered", complete=False, question="doi"), agency="DataCite")
    raw = "Doe J. A set of data. Zenodo. 2019. doi:10.5281/zenodo.1"
    checked = verify(Unmatched(Reference("r", "a", 1, raw), "none", (), (other, FULL)))
    assert checked.verdict == "out-of-scope"
    assert checked.reason == (
        "10.5281/zenodo.1 is a DOI of DataCite, whose works Crossref does not list"
    )


PREPRINT = replace(
    WORK,
    doi="10.1101/1",
    type="posted-content",
    container_title=(),
    volume=None,
    issue=None,
    page=None,
    notices=(Notice("published-version", WORK.doi),),
)
TEXT = "June CH, Sadelain M. Chimeric antigen receptor therapy."
VERSIONS = [
    pytest.param(
        f"{TEXT} bioRxiv. 2018. doi:{WORK.doi}",
        PREPRINT,
        f"differs in: doi; {WORK.doi} is the published version of 10.1101/1",
        id="preprint-with-the-articles-doi",
    ),
    pytest.param(
        f"{TEXT} N Engl J Med. 2018;379:1425. doi:10.1101/1",
        WORK,
        f"differs in: doi; 10.1101/1 is the preprint of {WORK.doi}",
        id="article-with-the-preprints-doi",
    ),
]


@pytest.mark.parametrize(("raw", "meant", "reason"), VERSIONS)
def test_both_versions_are_named(raw: str, meant: Work, reason: str) -> None:
    read = Reference("r", "a", 1, raw)
    candidates = compare_works(read, (WORK, PREPRINT))
    chosen = next(one for one in candidates if one.work.doi == meant.doi)
    checked = verify(Match(read, chosen, candidates, ()))
    assert (checked.verdict, checked.reason) == ("corrected", reason)


def test_a_preprint_cited_as_what_it_became() -> None:
    read = Reference("r", "a", 1, f"{TEXT} N Engl J Med. 2017;379:1425. doi:10.1101/1")
    (candidate,) = compare_works(read, (PREPRINT,))
    checked = verify(Match(read, candidate, (candidate,), ()))
    assert checked.reason.endswith(f"; 10.1101/1 is the preprint of {WORK.doi}")


def test_a_match_whose_title_cannot_be_compared_says_so() -> None:
    raw = "=cmd|' /C calc'!A0. N Engl J Med. 2018;379:1425-1437."
    checked = verify(matched(parse_string(raw), WORK))
    assert checked.verdict == "verified"
    assert checked.reason == "what could be compared agrees; title could not be"
