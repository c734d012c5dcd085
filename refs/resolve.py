"""Which work a reference means: ask, compare, accept one only where no other could be meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Literal, Protocol

from refs.compare import compare_works, log_odds, printed_doi
from refs.compare.sbmv import Version, match_sbmv
from refs.journals import Journals
from refs.model import Answer, Candidate, Match, Reference, Search, SourceReport, Unmatched, Work

ACCEPT = 0.4
"""Of best candidates with 0.4 to 0.5 more than four in five are meant; see ``make score``."""
MARGIN = 0.5
"""In log-odds: below it the runner-up is at least 60% as likely as the best."""
NOTHING = 0.1
"""No candidate above this: nothing like the reference was found."""


class Matcher(Protocol):
    """A way to name the work that a reference means."""

    def __call__(
        self,
        reference: Reference,
        searches: Sequence[Search],
        *,
        journals: Journals | None = None,
    ) -> Match | Unmatched: ...


def resolve(
    reference: Reference,
    searches: Sequence[Search],
    *,
    journals: Journals | None = None,
    accept: float = ACCEPT,
    margin: float = MARGIN,
) -> Match | Unmatched:
    """Name the one work that ``reference`` means, or say why none is certain.

    Each source is asked for the printed DOI, if there is one, and where its record is none or
    contradicts what else is printed, for works that the reference might mean. The first source
    with a match ends the search.

    Args:
        searches: the sources in the order of asking; the only thing here that may do I/O.
        journals: the table of journals; the one that comes with the program where None is given.
        accept: least score, 0..1, of a match.
        margin: least lead over the runner-up, in log-odds.
    Returns:
        ``Match``, or ``Unmatched`` with its candidates, best first: "tie" where two are too close,
        "weak" where the best falls short of ``accept``, "none" where nothing is like it. Both
        report every source that was asked.
    """
    doi = printed_doi(reference)
    works: list[Work] = []
    reports: list[SourceReport] = []
    candidates: tuple[Candidate, ...] = ()
    for search in searches:
        for answer in _ask(search, reference, doi):
            reports.append(answer.report)
            if not answer.works:
                continue
            works += answer.works
            candidates = compare_works(reference, works, journals)
            if _judge(candidates, accept, margin) is None:
                return Match(reference, candidates[0], candidates, tuple(reports))
    reason = _judge(candidates, accept, margin) or "none"
    return Unmatched(reference, reason, candidates, tuple(reports))


def resolve_sbmv(
    reference: Reference,
    searches: Sequence[Search],
    *,
    journals: Journals | None = None,
    version: Version = 2026,
) -> Match | Unmatched:
    """What Crossref's own matching (SBMV) would say of the text: a baseline to compare with.

    Its score is a similarity, no probability, and it gives no evidence by field; printed DOIs and
    parsed fields are not looked at, nor are ``journals``.
    """
    works: list[Work] = []
    reports: list[SourceReport] = []
    for search in searches:
        answer = search.by_reference(reference)
        works += answer.works
        reports.append(answer.report)
        if best := match_sbmv(reference.raw, works, version):
            return Match(reference, best, (best,), tuple(reports))
    return Unmatched(reference, "none", (), tuple(reports))


def _ask(search: Search, reference: Reference, doi: str | None) -> Iterator[Answer]:
    """The answers of one source, each asked for only when the one before did not decide."""
    if doi is not None:
        yield search.by_doi(doi)
    yield search.by_reference(reference)


def _judge(
    candidates: Sequence[Candidate], accept: float, margin: float
) -> Literal["none", "weak", "tie"] | None:
    """Why no candidate can be accepted; None where the first can."""
    if not candidates or candidates[0].score < NOTHING:
        return "none"
    best = candidates[0]
    if best.score < accept or not _is_named(best) or _is_a_notice(best):
        return "weak"
    if len(candidates) > 1:
        first, second = (log_odds(candidate.evidence) for candidate in candidates[:2])
        if first - second < margin:
            return "tie"
    return None


_NAMES = frozenset({"doi", "title", "author", "authors", "container-title"})


def _is_named(candidate: Candidate) -> bool:
    """Whether anything but numbers agrees: a year and a page are some work's by chance."""
    return any(one.field in _NAMES and one.outcome == "agree" for one in candidate.evidence)


_KEPT = ("retracted", "withdrawn")  # what the article itself is called from then on


def _is_a_notice(candidate: Candidate) -> bool:
    """Whether it is about the work that is printed: an erratum, a comment, a reply.

    Some have all the numbers of their article. A DOI that agrees says that it is meant all the same.
    """
    told = {one.field: one for one in candidate.evidence if one.field in ("doi", "notice")}
    notice, doi = told.get("notice"), told.get("doi")
    if notice is None or notice.outcome != "differ" or notice.printed is not None:
        return False
    return not (notice.recorded or "").startswith(_KEPT) and (not doi or doi.outcome != "agree")


MATCHERS: Mapping[str, Matcher] = {
    "fields": resolve,
    "sbmv-2018": partial(resolve_sbmv, version=2018),
    "sbmv-2026": partial(resolve_sbmv, version=2026),
}
