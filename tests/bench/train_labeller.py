"""Make the labeller's model from the labelled reference strings of the shared data folder."""

from __future__ import annotations

import gzip
import json
import os
import random
import sys
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, product
from pathlib import Path
from typing import Any

import numpy as np
from learn_crf import Settings, learn
from ocr_noise import scanned

from refs.bulk import in_batches
from refs.journals import load_journals
from refs.parse.citation_number import read_number
from refs.parse.crf import dump_model, load_model
from refs.parse.draft import Draft
from refs.parse.features import Observer, name_codes
from refs.parse.fields import label_fields
from refs.parse.identifiers import read_identifiers
from refs.parse.labeller import Labeller
from refs.parse.tokens import MARK, Tokens, split_words, tokenise
from refs.text import Clean, strip_markup

Transitions = dict[tuple[str, str], float]
Features = dict[int, dict[str, float]]

SHARED = Path(os.environ.get("CITEWEAVE_SHARED", "../shared"))
MODEL = Path(__file__).parents[2] / "refs" / "data" / "labeller.model"
sys.path.insert(0, str(SHARED / "tools"))
from score_reference_strings import keys as keys_of  # noqa: E402 - the judge's own comparison

TRAIN = SHARED / "data" / "reference-strings" / "train"

# Fields that the labeller tells apart; the others are read by their form, or are rest.
LABELS = frozenset(
    "author title container-title date volume issue pages publisher location editor edition genre note".split()
)
# Labels of the data that are a kind of another.
SAME = {"institution": "publisher"}
# Fields of many words, of which two may stand side by side and whose first word is telling.
OPENING = frozenset("author title container-title".split())
LOCATORS = ("volume", "issue", "pages", "date")
OTHER = "other"
SETTINGS = Settings()
# Weights nearer to 0 are left out.
LEAST = 0.1
# Share of the references that are shown with their container (a book's title) in italics.
EMPHASISED = 0.12
# Share of the references that are shown once more as a poor scan has them, and of the characters
# that are confused in these.
SCANNED, CONFUSED = 0.15, 0.03
# How many rows name a container that is known by its name.
OFTEN = 3
# Letters of a cleaned value that a word may lie ahead: tags and joined segments shift it.
SLACK = 4


def letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def labels_of(row: dict[str, Any], tokens: Tokens, text: Clean) -> list[str]:
    """The gold label of each token: its first word's segment's, where the field's cleaned value holds it."""
    bounds: list[tuple[int, int, str]] = []
    place = 0
    for label, part in row["segments"]:
        bounds.append((place, place + len(part), label))
        place += len(part)
    values = {
        SAME.get(name, name): letters(strip_markup(value)) for name, value in row["fields"].items()
    }
    used = Counter[str]()
    out: list[str] = []
    where = 0
    heads = accumulate(tokens.lengths, initial=0)
    for (start, end), head in zip(tokens.spans, heads, strict=False):
        while where < len(bounds) - 1 and bounds[where][1] <= text.origin[start]:
            where += 1
        label = SAME.get(bounds[where][2], bounds[where][2])
        whole = letters(text.text[start:end])
        word = letters(tokens.words[head])
        word = word if len(word) < len(whole) else whole
        choices = [label, *LOCATORS] if label in LOCATORS else [label]
        found = OTHER
        for choice in choices:
            if choice not in LABELS or choice not in values:
                continue
            at = values[choice].find(word, used[choice])
            if at == used[choice] or (used[choice] < at <= used[choice] + SLACK and used[choice]):
                used[choice] = at + (
                    len(whole) if values[choice].startswith(whole, at) else len(word)
                )
                found = choice
                break
        out.append(found)
    return out


def with_openings(labels: Sequence[str]) -> list[str]:
    return [
        f"{'I' if i and labels[i - 1] == label else 'B'}-{label}" if label in OPENING else label
        for i, label in enumerate(labels)
    ]


def prepare(row: dict[str, Any]) -> tuple[Tokens, list[str]]:
    draft = read_identifiers(read_number(Draft.of(row["raw"])))
    tokens = tokenise(draft)
    return tokens, with_openings(labels_of(row, tokens, draft.clean))


