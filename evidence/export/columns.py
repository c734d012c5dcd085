"""The attributes of many records as typed columns, read a batch at a time.

A graph is passed over twice, once to learn the columns, once to write them; between the two only
what is known of each column is kept. In a batch, work is done a column at a time: most columns
hold values of one Python type, and then no value is looked at on its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import accumulate, chain, islice, repeat, tee
from operator import itemgetter, methodcaller
from typing import TYPE_CHECKING, Any, Final, TypeVar

from evidence.export.values import CLASSES, class_of, to_text, type_of

if TYPE_CHECKING:
    from evidence.export.appearance import AnyGraph

_T = TypeVar("_T")
Record = Mapping[Any, Any]

BATCH: Final = 1000  # Records; more gain no time and take more memory.


@dataclass(frozen=True, slots=True)
class Column:
    """An attribute as a column."""

    name: object
    """The attribute's name in the graph, of any type."""
    title: str
    """Its name in the file; no two columns have the same, whatever their case."""
    type_: str
    """``boolean``, ``integer``, ``long``, ``double``, ``string`` or ``liststring``."""
    only: type | None
    """The Python type of all its values; None where they differ."""
    full: bool
    """Whether no record lacks it."""


@dataclass(slots=True)
class Seen:
    """What is known of an attribute; ``classes`` are those of :func:`class_of`."""

    classes: set[str] = field(default_factory=set)
    types: set[type] = field(default_factory=set)
    count: int = 0


