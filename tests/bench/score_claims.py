"""Statements, what is said of them and answers to questions, against readings made by hand.

``gold/statements.tsv`` holds a line for every statement of twenty-eight documents: where it stands, its
basis, polarity and hedging, and the directness of the works cited for it. A field is empty where a
careful reader may say either; ``skip`` marks a place where even that there is a statement may be
doubted. Twenty-two letters lie beside it, written with traps (their data are invented, the works that they
cite partly are); of the other documents there are only offsets and the hash of
the file. ``gold/questions.tsv`` names for each question where the statements start that bear on it;
each is asked of its own document, and of all documents on one shelf, where whatever another document
says counts as beside it.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from evidence.ask import ask
from evidence.build import build_library
from evidence.claims import gather_claims
from evidence.concepts import Vocabulary, load_concepts
from evidence.library import Library
from evidence.model import Statement
from refs.documents import read_document

GOLD = Path(__file__).parent / "gold"
FOLDERS = ("letters", "citation-contexts")
"""Of the shared data, where the documents lie that are not in ``GOLD``."""
SHOWN = 10
"""Answers that ``citeweave ask`` shows unless told otherwise."""
SKIP = "skip"


class Read(NamedTuple):
    """A document with what was found in it and what a person found."""

    name: str
    library: Library
    pairs: tuple[tuple[Mapping[str, str], Statement], ...]
    missed: tuple[Mapping[str, str], ...]
    invented: tuple[Statement, ...]


def score_claims(data: Path) -> None:
    """Print recall, precision and accuracies, then every disagreement in a line."""
    vocabulary = load_concepts()
    read = [_read(row, data, vocabulary) for row in _rows("documents")]
    disagreements: list[str] = []
    counts: Counter[str] = Counter()
    for one in read:
        counts["right"] += len(one.pairs)
        counts["gold"] += len(one.pairs) + len(one.missed)
        counts["found"] += len(one.pairs) + len(one.invented)
        text = _text(one.name, data)
        for row in one.missed:
            quote = text[int(row["start"]) : int(row["end"])]
            disagreements.append(_line(one.name, int(row["start"]), "missed", quote))
        disagreements += [
            _line(one.name, statement.start, "no statement", statement.text)
            for statement in one.invented
        ]
        for row, statement in one.pairs:
            for what, wanted, found in _compared(row, statement):
                counts[f"{what} all"] += 1
                counts[f"{what} right"] += wanted == found
                if what == "polarity":
                    counts["negated gold"] += wanted == "negated"
                    counts["negated found"] += found == "negated"
                    counts["negated right"] += wanted == found == "negated"
                if wanted != found:
                    why = f"{what} {found}, by hand {wanted}"
                    disagreements.append(_line(one.name, statement.start, why, statement.text))
    print(
        f"statements: recall {counts['right'] / counts['gold']:.3f} of {counts['gold']},"
        f" precision {counts['right'] / counts['found']:.3f} of {counts['found']}"
    )
    for what in ("basis", "polarity", "hedging", "hedged", "directness"):
        right, of = counts[f"{what} right"], counts[f"{what} all"]
        print(f"{what}: {right / of:.3f} right of {of}")
    print(
        f"negated: recall {counts['negated right'] / counts['negated gold']:.3f},"
        f" precision {counts['negated right'] / counts['negated found']:.3f}"
    )
    disagreements += _score_questions({one.name: one.library for one in read}, vocabulary)
    print(f"\n{len(disagreements)} disagreements:")
    print(*disagreements, sep="\n")


def _score_questions(libraries: Mapping[str, Library], vocabulary: Vocabulary) -> list[str]:
    told = _score_answers("ask", libraries, libraries, vocabulary)
    shelf = _joined(libraries.values())
    _score_answers("ask, all on one shelf", libraries, dict.fromkeys(libraries, shelf), vocabulary)
    return told


def _score_answers(
    what: str,
    libraries: Mapping[str, Library],
    asked: Mapping[str, Library],
    vocabulary: Vocabulary,
) -> list[str]:
    """Print how well the questions are answered by the libraries ``asked``; what is not, in lines."""
    shown = right = 0
    recalls: list[float] = []
    told: list[str] = []
    for row in _rows("questions"):
        own = {statement.id for statement in libraries[row["document"]].statements}
        hits = _answer(row["question"], asked[row["document"]], vocabulary)
        wanted = {int(start) for start in row["statements"].split()}
        met = {start for start in wanted for hit in hits if hit.id in own and _at(hit, start)}
        good = [hit for hit in hits if hit.id in own and any(_at(hit, start) for start in wanted)]
        shown, right = shown + len(hits), right + len(good)
        possible = min(SHOWN, len(wanted))
        recalls.append(min(1.0, len(met) / possible))
        why = f"ask “{row['question']}”"
        told += [
            _line(row["document"], hit.start, f"{why}: beside it", hit.text)
            for hit in hits
            if hit not in good
        ]
        if len(met) < possible:
            told += [
                _line(row["document"], start, why, "not shown") for start in sorted(wanted - met)
            ]
    print(
        f"{what}: {len(recalls)} questions, precision {right / max(shown, 1):.3f} of {shown} shown,"
        f" mean recall {sum(recalls) / len(recalls):.3f} of what {SHOWN} answers can hold"
    )
    return told


def _answer(question: str, library: Library, vocabulary: Vocabulary) -> list[Statement]:
    claims = gather_claims(library.statements, vocabulary.concepts)
    found = (library.statements, claims, library.references(), vocabulary, library.titles())
    return [hit.statement for hit in ask(question, *found)[:SHOWN]]


def _joined(libraries: Iterable[Library]) -> Library:
    each = [*libraries]
    return Library(
        articles=tuple(article for one in each for article in one.articles),
        checked=tuple(checked for one in each for checked in one.checked),
        statements=tuple(statement for one in each for statement in one.statements),
    )


def _at(statement: Statement, start: int) -> bool:
    return statement.start <= start < statement.end


def _read(row: Mapping[str, str], data: Path, vocabulary: Vocabulary) -> Read:
    name = row["document"]
    raw = _path(name, data).read_bytes()
    if sha256(raw).hexdigest() != row["sha256"]:
        raise ValueError(f"{name}: not the file that was annotated")
    library = build_library([read_document(raw, f"{name}.md")], (), vocabulary)
    gold = [line for line in _rows("statements") if line["document"] == name]
    pairs, missed, taken = [], [], set()
    for line in gold:
        best = max(
            (one for one in library.statements if one.id not in taken),
            key=lambda one: _overlap(line, one),
            default=None,
        )
        if best and _overlap(line, best) >= 0.5:
            taken.add(best.id)
            pairs.append((line, best))
        else:
            missed.append(line)
    return Read(
        name,
        library,
        tuple(pair for pair in pairs if pair[0]["basis"] != SKIP),
        tuple(line for line in missed if line["basis"] != SKIP),
        tuple(one for one in library.statements if one.id not in taken),
    )


def _overlap(line: Mapping[str, str], statement: Statement) -> float:
    """What two spans share, as a part of what they cover together."""
    start, end = int(line["start"]), int(line["end"])
    both = min(end, statement.end) - max(start, statement.start)
    return both / (max(end, statement.end) - min(start, statement.start))


def _compared(line: Mapping[str, str], statement: Statement) -> Iterator[tuple[str, str, str]]:
    """What was judged by hand, with the judgement and what the program says."""
    for what in ("basis", "polarity", "hedging"):
        if line[what]:
            yield what, line[what], str(getattr(statement, what))
    yield "hedged", str(line["hedging"] != "none"), str(statement.hedging != "none")
    lines = {str(one.reference): one.directness for one in statement.evidence}
    for part in line["directness"].split():
        number, wanted = part.split(":")
        yield "directness", wanted, lines.get(number, "no line")


def _line(name: str, start: int, why: str, quote: str) -> str:
    return f"  {name}:{start}: {why}: {' '.join(quote.split())[:110]}"


def _rows(name: str) -> Sequence[Mapping[str, str]]:
    with (GOLD / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _path(name: str, data: Path) -> Path:
    places = [GOLD, *(data / folder for folder in FOLDERS)]
    return next(path for place in places if (path := place / f"{name}.md").is_file())


def _text(name: str, data: Path) -> str:
    return read_document(_path(name, data).read_bytes(), f"{name}.md").text
