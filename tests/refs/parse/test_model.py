from __future__ import annotations

import numpy as np
from tiny_network import random_layers

from refs.parse.codes import CodeTable
from refs.parse.features import Observed
from refs.parse.model import dump_model, load_model
from refs.parse.network import Network

STEPS = {"author": [(0.0, 0.4), (0.9, 0.8)]}
CODES = np.array([7, 9, 2**32 - 1], np.uint32)


def test_a_model_survives_its_file() -> None:
    dice = np.random.default_rng(1)
    layers = [random_layers(dice, vector=3, size=4, labels=2) for _ in range(2)]
    vectors = dice.integers(-127, 128, (len(CODES), 6)).astype(np.int8)
    scale = np.array([0.5, 1.5], np.float32)
    parts = (
        ["a", "b"],
        np.array([[0, 1500], [0, -3]]),
        CODES,
        vectors,
        scale,
        layers,
        STEPS,
        [1.0],
    )
    content = dump_model(*parts, names=[5, 3, 5])
    model = load_model(content)
    assert model.labels == ("a", "b")
    assert model.scale == 1000
    assert model.transitions.tolist() == [[0, 1500], [0, -3]]
    assert model.calibration == STEPS
    assert model.plausible == [1.0]
    assert model.names.tolist() == [3, 5]
    seen = Observed(np.array([[7, 9, 1, 7]], np.uint32), np.array([[9]], np.uint32), np.array([3]))
    for place, network in enumerate(model.networks):
        own = vectors[:, 3 * place : 3 * place + 3]
        expected = Network(CodeTable(CODES), own, scale[place], layers[place])
        sizes = np.array([3, 1])
        assert (network.scores(seen, sizes) == expected.scores(seen, sizes)).all()
    assert content == dump_model(*parts, names=[3, 5])
