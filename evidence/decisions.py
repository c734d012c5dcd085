"""What people decided about matches, statements and evidence lines, applied over any result.

A decision names what it is about by content: the words of a statement, the raw text of a reference.
So it survives a build from a changed file or by another release, where ids and offsets differ; one
that fits nothing any more is told, and stays in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from evidence.errors import NoSuchThing, WrongDecision
from evidence.model import (
    Basis,
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
from refs.model import Candidate, Checked

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
"""What may be edited of each; a DOI must be that of a candidate."""


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
    statement = next((one for one in library.statements if one.id == statement_id), None)
    checked = next((one for one in library.checked if one.reference.id == id_), None)
    kind: Kind
    if statement and number:
        kind = "evidence"
        if not any(str(line.reference) == number for line in statement.evidence):
            raise NoSuchThing(id_)
        article, text = statement.article, statement.text
    elif statement:
        kind, article, text = "statement", statement.article, statement.text
    elif checked:
        kind, article, text = "match", checked.reference.article, checked.reference.raw
    else:
        raise NoSuchThing(id_)
    _check(kind, action, changes, checked)
    place = int(number) if kind == "evidence" else None
    return Decision(kind, id_, action, who, when, why, article, text, place, changes or None)


def _check(kind: Kind, action: Action, changes: Mapping[str, str], checked: Checked | None) -> None:
    if (action == "edit") != bool(changes):
        fields = ", ".join(EDITABLE[kind])
        raise WrongDecision(
            f"give what to edit as FIELD=VALUE; fields of a {kind}: {fields}"
            if action == "edit"
            else f"only edit takes FIELD=VALUE, not {action}"
        )
    for field, value in changes.items():
        if field not in EDITABLE[kind]:
            fields = ", ".join(EDITABLE[kind])
            raise WrongDecision(f"{field} is no field of a {kind} that can be edited: {fields}")
        allowed = _WORDS.get(field)
        if allowed and value not in allowed:
            raise WrongDecision(f"{field} cannot be {value}; it is one of {', '.join(allowed)}")
    if checked and "doi" in changes and not _candidate(checked, changes["doi"]):
        known = ", ".join(one.work.doi for one in checked.candidates) or "there are none"
        raise WrongDecision(f"{changes['doi']} is no candidate of this reference: {known}")


def apply_decisions(library: Library, decisions: Sequence[Decision]) -> Applied:
    """The library with every decision that still fits; of two on one thing, the later counts.

    A statement fits by its article and its words, white space and case aside, else by its words
    alone if just one statement has them; a reference by its raw text in the same way.
    """
    statements = _Found(
        (one.article, one.text, place) for place, one in enumerate(library.statements)
    )
    references = _Found(
        (one.reference.article, one.reference.raw, place)
        for place, one in enumerate(library.checked)
    )
    stated, checked = list(library.statements), list(library.checked)
    unfit = []
    for decision in decisions:
        fits = False
        if decision.kind == "match":
            place = references.place(decision)
            if place is not None and (match := _decide_match(checked[place], decision)):
                checked[place], fits = match, True
                stated = [_with_doi(one, match) for one in stated]
        else:
            place = statements.place(decision)
            if place is not None and (one := _decide_statement(stated[place], decision)):
                stated[place], fits = one, True
        if not fits:
            unfit.append(decision)
    return Applied(replace(library, statements=tuple(stated), checked=tuple(checked)), tuple(unfit))


class _Found:
    """Things by their words."""

    def __init__(self, rows: Iterable[tuple[str, str, int]]) -> None:
        self._exact: dict[tuple[str, str], int] = {}
        self._anywhere: dict[str, list[int]] = {}
        for article, text, place in rows:
            self._exact.setdefault((article, _folded(text)), place)
            self._anywhere.setdefault(_folded(text), []).append(place)

    def place(self, decision: Decision) -> int | None:
        folded = _folded(decision.text)
        alone = self._anywhere.get(folded, [])
        return self._exact.get((decision.article, folded), alone[0] if len(alone) == 1 else None)


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _decide_statement(statement: Statement, decision: Decision) -> Statement | None:
    status = STATUS[decision.action]
    changes: dict[str, Any] = {**(decision.changes or {})}
    if decision.kind == "statement":
        return replace(statement, status=status, **changes)
    if not any(line.reference == decision.number for line in statement.evidence):
        return None

    def decided(line: EvidenceLine) -> EvidenceLine:
        if line.reference != decision.number:
            return line
        why = "; ".join(filter(None, (line.why, _by(decision))))
        return replace(line, status=status, why=why, **changes)

    return replace(statement, evidence=tuple(map(decided, statement.evidence)))


def _decide_match(checked: Checked, decision: Decision) -> Checked | None:
    """A rejected match is open again, with its candidates; a chosen candidate is the work."""
    reason = _by(decision)
    if decision.action == "reject":
        return replace(checked, verdict="ambiguous", work=None, score=None, reason=reason)
    doi = (decision.changes or {}).get("doi")
    if not doi:
        return replace(checked, reason=f"{checked.reason}; {reason}") if checked.work else None
    candidate = _candidate(checked, doi)
    if not candidate:
        return None
    work = candidate.work
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


def _candidate(checked: Checked, doi: str) -> Candidate | None:
    try:
        wanted = normalise_doi(doi)
    except InvalidDOI:
        return None
    return next((one for one in checked.candidates if one.work.doi == wanted), None)


def _by(decision: Decision) -> str:
    told = f"{STATUS[decision.action]} by {decision.who}"
    return f"{told}: {decision.why}" if decision.why else told


def decision_record(decision: Decision) -> dict[str, Any]:
    """A line of ``decisions.jsonl``; unknown is absent."""
    record = {name: getattr(decision, name) for name in Decision.__dataclass_fields__}
    return {name: value for name, value in record.items() if value not in (None, "")}


def decision_from_record(record: Mapping[str, Any]) -> Decision:
    """The decision behind a line of ``decisions.jsonl``."""
    return Decision(**({"why": ""} | dict(record)))
