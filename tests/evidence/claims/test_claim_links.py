"""Links between claims: from what their parts are, never by their words."""

from __future__ import annotations

import pytest

from evidence.claim_links import link_claims
from evidence.claims import gather_claims

ROWS = [
    pytest.param(
        ["Clozapine causes agranulocytosis.", "Clozapine causes neutropenia."],
        [("broader", 0, 1)],
        id="narrower-outcome",
    ),
    pytest.param(
        ["Metformin increases mortality.", "Metformin decreases mortality."],
        [("contradicts", 0, 1)],
        id="opposite-relations",
    ),
    pytest.param(
        ["Metformin causes fever.", "Metformin induces fever."],
        [("near", 0, 1)],
        id="near-relation",
    ),
    pytest.param(
        ["Statins prevent recurrence of stroke.", "Statins prevent recurrences."],
        [("broader", 0, 1)],
        id="what-is-of-something",
    ),
    pytest.param(
        ["Metformin causes fever.", "Aspirin causes bleeding."], [], id="nothing-in-common"
    ),
    pytest.param(["Metformin causes fever.", "Metformin causes fever."], [], id="one-claim"),
]


@pytest.mark.parametrize(("sentences", "expected"), ROWS)
def test_links(
    make, vocabulary, sentences: list[str], expected: list[tuple[str, int, int]]
) -> None:
    statements = make(sentences).statements
    assert all(one.subject and one.outcome for one in statements)
    ids = [one.claim for one in statements]
    links = link_claims(gather_claims(statements, vocabulary.concepts), vocabulary)
    assert [(one.kind, ids.index(one.one), ids.index(one.other)) for one in links] == expected
    assert all(one.why for one in links)
