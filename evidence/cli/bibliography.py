"""bib: bibliographies of any format in, a clean one out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

import click

from evidence.cli.console import DONE, EXIT_CODES, INCOMPLETE, WRONG_INPUT, cli, counted, say
from evidence.cli.entries import Losses, Reading
from evidence.cli.options import PATH, WRITTEN, files_argument, lookup_options
from evidence.cli.streams import choose_format, pretty_json, write

if TYPE_CHECKING:
    from refs.dedupe import Distinct, Group, Pair
    from refs.model import Entry

PROSE = ("text", "markdown", "html")
# Spelt out, so that help does not load the readers; a test compares them with refs.formats.
READ = ("endnote-xml", "pubmed-xml", "csl-json", "ris", "nbib", "bibtex", "biblatex", "csl-yaml",
        "ids", "document")  # fmt: skip
FORMATS = (*PROSE, *WRITTEN, "jsonl")
SOURCES = ("indexes", "offline", "mailto", "cache_file", "refresh")  # what --fix and bare DOIs need
_FIX_FIELDS = ("doi", "title", "author", "date", "volume", "issue", "pages", "container-title")


def _fields(_context: click.Context, _option: click.Parameter, said: str | None) -> tuple[str, ...]:
    """ "doi,pages" as names of fields."""
    names = tuple(filter(None, (name.strip().lower() for name in (said or "").split(","))))
    for name in names:
        if name not in _FIX_FIELDS:
            raise click.BadParameter(f"no field {name!r}; there are {', '.join(_FIX_FIELDS)}")
    return names


@cli.command(
    epilog="""\b
