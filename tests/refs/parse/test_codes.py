from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from refs.parse.codes import CodeTable

# Few first bits, so that many codes want the same place; the ends, where places begin again.
CODES = st.integers(0, 40) | st.integers(0, 2**32 - 1) | st.integers(2**32 - 40, 2**32 - 1)


@given(st.lists(CODES.filter(bool), unique=True, max_size=60), st.lists(CODES, max_size=60))
def test_each_code_is_found_at_its_place_and_no_other_is(held: list[int], asked: list[int]) -> None:
    table = CodeTable(np.array(held, np.uint32))
    wanted = np.array([[*held, *asked], [*held, *asked]], np.uint32)
    places = {code: place for place, code in enumerate(held, 1)}
    expected = [places.get(code, 0) for code in (*held, *asked)]
    assert table.find(wanted).tolist() == [expected, expected]
