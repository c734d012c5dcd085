from __future__ import annotations

import pytest

from refs.csl import complete_pages, csl_type, date_parts

PAGES = [
    pytest.param("1425-37", "1425-1437", id="shortened"),
    pytest.param("1783–6", "1783-1786", id="one-digit-en-dash"),
    pytest.param("e538-e548", "e538-e548", id="e-pages"),
    pytest.param("e538-48", "e538-e548", id="e-pages-shortened"),
    pytest.param("S50–S61", "S50-S61", id="supplement"),
    pytest.param("355ra116", "355ra116", id="article-number"),
    pytest.param("506", "506", id="single"),
    pytest.param("l88-95", "188-195", id="misread-one"),
    pytest.param("12O-8", "120-128", id="misread-nought"),
    pytest.param("O23", "O23", id="oral-abstract"),
    pytest.param("l-3", "l-3", id="no-digit-beside"),
]


@pytest.mark.parametrize(("printed", "completed"), PAGES)
def test_page_ranges_are_completed(printed: str, completed: str) -> None:
    assert complete_pages(printed) == completed


DATES = [
    pytest.param("2018", [2018], id="year"),
    pytest.param("2018a", [2018], id="letter"),
    pytest.param("2019 Jun", [2019, 6], id="month"),
    pytest.param("2019 June 5", [2019, 6, 5], id="day"),
    pytest.param("2O14", [2014], id="misread-nought"),
    pytest.param("l998 Jun", [1998, 6], id="misread-one"),
    pytest.param("in press", [], id="none"),
]


@pytest.mark.parametrize(("printed", "parts"), DATES)
def test_dates_become_parts(printed: str, parts: list[int]) -> None:
    assert date_parts(printed) == parts


TYPES = [
    pytest.param({"container-title": "Cell", "volume": "1"}, "article-journal", id="journal"),
    pytest.param({"container-title": "In: Proc of X", "editor": "Doe J"}, "chapter", id="chapter"),
    pytest.param({"publisher": "Wiley"}, "book", id="book"),
    pytest.param({"url": "https://who.int"}, "webpage", id="web"),
]


@pytest.mark.parametrize(("fields", "type_"), TYPES)
def test_the_type_follows_from_the_fields(fields: dict[str, str], type_: str) -> None:
    assert csl_type(fields) == type_
