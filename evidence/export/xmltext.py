"""Text for XML files: escaped, and without the characters that XML forbids."""

from __future__ import annotations

import re
from typing import Final

FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# In this order: what is put in for one is not looked at for the next.
_ESCAPES: Final = (
    ("&", "&amp;"),
    ("<", "&lt;"),
    (">", "&gt;"),
    ('"', "&quot;"),
    ("\t", "&#9;"),
    ("\n", "&#10;"),
    ("\r", "&#13;"),
)
_BETWEEN: Final = "\x1f"  # Forbidden itself, so that no text that may stay has it.


class XmlText:
    """Makes text fit for XML; ``removed`` counts the forbidden characters that it left out."""

    def __init__(self) -> None:
        self.removed = 0

    def clean(self, text: str) -> str:
        if text.isprintable():
            return text
        cleaned, removed = FORBIDDEN.subn("", text)
        self.removed += removed
        return cleaned

    def quoted(self, text: str) -> str:
        """The text for an attribute between double quotes, or for an element."""
        return _escaped(self.clean(text))

    def quoted_all(self, texts: list[str]) -> list[str]:
        """As ``quoted`` for each, and at once where none has anything to remove."""
        together = _BETWEEN.join(texts)
        one_line = together.replace(_BETWEEN, "").replace("\n", "").replace("\t", "")
        if one_line.isprintable() and together.count(_BETWEEN) == len(texts) - 1:
            escaped = _escaped(together)
            return texts if escaped is together else escaped.split(_BETWEEN)
        return list(map(self.quoted, texts))


def _escaped(text: str) -> str:
    for sign, escape in _ESCAPES:
        if sign in text:
            text = text.replace(sign, escape)
    return text
