from __future__ import annotations

from collections.abc import Iterator

import pytest

from refs.bulk import map_in_order


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
