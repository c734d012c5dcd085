import time

import pytest

from refs.doi import FoundDOI, find_dois, normalise_doi, rejoin_doi
from refs.errors import InvalidDOI

SICI = "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"
FOUND = [
    pytest.param("10.1002/ajh.25664", ["10.1002/ajh.25664"], id="bare"),
    pytest.param("DOI: 10.1002/AJH.25664", ["10.1002/ajh.25664"], id="upper-case"),
    pytest.param("doi:10.1002/ajh.25664.", ["10.1002/ajh.25664"], id="full-stop"),
    pytest.param("https://doi.org/10.1002/ajh.25664,", ["10.1002/ajh.25664"], id="resolver"),
    pytest.param("http://dx.doi.org/10.1002/ajh.25664;", ["10.1002/ajh.25664"], id="dx"),
    pytest.param(
        "https://doi-org.proxy.example.edu/10.1002/ajh.25664", ["10.1002/ajh.25664"], id="proxy"
    ),
    pytest.param("(10.1016/S0140-6736(14)61403-3)", ["10.1016/s0140-6736(14)61403-3"], id="parens"),
    pytest.param("10.1016/0014-5793(89)80575-7).", ["10.1016/0014-5793(89)80575-7"], id="one-over"),
    pytest.param("[10.1000/a[1]b]", ["10.1000/a[1]b"], id="square-brackets"),
    pytest.param("<10.1000/abc>", ["10.1000/abc"], id="angle-brackets-around"),
    pytest.param(f"doi: {SICI}.", [SICI.lower()], id="sici"),
    pytest.param(f"<{SICI}>", [SICI.lower()], id="sici-in-angle-brackets"),
    pytest.param(
        "10.1002/(SICI)1097-0258(19980815)17:15%3C1661::AID-SIM968%3E3.0.CO;2-2",
        ["10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2"],
        id="sici-percent",
    ),
    pytest.param("10.1016%2Fj.cell.2009.01.002", ["10.1016/j.cell.2009.01.002"], id="percent"),
    pytest.param("10.1000%2fabc", ["10.1000/abc"], id="percent-small"),
    pytest.param(r"10.1007/978-3\_2", ["10.1007/978-3_2"], id="latex-underscore"),
    pytest.param(r"10.1371\/journal.pone.0033693", ["10.1371/journal.pone.0033693"], id="json"),
    pytest.param("see 10.1000/a and 10.1000/b.", ["10.1000/a", "10.1000/b"], id="two"),
    pytest.param("10.1000/a;10.1000/b", ["10.1000/a;10.1000/b"], id="semicolon-is-a-character"),
    pytest.param("10.1000.10/123", ["10.1000.10/123"], id="sub-registrant"),
    pytest.param("“10.1000/abc”", ["10.1000/abc"], id="quotes"),
    pytest.param("'10.1000/abc'", ["10.1000/abc"], id="single-quotes"),
    pytest.param("10.1000/abc…", ["10.1000/abc"], id="ellipsis"),
    pytest.param("*10.1000/abc*", ["10.1000/abc"], id="markdown"),
    pytest.param("<a>10.1000/abc</a> next", ["10.1000/abc"], id="tag"),
    pytest.param("10.1101/2020.01.01.123456v1.full.pdf", ["10.1101/2020.01.01.123456v1"], id="pdf"),
    pytest.param("10.1093/x/y/abstract", ["10.1093/x/y"], id="abstract-page"),
    pytest.param("10.1000/abc.PMID:12345", ["10.1000/abc"], id="pmid-stuck-on"),
    pytest.param("10.1000/abc.https://x.example", ["10.1000/abc"], id="link-stuck-on"),
    pytest.param("10.1000/a–b", ["10.1000/a-b"], id="en-dash"),
    pytest.param("10.1000/ä.1", ["10.1000/ä.1"], id="not-ascii"),
    pytest.param("10.1000/%zz", ["10.1000/%zz"], id="percent-that-is-none"),
    pytest.param("10.1000/%ff", ["10.1000/%ff"], id="percent-not-utf8"),
    pytest.param("doi\n10.1000/abc\ndef", ["10.1000/abc"], id="line-end"),
    pytest.param("10.100/abc", [], id="registrant-too-short"),
    pytest.param("10.1000/", [], id="no-suffix"),
    pytest.param("10.1000/.", [], id="suffix-of-punctuation"),
    pytest.param("210.1000/abc", [], id="part-of-a-number"),
    pytest.param("", [], id="empty"),
]


