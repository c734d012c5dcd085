from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from refs.errors import BadPattern
from refs.keys import assign_keys, fill_keys, make_key
from refs.model import Entry

ITEM: dict[str, Any] = {
    "title": "On the <i>in vivo</i> effects of T-cells",
    "author": [{"family": "Łukasiewicz", "given": "J", "non-dropping-particle": "van"}],
    "container-title-short": "N Engl J Med",
    "issued": {"date-parts": [[2019]]},
    "volume": "380",
    "page": "1726-1737",
    "PMID": "31042825",
    "DOI": "10.1056/NEJMoa1(2)",
}
PATTERNS = [
    pytest.param("[auth][year][word]", "vanlukasiewicz2019vivo", id="default"),
    pytest.param("[auth3:upper]_[shortyear]", "VAN_19", id="letters-and-case"),
    pytest.param(
        "[auth:capitalize]:[year][title2]", "Vanlukasiewicz:2019vivoeffects", id="title-words"
    ),
    pytest.param("[journal3][volume]-[page]", "nengl" + "j" + "380-1726", id="journal"),
    pytest.param("pmid[pmid]", "pmid31042825", id="pmid"),
    pytest.param("[doi]", "10.1056_NEJMoa1_2_", id="doi"),
]


@pytest.mark.parametrize(("pattern", "key"), PATTERNS)
def test_patterns(pattern: str, key: str) -> None:
    assert make_key(ITEM, pattern) == key


@pytest.mark.parametrize("pattern", ["[nothing]", "[auth:shout]", "[auth] [year]", "a{b}"])
def test_a_pattern_that_cannot_be_followed_says_what_there_is(pattern: str) -> None:
    with pytest.raises(BadPattern, match=r"there are|cannot stand"):
        make_key(ITEM, pattern)


def test_keys_do_not_depend_on_the_order_of_the_file() -> None:
    entries = [Entry(ITEM | {"DOI": f"10.1/{n}"}) for n in range(4)]
    found = [
        {entry.item["DOI"]: entry.key for entry in assign_keys(order, "[auth]")}
        for order in permutations(entries)
    ]
    assert all(one == found[0] for one in found)
    assert sorted(found[0].values()) == [f"vanlukasiewicz{letter}" for letter in "abcd"]


def test_keys_of_the_file_are_kept_and_none_comes_twice() -> None:
    entries = [Entry(ITEM, "mine"), Entry(ITEM), Entry(ITEM, "mine"), Entry({}, "", raw="broken")]
    assert [entry.key for entry in fill_keys(entries)] == [
        "mine", "vanlukasiewicz2019vivo", "minea", "",
    ]  # fmt: skip
