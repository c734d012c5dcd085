"""A small convolutional network over the tokens of references: what each label scores at each token.

A token is the sum of the vectors of its features; what the whole reference is like (the mean over
its tokens) is added to each; then every layer looks at a token and at those 1, 2 and 4 places
beside it (dilated convolutions; Yu and Koltun 2016, Strubell et al. 2017).

A reference has the same scores on every machine and in every batch (:mod:`refs.layers`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from refs.layers import Layer, Numbers, Reals, bounded, most, with_sides
from refs.parse.codes import Codes, CodeTable
from refs.parse.features import Observed

DILATIONS = (1, 2, 4)
"""How far to either side each layer looks, in tokens."""


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
        self._most = most(3 * layers["entry"].weights.shape[1])

    def scores(self, observed: Observed, sizes: Numbers) -> Reals:
        """By token and label; ``sizes`` says how many tokens each reference has, none of them 0."""
        starts = np.cumsum(sizes) - sizes
        own = np.repeat(np.arange(len(sizes)), sizes)
        state = self._layers["entry"].positive(self._vectors_of(observed), self._most)
        whole = np.add.reduceat(self._layers["whole"].positive(state, self._most), starts)
        whole = np.rint(whole / sizes[:, None].astype(np.float32))
        state = bounded(state + self._layers["spread"].linear(whole)[own], self._most)
        for place, distance in enumerate(DILATIONS):
            seen = with_sides(state, own, distance)
            added = self._layers[f"near{place}"].positive(seen, self._most)
            state = bounded(state + added, self._most)
        return self._layers["labels"].linear(state)

    def _vectors_of(self, observed: Observed) -> Reals:
        """By token and dimension of a vector."""
        total = self._sums(observed.own)
        firsts = np.flatnonzero(np.diff(observed.owner, prepend=-1))
        if len(firsts):
            inner = np.add.reduceat(self._sums(observed.inner), firsts)
            total[observed.owner[firsts]] += inner
        return bounded(np.rint(total.astype(np.float32) * self._scale), self._most)

    def _sums(self, codes: Codes) -> npt.NDArray[np.int32]:
        """For each column of codes the sum of their vectors."""
        total = np.zeros((codes.shape[1], self._vectors.shape[1]), np.int32)
        some = np.empty_like(total, np.int8)
        for rows in self._features.find(codes):
            # Every place is there, and told so this takes a seventh of the time of an index.
            total += np.take(self._vectors, rows, axis=0, out=some, mode="clip")
        return total
