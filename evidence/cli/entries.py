"""Entries of bibliographies as they come in and go out, and what a person is told of them.  ⇅"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, BinaryIO, cast

import click

from evidence.cli.console import WRONG_INPUT, counted, fail, say
from evidence.cli.streams import explain_os_error, write

if TYPE_CHECKING:
    from refs.fill import Filled
    from refs.losses import Loss
    from refs.model import Entry

_NOTHING = {"document": "no reference list", "ids": "no DOI, PMID or PMCID"}
_MOST_TOLD = 20  # problems that are said one by one


class Reading:
    """Files as they are read, and what went wrong in them."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._problems: list[str] = []
        self._more = 0
        self.raw: list[str] = []
        """The records that cannot be read, as they stand."""
        self.failed = False
        """Whether a file or a record could not be read."""
        self.read: Counter[str] = Counter()
        """Entries by file."""
        self.unreadable: Counter[str] = Counter()
        """Records that cannot be read, by file."""
        self.bare: Counter[str] = Counter()
        """Entries that were bare identifiers, by what became of them."""
        self._sources: Counter[str] = Counter()
        self._why = ""

    def entries(self, files: Sequence[str], from_: str | None) -> Iterator[Entry]:
        """The entries that can be read, in order; a file that cannot gets its line and is left out."""
        from refs.errors import UnreadableDocument
        from refs.formats import open_bibliography

        for name in files:
            try:
                file = cast(BinaryIO, self._stack.enter_context(click.open_file(name, "rb")))
                shown = "stdin" if name == "-" else name
                bibliography = open_bibliography(file, shown, from_)
                for entry in bibliography.entries:
                    self._note(entry)
                    if entry.item:
                        self.read[shown] += 1
                        yield entry
                if not (self.read[shown] or self.unreadable[shown]):
                    self.failed = True
                    what = _NOTHING.get(bibliography.format, f"no record of {bibliography.format}")
                    fail(f"{shown}: {what} in it", WRONG_INPUT)
            except (OSError, UnreadableDocument) as error:
                self.failed = True
                why = explain_os_error(error) if isinstance(error, OSError) else error.why
                fail(f"{name}: {why}", WRONG_INPUT)

    def _note(self, entry: Entry) -> None:
        if not entry.item:
            self.failed = True
            self.unreadable[entry.file] += 1
            self.raw.append(entry.raw if entry.raw.endswith("\n") else entry.raw + "\n")
        if len(self._problems) < _MOST_TOLD:
            where = f"{entry.file}:{entry.line}" if entry.line else entry.file
            said = f"{where}: {entry.key}" if entry.key else where
            self._problems += [f"{said}: {problem}" for problem in entry.problems]
        else:
            self._more += len(entry.problems)

    def note_filled(self, one: Filled) -> None:
        if one.state != "given":
            self.bare[one.state] += 1
        if one.state == "filled":
            self._sources[one.entry.source.partition(" ")[0]] += 1
        if one.state == "unknown":
            self._problems.append(f"{one.entry.file}:{one.entry.line}: {one.entry.problems[-1]}")
        self._why = self._why or one.why

    def tell(self) -> None:
        """What is wrong, record by record, on stderr."""
        for line in self._problems:
            say(f"citeweave: {line}")
        if self._more:
            say(f"citeweave: and {self._more} more problems; --format jsonl lists them all")
        for name, count in self.read.items():
            say(f"{name}: {counted(count, 'entry', 'entries')}")

    def tell_bare(self) -> None:
        """What became of identifiers that stood alone."""
        for name, count in self._sources.items():
            say(f"{count} looked up: {name}")
        if count := self.bare["unanswered"]:
            say(f"{counted(count, 'DOI stays', 'DOIs stay')} bare: {self._why}")
        if count := self.bare["no-doi"]:
            what = counted(count, "PMID stays", "PMIDs stay")
            say(f"{what} bare: Crossref lists none; PubMed's download (NBIB) has the records")


class Losses:
    """What the format of the output cannot hold."""

    def __init__(self, keep: bool) -> None:
        self._keep = keep
        self._rows: list[Loss] = []
        self._counts: Counter[str] = Counter()
        self._own = 0
        self._entries = 0
        self.written = 0
        """Entries that went out."""

    def count(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The entries as they go out."""
        for entry in entries:
            self.written += 1
            yield entry

    def watch(self, entries: Iterable[Entry], format_: str) -> Iterator[Entry]:
        """The entries as they come; what the format loses of each is counted, or kept whole."""
        from refs.losses import find_losses

        for entry, losses in find_losses(entries, format_):
            self._entries += bool(losses)
            for loss in losses:
                own = loss.variable.startswith("custom.")
                self._own += own
                self._counts[f"{loss.variable} {loss.kind}"] += not own
            if self._keep:
                self._rows += losses
            yield entry

    def tell(self, format_: str, path: str | None, files: Sequence[str]) -> None:
        """In short on stderr, in full in the file asked for."""
        if path:
            from refs.records import json_line

            as_json = path.endswith((".jsonl", ".json"))
            lines = (json_line(one._asdict()) if as_json else _line(one) for one in self._rows)
            write(path, lines, files)
        if self._entries:
            said = [f"{count} {what}" for what, count in self._counts.most_common(8) if count]
            if self._own:
                said.append(f"{counted(self._own, 'field')} that only another format has")
            hint = "" if path else "; --losses FILE lists them"
            what = "the one entry" if self._entries == 1 else f"{self._entries} entries"
            say(f"{format_} cannot hold all of {what}: {', '.join(said)}{hint}")


def _line(loss: Loss) -> str:
    after = f" -> {loss.after}" if loss.after else ""
    return f"{loss.key}: {loss.variable} {loss.kind}: {loss.before}{after}\n"
