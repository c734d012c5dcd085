"""The same function over many items, in order: on several cores, or with several waiting at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

_In = TypeVar("_In")
_Out = TypeVar("_Out")

# Items that are worked on together: enough that their way to a worker costs little beside the work.
_BATCH = 256
# Batches under way for each worker; more would only be held in memory.
_AHEAD = 3
# Items that may wait for a network: enough that none of the threads is idle while one is slow.
_WAITING = 40


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
    function: Callable[[_In], _Out],
    items: Iterable[_In],
    at_once: Callable[[], int],
    ahead: int = _WAITING,
) -> Iterator[_Out]:
    """``function`` of each item, in order, ``at_once()`` of them under way in threads.

    For what waits on a network. Items are read as results are taken, at most ``ahead`` before. Who
    stops in the middle waits for nothing: the threads end with their item or with the process.
    """
    queue: SimpleQueue[tuple[_In, Future[_Out]] | None] = SimpleQueue()
    results: deque[Future[_Out]] = deque()
    threads = 0

    def work() -> None:
        while task := queue.get():
            item, result = task
            if not result.set_running_or_notify_cancel():
                continue
            try:
                result.set_result(function(item))
            except BaseException as error:
                result.set_exception(error)

    try:
        for item in items:
            results.append(Future())
            queue.put((item, results[-1]))
            if threads < min(at_once(), len(results)):
                Thread(target=work, daemon=True).start()
                threads += 1
            # The ones that are done are given out at once; more are read only while few wait.
            while results and (results[0].done() or len(results) >= ahead):
                yield results.popleft().result()
        while results:
            yield results.popleft().result()
    finally:
        for result in results:
            result.cancel()
        for _ in range(threads):
            queue.put(None)
