"""Accuracy on the labelled sets of the shared data folder, by the scorers that lie beside them."""

from __future__ import annotations

import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from time import process_time
from typing import Any

from score_claims import score_claims
from score_matching import score_matching

from evidence.contexts import read_contexts
from evidence.records import context_record
from refs.documents import read_document
from refs.parse import parse_string
from refs.read import read_references
from refs.records import reference_record

SHARED = Path(os.environ.get("CITEWEAVE_SHARED", "../shared"))
DATA, TOOLS = SHARED / "data", SHARED / "tools"


# Lower ends of the steps in which confidences are counted.
CONFIDENCES = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        for score in (reference_strings, citation_contexts, claims, doi_matching):
            print(f"\n## {score.__name__.replace('_', ' ')}", flush=True)
            score(scratch)


def reference_strings(scratch: Path) -> None:
    gold = sorted((DATA / "reference-strings" / "dev").glob("*.gz"))
    rows = [row for file in gold for row in read_rows(file)]
    begun = process_time()
    records = [reference_record(parse_string(row["raw"], row["id"])) for row in rows]
    print(f"{len(rows) / (process_time() - begun):.0f} references per CPU second", flush=True)
    begun = process_time()
    for row in rows:
        parse_string(row["raw"])
    print(f"{len(rows) / (process_time() - begun):.0f} on a second pass, words known", flush=True)
    memory(rows, scratch)
    calibration(rows, records)
    predicted = write_rows(scratch / "strings.jsonl", records)
    for options in ([], ["--only-vancouver"], ["--source-prefix", "jats-verbatim"]):
        tool("score_reference_strings.py", "--gold", *gold, "--pred", predicted, *options)


def memory(rows: list[dict[str, Any]], scratch: Path) -> None:
    """Peak memory of the command over one and over four times as many lines."""
    citeweave = str(Path(sys.executable).with_name("citeweave"))
    for times in (1, 4):
        lines = write_rows(
            scratch / "lines.jsonl", ({"id": 1, "raw": row["raw"]} for row in rows * times)
        )
        command = [
            citeweave,
            "parse",
            "--strings",
            "jsonl",
            str(lines),
            "-o",
            str(scratch / "out.jsonl"),
        ]
        subprocess.run(command, check=True)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{len(rows) * times} lines through the command: peak {peak:.0f} MB", flush=True)


def calibration(rows: list[dict[str, Any]], records: list[dict[str, Any]]) -> None:
    """Of the fields given with a confidence, what share is right, by the scorer's own comparison."""
    sys.path.insert(0, str(TOOLS))
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


def citation_contexts(scratch: Path) -> None:
    folder = DATA / "citation-contexts"
    sentences, begun = 0, process_time()
    for gold in sorted(folder.glob("*.json")):
        document = read_document(gold.with_suffix(".md").read_bytes(), gold.stem + ".md")
        lines = []
        for article, references in read_references([document]):
            reading = read_contexts(article, references)
            sentences += len(reading.sentences)
            lines += map(context_record, reading.contexts)
        write_rows(scratch / f"{gold.stem}.jsonl", lines)
    print(
        f"{sentences / (process_time() - begun):.0f} sentences per CPU second, parsing included",
        flush=True,
    )
    tool("score_citation_contexts.py", folder, scratch)


def claims(_: Path) -> None:
    score_claims(DATA)


def doi_matching(scratch: Path) -> None:
    score_matching(scratch, tool)


def read_rows(file: Path) -> Iterable[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def write_rows(file: Path, rows: Iterable[object]) -> Path:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def tool(name: str, *arguments: object) -> None:
    subprocess.run([sys.executable, str(TOOLS / name), *map(str, arguments)], check=True)


if __name__ == "__main__":
    main()
