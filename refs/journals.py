"""Journals by any of their names: title, abbreviation, ISSN, NLM id.

``refs/data/journals.tsv`` holds the journals of two MEDLINE files (``tests/bench/make_journals.py``
rebuilds it): ``nlm_id``, ``title``, ``abbreviations`` and ``issn``, several values joined by "; ".
It is far from all journals there are; a name that is not in it says nothing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from refs.errors import BadTable
from refs.folding import fold

DATA = "journals.tsv"
_ISSN = re.compile(r"([0-9]{4})-?([0-9]{3}[0-9Xx])\Z")
# Small words that an abbreviation leaves out, in the languages that journals are named in.
_SMALL = frozenset(
    "a an and d das de degli dei del della der des di die do du e ed el et for fur in l la le les of "
    "on og os på the to und voor y".split()
)
# "Clinical symposia (Summit, N.J. : 1957)", "Virology : research and treatment", "AJR. American …"
_QUALIFIER = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*\Z|\s+[:=/]\s.*\Z")
_SPELT_OUT = re.compile(r"\b\w(?: \w\b)+")  # "U S A", "USA"
_LARGEST = 64 << 20  # bytes of a table; the largest public lists have a tenth


@dataclass(frozen=True, slots=True)
class Journal:
    """What is known of a journal; a source says nothing of what is empty."""

    title: str
    abbreviations: tuple[str, ...] = ()
    """ISO 4's first where it is known, then NLM's and others."""
    issn: tuple[str, ...] = ()
    """With hyphen, an X in capitals."""
    nlm_id: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The title, then the abbreviations."""
        return (self.title, *self.abbreviations)


@lru_cache(maxsize=16384)
def journal_key(name: str) -> str:
    """A journal's name made comparable: folded, without small words, letters that stand alone joined.

    >>> journal_key("The Journal of Clinical Oncology"), journal_key("J. Clin. Oncol.")
    ('journal clinical oncology', 'j clin oncol')
    """
    words = _SPELT_OUT.sub(lambda found: found.group().replace(" ", ""), fold(name)).split()
    return " ".join([word for word in words if word not in _SMALL] or words)


class Journals:
    """Journals to look up by name or ISSN. Of several tables the earlier ones overrule the later."""

    def __init__(self, *tables: Iterable[Journal]) -> None:
        self._named: dict[str, tuple[Journal, ...]] = {}
        self._numbered: dict[str, Journal] = {}
        for table in tables:
            named: dict[str, tuple[Journal, ...]] = {}
            for journal in table:
                for key in dict.fromkeys(_keys(journal)):
                    named[key] = (*named.get(key, ()), journal)
                for issn in journal.issn:
                    self._numbered.setdefault(issn, journal)
            self._named = named | self._named

    def __contains__(self, name: object) -> bool:
        """Whether a journal has this name, or this abbreviation."""
        return isinstance(name, str) and journal_key(name) in self._named

    def named(self, name: str) -> tuple[Journal, ...]:
        """The journals with this title or abbreviation; several where journals share a name."""
        return self._named.get(journal_key(name), ())

    def with_issn(self, issn: str) -> Journal | None:
        """The journal with this ISSN, with or without hyphen."""
        return self._numbered.get(normal_issn(issn) or "")

    def keys(self) -> frozenset[str]:
        """Every name by which a journal is found, as ``journal_key`` gives it."""
        return frozenset(self._named)


def _keys(journal: Journal) -> Iterator[str]:
    for name in journal.names:
        yield journal_key(name)
        if (short := _QUALIFIER.sub("", name)) and short != name:
            yield journal_key(short)


def normal_issn(text: str) -> str | None:
    """The ISSN as printed on journals, "1533-4406"; None where the text is none."""
    found = _ISSN.fullmatch(text.strip())
    return f"{found[1]}-{found[2].upper()}" if found else None


@lru_cache(maxsize=1)
def load_journals() -> Journals:
    """The journals that come with the program."""
    return Journals(_kept())


def read_journals(path: Path) -> Journals:
    """The journals of a table of one's own, which overrule those that come with the program.

    Args:
        path: UTF-8 text, a journal a line: title and abbreviation, then, wherever they stand, any
            ISSNs and further abbreviations; separated by tabs, semicolons or commas (with quotation
            marks where a name has one). JabRef's lists are such tables. A heading is passed over.
    Raises:
        BadTable: a line has no two columns, or the file is no text.
        OSError: it cannot be read.
    """
    if path.stat().st_size > _LARGEST:
        raise BadTable(str(path), f"is larger than {_LARGEST >> 20} MB")
    try:
        text = path.read_text(encoding="utf-8-sig")
        first = text.partition("\n")[0]
        separator = max("\t;,", key=first.count)
        rows = list(csv.reader(text.splitlines(), delimiter=separator, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadTable(str(path), f"is no table in UTF-8 ({error})") from error
    own = []
    for line, row in enumerate(rows, 1):
        cells = [cell.strip() for cell in row if cell.strip()]
        if not cells or (line == 1 and cells[0].lower() in {"title", "journal", "full title"}):
            continue
        if len(cells) < 2:
            raise BadTable(f"{path}:{line}", "has no two columns: title and abbreviation")
        issn = tuple(found for cell in cells if (found := normal_issn(cell)))
        names = tuple(c for c in cells if not normal_issn(c) and any(map(str.isalpha, c)))
        if names:
            own.append(Journal(names[0], names[1:], issn))
    return Journals(own, _kept())


def _kept() -> list[Journal]:
    text = (files("refs") / "data" / DATA).read_text(encoding="utf-8")
    return [_journal(line.split("\t")) for line in text.splitlines()[1:]]


def _journal(cells: list[str]) -> Journal:
    nlm_id, title, abbreviations, issn = cells
    return Journal(title, _split(abbreviations), _split(issn), nlm_id or None)


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("; ")) if cell else ()
