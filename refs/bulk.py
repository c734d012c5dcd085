"""The same function over very many items: on several cores, in order, in bounded memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import TypeVar

_In = TypeVar("_In")
_Out = TypeVar("_Out")

# Items that travel to a worker together: enough that their way costs little beside the work.
_BATCH = 500
# Batches under way for each worker; more would only be held in memory.
_AHEAD = 3


def map_in_order(
    function: Callable[[_In], _Out], items: Iterable[_In], jobs: int = 1
) -> Iterator[_Out]:
    """``function`` of each item, in the order of the items, which are read as results are taken.

    Args:
        function: pure and picklable, as are items and results where ``jobs`` is over 1.
        jobs: processes; 1 works in this one.
    """
    if jobs == 1:
        yield from map(function, items)
        return
    source = iter(items)
    with ProcessPoolExecutor(jobs) as pool:
        waiting: deque[Future[list[_Out]]] = deque()
        try:
            while batch := list(islice(source, _BATCH)):
                waiting.append(pool.submit(_apply, function, batch))
                if len(waiting) >= jobs * _AHEAD:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _apply(function: Callable[[_In], _Out], batch: list[_In]) -> list[_Out]:
    return [function(item) for item in batch]
