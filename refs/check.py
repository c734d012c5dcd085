"""A reference → its verdict: what the sources have, and what that means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from refs.bulk import in_batches, map_waiting
from refs.compare import printed_doi
from refs.journals import Journals
from refs.model import Article, Checked, Reference, Remote, Search
from refs.resolve import Matcher, resolve
from refs.verify import verify

TOGETHER = 50
"""References that are asked for together; as many DOIs fit into one list call to Crossref."""


def cited_on(article: Article) -> str | None:
    """The ISO date on which an article's references were last its authors' to change, if it is told."""
    return article.accepted or article.revised or article.received


def check_reference(
    reference: Reference,
    searches: Sequence[Search],
    journals: Journals | None = None,
    cited: str | None = None,
    matcher: Matcher = resolve,
) -> Checked:
    """The reference with its verdict; ``searches`` are asked in order and do all the I/O.

    Args:
        journals: the table of journals; the one that comes with the program where None is given.
        cited: ISO date of the citing article: notices are told to be from before or after it.
        matcher: what names the work; see ``refs.resolve.MATCHERS``.
    """
    return verify(matcher(reference, searches, journals=journals), journals, cited)


def check_references(
    references: Iterable[Reference],
    searches: Sequence[Search],
    journals: Journals | None = None,
    cited: str | None = None,
    matcher: Matcher = resolve,
    together: int = TOGETHER,
) -> Iterator[Checked]:
    """The references with their verdicts, in order; "ibid." gets that of the entry it means.

    They are read ``together`` where a source is remote, which then is asked for their DOIs in one
    call and for the rest as many at once as it allows; else one by one.
    """
    done: dict[str, Checked] = {}

    def check(reference: Reference, asked: Sequence[Search]) -> Checked:
        return check_reference(reference, asked, journals, cited, matcher)

    for one in _ask(references, searches, check, together):
        meant = done.get(one.reference.same_as) if one.reference.same_as else None
        if meant:
            reason = f"the same as reference {meant.reference.number}: {meant.reason}"
            one = replace(meant, reference=one.reference, reason=reason, differences=())
        done[one.reference.id] = one
        yield one


def _ask(
    references: Iterable[Reference],
    searches: Sequence[Search],
    check: Callable[[Reference, Sequence[Search]], Checked],
    together: int,
) -> Iterator[Checked]:
    seen: set[str] = set()

    def whom(reference: Reference) -> Sequence[Search]:
        """What repeats an entry above is given its verdict; nobody is asked."""
        asked = () if reference.same_as in seen else searches
        seen.add(reference.id)
        return asked

    remote = [one for one in searches if isinstance(one, Remote) and one.concurrency]
    if not remote:
        for reference in references:
            yield check(reference, whom(reference))
        return

    def prepared() -> Iterator[tuple[Reference, Sequence[Search]]]:
        for window in in_batches(references, together):
            dois = [doi for one in window if (doi := printed_doi(one))]
            for search in remote:
                search.prefetch(dois)
            yield from ((one, whom(one)) for one in window)

    yield from map_waiting(
        lambda pair: check(*pair), prepared(), lambda: max(one.concurrency for one in remote)
    )
