"""Bytes made by a coverage-guided fuzzer (atheris) for one reader of bibliographies, or all in turn.

    python tests/bench/fuzz_readers.py FORMAT [CORPUS...] [-max_total_time=600]

What a reader must never do: raise, give an entry that says nothing at all, or give one that no
writer can write. atheris is no dependency of the project; install it where this runs.
"""

from __future__ import annotations

import sys
from io import BytesIO

import atheris

with atheris.instrument_imports(include=["refs"]):
    from refs.bibliography import reference_of
    from refs.citation import cite
    from refs.fix import LAYOUTS, load_layout, locate, read_source
    from refs.formats import (  # noqa: F401 - what is loaded later is not instrumented
        READ,
        WRITTEN,
        bibtex_reader,
        bibtex_writer,
        csl_items,
        detect_format,
        endnote_xml,
        identifiers,
        nbib,
        open_bibliography,
        pubmed_xml,
        ris,
        write_entries,
    )


def read(format_: str, data: bytes) -> None:
    entries = list(open_bibliography(BytesIO(data), "fuzz", format_).entries)
    for number, entry in enumerate(entries, 1):
        assert entry.item or entry.problems, entry
        reference_of(entry, number)
        cite(entry.item)
    for written in WRITTEN:
        "".join(write_entries(entries, written)).encode()
    if format_ in LAYOUTS:
        layout, source = load_layout(format_), read_source(data)
        assert source.edited([]) == data
        for place in locate(source, format_, layout):
            if place.slots:
                layout.add_doi(place.text, place.slots, "10.5555/a")


def main() -> None:
    format_ = sys.argv.pop(1)
    if format_ not in (*READ, "detect"):
        sys.exit(f"no reader for {format_}; there are {', '.join(READ)}")

    def one(data: bytes) -> None:
        if format_ == "detect":
            assert detect_format(data) in READ
        else:
            read(format_, data)

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
