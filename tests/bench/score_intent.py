"""Citing intent against the development rows of SciCite."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import process_time

from evidence.intent import INTENTS, MODEL, SURE, load_model


def read_citing(file: Path) -> list[tuple[str, str]]:
    """Citing sentences and their intents; rows of other sources are left out."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [(row["text"], row["label"]) for row in rows if row["source"] == "scicite"]


def score_intent(folder: Path) -> None:
    """Print how the model does on the development rows."""
    show_scores(read_citing(folder / "dev.jsonl.gz"))


def show_scores(rows: Sequence[tuple[str, str]], path: Path = MODEL) -> None:
    """Print macro-F1, F1 by intent, and what abstaining below ``SURE`` does."""
    model = load_model(path)
    begun = process_time()
    answers = model.probabilities([text for text, _ in rows])
    spent = process_time() - begun
    pairs = [(label, max(answer, key=answer.__getitem__)) for (_, label), answer in zip(rows, answers, strict=True)]  # fmt: skip
    counts = Counter(pairs)
    scores = []
    for intent in INTENTS:
        right = counts[intent, intent]
        gold = sum(count for (label, _), count in counts.items() if label == intent)
        found = sum(count for (_, given), count in counts.items() if given == intent)
        scores.append(2 * right / (gold + found))
    told = ", ".join(f"{intent} {score:.3f}" for intent, score in zip(INTENTS, scores, strict=True))
    print(f"macro-F1 {sum(scores) / len(scores):.3f} of {len(rows)} sentences ({told})")
    sure = [
        pair for pair, answer in zip(pairs, answers, strict=True) if max(answer.values()) >= SURE
    ]
    right = sum(label == given for label, given in sure)
    print(
        f"from {SURE} on: {right / len(sure):.3f} right of the {len(sure) / len(rows):.2f} answered;"
        f" {len(rows) / spent:.0f} sentences per CPU second"
    )
