"""Files of tagged lines (RIS, MEDLINE): lines → records of tag and value, as they come."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

LONGEST_RECORD: Final = 4 << 20
"""Characters: what a record has beyond them is not read."""


@dataclass(slots=True)
class Record:
    """One record as it is gathered."""

    line: int
    raw: list[str] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    size: int = 0
    rest: list[str] = field(default_factory=list)
    """Lines that go on with the last value, not yet joined to it."""

    def join(self) -> None:
        if self.rest:
            tag, value = self.pairs[-1]
            self.pairs[-1] = (tag, " ".join(filter(None, (value, *self.rest))))
            self.rest = []

    _by_tag: dict[str, list[str]] = field(default_factory=dict)

    def values(self, *tags: str) -> list[str]:
        """The values under any of the tags, tag by tag; in the order of the file for one tag."""
        known = self._tagged()
        if len(tags) == 1:
            return known.get(tags[0], [])
        return [value for tag in tags for value in known.get(tag, ())]

    def first(self, *tags: str) -> str:
        """The first value of the first tag that has one."""
        known = self._tagged()
        for tag in tags:
            if tag in known:
                return known[tag][0]
        return ""

    def _tagged(self) -> dict[str, list[str]]:
        """The values by their tags; the record is whole when this is asked."""
        if not self._by_tag:
            for name, value in self.pairs:
                if value:
                    self._by_tag.setdefault(name, []).append(value)
        return self._by_tag


def read_records(
    lines: Iterable[str], tagged: re.Pattern[str], first: str, last: str | None
) -> Iterator[Record]:
    """The records of a file in its order, in memory for one.

    A line without a tag goes on with the value before it. A record begins with the tag ``first`` and
    ends with ``last``, with the next beginning, or with the file. Text outside of a record that is
    no blank line is a record with a problem.
    """
    record: Record | None = None
    begun = False
    for number, line in enumerate(lines, 1):
        found = tagged.match(line)
        tag = found[1].upper() if found else ""
        if found and tag == first:
            if record:
                yield _ended(record, last)
            record, begun = Record(number), True
        elif record is None:
            # Some exporters say where a file is from before the first record.
            if not line.strip(" \t\r\n\f\x1a\ufeff") or tag == last or not (found or begun):
                continue
            record = Record(number, problems=[f"no {first} at the beginning of the record"])
        record.size += len(line)
        if record.size > LONGEST_RECORD:
            if len(record.problems) < 20 and not any("longer" in one for one in record.problems):
                record.problems.append(
                    f"longer than {LONGEST_RECORD >> 20} MB; the rest is not read"
                )
            continue
        record.raw.append(line)
        if found and tag == last:
            record.join()
            yield record
            record = None
        elif found:
            record.join()
            record.pairs.append((tag, found[2].strip()))
        elif record.pairs and (rest := line.strip()):
            record.rest.append(rest)
    if record and (record.pairs or "".join(record.raw).strip()):
        yield _ended(record, last)


def _ended(record: Record, last: str | None) -> Record:
    record.join()
    if last and record.pairs:
        record.problems.append(f"no {last} at the end of the record")
    return record
