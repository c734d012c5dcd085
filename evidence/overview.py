"""What a report shows, gathered from the results: references, claims, and what matters of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from evidence.model import (
    PLACES,
    Claim,
    Context,
    Direction,
    Directness,
    EvidenceLine,
    Statement,
)
from evidence.plots import agreement, bars, years
from refs.model import Article, Candidate, Checked, FieldEvidence, Notice, Verdict

# Every verdict of DESIGN.md, in the order in which it is counted: what it says, how it looks.
VERDICTS: Final[tuple[tuple[Verdict, str, str], ...]] = (
    ("verified", "every printed field agrees with the record", "good"),
    ("corrected", "the work is certain, some printed fields differ", "look"),
    ("ambiguous", "more than one work fits", "look"),
    ("wrong-work", "the printed DOI names another work", "bad"),
    ("bad-id", "no registrar knows the printed DOI", "bad"),
    ("not-found", "a source that lists everything has no such work", "bad"),
    ("out-of-scope", "of a kind that no source lists", "calm"),
    ("unparsed", "could not be read as a reference", "look"),
    ("unchecked", "a source was not asked or did not answer", "open"),
)
TONES: Final[Mapping[str, str]] = {verdict: tone for verdict, _, tone in VERDICTS}

# What a person must see to: listed with their reasons at the top.
TO_SETTLE: Final = frozenset({"wrong-work", "bad-id", "not-found", "ambiguous", "unparsed"})

DIRECTIONS: Final[Mapping[Direction, str]] = {
    "supports": "good",
    "opposes": "bad",
    "neutral": "calm",
    "not-determined": "open",
}
DIRECTNESS: Final[Mapping[Directness, str]] = {
    "direct": "direct",
    "indirect": "indirect",
    "context": "context only",
    "not-determined": "directness not determined",
}

# What the file holds of an article.
PARTS: Final = {"head": "only its beginning is in the file", "tail": "only its end is in the file"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A reference with where it is cited and how the page names it."""

    anchor: str
    checked: Checked
    article: Article | None
    contexts: tuple[Context, ...]

    @property
    def tone(self) -> str:
        return TONES[self.checked.verdict]

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The candidates worth a line: not the accepted one alone."""
        found = self.checked.candidates
        alone = len(found) == 1 and self.checked.meant == found[0].work
        return () if alone else found

    @property
    def fields(self) -> tuple[FieldEvidence, ...]:
        """Printed beside recorded, for the work that the verdict is about; else what was read."""
        for candidate in self.checked.candidates:
            if candidate.work == self.checked.work and candidate.evidence:
                return tuple(row for row in candidate.evidence if row.printed or row.recorded)
        read = self.checked.reference.fields.items()
        return tuple(FieldEvidence(name, "absent", printed=field.value) for name, field in read)

    @property
    def sources(self) -> tuple[str, ...]:
        """What each source said, in the order asked; the same answer once."""
        told = (
            f"{report.name} {report.state}"
            + (f" ({report.detail})" if report.detail else "")
            + (f" {report.asked}" if report.asked else "")
            for report in self.checked.sources
        )
        return tuple(dict.fromkeys(told))

    def timing(self, notice: Notice) -> str:
        """Whether the notice was there when the article was written, as far as dates tell."""
        written = self.article and (self.article.received or self.article.accepted)
        if not (written and notice.date):
            return ""
        length = min(len(written), len(notice.date))
        if notice.date[:length] == written[:length]:
            return "about when the article was submitted"
        before = notice.date[:length] < written[:length]
        return f"{'before' if before else 'after'} the article was submitted"


@dataclass(frozen=True, slots=True)
class Line:
    """An evidence line with the reference that it names, where that is in a list."""

    line: EvidenceLine
    entry: Entry | None

    @property
    def tone(self) -> str:
        return DIRECTIONS[self.line.direction]


@dataclass(frozen=True, slots=True)
class Made:
    """A statement with its evidence."""

    statement: Statement
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Proposition:
    """A claim with the statements that make it."""

    anchor: str
    claim: Claim
    made: tuple[Made, ...]

    @property
    def directions(self) -> Counter[str]:
        """Number of works by the direction in which they are cited; rejected ones do not count."""
        standing = [made for made in self.made if made.statement.status != "rejected"]
        works = {(_identity(line), line.line.direction) for made in standing for line in made.lines}
        return Counter(direction for _, direction in works)

    @property
    def tally(self) -> tuple[tuple[str, int], ...]:
        """Words and numbers for the line under the claim; rejected statements do not count."""
        standing = [made for made in self.made if made.statement.status != "rejected"]
        by = self.directions
        own = Counter(m.statement.denies for m in standing if m.statement.basis == "own-data")
        rows = (
            ("cited for it", by["supports"]),
            ("cited against it", by["opposes"]),
            ("cited, neutral", by["neutral"]),
            ("cited, direction not determined", by["not-determined"]),
            ("own data for it", own[False]),
            ("own data against it", own[True]),
        )
        return tuple(row for row in rows if row[1])

    @property
    def is_own(self) -> bool:
        """Whether nothing but the authors' own data bears on it."""
        return all(made.statement.basis == "own-data" for made in self.made)

    @property
    def noticed(self) -> tuple[Entry, ...]:
        """References behind it on which there are notices, each once."""
        found = [line.entry for made in self.made for line in made.lines if line.entry]
        return tuple({entry.anchor: entry for entry in found if entry.checked.notices}.values())


