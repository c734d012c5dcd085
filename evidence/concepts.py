"""The things that claims are about: a vocabulary, and where a text names its terms.

``data/concepts.tsv`` is made by hand for this project: cell therapy and haematology in some
depth, a thin layer of terms from other fields. A synonym there is another name of the same thing
(a brand, a spelling, an abbreviation); another drug of its class, or a kind of a disease, is a
concept of its own below a broader one. A file of the same columns adds to it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from evidence.model import Concept

BUILT_IN = Path(__file__).parent / "data" / "concepts.tsv"
COLUMNS = ("id", "label", "kind", "synonyms", "broader")
LOCAL = "local:"
LONGEST_TERM = 12
"""Tokens. The longest term of the built-in file has seven; the bound keeps matching linear."""
LONGEST_ACRONYM = 4
"""Letters of a word in capitals whose last S is no plural."""
_TOKEN = re.compile(r"[^\W_]+")
_SPELLINGS = (  # letters that a word must hold, and what is made of it
    ("ae", re.compile("ae"), "e"),  # anaemia, leukaemia
    ("oe", re.compile("oe"), "e"),  # oedema
    ("our", re.compile("our(?=al$|$)"), "or"),  # tumour, behavioural
    ("is", re.compile("is(?=ation|e$|ed$|ing$)"), "iz"),  # randomised, immunisation
    ("leuc", re.compile("(?<=[a-z]{3})leuc"), "leuk"),
)
_PLURALS = (
    (re.compile("(?<=[a-z]{2})ies$"), "y"),  # biopsies
    (re.compile("(?<=[a-z]{3})(?<!d)oses$"), "osis"),  # thromboses, not doses
    (re.compile("(?<=[a-z]{3})stases$"), "stasis"),  # metastases
    (re.compile("(?<=ss|sh|ch)es$|(?<=x)es$"), ""),  # losses, rashes
    (re.compile("(?<=[a-z0-9]{2})(?<![sui])s$"), ""),  # trials; not loss, virus, sepsis
)


def listed(text: str) -> frozenset[str]:
    """The words of a list written as prose."""
    return frozenset(text.split())


# Acronyms of four letters and more that are also words.
_WORDS = listed("aids cart past care rest start mesh")


class Mention(NamedTuple):
    """A concept named at ``start:end`` of the text that was searched."""

    concept_id: str
    start: int
    end: int
    text: str


class _Reading(NamedTuple):
    concept: str
    exact: str | None
    """The spelling asked for, where the term is an acronym that is also a word or a unit."""


@dataclass(slots=True)
class _Node:
    next: dict[str, _Node] = field(default_factory=dict)
    readings: list[_Reading] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Concepts by id, and a tree of their terms for matching."""

    concepts: Mapping[str, Concept]
    tree: _Node
    wider: Mapping[str, frozenset[str]]
    """By id: the concept itself and everything broader, at any distance."""
    narrower: Mapping[str, frozenset[str]]
    """The same the other way."""

    def kind(self, concept_id: str) -> str:
        """Its kind; "phrase" for a local concept."""
        found = self.concepts.get(concept_id)
        return found.kind if found else "phrase"

    def lineage(self, concept_id: str) -> frozenset[str]:
        """The concept and everything broader."""
        return self.wider.get(concept_id, frozenset((concept_id,)))

    def related(self, one: str, other: str) -> bool:
        """True where one holds the other, or a concept of their kind belongs to both.

        Leukaemia and B-cell malignancy are related through acute lymphoblastic leukaemia;
        leukaemia and myeloma are not, nor are two targets of one therapy.
        """
        if one in self.lineage(other) or other in self.lineage(one):
            return True
        both = self.narrower.get(one, frozenset()) & self.narrower.get(other, frozenset())
        return any(self.kind(one) == self.kind(other) == self.kind(concept) for concept in both)


def concept_of(concept_id: str, vocabulary: Vocabulary) -> Concept:
    """The concept of an id; one made on the spot, kind "phrase", for a local id."""
    found = vocabulary.concepts.get(concept_id)
    return found or Concept(concept_id, concept_id.removeprefix(LOCAL).replace("-", " "), "phrase")


@lru_cache(maxsize=2**16)
def normal(word: str) -> str:
    """A word as terms are compared: lower case, American spelling, singular."""
    if word[:-1].isupper() and len(word) > 2 and word[-1] in "sS":
        # "SSRIs" are more than one SSRI; "CRS" is not two of "CR", as "CELLS" in capitals may be.
        if word[-1] == "s":
            return word[:-1].lower()
        if len(word) <= LONGEST_ACRONYM:
            return word.lower()
    word = word.lower()
    if word.endswith("s"):
        for pattern, new in _PLURALS:
            word = pattern.sub(new, word)
    for letters, pattern, new in _SPELLINGS:
        if letters in word:
            word = pattern.sub(new, word)
    return word


