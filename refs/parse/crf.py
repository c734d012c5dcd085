"""A linear-chain conditional random field: its file, and decoding of many sequences at once.

A file is one zlib stream: a line of JSON (``labels``; ``transitions``, a square of integers from
label to label; ``scale``, by which every weight was multiplied; ``calibration`` and ``plausible``, see :class:`Model`;
``features`` and ``names``, their numbers), then the codes of the features and of the names in
ascending order (four bytes each, little-endian as are the weights), for each feature the number of
its weights (one byte), the labels of all weights (one byte each) and the weights (two bytes each,
signed). It holds what was
learnt and nothing of what it was taught.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from refs.parse.codes import Codes, CodeTable

Numbers = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]
Chances = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Model:
    """Label scores are sums of the weights of a token's features and of transitions."""

    labels: tuple[str, ...]
    scale: int
    """Every weight is a whole number of 1/``scale``; sums of them are exact."""
    transitions: Scores
    """``transitions[i, j]`` scores label ``j`` right after label ``i``."""
    calibration: Mapping[str, Sequence[tuple[float, float]]]
    """Field → steps (least probability by the model, share that was right), both ascending."""
    plausible: Sequence[float]
    """Weights of :func:`refs.parse.plausible.traits`."""
    names: Codes
    """What :func:`refs.parse.journal_names.name_codes` makes of the names of journals."""
    _weights: Scores
    """A row for each feature, after one of zeros for those that the model does not know."""
    _features: CodeTable

    def sum(self, codes: Codes) -> Scores:
        """For each column of codes the sum of their weights, label by label."""
        total = np.zeros((codes.shape[1], len(self.labels)), np.float32)
        for rows in self._features.find(codes):
            total += self._weights[rows]
        return total


def load_model(content: bytes) -> Model:
    """The model of a file's bytes, as :func:`dump_model` wrote them."""
    data = zlib.decompress(content)
    header, _, _ = data.partition(b"\n")
    about = json.loads(header)
    at, size = len(header) + 1, about["features"]
    codes = np.frombuffer(data, "<u4", size, at)
    names = np.frombuffer(data, "<u4", about["names"], at := at + codes.nbytes)
    counts = np.frombuffer(data, "u1", size, at := at + names.nbytes)
    total = int(counts.sum(dtype=np.int64))
    columns = np.frombuffer(data, "u1", total, at := at + counts.nbytes)
    values = np.frombuffer(data, "<i2", total, at + columns.nbytes)
    weights = np.zeros((size + 1, len(about["labels"])), np.float32)
    weights[np.repeat(np.arange(1, size + 1), counts), columns] = values
    return Model(
        tuple(about["labels"]),
        about["scale"],
        np.array(about["transitions"], np.float32),
        {
            field: [(least, share) for least, share in steps]
            for field, steps in about["calibration"].items()
        },
        about["plausible"],
        names,
        weights,
        CodeTable(codes),
    )


def dump_model(
    labels: Sequence[str],
    transitions: Mapping[tuple[str, str], float],
    features: Mapping[int, Mapping[str, float]],
    calibration: Mapping[str, Sequence[tuple[float, float]]],
    plausible: Sequence[float] = (),
    names: Iterable[int] = (),
    scale: int = 1000,
) -> bytes:
    """A file's bytes from weights by label, rounded to 1/``scale``; weights that become 0 are left out."""
    place = {label: i for i, label in enumerate(labels)}
    codes: list[int] = []
    counts, columns, values = bytearray(), bytearray(), list[int]()
    for code in sorted(features):
        found = sorted(
            (place[label], max(-32768, min(32767, round(weight * scale))))
            for label, weight in features[code].items()
            if round(weight * scale)
        )
        if found:
            codes.append(code)
            counts.append(len(found))
            columns += bytes(column for column, _ in found)
            values += [value for _, value in found]
    known = np.array(sorted(set(names)), "<u4")
    about = {
        "labels": list(labels),
        "transitions": [
            [round(transitions.get((one, two), 0.0) * scale) for two in labels] for one in labels
        ],
        "scale": scale,
        "calibration": calibration,
        "plausible": plausible,
        "features": len(codes),
        "names": len(known),
    }
    parts = (
        json.dumps(about).encode(),
        b"\n",
        np.array(codes, "<u4").tobytes(),
        known.tobytes(),
        bytes(counts),
        bytes(columns),
        np.array(values, "<i2").tobytes(),
    )
    return zlib.compress(b"".join(parts), 9)


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
