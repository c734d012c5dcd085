"""Every mark-up for what is raised comes to one, and every place leads back to the page."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.inline import read_inline

FORMS = [
    pytest.param("a.<sup>4-9</sup>", "a.<sup>4-9</sup>", id="html"),
    pytest.param('a.<sup id="r4">4</sup> <SUP>5</SUP>', "a.<sup>4</sup> <sup>5</sup>", id="attributes"),
    pytest.param("a.<sup>4</sup>,<sup>5</sup>", "a.<sup>4,5</sup>", id="comma-between-tags"),
    pytest.param("a.$^{4-9}$", "a.<sup>4-9</sup>", id="latex"),
    pytest.param("a.${}^{4}$ $^5$", "a.<sup>4</sup> <sup>5</sup>", id="latex-empty-base"),
    pytest.param("a$ ^ { 4 , 5 } $", "a<sup> 4 , 5 </sup>", id="latex-spaced"),
    pytest.param("a$.^{4}$", "a.<sup>4</sup>", id="stop-in-the-formula"),
    pytest.param(r"a.$^{4\text{–}5,\,7--9}$", "a.<sup>4–5,7–9</sup>", id="latex-commands"),
    pytest.param(r"a.$^{\mathrm{4}}$", "a.<sup>4</sup>", id="latex-font"),
    pytest.param(r"a.\(^{4}\) b\textsuperscript{5}", "a.<sup>4</sup> b<sup>5</sup>", id="latex-inline"),
    pytest.param("a.^4,5^ b.^6", "a.<sup>4,5</sup> b.<sup>6</sup>", id="caret"),
    pytest.param("10^9/L, 10^-3^ and x^2", "10^9/L, 10^-3^ and x^2", id="powers-stay"),
    pytest.param("a.⁴⁻⁶ b¹,² Ca²⁺", "a.<sup>4-6</sup> b<sup>1,2</sup> Ca<sup>2+</sup>", id="unicode"),
    pytest.param("Li *et al.* _saw_ <i>it</i>", "Li et al. saw it", id="emphasis"),
    pytest.param("a*b snake_case", "a*b snake_case", id="no-emphasis"),
    pytest.param("[Li (2015)](#b8), ([2016](#b9))", "Li (2015), (2016)", id="links"),
    pytest.param("a [4](#b4) [[5](#b5), [6](#b6)]", "a [4] [5, 6]", id="numbers-linked"),
    pytest.param(r"a [\[4\]](#b4) \[5\]", "a [4] [5]", id="escapes"),
    pytest.param("a.<sup>[4](#b4)</sup> [<sup>5</sup>](#b5)", "a.<sup>4</sup> <sup>5</sup>", id="links-raised"),
    pytest.param(r"a $[4]$ $\left[5\right]$", "a [4] [5]", id="brackets-as-formula"),
    pytest.param("Li &amp; Wu ［4］", "Li & Wu [4]", id="entities-and-wide"),
    pytest.param("1\u200b2", "12", id="invisible"),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "expected"), FORMS)
def test_one_mark_up(printed: str, expected: str) -> None:
    assert read_inline(printed).text == expected


BACK = [
    pytest.param("a.$^{4-9}$ B", "<sup>4-9</sup>", "$^{4-9}$", id="formula"),
    pytest.param("(Li *et al.*, 2015)", "(Li et al., 2015)", "(Li *et al.*, 2015)", id="emphasis"),
    pytest.param("*Li* saw", "Li", "Li", id="inside-emphasis"),
    pytest.param("a [4](#b4).", "[4]", "[4](#b4)", id="link"),
]


@pytest.mark.parametrize(("printed", "found", "place"), BACK)
def test_the_way_back(printed: str, found: str, place: str) -> None:
    inline = read_inline(printed)
    at = inline.text.index(found)
    start, end = inline.span(at, at + len(found))
    assert printed[start:end] == place


@given(st.text(alphabet=st.sampled_from("ab1 2,.-–()[]<sup>/$^{}\\*_&;#⁴⁺［\u200b"), max_size=120))
def test_every_place_is_on_the_page(printed: str) -> None:
    inline = read_inline(printed)
    before = 0
    for at in range(len(inline.text)):
        start, end = inline.span(at, at + 1)
        assert before <= start < end <= len(printed)
        before = start


@pytest.mark.parametrize("piece", ["[", "$", "^", "\\", "*", "[a](", "<", "$^{", "]("])
def test_damaged_mark_up_takes_no_long_time(piece: str) -> None:
    begun = process_time()
    read_inline(piece * 20_000)
    assert process_time() - begun < 2