Example: citeweave bib refs.bib pubmed.nbib -o all.ris --dedupe
         citeweave bib letter.md --style lancet -o list.html
         citeweave bib refs.bib --fix --only doi,pages --mailto you@example.org
         citeweave bib refs.bib --undo refs.bib.changes.jsonl --in-place

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
    "--style",
    metavar="NAME",
    help="Set text, Markdown or HTML in this CSL style: ama, vancouver, lancet, nejm, bmj, apa …",
)
@click.option(
    "--csl", type=click.Path(), metavar="FILE", help="Set it in the style of this .csl file."
)
@click.option("--dedupe", is_flag=True, help="Merge the entries that are one work.")
@click.option(
    "--duplicates",
    type=PATH,
    metavar="FILE",
    help="Write there what is one work or may be, and why.",
)
@click.option(
    "--decisions",
    type=PATH,
    metavar="FILE",
    help="Entries that a person told apart, kept from run to run.",
)
@click.option(
    "--not-same",
    nargs=2,
    multiple=True,
    metavar="KEY KEY",
    help="Tell two entries apart, in --decisions (repeatable).",
)
@click.option(
    "--journals",
    type=click.Choice(["full", "abbreviated"]),
    help="Titles of journals all in this form.",
)
@click.option(
    "--keys",
    metavar="PATTERN",
    help="Make new keys: [auth][year][word], also [auth3:upper]_[shortyear].",
)
@click.option(
    "--ascii", "ascii_", is_flag=True, help="In BibTeX, letters outside of ASCII as LaTeX commands."
)
@click.option(
    "--cited",
    type=PATH,
    metavar="FILE",
    help="Write there by which article each work is cited, under which number.",
)
@click.option(
    "--prisma",
    type=PATH,
    metavar="FILE",
    help="Write there PRISMA 2020's counts: .json, or else a table.",
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
@click.option(
    "--fix",
    is_flag=True,
    help="Correct one file, as it is, by what its check proves; a diff, unless -o or --in-place.",
)
@click.option(
    "--only",
    callback=_fields,
    metavar="FIELD,...",
    help="Correct these fields only: " + ", ".join(_FIX_FIELDS) + ".",
)
@click.option(
    "--protect",
    multiple=True,
    metavar="KEY",
    help="Leave this entry as it is; #3 is the third of a file without keys (repeatable).",
)
@click.option("--in-place", is_flag=True, help="Write the corrections into the file itself.")
@click.option(
    "--undo", type=PATH, metavar="FILE", help="Take back the corrections that this file keeps."
)
@lookup_options
def bib(files: tuple[str, ...], output: str, fix: bool, undo: str | None, only: tuple[str, ...],
        protect: tuple[str, ...], in_place: bool, **options: Any) -> int:  # fmt: skip
    """Bibliographies: convert, format in a journal's style, merge, dedupe, correct.

    Files are told apart by what is in them: BibTeX, BibLaTeX, RIS, NBIB, EndNote XML, PubMed XML,
    CSL-JSON, CSL-YAML, lists of DOIs and PMIDs, and documents with reference lists. A DOI alone is
    looked up; nothing else is asked of anyone, unless --fix is given.
    """
    sources = {name: options.pop(name) for name in SOURCES}
    if fix or undo:
        from evidence.cli.fixing import fix_file, undo_file

        from_ = options.pop("from_")
        if len(files) != 1:
            raise click.UsageError("give one file to correct")
        if other := next((name for name, value in options.items() if value), None):
            said = other.strip("_").replace("_", "-")
            raise click.UsageError(f"--{said} does not go with --fix and --undo; run bib once more")
        if in_place and files[0] == "-":
            raise click.UsageError("--in-place writes into a file, and stdin is none; give -o")
        if undo:
            return undo_file(files[0], undo, output, in_place, from_)
        return fix_file(files[0], output, in_place, from_, only, protect, sources)
    if only or protect or in_place:
        raise click.UsageError("--only, --protect and --in-place go with --fix")
    return _convert(files, output, sources, **options)


def _convert(
    files: tuple[str, ...], output: str, sources: Mapping[str, Any], format_: str | None,
    from_: str | None, style: str | None,
    csl: str | None, dedupe: bool, duplicates: str | None, decisions: str | None,
    not_same: Sequence[tuple[str, str]], journals: str | None, keys: str | None, ascii_: bool,
    cited: str | None, prisma: str | None, losses: str | None, unread: str | None,
) -> int:  # fmt: skip
    from refs.keys import assign_keys, fill_keys

    chosen = choose_format(format_, output, FORMATS)
    if (style or csl) and chosen not in PROSE:
        raise click.UsageError(f"a style sets text, markdown or html, not {chosen}")
    if not_same and not decisions:
        raise click.UsageError("--not-same needs --decisions FILE to keep it in")
    citer = _citer(style, csl)
    lost = Losses(bool(losses))
    with ExitStack() as stack:
        reading = Reading(stack)
        entries: Iterable[Entry] = _filled(reading.entries(files, from_), sources, reading)
        if dedupe or duplicates or prisma or not_same:
            entries = _deduped(
                list(fill_keys(entries)),
                reading,
                dedupe,
                duplicates,
                decisions,
                not_same,
                prisma,
                files,
            )
        if journals:
            entries = _renamed(entries, journals)
        entries = assign_keys(list(entries), keys) if keys else fill_keys(entries)
        if cited:
            entries = list(entries)
            write(cited, _cited_lines(entries), files)
        first = next(iter(entries := iter(entries)), None)
        if first or not reading.failed:  # of files that cannot be read nothing is written
            wanted = entries if first is None else chain([first], entries)
            write(output, _parts(lost.count(wanted), chosen, citer, lost, ascii_), files)
    reading.tell()
    if output != "-" and lost.written:
        say(f"{output}: {counted(lost.written, 'entry', 'entries')} written, {chosen}")
    reading.tell_bare()
    if unread:
        write(unread, reading.raw, files)
    lost.tell(chosen, losses, files)
    if reading.failed:
        return WRONG_INPUT
    return INCOMPLETE if reading.bare["unanswered"] else DONE


def _filled(
    entries: Iterator[Entry], sources: Mapping[str, Any], reading: Reading
) -> Iterator[Entry]:
    """The entries, bare DOIs with the records behind them; where there is none nobody is asked."""
    from evidence.cli.streams import open_searches
    from refs.fill import fill_entries, is_bare

    for entry in entries:
        if is_bare(entry.item):
            with open_searches(**sources) as (searches, _):
                for one in fill_entries(chain([entry], entries), searches):
                    reading.note_filled(one)
                    yield one.entry
            return
        yield entry


def _citer(
    style: str | None, csl: str | None
) -> Callable[[Iterable[Entry]], Iterator[tuple[str, str]]]:
    """Entries → label and HTML of each, in the style, or as NLM cites where none is asked for."""
    from refs.citation import cite

    if not (style or csl):
        return lambda entries: ((f"{n}.", cite(entry.item)) for n, entry in enumerate(entries, 1))
    from refs.styles import load_style

    if csl and not csl.lower().endswith(".csl"):
        raise click.UsageError(
            f"{csl}: a style ends in .csl; for one that is installed give --style"
        )
    loaded = load_style(csl or style or "")
    return lambda entries: ((one.label, one.text) for one in loaded.cite(list(entries)))


def _renamed(entries: Iterable[Entry], form: str) -> Iterator[Entry]:
    from refs.journal_titles import Form, rename_journal
    from refs.journals import load_journals

    known = load_journals()
    return (rename_journal(entry, cast("Form", form), known) for entry in entries)


def _deduped(
    entries: list[Entry], reading: Reading, merging: bool, duplicates: str | None,
    decisions: str | None, not_same: Sequence[tuple[str, str]], prisma: str | None, files: Sequence[str],
) -> list[Entry]:  # fmt: skip
    from refs.dedupe import find_duplicates, merge
    from refs.prisma import count_records, prisma_table

    distinct = _read_decisions(decisions, entries, not_same)
    groups, possible = find_duplicates(entries, distinct)
    more = sum(len(group.places) - 1 for group in groups)
    hint = "; --duplicates FILE lists them" if possible and not duplicates else ""
    say(f"{counted(more, 'duplicate')} of {counted(len(groups), 'work')},"
        f" {counted(len(possible), 'pair')} that may be one work{hint}")  # fmt: skip
    if duplicates:
        write(duplicates, _duplicate_lines(entries, groups, possible, duplicates), files)
    if prisma:
        counts = count_records(entries, groups, reading.unreadable)
        write(
            prisma,
            [pretty_json(counts) if prisma.endswith(".json") else prisma_table(counts)],
            files,
        )
    if not merging:
        return entries
    merged = {
        group.places[0]: merge([entries[place] for place in group.places]) for group in groups
    }
    gone = {place for group in groups for place in group.places[1:]}
    return [merged.get(place, entry) for place, entry in enumerate(entries) if place not in gone]


def _read_decisions(
    path: str | None, entries: Sequence[Entry], not_same: Sequence[tuple[str, str]]
) -> list[Distinct]:
    """The pairs that were told apart, those of this run added to the file."""
    import json
    from pathlib import Path

    from refs.dedupe import Distinct, fingerprint
    from refs.files import whole_file
    from refs.records import json_line

    if not path:
        return []
    file = Path(path)
    kept = file.read_text(encoding="utf-8") if file.exists() else ""
    known = []
    for number, text in enumerate(kept.splitlines(), 1):
        try:
            row = json.loads(text)
            if row["decision"] == "not-same":
                known.append(Distinct(*row["entries"]))
        except (ValueError, KeyError, TypeError) as error:
            raise click.UsageError(f"{path}:{number}: this is no decision") from error
    by_key = {entry.key: entry for entry in entries}
    added = []
    for pair in not_same:
        if missing := [key for key in pair if key not in by_key]:
            raise click.UsageError(f"no entry has the key {missing[0]}")
        decided = Distinct(*(fingerprint(by_key[key]) for key in pair))
        if decided not in known:
            added.append(
                json_line({"decision": "not-same", "entries": list(decided), "keys": list(pair)})
            )
            known.append(decided)
    if added:
        with whole_file(file) as out:
            out.writelines([kept, *added])
    return known


def _duplicate_lines(
    entries: Sequence[Entry], groups: Sequence[Group], possible: Sequence[Pair], path: str
) -> Iterator[str]:
    from refs.citation import cite
    from refs.formats.prose import to_plain
    from refs.records import json_line

    if path.endswith((".jsonl", ".json")):
        for group in groups:
            yield json_line({"sameness": "same", "keys": [entries[place].key for place in group.places],
                             "reasons": [pair.reason for pair in group.pairs]})  # fmt: skip
        for pair in possible:
            yield json_line({"sameness": "possible", "keys": [entries[pair.first].key, entries[pair.second].key],
                             "reasons": [pair.reason]})  # fmt: skip
        return
    said = [
        (group.places, "; ".join(dict.fromkeys(pair.reason for pair in group.pairs)), "one work")
        for group in groups
    ]
    said += [((pair.first, pair.second), pair.reason, "perhaps one work") for pair in possible]
    for places, reason, what in said:
        yield f"{what}: {reason}\n"
        for place in places:
            entry = entries[place]
            yield f"  {entry.key} ({entry.file}:{entry.line}): {to_plain(cite(entry.item))}\n"


def _cited_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """A table: key, DOI, article, number; a work that no article cites is not in it."""
    yield "key\tdoi\tarticle\tnumber\n"
    for entry in entries:
        for one in entry.cited:
            doi = str(entry.item.get("DOI", ""))
            yield "\t".join(map(_cell, (entry.key, doi, one.article, str(one.number)))) + "\n"


def _cell(text: str) -> str:
    """Text for a cell of a table: no tab, no line end, no formula."""
    plain = " ".join(text.split())
    return "'" + plain if plain[:1] in ("=", "+", "-", "@") else plain


def _parts(
    entries: Iterable[Entry], format_: str, citer: Callable[[Iterable[Entry]], Iterator[tuple[str, str]]],
    lost: Losses, ascii_: bool,
) -> Iterator[str]:  # fmt: skip
    """The text of the format; what it cannot hold is added to ``lost``."""
    from refs.formats import write_entries
    from refs.formats.prose import write_html, write_markdown, write_prose
    from refs.records import entry_record, json_line

    if format_ == "jsonl":
        yield from (json_line(entry_record(entry)) for entry in entries)
    elif format_ in PROSE:
        writer = {"text": write_prose, "markdown": write_markdown, "html": write_html}[format_]
        yield from writer(citer(entries))
    else:
        yield from write_entries(lost.watch(entries, format_), format_, ascii_only=ascii_)
