"""Sentences → clauses that can stand as statements, with their plain words and pointers."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from evidence.assertion import asserts
from evidence.basis import CONCLUDES
from evidence.concepts import (
    Abbreviations,
    Mention,
    Vocabulary,
    find_concepts,
    read_abbreviations,
)
from evidence.cues import any_of
from evidence.language import ENOUGH_WORDS, language
from evidence.model import Context, Pointer, Sentence
from evidence.pointers import Style, find_unlisted, style_of
from evidence.relations import AGENTS, EFFECTS
from evidence.sections import LONGEST_LABEL, Zone, zone_of
from evidence.sentences import split_text
from evidence.sharing import WHETHER, find_shares
from evidence.styles import infer_unlisted_style
from evidence.wording import find_hedges, first_verb, has_verb, polarity_of
from refs.model import Article, Passage

ASSERTING = frozenset(("body", "abstract"))
"""Roles of passages in which authors assert things."""
IN_TITLE = -1
"""The place, among the passages, of what stands in the title."""
LONGEST_SENTENCE = 5_000
"""Characters. What is longer is a table or a damaged scan; nothing is read in it."""

# --------------------------------------------------------------------------- printed → plain text

_RUN_IN = re.compile(
    r"\A\s*(?:\*\*[^*]{1,80}\*\*\s*|\W{0,3}(?:to the editors?|dear (?:editors?|sirs?|colleagues)|sirs?)\b\W{0,3}[:,–—]\W{0,3}\s+"
    r"|(?:case(?: presentation| report| description)?|background"
    r"|methods?|results?|conclusions?|discussion|introduction|objectives?|findings"
    r"|interpretation)\s*[:.]\s+)",
    re.IGNORECASE,
)
_MATHS = re.compile(r"\$[^$\n]{0,80}[\\^_][^$\n]{0,80}\$")
_COMMANDS = {
    "times": "×",
    "gamma": "γ",
    "alpha": "α",
    "beta": "β",
    "mu": "μ",
    "pm": "±",
    "circ": "°",
}
_MARK_UP = re.compile(
    r"</?[a-zA-Z][^<>]{0,80}>|(?<!\w)\*{1,3}(?=[\w(])|(?<=[\w.:,)])\*{1,3}(?!\w)|\s{2,}|[^\S ]"
)
# "10<sup>9</sup>" is no "109".
_POWER = re.compile(r"[-−–]?\d")
_TO_STRIP = re.compile(r"[<*$]|\s\s|[^\S ]")
"""Without any of these a text is plain as it is printed."""
_IN_MATHS = re.compile(r"\\(?P<command>[a-zA-Z]+)|[${}]|\s+")


@dataclass(frozen=True, slots=True)
class Plain:
    """Readable text and where each of its characters stands in the passage."""

    text: str
    places: Sequence[int]

    def cut(self, start: int, end: int) -> Plain:
        return Plain(self.text[start:end], self.places[start:end])

    def behind(self, lead: Plain) -> Plain:
        """This text behind another and a space."""
        if not lead.text:
            return self
        return Plain(f"{lead.text} {self.text}", [*lead.places, lead.places[-1] + 1, *self.places])


def _plain(passage: Passage, start: int, end: int, hidden: Sequence[tuple[int, int]]) -> Plain:
    """The passage without mark-up and without the ``hidden`` stretches, white space single."""
    if not hidden and not _TO_STRIP.search(passage.text, start, end):
        return Plain(passage.text[start:end], range(start, end))
    letters: list[str] = []
    places: list[int] = []

    def add(text: str, place: int) -> None:
        if text[:1] == " " and (not letters or letters[-1] == " "):
            text, place = text[1:], place + 1
        letters.extend(text)
        places.extend(range(place, place + len(text)))

    here = start
    for low, high in (*hidden, (end, end)):
        for first, last, maths in _stretches(passage.text, here, low):
            at = first
            for found in (_IN_MATHS if maths else _MARK_UP).finditer(passage.text, first, last):
                add(passage.text[at : found.start()], at)
                command = found["command"] if maths else None
                shown = " " if found.group().isspace() else ""
                if found.group() == "<sup>" and letters and _POWER.match(passage.text, found.end()):
                    shown = "^" if letters[-1].isalnum() or letters[-1] == ")" else ""
                add(_COMMANDS.get(command, "") if command else shown, found.start())
                at = found.end()
            add(passage.text[at:last], at)
        here = high
        follows = passage.text[high : high + 1]
        while letters and letters[-1] == " " and (follows in ".,;:)" or high == end):
            letters.pop()
            places.pop()
    return Plain("".join(letters), places)


def _stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """The text in turns of prose and formulas."""
    here = start
    for found in _MATHS.finditer(text, start, end):
        yield here, found.start(), False
        yield found.start(), found.end(), True
        here = found.end()
    yield here, end, False


# ----------------------------------------------------------------------------- sentence → clauses

# "**Results:** …", "*Conclusion*.": labels in an abstract
_LABEL = re.compile(
    rf"\W{{0,4}}(?P<words>[A-Z][A-Za-z ]{{2,{LONGEST_LABEL}}}?)(?:\s?:|\*{{1,3}}\s?[.:]?|\.\Z)"
)
_FINISHED = re.compile(r"[.!?…][^\w<]*(?:<sup>[^<]*</sup>\W*)?\Z")
_BOUNDARY = any_of(
    r";\s+(?:(?:however,|and|but)\s+)?|,?\s+(?P<and>and)\s+|,\s+(?P<so>so)\s+(?!that\b)"
    r"|,?\s+(?:but|whereas|while|although|yet)\s+"
)
_NEAR = 400
"""Characters on each side of a cut that are read for verbs and doubt; clauses are shorter."""
_SAME_SUBJECT = re.compile(r"(?:it|they)\b", re.IGNORECASE)
_OWN_VERB = re.compile(
    r"\A(?P<subject>[^,;:.]{2,120}?(?:,\s[^,;:.]{2,80},)?)\s(?:(?:is|are|was|were|has|have|had|may|might|can|could"
    r"|should|will|would|did|does|do|must|remains?)\b|(?:showed|found|led|reported|caused"
    r"|occurred|developed|received|suggested?|demonstrated|observed|remained|died|recovered|grew|rose"
    r"|fell|became|began|took|gave|returned|increased|decreased|improved|persisted|favou?rs?|argued?s?"
    r"|shows?|tells?|told|makes?|made|leads?|helps?|helped|saw|held|kept|depends?|deserves?|merits?)\b)"
)
_COORDINATE = (";", "and", "but")
_PRONOUN = re.compile(r"(?:he|she|it|we|they)\b", re.IGNORECASE)
_NO_SIGNS = re.compile(r"[,.](?!\d)|[;:]")
_BY_ANOTHER = re.compile(r"\s(?:with|by|for|in|to|at|from|on|as|than)\b")
# "…, whereas mammalian cells do not."
_ELLIPTIC = re.compile(
    r"[^,;:.]{2,60}\s(?:do|does|did|is|are|was|were|has|have|would|could|can)(?: not)?\W*\Z",
    re.IGNORECASE,
)
_LIST = re.compile(r"(?:[\w-]+\s){0,3}[\w-]+,?(?:\s(?:and\s)?(?:[\w-]+\s){0,3}[\w-]+,?)+\s*")
_CONTRAST = re.compile(r"[;,]\s(?:but|whereas|while|although|yet)\s|;\s")
_NO_SUBJECT = re.compile(
    r"\A(?:(?:of|than|to|by|as|from|with)\s.*|.*\b(?:but|what)\b.*|(?:still|never|also|who|which)\s\w.*"
    r"|(?:(?:also|then|not|still|never|who|which|that|\w+ly)\s?)+)\Z",
    re.IGNORECASE,
)

_OF_USE = re.compile(r"(?:use|users?|therapy|treatment|exposure|administration|and|or)\b")
# "A increased [1], and B decreased [2], the rate of C": neither has its object.
_VERB_LAST = re.compile(r"\w{2,}(?:ed|s)\s?\Z")
_OBJECT_LATER = re.compile(r"[^,;]{2,80}\w{2,}(?:ed|s),\s(?:the|an?|both)\s")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence that can stand as a statement."""

    sentence: Sentence
    plain: Plain
    """Its words, behind those that it shares with the clause before it."""
    pointers: tuple[tuple[int, Pointer], ...]
    """Those that support it, each with its place in the plain text, at the end if it stands behind
    a later clause."""
    end: int
    """Where it ends in the passage, its last pointer included."""
    zone: Zone | None
    """What it stands under."""
    concluding: bool
    closing: bool
    """Whether it stands behind a sentence that begins the conclusion."""
    mentions: tuple[Mention, ...]
    own: int = 0
    """Where its own words begin in the plain text."""

    @property
    def text(self) -> str:
        return self.plain.text

    @property
    def start(self) -> int:
        """Where its own words begin in the passage."""
        return self.plain.places[self.own]


class _Setting(NamedTuple):
    """Where in the article a sentence stands."""

    zone: Zone | None
    concluding: bool
    closing: bool


class _Bound(NamedTuple):
    """Where a clause stands in the plain sentence."""

    start: int
    end: int
    next: int
    """Where the next one starts."""
    shares: bool = False
    """Whether the pointer that closes the sentence supports it too."""
    lead: tuple[int, int] = (0, 0)
    """The words before it that it shares: a subject, or subject and verb."""


def _bounds(text: str, pointers: Sequence[int], gapped: Callable[[str], bool]) -> list[_Bound]:
    """Where clauses end: cut where a pointer or a contrast asks for it.

    A sentence is cut behind a pointer that stands inside it, and one without pointers at a
    contrast (at ", so" only if doubt or denial changes there), if a clause with its own subject
    and verb follows. One whose only pointer stands at its end stays whole: that pointer supports
    all of it. Where the second of two clauses says "it" or "they" of the same subject and only
    one of them is hedged, they are two statements, and the closing pointer supports both: it
    closes the whole sentence, and nothing says that it is about the second half alone.
    """
    inner = [place for place in pointers if place < len(text.rstrip(' .?!"”’)'))]
    bounds, start = [], 0
    for found in _BOUNDARY.finditer(text):
        since = [place for place in inner if start < place <= found.start() + 1]
        first = text[max(start, found.start() - _NEAR) : found.start()]
        if found["and"]:
            # "…, but fever [1] and rash [2] were seen": what is joined are nouns.
            first = _CONTRAST.split(first)[-1]
        second = text[found.end() : found.end() + _NEAR]
        plain = not found["and"]
        wanted = bool(since) and (plain or found.start() - since[-1] <= 1)
        shares = bool(pointers) and plain and not since and bool(_SAME_SUBJECT.match(second))
        wanted = wanted or (plain and not pointers) or shares
        joint = found.group().strip(" ,").split()[0]
        subject = _subject(second[:200], joint, listed=bool(since)) if wanted else None
        if (
            subject
            and not _NO_SUBJECT.match(subject)
            and not _ELLIPTIC.match(second)
            and not first.endswith(" that")
            and not (found["and"] and WHETHER.search(first))
            and not (_VERB_LAST.search(first) and _OBJECT_LATER.match(second))
            and has_verb(first)
            and (not shares or _hedged(first) != _hedged(second))
            and (not found["so"] or since or _tone(first) != _tone(second))
        ):
            bounds.append(_Bound(start, found.start(), found.end(), shares))
            start = found.end()
    bounds.append(_Bound(start, len(text), len(text)))
    return [part for bound in bounds for part in _parts(text, bound, pointers, gapped)]


def _parts(
    text: str, bound: _Bound, pointers: Sequence[int], gapped: Callable[[str], bool]
) -> Iterator[_Bound]:
    """A clause, cut where what stands behind a pointer shares its beginning."""
    start, lead = bound.start, bound.lead
    held = [place - bound.start for place in pointers if bound.start < place <= bound.end]
    shares = find_shares(text[bound.start : bound.end], held, gapped) if len(held) > 1 else ()
    for share in shares:
        behind = bound.start + share.start
        yield _Bound(start, bound.start + share.end, behind, lead=lead)
        start, lead = behind, (bound.start, bound.start + share.lead)
    yield bound._replace(start=start, lead=lead)


def _subject(clause: str, joint: str, *, listed: bool) -> str | None:
    """The words before the first verb, if they can be the subject of a clause of its own.

    Behind a semicolon, "and" and "but" any verb will do, but not a form in "-ed" before a
    preposition behind "and": "[3] and patients treated with".

    Args:
        listed: whether behind "but" the subject may be a list.
    """
    own = _OWN_VERB.match(clause)
    if own:
        return own["subject"]
    if joint not in _COORDINATE:
        return None
    verb = first_verb(clause)
    # "increase" and its like may be nouns.
    pronoun = _PRONOUN.match(clause)
    if pronoun and (joint == ";" or (verb and verb.start == pronoun.end() + 1)):
        return pronoun.group()
    if verb is None or verb.form == "lexical":
        return None
    if _NO_SIGNS.search(clause, 0, verb.start) and not (
        listed and joint == "but" and _LIST.fullmatch(clause, 0, verb.start)
    ):
        return None
    doubtful = joint == "and" and verb.form == "participle"
    if doubtful and _BY_ANOTHER.match(clause, verb.end):
        return None
    return clause[: verb.start].rstrip() or None


def _hedged(clause: str) -> bool:
    return bool(find_hedges(clause))


def _tone(clause: str) -> tuple[bool, str]:
    return _hedged(clause), polarity_of(clause)


def article_language(article: Article) -> str:
    """The language of what an article asserts, as :func:`evidence.language` names it.

    Where it is not "en", the article has no statements, except in long passages that are English.
    """
    texts = (passage.text for passage in article.passages if passage.role in ASSERTING)
    return language(" ".join(texts))


def find_clauses(
    article: Article,
    sentences: Sequence[Sentence],
    contexts: Sequence[Context],
    vocabulary: Vocabulary,
) -> Iterator[Clause]:
    """The clauses that assert something in English body text, in reading order.

    What looks like a pointer but names nothing in the list is a pointer without numbers.
    """
    pointers = {
        (context.sentence.passage, context.sentence.at): context.pointers for context in contexts
    }
    abbreviations = read_abbreviations((passage.text for passage in article.passages), vocabulary)
    english = article_language(article) == "en"
    style = _style(article, contexts)
    ordered = sorted(sentences, key=lambda sentence: (sentence.passage, sentence.at))
    zone: Zone | None = None
    # Without a discussion under its own heading, a case has no end that one can see.
    zoned = any(zone_of(passage.section) == "discussion" for passage in article.passages)
    for place, group in groupby(ordered, key=lambda sentence: sentence.passage):
        passage = article.passages[place]
        # A heading of the second level ("Participants") leaves its zone as it is.
        zone = zone_of(passage.section) or (zone if passage.role == "body" else None)
        long = len(passage.text.split()) >= ENOUGH_WORDS
        if passage.role not in ASSERTING or not (
            language(passage.text) == "en" if long else english
        ):
            continue
        back = _Back(passage)
        concluding, closing = zone == "conclusion", False
        here = [*group]
        unlisted = _unlisted(passage, here, style)
        for sentence in here:
            broken_off = article.part == "head" and sentence == ordered[-1]
            if len(sentence.text) > LONGEST_SENTENCE or (
                broken_off and not _FINISHED.search(sentence.text)
            ):
                continue
            own = pointers.get((sentence.passage, sentence.at), ())
            held = [
                (back.place(pointer.start), back.place(pointer.end - 1) + 1, pointer)
                for pointer in own
            ]
            held += [
                found
                for found in unlisted[sentence.at]
                if not any(low < found[1] and found[0] < high for low, high, _ in held)
            ]
            label = _LABEL.match(sentence.text)
            if label and passage.role == "abstract":
                zone = zone_of(label["words"]) or zone
                concluding = zone == "conclusion"
            opens = bool(CONCLUDES.match(sentence.text))
            held.sort(key=lambda one: one[:2])
            setting = _Setting(zone if zoned else None, concluding or opens, closing)
            closing = closing or opens
            yield from _cut(passage, sentence, held, setting, vocabulary, abbreviations)


def unread_sentences(article: Article) -> int:
    """How many sentences of an article are too long to look for statements in."""
    texts = (passage.text for passage in article.passages if passage.role in ASSERTING)
    return sum(
        end - start > LONGEST_SENTENCE
        for text in texts
        if len(text) > LONGEST_SENTENCE
        for start, end in split_text(text)
    )


def title_clause(article: Article, vocabulary: Vocabulary) -> Clause | None:
    """The title as printed, as if it were a clause; its sentence stands in no passage of the article."""
    headline = article.headline
    if headline is None:
        return None
    end = len(headline.text)
    sentence = Sentence(headline.text, headline.spans(0, end), IN_TITLE, 0)
    plain = _plain(headline, 0, end, ())
    abbreviations = read_abbreviations((passage.text for passage in article.passages), vocabulary)
    mentions = find_concepts(plain.text, vocabulary, abbreviations)
    return Clause(
        sentence, plain, (), end, None, concluding=False, closing=False, mentions=mentions
    )


