"""What people decided about matches, statements and evidence lines, applied over any result.

A decision names what it is about by content: the words of a statement, the raw text of a reference,
the DOI of a match; and it keeps the reading that was decided on. So it survives a build from a
changed file or by another release, where ids, numbers and offsets differ; one that fits nothing any
more is told, and stays in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from evidence.claims import claim_of
from evidence.errors import NoSuchThing, WrongDecision
from evidence.model import (
    Basis,
    Concept,
    Direction,
    Directness,
    EvidenceLine,
    Hedging,
    Polarity,
    Statement,
    Status,
)
from refs.doi import normalise_doi
from refs.errors import InvalidDOI
from refs.model import Checked, Verdict, Work

if TYPE_CHECKING:
    from evidence.library import Library

Kind = Literal["match", "statement", "evidence"]
Action = Literal["accept", "reject", "edit"]
STATUS: Mapping[Action, Status] = {"accept": "accepted", "reject": "rejected", "edit": "edited"}
_WORDS: Mapping[str, tuple[str, ...]] = {
    "basis": get_args(Basis),
    "polarity": get_args(Polarity),
    "hedging": get_args(Hedging),
    "direction": get_args(Direction),
    "directness": get_args(Directness),
}
EDITABLE: Mapping[Kind, tuple[str, ...]] = {
    "match": ("doi",),
    "statement": (
        *("basis", "polarity", "hedging"),
        *("subject", "relation", "outcome", "population"),
    ),
    "evidence": ("direction", "directness"),
}
"""What may be edited of each; the DOI may be that of any work, also one that no source was asked for."""
_PARTS = ("subject", "relation", "outcome", "population")
"""Of a statement, what its claim is made of."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word on one thing."""

    kind: Kind
    id: str
    """Of the thing when it was decided: a statement, a reference, or "statement:number"."""
    action: Action
    who: str
    when: str
    """ISO time, UTC."""
    why: str
    article: str
    text: str
    """The words that it is about: of the statement, or of the reference as printed."""
    number: int | None = None
    """Of the reference, where it is about an evidence line."""
    changes: Mapping[str, str] | None = None
    reference: str | None = None
    """As printed, where it is about an evidence line: numbers change."""
    nth: int = 1
    """Which one it is of those in its article that have these words, from 1."""
    of: int = 1
    """How many those were."""
    held: Mapping[str, str] | None = None
    """What of the fields that can be edited was so when it was decided."""


class Applied(NamedTuple):
    """A library with decisions applied, and those that fit nothing in it."""

    library: Library
    unfit: tuple[Decision, ...]


def decide(
    library: Library,
    id_: str,
    action: Action,
    *,
    who: str,
    when: str,
    why: str = "",
    changes: Mapping[str, str] | None = None,
) -> Decision:
    """The decision on the thing with this id.

    Args:
        id_: of a statement ("s-…"), of a reference ("…#ref7"), or of an evidence line: the
            statement's and the reference's number ("s-…:7").
        changes: for ``edit``: field → new value.
    Raises:
        NoSuchThing: nothing in the library has this id.
        WrongDecision: ``changes`` are missing, not wanted, or of a field or value that is not
            there; says which are.
    """
    changes = dict(changes or {})
    statement_id, _, number = id_.partition(":")
    statements, references = _stated(library), _referenced(library)
    statement = next((one for one in library.statements if one.id == statement_id), None)
    checked = next((one for one in library.checked if one.reference.id == id_), None)
    kind: Kind
    printed: str | None = None
    if statement and number:
        kind = "evidence"
        line = next((one for one in statement.evidence if str(one.reference) == number), None)
        if line is None:
            raise NoSuchThing(id_)
        listed = library.references().get(statement.article, {}).get(line.reference)
        printed = listed.reference.raw if listed else None
        article, text, held = statement.article, statement.text, _held(kind, line)
    elif statement:
        kind, article, text = "statement", statement.article, statement.text
        held = _held(kind, statement)
    elif checked:
        kind, article, text = "match", checked.reference.article, checked.reference.raw
        held = {"doi": checked.meant.doi} if checked.meant else {}
    else:
        raise NoSuchThing(id_)
    _check(kind, action, changes, checked)
    if checked and kind == "match":
        nth, of = references.rank(article, text, library.checked.index(checked))
    elif statement:
        nth, of = statements.rank(article, text, library.statements.index(statement))
    return Decision(
        kind,
        id_,
        action,
        who,
        when,
        why,
        article,
        text,
        int(number) if kind == "evidence" else None,
        changes or None,
        printed,
        nth,
        of,
        held or None,
    )


