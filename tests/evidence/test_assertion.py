"""Which sentences assert something."""

from __future__ import annotations

import pytest

from evidence.assertion import asserts

ASSERTIONS = [
    pytest.param("Twelve of them died within a month.", True, id="short-verb"),
    pytest.param("No guideline addresses this question.", True, id="third-person"),
    pytest.param("Statins reduce mortality.", True, id="plain"),
    pytest.param("The course is shown in Figure 1A.", False, id="figure"),
    pytest.param("Baseline data are summarized in the online supplement.", False, id="supplement"),
    pytest.param("Table 2 lists all events.", False, id="table-lists"),
    pytest.param("Table 2 shows that mortality fell.", True, id="table-shows-that"),
    pytest.param("Should statins be stopped?", False, id="question"),
    pytest.param("We read with interest the article by Roe et al.", False, id="we-read"),
    pytest.param("Written informed consent was obtained.", False, id="consent"),
    pytest.param("We thank the nurses.", False, id="thanks"),
    pytest.param("Here, we report on our experience.", False, id="here-we-report"),
    pytest.param("Here, we report a man who developed gout.", True, id="here-we-report-a-man"),
    pytest.param("To the Editor:", False, id="salutation"),
    pytest.param("Department of Medicine, University of Nowhere.", False, id="no-verb"),
]


@pytest.mark.parametrize(("sentence", "expected"), ASSERTIONS)
def test_asserts(sentence: str, expected: bool) -> None:
    assert asserts(sentence) is expected
