"""Decisions: by content, over any later result, none lost."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from evidence.build import build_library
from evidence.decisions import (
    apply_decisions,
    decide,
    decision_from_record,
    decision_record,
)
from evidence.errors import NoSuchThing, NotALibrary, WrongDecision
from evidence.library import add_decision, hold_folder, read_decisions
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
    matched = replace(
        library, checked=(replace(library.checked[0], verdict="verified", work=WORK),)
    )
    match = decide(matched, matched.checked[0].reference.id, "accept", **TOLD)
    none = replace(later, checked=(replace(later.checked[0], candidates=()),))
    assert apply_decisions(none, [match]).unfit == (match,)  # no work is matched there


def test_a_doi_that_no_source_gave_is_the_persons_own(library, vocabulary) -> None:
    unchecked = replace(library, checked=(replace(library.checked[0], candidates=()),))
    id_ = unchecked.checked[0].reference.id
    own = decide(unchecked, id_, "edit", changes={"doi": "https://doi.org/10.1056/NEJMoa1"}, **TOLD)
    for built in (unchecked, read(PAGE.replace("# A letter", "# Another"), vocabulary)):
        applied = apply_decisions(built, [own, own])
        (checked,) = applied.library.checked
        assert applied.unfit == ()
        assert (checked.verdict, checked.meant) == (
            "verified",
            Work("10.1056/nejmoa1", source="me"),
        )
        assert "edited by me; no record" in checked.reason
        assert applied.library.statements[0].evidence[0].doi == "10.1056/nejmoa1"
    known = apply_decisions(library, [replace(own, changes={"doi": WORK.doi})]).library
    assert known.checked[0].work == WORK
    accepted = decide(applied.library, id_, "accept", **TOLD)
    assert apply_decisions(built, [own, accepted]).unfit == ()
    no = decide(apply_decisions(unchecked, [own]).library, id_, "reject", **TOLD)
    opened = apply_decisions(unchecked, [own, no]).library.checked[0]
    assert (opened.verdict, opened.work) == ("unchecked", None)


def test_a_rejected_reference_without_a_match_keeps_its_verdict(library) -> None:
    no = decide(library, library.checked[0].reference.id, "reject", why="a book", **TOLD)
    applied = apply_decisions(library, [no])
    assert applied.unfit == ()
    (checked,) = applied.library.checked
    assert checked.verdict == library.checked[0].verdict == "unchecked"
    assert checked.reason.endswith("rejected by me: a book")


WRONG = [
    pytest.param("s", "edit", {}, "give what to edit as FIELD=VALUE", id="nothing-to-edit"),
    pytest.param("s", "accept", {"basis": "cited"}, "only edit takes", id="accept-with-change"),
    pytest.param("s", "edit", {"colour": "red"}, "basis, polarity", id="no-field"),
    pytest.param("s", "edit", {"polarity": "odd"}, "affirmed, negated", id="no-value"),
    pytest.param("r", "edit", {"doi": "here"}, "here is no DOI", id="no-doi"),
    pytest.param("r", "accept", {}, "no match to accept", id="accept-without-a-match"),
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


BROKEN = [
    pytest.param('{"kind": "statem', id="half-a-line"),
    pytest.param("[1, 2]", id="no-object"),
    pytest.param({"kind": "rumour"}, id="no-kind"),
    pytest.param({"action": "burn"}, id="no-action"),
    pytest.param({"text": 7}, id="no-text"),
    pytest.param({"action": "edit", "changes": ["polarity"]}, id="changes-of-no-field"),
    pytest.param(
        {"action": "edit", "changes": {"quote": "mine"}}, id="a-field-that-is-not-for-people"
    ),
    pytest.param({"action": "edit", "changes": {"polarity": "odd"}}, id="no-value"),
    pytest.param({"changes": {"polarity": "negated"}}, id="accept-with-changes"),
    pytest.param({"held": {"polarity": 3}}, id="held-of-no-value"),
    pytest.param({"nth": 3, "of": 2}, id="third-of-two"),
    pytest.param({"colour": "red"}, id="unknown-key"),
]


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_line_is_named_and_nothing_is_written(library, tmp_path: Path, broken) -> None:
    one = decide(library, library.statements[0].id, "accept", **TOLD)
    add_decision(tmp_path, one)
    path = tmp_path / "decisions.jsonl"
    line = broken if isinstance(broken, str) else json.dumps(decision_record(one) | broken)
    path.write_text(path.read_text() + line + "\n")
    before = path.read_bytes()
    with pytest.raises(NotALibrary, match=r"decisions\.jsonl:2: .*mend it"):
        add_decision(tmp_path, one)
    assert path.read_bytes() == before


def test_a_line_is_found_by_its_reference_when_numbers_change(library, vocabulary) -> None:
    one = decide(library, f"{library.statements[0].id}:1", "edit", changes={"directness": "indirect"}, **TOLD)  # fmt: skip
    later = PAGE.replace("<sup>1</sup>", "<sup>1,2</sup>").replace("1. Roe", "2. Roe")
    later = later.replace("2. Roe", "1. Doe B. Gout in the north. *J Made*. 2001;3:1-9.\n2. Roe")
    applied = apply_decisions(read(later, vocabulary), [one])
    lines = applied.library.statements[0].evidence
    assert [(line.reference, line.status) for line in lines] == [(1, "proposed"), (2, "edited")]
    gone = read(PAGE.replace("Metformin and mortality", "Metformin and the risk"), vocabulary)
    assert apply_decisions(gone, [one]).unfit == (one,)


def test_of_two_with_the_same_words_the_one_meant_is_decided(vocabulary) -> None:
    text = PAGE.replace(
        "It may help in gout.", "It may help in gout. We think so. It may help in gout."
    )
    twice = read(text, vocabulary)
    places = [at for at, one in enumerate(twice.statements) if one.text == "It may help in gout."]
    one = decide(twice, twice.statements[places[1]].id, "reject", **TOLD)
    assert (one.nth, one.of) == (2, 2)
    applied = apply_decisions(twice, [one]).library.statements
    assert [applied[at].status for at in places] == ["proposed", "rejected"]
    assert apply_decisions(read(PAGE, vocabulary), [one]).unfit == ()  # just one is left
    thrice = read(text.replace("We think", "It may help in gout. We think"), vocabulary)
    assert apply_decisions(thrice, [one]).unfit == (one,)


def test_what_was_accepted_stays_as_it_was(library) -> None:
    one = decide(library, library.statements[0].id, "accept", **TOLD)
    other = replace(library.statements[0], polarity="negated", basis="uncited")
    later = replace(library, statements=(other, *library.statements[1:]))
    decided = apply_decisions(later, [one]).library.statements[0]
    assert (decided.polarity, decided.basis, decided.status) == ("affirmed", "cited", "accepted")


def test_an_edited_part_makes_another_claim(library, vocabulary) -> None:
    first = library.statements[0]
    same = decide(library, first.id, "edit", changes={"outcome": first.outcome}, **TOLD)
    other = decide(library, first.id, "edit", changes={"outcome": "fever"}, **TOLD)
    kept, moved = (
        apply_decisions(library, [one], vocabulary.concepts).library.statements[0].claim
        for one in (same, other)
    )
    assert kept == first.claim != moved
    back = decide(library, first.id, "edit", changes={"outcome": first.outcome}, **TOLD)
    again = apply_decisions(library, [other, back], vocabulary.concepts).library.statements[0]
    assert again.claim == first.claim


def test_a_rejected_match_is_that_match_and_an_accepted_one_its_work(library) -> None:
    other = Work("10.5555/two", title="Metformin and mortality in diabetes, again")
    checked = replace(library.checked[0], verdict="verified", work=WORK, candidates=(Candidate(WORK, 0.9), Candidate(other, 0.8)))  # fmt: skip
    matched = replace(library, checked=(checked,))
    no, yes = (
        decide(matched, checked.reference.id, action, **TOLD) for action in ("reject", "accept")
    )
    assert apply_decisions(matched, [no]).library.checked[0].verdict == "ambiguous"
    now_other = replace(matched, checked=(replace(checked, work=other),))
    assert apply_decisions(now_other, [no]).library.checked[0].work == other
    assert apply_decisions(now_other, [yes]).library.checked[0].work == WORK
    without = replace(now_other, checked=(replace(checked, work=other, candidates=()),))
    assert apply_decisions(without, [yes]).unfit == (yes,)


def test_one_at_a_time_writes_into_a_folder(tmp_path: Path) -> None:
    refused = pytest.raises(OSError, match="another citeweave is writing")
    with hold_folder(tmp_path), refused, hold_folder(tmp_path, patience=0):
        pass
    assert list(tmp_path.iterdir()) == []
    with hold_folder(tmp_path, patience=0):
        pass


def test_a_fault_inside_is_not_taken_for_another_writer(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.Error, match="mine"), hold_folder(tmp_path):
        raise sqlite3.Error("mine")
    assert list(tmp_path.iterdir()) == []


def test_a_lock_removed_while_waiting_is_taken_anew(tmp_path: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def enter() -> None:
        for _ in range(20):
            with hold_folder(tmp_path):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [Thread(target=enter) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 80
