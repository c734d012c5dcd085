"""What every piece of evidence weighs, and the probability that follows.

``refs/data/matcher.tsv`` holds the weights: field, outcome, weight in log-odds, and whether it was
"fitted" or is "set" by judgement. ``make fit`` (``tests/bench/fit_matcher.py``, which says how and on
what) makes the table anew and keeps the rows that are set.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from typing import NamedTuple

from refs.model import FieldEvidence

DATA = "matcher.tsv"
Sign = tuple[str, str]
"""Field and outcome: "agree", "differ", "alone" (the one field that differs), "unprinted"."""


class Weight(NamedTuple):
    """A row of the table."""

    log_odds: float
    set_by: str
    """"fitted", or "set" where the labelled data says too little or nothing."""


def read_weights() -> dict[Sign, Weight]:
    """The rows of the table, in its order; the bias under ("bias", "always")."""
    text = (files("refs") / "data" / DATA).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return {(field, outcome): Weight(float(weight), by) for field, outcome, weight, by in rows}


_TABLE = {sign: weight.log_odds for sign, weight in read_weights().items()}
BIAS = _TABLE.pop(("bias", "always"))
WEIGHTS: Mapping[Sign, float] = _TABLE

# A field that differs alone is a misprint sooner than a sign of another work: when the title is the
# same word for word and so many of the others agree.
_SINGLE = frozenset({"author", "year", "volume", "page", "title-words"})
_CONFLICTS = _SINGLE | {"doi", "title", "notice", "issue", "type", "container-title"}
_BACKING = frozenset({"author", "year", "volume", "page", "container-title"})
_BACKED = 3
_SLIP = 0.5  # a page this like the recorded one, or with the same last page, may be a misprint


def score(evidence: Iterable[FieldEvidence]) -> float:
    """Probability, 0..1, that a work with this evidence is the one meant."""
    return 1 / (1 + math.exp(-log_odds(evidence)))


def log_odds(evidence: Iterable[FieldEvidence]) -> float:
    """The sum behind ``score``: the bias, and for every field its weight times its strength."""
    evidence = tuple(evidence)
    return max(-60.0, min(60.0, total(evidence, lone_conflict(evidence))))


def total(evidence: Iterable[FieldEvidence], alone: str | None = None) -> float:
    """The bias and the weights of the evidence, ``alone`` being the field that differs alone."""
    found = BIAS
    for sign, strength in signs(evidence, alone):
        found += strength * _TABLE.get(sign, 0.0)
    return found


def signs(
    evidence: Iterable[FieldEvidence], alone: str | None = None
) -> Iterator[tuple[Sign, float]]:
    """What is weighed, each with its strength, 0..1.

    Agreement counts as far as the two sides are alike, difference as far as they are not. What is
    recorded and not printed counts too: a reference sooner leaves out what there is not.
    """
    for one in evidence:
        if one.outcome == "agree":
            yield (one.field, "agree"), one.similarity or 0.0
        elif one.outcome == "differ":
            outcome = "alone" if one.field == alone else "differ"
            yield (one.field, outcome), 1 - (one.similarity or 0.0)
        elif one.recorded is not None and one.printed is None:
            yield (one.field, "unprinted"), 1.0


def weigh(one: FieldEvidence) -> float:
    """What a piece of evidence adds where it is not the one field that differs alone."""
    if one.outcome == "agree":
        return _TABLE.get((one.field, "agree"), 0.0) * (one.similarity or 0.0)
    if one.outcome == "differ":
        return _TABLE.get((one.field, "differ"), 0.0) * (1 - (one.similarity or 0.0))
    if one.recorded is not None and one.printed is None:
        return _TABLE.get((one.field, "unprinted"), 0.0)
    return 0.0


class Bound:
    """The most that the log-odds of a work can still become, piece of evidence by piece."""

    __slots__ = ("_conflicts", "_found", "_spared", "_to_come")

    def __init__(self) -> None:
        self._found, self._to_come = BIAS, _ALL
        self._conflicts, self._spared = 0, 0.0

    def add(self, one: FieldEvidence) -> float:
        """The bound once ``one`` is known; every field is to be added once."""
        self._found += weigh(one)
        self._to_come -= _MOST.get(one.field, 0.0)
        if one.outcome == "differ" and one.field in _CONFLICTS:
            self._conflicts += 1
            if one.field in _SINGLE:
                alone = _TABLE.get((one.field, "alone"), 0.0) * (1 - (one.similarity or 0.0))
                self._spared = max(0.0, alone - weigh(one))
        spared = self._spared if self._conflicts == 1 else 0.0
        return self._found + self._to_come + spared


_MOST = {field: weight for (field, outcome), weight in _TABLE.items() if outcome == "agree"}
_ALL = sum(_MOST.values())


def lone_conflict(evidence: Sequence[FieldEvidence]) -> str | None:
    """The one field that contradicts a work that agrees in all that matters besides.

    A page is a misprint only where it is nearly the recorded one, or the last page is the same:
    meeting abstracts and notices have the title, the authors and the volume of an article, too.
    """
    differ = [one for one in evidence if one.outcome == "differ" and one.field in _CONFLICTS]
    if len(differ) != 1 or differ[0].field not in _SINGLE:
        return None
    found = differ[0]
    agree = {one.field for one in evidence if one.outcome == "agree"}
    if found.field != "title-words" and "title-words" not in agree:
        return None
    if found.field == "page" and (found.similarity or 0.0) < _SLIP and "last-page" not in agree:
        return None
    return found.field if len(_BACKING & agree) >= _BACKED else None
