"""Records per CPU second and peak memory for each format, beside what others need for the same file.

    python tests/bench/speed_formats.py [PYTHON WITH THE PEERS]

The records are 2,000 real works of the shared data over and over. Ours are read to finished items by
a process of its own, from a short file and from one of 100,000 records: the memory of both tells
whether it grows. Peers read the short file: bibtexparser and rispy by their own parse function,
which gives fields as they stand; pandoc as a command into CSL-JSON, beside `citeweave bib` with the
same file and target. `make bench-formats` installs them apart.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

FORMATS = ("bibtex", "biblatex", "ris", "nbib", "endnote-xml", "csl-json", "csl-yaml")
DISTINCT, SHORT, LONG = 2_000, 10_000, 100_000
OURS = (
    "import sys\nfrom refs.formats import open_bibliography\n"
    "with open(sys.argv[1], 'rb') as f: print(sum(1 for _ in open_bibliography(f, 'x').entries))"
)
PEERS = {
    "bibtex": (("bibtexparser, fields", "import sys, bibtexparser\nprint(len(bibtexparser.parse_file(sys.argv[1]).entries))"),
               ("bibtexparser, names and LaTeX",
                "import sys, bibtexparser\nfrom bibtexparser import middlewares as m\n"
                "steps = [m.NormalizeFieldKeys(), m.SeparateCoAuthors(), m.SplitNameParts(), m.LatexDecodingMiddleware()]\n"
                "print(len(bibtexparser.parse_file(sys.argv[1], append_middleware=steps).entries))")),
    "ris": (("rispy, fields", "import sys, rispy\nprint(len(rispy.load(open(sys.argv[1], encoding='utf-8'))))"),),
}  # fmt: skip
PANDOC = {
    "bibtex": "bibtex",
    "biblatex": "biblatex",
    "ris": "ris",
    "endnote-xml": "endnotexml",
    "csl-json": "csljson",
}


class Cost(NamedTuple):
    """What a process took."""

    cpu: float
    """Seconds, of user and system."""
    memory: float
    """Peak, in MB."""


def main(peers: str | None) -> None:
    """Print a row for each format. This process stays small: a child's peak begins with its parent's."""
    pandoc = _pandoc(peers) if peers else None
    idle = cost([sys.executable, "-c", "import refs.formats"])
    print(f"{'':12} {'records/s':>10} {'MB, 10,000':>11} {'MB, 100,000':>12}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for format_ in FORMATS:
            files = [folder / f"{count}.{format_}" for count in (SHORT, LONG)]
            subprocess.run([sys.executable, __file__, "--write", format_, folder], check=True)
            short, long = (cost([sys.executable, "-c", OURS, file]) for file in files)
            rate = LONG / (long.cpu - idle.cpu)
            print(f"{format_:12} {rate:10,.0f} {short.memory:11.0f} {long.memory:12.0f}")
            for peer, code in PEERS.get(format_, ()) if peers else ():
                found = cost([str(peers), "-c", code, files[0]])
                print(f"  {peer:32} {SHORT / found.cpu:10,.0f} {found.memory:11.0f}")
            if pandoc and format_ in PANDOC:
                target = folder / "target.json"
                theirs = cost(
                    [pandoc, "-f", PANDOC[format_], "-t", "csljson", files[0], "-o", target]
                )
                own = cost(
                    [Path(sys.executable).with_name("citeweave"), "bib", "-q", "--format", "csl-json", files[0],
                     "-o", folder / "own.json"]
                )  # fmt: skip
                print(
                    f"  {'pandoc, command into CSL-JSON':32} {SHORT / theirs.cpu:10,.0f} {theirs.memory:11.0f}"
                )
                print(f"  {'citeweave, the same':32} {SHORT / own.cpu:10,.0f} {own.memory:11.0f}")
            for file in files:
                file.unlink()


def write_files(shared: Path, format_: str, folder: Path) -> None:
    from score_formats import real_entries

    from refs.formats import write_entries

    entries = real_entries(shared, DISTINCT)
    for count in (SHORT, LONG):
        repeated = (
            replace(entries[place % DISTINCT], key=f"{entries[place % DISTINCT].key}{place}")
            for place in range(count)
        )
        with (folder / f"{count}.{format_}").open("w", encoding="utf-8", newline="") as out:
            out.writelines(write_entries(repeated, format_))


def cost(command: Sequence[str | Path]) -> Cost:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))[:300]} ended with {process.returncode}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _pandoc(python: str) -> str:
    code = "import pypandoc; print(pypandoc.get_pandoc_path())"
    return subprocess.run(
        [python, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        data = Path(os.environ.get("CITEWEAVE_SHARED", "../shared"))
        write_files(data, sys.argv[2], Path(sys.argv[3]))
    else:
        main(sys.argv[1] if sys.argv[1:] else None)
