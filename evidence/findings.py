"""What a reader should look at: citations that do not add up, and works that may not carry their claim.

Every finding names its sentence and its reason. A check stays silent where it is not sure: people
ignore a list of false alarms, and with it the true ones.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from evidence.basis import is_own_earlier
from evidence.inline import read_inline
from evidence.link import too_early, work_title
from evidence.listed import Known
from evidence.model import Context, EvidenceLine, Statement
from evidence.pointers import find_missing, style_of
from evidence.styles import infer_style
from evidence.wording import main_part
from refs.doi import normalise_doi
from refs.errors import InvalidDOI
from refs.model import Article, Checked

if TYPE_CHECKING:
    from evidence.library import Library

FindingKind = Literal[
    "never-cited",
    "cited-but-missing",
    "out-of-order",
    "listed-twice",
    "in-two-articles",
    "older-than-event",
    "other-criteria",
    "other-subject",
    "retracted-only",
    "reviews-only",
    "own-work-only",
    "dates-run-backwards",
]


class Finding(NamedTuple):
    """One thing to look at."""

    kind: FindingKind
    article: str
    why: str
    references: tuple[int, ...] = ()
    start: int | None = None
    """Of the sentence in the document, where the finding is about one; ``end`` likewise."""
    end: int | None = None
    text: str | None = None
    """The sentence, or the reference as printed."""


_RETRACTED = frozenset(("retraction", "withdrawal", "removal"))
_REVIEWS = frozenset(("review", "systematic review", "guideline"))
_SAME_TITLE = 30
"""Letters of a title that two references must share to be one work; shorter ones ("Reply") recur."""
MOSTLY_IN_ORDER = 0.95
"""Share of neighbouring first citations that ascend in a list numbered by first citation; lists in
alphabetical order have about a half."""
RATHER_IN_ORDER = 0.8
"""The same where the list is not alphabetical and so can only follow the text."""


def find_findings(library: Library) -> tuple[Finding, ...]:
    """Everything to look at, article by article: the list first, then the text in reading order."""
    references = library.references()
    contexts, statements = defaultdict(list), defaultdict(list)
    for context in library.contexts:
        contexts[context.article].append(context)
    for statement in library.statements:
        statements[statement.article].append(statement)
    found: list[Finding] = []
    for article in library.articles:
        listed, own = references.get(article.id, {}), contexts[article.id]
        found += _cross_check(article, listed, own)
        told = statements[article.id]
        for statement in told:
            found += _support(statement, listed, article)
        found += _dates(article, told)
    return (*found, *_shared(references))


# ------------------------------------------------------------------------------- list and pointers


def _cross_check(
    article: Article, listed: Mapping[int, Checked], contexts: Sequence[Context]
) -> Iterator[Finding]:
    """Nothing is said of an article without a pointer, or of which a part is missing."""
    if not contexts or article.part != "complete":
        return
    cited = {number for context in contexts for number in context.numbers}
    for number, checked in listed.items():
        if number not in cited:
            why = "no pointer in the text names it"
            yield Finding("never-cited", article.id, why, (number,), text=checked.reference.raw)
    yield from _missing(article, listed)
    yield from _out_of_order(article, listed, contexts)
    yield from _listed_twice(article, listed)


def _missing(article: Article, listed: Mapping[int, Checked]) -> Iterator[Finding]:
    known = Known.of([checked.reference for checked in listed.values()])
    style = infer_style(article, known)
    for passage in article.passages:
        if not style or passage.role not in ("body", "abstract", "legend"):
            continue
        for marker in find_missing(read_inline(passage.text), style, known):
            span = passage.spans(marker.start, marker.end)[0]
            printed = passage.text[marker.start : marker.end]
            named = ", ".join(map(str, marker.numbers)) or printed
            why = f"the list has no {named}"
            yield Finding(
                "cited-but-missing", article.id, why, marker.numbers, span.start, span.end, printed
            )


def _is_alphabetical(listed: Mapping[int, Checked]) -> bool:
    heads = [re.sub(r"^[\W\d]+", "", one.reference.raw)[:12].casefold() for one in listed.values()]
    ascending = sum(one <= other for one, other in pairwise(heads))
    return ascending >= RATHER_IN_ORDER * (len(heads) - 1)


def _out_of_order(
    article: Article, listed: Mapping[int, Checked], contexts: Sequence[Context]
) -> Iterator[Finding]:
    firsts: dict[int, Context] = {}
    before: set[int] = set()  # cited in the abstract, or in what stands under its heading
    for context in contexts:
        role = article.passages[context.sentence.passage].role
        for pointer in context.pointers:
            if style_of(pointer.text) == "author-year":
                return
            if role == "abstract":
                before.update(pointer.numbers)
            for number in pointer.numbers if role == "body" else ():
                if number not in before:
                    firsts.setdefault(number, context)
    order = list(firsts)
    ascending = sum(one < other for one, other in pairwise(order))
    least = MOSTLY_IN_ORDER if _is_alphabetical(listed) else RATHER_IN_ORDER
    if len(order) < 3 or ascending < least * (len(order) - 1):
        return
    highest, late = 0, []
    for number in order:
        late += [number] if number < highest else []
        highest = max(highest, number)
    if late:
        sentence = firsts[late[0]].sentence
        why = f"first cited after a later one, from reference {late[0]} on"
        yield Finding(
            "out-of-order",
            article.id,
            why,
            tuple(late),
            sentence.start,
            sentence.end,
            sentence.text,
        )


def _listed_twice(article: Article, listed: Mapping[int, Checked]) -> Iterator[Finding]:
    works: dict[str, int] = {}
    for number, checked in listed.items():
        for key in _identities(checked):
            first = works.setdefault(key, number)
            if first != number:
                why = f"the same work as reference {first}"
                raw = checked.reference.raw
                yield Finding("listed-twice", article.id, why, (first, number), text=raw)
                break


def _identities(checked: Checked) -> Iterator[str]:
    """By what a work is known: its DOI; its printed title with the year and the first page."""
    reference = checked.reference
    if checked.meant and checked.verdict in ("verified", "corrected"):
        yield f"doi {checked.meant.doi}"
    elif printed := reference.text("doi"):
        with suppress(InvalidDOI):
            yield f"doi {normalise_doi(printed)}"
    title = re.sub(r"\W+", "", reference.text("title") or "").casefold()
    year = re.search(r"(?:1[89]|20)\d\d", reference.text("date") or "")
    page = re.search(r"\w+", reference.text("pages") or "")
    if len(title) >= _SAME_TITLE and year and page:
        yield f"{title} {year.group()} {page.group().casefold()}"


def _shared(references: Mapping[str, Mapping[int, Checked]]) -> Iterator[Finding]:
    """Works that several articles cite, told once for each article after the first."""
    seen: dict[str, tuple[str, int]] = {}
    for article, listed in references.items():
        for number, checked in listed.items():
            others = [
                seen.setdefault(identity, (article, number)) for identity in _identities(checked)
            ]
            first = next((one for one in others if one[0] != article), None)
            if first:
                why = f"also reference {first[1]} of {first[0]}"
                raw = checked.reference.raw
                yield Finding("in-two-articles", article, why, (number,), text=raw)


# ----------------------------------------------------------------------------- works and statements


def _support(
    statement: Statement, listed: Mapping[int, Checked], article: Article
) -> Iterator[Finding]:
    works = {
        line.reference: listed[line.reference]
        for line in statement.evidence
        if line.reference in listed and line.status != "rejected"
    }
    if statement.status == "rejected" or not works:
        return
    # Criteria and methods are older than what they are applied to.
    reasons = [
        (line.reference, too_early(statement, works[line.reference]))
        for line in statement.evidence
        if line.directness != "context" and line.reference in works
    ]
    # Beside a work that is late enough, an earlier one may be cited for something else in the sentence.
    if all(reason for _, reason in reasons):
        for why in dict.fromkeys(reason for _, reason in reasons):
            numbers = tuple(number for number, reason in reasons if reason == why)
            yield _about(statement, "older-than-event", why, numbers)
    yield from _criteria(statement, works)
    supporting = [
        line for line in statement.evidence if line.direction == "supports" and line.reference in works
    ]  # fmt: skip
    if supporting:
        yield from _together(statement, supporting, works, article)


_PURPOSES = (
    ("response", re.compile(r"\b(?:respon(?:se|ded|ders?)|remission|progress(?:ion|ed))\b", re.IGNORECASE)),
    ("diagnosis", re.compile(r"\bdiagnos\w+", re.IGNORECASE)),
)  # fmt: skip
_YARDSTICK = re.compile(
    r"\b(?:criteri(?:a|on)|guidelines?|definitions?|classification)\b", re.IGNORECASE
)


def _criteria(statement: Statement, works: Mapping[int, Checked]) -> Iterator[Finding]:
    """Criteria for one purpose, cited where the sentence uses criteria for another only."""
    text = statement.text
    if not _YARDSTICK.search(text):
        return
    used = [name for name, words in _PURPOSES if words.search(text)]
    for line in statement.evidence:
        title = work_title(works[line.reference]) if line.reference in works else None
        if line.directness != "context" or not title or not _YARDSTICK.search(title):
            continue
        meant = [name for name, words in _PURPOSES if words.search(title)]
        if used and meant and not {*used} & {*meant}:
            why = f"the sentence is about {used[0]}, the work gives criteria for {meant[0]}"
            yield _about(statement, "other-criteria", why, (line.reference,))


def _together(
    statement: Statement,
    supporting: Sequence[EvidenceLine],
    works: Mapping[int, Checked],
    article: Article,
) -> Iterator[Finding]:
    """What is true of all the works that support a statement."""
    numbers = tuple(line.reference for line in supporting)
    sides = [_other_side(line, statement, article.title or "") for line in supporting]
    if all(sides):
        yield _about(
            statement, "other-subject", "; ".join(dict.fromkeys(filter(None, sides))), numbers
        )
    notices = [{notice.kind for notice in works[number].notices} for number in numbers]
    if all(kinds & _RETRACTED for kinds in notices) and not _SAYS_SO.search(statement.text):
        yield _about(statement, "retracted-only", "every work cited for it is retracted", numbers)
    designs = [{design.name for design in line.designs} for line in supporting]
    whole = bool(statement.subject and statement.outcome)
    if whole and all(names & _REVIEWS and "meta-analysis" not in names for names in designs):
        yield _about(statement, "reviews-only", "every work cited for it is a review", numbers)
    if not whole:
        return
    ours = {_person(name.family, name.given) for name in article.authors} - {None}
    said = is_own_earlier(statement.text)
    if ours and not said and all(ours & _people(works[number]) for number in numbers):
        why = "every work cited for it shares an author with the article"
        yield _about(statement, "own-work-only", why, numbers)


_SAYS_SO = re.compile(r"\b(?:retract|withdr[ae]w)\w*", re.IGNORECASE)
_OTHER = re.compile(
    r"(?:\A|; )(?P<told>the work's (?P<side>target|disease) is (?P<named>.+), the statement's [^;]+)"
)


def _other_side(line: EvidenceLine, statement: Statement, title: str) -> str | None:
    """How the work is about something else than the sentence.

    A disease that the article itself is about is none: what patients with it have is told of them
    there without saying so each time. Nor is one other than a disease that stands far before the
    sentence.
    """
    found = _OTHER.search(line.why) if line.directness == "indirect" else None
    far = any(
        one.role == "population" and one.source not in ("clause", "sentence")
        for one in statement.inherited
    )
    if not found or (found["side"] == "disease" and (far or _is_named(found["named"], title))):
        return None
    return found["told"]


def _is_named(labels: str, title: str) -> bool:
    return any(
        re.search(rf"\b{re.escape(label)}", title, re.IGNORECASE) for label in labels.split(" and ")
    )


def _people(checked: Checked) -> set[str | None]:
    if checked.meant and checked.meant.authors:
        return {_person(name.family, name.given) for name in checked.meant.authors}
    authors = checked.reference.csl.get("author")
    return (
        {_person(name.get("family"), name.get("given")) for name in authors}
        if isinstance(authors, list)
        else set()
    )


def _person(family: str | None, given: str | None) -> str | None:
    """Family name and first initial; None where either is missing: families alone are shared."""
    return f"{family} {given[0]}".casefold() if family and given else None


def _about(statement: Statement, kind: FindingKind, why: str, numbers: tuple[int, ...]) -> Finding:
    return Finding(
        kind, statement.article, why, numbers, statement.start, statement.end, statement.text
    )


# --------------------------------------------------------------------------------------- dates

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s{_MONTH},?\s"
    rf"|{_MONTH.replace('month', 'month_first')}(?:\s(?P<day_last>\d{{1,2}})(?:st|nd|rd|th)?,?)?\s|in\s)"
    r"(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_LOOKS_BACK = re.compile(
    r"\b(?:had|previous(?:ly)?|prior|earlier|history|until|since|before|ago|initially|retrospective\w*"
    r"|between|born|mother|father|parents?|brother|sister|siblings?|family|relatives?|donor|published|literature"
    r"|registered|protocol|approved)\b",
    re.IGNORECASE,
)
"""What is told in other order than it happened, or of others."""
_CASE = re.compile(
    r"\b(?:(?:the|our|this|an?|one) (?:[\w-]+ ){0,3}(?:patient|man|woman|boy|girl|child|infant|neonate|newborn)"
    r"|he|she|his|her|him|[a-z0-9-]+-old)\b",
    re.IGNORECASE,
)
"""One person."""
_NEXT_CASE = re.compile(
    r"\A\W*(?:an?|the|our|another) (?:[\w-]+ ){0,2}?(?:[\w-]+-old\b|(?:second|third|fourth|fifth|other|next|last) (?:patient|case)\b)"
    r"|\b(?:patient|case) (?:no\. ?)?(?:\d{1,2}|[A-H]|[IVX]{1,4}|one|two|three|four)\b|\b(?:another|second|third) (?:patient|case)\b",
    re.IGNORECASE,
)
_Date = tuple[int, ...]
"""Year, month and day, as far as they are told."""


def _dates(article: Article, statements: Iterable[Statement]) -> Iterator[Finding]:
    """Dates of a case that come before one told earlier, in sentences that do not look back.

    Compared are the dates of one case under one heading: an abstract, a second patient and a
    discussion tell it anew. The sentence must speak of the person, or stand in the same paragraph.
    """
    starts = [passage.pieces[0].start for passage in article.passages]
    latest: _Date | None = None
    told, here, place = "", None, 0
    for statement in statements:
        if statement.basis != "own-data":
            continue
        at = bisect_right(starts, statement.start) - 1
        passage = article.passages[at]
        if (passage.role, passage.section) != here or _NEXT_CASE.search(statement.text):
            latest, here = None, (passage.role, passage.section)
        text = main_part(statement.text)
        dates = list(_DATE.finditer(text))
        if len(dates) != 1 or _LOOKS_BACK.search(text):
            continue
        person = bool(_CASE.search(statement.text))
        date = _date(dates[0])
        if latest and date < latest[: len(date)] and (person or at == place):
            why = f"{dates[0].group()} is told after {told}"
            yield _about(statement, "dates-run-backwards", why, ())
        elif person or latest:
            latest, told, place = date, dates[0].group(), at


def _date(found: re.Match[str]) -> _Date:
    month = found["month"] or found["month_first"]
    day = found["day"] or found["day_last"]
    parts = [int(found["year"])]
    parts += [_MONTHS.index(month.lower()) + 1] if month else []
    return (*parts, int(day)) if month and day else tuple(parts)
