"""Text → pieces of words, each with a number: "pancytopenia" → "pan", "##cy", "##top", "##enia".

The vocabulary is that of BERT without capitals (Devlin et al. 2019): a word is cut, from its start,
into the longest pieces that the vocabulary holds. Letters lose their accents; every sign is a word of
its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
_UNKNOWN = "[UNK]"
_INSIDE = "##"
_LONGEST_WORD = 100
"""Letters; a longer word is unknown, as it is to BERT."""


class WordPieces:
    """A vocabulary: ``names`` in the order of their numbers."""

    def __init__(self, names: Sequence[str]) -> None:
        self._places = {name: place for place, name in enumerate(names)}
        self._longest = max(map(len, names))
        self._known: dict[str, tuple[int, ...]] = {}

    def words(self, text: str) -> list[tuple[int, ...]]:
        """The text's words in order, each as the numbers of its pieces; time is linear in the text."""
        known, cut = self._known, self._cut
        return [known.get(word) or cut(word) for word in _WORD.findall(_folded(text))]

    def _cut(self, word: str) -> tuple[int, ...]:
        found: list[int] = []
        start = 0
        while start < len(word) <= _LONGEST_WORD:
            inside = _INSIDE if start else ""
            for end in range(min(len(word), start + self._longest), start, -1):
                place = self._places.get(inside + word[start:end])
                if place is not None:
                    found.append(place)
                    start = end
                    break
            else:
                break
        pieces = tuple(found) if start == len(word) else (self._places[_UNKNOWN],)
        if len(self._known) < _REMEMBERED:
            self._known[word] = pieces
        return pieces


_REMEMBERED = 50_000
"""Words whose pieces are kept in memory."""


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))
