"""The headings of an article, and whose words stand under them."""

from __future__ import annotations

import re
from typing import Literal

Zone = Literal["background", "own", "discussion", "conclusion"]
"""own: methods, results, a case: what the authors did and saw themselves."""

_ZONES: tuple[tuple[Zone, str], ...] = (
    ("conclusion", r"conclu\w*|summary|take[- ]home"),
    (
        "background",
        r"introduction|background|objectives?|aims?|purpose|rationale|literature review",
    ),
    (
        "own",
        r"(?:materials?|patients?|subjects?|participants?|study|trial|research) (?:and|&) (?:methods?|design)"
        r"|methods?|methodology|results?|findings|case(?: (?:reports?|presentations?|descriptions?|series"
        r"|history|study))?|cases|patients?|participants?|study (?:design|population)|procedures?"
        r"|experimental(?: \w+)?|statistical \w+|data (?:analysis|collection)|outcomes?",
    ),
    ("discussion", r"discussion|comments?|limitations?|implications?|interpretation|perspectives?"),
)
_HEADING = re.compile(
    r"[\W\d]*(?:(?:the|our|in) )?(?:"
    + "|".join(f"(?P<{zone}>(?:{words})\\b)" for zone, words in _ZONES)
    + ")",
    re.IGNORECASE,
)
LONGEST_LABEL = 40
"""Characters. A label at the head of a paragraph is no longer."""


def zone_of(heading: str | None) -> Zone | None:
    """What a heading announces, by its first words; None where they are not among the usual ones."""
    found = _HEADING.match(heading or "")
    return next((zone for zone, _ in _ZONES if found and found[zone]), None)
