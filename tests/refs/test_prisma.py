from __future__ import annotations

from refs.dedupe import find_duplicates
from refs.model import Entry
from refs.prisma import count_records, prisma_table

BOOK = {"type": "book", "title": "A book of nothing much"}
ENTRIES = [
    Entry(BOOK | {"DOI": "10.1/a", "PMID": "1"}, file="a.nbib"),
    Entry(BOOK | {"DOI": "10.1/A", "custom": {"ris.DB": "Embase"}}, file="b.ris"),
    Entry(BOOK | {"PMID": "1", "custom": {"ris.DB": "Embase"}}, file="b.ris"),
    Entry({"type": "book", "title": "Something else"}, file="b.ris"),
]


def test_every_record_is_counted_once() -> None:
    groups, _ = find_duplicates(ENTRIES)
    counts = count_records(ENTRIES, groups, {"b.ris": 2})
    assert counts == {
        "identified": {"total": 6, "by_source": {"b.ris": 3, "Embase": 2, "a.nbib": 1}},
        "removed_before_screening": {
            "duplicates": {
                "total": 2,
                "by_reason": {"the same DOI": 1, "the same PMID": 1},
                "by_source": {"Embase": 2},
            },
            "unreadable": {"total": 2, "by_source": {"b.ris": 2}},
        },
        "to_screen": 2,
    }
    boxes = counts["removed_before_screening"]
    assert (
        counts["identified"]["total"]
        == counts["to_screen"] + boxes["duplicates"]["total"] + boxes["unreadable"]["total"]
    )
    table = prisma_table(counts)
    assert "| – the same PMID                        |       1 |" in table
    assert len({len(line) for line in table.splitlines()}) == 1
