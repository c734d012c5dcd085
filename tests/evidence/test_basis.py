"""What statements rest on, rule by rule."""

from __future__ import annotations

import pytest

from evidence.basis import Ground, basis_of
from evidence.model import Basis

OWN = Ground(cited=False, own_article=True)
BARE = Ground(cited=False)
AFTER = Ground(cited=False, own_article=True, after_cited=True)
CITED = Ground(cited=True, own_article=True)
TO_CRITERIA = Ground(cited=True, only_context=True, own_article=True)
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
    pytest.param("Neither trial enrolled children.", AFTER, "uncited", id="neither-trial-cited"),
    pytest.param("Children were excluded from these trials.", AFTER, "uncited", id="these-trials"),
    pytest.param("Children were excluded from these trials.", OWN, "own-data", id="these-are-ours"),
    pytest.param("That analysis did not adjust for age.", AFTER, "uncited", id="that-analysis"),
    pytest.param("The trial drug was stopped early.", AFTER, "own-data", id="the-trial-drug"),
    pytest.param("Three cases do not prove causation.", OWN, "interpretation", id="do-not-prove"),
    pytest.param(
        "In contrast to our patient, none of 15 men relapsed.", CITED, "cited", id="set-beside-ours"
    ),
    pytest.param("We adjusted for age and sex.", CITED, "own-data", id="we-did"),
    pytest.param("We proposed this before others did.", CITED, "cited", id="we-thought"),
    pytest.param(
        "The rate was similar to that in the trial.", CITED, "own-data", id="as-in-the-trial"
    ),
    pytest.param(
        "Doctors should weigh the risk in each patient.", OWN, "interpretation", id="each-patient"
    ),
    pytest.param(
        "One explanation could be that drugs were missed.", BARE, "interpretation", id="explanation"
    ),
    pytest.param(
        "It nevertheless suggests that they work.", BARE, "interpretation", id="it-suggests"
    ),
    pytest.param(
        "Our study does not prove that drops work.", OWN, "interpretation", id="study-proves-not"
    ),
    pytest.param("Whether activated charcoal helps remains unclear.", OWN, "uncited", id="unclear"),
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
        Ground(False, concluding=True),
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
    pytest.param("Clinicians should avoid it.", BARE, "interpretation", id="advice"),
    pytest.param("The patient with gout avoids beer.", BARE, "uncited", id="any-patient"),
]


@pytest.mark.parametrize(("clause", "ground", "basis"), BASES)
def test_basis(clause: str, ground: Ground, basis: Basis) -> None:
    assert basis_of(clause, ground) == basis
