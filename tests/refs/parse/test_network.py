from __future__ import annotations

import numpy as np
import pytest
from tiny_network import random_layers

from refs.parse.features import Observed
from refs.parse.network import DILATIONS, Layer, Network, most

CODES = np.array([3, 7, 9, 2**32 - 1], np.uint32)
SIZES = [1, 2, 11, 5, 1]
NETWORKS, VECTOR, SIZE, LABELS = 2, 3, 4, 5


@pytest.fixture
def parts() -> tuple[np.ndarray, np.ndarray, dict[str, Layer]]:
    dice = np.random.default_rng(1)
    vectors = dice.integers(-127, 128, (len(CODES), NETWORKS * VECTOR)).astype(np.int8)
    scale = np.array([1.7, 0.9], np.float32)
    return vectors, scale, random_layers(dice, NETWORKS, VECTOR, SIZE, LABELS)


def observed(sizes: list[int]) -> Observed:
    """Three features a token, some of them unknown, and a second word in every third token."""
    total = sum(sizes)
    dice = np.random.default_rng(2)
    own = dice.choice(np.array([*CODES, 1, 8], np.uint32), (3, total))
    owner = np.arange(0, total, 3)
    return Observed(own, dice.choice(CODES, (1, len(owner))), owner)


def by_hand(seen: Observed, sizes: list[int], vectors, scale, layers) -> list[list[float]]:  # type: ignore[no-untyped-def]
    """The same a number at a time."""
    known = {int(code): row for code, row in zip(CODES, vectors.tolist(), strict=True)}
    total = sum(sizes)
    sums = [[0] * NETWORKS * VECTOR for _ in range(total)]
    pairs = [(token, code) for row in seen.own.tolist() for token, code in enumerate(row)]
    pairs += list(zip(seen.owner.tolist(), seen.inner[0].tolist(), strict=True))
    for token, code in pairs:
        for place, value in enumerate(known.get(code, [0] * NETWORKS * VECTOR)):
            sums[token][place] += value

    def bounded(value: float) -> float:
        return max(-most(SIZE), min(most(SIZE), value))

    def through(name: str, network: int, inputs: list[float], relu: bool) -> list[float]:
        weights, bias, scales = (part[network].tolist() for part in layers[name])
        out = []
        for place in range(len(scales[0])):
            value = sum(one * row[place] for one, row in zip(inputs, weights, strict=True))
            value += bias[0][place]
            value = float(
                np.rint(np.float32(max(value, 0) if relu else value) * np.float32(scales[0][place]))
            )
            out.append(bounded(value) if relu else value)
        return out

    scores = [[0.0] * LABELS for _ in range(total)]
    start = 0
    for size in sizes:
        for network in range(NETWORKS):
            states = []
            for token in range(start, start + size):
                own = sums[token][network * VECTOR : (network + 1) * VECTOR]
                inputs = [bounded(float(np.rint(np.float32(v) * scale[network]))) for v in own]
                states.append(through("entry", network, inputs, True))
            whole = [through("whole", network, state, True) for state in states]
            mean = [
                float(np.rint(np.float32(sum(each)) / np.float32(size)))
                for each in zip(*whole, strict=True)
            ]
            spread = through("spread", network, mean, False)
            states = [
                [bounded(one + more) for one, more in zip(state, spread, strict=True)]
                for state in states
            ]
            for place, distance in enumerate(DILATIONS):
                edge = [0.0] * SIZE
                seen_by = [
                    (states[at - distance] if at >= distance else edge)
                    + states[at]
                    + (states[at + distance] if at + distance < size else edge)
                    for at in range(size)
                ]
                states = [
                    [
                        bounded(one + more)
                        for one, more in zip(
                            state, through(f"near{place}", network, inputs, True), strict=True
                        )
                    ]
                    for state, inputs in zip(states, seen_by, strict=True)
                ]
            for at, state in enumerate(states):
                for label, value in enumerate(through("labels", network, state, False)):
                    scores[start + at][label] += value
        start += size
    return scores


def test_scores_are_what_one_computes_by_hand(parts) -> None:  # type: ignore[no-untyped-def]
    seen = observed(SIZES)
    scores = Network(CODES, *parts).scores(seen, np.array(SIZES))
    assert scores.tolist() == by_hand(seen, SIZES, *parts)
    assert len(np.unique(scores)) > LABELS


@pytest.mark.parametrize("place", range(len(SIZES)))
def test_a_reference_scores_the_same_alone(parts, place: int) -> None:  # type: ignore[no-untyped-def]
    seen, start = observed(SIZES), sum(SIZES[:place])
    end = start + SIZES[place]
    mine = (seen.owner >= start) & (seen.owner < end)
    alone = Observed(seen.own[:, start:end], seen.inner[:, mine], seen.owner[mine] - start)
    network = Network(CODES, *parts)
    together = network.scores(seen, np.array(SIZES))[start:end]
    assert network.scores(alone, np.array([SIZES[place]])).tolist() == together.tolist()
