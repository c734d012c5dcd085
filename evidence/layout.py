"""Where the nodes of a graph stand: components apart, what belongs together near, same every time.

Each connected component is drawn by springs (edges pull, nodes push). A large one is first folded
into fewer and fewer nodes, drawn small, and unfolded again; so the time grows with the edges, and
ten thousand nodes take seconds. The drawings are then set in rows like words on a page, the largest
first, and the nodes without an edge follow as one block.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

Point = tuple[float, float]
Neighbours = Sequence[Sequence[int]]

SPACING: Final = 100.0  # Distance that an edge wants to have; Gephi draws nodes 10 to 50 wide.
STRETCH: Final = 1.6  # Labels are wide and low: room beside a node is worth more than above it.
LABEL: Final = (150.0, 34.0)  # Width and height of a usual label, kept free around each node.
READABLE: Final = 1000  # Nobody reads the labels of more nodes in one drawing.
PAGE: Final = 1.5  # Width by height of the whole picture, about a screen's.
GOLDEN_ANGLE: Final = math.pi * (3 - math.sqrt(5))  # Turns that never line up.

EXACT: Final = 300  # Up to here every pair of nodes pushes; beyond, only those near each other.
REACH: Final = 2.0 * SPACING  # How far a push reaches then.
WORK: Final = 600_000  # Pushes and pulls spent on one level of folding; about 0.5 s.
ROUNDS: Final = (1, 300)  # Fewest and most rounds on a level.


def layout(count: int, edges: Sequence[tuple[int, int]]) -> list[Point]:
    """Positions of the nodes 0 … ``count`` - 1, in their order, centred on the origin.

    The unit is the one of sizes in Gephi; neighbours stand about ``SPACING`` apart. Direction,
    loops and repeated edges change nothing. Same input, same positions.
    """
    neighbours = _neighbours(count, edges)
    isolates = [node for node in range(count) if not neighbours[node]]
    drawings = []
    for members in _components(neighbours):
        place = {node: at for at, node in enumerate(members)}
        inner = [[place[other] for other in neighbours[node]] for node in members]
        points = [(x * STRETCH, y) for x, y in _laid_flat(_drawn(inner))]
        drawings.append((members, _unlapped(points) if len(members) <= READABLE else points))
    drawings.sort(key=lambda drawing: -len(drawing[0]))
    if isolates:
        columns = math.ceil(math.sqrt(len(isolates) * PAGE / STRETCH))
        grid = [
            (at % columns * SPACING * STRETCH, at // columns * SPACING)
            for at in range(len(isolates))
        ]
        drawings.append((isolates, grid))
    return _paged(count, drawings)


def _neighbours(count: int, edges: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Each node's neighbours, once, ascending."""
    found: list[set[int]] = [set() for _ in range(count)]
    for u, v in edges:
        if u != v:
            found[u].add(v)
            found[v].add(u)
    return [sorted(nodes) for nodes in found]


def _components(neighbours: Neighbours) -> list[list[int]]:
    """Nodes that hang together, isolates left out, each component in the order it is walked."""
    seen = [False] * len(neighbours)
    components = []
    for start, nodes in enumerate(neighbours):
        if seen[start] or not nodes:
            continue
        seen[start] = True
        members = [start]
        for node in members:
            for other in neighbours[node]:
                if not seen[other]:
                    seen[other] = True
                    members.append(other)
        components.append(members)
    return components


def _drawn(neighbours: Neighbours) -> list[Point]:
    """Positions of the nodes of one component."""
    folds: list[tuple[Neighbours, list[int]]] = []
    while len(neighbours) > EXACT:
        group = _folded(neighbours)
        folds.append((neighbours, group))
        pairs = [
            (group[u], group[v]) for u, others in enumerate(neighbours) for v in others if u < v
        ]
        neighbours = _neighbours(max(group) + 1, pairs)
    points = _sprung(neighbours, [_spiral(at) for at in range(len(neighbours))], SPACING)
    for finer, group in reversed(folds):
        grown = math.sqrt(len(finer) / len(points))
        placed: defaultdict[int, int] = defaultdict(int)
        start = []
        for parent in group:
            x, y = points[parent]
            dx, dy = _spiral(placed[parent])
            placed[parent] += 1
            start.append((x * grown + dx / 2, y * grown + dy / 2))
        points = _sprung(finer, start, SPACING / 2)
    return points


def _folded(neighbours: Neighbours) -> list[int]:
    """A smaller graph: each node's group, where a group is a node with its free neighbours.

    In a connected graph every group but stragglers has two members, and a straggler joins the
    group of a neighbour; so the number of nodes at least halves.
    """
    group = [-1] * len(neighbours)
    groups = 0
    for node in sorted(range(len(neighbours)), key=lambda node: (-len(neighbours[node]), node)):
        if group[node] >= 0:
            continue
        free = [other for other in neighbours[node] if group[other] < 0]
        if free:
            for member in (node, *free):
                group[member] = groups
            groups += 1
        else:
            group[node] = group[neighbours[node][0]]
    return group


def _spiral(at: int) -> Point:
    """The place of the ``at``-th of many points that fill a disc evenly."""
    radius = SPACING * 0.6 * math.sqrt(at)
    return radius * math.cos(at * GOLDEN_ANGLE), radius * math.sin(at * GOLDEN_ANGLE)


