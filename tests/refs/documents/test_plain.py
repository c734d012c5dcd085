from __future__ import annotations

import pytest

from refs.documents import read_document
from refs.errors import UnreadableDocument

UNREADABLE = [
    pytest.param(b"", "no text", id="empty"),
    pytest.param(b" \r\n\t\x00", "no text", id="blank"),
    pytest.param(b"\xef\xbb\xbf\n", "no text", id="only-a-byte-order-mark"),
    pytest.param(b"%PDF-1.7 ...", "PDF", id="pdf"),
    pytest.param(b"PK\x03\x04rest", "Office", id="docx"),
    pytest.param(b"\x89PNG\r\n\x1a\n", "picture", id="png"),
    pytest.param(bytes(range(256)) * 4, "binary", id="binary"),
    pytest.param("text".encode("utf-16-le") * 20, "binary", id="utf-16-without-a-mark"),
]


@pytest.mark.parametrize(("data", "word"), UNREADABLE)
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, word: str) -> None:
    with pytest.raises(UnreadableDocument, match=word) as caught:
        read_document(data, "page.md")
    assert str(caught.value).startswith("page.md: ")


READABLE = [
    pytest.param("Ünïcode — text".encode(), "Ünïcode — text", 0, id="utf-8"),
    pytest.param(b"a\r\nb\rc\n", "a\r\nb\rc\n", 0, id="line-ends-stay"),
    pytest.param(b"\xef\xbb\xbfletter", "\ufeffletter", 0, id="byte-order-mark-stays"),
    pytest.param("Zoë Müller".encode("cp1252"), "Zoë Müller", 1, id="windows-1252"),
    pytest.param("α Zoë".encode()[:-1] + b" end", "α Zo\ufffd end", 1, id="damaged-utf-8"),
    pytest.param("word".encode("utf-16"), "word", 0, id="utf-16"),
    pytest.param(
        b"a letter\x00 with one NUL in it", "a letter\x00 with one NUL in it", 1, id="nul"
    ),
]


@pytest.mark.parametrize(("data", "text", "problems"), READABLE)
def test_text_is_the_decoded_file_unchanged(data: bytes, text: str, problems: int) -> None:
    document = read_document(data, "page.txt")
    assert document.text == text
    assert len(document.problems) == problems


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"a letter\x00 with one", "1 control character is read as blank"),
        (b"a letter\x00 with\x07 two", "2 control characters are read as blank"),
    ],
)
def test_control_characters_are_counted(data: bytes, problem: str) -> None:
    assert read_document(data, "page.txt").problems == (problem,)
