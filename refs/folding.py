"""Text made comparable: without case, accents, mark-up and punctuation."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart, and Greek ones: titles print "TNF-α" either way.
_SPELT = str.maketrans(
    {
        "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h",
        "α": " alpha ", "β": " beta ", "γ": " gamma ", "δ": " delta ", "ε": " epsilon ",
        "ζ": " zeta ", "η": " eta ", "θ": " theta ", "κ": " kappa ", "λ": " lambda ", "μ": " mu ",
        "π": " pi ", "σ": " sigma ", "τ": " tau ", "φ": " phi ", "χ": " chi ", "ψ": " psi ",
        "ω": " omega ",
        # Apostrophes join: "Alzheimer's" and "Alzheimers" are one word.
        "'": "", "’": "", "‘": "", "ʼ": "", "´": "", "`": "", "\u00ad": "",
    }
)  # fmt: skip
_FIRST_MARK = "\u0300"  # no character before it is an accent
_OTHER = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """The words of a text in lower case, letters and digits only, one space between them.

    Compatibility forms are unified (NFKC), accents dropped, Greek letters spelt. Pure; takes time
    in proportion to the text.

    >>> fold("Anti–BCMA CAR‐T: Rivière’s β₂")
    'anti bcma car t rivieres beta 2'
    """
    if text.isascii():
        return _OTHER.sub(" ", text.lower().replace("'", "").replace("`", "")).strip()
    unified = unicodedata.normalize("NFKC", text).casefold().translate(_SPELT)
    apart = unicodedata.normalize("NFD", unified)
    bare = "".join([c for c in apart if c < _FIRST_MARK or not unicodedata.combining(c)])
    return _OTHER.sub(" ", bare).strip()


@lru_cache(maxsize=16384)
def split_words(text: str) -> tuple[str, ...]:
    """The folded words of a short text; titles and journals come again and again."""
    return tuple(fold(text).split())


fold_name = lru_cache(maxsize=16384)(fold)
"""``fold`` of a name: those of a group come again in its works, and in the candidates of one."""