def _held(kind: Kind, thing: Statement | EvidenceLine) -> dict[str, str]:
    return {name: value for name in EDITABLE[kind] if (value := getattr(thing, name)) is not None}


def _check(kind: Kind, action: Action, changes: Mapping[str, str], checked: Checked | None) -> None:
    if (action == "edit") != bool(changes):
        fields = ", ".join(EDITABLE[kind])
        raise WrongDecision(
            f"give what to edit as FIELD=VALUE; fields of a {kind}: {fields}"
            if action == "edit"
            else f"only edit takes FIELD=VALUE, not {action}"
        )
    for field, value in changes.items():
        if not isinstance(value, str):
            raise WrongDecision(f"{field} cannot be {value}")
        if field not in EDITABLE[kind]:
            fields = ", ".join(EDITABLE[kind])
            raise WrongDecision(f"{field} is no field of a {kind} that can be edited: {fields}")
        allowed = _WORDS.get(field)
        if allowed and value not in allowed:
            raise WrongDecision(f"{field} cannot be {value}; it is one of {', '.join(allowed)}")
    if "doi" in changes and _doi(changes["doi"]) is None:
        raise WrongDecision(f"{changes['doi']} is no DOI; one is written 10.1000/182")
    if checked and action == "accept" and not checked.meant:
        raise WrongDecision("this reference has no match to accept; give one: edit doi=10.…")


def apply_decisions(
    library: Library, decisions: Sequence[Decision], concepts: Mapping[str, Concept] | None = None
) -> Applied:
    """The library with every decision that still fits; of two on one thing, the later counts.

    A statement fits by its article and its words, white space and case aside, else by its words
    alone if just one statement has them; a reference by its raw text in the same way. Where several
    in an article have the same words, they must be as many as they were. A line fits by its
    statement and the raw text of its reference. What was accepted is as it was when it was, whatever
    is read there now; a match is accepted as one to that work.

    Args:
        concepts: by id; with them a statement whose parts were edited makes the claim of these parts.
    """
    statements, references = _stated(library), _referenced(library)
    stated, checked = list(library.statements), list(library.checked)
    numbers = {
        (one.reference.article, _folded(one.reference.raw)): one.reference.number
        for one in reversed(library.checked)
    }
    unfit = []
    for decision in decisions:
        fits = False
        place = (references if decision.kind == "match" else statements).place(decision)
        if place is None:
            unfit.append(decision)
            continue
        if decision.kind == "match":
            match = _decide_match(checked[place], decision)
            if match:
                checked[place], fits = match, True
                stated = [_with_doi(one, match) for one in stated]
        elif decision.kind == "statement":
            stated[place], fits = _decide_statement(stated[place], decision, concepts or {}), True
        else:
            number = decision.number
            if decision.reference:
                number = numbers.get((stated[place].article, _folded(decision.reference)))
            if any(line.reference == number for line in stated[place].evidence):
                stated[place], fits = _decide_line(stated[place], decision, number), True
        if not fits:
            unfit.append(decision)
    return Applied(replace(library, statements=tuple(stated), checked=tuple(checked)), tuple(unfit))


class _Found:
    """Things by their words."""

    def __init__(self, rows: Iterable[tuple[str, str, int]]) -> None:
        self._exact: dict[tuple[str, str], list[int]] = {}
        self._anywhere: dict[str, list[int]] = {}
        for article, text, place in rows:
            self._exact.setdefault((article, _folded(text)), []).append(place)
            self._anywhere.setdefault(_folded(text), []).append(place)

    def rank(self, article: str, text: str, place: int) -> tuple[int, int]:
        """Which one it is of those with its words in its article, and how many those are."""
        same = self._exact[article, _folded(text)]
        return same.index(place) + 1, len(same)

    def place(self, decision: Decision) -> int | None:
        folded = _folded(decision.text)
        same = self._exact.get((decision.article, folded)) or self._anywhere.get(folded, [])
        if len(same) == decision.of:
            return same[decision.nth - 1]
        return same[0] if len(same) == 1 else None


def _stated(library: Library) -> _Found:
    return _Found((one.article, one.text, place) for place, one in enumerate(library.statements))


def _referenced(library: Library) -> _Found:
    return _Found(
        (one.reference.article, one.reference.raw, place)
        for place, one in enumerate(library.checked)
    )


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _values(decision: Decision) -> dict[str, Any]:
    """What the person saw and did not reject, and what they put in its place."""
    held = decision.held if decision.action != "reject" else None
    return {**(held or {}), **(decision.changes or {})}


