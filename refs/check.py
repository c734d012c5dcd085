"""A reference → its verdict: what the sources have, and what that means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from refs.bulk import map_waiting
from refs.compare import printed_doi
from refs.journals import Journals
from refs.model import Article, Checked, Reference, Remote, Search
from refs.resolve import resolve
from refs.verify import verify

# References that are asked for together; as many DOIs fit into one list call to Crossref.
_TOGETHER = 50


def cited_on(article: Article) -> str | None:
    """The ISO date on which an article's references were last its authors' to change, if it is told."""
    return article.accepted or article.revised or article.received


def check_reference(
    reference: Reference,
    searches: Sequence[Search],
    journals: Journals | None = None,
    cited: str | None = None,
) -> Checked:
    """The reference with its verdict; ``searches`` are asked in order and do all the I/O.

    Args:
        journals: the table of journals; the one that comes with the program where None is given.
        cited: ISO date of the citing article: notices are told to be from before or after it.
    """
    return verify(resolve(reference, searches, journals=journals), journals, cited)


def check_references(
    references: Iterable[Reference],
    searches: Sequence[Search],
    journals: Journals | None = None,
    cited: str | None = None,
) -> Iterator[Checked]:
    """The references with their verdicts, in order; "ibid." gets that of the entry it means.

    They are read a few dozen at a time where a source is remote, which then is asked for their DOIs
    together and for the rest as many at once as it allows; else one by one.
    """
    done: dict[str, Checked] = {}
    for one in _ask(references, searches, journals, cited):
        meant = done.get(one.reference.same_as) if one.reference.same_as else None
        if meant:
            reason = f"the same as reference {meant.reference.number}: {meant.reason}"
            one = replace(meant, reference=one.reference, reason=reason, differences=())
        done[one.reference.id] = one
        yield one


def _ask(
    references: Iterable[Reference],
    searches: Sequence[Search],
    journals: Journals | None,
    cited: str | None,
) -> Iterator[Checked]:
    seen: set[str] = set()

    def check(reference: Reference, asked: Sequence[Search]) -> Checked:
        return check_reference(reference, asked, journals, cited)

    def whom(reference: Reference) -> Sequence[Search]:
        """What repeats an entry above is given its verdict; nobody is asked."""
        asked = () if reference.same_as in seen else searches
        seen.add(reference.id)
        return asked

    remote = [search for search in searches if isinstance(search, Remote)]
    if not remote:
        for reference in references:
            yield check(reference, whom(reference))
        return
    source = iter(references)
    while window := list(islice(source, _TOGETHER)):
        dois = [doi for one in window if (doi := printed_doi(one))]
        for search in remote:
            search.prefetch(dois)
        at_once = max(search.concurrency for search in remote)
        asked = [(one, whom(one)) for one in window]
        yield from map_waiting(lambda pair: check(*pair), asked, at_once)
