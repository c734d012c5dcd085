"""The slopes by which the labeller is taught are what small changes cost."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("scipy")
sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

from learn_network import (
    Learnt,
    Run,
    Settings,
    Taught,
    first_layers,
    gradient,
    quantised,
)
from scipy import sparse

from refs.parse.codes import CodeTable
from refs.parse.features import Observed
from refs.parse.network import Network

SIZES = np.array([3, 1, 7])
LABELS = 4
SETTINGS = Settings(vector=5, state=6)
STEP = 1e-2


def weights_of(dice: np.random.Generator) -> dict[str, np.ndarray]:
    weights = first_layers(dice, SETTINGS, LABELS)
    return {
        name: each + dice.normal(0, 0.2, each.shape).astype("f") for name, each in weights.items()
    }


def cost(
    weights: dict[str, np.ndarray], inputs: np.ndarray, gold: np.ndarray, after: np.ndarray
) -> float:
    return gradient(Run.of(weights, inputs, SIZES).scores, SIZES, gold, after)[2]


def test_slopes_are_what_small_changes_cost() -> None:
    dice = np.random.default_rng(1)
    weights = weights_of(dice)
    inputs = dice.normal(0, 1, (SIZES.sum(), SETTINGS.vector)).astype("f")
    gold = dice.integers(0, LABELS, SIZES.sum())
    after = dice.normal(0, 1, (LABELS, LABELS)).astype("f")
    run = Run.of(weights, inputs, SIZES)
    slope, slopes, _ = gradient(run.scores, SIZES, gold, after)
    by_weight, by_input = run.backward(weights, slope)
    arrays = {**weights, "inputs": inputs, "after": after}
    found = {**by_weight, "inputs": by_input, "after": slopes}
    for name, own in arrays.items():
        for place in dice.choice(own.size, min(6, own.size), replace=False):
            costs = []
            for change in (STEP, -STEP):
                moved = own.copy()
                moved.flat[place] += change
                changed = {**arrays, name: moved}
                costs.append(
                    cost(
                        {key: changed[key] for key in weights},
                        changed["inputs"],
                        gold,
                        changed["after"],
                    )
                )
            by_hand = (costs[0] - costs[1]) / (2 * STEP)
            assert found[name].flat[place] == pytest.approx(by_hand, abs=0.03, rel=0.05), name


def test_whole_numbers_say_what_the_real_ones_said() -> None:
    dice = np.random.default_rng(2)
    codes = np.arange(5, 45, dtype=np.uint32)
    learnt = [
        Learnt(
            dice.normal(0, 1, (len(codes), SETTINGS.vector)).astype("f"),
            weights_of(dice),
            np.zeros((LABELS, LABELS), "f"),
        )
        for _ in range(2)
    ]
    total = int(SIZES.sum())
    own = dice.choice(codes, (3, total))
    seen = Observed(own, np.zeros((1, 0), np.uint32), np.zeros(0, np.int64))
    tokens = sparse.csr_matrix(
        (np.ones(own.size, "f"), (np.tile(np.arange(total), 3), own.ravel() - 5)),
        (total, len(codes)),
    )
    sample = Taught(tokens, SIZES, np.zeros(total, np.int64))
    vectors, scale, layers = quantised(learnt, sample, 1000)
    for place, (each, own) in enumerate(zip(learnt, layers, strict=True)):
        part = vectors[:, 5 * place : 5 * place + 5]
        scores = Network(CodeTable(codes), part, scale[place], own).scores(seen, SIZES) / 1000
        real = Run.of(each.layers, tokens @ each.vectors, SIZES).scores
        assert np.abs(scores - real).max() < 0.02 * np.abs(real).max()
