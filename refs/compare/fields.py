"""One function a field: what is printed beside what is recorded."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from rapidfuzz import fuzz

from refs.compare.authors import NAME_AGREES, name_likeness
from refs.compare.journals import (
    CONTAINER_AGREES,
    field_likeness,
    is_another,
    raw_likeness,
)
from refs.compare.locators import PAGE_AGREES, page_likeness, wanted_numbers
from refs.compare.printed import PREPRINT, is_misread, read_numbers, read_years
from refs.compare.titles import NOTICE, TITLE_AGREES, TitleView, substituted
from refs.compare.view import View
from refs.folding import split_words
from refs.model import FieldEvidence

_DIGITS = re.compile("[0-9]+")
_LEFTOVER = 4  # long words that nothing explains: so many are a title


def _absent(field: str, printed: str | None = None, recorded: str | None = None) -> FieldEvidence:
    return FieldEvidence(field, "absent", None, printed, recorded)


def _judged(
    field: str, similarity: float, printed: str | None, recorded: str | None, agrees: float = 1.0
) -> FieldEvidence:
    outcome: Literal["agree", "differ"] = "agree" if similarity >= agrees else "differ"
    return FieldEvidence(field, outcome, round(similarity, 3), printed, recorded)


def _better(view: View, field: str, raw: FieldEvidence, parsed: FieldEvidence) -> FieldEvidence:
    """One side that agrees is enough, since a parser may err but does not invent what is recorded.

    A parsed field contradicts the record only where the parser is sure of it.
    """
    if parsed.outcome == "agree":
        better = raw.outcome == "agree" and (raw.similarity or 0) > (parsed.similarity or 0)
        return raw if better else parsed
    if raw.outcome != "agree" and parsed.outcome == "differ" and field in view.printed.sure:
        return parsed
    return raw


def _compare_doi(view: View) -> FieldEvidence:
    printed = view.printed.doi
    if printed is None:
        return _absent("doi", None, view.work.doi)
    return _judged("doi", float(printed == view.work.doi), printed, view.work.doi)


def _compare_title(view: View) -> FieldEvidence:
    printed, recorded = view.printed.parsed.get("title"), view.work.title
    if view.title is None:
        return _absent("title", printed, recorded)
    raw = _judged("title", view.title.similarity, printed, recorded, TITLE_AGREES)
    if view.read is not None:
        parsed = _judged("title", view.read.similarity, printed, recorded, TITLE_AGREES)
        raw = _better(view, "title", raw, parsed)
        if raw is parsed:
            return parsed
    if raw.outcome == "differ" and not _has_title(view):
        return _absent("title", printed, recorded)
    return raw


def _has_title(view: View) -> bool:
    """Whether a raw string holds words that neither the work's names nor its journal explain."""
    if view.printed.quoted or "title" in view.printed.sure:
        return True
    known = {word for name in view.families for word in name.split()}
    known.update(word for title in view.work.container_title for word in split_words(title))
    return sum(word not in known for word in view.printed.plain) >= _LEFTOVER


def _compare_title_words(view: View) -> FieldEvidence:
    """Words or numbers that one title has in place of the other's: another part, another study."""
    raw = _judge_words(view.title)
    if raw.outcome == "agree" or view.read is None:
        return raw
    return _better(view, "title", raw, _judge_words(view.read))


def _judge_words(title: TitleView | None) -> FieldEvidence:
    if title is None or title.similarity < TITLE_AGREES:
        return _absent("title-words")
    missing, extra = substituted(title.missing, title.extra)
    if not missing and not extra:
        if not title.whole:
            return _absent("title-words")
        return FieldEvidence("title-words", "agree", round(title.weight, 3))
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
    if max((each.similarity for each in (view.title, view.read) if each), default=0) < TITLE_AGREES:
        found = _notice(view.work.title)
        return _absent("notice", None, found.group().strip() if found else None)
    parsed = view.printed.parsed.get("title")
    printed, recorded = _notice(parsed), _notice(view.work.title)
    if recorded:
        stands = recorded.group().split()[0] in view.printed.bag
        return _judged("notice", float(stands), None, recorded.group().strip())
    if printed:
        return _judged("notice", 0.0, printed.group().strip(), view.work.title)
    return _absent("notice")


