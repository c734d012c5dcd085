"""Why a sentence cites, and whether it agrees with what it cites.

The intent is read by :mod:`evidence.intent`. Whether it agrees is read off words that say it; where none
does, it is nobody's guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from evidence.bearing import agrees, disagrees
from evidence.intent import SURE, IntentModel
from evidence.model import Attitude, Context, Intent, Stance


def with_stances(contexts: Sequence[Context], model: IntentModel) -> tuple[Context, ...]:
    """The contexts, each with its stance: why its sentence cites and whether it agrees.

    Each is absent where that is not sure.
    """
    texts = [numbered(context) for context in contexts]
    return tuple(
        replace(context, stance=_stance(text, intents))
        for context, text, intents in zip(contexts, texts, model.probabilities(texts), strict=True)
    )


def _stance(text: str, intents: Mapping[Intent, float]) -> Stance:
    intent, confidence = max(intents.items(), key=lambda one: one[1])
    attitude: Attitude | None = None
    if disagrees(text):
        attitude = "contrasting"
    elif agrees(text):
        attitude = "supporting"
    return Stance(intent if confidence >= SURE else None, round(confidence, 3), attitude)


def numbered(context: Context) -> str:
    """The sentence with numbers in brackets for its pointers, names and years as they are."""
    text, at = "", 0
    printed = context.sentence.text
    for pointer in context.pointers:
        found = printed.find(pointer.text, at)
        if found >= 0 and not re.search(r"(?:19|20)\d\d", pointer.text):
            numbers = ", ".join(map(str, pointer.numbers))
            text += f"{printed[at:found]} [{numbers}]"
            at = found + len(pointer.text)
    return text + printed[at:]