def batched(items: Iterable[_T], size: int = BATCH) -> Iterator[list[_T]]:
    """The items in lists of ``size``, the last one perhaps shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


@dataclass(frozen=True, slots=True)
class EdgeBatch:
    """Some edges of a graph, in its order, an item of each list for every edge."""

    sources: list[Any]
    targets: list[Any]
    keys: list[Any]
    """None in a graph that is no multigraph."""
    records: list[Record]
    parallel: list[slice]
    """Where there are several between the same two nodes."""
    part: int | None = None
    """Which part it is of the edges between two nodes, from 0; None where it is no part of them."""


def edge_batches(graph: AnyGraph, size: int = BATCH) -> Iterator[EdgeBatch]:
    """All edges; of parallel ones only those are torn apart that are more than ``size``."""
    for sources, targets, between in _pairs(graph, size):
        if not graph.is_multigraph():
            yield EdgeBatch(sources, targets, [None] * len(sources), between, [])
            continue
        counts = list(map(len, between))
        if sum(counts) <= 2 * size:
            yield _batch(sources, targets, between, counts)
            continue
        for source, target, edges, count in zip(sources, targets, between, counts, strict=True):
            if count > size:
                yield from parallel_batches(source, target, edges, size)
            else:
                yield _batch([source], [target], [edges], [count])


def _batch(
    sources: list[Any], targets: list[Any], between: list[Any], counts: list[int]
) -> EdgeBatch:
    keys = list(chain.from_iterable(between))
    records = list(chain.from_iterable(map(methodcaller("values"), between)))
    parallel = []
    if len(keys) > len(between):
        sources = list(chain.from_iterable(map(repeat, sources, counts)))
        targets = list(chain.from_iterable(map(repeat, targets, counts)))
        ends = zip(counts, accumulate(counts), strict=True)
        parallel = [slice(end - count, end) for count, end in ends if count > 1]
    return EdgeBatch(sources, targets, keys, records, parallel)


def parallel_batches(
    source: Any, target: Any, edges: Mapping[Any, Record], size: int = BATCH
) -> Iterator[EdgeBatch]:
    """The edges between two nodes, as networkx keeps them by their keys."""
    for place, some in enumerate(batched(edges.items(), size)):
        count = len(some)
        keys, records = [key for key, _ in some], [record for _, record in some]
        ends = [source] * count, [target] * count
        yield EdgeBatch(*ends, keys, records, [slice(0, count)], place)


def _pairs(graph: AnyGraph, size: int) -> Iterator[tuple[list[Any], list[Any], list[Any]]]:
    """The pairs of nodes between which there are edges, with what networkx keeps between them."""
    near = graph.adjacency() if graph.is_directed() else _once(graph)
    first, second, third = tee(near, 3)
    sources = chain.from_iterable(repeat(u, len(neighbours)) for u, neighbours in first)
    targets = chain.from_iterable(neighbours for _, neighbours in second)
    between = chain.from_iterable(neighbours.values() for _, neighbours in third)
    while some := list(islice(sources, size)):
        yield some, list(islice(targets, size)), list(islice(between, size))


def _once(graph: AnyGraph) -> Iterator[tuple[Any, dict[Any, Any]]]:
    """The neighbours of each node of an undirected graph but those that came before it."""
    done: set[Any] = set()
    for node, neighbours in graph.adjacency():
        yield node, {other: kept for other, kept in neighbours.items() if other not in done}
        done.add(node)


def values_of(name: object, records: Sequence[Record]) -> list[Any]:
    """An attribute of each record; None where it is missing."""
    try:
        return list(map(itemgetter(name), records))
    except KeyError:
        return [record.get(name) for record in records]


class Scan:
    """The attributes of the records it was shown, in the order in which their names were met."""

    def __init__(self) -> None:
        self.seen: dict[object, Seen] = {}
        self.count = 0

    def add(self, records: Sequence[Record]) -> None:
        self.count += len(records)
        for name in dict.fromkeys(chain.from_iterable(records)):
            self.add_values(name, values_of(name, records))

    def add_values(self, name: object, values: Sequence[Any]) -> None:
        """None is absent."""
        types = set(map(type, values))
        if type(None) in types:
            types.discard(type(None))
            values = [value for value in values if value is not None]
        if not values:
            return
        seen = self.seen.setdefault(name, Seen())
        seen.count += len(values)
        seen.types |= types
        if types == {int}:
            seen.classes |= {class_of(min(values)), class_of(max(values))}
        elif types <= CLASSES.keys():
            seen.classes |= {CLASSES[type_] for type_ in types}
        else:
            seen.classes |= set(map(class_of, values))

    def columns(
        self, elsewhere: Set[object], built_in: Set[str], prefix: str, clean: Callable[[str], str]
    ) -> list[Column]:
        """A column for each attribute that is not written elsewhere.

        Args:
            built_in: names, in small letters, that a column must not have; one that would gets
                ``prefix`` and an underscore before it.
            clean: removes what the format cannot hold.
        """
        titles = Names(str.casefold, built_in)
        columns = []
        for name, seen in self.seen.items():
            if name in elsewhere:
                continue
            title = " ".join(clean(str(name)).split()) or "unnamed"
            if title.casefold() in built_in:
                title = f"{prefix}_{title}"
            columns.append(
                Column(
                    name,
                    titles.free(title),
                    type_of(seen.classes),
                    next(iter(seen.types)) if len(seen.types) == 1 else None,
                    seen.count == self.count,
                )
            )
        return columns


def texts(column: Column, values: Sequence[Any]) -> list[str]:
    """The values, none of them None, as they stand in the column; not escaped for any format."""
    if column.only is str:
        return list(values)
    if column.only is int and column.type_ != "double":
        return list(map(str, values))
    if column.only is float and math.isfinite(sum(values)):
        return list(map(repr, values))
    return [to_text(value, column.type_) for value in values]


def cells_of(
    column: Column, values: Sequence[Any], quoted_all: Callable[[list[str]], list[str]]
) -> list[Any]:
    """The values as they stand in the file, a text each, escaped; None is absent."""
    there = values if column.full else [value for value in values if value is not None]
    cells: list[Any] = texts(column, there)
    if column.only not in (int, float, bool):
        cells = quoted_all(cells)
    if column.full:
        return cells
    following = iter(cells)
    return [value if value is None else next(following) for value in values]


class Lines:
    """Lines that are alike but for some cells, made all at once."""

    def __init__(self) -> None:
        self._parts: list[Iterable[str]] = []

    def add(self, *parts: str | Iterable[str]) -> None:
        """The next parts of every line: a string for all of them, or one for each."""
        self._parts += (repeat(part) if isinstance(part, str) else part for part in parts)

    def text(self) -> str:
        return "".join(chain.from_iterable(zip(*self._parts)))  # noqa: B905 - repeat has no end


class Names:
    """Gives out names, none of them twice.

    Args:
        key: two names are the same if this makes the same of them.
        taken: names that others have.
    """

    def __init__(
        self, key: Callable[[str], str] = str, taken: Container[object] = frozenset()
    ) -> None:
        self._key = key
        self._taken = taken
        self._given: set[str] = set()
        self._numbers: dict[str, int] = {}

    def free(self, text: str) -> str:
        """The text, or with the first number that makes it new."""
        result = text
        while (key := self._key(result)) in self._given or key in self._taken:
            number = self._numbers[text] = self._numbers.get(text, 1) + 1
            result = f"{text} {number}"
        self._given.add(key)
        return result
