from __future__ import annotations

from time import process_time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from refs.articles import split_articles
from refs.documents import read_document
from refs.model import Reference
from refs.split import split_references

ONE = "Doe J, Roe B. A title of a work. Cell. 2001;12(3):45-56."
TWO = "Roe B, Doe J. Another title. Blood. 2002;13:57-60."


def references(text: str) -> tuple[Reference, ...]:
    document = read_document(text.encode(), "page.md")
    (article,) = split_articles(document)
    found = split_references(document, article)
    for reference in found:
        assert (
            "\n".join(document.text[start:end] for start, end in reference.pieces) == reference.raw
        )
    return found


LISTS = [
    pytest.param(f"1. {ONE}\n2. {TWO}", [(1, ONE), (2, TWO)], id="numbers"),
    pytest.param(f"1. {ONE}\n\n2. {TWO}", [(1, ONE), (2, TWO)], id="blank-lines"),
    pytest.param(f"[1] {ONE}\n[2] {TWO}", [(1, ONE), (2, TWO)], id="square-brackets"),
    pytest.param(f"(1) {ONE}\n(2) {TWO}", [(1, ONE), (2, TWO)], id="round-brackets"),
    pytest.param(f"1) {ONE}\n2) {TWO}", [(1, ONE), (2, TWO)], id="half-brackets"),
    pytest.param(f"<sup>1</sup>{ONE}\n<sup>2</sup>{TWO}", [(1, ONE), (2, TWO)], id="superscripts"),
    pytest.param(f"¹ {ONE}\n² {TWO}", [(1, ONE), (2, TWO)], id="raised-digits"),
    pytest.param(f"⁹{ONE}\n¹⁰{TWO}", [(9, ONE), (10, TWO)], id="raised-digits-without-space"),
    pytest.param(f"$^{{1}}$ {ONE}\n$^{{2}}$ {TWO}", [(1, ONE), (2, TWO)], id="raised-in-latex"),
    pytest.param(f"^1^ {ONE}\n^2^ {TWO}", [(1, ONE), (2, TWO)], id="raised-in-pandoc"),
    pytest.param(
        f"\\begin{{thebibliography}}{{9}}\n\\bibitem{{doe}} {ONE}\n\\bibitem[Roe(2002)]{{roe}}\n{TWO}\n\\end{{thebibliography}}",
        [(1, ONE), (2, TWO)],
        id="bibitems-of-latex",
    ),
    pytest.param(f"1.\n{ONE}\n2.\n{TWO}", [(1, ONE), (2, TWO)], id="numbers-on-lines-of-their-own"),
    pytest.param(f"[^1]: {ONE}\n\n[^2]: {TWO}", [(1, ONE), (2, TWO)], id="footnotes-in-markdown"),
    pytest.param(
        ONE.replace("title of", "title\nof"),
        [(1, ONE.replace("title of", "title\nof"))],
        id="one-alone",
    ),
    pytest.param(
        f"{ONE}\nTea Society. Report on tea. Geneva; 2016.",
        [(1, ONE), (2, "Tea Society. Report on tea. Geneva; 2016.")],
        id="two-alone",
    ),
    pytest.param(
        f"# A title\n\nTo the Editor:\n\nWe saw it.\n\nREFERENCES 1. {ONE} 2. {TWO}",
        [(1, ONE), (2, TWO)],
        id="heading-on-the-line-of-the-first",
    ),
    pytest.param(f"1\\. {ONE}\n2\\. {TWO}", [(1, ONE), (2, TWO)], id="escaped-full-stops"),
    pytest.param(f"\\[1\\] {ONE}\n\\[2\\] {TWO}", [(1, ONE), (2, TWO)], id="escaped-brackets"),
    pytest.param(f"**1.** {ONE}\n**2.** {TWO}", [(1, ONE), (2, TWO)], id="bold-numbers"),
    pytest.param(f"1.\t{ONE}\n2.\t{TWO}", [(1, ONE), (2, TWO)], id="a-tab-behind-the-number"),
    pytest.param(f"- [1] {ONE}\n- [2] {TWO}", [(1, ONE), (2, TWO)], id="numbers-behind-bullets"),
    pytest.param(f"## References\n\n1 {ONE}\n2 {TWO}", [(1, ONE), (2, TWO)], id="bare-numbers"),
    pytest.param(f"## References\n\n[DR01] {ONE}\n[RD02] {TWO}", [(1, ONE), (2, TWO)], id="keys"),
    pytest.param(f"- {ONE}\n- {TWO}", [(1, ONE), (2, TWO)], id="bullets"),
    pytest.param(f"## References\n\n{ONE}\n\n{TWO}", [(1, ONE), (2, TWO)], id="author-year-list"),
    pytest.param(f"## References\n\n{ONE}\n{TWO}", [(1, ONE), (2, TWO)], id="a-line-each"),
    pytest.param(f"4. {ONE}\n5. {TWO}", [(4, ONE), (5, TWO)], id="a-tail-without-heading"),
    pytest.param(f"1. {ONE} 2. {TWO}", [(1, ONE), (2, TWO)], id="two-on-a-line"),
    pytest.param(
        '[1] A. Doe, "Tea," Trans. Tea, 2010.\n[2] C. Roe, Tea Book. New York, USA: Wiley, 2011. [3] D. Poe, "Cups," in Proc. Cups, 2012.\n[4] E. Moe, Cups.',
        [
            (1, 'A. Doe, "Tea," Trans. Tea, 2010.'),
            (2, "C. Roe, Tea Book. New York, USA: Wiley, 2011."),
            (3, 'D. Poe, "Cups," in Proc. Cups, 2012.'),
            (4, "E. Moe, Cups."),
        ],
        id="a-number-left-out-stands-inside-a-line",
    ),
    pytest.param(
        f"## References\n\n1. {ONE} 2. {TWO} 3. {ONE} 4. {TWO}",
        [(1, ONE), (2, TWO), (3, ONE), (4, TWO)],
        id="all-in-one-paragraph",
    ),
    pytest.param(
        f"¹ {ONE}\n² {TWO}\n3 {ONE}\n5. {TWO}",
        [(1, ONE), (2, TWO), (3, ONE), (5, TWO)],
        id="styles-of-numbers-mixed",
    ),
    pytest.param(
        "1. Doe J. Counts of the year\n2014. Cell. 2001;12:45-56.\n2. Roe B. Counts. Cell 2002;\n3. 4-5.\n3. Poe E. Counts. Cell 2003;1:2.",
        [
            (1, "Doe J. Counts of the year\n2014. Cell. 2001;12:45-56."),
            (2, "Roe B. Counts. Cell 2002;\n3. 4-5."),
            (3, "Poe E. Counts. Cell 2003;1:2."),
        ],
        id="wrapped-lines-that-open-with-numbers",
    ),
    pytest.param(f"1. {ONE}\r\n2. {TWO}\r\n", [(1, ONE), (2, TWO)], id="windows-line-ends"),
    pytest.param(
        f"## References\n\n1. {ONE}\n\nLETTER TO THE EDITOR\n\n2. {TWO}",
        [(1, ONE), (2, TWO)],
        id="a-running-header-inside",
    ),
    pytest.param(
        f"## References\n\n1. Doe J, Roe B. A title of\n\nCORRESPONDENCE\n\n12 of 14\n\na work. Cell. 2001;12(3):45-56.\n2. {TWO}",
        [(1, "Doe J, Roe B. A title of\na work. Cell. 2001;12(3):45-56."), (2, TWO)],
        id="running-heads-in-the-middle-of-an-entry",
    ),
    pytest.param(
        f"## References\n\n1. Doe J, Roe B. A title of a\n\nE123\n\n2. {TWO}",
        [(1, "Doe J, Roe B. A title of a"), (2, TWO)],
        id="a-page-number-after-an-open-entry",
    ),
    pytest.param(f"4. a. {ONE} b. {TWO}\n5. {ONE}", [(4, ONE), (4, TWO), (5, ONE)], id="parts"),
    pytest.param(
        f"4. (a) {ONE}; (b) {TWO}\n5. {ONE}",
        [(4, ONE + ";"), (4, TWO), (5, ONE)],
        id="parts-in-brackets",
    ),
    pytest.param(
        f"## References\n\n1. {ONE}\n\n**FIGURE 1** A curve of the counts\n\n2. {TWO}",
        [(1, ONE), (2, TWO)],
        id="a-list-that-goes-on-after-a-figure",
    ),
    pytest.param(
        f"## References\n\n1. Doe J, Roe B. A title of a\n\nwork. Cell. 2001;12(3):45-56.\n\n2. {TWO}",
        [(1, "Doe J, Roe B. A title of a\nwork. Cell. 2001;12(3):45-56."), (2, TWO)],
        id="an-entry-cut-by-a-page",
    ),
    pytest.param(
        f"1. {ONE}\n2. Roe B. Another title. Blood 2002;13:57-\nJ Clin Oncol, Vol 31, No 2 (January 10), 2013: pp 123-125\n60.\n3. {ONE}",
        [(1, ONE), (2, "Roe B. Another title. Blood 2002;13:57-\n60."), (3, ONE)],
        id="a-running-head-inside-an-entry-without-blank-lines",
    ),
    pytest.param(
        f"1. {ONE}\n2. Roe B. Another\nDOE ET AL. 1235\ntitle. Blood 2002;13:57-60.\n3. {ONE}",
        [(1, ONE), (2, "Roe B. Another\ntitle. Blood 2002;13:57-60."), (3, ONE)],
        id="a-head-in-capitals-inside-an-entry",
    ),
    pytest.param(
        f"## References\n\n1. Doe J, Roe B. A title of\n\n---\n\n![](page-2.png)\n\n<!-- page 2 -->\n\na work. Cell. 2001;12(3):45-56.\n2. {TWO}",
        [(1, "Doe J, Roe B. A title of\na work. Cell. 2001;12(3):45-56."), (2, TWO)],
        id="marks-of-a-page-in-markdown",
    ),
    pytest.param(
        f"## References\n\n1. Doe J. A title\nDOI: 10.1000/x.9 | Counting 2013\nof it. Cell. 2001;1:2.\n2. {TWO}\nDOI: 10.1000/x.9 | Counting 2013\n3. {ONE}",
        [(1, "Doe J. A title\nof it. Cell. 2001;1:2."), (2, TWO), (3, ONE)],
        id="a-head-with-a-doi-on-each-page",
    ),
    pytest.param(
        f"## References\n\n1. Doe J. A title of it. Published by\n\nPublished in: Cell, 2001, pp. 45-56.\n\n2. {TWO}",
        [(1, "Doe J. A title of it. Published by\nPublished in: Cell, 2001, pp. 45-56."), (2, TWO)],
        id="an-entry-that-goes-on-like-a-line-of-dates",
    ),
    pytest.param(
        f"1. {ONE}\n\nJ Clin Oncol 2013; 31: 123\n\n2. {TWO}",
        [(1, ONE), (2, TWO)],
        id="a-head-that-looks-like-the-end-of-a-reference",
    ),
    pytest.param(
        f"## References\n\n1. Doe J. A title.\nhttps://doi.org/10.1000/x.1\n2. {TWO}",
        [(1, "Doe J. A title.\nhttps://doi.org/10.1000/x.1"), (2, TWO)],
        id="a-doi-on-a-line-of-its-own",
    ),
    pytest.param(
        f"## References\n\n{ONE}\n\nFigure 2. Counts of the men.\n\n{TWO}",
        [(1, ONE), (2, TWO)],
        id="a-figure-in-an-author-year-list",
    ),
    pytest.param(
        f"## References\n\n1. {ONE}\n\nWe saw that the counts were low, which is what others have seen too. This was so in all of our patients.\n\n2. {TWO}",
        [(1, ONE), (2, TWO)],
        id="sentences-in-the-middle-of-a-list",
    ),
]


