"""Where the nodes of a graph stand: components apart, what belongs together near, same every time.

Each connected component is drawn by :mod:`evidence.springs`; ten thousand nodes take a second or two.
The drawings are then set in rows like words on a page, the largest first, and the nodes without an
edge follow as one block.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from evidence.pairs import components, merged, renamed
from evidence.springs import SMALL, SPACING, draw_large, draw_small, rounds_for

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from evidence.pairs import Ints
    from evidence.springs import Floats

STRETCH: Final = 1.6  # Labels are wide and low: room beside a node is worth more than above it.
LABEL: Final = (150.0, 34.0)  # Width and height of a usual label, kept free around each node.
READABLE: Final = 1000  # Nobody reads the labels of more nodes in one picture.
PAGE: Final = 1.5  # Width by height of the whole picture, about a screen's.


def layout(count: int, edges: ArrayLike, *, overwrite: bool = False) -> Floats:
    """Positions of the nodes 0 … ``count`` - 1: a row ``x, y`` each, centred on the origin.

    The unit is the one of sizes in Gephi; neighbours stand about ``SPACING`` apart. Direction,
    loops and repeated edges change nothing. Same input, same positions. Besides ``edges`` it takes
    up to eight bytes of memory for each pair of neighbours and a hundred for each node.

    Args:
        edges: rows of two nodes.
        overwrite: whether ``edges``, if it is a contiguous array of 32-bit integers, may serve as
            the layout's own memory.
    """
    import numpy as np

    as_pairs = np.asarray if overwrite else np.array
    pairs = as_pairs(edges, np.int32, order="C").reshape(-1, 2)
    del edges
    pairs = merged(pairs)
    component = components(count, pairs)
    order = np.argsort(component, kind="stable").astype(np.int32)
    starts = np.flatnonzero(np.diff(component[order], prepend=-1))
    sizes = np.diff(starts, append=count)
    del component
    if len(sizes) > 1:
        # By their places in that order, the nodes of each component stand one after the other.
        place = np.empty(count, np.int32)
        place[order] = np.arange(count, dtype=np.int32)
        pairs = merged(renamed(pairs, place, out=pairs))
        del place
    # Not sorted by either end alone, but both ends of a pair are of its component.
    bounds = np.searchsorted(pairs[:, 0], np.append(starts, count))

    rounds = rounds_for(int((sizes[sizes <= SMALL] ** 2).sum()))
    drawings: list[tuple[Ints, Floats]] = []
    for size in sorted(set(sizes.tolist()) - {1}, reverse=True):
        which = np.flatnonzero(sizes == size)
        wired = [pairs[bounds[one] : bounds[one + 1]] for one in which]
        for one, local in zip(which, wired, strict=True):
            local -= starts[one]
        drawn = (
            draw_small(size, wired, rounds)
            if size <= SMALL
            else (draw_large(size, local) for local in wired)
        )
        for one, points in zip(which, drawn, strict=True):
            flat = _laid_flat(points)
            members = order[starts[one] : starts[one] + size]
            drawings.append((members, _unlapped(flat) if count <= READABLE else flat))
    isolates = order[starts[sizes == 1]]
    if len(isolates):
        columns = math.ceil(math.sqrt(len(isolates) * PAGE / STRETCH))
        rows, column = np.divmod(np.arange(len(isolates)), columns)
        drawings.append((isolates, np.stack((column * SPACING * STRETCH, rows * SPACING), 1)))
    placed = np.zeros((count, 2))
    for (members, points), corner in zip(drawings, _corners([p for _, p in drawings]), strict=True):
        placed[members] = points - (points[:, 0].min(), points[:, 1].max()) + corner
    if count:
        placed -= (placed.max(0) + placed.min(0)) / 2
    return placed


def _laid_flat(points: Floats) -> Floats:
    """The points turned so that they are spread from left to right, with room for labels."""
    import numpy as np

    x, y = (points - points.mean(0)).T
    tilt = math.atan2(2 * float((x * y).sum()), float((x * x - y * y).sum())) / 2
    cos, sin = math.cos(tilt), math.sin(tilt)
    return np.stack(((x * cos + y * sin) * STRETCH, y * cos - x * sin), 1)


def _unlapped(points: Floats, rounds: int = 20) -> Floats:
    """The points moved up and down until few labels lie on each other."""
    import numpy as np

    xs, ys = points.T.tolist()
    width, height = LABEL
    for _ in range(rounds):
        cells: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        moved = False
        for u, (x, y) in enumerate(zip(xs, ys, strict=True)):
            column, row = int(x // width), int(y // height)
            for i in (column - 1, column, column + 1):
                for j in (row - 1, row, row + 1):
                    for v in cells.get((i, j), ()):
                        lapped = height - abs(ys[u] - ys[v])
                        if abs(x - xs[v]) < width and lapped > 1.0:
                            half = lapped / 2 if ys[u] >= ys[v] else -lapped / 2
                            ys[u] += half
                            ys[v] -= half
                            moved = True
            cells[column, row].append(u)
        if not moved:
            break
    return np.array((xs, ys)).T


def _corners(drawings: Sequence[Floats]) -> list[tuple[float, float]]:
    """The top left corner of each, in rows from the top left, ``y`` upwards as Gephi has it."""
    if not drawings:
        return []
    margin = (SPACING * 1.5 * STRETCH, SPACING * 1.5)
    boxes = [tuple((points.max(0) - points.min(0) + margin).tolist()) for points in drawings]
    widest = max(width for width, _ in boxes)
    square = math.sqrt(PAGE * sum(width * height for width, height in boxes))
    pages = sorted({max(widest, square * share / 8) for share in range(4, 17)})
    return min(
        (_rows(boxes, page) for page in pages),
        key=lambda rows: max(
            max(x + width for (x, _), (width, _) in zip(rows, boxes, strict=True)) / PAGE,
            max(height - y for (_, y), (_, height) in zip(rows, boxes, strict=True)),
        ),
    )


def _rows(boxes: Sequence[tuple[float, ...]], page: float) -> list[tuple[float, float]]:
    """The top left corner of each box, in rows no wider than the page, downwards from zero."""
    corners = []
    x = y = row = 0.0
    for width, height in boxes:
        if x and x + width > page:
            x, y, row = 0.0, y - row, 0.0
        corners.append((x, y))
        x += width
        row = max(row, height)
    return corners
