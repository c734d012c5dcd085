"""Weights of :func:`refs.parse.plausible.traits`, by logistic regression over references and passages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from refs.articles import split_articles
from refs.documents import read_document
from refs.parse.draft import Draft
from refs.parse.labeller import Labeller
from refs.parse.plausible import traits
from refs.parse.tokens import tokenise

# Of the references, what share may be refused.
REFUSED = 0.007
# How strongly weights are kept small.
SHRINKAGE = 1.0

Traits = tuple[float, ...]


def traits_of(drafts: Iterable[Draft], labeller: Labeller) -> Iterator[Traits]:
    drafts = [draft for draft in drafts if draft.text]
    batch = [tokenise(draft) for draft in drafts]
    for draft, labelled in zip(drafts, labeller.label(batch), strict=True):
        yield traits(draft.text, labelled)


def passages(folder: Path) -> Iterator[str]:
    """Paragraphs, captions and tables of articles, and the first sentence of each."""
    for file in sorted(folder.glob("*.md")):
        for article in split_articles(read_document(file.read_bytes(), file.name)):
            for passage in article.passages:
                yield passage.text
                yield passage.text.partition(". ")[0]


def learn_plausible(references: Sequence[Traits], others: Sequence[Traits]) -> list[float]:
    """Weights under which all but a few references have a positive sum and few other texts."""
    rows = np.array([*references, *others])
    right = np.array([1.0] * len(references) + [-1.0] * len(others))
    share = np.where(right > 0, 0.5 / len(references), 0.5 / len(others)) * len(rows)

    def loss(weights: npt.NDArray[np.float64]) -> float:
        far = np.logaddexp(0, -right * (rows @ weights))
        return float((share * far).sum() + SHRINKAGE * (weights**2).sum())

    weights = minimize(loss, np.zeros(rows.shape[1]), method="L-BFGS-B").x
    weights[0] -= np.quantile(np.array(references) @ weights, REFUSED)
    return [round(float(weight), 3) for weight in weights]
