"""EndNote's and PubMed's XML, as :mod:`refs.fix.slots` wants a format: text by its path in a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import escape
from typing import Any, Final, NamedTuple
from xml.parsers import expat

from refs.fix.slots import Addition, Layout, Slot, by_precedence, numbered
from refs.formats.items import line

# Path of an element in its record, with an attribute where that says what it is → what it says.
_ENDNOTE: Final = {
    "electronic-resource-num": "doi", "urls/related-urls/url": "url", "titles/title": "title",
    "contributors/authors/author": "author", "dates/year": "date", "dates/pub-dates/date": "date",
    "volume": "volume", "number": "issue", "pages": "pages", "custom7": "pages",
    "periodical/full-title": "container-title", "titles/secondary-title": "container-title",
    "periodical/abbr-1": "container-title-short", "titles/alt-title": "container-title-short",
}  # fmt: skip
_CITATION: Final = "MedlineCitation/Article"
_PUBMED: Final = {
    "PubmedData/ArticleIdList/ArticleId[doi]": "doi",
    f"{_CITATION}/ELocationID[doi]": "doi",
    f"{_CITATION}/ArticleTitle": "title",
    "BookDocument/ArticleTitle": "title",
    "BookDocument/Book/BookTitle": "container-title",
    "BookDocument/Book/PubDate/Year": "date",
    "BookDocument/AuthorList/Author/LastName": "author",
    "BookDocument/AuthorList/Author/ForeName": "author",
    f"{_CITATION}/AuthorList/Author/LastName": "author",
    f"{_CITATION}/AuthorList/Author/ForeName": "author",
    f"{_CITATION}/Journal/JournalIssue/PubDate/Year": "date",
    f"{_CITATION}/Journal/JournalIssue/PubDate/MedlineDate": "date",
    f"{_CITATION}/Journal/JournalIssue/Volume": "volume",
    f"{_CITATION}/Journal/JournalIssue/Issue": "issue",
    f"{_CITATION}/Pagination/MedlinePgn": "pages",
    f"{_CITATION}/Pagination/StartPage": "first-page",
    f"{_CITATION}/Pagination/EndPage": "last-page",
    f"{_CITATION}/Journal/Title": "container-title",
    f"{_CITATION}/Journal/ISOAbbreviation": "container-title-short",
}
_KINDS: Final = ("IdType", "EIdType")  # attributes that say what an element is
_DEEPEST: Final = 20  # no element of ours lies deeper


class _Element(NamedTuple):
    """An element by the offsets, in bytes, of what it is made of."""

    path: str
    """Below the outermost element, whose own is empty; with what its attribute says it is."""
    start: int
    inner: int
    """Behind its opening tag."""
    text_start: int
    """Of its first text, however deep it stands; -1 where it has none."""
    close: int
    """Of its closing tag."""
    text: str


def _read(data: bytes, wanted: Callable[[str], bool]) -> list[_Element]:
    """The elements whose path is wanted, in the order in which they close; none where XML breaks.

    Entities are left alone. Of nested elements the inner one has the text.
    """
    path: list[str] = []
    open_: list[tuple[str, int, list[int], list[str]]] = []
    found: list[_Element] = []
    parser: Any = expat.ParserCreate("utf-8")

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        kind = next((attributes[one] for one in _KINDS if one in attributes), "")
        path.append(f"{tag}[{kind}]" if kind else tag)
        if len(path) <= _DEEPEST and wanted(here := "/".join(path[1:])):
            open_.append((here, parser.CurrentByteIndex, [], []))

    def text(said: str) -> None:
        if open_:
            open_[-1][2].append(parser.CurrentByteIndex)
            open_[-1][3].append(said)

    def end(_: str) -> None:
        here = "/".join(path[1:]) if len(path) <= _DEEPEST else None
        path.pop()
        if open_ and open_[-1][0] == here:
            _, at, places, said = open_.pop()
            inner = data.index(b">", at) + 1
            first = places[0] if places else -1
            found.append(
                _Element(here or "", at, inner, first, parser.CurrentByteIndex, "".join(said))
            )

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    parser.DefaultHandler = lambda _: None  # without one expat writes entities out
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        return []
    return found


def _slots(record: str, paths: Mapping[str, str]) -> list[Slot]:
    data = record.encode()
    found = []
    for one in _read(data, paths.__contains__):
        if one.text_start < 0:
            continue
        end = _text_end(data, one.text_start, one.close)
        start = len(data[: one.text_start].decode())
        stop = start + len(data[one.text_start : end].decode())
        found.append(Slot(paths[one.path], one.path, start, stop, line(one.text)))
    return by_precedence(numbered(found), list(paths))


def _text_end(data: bytes, start: int, end: int) -> int:
    """Where the text ends that begins at ``start``: tags that close around its end are none of it."""
    while data[start:end].rstrip().endswith(b">"):
        tag = data.rfind(b"<", start, end)
        if not data.startswith(b"</", tag):
            break
        end = tag
    return start + len(data[start:end].rstrip())


def _spell(_field: str, text: str, _before: str, ascii_only: bool) -> str:
    shown = escape(line(text), quote=False)
    return shown.encode("ascii", "xmlcharrefreplace").decode() if ascii_only else shown


def _enclose(value: str, _before: str) -> str:
    return value


def _add_doi(
    record: str, _slots: Sequence[Slot], doi: str, *, parent: str, before: str, after: str
) -> Addition | None:
    """The last child of the parent, behind the white space that its first child has in front."""
    data = record.encode()
    one = next((one for one in _read(data, parent.__eq__)), None)
    if one is None:
        return None
    inner = data[one.inner : one.close].decode()
    lead = inner[: len(inner) - len(inner.lstrip())]
    at = len(data[: one.inner].decode()) + len(inner.rstrip())
    return Addition(at, lead + before, escape(doi, quote=False), after)


ENDNOTE: Final = Layout(
    partial(_slots, paths=_ENDNOTE),
    _spell,
    _enclose,
    partial(
        _add_doi, parent="", after="</style></electronic-resource-num>",
        before='<electronic-resource-num><style face="normal" font="default" size="100%">',
    ),
)  # fmt: skip
PUBMED: Final = Layout(
    partial(_slots, paths=_PUBMED),
    _spell,
    _enclose,
    partial(
        _add_doi,
        parent="PubmedData/ArticleIdList",
        before='<ArticleId IdType="doi">',
        after="</ArticleId>",
    ),
)
