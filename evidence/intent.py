"""Why a sentence cites: background, method or result, by a small convolutional network.

It learnt from the citing sentences of SciCite (Cohan et al. 2019, Apache-2.0), and from teachers that
did, by ``make train-intent``. A piece of a word is a vector; a layer looks at each piece and its
neighbours, a second one at those two places beside it; the largest and the mean of all states, and the
mean of the vectors, are what the sentence is like. A sentence has the same scores on every machine
and beside any others (:mod:`refs.layers`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evidence.model import Intent
from evidence.wordpieces import WordPieces
from refs.layers import Layer, Reals, bounded, most, with_sides

MODEL = Path(__file__).parent / "data" / "intent.npz"
INTENTS: tuple[Intent, ...] = ("background", "method", "result")
SURE = 0.6
"""Least probability of an intent; below it the model abstains. ``make score`` prints how many of the
development set are then left, and how many of those are right."""
DILATIONS = (1, 2)
"""How far to either side each layer looks, in pieces."""
LONGEST = 3_000
"""Characters of a sentence that are read."""
UNITS = 1_000
"""A score is a whole number of 1/``UNITS`` nats."""
_TOGETHER = 64
"""Sentences that are read at once; more need more memory and are not read faster."""

_CITATION = re.compile(
    r"\([^()]{0,300}\b(?:19|20)\d\d[a-z]?\b[^()]{0,100}\)|\[[\d,;\s–-]{1,80}\]"
    r"|\(\s*\d{1,4}(?:\s*[,;–-]\s*\d{1,4}){0,20}\s*\)"
)
_AUTHOR = re.compile(
    r"(?:[A-Z][\w’'-]{1,40}(?:,| and| &)? ){0,6}[A-Z][\w’'-]{1,40} et al\.?,?"
    r"|[A-Z][\w’'-]{1,40} (?:and|&) [A-Z][\w’'-]{1,40}(?= cite)"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def masked(text: str) -> str:
    """The text with citations, authors' names and numbers each as one word.

    Citations are printed "[1]" or "(Roe, 2001)"; no more than ``LONGEST`` characters are read.
    """
    text = _CITATION.sub(" cite ", text[:LONGEST])
    return _NUMBER.sub("0", _AUTHOR.sub(" author ", text))


@dataclass(frozen=True, slots=True)
class IntentModel:
    """What was learnt; all in whole numbers but for the factors that bring sums to a scale."""

    pieces: WordPieces
    vectors: npt.NDArray[np.int8]
    """A row a piece."""
    layers: Mapping[str, Layer]
    """By name: ``near0`` and so on as :data:`DILATIONS`, ``whole``, ``intents``."""
    means: Reals
    """One for each number of a state, then of a vector: turns its mean into an activation."""

    def probabilities(self, texts: Sequence[str]) -> list[dict[Intent, float]]:
        """How probable each intent of these citing sentences is, in order."""
        found: list[dict[Intent, float]] = []
        for start in range(0, len(texts), _TOGETHER):
            scores = self._scores(texts[start : start + _TOGETHER]) / UNITS
            powers = np.exp(scores - scores.max(axis=1, keepdims=True))
            shares = powers / powers.sum(axis=1, keepdims=True)
            found += [dict(zip(INTENTS, own, strict=True)) for own in shares.tolist()]
        return found

    def _scores(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """A row a text."""
        # A text without a word is read as one piece that says nothing.
        read = [[piece for word in self.pieces.words(masked(text)) for piece in word] or [0] for text in texts]  # fmt: skip
        sizes = np.array([len(own) for own in read])
        starts = np.cumsum(sizes) - sizes
        own = np.repeat(np.arange(len(sizes)), sizes)
        vectors = self.vectors[np.concatenate([np.array(one) for one in read])].astype(np.float32)
        highest = most(max(len(layer.weights) for layer in self.layers.values()))
        state: Reals = vectors
        for place, distance in enumerate(DILATIONS):
            seen = with_sides(state, own, distance)
            added = self.layers[f"near{place}"].positive(seen, highest)
            state = bounded(state + added, highest) if place else added
        sums = [np.add.reduceat(each, starts) for each in (state, vectors)]
        means: Reals = np.concatenate(sums, axis=1)
        means /= sizes[:, None].astype(np.float32)
        means = bounded(np.rint(means * self.means), highest)
        pooled = np.concatenate([np.maximum.reduceat(state, starts), means], axis=1)
        whole = self.layers["whole"].positive(pooled, highest)
        return self.layers["intents"].linear(whole).astype(np.float64)


def load_model(path: Path = MODEL) -> IntentModel:
    """The model that comes along, or another of the same make.

    Raises:
        OSError: it cannot be read.
    """
    with np.load(path, allow_pickle=False) as arrays:
        held = {name: arrays[name] for name in arrays.files}
    return IntentModel(
        WordPieces(held["pieces"].tobytes().decode().split("\n")),
        held["vectors"],
        {
            name: Layer(*(held[f"{name}.{part}"].astype(np.float32) for part in Layer._fields))
            for name in (*(f"near{place}" for place in range(len(DILATIONS))), "whole", "intents")
        },
        held["means"],
    )


def dump_model(
    pieces: Sequence[str],
    vectors: npt.NDArray[np.int8],
    layers: Mapping[str, Layer],
    means: Reals,
) -> bytes:
    """A file's bytes, a NumPy archive, the same for the same model."""
    kinds: Mapping[str, Any] = {"weights": np.int8, "bias": np.int32, "scale": np.float32}
    arrays: dict[str, Any] = {
        "pieces": np.frombuffer("\n".join(pieces).encode(), np.uint8),
        "vectors": vectors,
        "means": means,
    }
    for name, layer in layers.items():
        for part, values in layer._asdict().items():
            arrays[f"{name}.{part}"] = values.astype(kinds[part])
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, **arrays)
    return out.getvalue()