def rows_of(folder: Path) -> list[dict[str, Any]]:
    rows = []
    for file in sorted(folder.glob("*.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            rows += [json.loads(line) for line in lines]
    return rows


def is_kept(row: dict[str, Any], percent: int = 5) -> bool:
    """Whether a row is kept for calibration: by its title, so that a work stays on one side."""
    title = letters(row["fields"].get("title", ""))
    text = title if len(title) > 20 else letters(row["raw"])
    return zlib.crc32(text.encode()) % 100 < percent


def emphasised(tokens: Tokens, labels: Sequence[str], names: frozenset[str]) -> Tokens:
    """The words with emphasis around every run of the labels ``names``."""
    inside = [
        False,
        *(label.removeprefix("B-").removeprefix("I-") in names for label in labels),
        False,
    ]
    gaps = [
        gap + MARK * (inside[i] != inside[i + 1] and MARK not in gap)
        for i, gap in enumerate(tokens.gaps)
    ]
    return replace(tokens, gaps=gaps)


def known_names(rows: Iterable[dict[str, Any]]) -> list[int]:
    """Codes of the journals that come with the program, and of containers that rows name often."""
    journals = load_journals()
    names = {name for key in journals.keys() for one in journals.named(key) for name in one.names}
    often = Counter(
        strip_markup(row["fields"]["container-title"]).strip(" .,:;")
        for row in rows
        if "container-title" in row["fields"]
    )
    names |= {name for name, count in often.items() if count >= OFTEN}
    names |= journals.keys()
    return sorted(set(name_codes(map(split_words, sorted(names)))))


def shown(row: dict[str, Any], dice: random.Random) -> Iterator[tuple[Tokens, list[str]]]:
    """A row as it is taught: some with emphasis, as Markdown has it, some once more as a poor scan."""
    tokens, labels = prepare(row)
    if not labels:
        return
    if dice.random() < EMPHASISED and not any(MARK in gap for gap in tokens.gaps):
        container = "I-container-title" in labels or "B-container-title" in labels
        names = {"container-title"} if container else {"title"}
        tokens = emphasised(
            tokens, labels, frozenset(names | {"volume"} if dice.random() < 0.3 else names)
        )
    yield tokens, labels
    if dice.random() < SCANNED:
        yield scanned(tokens, dice, CONFUSED), labels


def fit(
    rows: Iterable[dict[str, Any]], names: Sequence[int]
) -> tuple[list[str], Transitions, Features]:
    """Labels, transition weights and feature weights of a conditional random field."""
    dice = random.Random(1)
    examples = [example for row in rows for example in shown(row, dice)]
    observer = Observer(np.array(names, np.uint32))
    labels = sorted({label for _, own in examples for label in own})
    learnt = learn(
        [observer.observe([tokens for tokens, _ in part]) for part in in_batches(examples)],
        np.array([len(own) for _, own in examples]),
        np.array([labels.index(label) for _, own in examples for label in own]),
        len(labels),
        SETTINGS,
    )
    features: Features = defaultdict(dict)
    for row, column in np.argwhere(abs(learnt.weights) > LEAST).tolist():
        features[int(learnt.codes[row])][labels[column]] = float(learnt.weights[row, column])
    pairs = product(labels, repeat=2)
    return labels, dict(zip(pairs, learnt.transitions.ravel().tolist(), strict=True)), features


def calibrate(
    labeller: Labeller, rows: Iterable[dict[str, Any]]
) -> dict[str, list[tuple[float, float]]]:
    """For each field, how often it was right when the labeller gave it a probability this high."""
    seen: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    rows = list(rows)
    drafts = [read_identifiers(read_number(Draft.of(row["raw"]))) for row in rows]
    for row, draft, fields in zip(rows, drafts, label_fields(drafts, labeller), strict=True):
        gold = keys_of(row["fields"])
        for name, found in fields.items():
            key = "year" if name == "date" else name
            given = keys_of({name: draft.text[found.start : found.end]})
            if key in gold:
                seen[name].append((found.confidence, gold[key] == given[key]))
    return {name: steps_of(pairs) for name, pairs in sorted(seen.items())}


def steps_of(pairs: list[tuple[float, bool]], least: int = 60) -> list[tuple[float, float]]:
    """Ascending steps of at least ``least`` fields each: neighbours that do not ascend are joined."""
    pairs.sort()
    steps: list[tuple[float, int, int]] = []  # lowest probability, right, all
    for place in range(0, len(pairs), least):
        part = pairs[place : place + least]
        step = (part[0][0], sum(right for _, right in part), len(part))
        while steps and share(steps[-1]) >= share(step):
            before = steps.pop()
            step = (before[0], before[1] + step[1], before[2] + step[2])
        steps.append(step)
    return [(round(step[0], 4), round(share(step), 4)) for step in steps]


def share(step: tuple[float, int, int]) -> float:
    """How many of a step were right, with one more right and one more wrong: no step is certain."""
    return (step[1] + 1) / (step[2] + 2)


def main() -> None:
    begun = time.perf_counter()
    rows = rows_of(TRAIN)
    kept = [row for row in rows if is_kept(row)]
    taught = [row for row in rows if not is_kept(row)]
    names = known_names(taught)
    weights = fit(taught, names)
    plain = dump_model(*weights, calibration={}, names=names)
    sure = calibrate(Labeller(load_model(plain)), kept)
    content = dump_model(*weights, calibration=sure, names=names)
    MODEL.write_bytes(content)
    print(
        f"{MODEL}: {len(content)} bytes, {len(weights[2])} features, {time.perf_counter() - begun:.0f} s"
    )


if __name__ == "__main__":
    main()
