"""Accuracy on the labelled sets of the shared data folder, by the scorers that lie beside them.

    python tests/bench/score.py [PART...]

Parts are the functions named in ``PARTS``; all, where none is named.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from time import process_time

from score_claims import score_claims
from score_dedupe import main as score_dedupe
from score_formats import main as score_formats
from score_intent import score_intent
from score_matching import score_matching
from score_parsing import score_parsing
from score_splitting import score_splitting

from evidence.claims import find_statements
from evidence.concepts import load_concepts
from evidence.contexts import read_contexts
from evidence.records import context_record
from refs.documents import read_document
from refs.read import read_references

SHARED = Path(os.environ.get("CITEWEAVE_SHARED", "../shared"))
DATA, TOOLS = SHARED / "data", SHARED / "tools"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        for score in PARTS:
            if sys.argv[1:] and score.__name__ not in sys.argv[1:]:
                continue
            print(f"\n## {score.__name__.replace('_', ' ')}", flush=True)
            score(scratch)


def reference_strings(scratch: Path) -> None:
    score_parsing(DATA, TOOLS, scratch)


def reference_lists(_: Path) -> None:
    score_splitting(DATA)


def citation_contexts(scratch: Path) -> None:
    folder = DATA / "citation-contexts"
    vocabulary = load_concepts()
    sentences, read, stated, begun = 0, 0.0, 0.0, process_time()
    for gold in sorted(folder.glob("*.json")):
        document = read_document(gold.with_suffix(".md").read_bytes(), gold.stem + ".md")
        lines = []
        for article, references in read_references([document]):
            here = process_time()
            reading = read_contexts(article, references)
            then = process_time()
            find_statements(article, reading.sentences, reading.contexts, vocabulary)
            read, stated = read + then - here, stated + process_time() - then
            sentences += len(reading.sentences)
            lines += map(context_record, reading.contexts)
        write_rows(scratch / f"{gold.stem}.jsonl", lines)
    print(
        f"{sentences / (process_time() - begun - stated):.0f} sentences per CPU second for contexts with"
        f" parsing, {sentences / (read + stated):.0f} for contexts and statements without",
        flush=True,
    )
    tool("score_citation_contexts.py", folder, scratch)


def citing_intent(_: Path) -> None:
    score_intent(DATA / "citation-intent")


def claims(_: Path) -> None:
    score_claims(DATA)


def doi_matching(scratch: Path) -> None:
    score_matching(scratch, tool)


def formats(_: Path) -> None:
    score_formats(SHARED)


def duplicates(_: Path) -> None:
    score_dedupe(SHARED)


def read_rows(file: Path) -> Iterable[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def write_rows(file: Path, rows: Iterable[object]) -> Path:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def tool(name: str, *arguments: object) -> None:
    subprocess.run([sys.executable, str(TOOLS / name), *map(str, arguments)], check=True)


PARTS = (
    reference_strings,
    reference_lists,
    citation_contexts,
    citing_intent,
    claims,
    doi_matching,
    formats,
    duplicates,
)


if __name__ == "__main__":
    main()
