"""Statements: what is one, its words and offsets, its parts, what it inherits; and claims."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.claims import find_statements, gather_claims
from evidence.contexts import read_contexts
from evidence.model import PLACES, Inherited
from evidence.show import show_statement
from refs.documents import read_document
from refs.read import read_references

# letter, first words, basis, polarity, hedging; judged by hand.
JUDGED = [
    ("ketoacidosis.md", "Sodium-glucose", "cited", "affirmed", "none"),
    ("ketoacidosis.md", "Whether they", "uncited", "negated", "none"),
    ("ketoacidosis.md", "Euglycemic ketoacidosis", "cited", "affirmed", "none"),
    ("ketoacidosis.md", "These complications", "uncited", "affirmed", "moderate"),
    ("ketoacidosis.md", "Unlike earlier", "own-data", "negated", "none"),
    ("ketoacidosis.md", "A 67-year-old", "own-data", "affirmed", "none"),
    ("ketoacidosis.md", "Acidosis developed", "own-data", "affirmed", "none"),
    ("ketoacidosis.md", "The causality", "own-data", "affirmed", "none"),
    ("ketoacidosis.md", "He did not", "own-data", "negated", "none"),
    ("ketoacidosis.md", "Fasting and", "interpretation", "affirmed", "moderate"),
    ("ketoacidosis.md", "Ketoacidosis was rare", "cited", "affirmed", "none"),
    ("ketoacidosis.md", "it could not be excluded", "interpretation", "affirmed", "high"),
    ("ketoacidosis.md", "Our findings suggest", "interpretation", "affirmed", "moderate"),
    ("ketoacidosis.md", "We hypothesize", "interpretation", "affirmed", "high"),
    ("ketoacidosis.md", "In conclusion,", "interpretation", "affirmed", "none"),
    ("clozapine.md", "It is underused", "cited", "affirmed", "none"),
    ("clozapine.md", "Myocarditis is reported", "cited", "affirmed", "none"),
    ("clozapine.md", "This difference", "interpretation", "affirmed", "moderate"),
    ("clozapine.md", "Guidelines recommend", "cited", "affirmed", "none"),
    ("clozapine.md", "evidence for this schedule", "uncited", "affirmed", "none"),
    ("clozapine.md", "We report a woman", "own-data", "affirmed", "none"),
    ("clozapine.md", "Eosinophils were", "own-data", "negated", "none"),
    ("clozapine.md", "According to the criteria", "own-data", "affirmed", "none"),
    ("clozapine.md", "No relapse", "own-data", "negated", "none"),
    ("clozapine.md", "Rapid titration", "cited", "affirmed", "none"),
    ("clozapine.md", "In our patient", "own-data", "affirmed", "none"),
    ("clozapine.md", "In contrast to", "own-data", "negated", "none"),
    ("clozapine.md", "It is possible", "interpretation", "affirmed", "moderate"),
    ("clozapine.md", "We therefore suggest", "interpretation", "affirmed", "moderate"),
    ("clozapine.md", "The safety of", "uncited", "affirmed", "none"),
    ("daptomycin.md", "Daptomycin is approved", "cited", "affirmed", "none"),
    ("daptomycin.md", "It is inactivated", "cited", "negated", "none"),
    ("daptomycin.md", "We reviewed", "own-data", "affirmed", "none"),
    ("daptomycin.md", "Cases were classified", "own-data", "affirmed", "none"),
    ("daptomycin.md", "Mortality did not", "own-data", "negated", "none"),
    ("daptomycin.md", "The incidence", "own-data", "affirmed", "none"),
    ("daptomycin.md", "Renal failure", "interpretation", "affirmed", "moderate"),
    ("daptomycin.md", "These results indicate", "interpretation", "affirmed", "low"),
]


@pytest.mark.parametrize(
    ("letter", "words", "basis", "polarity", "hedging"),
    [pytest.param(*row, id=f"{row[0][:4]}-{row[1].replace(' ', '-')}") for row in JUDGED],
)
def test_judged(read_letter, letter, words, basis, polarity, hedging) -> None:
    found = read_letter(letter).starting(words)
    assert (found.basis, found.polarity, found.hedging) == (basis, polarity, hedging)


SILENT = [
    ("ketoacidosis.md", "Figure 1"),
    ("ketoacidosis.md", "nurses"),
    ("clozapine.md", "What should"),
    ("clozapine.md", "conflict of interest"),
    ("daptomycin.md", "R version"),
]


@pytest.mark.parametrize(("letter", "words"), SILENT)
def test_no_statement(read_letter, letter, words) -> None:
    assert [one.text for one in read_letter(letter).statements if words in one.text] == []


@pytest.mark.parametrize("letter", ["ketoacidosis.md", "clozapine.md", "daptomycin.md"])
def test_every_offset_shows_the_words(read_letter, letter) -> None:
    text, statements, *_ = read_letter(letter)
    for one in statements:
        assert one.quote == " ".join(text[start:end] for start, end in one.pieces)
        assert all(text[cue.start : cue.end] == cue.text for cue in one.hedge_cues)
        assert all(text[found.start : found.end] == found.text for found in one.inherited)
        assert "<sup>" not in one.text
        assert "[" not in one.text
    assert len({one.id for one in statements}) == len(statements)


def test_a_marker_inside_supports_its_clause_only(make) -> None:
    made = make(
        ["Statins lowered mortality in one trial,<sup>3</sup> but they did not in our patients."]
    )
    first, second = made.statements
    assert [line.reference for line in first.evidence] == [3]
    assert (first.text, first.basis) == ("Statins lowered mortality in one trial", "cited")
    assert second.text == "they did not in our patients."
    assert (second.evidence, second.basis, second.polarity) == ((), "own-data", "negated")


POWERS = [
    pytest.param("It was 3 × 10<sup>-9</sup> M.", "It was 3 × 10^-9 M.", id="power"),
    pytest.param("It was 54 mL m<sup>−2</sup> then.", "It was 54 mL m^−2 then.", id="unit"),
    pytest.param("A <sup>99m</sup>Tc scan was done.", "A 99mTc scan was done.", id="isotope"),
    pytest.param("CO<sub>2</sub> was high.", "CO2 was high.", id="lowered"),
]


@pytest.mark.parametrize(("printed", "text"), POWERS)
def test_a_power_is_no_digit(make, printed, text) -> None:
    (one,) = make([printed]).statements
    assert one.text == text


CUT = [
    pytest.param("Pain began in May; he slept badly.", 2, id="semicolon-and-pronoun"),
    pytest.param("Some advise surgery;<sup>3</sup> others favor drugs.<sup>4</sup>", 2, id="others"),
    pytest.param("Drugs were given,<sup>3</sup> and her pain resolved within a day.", 2, id="and"),
    pytest.param("Drugs help men,<sup>3</sup> and women treated with them.<sup>4</sup>", 1, id="participle"),
    pytest.param("He took drugs; no increase in pulse.", 1, id="no-verb"),
    pytest.param("Heart failure worsened while he waited for surgery.", 1, id="while"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "count"), CUT)
def test_a_sentence_is_cut_where_another_clause_begins(make, sentence, count) -> None:
    assert len(make([sentence]).statements) == count


def test_a_marker_at_the_end_supports_the_whole_sentence(make) -> None:
    made = make(
        ["Statins lowered mortality in one trial, but they did not in another.<sup>3</sup>"]
    )
    (one,) = made.statements
    assert [line.reference for line in one.evidence] == [3]


def test_a_marker_in_a_list_does_not_cut(make) -> None:
    made = make(
        ["He had headache, raised pressure grade 2,<sup>3</sup> and hypotension requiring support."]
    )
    (one,) = made.statements
    assert [line.directness for line in one.evidence] == ["context"]


def test_what_a_sentence_leaves_out_is_inherited_with_its_span(make) -> None:
    made = make(
        ["We report a woman with lupus who lost her hearing after linezolid."],
        [
            "Hearing may suffer under linezolid.",
            "Prolonged thrombocytopenia was reported in two trials.<sup>1,2</sup>",
        ],
        title="Thrombocytopenia and linezolid in lupus",
    )
    last = made.statements[-1]
    assert [(one.role, one.text, one.source) for one in last.inherited] == [
        ("subject", "linezolid", "sentence"),
        ("population", "lupus", "article"),
    ]
    assert (last.subject, last.population) == ("linezolid", "systemic lupus erythematosus")
    assert all(made.document[one.start : one.end] == one.text for one in last.inherited)


def test_what_goes_before_supplies_no_more_than_it_names(make) -> None:
    (one,) = make(
        ["Prolonged thrombocytopenia was reported in two trials.<sup>1,2</sup>"]
    ).statements
    assert (one.subject, one.population, one.inherited) == (None, None, ())


def test_a_pronoun_reaches_no_further_than_the_sentence_before(make) -> None:
    *_, it = make(
        ["Metformin lowers weight.", "Zorblax was never tried.", "It may cause nausea."]
    ).statements
    assert it.inherited == ()
    *_, it = make(["Metformin lowers weight.", "It may cause nausea."]).statements
    assert [found.text for found in it.inherited] == ["Metformin"]


def test_equal_statements_share_a_claim_and_near_ones_do_not(make, vocabulary) -> None:
    made = make(
        [
            "Metformin reduces mortality in type 2 diabetes.",
            "Metformin did not reduce mortality in type 2 diabetes.",
            "Metformin reduces mortality in heart failure.",
        ]
    )
    yes, no, near = made.statements
    assert yes.claim == no.claim != near.claim
    claims = gather_claims(made.statements, vocabulary.concepts)
    assert [claim.statements for claim in claims] == [(yes.id, no.id), (near.id,)]
    assert claims[0].text == "metformin decreases mortality in type 2 diabetes"
    assert claims[0].concepts == ("metformin", "mortality", "type-2-diabetes")


UNLISTED = [
    pytest.param(["Zorblax lowers cost.[12]", "It is green."], ["cited", "uncited"], id="bracket"),
    pytest.param(["Zorblax lowers cost.", "[12] It is green."], ["cited", "uncited"], id="behind"),
    pytest.param(
        ["Zorblax lowers cost (Roe, 2001).", "It is green."], ["cited", "uncited"], id="name"
    ),
    pytest.param(
        ["Our patient took 30 mg/m<sup>2</sup>.", "Platelets were 10<sup>9</sup>/L."],
        ["own-data", "own-data"],
        id="units",
    ),
    pytest.param(
        ["Statins lower cost.<sup>1</sup>", "Zorblax does not.<sup>i</sup>"],
        ["cited", "uncited"],
        id="a-footnote",
    ),
]


@pytest.mark.parametrize(("sentences", "bases"), UNLISTED)
def test_a_marker_that_names_nothing_listed_is_a_citation(
    make, vocabulary, sentences, bases
) -> None:
    made = make(sentences)
    found = find_statements(made.article, made.sentences, (), vocabulary)
    assert [one.basis for one in found] == bases
    assert all(mark not in one.text for one in found for mark in ("[", "(Roe", "<"))


def test_an_unlisted_marker_leaves_no_line(make, vocabulary) -> None:
    made = make(["Fever was seen in two trials.<sup>2,8</sup>"])
    (one,) = find_statements(made.article, made.sentences, (), vocabulary)
    assert (one.basis, one.evidence, one.text) == ("cited", (), "Fever was seen in two trials.")
    assert one.quote == made.document


INHERITED = [
    pytest.param(
        ["Letrozole improved survival in breast cancer.<sup>1</sup>", "Fever was seen in our 12."],
        [],
        id="own-data-takes-nothing-from-a-reference",
    ),
    pytest.param(
        ["Letrozole improved survival in breast cancer.<sup>1</sup>", "Fever was reported."],
        [],
        id="uncited-takes-nothing-from-a-reference",
    ),
    pytest.param(
        ["Metformin lowers weight in gout.<sup>1</sup>", "Fever was reported."],
        [("subject", "Metformin", "sentence"), ("population", "gout", "sentence")],
        id="what-the-article-is-about",
    ),
    pytest.param(
        ["Metformin lowers weight in gout.", "Fever was reported in Norwegian patients."],
        [("subject", "Metformin", "sentence")],
        id="printed-people",
    ),
    pytest.param(
        ["Metformin lowers weight.", "Is it safe?", "Fever was reported."],
        [("subject", "Metformin", "paragraph")],
        id="a-question-between",
    ),
    pytest.param(
        ["Metformin lowers weight, but it may not lower mortality."],
        [("subject", "Metformin", "clause")],
        id="same-sentence",
    ),
]


@pytest.mark.parametrize(("sentences", "expected"), INHERITED)
def test_what_is_inherited_and_from_where(make, sentences, expected) -> None:
    *_, one = make(sentences, title="Metformin in gout").statements
    assert [(found.role, found.text, found.source) for found in one.inherited] == expected


NOTHING = [
    pytest.param(
        ["Der Patient wurde mit Metformin behandelt und die Azidose besserte sich."],
        "body",
        id="german",
    ),
    pytest.param(["Metformin lowers the mortality of all."], "legend", id="legend"),
    pytest.param(["Metformin lowers the mortality of all."], "back", id="back-matter"),
    pytest.param(["Metformin is toxic, " * 12_000], "body", id="endless"),
]


@pytest.mark.parametrize(("paragraph", "role"), NOTHING)
def test_nothing_is_stated(make, paragraph, role) -> None:
    assert make(paragraph, role=role).statements == ()


def test_a_sentence_that_the_file_breaks_off_states_nothing(make, vocabulary) -> None:
    made = make(["Metformin lowers mortality.", "Mutations that are associated with gout and"])
    head = replace(made.article, part="head")
    stated = find_statements(head, made.sentences, made.contexts, vocabulary)
    assert [one.text for one in stated] == ["Metformin lowers mortality."]
    assert len(made.statements) == 2


def test_time_is_linear(make) -> None:
    sentence = "They may have been, which was not due to (metformin that may not be, because"
    long = (sentence + " ") * (4_900 // len(sentence)) + "."
    start = time.process_time()
    assert make([long] * 40).statements
    assert time.process_time() - start < 5


TROUBLE = (
    *("metformin", "may", "not", "reduce", "mortality", "in", "diabetes", "the", "of", "patients"),
    *("<sup>1</sup>", "<sup>2,7</sup>", ",", ";", "but", "and", "was", "we", "this", "effect"),
    *("$10^6$", "**bold**"),
)
WORDS = st.lists(st.sampled_from(TROUBLE), min_size=1, max_size=30)


@settings(max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=4))
def test_quotes_come_from_the_document(make, vocabulary, sentences) -> None:
    made = make([f"The {' '.join(words)}." for words in sentences])
    for one in made.statements:
        assert one.quote == made.document[one.start : one.end]
        assert all(made.document[cue.start : cue.end] == cue.text for cue in one.hedge_cues)
        assert all(made.document[part.start : part.end] == part.text for part in one.inherited)
        inside = [
            pointer
            for context in made.contexts
            for pointer in context.pointers
            if one.start <= pointer.start < one.end
        ]
        numbers = {number for pointer in inside for number in pointer.numbers}
        assert {line.reference for line in one.evidence} == numbers
    again = find_statements(made.article, made.sentences[::-1], made.contexts, vocabulary)
    assert again == made.statements


def test_what_nothing_in_the_text_names_is_taken_from_the_title(vocabulary) -> None:
    page = """# *Tremor* during lithium treatment of bipolar disorder

