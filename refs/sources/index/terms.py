"""The words and the exact keys under which works are posted and references looked up."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from refs.folding import fold
from refs.model import Notice, Reference, Work

_NAMES = 50  # authors of a work that are posted; a reference prints fewer
_NUMBER = re.compile(r"[A-Za-z]{0,3}\d{1,7}")
_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")
_GUESSED = 300  # keys that the numbers of one string could make


def telling(words: Iterable[str]) -> Iterator[str]:
    """The folded words by which a work is found: single letters are none, single digits are."""
    return (word for word in words if len(word) > 1 or word.isdigit())


def work_words(work: Work) -> str:
    """What a work is posted under: the words of its titles, names, years and numbers."""
    names = " ".join(name.key for name in (work.authors or work.editors)[:_NAMES])
    numbers = (work.volume, work.issue, work.page, work.article_number, *map(str, work.years))
    parts = (work.title, work.subtitle, names, *work.container_title, *numbers)
    return " ".join(telling(fold(" ".join(part for part in parts if part)).split()))


def work_keys(work: Work) -> str:
    """Keys under which a work is found exactly: ``2018v379p64`` and ``juney2018p64``."""
    pages = {_page(text) for text in (work.page, work.article_number) if text} - {""}
    author = fold(work.authors[0].key).split() if work.authors else []
    keys = []
    for year, page in itertools.product(work.years, sorted(pages)):
        if work.volume:
            keys.append(_volume_key(str(year), _plain(work.volume), page))
        if author:
            keys.append(_author_key(author[-1], str(year), page))
    keys += [notice_key(one.doi) for one in work.notices if one.doi and is_about(one)]
    return " ".join(keys)


def notice_key(doi: str) -> str:
    """The key under which the notices about a work are found: retractions, corrections …"""
    return f"on:{''.join(doi.split())}"


def is_about(notice: Notice) -> bool:
    """Whether it says what the work that has it is about: "is-retraction-of"."""
    return notice.kind.startswith("is-") and notice.kind.endswith("-of")


def read_keys(reference: Reference) -> list[str]:
    """The keys that the parsed fields of a reference make."""
    years = _YEAR.findall(reference.text("date") or "")
    page, volume = _page(reference.text("pages") or ""), _plain(reference.text("volume") or "")
    author = _first_author(reference)
    keys = []
    for year in dict.fromkeys(years[:2]) if page else ():
        keys += [_volume_key(year, volume, page)] if volume else []
        keys += [_author_key(author, year, page)] if author else []
    return keys


def _first_author(reference: Reference) -> str | None:
    names = reference.csl.get("author")
    first = names[0] if isinstance(names, list) and names else None
    if not isinstance(first, Mapping):
        return None
    family = fold(str(first.get("family") or first.get("literal") or "")).split()
    return family[-1] if family else None


def guess_keys(text: str, folded: Collection[str]) -> list[str]:
    """The keys that the numbers of a printed reference could make, the likeliest order first."""
    numbers = list(dict.fromkeys(_plain(found) for found in _NUMBER.findall(text)))[:20]
    years = [number for number in numbers if len(number) == 4 and number.startswith(("1", "20"))]
    authors = [word for word in itertools.islice(folded, 4) if word.isalpha()]
    keys: list[str] = []
    for year in years[:3]:
        rest = [number for number in numbers if number != year]
        keys += (_author_key(author, year, page) for author in authors for page in rest)
        keys += (
            _volume_key(year, volume, page) for volume, page in itertools.permutations(rest, 2)
        )
    return keys[:_GUESSED]


def is_told(title: Iterable[str], told: Collection[str], share: float) -> bool:
    """Whether so large a share of a title's words is among the words of a reference."""
    wanted = set(title)
    return bool(wanted) and len(wanted.intersection(told)) >= share * len(wanted)


def _volume_key(year: str, volume: str, page: str) -> str:
    return f"{year}v{volume}p{page}"


def _author_key(author: str, year: str, page: str) -> str:
    return f"{author}y{year}p{page}"


def _page(text: str) -> str:
    found = _NUMBER.search(text)
    return _plain(found.group()) if found else ""


def _plain(number: str) -> str:
    """Lower case, digits only where the letters stand before them: "e00012" → "12"."""
    plain = number.lower() if number.isascii() else "".join(fold(number).split())
    return plain.lstrip("abcdefghijklmnopqrstuvwxyz").lstrip("0")
