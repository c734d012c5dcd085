"""The same function over many items, in order: on several cores, or with several waiting at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from threading import Thread
from typing import TypeVar

_In = TypeVar("_In")
_Out = TypeVar("_Out")

# Items that are worked on together: enough that their way to a worker costs little beside the work.
_BATCH = 256
# Batches under way for each worker; more would only be held in memory.
_AHEAD = 3


def map_in_order(
    function: Callable[[list[_In]], list[_Out]], items: Iterable[_In], jobs: int = 1
) -> Iterator[_Out]:
    """``function`` of all items, a few hundred at a time, in order; items are read as results are taken.

    Args:
        function: gives a result for each item; pure and picklable, as are items and results,
            where ``jobs`` is over 1.
        jobs: processes; 1 works in this one.
    """
    batches = in_batches(items)
    if jobs == 1:
        for batch in batches:
            yield from function(batch)
        return
    with ProcessPoolExecutor(jobs) as pool:
        waiting: deque[Future[list[_Out]]] = deque()
        try:
            for batch in batches:
                waiting.append(pool.submit(function, batch))
                if len(waiting) >= jobs * _AHEAD:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def in_batches(items: Iterable[_In], size: int = _BATCH) -> Iterator[list[_In]]:
    """The items in lists of ``size``; the last may be shorter."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def map_waiting(
    function: Callable[[_In], _Out], items: Sequence[_In], at_once: int
) -> Iterator[_Out]:
    """``function`` of each item, in order, ``at_once`` of them under way in threads.

    For what waits on a network. Who stops in the middle waits for nothing: the threads end with
    their item or with the process.
    """
    results: list[Future[_Out]] = [Future() for _ in items]
    queue = deque(zip(items, results, strict=True))

    def work() -> None:
        while True:
            try:
                item, result = queue.popleft()
            except IndexError:
                return
            try:
                result.set_result(function(item))
            except BaseException as error:
                result.set_exception(error)

    for _ in range(min(at_once, len(items))):
        Thread(target=work, daemon=True).start()
    try:
        for result in results:
            yield result.result()
    finally:
        queue.clear()
