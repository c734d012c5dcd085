import pytest

from refs.folding import fold

FOLDED = [
    pytest.param("", "", id="empty"),
    pytest.param("Chimeric Antigen-Receptor", "chimeric antigen receptor", id="hyphen"),
    pytest.param("Rivière I, Gönen M", "riviere i gonen m", id="accents"),
    pytest.param("Sørensen Ł. Œuvre", "sorensen l oeuvre", id="letters-spelt"),
    pytest.param("Straße", "strasse", id="sharp-s"),
    pytest.param("TNF-α", "tnf alpha", id="greek"),
    pytest.param("Hodgkin's Hodgkin’s", "hodgkins hodgkins", id="apostrophes-join"),
    pytest.param("CO₂ ﬁnal ²", "co2 final 2", id="compatibility-forms"),
    pytest.param("a\u00adb  \n c_d", "ab c d", id="soft-hyphen-space-underscore"),
    pytest.param("日本 研究", "日本 研究", id="other-scripts-stay"),
    pytest.param("NAI\u0308VE", "naive", id="decomposed"),
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded
