"""Words of a question that nobody uses → those that were meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Set

from evidence.concepts import Vocabulary, normal, words
from evidence.model import Statement
from evidence.question import asks_nothing, stem

SIMILAR = 0.85
"""Least similarity, 0..1, of a word that was meant (insertions and deletions over both lengths)."""
SHORTEST = 5
"""Letters of a word that is looked for among others; a shorter one is like too many."""
MOST = 20
"""Words of a question that are looked for; one that has more of them is no question."""
LONGEST_SHORT = 6
"""Letters of an abbreviation that is looked for spelt out."""
_WORD = re.compile(r"[^\W_]+")


def mend_spelling(
    question: str,
    statements: Iterable[Statement],
    vocabulary: Vocabulary,
    titles: Iterable[str] = (),
) -> tuple[str, Mapping[str, str]]:
    """A question with the words that were meant, and by word as asked what was meant.

    Read as another is only a word that neither the statements nor the titles nor the vocabulary
    have in any form: a term that is the same but for a space or dash ("betablockers"), the phrase
    whose initials it is ("ROP"), or the one word of theirs that is more like it than all others.
    """
    doubtful = {
        found.group(): normal(found.group())
        for found in _WORD.finditer(question)
        if not asks_nothing(normal(found.group()))
    }
    terms = [term for one in vocabulary.concepts.values() for term in (one.label, *one.synonyms)]
    texts = (*terms, *titles, *(one.text for one in statements)) if doubtful else ()
    known = {word for text in texts for word in words(text)}
    doubtful = {asked: word for asked, word in doubtful.items() if word not in known}
    if not doubtful:
        return question, {}
    stems = set(map(stem, known))
    joined = {"".join(words(term)): term for term in terms}
    meant: dict[str, str] = {}
    strange = [asked for asked, word in doubtful.items() if stem(word) not in stems]
    for asked in strange[:MOST]:
        word = doubtful[asked]
        read = joined.get(word) or _spelt_out(asked, texts) or _nearest(word, known)
        meant |= {asked: read} if read else {}
    return _WORD.sub(lambda found: meant.get(found.group(), found.group()), question), meant


def _spelt_out(short: str, texts: Iterable[str]) -> str | None:
    """The phrase of which an abbreviation in capitals has the initials, the commonest of several."""
    if not (short.isupper() and short.isalpha() and 2 < len(short) <= LONGEST_SHORT):
        return None
    words_of = r"[\s-]+(?:(?:and|the|of|in)\s)?".join(rf"{letter}\w*" for letter in short)
    phrase = re.compile(rf"\b{words_of}\b", re.IGNORECASE)
    met = Counter(
        found.lower()
        for text in texts
        for found in phrase.findall(text)
        if not any(asks_nothing(word) for word in words(found) if len(word) > 2)
    )
    return met.most_common(1)[0][0] if met else None


def _nearest(word: str, known: Set[str]) -> str | None:
    if len(word) < SHORTEST:
        return None
    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    found = process.extract(
        word, sorted(known), scorer=Indel.normalized_similarity, score_cutoff=SIMILAR, limit=2
    )
    if not found or (len(found) > 1 and found[0][1] == found[1][1]):
        return None
    return found[0][0]
