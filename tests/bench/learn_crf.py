"""A linear-chain conditional random field, learnt by stochastic gradients from coded features.

Each weight has steps of its own size (AdaGrad; Duchi, Hazan and Singer 2011) and shrinks towards
0 (L1); features are left out at random while learning (dropout); what counts in the end is the
mean of the last passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from refs.parse.features import Observed

Numbers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Settings:
    passes: int = 9
    averaged: int = 3
    """How many of the last passes count."""
    rate: float = 0.2
    """Of the first pass; it falls to a tenth."""
    shrinkage: float = 2e-6
    """By reference, as a share of a weight's step."""
    dropout: float = 0.5
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


def learn(
    taught: Taught, among: Numbers, labels: int, settings: Settings, seed: int
) -> tuple[Reals, Reals]:
    """Weights by feature and label, and by label and the next, learnt from some of the references."""
    tokens, sizes, gold = taught
    starts = np.cumsum(sizes) - sizes
    weights = np.zeros((tokens.shape[1], labels), np.float32)
    transitions = np.zeros((labels, labels), np.float32)
    squares, square_transitions = np.full_like(weights, 0.01), np.full_like(transitions, 0.01)
    mean, mean_transitions = np.zeros_like(weights), np.zeros_like(transitions)
    dice = np.random.default_rng(seed)
    for number in range(settings.passes):
        rate, loss = settings.rate * (1 - 0.9 * number / settings.passes), 0.0
        for batch in _batches(among, sizes, settings.together, dice):
            own_sizes = sizes[batch]
            places = np.arange(own_sizes.sum()) + np.repeat(
                starts[batch] - np.cumsum(own_sizes) + own_sizes, own_sizes
            )
            part = _thinned(tokens[places], settings.dropout, dice)
            rows, columns = np.unique(part.indices, return_inverse=True)
            part = sparse.csr_matrix(
                (part.data, columns, part.indptr), shape=(len(places), len(rows))
            )
            own = weights[rows]
            slope, slopes, nats = gradient(part @ own, own_sizes, gold[places], transitions)
            loss += nats
            up = part.T @ slope
            squares[rows] += up * up
            step = rate / np.sqrt(squares[rows])
            own -= step * up
            least = step * (settings.shrinkage * len(batch))
            weights[rows] = np.sign(own) * np.maximum(np.abs(own) - least, 0)
            square_transitions += slopes * slopes
            transitions -= rate * slopes / np.sqrt(square_transitions)
        print(f"pass {number + 1}: {loss / len(among):.3f} nats a reference", flush=True)
        if number >= settings.passes - settings.averaged:
            mean += weights / settings.averaged
            mean_transitions += transitions / settings.averaged
    return mean, mean_transitions


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
    tokens: sparse.csr_matrix, dropout: float, dice: np.random.Generator
) -> sparse.csr_matrix:
    kept = dice.random(len(tokens.data), dtype=np.float32) >= dropout
    tokens.data *= kept / np.float32(1 - dropout)
    tokens.eliminate_zeros()
    return tokens


def gradient(
    scores: Reals, sizes: Numbers, gold: Numbers, transitions: Reals
) -> tuple[Reals, Reals, float]:
    """Slopes of the loss by score and by transition, and the loss: nats that the gold labels cost."""
    order = np.argsort(-sizes, kind="stable")
    starts = (np.cumsum(sizes) - sizes)[order]
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
    slopes = np.zeros_like(transitions)
    for here in steps[:0:-1]:
        later = behind[here] * weights[here] / totals[here]
        slopes += (ahead[here - 1].T @ later) * odds
        behind[here - 1] = later @ odds.T
    slope = ahead * behind
    every = np.arange(len(gold))
    after = np.setdiff1d(every, starts)
    pairs = gold[after - 1], gold[after]
    loss = np.log(totals).sum() + most.sum() - scores[every, gold].sum() - transitions[pairs].sum()
    slope[every, gold] -= 1
    np.subtract.at(slopes, pairs, 1)
    return slope, slopes, float(loss)
