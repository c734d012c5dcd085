from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.inline import read_inline
from evidence.listed import Known
from evidence.pointers import (
    Style,
    expand_numbers,
    find_markers,
    find_unlisted,
    style_of,
)
from evidence.styles import infer_style, infer_unlisted_style
from refs.model import Article, Passage, Piece, Reference
from refs.parse import parse_string

NUMBERS = [
    pytest.param("1", (1,), id="one"),
    pytest.param("4-9", (4, 5, 6, 7, 8, 9), id="range"),
    pytest.param("4–6,9", (4, 5, 6, 9), id="range-and-list"),
    pytest.param("3,14, 15", (3, 14, 15), id="list"),
    pytest.param("2 to 4", (2, 3, 4), id="to"),
    pytest.param("9-4", (9, 4), id="backwards"),
    pytest.param("1-999", (1, 999), id="too-wide"),
    pytest.param("0-12", (0, 12), id="from-nought"),
    pytest.param("2,2,3", (2, 3), id="twice"),
]


@pytest.mark.parametrize(("text", "numbers"), NUMBERS)
def test_numbers_are_expanded(text: str, numbers: tuple[int, ...]) -> None:
    assert expand_numbers(text) == numbers


def listed(count: int) -> list[Reference]:
    return [Reference(f"#{n}", "a", n, "", label=f"{n}.") for n in range(1, count + 1)]


def passage(text: str) -> Passage:
    return Passage(text, (Piece(0, 0, len(text)),), "body")


def found(
    text: str, style: Style, references: list[Reference]
) -> list[tuple[str, tuple[int, ...]]]:
    return [
        (text[m.start : m.end], m.numbers)
        for m in find_markers(read_inline(text), style, Known.of(references))
    ]


CITED = [
    pytest.param("superscript", "shown.<sup>4-9</sup>", [4, 5, 6, 7, 8, 9], id="range"),
    pytest.param("superscript", "shown.<sup>3,14,15</sup>", [3, 14, 15], id="list"),
    pytest.param("superscript", "shown.$^{4-6}$", [4, 5, 6], id="latex"),
    pytest.param("superscript", "shown.^4,5^", [4, 5], id="pandoc"),
    pytest.param("superscript", "shown.⁴⁻⁶", [4, 5, 6], id="unicode"),
    pytest.param(
        "superscript", "by CLSI.<sup>5</sup> <sup>18</sup>F-FDG was", [5], id="isotope-behind-it"
    ),
    pytest.param("superscript", "shown.<sup>4,</sup><sup>5</sup>", [4, 5], id="comma-in-a-tag"),
    pytest.param("superscript", "shown<sup>(</sup> <sup>4</sup> <sup>–</sup> <sup>6</sup> <sup>)</sup>.", [4, 5, 6], id="tag-a-sign"),
    pytest.param("superscript", "in 2017<sup>3</sup> it", [3], id="after-a-year"),
    pytest.param("superscript", "against CD19<sup>3</sup> was", [3], id="after-a-name-with-digits"),
    pytest.param("superscript", "grade 2,<sup>13</sup> and", [13], id="after-a-comma"),
    pytest.param("superscript", "hepatitis.1, 2 Although", [1, 2], id="mark-up-lost"),
    pytest.param("superscript", "the liver,4–6 although", [4, 5, 6], id="mark-up-lost-after-a-comma"),
    pytest.param("superscript", "It rose. <sup>11</sup> In all", [11], id="after-a-space"),
    pytest.param("superscript", "shown.<sup>4,a</sup> and<sup>5*</sup>", [4, 5], id="with-a-footnote"),
    pytest.param("superscript", "p53<sup>4</sup> and CO<sub>2</sub><sup>5</sup> are", [4, 5], id="after-names"),
    pytest.param("superscript", "at 5 mg/d<sup>8</sup> and", [8], id="after-a-unit"),
    pytest.param("superscript", "with CTCAE version 5.0$^{7}$ and grade 3<sup>8</sup>", [7, 8], id="after-a-version"),
    pytest.param("bracket", "shown [4–6].", [4, 5, 6], id="bracket"),
    pytest.param("bracket", "shown [3] to [5].", [3, 4, 5], id="brackets-to"),
    pytest.param("bracket", "shown [see 4], [e.g., 5, 6], [7, p. 34] and [8, for review].", [4, 5, 6, 7, 8], id="words-in-brackets"),
    pytest.param("bracket", "shown [4a] and [5a,b].", [4, 5], id="parts-of-an-entry"),
    pytest.param("parenthesis", "shown (*4*) and (e.g., 5).", [4, 5], id="italic"),
    pytest.param("parenthesis", "as in Eq. 1 (4) and more (5)", [4, 5], id="behind-an-equation"),
    pytest.param("parenthesis", "as in Figure 1 (4) and in 2018 (5).", [4, 5], id="behind-a-number-of-something"),
    pytest.param("bracket", "shown [3]–[5].", [3, 4, 5], id="brackets-apart"),
    pytest.param("bracket", "shown [3, 5].", [3, 5], id="bracket-list"),
    pytest.param("parenthesis", "shown (4-6).", [4, 5, 6], id="parenthesis"),
    pytest.param("parenthesis", "established in studies (4,5) and", [4, 5], id="parenthesis-after-studies"),
]  # fmt: skip


