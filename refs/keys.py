"""Citation keys: made of what a work is, by a pattern, the same in every run."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count, product
from string import ascii_lowercase
from typing import Any, Final

from refs.errors import BadPattern
from refs.formats.items import line, names, strip_markup, year
from refs.model import Entry

DEFAULT: Final = "[auth][year][word]"
"""Family, year and first word of the title, in lower case: ``raje2019anti``."""
# Letters that Unicode does not take apart.
_FOLDED: Final = str.maketrans(
    {"ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
# Words that say nothing about a title.
_STOPWORDS: Final = frozenset(
    ("a", "an", "the", "of", "on", "in", "for", "and", "or", "to", "with", "from", "by", "at", "as")
)
_PART: Final = re.compile(r"\[([a-z]+)(\d{0,2})((?::[a-z]+)*)\]")
_LITERAL: Final = re.compile(r"[A-Za-z0-9_:.+/-]*")


def assign_keys(entries: Sequence[Entry], pattern: str | None = None) -> list[Entry]:
    """The entries, each with a key of its own.

    Without a pattern those that have a key keep it and the others get ``DEFAULT``; with one all get
    new keys. Keys that would be alike get a, b, c … by DOI, or else by what the entry says, so that
    the order of the file has no say; a key that its file gives twice stays with the first.

    Raises:
        BadPattern: the pattern has a part that there is not.
    """
    parts = _read_pattern(pattern or DEFAULT)
    taken: set[str] = set()
    keep: dict[int, str] = {}
    if pattern is None:
        for place, entry in enumerate(entries):
            if entry.key and entry.key not in taken:
                keep[place] = entry.key
                taken.add(entry.key)
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        if place not in keep:
            alike[entry.key if pattern is None and entry.key else _make(entry.item, parts)].append(
                place
            )
    for key, places in sorted(alike.items()):
        if len(places) == 1 and key not in taken:
            keep[places[0]] = key
            taken.add(key)
    for key, places in sorted(alike.items()):
        left = sorted(
            (place for place in places if place not in keep),
            key=lambda place: _identity(entries[place]),
        )
        free = (key + letters for letters in _letters() if key + letters not in taken)
        for place in left:
            keep[place] = next(free)
            taken.add(keep[place])
    return [replace(entry, key=keep[place]) for place, entry in enumerate(entries)]


def fill_keys(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries as they come: those without a key get ``DEFAULT``, and no key comes twice.

    A key that would be the second gets a, b, c … in the order of the file; only the keys are kept
    in memory.
    """
    parts = _read_pattern(DEFAULT)
    taken: set[str] = set()
    used: dict[str, Iterator[str]] = {}
    for entry in entries:
        if not entry.item:
            yield entry
            continue
        key = wanted = entry.key or _make(entry.item, parts)
        while key in taken:
            key = wanted + next(used.setdefault(wanted, _letters()))
        taken.add(key)
        yield entry if key == entry.key else replace(entry, key=key)


def make_key(item: Mapping[str, Any], pattern: str = DEFAULT) -> str:
    """The key of an item; of two items it may be the same.

    Raises:
        BadPattern: the pattern has a part that there is not.
    """
    return _make(item, _read_pattern(pattern))


def _identity(entry: Entry) -> tuple[str, str]:
    item = entry.item
    said = entry.raw or "|".join(
        f"{name}={item[name]}" for name in sorted(item) if name != "custom"
    )
    return (line(item.get("DOI")).lower() or line(said).lower(), said)


def _letters() -> Iterator[str]:
    """a … z, aa, ab …"""
    return ("".join(letters) for n in count(1) for letters in product(ascii_lowercase, repeat=n))


_Part = tuple[str, int, tuple[str, ...]]


def _read_pattern(pattern: str) -> list[_Part | str]:
    """``[auth:upper]_[year]`` → its parts; a literal stands as it is."""
    parts: list[_Part | str] = []
    end = 0
    for found in [*_PART.finditer(pattern), None]:
        literal = pattern[end : found.start() if found else len(pattern)]
        if not _LITERAL.fullmatch(literal):
            raise BadPattern(pattern, f"{literal!r} cannot stand in a key")
        if literal:
            parts.append(literal)
        if found:
            name, number, changes = found[1], found[2], tuple(found[3].split(":")[1:])
            unknown = next((one for one in changes if one not in _CHANGES), None)
            if name not in _VALUES or unknown:
                raise BadPattern(pattern, f"there is no [{unknown or name}]; there are {_known()}")
            parts.append((name, int(number or 0), changes))
            end = found.end()
    return parts


def _known() -> str:
    return ", ".join((*_VALUES, *(f":{change}" for change in _CHANGES)))


def _make(item: Mapping[str, Any], parts: Iterable[_Part | str]) -> str:
    made = []
    for part in parts:
        if isinstance(part, str):
            made.append(part)
            continue
        name, number, changes = part
        text = _VALUES[name](item, number)
        for change in changes:
            text = _CHANGES[change](text)
        made.append(text)
    return "".join(made) or "anonymous"


def _family(item: Mapping[str, Any], number: int) -> str:
    people = names(item) or names(item, "editor")
    first: Mapping[str, object] = next(iter(people), {})
    name = " ".join(
        line(first[part]) for part in ("non-dropping-particle", "family") if first.get(part)
    ) or next(iter(ascii_words(first.get("literal"))), "")
    family = "".join(ascii_words(name)) or "anonymous"
    return family[:number] if number else family


def _title_words(item: Mapping[str, Any]) -> list[str]:
    words = ascii_words(strip_markup(line(item.get("title"))))
    return [word for word in words if len(word) > 1 and word not in _STOPWORDS]


def _title(item: Mapping[str, Any], number: int) -> str:
    return "".join(_title_words(item)[: number or 1])


def _journal(item: Mapping[str, Any], number: int) -> str:
    short = item.get("container-title-short") or item.get("container-title")
    return "".join(ascii_words(short)[: number or None])


def _digits(item: Mapping[str, Any], variable: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "", line(item.get(variable)))


# Part of a pattern → its text; the number behind it counts letters of a name, words of a title.
_VALUES: Final[Mapping[str, Any]] = {
    "auth": _family,
    "year": lambda item, _: year(item),
    "shortyear": lambda item, _: year(item)[-2:],
    "word": _title,
    "title": _title,
    "journal": _journal,
    "volume": lambda item, _: _digits(item, "volume"),
    "page": lambda item, _: _digits(item, "page").partition("-")[0],
    "pmid": lambda item, _: _digits(item, "PMID"),
    "doi": lambda item, _: re.sub(r"[^A-Za-z0-9.-]+", "_", line(item.get("DOI"))),
}
_CHANGES: Final[Mapping[str, Any]] = {
    "upper": str.upper,
    "lower": str.lower,
    "capitalize": str.capitalize,
}


def ascii_words(text: object) -> list[str]:
    """The words that hold a letter, in lower case, without accents; none of another script."""
    apart = unicodedata.normalize("NFKD", line(text).casefold().translate(_FOLDED))
    return re.findall(
        r"[a-z0-9]*[a-z][a-z0-9]*", "".join(c for c in apart if not unicodedata.combining(c))
    )
