import math
import time
from dataclasses import replace
from pathlib import Path

import pytest

from refs.compare import (
    BIAS,
    WEIGHTS,
    compare_work,
    compare_works,
    complete_range,
    container_likeness,
    log_odds,
    printed_doi,
    score,
)
from refs.compare.candidates import NEGLIGIBLE
from refs.compare.weights import Bound, lone_conflict, total
from refs.folding import fold
from refs.journals import read_journals
from refs.model import Field, FieldEvidence, Name, Outcome, Reference, Work
from refs.resolve import NOTHING

WORK = Work(
    "10.1200/jco.2018.77.8084",
    type="journal-article",
    title="T cells genetically modified to express an anti-BCMA receptor: a trial of 24 patients",
    authors=(Name("Brudno", "JN"), Name("Maric", "I"), Name("Hartman", "SD")),
    container_title=("Journal of Clinical Oncology", "JCO"),
    volume="36",
    issue="22",
    page="2267-2280",
    years=(2018,),
)
RAW = (
    "6. Brudno JN, Maric I, Hartman SD, et al. T cells genetically modified to express an "
    "anti-BCMA receptor: a trial of 24 patients. J Clin Oncol. 2018;36(22):2267-80."
)


def evidence(raw: str, work: Work = WORK, **fields: str) -> dict[str, FieldEvidence]:
    read = {
        name.replace("_", "-"): Field(value, 0, len(value), "test", 1.0)
        for name, value in fields.items()
    }
    candidate = compare_work(Reference("r", "a", 1, raw, fields=read), work)
    return {found.field: found for found in candidate.evidence}


def test_a_reference_that_agrees_in_everything() -> None:
    found = evidence(RAW)
    assert {name: item.outcome for name, item in found.items()} == {
        "doi": "absent",
        "title": "agree",
        "title-words": "agree",
        "notice": "absent",
        "author": "agree",
        "authors": "agree",
        "year": "agree",
        "volume": "agree",
        "issue": "agree",
        "page": "agree",
        "last-page": "agree",
        "container-title": "agree",
        "type": "absent",
    }


def test_the_score_worked_out_by_hand() -> None:
    parts = [
        FieldEvidence("title", "agree", 0.8),
        FieldEvidence("year", "differ", 0.5),
        FieldEvidence("page", "absent"),
    ]
    total = BIAS + 0.8 * WEIGHTS["title", "agree"] + 0.5 * WEIGHTS["year", "differ"]
    assert log_odds(parts) == pytest.approx(total)
    assert score(parts) == pytest.approx(1 / (1 + math.exp(-total)))
    assert score([]) == pytest.approx(1 / (1 + math.exp(-BIAS)))


def test_what_is_recorded_and_not_printed_counts() -> None:
    left_out = FieldEvidence("page", "absent", None, None, "64")
    assert log_odds([left_out]) == pytest.approx(BIAS + WEIGHTS["page", "unprinted"])


def test_differences_never_add_and_agreement_never_takes() -> None:
    for (_, outcome), weight in WEIGHTS.items():
        assert (weight > 0) == (outcome == "agree")


