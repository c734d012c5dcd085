"""What is printed wrong: the fields of a reference beside the record of the work that it means.

Finding a work is lenient, since any misprint may stand in a reference; here every field that was
read with confidence is compared to the letter.
"""

from __future__ import annotations

from collections.abc import Callable

from refs.compare.authors import differing_authors, show_name, unlisted_authors
from refs.compare.journals import CONTAINER_AGREES, container_of, field_likeness
from refs.compare.locators import PAGE_AGREES, page_likeness, wanted_numbers
from refs.compare.printed import SURE, read_numbers, read_years
from refs.compare.titles import differing_words
from refs.folding import split_words
from refs.journals import Journals, load_journals
from refs.model import Difference, Name, Reference, Work
from refs.names import ET_AL

Pair = tuple[str, str]
_CUT = 1000  # characters in which a list of authors ends
_SHOWN = 6  # names of a list that differs; more say no more
# A journal that shares a word with the record's is an odd abbreviation; only a stranger differs.
_STRANGER = 0.2


def find_misprints(
    reference: Reference, work: Work, journals: Journals | None = None
) -> tuple[Difference, ...]:
    """The printed fields that the record contradicts, as printed and as recorded.

    What is only shortened, abbreviated or spelt another way is none, nor is what one side lacks or
    what the parser was not sure of.
    """
    table = journals or load_journals()
    found = []
    for name, compare in CHECKS:
        field = reference.fields.get(name)
        if (
            field is not None
            and field.confidence >= SURE
            and (pair := compare(reference, work, table))
        ):
            found.append(Difference(name, *pair))
    return tuple(found)


def recorded_text(name: str, work: Work) -> str | None:
    """What a record has for a field of a reference, as one would print it; None where nothing."""
    names = work.authors or work.editors
    title = f"{work.title}: {work.subtitle}" if work.title and work.subtitle else work.title
    return {
        "author": _show(names) or None,
        "title": title,
        "container-title": next(iter(work.container_title), None),
        "date": work.issued,
        "volume": work.volume,
        "issue": work.issue,
        "pages": work.page or work.article_number,
        "publisher": work.publisher,
        "doi": work.doi,
    }.get(name)


def _compare_author(reference: Reference, work: Work, journals: Journals) -> Pair | None:
    listed = reference.csl.get("author")
    printed = [_name(item) for item in (listed if isinstance(listed, list) else [])]
    recorded = work.authors or work.editors
    wrong, right = differing_authors(printed, recorded)
    if wrong and right:
        return _show(wrong), _show(right)
    more, less = unlisted_authors(printed, recorded)
    if more:
        return _show(more), "not among the authors"
    if (
        not less
        or ET_AL.search(reference.text("author") or "")
        or ET_AL.search(reference.raw[:_CUT])
    ):
        return None
    return "left out", _show(less)


def _name(item: dict[str, str]) -> Name:
    return Name(item.get("family"), item.get("given"), item.get("suffix"), item.get("literal"))


def _show(names: tuple[Name, ...]) -> str:
    more = ", …" if len(names) > _SHOWN else ""
    return ", ".join(map(show_name, names[:_SHOWN])) + more


def _compare_title(reference: Reference, work: Work, journals: Journals) -> Pair | None:
    printed = reference.text("title") or ""
    if not work.title:
        return None
    titles = [work.title, f"{work.title}: {work.subtitle}"][: 2 if work.subtitle else 1]
    pairs = [pair for title in titles if (pair := differing_words(printed, title))]
    if len(pairs) < len(titles):
        return None
    # A parser that takes the journal for the title found no title: styles of chemistry have none.
    strange = 2 * len(pairs[0][0]) > len(printed)
    if strange and _likeness(printed, work, journals) >= CONTAINER_AGREES:
        return None
    return pairs[0]


def _compare_date(reference: Reference, work: Work, journals: Journals) -> Pair | None:
    printed = reference.text("date") or ""
    years = read_years(printed)
    if not years or not work.years or set(years) & set(work.years):
        return None
    return printed, str(work.years[0])


def _compare_number(name: str, recorded: str | None, reference: Reference) -> Pair | None:
    printed = reference.text(name) or ""
    wanted = wanted_numbers(recorded or "")
    if not recorded or wanted & wanted_numbers(printed):
        return None
    # The parser took another number for it where the recorded one is left over.
    return None if wanted & set(read_numbers(_leftover(reference))) else (printed, recorded)


def _leftover(reference: Reference) -> str:
    """The raw string without what the parser read."""
    kept, at = [], 0
    for field in sorted(reference.fields.values(), key=lambda field: field.start):
        kept.append(reference.raw[at : field.start])
        at = max(at, field.end)
    return " ".join([*kept, reference.raw[at:]])


def _compare_volume(reference: Reference, work: Work, journals: Journals) -> Pair | None:
    return _compare_number("volume", work.volume, reference)


def _compare_issue(reference: Reference, work: Work, journals: Journals) -> Pair | None:
    return _compare_number("issue", work.issue, reference)


def _compare_pages(reference: Reference, work: Work, journals: Journals) -> Pair | None:
    printed = reference.text("pages") or ""
    numbers = read_numbers(printed)
    recorded = [
        pages for text in (work.page, work.article_number) if (pages := read_numbers(text or ""))
    ]
    if not numbers or not recorded:
        return None
    for pages in recorded:
        both = zip(numbers, pages, strict=False) if len(pages) == 2 else [(numbers[0], pages[0])]
        if all(page_likeness(one, other) >= PAGE_AGREES for one, other in list(both)[:2]):
            return None
    left = read_numbers(_leftover(reference))
    if any(pages[0] in left for pages in recorded):
        return None
    return printed, work.page or work.article_number or ""


def _compare_container(reference: Reference, work: Work, journals: Journals) -> Pair | None:
    printed = reference.text("container-title") or ""
    if not split_words(printed) or not work.container_title:
        return None
    return (
        None
        if _likeness(printed, work, journals) >= _STRANGER
        else (printed, work.container_title[0])
    )


def _likeness(printed: str, work: Work, journals: Journals) -> float:
    return field_likeness(
        printed, container_of(work.container_title, work.issn, journals), journals
    )


CHECKS: tuple[tuple[str, Callable[[Reference, Work, Journals], Pair | None]], ...] = (
    ("title", _compare_title),
    ("author", _compare_author),
    ("date", _compare_date),
    ("volume", _compare_volume),
    ("issue", _compare_issue),
    ("pages", _compare_pages),
    ("container-title", _compare_container),
)
