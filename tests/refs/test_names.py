from __future__ import annotations

from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from refs.model import Name
from refs.names import read_byline, read_names

JUNE, SADELAIN = ("June", "CH"), ("Sadelain", "M")
NAMES = [
    pytest.param("June CH, Sadelain M", [JUNE, SADELAIN], id="vancouver"),
    pytest.param("June CH, Sadelain M, et al", [JUNE, SADELAIN], id="et-al"),
    pytest.param("June, C. H., & Sadelain, M.", [("June", "C. H."), ("Sadelain", "M.")], id="apa"),
    pytest.param(
        "C. H. June and M. Sadelain", [("June", "C. H."), ("Sadelain", "M.")], id="initials-first"
    ),
    pytest.param(
        "June, Carl H.; Sadelain, M.", [("June", "Carl H."), ("Sadelain", "M.")], id="semicolons"
    ),
    pytest.param(
        "van der Berg A-B, Doe J", [("van der Berg", "A-B"), ("Doe", "J")], id="particles"
    ),
    pytest.param("Tardy-Poncet B", [("Tardy-Poncet", "B")], id="double-name"),
    pytest.param("O'Brien S, D’Angelo E", [("O'Brien", "S"), ("D’Angelo", "E")], id="apostrophes"),
    pytest.param(
        "Иванов И.И., Петров П.П", [("Иванов", "И.И."), ("Петров", "П.П")], id="last-full-stop-lost"
    ),
    pytest.param("June CH, Sadelain M, et a1", [JUNE, SADELAIN], id="et-al-misread"),
    pytest.param("Rivière I, Gönen M", [("Rivière", "I"), ("Gönen", "M")], id="accents"),
]


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_persons_are_read_in_the_order_of_their_style(
    text: str, names: list[tuple[str, str]]
) -> None:
    assert [(name.family, name.given) for name in read_names(text)] == names


GROUPS = [
    pytest.param("US Food and Drug Administration", 1, id="and-inside"),
    pytest.param("Centers for Disease Control and Prevention", 1, id="centers-for"),
    pytest.param("The Lancet Haematology", 1, id="the"),
    pytest.param("World Health Organization", 1, id="plain"),
    pytest.param("GIMEMA Group; Society of Haematology and Oncology", 2, id="semicolon"),
]


@pytest.mark.parametrize(("text", "count"), GROUPS)
def test_groups_keep_their_names_whole(text: str, count: int) -> None:
    names = read_names(text)
    assert len(names) == count
    assert all(name.literal for name in names)
    assert "; ".join(name.literal or "" for name in names) == text


def test_a_person_beside_a_group_is_a_person() -> None:
    assert read_names("Doe J and the GIMEMA Group") == (
        Name("Doe", "J"),
        Name(literal="the GIMEMA Group"),
    )


def test_a_suffix_and_a_group_are_told_apart_from_given_names() -> None:
    assert read_names("Doe J Jr, GIMEMA Group") == (
        Name("Doe", "J", "Jr"),
        Name(literal="GIMEMA Group"),
    )


@example(".")
@given(st.text(max_size=200))
def test_any_text_is_survived(text: str) -> None:
    for name in read_names(text):
        assert name.key


def test_a_byline_puts_the_given_name_first() -> None:
    names = read_byline(
        "Jane B. Doe<sup>1,2</sup> , Xu Li<sup>3</sup>, Ana de la Cruz, MD and Tom Roe Jr"
    )
    assert [(name.family, name.given) for name in names] == [
        ("Doe", "Jane B."),
        ("Li", "Xu"),
        ("de la Cruz", "Ana"),
        ("Roe", "Tom"),
    ]


@pytest.mark.parametrize("text", ["red team and ", "red team, and ", "Doe J, red team and "])
def test_many_groups_take_no_long_time(text: str) -> None:
    begun = process_time()
    assert read_names(text * 6000)
    assert process_time() - begun < 3
