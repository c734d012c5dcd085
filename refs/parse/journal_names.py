"""Names of journals that are known, and where they stand among the words of references."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from refs.parse.codes import STEPS, CodeTable, joined
from refs.parse.forms import Word, look_at

Numbers = npt.NDArray[np.int64]
# Words of the longest names that are known, small ones not counted.
_LONGEST_NAME = 12


# Where the codes of whole names and those of words that names are abbreviated to begin.
_LONG, _SHORT = np.zeros(1, np.uint32), np.ones(1, np.uint32)


def name_codes(names: Iterable[Sequence[str]]) -> Iterator[int]:
    """Codes for the names of journals, given as their words, and for abbreviations among these.

    Names of more than twelve words have none, small words not counted.
    """
    words = set()
    for name in names:
        forms = [np.array([form.lower], np.uint32) for form in map(look_at, name) if not form.small]
        if 0 < len(forms) <= _LONGEST_NAME:
            code = _LONG
            for form in forms:
                code = joined(code, form)
            yield int(code[0])
        words |= {word.lower() for word in name if word.isalpha()}
    # A word is an abbreviation when another begins with it: "toxicol" with "toxicology".
    for word, after in pairwise(sorted(words)):
        if len(word) > 1 and after.startswith(word):
            yield int(joined(_SHORT, np.array([look_at(word).lower], np.uint32))[0])


def find_names(
    sizes: Numbers,
    heads: Numbers,
    lengths: Numbers,
    words: Numbers,
    names: CodeTable,
) -> dict[str, Numbers]:
    """For each token whether a known name of a journal begins at it, whether it stands in one, and
    whether it is an abbreviation known from one; names by their length, in steps."""
    every = np.arange(words.shape[1])
    reference = np.repeat(np.repeat(np.arange(len(sizes)), sizes), lengths)
    main = np.flatnonzero(words[Word._fields.index("small")] == 0)
    lower, own = words[0, main].astype(np.uint32), reference[main]
    longest = np.zeros(len(main), np.int64)
    code = np.repeat(_LONG, len(main))
    for size in range(1, min(_LONGEST_NAME, len(main)) + 1):
        reach = len(main) - size + 1
        code = joined(code[:reach], lower[size - 1 :])
        found = (names.find(code) > 0) & (own[:reach] == own[size - 1 :])
        longest[:reach][found] = size
    short = names.find(joined(_SHORT, words[0].astype(np.uint32))) > 0
    begins = np.zeros(len(every), np.int64)
    begins[main] = longest
    starts = np.flatnonzero(longest)
    # The name that reaches furthest, of those that begin at a word or before it.
    last = np.full(len(every), -1)
    last[main[starts]] = main[starts + longest[starts] - 1] * len(every) + main[starts]
    last = np.maximum.accumulate(last)
    end, start = np.divmod(last, len(every))
    covered = (end >= every) & (last >= 0)
    name = STEPS[np.minimum(begins, 12)] * (begins > 0) + (begins > 0)
    within = np.where(covered, 2 * STEPS[np.minimum(begins[start], 12)] + 1 + (start == every), 0)
    return {"name": name[heads], "within": within[heads], "short": short[heads] + 0}
