"""How alike two names are: loosely, to find a work, and exactly, to find a misprint."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from refs.folding import fold
from refs.model import Name

NAME_AGREES = 0.8
# "Doe J, Roe R, … Poe E": the names after the dots have another place in the record.
_SKIPPED = re.compile(r"\s*(?:…|\.\.)")


def name_likeness(one: str, other: str) -> float:
    """1 for one name, or a name and its part ("garcia sancho", "garcia"); else their likeness."""
    if one == other or one.replace(" ", "") == other.replace(" ", ""):
        return 1.0
    shorter, longer = sorted((one.split(), other.split()), key=len)
    if shorter and set(shorter) <= set(longer) and max(map(len, shorter)) > 2:
        return 0.95
    return fuzz.ratio(one, other) / 100


def differing_authors(
    printed: Sequence[Name], recorded: Sequence[Name]
) -> tuple[tuple[Name, ...], tuple[Name, ...]]:
    """The persons of two lists that differ, place by place; empty where nothing does.

    A list may be cut short on either side, groups are passed over, and a slip of initials is no
    difference: records have as many of them as references. One person too many or too few shifts the others: then what is told ends where
    the lists agree again.
    """
    whole = itertools.takewhile(lambda name: not _SKIPPED.match(name.key), printed)
    left = [name for name in whole if name.family]
    right = [name for name in recorded if name.family]
    pairs = list(zip(left, right, strict=False))
    wrong = [
        place
        for place, pair in enumerate(pairs)
        if not same_person(*pair) and not same_family(*pair)
    ]
    if not wrong:
        return (), ()
    # "Zhang, Shu, Yang Yang": not certain which of them are given names.
    alone = {fold(name.family or "") for name in left if not name.given}
    given = {word for name in right for word in fold(name.given or "").split()}
    if alone & given or 0 < len(alone) < len(left):
        return (), ()
    first = wrong[0]
    for more, less, side in ((left, right, 0), (right, left, 1)):
        rest = list(zip(more[first + 1 :], less[first:], strict=False))
        moved = any(same_person(more[first], other) for other in less)
        if not moved and rest and all(same_person(one, other) for one, other in rest):
            many, few = (more[first], less[first]), (less[first],)
            return (many, few) if side == 0 else (few, many)
    return tuple(left[place] for place in wrong), tuple(right[place] for place in wrong)


def unlisted_authors(
    printed: Sequence[Name], recorded: Sequence[Name]
) -> tuple[tuple[Name, ...], tuple[Name, ...]]:
    """The persons at the end of one list whom the other has not: padded, or left out.

    For lists that agree place by place as far as both go. Told only where both name several, in
    full: groups and names in one piece could be anybody.
    """
    if len(printed) == len(recorded) or min(len(printed), len(recorded)) < 2:
        return (), ()
    if not all(name.family and name.given for name in (*printed, *recorded)):
        return (), ()
    if any(_SKIPPED.match(name.key) for name in printed):
        return (), ()
    return tuple(printed[len(recorded) :]), tuple(recorded[len(printed) :])


def same_family(printed: Name, recorded: Name) -> bool:
    """Whether two names in one place of two lists have one family name: then initials are a slip."""
    return bool(_whole(printed) & _whole(recorded))


def same_person(printed: Name, recorded: Name) -> bool:
    """Whether a printed name is the recorded one, letter by letter.

    No difference are case, accents and their transliteration, hyphens and spaces, particles and
    suffixes, and given names against initials; nor are fewer initials on one side.
    """
    if not recorded.given or not printed.given:
        # The record may have the whole name in one string, in any order.
        return bool(_whole(printed) & _whole(recorded)) or _parts(printed) <= _parts(recorded)
    same = printed.family == recorded.family and (printed.family or "").isalpha()
    if not same and not _whole(printed) & _whole(recorded):
        return _same_words(_words(printed), _words(recorded))
    return any(
        all(one == other for one, other in zip(mine, theirs, strict=False))
        for mine in _initials(printed.given)
        for theirs in _initials(recorded.given)
    )


# Folded; the ones that English, Dutch, German, French, Italian, Spanish and Portuguese names have.
_PARTICLES = frozenset(
    "da das de degli dei del della den der di do dos du el la le les mc st ten ter van von vom zu zum zur".split()
)
_SUFFIXES = frozenset("jr sr ii iii iv 2nd 3rd".split())
# How German, Scandinavian and Dutch names are spelt where the letter is missing.
_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "ĳ": "ij"})
_GIVEN = re.compile(r"[^\W\d_]+")
_LONGEST_INITIALS = 4


@lru_cache(maxsize=4096)
def _forms(family: str) -> frozenset[str]:
    """The spellings of a family name: with and without its particles, transliterated or not."""
    found = set()
    for spelling in (family, family.lower().translate(_SPELT)):
        words = [word for word in fold(spelling).split() if word not in _SUFFIXES]
        bare = [word for word in words if word not in _PARTICLES]
        found |= {"".join(words), "".join(bare or words)}
    return frozenset(found - {""})


def _whole(name: Name) -> frozenset[str]:
    return _forms(name.family or "")


def _parts(name: Name) -> frozenset[str]:
    return frozenset(fold(name.family or "").split())


def _words(name: Name) -> list[str]:
    return fold(f"{name.given or ''} {name.family or ''}").split()


def _same_words(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names are the same wherever their family names begin: "F. Sierra Vargas"."""
    pairs = list(zip(one, other, strict=False))
    return (
        len(one) == len(other) > 2
        and one[-1] == other[-1]
        and all(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in pairs)
    )


@lru_cache(maxsize=4096)
def _initials(given: str) -> tuple[tuple[str, ...], ...]:
    """The readings of a given name as initials: "CH" is C. H.; "JAN" is J. A. N. or Jan."""
    letters: list[str] = []
    firsts: list[str] = []
    for word in _GIVEN.findall(given):
        folded = fold(word)
        if folded in _SUFFIXES or (word.islower() and folded in _PARTICLES) or not folded:
            continue
        solid = word.isupper() and len(word) <= _LONGEST_INITIALS
        letters += folded.replace(" ", "") if solid else folded[0]
        # Two capitals are two initials; three or four may be a name.
        firsts += folded.replace(" ", "") if solid and len(word) < 3 else folded[0]
    return tuple(dict.fromkeys((tuple(letters), tuple(firsts))))


def show_name(name: Name) -> str:
    """A name as a reference list prints it: "June CH", "Carl H. June", "The Group"."""
    if not name.family:
        return name.literal or ""
    given = name.given or ""
    initials = given.isupper() and len(given.replace(".", "")) <= _LONGEST_INITIALS
    parts = (name.family, given) if initials else (given, name.family)
    return " ".join(part for part in (*parts, name.suffix) if part)
