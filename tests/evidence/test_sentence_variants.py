"""Sentences that nobody wrote: how many, of what, and the same for the same seed."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))

from sentence_variants import variants

BLANK, STOP = 99, 7
WORDS = st.lists(st.lists(st.integers(1, 50), min_size=1, max_size=3), min_size=1, max_size=9)


@given(sentences=st.lists(WORDS, min_size=1, max_size=5), each=st.integers(0, 4))
def test_variants_are_made_of_the_words_given(sentences: list[list[list[int]]], each: int) -> None:
    found = variants(sentences, each, frozenset([STOP]), BLANK, seed=1)
    assert len(found) == each * len(sentences)
    assert all(found)
    given_pieces = {piece for words in sentences for word in words for piece in word}
    assert {piece for one in found for piece in one} <= given_pieces | {BLANK}
    assert found == variants(sentences, each, frozenset([STOP]), BLANK, seed=1)


def test_they_differ() -> None:
    words = [[number] for number in range(1, 31)]
    found = variants([words, words[::-1]], 50, frozenset([STOP]), BLANK, seed=1)
    assert len({tuple(one) for one in found}) > 80
    assert any(BLANK in one for one in found)
    assert any(len(one) < 20 for one in found)
    assert any(len(one) > 30 for one in found)
