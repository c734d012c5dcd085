"""The part of a pointer, rule by rule."""

from __future__ import annotations

import re

import pytest

from evidence.bearing import bearing_of, cited_against, context_of
from evidence.model import Basis, Direction, Directness

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
    pytest.param(
        "A partial remission, as defined by the IMWG",
        "own-data",
        "neutral",
        "context",
        id="defined-by-a-body",
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
    bearing = bearing_of(clause, clause + ".", basis)
    assert (bearing.direction, bearing.directness) == (direction, directness)
    assert bearing.why


def test_as_described_is_a_method_where_something_was_done() -> None:
    before = "As described by Roe et al."
    assert context_of(before, f"{before}, plasma levels were measured at noon.")
    assert context_of(before, f"{before}, relapse occurred in a third.") is None


SCORED = [
    pytest.param("The Alvarado score was 8", True, id="score-of-a-patient"),
    pytest.param("Her score on the Montreal Cognitive Assessment was 21", True, id="scored"),
    pytest.param("The disease was classified as stage by the index of IV", True, id="class"),
    pytest.param("The mean score was 8", False, id="mean-of-a-study"),
    pytest.param("Scores fell in 8 patients", False, id="patients"),
]


@pytest.mark.parametrize(("before", "criteria"), SCORED)
def test_what_one_patient_scored_cites_the_scale(before: str, criteria: bool) -> None:
    assert bool(context_of(before)) == criteria


OWN_WORDS = [
    pytest.param(
        "Our results agree with those of Doe [1] and differ from those of Roe [2].",
        ["supports", "opposes"],
        id="agrees-and-differs",
    ),
    pytest.param(
        "Contrary to Geddes et al [3], Kessing et al found that lithium increased the risk of chronic kidney disease [6].",
        ["opposes", "supports"],
        id="contrary-in-front",
    ),
    pytest.param(
        "Contrary to earlier reports [3], lithium raises creatinine after years [6].",
        ["opposes", "not-determined"],
        id="contrary-in-front-without-a-finding",
    ),
    pytest.param(
        "East et al. [3], contrary to Adams et al. [1], found that warfarin prevents stroke.",
        ["supports", "opposes"],
        id="contrary-in-brackets",
    ),
    pytest.param(
        "Warfarin causes bleeding [3], a view disputed by others [4].",
        ["supports", "opposes"],
        id="a-view-disputed",
    ),
    pytest.param(
        "Warfarin causes bleeding [3], which was refuted by Roe [4] and Doe [5].",
        ["supports", "opposes", "opposes"],
        id="which-was-refuted",
    ),
    pytest.param(
        "In contrast to the studies of Roe [1] and Doe et al. [2], we saw that warfarin caused bleeding.",
        ["opposes", "opposes"],
        id="both-of-two",
    ),
    pytest.param(
        "This was not confirmed by Roe [1] or in a second trial [2].",
        ["opposes", "opposes"],
        id="neither-of-two",
    ),
    pytest.param(
        "The findings of Roe [3] were not confirmed by Doe [4].",
        ["not-determined", "opposes"],
        id="of-the-one-by-the-other",
    ),
    pytest.param("Roe et al. [1] failed to replicate this.", ["opposes"], id="behind-its-subject"),
    pytest.param(
        "Lithium increased kidney disease [6], contrary to earlier reports.",
        ["not-determined"],
        id="the-other-side-uncited",
    ),
]


@pytest.mark.parametrize(("marked", "directions"), OWN_WORDS)
def test_each_pointer_has_its_own_words(marked: str, directions: list[str]) -> None:
    parts = re.split(r" \[\d\]", marked)
    clause = "".join(parts)
    places = [len("".join(parts[:count])) for count in range(1, len(parts))]
    found = [
        bearing_of(clause[:place], clause, "cited", places=places).direction for place in places
    ]
    assert found == directions


def test_set_beside_ours_the_work_is_not_opposed() -> None:
    clause = "In contrast to our patient, none relapsed in a cohort"
    assert bearing_of(clause, clause, "cited").direction != "opposes"


SEE = [
    pytest.param("(Roe, 2012; but see Doe et al., 2015)", (4, 9), {9: "opposes"}, id="the-second"),
    pytest.param("(Roe, 2012; Doe, 2015)", (4, 9), {}, id="no-cue"),
    pytest.param("(but see Roe, 2012; Doe, 2015)", (4, 9), {4: "opposes", 9: "opposes"}, id="all"),
    pytest.param("(Roe, 2012; but see Doe, 2015)", (4,), {4: "not-determined"}, id="one-unlisted"),
]


@pytest.mark.parametrize(("pointer", "numbers", "expected"), SEE)
def test_cited_against(pointer: str, numbers: tuple[int, ...], expected: dict[int, str]) -> None:
    found = cited_against(pointer, numbers)
    assert {number: bearing.direction for number, bearing in found.items()} == expected
