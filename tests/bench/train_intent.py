"""Train the model of citing intent on SciCite's training rows and write it into the package.

The counts are those of ``evidence.stance.features``. Linear support vector machines are trained on every
choice of three and of four of the five views and averaged, which makes one linear model again that leans
on no view alone; first on everything, then on the features that weigh most. How sharply its scores tell
probabilities is fitted on held-out parts of the training rows. The development rows are looked at
once, at the end.
"""

from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from math import log
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from score_intent import read_citing, score_intent
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from evidence.stance import INTENTS, MODEL, features

DATA = Path(os.environ.get("CITEWEAVE_SHARED", "../shared")) / "data" / "citation-intent"
LEAST_TEXTS = {"printed": 2, "masked": 2, "beside": 2, "letters": 3, "apart": 3}
"""By view: in how many texts a feature must stand."""
COST = 0.1
"""The best of 0.05, 0.1, 0.2 and 0.3 by macro-F1 in five-fold cross-validation of the training rows."""
KEPT = 80_000
"""Features; more do not help there."""
VIEWS_AT_ONCE = (3, 4)
"""Averaging over these choices gains half a point there over one machine on all views."""
SCALE = 1000
"""Weights are kept as whole thousandths."""


def main() -> None:
    rows = read_citing(DATA / "train.jsonl.gz")
    counted = [features(text) for text, _ in rows]
    labels = np.array([INTENTS.index(label) for _, label in rows])
    names, rarity = vocabulary(counted)
    sizes = [len(own) for own in names.values()]
    chosen = weightiest(matrix(counted, names, rarity), labels, sizes)
    names = choose(names, chosen)
    x = matrix(counted, names, rarity)
    sizes = [len(own) for own in names.values()]
    held = np.zeros((len(labels), len(INTENTS)))
    for train, test in StratifiedKFold(5, shuffle=True, random_state=0).split(x, labels):
        weights, bias = fitted(x[train], labels[train], sizes)
        held[test] = x[test] @ weights.T + bias
    sharpness = minimize_scalar(loss, bounds=(0.1, 20), args=(held, labels), method="bounded").x
    model, bias = fitted(x, labels, sizes)
    views: dict[str, dict[str, list[int]]] = {}
    place = 0
    for view, own in names.items():
        views[view] = {}
        for feature in own:
            weights = [round(SCALE * weight) for weight in model[:, place]]
            views[view][feature] = [round(SCALE * rarity[view][feature]), *weights]
            place += 1
    kept = {
        "scale": SCALE,
        "bias": [round(float(one), 4) for one in bias],
        "sharpness": round(float(sharpness), 3),
        "views": views,
    }
    with gzip.GzipFile(MODEL, "wb", mtime=0) as file:
        file.write(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode())
    print(
        f"{MODEL}: {place} features, {MODEL.stat().st_size / 1e6:.1f} MB, sharpness {sharpness:.2f}"
    )
    score_intent(DATA)


def vocabulary(
    counted: Sequence[Mapping[str, Counter[str]]],
) -> tuple[dict[str, list[str]], dict[str, dict[str, float]]]:
    """By view, the features in order and their inverse document frequency."""
    names, rarity = {}, {}
    for view, least in LEAST_TEXTS.items():
        texts = Counter(feature for one in counted for feature in one[view])
        names[view] = sorted(feature for feature, count in texts.items() if count >= least)
        rarity[view] = {
            feature: log((1 + len(counted)) / (1 + texts[feature])) + 1 for feature in names[view]
        }
    return names, rarity


def matrix(
    counted: Sequence[Mapping[str, Counter[str]]],
    names: Mapping[str, Sequence[str]],
    rarity: Mapping[str, Mapping[str, float]],
) -> csr_matrix:
    """Weighed counts, a row a text, of length one in each view."""
    parts = []
    for view, own in names.items():
        place = {feature: at for at, feature in enumerate(own)}
        found = [
            (row, place[feature], (1 + log(count)) * rarity[view][feature])
            for row, one in enumerate(counted)
            for feature, count in one[view].items()
            if feature in place
        ]
        at, columns, values = zip(*found, strict=True)
        parts.append(normalize(csr_matrix((values, (at, columns)), (len(counted), len(own)))))
    return hstack(parts).tocsr()


def fitted(
    x: csr_matrix, labels: np.ndarray, sizes: Sequence[int]
) -> tuple[np.ndarray, np.ndarray]:
    """Weights and bias, averaged over machines that each see some of the views."""
    ends = np.cumsum(sizes)
    spans = [np.arange(end - size, end) for end, size in zip(ends, sizes, strict=True)]
    chosen = [some for count in VIEWS_AT_ONCE for some in combinations(spans, count)]
    weights, bias = np.zeros((len(INTENTS), x.shape[1])), np.zeros(len(INTENTS))
    for some in chosen:
        columns = np.concatenate(some)
        machine = LinearSVC(C=COST, class_weight="balanced", random_state=0)
        machine.fit(x[:, columns], labels)
        weights[:, columns] += machine.coef_ / len(chosen)
        bias += machine.intercept_ / len(chosen)
    return weights, bias


def weightiest(x: csr_matrix, labels: np.ndarray, sizes: Sequence[int]) -> set[int]:
    weights, _ = fitted(x, labels, sizes)
    return set(np.argsort(-np.abs(weights).max(0))[:KEPT].tolist())


def choose(names: Mapping[str, Sequence[str]], chosen: set[int]) -> dict[str, list[str]]:
    kept, place = {}, 0
    for view, own in names.items():
        kept[view] = [feature for at, feature in enumerate(own, place) if at in chosen]
        place += len(own)
    return kept


def loss(sharpness: float, scores: np.ndarray, labels: np.ndarray) -> float:
    """Mean negative log probability of the labels."""
    logits = sharpness * scores
    logits -= logits.max(1, keepdims=True)
    return float((np.log(np.exp(logits).sum(1)) - logits[np.arange(len(labels)), labels]).mean())


if __name__ == "__main__":
    main()
