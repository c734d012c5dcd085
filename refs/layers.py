"""Layers of small networks in whole numbers.

All sums are of whole numbers below 2**24, which single precision holds exactly: what a network
answers is the same on every machine, alone or among others.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float32]


def most(inputs: int) -> int:
    """What an activation is at most, either sign, where so many of them enter a layer.

    All of them times weights of up to 127, and a bias, must stay below 2**24.
    """
    return (2**24 - 2**16) // (inputs * 127)


class Layer(NamedTuple):
    """``relu(inputs @ weights + bias) * scale``, rounded."""

    weights: Reals
    """Inputs by outputs; whole numbers up to 127, either sign."""
    bias: Reals
    """One for each output; whole numbers."""
    scale: Reals
    """One for each output: turns sums into activations."""

    def positive(self, inputs: Reals, highest: int) -> Reals:
        """Activations from 0 to ``highest``."""
        sums: Reals = inputs @ self.weights
        sums += self.bias
        np.maximum(sums, 0, out=sums)
        sums *= self.scale
        np.rint(sums, out=sums)
        return np.minimum(sums, highest, out=sums)

    def linear(self, inputs: Reals) -> Reals:
        """Activations without bounds."""
        outputs: Reals = np.rint((inputs @ self.weights + self.bias) * self.scale)
        return outputs


def bounded(state: Reals, highest: int) -> Reals:
    """The state itself, brought between ``-highest`` and ``highest``."""
    return np.clip(state, -highest, highest, out=state)


def with_sides(state: Reals, own: Numbers, distance: int) -> Reals:
    """Each token's state between those of the tokens so far to its left and right.

    It is 0 beyond the text; ``own`` numbers the text of each token.
    """
    size = state.shape[1]
    out = np.zeros((len(state), 3 * size), np.float32)
    out[:, size : 2 * size] = state
    same = (own[distance:] == own[:-distance]).astype(np.float32)[:, None]
    np.multiply(state[:-distance], same, out=out[distance:, :size])
    np.multiply(state[distance:], same, out=out[:-distance, 2 * size :])
    return out