def _decide_statement(
    statement: Statement, decision: Decision, concepts: Mapping[str, Concept]
) -> Statement:
    decided = replace(statement, status=STATUS[decision.action], **_values(decision))
    if any(getattr(decided, part) != getattr(statement, part) for part in _PARTS):
        also = (
            more._replace(claim=claim_of(replace(decided, outcome=more.outcome), concepts))
            for more in decided.also
        )
        decided = replace(decided, claim=claim_of(decided, concepts), also=tuple(also))
    return decided


def _decide_line(statement: Statement, decision: Decision, number: int | None) -> Statement:
    def decided(line: EvidenceLine) -> EvidenceLine:
        if line.reference != number:
            return line
        why = "; ".join(filter(None, (line.why, _by(decision))))
        return replace(line, status=STATUS[decision.action], why=why, **_values(decision))

    return replace(statement, evidence=tuple(map(decided, statement.evidence)))


def _decide_match(checked: Checked, decision: Decision) -> Checked | None:
    """A rejected match is open again, with its candidates; a chosen candidate is the work.

    A match that was rejected and is another one now is not the one that the person saw: it stays,
    as does the verdict on a reference without a match. A DOI that no candidate has is the person's
    own: a work of which nothing else is recorded.
    """
    reason = _by(decision)
    held = (decision.held or {}).get("doi")
    found = checked.meant.doi if checked.meant else None
    if decision.action == "reject":
        if held and found != held:
            return checked
        if not found:
            return replace(checked, reason=f"{checked.reason}; {reason}")
        # Without a record and candidates there is nothing to choose among.
        seen = checked.candidates or (checked.meant and checked.meant.title)
        verdict: Verdict = "ambiguous" if seen else "unchecked"
        return replace(checked, verdict=verdict, work=None, score=None, reason=reason)
    entered = _doi((decision.changes or {}).get("doi") or "")
    doi = entered or held
    if not doi or (decision.action == "accept" and doi == found):
        return replace(checked, reason=f"{checked.reason}; {reason}") if checked.work else None
    known = [one.work for one in checked.candidates] + ([checked.meant] if checked.meant else [])
    work = next((one for one in known if one.doi == doi), None)
    if not work:
        if not entered:
            return None
        work = Work(doi, source=decision.who)
    if not work.title:
        reason += "; no record of it was read"
    return replace(
        checked, verdict="verified", work=work, score=1.0, reason=reason, notices=work.notices
    )


def _with_doi(statement: Statement, checked: Checked) -> Statement:
    """The statement with the DOI of a work whose match was decided; its lines keep their words."""
    reference = checked.reference
    if not any(
        (line.article, line.reference) == (reference.article, reference.number)
        for line in statement.evidence
    ):
        return statement
    doi = checked.meant.doi if checked.meant else None
    lines = (
        replace(line, doi=doi)
        if (line.article, line.reference) == (reference.article, reference.number)
        else line
        for line in statement.evidence
    )
    return replace(statement, evidence=tuple(lines))


def _doi(text: str) -> str | None:
    try:
        return normalise_doi(text)
    except InvalidDOI:
        return None


def _by(decision: Decision) -> str:
    told = f"{STATUS[decision.action]} by {decision.who}"
    return f"{told}: {decision.why}" if decision.why else told


def decision_record(decision: Decision) -> dict[str, Any]:
    """A line of ``decisions.jsonl``; unknown is absent."""
    record = {name: getattr(decision, name) for name in Decision.__dataclass_fields__}
    if decision.of == 1:
        del record["nth"], record["of"]
    return {name: value for name, value in record.items() if value not in (None, "")}


def decision_from_record(record: Mapping[str, Any]) -> Decision:
    """The decision behind a line of ``decisions.jsonl``.

    Raises:
        ValueError, TypeError, KeyError: it is none, or one that cannot be carried out.
    """
    decision = Decision(**({"why": ""} | dict(record)))
    words = (
        decision.id,
        decision.who,
        decision.when,
        decision.why,
        decision.article,
        decision.text,
    )
    counts = (decision.nth, decision.of, 0 if decision.number is None else decision.number)
    if (
        decision.kind not in EDITABLE
        or decision.action not in STATUS
        or not all(isinstance(word, str) for word in (*words, decision.reference or ""))
        or not all(isinstance(count, int) for count in counts)
        or not 1 <= decision.nth <= decision.of
    ):
        raise ValueError(record)
    _check(decision.kind, decision.action, dict(decision.changes or {}), None)
    if decision.held:
        _check(decision.kind, "edit", dict(decision.held), None)
    return decision
