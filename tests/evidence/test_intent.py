"""Citing intent: what is masked, what the network answers, and when nobody is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_network import by_number, random_layer

from evidence.intent import (  # fmt: skip
    DILATIONS,
    INTENTS,
    SURE,
    UNITS,
    IntentModel,
    dump_model,
    load_model,
    masked,
)
from evidence.model import Context, Pointer, Sentence
from evidence.stance import with_stances
from evidence.wordpieces import WordPieces
from refs.layers import most
from refs.model import Span

MASKED = [
    pytest.param("It rose [3,5].", "It rose  cite .", id="numbers"),
    pytest.param("It rose (Roe et al., 2001; Doe 1999).", "It rose  cite .", id="names-and-years"),
    pytest.param("Roe et al. found 3.5 mg", " author  found 0 mg", id="author"),
    pytest.param("It rose (see the figure).", "It rose (see the figure).", id="no-citation"),
]


@pytest.mark.parametrize(("text", "expected"), MASKED)
def test_masked(text: str, expected: str) -> None:
    assert masked(text) == expected


# A model small enough to follow.
NAMES = ["[PAD]", "[UNK]", "we", "used", "it", "rose", "cite", ".", "method", "##s"]
VECTOR, STATE, WHOLE = 3, 4, 5
DICE = np.random.default_rng(4)
LAYERS = {
    "near0": random_layer(DICE, (3 * VECTOR, STATE)),
    "near1": random_layer(DICE, (3 * STATE, STATE)),
    "whole": random_layer(DICE, (2 * STATE + VECTOR, WHOLE)),
    "intents": random_layer(DICE, (WHOLE, len(INTENTS))),
}
HIGHEST = most(3 * STATE)
VECTORS = DICE.integers(-127, 128, (len(NAMES), VECTOR)).astype(np.int8)
MEANS = DICE.uniform(0.5, 3, STATE + VECTOR).astype(np.float32)
TINY = IntentModel(WordPieces(NAMES), VECTORS, LAYERS, MEANS)
TEXTS = ["We used methods [1].", "", "It rose (Roe, 2001), it rose.", "zebra", "We used it."]


def by_hand(text: str) -> list[float]:
    """Probabilities, a number at a time."""
    vectors = [
        VECTORS[piece].tolist() for word in TINY.pieces.words(masked(text)) for piece in word
    ]
    vectors = vectors or [VECTORS[0].tolist()]
    states = vectors
    for layer, distance in enumerate(DILATIONS):
        edge = [[0] * len(states[0])] * distance
        padded = [*edge, *states, *edge]
        added = [
            by_number(LAYERS[f"near{layer}"], [*padded[at], *state, *padded[at + 2 * distance]], HIGHEST)
            for at, state in enumerate(states)
        ]  # fmt: skip
        states = [np.add(old, new).clip(max=HIGHEST).tolist() for old, new in zip(states, added, strict=True)] if layer else added  # fmt: skip
    columns = [*zip(*states, strict=True), *zip(*vectors, strict=True)]
    means = [
        float(np.clip(np.rint(np.float32(sum(each)) / np.float32(len(each)) * factor), -HIGHEST, HIGHEST))
        for each, factor in zip(columns, MEANS, strict=True)
    ]  # fmt: skip
    pooled = [*map(max, columns[:STATE]), *means]
    whole = by_number(LAYERS["whole"], pooled, HIGHEST)
    scores = np.array(by_number(LAYERS["intents"], whole)) / UNITS
    powers = np.exp(scores - scores.max())
    shares: list[float] = (powers / powers.sum()).tolist()
    return shares


def test_probabilities_are_what_one_computes_by_hand() -> None:
    found = TINY.probabilities(TEXTS)
    assert [list(each.values()) for each in found] == pytest.approx(
        [pytest.approx(by_hand(text)) for text in TEXTS]
    )
    assert len({tuple(each.values()) for each in found}) == len(TEXTS)


def test_a_sentence_scores_the_same_alone(model: IntentModel) -> None:
    texts = TEXTS * 40  # more than are read at once
    assert model.probabilities(texts) == [model.probabilities([text])[0] for text in texts]


def test_nothing_asked() -> None:
    assert TINY.probabilities([]) == []


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return load_model()


INTENT = [
    pytest.param("Samples were analyzed using the method described by Roe et al. [1].", "method", id="method"),
    pytest.param("These results are consistent with previous studies [1].", "result", id="result"),
    pytest.param("Asthma is a common disease of childhood [1].", "background", id="background"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "intent"), INTENT)
def test_plain_cases(model: IntentModel, text: str, intent: str) -> None:
    (found,) = model.probabilities([text])
    assert max(found, key=found.__getitem__) == intent
    assert max(found.values()) >= SURE


@given(texts=st.lists(st.text(max_size=200), max_size=4))
def test_probabilities_are_probabilities(model: IntentModel, texts: list[str]) -> None:
    found = model.probabilities(texts)
    assert len(found) == len(texts)
    assert all(tuple(each) == INTENTS for each in found)
    assert [sum(each.values()) for each in found] == pytest.approx([1] * len(texts))


def test_a_long_text_is_read_in_time(model: IntentModel) -> None:
    (found,) = model.probabilities(["(" * 1_000_000])
    assert sum(found.values()) == pytest.approx(1)


def test_it_abstains_where_it_is_not_sure() -> None:
    silent = {name: layer._replace(scale=layer.scale * 0) for name, layer in LAYERS.items()}
    nobody = IntentModel(TINY.pieces, VECTORS, silent, MEANS)
    text = "It rose.<sup>1</sup>"
    pointers = (Pointer(8, len(text), "<sup>1</sup>", (1,)),)
    citing = Context("a", Sentence(text, (Span(0, len(text)),), 0, 0), pointers)
    (found,) = with_stances([citing], nobody)
    assert found.stance is not None
    assert (found.stance.intent, found.stance.confidence) == (None, 0.333)


def test_a_model_survives_its_file(tmp_path: Path) -> None:
    content = dump_model(NAMES, VECTORS, LAYERS, MEANS)
    assert content == dump_model(NAMES, VECTORS, LAYERS, MEANS)
    path = tmp_path / "model.npz"
    path.write_bytes(content)
    assert load_model(path).probabilities(TEXTS) == TINY.probabilities(TEXTS)
