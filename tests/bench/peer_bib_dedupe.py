"""bib-dedupe's word on a list of records: JSON Lines in, a line of two ids and a label out.

Runs in an environment of its own, since bib-dedupe pins what it needs; `make score-peers` makes it.
"""

from __future__ import annotations

import json
import sys

import bib_dedupe.bib_dedupe as peer  # type: ignore[import-not-found]
import pandas  # type: ignore[import-not-found,import-untyped]


def main() -> None:
    records = pandas.DataFrame([json.loads(line) for line in sys.stdin])
    prepared = peer.prep(records, verbosity_level=0, cpu=1)
    blocked = peer.block(prepared, verbosity_level=0, cpu=1)
    matched = peer.match(blocked, verbosity_level=0, cpu=1)
    for row in matched.itertuples():
        print(row.ID_1, row.ID_2, row.duplicate_label, sep="\t")


if __name__ == "__main__":
    main()
