"""The language that a text is in, as far as its function words tell."""

from __future__ import annotations

import re
from collections import Counter

from evidence.concepts import listed

_ENGLISH = listed(
    """the of and to was were with that is for by from this which are be has have had not it as or
    at but after than we our these been may there their its both who during all"""
)
_FOREIGN = {
    "de": listed(
        """der die das und mit ist von den dem ein eine einer einem einen nicht bei wurde wurden nach
        auch des zu im zur zum auf für sich wir über haben sind oder durch aus wird werden dass"""
    ),
    "fr": listed(
        """le la les des un une est et dans pour par sur avec qui aux du que nous été ont ce cette
        ces son sont au en chez après de ne pas"""
    ),
    "es": listed(
        """el los las una un por para con que del fue como se su y en la de al lo más pero este
        esta fueron tras sin es"""
    ),
    "it": listed(
        """il che della del di con per gli nel sono dei alla una un le la lo è stato stata non da
        dopo delle nella al si anche"""
    ),
    "pt": listed(
        """os uma um dos não em com por para que do da na foi ao como se mais após nas nos são e o
        de"""
    ),
    "nl": listed(
        """het een van en werd met bij ook de niet dat voor door op te zijn na naar deze aan uit er
        om wordt wij"""
    ),
    "sv": listed("att som för med och ett det till av är en på hade inte vid efter den"),
    "da": listed("og det til af som med er ikke på ved den efter blev var en et"),
    "pl": listed("się nie jest oraz przez po na do od że dla w z i u był była"),
}
"""Function words of other languages, by ISO 639-1 code (Norwegian counts as Danish), made by hand
for this project from the commonest words of each; what English also has ("in", "was") is left out."""
SURELY = 0.2
"""A text with that share of English function words is English; no other language comes near."""
FOREIGN_WORDS = 3
"""Fewer foreign function words than this decide nothing: "en bloc de novo" is English too."""
_ET_AL = re.compile(r"\bet al\b")
"""Latin in any language."""
UNKNOWN = "und"
"""The language of a text that is not in Latin letters (ISO 639-2, undetermined)."""
ENOUGH_WORDS = 30
"""From here on a passage is judged by itself, a shorter one by the whole article."""


def language(text: str) -> str:
    """The language of a text, as far as its function words tell: a code, "en" unless another shows.

    Another language is named only where its function words are more frequent than the English
    ones, or most letters are not Latin (``UNKNOWN``). What cannot be decided counts as English,
    so that no short letter is dropped. The first 20,000 characters are read.
    """
    tokens = re.findall(r"[^\W\d_]+", _ET_AL.sub("", text[:20_000].lower()))
    ours = sum(word in _ENGLISH for word in tokens)
    if ours >= SURELY * len(tokens) > 0:
        return "en"
    counted = Counter(tokens)
    counts = {code: sum(counted[word] for word in own) for code, own in _FOREIGN.items()}
    most = max(counts, key=lambda code: counts[code])
    latin = sum(count for token, count in counted.items() if token[0] < LATIN_ENDS)
    if tokens and 2 * latin <= len(tokens):
        return UNKNOWN
    return most if counts[most] >= FOREIGN_WORDS and counts[most] > ours else "en"


LATIN_ENDS = "\u0250"
"""Letters before this one are Latin, with or without accents."""
