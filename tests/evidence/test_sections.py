"""Headings and what they announce."""

from __future__ import annotations

import pytest

from evidence.sections import zone_of

ROWS = [
    pytest.param("Introduction", "background", id="introduction"),
    pytest.param("1. Introduction", "background", id="numbered"),
    pytest.param("MATERIALS AND METHODS", "own", id="methods"),
    pytest.param("Case report", "own", id="case"),
    pytest.param("3. Results and Analysis", "own", id="results"),
    pytest.param("Discussion", "discussion", id="discussion"),
    pytest.param("Study limitations", None, id="not-by-its-first-words"),
    pytest.param("5. In Conclusion", "conclusion", id="in-conclusion"),
    pytest.param("Conclusions", "conclusion", id="conclusions"),
    pytest.param("Faecal sample processing", None, id="unknown"),
    pytest.param("", None, id="empty"),
    pytest.param(None, None, id="none"),
]


@pytest.mark.parametrize(("heading", "zone"), ROWS)
def test_zones(heading: str | None, zone: str | None) -> None:
    assert zone_of(heading) == zone
