"""The change of a file as `diff -u` tells it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

_CONTEXT: Final = 3  # lines around a change in a diff, as `diff -u` has them


def unified_diff(before: str, after: str, name: str, new_name: str | None = None) -> Iterator[str]:
    """The change of a file as `diff -u` tells it, for a person and for `patch`; nothing where none is.

    Entries do not move, so the lines are compared between the changes only: time in proportion to
    the file.
    """
    import difflib

    old, new = _lines(before), _lines(after)
    if old == new:
        return
    yield f"--- {name}\n+++ {new_name or name}\n"
    for a, b, c, d in _hunks(old, new):
        yield f"@@ -{_range(a, b)} +{_range(c, d)} @@\n"
        for tag, i, j, k, m in difflib.SequenceMatcher(
            None, old[a:b], new[c:d], autojunk=False
        ).get_opcodes():
            if tag == "equal":
                yield from (_marked(" ", one) for one in old[a + i : a + j])
            else:
                yield from (_marked("-", one) for one in old[a + i : a + j])
                yield from (_marked("+", one) for one in new[c + k : c + m])


def _lines(text: str) -> list[str]:
    """Lines with their ends, as `diff` counts them."""
    return [one + "\n" for one in text.split("\n")[:-1]] + list(
        filter(None, [text.rpartition("\n")[2]])
    )


def _hunks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of both that hold the changes with their context; lines are only added or replaced."""
    regions: list[list[int]] = []
    i = k = 0
    while i < len(old) or k < len(new):
        if i < len(old) and k < len(new) and old[i] == new[k]:
            i, k = i + 1, k + 1
            continue
        end, stop = _resync(old, new, i, k)
        if regions and i - regions[-1][1] <= 2 * _CONTEXT:
            regions[-1][1], regions[-1][3] = end, stop
        else:
            regions.append([i, end, k, stop])
        i, k = end, stop
    for a, b, c, d in regions:
        lead = min(_CONTEXT, a, c)
        tail = min(_CONTEXT, len(old) - b, len(new) - d)
        yield a - lead, b + tail, c - lead, d + tail


def _resync(old: Sequence[str], new: Sequence[str], i: int, k: int) -> tuple[int, int]:
    """The nearest places from which both go on alike for a while."""
    for distance in range(1, 200):
        for more in range(distance + 1):
            end, stop = i + more, k + distance - more
            if old[end : end + 3] == new[stop : stop + 3] and (end < len(old) or stop == len(new)):
                return end, stop
    return len(old), len(new)


def _range(start: int, end: int) -> str:
    count = end - start
    first = start + 1 if count else start
    return f"{first}" if count == 1 else f"{first},{count}"


def _marked(sign: str, text: str) -> str:
    return (
        sign + text
        if text.endswith(("\n", "\r"))
        else f"{sign}{text}\n\\ No newline at end of file\n"
    )
