"""How a work's title lies in a reference: what is covered, what is missing, what is changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from refs.compare.printed import STOP, Printed, split_words
from refs.model import Work


def work_titles(work: Work) -> tuple[tuple[str, ...], ...]:
    title = split_words(work.title) if work.title else ()
    if not title:
        return ()
    subtitle = split_words(work.subtitle) if work.subtitle else ()
    if not subtitle or set(subtitle) <= set(title):
        return (title,)
    return (title, title + subtitle)


# A record whose title begins so is about another work: a reference to that work means another.
NOTICE = re.compile(
    r"(?:author |publisher |editorial )?(?:erratum|errata|corrigend\w+|correction (?:to|for)|"
    r"retract(?:ion|ed)|withdrawn|withdrawal|expression of concern|addendum|comment(?:ary)? on|"
    r"reply (?:to|by)|response to|re |authors? reply|authors? response|review (?:for|of)|"
    r"invited comment|comment(?:ary)? )"
)
# Words between two runs of a title that still belong to it: a changed or added word.
_GAP = 3
_LONG_TITLE = 20  # letters; a shorter printed title inside the recorded one proves little
TITLE_AGREES = 0.6  # share of the title, by letters; below this another title is likelier


@dataclass(frozen=True, slots=True)
class TitleView:
    """How a work's title lies in a reference."""

    similarity: float
    """0..1, share of the better covered side, by letters."""
    start: int = 0
    """Where it lies in ``Printed.words``; ``start == end`` where the string has nothing of it."""
    end: int = 0
    missing: tuple[str, ...] = ()
    """Words of the record that the reference lacks, in order."""
    extra: tuple[str, ...] = ()
    """Words that the reference has in their place."""

    @property
    def whole(self) -> bool:
        """Whether the titles are the same, word for word."""
        return not self.missing and not self.extra and self.similarity == 1.0


def letters(words: Iterable[str]) -> int:
    return sum(1 if word in STOP else 1 + len(word) for word in words)


def view_title(printed: Printed, title: tuple[str, ...]) -> TitleView:
    """How ``title`` lies in the raw string."""
    if 2 * len(printed.bag.intersection(title)) < len(set(title)):
        lacking = letters(word for word in title if word not in printed.bag)
        return TitleView(min(1 - lacking / max(1, letters(title)), TITLE_AGREES / 2))
    start, end = _window(title, printed.words)
    region = printed.words[start:end]
    if region == title:
        return TitleView(1.0, start, end)
    missing, extra = _lacking(title, region), _lacking(region, title)
    return TitleView(1 - letters(missing) / max(1, letters(title)), start, end, missing, extra)


def compare_titles(title: tuple[str, ...], read: tuple[str, ...]) -> TitleView:
    """How ``title`` and the title that the parser read cover each other."""
    missing, extra = _lacking(title, read), _lacking(read, title)
    similarity = 1 - letters(missing) / max(1, letters(title))
    if letters(read) >= _LONG_TITLE:
        similarity = max(similarity, 1 - letters(extra) / letters(read))
    return TitleView(similarity, 0, 0, missing, extra)


def _lacking(words: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """The words that ``others`` lack, as words and inside longer ones ("beta1", "beta 1")."""
    known, compact = set(others), "".join(others)
    return tuple(w for w in words if w not in known and not (len(w) > 3 and w in compact))


def _window(title: tuple[str, ...], words: tuple[str, ...]) -> tuple[int, int]:
    """The stretch of ``words`` that holds most of ``title``, gaps of a few words included."""
    best, weight = (0, 0), 0
    first = last = held = 0
    for block in LCSseq.opcodes(title, words):
        if block.tag != "equal":
            continue
        gained = letters(words[block.dest_start : block.dest_end])
        # A lone "a" or "of" far from the rest is an initial or another sentence's.
        if gained < 3 and not (held and block.dest_start == last + 1):
            continue
        if held and block.dest_start - last <= _GAP:
            held += gained
        else:
            first, held = block.dest_start, gained
        last = block.dest_end
        if held > weight:
            best, weight = (first, last), held
    return best


def substituted(
    missing: Sequence[str], extra: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is left when spelling variants ("tumour", "tumor") and small words are paired off."""
    left = [word for word in extra if word not in STOP]
    kept = []
    for word in missing:
        if word in STOP:
            continue
        twin = next((other for other in left if _same_word(word, other)), None)
        if twin is None:
            kept.append(word)
        else:
            left.remove(twin)
    return tuple(kept), tuple(left)


def _same_word(one: str, other: str) -> bool:
    """Spelling variants, plurals and slips of one letter in a long word; never two numbers."""
    if one.isdigit() or other.isdigit():
        return False
    return min(len(one), len(other)) > 3 and fuzz.ratio(one, other) >= 84