def _sprung(neighbours: Neighbours, points: Sequence[Point], step: float) -> list[Point]:
    """The points after they pushed and pulled each other, moving less than ``step`` a round."""
    count = len(points)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    pairs = [(u, v) for u, others in enumerate(neighbours) for v in others if u < v]
    pushes = count * (count - 1) // 2 if count <= EXACT else 10 * count
    rounds = max(ROUNDS[0], min(ROUNDS[1], WORK // (pushes + len(pairs) + 1)))
    for turn in range(rounds):
        forces = _pushed_all(xs, ys) if count <= EXACT else _pushed_near(xs, ys)
        fx, fy = forces
        for u, v in pairs:
            dx, dy = xs[u] - xs[v], ys[u] - ys[v]
            pull = math.sqrt(dx * dx + dy * dy) / SPACING
            fx[u] -= dx * pull
            fy[u] -= dy * pull
            fx[v] += dx * pull
            fy[v] += dy * pull
        most = step * (1 - turn / rounds)
        for at in range(count):
            force = math.hypot(fx[at], fy[at])
            if force > 0:
                share = min(force, most) / force
                xs[at] += fx[at] * share
                ys[at] += fy[at] * share
    return list(zip(xs, ys, strict=True))


def _pushed_all(xs: Sequence[float], ys: Sequence[float]) -> tuple[list[float], list[float]]:
    count = len(xs)
    fx, fy = [0.0] * count, [0.0] * count
    for u in range(count):
        x, y = xs[u], ys[u]
        sum_x = sum_y = 0.0
        for v in range(u):
            dx, dy = x - xs[v], y - ys[v]
            push = SPACING * SPACING / (dx * dx + dy * dy + 1.0)
            dx *= push
            dy *= push
            sum_x += dx
            sum_y += dy
            fx[v] -= dx
            fy[v] -= dy
        fx[u] += sum_x
        fy[u] += sum_y
    return fx, fy


def _pushed_near(xs: Sequence[float], ys: Sequence[float]) -> tuple[list[float], list[float]]:
    """As ``_pushed_all``, between nodes in the same or a neighbouring cell of a grid.

    A crowded cell pushes with its first few nodes, weighted to stand for all of them.
    """
    crowd = 8
    cells: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for at, (x, y) in enumerate(zip(xs, ys, strict=True)):
        cells[int(x // REACH), int(y // REACH)].append(at)
    count = len(xs)
    fx, fy = [0.0] * count, [0.0] * count
    around = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    for (column, row), members in cells.items():
        near: list[tuple[float, float, float]] = []
        for i, j in around:
            cell = cells.get((column + i, row + j))
            if cell:
                chosen = cell[:: -(-len(cell) // crowd)]
                weight = SPACING * SPACING * len(cell) / len(chosen)
                near.extend((xs[v], ys[v], weight) for v in chosen)
        for u in members:
            x, y = xs[u], ys[u]
            sum_x = sum_y = 0.0
            for x2, y2, weight in near:
                dx, dy = x - x2, y - y2
                push = weight / (dx * dx + dy * dy + 1.0)
                sum_x += dx * push
                sum_y += dy * push
            fx[u], fy[u] = sum_x, sum_y
    return fx, fy


def _laid_flat(points: Sequence[Point]) -> list[Point]:
    """The points turned so that they are spread from left to right."""
    middle_x = sum(x for x, _ in points) / len(points)
    middle_y = sum(y for _, y in points) / len(points)
    centred = [(x - middle_x, y - middle_y) for x, y in points]
    spread = sum(x * x - y * y for x, y in centred)
    tilt = math.atan2(2 * sum(x * y for x, y in centred), spread) / 2
    cos, sin = math.cos(tilt), math.sin(tilt)
    return [(x * cos + y * sin, y * cos - x * sin) for x, y in centred]


def _unlapped(points: Sequence[Point], rounds: int = 20) -> list[Point]:
    """The points moved up and down until few labels lie on each other."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
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
    return list(zip(xs, ys, strict=True))


def _paged(count: int, drawings: Sequence[tuple[list[int], list[Point]]]) -> list[Point]:
    """All drawings in rows, from the top left, ``y`` upwards as Gephi has it."""
    if not drawings:
        return []
    margin = SPACING * 1.5
    corners = [(min(x for x, _ in points), max(y for _, y in points)) for _, points in drawings]
    boxes = [
        (
            max(x for x, _ in points) - left + margin * STRETCH,
            top - min(y for _, y in points) + margin,
        )
        for (_, points), (left, top) in zip(drawings, corners, strict=True)
    ]
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
    placed: list[Point] = [(0.0, 0.0)] * count
    for (members, points), (left, top), (x, y) in zip(drawings, corners, rows, strict=True):
        for node, (px, py) in zip(members, points, strict=True):
            placed[node] = (px - left + x, py - top + y)
    middle_x = (max(x for x, _ in placed) + min(x for x, _ in placed)) / 2
    middle_y = (max(y for _, y in placed) + min(y for _, y in placed)) / 2
    return [(x - middle_x, y - middle_y) for x, y in placed]


def _rows(boxes: Sequence[tuple[float, float]], page: float) -> list[Point]:
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
