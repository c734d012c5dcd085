"""Search-based matching with validation (SBMV), Crossref's own way to match, as a baseline.

After CrossRef/search-based-reference-matcher and the package crossref-matcher 1.3.3: candidates are
weighed by a generalised Jaccard similarity over numbers, the year and the first author, and only
those pass that have enough of title, year, volume, author and first page in the string. Left out
are the two features of the search engine's relevance, which a ``Work`` does not carry.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal

from rapidfuzz import fuzz

from refs.compare.printed import complete_range
from refs.folding import fold
from refs.model import Candidate, Work

Version = Literal[2018, 2026]
THRESHOLD = 0.34
_SKIPPED = 5  # characters in which a string has its label
_NUMBER = re.compile(r"\d+")
_RANGE = re.compile(r"(\d+)\s*[-–]\s*(\d+)")
_IDENTIFIER = re.compile(
    r"\b(?:doi:\s*)?10\.\d+/\S+|arXiv:\S+|\[[^\]]{0,200}\]|Retrieved .{0,80}http\S+"
)
# By version: how much of the title must be alike, in how many name lengths the author stands.
_TITLE = {2018: 70, 2026: 75}
_REACH = {2018: 3, 2026: 5}


def match_sbmv(text: str, works: Iterable[Work], version: Version = 2026) -> Candidate | None:
    """The candidate that SBMV would accept, scored with its similarity, 0..1; None where none is."""
    cleaned = _IDENTIFIER.sub(" ", text)
    judged = [Candidate(work, _similarity(cleaned, work, version)) for work in works]
    best = max(judged, key=lambda one: (one.score, one.work.doi), default=None)
    return best if best and best.score >= THRESHOLD else None


def _similarity(text: str, work: Work, version: Version) -> float:
    left = Counter(_numbers(text[_SKIPPED:]))
    pairs: list[tuple[float, float]] = []
    found = dict.fromkeys(("volume", "year", "page"), False)
    recorded: tuple[tuple[str, str | None], ...] = (
        ("volume", work.volume),
        ("year", str(work.years[0]) if work.years else None),
        ("issue", work.issue),
        ("page", work.page),
        *((("article-number", work.article_number),) if version == 2026 else ()),
        ("title", work.title),
        ("container", work.container_title[0] if work.container_title else None),
    )
    for name, value in recorded:
        for place, number in enumerate(_numbers(value or "")):
            here = left[number] > 0
            left[number] -= here
            pairs.append((1.0, float(here)))
            if place == 0 and name in found:
                found[name] = here
    if work.years and not found["year"]:
        near = any(left[str(work.years[0] + step)] > 0 for step in (-1, 1))
        found["year"] = near
        pairs.append((0.5 if near else 0.0, 0.5 if near else 0.0))
    author = _author(text, work, version)
    pairs.append((1.0, author))
    pairs += [(0.0, 1.0)] * sum(count for count in left.values() if count > 0)
    title = fuzz.partial_ratio(fold(work.title), fold(text)) > _TITLE[version] if work.title else 0
    support = title + sum(found.values()) + (author > 0.7)
    if support < (4 if version == 2026 and work.type == "journal-article" else 3):
        return 0.0
    most = sum(max(pair) for pair in pairs)
    return sum(min(pair) for pair in pairs) / most if most else 0.0


def _author(text: str, work: Work, version: Version) -> float:
    names = work.authors or work.editors
    if not names or not names[0].key:
        return 0.0
    name = fold(names[0].key)
    return fuzz.partial_ratio(name, fold(text[: _REACH[version] * len(name)])) / 100


def _numbers(text: str) -> list[str]:
    """All integers, shortened last pages completed, leading zeros off."""
    whole = _RANGE.sub(lambda m: f"{m[1]} {complete_range(m[1], m[2])}", text)
    return [number.lstrip("0") or "0" for number in _NUMBER.findall(whole)]
