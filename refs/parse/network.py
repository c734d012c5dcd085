"""A small convolutional network over the tokens of references: what each label scores at each token.

A token is the sum of the vectors of its features; what the whole reference is like (the mean over
its tokens) is added to each; then every layer looks at a token and at those 1, 2 and 4 places
beside it (dilated convolutions; Yu and Koltun 2016, Strubell et al. 2017). Several networks that
were taught apart work side by side, and their scores are added up.

All arithmetic is in whole numbers below 2**24, which single precision holds exactly: a reference
has the same scores on every machine and in every batch.
"""

from __future__ import annotations

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
    """``relu(inputs @ weights + bias) * scale``, rounded; an array each, the networks first."""

    weights: Reals
    """Networks by inputs by outputs; whole numbers up to 127, either sign."""
    bias: Reals
    """Networks by 1 by outputs; whole numbers."""
    scale: Reals
    """Networks by 1 by outputs: turns sums into activations."""


class Network:
    """The networks that were taught, and the codes of the features that they know.

    ``vectors``: a row of whole numbers for each of ``codes``, those of all networks side by side.
    ``scale``: what turns sums of these into activations, one for each network. ``layers``: by name,
    ``entry``, ``whole``, ``spread``, ``near0`` and so on as :data:`DILATIONS`, and ``labels``.
    """

    def __init__(
        self,
        codes: Codes,
        vectors: npt.NDArray[np.int8],
        scale: Reals,
        layers: dict[str, Layer],
    ) -> None:
        self._features = CodeTable(codes)
        # The first row is that of all features that are not known.
        self._vectors = np.concatenate([np.zeros_like(vectors[:1]), vectors])
        self._scale = scale
        self._layers = layers
        self._most = most(layers["entry"].weights.shape[2])

    def scores(self, observed: Observed, sizes: Numbers) -> Reals:
        """By token and label; ``sizes`` says how many tokens each reference has, none of them 0."""
        starts = np.cumsum(sizes) - sizes
        own = np.repeat(np.arange(len(sizes)), sizes)
        state = self._layer("entry", self._vectors_of(observed))
        whole = np.add.reduceat(self._layer("whole", state), starts, axis=1)
        whole = np.rint(whole / sizes[:, None].astype(np.float32))
        state = self._bounded(state + self._linear("spread", whole)[:, own])
        for place, distance in enumerate(DILATIONS):
            seen = _with_sides(state, own, distance)
            state = self._bounded(state + self._layer(f"near{place}", seen))
        scores: Reals = self._linear("labels", state).sum(axis=0)
        return scores

    def _vectors_of(self, observed: Observed) -> Reals:
        """Networks by tokens by dimensions of a vector."""
        total = self._sums(observed.own)
        firsts = np.flatnonzero(np.diff(observed.owner, prepend=-1))
        if len(firsts):
            inner = np.add.reduceat(self._sums(observed.inner), firsts)
            total[observed.owner[firsts]] += inner
        each = total.reshape(len(total), len(self._scale), -1).transpose(1, 0, 2).astype(np.float32)
        return self._bounded(np.rint(each * self._scale[:, None, None]))

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
    size = state.shape[2]
    out = np.zeros((*state.shape[:2], 3 * size), np.float32)
    out[:, :, size : 2 * size] = state
    same = (own[distance:] == own[:-distance]).astype(np.float32)[:, None]
    np.multiply(state[:, :-distance], same, out=out[:, distance:, :size])
    np.multiply(state[:, distance:], same, out=out[:, :-distance, 2 * size :])
    return out
