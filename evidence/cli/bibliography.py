"""bib: bibliographies of any format in, a clean one out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, BinaryIO, cast

import click

from evidence.cli.console import DONE, EXIT_CODES, WRONG_INPUT, cli, fail, say
from evidence.cli.options import PATH, files_argument
from evidence.cli.streams import choose_format, explain_os_error, write

if TYPE_CHECKING:
    from refs.losses import Loss
    from refs.model import Entry

PROSE = ("text", "markdown", "html")
# Spelt out, so that help does not load the readers; a test compares them with refs.formats.
READ = ("endnote-xml", "pubmed-xml", "csl-json", "ris", "nbib", "bibtex", "biblatex", "csl-yaml",
        "ids", "document")  # fmt: skip
WRITTEN = ("endnote-xml", "csl-json", "ris", "nbib", "bibtex", "biblatex", "csl-yaml")
FORMATS = (*PROSE, *WRITTEN, "jsonl")
_MOST_TOLD = 20  # problems that are said one by one


@cli.command(
    epilog="""\b
Example: citeweave bib refs.bib pubmed.nbib -o all.ris
         citeweave bib letter.md --format csl-json --losses lost.jsonl

"""
    + EXIT_CODES
)
@files_argument
@click.option(
    "-o", "--output", type=PATH, default="-", help="Write there instead of stdout; - is stdout."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="Default: by the suffix of -o, else text.",
)
@click.option(
    "--from",
    "from_",
    type=click.Choice(READ),
    help="What the files are. Default: by what is in them.",
)
@click.option(
    "--losses",
    type=PATH,
    metavar="FILE",
    help="Write there, an entry and variable a line, what the format cannot hold.",
)
@click.option(
    "--unread",
    type=PATH,
    metavar="FILE",
    help="Write there, as they stand, the records that cannot be read.",
)
def bib(
    files: tuple[str, ...], output: str, format_: str | None, from_: str | None,
    losses: str | None, unread: str | None,
) -> int:  # fmt: skip
    """Bibliographies: convert and merge them.

    Files are told apart by what is in them: BibTeX, BibLaTeX, RIS, NBIB, EndNote XML, PubMed XML,
    CSL-JSON, CSL-YAML, lists of DOIs and PMIDs, and documents with reference lists.
    """
    from refs.keys import fill_keys

    chosen = choose_format(format_, output, FORMATS)
    with ExitStack() as stack:
        reading = Reading(stack)
        entries = fill_keys(reading.entries(files, from_))
        lost: list[Loss] = []
        write(output, _parts(entries, chosen, lost), files)
    reading.tell()
    if unread:
        write(unread, reading.raw, files)
    _tell_losses(lost, chosen, losses, files)
    return WRONG_INPUT if reading.failed else DONE


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

    def entries(self, files: Sequence[str], from_: str | None) -> Iterator[Entry]:
        """The entries that can be read, in order; a file that cannot gets its line and is left out."""
        from refs.errors import UnreadableDocument
        from refs.formats import open_bibliography

        for name in files:
            try:
                file = cast(BinaryIO, self._stack.enter_context(click.open_file(name, "rb")))
                shown = "stdin" if name == "-" else name
                for entry in open_bibliography(file, shown, from_).entries:
                    self._note(entry)
                    if entry.item:
                        self.read[shown] += 1
                        yield entry
            except (OSError, UnreadableDocument) as error:
                self.failed = True
                why = explain_os_error(error) if isinstance(error, OSError) else error.why
                fail(f"{name}: {why}", WRONG_INPUT)

    def _note(self, entry: Entry) -> None:
        if not entry.item:
            self.failed = True
            self.raw.append(entry.raw if entry.raw.endswith("\n") else entry.raw + "\n")
        if len(self._problems) < _MOST_TOLD:
            where = f"{entry.file}:{entry.line}" if entry.line else entry.file
            said = f"{where}: {entry.key}" if entry.key else where
            self._problems += [f"{said}: {problem}" for problem in entry.problems]
        else:
            self._more += len(entry.problems)

    def tell(self) -> None:
        """What is wrong, record by record, on stderr."""
        for line in self._problems:
            say(f"citeweave: {line}")
        if self._more:
            say(f"citeweave: and {self._more} more problems; --format jsonl lists them all")
        for name, count in self.read.items():
            say(f"{name}: {count} entries")


def _parts(entries: Iterable[Entry], format_: str, lost: list[Loss]) -> Iterator[str]:
    """The text of the format; what it cannot hold is added to ``lost``."""
    from refs.citation import cite
    from refs.formats import write_entries
    from refs.formats.prose import write_html, write_markdown, write_prose
    from refs.records import entry_record, json_line

    if format_ == "jsonl":
        yield from (json_line(entry_record(entry)) for entry in entries)
    elif format_ in PROSE:
        writer = {"text": write_prose, "markdown": write_markdown, "html": write_html}[format_]
        yield from writer(cite(entry.item) for entry in entries)
    else:
        yield from write_entries(_watched(entries, format_, lost), format_)


def _watched(entries: Iterable[Entry], format_: str, lost: list[Loss]) -> Iterator[Entry]:
    from refs.losses import entry_losses

    for entry in entries:
        lost += entry_losses(entry, format_)
        yield entry


def _tell_losses(
    lost: Sequence[Loss], format_: str, path: str | None, files: Sequence[str]
) -> None:
    """The loss report: in short on stderr, in full in the file asked for."""
    if path:
        from refs.records import json_line

        if path.endswith((".jsonl", ".json")):
            write(path, (json_line(loss._asdict()) for loss in lost), files)
        else:
            write(path, (_loss_line(loss) for loss in lost), files)
    if lost:
        counts = Counter(f"{loss.variable} {loss.kind}" for loss in lost)
        said = ", ".join(f"{count} {what}" for what, count in counts.most_common(8))
        entries = len({loss.key for loss in lost})
        hint = "" if path else "; --losses FILE lists them"
        say(f"{format_} cannot hold all of {entries} entries: {said}{hint}")


def _loss_line(loss: Loss) -> str:
    after = f" -> {loss.after}" if loss.after else ""
    return f"{loss.key}: {loss.variable} {loss.kind}: {loss.before}{after}\n"
