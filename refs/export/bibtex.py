"""References and works as BibTeX, ready for LaTeX and for any program that reads it."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, product
from string import ascii_lowercase
from typing import Any, Final

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field
from bibtexparser.writer import BibtexFormat

from refs.model import Checked, Reference, Work
from refs.names import ET_AL
from refs.text import DASHES
from refs.works import to_csl

Item = Mapping[str, Any]  # A CSL-JSON item.

# CSL type → BibTeX type, with the field that its container and its publisher go into. What is not
# here is `misc`. The types and fields are those of the standard styles (Patashnik, BibTeXing).
TYPES: Final[Mapping[str, tuple[str, str, str]]] = {
    "article": ("misc", "howpublished", "publisher"),
    "article-journal": ("article", "journal", "publisher"),
    "article-magazine": ("article", "journal", "publisher"),
    "article-newspaper": ("article", "journal", "publisher"),
    "review": ("article", "journal", "publisher"),
    "book": ("book", "series", "publisher"),
    "chapter": ("incollection", "booktitle", "publisher"),
    "entry-dictionary": ("incollection", "booktitle", "publisher"),
    "entry-encyclopedia": ("incollection", "booktitle", "publisher"),
    "paper-conference": ("inproceedings", "booktitle", "publisher"),
    "report": ("techreport", "series", "institution"),
    "thesis": ("phdthesis", "series", "school"),
}
MISC: Final = ("misc", "howpublished", "publisher")

# BibTeX field ← CSL variable, for text as it stands.
FIELDS: Final = (
    ("volume", "volume"),
    ("number", "issue"),
    ("edition", "edition"),
    ("address", "publisher-place"),
)
# Kept as they are: programs read these, and an escaped underscore breaks a DOI.
VERBATIM: Final = (("doi", "DOI"), ("url", "URL"), ("isbn", "ISBN"), ("pmid", "PMID"))

# Braces by name, because BibTeX counts escaped ones too.
ESCAPES: Final = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "&%$#_"},
        "{": "{\\textbraceleft}",
        "}": "{\\textbraceright}",
        "\\": "{\\textbackslash}",
        "~": "{\\textasciitilde}",
        "^": "{\\textasciicircum}",
    }
)
ENCODED: Final = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
# Letters that Unicode does not take apart.
FOLDED: Final = str.maketrans(
    {"ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
# Words that say nothing about a title.
STOPWORDS: Final = frozenset(
    ("a", "an", "the", "of", "on", "in", "for", "and", "or", "to", "with", "from", "by", "at", "as")
)
# Verdicts on references whose printed DOI leads astray.
FALSE_DOI: Final = frozenset({"wrong-work", "bad-id"})
WORD: Final = re.compile(r"[^\W_]+")
PAGES: Final = re.compile(rf"([A-Za-z]*\d+[A-Za-z]*)\s?[{DASHES}]+\s?([A-Za-z]*\d+[A-Za-z]*)")


@dataclass(frozen=True, slots=True)
class _Source:
    """One entry to be: its item, what a note has to say, and what tells it from all others."""

    item: Item
    notes: tuple[str, ...]
    """What readers of the bibliography must know: a retraction."""
    remarks: tuple[str, ...]
    """What its maker must know, and no style prints: why there is no record."""
    identity: str
    recorded: bool = False
    """Whether a registry says so, and not only a printed page."""
    cut: bool = False
    """Whether the list of authors says that there are more."""


def to_bibtex(items: Sequence[Checked | Reference | Work]) -> str:
    """One BibTeX entry for each work, in the order met, as UTF-8 text.

    A checked reference gives the record of the work it means; where none is known, what was
    printed, with the verdict, its reason and the printed entry in ``annote``, which no usual style
    prints, and without a DOI that is no one's or another work's. Notices (a retraction) stand in
    ``note``. A list of authors that ends where the printed one says "et al" ends in "others". Entries
    with one DOI are one entry, of the first that has a record. Keys are family, year and first word
    of the title in ASCII (``raje2019anti``); those that would be alike get a, b, c … by DOI or
    printed text, whatever the order.
    """
    sources: dict[str, _Source] = {}
    for one in items:
        source = _read(one)
        known = sources.get(source.identity)
        if known is None or (source.recorded and not known.recorded):
            sources[source.identity] = source
    keys = _keys(list(sources.values()))
    library = Library([_entry(source, keys[identity]) for identity, source in sources.items()])
    layout = BibtexFormat()  # type: ignore[no-untyped-call]  # bibtexparser gives it no types
    layout.indent, layout.block_separator, layout.trailing_comma = "  ", "\n", True
    return write_string(library, bibtex_format=layout)


def _read(one: Checked | Reference | Work) -> _Source:
    if isinstance(one, Work):
        notices = tuple(
            " ".join(filter(None, (f"{notice.kind}:", notice.doi, notice.date)))
            for notice in one.notices
        )
        return _Source(to_csl(one), notices, (), one.doi.lower(), recorded=True)
    if isinstance(one, Reference):
        return _printed(one, one.csl, ())
    if work := one.meant:
        return replace(_read(work), cut=_is_cut(one.reference, len(work.authors)))
    item = one.reference.csl
    if one.verdict in FALSE_DOI:
        item = {name: value for name, value in item.items() if name != "DOI"}
    return _printed(one.reference, item, (f"{one.verdict}: {one.reason}",))


def _printed(reference: Reference, item: Item, remarks: tuple[str, ...]) -> _Source:
    raw = _line(reference.raw)
    if remarks or not item.get("title"):
        remarks = (*remarks, f"printed: {raw}")
    identity = str(item.get("DOI") or raw).lower()
    return _Source(item, (), remarks, identity, cut=_is_cut(reference, 0))


def _is_cut(reference: Reference, recorded: int) -> bool:
    """Whether print says "et al" and the record's list of authors goes no further."""
    printed = reference.csl.get("author")
    named = len(printed) if isinstance(printed, (list, tuple)) else 0
    return recorded <= named and bool(ET_AL.search(reference.text("author") or ""))


