"""The verdict on a reference: what the outcome of resolving it means to a reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from refs.compare import (
    SURE,
    container_likeness,
    find_misprints,
    printed_doi,
    read_years,
    recorded_text,
)
from refs.folding import fold, split_words
from refs.journals import Journals
from refs.model import (
    Candidate,
    Checked,
    Difference,
    FieldComparison,
    Match,
    Notice,
    Reference,
    SourceReport,
    Unmatched,
    Verdict,
    Work,
)

Outcome = Literal["same", "equivalent", "different", "unsure", "not-printed", "not-recorded"]

# Kinds of the reference (CSL) that Crossref never lists, and those of which it lists only some.
NEVER_LISTED = frozenset({"personal_communication", "webpage", "post", "post-weblog", "interview"})
RARELY_LISTED = frozenset(
    {
        "bill", "book", "broadcast", "chapter", "hearing", "legal_case", "legislation",
        "manuscript", "motion_picture", "pamphlet", "patent", "regulation", "report", "software",
        "speech", "standard", "thesis", "treaty",
    }
)  # fmt: skip
# Evidence that is a difference of the printed text also where no parser read the field.
DIFFERENCES = {"doi": "doi", "notice": "title", "year": "date"}
_FEWEST_WORDS = 3
# Evidence that a reason names: what a person can look up on the page.
_TOLD = {
    "doi": "DOI",
    "title": "title",
    "title-words": "title",
    "notice": "title",
    "author": "author",
    "year": "year",
    "volume": "volume",
    "page": "page",
    "container-title": "journal",
}
# Without one of these a work is found by its author, year and journal alone.
_LOCATING = frozenset({"doi", "title", "page"})
_PUBLISHER = 0.9  # how surely the printed journal is the publisher
_LONGEST = 60  # characters of one side in a reason


def verify(
    outcome: Match | Unmatched, journals: Journals | None = None, cited: str | None = None
) -> Checked:
    """What is known of the reference, in one of DESIGN's verdicts, with the reason in one clause.

    A work "not found" needs a source that answered and is declared to hold all of Crossref;
    without one the reference is "unchecked", and the reason names what could not say.

    Args:
        journals: the table of journals; the one that comes with the program where None is given.
        cited: ISO date of the citing article: notices are told to be from before or after it.
    """
    candidate = outcome.candidate if isinstance(outcome, Match) else None
    ruling = (
        _judge_match(outcome, journals)
        if isinstance(outcome, Match)
        else _judge_unmatched(outcome, journals)
    )
    work = candidate.work if candidate else ruling.work
    return Checked(
        reference=outcome.reference,
        verdict=ruling.verdict,
        reason=ruling.reason,
        work=work,
        score=candidate.score if candidate else None,
        candidates=outcome.candidates,
        differences=ruling.differences,
        notices=tuple(_dated(one, cited) for one in work.notices) if work else (),
        sources=outcome.sources,
    )


def _dated(notice: Notice, cited: str | None) -> Notice:
    """The notice with its standing, as far as both dates go: in one year it may be either."""
    if not cited or not notice.date:
        return notice
    known = min(len(cited), len(notice.date))
    if cited[:known] == notice.date[:known]:
        return notice
    return replace(notice, standing="before" if notice.date < cited else "after")


@dataclass(frozen=True, slots=True)
class _Ruling:
    verdict: Verdict
    reason: str
    work: Work | None = None
    differences: tuple[Difference, ...] = ()


def find_differences(
    reference: Reference, candidate: Candidate, journals: Journals | None = None
) -> tuple[Difference, ...]:
    """The printed fields that the record contradicts: the DOI first, then as printed.

    What is only shortened, abbreviated or spelt another way is none, nor is what one side lacks.
    """
    misprints = {one.field: one for one in find_misprints(reference, candidate.work, journals)}
    found = {}
    for evidence in candidate.evidence:
        name = DIFFERENCES.get(evidence.field)
        if name is None or evidence.outcome != "differ":
            continue
        if evidence.field == "year" and (_is_sure(reference, name) or not _has_one_year(reference)):
            continue
        if evidence.printed and evidence.recorded:
            found[name] = Difference(name, evidence.printed, evidence.recorded)
    return tuple((found | misprints).values())


# The fields that are shown beside the record, in the order of a reference.
COMPARED = (
    "author",
    "title",
    "container-title",
    "date",
    "volume",
    "issue",
    "pages",
    "publisher",
    "doi",
)


def compare_fields(checked: Checked) -> tuple[FieldComparison, ...]:
    """Every field that is printed or recorded, side by side; nothing where no work is named."""
    work, reference = checked.work, checked.reference
    if work is None:
        return ()
    wrong = {one.field for one in checked.differences}
    table = []
    for name in COMPARED:
        printed, recorded = reference.text(name), recorded_text(name, work)
        if name == "doi":
            printed = printed_doi(reference)
        if printed is not None or recorded is not None:
            outcome = _outcome(name, printed, recorded, reference, name in wrong)
            table.append(FieldComparison(name, outcome, printed, recorded, work.source or None))
    return tuple(table)


def _outcome(
    name: str, printed: str | None, recorded: str | None, reference: Reference, wrong: bool
) -> Outcome:
    if printed is None:
        return "not-printed"
    if recorded is None:
        return "not-recorded"
    if wrong:
        return "different"
    if split_words(printed) == split_words(recorded):
        return "same"
    # The parser's doubt: where it was sure, the comparison found nothing wrong.
    return "equivalent" if name == "doi" or _is_sure(reference, name) else "unsure"


def _is_sure(reference: Reference, name: str) -> bool:
    field = reference.fields.get(name)
    return field is not None and field.confidence >= SURE


def _has_one_year(reference: Reference) -> bool:
    """Whether the raw string leaves no doubt which year it prints, however it is read."""
    return len(read_years(reference.raw)) == 1


def _judge_match(match: Match, journals: Journals | None) -> _Ruling:
    work = match.candidate.work
    differences = find_differences(match.reference, match.candidate, journals)
    printed = printed_doi(match.reference)
    if printed is not None and printed != work.doi:
        other = _with_doi(match.candidates, printed)
        if other and not _are_versions(work, other.work):
            reason = f"{printed} is the DOI of {_name(other.work)}; the reference means {work.doi}"
            return _Ruling("wrong-work", reason, differences=differences)
        if other is None and _denied(match.sources):
            reason = f"no registrar knows {printed}; the reference means {work.doi}"
            return _Ruling("bad-id", reason, differences=differences)
    if differences:
        fields = ", ".join(difference.field for difference in differences)
        society = _society(match.reference, work, differences)
        reason = f"differs in: {fields}{society}{_version(match, printed)}"
        return _Ruling("corrected", reason, None, differences)
    if not match.candidate.evidence:
        return _Ruling("verified", "alike as a whole; this matcher gives no evidence by field")
    agree = {found.field for found in match.candidate.evidence if found.outcome == "agree"}
    if not agree & _LOCATING:
        return _Ruling("verified", "what is printed agrees, but neither title nor page is compared")
    unsure = [
        name
        for name, evidence in _NAMING.items()
        if match.reference.text(name) and not agree & evidence
    ]
    reason = "every printed field that the record has agrees with it"
    if unsure:
        reason = f"what could be compared agrees; {' and '.join(unsure)} could not be"
    return _Ruling("verified", reason + _version(match, printed))


# Field → the evidence that it is the same.
_NAMING = {"author": {"author", "authors"}, "title": {"title"}}


def _published(work: Work) -> frozenset[str]:
    """The DOIs under which a preprint was published."""
    return frozenset(one.doi for one in work.notices if one.kind == "published-version" and one.doi)


def _are_versions(one: Work, other: Work) -> bool:
    """Whether one is recorded as the preprint of the other."""
    return other.doi in _published(one) or one.doi in _published(other)


def _version(match: Match, printed: str | None) -> str:
    """Which version has the printed DOI and which is printed, as the end of a reason."""
    work = match.candidate.work
    if published := sorted(_published(work)):
        meant = {one.field: one.outcome for one in match.candidate.evidence}.get("type") != "differ"
        if meant and printed in published:
            return f"; {printed} is the published version of {work.doi}"
        return "" if meant else f"; {work.doi} is the preprint of {published[0]}"
    other = _with_doi(match.candidates, printed) if printed and printed != work.doi else None
    if other and _are_versions(work, other.work):
        return f"; {printed} is the preprint of {work.doi}"
    return ""


def _society(reference: Reference, work: Work, differences: Iterable[Difference]) -> str:
    """That what is printed as the journal is who publishes it, as the end of a reason."""
    journal = next((one for one in differences if one.field == "container-title"), None)
    if journal is None or not work.publisher:
        return ""
    alike = container_likeness(split_words(journal.printed), split_words(work.publisher))
    return f"; “{journal.printed}” is its publisher" if alike >= _PUBLISHER else ""


def _judge_unmatched(outcome: Unmatched, journals: Journals | None) -> _Ruling:
    reference, printed = outcome.reference, printed_doi(outcome.reference)
    if printed is not None:
        if other := _with_doi(outcome.candidates, printed):
            reason = f"{printed} is the DOI of {_name(other.work)}, which is not what is printed"
            return _Ruling(
                "wrong-work", reason, other.work, find_differences(reference, other, journals)
            )
        if _denied(outcome.sources):
            return _Ruling("bad-id", f"no registrar knows {printed}")
        if agency := next((one.agency for one in outcome.sources if one.agency), None):
            reason = f"{printed} is a DOI of {agency}, whose works Crossref does not list"
            return _Ruling("out-of-scope", reason)
    if not _is_readable(reference) and not outcome.candidates:
        return _Ruling("unparsed", "nothing of a reference could be read in it")
    if outcome.reason == "tie":
        dois = " and ".join(candidate.work.doi for candidate in outcome.candidates[:2])
        return _Ruling("ambiguous", f"{dois} fit equally well{_conflicts(outcome.candidates[0])}")
    kind = reference.csl.get("type")
    if kind in NEVER_LISTED:
        return _Ruling("out-of-scope", f"no source lists works of the type {kind}")
    full = [report.name for report in outcome.sources if _is_full(report)]
    closest = _closest(outcome.candidates)
    if not full:
        return _Ruling("unchecked", why_unchecked(outcome.sources) + closest)
    if outcome.reason == "weak":
        best = outcome.candidates[0]
        why = _conflicts(best) or " (too little agrees)"
        return _Ruling("ambiguous", f"{best.work.doi} may be meant{why}")
    if kind in RARELY_LISTED:
        return _Ruling("out-of-scope", f"{full[0]} does not list this {kind}{closest}")
    return _Ruling("not-found", f"{full[0]} has no such work{closest}")


def _closest(candidates: Sequence[Candidate]) -> str:
    """Which work comes nearest and what speaks against it, as the end of a reason."""
    if not candidates:
        return ""
    return (
        f"; closest: {candidates[0].work.doi}{_conflicts(candidates[0]) or ' (too little agrees)'}"
    )


def _conflicts(candidate: Candidate) -> str:
    """What a work's record contradicts, in brackets: "(page differs: 355ra161 | 355ra116)"."""
    told = [
        f"{_TOLD[evidence.field]} differs: {_shorten(evidence.printed)} | {_shorten(evidence.recorded)}"
        for evidence in candidate.evidence
        if evidence.outcome == "differ" and evidence.field in _TOLD
    ]
    return f" ({'; '.join(told)})" if told else ""


