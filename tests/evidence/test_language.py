"""The language of a text."""

from __future__ import annotations

import pytest

from evidence.language import language

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
    pytest.param(
        "Statins lower lipids (Doe et al., 2001; Roe et al., 2002; Poe et al., 2003).",
        "en",
        id="et-al",
    ),
    pytest.param("", "en", id="empty"),
    pytest.param("Colchicine reduced relapse. Patients die.", "en", id="too-short-to-tell"),
    pytest.param(
        "Daptomycin reduced relapse in patients. " * 12, "en", id="long-with-few-function-words"
    ),
    pytest.param("Tumors were cut out en bloc or grew de novo.", "en", id="borrowed-words"),
]


@pytest.mark.parametrize(("text", "code"), LANGUAGES)
def test_language(text: str, code: str) -> None:
    assert language(text) == code
