"""Patterns of cue words: what settles them quickly never settles them wrongly."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence import assertion, basis, bearing, clauses, propositions, relations, wording
from evidence.cues import Cues, Needle, any_of, needles

NEEDLES = [
    pytest.param(r"\bmay\b", [Needle("may", True, True)], id="word"),
    pytest.param(
        r"\b(?:might|could)\b",
        [Needle("might", True, True), Needle("could", True, True)],
        id="alternatives",
    ),
    pytest.param(
        r"\b\w+ly\s(?:rare|common)s?\b",
        [Needle("rare", True), Needle("common", True)],
        id="longest-least",
    ),
    pytest.param(r"\bin contrast\b", [Needle("contrast", True, True)], id="two-words"),
    pytest.param(r"\brul(?:e|ed) ?out\b", [Needle("rul", True)], id="optional-space"),
    pytest.param(r"\b(?:very )?rare\b", [Needle("rare", True, True)], id="optional-group"),
    pytest.param(r"\bour (?:[\w-]+ ){0,3}?trials?\b", [Needle("trial", True)], id="words-between"),
    pytest.param(r"\b(?:re)?start\b", [Needle("start", False, True)], id="optional-syllable"),
    pytest.param(r"\bsuggests?\b", [Needle("suggest", True)], id="optional-letter"),
    pytest.param(r"\b\w{2,}ed\b", [Needle("ed", False, True)], id="ending"),
    pytest.param(r"n't\b", [Needle("t", True, True)], id="apostrophe"),
    pytest.param(r"\ba{2,}b{0,3}\b", [], id="repeated-letters"),
    pytest.param(r"(?!not)possible", [Needle("possible")], id="look-ahead"),
    pytest.param(r"[abc]\d", [], id="nothing-sure"),
    pytest.param(r"\bmay\b|\d", [], id="an-alternative-without"),
    pytest.param(r"\S@\S", [Needle("@", True, True)], id="sign"),
    pytest.param(r"\b(?-i:FDA)\b", [Needle("fda", True, True)], id="flag"),
]


@pytest.mark.parametrize(("pattern", "expected"), NEEDLES)
def test_needles(pattern: str, expected: list[Needle]) -> None:
    assert list(needles(pattern)) == expected


TABLES = [
    pytest.param(value, id=f"{module.__name__}.{name}")
    for module in (assertion, basis, bearing, clauses, propositions, relations, wording)
    for name, value in vars(module).items()
    if isinstance(value, Cues)
]


@pytest.mark.parametrize("cues", TABLES)
@settings(max_examples=15)
@given(data=st.data())
def test_what_a_table_matches_it_finds(cues: Cues, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(re.compile(cues.pattern.pattern, re.IGNORECASE | re.ASCII)))
    found, wanted = cues.search(text), cues.pattern.search(text)
    assert bool(found) == bool(wanted)
    assert not found or not wanted or found.span() == wanted.span()


def test_the_methods_are_those_of_a_pattern() -> None:
    cues = any_of(r"\bmay\b", r"\bmight\b")
    assert [found.group() for found in cues.finditer("It May and might.")] == ["May", "might"]
    assert cues.sub(lambda found: "-", "It may.") == "It -."
    assert cues.sub(lambda found: "-", "It can.") == "It can."
    assert cues.match("may be")
    assert not cues.match("it may")
    assert list(cues.finditer("It can.")) == []


def test_a_word_without_end_takes_no_time() -> None:
    cues = any_of(r"\bmay\b")
    begun = time.process_time()
    assert cues.search("A" * 1_000_000) is None
    assert time.process_time() - begun < 0.5
