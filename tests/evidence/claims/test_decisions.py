"""Decisions: by content, over any later result, none lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evidence.build import build_library
from evidence.decisions import (
    apply_decisions,
    decide,
    decision_from_record,
    decision_record,
)
from evidence.errors import NoSuchThing, NotALibrary, WrongDecision
from evidence.library import add_decision, read_decisions
from refs.documents import read_document
from refs.model import Candidate, Work

PAGE = """DOI: 10.5555/made

# A letter

To the Editor:

Metformin lowers mortality in diabetes.<sup>1</sup> It may help in gout.

## REFERENCES

1. Roe A. Metformin and mortality in diabetes. *J Made*. 2010;1(1):1-9.
"""
TOLD = {"who": "me", "when": "2026-01-01T00:00:00+00:00"}
WORK = Work("10.5555/one", title="Metformin and mortality in diabetes")


def read(text: str, vocabulary):
    library = build_library([read_document(text.encode(), "made.md")], (), vocabulary)
    candidates = (Candidate(WORK, 0.5),)
    return replace(
        library, checked=tuple(replace(one, candidates=candidates) for one in library.checked)
    )


@pytest.fixture
def library(vocabulary):
    return read(PAGE, vocabulary)


def test_a_statement_is_edited_and_stays_so_in_a_changed_file(library, vocabulary) -> None:
    first = library.statements[0]
    one = decide(library, first.id, "edit", changes={"basis": "uncited"}, why="no", **TOLD)
    later = read(PAGE.replace("# A letter", "# A longer letter, newly set"), vocabulary)
    assert later.statements[0].id != first.id
    applied = apply_decisions(later, [one])
    assert (applied.library.statements[0].basis, applied.library.statements[0].status) == (
        "uncited",
        "edited",
    )
    assert applied.unfit == ()


def test_a_line_is_rejected(library) -> None:
    one = decide(library, f"{library.statements[0].id}:1", "reject", why="another drug", **TOLD)
    (line,) = apply_decisions(library, [one]).library.statements[0].evidence
    assert (line.status, line.why.endswith("rejected by me: another drug")) == ("rejected", True)


def test_a_match_is_chosen_and_opened_again(library) -> None:
    id_ = library.checked[0].reference.id
    choice = decide(library, id_, "edit", changes={"doi": "https://doi.org/10.5555/ONE"}, **TOLD)
    chosen = apply_decisions(library, [choice]).library
    assert (chosen.checked[0].work, chosen.checked[0].verdict) == (WORK, "verified")
    assert chosen.statements[0].evidence[0].doi == WORK.doi
    no = decide(chosen, id_, "reject", **TOLD)
    opened = apply_decisions(chosen, [no]).library
    assert (opened.checked[0].work, opened.checked[0].verdict) == (None, "ambiguous")
    assert opened.statements[0].evidence[0].doi is None


def test_the_later_of_two_counts(library) -> None:
    id_ = library.statements[0].id
    both = [decide(library, id_, action, **TOLD) for action in ("reject", "accept")]
    assert apply_decisions(library, both).library.statements[0].status == "accepted"


def test_what_fits_no_more_is_told(library, vocabulary) -> None:
    one = decide(library, library.statements[1].id, "accept", **TOLD)
    later = read(PAGE.replace("It may help in gout.", "It may help."), vocabulary)
    assert apply_decisions(later, [one]).unfit == (one,)
    match = decide(library, library.checked[0].reference.id, "accept", **TOLD)
    assert apply_decisions(later, [match]).unfit == (match,)  # no work is matched there


WRONG = [
    pytest.param("s", "edit", {}, "give what to edit as FIELD=VALUE", id="nothing-to-edit"),
    pytest.param("s", "accept", {"basis": "cited"}, "only edit takes", id="accept-with-change"),
    pytest.param("s", "edit", {"colour": "red"}, "basis, polarity", id="no-field"),
    pytest.param("s", "edit", {"polarity": "odd"}, "affirmed, negated", id="no-value"),
    pytest.param("r", "edit", {"doi": "10.5555/two"}, "no candidate", id="no-candidate"),
    pytest.param("r", "edit", {"doi": "here"}, "no candidate", id="no-doi"),
]


@pytest.mark.parametrize(("what", "action", "changes", "message"), WRONG)
def test_what_cannot_be_decided(library, what, action, changes, message) -> None:
    id_ = library.statements[0].id if what == "s" else library.checked[0].reference.id
    with pytest.raises(WrongDecision, match=message):
        decide(library, id_, action, changes=changes, **TOLD)


@pytest.mark.parametrize("id_", ["nothing", "s-000000000000:1", ""])
def test_what_is_not_there(library, id_: str) -> None:
    with pytest.raises(NoSuchThing):
        decide(library, id_, "accept", **TOLD)
    with pytest.raises(NoSuchThing):
        decide(library, f"{library.statements[0].id}:9", "accept", **TOLD)


def test_decisions_are_kept(library, tmp_path: Path) -> None:
    one = decide(library, library.statements[0].id, "accept", **TOLD)
    line = decide(
        library,
        f"{library.statements[0].id}:1",
        "edit",
        why="read it",
        changes={"directness": "indirect"},
        **TOLD,
    )
    assert read_decisions(tmp_path) == ()
    for decision in (one, line):
        add_decision(tmp_path, decision)
        assert decision_from_record(decision_record(decision)) == decision
    assert read_decisions(tmp_path) == (one, line)
    (tmp_path / "decisions.jsonl").write_text("{}\n")
    with pytest.raises(NotALibrary, match=r"decisions\.jsonl:1"):
        add_decision(tmp_path, one)
