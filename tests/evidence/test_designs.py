"""Study designs: what a title states, nothing more."""

from __future__ import annotations

import pytest

from evidence.designs import study_designs
from refs.model import Work

ROWS = [
    pytest.param("Drug X in gout: a phase 2b trial", ["phase"], id="phase"),
    pytest.param("Drug X in gout: a phase III randomised trial", ["phase", "randomized trial"], id="two"),
    pytest.param("A placebo-controlled trial of X", ["randomized trial"], id="placebo"),
    pytest.param("X in gout: a systematic review and meta-analysis", ["meta-analysis", "systematic review"], id="synthesis"),
    pytest.param("X in gout: a review", ["review"], id="review"),
    pytest.param("X in gout: a retrospective review of charts", ["retrospective study"], id="chart-review"),
    pytest.param("Practice guideline on gout", ["guideline"], id="guideline"),
    pytest.param("X in gout: a case report", ["case report"], id="case-report"),
    pytest.param("X lowers urate in mice", ["preclinical"], id="mice"),
    pytest.param("Gout and X: a nationwide cohort study", ["cohort study"], id="cohort"),
    pytest.param("Three cases of gout after X", ["case series"], id="counted-cases"),
    pytest.param("Peer review of gout", [], id="peer-review"),
    pytest.param("X in the luteal phase 2 days after gout", [], id="another-phase"),
    pytest.param("X and gout", [], id="nothing-stated"),
    pytest.param("Ratsch and price", [], id="no-rats"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "names"), ROWS)
def test_designs(title: str, names: list[str]) -> None:
    found = study_designs(title, None)
    assert [one.name for one in found] == names
    assert all(one.words in title and one.source == "title in the reference" for one in found)


def test_the_type_of_the_record() -> None:
    (one,) = study_designs("X and gout", Work("10.5555/x", "posted-content", title="X and gout"))
    assert (one.name, one.words, one.source) == ("preprint", "posted-content", "type in the record")
