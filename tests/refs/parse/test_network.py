from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from tiny_network import by_number, random_layers

from refs.layers import most
from refs.parse.codes import CodeTable
from refs.parse.features import Observed
from refs.parse.network import DILATIONS, Network

CODES = np.array([3, 7, 9, 2**32 - 1], np.uint32)
SIZES = [1, 2, 11, 5, 1]
VECTOR, SIZE, LABELS = 3, 4, 5
DICE = np.random.default_rng(1)
VECTORS = DICE.integers(-127, 128, (len(CODES), VECTOR)).astype(np.int8)
SCALE = np.float32(1.7)
MOST = most(3 * SIZE)
LAYERS = random_layers(DICE, VECTOR, SIZE, LABELS)
NETWORK = Network(CodeTable(CODES), VECTORS, float(SCALE), LAYERS)


def observed(sizes: list[int]) -> Observed:
    """Three features a token, some of them unknown, and a second word in every third token."""
    total = sum(sizes)
    dice = np.random.default_rng(2)
    own = dice.choice(np.array([*CODES, 1, 8], np.uint32), (3, total))
    owner = np.arange(0, total, 3)
    return Observed(own, dice.choice(CODES, (1, len(owner))), owner)


def bounded(values: Sequence[float]) -> list[float]:
    return [max(-MOST, min(MOST, value)) for value in values]


def through(name: str, inputs: Sequence[float], relu: bool = True) -> list[float]:
    return by_number(LAYERS[name], inputs, MOST if relu else None)


def by_hand(seen: Observed, sizes: list[int]) -> list[list[float]]:
    known = dict(zip(CODES.tolist(), VECTORS.tolist(), strict=True))
    sums = [[0] * VECTOR for _ in range(sum(sizes))]
    pairs = [(token, code) for row in seen.own.tolist() for token, code in enumerate(row)]
    pairs += list(zip(seen.owner.tolist(), seen.inner[0].tolist(), strict=True))
    for token, code in pairs:
        for place, value in enumerate(known.get(code, [])):
            sums[token][place] += value
    scores: list[list[float]] = []
    for size in sizes:
        own = sums[len(scores) : len(scores) + size]
        inputs = [
            bounded([float(np.rint(np.float32(each) * SCALE)) for each in row]) for row in own
        ]
        states = [through("entry", row) for row in inputs]
        whole = zip(*[through("whole", state) for state in states], strict=True)
        mean = [float(np.rint(np.float32(sum(each)) / np.float32(size))) for each in whole]
        spread = through("spread", mean, relu=False)
        states = [bounded(np.add(state, spread).tolist()) for state in states]
        for place, distance in enumerate(DILATIONS):
            edge = [[0.0] * SIZE] * distance
            padded = [*edge, *states, *edge]
            seen_by = [
                padded[at] + states[at] + padded[at + 2 * distance] for at in range(len(states))
            ]
            added = [through(f"near{place}", row) for row in seen_by]
            states = [bounded(np.add(*each).tolist()) for each in zip(states, added, strict=True)]
        scores += [through("labels", state, relu=False) for state in states]
    return scores


def test_scores_are_what_one_computes_by_hand() -> None:
    seen = observed(SIZES)
    scores = NETWORK.scores(seen, np.array(SIZES))
    assert scores.tolist() == by_hand(seen, SIZES)
    assert len(np.unique(scores)) > LABELS


@pytest.mark.parametrize("place", range(len(SIZES)))
def test_a_reference_scores_the_same_alone(place: int) -> None:
    seen, start = observed(SIZES), sum(SIZES[:place])
    tokens = np.arange(sum(SIZES))
    mine = (tokens >= start) & (tokens < start + SIZES[place])
    together = NETWORK.scores(seen, np.array(SIZES))[mine]
    alone = NETWORK.scores(seen.part(mine), np.array([SIZES[place]]))
    assert alone.tolist() == together.tolist()
