"""How many records came from where and how many were duplicates: PRISMA 2020's first boxes.

The boxes are those of the PRISMA 2020 flow diagram (Page et al., BMJ 2021;372:n71). What is decided
after the list is made (screening, retrieval, eligibility) is not in a bibliography and is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from refs.dedupe import Group
from refs.formats.items import line
from refs.model import Entry


def count_records(
    entries: Sequence[Entry], groups: Iterable[Group], unreadable: Mapping[str, int]
) -> dict[str, Any]:
    """The counts as a JSON object with keys in a fixed order.

    Args:
        entries: all records that could be read, before any was merged.
        groups: which of them are one work; the first of each stays.
        unreadable: records that could not be read, by file.
    """
    sources = Counter(source_of(entry) for entry in entries)
    reasons: Counter[str] = Counter()
    removed: Counter[str] = Counter()
    for group in groups:
        reasons.update(pair.reason for pair in group.pairs)
        removed.update(source_of(entries[place]) for place in group.places[1:])
    lost = sum(unreadable.values())
    for name, count in unreadable.items():
        sources[name] += count
    duplicates = sum(removed.values())
    return {
        "identified": {"total": len(entries) + lost, "by_source": _sorted(sources)},
        "removed_before_screening": {
            "duplicates": {
                "total": duplicates,
                "by_reason": _sorted(reasons),
                "by_source": _sorted(removed),
            },
            "unreadable": {"total": lost, "by_source": _sorted(Counter(unreadable))},
        },
        "to_screen": len(entries) - duplicates,
    }


def source_of(entry: Entry) -> str:
    """The database that a record says it is from, or else its file."""
    custom = entry.item.get("custom")
    said = custom if isinstance(custom, Mapping) else {}
    for name in ("ris.DB", "ris.DP", "endnote.remote-database-name"):
        if text := line(str(said.get(name, "")).split("\n")[0]):
            return text
    return entry.file


def prisma_table(counts: Mapping[str, Any]) -> str:
    """The same as a table in Markdown, a box a row."""
    removed = counts["removed_before_screening"]
    duplicates, unreadable = removed["duplicates"], removed["unreadable"]
    rows = [
        ("Records identified", counts["identified"]["total"]),
        *((f"– from {name}", n) for name, n in counts["identified"]["by_source"].items()),
        ("Duplicate records removed", duplicates["total"]),
        *((f"– {reason}", n) for reason, n in duplicates["by_reason"].items()),
        ("Records removed that could not be read", unreadable["total"]),
        ("Records to screen", counts["to_screen"]),
    ]
    width = max(len(_cell(what)) for what, _ in rows)
    lines = [f"| {'PRISMA 2020':{width}} | {'n':>7} |", f"|{'-' * (width + 2)}|{'-' * 8}:|"]
    lines += [f"| {_cell(what):{width}} | {count:>7} |" for what, count in rows]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _sorted(counts: Counter[str]) -> dict[str, int]:
    """The most first; equal ones by name."""
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
