"""In which style an article points to its list, and all its pointers.

An article prints its pointers in one style as a rule, which is inferred first; what looks like a
pointer of another style (an exponent, a group number in brackets) is not taken for one, unless it
is unmistakable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from evidence.inline import Inline, read_inline
from evidence.listed import Known
from evidence.pointers import (
    LEAST_BARE,
    STYLES,
    Marker,
    Style,
    find_bare,
    find_counted,
    find_markers,
    find_said,
    find_unlisted,
)
from refs.model import Article

_CITING = frozenset(("body", "abstract", "legend", "table"))
"""Where authors cite in any style. Back matter raises numbers that are no references, but for what
stands amid the text ("2.2 Ethics"); at its end, brackets and names are read alone."""
_PLAIN_STYLES: frozenset[Style] = frozenset(("bracket", "author-year"))
_RUNNING = frozenset(("body", "abstract"))
FRESH = 2
"""Least references that a second style must name and the first does not."""
FRESH_SHARE = 1 / 3
"""Least share of them among all that it names."""

_Inlines = Sequence[Inline | None]
_Markers = Sequence[tuple[Marker, ...]]
"""By passage."""


def infer_style(article: Article, known: Known) -> Style | None:
    """The style in which an article prints its pointers, None where it prints none.

    It is the style whose pointers name the most different references. Names and years are
    never there by chance, and a list without numbers is made for them: they count double.
    A tie goes to the style that stands first in :data:`STYLES`.
    """
    return _main_style(article, _all_styles(_inlines(article), known), known)


def read_markers(article: Article, known: Known) -> tuple[tuple[Marker, ...], ...]:
    """By passage, its pointers in printed order; every number is in the article's list.

    Those are of the article's style, and of others where chance cannot have made them: names and
    years beside a numbered list, "(ref. 12)", and numbers that name what no pointer of the first
    style does, as where the legends cite in brackets and the text by raised numbers.
    """
    inlines = _inlines(article)
    found = _all_styles(inlines, known)
    main = _main_style(article, found, known)
    said = [find_said(one, known) if one else () for one in inlines]
    if not main:
        return tuple(said)
    texts = [passage.text for passage in article.passages]
    taken = [*map(_with, texts, found[main], _behind(article, main, known))]
    if main == "parenthesis":
        taken = _with_next_ones(inlines, taken, known)
    if main == "superscript":
        firsts = (
            text[marker.start] for text, own in zip(texts, taken, strict=True) for marker in own
        )
        if sum(first.isdecimal() for first in firsts) >= LEAST_BARE:
            loose = (find_bare(one, known) if one else () for one in inlines)
            taken = [*map(_with, texts, taken, loose)]
    for style in STYLES:
        if style != main and _is_second(style, found[style], _named(taken), known):
            taken = [*map(_with, texts, taken, found[style])]
    return tuple(map(_with, texts, taken, said))


def _with_next_ones(inlines: _Inlines, taken: _Markers, known: Known) -> list[tuple[Marker, ...]]:
    """With "the equation (6)" where no other pointer names 6, and the text has just come to 5."""
    named = _named(taken)
    highest, found = 0, []
    for inline, own in zip(inlines, taken, strict=True):
        counted = find_counted(inline, known) if inline else ()
        kept = []
        for marker in sorted((*own, *counted)):
            number = marker.numbers[-1]
            if marker in own or (number not in named and number == highest + 1):
                kept.append(marker)
                highest = max(highest, *marker.numbers)
        found.append(tuple(kept))
    return found


def infer_unlisted_style(texts: Sequence[str]) -> Style | None:
    """The style of an article without a list: the one most of whose looks stand in its passages."""
    seen = {style: sum(len(find_unlisted(text, style)) for text in texts) for style in STYLES}
    best = max(STYLES, key=lambda style: seen[style])
    return best if seen[best] else None


def _inlines(article: Article) -> list[Inline | None]:
    """By passage, its text in one mark-up; None where nothing is cited in every style."""
    amid = _running(article)
    return [
        read_inline(passage.text) if passage.role in _CITING or at in amid else None
        for at, passage in enumerate(article.passages)
    ]


def _running(article: Article) -> range:
    """The places of the passages from the first of the text to the last."""
    body = [at for at, passage in enumerate(article.passages) if passage.role == "body"]
    return range(body[0], body[-1] + 1) if body else range(0)


def _behind(article: Article, style: Style, known: Known) -> Iterator[tuple[Marker, ...]]:
    """By passage, the pointers of the back matter behind the text."""
    last = _running(article).stop
    for at, passage in enumerate(article.passages):
        back = passage.role == "back" and 0 < last <= at and style in _PLAIN_STYLES
        yield find_markers(read_inline(passage.text), style, known) if back else ()


def _all_styles(inlines: _Inlines, known: Known) -> dict[Style, _Markers]:
    return {
        style: [find_markers(one, style, known) if one else () for one in inlines]
        for style in STYLES
    }


def _main_style(article: Article, found: Mapping[Style, _Markers], known: Known) -> Style | None:
    running = [passage.role in _RUNNING for passage in article.passages]
    named = {
        style: len(_named(own for own, runs in zip(markers, running, strict=True) if runs))
        for style, markers in found.items()
    }
    if not known.numbered:
        named["author-year"] *= 2
    best = max(STYLES, key=lambda style: named[style])
    return best if named[best] else None


def _named(markers: Iterable[Sequence[Marker]]) -> set[int]:
    return {number for marker in chain.from_iterable(markers) for number in marker.numbers}


def _is_second(style: Style, markers: _Markers, cited: set[int], known: Known) -> bool:
    """Whether a style other than the article's own is unmistakable in it."""
    if style == "author-year":
        return known.numbered
    named = _named(markers)
    fresh = named - cited
    return len(fresh) >= FRESH and len(fresh) >= FRESH_SHARE * len(named)


# "… in half. Others": a sentence ends and another begins.
_BETWEEN_SENTENCES = re.compile(r"[a-z\d)\]>][.?!]\s+[A-Z]")


def _with(text: str, own: Sequence[Marker], more: Sequence[Marker]) -> tuple[Marker, ...]:
    """Both in printed order.

    Of ``more`` without those that lie over one of ``own``, and those whose references ``own`` names
    later in the sentence: in "Roe (2003) saw … [30]" the number is the pointer.
    """

    def told(marker: Marker) -> bool:
        return any(
            (marker.start < one.end and one.start < marker.end)
            or (
                marker.end <= one.start
                and {*marker.numbers} <= {*one.numbers}
                and not _BETWEEN_SENTENCES.search(text, marker.end, one.start)
            )
            for one in own
        )

    free = [marker for marker in more if not told(marker)]
    return tuple(sorted((*own, *free))) if free else tuple(own)
