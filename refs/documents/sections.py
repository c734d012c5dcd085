"""What the headings of articles are called, and what stands under them."""

from __future__ import annotations

import re
from typing import Literal

SectionKind = Literal["references", "abstract", "back", "main"]

# How the usual headings of journals begin, from the instructions to authors of medical and
# natural-science journals. "main" is there so that "Results" is never taken for a title.
_BEGINNINGS: tuple[tuple[SectionKind, tuple[str, ...]], ...] = (
    (
        "references",
        (
            "references",
            "reference",
            "reference list",
            "list of references",
            "selected references",
            "key references",
            "supplementary references",
            "supplemental references",
            "additional references",
            "bibliography",
            "selected bibliography",
            "bibliographie",
            "bibliografía",
            "bibliografia",
            "bibliographic references",
            "literature cited",
            "works cited",
            "cited references",
            "cited literature",
            "literature",
            "literatur",
            "literaturverzeichnis",
            "références",
            "referencias",
            "referências",
            "riferimenti bibliografici",
            "piśmiennictwo",
            "список литературы",
            "литература",
            "参考文献",
            "參考文獻",
            "참고문헌",
        ),
    ),
    ("abstract", ("abstract", "summary", "synopsis", "zusammenfassung", "résumé")),
    (
        "back",
        (
            "acknowledg",
            "funding",
            "financial support",
            "financial disclosure",
            "support",
            "sources of funding",
            "source of funding",
            "grant support",
            "conflict of interest",
            "conflicts of interest",
            "conflict-of-interest",
            "conflicting interest",
            "potential conflict",
            "competing interest",
            "competing financial",
            "declaration",
            "disclosure",
            "duality of interest",
            "author contribution",
            "authors contribution",
            "author's contribution",
            "authorship contribution",
            "contributors",
            "contribution of authors",
            "contributions",
            "orcid",
            "correspond",
            "affiliation",
            "author affiliation",
            "author information",
            "authors' details",
            "author details",
            "data availability",
            "data sharing",
            "availability of data",
            "ethics",
            "ethical",
            "informed consent",
            "consent",
            "supplementary",
            "supplemental",
            "supporting information",
            "electronic supplementary",
            "additional file",
            "appendix",
            "appendices",
            "abbreviations",
            "how to cite",
            "keywords",
            "key words",
            "publisher's note",
            "pre-publication history",
            "peer review",
            "open access",
            "licence",
            "license",
            "rights and permissions",
            "footnotes",
            "trial registration",
            "reprints",
            "provenance",
            "guarantor",
        ),
    ),
    (
        "main",
        (
            "introduction",
            "background",
            "method",
            "materials and methods",
            "material and methods",
            "patients and methods",
            "subjects and methods",
            "results",
            "result",
            "main results",
            "discussion",
            "findings",
            "conclusion",
            "concluding remarks",
            "limitations",
            "strengths and limitations",
            "case",
            "clinical case",
            "comment",
            "aim",
            "objective",
            "purpose",
            "statistical",
            "study design",
            "patients",
            "participants",
            "main text",
            "text",
            "outcomes",
            "tables",
            "figures",
            "figure legend",
            "figure caption",
            "legends",
        ),
    ),
)
# A longer heading that begins so is somebody's title ("Case report of a man who …").
_MOST_WORDS: dict[SectionKind, int] = {"references": 3, "abstract": 2, "back": 8, "main": 4}
_SPACED = re.compile(r"(?:[^\W\d_] ){4,}[^\W\d_]")
_ORDINAL = re.compile(r"\A\s*(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,5}\.)\s+(?=\S)")


def section_kind(heading: str) -> SectionKind | None:
    """What a heading announces, or None where it is no usual section name.

    ``heading`` is its text without mark-up; a leading number ("4. Discussion"), case and
    closing punctuation do not matter.
    """
    name = _ORDINAL.sub("", heading[:200]).strip(" .:-–—*_").lower()
    if _SPACED.fullmatch(name):  # "R E F E R E N C E S"
        name = name.replace(" ", "")
    name = name.replace("’", "'").replace("authors' contr", "authors contr")
    words = len(name.split())
    for kind, beginnings in _BEGINNINGS:
        if words <= _MOST_WORDS[kind] and name.startswith(beginnings):
            return kind
    return "references" if name.startswith("references and ") else None
