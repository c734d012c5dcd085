"""Networks small enough to follow by hand, one or several side by side."""

from __future__ import annotations

import numpy as np

from refs.parse.network import DILATIONS, Layer

PLACES = tuple(range(len(DILATIONS)))


def layer(weights: object, scale: float = 1.0, bias: object = 0) -> Layer:
    """A layer of one network; ``bias`` one for all outputs or one each."""
    own = np.array(weights, np.float32)[None]
    outputs = own.shape[2]
    return Layer(
        own,
        np.zeros((1, 1, outputs), np.float32) + np.array(bias, np.float32),
        np.full((1, 1, outputs), scale, np.float32),
    )


def silent_layers(size: int) -> dict[str, Layer]:
    """Layers of this many states that add nothing to what a token says itself."""
    return {
        "whole": layer(np.zeros((size, size))),
        "spread": layer(np.zeros((size, size))),
        **{f"near{place}": layer(np.zeros((3 * size, size))) for place in PLACES},
    }


def random_layers(
    dice: np.random.Generator, networks: int, vector: int, size: int, labels: int
) -> dict[str, Layer]:
    """Layers of whole numbers as they are learnt: 8 bits a weight, some activations cut."""
    shapes = {
        "entry": (vector, size),
        "whole": (size, size),
        "spread": (size, size),
        **{f"near{place}": (3 * size, size) for place in PLACES},
        "labels": (size, labels),
    }
    return {
        name: Layer(
            dice.integers(-127, 128, (networks, *shape)).astype(np.float32),
            dice.integers(-900, 900, (networks, 1, shape[1])).astype(np.float32),
            dice.uniform(0.001, 0.02, (networks, 1, shape[1])).astype(np.float32),
        )
        for name, shape in shapes.items()
    }