SMITH = (
    "Smith, A. B. and J. Doe. 2010. Effects of tea on the",
    "platelets. Journal of",
    "Things 12:1-9.",
)
BERG = (
    "van der Berg, T. 2009. Pages 1-10 in R. Roe, editor.",
    "The book of indents. Academic Press, London.",
)
WHO = ("World Health Organization. 2016. Global report on tea", "leaves. Geneva: WHO.")
UNNUMBERED = [
    pytest.param(("\n", "\n"), id="wrapped-without-indent"),
    pytest.param(("\n     ", "\n"), id="hanging-indents"),
    pytest.param(("\n", "\n    "), id="first-lines-indented"),
    pytest.param(("\n", "\n\n"), id="wrapped-with-blank-lines"),
    pytest.param(("\r\n", "\r\n"), id="windows-line-ends"),
]


@pytest.mark.parametrize("gaps", UNNUMBERED)
@pytest.mark.parametrize("heading", ["Literature Cited\n\n", "", "## References\n"])
def test_wrapped_lists_without_numbers_are_cut(gaps: tuple[str, str], heading: str) -> None:
    inside, between = gaps
    entries = [inside.join(lines) for lines in (SMITH, BERG, WHO, SMITH, BERG)]
    found = references(heading + between.lstrip("\r\n") + between.join(entries) + "\n")
    assert [one.raw for one in found] == entries
    assert all(one.label is None and not one.problems for one in found)


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_entries_have_their_number_and_text(text: str, expected: list[tuple[int, str]]) -> None:
    assert [(found.number, found.raw) for found in references(text)] == expected


