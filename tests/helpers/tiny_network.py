"""Networks small enough to follow by hand, one or several side by side."""

from __future__ import annotations

import numpy as np

from refs.parse.network import DILATIONS, Layer

PLACES = tuple(range(len(DILATIONS)))


def layer(weights: object, scale: float = 1.0) -> Layer:
    """A layer without bias."""
    own = np.array(weights, np.float32)
    outputs = own.shape[1]
    return Layer(own, np.zeros(outputs, np.float32), np.full(outputs, scale, np.float32))


def silent_layers(size: int) -> dict[str, Layer]:
    """Layers of this many states that add nothing to what a token says itself."""
    return {
        "whole": layer(np.zeros((size, size))),
        "spread": layer(np.zeros((size, size))),
        **{f"near{place}": layer(np.zeros((3 * size, size))) for place in PLACES},
    }


def random_layers(
    dice: np.random.Generator, vector: int, size: int, labels: int
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
            dice.integers(-127, 128, shape).astype(np.float32),
            dice.integers(-900, 900, shape[1]).astype(np.float32),
            dice.uniform(0.001, 0.02, shape[1]).astype(np.float32),
        )
        for name, shape in shapes.items()
    }
