"""Which field each word of a reference belongs to, and how surely: a network, and a random field over its scores."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from threadpoolctl import ThreadpoolController

from refs.parse.crf import Chances, Numbers, decode
from refs.parse.features import Observed, Observer
from refs.parse.model import Model, load_model
from refs.parse.tokens import Tokens

# Tokens that are looked at together: more cost memory (10 kB each) and gain no time.
_TOGETHER = 2_000
# With every label of a reference as probable as this, a second network changes none (measured: in 1 of 1,000).
_SURE = 0.9


class Labelled(NamedTuple):
    """Labels of words, in order, and the probability that each is right, given all words."""

    labels: Sequence[str]
    probabilities: Sequence[float]


class Labeller:
    """Labels words with a model."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.plausible = model.plausible
        """Weights of :func:`refs.parse.plausible.traits`."""
        self._observer = Observer(model.names)

    def label(self, batch: Sequence[Tokens]) -> list[Labelled]:
        """The likeliest labels of each reference; many at once take a fifth of the time of each alone."""
        # Products of this size gain nothing by a second thread, which costs as much again.
        with _blas().limit(limits=1, user_api="blas"):
            return [labelled for part in _parts(batch) for labelled in self._label(part)]

    def _label(self, batch: Sequence[Tokens]) -> list[Labelled]:
        some = [tokens for tokens in batch if tokens.words]
        if not some:
            return [Labelled((), ())] * len(batch)
        sizes = np.array([len(tokens.spans) for tokens in batch])
        model = self._model
        found, chances = self._decoded(self._observer.observe(some), sizes[sizes > 0])
        labels = [model.labels[label] for label in found.tolist()]
        probabilities = chances.tolist()
        ends = np.cumsum(sizes).tolist()
        return [
            Labelled(labels[end - size : end], probabilities[end - size : end])
            for size, end in zip(sizes.tolist(), ends, strict=True)
        ]

    def _decoded(self, observed: Observed, sizes: Numbers) -> tuple[Numbers, Chances]:
        """The number of each token's label and its probability; more networks are asked where one doubts."""
        model = self._model
        first, *others = model.networks
        scores = first.scores(observed, sizes)
        found, chances = decode(scores, sizes, model.transitions, model.scale)
        starts = np.cumsum(sizes) - sizes
        for asked, network in enumerate(others, 2):
            doubted = np.minimum.reduceat(chances, starts) < _SURE
            own = np.repeat(doubted, sizes)
            if not own.any():
                break
            scores[own] += network.scores(observed.part(own), sizes[doubted])
            mean = np.rint(scores[own] / asked)
            found[own], chances[own] = decode(mean, sizes[doubted], model.transitions, model.scale)
        return found, chances

    def calibrated(self, field: str, probability: float) -> float:
        """The share of fields that were right where the labeller was as sure as this."""
        steps = self._model.calibration.get(field, ())
        place = bisect_right(steps, probability, key=itemgetter(0))
        return steps[max(0, place - 1)][1] if steps else probability


@cache
def _blas() -> ThreadpoolController:
    """What multiplies for NumPy here."""
    return ThreadpoolController()


@cache
def shipped() -> Labeller:
    """The labeller with the model that comes with the program, read once."""
    return Labeller(load_model(files("refs").joinpath("data/labeller.npz").read_bytes()))


def _parts(batch: Sequence[Tokens]) -> Iterator[Sequence[Tokens]]:
    """The batch in parts of few enough tokens, or of one reference."""
    start = size = 0
    for place, tokens in enumerate(batch):
        if size and size + len(tokens.spans) > _TOGETHER:
            yield batch[start:place]
            start, size = place, 0
        size += len(tokens.spans)
    yield batch[start:]