MISREAD = [
    pytest.param(
        f"9. {ONE}\n1O. {TWO}\n11. {ONE}", "number 10 is read from '1O.'", id="letter-for-a-digit"
    ),
    pytest.param(
        f"[9] {ONE}\n[l0] {TWO}\n[11] {ONE}", "number 10 is read from '[l0]'", id="in-brackets"
    ),
    pytest.param(
        f"9. {ONE}\n{TWO}\n11. {ONE}",
        "number 10 is not printed; it is told by its place",
        id="lost",
    ),
    pytest.param(
        f"9. {ONE}\n\n{TWO}\n\n11. {ONE}",
        "number 10 is not printed; it is told by its place",
        id="lost-among-blank-lines",
    ),
]


@pytest.mark.parametrize(("text", "problem"), MISREAD)
def test_a_number_that_a_scan_spoilt_is_told_by_its_place(text: str, problem: str) -> None:
    found = references(text)
    assert [(one.number, one.raw) for one in found] == [(9, ONE), (10, TWO), (11, ONE)]
    assert [one.problems for one in found] == [(), (problem,), ()]


def test_the_rest_of_an_entry_before_the_first_number_is_kept() -> None:
    found = references(f"## References\n\nof a work. Cell. 2001;12(3):45-56.\n4. {ONE}\n5. {TWO}")
    assert [(one.number, one.label) for one in found] == [(3, None), (4, "4."), (5, "5.")]
    assert found[0].raw == "of a work. Cell. 2001;12(3):45-56."