def _style(article: Article, contexts: Sequence[Context]) -> Style | None:
    """The style of an article's pointers; where none names anything in the list, of their looks."""
    first = next((pointer for context in contexts for pointer in context.pointers), None)
    if first:
        return style_of(first.text)
    return infer_unlisted_style(
        [passage.text for passage in article.passages if passage.role in ASSERTING]
    )


_Held = tuple[int, int, Pointer]
"""A pointer with where it starts and ends in its passage."""


def _unlisted(
    passage: Passage, sentences: Sequence[Sentence], style: Style | None
) -> defaultdict[int, list[_Held]]:
    """What looks like a pointer, by where its sentence starts.

    One that stands before the first word of a sentence closes the sentence before: nothing but a
    linked pointer tells the splitter so.
    """
    found: defaultdict[int, list[_Held]] = defaultdict(list)
    starts = [sentence.at for sentence in sentences]
    for low, high in find_unlisted(passage.text, style) if style and starts else ():
        spans = passage.spans(low, high)
        pointer = Pointer(spans[0].start, spans[-1].end, passage.text[low:high], ())
        nth = max(0, bisect_right(starts, low) - 1)
        if nth and not passage.text[starts[nth] : low].strip():
            found[starts[nth - 1]].append((low, high, pointer))
        found[starts[nth]].append((low, high, pointer))
    return found


def _cut(
    passage: Passage,
    sentence: Sentence,
    held: Sequence[_Held],
    setting: _Setting,
    vocabulary: Vocabulary,
    abbreviations: Abbreviations,
) -> Iterator[Clause]:
    end = sentence.at + len(sentence.text)
    run_in = _RUN_IN.match(sentence.text)
    start = sentence.at + (run_in.end() if run_in else 0)
    # A pointer that begins with a name is part of what is said: "Smith et al. found …".
    hidden = [
        (low, high) for low, high, pointer in held if low < end and not pointer.text[:1].isalpha()
    ]
    plain = _plain(passage, start, end, hidden)
    if not plain.text or not asserts(plain.text):
        return
    at = [
        (bisect_right(plain.places, low - 1), low, min(high, end), pointer)
        for low, high, pointer in held
        # Before the first word it belongs to the sentence before.
        if pointer.numbers or low >= end or passage.text[sentence.at : low].strip()
    ]

    def gapped(words: str) -> bool:
        found = find_concepts(words, vocabulary, abbreviations)
        kinds = {vocabulary.kind(mention.concept_id) for mention in found}
        first = found[0] if found else None
        # "and apixaban dyspepsia", but not "and apixaban use"
        opens = first and not first.start and vocabulary.kind(first.concept_id) in AGENTS
        more = words[first.end :].strip(" .") if first and opens else ""
        return bool(kinds & AGENTS and kinds & EFFECTS) or bool(more and not _OF_USE.match(more))

    places = [place for place, *_ in at]
    for first, last, after, shares, lead in _bounds(plain.text, places, gapped):
        shared = plain.cut(*lead)
        part = plain.cut(first, last).behind(shared)
        own = len(part.text) - (last - first)
        whole = after == len(plain.text)
        stop = end if whole else plain.places[last - 1] + 1
        # Behind "; " a pointer still belongs to what went before.
        mine = [
            item for item in at if (first < item[0] or not first) and (item[0] <= after or whole)
        ]
        if not part.text.strip() or not has_verb(part.text):
            continue
        held_here = [(own + place - first, pointer) for place, _, _, pointer in mine]
        if shares:
            held_here += [(len(part.text), pointer) for place, *_, pointer in at if place > after]
        yield Clause(
            sentence,
            part,
            tuple(held_here),
            max([stop, *(high for _, _, high, _ in mine)]),
            setting.zone,
            setting.concluding,
            setting.closing,
            find_concepts(part.text, vocabulary, abbreviations),
            own,
        )


class _Back:
    """From offsets in the document to places in a passage."""

    def __init__(self, passage: Passage) -> None:
        self._pieces = sorted(passage.pieces, key=lambda piece: piece.start)
        self._starts = [piece.start for piece in self._pieces]

    def place(self, offset: int) -> int:
        at, start, _ = self._pieces[max(0, bisect_right(self._starts, offset) - 1)]
        return at + offset - start
