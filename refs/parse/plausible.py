"""Whether labelled words are a reference at all: prose, table rows and affiliations get labels too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from math import log
from operator import mul

from refs.parse.labeller import Labelled

_DATED = re.compile(
    r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|\b(?:in press|forthcoming|unpublished)\b", re.IGNORECASE
)
# Finite verbs, pronouns and conjunctions of running English: rare in titles, names and imprints. In lower
# case: "May" and "US" are a month and a country.
_PROSE = frozenset(
    "was were is are we our us has had have been which that these those this their they however although there may can"
    " could might should did not also but than when whereas showed found suggest shown observed".split()
)
# "(Smith et al., 2007", "Smith and Doe (2007)": prose cites, a reference does not.
_CITING = re.compile(r"\bet al\.?,? \(?\d{4}|\([A-Z][\w-]+(?: and [A-Z][\w-]+)?,? \d{4}")
_MANY = 2
_CAPTION = re.compile(
    r"\W*(?:fig(?:ure|\.)|tab(?:le|\.)|box|panel|scheme|legend|[A-H][)–-])", re.IGNORECASE
)


def traits(text: str, labelled: Labelled) -> tuple[float, ...]:
    """What tells a reference from other text, each between 0 and about 3; the first is always 1."""
    words = text.split()
    prose = sum([word in _PROSE for word in words])
    labels, probabilities = labelled
    size = max(1, len(labels))
    changes = sum([one != other for one, other in pairwise(labels)])
    doubt = 1 - sum(probabilities) / size
    return (
        1.0,
        0.0 if _DATED.search(text) else 1.0,
        0.0 if "://" in text else 1.0,
        min(10 * prose / max(1, len(words)), 3.0),
        min(log(1 + prose), 3.0),
        min(10 * doubt, 3.0),
        min(log(1 + len(words)) / 2, 3.0),
        min(4 * changes / size, 3.0),
        min(changes / 4, 3.0),
        0.0 if "B-author" in labels else 1.0,
        0.0 if "B-title" in labels else 1.0,
        0.0 if "B-container-title" in labels or "publisher" in labels else 1.0,
        1.0 if labels[:1] == ["B-author"] else 0.0,
        3 * labels.count("other") / size + 3 * labels.count("note") / size,
        float(min(len(_CITING.findall(text)), _MANY)),
        1.0 if _CAPTION.match(text) else 0.0,
        4 * sum(map(str.isdigit, text)) / max(1, len(text)),
        1.0 if "date" in labels else 0.0,
        4 * labels.count("I-title") / size,
    )


def is_plausible(text: str, labelled: Labelled, weights: Sequence[float]) -> bool:
    """Whether the traits, weighed, speak for a reference; the weights are the model's."""
    speaks_for: float = sum(map(mul, traits(text, labelled), weights))
    return speaks_for > 0
