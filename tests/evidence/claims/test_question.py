"""Questions taken apart: what is asked about, in whom or with what, in which words."""

from __future__ import annotations

import pytest

from evidence.concepts import read_abbreviations
from evidence.question import MOST_PARTS, read_question, stem
from evidence.spelling import MOST, mend_spelling

PARTS = [  # what is asked about, and the setting
    pytest.param("fever after linezolid", "fever", "linezolid", id="after"),
    pytest.param("linezolid for pneumonia", "linezolid", "pneumonia", id="for"),
    pytest.param("does linezolid cause fever?", "linezolid fever", "", id="verb-between"),
    pytest.param(
        "does linezolid in children cause fever after surgery",
        "linezolid fever",
        "children surgery",
        id="each-half-with-a-setting",
    ),
    pytest.param("fever caused by linezolid", "fever linezolid", "", id="caused-by"),
    pytest.param("After linezolid, is fever common?", "fever", "linezolid", id="setting-first"),
    pytest.param(
        "effect of linezolid on fever", "linezolid fever", "", id="effect-of-one-on-another"
    ),
    pytest.param("risk of fever with linezolid", "fever", "linezolid", id="risk-of"),
    pytest.param("linezolid fever", "linezolid fever", "", id="words-alone"),
    pytest.param("BCMA CAR-T", "CAR-T cell therapy BCMA", "", id="a-therapy-and-its-target"),
    pytest.param("in children", "children", "", id="nothing-but-a-setting"),
    pytest.param("what is better?", "better", "", id="nothing-but-a-relation"),
    pytest.param("how does it work in patients", "work", "", id="words-that-ask"),
    pytest.param("what supports fever after linezolid?", "fever", "linezolid", id="what-supports"),
    pytest.param("", "", "", id="empty"),
    pytest.param("what is the?", "", "", id="no-word-that-says-anything"),
]


@pytest.mark.parametrize(("question", "asked", "setting"), PARTS)
def test_what_is_asked_about_and_in_what_setting(question, asked, setting, vocabulary) -> None:
    parts = read_question(question, vocabulary)
    assert " ".join(part.label for part in parts if not part.setting) == asked
    assert " ".join(part.label for part in parts if part.setting) == setting


def test_an_abbreviation_means_what_the_article_says(vocabulary) -> None:
    defined = read_abbreviations(["Zorblax pump failure (ZPF) is rare."], vocabulary)
    (part,) = read_question("ZPF", vocabulary, defined)
    assert part.concept == "local:zorblax-pump-failure"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("reactivation", "reactivated", id="noun-and-verb"),
        pytest.param("anemia", "anemic", id="greek"),
        pytest.param("discontinue", "withdrawal", id="stand-for-the-same"),
        pytest.param("stopping", "stopped", id="doubled-letter"),
    ],
)
def test_forms_of_one_word_are_one(one, other) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("survival", "mortality", id="opposites"),
        pytest.param("fall", "decrease", id="what-happens-and-a-change"),
    ],
)
def test_other_words_are_others(one, other) -> None:
    assert stem(one) != stem(other)


def test_a_page_is_no_question(make, vocabulary) -> None:
    page = " ".join(f"zork{number}" for number in range(5_000))
    assert len(read_question(page, vocabulary)) == MOST_PARTS
    question, meant = mend_spelling(page, make(["Zork was seen."]).statements, vocabulary)
    assert len(meant) <= MOST
    assert len(question.split()) == 5_000


SAID = ["Gribble torque fell with zorblax.", "Retinopathy of prematurity was rare."]
MENDED = [
    pytest.param("gribble tork zorblaxx", "gribble tork zorblax", id="one-letter-more"),
    pytest.param("betablockers", "beta blocker", id="joined"),
    pytest.param("tocilizumb", "tocilizumab", id="a-term-of-the-vocabulary"),
    pytest.param("zorblax ROP", "zorblax retinopathy of prematurity", id="initials"),
    pytest.param("zorblax rop", "zorblax rop", id="no-initials-in-small-letters"),
    pytest.param("Warts", "Warts", id="too-short-to-guess"),
    pytest.param("gribbles", "gribbles", id="another-form-is-known"),
    pytest.param("hepatotoxicity", "hepatotoxicity", id="the-vocabulary-knows-it"),
]


@pytest.mark.parametrize(("asked", "read"), MENDED)
def test_misspelt_words_are_read_as_meant(make, vocabulary, asked, read) -> None:
    question, meant = mend_spelling(asked, make(SAID).statements, vocabulary)
    assert question == read
    assert bool(meant) == (asked != read)
    assert mend_spelling(question, make(SAID).statements, vocabulary) == (question, {})
