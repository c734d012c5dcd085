from __future__ import annotations

from dataclasses import replace

import pytest

from refs.compare.sbmv import match_sbmv
from refs.model import Name, Work

WORK = Work(
    "10.1056/nejmra1706169",
    type="journal-article",
    title="Chimeric antigen receptor therapy",
    authors=(Name("June", "CH"),),
    container_title=("New England Journal of Medicine",),
    volume="379",
    issue="1",
    page="64-73",
    years=(2018,),
)
RAW = "[1] June CH, Sadelain M. Chimeric antigen receptor therapy. N Engl J Med. 2018;379(1):64-73."


def test_the_similarity_worked_out_by_hand() -> None:
    found = match_sbmv(RAW, [WORK])
    assert found
    # Volume, year, issue, two pages and the author agree; no number is left over.
    assert found.score == pytest.approx(1.0)
    other = match_sbmv(RAW.replace("379(1)", "378(1)"), [WORK])
    assert other
    # Volume is missing and 378 left over: 5 of 7.
    assert other.score == pytest.approx(5 / 7)


def test_the_version_of_2026_asks_articles_for_four_supports() -> None:
    bare = "[1] June CH. N Engl J Med. 2018;379:99."
    assert match_sbmv(bare, [WORK], 2018)
    assert match_sbmv(bare, [WORK], 2026) is None
    assert match_sbmv(bare, [replace(WORK, type="book-chapter")], 2026)


def test_it_takes_an_erratum_for_the_article() -> None:
    erratum = replace(WORK, title=f"Erratum: {WORK.title}", page="64")
    assert match_sbmv(RAW, [erratum])


@pytest.mark.parametrize("raw", ["", "x", "2018", "\ud800"])
def test_nothing_is_accepted_for_nothing(raw: str) -> None:
    assert match_sbmv(raw, [WORK, Work("10.1000/a")]) is None
