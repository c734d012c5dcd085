"""Files made to harm: time and memory stay bounded, what is bad is named, the rest is read."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from io import BytesIO, RawIOBase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_entries import only, read

from refs.formats import READ, detect_format, open_bibliography

GOOD = {
    "bibtex": "@article{good, title = {Good}, year = 2001}\n",
    "ris": "TY  - JOUR\nTI  - Good\nER  - \n",
    "nbib": "PMID- 1\nTI  - Good.\n",
    "endnote-xml": "<record><titles><title>Good</title></titles></record>",
    "csl-json": '{"id": "good", "type": "book", "title": "Good"}',
}
HUGE = 3_000_000  # characters; what takes quadratic time takes hours
SINS = [
    pytest.param("bibtex", "@article{a, title = {" + "{" * HUGE + "\n" + GOOD["bibtex"], id="open-braces"),
    pytest.param("bibtex", "@article{a, title = {" + "x" * HUGE + "}}\n" + GOOD["bibtex"], id="one-long-field"),
    pytest.param("bibtex", "@article{a," + "b" * HUGE + "}\n" + GOOD["bibtex"], id="no-field-but-a-word"),
    pytest.param("bibtex", "@article{" + " " * HUGE + "}\n" + GOOD["bibtex"], id="key-of-spaces"),
    pytest.param("bibtex", "@article{a, author = {" + "A and " * (HUGE // 6) + "}}\n" + GOOD["bibtex"], id="many-authors"),
    pytest.param("bibtex", "@article{a, title = {" + r"\'{" * (HUGE // 6) + "}}\n" + GOOD["bibtex"], id="accents"),
    pytest.param("bibtex", "@" * HUGE + "\n" + GOOD["bibtex"], id="signs"),
    pytest.param("bibtex", "@string{a0 = {" + "x" * 1000 + "}}\n" + "".join(
        f"@string{{a{n} = a{n - 1}{f' # a{n - 1}' * 9}}}\n" for n in range(1, 12)
    ) + "@article{b, title = a11}\n" + GOOD["bibtex"], id="string-bomb"),
    pytest.param("ris", "TY  - JOUR\nTI  - " + "x" * HUGE + "\nER  - \n" + GOOD["ris"], id="ris-long-field"),
    pytest.param("ris", "TY  - JOUR\nAB  - a\n" + "more\n" * (HUGE // 5) + "ER  - \n" + GOOD["ris"], id="ris-many-lines"),
    pytest.param("ris", "TY  - JOUR\nTI  - a\n" * (HUGE // 100) + GOOD["ris"], id="ris-without-ends"),
    pytest.param("nbib", "PMID- 2\nAU  - " + "A B, " * (HUGE // 50) + "\n\n" + GOOD["nbib"], id="nbib-authors"),
    pytest.param("csl-json", '[{"id": "a", "type": "book", "title": "' + "x" * HUGE + '"}, ' + GOOD["csl-json"] + "]", id="json-long"),
    pytest.param("csl-json", '[{"id": "a", "type": "book", "title": "' + "x" * 3 * HUGE + '"}, ' + GOOD["csl-json"] + "]", id="json-longer-than-any-record"),
    pytest.param("endnote-xml", "<xml><records><record><titles><title>" + "x" * 3 * HUGE + "</title></titles></record>" + GOOD["endnote-xml"] + "</records></xml>", id="xml-long"),
    pytest.param("endnote-xml", "<xml><records><record>" + "<a>" * (HUGE // 10) + "</record>" + GOOD["endnote-xml"], id="xml-deep"),
    pytest.param("endnote-xml", "<xml><records><record " + "a " * HUGE + GOOD["endnote-xml"], id="xml-tag-without-end"),
    pytest.param("endnote-xml", "<" * HUGE + GOOD["endnote-xml"], id="xml-signs"),
    pytest.param("csl-json", '[{"id": "a", "type": ' + "[" * 100_000 + "}, " + GOOD["csl-json"] + "]", id="json-deep"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("format_", "text"), SINS)
def test_a_sin_takes_bounded_time_and_costs_no_other_record(format_: str, text: str) -> None:
    begun = time.process_time()
    entries = read(text, format_)
    assert time.process_time() - begun < 20
    last = entries[-1]
    assert last.item["title"] == "Good"
    assert not last.problems


def stream(format_: str, times: int) -> Iterator[bytes]:
    yield from (
        GOOD[format_].encode().replace(b"Good", b"Good %d" % n) + b"\n" for n in range(times)
    )


class Stream(RawIOBase):
    """A file that is never whole in memory."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts, self._kept = parts, b""

    def read(self, size: int | None = -1) -> bytes:
        assert size is not None
        assert size >= 0
        while len(self._kept) < size and (part := next(self._parts, None)):
            self._kept += part
        taken, self._kept = self._kept[:size], self._kept[size:]
        return taken

    def readline(self, size: int | None = -1) -> bytes:
        while b"\n" not in self._kept and (part := next(self._parts, None)):
            self._kept += part
        end = self._kept.find(b"\n") + 1 or len(self._kept)
        taken, self._kept = self._kept[:end], self._kept[end:]
        return taken