def _entry(source: _Source, key: str) -> Entry:
    item = source.item
    type_, container, publisher = TYPES.get(str(item.get("type")), MISC)
    fields = {
        "author": _names(item.get("author"), cut=source.cut),
        "editor": _names(item.get("editor")),
        "title": _protected(_line(item.get("title"))),
        container: _escaped(item.get("container-title")),
        "year": _year(item),
        **{name: _escaped(item.get(variable)) for name, variable in FIELDS},
        "pages": _pages(_line(item.get("page") or item.get("number"))),
        publisher: _escaped(item.get("publisher")),
        **{name: _verbatim(item.get(variable)) for name, variable in VERBATIM},
        "note": _escaped("; ".join(source.notes)),
        "annote": _escaped("; ".join(source.remarks)),
    }
    return Entry(type_, key, [Field(name, value) for name, value in fields.items() if value])


def _line(value: object) -> str:
    """Text on one line, without control characters and lone surrogates."""
    text = "" if value is None else str(value)
    kept = "".join(c if unicodedata.category(c) not in ("Cc", "Cs") else " " for c in text)
    return " ".join(kept.split())


def _escaped(value: object) -> str:
    return _line(value).translate(ESCAPES)


def _verbatim(value: object) -> str:
    """As it is, but for what could end the field or keep it open, which is encoded as in a URL."""
    return _line(value).translate(ENCODED)


def _names(value: object, *, cut: bool = False) -> str:
    """``Family, Given and {Group}``: inside the field's braces a group stands in double ones."""
    found = [_name(name) for name in value or ()] if isinstance(value, (list, tuple)) else []
    names = [name for name in found if name]
    return " and ".join([*names, "others"] if names and cut else names)


def _name(name: Mapping[str, object]) -> str:
    family, suffix, given = (_escaped(name.get(part)) for part in ("family", "suffix", "given"))
    if not family:
        group = _escaped(name.get("literal")) or given
        return f"{{{group}}}" if group else ""
    if "," in family or re.search(r"\band\b", family):
        family = f"{{{family}}}"
    return ", ".join(part for part in (family, suffix, given) if part)


def _protected(title: str) -> str:
    """The title, with what a style must not put into lower case in braces.

    That is a word with a capital after its first letter or a digit after a capital (BCMA, mRNA,
    B12), a capital alone (the T of T-cell), and in a title that is otherwise in lower case any word
    with a capital that does not begin a sentence (Hodgkin).
    """
    long = [word for word in WORD.findall(title)[1:] if len(word) > 3]
    lower = sum(word[0].islower() for word in long) * 2 >= len(long)
    parts = []
    end = 0
    for found in WORD.finditer(title):
        before, word = title[end : found.start()], found.group()
        begins = end == 0 or re.search(r"[.:?!]\s", before) is not None
        alone = len(word) == 1 and word.isupper() and not (begins and word == "A")
        inner = any(letter.isupper() for letter in word[1:])
        coded = word[0].isupper() and any(letter.isdigit() for letter in word)
        proper = lower and word[0].isupper() and not begins
        parts.append(before.translate(ESCAPES))
        parts.append(f"{{{word}}}" if alone or inner or coded or proper else word)
        end = found.end()
    return "".join(parts) + title[end:].translate(ESCAPES)


def _pages(pages: str) -> str:
    """Each range completed and with two hyphens: ``1425-37, 1440`` → ``1425--1437, 1440``."""
    parts = []
    for part in re.split(r",\s*", pages):
        if ends := PAGES.fullmatch(part):
            first, last = ends.groups()
            if last.isdigit() and len(last) < len(first):
                last = first[: -len(last)] + last
            part = f"{first}--{last}"
        parts.append(part.translate(ESCAPES))
    return ", ".join(parts)


def _year(item: Item) -> str:
    issued = item.get("issued")
    dates = issued.get("date-parts") if isinstance(issued, Mapping) else None
    return str(dates[0][0]) if dates and dates[0] else ""


def _keys(sources: Sequence[_Source]) -> dict[str, str]:
    """A key for each identity, no two the same."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for source in sources:
        alike[_key(source.item)].append(source.identity)
    keys = {identities[0]: key for key, identities in alike.items() if len(identities) == 1}
    taken = set(keys.values())
    for key, identities in sorted(alike.items()):
        if len(identities) > 1:
            free = (key + letters for letters in _letters() if key + letters not in taken)
            for identity in sorted(identities):
                keys[identity] = next(free)
                taken.add(keys[identity])
    return keys


def _letters() -> Iterator[str]:
    """a … z, aa, ab …"""
    return ("".join(letters) for n in count(1) for letters in product(ascii_lowercase, repeat=n))


def _key(item: Item) -> str:
    first: Mapping[str, object] = next(iter(item.get("author") or item.get("editor") or ()), {})
    name = first.get("family") or next(iter(_ascii_words(first.get("literal"))), "")
    family = "".join(_ascii_words(name)) or "anonymous"
    words = [w for w in _ascii_words(item.get("title")) if len(w) > 1 and w not in STOPWORDS]
    return f"{family}{_year(item)}{words[0] if words else ''}"


def _ascii_words(text: object) -> list[str]:
    """The words that hold a letter, in lower case, without accents; none of another script."""
    apart = unicodedata.normalize("NFKD", _line(text).casefold().translate(FOLDED))
    return re.findall(
        r"[a-z0-9]*[a-z][a-z0-9]*", "".join(c for c in apart if not unicodedata.combining(c))
    )
