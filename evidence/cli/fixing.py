"""bib --fix, bib --undo: corrections into a BibTeX file, and out of it again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evidence.cli.console import DONE, INCOMPLETE, emit, say
from evidence.cli.streams import explain_os_error, open_searches, progress

if TYPE_CHECKING:
    from refs.fix import Change, Left
    from refs.model import Checked

_MOST_TOLD = 20  # differences that are left alone and said one by one


def fix_file(
    name: str, output: str, in_place: bool, only: Collection[str], protect: Collection[str],
    sources: Mapping[str, Any],
) -> int:  # fmt: skip
    """Check the file and correct what that proves; 3 where something could not be checked."""
    from refs.bibliography import reference_of
    from refs.check import check_references
    from refs.fix import apply_changes, change_record, propose_changes, read_located
    from refs.formats import detect_format
    from refs.records import json_line

    text = _read(name)
    if (format_ := detect_format(text[:65536].encode("utf-8", "surrogateescape"))) != "bibtex":
        raise click.UsageError(
            f"{name} is {format_}; --fix reads BibTeX: citeweave bib {name} -o x.bib"
        )
    entries = read_located(text, name)
    if unknown := set(protect) - {entry.key for entry in entries}:
        raise click.UsageError(f"no entry has the key {min(unknown)}")
    references = [reference_of(entry, place, name) for place, entry in enumerate(entries, 1)]
    checked: list[Checked] = []
    with (
        open_searches(**sources) as (searches, journals),
        progress(len(references), "checking") as tick,
    ):
        for one in check_references(references, searches, journals):
            checked.append(one)
            tick(one.reference.id)
    changes, left = propose_changes(text, checked, only=only, protect=protect)
    _tell(changes, left)
    kept = [json_line(change_record(change)) for change in changes]
    _deliver(name, text, apply_changes(text, changes), output, in_place, kept)
    unchecked = sum(one.verdict == "unchecked" for one in checked)
    if unchecked:
        say(f"{unchecked} of {len(checked)} entries could not be checked")
    return INCOMPLETE if unchecked else DONE


def undo_file(name: str, changes_file: str, output: str, in_place: bool) -> int:
    """Take back the changes that the file keeps, as far as nobody changed the fields again."""
    import json

    from refs.fix import change_from_record, undo_changes

    text = _read(name)
    changes = []
    for number, row in enumerate(_read(changes_file).splitlines(), 1):
        try:
            changes.append(change_from_record(json.loads(row)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise click.UsageError(f"{changes_file}:{number}: this is no change") from error
    undone, left = undo_changes(text, changes)
    for one in left:
        say(f"citeweave: {one.key}: {one.field}: {one.reason}")
    say(f"{len(changes) - len(left)} of {len(changes)} changes taken back")
    _deliver(name, text, undone, output, in_place, None)
    return DONE


def _read(name: str) -> str:
    """The text of a file such that writing it gives the same bytes, whatever they are."""
    try:
        return Path(name).read_bytes().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise click.UsageError(f"{name}: {explain_os_error(error)}") from error


def _tell(changes: Sequence[Change], left: Sequence[Left]) -> None:
    for change in changes:
        old = f"{change.printed} -> " if change.printed else "added "
        say(f"{change.key}: {change.field}: {old}{change.recorded} ({change.source})")
    for one in left[:_MOST_TOLD]:
        say(f"{one.key}: {one.field} is left alone: {one.reason}")
    if len(left) > _MOST_TOLD:
        say(f"and {len(left) - _MOST_TOLD} more are left alone")
    say(f"{len(changes)} changes")


def _deliver(
    name: str, before: str, after: str, output: str, in_place: bool, changes: Sequence[str] | None
) -> None:
    """The new text where it was asked for, with what was changed beside it; else a diff."""
    from refs.fix import unified_diff

    if in_place and output != "-":
        raise click.UsageError("give -o or --in-place, not both")
    if not in_place and output == "-":
        for part in unified_diff(before, after, name):
            emit(part.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
        return
    target = Path(name if in_place else output)
    if not in_place and target.exists() and target.samefile(name):
        raise click.UsageError(f"{output} is an input; give -o another name, or --in-place")
    if changes:
        record = target.with_name(f"{target.name}.changes.jsonl")
        kept = _read(str(record)) if in_place and record.exists() else ""
        _write(record, [kept, *changes])
        say(f"what was changed is kept in {record}; citeweave bib {target} --undo {record}")
    if after != before or not in_place:
        _write(target, [after])


def _write(path: Path, parts: Iterable[str]) -> None:
    from refs.files import whole_file

    with whole_file(path, errors="surrogateescape") as file:
        file.writelines(parts)
