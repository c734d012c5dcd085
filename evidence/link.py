"""Statements + checked references → evidence lines: which work bears on a claim, how closely."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from evidence.concepts import (
    LOCAL,
    Mention,
    Vocabulary,
    any_related,
    concept_of,
    find_concepts,
    listed,
    read_abbreviations,
    words,
)
from evidence.designs import PRECLINICAL, study_designs
from evidence.model import Direction, Directness, EvidenceLine, Statement, StudyDesign
from evidence.phrases import suffered
from evidence.wording import is_past, main_part
from refs.model import Checked


@dataclass(frozen=True, slots=True)
class _Side:
    """A respect in which a work may be about something else than the statement."""

    name: str
    kinds: frozenset[str]
    decides: bool
    """Whether sharing it is enough to be direct evidence, whatever else stays open."""
    parts: bool = True
    """Whether a work that has something else here is about something else."""


_SIDES = (
    _Side("target", frozenset(("target",)), True),
    _Side("disease", frozenset(("disease",)), True),
    _Side("patients", frozenset(("population",)), False),
    _Side("therapy", frozenset(("therapy", "drug", "procedure")), False),
    _Side("outcome", frozenset(("toxicity", "outcome", "finding")), False, parts=False),
)
_DENIED: Mapping[Direction, Direction] = {"supports": "opposes", "opposes": "supports"}
# Words of titles that say nothing of the subject.
_EMPTY = listed(
    """study trial patient result report case series review analysis effect outcome treatment
    therapy clinical randomized controlled phase use using associated association risk factor
    system update
    management disease versus placebo after with from that this have been were the and for among
    during into not level rate group year high low new role long term follow up multicenter cohort
    systematic meta prospective retrospective evidence efficacy safety between their may can"""
)
SHARED_WORDS = 2
"""Content words that a title without known concepts must share with a statement to be direct; one
word alone ("syndrome", "acute") is shared by chance, unless the whole list is about it."""
THEME = 3
"""Titles of one list in which a word stands that the list is about; a tenth of the list, if more."""
_TAKES_UP = re.compile(
    r"\b(?:this|these|that|those|it|its|they|their|such|both|he|she|in patients|the (?:same|latter|former))\b",
    re.IGNORECASE,
)
"""Words by which a sentence goes on about what the one before named."""
_PEOPLE = re.compile(
    r"\b(?:patients?|children|adults|wom[ae]n|m[ae]n|people|infants|adolescents|humans?|volunteers|newborns?|neonates?|participants)\b",
    re.IGNORECASE,
)
_ANIMALS = re.compile(
    r"\b(?:mice|mouse|rats?|animals?|murine|vitro|zebrafish|rabbits?|dogs?|cells?)\b", re.IGNORECASE
)


def link_evidence(
    statements: Iterable[Statement],
    checked_by_number: Mapping[int, Checked],
    vocabulary: Vocabulary,
    title: str | None = None,
) -> tuple[Statement, ...]:
    """The statements with their evidence lines completed: DOI, directness and a reason per work.

    A line exists only for a reference whose pointer supports the statement; that a work is in the
    same list, or cited by the sentence next to it, is no evidence. Directness compares the target,
    disease, patients and therapy that the statement names or inherits with those in the title of
    the work (or the printed title, where no work was matched): all that both name must be related
    for ``direct``, any that is not makes it ``indirect``,
    as does a therapy or target of the work that the statement names beside its claim's subject; and ``not-determined`` stays where the
    title tells too little. A statement that neither names nor inherits a disease is general:
    evidence from any disease is direct for it, and the reason says which one; one that inherits
    the article's disease is judged by that. A work that is older than the event which the
    sentence dates cannot report it: ``not-determined``, direction too. Lines to criteria and
    methods stay ``context``.

    Args:
        checked_by_number: of one article, whose statements these are.
        title: of that article; what it names, its statements are about.
    """
    themes = _themes(checked_by_number.values())
    topic = frozenset(word for word in words(title or "") if len(word) > 2) - _EMPTY
    linked, before = [], frozenset[str]()
    for statement in statements:
        own = _content(statement)
        if statement.evidence:
            meant = _Meant(
                statement,
                own,
                before if _goes_on(statement, own) else frozenset(),
                themes,
                topic,
                _in_passing(statement, vocabulary),
            )
            lines = tuple(
                _complete(line, meant, checked_by_number.get(line.reference), vocabulary)
                for line in statement.evidence
            )
            statement = replace(statement, evidence=lines)
        linked.append(statement)
        before = own | before if _goes_on(statement, own) else own
    return tuple(linked)


class _Meant(NamedTuple):
    """A statement with the words by which a title can be recognised as about the same."""

    statement: Statement
    words: frozenset[str]
    before: frozenset[str]
    """Of the sentences that it goes on from."""
    themes: frozenset[str]
    """What the works of the list are about."""
    topic: frozenset[str]
    """Of the article's title."""
    passing: frozenset[str]
    """Concepts that only a subordinate part names: a work need not be about them."""


