"""Running text → sentences, with offsets into the original."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from evidence.inline import RAISED
from evidence.model import Sentence
from refs.model import Article


class Spanned(Protocol):
    """Anything with a place in the text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


# Where a sentence may end: its closing mark, then quotes and brackets, then white space.
_END = re.compile(
    r"(?P<mark>[.?!…]+)(?P<close>[\"'”’)\]*_]*)(?=[\s<$^\[［【({\\⁰¹²³⁴-⁹]|(?<!\d[.])\d|\Z)"
)
_RAISING = ("<", "$", "\\", "^")
"""What a raised run begins with."""
_OPENING = re.compile(r"[\s\"'“‘(\[*_$]*")
# Words whose full stop does not end a sentence, lower case, without the stop. Titles, Latin and
# the abbreviations of journals' instructions to authors.
_NEVER_LAST = frozenset(
    "dr prof mr mrs ms st vs e.g i.e eg ie cf viz ca approx fig figs tab eq eqs ref refs no nos vol vols pp resp "
    "incl suppl dept univ spp sp subsp var nov gen ed eds sect ch chap col sen rep gov lt sgt".split()
)
# These end a sentence if the next word begins one.
_MAY_BE_LAST = frozenset("etc inc ltd co corp jr sr al a.m p.m ph.d m.d d.c".split())
# … and these, unless a number follows: "Jan. 5", "p. 12"
_BEFORE_NUMBER = frozenset("p pp jan feb mar apr jun jul aug sep sept oct nov dec".split())
_COUNTRIES = frozenset(("u.s", "u.k", "u.s.a"))
_STARTER = re.compile(
    r"(?:The|This|These|That|Those|There|In|On|At|For|From|With|We|Our|It|Its|They|Their|However|Thus"
    r"|Therefore|Moreover|Furthermore|Although|While|As|An?|To|After|Before|Since|Because|Both|If|When)\b"
)
# Behind these a lone capital with a stop is an initial.
_INTRODUCING = frozenset("by of from with for like see named".split())
# Names that begin small wherever they stand: "mRNA", "p53", "c-Myc", "β-blockers", "pH".
_NAMED = re.compile(r"[a-z]{1,4}[-‐]?(?:[A-Z]|\d)|[α-ω]{1,2}(?:[-‐ ]?[A-Za-z\d])")
# A row of a table: a line, or what HTML says is one.
_ROW = re.compile(r"<tr\b(?:(?!<tr\b)[^\r\n])*|\S(?:(?!<tr\b)[^\r\n])*")
_WORD = re.compile(r"[^\s(\[\"'“‘<>]+\Z")


def split_text(text: str, markers: Sequence[Spanned] = ()) -> list[tuple[int, int]]:
    """Where the sentences of a text stand: (start, end) pairs without the white space between.

    ``markers`` are citation markers in it: one right behind a full stop belongs to the sentence
    that ended, and the digits in it end nothing. Time is linear in the text.
    """
    ends_of = {marker.start: marker.end for marker in markers}
    inside = _Inside(markers)
    spans: list[tuple[int, int]] = []
    start = _skip(text, 0)
    for found in _END.finditer(text):
        if found.start() < start or inside(found.start()):
            continue
        end, after_marker = _with_markers(text, found.end(), ends_of)
        if _is_end(text, found, end, after_marker):
            spans.append((start, end))
            start = _skip(text, end)
    if start < len(text):
        spans.append((start, start + len(text[start:].rstrip())))
    return [span for span in spans if span[0] < span[1]]


def split_sentences(article: Article, markers: Sequence[Sequence[Spanned]]) -> tuple[Sentence, ...]:
    """The sentences of all passages in reading order; ``markers[i]`` are those of passage ``i``.

    Tables give no sentences unless a marker stands in them: then the row is one.
    """
    sentences = []
    for place, passage in enumerate(article.passages):
        if passage.role == "table":
            spans = [
                found.span()
                for found in _ROW.finditer(passage.text)
                if any(found.start() <= marker.start < found.end() for marker in markers[place])
            ]
        else:
            spans = split_text(passage.text, markers[place])
        sentences += [
            Sentence(passage.text[start:end], passage.spans(start, end), place, start)
            for start, end in spans
        ]
    return tuple(sentences)


