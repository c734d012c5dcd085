from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refs.text import clean, strip_markup

ROWS = [
    pytest.param("*N Engl J Med.* 2018", "N Engl J Med. 2018", id="italics"),
    pytest.param("**Methods** and __more__", "Methods and more", id="bold"),
    pytest.param("CD8<sup>+</sup> cells", "CD8+ cells", id="superscript-tag"),
    pytest.param("Smith &amp; Sons", "Smith & Sons", id="entity"),
    pytest.param(r"10.1/a\_b \*", "10.1/a_b *", id="escapes"),
    pytest.param("snake_case_name", "snake_case_name", id="underscore-inside-a-word"),
    pytest.param(" a \r\n\t b\u00a0c ", "a b c", id="white-space"),
    pytest.param("cyto\u00adpenia", "cytopenia", id="soft-hyphen"),
    pytest.param("cyto-\npenia", "cytopenia", id="word-cut-at-a-line-end"),
    pytest.param(
        "follow-\n  up of B-\ncells", "follow-up of B-cells", id="hyphen-of-the-word-itself"
    ),
    pytest.param("CAR-\nT and 12-\n15", "CAR- T and 12- 15", id="no-word-goes-on"),
    pytest.param("p < 0.05 and q > 2", "p < 0.05 and q > 2", id="less-than-is-no-tag"),
    pytest.param("a\x00b\ufeff", "a b", id="nul-and-byte-order-mark"),
    pytest.param(
        r"M{\"u}ller, \'{E}. \emph{The book} {\it Acta}", "Müller, É. The book Acta", id="latex"
    ),
    pytest.param(
        r"G\"odel, \O stergaard, \c{C}elik", "Gödel, Østergaard, Çelik", id="latex-accents"
    ),
    pytest.param(
        r"C.~H. June, \newblock {\em Acta}~{\bf 3}",
        "C. H. June, Acta 3",
        id="latex-ties-and-blocks",
    ),
    pytest.param("see example.org/~doe/A.~", "see example.org/~doe/A.~", id="tilde-is-no-latex"),
    pytest.param(r"Crohn\'s {x}", r"Crohn\'s {x}", id="markdown-is-no-latex"),
    pytest.param("", "", id="empty"),
]


@pytest.mark.parametrize(("source", "text"), ROWS)
def test_clean_leaves_what_a_reader_sees(source: str, text: str) -> None:
    assert strip_markup(source) == text


@given(st.text(alphabet=st.sampled_from("ab *_<>i/&;\\\n\u00a0\u00ad"), max_size=60))
def test_every_character_knows_where_it_came_from(source: str) -> None:
    cleaned = clean(source)
    assert len(cleaned.text) == len(cleaned.origin)
    assert list(cleaned.origin) == sorted(cleaned.origin)
    for char, origin in zip(cleaned.text, cleaned.origin, strict=True):
        assert char == source[origin] or source[origin].isspace() or source[origin] == "&"


def test_a_span_of_clean_text_is_found_in_the_source() -> None:
    source = "see *Blood*. 2017"
    cleaned = clean(source)
    at = cleaned.text.index("Blood")
    start, end = cleaned.source_span(at, at + 5)
    assert source[start:end] == "Blood"
