"""The values that pass between the steps: what a file holds, what it cites, what a source records.

Everything here is frozen. Offsets count code points of ``Document.text``, end exclusive.
Unknown is ``None`` or an empty tuple, never ``""`` or 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Protocol, runtime_checkable

BlockKind = Literal[
    "heading",  # "## REFERENCES", "**Methods**" alone on its line
    "paragraph",  # running text
    "entry",  # a numbered or bulleted line, as in a reference list
    "table",  # tab-separated or pipe rows
    "legend",  # "FIGURE 1 …", "TABLE 1 …"
    "note",  # "<sup>a</sup>PC, plasma cell": table footnote or affiliation
    "dates",  # "Received: … | Accepted: …"
    "doi",  # a DOI alone on its line
    "salutation",  # "To the Editor:"
    "byline",  # the authors' names
    "fragment",  # words out of a picture: read by nobody, lost by nobody
    "furniture",  # page numbers, running heads, "CORRESPONDENCE": no part of any text
]
Role = Literal["body", "abstract", "back", "legend", "table", "title"]
Part = Literal["complete", "head", "tail"]
Verdict = Literal[
    "verified",
    "corrected",
    "ambiguous",
    "wrong-work",
    "bad-id",
    "not-found",
    "out-of-scope",
    "unparsed",
    "unchecked",
]


class Span(NamedTuple):
    """A stretch of ``Document.text``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the document between blank lines, or one list entry, with what it looks like."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    """Depth of a heading, 1 the highest; 0 for everything else."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file as it was read."""

    name: str
    text: str
    format: Literal["markdown", "text"]
    sha256: str
    blocks: tuple[Block, ...]
    problems: tuple[str, ...] = ()


class Piece(NamedTuple):
    """``Passage.text[at : at + (end - start)]`` stands at ``start:end`` of the document."""

    at: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Running text as printed: a paragraph, joined again where a page or a picture cut it.

    ``text`` is made of slices of the document in reading order; between two of them stands one
    space, or nothing where a word was broken at a hyphen.
    """

    text: str
    pieces: tuple[Piece, ...]
    role: Role
    section: str | None = None
    """The heading it stands under, as printed without mark-up."""

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The document's stretches behind ``text[start:end]``, in reading order."""
        found = []
        for at, first, last in self.pieces:
            low, high = max(start, at), min(end, at + last - first)
            if low < high:
                found.append(Span(first + low - at, first + high - at))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name, or a group's as ``literal`` (then nothing else is set)."""

    family: str | None = None
    given: str | None = None
    suffix: str | None = None
    literal: str | None = None

    @property
    def key(self) -> str:
        """What identifies the name at a glance: family name or the group's name."""
        return self.family or self.literal or ""


@dataclass(frozen=True, slots=True)
class Article:
    """One letter or paper, or the part of it that the file holds."""

    id: str
    """The printed DOI in lower case, or ``<file stem>#<place in the file>``."""
    document: str
    part: Part
    start: int
    end: int
    doi: str | None = None
    title: str | None = None
    headline: Passage | None = None
    """The title as printed, with its place; None where it was not read from a document."""
    authors: tuple[Name, ...] = ()
    received: str | None = None
    """ISO date, as are ``revised`` and ``accepted``."""
    revised: str | None = None
    accepted: str | None = None
    passages: tuple[Passage, ...] = ()
    entries: tuple[Block, ...] = ()
    """The blocks of its reference list, in reading order."""


@dataclass(frozen=True, slots=True)
class Field:
    """What is printed for one field, and how it was read."""

    value: str
    """As printed, without mark-up, white space single."""
    start: int
    """Offset into ``Reference.raw``, as is ``end``."""
    end: int
    step: str
    """The step that read it."""
    confidence: float
    """0..1, the step's own estimate that the value is right."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of a reference list, as printed, and what was understood of it."""

    id: str
    article: str
    number: int
    """As printed; its place in the list, from 1, where the list prints none."""
    raw: str
    pieces: tuple[Span, ...] = ()
    """Where it stands in the document; empty for a string that came alone."""
    label: str | None = None
    """The number as printed, "4." or "[4]"."""
    fields: Mapping[str, Field] = field(default_factory=dict)
    """By DESIGN's names: author, title, container-title, date, volume, issue, pages, doi …"""
    csl: Mapping[str, object] = field(default_factory=dict)
    """The same as a CSL-JSON item, without ``id``."""
    problems: tuple[str, ...] = ()
    same_as: str | None = None
    """Id of the entry above that "ibid." or "op. cit." means."""
    authors_as: str | None = None
    """Id of the entry above whose authors a dash or "idem" stands for."""

    def text(self, name: str) -> str | None:
        """The printed text of a field, or None."""
        found = self.fields.get(name)
        return found.value if found else None


