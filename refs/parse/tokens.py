"""Words of a reference and the punctuation between them.

Only words are labelled; what stands between them is evidence. Page ranges, article numbers,
hyphenated words and addresses stay whole (``355ra116``, ``e538-e548``, ``T-cell``), while
``2019;14(3):153-60`` falls apart at its punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from refs.parse.draft import Draft
from refs.text import DASHES

_JOINT = rf"(?:[{DASHES}]{{1,2}}|['’])"
# Written without spaces, so that a number inside is a word of its own: 제21권.
_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(
    rf"""(?P<address>(?:https?://|www\.|10\.\d{{4,9}}/)[^\s<>"]+[^\s<>".,;:()\[\]])
    | (?P<word>[^\W\d_](?:\.-?[^\W\d_](?![^\W_]))+       # C.H., J.-P.
      | [{_CJK}]+
      | (?:pp?|(?:(?<=[a-z.][ ])|(?<=\.))[A-Z])(?=\d)      # pp119-50; Phys. Rev. D71
      | [^\W_{_CJK}]+(?:{_JOINT}[^\W_{_CJK}]+)*)""",
    re.VERBOSE,
)
_ADDRESS = "<address>"
MARK = "*"
_EMPHASIS = re.compile(
    r"\*|(?<![^\W_])_|_(?![^\W_])|</?(?:i|b|em|strong|italic|bold|u)>", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words in printed order, as parallel sequences; ``gaps`` has one more than there are words.

    ``gaps[i]`` is what stands before word ``i``; the last one stands after the last word.
    """

    spans: Sequence[tuple[int, int]]
    """Offsets into the text that was tokenised."""
    words: Sequence[str]
    """As printed, an address replaced by one word for all."""
    gaps: Sequence[str]
    """As printed, with :data:`MARK` behind where emphasis begins or ends."""


def tokenise(draft: Draft) -> Tokens:
    """The words of what no step has explained yet; their offsets are those of the clean text."""
    text, (start, end) = draft.text, draft.body
    spans: list[tuple[int, int]] = []
    words: list[str] = []
    gaps: list[str] = []
    last = start
    for found in _TOKEN.finditer(text, start, end):
        span = found.span()
        spans.append(span)
        words.append(found[0] if found.lastgroup == "word" else _ADDRESS)
        gaps.append(text[last : span[0]])
        last = span[1]
    gaps.append(text[last:end])
    if len(draft.raw) > len(text):
        gaps = _with_marks(draft, spans, gaps)
    return Tokens(spans, words, gaps)


def _with_marks(draft: Draft, spans: Sequence[tuple[int, int]], gaps: Sequence[str]) -> list[str]:
    """The gaps, marked where the source has emphasis that the clean text has not."""
    origin = draft.clean.origin
    starts = [origin[start] for start, _ in spans] + [len(draft.raw)]
    ends = [0] + [origin[end - 1] + 1 for _, end in spans]
    return [
        gap + MARK if start - end > len(gap) and _EMPHASIS.search(draft.raw, end, start) else gap
        for gap, end, start in zip(gaps, ends, starts, strict=True)
    ]