def _notice(title: str | None) -> re.Match[str] | None:
    """What a title begins with if it is a notice's: four words tell."""
    return NOTICE.match(" ".join((*split_words(title)[:4], ""))) if title else None


def _compare_author(view: View) -> FieldEvidence:
    """The first author: the family name, near the beginning of a raw string."""
    printed = view.printed
    shown = next(iter(printed.names), None)
    if not view.families:
        return _absent("author", shown)
    name, recorded = view.families[0], (view.work.authors or view.work.editors)[0].key
    likeness = name_likeness(name, printed.families[0]) if printed.families else 0.0
    sure = "author" in printed.sure and bool(printed.families)
    if likeness < NAME_AGREES and sure and name in printed.families:
        return _judged("author", _SECOND, shown, recorded, NAME_AGREES)
    # The parser may have missed the first name; what the string has at its beginning counts.
    early = _stands_early(name, view) if likeness < 1.0 else 1.0
    similarity = max(early, likeness)
    if similarity < NAME_AGREES and not sure and not _has_authors(view):
        return _absent("author", shown, recorded)
    return _judged("author", similarity, shown, recorded, NAME_AGREES)


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
    recorded, printed = view.families[1:], view.printed.families[1:30]
    if not recorded:
        return _absent("authors")
    names = (view.work.authors or view.work.editors)[1:30]
    shown = "; ".join(view.printed.names[1:30]) or None, "; ".join(name.key for name in names)
    words = view.printed.bag
    found = sum(any(part in words for part in name.split() if len(part) > 2) for name in recorded)
    expected = max(found, 1) if view.printed.et_al else len(recorded)
    raw = _judged("authors", min(1.0, found / expected), *shown, agrees=0.5)
    if not found and (view.printed.et_al or not _has_more_authors(view)):
        raw = _absent("authors", shown[0], None if view.printed.et_al else shown[1])
    if not printed or raw.similarity == 1.0:
        return raw
    alike = sum(any(name_likeness(name, r) >= 0.85 for r in recorded) for name in printed)
    parsed = _judged("authors", alike / len(printed), *shown, agrees=0.5)
    return _better(view, "author", raw, parsed)


def _has_more_authors(view: View) -> bool:
    """Whether anything beside the first author's name stands before the title."""
    if view.title and view.title.end and view.title.similarity >= TITLE_AGREES:
        first = view.families[0].split()
        before = view.printed.words[: view.title.start]
        return any(len(word) > 2 and word.isalpha() and word not in first for word in before)
    return _has_authors(view)


def _compare_year(view: View) -> FieldEvidence:
    recorded = view.work.years
    date = view.printed.parsed.get("date")
    printed = view.printed.years
    if not recorded:
        return _absent("year", date)
    if any(year in recorded for year in printed):
        return _judged("year", 1.0, date, str(recorded[0]))
    garbled = _compare_garbled_year(view, date)
    if not printed or garbled.outcome == "agree":
        return garbled
    if date is not None:
        printed = read_years(date) or printed
    distance = min(abs(one - other) for one in printed for other in recorded)
    shown = date or (str(printed[0]) if len(printed) == 1 else None)
    # Print and online publication often lie in neighbouring years.
    return _judged("year", 0.5 if distance == 1 else 0.0, shown, str(recorded[0]))


def _compare_garbled_year(view: View, date: str | None) -> FieldEvidence:
    """A year with one figure read as a letter ("200e") or a space in it ("201 8")."""
    recorded = list(map(str, view.work.years))
    alike = any(is_misread(word, year) for word in view.printed.misread for year in recorded)
    if alike or not view.printed.rejoined.isdisjoint(recorded):
        return _judged("year", _MISREAD, date, recorded[0], _MISREAD)
    return _absent("year", date, recorded[0])


