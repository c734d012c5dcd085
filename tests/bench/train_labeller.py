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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from learn_network import (
    Learnt,
    Numbers,
    Settings,
    Taught,
    feature_matrix,
    learn,
    part_of,
    quantised,
)
from learn_plausible import learn_plausible, passages, traits_of
from ocr_noise import scanned
from threadpoolctl import ThreadpoolController

from refs.bulk import in_batches
from refs.journals import load_journals
from refs.parse.citation_number import read_number
from refs.parse.codes import Codes
from refs.parse.draft import Draft
from refs.parse.features import Observer
from refs.parse.fields import label_fields
from refs.parse.identifiers import read_identifiers
from refs.parse.journal_names import name_codes
from refs.parse.labeller import Labeller
from refs.parse.model import dump_model, load_model
from refs.parse.status import read_status
from refs.parse.tokens import MARK, Tokens, split_words, tokenise
from refs.text import Clean, strip_markup

SHARED = Path(os.environ.get("CITEWEAVE_SHARED", "../shared"))
MODEL = Path(__file__).parents[2] / "refs" / "data" / "labeller.npz"
sys.path.insert(0, str(SHARED / "tools"))
from score_reference_strings import canon  # noqa: E402 - the judge's own comparison
from score_reference_strings import keys as keys_of  # noqa: E402

PASSAGES = SHARED / "data" / "citation-contexts"
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
# Networks whose scores are added up; what they say is calibrated by a twentieth that none is taught.
NETWORKS = 2
KEPT_APART = 0
# What a score of 1 means, as parts of a nat.
SCALE = 1000
# References by which the range of activations is told.
SAMPLE = 2000
# Share of the references that are shown with their container (a book's title) in italics.
EMPHASISED = 0.12
# Share of the references that are shown once more as a poor scan has them, and of the characters
# that are confused in these.
SCANNED, CONFUSED = 0.15, 0.03
# Labels of this source contradict each other: the more of them are taught, the worse the others are
# read; without any, strings of its kind are.
DOUBTFUL, TAUGHT = "anystyle-ugly", 0.3
# Strings as publishers print them, which is what users have, are shown more than once.
OFTENER = {"jats-verbatim": 2}
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
        SAME.get(name, name): letters(_names_alone(name, strip_markup(value)))
        for name, value in row["fields"].items()
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


def _names_alone(field: str, value: str) -> str:
    """Editors without the "In", "edited by" and "(Eds.)" around them, which some sources count in."""
    return canon(field, value) if field == "editor" else value


def with_openings(labels: Sequence[str]) -> list[str]:
    return [
        f"{'I' if i and labels[i - 1] == label else 'B'}-{label}" if label in OPENING else label
        for i, label in enumerate(labels)
    ]


def prepare(row: dict[str, Any]) -> tuple[Tokens, list[str]]:
    draft = draft_of(row["raw"])
    tokens = tokenise(draft)
    return tokens, with_openings(labels_of(row, tokens, draft.clean))


def rows_of(folder: Path) -> list[dict[str, Any]]:
    rows = []
    for file in sorted(folder.glob("*.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            rows += [json.loads(line) for line in lines]
    return [row for row in rows if row["source"] != DOUBTFUL or _share(row["id"]) < TAUGHT]


def _share(text: str) -> float:
    """A number from 0 to 1 that is the text's own."""
    return zlib.crc32(text.encode()) / 2**32


def twentieth_of(row: dict[str, Any]) -> int:
    """Which twentieth a row is of: by its title, so that a work stays on one side."""
    title = letters(row["fields"].get("title", ""))
    text = title if len(title) > 20 else letters(row["raw"])
    return zlib.crc32(text.encode()) % 20


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
    keys = journals.keys()
    names = {name for key in keys for one in journals.named(key) for name in one.names}
    often = Counter(
        strip_markup(row["fields"]["container-title"]).strip(" .,:;")
        for row in rows
        if "container-title" in row["fields"]
    )
    names |= {name for name, count in often.items() if count >= OFTEN}
    names |= keys
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
    for _ in range(OFTENER.get(row["source"], 1)):
        yield tokens, labels
    if dice.random() < SCANNED:
        yield scanned(tokens, dice, CONFUSED), labels


def taught_by(
    rows: Iterable[dict[str, Any]], names: Sequence[int]
) -> tuple[list[str], Codes, Taught, Numbers]:
    """Labels, codes of features, the references as they are taught, and which twentieth each is of."""
    dice = random.Random(1)
    examples = [(*example, twentieth_of(row)) for row in rows for example in shown(row, dice)]
    observer = Observer(np.array(names, np.uint32))
    labels = sorted({label for _, own, _ in examples for label in own})
    codes, tokens = feature_matrix(
        [observer.observe([tokens for tokens, _, _ in some]) for some in in_batches(examples)],
        SETTINGS.rare,
    )
    sizes = np.array([len(own) for _, own, _ in examples])
    gold = np.array([labels.index(label) for _, own, _ in examples for label in own])
    return labels, codes, Taught(tokens, sizes, gold), np.array([part for _, _, part in examples])


def dumped(
    labels: Sequence[str], codes: Codes, learnt: Sequence[Learnt], sample: Taught, **more: Any
) -> bytes:
    """The model's file; see :func:`refs.parse.model.dump_model`."""
    transitions = np.mean([own.transitions for own in learnt], axis=0)
    return dump_model(
        labels, np.rint(transitions * SCALE), codes, *quantised(learnt, sample, SCALE), **more
    )


def draft_of(raw: str) -> Draft:
    """A string as the labeller is given it."""
    return read_status(read_identifiers(read_number(Draft.of(raw))))


def held_against(
    labeller: Labeller, rows: Sequence[dict[str, Any]]
) -> Iterator[tuple[str, float, bool]]:
    """Each field that the labeller reads: its name, how sure the labeller is, whether it is right."""
    drafts = [draft_of(row["raw"]) for row in rows]
    for row, draft, fields in zip(rows, drafts, label_fields(drafts, labeller), strict=True):
        gold = keys_of(row["fields"])
        for name, found in fields.items():
            key = "year" if name == "date" else name
            given = keys_of({name: draft.text[found.start : found.end]})
            if key in gold:
                yield name, found.confidence, gold[key] == given[key]


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
    names = known_names(rows)
    labels, codes, taught, parts = taught_by(rows, names)
    among = np.flatnonzero(parts != KEPT_APART)
    learnt = [learn(taught, among, len(labels), SETTINGS, seed) for seed in range(NETWORKS)]
    sample = part_of(taught, among[:: max(1, len(among) // SAMPLE)])

    def content(plausible: Sequence[float], calibration: Mapping[str, Any]) -> bytes:
        more = {"plausible": plausible, "calibration": calibration, "names": names}
        return dumped(labels, codes, learnt, sample, **more)

    labeller = Labeller(load_model(content([1.0], {})))
    kept = [row for row in rows if twentieth_of(row) == KEPT_APART]
    seen: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for name, sure, right in held_against(labeller, kept):
        seen[name].append((sure, right))
    references = list(traits_of((draft_of(row["raw"]) for row in kept), labeller))
    others = list(traits_of(map(draft_of, passages(PASSAGES)), labeller))
    plausible = learn_plausible(references, others)
    calibration = {name: steps_of(pairs) for name, pairs in sorted(seen.items())}
    MODEL.write_bytes(content(plausible, calibration))
    print(f"{MODEL}: {MODEL.stat().st_size} bytes, {time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    # Sums come out the same only where they are made in the same order.
    with ThreadpoolController().limit(limits=1):
        main()
