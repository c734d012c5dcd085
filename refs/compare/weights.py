"""What every piece of evidence weighs, and the probability that follows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from refs.model import FieldEvidence

# Fitted by logistic regression (L2 = 1, Newton's method, differences held at or below 0) on one
# half, by hash, of the labelled strings of ../shared/data/doi-matching/dev.jsonl.gz, raw and
# parsed, each against the works that the local index found for it. Over the whole set the score of
# the best candidate is off by 0.022 on average (ten bins), on the low side: from 0.1 to 0.7 more
# are right than it says, because the index holds far fewer works that resemble each other than
# Crossref does.
# Not from data, because it has too few or none of them, or invented ones: "doi" (a printed DOI is
# right in about 19 of 20 cases, whatever the odds of a found work), "issue" that differs (a
# misprint of little weight), "type" that agrees, and what differs alone in "author", "volume" and
# "page": the set's negatives with the same title, authors, year and volume on another page are
# records of one work made twice, and real ones are next to none.
BIAS = -3.5
WEIGHTS: Mapping[tuple[str, str], float] = {
    ("doi", "agree"): 3.0 - BIAS,
    ("doi", "differ"): -3.0,
    ("title", "agree"): 0.5,
    ("title", "differ"): -3.8,
    ("title-words", "agree"): 1.6,
    ("title-words", "differ"): -1.3,
    ("title-words", "alone"): -0.8,
    ("notice", "differ"): -3.7,
    ("author", "agree"): 1.9,
    ("author", "differ"): -4.8,
    ("author", "alone"): -1.0,
    ("authors", "differ"): -1.5,
    ("year", "agree"): 1.2,
    ("year", "differ"): -3.5,
    ("year", "alone"): -2.1,
    ("volume", "agree"): 1.5,
    ("volume", "differ"): -2.2,
    ("volume", "alone"): -0.5,
    ("issue", "agree"): 0.4,
    ("issue", "differ"): -1.0,
    ("page", "agree"): 2.2,
    ("page", "differ"): -5.1,
    ("page", "alone"): -3.0,
    ("last-page", "agree"): 2.8,
    ("last-page", "differ"): -0.7,
    ("container-title", "agree"): 0.7,
    ("container-title", "differ"): -0.3,
    ("type", "agree"): 0.5,
    ("type", "differ"): -5.2,
}
# A field that differs alone is a misprint sooner than a sign of another work: when the title is the
# same word for word and so many of the others agree.
_SINGLE = frozenset({"author", "year", "volume", "page", "title-words"})
_CONFLICTS = _SINGLE | {"doi", "title", "notice", "issue", "type"}
_BACKING = frozenset({"author", "year", "volume", "page", "container-title"})
_BACKED = 3


def score(evidence: Iterable[FieldEvidence]) -> float:
    """Probability, 0..1, that a work with this evidence is the one meant."""
    return 1 / (1 + math.exp(-log_odds(evidence)))


def log_odds(evidence: Iterable[FieldEvidence]) -> float:
    """The sum behind ``score``: the bias, and for every field its weight times its strength.

    Agreement counts as far as the two sides are alike, difference as far as they are not; a
    difference that stands alone counts less.
    """
    evidence = tuple(evidence)
    alone = _lone_conflict(evidence)
    return max(-60.0, min(60.0, total(evidence, alone)))


def total(evidence: Iterable[FieldEvidence], alone: str | None = None) -> float:
    """The bias and the weights of the evidence, ``alone`` being the field that differs alone."""
    found = BIAS
    for one in evidence:
        if one.outcome == "absent" or one.similarity is None:
            continue
        outcome = "alone" if one.field == alone else one.outcome
        weight = WEIGHTS.get((one.field, outcome))
        if weight is not None:
            found += weight * (one.similarity if outcome == "agree" else 1 - one.similarity)
    return found


def _lone_conflict(evidence: Iterable[FieldEvidence]) -> str | None:
    """The one field that contradicts a work that agrees in all that matters besides.

    A page of another kind (of a supplement) is no misprint: a meeting abstract has the title,
    the authors and the volume of its article too.
    """
    differ = [one for one in evidence if one.outcome == "differ" and one.field in _CONFLICTS]
    if len(differ) != 1 or differ[0].field not in _SINGLE:
        return None
    found = differ[0]
    agree = {one.field for one in evidence if one.outcome == "agree"}
    if found.field != "title-words" and "title-words" not in agree:
        return None
    if found.field == "page" and not found.similarity:
        return None
    return found.field if len(_BACKING & agree) >= _BACKED else None
