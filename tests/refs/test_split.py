from __future__ import annotations

import pytest

from refs.articles import split_articles
from refs.documents import read_document
from refs.model import Reference
from refs.split import split_references

ONE = "Doe J, Roe B. A title of a work. Cell. 2001;12(3):45-56."
TWO = "Roe B, Doe J. Another title. Blood. 2002;13:57-60."


def references(text: str) -> tuple[Reference, ...]:
    document = read_document(text.encode(), "page.md")
    (article,) = split_articles(document)
    found = split_references(document, article)
    for reference in found:
        assert (
            "\n".join(document.text[start:end] for start, end in reference.pieces) == reference.raw
        )
    return found


LISTS = [
    pytest.param(f"1. {ONE}\n2. {TWO}", [(1, ONE), (2, TWO)], id="numbers"),
    pytest.param(f"1. {ONE}\n\n2. {TWO}", [(1, ONE), (2, TWO)], id="blank-lines"),
    pytest.param(f"[1] {ONE}\n[2] {TWO}", [(1, ONE), (2, TWO)], id="square-brackets"),
    pytest.param(f"(1) {ONE}\n(2) {TWO}", [(1, ONE), (2, TWO)], id="round-brackets"),
    pytest.param(f"1) {ONE}\n2) {TWO}", [(1, ONE), (2, TWO)], id="half-brackets"),
    pytest.param(f"<sup>1</sup>{ONE}\n<sup>2</sup>{TWO}", [(1, ONE), (2, TWO)], id="superscripts"),
    pytest.param(f"- {ONE}\n- {TWO}", [(1, ONE), (2, TWO)], id="bullets"),
    pytest.param(f"## References\n\n{ONE}\n\n{TWO}", [(1, ONE), (2, TWO)], id="author-year-list"),
    pytest.param(f"## References\n\n{ONE}\n{TWO}", [(1, ONE), (2, TWO)], id="a-line-each"),
    pytest.param(f"4. {ONE}\n5. {TWO}", [(4, ONE), (5, TWO)], id="a-tail-without-heading"),
    pytest.param(f"1. {ONE} 2. {TWO}", [(1, ONE), (2, TWO)], id="two-on-a-line"),
    pytest.param(f"1. {ONE}\r\n2. {TWO}\r\n", [(1, ONE), (2, TWO)], id="windows-line-ends"),
    pytest.param(
        f"## References\n\n1. {ONE}\n\nLETTER TO THE EDITOR\n\n2. {TWO}",
        [(1, ONE), (2, TWO)],
        id="a-running-header-inside",
    ),
    pytest.param(
        f"## References\n\n1. Doe J, Roe B. A title of\n\nCORRESPONDENCE\n\n12 of 14\n\na work. Cell. 2001;12(3):45-56.\n2. {TWO}",
        [(1, "Doe J, Roe B. A title of\na work. Cell. 2001;12(3):45-56."), (2, TWO)],
        id="running-heads-in-the-middle-of-an-entry",
    ),
    pytest.param(
        f"## References\n\n1. Doe J, Roe B. A title of a\n\nE123\n\n2. {TWO}",
        [(1, "Doe J, Roe B. A title of a"), (2, TWO)],
        id="a-page-number-after-an-open-entry",
    ),
    pytest.param(f"4. a. {ONE} b. {TWO}\n5. {ONE}", [(4, ONE), (4, TWO), (5, ONE)], id="parts"),
    pytest.param(
        f"4. (a) {ONE}; (b) {TWO}\n5. {ONE}",
        [(4, ONE + ";"), (4, TWO), (5, ONE)],
        id="parts-in-brackets",
    ),
    pytest.param(
        f"## References\n\n1. {ONE}\n\n**FIGURE 1** A curve of the counts\n\n2. {TWO}",
        [(1, ONE), (2, TWO)],
        id="a-list-that-goes-on-after-a-figure",
    ),
    pytest.param(
        f"## References\n\n1. Doe J, Roe B. A title of a\n\nwork. Cell. 2001;12(3):45-56.\n\n2. {TWO}",
        [(1, "Doe J, Roe B. A title of a\nwork. Cell. 2001;12(3):45-56."), (2, TWO)],
        id="an-entry-cut-by-a-page",
    ),
]


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_entries_have_their_number_and_text(text: str, expected: list[tuple[int, str]]) -> None:
    assert [(found.number, found.raw) for found in references(text)] == expected


def test_a_bad_count_is_told_and_nothing_is_lost() -> None:
    found = references(f"1. {ONE}\n2. {TWO}\n2. {ONE}\n4. {TWO}")
    assert [one.number for one in found] == [1, 2, 2, 4]
    assert len({one.id for one in found}) == 4
    assert found[2].problems == ("number 2 is printed twice",)
    assert found[3].problems == ("number 3 before it not found in the list",)


def test_numbers_without_text_are_told() -> None:
    found = references("## References\n\n1.\n2.\n")
    assert [(one.number, one.raw) for one in found] == [(1, ""), (2, "")]
    assert all("no text behind the number" in one.problems for one in found)


def test_parts_have_ids_of_their_own_and_no_problem() -> None:
    parts = references(f"4. a. {ONE} b. {TWO}\n5. {ONE}")
    assert [one.id.rpartition("#")[2] for one in parts] == ["ref4a", "ref4b", "ref5"]
    assert not any(one.problems for one in parts)


POINTING = [
    pytest.param("Ibid., p. 47.", 1, id="ibid"),
    pytest.param("*Ibid*., p. 47.", 1, id="in-italics"),
    pytest.param("Doe J, op. cit., p. 4.", 0, id="op-cit-by-name"),
    pytest.param("Ebd., S. 12.", 1, id="german"),
    pytest.param("Poe E, op. cit., p. 4.", None, id="nobody-above"),
    pytest.param("Idemoto K. A title. Cell. 2001;1:2-3.", None, id="a-name-that-begins-so"),
]


@pytest.mark.parametrize(("raw", "meant"), POINTING)
def test_ibid_points_to_the_entry_it_means(raw: str, meant: int | None) -> None:
    found = references(
        f"## References\n\n1. {ONE}\n2. Roe B. Alone. Blood. 2002;13:57-60.\n3. {raw}\n"
    )
    assert found[2].same_as == (None if meant is None else found[meant].id)