@pytest.mark.parametrize(("style", "text", "numbers"), CITED)
def test_pointers_are_found(style: Style, text: str, numbers: list[int]) -> None:
    assert [number for _, own in found(text, style, listed(20)) for number in own] == numbers


DECOYS = [
    pytest.param("superscript", "3 g/m<sup>2</sup> of", id="unit"),
    pytest.param("superscript", "7.1 × 10<sup>8</sup>/kg", id="power"),
    pytest.param("superscript", r"$7.1 \times 10^8$/kg", id="power-in-latex"),
    pytest.param("superscript", "counts of 10⁹/L", id="power-in-unicode"),
    pytest.param("superscript", "<sup>18</sup>F-FDG", id="isotope"),
    pytest.param("superscript", "<sup>99m</sup>Tc was used", id="isotope-with-a-letter"),
    pytest.param("superscript", "Ca<sup>2+</sup>", id="charge"),
    pytest.param("superscript", "O<sup>6</sup>MeG", id="inside-a-word"),
    pytest.param("superscript", "R<sup>2</sup> = 0.8", id="statistic"),
    pytest.param("superscript", "kg<sup>-1</sup>", id="negative"),
    pytest.param("superscript", "NA <sup>d</sup>", id="footnote-letter"),
    pytest.param("superscript", "revised in 2000 (5).", id="brackets-in-another-style"),
    pytest.param("superscript", "in the list.<sup>99</sup>", id="not-in-the-list"),
    pytest.param("superscript", "see fig.2 There", id="figure"),
    pytest.param("superscript", "a mean of 3.5 mg", id="decimal"),
    pytest.param("superscript", "from www.site.org/x.2 and", id="address"),
    pytest.param("bracket", "from [2016] on", id="year"),
    pytest.param("bracket", "(95% CI [3, 9])", id="confidence-interval"),
    pytest.param("bracket", "a median of 5 [IQR 3-9] and IQR [3, 9]", id="quartiles"),
    pytest.param("bracket", "in the interval [0, 1] of scores", id="interval"),
    pytest.param("parenthesis", "the control group (1) received", id="group"),
    pytest.param("parenthesis", "we ask: (1) whether it is, and (2) when", id="enumeration"),
    pytest.param("parenthesis", "F(3,13) = 4.5", id="statistic-in-brackets"),
    pytest.param("parenthesis", "see equation (3)", id="equation"),
    pytest.param(
        "superscript",
        "3 Å<sup>3</sup>, Q<sup>2</sup>, τ<sup>2</sup>, y<sup>2</sup>, x<sup>11</sup>",
        id="symbols",
    ),
    pytest.param("superscript", "12 deg$^2$ and 3 kpc<sup>3</sup>", id="units-of-the-sky"),
    pytest.param("superscript", r"$\eta_p^2$ and kg/m$^2$ and 10$^{9}$/L", id="formulas"),
    pytest.param("superscript", "Ca²⁺ at 5 s⁻²", id="unicode-charge"),
    pytest.param("superscript", "<sup>13</sup> C NMR", id="isotope-apart"),
    pytest.param(
        "bracket", "[18F]FDG, [3H]thymidine and [2-13C]glucose", id="isotopes-in-brackets"
    ),
    pytest.param("bracket", "a median of 5 [3–9] and a mean [SD] of 4 [2]", id="spread"),
    pytest.param("bracket", "Eq. [4] and Table [2]", id="equation-in-brackets"),
    pytest.param("bracket", "x in [1, 5]", id="interval-of-a-variable"),
    pytest.param("parenthesis", "12 (13) had pain, aged 14 (3) years", id="amounts"),
    pytest.param("parenthesis", "iron(3), copper(2) oxide", id="inside-a-name"),
    pytest.param(
        "parenthesis", "We did (1) this, (2) that and (3) more.", id="enumeration-behind-a-verb"
    ),
]


