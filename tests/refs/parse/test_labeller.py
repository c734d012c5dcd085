from __future__ import annotations

import numpy as np
import pytest
from tiny_network import layer, silent_layers

from refs.parse import labeller
from refs.parse.draft import Draft
from refs.parse.features import FEATURES, Observer
from refs.parse.labeller import Labeller, shipped
from refs.parse.model import dump_model, load_model
from refs.parse.tokens import Tokens, tokenise


def tokens_of(raw: str) -> Tokens:
    return tokenise(Draft.of(raw))


@pytest.fixture
def one_word() -> Labeller:
    """Labels the words beside "Three" with b, the others with a."""
    observer = Observer(np.zeros(0, np.uint32))
    known = observer.observe([tokens_of("Three")]).own[FEATURES.index("lower")]
    layers = {"entry": layer([[1]]), **silent_layers(1), "labels": layer([[0, 0, 100]], scale=50)}
    content = dump_model(
        ["a", "b", "c"],
        np.array([[1000, 0, 2000], [0, 0, 0], [0, 2000, 0]]),
        known,
        np.ones((1, 1), np.int8),
        np.ones(1, np.float32),
        [layers],
        {"a": [(0.0, 0.4), (0.9, 0.8)]},
        plausible=[],
        names=[],
    )
    return Labeller(load_model(content))


def test_labels_come_in_the_order_of_the_batch(one_word: Labeller) -> None:
    batch = [tokens_of(raw) for raw in ("One. Three. Two", "...", "Three", "One")]
    labelled = one_word.label(batch)
    assert [list(each.labels) for each in labelled] == [["a", "c", "b"], [], ["c"], ["a"]]
    assert all(0 < share <= 1 for each in labelled for share in each.probabilities)


@pytest.mark.parametrize("most", [1, 2, 3, 100])
def test_a_batch_in_parts_has_the_same_labels(
    one_word: Labeller, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    batch = [tokens_of(raw) for raw in ("One", "Three. Two", "", "One. Three. Two. One", "Two")]
    whole = one_word.label(batch)
    monkeypatch.setattr(labeller, "_TOGETHER", most)
    assert one_word.label(batch) == whole


def test_nothing_has_no_labels(one_word: Labeller) -> None:
    assert one_word.label([]) == []
    assert one_word.label([tokens_of("...")]) == [((), ())]


@pytest.mark.parametrize(
    ("probability", "share"), [(0.1, 0.4), (0.899, 0.4), (0.9, 0.8), (1.0, 0.8)]
)
def test_probabilities_become_shares_that_were_right(
    one_word: Labeller, probability: float, share: float
) -> None:
    assert one_word.calibrated("a", probability) == share
    assert one_word.calibrated("unheard-of", probability) == probability


MAIN = {"author", "title", "container-title", "date", "volume", "issue", "pages"}


def test_the_shipped_model_rises_in_confidence() -> None:
    steps = shipped()._model.calibration
    assert steps.keys() >= MAIN
    for pairs in steps.values():
        assert list(pairs) == sorted(pairs)
        assert [share for _, share in pairs] == sorted(share for _, share in pairs)