def test_a_bad_count_is_told_and_nothing_is_lost() -> None:
    found = references(f"1. {ONE}\n2. {TWO}\n2. {ONE}\n4. {TWO}")
    assert [one.number for one in found] == [1, 2, 2, 4]
    assert len({one.id for one in found}) == 4
    assert found[2].problems == ("number 2 is printed twice",)
    assert found[3].problems == ("number 3 before it not found in the list",)


def test_numbers_without_text_are_told() -> None:
    found = references("## References\n\n1.\n2.\n")
    assert [(one.number, one.raw) for one in found] == [(1, ""), (2, "")]
    assert all("no text behind the number" in one.problems for one in found)


def test_parts_have_ids_of_their_own_and_no_problem() -> None:
    parts = references(f"4. a. {ONE} b. {TWO}\n5. {ONE}")
    assert [one.id.rpartition("#")[2] for one in parts] == ["ref4a", "ref4b", "ref5"]
    assert not any(one.problems for one in parts)


POINTING = [
    pytest.param("Ibid., p. 47.", 1, id="ibid"),
    pytest.param("*Ibid*., p. 47.", 1, id="in-italics"),
    pytest.param("Doe J, op. cit., p. 4.", 0, id="op-cit-by-name"),
    pytest.param("Ebd., S. 12.", 1, id="german"),
    pytest.param("Poe E, op. cit., p. 4.", None, id="nobody-above"),
    pytest.param("Idem, p. 4", 1, id="idem-with-a-page"),
    pytest.param("Idemoto K. A title. Cell. 2001;1:2-3.", None, id="a-name-that-begins-so"),
]