@pytest.mark.parametrize(("style", "text"), DECOYS)
def test_what_only_looks_like_a_pointer_is_none(style: Style, text: str) -> None:
    assert found(text, style, listed(20)) == []


LIST = [
    "Smith J, Doe B. Counts. Cell. 2001;1:2-3.",
    "Smith J. Counts again. Cell. 2003;2:3-4.",
    "Smith J. Counts once more. Cell. 2003;3:4-5.",
    "Udo de Haes H, Poe D, Roe B. Maps. Cell. 2007;4:5-6.",
    "Müller-Ödön K. Words. Cell. 2010;5:6-7.",
    "World Health Organization. Norms. Geneva; 1999.",
    "Hullman C.Principles of behavior1943AppletonNew York",
    "Poe D, Roe B. Ranks. Cell. 2012;6:7-8.",
    "Poe D, Roe B, Doe B. More ranks. Cell. 2012;7:8-9.",
    "Smith A, Koe D. Beds. Cell. 2011a;8:1-2.",
    "Smith A, Koe D. Bogs. Cell. 2011b;8:3-4.",
    "Koe R. Fens. Cell. 2014;9:1-2.",
    "Koe T. Mires. Cell. 2014;9:3-4.",
    "Østerby K, Roe B. Peat. Cell. In press.",
    "June C. Mud. Cell. 2018;9:1-2.",
]
AUTHOR_YEAR = [
    pytest.param("was seen (Smith and Doe, 2001).", [1], id="two-authors"),
    pytest.param("was seen (Smith & Doe 2001; Müller-Ödön, 2010).", [1, 5], id="two-works"),
    pytest.param("Smith and Doe (2001) saw it.", [1], id="in-the-sentence"),
    pytest.param("as Müller-Ödön's (2010) words", [5], id="genitive"),
    pytest.param("(e.g., Udo de Haes et al., 2007)", [4], id="particles"),
    pytest.param("(Smith, 2003a,b)", [2, 3], id="letters-that-the-list-lacks"),
    pytest.param("(Smith, 2003b)", [3], id="one-letter"),
    pytest.param("Indeed, Smith and Doe (2001) saw it.", [1], id="word-before"),
    pytest.param("Doe and Smith (2001) saw it.", [1], id="other-order"),
    pytest.param("(Smiht and Doe, 2001)", [1], id="misspelt"),
    pytest.param("(Muller-Odon, 2010)", [5], id="accents"),
    pytest.param("(World Health Organization, 1999)", [6], id="body"),
    pytest.param("(see World Health Organization 1999)", [6], id="body-without-a-comma"),
    pytest.param("(Hullman, 1943)", [7], id="year-between-letters"),
    pytest.param("(Poe and Roe, 2012)", [8], id="just-two"),
    pytest.param("(Poe et al., 2012)", [9], id="more-than-two"),
    pytest.param("As Smith and Doe (2001) say", [1], id="capital-word-before"),
    pytest.param("(Smith & Koe, 2011a–b)", [10, 11], id="range-of-letters"),
    pytest.param(
        "Smith and Doe (2001, p. 4; see also Hullman, 1943) saw", [1, 7], id="more-behind-the-year"
    ),
    pytest.param("(T. Koe, 2014) and (R Koe, 2014)", [13, 12], id="initials"),
    pytest.param("(Koe, 2014)", [12, 13], id="two-persons-of-one-name"),
    pytest.param("(Østerby & Roe, in press)", [14], id="in-press"),
    pytest.param(
        "(World Health Organization [WHO], 1999), the WHO (1999), (WHO, 1999)",
        [6, 6, 6],
        id="acronym",
    ),
    pytest.param("(Smith&Doe 2001)", [1], id="no-spaces"),
    pytest.param("(Smith *and* Doe, <i>2001</i>)", [1], id="emphasis"),
    pytest.param("seen by Poe et al. 2012 and Hullman 1943", [9, 7], id="no-brackets"),
    pytest.param("in June 2018 and (June, 2018)", [15], id="a-month-and-a-name"),
    pytest.param("in the spring of May 2012 and Rome 1943", [], id="no-brackets-no-author"),
    pytest.param("(Hullman, 1943). It fell (ibid., p. 4).", [7, 7], id="ibid"),
    pytest.param("It fell (ibid.).", [], id="ibid-of-nothing"),
    pytest.param("(Pox, 2012)", [], id="too-short-to-be-misspelt"),
    pytest.param("in the year (2001) it was", [], id="a-year-alone"),
    pytest.param("(Jones, 2001)", [], id="nobody-in-the-list"),
]


