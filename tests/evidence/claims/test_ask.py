"""Questions: what comes first, with which works and reasons, and what stays out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evidence.ask import BASIS, COVERAGE, FLOOR, ask
from evidence.claims import gather_claims
from evidence.gaps import find_gaps
from evidence.link import link_evidence
from evidence.show import show_hit

CASE = [
    "We report a man with multiple myeloma who had persistent pancytopenia"
    " after BCMA-specific CAR T cells."
]
TALK = [
    "CAR T cells induce clinical responses in myeloma.<sup>1</sup>",
    "Various problems may occur after CAR T cells.",
    "Long-lasting cytopenias were seen in small trials.<sup>2,3</sup>",
    "Cytokine release syndrome was of grade 2.",
    "In summary, CAR T cells may lead to persistent pancytopenia.",
]
TITLES = {
    1: "BCMA CAR T cells in myeloma",
    2: "CD19 CAR T cells in leukemia",
    3: "BCMA CAR T cells in multiple myeloma",
}


@pytest.fixture(scope="module")
def answer(make, cited, vocabulary):
    made = make(CASE, TALK, title="Pancytopenia after CAR T cells for myeloma")
    checked = {number: cited(number, title) for number, title in TITLES.items()}
    statements = link_evidence(made.statements, checked, vocabulary)
    claims = gather_claims(statements, vocabulary.concepts)

    def asked(question: str):
        return ask(question, statements, claims, {"made": checked}, vocabulary)

    return asked


def test_the_cited_sentence_comes_first_then_the_case_then_the_conclusion(answer) -> None:
    hits = answer("prolonged cytopenia after BCMA CAR-T")
    assert [hit.statement.text.split()[0] for hit in hits] == ["Long-lasting", "We", "In"]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert [(work.number, work.directness) for work in hits[0].works] == [
        (3, "direct"),
        (2, "indirect"),
    ]
    assert hits[0].works[0].title == "BCMA CAR T cells in multiple myeloma"
    assert hits[0].works[0].verdict == "unchecked"
    assert hits[0].claim is not None
    assert hits[0].claim.id == hits[0].statement.claim


def test_reasons_say_what_is_named_and_what_is_inherited_from_where(answer) -> None:
    first, second, *_ = answer("prolonged cytopenia after BCMA CAR-T")
    assert first.reasons == (
        "names prolonged cytopenia",
        "inherits CAR-T cell therapy from the sentence before (“CAR T cells”)",
        "cites a work on BCMA (3)",
    )
    assert second.reasons == (
        "names prolonged pancytopenia (narrower than prolonged cytopenia), CAR-T cell therapy and BCMA",
    )


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("does ketchup cause warts", id="unknown"),
        pytest.param("hyponatremia after sertraline", id="other-field"),
        pytest.param("", id="empty"),
        pytest.param("?!", id="no-words"),
        pytest.param("what is the", id="stop-words"),
    ],
)
def test_no_hit_is_an_answer(answer, question) -> None:
    assert answer(question) == ()


def test_no_statements() -> None:
    from evidence.concepts import build_vocabulary

    assert ask("anything", (), (), {}, build_vocabulary(())) == ()


def test_a_score_by_hand(make, vocabulary) -> None:
    statements = make(["Metformin reduces mortality."]).statements
    # The only part of the question is there; nothing is cited.
    (hit,) = ask("metformin", statements, (), {}, vocabulary)
    assert hit.score == pytest.approx(COVERAGE + BASIS["uncited"]) == 0.87
    assert hit.score > FLOOR


def test_words_do_where_no_concept_is_known(make, vocabulary) -> None:
    statements = make(["Zorblax pumps need gribble oil."]).statements
    (hit,) = ask("gribble oil", statements, (), {}, vocabulary)
    assert hit.reasons == ("has the words gribble and oil",)


RIVALS = [
    "Prolonged neutropenia has been reported after clozapine.<sup>1</sup>",
    "Valproate may contribute to neutropenia.",
    "Valproate lowers mortality.",
]


def test_another_explanation_belongs_to_the_answer_at_its_end(make, cited, vocabulary) -> None:
    made = make(RIVALS)
    checked = {1: cited(1, "Clozapine")}
    hits = ask("neutropenia after clozapine", made.statements, (), {"made": checked}, vocabulary)
    assert [hit.statement.text.split()[0] for hit in hits] == ["Prolonged", "Valproate"]
    assert hits[1].reasons[0] == "another explanation: names valproate"


def test_a_cited_statement_comes_before_a_case_that_names_as_much(make, cited, vocabulary) -> None:
    made = make(
        [
            "Our patient had fever after linezolid.",
            "Fever has been reported after linezolid.<sup>1</sup>",
        ]
    )
    checked = {1: cited(1, "Linezolid and fever")}
    hits = ask("fever after linezolid", made.statements, (), {"made": checked}, vocabulary)
    assert [hit.statement.basis for hit in hits] == ["cited", "own-data"]


def test_a_cited_work_may_name_what_the_sentence_leaves_out(make, cited, vocabulary) -> None:
    made = make(["Fever was reported in two trials.<sup>1</sup>"])
    checked = {1: cited(1, "Linezolid in adults")}
    (hit,) = ask("fever after linezolid", made.statements, (), {"made": checked}, vocabulary)
    assert hit.reasons == ("names fever", "cites a work on linezolid (1)")


def test_what_comes_from_one_span_is_one_reason(make, vocabulary) -> None:
    made = make(
        ["Fatigue is common.", "BCMA CAR T cells are used in myeloma.", "Fever has been reported."]
    )
    hits = ask("fever after BCMA CAR-T", made.statements, (), {}, vocabulary)
    assert hits[0].reasons == (
        "names fever",
        "inherits CAR-T cell therapy and BCMA from the sentence before (“BCMA CAR T cells”)",
    )


def test_what_is_missing_is_told(make, cited, vocabulary) -> None:
    made = make(["Cytopenia has been reported after BCMA CAR T cells.<sup>1</sup>"])
    checked = {1: cited(1, "CD19 CAR T cells in leukemia")}
    question = "cytopenia and fever after BCMA CAR-T in zorblax users"
    hits = ask(question, made.statements, (), {"made": checked}, vocabulary)
    assert find_gaps(question, hits, vocabulary, made.statements) == (
        "no statement names fever",
        "no statement has the words users, zorblax",
        "no reference found bears directly on BCMA; 1 on CD19",
    )


def test_what_is_elsewhere_is_not_missing_everywhere(make, vocabulary) -> None:
    made = make(["Lithium causes tremor.", "Fractures occur in winter.", "It rained."])
    hits = ask("lithium and tremor", made.statements, (), {}, vocabulary)
    assert find_gaps("lithium, tremor and winter", hits, vocabulary, made.statements) == (
        "no answer has the word winter",
    )


def test_what_a_person_rejected_is_no_answer(make, cited, vocabulary) -> None:
    made = make(
        ["Fever followed linezolid.<sup>1</sup>", "Fever after linezolid is rare.<sup>1</sup>"]
    )
    first, second = made.statements
    (line,) = second.evidence
    decided = (
        replace(first, status="rejected"),
        replace(second, evidence=(replace(line, status="rejected"),), status="accepted"),
    )
    (hit,) = ask(
        "fever after linezolid", decided, (), {"made": {1: cited(1, "Linezolid")}}, vocabulary
    )
    assert (hit.statement, hit.works) == (decided[1], ())
    assert "accepted by a person" in show_hit(1, hit, 80)


def test_nothing_is_missing_where_all_is_there(make, cited, vocabulary) -> None:
    made = make(["Fever has been reported after linezolid.<sup>1</sup>"])
    checked = {1: cited(1, "Linezolid and fever")}
    hits = ask("fever after linezolid", made.statements, (), {"made": checked}, vocabulary)
    assert find_gaps("fever after linezolid", hits, vocabulary, made.statements) == ()


def test_the_title_of_an_article_says_what_its_sentences_leave_out(make, vocabulary) -> None:
    made = make(["Neither fever nor rash recurred."])
    title = {"made": "Rechallenge with linezolid"}
    question = "fever after linezolid"
    bare = ask(question, made.statements, (), {}, vocabulary)
    titled = ask(question, made.statements, (), {}, vocabulary, title)
    assert titled[0].score > bare[0].score
    assert "the article's title names linezolid" in titled[0].reasons


WARDS = [
    "Zorblax lowers gribble torque in pumps.",
    "This effect was small.",
    "Gribbles are common in autumn.",
    "Patients with gribble torque over 9 were excluded.",
    "Rain fell in April.",
    "The roof leaked in May.",
    "The zorblax was green.",
]


def _texts(make, vocabulary, question: str, *paragraphs, title=None) -> list[str]:
    made = make(*paragraphs, title=title)
    hits = ask(question, made.statements, (), {}, vocabulary, {"made": title} if title else {})
    return [hit.statement.text for hit in hits]


def test_a_statement_with_something_on_every_part_leaves_out_those_without(
    make, vocabulary
) -> None:
    assert _texts(make, vocabulary, "zorblax and gribbles", WARDS) == [WARDS[0], WARDS[1]]


def test_a_sentence_that_goes_on_from_an_answer_belongs_to_it(make, vocabulary) -> None:
    made = make(WARDS)
    first, second = ask("zorblax and gribbles", made.statements, (), {}, vocabulary)
    assert second.statement.text == WARDS[1]
    assert second.score < first.score
    assert second.reasons[0].startswith("goes on from what stands before, which has")


def test_how_a_study_was_done_counts_less(make, vocabulary) -> None:
    assert _texts(make, vocabulary, "gribble torque", WARDS)[:1] == [WARDS[0]]
    assert WARDS[3] in _texts(make, vocabulary, "torque over 9", WARDS)


def test_what_only_the_title_names_is_no_answer(make, vocabulary) -> None:
    title = "Zorblax for gribbles"
    assert "The pumps were blue." not in _texts(
        make, vocabulary, "zorblax", WARDS, ["The pumps were blue."], title=title
    )


def test_words_of_a_question_that_ask_are_no_part_of_it(make, vocabulary) -> None:
    assert _texts(make, vocabulary, "does the pump work?", ["The de novo rash was red."]) == []


def test_a_misspelt_question_is_read_as_meant(make, vocabulary) -> None:
    made = make(WARDS)

    def asked(question: str):
        return ask(question, made.statements, (), {}, vocabulary)

    assert asked("zorblaxx and gribbles") == asked("zorblax and gribbles") != ()
    assert find_gaps("zorblax and marbles", asked("zorblaxx"), vocabulary, made.statements) == (
        "no statement has the word marbles",
    )


def test_another_word_for_the_same_is_told_to_be_one(make, vocabulary) -> None:
    made = make(["Zorblax was discontinued in May.", "Zorblax was stopped in June."])
    hits = ask("stopping zorblax", made.statements, (), {}, vocabulary)
    assert {hit.statement.text: hit.reasons for hit in hits} == {
        "Zorblax was discontinued in May.": ("has a word for stopping", "has the word zorblax"),
        "Zorblax was stopped in June.": ("has the words stopping and zorblax",),
    }


def test_what_a_question_excludes_is_no_answer(make, vocabulary) -> None:
    said = ["Linezolid cured pneumonia.", "Vancomycin cured pneumonia.", "It rained."]
    made = make(said)
    hits = ask("antibiotics other than linezolid", made.statements, (), {}, vocabulary)
    assert [hit.statement.text for hit in hits] == [said[1]]


def test_what_names_more_of_a_question_never_scores_less(make, vocabulary) -> None:
    said = ["Fever was common.", "It rained.", "Fever followed linezolid."]
    made = make(said)
    scores = {}
    for title in ("Notes", "Linezolid in practice"):
        hits = ask("fever after linezolid", made.statements, (), {}, vocabulary, {"made": title})
        scores[title] = {hit.statement.text: hit.score for hit in hits}
    assert scores["Notes"][said[2]] > scores["Notes"].get(said[0], 0.0)
    assert scores["Linezolid in practice"][said[0]] > scores["Notes"].get(said[0], 0.0)


def test_without_an_answer_only_what_nobody_names_is_missing(make, vocabulary) -> None:
    made = make(["Lithium causes tremor."])
    question = "do fractures follow lithium?"
    assert ask(question, made.statements, (), {}, vocabulary) == ()
    assert find_gaps(question, (), vocabulary, made.statements) == ("no statement names fracture",)


def test_what_only_its_works_name_must_name_everything(make, cited, vocabulary) -> None:
    made = make(["Both were common.<sup>1</sup>"], title="Lithium in pregnancy")
    checked = {1: cited(1, "Tremor and nausea in pregnancy")}
    statements = link_evidence(made.statements, checked, vocabulary)
    titles = {"made": "Lithium in pregnancy"}

    def answered(question: str) -> bool:
        return bool(ask(question, statements, (), {"made": checked}, vocabulary, titles))

    assert answered("tremor in pregnancy")
    assert not answered("tremor with lithium")
