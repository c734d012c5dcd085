"""BibTeX corrected field by field; all else to the byte."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fixing import JUNE, fixed, propose, undone

from refs.fix import Change, change_from_record, change_record, load_layout
from refs.model import Name

FILE = """% by hand, do not touch
@string{nejm = "N Engl J Med"}

@article{june,
  author    = {June, Carl H. and Sadelaine, Michel},
  title     = {Chimeric {A}ntigen Receptor   Therapy},
  journal   = nejm,
  year      = 2017, % sic
  volume    = "397",
  number    = {1},
  pages     = {64--73}
}
@comment{   keep   }
  @ARTICLE {other , title={Nothing that is known}, author="Doe, J", year={1901}}
trailing words"""


def changes(text: str, **options: Any) -> list[Change]:
    return propose(text, **options).changes


FIXED = """% by hand, do not touch
@string{nejm = "N Engl J Med"}

@article{june,
  author    = {June, Carl H. and Sadelain, Michel},
  title     = {Chimeric {A}ntigen Receptor   Therapy},
  journal   = nejm,
  year      = 2018, % sic
  volume    = "379",
  number    = {1},
  pages     = {64--73},
  doi       = {10.1056/nejmra1706169}
}
@comment{   keep   }
  @ARTICLE {other , title={Nothing that is known}, author="Doe, J", year={1901}}
trailing words"""


def test_what_is_proved_is_corrected_and_all_else_stays_to_the_byte() -> None:
    assert fixed(FILE).decode() == FIXED


def test_every_change_names_its_source() -> None:
    found = {change.field: change for change in changes(FILE)}
    assert found.keys() == {"author", "year", "volume", "doi"}
    assert {change.source for change in found.values()} == {"crossref 10.1056/nejmra1706169"}
    assert (found["volume"].printed, found["volume"].recorded) == ("397", "379")
    assert (found["doi"].before, found["doi"].reason) == (None, "the DOI is missing")


ONLY = [
    pytest.param({"only": ["volume"]}, {"volume"}, id="one"),
    pytest.param({"only": ["doi", "date"]}, {"doi", "year"}, id="two"),
    pytest.param({"protect": ["june"]}, set(), id="protected"),
    pytest.param(
        {"protect": ["other"]}, {"author", "year", "volume", "doi"}, id="another-protected"
    ),
]


@pytest.mark.parametrize(("options", "fields"), ONLY)
def test_only_what_is_asked_for_changes(options: dict[str, Any], fields: set[str]) -> None:
    assert {change.field for change in changes(FILE, **options)} == fields


def test_changes_are_taken_back_to_the_byte() -> None:
    made = changes(FILE)
    kept = [change_from_record(change_record(change)) for change in made]
    assert kept == made
    assert undone(FIXED, "bibtex", kept) == (FILE.encode(), [])


def test_a_field_that_was_changed_since_is_left_alone() -> None:
    made = changes(FILE)
    edited = FIXED.replace('"379"', '"380"')
    back, left = undone(edited, "bibtex", made)
    assert [(one.field, one.reason) for one in left] == [("volume", "the field was changed since")]
    assert back.decode() == FILE.replace('"397"', '"380"')


def test_a_wrong_doi_is_replaced_where_it_stands() -> None:
    text = "@article{a, author={June, CH and Sadelain, M}, title={Chimeric antigen receptor therapy}, journal={N Engl J Med}, year=2018, volume=379, pages={64-73}, DOI={https://doi.org/10.1056/none}}"
    (change,) = changes(text)
    assert (change.field, change.after) == ("doi", "{https://doi.org/10.1056/nejmra1706169}")


def test_a_name_that_stands_twice_is_not_guessed_at() -> None:
    text = "@article{a, author={June, Carl and Sadelaine, Sadelaine}, title={Chimeric antigen receptor therapy}, journal={N Engl J Med}, year=2018, volume=379, pages={64-73}, doi={10.1056/NEJMra1706169}}"
    made, left, _ = propose(text)
    assert made == []
    assert [(one.field, one.reason) for one in left] == [
        ("author", "where to change it is not certain")
    ]


def test_an_ascii_file_stays_ascii() -> None:
    text = "@article{a, author={June, Carl H. and Sadelaine, Michel}, title={Chimeric antigen receptor therapy}, journal={N Engl J Med}, year=2018, volume=379, pages={64-73}, doi={10.1056/nejmra1706169}}"
    work = replace(JUNE, authors=(Name("June", "Carl H."), Name("Sadelín", "Michel")))
    assert rb"Sadel{\'\i}n, Michel" in fixed(text, work=work)


LAYOUTS = [
    pytest.param("@article{a,title={T},year=2001}", "@article{a,title={T},year=2001,doi={X}}", id="solid"),
    pytest.param("@article{a, title = {T}, year = 2001,}", "@article{a, title = {T}, year = 2001, doi = {X},}", id="comma"),
    pytest.param("@article{a,\n\ttitle = {T},\n}", "@article{a,\n\ttitle = {T},\n\tdoi = {X},\n}", id="tab"),
    pytest.param("@article{a\n , title = {T}\n}", "@article{a\n , title = {T},\n doi = {X}\n}", id="comma-first"),
    pytest.param("@article{a,\r\n  title        = {T}\r\n}\r\n", "@article{a,\r\n  title        = {T},\r\n  doi          = {X}\r\n}\r\n", id="crlf-aligned"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), LAYOUTS)
def test_a_field_is_added_in_the_layout_of_its_entry_and_taken_away_again(
    before: str, after: str
) -> None:
    layout = load_layout("bibtex")
    added = layout.add_doi(before, layout.slots(before), "X")
    assert added
    assert before[: added.at] + added.text + before[added.at :] == after
    change = Change("a", "doi", None, added.value, "", "X", "s", "r", added=added.text)
    assert undone(after, "bibtex", [change]) == (before.encode(), [])
