"""Connected graphs drawn by springs: edges pull, nodes push.

In a small graph every pair of nodes pushes. A large one is first folded into fewer and fewer nodes,
drawn small, and unfolded again; there the nodes push each other by way of a mesh, as in particle
simulations, so that the time grows with nodes and edges alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from evidence.pairs import folded, merged, parts, renamed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evidence.pairs import Ints

    Floats: TypeAlias = NDArray[np.float64]

SPACING: Final = 100.0  # Distance that an edge wants to have; Gephi draws nodes 10 to 50 wide.
GOLDEN_ANGLE: Final = math.pi * (3 - math.sqrt(5))  # Turns that never line up.
# Multiples of these, without their whole parts, fill a square evenly (Roberts' R2 sequence).
STEPS: Final = (0.7548776662, 0.5698402910)

SMALL: Final = 300  # Nodes of a graph in which every pair pushes.
PUSHES: Final = 100_000  # Of pairs of nodes, reckoned at once: they stay in a processor's cache.
# Pushes and pulls spent on all small graphs: about a second of them.
WORK_SMALL: Final = 50_000_000
# Nodes and edges of a large graph that are moved once. The more there are the less anybody sees of each:
# twice as many get a third of the rounds. Ten thousand nodes take about a second.
WORK_LARGE: Final = 1_000_000
# The fewest and most rounds that this may give.
ROUNDS: Final = (2, 300)
# How strongly a large graph is drawn to its middle, in pushes of a node at one ``SPACING``: pushes
# spread it until there is one node on each pi / GRAVITY squares of ``SPACING``.
GRAVITY: Final = 0.5
CROWD: Final = 4  # Neighbours in the same cell of the mesh that push a node by themselves.


def rounds_for(pushes: int) -> int:
    """How often the nodes of small graphs are moved that have this many pairs of nodes in all."""
    return _within(WORK_SMALL / max(pushes, 1))


def draw_small(size: int, wired: Sequence[Ints], rounds: int) -> Iterator[Floats]:
    """The drawings of graphs of the same size, at most ``SMALL``, many at a time.

    Args:
        size: the number of nodes, which are 0, 1, ….
        wired: the pairs of each graph.
    """
    import numpy as np

    start = _spiral(size)
    some = max(1, PUSHES // (size * size))
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


def draw_large(count: int, pairs: Ints) -> Floats:
    """The drawing of one graph, by way of smaller ones.

    Of the smaller graphs only the groups are kept: their pairs are made again when it is their
    turn, which takes less time than memory would.
    """

    groups: list[Ints] = []
    sizes = [count]
    level = pairs
    while sizes[-1] > SMALL:
        groups.append(folded(sizes[-1], level))
        sizes.append(int(groups[-1].max()) + 1)
        level = _level(pairs, groups)
    points = next(draw_small(sizes[-1], [level], ROUNDS[1]))
    while groups:
        group = groups.pop()
        sizes.pop()
        points = _unfolded(points, group)
        level = _level(pairs, groups)
        rounds = _within((WORK_LARGE / (sizes[-1] + len(level))) ** 1.5)
        mesh = _Mesh(sizes[-1])
        for turn in range(rounds):
            force = mesh.pushes(points, [turn * step % 1 for step in STEPS])
            force -= GRAVITY * (points - points.mean(0))
            _pull(points, level, force)
            points += _limited(force, SPACING / 2 * (1 - turn / rounds))
    return points


def _level(pairs: Ints, groups: Sequence[Ints]) -> Ints:
    """The pairs of the graph that is left when nodes were put in groups, and these again."""
    if not groups:
        return pairs
    names = groups[0]
    for group in groups[1:]:
        names = group[names]
    found = merged(renamed(pairs, names))
    return found.copy() if 2 * len(found) < len(pairs) else found


def _unfolded(points: Floats, group: Ints) -> Floats:
    """Points for all members of the groups that ``points`` are of, those of a group in a spiral."""
    import numpy as np

    order = np.argsort(group, kind="stable")
    place = np.empty(len(group), np.int64)  # a node's place in its group
    place[order] = np.arange(len(group)) - np.searchsorted(group[order], group[order])
    grown = math.sqrt(len(group) / len(points))
    return points[group] * grown + _spiral(int(place.max()) + 1)[place] / 2


def _spiral(count: int) -> Floats:
    """Points that fill a disc evenly."""
    import numpy as np

    at = np.arange(count)
    radius = SPACING * 0.6 * np.sqrt(at)
    return np.stack((radius * np.cos(at * GOLDEN_ANGLE), radius * np.sin(at * GOLDEN_ANGLE)), 1)


def _pull(points: Floats, pairs: Ints, force: Floats) -> None:
    """Add what the edges pull their ends by: the distance squared through ``SPACING``."""
    import numpy as np

    for part in parts(len(pairs)):
        u, v = pairs[part].T
        apart = points[u]
        apart -= points[v]
        apart *= (np.sqrt(np.einsum("ij,ij->i", apart, apart)) / SPACING)[:, None]
        for axis in (0, 1):
            force[:, axis] -= np.bincount(u, apart[:, axis], len(points))
            force[:, axis] += np.bincount(v, apart[:, axis], len(points))


class _Mesh:
    """Pushes between all of many points: each is spread over a mesh, which a transform folds.

    A mesh has one or two cells for each point, at most 128 squared, and twice the width of the picture, since a transform
    takes the left border for the neighbour of the right one.
    """

    def __init__(self, count: int) -> None:
        import numpy as np

        self.cells = 1 << max(6, min(7, round(math.log2(count) / 2 + 0.5)))
        across = np.fft.fftfreq(2 * self.cells, 1 / (2 * self.cells))
        x, y = across[:, None], across[None, :]
        kernel = 1 / (x * x + y * y + 0.25)
        self.kernels = np.fft.rfft2(np.stack((x * kernel, y * kernel)))

    def pushes(self, points: Floats, shift: Sequence[float]) -> Floats:
        """What the others together push each point by: ``SPACING``² through the distance.

        Args:
            shift: of the mesh to the left and downwards, 0..1 of a cell: another one each time, so
                that all neighbours are in one cell sometimes.
        """
        import numpy as np

        low = points.min(0)
        width = float((points.max(0) - low).max()) / (self.cells - 3) or 1.0
        low -= width * np.array(shift)
        side = 2 * self.cells
        density = np.zeros(side * side)
        for part in parts(len(points)):
            for cell, weight in self._corners((points[part] - low) / width):
                density += np.bincount(cell, weight, side * side)
        spread = np.fft.rfft2(density.reshape(side, side))
        field = np.fft.irfft2(self.kernels * spread, (side, side)).reshape(2, -1)
        field *= SPACING**2 / width
        force = np.zeros_like(points)
        cells = np.empty(len(points), np.int32)
        for part in parts(len(points)):
            corners = list(self._corners((points[part] - low) / width))
            cells[part] = corners[0][0]
            for cell, weight in corners:
                force[part] += (field[:, cell] * weight).T
        _push_crowd(points, cells, force)
        return force

    def _corners(self, where: Floats) -> Iterator[tuple[Ints, Floats]]:
        """The four cells about each point, the lower left one first, with its share in each."""
        import numpy as np

        corner = where.astype(np.int64)
        share = where - corner
        flat = corner[:, 0] * (2 * self.cells) + corner[:, 1]
        for i in (0, 1):
            for j in (0, 1):
                weight = abs(1 - i - share[:, 0]) * abs(1 - j - share[:, 1])
                yield flat + i * (2 * self.cells) + j, weight


def _push_crowd(points: Floats, cells: Ints, force: Floats) -> None:
    """Add the pushes between points of one cell, of which the mesh knows nothing."""
    import numpy as np

    order = np.argsort(cells, kind="stable").astype(np.int32)
    for step in range(1, CROWD + 1):
        for part in parts(len(points) - step):
            one, other = order[part], order[part.start + step : part.stop + step]
            same = cells[one] == cells[other]
            one, other = one[same], other[same]
            apart = points[one] - points[other]
            apart *= (SPACING**2 / (np.einsum("ij,ij->i", apart, apart) + 1.0))[:, None]
            force[one] += apart  # no node is twice in either
            force[other] -= apart


def _within(rounds: float) -> int:
    return max(ROUNDS[0], min(ROUNDS[1], round(rounds)))


def _limited(force: Floats, most: float) -> Floats:
    """The forces, cut in place so that none is longer than ``most``."""
    import numpy as np

    length = np.sqrt(np.einsum("...i,...i", force, force))
    force *= (np.minimum(length, most) / np.maximum(length, 1e-9))[..., None]
    return force
