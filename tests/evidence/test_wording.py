"""Doubt, denial and the reach of words, rule by rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.model import Hedging, Polarity
from evidence.wording import find_hedges, hedging_of, main_part, polarity_of

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
    hedges = find_hedges(clause)
    assert [clause[hedge.start : hedge.end] for hedge in hedges] == cues
    assert hedging_of(hedges) == level


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
    assert polarity_of(clause) == polarity


TROUBLE = (
    *("we", "may", "not", "no", "suggest", "that", "which", "because", "although", "was"),
    *("(", ")", ",", ".", ";", "12", "%", "May", "could", "be", "the", "patient"),
)
PIECES = st.lists(st.sampled_from(TROUBLE), max_size=40)


@given(PIECES)
def test_scope_keeps_offsets(words: list[str]) -> None:
    clause = " ".join(words)
    main = main_part(clause)
    assert len(main) == len(clause)
    assert all(a in (b, " ") for a, b in zip(main, clause, strict=True))
    for hedge in find_hedges(clause):
        assert clause[hedge.start : hedge.end].strip()
    polarity_of(clause)
