"""DOI, PMID, PMCID, arXiv and URL in a reference, wherever they stand."""

from __future__ import annotations

import re
from dataclasses import replace

from refs.doi import find_dois
from refs.parse.draft import Draft

_STEP = "identifiers"
# Field, what its text must hold in lower case, pattern: their form alone tells what these are.
_PATTERNS = (
    ("pmid", "pmid", r"\b(?:PubMed )?PMID[: ]{1,3}(?P<value>\d{1,9})\b"),
    ("pmid", "pubmed", r"\bPubMed(?: ID)?[: ]{1,3}(?P<value>\d{1,9})\b"),
    (
        "pmid",
        "nlm.nih.gov",
        r"\bhttps?://(?:www\.)?(?:pubmed\.)?ncbi\.nlm\.nih\.gov/(?:pubmed/)?(?P<value>\d{1,9})\b/?",
    ),
    ("pmcid", "pmc", r"(?:https?://[\w./]{1,60}/|\bPMCID[: ]{1,3}|\b)(?P<value>PMC ?\d{3,9})\b/?"),
    (
        "arxiv",
        "arxiv",
        r"\b(?:arXiv[: ]{1,3}|https?://arxiv\.org/(?:abs|pdf)/)(?P<value>\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+/\d{7})",
    ),
    ("isbn", "isbn", r"\bISBN(?:-1[03])?[: ]{1,3}(?P<value>[\d][\d -]{8,16}[\dX])\b"),
    ("url", ".", r"(?P<value>(?:https?://|www\.)[^\s<>\"]{4,500})"),
)
_COMPILED = tuple(
    (name, hint, re.compile(pattern, re.IGNORECASE)) for name, hint, pattern in _PATTERNS
)
_OPENERS = re.compile(
    r"(?:\b(?:doi|available (?:from|at|online)(?: at)?|url|retrieved from)\b|https?://\S*|[\s\[(<:;,.])+\Z",
    re.IGNORECASE,
)


def _without_tail(url: str) -> str:
    """A link without what the sentence around it put behind: full stops, brackets that it does not open."""
    while url:
        last = url[-1]
        if last in ".,;:'\"*_" or (
            last in ")]" and url.count(last) > url.count("(["[")]".index(last)])
        ):
            url = url[:-1]
        else:
            break
    return url.partition("](")[0]


def read_identifiers(draft: Draft) -> Draft:
    """With identifiers, and the body cut before the first of those that close the reference."""
    text = draft.text
    lower = text.lower()
    spans: list[tuple[int, int]] = []
    for found in find_dois(text)[:1] if "10." in text else ():
        draft = draft.add(_STEP, 0.99, doi=(found.start, found.end))
        spans.append((found.start, found.end))
    for name, hint, pattern in _COMPILED:
        match = pattern.search(text) if hint in lower else None
        if match and not any(start < match.end() and match.start() < end for start, end in spans):
            at, stop = match.span("value")
            if name == "url":
                stop = at + len(_without_tail(text[at:stop]))
            draft = draft.add(_STEP, 0.99, **{name: (at, stop)})
            spans.append((match.start(), max(stop, match.end())))
    if not spans:
        return draft
    start, end = draft.body
    for low, high in sorted(spans, reverse=True):
        if not re.search(r"[^\W_]{3}", text[high:end]):
            opener = _OPENERS.search(text[max(0, low - 120) : low])
            end = low - len(opener.group()) if opener else low
    return replace(draft, body=(start, max(start, end)))
