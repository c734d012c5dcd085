"""Decoding of a linear-chain conditional random field, many sequences at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]
Chances = npt.NDArray[np.float64]


def decode(
    scores: Scores, sizes: Numbers, transitions: Scores, scale: int
) -> tuple[Numbers, Chances]:
    """The likeliest labels of each sequence (Viterbi), and the probability of each of them.

    Args:
        scores: by token and label, sequence after sequence.
        sizes: tokens of each sequence, none of them 0.
        transitions: from label to label.
        scale: what a score of 1 means in natural logarithms of odds, as 1/``scale``.

    Returns:
        The number of the label of each token, and its probability, all other labels of the
        sequence taken into account (sums forward and backward).
    """
    # Longest first: those that have a token at a given place are then the first ones.
    order = np.argsort(-sizes, kind="stable")
    starts = (np.cumsum(sizes) - sizes)[order]
    reaching = np.searchsorted(-sizes[order], -np.arange(1, sizes.max() + 1), side="right")
    steps = [starts[:count] + place for place, count in enumerate(reaching)]
    weights = np.exp((scores - scores.max(axis=1, keepdims=True)) / scale, dtype=np.float64)
    odds = np.exp(transitions / scale, dtype=np.float64)
    best, ahead, behind = scores.copy(), weights.copy(), np.ones_like(weights)
    for here in steps[1:]:
        entry = (best[here - 1, :, None] + transitions).max(axis=1)
        best[here] += entry - entry.max(axis=1, keepdims=True)
        ahead[here] = _shares((ahead[here - 1] @ odds) * weights[here])
    labels = best.argmax(axis=1)
    for here in steps[:0:-1]:
        labels[here - 1] = (best[here - 1] + transitions.T[labels[here]]).argmax(axis=1)
        behind[here - 1] = _shares((behind[here] * weights[here]) @ odds.T)
    chances = _shares(ahead * behind)
    return labels, chances[np.arange(len(labels)), labels]


def _shares(rows: Chances) -> Chances:
    shares: Chances = rows / rows.sum(axis=1, keepdims=True)
    return shares
