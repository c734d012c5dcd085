from __future__ import annotations

import pytest

from refs.parse.draft import Draft
from refs.parse.tokens import tokenise

ROWS = [
    pytest.param("2019;14(3):153-60.", ["2019", "14", "3", "153-60"], id="locator"),
    pytest.param("8(355):355ra116", ["8", "355", "355ra116"], id="article-number"),
    pytest.param("15(12):e538-e548", ["15", "12", "e538-e548"], id="e-pages"),
    pytest.param("Smith J, Doe AB. Title", ["Smith J", "Doe AB", "Title"], id="initials-with-name"),
    pytest.param("Smith, C.H., & Doe", ["Smith", "C.H", "Doe"], id="initials-with-full-stops"),
    pytest.param("Counts of T-cells of mice", ["Counts of", "T-cells of mice"], id="lower-case-joins"),
    pytest.param("PLoS One 12 e0175722", ["PLoS", "One", "12", "e0175722"], id="article-number-after-a-space"),
    pytest.param("Nature vol 5 pp 1-9", ["Nature", "vol", "5", "pp", "1-9"], id="words-that-open"),
    pytest.param("Phys. Rev. D71, 05", ["Phys", "Rev", "D", "71", "05"], id="series-letter"),
    pytest.param("pp119-50", ["pp", "119-50"], id="page-sign-without-space"),
    pytest.param("학보, 제21권, 제2호", ["학보", "제", "21", "권", "제", "2", "호"], id="numbers-in-hangul"),
    pytest.param("at http://a.org/b.c?d=1-2.", ["at", "http://a.org/b.c?d=1-2"], id="address-whole"),
    pytest.param("", [], id="nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "expected"), ROWS)
def test_tokens_lie_where_they_say(raw: str, expected: list[str]) -> None:
    tokens = tokenise(Draft.of(raw))
    assert [raw[start:end] for start, end in tokens.spans] == expected
    assert len(tokens.gaps) == len(tokens.spans) + 1
    assert sum(tokens.lengths) == len(tokens.words)
    assert len(tokens.lengths) == len(tokens.spans)


def test_emphasis_stands_in_the_gaps() -> None:
    assert tokenise(Draft.of("Counts. *Cell Rep.* 2012")).gaps == ["", ". *", " ", ". *", ""]
