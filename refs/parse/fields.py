"""Labelled words → fields: one stretch of the text for each, trimmed, with a confidence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from refs.parse.draft import Draft, Found
from refs.parse.labeller import Labelled, Labeller, shipped
from refs.parse.plausible import is_plausible
from refs.parse.tokens import Tokens, tokenise

_STEP = "labeller"
_OTHER = "other"
# Where there are several, the first is meant (names further on are an editor's); else the longest.
_FIRST = frozenset(("author",))
_PAIRS = {")": "(", "]": "[", "}": "{"}


# What a value must have somewhere: numbers are labelled by their place, and words may stand there.
_NUMBER = re.compile(r"\d|\b[IVXLCivxlc]+\b")
_FORMS = {
    "date": re.compile(
        r"\d\d|press|n\.\s?d|s\.\s?[ad]|forthcoming|accepted|submitted|preparation", re.IGNORECASE
    ),
    "volume": _NUMBER,
    "pages": _NUMBER,
}


# The longest author lists make 16,000 tokens of 100,000 characters; more is no reference.
_MOST = 16_000
_NOTHING = Tokens((), (), (), ("",))


class Run(NamedTuple):
    """Words side by side that belong to one field; ``end`` exclusive."""

    field: str
    start: int
    end: int
    probability: float
    """That no word of it and no neighbour is labelled wrong, by the least sure of them."""


def read_labelled(drafts: Sequence[Draft]) -> list[Draft]:
    """With the fields that no step has found before, as the labeller reads them."""
    labeller = shipped()
    return [
        replace(draft, fields={**_calibrated(fields, labeller), **draft.fields})
        for draft, fields in zip(drafts, label_fields(drafts, labeller), strict=True)
    ]


def _calibrated(fields: Mapping[str, Found], labeller: Labeller) -> dict[str, Found]:
    return {
        name: found._replace(confidence=labeller.calibrated(name, found.confidence))
        for name, found in fields.items()
    }


def label_fields(drafts: Sequence[Draft], labeller: Labeller) -> list[dict[str, Found]]:
    """The fields that a labeller finds in each body, with its own probabilities, uncalibrated.

    Words that are no reference have none.
    """
    batch = [tokenise(draft) for draft in drafts]
    batch = [tokens if len(tokens.spans) <= _MOST else _NOTHING for tokens in batch]
    return [
        _fields(draft.text, tokens, labelled)
        if is_plausible(draft.text, labelled, labeller.plausible)
        else {}
        for draft, tokens, labelled in zip(drafts, batch, labeller.label(batch), strict=True)
    ]


def _fields(text: str, tokens: Tokens, labelled: Labelled) -> dict[str, Found]:
    fields: dict[str, Found] = {}
    for run in runs(labelled):
        if run.field not in fields:
            start, end = _span(text, tokens, run)
            form = _FORMS.get(run.field)
            if form is None or form.search(text, start, end):
                fields[run.field] = Found(start, end, _STEP, run.probability)
    return fields


def runs(labelled: Labelled) -> list[Run]:
    """The stretches of one field; of several for the same field the best comes first."""
    labels, probabilities = labelled
    size = len(labels)
    bounds = [
        i for i in range(1, size) if labels[i] != labels[i - 1] and _opens(labels[i - 1], labels[i])
    ]
    return sorted(
        (
            Run(_field(labels[start]), start, end, min(probabilities[max(0, start - 1) : end + 1]))
            for start, end in pairwise([0, *bounds, size] if size else ())
            if labels[start] != _OTHER
        ),
        key=lambda run: run.start if run.field in _FIRST else run.start - run.end,
    )


def _opens(before: str, label: str) -> bool:
    return label[:2] == "B-" or _field(before) != _field(label)


def _field(label: str) -> str:
    return label[2:] if label[1:2] == "-" else label


def _span(text: str, tokens: Tokens, run: Run) -> tuple[int, int]:
    """From the first word to the last, with the brackets and the end of a question that belong to them."""
    start, end = tokens.spans[run.start][0], tokens.spans[run.end - 1][1]
    after = text[end : end + 2]
    if after[:1] in ("?", "!") or (
        after[:1] in _PAIRS
        and _PAIRS[after[0]] in text[start:end]
        and not _balanced(text[start:end])
    ):
        end += 1
    return start, end


def _balanced(text: str) -> bool:
    return all(text.count(opener) <= text.count(closer) for closer, opener in _PAIRS.items())
