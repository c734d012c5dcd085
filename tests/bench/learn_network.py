"""The labeller's networks, learnt by stochastic gradients from coded features, and made whole numbers.

The loss is that of a conditional random field over the networks' scores. Vectors of features have
steps of their own size (AdaGrad; Duchi, Hazan and Singer 2011), the layers Adam's (Kingma and Ba
2015); features and states are left out at random while learning (dropout); what counts in the end
is the mean of the last passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from refs.layers import Layer, Numbers, Reals, most
from refs.parse.features import Observed
from refs.parse.network import DILATIONS

Weights = dict[str, Reals]


@dataclass(frozen=True, slots=True)
class Settings:
    passes: int = 14
    averaged: int = 3
    """How many of the last passes count."""
    vector: int = 64
    """Dimensions of a feature's vector."""
    state: int = 128
    """Dimensions of a token's state."""
    vector_rate: float = 0.05
    """Of AdaGrad in the first pass; it falls to a tenth."""
    layer_rate: float = 2e-3
    """Of Adam after its first 300 steps; it falls to a twentieth."""
    transition_rate: float = 0.2
    unseen: float = 0.3
    """Share of a token's features that are left out, and of states that are."""
    doubted: float = 4.0
    """A reference that costs more nats than this counts for that much: its labels may be wrong."""
    believed: int = 2
    """Passes in which each reference counts whole."""
    rare: int = 3
    """Features that are seen less often are not learnt."""
    together: int = 64
    """References of a step."""


class Taught(NamedTuple):
    """Labelled references, one behind the other."""

    tokens: sparse.csr_matrix
    """Which token has which of the features."""
    sizes: Numbers
    """How many tokens each reference has."""
    gold: Numbers
    """The number of each token's label."""


class Learnt(NamedTuple):
    """One network: a vector for each feature, the layers, and what a label scores after another."""

    vectors: Reals
    layers: Weights
    transitions: Reals


