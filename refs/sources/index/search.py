"""A finished index as a source of works.  ⇅"""

from __future__ import annotations

import itertools
import math
import re
import sqlite3
import threading
import zlib
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from refs.compare.printed import Text, read_text
from refs.folding import fold, split_words
from refs.model import Answer, Question, Reference, SourceReport, Work
from refs.sources.index.packed import unpack
from refs.sources.index.store import open_postings, open_records, read_info
from refs.sources.index.terms import (
    guess_keys,
    is_about,
    is_told,
    notice_key,
    read_keys,
    telling,
)

if TYPE_CHECKING:
    pass

# Twenty of the rarest words decide as well as all of them and cost far less over millions of works;
# with ten, of a long list of authors only names would be asked for.
_TERMS = 20
_FEWEST_TERMS = 3
# Works that the words of one query may be posted under, all words together: what a query costs.
_POSTED = 15_000
_ROWS = 10
# Hits after the first two need so large a share of the best one's relevance, and of what a work
# with all the words would have. Of 2,350 labelled references whose work was found by words none was
# lost; two thirds of the hits that are not meant fall below.
_CLOSEST = 2
_NEAR, _TOUCHED = 0.3, 0.2
_TRIED = 80  # words of a reference that are looked up; real ones have 30 to 60
_KEYED = 10  # a key that more works than this share says too little
_TOLD = 0.8  # share of a title's words: a work with a reference's keys and these is the one meant

# "1Journal", "AppliedPhysics", "Letters20": words that lost the space between them.
_GLUED = re.compile(r"([a-zß-ÿ](?=[A-ZÀ-Þ0-9])|(?<!\S)[0-9]{1,3}(?=[A-ZÀ-Þ][a-zß-ÿ]))")
# What a damaged file makes the engines raise in the middle of a search.
_DAMAGE = (sqlite3.DatabaseError, zlib.error, OSError, ValueError, TypeError)


class Index:
    """A local index as a source: a ``Search`` named "index". Close it, or use it with ``with``.

    Raises:
        BadIndex: there is no index at ``path`` that this version can read.
    """

    name = "index"

    def __init__(self, path: Path) -> None:
        self.path = path
        self._database = open_records(path)
        try:
            self.info = read_info(self._database, path)
            postings = open_postings(path)
        except BaseException:
            self._database.close()
            raise
        self._searcher, self._schema = postings.searcher(), postings.schema
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the files; the index cannot be asked afterwards."""
        self._database.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def by_doi(self, doi: str) -> Answer:
        """The work with this DOI, or none."""
        try:
            works = self._works([doi.lower()])
        except _DAMAGE as error:
            return self._damaged(error, "doi")
        return Answer(self._report("doi"), works)

    def by_reference(self, reference: Reference) -> Answer:
        """At most twenty works that share the reference's exact keys or its rarest words.

        Where works with its year, volume and first page also have its title or first author, these
        alone: nothing else can be meant as likely.
        """
        text = reference.raw or " ".join(found.value for found in reference.fields.values())
        try:
            works = self._search(reference, read_text(text, labelled=bool(reference.raw)))
        except _DAMAGE as error:
            return self._damaged(error, "reference")
        return Answer(self._report("reference"), works)

    def _report(self, question: Question) -> SourceReport:
        return SourceReport(
            name=self.name,
            state="answered",
            complete=self.info.complete,
            detail=None if self.info.complete else "not declared to hold all of Crossref",
            asked=self.info.as_of,
            question=question,
        )

    def _damaged(self, error: Exception, question: Question) -> Answer:
        detail = f"{self.path} is damaged ({error}); build it again"
        complete = self.info.complete
        return Answer(SourceReport(self.name, "unavailable", complete, detail, question=question))

    def _search(self, reference: Reference, text: Text) -> tuple[Work, ...]:
        keyed = self._keyed(read_keys(reference))
        told = dict.fromkeys(itertools.islice(telling(text.words), _TRIED))
        if keyed:
            sure = tuple(
                work
                for work in self._works(keyed)
                if keyed[work.doi] > 1 or is_told(split_words(work.title or ""), told, _TOLD)
            )
            if sure:
                return sure
        apart = told
        if _GLUED.search(text.raw):
            again = _GLUED.sub(r"\1 ", text.raw)
            apart = dict.fromkeys(itertools.islice(telling(fold(again).split()), _TRIED))
        found = dict.fromkeys(
            (*keyed, *self._keyed(guess_keys(text.raw, apart)), *self._worded(told | apart))
        )
        return self._works(list(found))

    def _keyed(self, keys: Iterable[str]) -> dict[str, int]:
        """DOIs of the works with any of the keys, and how many of them each has."""
        found: dict[str, int] = {}
        for key in keys:
            if 0 < self._searcher.doc_freq("key", key) <= _KEYED:
                for doi, _ in self._hits("key", [key], _KEYED):
                    found[doi] = found.get(doi, 0) + 1
        return found

    def _worded(self, told: Collection[str]) -> list[str]:
        """DOIs of the works that have most of the rarest words, best first."""
        frequent = self._searcher.doc_freq
        rare = sorted((count, word) for word in told if (count := frequent("text", word)))
        asked: list[str] = []
        posted = 0
        for count, word in rare[:_TERMS]:
            posted += count
            if len(asked) >= _FEWEST_TERMS and posted > _POSTED:
                break
            asked.append(word)
        hits = self._hits("text", asked, _ROWS)
        works = self._searcher.num_docs
        most = sum([math.log1p((works - n + 0.5) / (n + 0.5)) for n, _ in rare[: len(asked)]])
        least = max(_NEAR * hits[0][1], _TOUCHED * most) if hits else 0.0
        return [
            doi
            for place, (doi, relevance) in enumerate(hits)
            if place < _CLOSEST or relevance >= least
        ]

    def _hits(self, field: str, terms: Collection[str], rows: int) -> list[tuple[str, float]]:
        import tantivy

        if not terms:
            return []
        query, should = tantivy.Query, tantivy.Occur.Should
        parts = [(should, query.term_query(self._schema, field, term)) for term in terms]
        asked = parts[0][1] if len(parts) == 1 else query.boolean_query(parts)
        hits = self._searcher.search(asked, rows, count=False).hits
        return [(str(self._searcher.doc(place)["doi"][0]), score) for score, place in hits]

    def _works(self, dois: Collection[str]) -> tuple[Work, ...]:
        return tuple(self._with_notices(work) for work in self._recorded(dois))

    def _recorded(self, dois: Collection[str]) -> Iterable[Work]:
        asked = f"SELECT doi, record FROM works WHERE doi IN ({','.join('?' * len(dois))})"
        with self._lock:
            records = dict(self._database.execute(asked, tuple(dois)).fetchall())
        return (unpack(records[doi], self.name) for doi in dois if doi in records)

    def _with_notices(self, work: Work) -> Work:
        """The work with the notices about it that only their own records tell of."""
        key = notice_key(work.doi)
        if not self._searcher.doc_freq("key", key):
            return work
        known = {work.doi, *(notice.doi for notice in work.notices if not is_about(notice))}
        told = [doi for doi, _ in self._hits("key", [key], _KEYED) if doi not in known]
        added = tuple(
            replace(one, kind=one.kind.removeprefix("is-").removesuffix("-of"), doi=notice.doi)
            for notice in self._recorded(told)
            for one in notice.notices
            if one.doi == work.doi and is_about(one)
        )
        return replace(work, notices=work.notices + added)
