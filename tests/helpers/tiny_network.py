"""Networks small enough to follow by hand, one or several side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from refs.layers import Layer
from refs.parse.network import DILATIONS

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
    return {name: random_layer(dice, shape) for name, shape in shapes.items()}


def random_layer(dice: np.random.Generator, shape: tuple[int, int]) -> Layer:
    return Layer(
        dice.integers(-127, 128, shape).astype(np.float32),
        dice.integers(-900, 900, shape[1]).astype(np.float32),
        dice.uniform(0.001, 0.02, shape[1]).astype(np.float32),
    )


def by_number(layer: Layer, inputs: Sequence[float], highest: int | None = None) -> list[float]:
    """A layer, a number at a time; positive and up to ``highest``, or as it comes."""
    weights, bias, scales = (part.tolist() for part in layer)
    out = []
    for place, scale in enumerate(scales):
        total = sum(one * row[place] for one, row in zip(inputs, weights, strict=True))
        total += bias[place]
        if highest is not None:
            total = max(total, 0)
        out.append(float(np.rint(np.float32(total) * np.float32(scale))))
    return out if highest is None else [min(highest, each) for each in out]
