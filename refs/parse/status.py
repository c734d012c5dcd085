"""Whether a reference says that it is not printed yet: "in press", "ahead of print", "submitted"."""

from __future__ import annotations

import re
from dataclasses import replace

from refs.parse.draft import Draft

_STEP = "status"
_SURE = 0.98
# As AMA, Vancouver and APA print it; nothing but a year may stand behind it.
_STATUS = re.compile(
    r"""[\s,;.]+[(\[]?(?P<value>in[ ]press|forthcoming|to[ ]appear|(?:e-?pub(?:lished)?[ ])?(?:online[ ])?ahead[ ]of[ ]print
    |(?:manuscript[ ])?(?:submitted(?:[ ]for[ ]publication)?|in[ ]preparation|in[ ]revision|accepted(?:[ ]for[ ]publication)?)
    |unpublished(?:[ ](?:manuscript|data|observations|results|work))?)[)\]]?
    (?P<behind>[\s,;.(]*(?:(?:1[5-9]|20)\d\d)?[)\s,;.]*)\Z""",
    re.VERBOSE | re.IGNORECASE,
)
_CLOSING = 60  # characters at the end in which it is looked for


def read_status(draft: Draft) -> Draft:
    """With the words that close the reference where they tell its state; the body ends before them.

    A year behind them stays in the body's fields as ``date``.
    """
    start, end = draft.body
    found = _STATUS.search(draft.text, max(start, end - _CLOSING), end)
    if not found:
        return draft
    year = re.search(r"\d{4}", found["behind"])
    spans = {"status": found.span("value")}
    if year:
        at = found.start("behind") + year.start()
        spans["date"] = (at, at + 4)
    return replace(draft.add(_STEP, _SURE, **spans), body=(start, found.start()))
