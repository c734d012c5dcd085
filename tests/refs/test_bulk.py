from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from refs.bulk import map_in_order, map_waiting


def double(numbers: list[int]) -> list[int]:
    return [2 * number for number in numbers]


def fail(numbers: list[int]) -> list[int]:
    raise ValueError(numbers[0])


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("count", [0, 1, 255, 256, 257, 4000])
def test_results_come_in_the_order_of_the_items(jobs: int, count: int) -> None:
    assert list(map_in_order(double, range(count), jobs)) == [2 * n for n in range(count)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_items_are_read_no_further_than_needed(jobs: int) -> None:
    read = 0

    def items() -> Iterator[int]:
        nonlocal read
        for number in range(1_000_000):
            read += 1
            yield number

    results = map_in_order(double, items(), jobs)
    assert [next(results) for _ in range(10)] == [2 * n for n in range(10)]
    results.close()  # type: ignore[attr-defined]
    assert read < 10_000


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_comes_through(jobs: int) -> None:
    with pytest.raises(ValueError, match="0"):
        list(map_in_order(fail, range(3), jobs))


@pytest.mark.parametrize("at_once", [1, 3])
def test_who_waits_comes_in_order_and_so_many_at_once(at_once: int) -> None:
    lock, active, most = threading.Lock(), 0, 0

    def wait(number: int) -> int:
        nonlocal active, most
        with lock:
            active += 1
            most = max(most, active)
        time.sleep(0.002 * (number % 3))
        with lock:
            active -= 1
        return number

    assert list(map_waiting(wait, range(60), lambda: at_once)) == list(range(60))
    assert most == at_once


def test_what_is_done_is_given_out_while_others_are_read() -> None:
    """Somebody who types questions has the first answer before the last question."""
    given: list[int] = []

    def items() -> Iterator[int]:
        for number in range(5):
            yield number
            time.sleep(0.05)
        assert given

    for result in map_waiting(lambda number: number, items(), lambda: 2):
        given += [result]
    assert given == [0, 1, 2, 3, 4]


def test_no_more_is_read_ahead_than_may_wait() -> None:
    read = 0

    def items() -> Iterator[int]:
        nonlocal read
        for number in range(1000):
            read += 1
            yield number

    results = map_waiting(lambda number: number, items(), lambda: 2, ahead=7)
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]
    assert read <= 7


def test_an_error_of_one_that_waits_comes_in_its_place() -> None:
    def maybe(number: int) -> int:
        if number == 2:
            raise ValueError("two")
        return number

    results = map_waiting(maybe, range(4), lambda: 2)
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(ValueError, match="two"):
        next(results)
