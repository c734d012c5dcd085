"""A reference while it is being read: its clean text and the fields found so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from refs.text import Clean, clean


class Found(NamedTuple):
    """A field's place in the clean text, who read it and how sure the reader is (0..1)."""

    start: int
    end: int
    step: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Draft:
    """What a step is given and gives back with more fields.

    ``body`` bounds what no step has explained yet: identifiers are read from the end of the
    text first, and what is left of them is the printed reference proper.
    """

    raw: str
    clean: Clean
    body: tuple[int, int]
    fields: Mapping[str, Found] = field(default_factory=dict)

    @classmethod
    def of(cls, raw: str) -> Draft:
        """Nothing found yet."""
        text = clean(raw)
        return cls(raw, text, (0, len(text.text)))

    @property
    def text(self) -> str:
        return self.clean.text

    def add(
        self, step: str, confidence: float | Mapping[str, float], **spans: tuple[int, int]
    ) -> Draft:
        """With these fields too; an underscore in a name is DESIGN's hyphen, the first reader wins.

        ``confidence`` is one for all fields or one for each by name. Spans are trimmed of the white space and separators around them; empty ones are dropped.
        """
        fields = dict(self.fields)
        for key, (start, end) in spans.items():
            start, end = trim(self.text, start, end)
            name = key.replace("_", "-")
            if start < end and name not in fields:
                sure = confidence if isinstance(confidence, float) else confidence[name]
                fields[name] = Found(start, end, step, sure)
        return replace(self, fields=fields)


def trim(text: str, start: int, end: int, edges: str = " ,;:.") -> tuple[int, int]:
    """The span without ``edges`` around it."""
    while start < end and text[start] in edges:
        start += 1
    while start < end and text[end - 1] in edges:
        end -= 1
    return start, end
