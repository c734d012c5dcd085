"""One function a field: what is printed beside what is recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from rapidfuzz import fuzz

from refs.compare.authors import NAME_AGREES, name_likeness
from refs.compare.journals import CONTAINER_AGREES, QUALIFIER, container_likeness
from refs.compare.locators import PAGE_AGREES, page_likeness, wanted_numbers
from refs.compare.printed import NUMBER, PREPRINT, Printed, plain_number, read_numbers, split_words
from refs.compare.titles import NOTICE, TITLE_AGREES, TitleView, substituted
from refs.folding import fold
from refs.model import FieldEvidence, Work

_LEFTOVER = 4  # long words that nothing explains: so many are a title


class View(NamedTuple):
    """What every field function sees."""

    printed: Printed
    work: Work
    families: tuple[str, ...]
    """The work's authors (or else editors), folded."""
    title: TitleView | None
    left: tuple[str, ...]
    """The numbers of the raw string that the title does not explain."""
    strange: int
    """How many of them are none of the work's: what is not found among them contradicts it."""


def _absent(field: str, printed: str | None = None, recorded: str | None = None) -> FieldEvidence:
    return FieldEvidence(field, "absent", None, printed, recorded)


def _judged(
    field: str, similarity: float, printed: str | None, recorded: str | None, agrees: float = 1.0
) -> FieldEvidence:
    outcome: Literal["agree", "differ"] = "agree" if similarity >= agrees else "differ"
    return FieldEvidence(field, outcome, round(similarity, 3), printed, recorded)


def _compare_doi(view: View) -> FieldEvidence:
    printed = view.printed.doi
    if printed is None:
        return _absent("doi", None, view.work.doi)
    return _judged("doi", float(printed == view.work.doi), printed, view.work.doi)


def _compare_title(view: View) -> FieldEvidence:
    printed, recorded = view.printed.parsed.get("title"), view.work.title
    if view.title is None:
        return _absent("title", printed, recorded)
    similarity = view.title.similarity
    if similarity < TITLE_AGREES and printed is None and not _has_title(view):
        return _absent("title", None, recorded)
    return _judged("title", similarity, printed, recorded, TITLE_AGREES)


def _has_title(view: View) -> bool:
    """Whether a raw string holds words that neither the work's names nor its journal explain."""
    known = {word for name in view.families for word in name.split()}
    known.update(word for title in view.work.container_title for word in split_words(title))
    return sum(word not in known for word in view.printed.plain) >= _LEFTOVER


def _compare_title_words(view: View) -> FieldEvidence:
    """Words or numbers that one title has in place of the other's: another part, another study."""
    title = view.title
    if title is None or title.similarity < TITLE_AGREES:
        return _absent("title-words")
    missing, extra = substituted(title.missing, title.extra)
    if not missing and not extra:
        return _judged("title-words", 1.0, None, None) if title.whole else _absent("title-words")
    changed = sum(2 if word.isdigit() else 1 for word in missing + extra)
    return FieldEvidence(
        "title-words",
        "differ",
        round(1 / (1 + changed), 3),
        " ".join(extra) or None,
        " ".join(missing) or None,
    )


def _compare_notice(view: View) -> FieldEvidence:
    """Whether exactly one side is an erratum, a comment, a reply …"""
    if view.title is None or view.title.similarity < TITLE_AGREES:
        return _absent("notice")
    parsed = view.printed.parsed.get("title")
    printed = NOTICE.match(fold(parsed) + " ") if parsed else None
    recorded = NOTICE.match(fold(view.work.title or "") + " ")
    if recorded:
        stands = recorded.group().split()[0] in view.printed.bag
        return _judged("notice", float(stands), None, recorded.group().strip())
    if printed:
        return _judged("notice", 0.0, printed.group().strip(), view.work.title)
    return _absent("notice")


def _compare_author(view: View) -> FieldEvidence:
    """The first author: the family name, near the beginning of a raw string."""
    first = next(iter(view.printed.families), None)
    if not view.families:
        return _absent("author", first)
    name, shown = view.families[0], (view.work.authors or view.work.editors)[0].key
    similarity = _stands_early(name, view)
    if first is not None:
        # The parser may have missed the first name; what the string has at its beginning counts.
        similarity = 1.0 if similarity == 1.0 else name_likeness(name, first)
    elif similarity < NAME_AGREES and not _has_authors(view):
        return _absent("author", None, shown)
    return _judged("author", similarity, first, shown, NAME_AGREES)