@pytest.mark.parametrize(("text", "dois"), FOUND)
def test_find_dois(text: str, dois: list[str]) -> None:
    found = find_dois(text)
    assert [item.doi for item in found] == dois
    for item in found:
        assert text[item.start : item.start + 3] == "10."
        assert [again.doi for again in find_dois(text[item.start : item.end])] == [item.doi]


def test_offsets_hold_the_doi_alone() -> None:
    text = "See (doi: 10.1002/AJH.25664)."
    assert find_dois(text) == (FoundDOI("10.1002/ajh.25664", 10, 27),)


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        pytest.param(" HTTPS://DOI.ORG/10.1002/AJH.25664 ", "10.1002/ajh.25664", id="resolver"),
        pytest.param("doi:10.1002/ajh.25664", "10.1002/ajh.25664", id="label"),
        pytest.param("DOI 10.1002/ajh.25664.", "10.1002/ajh.25664", id="label-space"),
        pytest.param("info:doi/10.1002/ajh.25664", "10.1002/ajh.25664", id="info"),
        pytest.param("<https://doi.org/10.1002/ajh.25664>", "10.1002/ajh.25664", id="brackets"),
        pytest.param("doi.org/10.1002/ajh.25664", "10.1002/ajh.25664", id="no-scheme"),
        pytest.param("doi: https://doi.org/10.1002/ajh.25664", "10.1002/ajh.25664", id="both"),
        pytest.param(SICI, SICI.lower(), id="sici"),
    ],
)
def test_normalise_doi(text: str, doi: str) -> None:
    assert normalise_doi(text) == doi
    assert normalise_doi(doi) == doi


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("ajh.25664", id="suffix-alone"),
        pytest.param("10.1002/a 10.1002/b", id="two"),
        pytest.param("Smith J. Blood 2010. 10.1002/ajh.1", id="words-before"),
        pytest.param("10.1002/ajh.1 and more", id="words-after"),
        pytest.param("10.1002/" + "a" * 3000, id="endless"),
    ],
)
def test_no_doi(text: str) -> None:
    with pytest.raises(InvalidDOI, match="10"):
        normalise_doi(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("10.1000/" + "(" * 200_000, id="brackets"),
        pytest.param("10.1000/" * 50_000, id="prefixes"),
        pytest.param("10.1000/a" + ".pdf" * 50_000, id="tails"),
        pytest.param("https://doi.org/" * 20_000, id="resolvers"),
        pytest.param("1" * 300_000 + "/", id="digits"),
    ],
)
def test_time_is_bounded(text: str) -> None:
    began = time.perf_counter()
    find_dois(text)
    assert time.perf_counter() - began < 3.0


REJOINED = [
    pytest.param("10.1172 / jci126397", "10.1172/jci126397", id="around-the-slash"),
    pytest.param("doi: 10.1182/blood-2016- 04.711", "10.1182/blood-2016-04.711", id="hyphen"),
    pytest.param("https://doi.org/ 10.1172/JCI126397", "10.1172/jci126397", id="resolver"),
    pytest.param("10.1172/jci\u200b126397\ufeff", "10.1172/jci126397", id="zero-width"),
    pytest.param("10.1172/jci\x01126397\x00", "10.1172/jci126397", id="control-characters"),
    pytest.param("10.1172/jci.\n126397", "10.1172/jci.126397", id="line-end"),
]


@pytest.mark.parametrize(("text", "doi"), REJOINED)
def test_a_doi_that_was_cut(text: str, doi: str) -> None:
    assert rejoin_doi(text) == doi


@pytest.mark.parametrize(
    "text",
    ["10.1172/jci 126397", "June CH. J Clin 10.1172/ jci1", "", "10.1/a 10.1002/b", " " * 9999],
)
def test_what_cannot_be_made_a_doi(text: str) -> None:
    with pytest.raises(InvalidDOI):
        rejoin_doi(text)