RAW_CHANGES = [
    pytest.param("36(22)", "35(22)", "volume", "differ", id="volume"),
    pytest.param("36(22)", "36", "issue", "absent", id="no-issue"),
    pytest.param("36(22)", "36(21)", "issue", "differ", id="another-issue"),
    pytest.param("2018", "2017", "year", "differ", id="year"),
    pytest.param("2018", "2018a", "year", "agree", id="year-with-letter"),
    pytest.param("2267-80", "2367-80", "page", "differ", id="page"),
    pytest.param(":2267-80", "", "page", "absent", id="no-page"),
    pytest.param("2267-80", "e2267", "page", "agree", id="e-page"),
    pytest.param("J Clin Oncol", "JCO", "container-title", "agree", id="initials"),
    pytest.param("J Clin Oncol", "Lancet", "container-title", "differ", id="journal"),
    pytest.param("Brudno JN", "Brudnow JN", "author", "agree", id="misspelt"),
    pytest.param("Brudno JN", "Miller JN", "author", "differ", id="first-author"),
    pytest.param("Brudno JN", "Miller T, Smith A, Brudno JN", "author", "differ", id="third"),
    pytest.param("24 patients", "25 patients", "title-words", "differ", id="title-number"),
    pytest.param("anti-BCMA", "anti-\nBCMA", "title-words", "agree", id="line-end-in-title"),
    pytest.param("genetically", "geneti-\ncally", "title-words", "agree", id="broken-word"),
    pytest.param("T cells gen", "T CELLS GEN", "title-words", "agree", id="capitals"),
    pytest.param("2267-80", "2a67", "page", "agree", id="figure-of-the-page-misread"),
    pytest.param("2267-80", "a2a7", "page", "differ", id="two-figures-misread"),
    pytest.param("2018", "20l8", "year", "agree", id="figure-of-the-year-misread"),
    pytest.param("2018;36(22):2267-80", "36, 1444 (2 018)", "year", "agree", id="year-in-two"),
    pytest.param(
        "T cells genetically modified to express an anti-BCMA receptor: a trial of 24 patients",
        "Tcells geneticaly rnodified to expre ss an antiBCMA recepfor:atrial of 24 patlents",
        "title",
        "agree",
        id="title-misread",
    ),
    pytest.param(
        "T cells genetically modified to express an anti-BCMA receptor: a trial of 24 patients",
        "Tcells geneticaly rnodified to expre ss an antiBCMA recepfor:atrial of 25 patlents",
        "title",
        "differ",
        id="title-misread-and-another-number",
    ),
    pytest.param("6. Brudno", "6Brudno", "author", "agree", id="label-on-a-name"),
    pytest.param(RAW, "6JCO 36, 2267 (2018).", "container-title", "agree", id="label-on-initials"),
    pytest.param("J Clin", "bioRxiv J Clin", "type", "differ", id="preprint-printed"),
    pytest.param("2267-80.", "2267-80. doi:10.1200/JCO.2018.77.8084", "doi", "agree", id="doi"),
    pytest.param("2267-80.", "2267-80. doi:10.1000/x", "doi", "differ", id="another-doi"),
]


@pytest.mark.parametrize(("old", "new", "field", "outcome"), RAW_CHANGES)
def test_raw_strings(old: str, new: str, field: str, outcome: Outcome) -> None:
    assert old in RAW
    assert evidence(RAW.replace(old, new))[field].outcome == outcome


def test_a_title_whose_end_is_printed_twice_stands_where_it_is_whole() -> None:
    work = Work("10.1000/a", title="12 Treatment of dysphagia in Parkinson disease", years=(2008,))
    raw = f"Doe J (ed). {work.title}. Dysarthria and dysphagia in Parkinson disease. 2008."
    found = evidence(raw, work)
    assert (found["title"].similarity, found["title-words"].outcome) == (1.0, "agree")


def test_a_label_is_no_number_of_the_reference() -> None:
    work = Work("10.1000/a", title="Some other thing", volume="6", page="6-9", years=(2018,))
    assert evidence("6. Brudno JN. J Clin Oncol. 2018;36:2267.", work)["page"].outcome == "differ"


def test_a_reference_without_title_lacks_one() -> None:
    found = evidence("Brudno, J. N.; Maric, I.; Hartman, S. D. J. Clin. Oncol. 2018, 36, 2267.")
    assert found["title"].outcome == "absent"
    assert found["page"].outcome == "agree"


def test_a_volume_that_is_the_year_must_be_printed_twice() -> None:
    work = Work("10.1000/a", volume="2018", years=(2018,))
    assert evidence("Brudno JN. Case Rep. 2018;2018:55", work)["volume"].outcome == "agree"
    assert evidence("Brudno JN. Case Rep. 2018;36:2267", work)["volume"].outcome == "differ"


NOTICES = [
    pytest.param("Erratum: A small trial of iron", "A small trial of iron", "differ", id="erratum"),
    pytest.param("Reply to: A small trial of iron", "A small trial of iron", "differ", id="reply"),
    pytest.param("A small trial of iron", "Comment on A small trial of iron", "differ", id="other"),
    pytest.param(
        "Erratum: A small trial of iron", "Erratum: A small trial of iron", "agree", id="b"
    ),
    pytest.param("A small trial of iron", "A small trial of iron", "absent", id="none"),
    pytest.param("Response of iron to a trial", "Response of iron to a trial", "absent", id="word"),
]


@pytest.mark.parametrize(("recorded", "printed", "outcome"), NOTICES)
def test_notices(recorded: str, printed: str, outcome: Outcome) -> None:
    work = Work("10.1000/a", title=recorded)
    assert evidence(printed, work, title=printed)["notice"].outcome == outcome


