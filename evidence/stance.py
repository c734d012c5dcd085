"""Why a sentence cites: background, method or result; and whether it agrees with what it cites.

The intent is read by a linear model over words, letters and what stands beside the citation, trained
on the citing sentences of SciCite (Cohan et al. 2019, Apache-2.0) by ``make train-intent``. The
stance is read off words that say it; where none does, it is nobody's guess.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log, sqrt
from pathlib import Path

from evidence.bearing import agrees, disagrees
from evidence.model import Attitude, Context, Intent, Stance

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


# ------------------------------------------------------------------------------------------- model


@dataclass(frozen=True, slots=True)
class IntentModel:
    """Weights of a linear classifier over weighed counts."""

    rarity: Mapping[str, Mapping[str, float]]
    """By view and feature: inverse document frequency."""
    weights: Mapping[str, Mapping[str, Sequence[float]]]
    """By view and feature: a weight for each of ``INTENTS``."""
    bias: Sequence[float]
    sharpness: float
    """By which scores are multiplied to become logits; fitted on held-out parts of the training set."""

    def probabilities(self, text: str) -> dict[Intent, float]:
        """How probable each intent of a citing sentence is."""
        scores = list(self.bias)
        for view, counts in features(text).items():
            rarity, weights = self.rarity[view], self.weights[view]
            values = {
                feature: (1 + log(count)) * rarity[feature]
                for feature, count in counts.items()
                if feature in rarity
            }
            length = sqrt(sum(value * value for value in values.values()))
            for feature, value in values.items():
                for place, weight in enumerate(weights[feature]):
                    scores[place] += value / length * weight
        top = max(scores)
        powers = [exp(self.sharpness * (score - top)) for score in scores]
        return dict(zip(INTENTS, (power / sum(powers) for power in powers), strict=True))


def load_model(path: Path = MODEL) -> IntentModel:
    """The model that comes along, or another of the same make.

    Raises:
        OSError: it cannot be read.
    """
    with gzip.open(path, "rt", encoding="utf-8") as file:
        kept = json.load(file)
    scale = kept["scale"]
    return IntentModel(
        {
            view: {feature: row[0] / scale for feature, row in rows.items()}
            for view, rows in kept["views"].items()
        },
        {
            view: {feature: [weight / scale for weight in row[1:]] for feature, row in rows.items()}
            for view, rows in kept["views"].items()
        },
        kept["bias"],
        kept["sharpness"],
    )


def read_stance(context: Context, model: IntentModel) -> Stance:
    """Why a sentence cites and whether it agrees; each is absent where that is not sure."""
    text = _numbered(context)
    intent, confidence = max(model.probabilities(text).items(), key=lambda one: one[1])
    attitude: Attitude | None = None
    if disagrees(text):
        attitude = "contrasting"
    elif agrees(text):
        attitude = "supporting"
    return Stance(intent if confidence >= SURE else None, round(confidence, 3), attitude)


def with_stances(contexts: Iterable[Context], model: IntentModel) -> tuple[Context, ...]:
    """The contexts, each with its stance."""
    return tuple(replace(context, stance=read_stance(context, model)) for context in contexts)


def _numbered(context: Context) -> str:
    """The sentence with numbers in brackets for its pointers, names and years as they are."""
    text, at = "", 0
    printed = context.sentence.text
    for pointer in context.pointers:
        found = printed.find(pointer.text, at)
        if found >= 0 and not re.search(r"(?:19|20)\d\d", pointer.text):
            numbers = ", ".join(map(str, pointer.numbers))
            text += f"{printed[at:found]} [{numbers}]"
            at = found + len(pointer.text)
    return text + printed[at:]
