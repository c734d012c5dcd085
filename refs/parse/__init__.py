"""A printed reference → its fields: steps over a draft, each reading what it is sure of.

What is printed and what it means are kept apart: ``Reference.fields`` holds words cut out of
the raw string, ``Reference.csl`` the same as a CSL-JSON item.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from refs.csl import to_csl
from refs.model import Field, Reference
from refs.parse.citation_number import read_number
from refs.parse.draft import Draft
from refs.parse.identifiers import read_identifiers
from refs.parse.kinds import read_kind
from refs.parse.status import read_status
from refs.parse.vancouver import read_vancouver

Step = Callable[[Draft], Draft]
STEPS: tuple[Step, ...] = (
    read_number,
    read_identifiers,
    read_kind,
    read_status,
    read_vancouver,
)
# Without two of these nothing can be looked up: the string is reported, not guessed at. An
# identifier alone names a work.
_IDENTIFIERS = frozenset(("doi", "pmid"))
_NEEDED = frozenset(
    (
        "author",
        "title",
        "container-title",
        "date",
        "status",
        "volume",
        "pages",
        "doi",
        "pmid",
        "url",
    )
)
# No printed reference comes near; consortium author lists reach 20,000.
_LONGEST = 100_000


def parse_references(references: Sequence[Reference]) -> list[Reference]:
    """The references with ``fields``, ``csl`` and ``problems`` filled from ``raw``, in order.

    Each value is cut out of ``raw`` after :func:`refs.text.clean`. What cannot be read stays
    absent, with a word in ``problems``; a string that is no reference gets no fields at all.
    Hundreds at once take a third of the time that each alone would.
    """
    drafts = [_read_by_form(reference.raw) for reference in references]
    left = [place for place, draft in enumerate(drafts) if draft.body[0] < draft.body[1]]
    if left:
        # Not needed for a DOI alone, and slow to load.
        from refs.parse.fields import read_labelled

        for place, draft in zip(left, read_labelled([drafts[i] for i in left]), strict=True):
            drafts[place] = draft
    return list(map(_filled, references, drafts))


def _read_by_form(raw: str) -> Draft:
    """What the steps read that need one reference alone; of a string too long to be one, nothing."""
    draft = Draft.of(raw if len(raw) <= _LONGEST else "")
    if draft.text:
        for step in STEPS:
            draft = step(draft)
    return draft


def _filled(reference: Reference, draft: Draft) -> Reference:
    if len(reference.raw) > _LONGEST:
        return _with_problem(reference, f"longer than {_LONGEST} characters; not read")
    if len(_NEEDED & draft.fields.keys()) < 2 and not _IDENTIFIERS & draft.fields.keys():
        return _with_problem(reference, "not understood as a reference")
    text = draft.clean
    fields = {
        name: Field(
            text.text[found.start : found.end],
            *text.source_span(found.start, found.end),
            found.step,
            found.confidence,
        )
        for name, found in sorted(draft.fields.items(), key=lambda item: item[1].start)
    }
    missing = tuple(f"no {name} found" for name in _expected(fields) if name not in fields)
    return replace(
        reference,
        fields=fields,
        csl=to_csl({name: field.value for name, field in fields.items()}),
        problems=(*reference.problems, *missing),
    )


def _expected(fields: Mapping[str, Field]) -> tuple[str, ...]:
    """What every reference has; what is not printed yet may have no date."""
    return ("author", "title") if "status" in fields else ("author", "title", "date")


def parse_reference(reference: Reference) -> Reference:
    """One reference parsed; see :func:`parse_references`."""
    return parse_references([reference])[0]


def parse_string(raw: str, id: str = "") -> Reference:
    """A reference that came alone, without a document; see :func:`parse_reference`."""
    return parse_reference(Reference(id=id, article="", number=1, raw=raw))


def _with_problem(reference: Reference, problem: str) -> Reference:
    return replace(reference, problems=(*reference.problems, problem))
