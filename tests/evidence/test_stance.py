"""Citing intent: what is counted, what the model makes of plain cases, and when it abstains."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.intent import INTENTS, SURE, IntentModel, features, load_model, log_ratios, masked
from evidence.model import Context, Pointer, Sentence
from evidence.records import context_from_record, context_record
from evidence.stance import read_stance, with_stances
from refs.model import Span


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return load_model()


MASKED = [
    pytest.param("It rose [3,5].", "It rose  cite .", id="numbers"),
    pytest.param("It rose (Roe et al., 2001; Doe 1999).", "It rose  cite .", id="names-and-years"),
    pytest.param("Roe et al. found 3.5 mg", " author  found 0 mg", id="author"),
    pytest.param("It rose (see the figure).", "It rose (see the figure).", id="no-citation"),
]


@pytest.mark.parametrize(("text", "expected"), MASKED)
def test_masked(text: str, expected: str) -> None:
    assert masked(text) == expected


def test_features_by_hand() -> None:
    found = features("We used it [1].")
    assert found["printed"]["we used it"] == 1
    assert found["masked"]["it cite"] == 1
    assert found["beside"]["before used"] == 1
    assert found["beside"]["opens we used"] == 1
    assert found["letters"][" we"] == 1
    assert found["apart"]["we … it"] == 1
    assert found["shape"]["we used it cite"] == 1
    assert features("We measured it.")["shape"]["we -red it"] == 1


def test_log_ratios_by_hand() -> None:
    # in 3 texts of the first intent and 1 of the second; in 1 of the third
    ratios = log_ratios(np.array([[3, 1, 0], [0, 0, 1]], np.float32))
    assert ratios[0, 0] == pytest.approx(np.log((4 / 5) / (2 / 4)))
    assert ratios[1, 2] == pytest.approx(np.log((2 / 3) / (1 / 6)))


INTENT = [
    pytest.param("Samples were analyzed using the method described by Roe et al. [1].", "method", id="method"),
    pytest.param("These results are consistent with previous studies [1].", "result", id="result"),
    pytest.param("Asthma is a common disease of childhood [1].", "background", id="background"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "intent"), INTENT)
def test_plain_cases(model: IntentModel, text: str, intent: str) -> None:
    found = model.probabilities(text)
    assert max(found, key=found.__getitem__) == intent
    assert found[intent] >= SURE


@given(st.text(max_size=200))
def test_probabilities_are_probabilities(text: str) -> None:
    found = load_cached().probabilities(text)
    assert set(found) == set(INTENTS)
    assert sum(found.values()) == pytest.approx(1)


_KEPT: list[IntentModel] = []


def load_cached() -> IntentModel:
    if not _KEPT:
        _KEPT.append(load_model())
    return _KEPT[0]


def context(text: str, *marks: str) -> Context:
    pointers = tuple(
        Pointer(text.index(mark), text.index(mark) + len(mark), mark, (1,)) for mark in marks
    )
    sentence = Sentence(text, (Span(0, len(text)),), 0, 0)
    return Context("a", sentence, pointers)


ATTITUDES = [
    pytest.param("This agrees with earlier reports.<sup>1</sup>", "supporting", id="agrees"),
    pytest.param(
        "This is in contrast to earlier studies.<sup>1</sup>", "contrasting", id="contrast"
    ),
    pytest.param("Others could not confirm this.<sup>1</sup>", "contrasting", id="not-confirmed"),
    pytest.param("Asthma is common.<sup>1</sup>", None, id="neither"),
]


@pytest.mark.parametrize(("text", "attitude"), ATTITUDES)
def test_attitudes(model: IntentModel, text: str, attitude: str | None) -> None:
    assert read_stance(context(text, "<sup>1</sup>"), model).attitude == attitude


def test_a_stance_survives_its_record(model: IntentModel) -> None:
    (one,) = with_stances(
        [context("This agrees with earlier reports.<sup>1</sup>", "<sup>1</sup>")], model
    )
    assert one.stance is not None
    assert context_from_record(context_record(one)) == one


def test_it_abstains_where_it_is_not_sure() -> None:
    none = np.zeros((0, 3), np.float32)
    places: dict[str, dict[str, int]] = {view: {} for view in features("")}
    empty = IntentModel(places, none[:, 0], none, none, none, [0.0, 0.0, 0.0], 1.0)
    found = read_stance(context("It rose.<sup>1</sup>", "<sup>1</sup>"), empty)
    assert (found.intent, found.confidence) == (None, pytest.approx(1 / 3, abs=0.001))


def test_raised_numbers_are_citations(model: IntentModel) -> None:
    raised = read_stance(
        context("It was measured as described.<sup>1</sup>", "<sup>1</sup>"), model
    )
    bracket = read_stance(context("It was measured as described. [1]", " [1]"), model)
    assert raised == bracket
