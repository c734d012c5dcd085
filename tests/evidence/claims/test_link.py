"""Evidence lines: one per reference in the clause, and how close its work is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evidence.claims import proposition
from evidence.link import link_evidence
from evidence.wording import polarity_of
from refs.model import Notice, Work


def _lines(make, vocabulary, titles, cited, *paragraphs, title=None):
    checked = {number: cited(number, text) for number, text in titles.items()}
    statements = link_evidence(make(*paragraphs, title=title).statements, checked, vocabulary)
    return {line.reference: line for line in statements[-1].evidence}


def test_one_marker_may_hold_a_direct_and_an_indirect_work(make, cited, vocabulary) -> None:
    lines = _lines(
        make,
        vocabulary,
        {
            2: "CD19 CAR T cells in acute lymphoblastic leukemia",
            7: "Anti-BCMA CAR T cells in relapsed multiple myeloma",
        },
        cited,
        ["We report a man with multiple myeloma who got BCMA-specific CAR T cells."],
        [
            "Bleeding may follow CAR T cells.",
            "Late cytopenias were seen in small trials.<sup>2,7</sup>",
        ],
        title="Late cytopenia after CAR T cells in myeloma",
    )
    assert (lines[7].direction, lines[7].directness) == ("supports", "direct")
    assert (lines[2].direction, lines[2].directness) == ("supports", "indirect")
    assert "multiple myeloma" in lines[7].why
    assert "CD19" in lines[2].why


CLOSENESS = [
    pytest.param("Metformin and survival in type 2 diabetes", "direct", id="same"),
    pytest.param(
        "Biguanide trials in diabetes mellitus: metformin", "direct", id="broader-disease"
    ),
    pytest.param("Metformin in polycystic ovary syndrome", "indirect", id="other-disease"),
    pytest.param("Insulin in type 2 diabetes", "indirect", id="other-drug"),
    pytest.param("Overall survival after ten years", "not-determined", id="nothing-in-common"),
    pytest.param("All-cause mortality in Nowhere", "direct", id="same-outcome"),
    pytest.param("On the shape of cups", "not-determined", id="nothing-to-compare"),
]


@pytest.mark.parametrize(("title", "directness"), CLOSENESS)
def test_directness(make, cited, vocabulary, title, directness) -> None:
    lines = _lines(
        make,
        vocabulary,
        {1: title},
        cited,
        ["Metformin reduced mortality in type 2 diabetes.<sup>1</sup>"],
    )
    assert lines[1].directness == directness
    assert lines[1].why


TWO = [
    pytest.param(
        "Axicabtagene ciloleucel caused cytokine release syndrome in 93% of patients<sup>1</sup> and"
        " idecabtagene vicleucel in 84%.<sup>3</sup>",
        {
            1: "Axicabtagene ciloleucel in large B-cell lymphoma",
            3: "Idecabtagene vicleucel in myeloma",
        },
        {1: "direct", 3: "indirect"},
        id="two-targets",
    ),
    pytest.param(
        "Aspirin increases bleeding by 50%,<sup>1</sup> warfarin by 100%<sup>3</sup> and apixaban by"
        " 20%.<sup>4</sup>",
        {1: "Bleeding with aspirin", 3: "Bleeding under warfarin", 4: "Apixaban and bleeding"},
        {1: "direct", 3: "indirect", 4: "indirect"},
        id="three-drugs",
    ),
    pytest.param(
        "Aspirin increases bleeding more than warfarin.<sup>1</sup>",
        {1: "Aspirin versus warfarin: a trial"},
        {1: "direct"},
        id="both-in-one-work",
    ),
    pytest.param(
        "Anticoagulants increase bleeding.<sup>1</sup>",
        {1: "Bleeding under warfarin"},
        {1: "direct"},
        id="narrower-than-the-subject",
    ),
]


@pytest.mark.parametrize(("said", "titles", "expected"), TWO)
def test_a_work_on_another_than_the_subject_is_indirect(
    make, cited, vocabulary, said, titles, expected
) -> None:
    lines = _lines(make, vocabulary, titles, cited, [said])
    assert {number: line.directness for number, line in lines.items()} == expected


PEOPLE = [
    pytest.param("Metformin in rats", "indirect", id="animals"),
    pytest.param("Metformin in rats and newborns", "direct", id="people-as-well"),
]


@pytest.mark.parametrize(("title", "directness"), PEOPLE)
def test_animals_stand_for_people_indirectly(make, cited, vocabulary, title, directness) -> None:
    said = ["Metformin lowered glucose in patients.<sup>1</sup>"]
    assert _lines(make, vocabulary, {1: title}, cited, said)[1].directness == directness


TOPICS = [
    pytest.param("Zorblax pumps in grimble disorder", "direct", id="two-words-of-the-title"),
    pytest.param("Zorblax in the garden", "not-determined", id="one-word-of-it"),
    pytest.param("Rates of zorblax decay", "direct", id="one-of-each"),
]


@pytest.mark.parametrize(("title", "directness"), TOPICS)
def test_what_the_article_is_about_its_statements_are_about(
    make, cited, vocabulary, title, directness
) -> None:
    made = make(
        ["Decay was seen in half of them.<sup>1</sup>"], title="Zorblax for grimble disorder"
    )
    checked = {1: cited(1, title)}
    (line,) = link_evidence(made.statements, checked, vocabulary, made.article.title)[0].evidence
    assert line.directness == directness
    assert (directness == "direct") == ("with the article's title" in line.why)


def test_what_is_named_in_passing_makes_no_work_indirect(make, cited, vocabulary) -> None:
    said = ["Metformin lowered mortality in one trial, because insulin was given.<sup>1</sup>"]
    assert (
        _lines(make, vocabulary, {1: "Metformin and mortality"}, cited, said)[1].directness
        == "direct"
    )


def test_another_drug_of_the_class_is_indirect_and_both_are_named(make, cited, vocabulary) -> None:
    said = ["Naltrexone reduced relapse in opioid use disorder.<sup>1</sup>"]
    line = _lines(make, vocabulary, {1: "Buprenorphine in opioid use disorder"}, cited, said)[1]
    assert line.directness == "indirect"
    assert "the work's therapy is buprenorphine, the statement's naltrexone" in line.why


def test_the_record_comes_before_the_printed_title(make, cited, vocabulary) -> None:
    work = Work("10.5555/x", title="Metformin in polycystic ovary syndrome")
    one = replace(cited(1, "Metformin in diabetes"), work=work, notices=(Notice("retraction"),))
    made = make(["Metformin reduced mortality in type 2 diabetes.<sup>1</sup>"])
    (line,) = link_evidence(made.statements, {1: one}, vocabulary)[0].evidence
    assert (line.doi, line.directness) == ("10.5555/x", "indirect")
    assert line.why.endswith("the work has a notice: retraction")


def test_a_reference_that_is_not_listed_keeps_its_line(make, vocabulary) -> None:
    made = make(["Metformin reduced mortality.<sup>4</sup>"])
    (line,) = link_evidence(made.statements, {}, vocabulary)[0].evidence
    assert (line.reference, line.doi, line.directness) == (4, None, "not-determined")


def test_a_work_cited_next_door_bears_on_nothing_here(make, cited, vocabulary) -> None:
    lines = _lines(
        make,
        vocabulary,
        {1: "Metformin in diabetes", 2: "Metformin and lactic acidosis"},
        cited,
        ["Metformin lowered mortality.<sup>1</sup>", "Lactic acidosis was rare.<sup>2</sup>"],
    )
    assert list(lines) == [2]


LETTERS = [
    ("ketoacidosis.md", "Sodium-glucose", {1: ("supports", "direct"), 2: ("supports", "direct")}),
    ("ketoacidosis.md", "Euglycemic", {3: ("supports", "direct"), 4: ("supports", "direct")}),
    ("ketoacidosis.md", "The causality", {6: ("neutral", "context")}),
    ("clozapine.md", "According to", {3: ("neutral", "context")}),
    ("clozapine.md", "Rapid titration", {5: ("supports", "direct")}),
    ("daptomycin.md", "Cases were", {2: ("neutral", "context")}),
    ("daptomycin.md", "Eosinophilic", {4: ("supports", "direct")}),
]


@pytest.mark.parametrize(
    ("letter", "words", "expected"),
    [pytest.param(*row, id=f"{row[0][:4]}-{row[1].replace(' ', '-')}") for row in LETTERS],
)
def test_letters(read_letter, letter, words, expected) -> None:
    found = read_letter(letter).starting(words)
    assert {
        line.reference: (line.direction, line.directness) for line in found.evidence
    } == expected


def test_a_work_cited_for_a_denial_opposes_the_claim(make, cited, vocabulary) -> None:
    denied, affirmed = (
        _lines(make, vocabulary, {1: "Drug A and mortality"}, cited, [sentence])[1]
        for sentence in (
            "Daptomycin did not reduce mortality in patients with endocarditis.<sup>1</sup>",
            "Daptomycin reduced mortality in patients with endocarditis.<sup>1</sup>",
        )
    )
    assert (denied.direction, affirmed.direction) == ("opposes", "supports")
    assert "denies the claim" in denied.why


DENIED = [
    pytest.param("Daptomycin does not cause fever.<sup>1</sup>", "opposes", id="does-not"),
    pytest.param(
        "Fever was not observed after daptomycin.<sup>1</sup>", "opposes", id="not-observed"
    ),
    pytest.param(
        "In contrast, fever was not observed after daptomycin.<sup>1</sup>",
        "opposes",
        id="in-contrast-once",
    ),
    pytest.param(
        "A later trial did not confirm that daptomycin causes fever.<sup>1</sup>",
        "opposes",
        id="not-confirmed-once",
    ),
    pytest.param(
        "In contrast to earlier reports,<sup>1</sup> daptomycin did not cause fever.",
        "supports",
        id="reports-denied",
    ),
    pytest.param(
        "By contrast, fever was observed after daptomycin.<sup>1</sup>", "supports", id="affirmed"
    ),
]


@pytest.mark.parametrize(("sentence", "direction"), DENIED)
def test_a_denial_turns_the_direction_once(make, cited, vocabulary, sentence, direction) -> None:
    line = _lines(make, vocabulary, {1: "Daptomycin and fever"}, cited, [sentence])[1]
    assert line.direction == direction


EVENTS = [
    pytest.param("In 2017, the FDA approved apixaban for stroke", 2014, True, id="older"),
    pytest.param("In 2017, the FDA approved apixaban for stroke", 2017, False, id="same-year"),
    pytest.param("Apixaban prevented stroke in 2017 patients", 2014, False, id="a-count"),
    pytest.param("By 2030, apixaban will prevent stroke", 2014, False, id="a-forecast"),
]


@pytest.mark.parametrize(("sentence", "year", "early"), EVENTS)
def test_a_work_cannot_report_what_came_after_it(
    make, cited, vocabulary, sentence, year, early
) -> None:
    one = cited(1, "Apixaban in stroke")
    checked = {1: replace(one, work=Work("10.5555/y", title="Apixaban in stroke", years=(year,)))}
    made = make([f"{sentence}.<sup>1</sup>"])
    (line,) = link_evidence(made.statements, checked, vocabulary)[0].evidence
    assert (line.directness == "not-determined") is early
    assert (line.direction == "not-determined") is early
    assert (f"published in {year}, before 2017" in line.why) is early


NOTES = [
    pytest.param("Metformin in type 2 diabetes", "narrower than diabetes mellitus", id="narrower"),
    pytest.param("Metformin in diabetes", "same disease (diabetes mellitus)", id="same"),
]


@pytest.mark.parametrize(("title", "note"), NOTES)
def test_a_narrower_disease_is_direct_and_said(make, cited, vocabulary, title, note) -> None:
    said = ["Metformin reduced mortality in diabetes mellitus.<sup>1</sup>"]
    line = _lines(make, vocabulary, {1: title}, cited, said)[1]
    assert line.directness == "direct"
    assert note in line.why


def test_a_general_statement_takes_evidence_from_any_disease_and_says_which(
    make, cited, vocabulary
) -> None:
    said = ["Metformin is associated with nausea.<sup>1</sup>"]
    line = _lines(make, vocabulary, {1: "Metformin in polycystic ovary syndrome"}, cited, said)[1]
    assert line.directness == "direct"
    assert "its disease is polycystic ovary syndrome, the statement names none" in line.why


def test_a_title_that_names_no_target_says_so(make, cited, vocabulary) -> None:
    said = ["Fever was reported after CAR T cells in myeloma.<sup>1</sup>"]
    line = _lines(make, vocabulary, {1: "CAR T cells in myeloma: a review"}, cited, said)[1]
    assert line.directness == "direct"
    assert line.why.endswith("its title names no target")


def test_what_patients_have_is_their_disease_also_where_it_may_be_an_effect(
    make, cited, vocabulary
) -> None:
    lines = _lines(
        make,
        vocabulary,
        {
            1: "Apixaban in patients with venous thromboembolism",
            2: "Apixaban in patients with atrial fibrillation",
        },
        cited,
        ["Apixaban reduced bleeding in patients with atrial fibrillation.<sup>1,2</sup>"],
    )
    assert (lines[1].directness, lines[2].directness) == ("indirect", "direct")


CONTRASTS = [  # the sentence, whether it denies its claim, the direction of each work
    pytest.param(
        "Lithium prevents suicide in bipolar disorder,<sup>1</sup> but valproate does not.<sup>2</sup>",
        "lithium prevents suicide", "affirmed", ["supports", "not-determined"],
        id="but-does-not",
    ),
    pytest.param(
        "Aspirin prevents stroke <sup>1</sup> but heparin does not.<sup>2</sup>",
        "aspirin prevents stroke", "affirmed", ["supports", "not-determined"],
        id="without-a-comma",
    ),
    pytest.param(
        "Roe (2000) also reported that exercise improves sleep,<sup>1</sup> but Roe (2001) did not.<sup>2</sup>",
        "exercise improves sleep", "affirmed", ["supports", "not-determined"],
        id="authors",
    ),
    pytest.param(
        "Heparin does not prevent stroke,<sup>2</sup> but aspirin does.<sup>1</sup>",
        "heparin prevents stroke", "negated", ["opposes", "not-determined"],
        id="denied-first",
    ),
    pytest.param(
        "Aspirin prevents stroke,<sup>1</sup> whereas heparin does not.<sup>2</sup>",
        "aspirin prevents stroke", "affirmed", ["supports", "not-determined"],
        id="whereas",
    ),
    pytest.param(
        "Aspirin prevents stroke;<sup>1</sup> heparin does not.<sup>2</sup>",
        "aspirin prevents stroke", "affirmed", ["supports", "not-determined"],
        id="semicolon",
    ),
    pytest.param(
        "Aspirin prevents stroke <sup>1</sup> and patients treated with heparin did not.<sup>2</sup>",
        "aspirin prevents stroke", "affirmed", ["supports", "not-determined"],
        id="a-participle-in-the-second-subject",
    ),
    pytest.param(
        "Aspirin reduced stroke <sup>1</sup> but not bleeding.<sup>3</sup>",
        "aspirin decreases stroke", "affirmed", ["supports", "not-determined"],
        id="but-not-another-outcome",
    ),
    pytest.param(
        "Aspirin prevents stroke in men <sup>1</sup> but not in women.<sup>2</sup>",
        "aspirin prevents stroke", "affirmed", ["supports", "not-determined"],
        id="but-not-in-others",
    ),
    pytest.param(
        "Tocilizumab did not prevent neurotoxicity <sup>5</sup> but shortened fever.<sup>6</sup>",
        "tocilizumab prevents neurotoxicity", "negated", ["opposes", "not-determined"],
        id="denied-and-another-verb",
    ),
    pytest.param(
        "Aspirin did not prevent stroke,<sup>1</sup> nor did heparin.<sup>2</sup>",
        "aspirin prevents stroke", "negated", ["opposes", "not-determined"],
        id="nor",
    ),
    pytest.param(
        "Aspirin prevents stroke, but heparin does not.<sup>2</sup>",
        "aspirin prevents stroke", "affirmed", ["supports"],
        id="one-pointer-for-both",
    ),
    pytest.param(
        "Aspirin prevents stroke,<sup>1</sup> not bleeding.<sup>2</sup>",
        "aspirin prevents stroke",
        "affirmed",
        ["supports", "not-determined"],
        id="not-another-outcome",
    ),
    pytest.param(
        "Aspirin prevents stroke;<sup>1</sup> not so heparin.<sup>2</sup>",
        "aspirin prevents stroke",
        "affirmed",
        ["supports", "not-determined"],
        id="not-so",
    ),
    pytest.param(
        "Aspirin reduced stroke <sup>1</sup> but neither bleeding <sup>2</sup> nor death.<sup>3</sup>",
        "aspirin decreases stroke",
        "affirmed",
        ["supports", "not-determined", "not-determined"],
        id="but-neither-nor",
    ),
    pytest.param(
        "Warfarin causes bleeding,<sup>3</sup> apixaban less so.<sup>4</sup>",
        "warfarin causes bleeding",
        "affirmed",
        ["supports", "not-determined"],
        id="less-so",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "claim", "polarity", "directions"), CONTRASTS)
def test_a_contrast_leaves_the_claim_as_it_is(
    make, cited, vocabulary, sentence, claim, polarity, directions
) -> None:
    works = {number: cited(number, "Aspirin and others in stroke") for number in range(1, 7)}
    (one,) = link_evidence(make([sentence]).statements, works, vocabulary)
    assert proposition(one).startswith(claim)
    assert one.polarity == polarity
    assert [line.direction for line in one.evidence] == directions


DENIED = [
    pytest.param("Aspirin, but not heparin, prevents stroke.", "affirmed", id="but-not-a-subject"),
    pytest.param("Neither bleeding nor death occurred.", "negated", id="neither"),
    pytest.param("Pain improved, but neither drug did so.", "affirmed", id="but-neither"),
    pytest.param(
        "In one study aspirin prevented stroke, in another it did not.",
        "affirmed",
        id="in-another-not",
    ),
    pytest.param("Aspirin and heparin did not.", "negated", id="two-subjects"),
    pytest.param(
        "Patients treated with aspirin and heparin did not.", "negated", id="noun-and-participle"
    ),
    pytest.param("In adults aged 65, aspirin did not.", "negated", id="a-frame"),
    pytest.param("Although aspirin works, heparin does not.", "negated", id="although"),
    pytest.param(
        "Stroke did not differ between those who bled and those who did not.", "negated", id="who"
    ),
]


@pytest.mark.parametrize(("clause", "polarity"), DENIED)
def test_what_a_denial_reaches(clause, polarity) -> None:
    assert polarity_of(clause) == polarity
