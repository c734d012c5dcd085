"""DOI, PMID, PMCID, arXiv and URL in a reference, wherever they stand."""

from __future__ import annotations

import re
from dataclasses import replace

from refs.doi import find_dois
from refs.parse.draft import Draft

_STEP = "identifiers"
# Their form alone tells what these are.
_PATTERNS = (
    ("pmid", re.compile(r"\b(?:PMID|PubMed(?: ID)?)[: ]{1,3}(?P<value>\d{1,9})\b", re.IGNORECASE)),
    ("pmcid", re.compile(r"\b(?:PMCID[: ]{1,3})?(?P<value>PMC ?\d{3,9})\b", re.IGNORECASE)),
    (
        "arxiv",
        re.compile(
            r"\barXiv[: ]{1,3}(?P<value>\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+/\d{7})", re.IGNORECASE
        ),
    ),
    ("isbn", re.compile(r"\bISBN(?:-1[03])?[: ]{1,3}(?P<value>[\d][\d -]{8,16}[\dXx])\b")),
    ("url", re.compile(r"(?P<value>https?://[^\s<>\"]{4,500}|www\.[^\s<>\"]{4,300})")),
)
_OPENERS = re.compile(
    r"(?:\b(?:doi|available (?:from|at|online)(?: at)?|url|retrieved from)\b|https?://\S*|[\s\[(<:;,.])+\Z",
    re.IGNORECASE,
)


def read_identifiers(draft: Draft) -> Draft:
    """With identifiers, and the body cut before the first of those that close the reference."""
    text = draft.text
    spans: list[tuple[int, int]] = []
    for found in find_dois(text)[:1]:
        draft = draft.add(_STEP, 0.99, doi=(found.start, found.end))
        spans.append((found.start, found.end))
    for name, pattern in _PATTERNS:
        match = pattern.search(text)
        if match and not any(start < match.end() and match.start() < end for start, end in spans):
            draft = draft.add(_STEP, 0.99, **{name: match.span("value")})
            spans.append(match.span())
    start, end = draft.body
    for low, high in sorted(spans, reverse=True):
        if not re.search(r"[^\W_]{3}", text[high:end]):
            opener = _OPENERS.search(text[max(0, low - 120) : low])
            end = low - len(opener.group()) if opener else low
    return replace(draft, body=(start, max(start, end)))
