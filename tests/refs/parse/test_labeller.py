from __future__ import annotations

from itertools import pairwise, product
from math import exp

import pytest

from refs.parse import labeller
from refs.parse.crf import Model, dump_model, load_model
from refs.parse.draft import Draft
from refs.parse.labeller import Labeller, shipped
from refs.parse.tokens import tokenise

LABELS = ["a", "b", "c"]
TRANSITIONS = {("a", "b"): 1.0, ("b", "c"): 0.5, ("c", "c"): -1.0}
FEATURES = {"w=one": {"a": 2.0}, "w=two": {"a": 0.25, "b": -0.5}, "w=three": {"c": 1.0, "b": 1.25}}
WORDS = ["One", "Two", "Three"]


@pytest.fixture
def model() -> Model:
    return load_model(dump_model(LABELS, TRANSITIONS, FEATURES, {"a": [(0.0, 0.4), (0.9, 0.8)]}))


def by_hand() -> dict[tuple[str, ...], float]:
    """Every sequence of labels with the exponential of its score."""
    return {
        path: exp(
            sum(
                FEATURES[f"w={word.lower()}"].get(label, 0)
                for word, label in zip(WORDS, path, strict=True)
            )
            + sum(TRANSITIONS.get(pair, 0) for pair in pairwise(path))
        )
        for path in product(LABELS, repeat=3)
    }


def test_the_likeliest_sequence_and_its_probabilities(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labeller, "_NEAR", 8.0)
    labelled = Labeller(model).label(tokenise(Draft.of(". ".join(WORDS))))
    weights = by_hand()
    total = sum(weights.values())
    best = max(weights, key=weights.__getitem__)
    assert tuple(labelled.labels) == best
    for place, label in enumerate(best):
        share = sum(weight for path, weight in weights.items() if path[place] == label) / total
        assert labelled.probabilities[place] == pytest.approx(share, abs=1e-9)


def test_a_narrow_search_finds_the_same_sequence(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labeller, "_BEAM", 2.0)
    assert tuple(Labeller(model).label(tokenise(Draft.of(". ".join(WORDS)))).labels) == max(
        by_hand(), key=by_hand().__getitem__
    )


@pytest.mark.parametrize(
    ("probability", "share"), [(0.1, 0.4), (0.899, 0.4), (0.9, 0.8), (1.0, 0.8)]
)
def test_probabilities_become_shares_that_were_right(
    model: Model, probability: float, share: float
) -> None:
    assert Labeller(model).calibrated("a", probability) == share


def test_weights_survive_the_file(model: Model) -> None:
    row = model.unpack(model.sum(["w=two", "unknown"]))
    assert [score - row[2] for score in row] == [250, -500, 0]
    assert model.transitions == ((0, 1000, 0), (0, 0, 500), (0, 0, -1000))


def test_no_words_have_no_labels(model: Model) -> None:
    assert Labeller(model).label(tokenise(Draft.of("..."))) == ((), ())


def test_the_shipped_model_is_small_and_rises_in_confidence() -> None:
    steps = shipped()._calibration
    assert {
        "author",
        "title",
        "container-title",
        "date",
        "volume",
        "issue",
        "pages",
    } <= steps.keys()
    for pairs in steps.values():
        assert list(pairs) == sorted(pairs)
        assert [share for _, share in pairs] == sorted(share for _, share in pairs)
