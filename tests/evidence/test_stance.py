"""Wording: doubt, denial, basis and the part of a pointer, rule by rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence import stance
from evidence.model import Basis, Direction, Directness, Hedging, Polarity

HEDGES = [
    pytest.param("It is not known how often it recurs.", "none", [], id="how-often"),
    pytest.param("Surgery appears preferable.", "low", ["appears"], id="appears-so"),
    pytest.param("Colchicine lowered the rate of relapse.", "none", [], id="plain"),
    pytest.param("Colchicine may lower the rate of relapse.", "moderate", ["may"], id="may"),
    pytest.param("The first dose was given in May 2019.", "none", [], id="month"),
    pytest.param("After 19 doses may follow a rash.", "moderate", ["may"], id="may-after-number"),
    pytest.param("We speculate that iron is lost.", "high", ["speculate"], id="speculate"),
    pytest.param(
        "Because tests may fail, the diagnosis was late.", "none", [], id="hedge-in-subclause"
    ),
    pytest.param("A clot could not be seen.", "none", [], id="ability"),
    pytest.param("The drain could be stopped on day 3.", "none", [], id="able-to-stop"),
    pytest.param("Women were more likely to relapse.", "none", [], id="comparison"),
    pytest.param(
        "The rash is most likely due to lamotrigine.", "moderate", ["most likely"], id="most-likely"
    ),
    pytest.param(
        "An embolism cannot be excluded.", "high", ["cannot be excluded"], id="not-excluded"
    ),
    pytest.param("Rashes are generally mild.", "low", ["generally"], id="generally"),
    pytest.param("A rash appeared on day 3.", "none", [], id="came-into-view"),
    pytest.param("The drug appears to be safe.", "low", ["appears"], id="appears-to"),
    pytest.param("The patient, who may have had gout, recovered.", "none", [], id="relative"),
    pytest.param(
        "These data suggest that it may help.",
        "moderate",
        ["suggest", "may"],
        id="two-cues-one-doubt",
    ),
    pytest.param("Steroids were given as soon as possible.", "none", [], id="as-soon-as-possible"),
]


@pytest.mark.parametrize(("clause", "level", "cues"), HEDGES)
def test_hedging(clause: str, level: Hedging, cues: list[str]) -> None:
    hedges = stance.find_hedges(clause)
    assert [clause[hedge.start : hedge.end] for hedge in hedges] == cues
    assert stance.hedging_of(hedges) == level


POLARITIES = [
    pytest.param("Colchicine lowered the rate of relapse.", "affirmed", id="plain"),
    pytest.param("Colchicine did not lower the rate of relapse.", "negated", id="did-not"),
    pytest.param("No seizure was seen.", "negated", id="no-subject"),
    pytest.param("The scan showed no clot.", "negated", id="no-object"),
    pytest.param("There was no fever.", "negated", id="there-was-no"),
    pytest.param(
        "He was discharged with no fever and cough.", "affirmed", id="with-no-unsure-scope"
    ),
    pytest.param("It lowered not only pain but also fever.", "affirmed", id="not-only"),
    pytest.param("Such reactions are not uncommon.", "affirmed", id="double"),
    pytest.param("A clot cannot be excluded.", "affirmed", id="not-excluded"),
    pytest.param(
        "Although it did not help at first, the drug cured him.", "affirmed", id="subclause"
    ),
    pytest.param("The fever fell and did not return.", "affirmed", id="second-predicate"),
    pytest.param("The drug failed to lower the count.", "negated", id="failed-to"),
    pytest.param("Neither drug helped.", "negated", id="neither"),
    pytest.param(
        "The pulse and elevated pressure did not fulfill the criteria.",
        "negated",
        id="participle-before-noun",
    ),
    pytest.param("There is no doubt that the drug helps.", "affirmed", id="no-doubt"),
]


@pytest.mark.parametrize(("clause", "polarity"), POLARITIES)
def test_polarity(clause: str, polarity: Polarity) -> None:
    assert stance.polarity_of(clause) == polarity


OWN = stance.Ground(cited=False, own_article=True)
BARE = stance.Ground(cited=False)
CITED = stance.Ground(cited=True, own_article=True)
TO_CRITERIA = stance.Ground(cited=True, only_context=True, own_article=True)
BASES = [
    pytest.param("Mania recurred in one, who had fever.", OWN, "own-data", id="who-is-not-WHO"),
    pytest.param(
        "Mortality was lower than previously reported.", CITED, "own-data", id="than-before"
    ),
    pytest.param("Doctors should thus ask.", OWN, "interpretation", id="thus-in-the-middle"),
    pytest.param("Statins reduce mortality.", CITED, "cited", id="marker"),
    pytest.param("Our patient had not taken statins.", CITED, "own-data", id="marker-and-patient"),
    pytest.param("We previously reported two such cases.", CITED, "cited", id="own-earlier-work"),
    pytest.param(
        "We hypothesize that statins accumulate.", CITED, "interpretation", id="marker-and-guess"
    ),
    pytest.param("Pain was graded as severe.", TO_CRITERIA, "own-data", id="criteria-only"),
    pytest.param(
        "Response is defined by consensus.", TO_CRITERIA, "cited", id="criteria-in-general"
    ),
    pytest.param("The patient recovered.", OWN, "own-data", id="the-patient"),
    pytest.param("Platelets rose on day 3.", OWN, "own-data", id="told-in-the-past"),
    pytest.param("Platelets rose on day 3.", BARE, "uncited", id="past-without-a-case"),
    pytest.param("In 2004 the FDA approved the drug.", OWN, "uncited", id="others-in-the-past"),
    pytest.param("Statins are used by millions.", OWN, "uncited", id="general"),
    pytest.param(
        "Therefore, the rash probably had other causes.",
        OWN,
        "interpretation",
        id="therefore-probably",
    ),
    pytest.param("Therefore, the drug was stopped.", OWN, "own-data", id="therefore-we-did"),
    pytest.param(
        "The fall may have been due to dehydration.", OWN, "interpretation", id="may-have-been"
    ),
    pytest.param(
        "Our findings suggest a class effect.", OWN, "interpretation", id="findings-suggest"
    ),
    pytest.param(
        "Doctors should be aware of this.",
        stance.Ground(False, concluding=True),
        "interpretation",
        id="conclusion",
    ),
    pytest.param(
        "This effect did not explain the fall of platelets in the patient.",
        OWN,
        "interpretation",
        id="did-not-explain",
    ),
    pytest.param(
        "The rash probably had other causes.", OWN, "interpretation", id="probably-other-causes"
    ),
    # A finding of theirs about their own patient, however they put it.
    pytest.param(
        "We determined that the marrow was in a state of failure.", OWN, "own-data", id="determined"
    ),
    pytest.param("The patient with gout should avoid beer.", BARE, "uncited", id="any-patient"),
]


@pytest.mark.parametrize(("clause", "ground", "basis"), BASES)
def test_basis(clause: str, ground: stance.Ground, basis: Basis) -> None:
    assert stance.basis_of(clause, ground) == basis


BEARINGS = [
    pytest.param(
        "Events were graded with CTCAE version 5.0.",
        "own-data",
        "neutral",
        "context",
        id="decimal-version",
    ),
    pytest.param(
        "The effect was not confirmed in a later trial.",
        "cited",
        "opposes",
        "not-determined",
        id="not-confirmed",
    ),
    pytest.param(
        "The dose was calculated as described elsewhere.",
        "own-data",
        "neutral",
        "context",
        id="described-elsewhere",
    ),
    pytest.param(
        "Statins reduced mortality in two trials",
        "cited",
        "supports",
        "not-determined",
        id="reported",
    ),
    pytest.param(
        "Pain was graded by the Boston scale", "own-data", "neutral", "context", id="scale"
    ),
    pytest.param("She had rash grade 3", "own-data", "neutral", "context", id="grade"),
    pytest.param("According to the 2015 criteria", "own-data", "neutral", "context", id="criteria"),
    pytest.param(
        "The patient was enrolled in a reported trial of statins",
        "own-data",
        "neutral",
        "context",
        id="enrolled",
    ),
    pytest.param(
        "Levels were measured as previously described",
        "own-data",
        "neutral",
        "context",
        id="method",
    ),
    pytest.param(
        "Guidelines recommend statins",
        "cited",
        "supports",
        "not-determined",
        id="guidelines-recommend",
    ),
    pytest.param(
        "This is in line with earlier reports",
        "own-data",
        "supports",
        "not-determined",
        id="agrees",
    ),
    pytest.param(
        "In contrast to earlier reports",
        "own-data",
        "opposes",
        "not-determined",
        id="contrast-to-reports",
    ),
    pytest.param(
        "In contrast to warfarin, apixaban reduced bleeding",
        "cited",
        "supports",
        "not-determined",
        id="contrast-of-drugs",
    ),
    pytest.param(
        "By contrast, Roe et al. did not see any delay",
        "cited",
        "opposes",
        "not-determined",
        id="by-contrast-did-not",
    ),
    pytest.param(
        "By contrast, Roe et al. found a delay",
        "cited",
        "supports",
        "not-determined",
        id="by-contrast-did",
    ),
    pytest.param(
        "As described by Roe et al., gout is often caused by thiazides",
        "cited",
        "supports",
        "not-determined",
        id="as-described-a-finding",
    ),
    pytest.param(
        "Statins reduced mortality, but see",
        "cited",
        "opposes",
        "not-determined",
        id="but-see",
    ),
    pytest.param("A later trial refuted this", "cited", "opposes", "not-determined", id="refuted"),
    pytest.param(
        "Gout is a disease of joints", "cited", "neutral", "not-determined", id="definition"
    ),
    pytest.param("The mechanism is unknown", "cited", "not-determined", "not-determined", id="gap"),
    pytest.param(
        "Doctors should think of gout", "cited", "not-determined", "not-determined", id="norm"
    ),
    pytest.param("Our patient was 80 years old", "own-data", "neutral", "context", id="beside-own"),
]


@pytest.mark.parametrize(("clause", "basis", "direction", "directness"), BEARINGS)
def test_bearing(clause: str, basis: Basis, direction: Direction, directness: Directness) -> None:
    bearing = stance.bearing_of(clause, clause + ".", basis)
    assert (bearing.direction, bearing.directness) == (direction, directness)
    assert bearing.why


def test_as_described_is_a_method_where_something_was_done() -> None:
    before = "As described by Roe et al."
    assert stance.context_of(before, f"{before}, plasma levels were measured at noon.")
    assert stance.context_of(before, f"{before}, relapse occurred in a third.") is None


SEE = [
    pytest.param("(Roe, 2012; but see Doe et al., 2015)", (4, 9), {9: "opposes"}, id="the-second"),
    pytest.param("(Roe, 2012; Doe, 2015)", (4, 9), {}, id="no-cue"),
    pytest.param("(but see Roe, 2012; Doe, 2015)", (4, 9), {4: "opposes", 9: "opposes"}, id="all"),
    pytest.param("(Roe, 2012; but see Doe, 2015)", (4,), {4: "not-determined"}, id="one-unlisted"),
]


@pytest.mark.parametrize(("pointer", "numbers", "expected"), SEE)
def test_cited_against(pointer: str, numbers: tuple[int, ...], expected: dict[int, str]) -> None:
    found = stance.cited_against(pointer, numbers)
    assert {number: bearing.direction for number, bearing in found.items()} == expected


ASSERTIONS = [
    pytest.param("Twelve of them died within a month.", True, id="short-verb"),
    pytest.param("No guideline addresses this question.", True, id="third-person"),
    pytest.param("Statins reduce mortality.", True, id="plain"),
    pytest.param("The course is shown in Figure 1A.", False, id="figure"),
    pytest.param("Baseline data are summarized in the online supplement.", False, id="supplement"),
    pytest.param("Table 2 lists all events.", False, id="table-lists"),
    pytest.param("Table 2 shows that mortality fell.", True, id="table-shows-that"),
    pytest.param("Should statins be stopped?", False, id="question"),
    pytest.param("We read with interest the article by Roe et al.", False, id="we-read"),
    pytest.param("Written informed consent was obtained.", False, id="consent"),
    pytest.param("We thank the nurses.", False, id="thanks"),
    pytest.param("Here, we report on our experience.", False, id="here-we-report"),
    pytest.param("Here, we report a man who developed gout.", True, id="here-we-report-a-man"),
    pytest.param("To the Editor:", False, id="salutation"),
    pytest.param("Department of Medicine, University of Nowhere.", False, id="no-verb"),
]


@pytest.mark.parametrize(("sentence", "expected"), ASSERTIONS)
def test_asserts(sentence: str, expected: bool) -> None:
    assert stance.asserts(sentence) is expected


LANGUAGES = [
    pytest.param(
        "The patient was treated with a statin and recovered after a week.", "en", id="english"
    ),
    pytest.param(
        "Der Patient wurde mit einem Statin behandelt und war nach einer Woche gesund.",
        "de",
        id="german",
    ),
    pytest.param(
        "Le patient a été traité par une statine et a guéri après une semaine.", "fr", id="french"
    ),
    pytest.param(
        "El paciente fue tratado con una estatina y se recuperó en una semana.", "es", id="spanish"
    ),
    pytest.param(
        "Il paziente è stato trattato con una statina e dopo una settimana non aveva febbre.",
        "it",
        id="italian",
    ),
    pytest.param(
        "O paciente foi tratado com uma estatina e não teve febre após uma semana.",
        "pt",
        id="portuguese",
    ),
    pytest.param(
        "De patiënt werd met een statine behandeld en was na een week hersteld.", "nl", id="dutch"
    ),
    pytest.param(
        "Patienten behandlades med en statin och hade inte feber efter en vecka.",
        "sv",
        id="swedish",
    ),
    pytest.param("患者接受他汀类药物治疗一周后康复。", "und", id="chinese"),
    pytest.param("Пациент получал статин в течение недели.", "und", id="russian"),
    pytest.param("", "en", id="empty"),
    pytest.param("Colchicine reduced relapse. Patients die.", "en", id="too-short-to-tell"),
    pytest.param(
        "Daptomycin reduced relapse in patients. " * 12, "en", id="long-with-few-function-words"
    ),
    pytest.param("Tumors were cut out en bloc or grew de novo.", "en", id="borrowed-words"),
]


@pytest.mark.parametrize(("text", "code"), LANGUAGES)
def test_language(text: str, code: str) -> None:
    assert stance.language(text) == code


TROUBLE = (
    *("we", "may", "not", "no", "suggest", "that", "which", "because", "although", "was"),
    *("(", ")", ",", ".", ";", "12", "%", "May", "could", "be", "the", "patient"),
)
PIECES = st.lists(st.sampled_from(TROUBLE), max_size=40)


@given(PIECES)
def test_scope_keeps_offsets(words: list[str]) -> None:
    clause = " ".join(words)
    main = stance.main_part(clause)
    assert len(main) == len(clause)
    assert all(a in (b, " ") for a, b in zip(main, clause, strict=True))
    for hedge in stance.find_hedges(clause):
        assert clause[hedge.start : hedge.end].strip()
    stance.polarity_of(clause)
