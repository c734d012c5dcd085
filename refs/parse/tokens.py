"""Words of a reference and the punctuation between them.

Only words are labelled; what stands between them is evidence. Page ranges, article numbers,
hyphenated words and addresses stay whole (``355ra116``, ``e538-e548``, ``T-cell``), while
``2019;14(3):153-60`` falls apart at its punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from refs.parse.draft import Draft
from refs.parse.kept import Kept
from refs.text import DASHES

_JOINT = rf"(?:[{DASHES}]{{1,2}}|['’])"
_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"


def _words(letter: str, more: str = "") -> re.Pattern[str]:
    """A pattern that splits a text at its words; ``letter`` is what most of them are made of."""
    return re.compile(
        rf"""((?:https?://|www\.|10\.\d{{4,9}}/)[^\s<>"]+[^\s<>".,;:()\[\]]
        | [^\W\d_](?:\.-?[^\W\d_](?![^\W_]))+                      # C.H., J.-P.
        | pp?(?=\d) | [A-Z](?=\d)(?:(?<=[a-z.][ ].)|(?<=\..))     # pp119-50; Phys. Rev. D71
        | {more}{letter}+(?:{_JOINT}{letter}+)*)""",
        re.VERBOSE,
    )


_SPLIT = _words(r"[^\W_]")
# Han, Kana and Hangul are written without spaces, so that a number inside is a word of its own: 제21권.
_SPLIT_CJK = _words(rf"[^\W_{_CJK}]", rf"[{_CJK}]+|")
# Nothing beyond tells one word or gap from another; what is kept of them must stay small.
_LONGEST_WORD, _LONGEST_GAP = 60, 5
MARK = "*"
_EMPHASIS = re.compile(
    r"\*|(?<![^\W_])_|_(?![^\W_])|</?(?:i|b|em|strong|italic|bold|u)>", re.IGNORECASE
)


# Words in lower case that open a field without punctuation before them: "Nature vol 5 no 3 pp 1-9".
_OPENING = frozenset(
    "p pp pg pgs pages page s no nr n nº vol v bd t in en eds ed edited hrsg isbn doi http https www suppl pt issue".split()
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What is labelled, in printed order: words, each with those that surely belong to the same field.

    A word in lower case goes with the one before it when only a space is between them, initials
    that a comma or full stop ends go with the name: no field begins there (measured: 3 in 10,000). ``gaps[i]`` is
    what stands before token ``i``; the last gap stands after the last token.
    """

    spans: Sequence[tuple[int, int]]
    """Offsets into the text that was tokenised."""
    words: Sequence[str]
    """All words as printed, long ones cut."""
    lengths: Sequence[int]
    """How many words each token has."""
    gaps: Sequence[str]
    """As printed, the middle of long ones left out; :data:`MARK` ends those where emphasis begins or ends."""


def tokenise(draft: Draft) -> Tokens:
    """The tokens of what no step has explained yet; their offsets are those of the clean text."""
    text, (start, end) = draft.text, draft.body
    pattern = _SPLIT if max(text, default="") < _CJK[0] else _SPLIT_CJK
    parts = pattern.split(text[start:end])
    places = list(accumulate(map(len, parts), initial=start))
    spans = list(zip(places[1::2], places[2::2], strict=False))
    words = [word[:_LONGEST_WORD] for word in parts[1::2]]
    gaps = [gap if len(gap) <= _LONGEST_GAP else f"{gap[:3]}…{gap[-2:]}" for gap in parts[::2]]
    if len(draft.raw) > len(text):
        gaps = _with_marks(draft, spans, gaps)
    first = [
        i
        for i, (gap, ties, after) in enumerate(
            zip(gaps, map(_TIES.__getitem__, words), gaps[1:], strict=False)
        )
        if gap != " " or not (ties and after.startswith(ties)) or not i
    ]
    bounds = list(pairwise([*first, len(words)]))
    whole = [(spans[i][0], spans[j - 1][1]) for i, j in bounds]
    return Tokens(
        whole,
        words,
        [j - i for i, j in bounds],
        [*[gaps[i] for i in first], gaps[-1]],
    )


def split_words(text: str) -> list[str]:
    """The words of a text as :func:`tokenise` would find them, each by itself."""
    pattern = _SPLIT if max(text, default="") < _CJK[0] else _SPLIT_CJK
    return pattern.split(text)[1::2]


def _ties_of(word: str) -> tuple[str, ...]:
    """What the gap after a word begins with when the word belongs to the one before it."""
    if word.isupper() and word.isalpha() and len(word) < 4:
        # "from Drosophila J. Biol. Chem.": one letter before a full stop may begin a journal's name.
        return (",", ".") if len(word) > 1 else (",",)
    alone = not word[0].islower() or word[-1].isdigit() or "/" in word or word in _OPENING
    return () if alone else ("",)


_TIES = Kept(_ties_of)


def _with_marks(draft: Draft, spans: Sequence[tuple[int, int]], gaps: Sequence[str]) -> list[str]:
    """The gaps, marked where the source has emphasis that the clean text has not."""
    origin = draft.clean.origin
    starts = [origin[start] for start, _ in spans] + [len(draft.raw)]
    ends = [0] + [origin[end - 1] + 1 for _, end in spans]
    return [
        gap + MARK if start > end and _EMPHASIS.search(draft.raw, end, start) else gap
        for gap, end, start in zip(gaps, ends, starts, strict=True)
    ]
