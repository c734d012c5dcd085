"""How long commands take beside ``python -c pass``: medians of alternating runs, as ratios."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from time import perf_counter
from urllib.parse import quote

from refs.sources.cache import Cache

ROUNDS = 15
DOI = "10.1172/jci126397"


def seconds(command: Sequence[str], environment: Mapping[str, str]) -> float:
    start = perf_counter()
    subprocess.run(
        command, check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return perf_counter() - start


def keep_answer(works: Path, cache: Path) -> None:
    """Crossref's answer for the DOI, as an earlier run would have kept it."""
    work = next(line for line in works.read_text(encoding="utf-8").splitlines() if DOI in line)
    with Cache(cache) as kept:
        address = f"https://api.crossref.org/works/{quote(DOI, safe='')}"
        kept.put(address, 200, "application/json", f'{{"message":{work}}}'.encode())


def main() -> None:
    citeweave = str(Path(sys.executable).with_name("citeweave"))
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_CACHE_HOME": folder}
        index, cache = str(Path(folder) / "index"), str(Path(folder) / "answers.sqlite")
        works = str(files("evidence") / "data" / "demo" / "works.jsonl")
        subprocess.run(
            [citeweave, "index", "build", works, "-o", index], check=True, stdout=subprocess.DEVNULL
        )
        keep_answer(Path(works), Path(cache))
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "python -c 'import click'": [sys.executable, "-c", "import click"],
            "citeweave --help": [citeweave, "--help"],
            "lookup of a cached DOI": [citeweave, "lookup", DOI, "--cache", cache, "--offline"],
            "lookup in an index": [citeweave, "lookup", DOI, "--index", index, "--offline"],
            "citeweave demo": [citeweave, "demo", "-o", str(Path(folder) / "demo")],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                times[name].append(seconds(command, environment))
    bare = statistics.median(times["python -c pass"])
    for name, taken in times.items():
        middle = statistics.median(taken)
        print(f"{name:26} {middle * 1000:7.0f} ms {middle / bare:6.1f} x")


if __name__ == "__main__":
    main()