@pytest.mark.slow
@pytest.mark.parametrize("format_", ["bibtex", "ris", "nbib", "endnote-xml"])
def test_a_long_file_needs_no_more_memory_than_a_short_one(format_: str) -> None:
    peaks = []
    for times in (1_000, 4_000):
        tracemalloc.start()
        entries = open_bibliography(Stream(stream(format_, times)), "long", format_).entries  # type: ignore[arg-type]
        assert sum(1 for _ in entries) == times
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # An entry takes a thousand bytes. The keys of a BibTeX file are kept, to tell double ones.
    assert peaks[1] < peaks[0] + 3_000 * (400 if format_ == "bibtex" else 200)


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><xml><records><record><titles><title>&j;</title></titles></record></records></xml>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<xml><records><record><titles><title>a&x;b</title></titles></record></records></xml>"
)


@pytest.mark.parametrize("text", [LAUGHS, OUTSIDE], ids=["laughs", "outside"])
@pytest.mark.parametrize("format_", ["endnote-xml", "pubmed-xml"])
def test_no_entity_is_expanded(format_: str, text: str) -> None:
    if format_ == "pubmed-xml":
        text = text.replace("record>", "PubmedArticle>")
    shown = " ".join(str(entry.item) for entry in read(text, format_))
    assert "haha" not in shown
    assert "root:" not in shown


def test_xml_that_breaks_off_gives_what_came_before() -> None:
    whole = "<record><titles><title>One</title></titles></record>"
    first, broken = read(f"<xml><records>{whole}<record><titles>", "endnote-xml")
    assert first.item["title"] == "One"
    assert "no sound XML" in broken.problems[0]


BROKEN = [
    pytest.param("<record><titles><title>Bad</titles></record>", "Bad", "mismatch", id="tags-crossed"),
    pytest.param("<record><titles><title>A & B</title></titles></record>", "A  B", "xmlParseEntityRef", id="ampersand"),
    pytest.param("<record><titles><title>a&nbsp;b</title></titles></record>", "ab", "nbsp", id="entity-that-is-not-there"),
    pytest.param("<record><titles><title>a\x0bb</title></titles></record>", "ab", "Char", id="control-sign"),
    pytest.param("<record><titles><title>Never closed", "Never closed", "Premature end", id="never-closed"),
]  # fmt: skip


@pytest.mark.parametrize(("bad", "title", "problem"), BROKEN)
def test_an_unsound_record_of_xml_is_named_and_costs_no_other(
    bad: str, title: str, problem: str
) -> None:
    good = "<record>\n<titles><title>Good</title></titles></record>"
    first, broken, last = read(
        f"<xml><records>\n{good}{bad}\n{good}</records></xml>", "endnote-xml"
    )
    assert (first.item["title"], last.item["title"]) == ("Good", "Good")
    assert (first.line, broken.line, last.line) == (2, 3, 4)
    assert broken.item["title"] == " ".join(title.split())
    assert problem in broken.problems[0]
    assert broken.raw.rstrip() == bad
    assert first.problems == last.problems == ()


def test_xml_in_the_encoding_that_it_declares() -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?><xml><records><record><titles><title>Größe</title></titles></record></records></xml>'
    assert only(text.encode("latin-1"), "endnote-xml").item["title"] == "Größe"
    text = text.replace("ISO-8859-1", "UTF-16")
    assert only(text.encode("utf-16"), "endnote-xml").item["title"] == "Größe"


def test_yaml_aliases_are_not_followed() -> None:
    bomb = "references:\n- id: a\n  type: &x [book, book]\n  title: *x\n- id: b\n  type: book\n  title: Good\n"
    first, second = read(bomb)
    assert first.problems == ("aliases are not read",)
    assert second.item["title"] == "Good"


def test_a_null_and_a_control_sign_are_no_part_of_a_title() -> None:
    assert only("TY  - JOUR\nTI  - a\x00b\x0bc\nER  - \n", "ris").item["title"] == "a b c"


@pytest.mark.parametrize("format_", [name for name in READ if name != "document"])
@given(data=st.binary(max_size=400))
@settings(max_examples=60)
def test_no_bytes_stop_a_reader(format_: str, data: bytes) -> None:
    for entry in open_bibliography(BytesIO(data), "x", format_).entries:
        assert entry.item or entry.problems


@given(data=st.binary(max_size=300))
@settings(max_examples=200)
def test_any_bytes_have_a_format(data: bytes) -> None:
    assert detect_format(data) in READ