PAGES = [
    pytest.param("2267", "2267-2280", "agree", id="first-page"),
    pytest.param("e538-e548", "e538-e548", "agree", id="e-pages"),
    pytest.param("e538–48", "538", "agree", id="letter-not-recorded"),
    pytest.param("S12", "S12-S14", "agree", id="supplement"),
    pytest.param("12", "S12-S14", "differ", id="supplement-not-printed"),
    pytest.param("S272-278", "272-278", "agree", id="supplement-not-recorded"),
    pytest.param("007", "7", "agree", id="zeros"),
    pytest.param("355ra116", "355ra116", "agree", id="letters-inside"),
    pytest.param("1234", "1324", "differ", id="swapped"),
    pytest.param("355ra161", "355ra116", "differ", id="letters-inside-swapped"),
    pytest.param("271S", "271S-275S", "agree", id="letter-behind"),
    pytest.param("29S", "29", "agree", id="letter-behind-not-recorded"),
    pytest.param("xii", "12", "absent", id="roman"),
]


@pytest.mark.parametrize(("printed", "recorded", "outcome"), PAGES)
def test_pages(printed: str, recorded: str, outcome: Outcome) -> None:
    work = Work("10.1000/a", page=recorded)
    assert evidence(printed, work, pages=printed)["page"].outcome == outcome


def test_an_article_number_is_a_first_page() -> None:
    work = Work("10.1000/a", article_number="e0012345", page="1-12")
    assert evidence("12345", work, pages="e12345")["page"].outcome == "agree"


@pytest.mark.parametrize(
    ("first", "last", "full"),
    [
        ("1425", "37", "1437"),
        ("1425", "1437", "1437"),
        ("e538", "48", "e548"),
        ("e538", "e548", "e548"),
        ("S12", "4", "S14"),
        ("99", "105", "105"),
        ("xi", "xv", "xv"),
    ],
)
def test_complete_range(first: str, last: str, full: str) -> None:
    assert complete_range(first, last) == full


JOURNALS = [
    pytest.param("N Engl J Med", "New England Journal of Medicine", 1.0, id="iso-4"),
    pytest.param("J. Clin. Oncol.", "Journal of Clinical Oncology", 1.0, id="dots"),
    pytest.param(
        "Proc Natl Acad Sci", "Proceedings of the National Academy of Sciences", 1.0, id="c"
    ),
    pytest.param("PNAS", "Proceedings of the National Academy of Sciences", 0.9, id="initials"),
    pytest.param("Blood", "Blood", 1.0, id="one-word"),
    pytest.param("Bl", "Blood", 0.0, id="one-word-is-not-shortened"),
    pytest.param("Lancet Oncol", "The Lancet", 1.0, id="part-is-found-in-the-longer"),
    pytest.param("J Clin Invest", "Journal of Clinical Oncology", 2 / 3, id="two-of-three"),
    pytest.param("Nature", "Science", 0.0, id="another"),
    pytest.param("", "Science", 0.0, id="nothing-printed"),
    pytest.param("x", "The", 0.0, id="small-words-only"),
]


@pytest.mark.parametrize(("printed", "title", "likeness"), JOURNALS)
def test_journals(printed: str, title: str, likeness: float) -> None:
    found = container_likeness(fold(printed).split(), fold(title).split())
    assert found == pytest.approx(likeness)


def test_candidates_are_ranked_and_distinct_and_none_is_hopeless() -> None:
    other = Work("10.1000/b", title="Something else altogether", years=(1999,))
    twin = replace(WORK, doi="10.1000/a", volume="35", page="2267")
    found = compare_works(Reference("r", "a", 1, RAW), [other, twin, WORK, WORK])
    assert [candidate.work.doi for candidate in found] == [WORK.doi, twin.doi]
    assert found[0].score > 0.99


VARIED = [
    replace(WORK, doi="10.1000/another-year", years=(2001,)),
    replace(WORK, doi="10.1000/another-page", page="12-19"),
    replace(WORK, doi="10.1000/another-author", authors=(Name("Miller", "T"),)),
    replace(WORK, doi="10.1000/another-title", title="A trial of iron in small children"),
    replace(WORK, doi="10.1000/erratum", title=f"Erratum: {WORK.title}", page="3001"),
    replace(WORK, doi="10.1000/preprint", type="posted-content", volume=None, page=None),
    Work("10.1000/numbers", years=(2018,), volume="36", page="2267-2280"),
    Work("10.1000/unlike", title="Something else altogether", years=(1999,), page="1-9"),
]


