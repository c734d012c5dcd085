"""A work in one line, as the National Library of Medicine cites it, without any style file.

The form is that of "Citing Medicine" (NLM, 2nd edition), with et al. after six authors as the ICMJE's
samples have it. Lines carry the mark-up of titles (``<i>``) and are otherwise HTML-escaped, so that
they go into text, Markdown and HTML alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any, Final

from refs.csl import complete_pages
from refs.formats.items import family, is_et_al, iso_date, line, names, season, year
from refs.formats.nbib import initials

MOST_AUTHORS: Final = 6
_KEPT: Final = re.compile(r"&lt;(/?(?:i|b|sup|sub))&gt;")
_DROPPED: Final = re.compile(r"&lt;/?(?:span|sc)(?: [a-z]+=&quot;[^&]{0,80}&quot;)?&gt;")
_ENDED: Final = re.compile(r"[.?!]$|[.?!](?:</[a-z]+>)$")


def cite(item: Mapping[str, Any]) -> str:
    """``Raje N, Berdeja J, et al. Title. Journal. 2019;380(18):1726-1737. doi:10.1056/…``, as HTML."""
    parts = [_people(item), marked(item.get("title")), _source(item), *_identifiers(item)]
    return " ".join(part if _ENDED.search(part) else part + "." for part in parts if part)


def marked(value: object) -> str:
    """Text for HTML: escaped, with the mark-up of CSL that HTML has, well nested."""
    text = escape(line(value))
    if "&lt;" not in text:
        return text
    text = _DROPPED.sub("", text)
    open_: list[str] = []

    def keep(found: re.Match[str]) -> str:
        tag = found[1]
        if not tag.startswith("/"):
            open_.append(tag)
            return f"<{tag}>"
        if open_ and open_[-1] == tag[1:]:
            return f"</{open_.pop()}>"
        return ""

    text = _KEPT.sub(keep, text)
    return text + "".join(f"</{tag}>" for tag in reversed(open_))


def _people(item: Mapping[str, Any]) -> str:
    people = names(item)
    role = ""
    if not people:
        people = names(item, "editor")
        role = ", editor" + ("s" if len(people) > 1 else "") if people else ""
    more = any(map(is_et_al, people))
    shown = [_name(one) for one in people if not is_et_al(one)]
    if len(shown) > MOST_AUTHORS or more:
        shown = [*shown[:MOST_AUTHORS], "et al"]
    return escape(", ".join(filter(None, shown)) + role)


def _name(name: Mapping[str, object]) -> str:
    own = family(name)
    if not own:
        return line(name.get("literal") or name.get("given"))
    return " ".join(
        filter(None, (own, initials(line(name.get("given"))), line(name.get("suffix"))))
    )


def _source(item: Mapping[str, Any]) -> str:
    container = marked(item.get("container-title-short") or item.get("container-title"))
    if item.get("type") in (
        "chapter",
        "paper-conference",
        "entry-encyclopedia",
        "entry-dictionary",
    ):
        return _book(item, f"In: {container}" if container else "")
    if container and item.get("type") not in ("webpage", "thesis", "report"):
        return f"{container}{'' if container.endswith('.') else '.'} {_issue(item)}".strip()
    return _book(item, container)


def _issue(item: Mapping[str, Any]) -> str:
    volume, issue = line(item.get("volume")), line(item.get("issue"))
    page = line(item.get("page") or item.get("number"))
    when = year(item) or iso_date(item)
    where = volume + (f"({issue})" if issue else "")
    text = when + (f";{where}" if where else "") + (f":{complete_pages(page)}" if page else "")
    return escape(text)


def _book(item: Mapping[str, Any], container: str) -> str:
    edition = line(item.get("edition"))
    place, publisher = line(item.get("publisher-place")), line(item.get("publisher"))
    made = ": ".join(filter(None, (place, publisher)))
    when = year(item) or iso_date(item)
    if season(item) and not made:
        when = f"{when} {season(item)}"
    made = "; ".join(filter(None, (made, when)))
    page = line(item.get("page"))
    said = (
        container,
        escape(f"{edition} ed" if edition.isdigit() else edition),
        escape(made),
        escape(f"p. {page}" if page else ""),
    )
    return ". ".join(filter(None, said))


def _identifiers(item: Mapping[str, Any]) -> list[str]:
    doi, url, pmid, pmcid = (line(item.get(name)) for name in ("DOI", "URL", "PMID", "PMCID"))
    if doi:
        return [f"doi:{escape(doi)}"]
    if pmid:
        return [f"PMID: {escape(pmid)}"]
    if pmcid:
        return [f"PMCID: {escape(pmcid)}"]
    return [f"Available from: {escape(url)}"] if url else []
