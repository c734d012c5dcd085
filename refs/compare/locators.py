"""How alike two pages are, and the numbers of a volume or an issue."""

from __future__ import annotations

from functools import lru_cache

from refs.compare.printed import NUMBER, plain_number
from refs.folding import split_words


@lru_cache(maxsize=4096)
def wanted_numbers(recorded: str) -> frozenset[str]:
    """The numbers of a volume or issue, or its words where it has none ("Suppl")."""
    words = split_words(recorded)
    numbers = {
        plain_number(part) for word in ("".join(words), *words) for part in NUMBER.findall(word)
    }
    return frozenset(numbers or words)


PAGE_AGREES = 0.8
_MISPRINT = 0.5  # one digit wrong or two swapped: as likely a slip of the pen as another page
_ANOTHER = 0.1  # another page, but of the same kind


def page_likeness(printed: str, recorded: str) -> float:
    """1 for equal pages, 0.8 where a letter is missing ("e538", "538"; "29S", "29"), 0.5 for a misprint.

    A record's page in a supplement ("S12", "A198") is never like a printed one without the letter:
    that is how meeting abstracts differ from the article of the same title. All other pages are
    alike by 0.1.
    """
    if printed == recorded:
        return 1.0
    if len(printed) != len(recorded) and printed.isdigit() and recorded.isdigit():
        return _ANOTHER
    if _is_misread(printed, recorded):
        return _MISPRINT
    one, other = printed.lstrip(_LETTERS), recorded.lstrip(_LETTERS)
    before, wanted = printed.removesuffix(one), recorded.removesuffix(other)
    if before != wanted and ((before and wanted) or wanted in _SUPPLEMENT):
        return 0.0
    if one.lstrip("0").rstrip(_LETTERS) == other.lstrip("0").rstrip(_LETTERS):
        return PAGE_AGREES
    if len(one) == len(other) > 2:
        wrong = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        if len(wrong) == 1 or (len(wrong) == 2 and wrong[0] == wrong[1][::-1]):
            return _MISPRINT
    return _ANOTHER


def _is_misread(printed: str, recorded: str) -> bool:
    """Whether one figure was read as a letter: "8a9" for "889", "q90" for "790"."""
    if len(printed) != len(recorded) or len(recorded) < 3 or not recorded.isdigit():
        return False
    wrong = [one for one, other in zip(printed, recorded, strict=True) if one != other]
    return len(wrong) == 1 and wrong[0].isalpha()


_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SUPPLEMENT = {"s", "a", "p", "ps", "suppl"}
