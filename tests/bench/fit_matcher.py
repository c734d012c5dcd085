"""Fit the matcher's weights and write ``refs/data/matcher.tsv``; rows that are "set" are kept.

Fitted are the references of one half of the labelled set in SHARED (the half is told by a hash of
the DOI that a reference means, so that a work is never on both sides), each against the works that
the local index finds for it, and beside them partial citations printed from real records: a title
alone, a name with a title, a year or a journal added. Of half of these the record meant is taken
away; names, journals and years without a title mean nothing at all, because among all of Crossref's
works they fit hundreds. A partial citation counts a fifth of a labelled reference.

The model is logistic regression with an L2 penalty of 1, by Newton's method. A weight of the wrong
sign (agreement that takes, difference that adds) is left out and the rest fitted anew.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

import refs
from refs.compare import compare_work
from refs.compare.weights import DATA, Sign, lone_conflict, read_weights, signs
from refs.model import Work
from refs.parse import parse_string
from refs.sources.index import Index, build_index
from refs.works import from_crossref

SHARED = Path(os.environ.get("CITEWEAVE_SHARED", "../shared")) / "data"
CORPORA = [SHARED / "crossref" / f"{name}.jsonl.gz" for name in ("corpus-part1", "real-works")]
LABELLED = SHARED / "doi-matching" / "dev.jsonl.gz"
SIGNS = {"always": 0, "agree": 1, "differ": -1, "alone": -1, "unprinted": -1}
PARTIAL, BARE = 2000, 1000
PARTIAL_COUNTS = 0.2
PRINTED_DOI = 3.0  # log-odds: a printed DOI is right in about 19 of 20 cases, whatever the bias
SMALLEST = 0.05  # a weight below it is left out
Array = npt.NDArray[np.float64]


class Case(NamedTuple):
    text: str
    doi: str | None
    counts: float = 1.0
    withheld: str | None = None


def is_fitted(case: Case) -> bool:
    """Whether a labelled reference belongs to the half that the weights are fitted on."""
    key = (case.doi or case.text).lower()
    return hashlib.sha256(key.encode()).digest()[0] % 2 == 0


def read_rows(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def labelled() -> list[Case]:
    return [Case(row["reference"], row["doi"]) for row in read_rows(LABELLED)]


def partial(works: Sequence[Work]) -> Iterator[Case]:
    """Partial citations of the works, and some that leave out what tells a work."""
    for place, work in enumerate(works):
        first, year = work.authors[0], work.years[0]
        name = f"{first.family} {(first.given or 'X')[:1]}"
        journal = work.container_title[0] if work.container_title else ""
        if place < PARTIAL:
            told = (
                f"{work.title}",
                f"{name}. {work.title}. {year}",
                f"{name}, et al. {work.title}. {journal}. {year}.",
                f"{name} ({year}). {work.title}. {journal}.",
                f"{first.family} {work.title}",
            )[place % 5]
            there = place // 5 % 2 == 0
            yield Case(
                told, work.doi if there else None, PARTIAL_COUNTS, None if there else work.doi
            )
        else:
            bare = (
                f"{name}. {year}",
                name,
                f"{journal}. {year}",
                f"{journal} {year};{work.volume}",
            )
            yield Case(bare[place % 4], None, PARTIAL_COUNTS)


def real_works() -> list[Work]:
    """Real articles with a title of some words, in an order of chance that is always the same."""
    found = [from_crossref(message) for message in read_rows(CORPORA[1])]
    whole = [
        work
        for work in found
        if work.type == "journal-article"
        and work.years
        and work.authors
        and work.authors[0].family
        and len((work.title or "").split()) > 3
    ]
    random.Random(7).shuffle(whole)
    return whole[: PARTIAL + BARE]


class Pairs(NamedTuple):
    """References beside works: what is weighed, whether it is the one meant, how much it counts."""

    signs: list[dict[Sign, float]]
    meant: list[bool]
    counts: list[float]


def pair(cases: Sequence[Case], index: Index) -> Pairs:
    pairs = Pairs([], [], [])
    for case in cases:
        reference = parse_string(case.text)
        for work in index.by_reference(reference).works:
            if work.doi == case.withheld:
                continue
            evidence = compare_work(reference, work).evidence
            pairs.signs.append(dict(signs(evidence, lone_conflict(evidence))))
            pairs.meant.append(case.doi is not None and work.doi == case.doi.lower())
            pairs.counts.append(case.counts)
    return pairs


def fit(x: Array, y: Array, counts: Array, base: Array, wanted: Array) -> Array:
    """The weights of the columns of ``x``, the last one being the bias, which is not penalised.

    ``base`` is what the weights that are set add to each row.
    """
    active = np.ones(x.shape[1], bool)
    while True:
        found = np.zeros(x.shape[1])
        found[active] = newton(x[:, active], y, counts, base)
        wrong = found * wanted < 0
        if not wrong.any():
            return found
        active[np.argmax(np.where(wrong, np.abs(found), 0))] = False


def newton(x: Array, y: Array, counts: Array, base: Array) -> Array:
    penalty = np.append(np.ones(x.shape[1] - 1), 1e-9)
    weights = np.zeros(x.shape[1])

    def loss(weights: Array) -> float:
        z = base + x @ weights
        return float((counts * (np.logaddexp(0, z) - y * z)).sum() + penalty @ weights**2 / 2)

    last = loss(weights)
    for _ in range(100):
        p = 1 / (1 + np.exp(-np.clip(base + x @ weights, -40, 40)))
        slope = x.T @ (counts * (p - y)) + penalty * weights
        curve = (x * (counts * p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        length = 1.0
        while loss(weights - length * step) > last and length > 1e-6:
            length /= 2
        weights = weights - length * step
        now = loss(weights)
        if last - now < 1e-7 * last:
            break
        last = now
    return weights


def main() -> None:
    kept = {sign: row for sign, row in read_weights().items() if row.set_by == "set"}
    cases = [case for case in labelled() if is_fitted(case)]
    with tempfile.TemporaryDirectory() as scratch:
        build_index(CORPORA, Path(scratch) / "index")
        with Index(Path(scratch) / "index") as index:
            pairs = pair([*cases, *partial(real_works())], index)
    columns = sorted({sign for one in pairs.signs for sign in one} - kept.keys())
    x = np.zeros((len(pairs.signs), len(columns) + 1))
    x[:, -1] = 1
    base = np.zeros(len(pairs.signs))
    for row, one in enumerate(pairs.signs):
        for sign, strength in one.items():
            if sign in kept:
                base[row] += kept[sign].log_odds * strength
            else:
                x[row, columns.index(sign)] = strength
    wanted = np.array([*(SIGNS[outcome] for _, outcome in columns), 0.0])
    y, counts = np.array(pairs.meant, float), np.array(pairs.counts)
    found = fit(x, y, counts, base, wanted)
    rows = {("bias", "always"): (found[-1], "fitted")}
    rows |= {sign: (row.log_odds, "set") for sign, row in kept.items()}
    rows["doi", "agree"] = (PRINTED_DOI - found[-1], "set")
    rows |= {
        sign: (weight, "fitted")
        for sign, weight in zip(columns, found, strict=False)
        if abs(weight) >= SMALLEST
    }
    lines = ["field\toutcome\tweight\tby"]
    lines += [f"{f}\t{o}\t{weight:.2f}\t{by}" for (f, o), (weight, by) in sorted(rows.items())]
    target = Path(refs.__file__).with_name("data") / DATA
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{target}: {len(rows)} weights from {len(pairs.signs)} pairs of {len(cases)} references")


if __name__ == "__main__":
    main()
