from __future__ import annotations

from itertools import pairwise, product
from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refs.parse.crf import decode

SCALE = 1000
WEIGHT = st.integers(-4000, 4000)
TRANSITIONS = st.lists(st.lists(WEIGHT, min_size=3, max_size=3), min_size=3, max_size=3)
SEQUENCES = st.lists(
    st.lists(st.lists(WEIGHT, min_size=3, max_size=3), min_size=1, max_size=4),
    min_size=1,
    max_size=4,
)


def by_hand(
    scores: list[list[int]], transitions: list[list[int]]
) -> tuple[float, list[list[float]]]:
    """The best sum of any path, and the probability of each label at each place."""
    paths = {
        path: sum(row[label] for row, label in zip(scores, path, strict=True))
        + sum(transitions[one][two] for one, two in pairwise(path))
        for path in product(range(3), repeat=len(scores))
    }
    total = sum(exp(value / SCALE) for value in paths.values())
    return max(paths.values()), [
        [
            sum(exp(value / SCALE) for path, value in paths.items() if path[place] == label) / total
            for label in range(3)
        ]
        for place in range(len(scores))
    ]


@given(SEQUENCES, TRANSITIONS)
def test_decoding_is_what_trying_every_path_gives(
    sequences: list[list[list[int]]], transitions: list[list[int]]
) -> None:
    flat = np.array([row for scores in sequences for row in scores], np.float32)
    sizes = np.array([len(scores) for scores in sequences])
    labels, chances = decode(flat, sizes, np.array(transitions, np.float32), SCALE)
    start = 0
    for scores in sequences:
        own = labels[start : start + len(scores)].tolist()
        best, shares = by_hand(scores, transitions)
        path = sum(row[label] for row, label in zip(scores, own, strict=True))
        assert path + sum(transitions[one][two] for one, two in pairwise(own)) == best
        for place, label in enumerate(own):
            assert chances[start + place] == pytest.approx(shares[place][label], abs=1e-6)
        start += len(scores)


def test_a_long_sequence_among_short_ones_keeps_its_place() -> None:
    sizes = np.array([1, 5000, 2])
    scores = np.zeros((sizes.sum(), 2), np.float32)
    scores[1:5001:2, 1] = 30_000
    labels, chances = decode(scores, sizes, np.zeros((2, 2), np.float32), SCALE)
    assert labels.tolist() == [0, *[1, 0] * 2500, 0, 0]
    assert chances[0] == 0.5
    assert chances[1] == pytest.approx(1)