def _shorten(text: str | None) -> str:
    if text is None:
        return "nothing"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def _with_doi(candidates: Iterable[Candidate], doi: str) -> Candidate | None:
    return next((candidate for candidate in candidates if candidate.work.doi == doi), None)


def _denied(reports: Iterable[SourceReport]) -> bool:
    """Whether a source that would know the printed DOI says that there is none."""
    return any(report.question == "doi" and _is_complete(report) for report in reports)


def _is_full(report: SourceReport) -> bool:
    """Whether the source's silence means that there is no such work."""
    return report.question == "reference" and _is_complete(report)


def _is_complete(report: SourceReport) -> bool:
    return report.state == "answered" and report.complete


def _is_readable(reference: Reference) -> bool:
    """Whether the reference has a field, or at least a few words in which one could be."""
    words = [word for word in fold(reference.raw[:2000]).split() if len(word) > 1]
    return bool(reference.fields) or len(words) >= _FEWEST_WORDS


def why_unchecked(reports: Iterable[SourceReport]) -> str:
    """Which sources were asked and why their silence proves nothing, each source once."""
    said = {}
    for report in reports:
        if not _is_complete(report) and report.name not in said:
            why = "does not hold all works" if report.state == "answered" else _STATES[report.state]
            detail = f" ({report.detail})" if report.detail and report.state in _TROUBLE else ""
            said[report.name] = f"{report.name} {why}{detail}"
    return "; ".join(said.values()) or "no source was asked"


_TROUBLE = frozenset(("unavailable", "refused"))
_STATES = {
    "offline": "was not asked: offline",
    "unavailable": "gave no answer",
    "refused": "refused to answer",
}


def _name(work: Work) -> str:
    return f"“{work.title}”" if work.title else "another work"
