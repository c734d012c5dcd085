from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.wordpieces import WordPieces

NAMES = [
    "[PAD]",
    "[UNK]",
    "the",
    "pan",
    "##cy",
    "##top",
    "##enia",
    "##t",
    "pa",
    ".",
    "é",
    "e",
    "±",
    "0",
]
PIECES = WordPieces(NAMES)

ROWS = [
    pytest.param("Pancytopenia.", ["pan ##cy ##top ##enia", "."], id="longest-first"),
    pytest.param("THE the", ["the", "the"], id="capitals"),
    pytest.param("É", ["e"], id="accents"),
    pytest.param("the xyz", ["the", "[UNK]"], id="unknown"),
    pytest.param("panx", ["[UNK]"], id="unknown-end"),
    pytest.param("pat", ["pa ##t"], id="two"),
    pytest.param("±0", ["±", "0"], id="signs-stand-alone"),
    pytest.param("pan" + "cy" * 49, ["[UNK]"], id="too-long"),
    pytest.param(" \t\n", [], id="no-word"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_words(text: str, expected: list[str]) -> None:
    found = [" ".join(NAMES[piece] for piece in word) for word in PIECES.words(text)]
    assert found == expected
    assert PIECES.words(text) == PIECES.words(text)  # remembered words too


@given(st.text())
def test_every_piece_is_of_the_vocabulary(text: str) -> None:
    assert all(0 <= piece < len(NAMES) for word in PIECES.words(text) for piece in word)


def test_time_is_linear() -> None:
    begun = process_time()
    PIECES.words("pancytopenia" * 100_000)
    PIECES.words("pa " * 100_000)
    assert process_time() - begun < 2
