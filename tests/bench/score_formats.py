"""How much of real records survives the way from one format into another and back.

The records are real works of the shared data, with what Crossref knows of each. Each goes into the
first format, is read, written in the second, read, and compared variable by variable with what it
was before the first: what is kept is the share of all variables that come back unchanged.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

from refs.formats import WRITTEN, open_bibliography, write_entries
from refs.keys import assign_keys
from refs.losses import compare_items
from refs.model import Entry
from refs.works import from_crossref, to_csl

RECORDS = 300
# Between these the documentation has the table.
BEGINS, ENDS = "<!-- round trips -->", "<!-- end -->"
DOCUMENT = Path(__file__).parents[2] / "docs" / "bibliographies.md"


def main(shared: Path, document: Path | None = None) -> None:
    """Print the table; with a document, write it there between its marks as well."""
    entries = real_entries(shared, RECORDS)
    kept, lost = round_trips(entries)
    print(table(kept))
    if document:
        text = document.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGINS)
        _, _, after = rest.partition(ENDS)
        document.write_text(f"{before}{BEGINS}\n{table(kept)}\n{ENDS}{after}", encoding="utf-8")
    for format_, variables in lost.items():
        said = ", ".join(f"{name} {count}" for name, count in variables.most_common(6)) or "nothing"
        print(f"{format_}: of {len(entries)} records it changes or loses {said}")


def real_entries(shared: Path, count: int) -> list[Entry]:
    """Records spread over the whole file, every type of work that is in it included."""
    with gzip.open(
        shared / "data" / "crossref" / "real-works.jsonl.gz", "rt", encoding="utf-8"
    ) as lines:
        rows = [json.loads(line) for line in lines]
    by_type: dict[str, list[Any]] = {}
    for row in rows:
        by_type.setdefault(str(row.get("type")), []).append(row)
    chosen = [row for own in by_type.values() for row in own[:5]]
    chosen += rows[:: len(rows) // (count - len(chosen))][: count - len(chosen)]
    return assign_keys([Entry(item_of(row)) for row in chosen])


def item_of(row: dict[str, Any]) -> dict[str, Any]:
    """The item of a record, with the abstract and the keywords that the index does without."""
    item = to_csl(from_crossref(row))
    if row.get("abstract"):
        item["abstract"] = " ".join(str(row["abstract"]).split())[:2000]
    if row.get("subject"):
        item["keyword"] = "; ".join(row["subject"])
    if row.get("URL"):
        item["URL"] = row["URL"]
    if row.get("language"):
        item["language"] = row["language"]
    return item


def round_trips(
    entries: list[Entry],
) -> tuple[dict[tuple[str, str], float], dict[str, Counter[str]]]:
    """The share of variables kept for every pair of formats, and what each format alone loses."""
    total = sum(len(entry.item) for entry in entries)
    kept, lost = {}, {}
    for first in WRITTEN:
        once = through(entries, first)
        losses = [
            loss
            for a, b in zip(entries, once, strict=True)
            for loss in compare_items(a.item, b.item)
        ]
        lost[first] = Counter(loss.variable for loss in losses)
        for second in WRITTEN:
            twice = once if first == second else through(once, second)
            pairs = zip(entries, twice, strict=True)
            gone = sum(len(compare_items(a.item, b.item)) for a, b in pairs)
            kept[first, second] = 1 - gone / total
    return kept, lost


def through(entries: list[Entry], format_: str) -> list[Entry]:
    text = "".join(write_entries(entries, format_))
    return list(open_bibliography(BytesIO(text.encode()), "x", format_).entries)


def table(kept: dict[tuple[str, str], float]) -> str:
    """The shares as a table in Markdown: from the row's format into the column's."""
    lines = [
        f"| from \\ into | {' | '.join(WRITTEN)} |",
        f"|---|{'---:|' * len(WRITTEN)}",
    ]
    for first in WRITTEN:
        cells = " | ".join(f"{kept[first, second] * 100:.1f}" for second in WRITTEN)
        lines.append(f"| {first} | {cells} |")
    return "\n".join(lines)


if __name__ == "__main__":
    import os

    data = Path(os.environ.get("CITEWEAVE_SHARED", "../shared"))
    main(data, DOCUMENT if "--write" in sys.argv else None)
