"""A small convolutional network over the tokens of references: what each label scores at each token.

A token is the sum of the vectors of its features; what the whole reference is like (the mean over
its tokens) is added to each; then every layer looks at a token and at those 1, 2 and 4 places
beside it (dilated convolutions; Yu and Koltun 2016, Strubell et al. 2017).

All arithmetic is in whole numbers below 2**24, which single precision holds exactly: a reference
has the same scores on every machine and in every batch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from refs.parse.codes import Codes, CodeTable
from refs.parse.features import Observed

Numbers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float32]

DILATIONS = (1, 2, 4)
"""How far to either side each layer looks, in tokens."""


def most(size: int) -> int:
    """What an activation is at most, either sign, where a token's state has ``size`` numbers.

    3 x ``size`` of them times weights of up to 127, and a bias, must stay below 2**24.
    """
    return (2**24 - 2**16) // (3 * size * 127)


class Layer(NamedTuple):
    """``relu(inputs @ weights + bias) * scale``, rounded."""

    weights: Reals
    """Inputs by outputs; whole numbers up to 127, either sign."""
    bias: Reals
    """One for each output; whole numbers."""
    scale: Reals
    """One for each output: turns sums into activations."""


class Network:
    """One network that was taught.

    ``features``: the codes that it knows. ``vectors``: a row of whole numbers for each of these.
    ``scale``: what turns sums of vectors into activations. ``layers``: by name, ``entry``, ``whole``,
    ``spread``, ``near0`` and so on as :data:`DILATIONS`, and ``labels``.
    """

    def __init__(
        self,
        features: CodeTable,
        vectors: npt.NDArray[np.int8],
        scale: float,
        layers: Mapping[str, Layer],
    ) -> None:
        self._features = features
        # The first row is that of all features that are not known.
        self._vectors = np.concatenate([np.zeros_like(vectors[:1]), vectors])
        self._scale = np.float32(scale)
        self._layers = layers
        self._most = most(layers["entry"].weights.shape[1])

    def scores(self, observed: Observed, sizes: Numbers) -> Reals:
        """By token and label; ``sizes`` says how many tokens each reference has, none of them 0."""
        starts = np.cumsum(sizes) - sizes
        own = np.repeat(np.arange(len(sizes)), sizes)
        state = self._layer("entry", self._vectors_of(observed))
        whole = np.add.reduceat(self._layer("whole", state), starts)
        whole = np.rint(whole / sizes[:, None].astype(np.float32))
        state = self._bounded(state + self._linear("spread", whole)[own])
        for place, distance in enumerate(DILATIONS):
            seen = _with_sides(state, own, distance)
            state = self._bounded(state + self._layer(f"near{place}", seen))
        return self._linear("labels", state)

    def _vectors_of(self, observed: Observed) -> Reals:
        """By token and dimension of a vector."""
        total = self._sums(observed.own)
        firsts = np.flatnonzero(np.diff(observed.owner, prepend=-1))
        if len(firsts):
            inner = np.add.reduceat(self._sums(observed.inner), firsts)
            total[observed.owner[firsts]] += inner
        return self._bounded(np.rint(total.astype(np.float32) * self._scale))

    def _sums(self, codes: Codes) -> npt.NDArray[np.int32]:
        """For each column of codes the sum of their vectors."""
        total = np.zeros((codes.shape[1], self._vectors.shape[1]), np.int32)
        some = np.empty_like(total, np.int8)
        for rows in self._features.find(codes):
            # Every place is there, and told so this takes a seventh of the time of an index.
            total += np.take(self._vectors, rows, axis=0, out=some, mode="clip")
        return total

    def _layer(self, name: str, inputs: Reals) -> Reals:
        layer = self._layers[name]
        sums: Reals = inputs @ layer.weights
        sums += layer.bias
        np.maximum(sums, 0, out=sums)
        sums *= layer.scale
        np.rint(sums, out=sums)
        return np.minimum(sums, self._most, out=sums)

    def _linear(self, name: str, inputs: Reals) -> Reals:
        layer = self._layers[name]
        outputs: Reals = np.rint((inputs @ layer.weights + layer.bias) * layer.scale)
        return outputs

    def _bounded(self, state: Reals) -> Reals:
        return np.clip(state, -self._most, self._most, out=state)


def _with_sides(state: Reals, own: Numbers, distance: int) -> Reals:
    """Each token's state between those of the tokens so far to its left and right; 0 beyond the reference."""
    size = state.shape[1]
    out = np.zeros((len(state), 3 * size), np.float32)
    out[:, size : 2 * size] = state
    same = (own[distance:] == own[:-distance]).astype(np.float32)[:, None]
    np.multiply(state[:-distance], same, out=out[distance:, :size])
    np.multiply(state[distance:], same, out=out[:-distance, 2 * size :])
    return out