def words(text: str) -> Iterator[str]:
    """The normalised words of a text, in order."""
    return map(normal, _TOKEN.findall(text))


def _exact(term: str) -> str | None:
    """The term, if only this spelling may stand for it."""
    letters = sum(map(str.isalpha, term))
    acronym = letters > 1 and term.isalnum() and sum(map(str.isupper, term)) >= letters - 1
    clash = letters <= 3 or normal(term) in _WORDS or not term.isupper()
    return term if acronym and clash else None


def _lineages(concepts: Mapping[str, Concept]) -> dict[str, frozenset[str]]:
    wider: dict[str, frozenset[str]] = {}
    for start in concepts:
        seen, todo = {start}, [start]
        while todo:
            here = concepts.get(todo.pop())
            fresh = [up for up in (here.broader if here else ()) if up not in seen]
            seen.update(fresh)
            todo.extend(fresh)
        wider[start] = frozenset(seen)
    return wider


def build_vocabulary(concepts: Iterable[Concept]) -> Vocabulary:
    """A vocabulary of these concepts; a later one of the same id replaces the earlier."""
    by_id = {concept.id: concept for concept in concepts}
    tree = _Node()
    for concept in by_id.values():
        for term in dict.fromkeys((concept.label, *concept.synonyms)):
            keys = [*words(term)][:LONGEST_TERM]
            node = tree
            for key in keys:
                node = node.next.setdefault(key, _Node())
            if keys:
                reading = _Reading(concept.id, _exact(term))
                # An exact spelling says more than the same letters in any case.
                node.readings.insert(0 if reading.exact else len(node.readings), reading)
    wider = _lineages(by_id)
    narrower: dict[str, set[str]] = {}
    for concept_id, line in wider.items():
        for up in line:
            narrower.setdefault(up, set()).add(concept_id)
    return Vocabulary(by_id, tree, wider, {up: frozenset(low) for up, low in narrower.items()})


def _rows(path: Path) -> Iterator[Concept]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise ValueError(f"{path}: no column {', '.join(missing)}; wanted {', '.join(COLUMNS)}")
        for row in reader:
            cell = {name: (row[name] or "").strip() for name in COLUMNS}
            if cell["id"] and cell["label"]:
                lists = (
                    tuple(part.strip() for part in cell[name].split("|") if part.strip())
                    for name in ("synonyms", "broader")
                )
                yield Concept(cell["id"], cell["label"], cell["kind"] or "phrase", *lists)


def load_concepts(path: str | Path | None = None) -> Vocabulary:
    """The built-in vocabulary, with the rows of ``path`` added to it.

    Args:
        path: a tab-separated file with the columns id, label, kind, synonyms, broader (the last
            two may hold several, between bars). A row with a built-in id replaces it.
    Raises:
        OSError: the file cannot be read.
        ValueError: it lacks a column, or is not UTF-8.
    """
    extra = _rows(Path(path)) if path else ()
    return build_vocabulary((*_rows(BUILT_IN), *extra))


_SHORT = re.compile(r"\(\s*\*{0,3}([^\W_][\w+/γαβ-]{1,9})\*{0,3}\s*[);,]")


class Abbreviations(NamedTuple):
    """What the abbreviations that a text defines stand for."""

    shorts: tuple[str, ...] = ()
    meant: Mapping[str, tuple[str, str]] = MappingProxyType({})
    """By normalised short form: the short form and the concept, where it is not what the vocabulary
    has for it anyway."""


def read_abbreviations(texts: Iterable[str], vocabulary: Vocabulary) -> Abbreviations:
    """The abbreviations that the texts define, the first definition of each."""
    defined: dict[str, str] = {}
    for text in texts:
        defined = find_abbreviations(text) | defined
    meant = {
        normal(short): (short, concept)
        for short, long in defined.items()
        if (concept := _meaning(short, long, vocabulary))
    }
    return Abbreviations(tuple(defined), meant)


def find_abbreviations(text: str) -> dict[str, str]:
    """Abbreviations that the text defines, "long form (SHORT)", with their long forms.

    The method of Schwartz and Hearst (2003): the letters of the short form are met from the right,
    its first letter at the start of a word. A plural s is left off. The first definition counts.
    """
    found: dict[str, str] = {}
    for match in _SHORT.finditer(text):
        short = re.sub(r"(?<=[A-Z])s$", "", match.group(1))
        if not any(map(str.isupper, short)) or short in found:
            continue
        window = text[max(0, match.start() - 150) : match.start()].rstrip()
        window = re.split(r"[.;:()\[\]]\s", window)[-1]
        starts = [token.start() for token in re.finditer(r"\S+", window)]
        first = starts[max(0, len(starts) - min(len(short) + 5, 2 * len(short)))] if starts else 0
        long = _long_form(short, window[first:])
        if long:
            found[short] = long
    return found