@pytest.mark.parametrize(("text", "numbers"), AUTHOR_YEAR)
def test_names_and_years_lead_to_the_list(text: str, numbers: list[int]) -> None:
    references = [
        Reference(f"#{n}", "a", n, raw, fields=parse_string(raw).fields, csl=parse_string(raw).csl)
        for n, raw in enumerate(LIST, 1)
    ]
    assert [
        number for _, own in found(text, "author-year", references) for number in own
    ] == numbers


STYLE = [
    pytest.param(
        ["A.<sup>1</sup> B.<sup>2-4</sup> In (5) groups, 3 m<sup>2</sup>."],
        "superscript",
        id="superscript",
    ),
    pytest.param(["A [1]. B [2–4]. x<sup>2</sup>"], "bracket", id="bracket"),
    pytest.param(["A (1). B (2-4)."], "parenthesis", id="parenthesis"),
    pytest.param(["Nothing is cited."], None, id="none"),
]


@pytest.mark.parametrize(("texts", "style"), STYLE)
def test_the_style_is_the_one_that_names_most(texts: list[str], style: Style | None) -> None:
    article = Article("a", "page.md", "complete", 0, 1, passages=tuple(map(passage, texts)))
    assert infer_style(article, Known.of(listed(5))) == style


@given(
    st.text(alphabet=st.sampled_from("ab1 2,-–()[]<sup>/.$^{}⁴"), max_size=80),
    st.sampled_from(["superscript", "bracket", "parenthesis", "author-year"]),
)
def test_numbers_are_always_in_the_list(text: str, style: Style) -> None:
    for marker in find_markers(read_inline(text), style, Known.of(listed(9))):
        assert 0 <= marker.start < marker.end <= len(text)
        assert marker.numbers
        assert all(1 <= number <= 9 for number in marker.numbers)


UNLISTED = [
    pytest.param("superscript", "seen.<sup>2,8,9</sup> It", ["<sup>2,8,9</sup>"], id="raised"),
    pytest.param("superscript", "30 mg/m<sup>2</sup> and 10<sup>9</sup>/L", [], id="units"),
    pytest.param("superscript", "r<sup>2</sup> = 0.4, O<sup>6</sup>MeG", [], id="exponents"),
    pytest.param("superscript", "5%<sup>a</sup> and Ca<sup>2+</sup>", [], id="letters"),
    pytest.param("bracket", "seen [12], [3-5].", ["[12]", "[3-5]"], id="brackets"),
    pytest.param("bracket", "95% CI [1, 3]; median 12 [4-20]", [], id="bounds"),
    pytest.param("bracket", "in [2019] and [0, 1]", [], id="year-and-nought"),
    pytest.param("parenthesis", "seen (3,4) in (12)", ["(3,4)"], id="lone-number"),
    pytest.param("author-year", "seen (Smith, 2001).", ["(Smith, 2001)"], id="author-year"),
    pytest.param("author-year", "Roe et al. (2001) saw", ["(2001)"], id="narrative"),
    pytest.param("author-year", "seen (May 2001), (opened in 1999)", [], id="months"),
]


@pytest.mark.parametrize(("style", "text", "expected"), UNLISTED)
def test_what_looks_like_a_pointer_is_found_without_a_list(
    style: Style, text: str, expected: list[str]
) -> None:
    hits = find_unlisted(text, style)
    assert [text[start:end] for start, end in hits] == expected
    assert {style_of(text[start:end]) for start, end in hits} <= {style, "author-year"}


def test_the_commonest_look_is_the_style() -> None:
    assert infer_unlisted_style(["One.<sup>1</sup> Two.<sup>2,3</sup> 95% CI [3, 9]."]) == (
        "superscript"
    )
    assert infer_unlisted_style(["Nothing at all (12)."]) is None
