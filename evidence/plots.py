"""Small pictures for the report, as SVG that takes its colours from the page around it.

Each has a title that says in words what it shows, and its numbers beside its bars, so that nobody
needs to see it; the page's style gives the classes ``good``, ``look``, ``bad``, ``calm``, ``open``
their colours, on screen, in the dark and on paper.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from markupsafe import Markup, escape

WIDTH: Final = 640
ROW: Final = 26
LABELS: Final = 110  # Width kept for the words before the bars.
HEIGHT: Final = 120
MOST_CLAIMS: Final = 20  # Rows that still make a picture.


def bars(title: str, rows: Sequence[tuple[str, str, int]]) -> Markup:
    """Lying bars, one a row: words, tone, number. Nothing for no rows."""
    if not rows:
        return Markup("")
    most = max(number for _, _, number in rows)
    parts = []
    for place, (words, tone, number) in enumerate(rows):
        y = place * ROW
        length = (WIDTH - LABELS - 40) * number / max(most, 1)
        parts.append(_text(LABELS - 8, y + 17, words, "end"))
        parts.append(_bar(LABELS, y + 4, length, ROW - 8, tone))
        parts.append(_text(LABELS + length + 6, y + 17, str(number)))
    told = "; ".join(f"{words} {number}" for words, _, number in rows)
    return _picture(title, told, len(rows) * ROW, parts)


def years(title: str, found: Iterable[int]) -> Markup:
    """Standing bars, one a year from the first to the last. Nothing for no years."""
    counts = Counter(found)
    if not counts:
        return Markup("")
    first, last = min(counts), max(counts)
    most = max(counts.values())
    step = (WIDTH - 20) / (last - first + 1)
    every = next(n for n in (1, 2, 5, 10, 20, 50, 100, 10_000) if step * n >= 40)
    parts = []
    for year in range(first, last + 1):
        x = 10 + (year - first) * step
        if counts[year]:
            tall = (HEIGHT - 18) * counts[year] / most
            parts.append(_bar(x + step * 0.1, HEIGHT - tall, min(step * 0.8, 40), tall, "calm"))
            if step >= 16:
                middle = x + step * 0.1 + min(step * 0.8, 40) / 2
                parts.append(_text(middle, HEIGHT - tall - 4, str(counts[year]), "middle"))
        if year % every == 0 or first == last:
            parts.append(
                _text(x + step * 0.1 + min(step * 0.8, 40) / 2, HEIGHT + 16, str(year), "middle")
            )
    told = "; ".join(f"{year}: {counts[year]}" for year in sorted(counts))
    return _picture(title, told, HEIGHT + 22, parts)


def agreement(title: str, rows: Sequence[tuple[str, str, Mapping[str, int]]]) -> Markup:
    """For each claim the works against it to the left of a line, those for it to the right.

    Args:
        rows: words of the claim, the fragment that it stands under, number by direction. Only the
            first 20 are drawn; give them in the order of interest.
    """
    if not rows:
        return Markup("")
    shown = rows[:MOST_CLAIMS]
    labels = 330
    room = WIDTH - labels - 40
    against = max(counts.get("opposes", 0) for *_, counts in shown)
    most = max(
        sum(counts.get(name, 0) for name in ("supports", "neutral", "not-determined"))
        for *_, counts in shown
    )
    unit = min(room / max(against + most, 1), 26)
    zero = labels + against * unit + 14
    parts = [
        Markup('<line class="axis" x1="{0:.1f}" x2="{0:.1f}" y1="0" y2="{1}"/>').format(
            zero, len(shown) * ROW
        )
    ]
    for place, (words, anchor, counts) in enumerate(shown):
        y = place * ROW
        cut = words if len(words) <= 44 else words[:43].rstrip() + "…"
        parts.append(
            Markup('<a href="#{}"><title>{}</title>{}</a>').format(
                anchor, words, _text(labels - 8, y + 17, cut, "end")
            )
        )
        opposed = counts.get("opposes", 0)
        parts.append(_bar(zero - opposed * unit, y + 4, opposed * unit, ROW - 8, "bad"))
        x = zero
        for name, tone in (("supports", "good"), ("neutral", "calm"), ("not-determined", "open")):
            length = counts.get(name, 0) * unit
            parts.append(_bar(x, y + 4, length, ROW - 8, tone))
            x += length
        numbers = f"{counts.get('supports', 0)} for" + (f", {opposed} against" if opposed else "")
        if counts.get("supports") or opposed:
            parts.append(_text(x + 6, y + 17, numbers))
    told = "; ".join(
        f"{words}: " + ", ".join(f"{number} {name}" for name, number in counts.items() if number)
        for words, _, counts in shown
    )
    return _picture(title, told, len(shown) * ROW, parts)


def _picture(title: str, told: str, height: float, parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg class="plot" role="img" viewBox="0 0 {} {:.0f}" xmlns="http://www.w3.org/2000/svg">'
        "<title>{}</title><desc>{}</desc>{}</svg>"
    ).format(WIDTH, height, title, told, Markup("").join(parts))


def _bar(x: float, y: float, width: float, height: float, tone: str) -> Markup:
    if not width or not height:
        return Markup("")
    return Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
        tone, x, y, width, height
    )


def _text(x: float, y: float, words: str, anchor: str = "start") -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(
        x, y, anchor, escape(words)
    )
