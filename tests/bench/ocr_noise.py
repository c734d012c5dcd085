"""What a scanner makes of print: characters taken for others, ligatures, broken and joined words.

Confusions are those that OCR of Latin print is known for; a share of characters is confused, the
same ones for the same seed.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from refs.parse.tokens import Tokens

# Printed → read. Those of one character for one keep a text's length.
CONFUSIONS = {
    "l": "1I", "1": "lI", "I": "l1", "O": "0", "0": "Oo", "o": "0", "S": "5", "5": "S", "B": "8", "8": "B",
    "Z": "2", "2": "Z", "G": "6", "6": "G", "e": "c", "c": "e", "h": "b", "n": "u", "u": "n", "t": "f",
    "i": "í", "ö": "o", "ü": "u", "é": "e", "ä": "a", "á": "a", ".": ",", ",": ".", ";": ":", ":": ";",
    "-": "–", "–": "-", "(": "{", ")": "}",
}  # fmt: skip
# Several characters for one, or one for several.
LIGATURES = {"fi": "ﬁ", "fl": "ﬂ", "ff": "ﬀ", "rn": "m", "m": "rn", "cl": "d", "d": "cl", "w": "vv"}


def confused(text: str, dice: random.Random, share: float) -> str:
    """The text with this share of its characters taken for others, one for one."""
    return "".join(
        dice.choice(CONFUSIONS[char]) if char in CONFUSIONS and dice.random() < share else char
        for char in text
    )


def scanned(tokens: Tokens, dice: random.Random, share: float) -> Tokens:
    """The words and gaps as a poor scan has them; lower-case words may also be broken in two."""
    words: list[str] = []
    lengths: list[int] = []
    given = iter(tokens.words)
    for length in tokens.lengths:
        own: list[str] = []
        for _ in range(length):
            own += _scanned_word(next(given), dice, share)
        words += own
        lengths.append(len(own))
    gaps = [_scanned_gap(gap, dice, share) for gap in tokens.gaps]
    return replace(tokens, words=words, lengths=lengths, gaps=gaps)


def _scanned_word(word: str, dice: random.Random, share: float) -> Sequence[str]:
    for printed, read in LIGATURES.items():
        if printed in word and dice.random() < share:
            word = word.replace(printed, read, 1)
    word = confused(word, dice, share)
    if len(word) > 5 and word.isalpha() and word.islower() and dice.random() < share:
        cut = dice.randrange(2, len(word) - 1)
        return [word[:cut], word[cut:]]
    return [word]


def _scanned_gap(gap: str, dice: random.Random, share: float) -> str:
    if dice.random() < 3 * share and " " in gap and len(gap) > 1:
        gap = gap.replace(" ", "", 1) if dice.random() < 0.5 else f" {gap}"
    return confused(gap, dice, share)
