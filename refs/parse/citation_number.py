"""The number or label that a reference list prints before an entry: "40.", "[12]", "(3)", "[Smi05]"."""

from __future__ import annotations

import re
from dataclasses import replace

from refs.parse.draft import Draft

_STEP = "number"
_SURE = 0.99
# A bare number must be followed by a capital; "2012 Smith" or "3D printing" are no numbers.
_NUMBER = re.compile(
    r"""\s*(?:\[(?P<label>[A-Za-z+]{0,12}\s?\d{1,4}[a-z]?|[A-Z][\w+&. -]{1,24}\d\d[a-z]?)\]
    | \((?P<bracketed>\d{1,3})\)
    | (?P<dotted>\d{1,3})(?:[.)]{1,2}|-(?=\s))(?=\s|[^\W\d_])
    | (?P<bare>\d{1,3})(?=[:,]?\s+[^\W\d_]))[.:,]?\s*(?=\S)""",
    re.VERBOSE,
)


def read_number(draft: Draft) -> Draft:
    """With the number that opens the text, and the body after it."""
    start, end = draft.body
    found = _NUMBER.match(draft.text, start, end)
    if not found:
        return draft
    group = found.lastgroup or ""
    return replace(
        draft.add(_STEP, _SURE, citation_number=found.span(group)), body=(found.end(), end)
    )