To the Editor:

Tremor has been reported [1].

## References

1. Doe J. Shaking hands. Cell. 2001;1:2-3.
"""
    document = read_document(page.encode(), "page.md")
    ((article, references),) = read_references([document])
    reading = read_contexts(article, references)
    (one,) = find_statements(article, reading.sentences, reading.contexts, vocabulary)
    assert {(found.role, found.text, found.source) for found in one.inherited} == {
        ("subject", "lithium", "title"),
        ("population", "bipolar disorder", "title"),
    }
    assert all(page[found.start : found.end] == found.text for found in one.inherited)


def test_a_statement_is_shown_with_its_claims(make) -> None:
    (one,) = make(["Lithium did not cause nausea or fever.<sup>1</sup>"]).statements
    told = show_statement(one, 80).splitlines()
    assert told[1:3] == [
        "     cited, negated",
        "     claim: lithium causes nausea; lithium causes fever (denied)",
    ]


@pytest.mark.parametrize(
    ("direction", "directness", "words"),
    [
        ("supports", "indirect", "supports, indirect"),
        ("neutral", "context", "neutral, context only"),
        ("supports", "not-determined", "supports, directness not determined"),
        ("not-determined", "direct", "direction not determined, direct"),
        ("not-determined", "not-determined", "direction and directness not determined"),
    ],
)
def test_what_is_not_determined_is_named(make, direction, directness, words) -> None:
    (one,) = make(["Lithium did not cause nausea.<sup>1</sup>"]).statements
    line = replace(one.evidence[0], direction=direction, directness=directness, why="so it is")
    shown = show_statement(replace(one, evidence=(line,)), 80)
    assert f"[1] {words}: so it is" in shown


def test_places_of_what_is_inherited_are_told_in_words(make) -> None:
    (one,) = make(["Lithium did not cause nausea.<sup>1</sup>"]).statements
    for source, place in PLACES.items():
        taken = Inherited("subject", "lithium", 0, 7, source)
        shown = show_statement(replace(one, inherited=(taken,)), 80)
        assert f"inherited subject: lithium (from the {place})" in shown
