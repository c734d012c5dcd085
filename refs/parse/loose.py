"""What can be read of a reference in no style that a grammar knows, each field by itself."""

from __future__ import annotations

import re

from refs.parse.draft import Draft

_STEP = "loose"
_LIKELY, _GUESS = 0.8, 0.6

_YEAR_IN_BRACKETS = re.compile(r"\((?P<date>(?:1[89]|20)\d\d[a-z]?(?:,[^()]{1,20})?|in press|n\.d\.)\)")
_YEAR = re.compile(r"(?<![\d/.-])(?:1[89]|20)\d\d[a-z]?(?![\d/-])")
_PAGE = r"[A-Za-z]{0,4}\d[\dA-Za-z]*"
# volume(issue):pages, volume(issue), pages, volume: pages; "pp. 12-20" stands alone below.
_VOLUME = re.compile(
    rf"""(?:\b[Vv]ol(?:ume)?\.?\s?)?(?<![\w.])(?P<volume>\d{{1,4}}[A-Z]?)\s?
    (?:(?:\((?P<issue>[^()]{{1,30}})\)|,?\s[Nn]o\.?\s(?P<number>\d{{1,4}})))?\s?
    (?:[:,]\s?(?:\(?(?:1[89]|20)\d\d\)?[,:;]?\s?)?(?:pp?\.?\s?)?(?P<pages>{_PAGE}(?:\s?[-–—]\s?{_PAGE})?))(?![\w/])""",
    re.VERBOSE,
)
_PAGES = re.compile(rf"\b(?:pp?\.|pages?|S\.)\s?(?P<pages>{_PAGE}(?:\s?[-–—]+\s?{_PAGE})?)")
_QUOTED = re.compile(r"[\"“‘«„](?P<title>[^\"“”«»„]{8,400}?)[,.]?[\"”’»“]")
# Initials, or a family name, before the full stop or bracket that ends the authors.
_AUTHORS_END = re.compile(
    r"(?:(?<=[A-Z])\.?(?=[,:]?\s+\(?(?:1[89]|20)\d\d)|(?<=\b[A-Z])\.(?=\s+[A-Z\"“][\w'’-]+\s)|\bet al\b\.?|(?<=[a-z])\.(?=\s))"
)
_SENTENCE = re.compile(r"[.?!](?=\s+[^\W\d_]|\s*\Z)|(?<=[a-z)]),(?=\s+[A-Z][^.]{2,60},?\s\d)")


def read_loosely(draft: Draft) -> Draft:
    """With the fields that none before has found and whose form gives them away."""
    if "container-title" in draft.fields:
        return draft
    start, end = draft.body
    text = draft.text[:end]
    bracketed = _YEAR_IN_BRACKETS.search(text, start)
    years = list(_YEAR.finditer(text, start))
    year = bracketed.span("date") if bracketed else years[-1].span() if years else None
    if year:
        draft = draft.add(_STEP, _LIKELY, date=year)
    authors_end, title_start = _after_authors(text, start, bracketed)
    if authors_end > start:
        draft = draft.add(_STEP, _LIKELY, author=(start, authors_end))
    locator = _last(_VOLUME, text, title_start) or _last(_PAGES, text, title_start)
    stop = min([place for place in (locator.start() if locator else end, end) if place > title_start], default=end)
    if locator:
        groups = locator.groupdict()
        draft = draft.add(
            _STEP,
            _LIKELY,
            **{
                name: locator.span(group)
                for group, name in (("volume", "volume"), ("issue", "issue"), ("number", "issue"), ("pages", "pages"))
                if groups.get(group) and not (year and locator.span(group) == year)
            },
        )
    if year and title_start < year[0] - 1 < stop:
        stop = year[0] - 1
    return _read_title(draft, title_start, stop)


def _after_authors(text: str, start: int, bracketed: re.Match[str] | None) -> tuple[int, int]:
    """Where the authors end and where the title begins."""
    if bracketed and bracketed.start() - start < 1500 and not _QUOTED.search(text, start, bracketed.start()):
        before = text[start : bracketed.start()]
        if not re.search(r"[a-z]{3,}\.\s+[A-Z][a-z]+\s[a-z]+\s", before):
            return bracketed.start(), bracketed.end()
    quoted = _QUOTED.search(text, start)
    if quoted and quoted.start() > start:
        return quoted.start(), quoted.start()
    found = _AUTHORS_END.search(text, start + 3) if len(text) > start + 3 else None
    return (found.end(), found.end()) if found else (start, start)


def _read_title(draft: Draft, start: int, stop: int) -> Draft:
    text = draft.text
    while start < stop and text[start] in " .,:;)":
        start += 1
    quoted = _QUOTED.match(text, start, stop)
    if quoted:
        title, rest = quoted.span("title"), quoted.end()
    else:
        found = _SENTENCE.search(text, start, stop)
        cut = found.start() + (text[found.start()] in "?!") if found else stop
        title, rest = (start, cut), cut
    draft = draft.add(_STEP, _GUESS, title=title)
    return draft.add(_STEP, _GUESS, container_title=(rest, stop))


def _last(pattern: re.Pattern[str], text: str, start: int) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(text, start):
        pass
    return found
