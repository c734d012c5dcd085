"""A conditional random field over the words of a reference: which field each belongs to, and how surely.

Scores are additive over keys (:mod:`refs.parse.features`), so the weights of each key are
summed once and kept; only labels that can still win at a word take part in decoding.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache, partial
from importlib.resources import files
from math import exp
from operator import add, itemgetter
from typing import Any, NamedTuple, TypeVar

from refs.parse.crf import Model, load_model
from refs.parse.features import SPELLERS, Tables, gap_of, look_at, observe
from refs.parse.tokens import Tokens

# A label this far behind the best one at a word is given up: what follows seldom makes up for
# odds of 1:400.
_BEAM = 6.0
# Keys that are kept; a corpus of references has millions of words, most of them once.
_KEPT = 50_000
# Lifts a key's score above 0 for every label alike: 2²⁰/scale is far beyond any sum of its
# weights, and the sum of the keys of a word stays below 2³².
_ZERO = 1 << 20

V = TypeVar("V")


class Labelled(NamedTuple):
    """A word's label and the probability that it is right, given all words."""

    label: str
    probability: float


class Labeller:
    """Labels words with a model; keeps the scores of the keys it has met."""

    def __init__(self, model: Model) -> None:
        self._labels = model.labels
        self._unpack = struct.Struct(f"<{len(model.labels)}I").unpack
        self._bytes = 4 * len(model.labels)
        self._transitions = [list(row) for row in model.transitions]
        self._odds = [[exp(weight / model.scale) for weight in row] for row in model.transitions]
        self._scale = model.scale
        self._calibration = model.calibration
        rows = {table: Kept(partial(_packed, model, spell)) for table, spell in SPELLERS.items()}
        self._tables: Tables[int] = Tables(form=Kept(look_at), gap=Kept(gap_of), **rows)

    def label(self, tokens: Tokens) -> list[Labelled]:
        """A label for each word, in order: the likeliest sequence."""
        if not tokens.words:
            return []
        unpack, size = self._unpack, self._bytes
        scores = [
            unpack(sum(rows).to_bytes(size, "little")) for rows in observe(tokens, self._tables)
        ]
        lattice, path = _search(scores, self._transitions, int(_BEAM * self._scale))
        chances = _marginals(lattice, self._odds, path, self._scale)
        return [
            Labelled(self._labels[label], chance)
            for label, chance in zip(path, chances, strict=True)
        ]

    def calibrated(self, field: str, probability: float) -> float:
        """The share of fields that were right where the labeller was as sure as this."""
        steps = self._calibration.get(field, ())
        place = bisect_right(steps, probability, key=itemgetter(0))
        return steps[max(0, place - 1)][1] if steps else probability


class Kept(dict[Any, V]):
    """Key → what ``make`` makes of it, made once; emptied when it holds :data:`_KEPT` keys."""

    def __init__(self, make: Callable[[Any], V]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Any) -> V:
        if len(self) >= _KEPT:
            self.clear()
        value = self[key] = self._make(key)
        return value


def _packed(model: Model, spell: Callable[[Any], list[str]], key: Any) -> int:
    """The scores of a key, the labels side by side in 32 bits each: rows are added as integers."""
    row = [_ZERO] * len(model.labels)
    found = False
    for name in spell(key):
        for label, weight in model.weights(name):
            row[label] += weight
            found = True
    return int.from_bytes(struct.pack(f"<{len(row)}I", *row), "little") if found else 0


@cache
def shipped() -> Labeller:
    """The labeller with the model that comes with the program, read once."""
    return Labeller(load_model(files("refs").joinpath("data/labeller.model").read_bytes()))


def _search(
    scores: Sequence[Sequence[int]], transitions: Sequence[Sequence[int]], beam: int
) -> tuple[list[dict[int, int]], list[int]]:
    """The labels that can still win at each word, with their own scores, and the best sequence (Viterbi)."""
    reached = _near_best(scores[0], beam)
    lattice = [{label: scores[0][label] for label in reached}]
    back: list[dict[int, int]] = [{}]
    for row in scores[1:]:
        if len(reached) == 1:
            [(before, _so_far)] = reached.items()
            reached = _near_best(
                [one + two for one, two in zip(row, transitions[before], strict=True)], beam
            )
            back.append(dict.fromkeys(reached, before))
        else:
            columns = [
                [so_far + weight for weight in transitions[before]]
                for before, so_far in reached.items()
            ]
            order = list(reached)
            entry = list(map(max, *columns))
            reached = _near_best(list(map(add, row, entry)), beam)
            back.append(
                {
                    label: order[[column[label] for column in columns].index(entry[label])]
                    for label in reached
                }
            )
        lattice.append({label: row[label] for label in reached})
    label = max(reached, key=reached.__getitem__)
    path = [label]
    for origin in reversed(back[1:]):
        label = origin[label]
        path.append(label)
    return lattice, path[::-1]


def _near_best(scores: Sequence[int], beam: int) -> dict[int, int]:
    """The labels whose score is near the best one, which becomes 0."""
    best = max(scores)
    least = best - beam
    return {label: score - best for label, score in enumerate(scores) if score > least}


def _marginals(
    lattice: Sequence[dict[int, int]],
    odds: Sequence[Sequence[float]],
    path: Sequence[int],
    scale: int,
) -> list[float]:
    """The probability of each label of ``path`` at its word, among the labels of the lattice."""
    weights = [_odds_of(here, scale) for here in lattice]
    forward = [weights[0]]
    for here in weights[1:]:
        last = forward[-1]
        if len(here) == 1:
            forward.append(dict.fromkeys(here, 1.0))
            continue
        sums = {
            label: weight * sum([so_far * odds[before][label] for before, so_far in last.items()])
            for label, weight in here.items()
        }
        total = sum(sums.values())
        forward.append({label: value / total for label, value in sums.items()})
    ahead = dict.fromkeys(forward[-1], 1.0)
    chances: list[float] = []
    for place in range(len(path) - 1, -1, -1):
        here = forward[place]
        if len(here) == 1:
            chances.append(1.0)
        else:
            both = {label: value * ahead[label] for label, value in here.items()}
            chances.append(both[path[place]] / sum(both.values()))
        if place:
            before_it = forward[place - 1]
            if len(before_it) == 1:
                ahead = dict.fromkeys(before_it, 1.0)
                continue
            weighed = [(label, weight * ahead[label]) for label, weight in weights[place].items()]
            ahead = {
                before: sum([odds[before][label] * value for label, value in weighed])
                for before in before_it
            }
            total = sum(ahead.values())
            ahead = {before: value / total for before, value in ahead.items()}
    return chances[::-1]


def _odds_of(scores: dict[int, int], scale: int) -> dict[int, float]:
    if len(scores) == 1:
        return dict.fromkeys(scores, 1.0)
    best = max(scores.values())
    return {label: exp((score - best) / scale) for label, score in scores.items()}