@pytest.mark.parametrize("raw", [RAW, RAW.replace("2018", "2001"), RAW[:60], RAW[60:], "2018"])
def test_what_is_left_out_early_is_what_scores_too_little(raw: str) -> None:
    read = Reference("r", "a", 1, raw)
    alone = {compare_work(read, work) for work in (WORK, *VARIED)}
    kept = set(compare_works(read, (WORK, *VARIED)))
    assert kept <= {one for one in alone if one.score >= NEGLIGIBLE}
    assert all(one.score < NOTHING for one in alone - kept)


def test_a_bound_is_never_below_the_score() -> None:
    for work in (WORK, *VARIED):
        evidence = compare_work(Reference("r", "a", 1, RAW), work).evidence
        for order in (evidence, evidence[::-1]):
            bound = Bound()
            bounds = [bound.add(one) for one in order]
            assert min(bounds) >= total(evidence, lone_conflict(evidence)) - 1e-9


def test_the_printed_doi() -> None:
    raw = Reference("r", "a", 1, "x doi:10.1000/A. 10.1000/b")
    assert printed_doi(raw) == "10.1000/a"
    field = {"doi": Field("10.1000/C", 0, 9, "test", 1.0)}
    assert printed_doi(Reference("r", "a", 1, raw.raw, fields=field)) == "10.1000/c"
    assert printed_doi(Reference("r", "a", 1, "")) is None


def test_a_bare_work_says_nothing() -> None:
    for raw in ("", RAW, "\ud800\0"):
        assert {item.outcome for item in evidence(raw, Work("10.1000/a")).values()} == {"absent"}


@pytest.mark.parametrize("raw", ["word " * 50_000, "1-" * 50_000, "-\n" * 50_000, "a1" * 50_000])
def test_time_is_bounded(raw: str) -> None:
    work = Work(
        "10.1000/a",
        title="word " * 800,
        authors=(Name("Aa"),) * 3000,
        container_title=("x " * 2000,),
        page="1-" * 2000,
    )
    began = time.perf_counter()
    compare_work(Reference("r", "a", 1, raw), work)
    assert time.perf_counter() - began < 3.0


MISREAD = [
    pytest.param("title", "Brudno JN, Maric I", "title", id="title"),
    pytest.param("volume", "22", "volume", id="volume"),
    pytest.param("pages", "36", "page", id="pages"),
    pytest.param("container_title", "a trial of 24 patients", "container-title", id="journal"),
]


@pytest.mark.parametrize(("name", "value", "field"), MISREAD)
def test_a_misread_field_costs_nothing(name: str, value: str, field: str) -> None:
    found = evidence(RAW, **{name: value})[field]
    assert (found.outcome, found.printed) == ("agree", value)


def test_a_field_that_differs_counts_where_the_string_does_not_agree() -> None:
    raw = RAW.replace("36(22)", "36, 21")
    assert evidence(raw)["issue"].outcome == "absent"
    assert evidence(raw, issue="21")["issue"].outcome == "differ"


def test_a_field_that_the_parser_is_unsure_of_contradicts_nothing() -> None:
    raw = RAW.replace("36(22)", "36, 21")
    fields = {"issue": Field("21", 0, 2, "test", 0.89), "author": Field("x", 0, 1, "test", 0.5)}
    read = Reference("r", "a", 1, raw, fields=fields, csl={"author": [{"family": "Miller"}]})
    found = {item.field: item.outcome for item in compare_work(read, WORK).evidence}
    assert (found["issue"], found["author"]) == ("absent", "agree")


def test_a_number_glued_to_a_word() -> None:
    raw = RAW.replace("J Clin Oncol. 2018;36(22):", "J Clin Oncology36, 2018, ")
    assert evidence(raw)["volume"].outcome == "agree"


ALONE = [
    pytest.param("2018", "2008", "year", id="year"),
    pytest.param("36(22)", "63(22)", "volume", id="volume"),
    pytest.param("Brudno JN", "Miller JN", "author", id="author"),
    pytest.param("2267-80", "3167-80", "page", id="page"),
    pytest.param("2267-80", "2276-80", "page", id="page-swapped"),
    pytest.param("24 patients", "25 patients", "title-words", id="title-number"),
]


@pytest.mark.parametrize(("old", "new", "field"), ALONE)
def test_one_misprint_does_not_hide_the_work(old: str, new: str, field: str) -> None:
    candidate = compare_work(Reference("r", "a", 1, RAW.replace(old, new)), WORK)
    found = {item.field: item.outcome for item in candidate.evidence}
    assert found[field] == "differ"
    assert candidate.score > 0.6


