"""A conditional random field over the words of a reference: which field each belongs to, and how surely.

Scores are additive over keys (:mod:`refs.parse.features`), so the weights of each key are
summed once and kept; only labels that can still win at a word take part in decoding.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache, partial
from importlib.resources import files
from math import exp
from operator import add, itemgetter
from typing import NamedTuple

from refs.parse.crf import Model, load_model
from refs.parse.features import SPELLERS, Tables, gap_of, known_words, look_at, observe
from refs.parse.kept import Kept
from refs.parse.tokens import Tokens

# A label this far behind the best one at a word is given up: what follows seldom makes up for
# odds of 1:3000 (at 6 one reference in 2,000 is read worse, at 4 one in 100).
_BEAM = 8.0
# Labels nearer than this share the probability of a word; the others would have 2 % of it at most.
_NEAR = 4.0


class Labelled(NamedTuple):
    """Labels of words, in order, and the probability that each is right, given all words."""

    labels: Sequence[str]
    probabilities: Sequence[float]


class Labeller:
    """Labels words with a model; keeps the scores of the keys it has met."""

    def __init__(self, model: Model) -> None:
        self._labels = model.labels
        self._unpack = model.unpack
        self._transitions = [list(row) for row in model.transitions]
        self._odds = [[exp(weight / model.scale) for weight in row] for row in model.transitions]
        self._scale = model.scale
        self._calibration = model.calibration
        rows = {
            table: Kept(lambda key, spell=spell: model.sum(spell(key)))  # type: ignore[misc]
            for table, spell in SPELLERS.items()
        }
        self._tables: Tables[int] = Tables(
            form=Kept(partial(look_at, known=known_words(model.features))), gap=Kept(gap_of), **rows
        )

    def label(self, tokens: Tokens) -> Labelled:
        """The likeliest sequence of labels."""
        if not tokens.words:
            return Labelled((), ())
        scores = list(map(self._unpack, map(sum, observe(tokens, self._tables))))
        scale = self._scale
        reached, path = _search(scores, self._transitions, int(_BEAM * scale))
        near = int(-_NEAR * scale)
        lattice = [
            [label for label, score in here.items() if score > near or label == chosen]
            for here, chosen in zip(reached, path, strict=True)
        ]
        chances = _marginals(scores, lattice, path, self._odds, scale)
        return Labelled([self._labels[label] for label in path], chances)

    def calibrated(self, field: str, probability: float) -> float:
        """The share of fields that were right where the labeller was as sure as this."""
        steps = self._calibration.get(field, ())
        place = bisect_right(steps, probability, key=itemgetter(0))
        return steps[max(0, place - 1)][1] if steps else probability


@cache
def shipped() -> Labeller:
    """The labeller with the model that comes with the program, read once."""
    return Labeller(load_model(files("refs").joinpath("data/labeller.model").read_bytes()))


def _search(
    scores: Sequence[Sequence[int]], transitions: Sequence[Sequence[int]], beam: int
) -> tuple[list[dict[int, int]], list[int]]:
    """The labels that can still win at each word, with how far each is behind the best one so far,
    and the best sequence of all (Viterbi)."""
    reached = [_near_best(scores[0], beam)]
    back: list[Mapping[int, int]] = []
    for row in scores[1:]:
        last = reached[-1]
        order = list(last)
        if len(order) == 1:
            here = _near_best(list(map(add, row, transitions[order[0]])), beam)
            back.append(dict.fromkeys(here, order[0]))
        else:
            columns = [list(map(last[before].__add__, transitions[before])) for before in order]
            entry = list(map(max, *columns))
            here = _near_best(list(map(add, row, entry)), beam)
            back.append(
                {
                    label: order[[column[label] for column in columns].index(entry[label])]
                    for label in here
                }
            )
        reached.append(here)
    label = max(reached[-1], key=reached[-1].__getitem__)
    path = [label]
    for origin in reversed(back):
        label = origin[label]
        path.append(label)
    return reached, path[::-1]


def _near_best(scores: Sequence[int], beam: int) -> dict[int, int]:
    """The labels whose score is near the best one, which becomes 0."""
    best = max(scores)
    least = best - beam
    return {label: score - best for label, score in enumerate(scores) if score > least}


def _marginals(
    scores: Sequence[Sequence[int]],
    lattice: Sequence[Sequence[int]],
    path: Sequence[int],
    odds: Sequence[Sequence[float]],
    scale: int,
) -> list[float]:
    """The probability of each label of ``path`` at its word, among the labels of the lattice.

    Where one label is left it has all of it, and what lies on either side is independent.
    """
    chances = [1.0] * len(path)
    start = 0
    for end in range(1, len(path) + 1):
        if end == len(path) or len(lattice[end]) == 1:
            if end - start > 1 or len(lattice[start]) > 1:
                stretch = slice(start, end + 1)
                weights = [
                    _weights(row, labels, scale)
                    for row, labels in zip(scores[stretch], lattice[stretch], strict=True)
                ]
                chances[start:end] = _sums(weights, path[start:end], odds)
            start = end
    return chances


def _weights(row: Sequence[int], labels: Sequence[int], scale: int) -> list[tuple[int, float]]:
    """Labels and the exponentials of their scores, up to a factor for all."""
    if len(labels) == 1:
        return [(labels[0], 1.0)]
    best = max([row[label] for label in labels])
    return [(label, exp((row[label] - best) / scale)) for label in labels]


def _sums(
    weights: Sequence[Sequence[tuple[int, float]]],
    path: Sequence[int],
    odds: Sequence[Sequence[float]],
) -> list[float]:
    """The same by sums forward and backward; the weights may reach one word further than the path."""
    forward = [weights[0]]
    for here in weights[1:]:
        before = forward[-1]
        sums = [
            (label, weight * sum([so_far * odds[one][label] for one, so_far in before]))
            for label, weight in here
        ]
        total = sum([value for _, value in sums])
        forward.append([(label, value / total) for label, value in sums])
    ahead = [1.0] * len(weights[-1])
    chances: list[float] = []
    for place in range(len(weights) - 1, -1, -1):
        if place < len(path):
            both = {
                label: value * later
                for (label, value), later in zip(forward[place], ahead, strict=True)
            }
            chances.append(both[path[place]] / sum(both.values()))
        if place:
            weighed = [
                (label, weight * later)
                for (label, weight), later in zip(weights[place], ahead, strict=True)
            ]
            ahead = [
                sum([odds[one][label] * value for label, value in weighed])
                for one, _ in forward[place - 1]
            ]
            total = sum(ahead)
            ahead = [value / total for value in ahead]
    return chances[::-1]