_SECOND = 0.6  # the name is there, but another comes first
_EARLY = 8  # words in which the first author's name is to be found: number, initials, a prefix


def _stands_early(name: str, view: View) -> float:
    """How surely the raw string begins with the name: 1, less after other names, or a likeness."""
    words = view.printed.words
    early = words[:_EARLY]
    parts = [part for part in name.split() if len(part) > 1] or name.split()
    if not parts:
        return 0.0
    if all(part in early for part in parts):
        before = early[: early.index(parts[0])]
        return 1.0 if sum(len(word) > 2 for word in before) < 2 else _SECOND
    compact = "".join(parts)
    if len(compact) > 3 and compact in "".join(early):
        return 1.0
    start = view.title.start if view.title and view.title.end else 40
    if all(part in words[:start] for part in parts):
        return _SECOND
    return max((fuzz.ratio(parts[-1], word) / 100 for word in early if len(word) > 2), default=0.0)


def _has_authors(view: View) -> bool:
    """Whether anything stands before the title that could be a name."""
    if view.title and view.title.end and view.title.similarity >= TITLE_AGREES:
        return any(
            len(word) > 1 and word.isalpha() for word in view.printed.words[: view.title.start]
        )
    return any(len(word) > 2 and word.isalpha() for word in view.printed.words[:3])


def _compare_authors(view: View) -> FieldEvidence:
    """All others: how many of the recorded names are printed, and of the printed ones recorded."""
    recorded = view.families[1:30]
    printed = view.printed.families[1:30]
    if not recorded:
        return _absent("authors")
    if printed:
        found = [name for name in printed if any(name_likeness(name, r) >= 0.85 for r in recorded)]
        similarity = len(found) / len(printed)
    else:
        words = view.printed.bag
        found = [name for name in recorded if any(p in words for p in name.split() if len(p) > 2)]
        if not found and (view.printed.et_al or not _has_authors(view)):
            return _absent("authors")
        expected = max(len(found), 1) if view.printed.et_al else len(recorded)
        similarity = min(1.0, len(found) / expected)
    return _judged(
        "authors", similarity, "; ".join(printed) or None, "; ".join(recorded), agrees=0.5
    )


def _compare_year(view: View) -> FieldEvidence:
    printed, recorded = view.printed.years, view.work.years
    if not printed or not recorded:
        return _absent("year")
    distance = min(abs(one - other) for one in printed for other in recorded)
    shown = str(printed[0]) if len(printed) == 1 or "date" in view.printed.parsed else None
    # Print and online publication often lie in neighbouring years.
    similarity = {0: 1.0, 1: 0.5}.get(distance, 0.0)
    return _judged("year", similarity, shown, str(recorded[0]))


def _compare_number(field: str, recorded: str | None, view: View) -> FieldEvidence:
    """Volume or issue: equal as numbers; in a raw string, printed somewhere outside the title."""
    printed = view.printed.parsed.get(field)
    if not recorded:
        return _absent(field, printed, None)
    wanted = wanted_numbers(recorded)
    if printed is not None:
        have = {
            plain_number(part) for word in split_words(printed) for part in NUMBER.findall(word)
        }
        have = have or set(split_words(printed))
        return _judged(field, float(bool(wanted & have)), printed, recorded)
    if _is_printed(wanted, view):
        return _judged(field, 1.0, None, recorded)
    if view.printed.parsed or not view.strange:
        return _absent(field, None, recorded)
    return _judged(field, 0.0, None, recorded)


def _is_printed(wanted: frozenset[str], view: View) -> bool:
    """Whether the raw string has one of the numbers; a year counts for a volume once more only."""
    years = {str(year) for year in view.work.years}
    return any(view.left.count(number) > (number in years) for number in wanted)


def _compare_volume(view: View) -> FieldEvidence:
    return _compare_number("volume", view.work.volume, view)