def test_a_difference_that_stands_alone_counts_less() -> None:
    agree = [
        FieldEvidence(name, "agree", 1.0) for name in ("title-words", "author", "year", "volume")
    ]
    page = FieldEvidence("page", "differ", 0.1)
    both = [*agree[:-1], FieldEvidence("volume", "differ", 0.0)]
    assert log_odds([*agree, page]) - log_odds(agree) == pytest.approx(
        0.9 * WEIGHTS["page", "differ"]
    )
    slip = FieldEvidence("page", "differ", 0.5)
    assert log_odds([*agree, slip]) - log_odds(agree) == pytest.approx(
        0.5 * WEIGHTS["page", "alone"]
    )
    last = FieldEvidence("last-page", "agree", 1.0)
    assert log_odds([*agree, page, last]) - log_odds([*agree, last]) == pytest.approx(
        0.9 * WEIGHTS["page", "alone"]
    )
    assert log_odds([*both, page]) == pytest.approx(
        log_odds(agree[:-1]) + 0.9 * WEIGHTS["page", "differ"] + WEIGHTS["volume", "differ"]
    )
    abstract = FieldEvidence("page", "differ", 0.0)
    assert log_odds([*agree, abstract]) - log_odds(agree) == WEIGHTS["page", "differ"]


def test_what_a_partial_citation_leaves_out_is_no_conflict() -> None:
    raw = "Brudno JN. T cells genetically modified to express an anti-BCMA receptor: a trial of 24 patients. 2018"
    found = evidence(raw)
    assert {name for name, item in found.items() if item.outcome == "differ"} == set()
    assert compare_work(Reference("r", "a", 1, raw), WORK).score > 0.8


GARBLED = [
    pytest.param("2018;36", "201 8;36", "year", id="space-in-a-year"),
    pytest.param("2018;36", "2O18;36", "year", id="letter-in-a-year"),
    pytest.param("2267-80", "2267e2280", "page", id="letter-for-a-dash"),
    pytest.param("2267-80", "22 67-80", "page", id="space-in-a-page"),
    pytest.param("36(22)", "3 6(22)", "volume", id="space-in-a-volume"),
    pytest.param("J Clin Oncol", "Journa1 ofClinical Oncolog y", "container-title", id="journal"),
]


@pytest.mark.parametrize(("old", "new", "field"), GARBLED)
def test_what_a_reader_of_pictures_got_wrong_still_agrees(old: str, new: str, field: str) -> None:
    assert old in RAW
    assert evidence(RAW.replace(old, new))[field].outcome == "agree"


@pytest.mark.parametrize("start", ["1 J. N. Brudno,", "1J. N. Brudno,", "1Brudno JN,"])
def test_a_label_without_a_stop_is_no_page(start: str) -> None:
    work = replace(WORK, page="1-9", issue=None, authors=())
    assert evidence(f"{start} J Clin Oncol 36, 2267 (2018)", work)["page"].outcome == "differ"


KNOWN = [
    pytest.param("J Clin Invest", "differ", id="another-known-journal"),
    pytest.param("J Clin Oncol", "agree", id="its-abbreviation"),
    pytest.param("Journal of clinical oncology", "agree", id="its-title"),
]


@pytest.mark.parametrize(("printed", "outcome"), KNOWN)
def test_a_table_tells_journals_of_like_names(printed: str, outcome: Outcome) -> None:
    raw = RAW.replace("J Clin Oncol", printed)
    assert evidence(raw, container_title=printed)["container-title"].outcome == outcome


def test_a_table_of_ones_own_overrules(tmp_path: Path) -> None:
    table = tmp_path / "journals.csv"
    table.write_text("Journal of Clinical Oncology,Grey Journal\n")
    raw = RAW.replace("J Clin Oncol", "Grey Journal")
    read = Reference("r", "a", 1, raw)
    for journals, outcome in ((None, "differ"), (read_journals(table), "agree")):
        found = {one.field: one for one in compare_work(read, WORK, journals).evidence}
        assert found["container-title"].outcome == outcome


def test_a_record_may_have_the_abbreviation_and_a_reference_the_title() -> None:
    work = replace(WORK, container_title=("Int J Rare Things",))
    raw = RAW.replace("J Clin Oncol", "International Journal of Rare Things")
    field = "International Journal of Rare Things"
    assert evidence(raw, work, container_title=field)["container-title"].outcome == "agree"
