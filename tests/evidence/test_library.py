from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.build import build_library
from evidence.concepts import load_concepts
from evidence.errors import NotALibrary
from evidence.library import Library, read_library, write_library
from refs.documents import read_document
from refs.model import Answer, Reference, SourceReport, Work
from refs.records import json_line


class Known:
    """A source with one work, which it offers for everything."""

    name = "known"

    def by_doi(self, doi: str) -> Answer:
        return self.by_reference(Reference("", "", 1, doi))

    def by_reference(self, reference: Reference) -> Answer:
        work = Work(
            "10.1000/one",
            "journal-article",
            "Counts after infusion of cells",
            years=(2001,),
            source="known",
        )
        return Answer(SourceReport("known", "answered", complete=True), (work,))


PAGE = """# Counts after infusion

To the Editor:

Prolonged cytopenia was reported after CAR T cells.<sup>1</sup> Here, our patient had it at the

**FIGURE 1** Counts of the patient

clinic in May 2019. It may have been the drug.<sup>2</sup>

## References

1. Doe J, Roe B. Counts after infusion of cells. Cell. 2001;1:2-3.
2. Poe D. Something else. Blood. 2003;5:6-7.
"""


def library() -> Library:
    document = read_document(PAGE.encode(), "page.md")
    return build_library([document, document], [Known()], load_concepts())


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    written = library()
    write_library(tmp_path / "out", written, {})
    assert read_library(tmp_path / "out") == written
    assert written.statements
    assert written.contexts


def test_two_files_with_one_letter_keep_their_references_apart() -> None:
    found = library()
    assert [article.id for article in found.articles] == ["page#1", "page#1#2"]
    assert len({one.reference.id for one in found.checked}) == 4
    assert set(found.references()) == {"page#1", "page#1#2"}


def test_if_one_file_fails_none_is_written(tmp_path: Path) -> None:
    def broken(_: object) -> None:
        raise OSError(28, "No space left on device")

    write_library(tmp_path / "out", Library(), {})
    before = {path: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    with pytest.raises(OSError, match="No space"):
        write_library(tmp_path / "out", library(), {"evidence.gexf": broken})
    assert {path: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


def test_a_folder_without_library_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotALibrary, match="citeweave build"):
        read_library(tmp_path)


@given(
    st.dictionaries(
        st.integers().map(str),
        st.text(alphabet=st.characters(categories=["L", "Cs", "Cc", "Zl", "Zp"])),
    )
)
def test_a_record_is_one_line_that_utf_8_can_hold(record: dict[str, str]) -> None:
    line = json_line(record)
    # Two halves of a pair side by side are the whole character to any reader of JSON.
    paired = {
        key: text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
        for key, text in record.items()
    }
    assert list(json.loads(line.encode("utf-8")).values()) == list(paired.values())
    assert line.count("\n") == 1