@dataclass(frozen=True, slots=True)
class Notice:
    """A later word on a work: ``kind`` is Crossref's type (retraction, correction …).

    A work that is such a word itself has one of the kind "is-retraction-of" with the DOI of the work
    it is about, and a preprint a "published-version".
    """

    kind: str
    doi: str | None = None
    date: str | None = None
    source: str | None = None
    standing: Literal["before", "after"] | None = None
    """Whether it came before or after the article that cites the work; None where not known."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a source records of a publication. Names and types are Crossref's."""

    doi: str
    """Lower case, without resolver."""
    type: str | None = None
    title: str | None = None
    subtitle: str | None = None
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    container_title: tuple[str, ...] = ()
    """Full title first, then the short ones."""
    volume: str | None = None
    issue: str | None = None
    page: str | None = None
    article_number: str | None = None
    issued: str | None = None
    """ISO date as far as known: 2018, 2018-07, 2018-07-05."""
    years: tuple[int, ...] = ()
    """Every year that the record gives for its publication, ascending."""
    publisher: str | None = None
    issn: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    source: str = ""
    """Who recorded it: "crossref" or the name of an index."""


class Citation(NamedTuple):
    """Where a work was cited: an article's id and the number that the work has in its list."""

    article: str
    number: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a bibliography, whatever the format of its file.

    A record that cannot be read is an entry too: without ``item``, with ``raw`` and ``problems``.
    """

    item: Mapping[str, Any]
    """A CSL-JSON item without ``id``. Titles may carry CSL's mark-up (``<i>``, ``<span
    class="nocase">``); ``custom`` holds what CSL has no variable for, as ``"ris.DB": "Embase"``; the
    name ``{"literal": "et al."}`` at the end of a list says that there are more."""
    key: str = ""
    """The name that its file gives it."""
    file: str = ""
    line: int = 0
    """Line of the file on which it begins, from 1; 0 where the format has none."""
    raw: str = ""
    """The record as it stands in the file; empty where the format has no text of its own."""
    problems: tuple[str, ...] = ()
    cited: tuple[Citation, ...] = ()
    """By which articles, in the order met."""
    source: str = ""
    """Who recorded what the file does not say, and of which DOI: "crossref 10.1/x"."""


Outcome = Literal["agree", "differ", "absent"]


@dataclass(frozen=True, slots=True)
class FieldEvidence:
    """How one field of a reference compares with the record."""

    field: str
    outcome: Outcome
    """``absent`` where one side has nothing: no evidence either way."""
    similarity: float | None = None
    printed: str | None = None
    recorded: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A work that may be the one meant."""

    work: Work
    score: float
    """Probability, 0..1, that it is."""
    evidence: tuple[FieldEvidence, ...] = ()


SourceState = Literal["answered", "offline", "unavailable", "refused"]
Question = Literal["doi", "reference"]


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What became of asking one source. ``answered`` with ``complete`` is what makes "not found" true."""

    name: str
    state: SourceState
    complete: bool
    """Whether the source is declared to hold all of Crossref."""
    detail: str | None = None
    asked: str | None = None
    """ISO time of the answer (of the first asking, where a cache answered)."""
    question: Question = "reference"
    """What it was asked for: a DOI's record, or works that a reference might mean."""
    agency: str | None = None
    """Whose the DOI is, where another agency than Crossref registered it: "DataCite", "mEDRA"."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one source said: its works in any order, or why there are none."""

    report: SourceReport
    works: tuple[Work, ...] = ()


class Search(Protocol):
    """Something that can be asked for works. Trouble is an answer, not an exception."""

    @property
    def name(self) -> str: ...

    def by_doi(self, doi: str) -> Answer:
        """The work with this DOI, or none."""
        ...

    def by_reference(self, reference: Reference) -> Answer:
        """Works that the reference might mean."""
        ...


@runtime_checkable
class Remote(Protocol):
    """A source over a network: faster with several questions under way, or in one."""

    @property
    def concurrency(self) -> int:
        """How many questions may be under way at once; 0 where nobody is asked."""
        ...

    def prefetch(self, dois: Iterable[str]) -> None:
        """Ask for the works with these DOIs together; ``by_doi`` answers later. Never raises."""
        ...


@dataclass(frozen=True, slots=True)
class Match:
    """The one work that a reference points to."""

    reference: Reference
    candidate: Candidate
    candidates: tuple[Candidate, ...] = ()
    """All that were considered, best first, the accepted one included."""
    sources: tuple[SourceReport, ...] = ()


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A result, not an error: keeps the candidates so that a person can choose."""

    reference: Reference
    reason: Literal["none", "weak", "tie"]
    candidates: tuple[Candidate, ...] = ()
    sources: tuple[SourceReport, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A printed field that the record contradicts."""

    field: str
    printed: str
    recorded: str


@dataclass(frozen=True, slots=True)
class FieldComparison:
    """A field as printed beside the record."""

    field: str
    outcome: Literal["same", "equivalent", "different", "unsure", "not-printed", "not-recorded"]
    """``equivalent``: shortened, abbreviated or spelt another way; ``unsure``: they differ, but the
    parser was not sure of what it read."""
    printed: str | None = None
    recorded: str | None = None
    source: str | None = None
    """Who recorded it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A reference with its verdict and everything the verdict rests on."""

    reference: Reference
    verdict: Verdict
    reason: str
    """One clause for people: why this verdict."""
    work: Work | None = None
    score: float | None = None
    candidates: tuple[Candidate, ...] = ()
    differences: tuple[Difference, ...] = ()
    notices: tuple[Notice, ...] = ()
    sources: tuple[SourceReport, ...] = ()

    @property
    def meant(self) -> Work | None:
        """The work that the reference means; not the stranger that a wrong printed DOI names."""
        return None if self.verdict == "wrong-work" and self.score is None else self.work
