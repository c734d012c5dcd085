from __future__ import annotations

from typing import Any

import pytest

from refs.journal_titles import full_title, rename_journal
from refs.journals import Journal, Journals
from refs.model import Entry

KNOWN = Journals([
    Journal("The New England journal of medicine", ("N Engl J Med",), ("0028-4793",)),
    Journal("Lancet (London, England)", ("Lancet",)),
    Journal("Virology (Auckland, N.Z.)", ("Virology (Auckl)",), ("1178-122X",)),
    Journal("Virology", ("Virology",), ("0042-6822",)),
])  # fmt: skip
CASES: list[Any] = [
    pytest.param("full", {"container-title": "N. Engl. J. Med."}, "The New England Journal of Medicine", "N Engl J Med", id="in-full"),
    pytest.param("abbreviated", {"container-title": "New England Journal of Medicine"}, "N Engl J Med", None, id="abbreviated"),
    pytest.param("full", {"container-title": "Lancet"}, "Lancet", None, id="place-dropped"),
    pytest.param("full", {"container-title": "No such journal"}, "No such journal", None, id="unknown"),
    pytest.param("abbreviated", {"container-title": "No such journal", "container-title-short": "No J"}, "No J", None, id="its-own-abbreviation"),
    pytest.param("abbreviated", {"container-title": "Virology"}, "Virology", None, id="shared-name"),
    pytest.param("abbreviated", {"container-title": "Virology", "ISSN": "1178-122X"}, "Virology (Auckl)", None, id="shared-name-with-issn"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "item", "title", "short"), CASES)
def test_titles(form: Any, item: dict[str, Any], title: str, short: str | None) -> None:
    renamed = rename_journal(Entry({"type": "article-journal", **item}), form, KNOWN).item
    assert (renamed["container-title"], renamed.get("container-title-short")) == (title, short)


def test_a_book_is_no_journal() -> None:
    entry = Entry({"type": "chapter", "container-title": "Lancet"})
    assert rename_journal(entry, "full", KNOWN) is entry


def test_catalogue_titles_are_written_as_journals_print_them() -> None:
    assert (
        full_title("Journal of clinical oncology : official journal of the Society")
        == "Journal of Clinical Oncology"
    )
