"""How alike two family names are."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz

from refs.folding import fold

fold_name = lru_cache(maxsize=8192)(fold)
"""Names come again and again: in the works of a group, in the candidates of a reference."""
NAME_AGREES = 0.8


def name_likeness(one: str, other: str) -> float:
    """1 for one name, or a name and its part ("garcia sancho", "garcia"); else their likeness."""
    if one == other or one.replace(" ", "") == other.replace(" ", ""):
        return 1.0
    shorter, longer = sorted((one.split(), other.split()), key=len)
    if shorter and set(shorter) <= set(longer) and max(map(len, shorter)) > 2:
        return 0.95
    return fuzz.ratio(one, other) / 100
