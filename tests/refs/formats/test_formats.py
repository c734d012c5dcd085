"""Every format there and back, what each cannot hold, and which one a file is in."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_entries import ITEMS, read, write

from evidence.cli import bibliography
from refs.formats import READ, WRITTEN, detect_format
from refs.formats.items import plain
from refs.losses import compare_items, entry_losses
from refs.model import Entry

# What a format has no place for: (variable, what becomes of it).
LOSSES = {
    ("ris", "article"): {("title", "changed")},  # no italics, no raised letters
    ("nbib", "article"): {("title", "changed"), ("URL", "lost")},
    ("nbib", "book"): {("collection-title", "lost")},
    ("endnote-xml", "article"): set(),
}


@pytest.mark.parametrize("kind", ITEMS)
@pytest.mark.parametrize("format_", WRITTEN)
def test_what_is_written_is_read_back(format_: str, kind: str) -> None:
    losses = entry_losses(Entry(ITEMS[kind], "key"), format_)
    assert {(loss.variable, loss.kind) for loss in losses} == LOSSES.get((format_, kind), set())


@pytest.mark.parametrize("format_", WRITTEN)
def test_keys_and_order_are_kept(format_: str) -> None:
    entries = read(write(ITEMS, format_))
    keys = [entry.key for entry in entries]
    assert len(keys) == len(ITEMS)
    assert format_ == "nbib" or keys == list(ITEMS)
    assert [entry.problems for entry in entries] == [()] * len(ITEMS)


@pytest.mark.parametrize("format_", WRITTEN)
def test_a_file_is_known_by_what_is_in_it(format_: str) -> None:
    meant = "bibtex" if format_ == "biblatex" else format_
    assert detect_format(write(ITEMS, format_).encode()) == meant


OTHERS = [
    pytest.param("10.1056/NEJMoa1817226\nhttps://doi.org/10.1000/x\n31042825\n", "ids", id="ids"),
    pytest.param("PMID: 31042825\nPMC8202968\n", "ids", id="pmids"),
    pytest.param("# Letter\n\n## References\n\n1. Doe J. A. B. 2001;1:2.\n", "document", id="markdown"),
    pytest.param('<?xml version="1.0"?>\n<!DOCTYPE PubmedArticleSet>\n<PubmedArticleSet/>', "pubmed-xml", id="pubmed"),
    pytest.param("% by x@example.org\n\n@article{a,\n title={b}}", "bibtex", id="comment-first"),
    pytest.param("Provider: X\nDatabase: Y\n\nTY  - JOUR\nTI  - a\nER  - \n", "ris", id="header-first"),
    pytest.param("\ufeffTY  - JOUR\r\nTI  - a\r\nER  - \r\n", "ris", id="mark-first"),
    pytest.param('{"items": [{"id": "a", "type": "book"}]}', "csl-json", id="items"),
    pytest.param("- id: a\n  type: book\n", "csl-yaml", id="bare-list"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "format_"), OTHERS)
def test_other_files_are_known_too(text: str, format_: str) -> None:
    assert detect_format(text.encode()) == format_


def test_the_command_offers_what_there_is() -> None:
    assert set(bibliography.READ) == set(READ)
    assert set(bibliography.WRITTEN) == set(WRITTEN)


TEXT = st.text(
    alphabet=string.ascii_letters + string.digits + " .,:;-–'\"()[]{}\\%&#$_^~<>@=|/éßøŁ中β₂“”",
    min_size=1, max_size=40,
).filter(lambda text: any(c.isalnum() for c in text))  # fmt: skip
NAMES = st.lists(
    st.one_of(
        st.builds(lambda f, g: {"family": f, "given": g}, TEXT, TEXT),
        st.builds(lambda text: {"literal": text}, TEXT),
    ),
    min_size=1, max_size=4,
)  # fmt: skip
HOSTILE = st.fixed_dictionaries(
    {"type": st.just("article-journal"), "title": TEXT, "author": NAMES, "container-title": TEXT},
    optional={"volume": TEXT, "publisher": TEXT, "abstract": TEXT, "note": TEXT, "DOI": TEXT, "URL": TEXT},
)  # fmt: skip


@pytest.mark.parametrize("format_", WRITTEN)
@given(item=HOSTILE)
@settings(max_examples=40)
def test_no_text_breaks_out_of_its_record(format_: str, item: dict[str, object]) -> None:
    item2 = {"type": "book", "title": "The next"}
    entries = read(write({"a": item, "b": item2}, format_), format_)
    assert len(entries) == 2
    assert not compare_items(item2, entries[1].item)
    # A title that is nothing but mark-up says nothing.
    assert entries[0].item.get("title") or not plain(item["title"])


@pytest.mark.parametrize("format_", ["csl-json", "csl-yaml"])
@given(item=HOSTILE)
@settings(max_examples=60)
def test_csl_holds_everything(format_: str, item: dict[str, object]) -> None:
    assert entry_losses(Entry(item, "a"), format_) == ()
