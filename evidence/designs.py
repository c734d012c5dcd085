"""The design of a study, where its title or its record states it: a fact with its source, no grade.

The table is made by hand for this project from the names of designs in the titles of clinical
papers and the reporting guidelines named after them (CONSORT, PRISMA, STROBE, CARE, ARRIVE).
"""

from __future__ import annotations

import re

from evidence.model import StudyDesign
from refs.model import Work

PRECLINICAL = "preclinical"
_DESIGNS = tuple(
    (name, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for name, words in (
        ("guideline", r"(?:practice |clinical )?guidelines?(?! adherence)|consensus (?:statement|document|recommendations?)|position (?:statement|paper)|recommendations (?:of|from|for)"),
        ("meta-analysis", r"(?:network )?meta-?analys[ei]s"),
        ("systematic review", r"systematic (?:literature )?reviews?|scoping review|umbrella review"),
        ("review", r"(?<!systematic )(?<!literature )(?<!scoping )(?<!umbrella )(?<!retrospective )(?<!chart )(?<!peer )(?:narrative |state[- ]of[- ]the[- ]art |literature )?review(?! board)"),
        ("phase", r"phase (?:[1-4](?:[ab]|/[1-4])?|I{1,3}V?(?:[ab]|/I{1,3})?|one|two|three)(?!\s(?:days?|hours?|weeks?|minutes?)\b)"),
        ("randomized trial", r"(?:cluster[- ])?randomi[sz]ed(?![^.:]{0,30}\breview)(?: [\w-]+){0,5}"
                             r"|double[- ]blind(?:ed)?|placebo[- ]controlled|crossover (?:trial|study)"),
        ("pilot study", r"pilot (?:[\w-]+ ){0,3}(?:study|trial)"),
        ("protocol", r"(?:study |trial )?protocol(?= for a\b| of a\b)|study protocol"),
        ("registry study", r"registry|registries"),
        ("cohort study", r"cohort|longitudinal study|follow-up study|prospective (?:observational )?study"),
        ("retrospective study", r"retrospective(?: [\w-]+){0,2}"),
        ("case-control study", r"case[- ]control"),
        ("cross-sectional study", r"cross-sectional|survey of|prevalence study"),
        ("case series", r"case series|series of \w+ (?:cases|patients)|(?:two|three|four|five|six|seven|eight|nine|ten) (?:[\w-]+ )?cases of"),
        ("case report", r"case report|report of (?:a|one|two|three) cases?|a case of|: a case(?: report)?"),
        (PRECLINICAL, r"in (?:\w+ ){0,2}?(?:mice|rats|rabbits|dogs|pigs|zebrafish|monkeys|mouse|rat)(?: models?)?"
                      r"|(?:mouse|murine|rat|animal|xenograft|rodent) models?|in vitro|ex vivo|cell lines?|xenografts?"
                      r"|(?:male |female )?(?:wistar|sprague[- ]dawley) rats|mice|rats"),
    )
)  # fmt: skip
_TYPES = {"posted-content": "preprint", "proceedings-article": "conference paper"}
"""Crossref's types of record that tell how a work was published."""


def study_designs(title: str, work: Work | None) -> tuple[StudyDesign, ...]:
    """The designs that a title states, in the order of the table, then what the record's type adds.

    ``words`` are those of the title; where a title states nothing, the result is empty: nothing is
    guessed from what a work found.
    """
    source = "record" if work and work.title else "reference"
    found = [
        StudyDesign(name, match.group(), f"title in the {source}")
        for name, pattern in _DESIGNS
        if (match := pattern.search(title))
    ]
    kind = _TYPES.get((work.type if work else None) or "")
    if kind and work:
        found.append(StudyDesign(kind, work.type or "", "type in the record"))
    return tuple(found)