_MISREAD = 0.8  # what a number is worth that is the recorded one but for a slip of the reader


def _compare_number(field: str, recorded: str | None, view: View) -> FieldEvidence:
    """Volume or issue: equal as numbers; in a raw string, printed somewhere outside the title."""
    printed = view.printed.parsed.get(field)
    if not recorded:
        return _absent(field, printed, None)
    wanted = wanted_numbers(recorded)
    if _is_printed(wanted, view) or (printed is not None and wanted & wanted_numbers(printed)):
        return _judged(field, 1.0, printed, recorded)
    if not wanted.isdisjoint(view.printed.rejoined):
        return _judged(field, _MISREAD, printed, recorded, _MISREAD)
    if (printed is not None and field in view.printed.sure) or _count_strange(view):
        return _judged(field, 0.0, printed, recorded)
    return _absent(field, printed, recorded)


def _count_strange(view: View) -> int:
    """How many numbers are none of the work's: what is not found among them contradicts it."""
    printed, work = view.printed, view.work
    years = {str(year) for year in (*work.years, *printed.years[:1])}
    known = printed.issues | printed.glued | years
    for text in (work.volume, work.issue, work.page, work.article_number):
        if text:
            known |= {digits.lstrip("0") for digits in _DIGITS.findall(text)} | set(
                read_numbers(text)
            )
    # "2008a" is a year too.
    return sum(number not in known and number[:-1] not in years for number in view.left)


def _is_printed(wanted: frozenset[str], view: View) -> bool:
    """Whether the raw string has one of the numbers; a year counts for a volume once more only."""
    years = {str(year) for year in view.work.years}
    if any(view.left.count(number) > (number in years) for number in wanted):
        return True
    # "LXIII", "Suppl": numbers that are words.
    return any(word.isalpha() and word in view.printed.bag for word in wanted)


def _compare_volume(view: View) -> FieldEvidence:
    return _compare_number("volume", view.work.volume, view)


def _compare_issue(view: View) -> FieldEvidence:
    found = _compare_number("issue", view.work.issue, view)
    if found.outcome == "agree" or not found.recorded or "issue" in view.printed.sure:
        return found
    # Most styles leave the issue out, so that only one in brackets can be another.
    if view.printed.issues:
        return _judged("issue", 0.0, found.printed, found.recorded)
    return _absent("issue", found.printed, found.recorded)


def _compare_page(view: View) -> FieldEvidence:
    """First page or article number."""
    work, printed = view.work, view.printed.parsed.get("pages")
    shown = work.page or work.article_number
    recorded = [
        pages for text in (work.page, work.article_number) if (pages := read_numbers(text or ""))
    ]
    if not recorded:
        return _compare_wordy_page(view, printed, shown)
    similarity = _page_in(view, recorded)
    if similarity >= PAGE_AGREES:
        return _judged("page", similarity, printed, shown, PAGE_AGREES)
    if printed is not None and (numbers := read_numbers(printed)):
        likeness = max(page_likeness(numbers[0], pages[0]) for pages in recorded)
        if likeness >= PAGE_AGREES or "pages" in view.printed.sure:
            return _judged("page", likeness, printed, shown, PAGE_AGREES)
    spare = _count_strange(view) - (
        work.volume is None or not _is_printed(wanted_numbers(work.volume), view)
    )
    if spare < 1:
        # Who gives a year gives the page where there is one; a title alone leaves out all.
        return _absent("page", printed, shown if view.printed.years else None)
    return _judged("page", similarity, printed, shown, PAGE_AGREES)