def overview(
    articles: Sequence[Article],
    checked: Sequence[Checked],
    contexts: Sequence[Context],
    statements: Sequence[Statement],
    claims: Sequence[Claim],
) -> dict[str, Any]:
    """What the templates show, by name."""
    by_id = {article.id: article for article in articles}
    citing: defaultdict[tuple[str, int], list[Context]] = defaultdict(list)
    for context in contexts:
        for number in context.numbers:
            citing[context.article, number].append(context)
    entries = [
        Entry(
            f"reference-{place}",
            one,
            by_id.get(one.reference.article),
            tuple(citing[one.reference.article, one.reference.number]),
        )
        for place, one in enumerate(checked, 1)
    ]
    by_number: dict[tuple[str, int], Entry] = {}
    for entry in entries:
        reference = entry.checked.reference
        by_number.setdefault((reference.article, reference.number), entry)
    counts = Counter(one.verdict for one in checked)
    propositions = list(_propositions(claims, statements, by_number))
    citing_articles = {context.article for context in contexts}
    return {
        "articles": articles,
        "several": len(articles) > 1,
        "entries": entries,
        "by_number": by_number,
        "lists": _lists(articles, entries),
        "propositions": propositions,
        "own_case": [one for one in propositions if one.is_own],
        "verdicts": [(verdict, gloss, tone, counts[verdict]) for verdict, gloss, tone in VERDICTS],
        "notices": [entry for entry in entries if entry.checked.notices],
        "differences": [entry for entry in entries if entry.checked.differences],
        "to_settle": [entry for entry in entries if entry.checked.verdict in TO_SETTLE],
        "unchecked": _unchecked(entries),
        "uncited": [
            entry
            for entry in entries
            if not entry.contexts and entry.checked.reference.article in citing_articles
        ],
        "parts": PARTS,
        "sources": _sources(checked),
        "directness": DIRECTNESS,
        "places": PLACES,
        "verdict_plot": bars(
            "Verdicts of the references",
            [(verdict, tone, counts[verdict]) for verdict, _, tone in VERDICTS if counts[verdict]],
        ),
        "year_plot": years("Years of the cited works", _years(entries)),
        "agreement_plot": agreement(
            "Works cited for and against each claim",
            [
                (one.claim.text, one.anchor, one.directions)
                for one in sorted(propositions, key=lambda one: -sum(one.directions.values()))
                if one.directions
            ],
        ),
    }


def _propositions(
    claims: Sequence[Claim],
    statements: Sequence[Statement],
    by_number: Mapping[tuple[str, int], Entry],
) -> Iterator[Proposition]:
    made: defaultdict[str, list[Made]] = defaultdict(list)
    for statement in statements:
        lines = (
            Line(line, by_number.get((line.article, line.reference))) for line in statement.evidence
        )
        one = Made(statement, tuple(lines))
        for claim_id in statement.claims:
            made[claim_id].append(one)
    for place, claim in enumerate(claims, 1):
        yield Proposition(f"claim-{place}", claim, tuple(made[claim.id]))


def _lists(
    articles: Sequence[Article], entries: Sequence[Entry]
) -> list[tuple[Article | None, list[Entry]]]:
    """The reference list of each article; last, strings that came without one."""
    lists: list[tuple[Article | None, list[Entry]]] = [
        (article, [entry for entry in entries if entry.article is article]) for article in articles
    ]
    alone = [entry for entry in entries if entry.article is None]
    return [*lists, (None, alone)] if alone else lists


def _unchecked(entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    by_reason: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.checked.verdict == "unchecked":
            by_reason[entry.checked.reason].append(entry)
    return list(by_reason.items())


def _sources(checked: Sequence[Checked]) -> list[tuple[str, str, str, int, str]]:
    """Name, state, detail, number of references and the days of asking, sorted."""
    days: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    counts: Counter[tuple[str, str, str]] = Counter()
    for one in checked:
        # A source may be asked several times for one reference: by its DOI, then by its words.
        states = {(report.name, report.state, report.detail or "") for report in one.sources}
        counts.update(states)
        for report in one.sources:
            if report.asked:
                days[report.name, report.state, report.detail or ""].add(report.asked[:10])
    rows: list[tuple[str, str, str, int, str]] = []
    for key, count in sorted(counts.items()):
        known = sorted(days[key])
        span = " to ".join(dict.fromkeys((known[0], known[-1]))) if known else ""
        rows.append((*key, count, span))
    return rows


def _identity(line: Line) -> tuple[str, int] | str:
    """What tells one cited work from another: its DOI, or the place in the list."""
    work = line.entry and line.entry.checked.meant
    return work.doi if work else (line.line.article, line.line.reference)


def _years(entries: Sequence[Entry]) -> Iterator[int]:
    """Of each work once, however often it is cited."""
    works = {
        entry.checked.meant.doi: entry.checked.meant for entry in entries if entry.checked.meant
    }
    return (int(work.issued[:4]) for work in works.values() if work.issued)
