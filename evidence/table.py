"""The evidence table: which work a claim is cited to, what kind of study it is, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from evidence.markup import describe_work
from evidence.model import Claim, EvidenceLine, Statement
from refs.model import Checked


class Row(NamedTuple):
    """One statement of a claim with one citation, or with the authors' own data. Unknown is ""."""

    claim: str
    quote: str
    article: str
    basis: str
    hedging: str
    reference: str
    citation: str
    doi: str
    design: str
    directness: str
    direction: str
    verdict: str
    notice: str
    status: str


HEADS: Final = Row(
    claim="Claim",
    quote="Quotation",
    article="Article",
    basis="Basis",
    hedging="Hedging",
    reference="Reference",
    citation="Citation",
    doi="DOI",
    design="Design (as its title states)",
    directness="Directness",
    direction="Direction",
    verdict="Verdict",
    notice="Notices",
    status="Status",
)


def evidence_rows(
    claims: Sequence[Claim], statements: Sequence[Statement], checked: Sequence[Checked]
) -> Iterator[Row]:
    """The rows of the table, claims in the order given, their statements in the order of the text.

    A statement without citation gives one row if it reports the authors' own data, else none.
    Rejected statements have theirs, marked as such.
    """
    references: dict[tuple[str, int], Checked] = {}
    for one in checked:
        references.setdefault((one.reference.article, one.reference.number), one)
    by_claim: dict[str, list[Statement]] = {}
    for statement in statements:
        for claim_id in statement.claims:
            by_claim.setdefault(claim_id, []).append(statement)
    for claim in claims:
        for statement in by_claim.get(claim.id, ()):
            for line in statement.evidence:
                yield _cited(claim, statement, line, references.get((line.article, line.reference)))
            if not statement.evidence and statement.basis == "own-data":
                yield _row(
                    claim,
                    statement,
                    citation="the authors’ own data",
                    directness="direct",
                    direction="opposes" if statement.denies else "supports",
                )


def _cited(claim: Claim, statement: Statement, line: EvidenceLine, checked: Checked | None) -> Row:
    work = checked.meant if checked else None
    printed = checked.reference.raw if checked else "not in the list that was read"
    return _row(
        claim,
        statement,
        reference=str(line.reference),
        citation=describe_work(work) if work else printed,
        doi=work.doi if work else line.doi or "",
        design="; ".join(dict.fromkeys(design.name for design in line.designs)),
        directness=line.directness,
        direction=line.direction,
        verdict=checked.verdict if checked else "",
        notice="; ".join(
            " ".join(filter(None, (notice.kind, notice.date, notice.doi)))
            for notice in (checked.notices if checked else ())
        ),
    )


def _row(claim: Claim, statement: Statement, **cells: str) -> Row:
    common = {
        "claim": claim.text,
        "quote": statement.quote,
        "article": statement.article,
        "basis": statement.basis,
        "hedging": statement.hedging,
        "status": statement.status,
    }
    return Row(**dict.fromkeys(Row._fields, "") | common | cells)
