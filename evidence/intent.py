"""Why a sentence cites: background, method or result, by a small linear model.

It is trained on the citing sentences of SciCite (Cohan et al. 2019, Apache-2.0) by ``make train-intent``.
Two readings of the same counts are added up: a support vector machine over words weighed by their
rarity, and one over words weighed by how much more often texts of an intent hold them (Wang and
Manning 2012).
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence.concepts import listed
from evidence.model import Intent

if TYPE_CHECKING:
    import numpy as np

    Matrix = np.ndarray[Any, np.dtype[np.float32]]

MODEL = Path(__file__).parent / "data" / "intent.json.gz"
INTENTS: tuple[Intent, ...] = ("background", "method", "result")
SURE = 0.6
"""Least probability of an intent; below it the model abstains. ``make score`` prints how many of the
development set are then left, and how many of those are right."""

# ---------------------------------------------------------------------------------- what is counted

_CITATION = re.compile(
    r"\([^()]{0,300}\b(?:19|20)\d\d[a-z]?\b[^()]{0,100}\)|\[[\d,;\s–-]{1,80}\]"
    r"|\(\s*\d{1,4}(?:\s*[,;–-]\s*\d{1,4}){0,20}\s*\)"
)
_AUTHOR = re.compile(
    r"(?:[A-Z][\w’'-]{1,40}(?:,| and| &)? ){0,6}[A-Z][\w’'-]{1,40} et al\.?,?"
    r"|[A-Z][\w’'-]{1,40} (?:and|&) [A-Z][\w’'-]{1,40}(?= cite)"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W_]+|[%=<>±?:;()]")
_PLAIN = re.compile(r"[^\W_]+|[%=<>±?]")
_PLACES = ("cite", "author")
_SIGN = re.compile(r"[^\W\d_]+|0|[%=<>±?:;(),.]")
_LITTLE = listed(
    """the of and to in a is that for with as was were are by on be this from at or an it have has had not we
    our these can which their but been its may also than between used using such they more both there
    however other some into when who during all one two after where only most no i if do does did
    should would could will them those then each while because although since until whether how what
    why so any many several few very here well same first second"""
)
"""Words that the shape of a sentence keeps whole; of others it keeps how they end."""
_BESIDE = 5
"""Words on each side of a citation that count for standing there."""
LONGEST = 3_000
"""Characters of a sentence that are read."""


def masked(text: str) -> str:
    """The text with citations, authors' names and numbers each as one word."""
    text = _CITATION.sub(" cite ", text)
    return _NUMBER.sub("0", _AUTHOR.sub(" author ", text))


def features(text: str) -> Mapping[str, Counter[str]]:
    """What the model counts in a citing sentence, by view; citations are printed "[1]" or "(Roe, 2001)"."""
    text = text[:LONGEST]
    mask = masked(text)
    tokens = _WORD.findall(mask.lower())
    return {
        "printed": Counter(_grams(_PLAIN.findall(text.lower()), 3)),
        "masked": Counter(_grams(_PLAIN.findall(mask.lower()), 3)),
        "beside": Counter(_beside(tokens)),
        "letters": Counter(_letters(mask.lower())),
        "apart": Counter(_apart(tokens)),
        "shape": Counter(_grams(_shape(mask.lower()), 5)),
    }


def _grams(words: Sequence[str], longest: int) -> Iterator[str]:
    for size in range(1, longest + 1):
        for at in range(len(words) - size + 1):
            yield " ".join(words[at : at + size])


def _beside(words: Sequence[str]) -> Iterator[str]:
    """The words at the start and near a citation, and where and how often it stands."""
    places = [at for at, word in enumerate(words) if word in _PLACES]
    for at in places:
        yield from (f"before {word}" for word in words[max(0, at - _BESIDE) : at])
        yield from (f"behind {word}" for word in words[at + 1 : at + 1 + _BESIDE])
    yield from (f"start {word}" for word in words[:6])
    yield f"opens {' '.join(words[:2])}"
    yield f"place {min(4, 5 * places[0] // len(words)) if places else 'none'}"
    yield f"citations {min(5, len(places))}"
    yield f"length {min(8, len(words) // 10)}"
    yield f"author {'author' in words}"


