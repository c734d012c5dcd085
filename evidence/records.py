"""Contexts and statements ↔ the JSON objects that other programs read, keys in a fixed order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evidence.findings import Finding
from evidence.model import (
    Also,
    Context,
    Cue,
    EvidenceLine,
    Inherited,
    Pointer,
    Sentence,
    Stance,
    Statement,
    StudyDesign,
)
from refs.model import Span

if TYPE_CHECKING:
    from evidence.ask import Hit

Record = dict[str, Any]


def context_record(context: Context) -> Record:
    """A line of ``contexts.jsonl``."""
    sentence = context.sentence
    return {
        "article": context.article,
        "start": sentence.start,
        "end": sentence.end,
        "pieces": [list(span) for span in sentence.pieces],
        "sentence": sentence.text,
        "reference_numbers": list(context.numbers),
        "marker_spans": [
            {
                "start": pointer.start,
                "end": pointer.end,
                "text": pointer.text,
                "reference_numbers": list(pointer.numbers),
            }
            for pointer in context.pointers
        ],
        "passage": sentence.passage,
        "at": sentence.at,
        **({"stance": _known(context.stance._asdict())} if context.stance else {}),
    }


def context_from_record(record: Mapping[str, Any]) -> Context:
    """The context behind a line of ``contexts.jsonl``."""
    return Context(
        article=record["article"],
        sentence=Sentence(
            record["sentence"], _spans(record["pieces"]), record["passage"], record["at"]
        ),
        pointers=tuple(
            Pointer(mark["start"], mark["end"], mark["text"], tuple(mark["reference_numbers"]))
            for mark in record["marker_spans"]
        ),
        stance=Stance(stance.get("intent"), stance["confidence"], stance.get("attitude"))
        if (stance := record.get("stance"))
        else None,
    )


def _known(record: Record) -> Record:
    """Without what is unknown."""
    return {name: value for name, value in record.items() if value is not None}


# Statement attributes that are a string or nothing, in the order of the file.
_PARTS = ("subject", "relation", "outcome", "population")


def statement_record(statement: Statement) -> Record:
    """A line of ``claims.jsonl``."""
    return {
        "id": statement.id,
        "claim": statement.claim,
        "article": statement.article,
        "start": statement.start,
        "end": statement.end,
        "pieces": [list(span) for span in statement.pieces],
        "quote": statement.quote,
        "text": statement.text,
        "basis": statement.basis,
        "polarity": statement.polarity,
        "hedging": statement.hedging,
        "hedge_cues": [
            {"text": cue.text, "start": cue.start, "end": cue.end} for cue in statement.hedge_cues
        ],
        **{name: value for name in _PARTS if (value := getattr(statement, name)) is not None},
        "inherited": [
            {
                "role": one.role,
                "text": one.text,
                "start": one.start,
                "end": one.end,
                "source": one.source,
            }
            for one in statement.inherited
        ],
        "evidence": [_line_record(line) for line in statement.evidence],
        "status": statement.status,
        "concepts": list(statement.concepts),
        **({"also": [one._asdict() for one in statement.also]} if statement.also else {}),
    }


def statement_from_record(record: Mapping[str, Any]) -> Statement:
    """The statement behind a line of ``claims.jsonl``."""
    return Statement(
        id=record["id"],
        claim=record["claim"],
        article=record["article"],
        quote=record["quote"],
        text=record["text"],
        basis=record["basis"],
        polarity=record["polarity"],
        hedging=record["hedging"],
        subject=record.get("subject"),
        relation=record.get("relation"),
        outcome=record.get("outcome"),
        population=record.get("population"),
        pieces=_spans(record["pieces"]),
        hedge_cues=tuple(Cue(**cue) for cue in record["hedge_cues"]),
        inherited=tuple(Inherited(**one) for one in record["inherited"]),
        evidence=tuple(
            EvidenceLine(
                line["reference"],
                line["article"],
                line.get("doi"),
                line["direction"],
                line["directness"],
                line["why"],
                tuple(StudyDesign(**one) for one in line.get("designs", ())),
                line.get("status", "proposed"),
            )
            for line in record["evidence"]
        ),
        status=record["status"],
        concepts=tuple(record["concepts"]),
        also=tuple(Also(**one) for one in record.get("also", ())),
    )


def hit_record(hit: Hit) -> Record:
    """A line of ``ask --format jsonl``."""
    return {
        "score": hit.score,
        "reasons": list(hit.reasons),
        "statement": statement_record(hit.statement),
        "works": [
            {
                "reference": work.number,
                "article": work.article,
                **{name: value for name in _BEARER if (value := getattr(work, name)) is not None},
            }
            for work in hit.works
        ],
    }


# What an answer tells of a work, in the order of the file.
_BEARER = ("doi", "title", "direction", "directness", "verdict", "why")


def finding_record(finding: Finding) -> Record:
    """A line of ``findings.jsonl``; unknown is absent."""
    record = finding._asdict() | {"references": list(finding.references)}
    return {name: value for name, value in record.items() if value not in (None, [])}


def _line_record(line: EvidenceLine) -> Record:
    return {
        "reference": line.reference,
        "article": line.article,
        **({"doi": line.doi} if line.doi else {}),
        "direction": line.direction,
        "directness": line.directness,
        "why": line.why,
        **({"designs": [one._asdict() for one in line.designs]} if line.designs else {}),
        **({"status": line.status} if line.status != "proposed" else {}),
    }


def _spans(pieces: Any) -> tuple[Span, ...]:
    return tuple(Span(*piece) for piece in pieces)
