"""Sentences that nobody wrote, made of those that somebody did: for a teacher to judge and a pupil to learn.

As Tang et al. 2019 do to teach a small network what a large one knows: a stretch of a sentence, the
start of one with the end of another, words left blank or replaced by others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Words = Sequence[Sequence[int]]
"""A sentence as words, each as its pieces."""

SPLICED, CUT, CHANGED = 0.35, 0.2, 0.8
"""Shares of the variants; one may be cut or spliced and changed as well."""
AT_STOP = 0.7
"""How often a splice is where a comma, bracket or the like stands."""
CHANGES = (0.05, 0.1, 0.2, 0.3)
"""Shares of the words that are changed, half of them left blank."""
SHORTEST = 5


def variants(
    sentences: Sequence[Words], each: int, stops: frozenset[int], blank: int, seed: int
) -> list[list[int]]:
    """So many variants of each sentence, in order, as pieces.

    Args:
        stops: pieces behind which a clause may begin.
        blank: the piece that stands for a word that is not told.
    """
    dice = np.random.default_rng(seed)
    every = [word for words in sentences for word in words]
    cuts = [
        [0, *(place for place, word in enumerate(words[:-1], 1) if word[0] in stops)]
        for words in sentences
    ]

    def cut(place: int) -> int:
        if dice.random() < AT_STOP:
            return int(dice.choice(cuts[place]))
        return int(dice.integers(len(sentences[place]) + 1))

    def spliced(place: int) -> list[Sequence[int]]:
        other = int(dice.integers(len(sentences)))
        first, second = (place, other) if dice.random() < 0.5 else (other, place)
        return [*sentences[first][: cut(first)], *sentences[second][cut(second) :]]

    def stretch(words: Words) -> list[Sequence[int]]:
        size = int(dice.integers(min(SHORTEST, len(words)), len(words) + 1))
        start = int(dice.integers(len(words) - size + 1))
        return list(words[start : start + size])

    def changed(words: Words) -> list[Sequence[int]]:
        share = dice.choice(CHANGES)
        throws = dice.random(len(words))
        return [
            word if throw > share else [blank] if throw < share / 2 else every[int(dice.integers(len(every)))]
            for word, throw in zip(words, throws, strict=True)
        ]  # fmt: skip

    found = []
    for place, words in enumerate(sentences):
        for _ in range(each):
            throw = dice.random()
            made = (
                spliced(place) if throw < SPLICED
                else stretch(words) if throw < SPLICED + CUT
                else list(words)
            )  # fmt: skip
            if dice.random() < CHANGED:
                made = changed(made)
            found.append([piece for word in made or words for piece in word])
    return found