def _letters(text: str) -> Iterator[str]:
    """Stretches of two to five letters within a word, its edges marked."""
    for word in text.split():
        edged = f" {word} "
        for size in range(2, 6):
            yield from (edged[at : at + size] for at in range(max(1, len(edged) - size + 1)))
            if size >= len(edged):
                break


def _apart(words: Sequence[str]) -> Iterator[str]:
    """Pairs of words with one to three others between them."""
    for gap in (2, 3, 4):
        for at in range(len(words) - gap):
            yield f"{words[at]} … {words[at + gap]}"


def _shape(text: str) -> list[str]:
    """A sentence with its little words whole and the endings of the others: "the W of -ion in a W"."""
    return [
        word
        if len(word) == 1 or word in _LITTLE or word in _PLACES
        else ("-" + word[-3:] if len(word) > 4 else "W")
        for word in _SIGN.findall(text)
    ]


# ------------------------------------------------------------------------------------------- model


@dataclass(frozen=True, slots=True)
class IntentModel:
    """Weights of the two readings, a row a feature, a column for each of ``INTENTS``."""

    places: Mapping[str, Mapping[str, int]]
    """By view and feature: its row."""
    rarity: Matrix
    """Inverse document frequency of each feature."""
    weights: Matrix
    ratios: Matrix
    """Logarithm of how much more frequent a feature is in texts of an intent than in the others."""
    ratio_weights: Matrix
    bias: Sequence[float]
    sharpness: float
    """By which scores are multiplied to become logits; fitted on held-out parts of the training set."""

    def probabilities(self, text: str) -> dict[Intent, float]:
        """How probable each intent of a citing sentence is."""
        import numpy as np

        rows: list[int] = []
        parts = []
        for view, counts in features(text).items():
            places = self.places[view]
            known = [
                (places[feature], count) for feature, count in counts.items() if feature in places
            ]
            own = [row for row, _ in known]
            values = (1 + np.log([count for _, count in known])) * self.rarity[own]
            parts.append(values / (np.linalg.norm(values) or 1.0))
            rows += own
        values = np.concatenate(parts)[:, None]
        scores = np.array(self.bias) + (values * self.weights[rows]).sum(0)
        told = values * self.ratios[rows]
        length = np.linalg.norm(told, axis=0)
        scores += (told * self.ratio_weights[rows]).sum(0) / np.where(length == 0, 1.0, length)
        powers = np.exp(self.sharpness * (scores - scores.max()))
        return dict(zip(INTENTS, (powers / powers.sum()).tolist(), strict=True))


def log_ratios(counts: Matrix) -> Matrix:
    """How much more frequent each feature is in texts of an intent than in the others.

    Args:
        counts: in how many texts of each intent a feature stands, a row a feature.
    Returns:
        the logarithm of the ratio of its shares, each with one text more.
    """
    import numpy as np

    inside = counts + 1.0
    outside = counts.sum(1, keepdims=True) - counts + 1.0
    ratios = np.log(inside / inside.sum(0)) - np.log(outside / outside.sum(0))
    kept: Matrix = ratios.astype(np.float32)
    return kept


def rarities(counts: Matrix, texts: int) -> Matrix:
    """Inverse document frequency of each feature; ``counts`` as above, ``texts`` in all."""
    import numpy as np

    rarity = np.log((1 + texts) / (1 + counts.sum(1))) + 1
    kept: Matrix = rarity.astype(np.float32)
    return kept


def load_model(path: Path = MODEL) -> IntentModel:
    """The model that comes along, or another of the same make.

    Raises:
        OSError: it cannot be read.
    """
    import numpy as np

    with gzip.open(path, "rt", encoding="utf-8") as file:
        kept = json.load(file)
    places, row = {}, 0
    for view, names in kept["views"].items():
        places[view] = {name: row + at for at, name in enumerate(names)}
        row += len(names)
    counts = np.array(kept["counts"], np.float32).T
    return IntentModel(
        places,
        rarities(counts, kept["texts"]),
        np.array(kept["weights"], np.float32).T / kept["scale"],
        log_ratios(counts),
        np.array(kept["ratio_weights"], np.float32).T / kept["scale"],
        kept["bias"],
        kept["sharpness"],
    )
