"""Reference strings: fields against labels, confidence, speed, memory, poor scans, what is no reference."""

from __future__ import annotations

import gzip
import json
import random
import resource
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from time import process_time
from typing import Any

from ocr_noise import confused

from refs.articles import split_articles
from refs.bulk import in_batches
from refs.documents import read_document
from refs.model import Reference
from refs.parse import parse_references
from refs.records import reference_record

Row = dict[str, Any]
# Rows of the table: name, options of the scorer.
GROUPS: Sequence[tuple[str, Sequence[str]]] = (
    ("all", ()),
    ("JATS verbatim", ("--source-prefix", "jats-verbatim")),
    ("Vancouver/AMA-like", ("--only-vancouver",)),
    ("JATS, authors rendered", ("--source-prefix", "jats-rendered")),
    ("JATS, generated", ("--source-prefix", "jats-ama")),
    ("GROBID corpus", ("--source-prefix", "grobid")),
    ("AnyStyle good", ("--source-prefix", "anystyle-good")),
    ("AnyStyle bad", ("--source-prefix", "anystyle-bad")),
    ("AnyStyle ugly", ("--source-prefix", "anystyle-ugly")),
)
# Lower ends of the steps in which confidences are counted.
CONFIDENCES = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)
MAIN = ("author", "title", "container-title", "date", "volume", "issue", "pages")
# Shares of characters that a poor scan confuses.
CONFUSED = (0.01, 0.03)


def score_parsing(data: Path, tools: Path, scratch: Path) -> None:
    gold = sorted((data / "reference-strings" / "dev").glob("*.gz"))
    rows = [row for file in gold for row in read_rows(file)]
    records = speed(rows)
    fields(gold, records, tools, scratch)
    calibration(rows, records, tools)
    scans(rows, records)
    rejection(data / "citation-contexts")
    memory(rows, scratch)


def parsed(rows: Iterable[Row]) -> Iterator[Row]:
    for batch in in_batches(rows):
        references = [Reference(row["id"], "", 1, row["raw"]) for row in batch]
        yield from map(reference_record, parse_references(references))


def speed(rows: Sequence[Row]) -> list[Row]:
    """The records, and how fast they were made."""
    for name in ("first pass", "second pass, words known"):
        begun = process_time()
        records = list(parsed(rows))
        print(f"{len(rows) / (process_time() - begun):.0f} references per CPU second, {name}")
    return records


def fields(gold: Sequence[Path], records: Iterable[Row], tools: Path, scratch: Path) -> None:
    """Whole references and the seven main fields, by kind of string; strict comparison."""
    predicted = scratch / "strings.jsonl"
    predicted.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    result = scratch / "result.json"
    print(f"{'':24}{'n':>6}{'whole':>8}{'micro F1':>10}")
    for name, options in GROUPS:
        command = [
            sys.executable,
            str(tools / "score_reference_strings.py"),
            "--gold",
            *map(str, gold),
        ]
        command += ["--pred", str(predicted), "--json", str(result), "--exclude-peer", "anystyle"]
        subprocess.run([*command, *options], check=True, stdout=subprocess.DEVNULL)
        found = json.loads(result.read_text())["all"]
        print(
            f"{name:24}{found['n']:6}{found['all_strict']:8.3f}{found['micro_strict'][2]:10.3f}",
            flush=True,
        )


def calibration(rows: Sequence[Row], records: Sequence[Row], tools: Path) -> None:
    """Of the fields given with a confidence, what share is right, by the scorer's own comparison."""
    sys.path.insert(0, str(tools))
    from score_reference_strings import keys

    seen: dict[float, list[bool]] = {}
    for row, record in zip(rows, records, strict=True):
        gold, given = keys(row["fields"]), keys(record["fields"])
        for field, read in record["read"].items():
            key = "year" if field == "date" else field
            if key in gold:
                least = max(step for step in CONFIDENCES if step <= read["confidence"])
                seen.setdefault(least, []).append(gold[key] == given[key])
    for least, right in sorted(seen.items()):
        print(
            f"confidence from {least:.2f}: {sum(right) / len(right):.3f} right of {len(right)} fields"
        )


def scans(rows: Sequence[Row], records: Sequence[Row]) -> None:
    """How many fields keep their place when characters are confused as a poor scan confuses them."""
    for share in CONFUSED:
        dice = random.Random(1)
        poor = [row | {"raw": confused(row["raw"], dice, share)} for row in rows]
        kept = [
            record["read"][name]["start"] == own["start"]
            and record["read"][name]["end"] == own["end"]
            if name in record["read"]
            else False
            for clean, record in zip(records, parsed(poor), strict=True)
            for name, own in clean["read"].items()
            if name in MAIN
        ]
        print(f"{share:.0%} of characters confused: {sum(kept) / len(kept):.3f} of fields in place")


def rejection(folder: Path) -> None:
    """How many paragraphs and captions of articles are taken for references."""
    texts = [
        passage.text
        for file in sorted(folder.glob("*.md"))
        for article in split_articles(read_document(file.read_bytes(), file.name))
        for passage in article.passages
    ]
    taken = sum(bool(one["fields"]) for one in parsed({"id": "", "raw": text} for text in texts))
    print(f"{taken} of {len(texts)} passages of articles taken for a reference")


def memory(rows: Sequence[Row], scratch: Path) -> None:
    """Peak memory of the command over one and over four times as many lines."""
    citeweave = str(Path(sys.executable).with_name("citeweave"))
    lines, out = scratch / "lines.jsonl", scratch / "out.jsonl"
    for times in (1, 4):
        line = "".join(json.dumps({"id": 1, "raw": row["raw"]}) + "\n" for row in rows)
        lines.write_text(line * times, "utf-8")
        command = [citeweave, "parse", "--strings", "jsonl", str(lines), "-o", str(out)]
        subprocess.run(command, check=True)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{len(rows) * times} lines through the command: peak {peak:.0f} MB", flush=True)


def read_rows(file: Path) -> Iterator[Row]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
