"""Words of documents, works and articles as they are shown in HTML and in Markdown."""

from __future__ import annotations

import html
import re
from typing import Final
from urllib.parse import quote

from markupsafe import Markup, escape

from evidence.pointers import is_power
from refs.model import Article, Work

# Mark-up that letters use for numbers and emphasis; shown where it opens and closes.
_SHOWN_TAGS: Final = re.compile(r"&lt;(sup|sub|i|b|em|strong)&gt;((?:(?!&lt;).)*)&lt;/\1&gt;", re.S)
_SHOWN_TAG: Final = re.compile(r"</?(?:sup|sub|i|b|em|strong)>")
_SUP: Final = re.compile(r"<sup>((?:(?!<).)*)</sup>", re.S)
# "CD4<sup>+</sup>", "Ca<sup>2+</sup>", "5<sup>th</sup>": part of the word before.
_OF_A_WORD: Final = re.compile(r"\d?[-+\u2212\u2013]+|[®™]|TM|st|nd|rd|th")
# Signs that mean something in Markdown; those of HTML are escaped as in HTML.
_MARKS: Final = re.compile(r"([\\`*_\[\]|~#$])")
# Characters that no HTML file may hold: controls, and surrogates, which UTF-8 cannot write.
FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

REPLACEMENT: Final = "\ufffd"


def raised(text: str) -> str:
    """Words of a document without mark-up: "tumors [2,3]", "g/m^2", "CD4+"."""
    return _SHOWN_TAG.sub("", _SUP.sub(_typed, text))


def _typed(found: re.Match[str]) -> str:
    words = found[1]
    if _OF_A_WORD.fullmatch(words):
        return words
    return f"^{words}" if is_power(found.string, *found.span(), words) else f" [{words}]"


def printed(text: str) -> Markup:
    """Words of a document: escaped, but raised numbers raised and emphasis shown."""
    return Markup(_SHOWN_TAGS.sub(r"<\1>\2</\1>", str(escape(text))))


def resolver(doi: str) -> str:
    """The address that leads to the work."""
    return f"https://doi.org/{quote(FORBIDDEN.sub(REPLACEMENT, doi))}"


def describe_work(work: Work) -> str:
    """A work in one line: names, title, journal, year."""
    names = [name.key for name in work.authors if name.key]
    authors = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
    year = work.issued[:4] if work.issued else None
    container = work.container_title[0] if work.container_title else None
    source = " ".join(filter(None, (container, year)))
    parts = (part.rstrip(".") for part in (authors, work.title, source) if part)
    return ". ".join(parts) or work.doi


def probability(score: float) -> str:
    """Never quite certain: ">0.99" where two digits would say 1.00."""
    return ">0.99" if score >= 0.995 else f"{score:.2f}"


def markdown(text: str) -> str:
    """The text as Markdown that shows it: on one line, nothing in it taken for mark-up."""
    return _MARKS.sub(r"\\\1", html.escape(" ".join(text.split()), quote=False))


def describe_article(article: Article) -> str:
    """An article as a heading: its title and authors, or that it has no title here."""
    names = ", ".join(name.key for name in article.authors if name.key)
    return " — ".join(
        filter(None, (article.title or f"Without title in {article.document}", names))
    )
