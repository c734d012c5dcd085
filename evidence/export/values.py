"""Any Python value in terms that a file format knows, and as text."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Set
from datetime import date
from typing import Any, Final

# Types that decide the class alone; the other values have to be looked at.
CLASSES: Final[Mapping[type, str]] = {str: "text", bool: "boolean", float: "double"}

# The first row that holds all classes of a column's values is the column's type; else string.
# "exact" integers are those that a double can hold, "wide" ones fill 64 bits.
TYPES: Final[tuple[tuple[Set[str], str], ...]] = (
    (frozenset({"boolean"}), "boolean"),
    (frozenset({"integer"}), "integer"),
    (frozenset({"integer", "exact", "wide"}), "long"),
    (frozenset({"integer", "exact", "double"}), "double"),
    (frozenset({"strings"}), "liststring"),
)
_BITS: Final = (("integer", 31), ("exact", 53), ("wide", 63))


def plain(value: Any) -> Any:
    """The value in terms of None, bool, int, float, str, list and dict with str keys.

    Dates become ISO strings, bytes text, sets sorted lists, numpy's values Python's, and what is
    none of these the text that ``str`` makes of it.
    """
    if isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((plain(inner) for inner in value), key=str)
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "tolist"):  # numpy's scalars and arrays, without importing numpy
        return value.tolist()
    return None if value is None else str(value)


def class_of(value: object) -> str:
    """``boolean``, ``integer`` (32 bits), ``exact``, ``wide``, ``huge``, ``double``, ``text``,
    ``strings`` (a list of them) or ``json``."""
    simple = plain(value)
    if isinstance(simple, bool):
        return "boolean"
    if isinstance(simple, int):
        return next(
            (name for name, bits in _BITS if -(1 << bits) <= simple < 1 << bits),
            "huge",
        )
    if isinstance(simple, float):
        return "double"
    if isinstance(simple, list):
        return "strings" if all(isinstance(item, str) for item in simple) else "json"
    return "json" if isinstance(simple, dict) else "text"


def type_of(classes: Set[str]) -> str:
    """The narrowest type that holds values of all these classes without loss."""
    return next((type_ for holds, type_ in TYPES if classes <= holds), "string")


def to_text(value: object, type_: str) -> str:
    """The value as it stands in a column of this type; numbers as Java and Python both read them."""
    simple = plain(value)
    if isinstance(simple, str):
        return simple
    if isinstance(simple, bool):
        return "true" if simple else "false"
    if isinstance(simple, int):
        return repr(float(simple)) if type_ == "double" else str(int(simple))
    if isinstance(simple, float):
        return _java_double(simple)
    return json.dumps(simple, ensure_ascii=False)


def number(value: object) -> float | None:
    """The value of a finite number; None for anything else, True and False among it."""
    simple = plain(value)
    if isinstance(simple, bool) or not isinstance(simple, (int, float)):
        return None
    try:
        return float(simple) if math.isfinite(simple) else None
    except OverflowError:
        return None


def _java_double(value: float) -> str:
    """As Java's ``Double.parseDouble`` and Python's ``float`` both read it."""
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return "NaN" if math.isnan(value) else repr(float(value))
