"""How a work's title lies in a reference: what is covered, what is missing, what is changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq, Opcode

from refs.compare.printed import STOP, Printed
from refs.folding import fold, split_words
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
_TELLING = 60  # letters; works with a title so long hardly ever share it: "Introduction" has 13
_HALF = 0.5  # share of a title's words; with fewer it is not worth while to look where they stand
_SOME, _GARBLED = 0.2, 88.0  # share of the words that are left, per cent of the letters
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

    weight: float = 0.0
    """0..1: how little it can be chance that a title of so many letters is the same."""

    @property
    def whole(self) -> bool:
        """Whether the titles are the same, word for word."""
        return not self.missing and not self.extra and self.similarity == 1.0


def letters(words: Iterable[str]) -> int:
    return sum([1 if word in STOP else 1 + len(word) for word in words])


def view_title(printed: Printed, title: tuple[str, ...]) -> TitleView:
    """How ``title`` lies in the raw string."""
    words = set(title)
    shared = len(printed.bag.intersection(words)) / len(words)
    if shared < _HALF:
        alike = _garbled(printed, title, shared) or min(shared, TITLE_AGREES / 2)
        return TitleView(alike, weight=_weight(title))
    if shared == 1.0 and (at := printed.spaced.find(f" {' '.join(title)} ")) >= 0:
        start = printed.spaced.count(" ", 0, at)
        return TitleView(1.0, start, start + len(title), weight=_weight(title))
    start, end = _window(title, printed.words)
    region = printed.words[start:end]
    missing, extra = _lacking(title, region), _lacking(region, title)
    similarity = 1 - letters(missing) / max(1, letters(title))
    if similarity < TITLE_AGREES and (alike := _garbled(printed, title, shared)):
        return TitleView(alike, weight=_weight(title))
    return TitleView(similarity, start, end, missing, extra, _weight(title))


def _garbled(printed: Printed, title: tuple[str, ...], shared: float) -> float:
    """How like a title is that has few words as they are: letters misread, spaces lost or added.

    0 where it could be another one, as with other numbers; which words are changed is not known.
    """
    wanted = "".join(title)
    if shared < _SOME or not _LONG_TITLE <= len(wanted) <= len(printed.compact):
        return 0.0
    if any(word.isdigit() and word not in printed.bag for word in title):
        return 0.0
    return fuzz.partial_ratio(wanted, printed.compact, score_cutoff=_GARBLED) / 100


def compare_titles(title: tuple[str, ...], read: tuple[str, ...]) -> TitleView:
    """How ``title`` and the title that the parser read cover each other."""
    missing, extra = _lacking(title, read), _lacking(read, title)
    similarity = 1 - letters(missing) / max(1, letters(title))
    if letters(read) >= _LONG_TITLE:
        similarity = max(similarity, 1 - letters(extra) / letters(read))
    return TitleView(similarity, 0, 0, missing, extra, _weight(title))


def _weight(title: tuple[str, ...]) -> float:
    return min(1.0, letters(title) / _TELLING)


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


_TOKEN = re.compile(r"\w+(?:['’]\w+)*")
_SHORT_WORD = 4  # letters; no shorter word is spelt in two ways
# British, American and older spellings of one word, each made the shorter one.
_VARIANTS = (
    (re.compile(r"our"), "or"),
    (re.compile(r"ae|oe"), "e"),
    (re.compile(r"ys(?=e|i)|yz(?=e|i)"), "yz"),
    (re.compile(r"is(?=e|i|a)"), "iz"),
    (re.compile(r"ll"), "l"),
    (re.compile(r"tre\Z"), "ter"),
    (re.compile(r"ogue\Z"), "og"),
    (re.compile(r"sulph"), "sulf"),
)


def differing_words(printed: str, recorded: str) -> tuple[str, str] | None:
    """The stretches of two titles that differ, as printed and as recorded; None where none does.

    No difference are case, accents, punctuation, hyphens and spaces, spelling variants, small words
    left out, and a beginning or an end that one side lacks: a shortened title, a subtitle.
    """
    if split_words(printed) == split_words(recorded):
        return None
    one, other = _TOKEN.findall(printed), _TOKEN.findall(recorded)
    mine, theirs = list(map(_normal, one)), list(map(_normal, other))
    left: list[str] = []
    right: list[str] = []
    blocks = [block for block in LCSseq.opcodes(mine, theirs) if block.tag != "equal"]
    for block in _joined(blocks):
        a, b, c, d = block
        if fold("".join(one[a:b])) == fold("".join(other[c:d])):
            continue
        edge = (a == 0 and c == 0) or (b == len(mine) and d == len(theirs))
        if a == b or c == d:
            if edge or STOP.issuperset(mine[a:b] + theirs[c:d]):
                continue
            # A word too many or too few is shown with the next one, which both have.
            b, d = b + 1, d + 1
        left += one[a:b]
        right += other[c:d]
    return (" ".join(left), " ".join(right)) if left or right else None


def _joined(blocks: Sequence[Opcode]) -> Iterable[tuple[int, int, int, int]]:
    """Neighbouring edits as one stretch of either side."""
    stretch: tuple[int, int, int, int] | None = None
    for block in blocks:
        span = (block.src_start, block.src_end, block.dest_start, block.dest_end)
        if stretch and stretch[1] == span[0] and stretch[3] == span[2]:
            stretch = (stretch[0], span[1], stretch[2], span[3])
            continue
        if stretch:
            yield stretch
        stretch = span
    if stretch:
        yield stretch


@lru_cache(maxsize=4096)
def _normal(word: str) -> str:
    folded = fold(word).replace(" ", "")
    if len(folded) < _SHORT_WORD:
        return folded
    for pattern, short in _VARIANTS:
        folded = pattern.sub(short, folded)
    return folded
