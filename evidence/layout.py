"""Where the nodes of a graph stand: components apart, what belongs together near, same every time.

Each connected component is drawn by springs (edges pull, nodes push). In a small one every pair of
nodes pushes. A large one is first folded into fewer and fewer nodes, drawn small, and unfolded
again; there the nodes push each other by way of a mesh, as in particle simulations, so that the time
grows with nodes and edges alone: ten thousand nodes take a second or two. The drawings are then set
in rows like words on a page, the largest first, and the nodes without an edge follow as one block.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Ints: TypeAlias = NDArray[Any]  # of integers, most of 32 bits

SPACING: Final = 100.0  # Distance that an edge wants to have; Gephi draws nodes 10 to 50 wide.
STRETCH: Final = 1.6  # Labels are wide and low: room beside a node is worth more than above it.
LABEL: Final = (150.0, 34.0)  # Width and height of a usual label, kept free around each node.
READABLE: Final = 1000  # Nobody reads the labels of more nodes in one picture.
PAGE: Final = 1.5  # Width by height of the whole picture, about a screen's.
GOLDEN_ANGLE: Final = math.pi * (3 - math.sqrt(5))  # Turns that never line up.

SMALL: Final = 300  # Nodes of a component in which every pair pushes.
PAIRS: Final = 200_000  # Pairs handled at once: they stay in a processor's cache.
# Pushes and pulls spent on all small components, and on each level of folding of a large one; about a
# second and a third of one. And the fewest and most rounds that this may give.
WORK_SMALL: Final = 50_000_000
WORK_LARGE: Final = 10_000_000
ROUNDS: Final = (2, 300)
# How strongly a large component is drawn to its middle, in pushes of a node at one ``SPACING``: pushes
# spread it until there is one node on each pi / GRAVITY squares of ``SPACING``.
GRAVITY: Final = 0.5
CROWD: Final = 4  # Neighbours in the same cell of the mesh that push a node by themselves.


def layout(count: int, edges: ArrayLike) -> Floats:
    """Positions of the nodes 0 … ``count`` - 1: a row ``x, y`` each, centred on the origin.

    The unit is the one of sizes in Gephi; neighbours stand about ``SPACING`` apart. Direction,
    loops and repeated edges change nothing. Same input, same positions.

    Args:
        edges: rows of two nodes.
    """
    import numpy as np

    placed = np.zeros((count, 2))
    pairs = _pairs(count, np.asarray(edges, np.int32).reshape(-1, 2))
    component = _components(count, pairs)
    order = np.argsort(component, kind="stable")
    first, starts, sizes = np.unique(component[order], return_index=True, return_counts=True)
    at = np.empty(count, np.int32)  # a node's place in its component
    at[order] = np.arange(count) - np.repeat(starts, sizes)
    if len(sizes) > 1:
        pairs = pairs[np.argsort(component[pairs[:, 0]], kind="stable")]
    bounds = np.searchsorted(component[pairs[:, 0]], np.append(first, count))
    pairs = at[pairs]

    rounds = _rounds(WORK_SMALL, int((sizes[sizes <= SMALL] ** 2).sum()))
    drawings: list[tuple[Ints, Floats]] = []
    for size in sorted(set(sizes.tolist()) - {1}, reverse=True):
        which = np.flatnonzero(sizes == size)
        wired = [pairs[bounds[one] : bounds[one + 1]] for one in which]
        drawn = _drawn_small(wired, rounds) if size <= SMALL else map(_drawn_large, wired)
        for one, points in zip(which, drawn, strict=True):
            flat = _laid_flat(points) * (STRETCH, 1.0)
            members = order[starts[one] : starts[one] + size]
            drawings.append((members, _unlapped(flat) if count <= READABLE else flat))
    isolates = order[starts[sizes == 1]]
    if len(isolates):
        columns = math.ceil(math.sqrt(len(isolates) * PAGE / STRETCH))
        rows, column = np.divmod(np.arange(len(isolates)), columns)
        drawings.append((isolates, np.stack((column * SPACING * STRETCH, rows * SPACING), 1)))
    for (members, _), points in zip(drawings, _paged([p for _, p in drawings]), strict=True):
        placed[members] = points
    return placed - (placed.max(0) + placed.min(0)) / 2 if count else placed


def _pairs(count: int, edges: Ints) -> Ints:
    """Each pair of different nodes once, the lower first, sorted."""
    import numpy as np

    keys = edges.min(1, initial=count).astype(np.int64) * count
    keys += edges.max(1, initial=-1)
    keys = keys[edges[:, 0] != edges[:, 1]]
    keys.sort()
    keys = keys[np.diff(keys, prepend=-1) > 0]  # np.unique takes five times as long
    pairs = np.empty((len(keys), 2), np.int32)
    np.floor_divide(keys, max(count, 1), out=pairs[:, 0], casting="unsafe")
    np.remainder(keys, max(count, 1), out=pairs[:, 1], casting="unsafe")
    return pairs


def _components(count: int, pairs: Ints) -> Ints:
    """For each node the lowest node that hangs together with it."""
    import numpy as np

    lowest = np.arange(count, dtype=np.int32)
    while True:
        ends = lowest[pairs]
        apart = ends[:, 0] != ends[:, 1]
        if not apart.any():
            return lowest
        ends = ends[apart]
        np.minimum.at(lowest, ends.max(1), ends.min(1))
        while not np.array_equal(jumped := lowest[lowest], lowest):
            lowest = jumped


def _spiral(count: int) -> Floats:
    """Points that fill a disc evenly."""
    import numpy as np

    at = np.arange(count)
    radius = SPACING * 0.6 * np.sqrt(at)
    return np.stack((radius * np.cos(at * GOLDEN_ANGLE), radius * np.sin(at * GOLDEN_ANGLE)), 1)


def _drawn_small(wired: Sequence[Ints], rounds: int) -> Iterator[Floats]:
    """The drawings of components of the same size, many at a time."""
    import numpy as np

    size = int(wired[0].max()) + 1
    start = _spiral(size)
    some = max(1, PAIRS // (size * size))
    for first in range(0, len(wired), some):
        part = wired[first : first + some]
        linked = np.zeros((len(part), size, size))
        for place, pairs in enumerate(part):
            linked[place, pairs[:, 0], pairs[:, 1]] = linked[place, pairs[:, 1], pairs[:, 0]] = 1
        points = np.broadcast_to(start, (len(part), size, 2)).copy()
        for turn in range(rounds):
            apart = points[:, :, None] - points[:, None]
            squared = np.einsum("...i,...i", apart, apart)
            force = SPACING**2 / (squared + 1.0) - linked * np.sqrt(squared) / SPACING
            pushed = np.einsum("kuv,kuvi->kui", force, apart)
            points += _limited(pushed, SPACING * (1 - turn / rounds))
        yield from points


def _drawn_large(pairs: Ints) -> Floats:
    """The drawing of one component, by way of smaller ones."""
    import numpy as np

    count = int(pairs.max()) + 1
    if count <= SMALL:
        return next(_drawn_small([pairs], ROUNDS[1]))
    group = _folded(count, pairs)
    coarse = _drawn_large(_pairs(int(group.max()) + 1, group[pairs]))
    grown = math.sqrt(count / len(coarse))
    order = np.argsort(group, kind="stable")
    place = np.empty(count, np.int64)  # a node's place in its group
    place[order] = np.arange(count) - np.searchsorted(group[order], group[order])
    points = coarse[group] * grown + _spiral(int(place.max()) + 1)[place] / 2
    rounds = _rounds(WORK_LARGE, 10 * (count + len(pairs)))
    mesh = _Mesh(count)
    for turn in range(rounds):
        force = mesh.pushes(points) - GRAVITY * (points - points.mean(0))
        for first in range(0, len(pairs), PAIRS):
            _pull(points, pairs[first : first + PAIRS], force)
        points += _limited(force, SPACING / 2 * (1 - turn / rounds))
    return points


def _pull(points: Floats, pairs: Ints, force: Floats) -> None:
    """Add what the edges pull their ends by: the distance squared through ``SPACING``."""
    import numpy as np

    apart = points[pairs[:, 0]] - points[pairs[:, 1]]
    apart *= (np.sqrt(np.einsum("ij,ij->i", apart, apart)) / SPACING)[:, None]
    for axis in (0, 1):
        force[:, axis] -= np.bincount(pairs[:, 0], apart[:, axis], len(points))
        force[:, axis] += np.bincount(pairs[:, 1], apart[:, axis], len(points))


def _folded(count: int, pairs: Ints) -> Ints:
    """A smaller graph: each node's group, where a group is a node with its free neighbours.

    In a connected graph every group but stragglers has two members, and a straggler joins the
    group of a neighbour; so the number of nodes at least halves.
    """
    import numpy as np

    degree = np.bincount(pairs.ravel(), minlength=count)
    rank = np.empty(count, np.int32)  # 0 for the node with most neighbours
    rank[np.argsort(-degree, kind="stable")] = np.arange(count, dtype=np.int32)
    by_rank = np.argsort(rank)
    centre = np.full(count, -1, np.int32)
    left = pairs
    while len(left):
        best = np.full(count, count, np.int32)
        np.minimum.at(best, left[:, 0], rank[left[:, 1]])
        np.minimum.at(best, left[:, 1], rank[left[:, 0]])
        joins = best < rank
        hub = by_rank[np.minimum(best, count - 1)]
        joins &= ~joins[hub]  # a hub is one that joins no other
        centre[joins] = hub[joins]
        centre[hub[joins]] = hub[joins]
        left = left[(centre[left] < 0).all(1)]
    # Nodes all of whose neighbours were taken before them.
    for u, v in (pairs.T, pairs.T[::-1]):  # both directions
        stray = (centre[u] < 0) & (centre[v] >= 0)
        centre[u[stray]] = centre[v[stray]]
    return np.unique(centre, return_inverse=True)[1].reshape(-1).astype(np.int32)


class _Mesh:
    """Pushes between all of many points: each is spread over a mesh, which a transform folds.

    A mesh has about a cell for each point, at most 128 squared, and twice the width of the picture, since a transform
    takes the left border for the neighbour of the right one.
    """

    def __init__(self, count: int) -> None:
        import numpy as np

        self.cells = 1 << max(5, min(7, round(math.log2(count) / 2)))
        across = np.fft.fftfreq(2 * self.cells, 1 / (2 * self.cells))
        x, y = across[:, None], across[None, :]
        kernel = 1 / (x * x + y * y + 0.25)
        self.kernels = np.fft.rfft2(np.stack((x * kernel, y * kernel)))

    def pushes(self, points: Floats) -> Floats:
        """What the others together push each point by: ``SPACING``² through the distance."""
        import numpy as np

        low = points.min(0)
        width = float((points.max(0) - low).max()) / (self.cells - 2) or 1.0
        where = (points - low) / width
        corner = where.astype(np.int64)
        share = where - corner
        side = 2 * self.cells
        flat = corner[:, 0] * side + corner[:, 1]
        corners = [
            (flat + i * side + j, abs(1 - i - share[:, 0]) * abs(1 - j - share[:, 1]))
            for i in (0, 1)
            for j in (0, 1)
        ]
        density = np.zeros(side * side)
        for cell, weight in corners:
            density += np.bincount(cell, weight, side * side)
        spread = np.fft.rfft2(density.reshape(side, side))
        field = np.fft.irfft2(self.kernels * spread, (side, side)).reshape(2, -1)
        force = np.zeros_like(points)
        for cell, weight in corners:
            force += (field[:, cell] * weight).T
        force *= SPACING**2 / width
        self._push_crowd(points, flat, force)
        return force

    def _push_crowd(self, points: Floats, cell: Ints, force: Floats) -> None:
        """Add the pushes between points of one cell, of which the mesh knows nothing."""
        import numpy as np

        order = np.argsort(cell, kind="stable")
        sorted_cells = cell[order]
        for step in range(1, CROWD + 1):
            same = np.flatnonzero(sorted_cells[step:] == sorted_cells[:-step])
            one, other = order[same], order[same + step]
            apart = points[one] - points[other]
            push = apart * (SPACING**2 / (np.einsum("ij,ij->i", apart, apart) + 1.0))[:, None]
            for axis in (0, 1):
                force[:, axis] += np.bincount(one, push[:, axis], len(points))
                force[:, axis] -= np.bincount(other, push[:, axis], len(points))


def _rounds(work: int, each: int) -> int:
    return max(ROUNDS[0], min(ROUNDS[1], work // max(each, 1)))


def _limited(force: Floats, most: float) -> Floats:
    """The forces, cut in place so that none is longer than ``most``."""
    import numpy as np

    length = np.sqrt(np.einsum("...i,...i", force, force))
    force *= (np.minimum(length, most) / np.maximum(length, 1e-9))[..., None]
    return force


def _laid_flat(points: Floats) -> Floats:
    """The points turned so that they are spread from left to right."""
    import numpy as np

    x, y = (points - points.mean(0)).T
    tilt = math.atan2(2 * float((x * y).sum()), float((x * x - y * y).sum())) / 2
    cos, sin = math.cos(tilt), math.sin(tilt)
    return np.stack((x * cos + y * sin, y * cos - x * sin), 1)


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


def _paged(drawings: Sequence[Floats]) -> list[Floats]:
    """All drawings in rows, from the top left, ``y`` upwards as Gephi has it."""
    if not drawings:
        return []
    margin = (SPACING * 1.5 * STRETCH, SPACING * 1.5)
    boxes = [tuple((points.max(0) - points.min(0) + margin).tolist()) for points in drawings]
    widest = max(width for width, _ in boxes)
    square = math.sqrt(PAGE * sum(width * height for width, height in boxes))
    pages = sorted({max(widest, square * share / 8) for share in range(4, 17)})
    rows = min(
        (_rows(boxes, page) for page in pages),
        key=lambda rows: max(
            max(x + width for (x, _), (width, _) in zip(rows, boxes, strict=True)) / PAGE,
            max(height - y for (_, y), (_, height) in zip(rows, boxes, strict=True)),
        ),
    )
    return [
        points - (points[:, 0].min(), points[:, 1].max()) + corner
        for points, corner in zip(drawings, rows, strict=True)
    ]


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
