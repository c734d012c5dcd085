"""How many references get their DOI, how many a wrong one, how sure the score is, how fast it goes."""

from __future__ import annotations

import gzip
import json
import math
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from time import process_time
from typing import Any, TypeVar

from refs.check import check_reference
from refs.compare.sbmv import match_sbmv
from refs.model import Reference
from refs.parse import parse_references
from refs.records import accepted_doi, lookup_record
from refs.sources.index import Index, build_index

DATA = Path(os.environ.get("CITEWEAVE_SHARED", "../shared")) / "data"
CORPORA = [DATA / "crossref" / f"{name}.jsonl.gz" for name in ("corpus-part1", "real-works")]
GOLD = DATA / "doi-matching" / "dev.jsonl.gz"
# Slices of strings as people wrote them: few, and told with their counts and intervals.
REAL = ("crossref-real", "crossref-real-null", "crossref-real-absent", "deposited",
        "deposited-realmeta", "deposited-removed", "deposited-absent")  # fmt: skip
BINS = 10
Tool = Callable[..., None]
_T = TypeVar("_T")


def score_matching(scratch: Path, tool: Tool) -> None:
    from fit_matcher import Case, is_fitted

    rows = read_rows(GOLD)
    build_index(CORPORA, scratch / "index")
    with Index(scratch / "index") as index:
        begun = process_time()
        references = parse_references(
            [Reference(row["id"], "", 1, row["reference"]) for row in rows]
        )
        parsed = process_time()
        checked = [check_reference(reference, [index]) for reference in references]
        ended = process_time()
        baseline = [
            {version: match_sbmv(r.raw, index.by_reference(r).works, version) for version in (2018, 2026)}
            for r in references
        ]  # fmt: skip
    parsing, matching = parsed - begun, ended - parsed
    print(
        f"{len(rows) / (parsing + matching):.0f} references per CPU second "
        f"({1e6 * parsing / len(rows):.0f} µs to parse, {1e6 * matching / len(rows):.0f} µs to search,"
        " compare and verify)",
        flush=True,
    )
    found = [accepted_doi(one) for one in checked]
    for part in ("fitted", "rest"):
        here = [is_fitted(Case(row["reference"], row["doi"])) == (part == "fitted") for row in rows]
        summarise(f"half that is {part}", select(rows, here), select(found, here))
        for slice_ in ("crossref-styled", "pmc-pdf-error"):
            own = [
                inside and row["source"].startswith(slice_ + ":") and not row["source"].endswith("-removed")
                for inside, row in zip(here, rows, strict=True)
            ]  # fmt: skip
            summarise(f"  {slice_}", select(rows, own), select(found, own))
    for version in (2018, 2026):
        dois = [one[version] for one in baseline]
        summarise(f"SBMV {version}", rows, [one.work.doi if one else None for one in dois])
    tell_calibration(rows, checked)
    tell_real(rows, found)
    file = scratch / "matches.jsonl"
    file.write_text("".join(json.dumps(lookup_record(one)) + "\n" for one in checked))
    tool("score_doi_matching.py", GOLD, file, "--by-style")
    tool("score_doi_matching.py", GOLD, file)


def read_rows(file: Path) -> list[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def select(values: Sequence[_T], here: Iterable[bool]) -> list[_T]:
    return [value for value, wanted in zip(values, here, strict=True) if wanted]


def summarise(name: str, rows: Sequence[dict[str, Any]], found: Sequence[str | None]) -> None:
    right = sum(doi is not None and doi == row["doi"] for row, doi in zip(rows, found, strict=True))
    given = sum(doi is not None for doi in found)
    gold = sum(row["doi"] is not None for row in rows)
    wrong = sum(
        row["doi"] is None and doi is not None for row, doi in zip(rows, found, strict=True)
    )
    f1 = 2 * right / (given + gold) if given + gold else 0.0
    nulls = f", {wrong} of {len(rows) - gold} without a work answered" if gold < len(rows) else ""
    print(
        f"{name}: F1 {100 * f1:.2f} ({right} right, {given} given, {gold} to find){nulls}",
        flush=True,
    )


def tell_calibration(rows: Sequence[dict[str, Any]], checked: Sequence[Any]) -> None:
    """The score of the best candidate beside how often it is the work meant."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for row, one in zip(rows, checked, strict=True):
        if one.candidates:
            best = one.candidates[0]
            place = min(BINS - 1, int(best.score * BINS))
            bins.setdefault(place, []).append((best.score, best.work.doi == row["doi"]))
    total = sum(map(len, bins.values()))
    error = 0.0
    for place, pairs in sorted(bins.items()):
        said = sum(score for score, _ in pairs) / len(pairs)
        right = sum(meant for _, meant in pairs) / len(pairs)
        error += len(pairs) / total * abs(said - right)
        print(f"score from {place / BINS:.1f}: {right:.3f} right, {said:.3f} said, of {len(pairs)}")
    print(f"expected calibration error {error:.4f} over {total} best candidates", flush=True)


def tell_real(rows: Sequence[dict[str, Any]], found: Sequence[str | None]) -> None:
    for name in REAL:
        pairs = [
            (row["doi"], doi) for row, doi in zip(rows, found, strict=True) if row["source"] == name
        ]
        golds = [(gold, doi) for gold, doi in pairs if gold]
        if golds:
            right = sum(gold == doi for gold, doi in golds)
            print(f"{name}: {right} of {len(golds)} found ({interval(right, len(golds))})")
        wrong = sum(doi is not None and doi != gold for gold, doi in pairs)
        print(f"{name}: {wrong} of {len(pairs)} answered wrongly ({interval(wrong, len(pairs))})")


def interval(count: int, total: int) -> str:
    """Wilson's interval of a share, at 95 per cent."""
    z, share = 1.96, count / total
    middle = share + z * z / (2 * total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    low, high = ((middle + sign * half) / (1 + z * z / total) for sign in (-1, 1))
    return f"{100 * max(0.0, low):.1f}-{100 * min(1.0, high):.1f} %"
