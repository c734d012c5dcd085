"""Whether a sentence agrees with what it cites, and how its intent is told."""

from __future__ import annotations

import pytest

from evidence.intent import IntentModel, load_model
from evidence.model import Context, Pointer, Sentence, Stance
from evidence.records import context_from_record, context_record
from evidence.stance import with_stances
from refs.model import Span


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return load_model()


def context(text: str, *marks: str) -> Context:
    pointers = tuple(
        Pointer(text.index(mark), text.index(mark) + len(mark), mark, (1,)) for mark in marks
    )
    sentence = Sentence(text, (Span(0, len(text)),), 0, 0)
    return Context("a", sentence, pointers)


def stance_of(citing: Context, model: IntentModel) -> Stance:
    (found,) = with_stances([citing], model)
    assert found.stance is not None
    return found.stance


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
    assert stance_of(context(text, "<sup>1</sup>"), model).attitude == attitude


def test_a_stance_survives_its_record(model: IntentModel) -> None:
    (one,) = with_stances(
        [context("This agrees with earlier reports.<sup>1</sup>", "<sup>1</sup>")], model
    )
    assert one.stance is not None
    assert context_from_record(context_record(one)) == one


def test_raised_numbers_are_citations(model: IntentModel) -> None:
    raised = stance_of(context("It was measured as described.<sup>1</sup>", "<sup>1</sup>"), model)
    bracket = stance_of(context("It was measured as described. [1]", " [1]"), model)
    assert raised == bracket