def _page_in(view: View, recorded: Sequence[Sequence[str]]) -> float:
    """How surely one of the first pages stands among the numbers of the raw string."""
    left = view.left
    for pages in recorded:
        if pages[0] in left:
            return 1.0
        if pages[0] in view.printed.rejoined or any(_is_range(n, pages) for n in left):
            return PAGE_AGREES
        if len(pages[0]) >= _LEGIBLE and any(is_misread(w, pages[0]) for w in view.printed.misread):
            return PAGE_AGREES
    return max((page_likeness(n, pages[0]) for n in left for pages in recorded), default=0.0)


_LEGIBLE = 3  # figures of a page; of a shorter one too few are left when one is misread


def _is_range(number: str, pages: Sequence[str]) -> bool:
    """Whether a number is two pages with a dash that was read as a letter: "23m31"."""
    if len(pages) != 2 or len(number) != len(pages[0]) + len(pages[1]) + 1:
        return False
    return number.startswith(pages[0]) and number.endswith(pages[1])


def _compare_wordy_page(view: View, printed: str | None, shown: str | None) -> FieldEvidence:
    """A page that is no number: "xii", "IBC", "no-no"."""
    first = next(iter(split_words(shown or "")), "")
    if len(first) > 1 and first in view.printed.bag:
        return _judged("page", PAGE_AGREES, printed, shown, PAGE_AGREES)
    return _absent("page", printed, shown)


def _compare_last_page(view: View) -> FieldEvidence:
    """The last page, completed on both sides; a reference may print the first alone."""
    printed, recorded = view.printed.parsed.get("pages"), read_numbers(view.work.page or "")
    if len(recorded) != 2 or recorded[0] == recorded[1]:
        return _absent("last-page", printed)
    if recorded[1] in view.left:
        return _judged("last-page", 1.0, printed, view.work.page)
    numbers = read_numbers(printed) if printed is not None and "pages" in view.printed.sure else ()
    if len(numbers) != 2:
        return _absent("last-page", printed)
    likeness = page_likeness(numbers[1], recorded[1])
    return _judged("last-page", likeness, printed, view.work.page, PAGE_AGREES)


def _compare_container(view: View) -> FieldEvidence:
    """The journal: its title, its abbreviation or its initials."""
    titles = view.work.container_title
    printed = view.printed.parsed.get("container-title")
    if not titles:
        return _absent("container-title", printed, None)
    outside = _outside(view)
    similarity = raw_likeness(outside, view.container)
    raw = _judged("container-title", similarity, printed, titles[0], CONTAINER_AGREES)
    if similarity < CONTAINER_AGREES and not _has_container(view, outside):
        raw = _absent("container-title", printed, titles[0])
    if printed is None:
        return raw
    another = "container-title" in view.printed.sure and is_another(
        printed, view.container, view.journals
    )
    if raw.similarity == 1.0 and not another:
        return raw
    likeness = field_likeness(printed, view.container, view.journals)
    parsed = _judged("container-title", likeness, printed, titles[0], CONTAINER_AGREES)
    if another:
        return parsed
    return _better(view, "container-title", raw, parsed)


def _outside(view: View) -> tuple[str, ...]:
    words, title = view.printed.words, view.title
    if title and title.end and title.similarity >= TITLE_AGREES:
        words = (*words[: title.start], "", *words[title.end :])
    return words


def _has_container(view: View, outside: Sequence[str]) -> bool:
    """Whether a word stands outside the title that is none of the authors' and could be a journal's."""
    names = {part for name in view.families for part in name.split()}
    return any(len(word) > 2 and word.isalpha() and word not in names for word in outside)


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


COMPARISONS: Mapping[str, Callable[[View], FieldEvidence]] = {
    "doi": _compare_doi,
    "title": _compare_title,
    "title-words": _compare_title_words,
    "notice": _compare_notice,
    "author": _compare_author,
    "authors": _compare_authors,
    "year": _compare_year,
    "volume": _compare_volume,
    "issue": _compare_issue,
    "page": _compare_page,
    "last-page": _compare_last_page,
    "container-title": _compare_container,
    "type": _compare_type,
}
"""What compares each field, in the order of a candidate's evidence."""
