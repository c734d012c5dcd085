"""The same work under different clothes: which entries of a bibliography are one, and why.

    groups, possible = find_duplicates(entries)
    clean = [merge([entries[place] for place in group.places]) for group in groups]

Two entries are compared where they share an identifier, a title, a place in a journal, or an author
and a year.
"""

from refs.dedupe.compare import Sameness, same_work
from refs.dedupe.decisions import Distinct, fingerprint
from refs.dedupe.groups import Group, Pair, find_duplicates
from refs.dedupe.merge import merge

__all__ = [
    "Distinct",
    "Group",
    "Pair",
    "Sameness",
    "find_duplicates",
    "fingerprint",
    "merge",
    "same_work",
]
