from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refs.bibliography import reference_of
from refs.check import check_references
from refs.fix import (
    Change,
    apply_changes,
    change_from_record,
    change_record,
    propose_changes,
    read_located,
    undo_changes,
    unified_diff,
)
from refs.model import Answer, Name, Reference, SourceReport, Work

JUNE = Work(
    "10.1056/nejmra1706169",
    "journal-article",
    "Chimeric Antigen Receptor Therapy",
    authors=(Name("June", "Carl H."), Name("Sadelain", "Michel")),
    container_title=("New England Journal of Medicine", "N Engl J Med"),
    volume="379",
    issue="1",
    page="64-73",
    issued="2018-07-05",
    years=(2018,),
    source="crossref",
)
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


class Known:
    name = "known"

    def by_doi(self, doi: str) -> Answer:
        return Answer(
            SourceReport(self.name, "answered", True, question="doi"),
            (JUNE,) if doi == JUNE.doi else (),
        )

    def by_reference(self, reference: Reference) -> Answer:
        return Answer(SourceReport(self.name, "answered", complete=True), (JUNE,))


def checked(text: str) -> list[Any]:
    references = [reference_of(entry, n, "f") for n, entry in enumerate(read_located(text), 1)]
    return list(check_references(references, [Known()]))


def changes(text: str, **options: Any) -> list[Change]:
    return propose_changes(text, checked(text), **options)[0]


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
    assert apply_changes(FILE, changes(FILE)) == FIXED


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
    assert undo_changes(FIXED, kept) == (FILE, [])


def test_a_field_that_was_changed_since_is_left_alone() -> None:
    made = changes(FILE)
    edited = FIXED.replace('"379"', '"380"')
    undone, left = undo_changes(edited, made)
    assert [(one.field, one.reason) for one in left] == [("volume", "the field was changed since")]
    assert undone == FILE.replace('"397"', '"380"')


def test_a_wrong_doi_is_replaced_where_it_stands() -> None:
    text = "@article{a, author={June, CH and Sadelain, M}, title={Chimeric antigen receptor therapy}, journal={N Engl J Med}, year=2018, volume=379, pages={64-73}, DOI={https://doi.org/10.1056/none}}"
    (change,) = changes(text)
    assert (change.field, change.after) == ("doi", "{https://doi.org/10.1056/nejmra1706169}")


def test_a_name_that_stands_twice_is_not_guessed_at() -> None:
    text = "@article{a, author={June, Carl and Sadelaine, Sadelaine}, title={Chimeric antigen receptor therapy}, journal={N Engl J Med}, year=2018, volume=379, pages={64-73}, doi={10.1056/NEJMra1706169}}"
    made, left = propose_changes(text, checked(text))
    assert made == []
    assert [(one.field, one.reason) for one in left] == [
        ("author", "where to change it is not certain")
    ]


def test_an_ascii_file_stays_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "@article{a, author={June, Carl H. and Sadelin, Michel}, title={Chimeric antigen receptor therapy}, journal={N Engl J Med}, year=2018, volume=379, pages={64-73}, doi={10.1056/nejmra1706169}}"
    work = JUNE.__class__(
        **{name: getattr(JUNE, name) for name in JUNE.__slots__}
        | {"authors": (Name("June", "Carl H."), Name("Sadelín", "Michel"))}
    )  # type: ignore[arg-type]
    monkeypatch.setattr(f"{__name__}.JUNE", work)
    assert apply_changes(text, changes(text)).isascii()


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
    change = Change("a", "doi", None, "{X}", "", "X", "s", "r")
    assert apply_changes(before, [change]) == after
    assert undo_changes(after, [change]) == (before, [])


LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "\n", "d\r\n"]), max_size=30)


@pytest.mark.slow
@given(
    lines=LINES,
    edits=st.lists(
        st.tuples(st.integers(0, 29), st.sampled_from(["x\n", "y\nz\n", "a\n"])), max_size=4
    ),
    end=st.sampled_from(["", "last"]),
)
@settings(max_examples=60, deadline=None)
def test_a_diff_is_what_patch_applies(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[str],
    edits: list[tuple[int, str]],
    end: str,
) -> None:
    changed = list(lines)
    for place, text in edits:
        if place < len(changed):
            changed[place] = text
    before, after = "".join(lines) + end, "".join(changed) + end
    folder = tmp_path_factory.mktemp("patch")
    file = folder / "f"
    file.write_bytes(before.encode())
    diff = "".join(unified_diff(before, after, "f"))
    if diff:
        subprocess.run(
            ["patch", "--binary", "-s", "f"], input=diff.encode(), cwd=folder, check=True
        )
    assert file.read_bytes().decode() == after


def test_the_files_of_the_wild_stay_as_they_are_without_a_change() -> None:
    for path in (Path(__file__).parents[1] / "data" / "bibliographies").glob("*.bib"):
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        assert apply_changes(text, []) == text
        assert "".join(unified_diff(text, text, path.name)) == ""
