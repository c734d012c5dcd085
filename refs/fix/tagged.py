"""RIS and NBIB, as :mod:`refs.fix.slots` wants a format: lines of a tag and a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from textwrap import wrap
from typing import Final

from refs.fix.slots import Addition, Layout, Slot, by_precedence, numbered
from refs.formats.decode import lines_of
from refs.formats.items import line
from refs.formats.nbib import TAGGED as NBIB_TAGGED
from refs.formats.ris import TAGGED as RIS_TAGGED

# Tag → what it says; of one field in the order in which they are read.
_RIS_TAGS: Final = {
    "DO": "doi", "UR": "url", "LK": "url", "L1": "url", "L2": "url", "N1": "url", "TI": "title",
    "T1": "title", "CT": "title", "AU": "author", "A1": "author", "PY": "date", "Y1": "date",
    "DA": "date", "VL": "volume", "IS": "issue", "CP": "issue", "M1": "issue", "SP": "first-page",
    "EP": "last-page", "C7": "pages", "JF": "container-title", "T2": "container-title",
    "JO": "container-title", "BT": "container-title", "JA": "container-title-short",
    "J2": "container-title-short", "J1": "container-title-short",
}  # fmt: skip
_NBIB_TAGS: Final = {
    "LID": "doi", "AID": "doi", "TI": "title", "BTI": "title", "FAU": "author",
    "AU": "author-short", "DP": "date", "VI": "volume", "IP": "issue", "PG": "pages",
    "JT": "container-title", "TA": "container-title-short",
}  # fmt: skip
_DOI_OF_NBIB: Final = re.compile(r"\s*\[doi\]\Z")


def _slots(record: str, tagged: re.Pattern[str], tags: Mapping[str, str]) -> list[Slot]:
    found = (
        Slot(tags[tag], tag, start, end, line(record[start:end]))
        for tag, start, end in _values(record, tagged)
        if tag in tags
    )
    return by_precedence(numbered(found), list(tags))


def _values(record: str, tagged: re.Pattern[str]) -> Iterator[tuple[str, int, int]]:
    """Each tag, and where its value begins and ends, with the lines that go on with it."""
    tag, start, end, at = "", 0, 0, 0
    for text in lines_of(record):
        if said := tagged.match(text):
            if tag:
                yield tag, start, end
            tag = said[1].upper()
            value = said[2]
            start = at + said.start(2) + len(value) - len(value.lstrip())
            end = max(start, at + said.start(2) + len(value.rstrip()))
        elif text.strip():
            end = at + len(text.rstrip())
        at += len(text)
    if tag:
        yield tag, start, end


def _spell(_field: str, text: str, _before: str, _ascii_only: bool) -> str:
    return line(text)


def _enclose(value: str, before: str) -> str:
    """On as many lines, as long and indented, as the value before."""
    first, *rest = lines_of(before) or [""]
    if not rest:
        return value
    end = first[len(first.rstrip("\r\n")) :]
    indent = rest[0][: len(rest[0]) - len(rest[0].lstrip())]
    longest = max(len(one.rstrip()) for one in rest)
    width = max(len(first.rstrip()), longest - len(indent), 20)
    return (end + indent).join(wrap(value, width, break_long_words=False, break_on_hyphens=False))


def _add_line(
    record: str, _slots: Sequence[Slot], doi: str, *, tagged: re.Pattern[str], before: str,
    after: str,
) -> Addition | None:  # fmt: skip
    """A line behind the last that holds a value, its end as theirs."""
    values = [one for one in _values(record, tagged) if one[0] != "ER"]
    if not values:
        return None
    at = values[-1][2]
    rest = lines_of(record[at:])[:1]
    ends = "\r\n" if "\r\n" in record else "\r" if "\r" in record else "\n"
    if not rest or not rest[0].endswith(("\r", "\n")):  # the file ends here
        return Addition(len(record), f"{ends}{before}", doi, after)
    return Addition(at + len(rest[0]), before, doi, f"{after}{ends}")


def _nbib_slots(record: str) -> list[Slot]:
    """Of "10.1/x [doi]" the DOI is the value; an article's other numbers have no slot."""
    slots = []
    for one in _slots(record, NBIB_TAGGED, _NBIB_TAGS):
        if one.field != "doi":
            slots.append(one)
        elif label := _DOI_OF_NBIB.search(record, one.start, one.end):
            text = line(record[one.start : label.start()])
            slots.append(one._replace(end=label.start(), text=text))
    return slots


RIS: Final = Layout(
    partial(_slots, tagged=RIS_TAGGED, tags=_RIS_TAGS),
    _spell,
    _enclose,
    partial(_add_line, tagged=RIS_TAGGED, before="DO  - ", after=""),
)
NBIB: Final = Layout(
    _nbib_slots,
    _spell,
    _enclose,
    partial(_add_line, tagged=NBIB_TAGGED, before="AID - ", after=" [doi]"),
)
