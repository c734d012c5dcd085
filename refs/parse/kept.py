"""A table that fills itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

V = TypeVar("V")
# Keys that are kept; a corpus of references has millions of words, most of them once.
_KEPT = 50_000


class Kept(dict[Any, V]):
    """Key → what ``make`` makes of it, made once; emptied when it holds 50,000 keys."""

    def __init__(self, make: Callable[[Any], V]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Any) -> V:
        if len(self) >= _KEPT:
            self.clear()
        value = self[key] = self._make(key)
        return value