def _goes_on(statement: Statement, own: frozenset[str]) -> bool:
    """Whether what a statement is about stands in the sentence before it."""
    return len(own) < SHARED_WORDS or bool(_TAKES_UP.search(statement.text[:120]))


def _in_passing(statement: Statement, vocabulary: Vocabulary) -> frozenset[str]:
    main = main_part(statement.text)
    if main == statement.text:
        return frozenset()
    said, told = (
        {mention.concept_id for mention in find_concepts(text, vocabulary)}
        for text in (statement.text, main)
    )
    return frozenset(said - told)


def _themes(works: Iterable[Checked]) -> frozenset[str]:
    titles = [set(words(work_title(one) or "")) - _EMPTY for one in works]
    counts = Counter(word for title in titles for word in title if len(word) > 2)
    least = max(THEME, len(titles) // 10)
    return frozenset(word for word, count in counts.items() if count >= least)


def work_title(checked: Checked) -> str | None:
    """The title of the matched work with its subtitle, else the printed one."""
    work = checked.meant
    if work and work.title:
        return " ".join(filter(None, (work.title, work.subtitle)))
    return checked.reference.text("title")


def _complete(
    line: EvidenceLine, meant: _Meant, checked: Checked | None, vocabulary: Vocabulary
) -> EvidenceLine:
    statement = meant.statement
    if checked is None:
        return replace(line, why=f"{line.why}; the reference is not in the list")
    doi = checked.meant.doi if checked.meant else None
    title = work_title(checked) or ""
    designs = study_designs(title, checked.meant)
    directness, direction, reason, denial = line.directness, line.direction, "", ""
    if directness != "context":
        directness, reason = _compare(meant, title, designs, vocabulary)
        earlier = too_early(statement, checked)
        if earlier:
            directness, direction, reason = "not-determined", "not-determined", earlier
    if statement.denies and direction in _DENIED:
        direction, denial = _DENIED[direction], "the statement denies the claim"
    kinds = sorted({notice.kind for notice in checked.notices})
    notes = [
        line.why,
        denial,
        reason,
        f"the work has a notice: {', '.join(kinds)}" if kinds else "",
    ]
    why = "; ".join(filter(None, notes))
    return replace(
        line, doi=doi, direction=direction, directness=directness, why=why, designs=designs
    )


_DATED = re.compile(
    r"\b(?:in|on|since|until|by|during|after|early|late|january|february|march|april|may|june|july"
    r"|august|september|october|november|december)\s(?:the year )?((?:19|20)\d\d)\b"
    r"(?!\s(?:patients|cases|participants|subjects|adults|children|people|women|men)\b)",
    re.IGNORECASE,
)


# "plan to publish … in 2030", "would double by 2030": no event yet
_TO_COME = re.compile(
    r"\b(?:will|would|shall|(?:intend|plan|aim|expect|hope|want|propos|schedul|project|predict|forecast|estimat|set|due)\w*\s"
    r"(?:[\w-]+\s){0,2}to)\b[^.;]{0,120}\Z",
    re.IGNORECASE,
)


def too_early(statement: Statement, checked: Checked) -> str:
    """Why the work cannot report what the statement dates; "" where it can.

    The latest year that the record gives for the work counts, since a work may be printed a year
    after it came out.
    """
    dated = [
        int(found[1])
        for found in _DATED.finditer(statement.text)
        if not _TO_COME.search(statement.text, 0, found.start())
    ]
    if not dated or not is_past(statement.text):
        return ""
    work = checked.meant
    printed = checked.reference.text("date") or ""
    years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", printed)]
    if work and (work.years or work.issued):
        years = list(work.years) or [int((work.issued or "")[:4])]
    if not years or max(years) >= min(dated):
        return ""
    return f"published in {max(years)}, before {min(dated)}, to which the sentence dates this"


def _compare(
    meant: _Meant, title: str, designs: Sequence[StudyDesign], vocabulary: Vocabulary
) -> tuple[Directness, str]:
    if not title:
        return "not-determined", "the title of the work is not known"
    statement = meant.statement
    model = next((one.words for one in designs if one.name == PRECLINICAL), "")
    people = _PEOPLE.search(statement.text) and not _PEOPLE.search(title)
    if model and people and not _ANIMALS.search(statement.text):
        return "indirect", f"its title says “{model}”, the statement speaks of people"
    mentions = find_concepts(title, vocabulary, read_abbreviations((title,), vocabulary))
    work = [mention.concept_id for mention in mentions]
    shared: list[tuple[_Side, str]] = []
    other: list[str] = []
    beyond: list[str] = []
    unsaid: list[str] = []
    for side in _SIDES:
        ours = _of(side, statement.concepts, vocabulary)
        theirs = _of(side, work, vocabulary)
        if side.name == "disease":
            had = _had(title, mentions, vocabulary)
            theirs += tuple(one for one in had if not any_related({one}, {*statement.concepts}, vocabulary))  # fmt: skip
        common = [concept for concept in theirs if any_related({concept}, {*ours}, vocabulary)]
        if common:
            shared.append((side, _shared(side, common, ours, vocabulary)))
        elif (
            not meant.passing.issuperset(ours)
            and theirs
            and side.parts
            and (side.name != "disease" or _suffer(statement, ours, vocabulary))
        ):
            other.append(
                f"the work's {side.name} is {_labels(theirs, vocabulary)},"
                f" the statement's {_labels(ours, vocabulary)}"
            )
        elif ours and not theirs:
            unsaid.append(f"{side.name} ({_labels(ours, vocabulary)})")
        elif theirs and side.decides:
            beyond.append(
                f"its {side.name} is {_labels(theirs, vocabulary)}, the statement names none"
            )
    apart = "" if other else _of_another(statement, work, vocabulary)
    if apart:
        other.append(apart)
    if not _of(_SIDES[0], work, vocabulary) and any(_aimable(one, vocabulary) for one in work):
        beyond.append("its title names no target")
    if other:
        return "indirect", "; ".join((*other, *beyond))
    if shared:
        names = ", ".join(f"{side.name} ({label})" for side, label in shared)
        aimed = _of(_SIDES[0], statement.concepts, vocabulary)
        if aimed and not any(side.decides for side, _ in shared):
            return "not-determined", f"same {names}, but its title does not say {', '.join(unsaid)}"
        return "direct", "; ".join((f"same {names}", *beyond))
    titled = set(words(title)) - _EMPTY
    common_words = sorted(meant.words & titled)
    near = sorted((meant.before & titled) - {*common_words})
    told = f"its title shares the words {', '.join(common_words)}"
    if len(common_words) >= SHARED_WORDS or (meant.themes & {*common_words}):
        return "direct", told.replace("words", "word") if len(common_words) == 1 else told
    if len(common_words) + len(near) >= SHARED_WORDS:
        said = f"{told}, and " if common_words else "its title shares "
        return "direct", f"{said}{', '.join(near)} with the sentence before"
    titled_too = sorted((meant.topic & titled) - {*common_words, *near})
    if len(common_words) + len(near) + len(titled_too) >= SHARED_WORDS and titled_too:
        said = ", ".join(common_words + near)
        said = f"its title shares {said}, and " if said else "its title shares "
        return "direct", f"{said}{', '.join(titled_too)} with the article's title"
    return "not-determined", "its title names nothing to compare"


def _of_another(statement: Statement, work: Sequence[str], vocabulary: Vocabulary) -> str:
    """How a work on what the statement names beside the subject of its claim differs from that; "".

    "Warfarin caused bleeding [1], heparin less [2]": the second work is not on warfarin.
    """
    if not (statement.subject and statement.outcome):
        return ""
    subject = tuple(one for one in statement.concepts if _label(one, vocabulary) == statement.subject)  # fmt: skip
    for side in _SIDES:
        if side.name not in ("target", "therapy"):
            continue
        ours, theirs = (_of(side, one, vocabulary) for one in (subject, work))
        if ours and theirs and not any_related({*ours}, {*theirs}, vocabulary):
            return (
                f"the work's {side.name} is {_labels(theirs, vocabulary)},"
                f" that of the claim's subject {_labels(ours, vocabulary)}"
            )
    return ""


def _had(text: str, mentions: Iterable[Mention], vocabulary: Vocabulary) -> tuple[str, ...]:
    """What else people are said to have: a toxicity is the disease of "patients with thrombosis"."""
    return tuple(
        dict.fromkeys(
            one.concept_id
            for one in mentions
            if vocabulary.kind(one.concept_id) == "toxicity" and suffered(text, one)
        )
    )


def _suffer(statement: Statement, diseases: Iterable[str], vocabulary: Vocabulary) -> bool:
    """Whether one of the diseases is what people have, not what happens to them ("prevents stroke")."""
    held = {one.concept_id for one in find_concepts(statement.text, vocabulary)}
    named = (
        mention.concept_id
        for mention in find_concepts(statement.text, vocabulary)
        if suffered(statement.text, mention)
    )
    return bool({*diseases} & {*named} or {*diseases} - held)


def _shared(
    side: _Side, common: Iterable[str], ours: tuple[str, ...], vocabulary: Vocabulary
) -> str:
    """What the work has in common, a disease with how it differs from the statement's."""
    if side.name != "disease":
        return _labels(common, vocabulary)
    return " and ".join(_against(concept, ours, vocabulary) for concept in common)


def _against(concept: str, ours: tuple[str, ...], vocabulary: Vocabulary) -> str:
    label = _labels((concept,), vocabulary)
    if concept in ours:
        return label
    near = next(own for own in ours if vocabulary.related(concept, own))
    how = "narrower than or overlapping with"
    if near in vocabulary.lineage(concept):
        how = "narrower than"
    elif concept in vocabulary.lineage(near):
        how = "broader than"
    return f"{label}, {how} {_labels((near,), vocabulary)}"


def _aimable(concept: str, vocabulary: Vocabulary) -> bool:
    """Whether kinds of this therapy differ by their targets."""
    narrower = vocabulary.narrower.get(concept, frozenset()) - {concept}
    return vocabulary.kind(concept) == "therapy" and any(
        vocabulary.kind(up) == "target" for one in narrower for up in vocabulary.lineage(one)
    )


def _content(statement: Statement) -> frozenset[str]:
    """Its content words, with those of what it inherits and of the abbreviations in it."""
    local = (
        concept.removeprefix(LOCAL) for concept in statement.concepts if concept.startswith(LOCAL)
    )
    parts = (statement.text, *(found.text for found in statement.inherited), *local)
    return frozenset(word for part in parts for word in words(part) if len(word) > 2) - _EMPTY


def _of(side: _Side, concepts: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """The concepts of a side; a therapy aimed at a target counts for both, as does a finding of a
    therapy ("CAR-T expansion")."""
    if side.name == "target":
        concepts = [up for concept in concepts for up in sorted(vocabulary.lineage(concept))]
    elif side.name == "therapy":
        concepts = [up for concept in concepts for up in _behind(concept, vocabulary)]
    return tuple(dict.fromkeys(c for c in concepts if vocabulary.kind(c) in side.kinds))


def _behind(concept: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The concept, and behind a finding the therapy that it is a finding of."""
    broader = concept_of(concept, vocabulary).broader
    return (concept, *broader) if vocabulary.kind(concept) == "finding" else (concept,)


def _label(concept: str, vocabulary: Vocabulary) -> str:
    found = vocabulary.concepts.get(concept)
    return found.label if found else concept.removeprefix(LOCAL)


def _labels(concepts: Iterable[str], vocabulary: Vocabulary) -> str:
    return " and ".join(dict.fromkeys(vocabulary.concepts[c].label for c in concepts))
