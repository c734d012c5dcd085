"""How much of a journal's title an abbreviation gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from refs.compare.printed import STOP
from refs.folding import split_words
from refs.journals import Journals, journal_key

CONTAINER_AGREES = 0.6
_LONG_NAME = 10  # letters; a shorter name is found by chance in a string of other words
_GARBLED = 85  # per cent of the letters
_QUALIFIER = re.compile(r"\s+[:(\[=]\s*|(?<=\w):\s")  # "Ecotoxicology (London)", "RNA : a journal"


class Container(NamedTuple):
    """What a work came out in, by all its names."""

    names: tuple[tuple[str, ...], ...]
    """The words of each name, recorded ones first; qualifiers left out too."""
    known: frozenset[str]
    """``journal_key`` of every title of it in the table of journals; empty where it is not there."""


@lru_cache(maxsize=8192)
def container_of(titles: tuple[str, ...], issn: tuple[str, ...], journals: Journals) -> Container:
    """A work's journal: as recorded, and as the table of journals names it."""
    known = list(filter(None, map(journals.with_issn, issn)))
    known = known or [one for title in titles for one in journals.named(title)]
    recorded = [name for title in titles for name in (title, _QUALIFIER.split(title)[0])]
    table = [name for one in known for name in one.names]
    words = dict.fromkeys(split_words(name) for name in (*recorded, *table))
    return Container(
        tuple(name for name in words if name), frozenset(journal_key(one.title) for one in known)
    )


def raw_likeness(printed: Sequence[str], container: Container) -> float:
    """0..1: how much of any of the container's names stands among the printed words."""
    text = f" {' '.join(printed)} "
    if any(f" {' '.join(name)} " in text for name in container.names):
        return 1.0
    best = max((container_likeness(printed, name) for name in container.names), default=0.0)
    if best >= CONTAINER_AGREES:
        return best
    # Letters misread or spaces lost: the name in one piece, anywhere in the string.
    compact = "".join(printed)
    for name in container.names:
        wanted = "".join(name)
        if _LONG_NAME <= len(wanted) <= len(compact):
            alike = fuzz.partial_ratio(wanted, compact, score_cutoff=_GARBLED) / 100
            best = max(best, alike)
    return best


def is_another(printed: str, container: Container, journals: Journals) -> bool:
    """Whether both journals are in the table and are not the same."""
    meant = (
        {journal_key(one.title) for one in journals.named(printed)} if container.known else set()
    )
    return bool(meant) and not meant & container.known


def field_likeness(printed: str, container: Container, journals: Journals) -> float:
    """0..1: how surely a printed journal is the container; 0 where both are known and differ."""
    if container.known:
        meant = {journal_key(one.title) for one in journals.named(printed)}
        if meant:
            return float(bool(meant & container.known))
    words = split_words(printed)
    # Either may be the shorter: records have abbreviations too.
    both = (
        (words, name) if len("".join(words)) <= len("".join(name)) else (name, words)
        for name in container.names
    )
    return max((container_likeness(short, full) for short, full in both), default=0.0)


def container_likeness(printed: Sequence[str], title: Sequence[str]) -> float:
    """0..1: how much of a journal's title the printed words give, as ISO 4 would shorten them.

    Every printed word may stand for the title's next word if it begins it ("engl" for "england")
    or contracts it ("natl"); initials alone ("nejm", "pnas") count as 0.9.
    """
    wanted = [word for word in title if word not in STOP]
    if not wanted:
        return float(tuple(title) == tuple(printed))
    best = 0.0
    for start, word in enumerate(printed):
        if not word or word[0] != wanted[0][0]:
            continue
        if len(word) > 2 and len(wanted) > 2 and word == "".join(w[0] for w in wanted)[: len(word)]:
            best = max(best, 0.9)
        best = max(best, _run(printed[start : start + 2 * len(wanted)], wanted))
        if best == 1.0:
            break
    return best


def _run(printed: Sequence[str], wanted: Sequence[str]) -> float:
    """Share of ``wanted`` that the printed words stand for, both read in order."""
    at = matched = 0
    for word in printed:
        if word in STOP:
            continue
        for skipped, full in enumerate(wanted[at : at + 2]):
            if _abbreviates(word, full, alone=len(wanted) == 1):
                matched, at = matched + 1, at + skipped + 1
                break
        else:
            break
        if at == len(wanted):
            break
    return matched / len(wanted)


def _abbreviates(short: str, full: str, *, alone: bool) -> bool:
    if short == full:
        return True
    if alone or not short or short[0] != full[0] or len(short) > len(full):
        return False
    if full.startswith(short):
        return True
    if len(short) < 3:
        return False
    letters = iter(full)  # a contraction: "natl", "intl", "assn"
    return all(letter in letters for letter in short)