def _compare_issue(view: View) -> FieldEvidence:
    found = _compare_number("issue", view.work.issue, view)
    # Most styles leave the issue out, so that a raw string without it contradicts nothing.
    if found.outcome == "differ" and found.printed is None:
        return _absent("issue", None, view.work.issue)
    return found


def _compare_page(view: View) -> FieldEvidence:
    """First page or article number."""
    work, printed = view.work, view.printed.parsed.get("pages")
    shown = work.page or work.article_number
    recorded = [
        pages[0] for text in (work.page, work.article_number) if (pages := read_numbers(text or ""))
    ]
    if not recorded:
        return _absent("page", printed, shown)
    if printed is not None:
        numbers = read_numbers(printed)
        if not numbers:
            return _absent("page", printed, shown)
        similarity = max(page_likeness(numbers[0], page) for page in recorded)
        return _judged("page", similarity, printed, shown, PAGE_AGREES)
    similarity = max((page_likeness(n, page) for n in view.left for page in recorded), default=0.0)
    volume = view.work.volume
    spare = view.strange - (volume is None or not _is_printed(wanted_numbers(volume), view))
    if similarity < PAGE_AGREES and (view.printed.parsed or spare < 1):
        return _absent("page", None, shown)
    return _judged("page", similarity, None, shown, PAGE_AGREES)


def _compare_last_page(view: View) -> FieldEvidence:
    """The last page, completed on both sides; a reference may print the first alone."""
    printed, recorded = view.printed.parsed.get("pages"), read_numbers(view.work.page or "")
    if len(recorded) != 2 or recorded[0] == recorded[1]:
        return _absent("last-page", printed, view.work.page)
    if printed is None:
        found = not view.printed.parsed and recorded[1] in view.left
        return _judged("last-page", 1.0, None, view.work.page) if found else _absent("last-page")
    numbers = read_numbers(printed)
    if len(numbers) != 2:
        return _absent("last-page", printed, view.work.page)
    likeness = page_likeness(numbers[1], recorded[1])
    return _judged("last-page", likeness, printed, view.work.page, PAGE_AGREES)


def _compare_container(view: View) -> FieldEvidence:
    """The journal: its title, its abbreviation or its initials."""
    titles = view.work.container_title
    printed = view.printed.parsed.get("container-title")
    if not titles:
        return _absent("container-title", printed, None)
    words = split_words(printed) if printed else _outside(view)
    if not words:
        return _absent("container-title", printed, titles[0])
    names = dict.fromkeys(name for title in titles for name in (title, QUALIFIER.split(title)[0]))
    similarity = max(container_likeness(words, split_words(name)) for name in names)
    return _judged("container-title", similarity, printed, titles[0], CONTAINER_AGREES)


def _outside(view: View) -> tuple[str, ...]:
    words, title = view.printed.words, view.title
    if title and title.end and title.similarity >= TITLE_AGREES:
        words = (*words[: title.start], "", *words[title.end :])
    return words


_PREPRINTS = frozenset({"posted-content"})
_PARTS = frozenset(
    {"component", "peer-review", "journal", "journal-issue", "journal-volume", "grant", "database"}
)


def _compare_type(view: View) -> FieldEvidence:
    """Whether the work is of a kind that the reference cannot mean."""
    kind = view.work.type
    if kind is None:
        return _absent("type")
    preprint = view.printed.preprint
    if preprint and any(map(PREPRINT.search, view.work.container_title)):
        return _judged("type", 1.0, "preprint", kind)  # "SSRN Electronic Journal"
    if kind in _PARTS or (kind in _PREPRINTS) != preprint:
        return _judged("type", 0.0, "preprint" if preprint else None, kind)
    if kind in _PREPRINTS:
        return _judged("type", 1.0, "preprint", kind)
    return _absent("type", None, kind)


COMPARISONS: tuple[Callable[[View], FieldEvidence], ...] = (
    _compare_doi,
    _compare_title,
    _compare_title_words,
    _compare_notice,
    _compare_author,
    _compare_authors,
    _compare_year,
    _compare_volume,
    _compare_issue,
    _compare_page,
    _compare_last_page,
    _compare_container,
    _compare_type,
)
