"""Edges as rows of two node numbers, eight bytes each, handled a part at a time.

Whatever is computed for pairs takes more memory than they do, so that it is computed for some of
them after the other: besides the pairs there are a few megabytes at a time, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints: TypeAlias = NDArray[Any]  # of integers, most of 32 bits

PART: Final = 1 << 15  # Rows handled at once: they stay in a processor's cache.


def parts(count: int, size: int = PART) -> Iterator[slice]:
    """Slices that cover ``count`` rows, ``size`` of them each and the last one perhaps fewer."""
    return (slice(first, min(first + size, count)) for first in range(0, count, size))


def merged(pairs: Ints) -> Ints:
    """Each pair of different nodes once, whatever its direction; in the place of the old ones.

    Args:
        pairs: rows of two, 32 bits each, contiguous; they are overwritten.
    Returns:
        The first of the rows, sorted in some way that depends on nothing but the pairs.
    """
    import numpy as np

    pairs.sort(axis=1)
    keys = pairs.reshape(-1).view(np.int64)  # the two numbers of a pair side by side
    keys.sort()
    kept, last = 0, -1
    for part in parts(len(keys)):
        some, ends = keys[part], pairs[part]
        fresh = np.diff(some, prepend=last) != 0
        fresh &= ends[:, 0] != ends[:, 1]
        last, some = int(some[-1]), some[fresh]
        keys[kept : kept + len(some)] = some
        kept += len(some)
    return pairs[:kept]


def renamed(pairs: Ints, names: Ints, out: Ints | None = None) -> Ints:
    """The pairs with ``names[node]`` for each node; in ``out``, which may be ``pairs``."""
    import numpy as np

    result = np.empty(pairs.shape, np.int32) if out is None else out
    for part in parts(len(pairs)):
        result[part] = names[pairs[part]]
    return result


def components(count: int, pairs: Ints) -> Ints:
    """For each node the lowest node that hangs together with it."""
    import numpy as np

    lowest = np.arange(count, dtype=np.int32)
    joined = True
    while joined:
        joined = False
        for part in parts(len(pairs)):
            ends = lowest[pairs[part]]
            ends = ends[ends[:, 0] != ends[:, 1]]
            if len(ends):
                joined = True
                np.minimum.at(lowest, ends.max(1), ends.min(1))
        while not np.array_equal(jumped := lowest[lowest], lowest):
            lowest = jumped
    return lowest


def folded(count: int, pairs: Ints) -> Ints:
    """A smaller graph: each node's group, where a group is a node with its free neighbours.

    In a connected graph every group but stragglers has two members, and a straggler joins the
    group of a neighbour; so the number of nodes at least halves.
    """
    import numpy as np

    degree = np.zeros(count, np.int64)
    for part in parts(len(pairs)):
        degree += np.bincount(pairs[part].ravel(), minlength=count)
    by_rank = np.argsort(-degree, kind="stable").astype(np.int32)  # most neighbours first
    rank = np.empty(count, np.int32)
    rank[by_rank] = np.arange(count, dtype=np.int32)
    centre = np.full(count, -1, np.int32)
    left = pairs
    while len(left):
        best = np.full(count, count, np.int32)
        for part in parts(len(left)):
            u, v = left[part].T
            np.minimum.at(best, u, rank[v])
            np.minimum.at(best, v, rank[u])
        joins = best < rank
        hub = by_rank[np.minimum(best, count - 1)]
        joins &= ~joins[hub]  # a hub is one that joins no other
        centre[joins] = hub[joins]
        centre[hub[joins]] = hub[joins]
        rows = (left[part] for part in parts(len(left)))
        left = np.concatenate([some[(centre[some] < 0).all(1)] for some in rows])
    # Nodes all of whose neighbours were taken before them.
    for part in parts(len(pairs)):
        for u, v in (pairs[part].T, pairs[part].T[::-1]):  # both directions
            stray = (centre[u] < 0) & (centre[v] >= 0)
            centre[u[stray]] = centre[v[stray]]
    return np.unique(centre, return_inverse=True)[1].reshape(-1).astype(np.int32)
