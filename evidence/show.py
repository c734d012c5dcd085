"""Results as lines for a terminal: plain text, wrapped to a width, no control characters."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from evidence.findings import Finding
from evidence.library import Library
from evidence.model import PLACES, Context, Direction, Directness, Statement
from evidence.overview import DIRECTNESS
from refs.model import Article, Checked, Notice, Reference, Work
from refs.records import accepted_doi
from refs.text import strip_markup
from refs.verify import compare_fields, why_unchecked

if TYPE_CHECKING:
    from evidence.ask import Hit

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def plain(text: str) -> str:
    """The text without mark-up and without anything that a terminal would obey."""
    return _CONTROLS.sub("", strip_markup(text))


def wrap(text: str, width: int, indent: str = "") -> str:
    """The text in lines of at most ``width`` columns, each after ``indent``."""
    return textwrap.fill(
        _CONTROLS.sub("", text), max(width, 20), initial_indent=indent, subsequent_indent=indent,
        break_on_hyphens=False,
    )  # fmt: skip


def _cut(text: str, width: int) -> str:
    """The text in one line of at most ``width`` columns."""
    return text if len(text) <= width else text[: width - 1] + "…"


def _notice(notice: Notice) -> str:
    told = {"before": "before this was written", "after": "after this was written", None: None}
    source = f"by {notice.source}" if notice.source else None
    parts = (notice.kind, notice.date, told[notice.standing], notice.doi, source)
    return ", ".join(filter(None, parts))


def cite(work: Work) -> str:
    """A work in one line, as AMA prints it, with its DOI."""
    authors = ", ".join(
        author.literal or " ".join(filter(None, (author.family, _initials(author.given))))
        for author in work.authors[:3]
    )
    if len(work.authors) > 3:
        authors += ", et al"
    place = "".join(
        (
            str(work.issued or "")[:4],
            f";{work.volume}" if work.volume else "",
            f"({work.issue})" if work.issue else "",
            f":{work.page or work.article_number}" if work.page or work.article_number else "",
        )
    )
    parts = (authors, work.title, work.container_title[0] if work.container_title else "", place)
    printed = " ".join(plain(part).rstrip(".") + "." for part in parts if part)
    return f"{printed} doi:{work.doi}"


def show_reference(reference: Reference, width: int) -> str:
    """One parsed reference: its number, each field on a line, problems last."""
    lines = [wrap(f"{reference.number}. {plain(reference.raw)}", width)]
    lines += [
        wrap(f"{name}: {plain(field.value)}", width, "     ")
        for name, field in reference.fields.items()
    ]
    lines += [wrap(f"! {problem}", width, "     ") for problem in reference.problems]
    return "\n".join(lines)


def show_checked(checked: Checked, width: int) -> str:
    """One checked reference: a line if it is verified, else also what one should know."""
    doi = accepted_doi(checked) or ""
    head = f"{checked.reference.number:>3}. {checked.verdict:<10} {doi}".rstrip()
    raw = plain(checked.reference.raw)
    if checked.verdict == "verified" and not checked.notices:
        return _cut(f"{head}  {raw}", width)
    lines = [head, wrap(raw, width, "     "), wrap(f"→ {checked.reason}", width, "     ")]
    lines += [
        wrap(
            f"{one.field}: printed {plain(one.printed)} | recorded {plain(one.recorded)}",
            width,
            "       ",
        )
        for one in checked.differences
    ]
    lines += [wrap(f"! {_notice(notice)}", width, "       ") for notice in checked.notices]
    return "\n".join(lines)


_MARKS = {"same": "=", "equivalent": "≈", "different": "≠", "unsure": "?"}


def show_comparison(checked: Checked, width: int) -> str:
    """One checked reference with every field as printed beside the record."""
    rows = compare_fields(checked)
    lines = [show_checked(checked, width)]
    name = max((len(one.field) for one in rows), default=0)
    column = max(12, (width - name - 13) // 2)
    for one in rows:
        printed = _cut(plain(one.printed or "–"), column)
        recorded = _cut(plain(one.recorded or "–"), column)
        mark = _MARKS.get(one.outcome, " ")
        lines.append(f"       {mark} {one.field:<{name}}  {printed:<{column}}  {recorded}".rstrip())
    return "\n".join(lines)


def show_lookup(checked: Checked, width: int) -> str:
    """One answer at a terminal: the DOI and the work, or why there is none."""
    query = _cut(plain(checked.reference.raw), width)
    work = checked.meant
    if not work or accepted_doi(checked) is None:
        return f"{query}\n{wrap(f'no certain match: {checked.reason}', width, '  ')}"
    score = ">0.99" if (checked.score or 0) >= 0.995 else f"{checked.score:.2f}"
    lines = [work.doi, wrap(cite(work), width, "  "), f"  {checked.verdict}, {score}"]
    return "\n".join([*lines, *(wrap(f"! {_notice(one)}", width, "  ") for one in checked.notices)])


_SIGNS = {"agree": "=", "differ": "≠", "absent": " "}


def show_evidence(checked: Checked, width: int, top: int) -> str:
    """A reference with its best candidates, each with what is printed beside what is recorded."""
    lines = [wrap(plain(checked.reference.raw), width)]
    lines.append(wrap(f"→ {checked.verdict}: {checked.reason}", width, "  "))
    for candidate in checked.candidates[:top]:
        score = f"{candidate.score:.3f}"
        lines += [f"\n  {candidate.work.doi}  {score}", wrap(cite(candidate.work), width, "    ")]
        rows = [one for one in candidate.evidence if one.printed or one.recorded]
        name = max((len(one.field) for one in rows), default=0)
        column = max(12, (width - name - 14) // 2)
        for one in rows:
            alike = "    " if one.similarity is None else f"{one.similarity:.2f}"
            cells = (_cut(plain(text or "–"), column) for text in (one.printed, one.recorded))
            printed, recorded = cells
            lines.append(
                f"    {_SIGNS[one.outcome]} {alike}  {one.field:<{name}}  {printed:<{column}}  {recorded}".rstrip()
            )
    return "\n".join(lines)


def show_context(context: Context, width: int) -> str:
    """One citing sentence with the numbers it cites; markers as numbers in square brackets."""
    text = context.sentence.text
    for pointer in context.pointers:
        cited = ", ".join(map(str, pointer.numbers))
        text = text.replace(pointer.text, f" [{cited}]", 1)
    numbers = ", ".join(map(str, context.numbers))
    stance = context.stance
    told = filter(None, (stance.intent, stance.attitude) if stance else ())
    head = " ".join((f"[{numbers}]", ", ".join(told))).rstrip()
    return f"{head}\n{wrap(plain(text), width, '     ')}"


def name_article(article: Article, width: int) -> str:
    """An article in a line: its id and title, or what part of it there is."""
    what = {"tail": "only its end", "head": "only its beginning", "complete": ""}[article.part]
    title = plain(article.title) if article.title else "without title"
    return _cut("; ".join(filter(None, (f"{article.id}: {title}", what))), width)


def show_statement(statement: Statement, width: int) -> str:
    """One statement with its basis and the works that bear on it."""
    lines = [
        wrap(plain(statement.text), width),
        wrap(_marks(statement), width, "     "),
    ]
    if statement.subject and statement.outcome:
        from evidence.claims import proposition

        outcomes = (statement.outcome, *(one.outcome for one in statement.also))
        claims = (proposition(replace(statement, outcome=outcome)) for outcome in outcomes)
        denied = " (denied)" if statement.denies else ""
        lines.append(wrap(f"claim: {plain('; '.join(claims))}{denied}", width, "     "))
    lines += [
        wrap(
            f"inherited {one.role}: {plain(one.text)} (from the {PLACES[one.source]})",
            width,
            "     ",
        )
        for one in statement.inherited
    ]
    lines += [
        wrap(
            f"[{line.reference}] {_bearing(line.direction, line.directness)}: {line.why}",
            width,
            "     ",
        )
        for line in statement.evidence
    ]
    return "\n".join(lines)


def _bearing(direction: Direction, directness: Directness) -> str:
    """How a work bears on a claim, in words that say what is not determined."""
    if direction == directness == "not-determined":
        return "direction and directness not determined"
    shown = "direction not determined" if direction == "not-determined" else direction
    return f"{shown}, {DIRECTNESS[directness]}"


def _marks(statement: Statement) -> str:
    """Basis, and polarity, hedging and status where they are not the usual ones."""
    marks: list[str] = [statement.basis]
    if statement.polarity != "affirmed":
        marks.append(statement.polarity)
    if statement.hedging != "none":
        marks.append(f"hedging {statement.hedging}")
    if statement.status != "proposed":
        marks.append(f"{statement.status} by a person")
    return ", ".join(marks)


def show_hit(place: int, hit: Hit, width: int) -> str:
    """One answer to a question: the sentence, why it is there, the works that bear on it."""
    statement = hit.statement
    head = f"{place}. {plain(statement.text)}"
    lines = [
        wrap(head, width),
        wrap(
            f"{_marks(statement)}, {statement.article} at {statement.start}-{statement.end}",
            width,
            "     ",
        ),
        wrap("why: " + "; ".join(hit.reasons), width, "     "),
    ]
    for work in hit.works:
        title = plain(work.title or "title not known")
        lines.append(
            wrap(
                f"[{work.number}] {_bearing(work.direction, work.directness)}: {title}",
                width,
                "     ",
            )
        )
        lines.append(
            wrap(
                f"{work.doi or 'no DOI'} ({work.verdict or 'not in the list'})", width, "         "
            )
        )
    return "\n".join(lines)


def show_finding(finding: Finding, width: int) -> str:
    """One thing to look at: its kind and reason, where it is, the words it is about."""
    numbers = ", ".join(map(str, finding.references))
    head = f"{finding.kind}{f' [{numbers}]' if numbers else ''}: {finding.why}"
    at = f"{finding.article}{f' at {finding.start}-{finding.end}' if finding.end else ''}"
    lines = [wrap(head, width), wrap(at, width, "     ")]
    return "\n".join([*lines, wrap(plain(finding.text), width, "     ")] if finding.text else lines)


def summary(library: Library, width: int) -> Iterator[str]:
    """A build in a few lines: what was read, the verdicts, what to look at."""
    for article in library.articles:
        yield name_article(article, width)
    yield ""
    yield wrap(f"{len(library.checked)} references: {count_verdicts(library.checked)}", width)
    for checked in library.checked:
        if checked.verdict == "corrected":
            for one in checked.differences:
                text = f"reference {checked.reference.number}: {one.field} {plain(one.printed)} → {plain(one.recorded)}"
                yield wrap(text, width, "  ")
        for notice in checked.notices:
            yield wrap(f"reference {checked.reference.number}: {notice.kind}", width, "  ! ")
    basis = Counter(statement.basis for statement in library.statements)
    counted = ", ".join(f"{count} {name}" for name, count in basis.most_common())
    yield wrap(
        f"{len(library.contexts)} citing sentences, {len(library.statements)} statements"
        + (f" ({counted})" if counted else ""),
        width,
    )


def count_verdicts(checked: Iterable[Checked]) -> str:
    """ "14 verified, 1 corrected", the most frequent first."""
    return ", ".join(
        f"{count} {verdict}"
        for verdict, count in Counter(one.verdict for one in checked).most_common()
    )


def why_incomplete(checked: Sequence[Checked]) -> list[str]:
    """For each reason why references stayed unchecked, a line with their number, the most frequent first."""
    reasons = Counter(why_unchecked(one.sources) for one in checked if one.verdict == "unchecked")
    return [
        f"{count} of {len(checked)} references unchecked: {reason}"
        for reason, count in reasons.most_common()
    ]


def _initials(given: str | None) -> str:
    if not given:
        return ""
    if given.isupper() and len(given) <= 4:
        return given
    return "".join(word[0] for word in re.split(r"[\s.-]+", given) if word)