@pytest.mark.parametrize(("raw", "meant"), POINTING)
def test_ibid_points_to_the_entry_it_means(raw: str, meant: int | None) -> None:
    found = references(
        f"## References\n\n1. {ONE}\n2. Roe B. Alone. Blood. 2002;13:57-60.\n3. {raw}\n"
    )
    assert found[2].same_as == (None if meant is None else found[meant].id)


DASHES = [
    pytest.param("——— (2012b). More about cups. Springer.", "ref1", id="dash"),
    pytest.param("---. More about cups. Springer, 2012.", "ref1", id="hyphens"),
    pytest.param("\\_\\_\\_. More about cups. Springer, 2012.", None, id="escaped-underscores"),
    pytest.param("Ders., Noch mehr Tassen. Springer, 2012.", "ref1", id="german"),
    pytest.param("Idem, More about cups. Springer, 2012.", "ref1", id="idem"),
    pytest.param("Dersch K. More about cups. Springer, 2012.", None, id="a-name-that-begins-so"),
]


@pytest.mark.parametrize(("raw", "meant"), DASHES)
def test_a_dash_for_authors_points_to_the_entry_that_prints_them(
    raw: str, meant: str | None
) -> None:
    above, entry, below = references(
        f"## References\n\nBaker, S. (2012a). A book about cups. Oxford University Press.\n\n{raw}\n\n{raw}\n"
    )
    assert (above.authors_as, entry.same_as) == (None, None)
    expected = meant and f"page#1#{meant}"
    assert (entry.authors_as, below.authors_as) == (expected, expected)


HOSTILE = [
    pytest.param("1. Doe J. Cell 2001;1:2. " * 4_000, id="one-line-of-one-number"),
    pytest.param(" ".join(f"{n}. Doe J. Cell 2001;1:2." for n in range(1, 4_000)), id="one-line"),
    pytest.param("2. " * 33_000, id="numbers-only"),
    pytest.param("a b " * 25_000, id="a-long-line"),
    pytest.param("Doe J\n" * 16_000, id="names-only"),
    pytest.param("1.\n" * 15_000, id="the-same-number-on-each-line"),
    pytest.param("[1] a. " + "b. " * 33_000, id="parts"),
    pytest.param("A" * 100_000, id="one-letter"),
    pytest.param("J Clin Oncol 2013; 31: 123\n" * 4_000, id="running-heads"),
    pytest.param("Aa. " * 25_000 + "\n" + "A.-" * 30_000, id="initials"),
    pytest.param("(" * 50_000 + "\n" + "12(" * 30_000, id="brackets"),
]


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_lists_answer_soon_and_lose_nothing(body: str) -> None:
    document = read_document(f"## References\n\n{body}\n".encode(), "page.md")
    began = process_time()
    split_references(document, split_articles(document)[0])
    assert process_time() - began < 2


SCRAPS = st.sampled_from(
    [ONE, TWO, "1. ", "2. ", "[3] ", "⁴ ", "5 ", "<sup>6</sup>", "- ", "\n", "\n\n", "\r\n", " ", "——— ", "ibid.", "a. ", "b. ",
     "DOE ET AL. 123", "J Clin Oncol 2013; 31: 123", "## References\n", "---", "doi:10.1/x", "\x00", "\t"]
)  # fmt: skip


@given(st.lists(SCRAPS, max_size=40).map("".join))
def test_references_are_cut_out_of_the_text_in_order(text: str) -> None:
    assume(text.strip("\ufeff\x00 \t\r\n\f\v") and text.count("\x00") <= 2)
    document = read_document(text.encode(), "page.md")
    found = [
        one for article in split_articles(document) for one in split_references(document, article)
    ]
    places = [place for one in found for span in one.pieces for place in span]
    assert places == sorted(places)
    assert len({one.id for one in found}) == len(found)
    for one in found:
        assert one.raw == "\n".join(document.text[start:end] for start, end in one.pieces)
        assert one.same_as is None or one.same_as in {other.id for other in found}