def learn(taught: Taught, among: Numbers, labels: int, settings: Settings, seed: int) -> Learnt:
    """A network learnt from some of the references; the same for the same seed."""
    dice = np.random.default_rng(seed)
    vectors = _random(dice, (taught.tokens.shape[1], settings.vector), 0.05)
    squares = np.full_like(vectors, 0.01)
    transitions = np.zeros((labels, labels), np.float32)
    square_transitions = np.full_like(transitions, 0.01)
    adam = Adam(first_layers(dice, settings, labels))
    mean: list[Reals] = []
    steps = settings.passes * -(-len(among) // settings.together)
    for number in range(settings.passes):
        fall, loss = 1 - 0.9 * number / settings.passes, 0.0
        for batch in _batches(among, taught.sizes, settings.together, dice):
            sizes = taught.sizes[batch]
            places = _places(taught, batch)
            part = _thinned(taught.tokens[places], settings.unseen, dice)
            rows, columns = np.unique(part.indices, return_inverse=True)
            part = sparse.csr_matrix(
                (part.data, columns, part.indptr), shape=(len(places), len(rows))
            )
            run = Run.of(adam.weights, part @ vectors[rows], sizes, settings.unseen, dice)
            doubted = settings.doubted if number >= settings.believed else np.inf
            slope, slopes, nats = gradient(
                run.scores, sizes, taught.gold[places], transitions, doubted
            )
            loss += nats
            layer_slopes, vector_slopes = run.backward(adam.weights, slope)
            adam.step(
                layer_slopes, settings.layer_rate * (1 - 0.95 * adam.steps / steps), len(batch)
            )
            up = part.T @ vector_slopes
            squares[rows] += up * up
            vectors[rows] -= settings.vector_rate * fall * up / np.sqrt(squares[rows])
            square_transitions += slopes * slopes
            transitions -= settings.transition_rate * fall * slopes / np.sqrt(square_transitions)
        print(f"pass {number + 1}: {loss / len(among):.3f} nats a reference", flush=True)
        if number >= settings.passes - settings.averaged:
            now = [vectors, transitions, *adam.weights.values()]
            mean = [old + new / settings.averaged for old, new in zip(mean or [0] * len(now), now, strict=True)]  # fmt: skip
    vectors, transitions, *layers = mean
    return Learnt(vectors, dict(zip(adam.weights, layers, strict=True)), transitions)


def first_layers(dice: np.random.Generator, settings: Settings, labels: int) -> Weights:
    """Random weights, by name with ``.bias`` for each; those of the labels are 0."""
    size = settings.state
    shapes = {
        "entry": (settings.vector, size, 2.0),
        "whole": (size, size, 1.0),
        "spread": (size, size, 0.25),
        **{f"near{place}": (3 * size, size, 1.0) for place in range(len(DILATIONS))},
        "labels": (size, labels, 0.0),
    }
    weights: Weights = {}
    for name, (inputs, outputs, power) in shapes.items():
        weights[name] = _random(dice, (inputs, outputs), (power / inputs) ** 0.5)
        weights[f"{name}.bias"] = np.zeros(outputs, np.float32)
    return weights


def _random(dice: np.random.Generator, shape: tuple[int, int], spread: float) -> Reals:
    return dice.standard_normal(shape, np.float32) * np.float32(spread)


@dataclass(slots=True)
class Adam:
    """Weights, and the running means of their slopes and of these squared."""

    weights: Weights
    steps: int = 0
    means: Weights = field(default_factory=dict)
    squares: Weights = field(default_factory=dict)

    def step(self, slopes: Mapping[str, Reals], rate: float, references: int) -> None:
        self.steps += 1
        rate *= min(1.0, self.steps / 300)
        for name, slope in slopes.items():
            slope = slope / references
            mean = self.means[name] = 0.9 * self.means.get(name, 0) + 0.1 * slope
            square = self.squares[name] = 0.999 * self.squares.get(name, 0) + 0.001 * slope**2
            mean, square = mean / (1 - 0.9**self.steps), square / (1 - 0.999**self.steps)
            self.weights[name] = self.weights[name] - rate * mean / (np.sqrt(square) + 1e-8)


@dataclass(slots=True)
class Run:
    """What :class:`refs.parse.network.Network` does, in real numbers, with all that slopes need."""

    inputs: Reals
    scores: Reals
    entry: Reals
    whole: Reals
    mean: Reals
    states: list[Reals]
    near: list[tuple[Reals, Reals]]
    """Of each layer what it saw and what it added."""
    last: Reals
    kept: Reals
    kept_last: Reals
    sides: list[tuple[Numbers, Numbers]]
    starts: Numbers
    sizes: Numbers
    own: Numbers

    @classmethod
    def of(
        cls,
        weights: Mapping[str, Reals],
        inputs: Reals,
        sizes: Numbers,
        unseen: float = 0.0,
        dice: np.random.Generator | None = None,
    ) -> Run:
        starts = np.cumsum(sizes) - sizes
        own = np.repeat(np.arange(len(sizes)), sizes)
        shape = (len(inputs), weights["entry"].shape[1])
        kept, kept_last = (_kept(shape, unseen, dice) for _ in range(2))
        entry = _relu(weights, "entry", inputs)
        state = entry * kept
        whole = _relu(weights, "whole", state)
        mean = np.add.reduceat(whole, starts) / sizes[:, None].astype(np.float32)
        states = [state]
        state = state + (mean @ weights["spread"] + weights["spread.bias"])[own]
        states.append(state)
        near, sides = [], []
        for place, distance in enumerate(DILATIONS):
            left, right = _sides(sizes, starts, distance)
            padded = np.concatenate([state, np.zeros_like(state[:1])])
            seen = np.concatenate([padded[left], state, padded[right]], axis=1)
            added = _relu(weights, f"near{place}", seen)
            near.append((seen, added))
            sides.append((left, right))
            state = state + added
            states.append(state)
        last = state * kept_last
        scores = last @ weights["labels"] + weights["labels.bias"]
        return cls(
            inputs, scores, entry, whole, mean, states, near, last,
            kept, kept_last, sides, starts, sizes, own,
        )  # fmt: skip

    def backward(self, weights: Mapping[str, Reals], slope: Reals) -> tuple[Weights, Reals]:
        """Slopes of the loss by weight and by input, from those by score."""
        out: Weights = {}

        def through(name: str, inputs: Reals, slope: Reals) -> Reals:
            out[name], out[f"{name}.bias"] = inputs.T @ slope, slope.sum(axis=0)
            back: Reals = slope @ weights[name].T
            return back

        down = through("labels", self.last, slope) * self.kept_last
        size = down.shape[1]
        for place in reversed(range(len(DILATIONS))):
            seen, added = self.near[place]
            left, right = self.sides[place]
            parts = through(f"near{place}", seen, down * (added > 0))
            # No token is at the same side of two; what was beyond the edge is left out.
            sums = np.zeros((len(down) + 1, size), np.float32)
            sums[left] += parts[:, :size]
            sums[right] += parts[:, 2 * size :]
            down = down + parts[:, size : 2 * size] + sums[:-1]
        means = through("spread", self.mean, np.add.reduceat(down, self.starts))
        means /= self.sizes[:, None]
        down = down + through("whole", self.states[0], means[self.own] * (self.whole > 0))
        return out, through("entry", self.inputs, down * self.kept * (self.entry > 0))


def _relu(weights: Mapping[str, Reals], name: str, inputs: Reals) -> Reals:
    outputs: Reals = np.maximum(inputs @ weights[name] + weights[f"{name}.bias"], 0)
    return outputs


def _kept(shape: tuple[int, int], unseen: float, dice: np.random.Generator | None) -> Reals:
    if dice is None:
        return np.ones(shape, np.float32)
    return (dice.random(shape, np.float32) >= unseen) / np.float32(1 - unseen)


def _sides(sizes: Numbers, starts: Numbers, distance: int) -> tuple[Numbers, Numbers]:
    """For each token the place of the one so far to its left and right; the number of tokens beyond the edge."""
    every = np.arange(sizes.sum())
    start, size = np.repeat(starts, sizes), np.repeat(sizes, sizes)
    left = np.where(every - start >= distance, every - distance, len(every))
    return left, np.where(every + distance < start + size, every + distance, len(every))


def quantised(
    learnt: Sequence[Learnt], sample: Taught, scale: int
) -> tuple[npt.NDArray[np.int8], Reals, list[dict[str, Layer]]]:
    """The networks in whole numbers: vectors, what makes activations of them, layers.

    The sample's references tell how large activations are; scores are in units of 1/``scale``.
    """
    vectors, vector_scale, layers = [], [], []
    for own in learnt:
        run = Run.of(own.layers, sample.tokens @ own.vectors, sample.sizes)
        bound = most(3 * own.layers["entry"].shape[1])
        inputs, whole = _largest(run.inputs) / bound, _largest(run.whole) / bound
        state = max(map(_largest, run.states)) / bound
        step = _largest(own.vectors) / 127
        vectors.append(np.rint(own.vectors / step).astype(np.int8))
        vector_scale.append(step / inputs)
        steps = {
            "entry": (inputs, state),
            "whole": (state, whole),
            "spread": (whole, state),
            **{f"near{place}": (state, state) for place in range(len(DILATIONS))},
            "labels": (state, 1 / scale),
        }
        layers.append(
            {
                name: whole_layer(own.layers[name], own.layers[f"{name}.bias"], *each)
                for name, each in steps.items()
            }
        )
    return np.concatenate(vectors, axis=1), np.array(vector_scale, np.float32), layers


def whole_layer(weights: Reals, bias: Reals, before: float, after: float) -> Layer:
    """A layer in whole numbers: units of activations before it, and of those that it makes."""
    column = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127
    unit = before * column
    return Layer(
        np.rint(weights / column).astype(np.float32),
        np.rint(bias / unit).astype(np.float32),
        (unit / after).astype(np.float32),
    )


def _largest(values: Reals) -> float:
    return float(np.abs(values).max())


def part_of(taught: Taught, among: Numbers) -> Taught:
    """Some of the references."""
    places = _places(taught, among)
    return Taught(taught.tokens[places], taught.sizes[among], taught.gold[places])


def _places(taught: Taught, among: Numbers) -> Numbers:
    """The places of the tokens of some references."""
    sizes = taught.sizes[among]
    starts = (np.cumsum(taught.sizes) - taught.sizes)[among]
    return np.arange(sizes.sum()) + np.repeat(starts - np.cumsum(sizes) + sizes, sizes)


def feature_matrix(
    observed: Sequence[Observed], rare: int
) -> tuple[npt.NDArray[np.uint32], sparse.csr_matrix]:
    """The codes of features that are not rare, and which token has which of them."""
    tokens = np.cumsum([part.own.shape[1] for part in observed])
    first = tokens - [part.own.shape[1] for part in observed]
    every = np.concatenate([codes.ravel() for part in observed for codes in (part.own, part.inner)])
    owners = np.concatenate(
        [
            np.tile(own + start, rows)
            for part, start in zip(observed, first, strict=True)
            for own, rows in (
                (np.arange(part.own.shape[1]), len(part.own)),
                (part.owner, len(part.inner)),
            )
        ]
    )
    codes, columns, counts = np.unique(every, return_inverse=True, return_counts=True)
    kept = (counts >= rare) & (codes > 0)
    taught = kept[columns]
    columns = (np.cumsum(kept) - 1)[columns[taught]]
    ones = np.ones(len(columns), np.float32)
    shape = (int(tokens[-1]), int(kept.sum()))
    return codes[kept], sparse.csr_matrix((ones, (owners[taught], columns)), shape)


def _batches(
    among: Numbers, sizes: Numbers, together: int, dice: np.random.Generator
) -> Iterator[Numbers]:
    """These references in random order, a few at a time and about equally long."""
    order = dice.permutation(among)
    alike = [
        some[np.argsort(sizes[some], kind="stable")]
        for some in np.array_split(order, max(1, len(order) // (32 * together)))
    ]
    order = np.concatenate(alike)
    batches = [order[i : i + together] for i in range(0, len(order), together)]
    for place in dice.permutation(len(batches)):
        yield batches[place]


def _thinned(
    tokens: sparse.csr_matrix, unseen: float, dice: np.random.Generator
) -> sparse.csr_matrix:
    kept = dice.random(len(tokens.data), dtype=np.float32) >= unseen
    tokens.data *= kept / np.float32(1 - unseen)
    tokens.eliminate_zeros()
    return tokens


def gradient(
    scores: Reals, sizes: Numbers, gold: Numbers, transitions: Reals, doubted: float = np.inf
) -> tuple[Reals, Reals, float]:
    """Slopes of the loss by score and by transition, and the loss: nats that the gold labels cost.

    The slopes of a reference that costs more than ``doubted`` nats are those of that many.
    """
    order = np.argsort(-sizes, kind="stable")
    firsts = np.cumsum(sizes) - sizes
    starts = firsts[order]
    reaching = np.searchsorted(-sizes[order], -np.arange(1, sizes.max() + 1), side="right")
    steps = [starts[:count] + place for place, count in enumerate(reaching)]
    most = scores.max(axis=1, keepdims=True)
    weights, odds = np.exp(scores - most), np.exp(transitions)
    ahead, behind = weights.copy(), np.ones_like(weights)
    totals = np.empty((len(weights), 1), np.float32)
    for place, here in enumerate(steps):
        if place:
            ahead[here] = (ahead[here - 1] @ odds) * weights[here]
        totals[here] = ahead[here].sum(axis=1, keepdims=True)
        ahead[here] /= totals[here]
    every = np.arange(len(gold))
    after = np.setdiff1d(every, firsts)
    pairs = gold[after - 1], gold[after]
    costs = np.log(totals[:, 0]) + most[:, 0] - scores[every, gold]
    costs[after] -= transitions[pairs]
    nats = np.add.reduceat(costs, firsts)
    counted = np.repeat(np.minimum(1, doubted / np.maximum(nats, 1e-6)), sizes).astype(np.float32)
    slopes = np.zeros_like(transitions)
    for here in steps[:0:-1]:
        later = behind[here] * weights[here] / totals[here]
        slopes += ((ahead[here - 1] * counted[here, None]).T @ later) * odds
        behind[here - 1] = later @ odds.T
    slope = ahead * behind
    slope[every, gold] -= 1
    np.subtract.at(slopes, pairs, counted[after])
    return slope * counted[:, None], slopes, float(nats.sum())
