"""Identifiers as pages and tools print them; each row is an oddity that was met."""

from __future__ import annotations

import pytest

from refs.parse import parse_string

IDENTIFIERS = ("doi", "pmid", "pmcid", "arxiv", "isbn", "url")
BODY = "Doe J. A title. Cell. 2001;1:2-3."
ROWS = [
    pytest.param("doi: 10.1002/ajh.25664.", {"doi": "10.1002/ajh.25664"}, id="full-stop-behind"),
    pytest.param("DOI:10.1002/ajh.25664", {"doi": "10.1002/ajh.25664"}, id="no-space"),
    pytest.param("https://doi.org/10.1002/ajh.25664", {"doi": "10.1002/ajh.25664"}, id="resolver"),
    pytest.param("http://dx.doi.org/10.1002/ajh.25664.", {"doi": "10.1002/ajh.25664"}, id="old-resolver"),
    pytest.param("doi.org/10.1002/ajh.25664", {"doi": "10.1002/ajh.25664"}, id="resolver-without-scheme"),
    pytest.param(
        "https://onlinelibrary.wiley.com/doi/10.1002/ajh.25664/abstract", {"doi": "10.1002/ajh.25664"}, id="publisher-abstract"
    ),
    pytest.param(
        "https://doi-org.proxy.example.edu/10.1002/ajh.25664", {"doi": "10.1002/ajh.25664"}, id="proxy-host"
    ),
    pytest.param("(doi:10.1016/S0140-6736(14)61403-3)", {"doi": "10.1016/S0140-6736(14)61403-3"}, id="brackets-inside-and-around"),
    pytest.param(
        "10.1002/(SICI)1097-0142(19960101)77:1<1::AID-CNCR1>3.0.CO;2-#",
        {"doi": "10.1002/(SICI)1097-0142(19960101)77:1<1::AID-CNCR1>3.0.CO;2-#"},
        id="sici",
    ),
    pytest.param("doi 10.1038/s41586-020-2012-7; PMID 32015507", {"doi": "10.1038/s41586-020-2012-7", "pmid": "32015507"}, id="list"),
    pytest.param("*doi*: 10.1126/scitranslmed.aaf8621", {"doi": "10.1126/scitranslmed.aaf8621"}, id="italic-label"),
    pytest.param("[10.1126/scitranslmed.aaf8621]", {"doi": "10.1126/scitranslmed.aaf8621"}, id="square-brackets"),
    pytest.param("<https://doi.org/10.1172/JCI126397>", {"doi": "10.1172/JCI126397"}, id="angle-brackets"),
    pytest.param("doi:10.1371/journal.pone.0016976.g001.", {"doi": "10.1371/journal.pone.0016976.g001"}, id="component"),
    pytest.param(r"doi:10.1007/978-3-642-1\_2", {"doi": "10.1007/978-3-642-1_2"}, id="latex-underscore"),
    pytest.param("PMID: 12345678", {"pmid": "12345678"}, id="pmid"),
    pytest.param("PMID:12345678.", {"pmid": "12345678"}, id="pmid-no-space"),
    pytest.param("[PubMed: 12345678]", {"pmid": "12345678"}, id="pubmed-in-brackets"),
    pytest.param("PubMed PMID: 12345678; PMCID: PMC3456789.", {"pmid": "12345678", "pmcid": "PMC3456789"}, id="pubmed-export"),
    pytest.param("PubMed ID 12345678", {"pmid": "12345678"}, id="pubmed-id"),
    pytest.param("https://pubmed.ncbi.nlm.nih.gov/12345678/", {"pmid": "12345678"}, id="pubmed-link"),
    pytest.param("http://www.ncbi.nlm.nih.gov/pubmed/12345678", {"pmid": "12345678"}, id="old-pubmed-link"),
    pytest.param("PMCID: PMC3456789", {"pmcid": "PMC3456789"}, id="pmcid"),
    pytest.param("[PMC free article: PMC3456789]", {"pmcid": "PMC3456789"}, id="pmc-free-article"),
    pytest.param("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3456789/", {"pmcid": "PMC3456789"}, id="pmc-link"),
    pytest.param("arXiv:1706.03762", {"arxiv": "1706.03762"}, id="arxiv"),
    pytest.param("arXiv:1706.03762v5 [cs.CL]", {"arxiv": "1706.03762v5"}, id="arxiv-version"),
    pytest.param("arXiv preprint arXiv:hep-th/9901001", {"arxiv": "hep-th/9901001"}, id="arxiv-old"),
    pytest.param("https://arxiv.org/abs/1706.03762", {"arxiv": "1706.03762"}, id="arxiv-link"),
    pytest.param("ISBN 978-3-16-148410-0", {"isbn": "978-3-16-148410-0"}, id="isbn-13"),
    pytest.param("ISBN: 0-306-40615-2.", {"isbn": "0-306-40615-2"}, id="isbn-10"),
    pytest.param("ISBN-13: 9783161484100", {"isbn": "9783161484100"}, id="isbn-solid"),
    pytest.param("ISBN 080442957X", {"isbn": "080442957X"}, id="isbn-with-x"),
    pytest.param("Available from: https://www.who.int/news/item/1.", {"url": "https://www.who.int/news/item/1"}, id="link-and-full-stop"),
    pytest.param("http://example.org/a(b)", {"url": "http://example.org/a(b)"}, id="link-with-brackets"),
    pytest.param("(http://example.org/a)", {"url": "http://example.org/a"}, id="link-in-brackets"),
    pytest.param("www.example.org/path, accessed 3 May 2020", {"url": "www.example.org/path"}, id="link-without-scheme"),
    pytest.param("https://example.org/a?b=c&amp;d=e", {"url": "https://example.org/a?b=c&d=e"}, id="link-with-entity"),
    pytest.param("[report](https://example.org/r)", {"url": "https://example.org/r"}, id="markdown-link"),
    pytest.param("", {}, id="none"),
    pytest.param("version 10.1 of the program", {}, id="number-that-is-no-doi"),
    pytest.param("NCT01234567", {}, id="trial-number"),
    pytest.param("PM 12 and PMC-R", {}, id="abbreviations"),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "found"), ROWS)
def test_identifiers_behind_a_reference(printed: str, found: dict[str, str]) -> None:
    reference = parse_string(f"{BODY} {printed}")
    fields = {name: reference.text(name) for name in IDENTIFIERS if reference.text(name)}
    assert fields == found
    assert reference.text("volume") == "1"
