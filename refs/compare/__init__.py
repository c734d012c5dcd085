"""How far a reference and a work agree, field by field, and how likely they are the same.

Each field gives one piece of evidence: both sides agree, they differ, or one of them says nothing.
What differs is weighed apart from what is absent, because a reference may leave anything out but
should not contradict the record. The record's values are looked up in the raw string, and where the
reference was parsed its fields are compared too: the better of the two counts, so that a parser's
error costs no match.
"""

from refs.compare.candidates import compare_printed, compare_work, compare_works
from refs.compare.journals import container_likeness
from refs.compare.misprints import find_misprints, recorded_text
from refs.compare.printed import (
    SURE,
    Printed,
    complete_range,
    printed_doi,
    read_printed,
    read_years,
)
from refs.compare.weights import BIAS, WEIGHTS, log_odds, score

__all__ = [
    "BIAS",
    "SURE",
    "WEIGHTS",
    "Printed",
    "compare_printed",
    "compare_work",
    "compare_works",
    "complete_range",
    "container_likeness",
    "find_misprints",
    "log_odds",
    "printed_doi",
    "read_printed",
    "read_years",
    "recorded_text",
    "score",
]
