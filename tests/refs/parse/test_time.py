"""However long and strange a string is, it is read in a time that grows with its length."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from refs.parse import parse_string

LENGTH = 100_000  # characters, the most that is read
SECONDS = 3.0  # a third of it on a quiet machine

# What patterns look for, so that each repeats until a pattern that backtracks would show it.
PIECES = (
    "Doe J, |Doe, J., |and |et al |& |. |, |; |: |( |)|[|]|{|}|<i>|</i>|<|>|*|_|\\|&amp;|&#x41;|\"|“|'|- |–|/|a|A|A.|A.-|1|12-|e1|"
    "2012|2012;|;1(2):|(Suppl 1)|10.1000/|10.1000/a(|doi:|doi: |https://|www.|http://a.b/|PMID: |PMC|arXiv:|ISBN 1-|pp. |Vol. |"
    "In: |eds. |Group |Committee |\n|-\n|\t|\u00ad|\u200b|  |é|ß|İ|Σ|学|한|😀|\ud800|\x00|l l |I1|%2F|\\_|$^|^1^|<sup>|ibid. |a) "
).split("|")


def seconds(raw: str) -> float:
    begun = process_time()
    parse_string(raw)
    return process_time() - begun


HOSTILE = [
    pytest.param("(" * 10_000, id="ten-thousand-brackets"),
    pytest.param("(" * LENGTH, id="nothing-but-brackets"),
    pytest.param("Doe J, " * 10_000 + ". T. Cell. 2012;1:2.", id="ten-thousand-authors"),
    pytest.param("a. " * 33_000, id="full-stops"),
    pytest.param("1;" * 50_000, id="semicolons"),
    pytest.param("A" * LENGTH, id="one-word"),
    pytest.param("<i>" * 33_000, id="marks-that-never-end"),
    pytest.param("10.1000/" * 12_000, id="dois-in-dois"),
    pytest.param("Doe, inventor; " * 80, id="inventors-of-nothing"),
]


@pytest.mark.parametrize("raw", HOSTILE)
def test_long_strings_take_no_long_time(raw: str) -> None:
    assert seconds(raw) < SECONDS


def strings(length: int) -> st.SearchStrategy[str]:
    """Up to four pieces over and over, between others that are there once."""
    some = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
    return st.builds(
        lambda start, middle, end: (start + middle * (length // len(middle)))[:length] + end,
        some,
        some.filter(bool),
        some,
    )


@given(strings(20_000))
@settings(max_examples=8, phases=[Phase.generate])
def test_strings_of_pieces_take_no_long_time(raw: str) -> None:
    assert seconds(raw) < SECONDS


@pytest.mark.slow
@given(strings(LENGTH - 100))
@settings(
    max_examples=80,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.large_base_example, HealthCheck.data_too_large],
)
def test_strings_of_many_pieces_take_no_long_time(raw: str) -> None:
    assert seconds(raw) < SECONDS
