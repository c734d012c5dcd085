from __future__ import annotations

import pytest
from lxml import etree

from evidence.plots import MOST_CLAIMS, agreement, bars, years

SVG = "{http://www.w3.org/2000/svg}"


def rects(picture):
    return [
        (r.get("class"), float(r.get("x")), float(r.get("width")))
        for r in etree.fromstring(str(picture)).iter(f"{SVG}rect")
    ]


def test_bars_are_as_long_as_their_numbers():
    (_, _, long), (_, _, short) = rects(bars("t", [("a", "good", 8), ("b", "look", 2)]))
    assert long == pytest.approx(4 * short, abs=0.2)


def test_years_stand_in_order_with_gaps():
    found = [x for _, x, _ in rects(years("t", [2012, 2015, 2015, 2013]))]
    assert found == sorted(found)
    assert found[2] - found[1] == pytest.approx(2 * (found[1] - found[0]), abs=0.3)


def test_what_speaks_against_lies_left_of_the_line():
    picture = agreement("t", [("claim", "c1", {"supports": 3, "opposes": 2})])
    line = float(etree.fromstring(str(picture)).find(f"{SVG}line").get("x1"))
    (_, left, width), (_, right, longer) = rects(picture)
    assert left + width == pytest.approx(line, abs=0.2)
    assert right == pytest.approx(line, abs=0.2)
    assert longer == pytest.approx(width * 1.5, abs=0.2)


def test_a_picture_is_told_in_words():
    root = etree.fromstring(str(bars("Verdicts", [("verified", "good", 8)])))
    assert root.find(f"{SVG}title").text == "Verdicts"
    assert root.find(f"{SVG}desc").text == "verified 8"
    assert root.get("role") == "img"


def test_hostile_words_are_only_words():
    bad = "</text><script>alert(1)</script>&\"'"
    for picture in (bars(bad, [(bad, "good", 1)]), agreement(bad, [(bad, "c", {"supports": 1})])):
        root = etree.fromstring(str(picture))
        assert not list(root.iter("{*}script"))


@pytest.mark.parametrize("picture", [bars("t", []), years("t", []), agreement("t", [])])
def test_nothing_is_no_picture(picture):
    assert picture == ""


def test_many_claims_and_many_years_still_make_a_picture():
    many = agreement("t", [(f"c{n}", f"a{n}", {"supports": 900}) for n in range(500)])
    assert len(rects(many)) == MOST_CLAIMS
    assert max(x + width for _, x, width in rects(many)) <= 640
    assert len(rects(years("t", range(1500, 2026)))) == 526
    assert rects(bars("t", [("none", "good", 0)])) == []
