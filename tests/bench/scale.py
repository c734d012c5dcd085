"""How an index grows: build rate, size, time per reference and memory, over generated works.

    python tests/bench/scale.py 50000 1000000 5000000 [--folder DIR]

Five million take about 25 minutes of one core and 2.5 GB of disk; with ``--folder`` the indexes stay
and are asked again by the next call.

The works are made up, with the vocabulary of the real records in SHARED: words, names and journals
are drawn as often as they occur there; one title word in forty is drawn from all that can be put
together of halves of real words (rare words go on growing with the works, as Heaps' law says), and
one family name in four likewise. Years, volumes, pages and the number of authors follow the real
records' spread. References are printed from works of the index in four styles, a third of them with
an error: a digit of the page, the year, a word of the title, or the first author changed.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from refs.check import check_reference
from refs.folding import fold
from refs.model import Reference
from refs.parse import parse_references
from refs.sources.index import Index, build_index

SHARED = Path(os.environ.get("CITEWEAVE_SHARED", "../shared"))
FILE = 5000  # works a file, as in Crossref's public data file
ASKED = 2000
RARE_WORDS, RARE_NAMES = 0.025, 0.25


class Drawn:
    """Values drawn as often as they were counted."""

    def __init__(self, counted: Counter[str], chance: random.Random) -> None:
        self._values = list(counted)
        self._weights = list(itertools.accumulate(counted.values()))
        self._chance = chance

    def __call__(self, count: int) -> list[str]:
        return self._chance.choices(self._values, cum_weights=self._weights, k=count)


class Maker:
    """Works out of the vocabulary of real ones."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        words: Counter[str] = Counter()
        names: Counter[str] = Counter()
        journals: Counter[str] = Counter()
        lengths: Counter[str] = Counter()
        for message in read_real():
            title = next(iter(message.get("title") or [""]), "") or ""
            words.update(fold(title).split())
            lengths[str(min(30, max(2, len(title.split()))))] += 1
            names.update(
                author["family"]
                for author in message.get("author", [])[:20]
                if author.get("family")
            )
            journals.update(message.get("container-title", [])[:1])
        self.words, self.names = Drawn(words, self.chance), Drawn(names, self.chance)
        self.journals, self.lengths = Drawn(journals, self.chance), Drawn(lengths, self.chance)
        long = sorted(word for word in words if len(word) > 5 and word.isalpha())
        self.heads = [word[: len(word) // 2] for word in long]
        self.tails = [word[len(word) // 2 :] for word in long]

    def rare(self) -> str:
        return self.chance.choice(self.heads) + self.chance.choice(self.tails)

    def work(self, number: int) -> dict[str, Any]:
        chance = self.chance
        title = [
            self.rare() if chance.random() < RARE_WORDS else word
            for word in self.words(int(self.lengths(1)[0]))
        ]
        people = self.names(min(12, 1 + int(chance.expovariate(0.3))))
        first = chance.randint(1, 3000)
        return {
            "DOI": f"10.{5000 + number // 50000}/{self.rare()}.{number}",
            "type": "journal-article",
            "title": [" ".join(title).capitalize()],
            "author": [
                {
                    "family": self.rare().capitalize() if chance.random() < RARE_NAMES else name,
                    "given": "".join(chance.choices("ABCDEFGHIJKLMNPRSTVW", k=2)),
                }
                for name in people
            ],
            "container-title": self.journals(1),
            "volume": str(chance.randint(1, 150)),
            "issue": str(chance.randint(1, 12)),
            "page": f"{first}-{first + chance.randint(1, 15)}",
            "issued": {"date-parts": [[2024 - int(chance.expovariate(0.07))]]},
        }


def read_real() -> Iterator[dict[str, Any]]:
    for name in ("corpus-part1.jsonl.gz", "real-works.jsonl.gz"):
        with gzip.open(SHARED / "data" / "crossref" / name, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def write_works(maker: Maker, count: int, folder: Path) -> list[dict[str, Any]]:
    """Write the works as files of a dump; a sample of them to be asked for."""
    kept = set(random.Random(1).sample(range(count), ASKED))
    sample = []
    for place in range(0, count, FILE):
        with gzip.open(folder / f"{place // FILE}.jsonl.gz", "wt", compresslevel=1) as file:
            for number in range(place, min(count, place + FILE)):
                work = maker.work(number)
                if number in kept:
                    sample.append(work)
                file.write(json.dumps(work) + "\n")
    return sample


def print_reference(work: dict[str, Any], place: int, chance: random.Random) -> str:
    title, year = work["title"][0], work["issued"]["date-parts"][0][0]
    first, last = work["page"].split("-")
    names = [f"{each['family']} {each['given']}" for each in work["author"]]
    error = place % 15
    if error == 0:
        first = str(int(first) + 10)
    elif error == 1:
        year += 7
    elif error == 2:
        words = title.split()
        words[chance.randrange(len(words))] = "another"
        title = " ".join(words)
    elif error in (3, 4):
        names[0] = f"Nobody{chance.randrange(9)} {names[0][-2:]}"
    journal, volume, issue = work["container-title"][0], work["volume"], work["issue"]
    people = ", ".join(names)
    return (
        f"{people}. {title}. {journal}. {year};{volume}({issue}):{first}-{last}.",
        f"{people} ({year}). {title}. {journal}, {volume}, {first}–{last}.",
        f"{names[0]} et al., {journal} {volume}, {first} ({year}).",
        f"{people}. {title}. {year}",
    )[place % 4]


def measure(count: int, folder: Path) -> dict[str, float]:
    """Build and ask an index of so many works; the 95th percentile of each way of asking, in s."""
    dump, index, kept = (folder / f"{name}-{count}" for name in ("dump", "index", "sample"))
    if not kept.exists():
        dump.mkdir(exist_ok=True)
        kept.write_text(json.dumps(write_works(Maker(count), count, dump)))
    sample = json.loads(kept.read_text())
    if not index.exists():
        tell_building(count, dump, index)
    shutil.rmtree(dump, ignore_errors=True)
    chance = random.Random(2)
    asked = [print_reference(work, place, chance) for place, work in enumerate(sample)]
    references = parse_references([Reference("", "", 1, text) for text in asked])
    last = {}
    with Index(index) as opened:
        for way in ("search", "search, compare and verify"):
            times, right = [], 0
            for place, (reference, work) in enumerate(zip(references, sample, strict=True)):
                begun = process_time()
                if way == "search":
                    dois = [found.doi for found in opened.by_reference(reference).works]
                else:
                    checked = check_reference(reference, [opened])
                    dois = [checked.work.doi] if checked.work else []
                if place >= 100:  # the first ones read the files into memory
                    times.append(process_time() - begun)
                right += work["DOI"].lower() in dois
            cuts = statistics.quantiles(times, n=100)
            told = ", ".join(f"p{n} {1e6 * cuts[n - 1]:.0f} µs" for n in (50, 95, 99))
            print(f"  to {way}: {told}; {right / len(sample):.4f} found", flush=True)
            last[way] = cuts[94]
    return last


def tell_building(count: int, dump: Path, index: Path) -> None:
    """Build in a process of its own, whose memory is nobody else's."""
    command = [sys.executable, __file__, "--build", str(dump), "--folder", str(index)]
    begun = perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    size = sum(file.stat().st_size for file in index.rglob("*") if file.is_file())
    print(
        f"{count} works: {count / seconds:.0f} works per CPU second ({perf_counter() - begun:.0f} s "
        f"by the clock), {size >> 20} MB ({size / count:.0f} bytes a work), "
        f"peak {after.ru_maxrss >> 10} MB",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("counts", nargs="*", type=int, default=[50_000, 1_000_000, 5_000_000])
    parser.add_argument("--folder", type=Path, help="where dumps and indexes are kept")
    parser.add_argument("--build", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        build_index([options.build], options.folder)
        return
    with tempfile.TemporaryDirectory() as scratch:
        found = {count: measure(count, options.folder or Path(scratch)) for count in options.counts}
    first, last = min(found), max(found)
    for way, slowest in found[last].items():
        print(f"p95 to {way}: {slowest / found[first][way]:.1f} times that of {first} works")


if __name__ == "__main__":
    main()