def _long_form(short: str, window: str) -> str | None:
    initials = list(re.finditer(r"(?<![^\W_])[^\W_]", window))[-len(short) :]
    if "".join(letter.group() for letter in initials).lower() == short.lower():
        return window[initials[0].start() :]
    place = len(window)
    letters = [letter.lower() for letter in short if letter.isalnum()]
    for rank, letter in reversed(list(enumerate(letters))):
        place -= 1
        while place >= 0 and (
            window[place].lower() != letter
            or (rank == 0 and place > 0 and window[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return None
    long = window[place:]
    return long if len(long) > len(short) and long.lower() != short.lower() else None


NO_ABBREVIATIONS = Abbreviations()


def find_concepts(
    text: str, vocabulary: Vocabulary, abbreviations: Abbreviations = NO_ABBREVIATIONS
) -> tuple[Mention, ...]:
    """Where the text names concepts of the vocabulary: longest match first, in reading order.

    Case, hyphens, plurals and British or American spelling make no difference, except that an
    acronym of up to three letters, or one that is also a word, must be spelt as in the vocabulary.
    An abbreviation that the text defines means what its long form means; where the vocabulary
    knows the short form for something else, it is a local concept. Time is linear in the text.
    """
    # "glucose (SGLT2) inhibitors": where an abbreviation is defined, the term goes on behind it.
    flat = text
    for short in abbreviations.shorts if "(" in flat else ():
        if f"({short}" in flat:
            flat = re.sub(rf"\({re.escape(short)}s?\)", lambda m: " " * len(m.group()), flat)
    roots, defined = vocabulary.tree.next, abbreviations.meant
    keys = [*map(normal, _TOKEN.findall(flat))]
    places = [place for place, key in enumerate(keys) if key in roots or key in defined]
    if not places:
        return ()
    spans = [found.span() for found in _TOKEN.finditer(flat)]
    mentions, free = [], 0
    for place in places:
        if place < free:
            continue
        width, concept = _longest(flat, keys, spans, place, vocabulary.tree)
        key, (start, end) = keys[place], spans[place]
        if width <= 1 and key in defined and text[start:end].startswith(defined[key][0]):
            width, concept = 1, defined[key][1]
        if width:
            last = spans[place + width - 1][1]
            mentions.append(Mention(concept, start, last, text[start:last]))
            free = place + width
    return tuple(mentions)


def _longest(
    text: str, keys: Sequence[str], spans: Sequence[tuple[int, int]], place: int, tree: _Node
) -> tuple[int, str]:
    """How many words from ``place`` on are the longest term, and its concept."""
    best, node, first = (0, ""), tree, spans[place][0]
    for at in range(place, min(place + LONGEST_TERM, len(keys))):
        following = node.next.get(keys[at])
        start, end = spans[at]
        if following is None or (at > place and not _joined(text, spans[at - 1][1], start)):
            break
        node = following
        printed = text[first:end]
        for reading in node.readings:
            if reading.exact in (None, printed, printed.removesuffix("s")):
                best = (at - place + 1, reading.concept)
                break
    return best


def _joined(text: str, end: int, start: int) -> bool:
    """Whether two words can belong to one term: nothing but a space, dash, slash or quote."""
    return not text[end:start].strip(" \n\t-‐‑–/'’")


def _meaning(short: str, long: str, vocabulary: Vocabulary) -> str | None:
    """The concept that a defined abbreviation stands for; None where the vocabulary's will do."""
    width, concept, spelt = _opening(long, vocabulary)
    if spelt and width == len(spelt):
        return concept
    _, known, _ = _opening(short, vocabulary)
    if not known:
        return local_id(long)
    said = set(spelt)
    terms = (vocabulary.concepts[known].label, *vocabulary.concepts[known].synonyms)
    # Half of the long form's words in one of its terms: the same thing in other words.
    same = any(2 * len(said & set(words(term))) >= len(said) for term in terms)
    return None if same else local_id(long)


def _opening(text: str, vocabulary: Vocabulary) -> tuple[int, str, list[str]]:
    """The longest term that a text begins with, as words and concept, and all its words."""
    keys = [*words(text)]
    spans = [found.span() for found in _TOKEN.finditer(text)]
    return (*(_longest(text, keys, spans, 0, vocabulary.tree) if keys else (0, "")), keys)


def local_id(phrase: str) -> str:
    """The id of a concept that only this text knows."""
    return LOCAL + "-".join(words(phrase))


def any_related(some: Set[str], others: Set[str], vocabulary: Vocabulary) -> bool:
    """Whether any pair of the two sets is related."""
    return any(vocabulary.related(one, other) for one in some for other in others)
