from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refs.parse.draft import Draft
from refs.parse.features import Observer
from refs.parse.journal_names import name_codes
from refs.parse.tokens import Tokens, tokenise

ROWS = [
    "Doe J, Roe BC. Counts of cells. Cell Rep. 2012;67(2):1025-39.",
    "Word",
    'Roe, B. "Of mice" In: Proc. of the 3rd Conf. (Berlin, 1999), pp. 1-9',
    "2012",
    "(1999) [2000]",
    "학보, 제21권, 제2호",
    "Cell Reports 1",
    "Reports",
]


def observer(*names: str) -> Observer:
    return Observer(np.array(sorted(set(name_codes(name.split() for name in names))), np.uint32))


def tokens_of(*raws: str) -> list[Tokens]:
    return [tokens for raw in raws if (tokens := tokenise(Draft.of(raw))).spans]


@pytest.mark.parametrize("order", [ROWS, ROWS[::-1]], ids=["forward", "backward"])
def test_a_reference_is_the_same_alone_and_among_others(order: list[str]) -> None:
    one = observer("Cell Reports")
    batch = tokens_of(*order)
    together = one.observe(batch)
    alone = [one.observe([tokens]) for tokens in batch]
    assert (together.own == np.concatenate([each.own for each in alone], axis=1)).all()
    assert (together.inner == np.concatenate([each.inner for each in alone], axis=1)).all()
    assert len(together.owner) == together.inner.shape[1]


@given(st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_any_text_can_be_looked_at(raws: list[str]) -> None:
    if batch := tokens_of(*raws):
        assert observer().observe(batch).own.shape[1] == sum(len(one.spans) for one in batch)


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        pytest.param("Counts. Cell Reports 2012", True, id="as-known"),
        pytest.param("Counts. Cell. Reports. 2012", True, id="other-punctuation"),
        pytest.param("Counts. cell REPORTS, 2012", True, id="other-case"),
        pytest.param("Counts of the Journal of the Cell", True, id="small-words-do-not-count"),
        pytest.param("Counts. Cell Reporting 2012", False, id="other-word"),
        pytest.param("Reports. Cell 2012", False, id="other-order"),
        pytest.param("Reports 2012", False, id="half"),
    ],
)
def test_known_names_of_journals_are_seen(raw: str, seen: bool) -> None:
    with_names = observer("Cell Reports", "The Journal Cell").observe(tokens_of(raw)).own
    assert bool((with_names != observer().observe(tokens_of(raw)).own).any()) == seen


def test_no_name_reaches_from_one_reference_into_the_next() -> None:
    batch = tokens_of("Counts in Cell", "Reports on mice")
    assert (observer("Cell Reports").observe(batch).own == observer().observe(batch).own).all()
