"""Blocks → passages: what a page interrupts is made continuous again.

A paragraph that a page break, a legend or a table cuts in two becomes one
:class:`refs.model.Passage` that knows its pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from refs.documents.blocks import is_unfinished
from refs.documents.sections import SectionKind, section_kind
from refs.model import Block, BlockKind, Document, Passage, Piece, Role, Span
from refs.text import strip_markup

_ROLE_UNDER: dict[SectionKind, Role] = {
    "abstract": "abstract",
    "back": "back",
    "references": "back",
    "main": "body",
}
_ASIDE: dict[BlockKind, Role] = {"legend": "legend", "table": "table"}
_RUN_IN = re.compile(
    r"(?:\*\*(?P<bold>[^*\n]{2,80}?)\*\*|(?P<plain>[A-Z][A-Za-z' ]{3,40})(?=:))[ ]?[:.]?\s+(?=\S)"
)
# Words after which no sentence ends: what stands on the next page goes on.
_OPEN_END = re.compile(
    r"(?:,|\b(?:the|a|an|of|and|or|in|on|at|to|for|with|by|from|as|than|that|which|until|between|during|after"
    r"|before|into|is|are|was|were|be|been|has|have|had|not|but|our|their|his|her|its|this|these))\Z",
    re.IGNORECASE,
)
_BROKEN_WORD = re.compile(r"(?<=[a-z])[-\u00ad\u2010][ \t]*(?:\r\n|\r|\n)[ \t]*(?=[a-z])")


def read_passages(document: Document, blocks: Iterable[Block]) -> tuple[Passage, ...]:
    """The passages of an article's blocks, in the order in which they begin.

    Headings are not text of a passage but its ``section``; so is a run-in heading in bold
    ("**Case presentation:** A man …"). A note below a table goes with the legends; other notes,
    bylines and scraps are in no passage. What stands under a back-matter name before the text begins
    ("Keywords: …", "Corresponding author: …") is that only: the text follows without a heading.
    """
    flows: list[_Flow] = []
    open_flow: _Flow | None = None
    section: str | None = None
    role: Role = "body"
    interrupted = below_table = begun = False
    for block in blocks:
        noted = below_table and block.kind == "note"
        below_table = noted or block.kind in _ASIDE
        if block.kind == "heading":
            section = heading_text(document, block)
            # An unknown heading below "Acknowledgments" is still back matter.
            kind = section_kind(section)
            role = _ROLE_UNDER[kind] if kind else ("back" if role == "back" and begun else "body")
            open_flow, interrupted = None, False
        elif block.kind in _ASIDE:
            flows.append(_Flow([Span(block.start, block.end)], _ASIDE[block.kind], section))
            interrupted = True
        elif noted:
            flows.append(_Flow([Span(block.start, block.end)], "legend", section))
            interrupted = True
        elif block.kind not in ("paragraph", "entry"):
            interrupted = True
            role = "body" if block.kind == "salutation" else role
        else:
            start, before = block.start, (section, role)
            run_in = _RUN_IN.match(document.text, start, min(block.end, start + 160))
            if run_in and (run_in["bold"] or section_kind(run_in["plain"])):
                section = strip_markup(run_in["bold"] or run_in["plain"]).strip(" :.")
                kind = section_kind(section)
                role = _ROLE_UNDER[kind] if kind else role
                start, open_flow = run_in.end(), None
            span = Span(start, block.end)
            if open_flow and _goes_on(document.text, open_flow.spans[-1], span, interrupted):
                open_flow.spans.append(span)
            else:
                open_flow = _Flow([span], role, section)
                flows.append(open_flow)
            interrupted = False
            begun = begun or role == "body"
            if run_in and role == "back" and not begun:
                section, role = before
    words = _WordForms(document.text)
    return tuple(flow.passage(document.text, words) for flow in flows)


def heading_text(document: Document, block: Block) -> str:
    """A heading as a reader sees it."""
    return strip_markup(document.text[block.start : block.end].lstrip("# "))


def _goes_on(text: str, before: Span, after: Span, interrupted: bool) -> bool:
    """Whether a paragraph continues the one before it, in the middle of a sentence.

    It does when the sentence before has no end and the next words cannot begin one: they are
    in lower case, or the last word calls for more, or something else stood in between.
    """
    tail = text[max(before.start, before.end - 200) : before.end]
    if not is_unfinished(tail):
        return False
    opening = strip_markup(text[after.start : min(after.end, after.start + 80)]).lstrip("\"'“‘([")
    return interrupted or opening[:1].islower() or bool(_OPEN_END.search(tail.rstrip()))


@dataclass(slots=True)
class _Flow:
    """A passage while it is being read: the spans that it is made of."""

    spans: list[Span]
    role: Role
    section: str | None

    def passage(self, source: str, words: _WordForms) -> Passage:
        parts: list[str] = []
        pieces: list[Piece] = []
        at = 0
        for place, (start, end) in enumerate(self.spans):
            following = self.spans[place + 1].start if place + 1 < len(self.spans) else None
            cut = following is not None and _is_cut(source, end, following)
            if cut and following is not None and not words.has_hyphen(source, end - 1, following):
                end -= 1
            for low, high, glue in _unbroken(source, start, end, words):
                pieces.append(Piece(at, low, high))
                parts += (source[low:high], glue)
                at += high - low + len(glue)
            if not cut:
                parts[-1] = " "
                at += 1
        return Passage("".join(parts[:-1]), tuple(pieces), self.role, self.section)


def _is_cut(source: str, end: int, following: int) -> bool:
    """Whether a page breaks a word: "kid-" and, behind what stands between, "ney"."""
    return bool(
        re.match(r"[a-z][-\u00ad\u2010]", source[end - 2 : end]) and source[following].islower()
    )


def _unbroken(source: str, start: int, end: int, words: _WordForms) -> list[tuple[int, int, str]]:
    """A span cut where a word was hyphenated at a line end: (start, end, "") each.

    The hyphen goes with the line end unless the file writes the word with it elsewhere.
    """
    parts = []
    for broken in _BROKEN_WORD.finditer(source, start, end):
        keep_hyphen = words.has_hyphen(source, broken.start(), broken.end())
        parts.append((start, broken.start() + keep_hyphen, ""))
        start = broken.end()
    return [*parts, (start, end, "")]


class _WordForms:
    """How the file itself writes a word that a line end broke: "long-term" or "cytopenia"."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._forms: frozenset[str] | None = None

    def has_hyphen(self, source: str, hyphen: int, rest: int) -> bool:
        left = re.search(r"[^\W\d_]+\Z", source[max(0, hyphen - 40) : hyphen])
        right = re.match(r"[^\W\d_]+", source[rest : rest + 40])
        if not left or not right:
            return True
        if self._forms is None:
            self._forms = frozenset(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)?", self._text.lower()))
        joined = (left.group() + right.group()).lower()
        return (
            joined not in self._forms and f"{left.group()}-{right.group()}".lower() in self._forms
        )
