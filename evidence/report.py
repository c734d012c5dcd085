"""One page for the person who has to judge: what was found, what it rests on, what stays open."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from evidence.model import Claim, Context, Direction, Directness, EvidenceLine, Statement
from evidence.plots import agreement, bars, years
from refs.model import Article, Candidate, Checked, FieldEvidence, Notice, Verdict, Work

if TYPE_CHECKING:
    from evidence.findings import Finding

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

LIMITS: Final = (
    "This report does not verify that a work supports the claim it is cited for, unless a person"
    " judged it. Nobody read the cited works for it: direction and directness come from the wording"
    " of the citing sentence until a person accepts or changes them.",
    "Claims are proposed by rules. A claim may be missing, cut too short or put together with one"
    " that differs; its quotation is always the article's own wording.",
    "“Not found” means that a source declared to hold all of Crossref answered and has no such"
    " work. It says nothing of works that are registered elsewhere or nowhere.",
    "A field on which the record is silent was not checked, and a record can itself be wrong.",
    "A work without a notice may have been retracted or corrected since the source was asked, or"
    " without its publisher telling the source.",
    "Counts of works for and against a claim weigh nothing: no study was appraised.",
)

# What the file holds of an article.
PARTS: Final = {"head": "only its beginning is in the file", "tail": "only its end is in the file"}

# Mark-up that letters use for numbers and emphasis; shown where it opens and closes.
_SHOWN_TAGS: Final = re.compile(r"&lt;(sup|sub|i|b|em|strong)&gt;((?:(?!&lt;).)*)&lt;/\1&gt;", re.S)
_SHOWN_TAG: Final = re.compile(r"</?(?:sup|sub|i|b|em|strong)>")
_SUP: Final = re.compile(r"<sup>((?:(?!<).)*)</sup>", re.S)
# Signs that mean something in Markdown; those of HTML are escaped as in HTML.
_MARKS: Final = re.compile(r"([\\`*_\[\]|~#$])")
# Characters that no HTML file may hold: controls, and surrogates, which UTF-8 cannot write.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

REPLACEMENT: Final = "\ufffd"


@dataclass(frozen=True, slots=True)
class _Entry:
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
class _Line:
    """An evidence line with the reference that it names, where that is in a list."""

    line: EvidenceLine
    entry: _Entry | None

    @property
    def tone(self) -> str:
        return DIRECTIONS[self.line.direction]


@dataclass(frozen=True, slots=True)
class _Made:
    """A statement with its evidence."""

    statement: Statement
    lines: tuple[_Line, ...]


@dataclass(frozen=True, slots=True)
class _Proposition:
    """A claim with the statements that make it."""

    anchor: str
    claim: Claim
    made: tuple[_Made, ...]

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
    def noticed(self) -> tuple[_Entry, ...]:
        """References behind it on which there are notices, each once."""
        found = [line.entry for made in self.made for line in made.lines if line.entry]
        return tuple({entry.anchor: entry for entry in found if entry.checked.notices}.values())


def render_report(
    articles: Sequence[Article],
    checked: Sequence[Checked],
    contexts: Sequence[Context],
    statements: Sequence[Statement],
    claims: Sequence[Claim],
    *,
    title: str,
    findings: Sequence[Finding] = (),
    invented: bool = False,
    sources_note: str | None = None,
) -> str:
    """The results as one HTML page that needs nothing else: no network, no script, no clock.

    First what matters (verdicts, notices, findings, differences to correct, what could not be
    checked and why), with plots of verdicts, years and agreement, then the claims with their evidence, then every reference, then the limits; all in the
    order given. Text from documents and sources is escaped; characters that HTML cannot hold
    appear as U+FFFD. Same input, same page.

    Args:
        title: heading of the page.
        invented: whether the letters are made-up examples; a banner then says so.
        sources_note: a sentence on where the records come from, shown with the sources.
    """
    values = _values(articles, checked, contexts, statements, claims)
    page = (
        _environment()
        .get_template("report.html")
        .render(
            title=title, findings=findings, invented=invented, sources_note=sources_note, **values
        )
    )
    return _FORBIDDEN.sub(REPLACEMENT, page)


def render_markdown(
    articles: Sequence[Article],
    checked: Sequence[Checked],
    contexts: Sequence[Context],
    statements: Sequence[Statement],
    claims: Sequence[Claim],
    *,
    title: str,
    findings: Sequence[Finding] = (),
    invented: bool = False,
    sources_note: str | None = None,
) -> str:
    """The report of :func:`render_report` as Markdown, without its plots.

    Whatever in a text would be mark-up is escaped; characters that no text file may hold appear as
    U+FFFD.
    """
    values = _values(articles, checked, contexts, statements, claims)
    page = (
        _markdown_environment()
        .get_template("report.md")
        .render(
            title=title, findings=findings, invented=invented, sources_note=sources_note, **values
        )
    )
    return _FORBIDDEN.sub(REPLACEMENT, page)


def _values(
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
        _Entry(
            f"reference-{place}",
            one,
            by_id.get(one.reference.article),
            tuple(citing[one.reference.article, one.reference.number]),
        )
        for place, one in enumerate(checked, 1)
    ]
    by_number: dict[tuple[str, int], _Entry] = {}
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
        "limits": LIMITS,
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


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("evidence"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        printed=_printed,
        resolver=_resolver,
        work=describe_work,
        names=_article,
        probability=_probability,
    )
    return environment


@cache
def _markdown_environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("evidence"),
        finalize=lambda value: value if isinstance(value, Markup) else markdown(str(value)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        printed=_raised,
        resolver=_resolver,
        work=describe_work,
        names=_article,
        probability=_probability,
    )
    return environment


def _propositions(
    claims: Sequence[Claim],
    statements: Sequence[Statement],
    by_number: Mapping[tuple[str, int], _Entry],
) -> Iterator[_Proposition]:
    made: defaultdict[str, list[_Made]] = defaultdict(list)
    for statement in statements:
        lines = (
            _Line(line, by_number.get((line.article, line.reference)))
            for line in statement.evidence
        )
        one = _Made(statement, tuple(lines))
        for claim_id in statement.claims:
            made[claim_id].append(one)
    for place, claim in enumerate(claims, 1):
        yield _Proposition(f"claim-{place}", claim, tuple(made[claim.id]))


def _lists(
    articles: Sequence[Article], entries: Sequence[_Entry]
) -> list[tuple[Article | None, list[_Entry]]]:
    """The reference list of each article; last, strings that came without one."""
    lists: list[tuple[Article | None, list[_Entry]]] = [
        (article, [entry for entry in entries if entry.article is article]) for article in articles
    ]
    alone = [entry for entry in entries if entry.article is None]
    return [*lists, (None, alone)] if alone else lists


def _unchecked(entries: Sequence[_Entry]) -> list[tuple[str, list[_Entry]]]:
    by_reason: defaultdict[str, list[_Entry]] = defaultdict(list)
    for entry in entries:
        if entry.checked.verdict == "unchecked":
            by_reason[entry.checked.reason].append(entry)
    return list(by_reason.items())


def _sources(checked: Sequence[Checked]) -> list[tuple[str, str, str, int, str]]:
    """Name, state, detail, number of references and the days of asking, sorted."""
    asked: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for one in checked:
        for report in one.sources:
            asked[report.name, report.state, report.detail or ""].append((report.asked or "")[:10])
    rows: list[tuple[str, str, str, int, str]] = []
    for key, days in sorted(asked.items()):
        known = sorted({day for day in days if day})
        span = " to ".join(dict.fromkeys((known[0], known[-1]))) if known else ""
        rows.append((*key, len(days), span))
    return rows


def _identity(line: _Line) -> tuple[str, int] | str:
    """What tells one cited work from another: its DOI, or the place in the list."""
    work = line.entry and line.entry.checked.meant
    return work.doi if work else (line.line.article, line.line.reference)


def _years(entries: Sequence[_Entry]) -> Iterator[int]:
    """Of each work once, however often it is cited."""
    works = {
        entry.checked.meant.doi: entry.checked.meant for entry in entries if entry.checked.meant
    }
    return (int(work.issued[:4]) for work in works.values() if work.issued)


def _raised(text: str) -> str:
    """Words of a document without mark-up, raised numbers in square brackets."""
    return _SHOWN_TAG.sub("", _SUP.sub(r" [\1]", text))


def _printed(text: str) -> Markup:
    """Words of a document: escaped, but raised numbers raised and emphasis shown."""
    return Markup(_SHOWN_TAGS.sub(r"<\1>\2</\1>", str(escape(text))))


def _resolver(doi: str) -> str:
    return f"https://doi.org/{quote(_FORBIDDEN.sub(REPLACEMENT, doi))}"


def describe_work(work: Work) -> str:
    """A work in one line: names, title, journal, year."""
    names = [name.key for name in work.authors if name.key]
    authors = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
    year = work.issued[:4] if work.issued else None
    container = work.container_title[0] if work.container_title else None
    source = " ".join(filter(None, (container, year)))
    parts = (part.rstrip(".") for part in (authors, work.title, source) if part)
    return ". ".join(parts) or work.doi


def _probability(score: float) -> str:
    """Never quite certain: ">0.99" where two digits would say 1.00."""
    return ">0.99" if score >= 0.995 else f"{score:.2f}"


def markdown(text: str) -> str:
    """The text as Markdown that shows it: on one line, nothing in it taken for mark-up."""
    return _MARKS.sub(r"\\\1", str(escape(" ".join(text.split()))))


def _article(article: Article) -> str:
    """An article as a heading: its title and authors, or that it has no title here."""
    names = ", ".join(name.key for name in article.authors if name.key)
    return " — ".join(
        filter(None, (article.title or f"Without title in {article.document}", names))
    )
