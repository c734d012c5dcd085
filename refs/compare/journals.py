"""How much of a journal's title an abbreviation gives."""

from __future__ import annotations

import re
from collections.abc import Sequence

from refs.compare.printed import STOP
from refs.folding import split_words
from refs.model import Work

CONTAINER_AGREES = 0.6
_QUALIFIER = re.compile(r"\s+[:(\[=]\s*|(?<=\w):\s")  # "Ecotoxicology (London)", "RNA : a journal"


def best_likeness(printed: Sequence[str], work: Work) -> float:
    """0..1: how much of any of the work's journal titles the printed words give; qualifiers aside."""
    names = dict.fromkeys(
        name for title in work.container_title for name in (title, _QUALIFIER.split(title)[0])
    )
    return max((container_likeness(printed, split_words(name)) for name in names), default=0.0)


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
