"""References and articles ↔ the JSON objects that other programs read, keys in a fixed order.

Unknown is absent. ``from_record(to_record(value)) == value`` for every value here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from refs.model import (
    Article,
    Block,
    Candidate,
    Checked,
    Difference,
    Entry,
    Field,
    FieldEvidence,
    Name,
    Notice,
    Passage,
    Piece,
    Reference,
    SourceReport,
    Span,
)
from refs.verify import compare_fields
from refs.works import from_record as work_from_record
from refs.works import to_record as work_record

Record = dict[str, Any]


def json_line(record: Mapping[str, Any]) -> str:
    """The record as one line of JSON Lines; lone surrogates are escaped so that UTF-8 can hold it."""
    line = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        line = json.dumps(record, separators=(",", ":"))
    return line + "\n"


def known(record: Mapping[str, Any]) -> Record:
    """The record without what is unknown: None and empty values. False and 0 are known."""
    return {
        key: value
        for key, value in record.items()
        if value is not None and value != [] and value != {}
    }


def reference_record(reference: Reference) -> Record:
    """A line of ``parse --format jsonl``; ``start`` and ``end`` are absent for a string that came alone."""
    pieces = reference.pieces
    return {
        "id": reference.id,
        **known(
            {
                "article": reference.article or None,
                "number": reference.number if reference.article else None,
            }
        ),
        "raw": reference.raw,
        **known(
            {
                "start": pieces[0].start if pieces else None,
                "end": pieces[-1].end if pieces else None,
            }
        ),
        "fields": {name: field.value for name, field in reference.fields.items()},
        "csl": dict(reference.csl),
        "read": {
            name: {
                "step": field.step,
                "confidence": field.confidence,
                "start": field.start,
                "end": field.end,
            }
            for name, field in reference.fields.items()
        },
        "problems": list(reference.problems),
        **known(
            {
                "label": reference.label,
                "same_as": reference.same_as,
                "authors_as": reference.authors_as,
                "pieces": [list(span) for span in pieces] if len(pieces) > 1 else None,
            }
        ),
    }


def reference_from_record(record: Mapping[str, Any]) -> Reference:
    """The reference behind a line of ``parse`` or ``references.jsonl``."""
    read = record["read"]
    pieces = record.get("pieces") or (
        [[record["start"], record["end"]]] if "start" in record else []
    )
    return Reference(
        id=record["id"],
        article=record.get("article", ""),
        number=record.get("number", 1),
        raw=record["raw"],
        pieces=tuple(Span(*span) for span in pieces),
        label=record.get("label"),
        same_as=record.get("same_as"),
        authors_as=record.get("authors_as"),
        fields={
            name: Field(
                value,
                read[name]["start"],
                read[name]["end"],
                read[name]["step"],
                read[name]["confidence"],
            )
            for name, value in record["fields"].items()
        },
        csl=record["csl"],
        problems=tuple(record["problems"]),
    )


def checked_record(checked: Checked) -> Record:
    """A line of ``references.jsonl``: the keys of ``parse``, then the verdict and what it rests on."""
    return {
        **reference_record(checked.reference),
        "verdict": checked.verdict,
        "doi": accepted_doi(checked),
        "score": checked.score,
        "candidates": [candidate_record(candidate) for candidate in checked.candidates],
        "differences": [
            {"field": one.field, "printed": one.printed, "recorded": one.recorded}
            for one in checked.differences
        ],
        "notices": [
            _plain(notice, "kind", "doi", "date", "source", "standing")
            for notice in checked.notices
        ],
        "sources": [
            _plain(report, "name", "state", "complete", "question", "detail", "asked", "agency")
            for report in checked.sources
        ],
        "reason": checked.reason,
        **known(
            {
                "work": work_record(checked.work) if checked.work else None,
                "compared": [
                    _plain(one, "field", "outcome", "printed", "recorded", "source")
                    for one in compare_fields(checked)
                ],
            }
        ),
    }


def checked_from_record(record: Mapping[str, Any]) -> Checked:
    """The checked reference behind a line of ``references.jsonl``."""
    return Checked(
        reference=reference_from_record(record),
        verdict=record["verdict"],
        reason=record["reason"],
        work=work_from_record(record["work"]) if "work" in record else None,
        score=record["score"],
        candidates=tuple(
            Candidate(
                work_from_record(candidate["work"]),
                candidate["score"],
                tuple(FieldEvidence(**evidence) for evidence in candidate["evidence"]),
            )
            for candidate in record["candidates"]
        ),
        differences=tuple(Difference(**one) for one in record["differences"]),
        notices=tuple(Notice(**one) for one in record["notices"]),
        sources=tuple(SourceReport(**one) for one in record["sources"]),
    )


def accepted_doi(checked: Checked) -> str | None:
    """The DOI of the accepted work; None where no work was accepted."""
    return checked.meant.doi if checked.meant and checked.score is not None else None


def lookup_record(checked: Checked, top: int | None = None) -> Record:
    """A line of ``lookup --format jsonl``, with the ``top`` best candidates, or all."""
    return {
        "id": checked.reference.id,
        "doi": accepted_doi(checked),
        "score": checked.score,
        "verdict": checked.verdict,
        "candidates": [
            {"doi": one.work.doi, "score": one.score, **known({"title": one.work.title})}
            for one in checked.candidates[:top]
        ],
    }


def candidate_record(candidate: Candidate) -> Record:
    """A candidate with its DOI and title in front, for people who look into the file."""
    return {
        "doi": candidate.work.doi,
        **known({"title": candidate.work.title}),
        "score": candidate.score,
        "evidence": [
            _plain(evidence, "field", "outcome", "similarity", "printed", "recorded")
            for evidence in candidate.evidence
        ],
        "work": work_record(candidate.work),
    }


def entry_record(entry: Entry) -> Record:
    """A line of ``bib --format jsonl``: the CSL item, and where and how its file has it."""
    return {
        "key": entry.key,
        "file": entry.file,
        "line": entry.line,
        "csl": dict(entry.item),
        "raw": entry.raw,
        "problems": list(entry.problems),
        **known(
            {
                "cited": [one._asdict() for one in entry.cited],
                "source": entry.source or None,
            }
        ),
    }


def article_record(article: Article) -> Record:
    """A line of ``articles.jsonl``."""
    return {
        "id": article.id,
        "document": article.document,
        "part": article.part,
        "start": article.start,
        "end": article.end,
        **known(
            {
                "doi": article.doi,
                "title": article.title,
                "authors": [
                    _plain(name, "family", "given", "suffix", "literal") for name in article.authors
                ],
                "received": article.received,
                "revised": article.revised,
                "accepted": article.accepted,
                "headline": _passage_record(article.headline) if article.headline else None,
                "passages": [*map(_passage_record, article.passages)],
                "entries": [[block.kind, block.start, block.end] for block in article.entries],
            }
        ),
    }


def article_from_record(record: Mapping[str, Any]) -> Article:
    """The article behind a line of ``articles.jsonl``."""
    return Article(
        id=record["id"],
        document=record["document"],
        part=record["part"],
        start=record["start"],
        end=record["end"],
        doi=record.get("doi"),
        title=record.get("title"),
        headline=_passage(record["headline"]) if "headline" in record else None,
        authors=tuple(Name(**name) for name in record.get("authors", ())),
        received=record.get("received"),
        revised=record.get("revised"),
        accepted=record.get("accepted"),
        passages=tuple(map(_passage, record.get("passages", ()))),
        entries=tuple(Block(*block) for block in record.get("entries", ())),
    )


def _passage_record(passage: Passage) -> Record:
    return {
        **known({"section": passage.section}),
        "role": passage.role,
        "pieces": [list(piece) for piece in passage.pieces],
        "text": passage.text,
    }


def _passage(record: Mapping[str, Any]) -> Passage:
    pieces = tuple(Piece(*piece) for piece in record["pieces"])
    return Passage(record["text"], pieces, record["role"], record.get("section"))


def _plain(value: object, *names: str) -> Record:
    """The named attributes of a value that are known."""
    return known({name: getattr(value, name) for name in names})