class _Inside:
    """Whether an offset lies in one of the markers; offsets must be asked for in ascending order."""

    def __init__(self, markers: Sequence[Spanned]) -> None:
        self._markers = markers
        self._next = 0

    def __call__(self, offset: int) -> bool:
        while self._next < len(self._markers) and self._markers[self._next].end <= offset:
            self._next += 1
        return self._next < len(self._markers) and self._markers[self._next].start <= offset


def _with_markers(text: str, end: int, ends_of: dict[int, int]) -> tuple[int, bool]:
    """The end moved behind the markers that follow it, and whether there were any.

    With a space between, a marker belongs to the sentence before only if a new one begins
    behind it: "… was seen. [3] Later …" but "… was seen. [3] showed …".
    """
    moved = False
    while True:
        behind = ends_of.get(end)
        raised = (
            RAISED.match(text, end) if behind is None and text[end : end + 1] in _RAISING else None
        )
        if raised:
            behind = raised.end()
        if behind is not None:
            end, moved = behind, True
            continue
        gap = _skip(text, end)
        if gap in ends_of and gap > end:
            first = _skip(text, ends_of[gap])
            if text[ends_of[gap] : ends_of[gap] + 1] == ".":  # "… was seen. [21]. Later …"
                return ends_of[gap] + 1, True
            if first == len(text) or text[first].isupper():
                end, moved = ends_of[gap], True
                continue
        return end, moved


def _is_end(text: str, found: re.Match[str], end: int, after_marker: bool) -> bool:
    following = _OPENING.match(text, end)
    begins = text[following.end() : following.end() + 1] if following else ""
    if end < len(text) and not text[end].isspace():
        return after_marker and begins.isupper() and not text[end].isalnum()
    if begins.islower() and not (following and _NAMED.match(text, following.end())):
        return False
    if found["mark"][0] != ".":
        return True
    if after_marker:
        return True
    word = _word_before(text, found.start())
    bare = word.lower().strip("*_.,;")
    opening = following.group() if following else ""
    if bare in _COUNTRIES:  # "the U.S. Renal Data System"
        return bool(_STARTER.match(text, following.end() if following else end))
    if bare in _MAY_BE_LAST:  # "Merck Corp. (St. Louis)"
        return begins.isupper() and "(" not in opening
    if bare in _BEFORE_NUMBER and begins.isdigit():
        return False
    if bare in _NEVER_LAST:
        return False
    if len(word) == 1 and word.isupper():  # an initial, "vitamin C.": the words beside it tell
        starts = _STARTER.match(text, following.end() if following else end)
        return bool(starts) or not _is_initial(text, found.start())
    if re.fullmatch(r"(?:[A-Z]\.)+[A-Z]", word):  # "R.A. Fisher", "in N.J. The"
        return bool(_STARTER.match(text, following.end() if following else end))
    return True


def _word_before(text: str, stop: int) -> str:
    tail = text[max(0, stop - 30) : stop]
    if not tail or tail[-1].isspace():
        return ""
    word = tail.rsplit(None, 1)[-1]
    if word.isalpha():
        return word
    found = _WORD.search(word)
    return found.group() if found else ""


def _is_initial(text: str, stop: int) -> bool:
    """ "J. Smith", "by J. Smith" and "E. coli", not "vitamin C. Patients": what stands before the
    letter is no word in lower case that it may complete."""
    before = re.search(r"(\S+)\s+\Z", text[max(0, stop - 40) : stop - 1])
    return before is None or not before[1][0].islower() or before[1] in _INTRODUCING


def _skip(text: str, place: int) -> int:
    while place < len(text) and text[place].isspace():
        place += 1
    return place
