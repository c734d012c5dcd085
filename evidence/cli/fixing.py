"""bib --fix, bib --undo: corrections into a bibliography, and out of it again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evidence.cli.console import DONE, INCOMPLETE, counted, emit, say
from evidence.cli.streams import explain_os_error, open_searches, progress, read_bytes

if TYPE_CHECKING:
    from refs.fix import Change, Layout, Left, Source
    from refs.model import Checked

_MOST_TOLD = 20  # differences that are left alone and said one by one


def fix_file(
    name: str, output: str, in_place: bool, from_: str | None, only: Collection[str],
    protect: Collection[str], sources: Mapping[str, Any],
) -> int:  # fmt: skip
    """Check the file and correct what that proves; 3 where something could not be checked."""
    from refs.bibliography import reference_of
    from refs.check import check_references
    from refs.fix import change_record, locate, propose_changes
    from refs.records import json_line

    source, format_, layout = _open(name, from_)
    target = _target(name, output, in_place)
    places = locate(source, format_, layout, name)
    kept = {one.removeprefix(name) if one.startswith(f"{name}#") else one for one in protect}
    if unknown := kept - {place.key for place in places}:
        raise click.UsageError(f"no entry has the key {min(unknown)}")
    references = [reference_of(place.entry, n, name) for n, place in enumerate(places, 1)]
    checked: list[Checked] = []
    with (
        open_searches(**sources) as (searches, journals),
        progress(len(references), "checking") as tick,
    ):
        for one in check_references(references, searches, journals):
            checked.append(one)
            tick(one.reference.id)
    found = propose_changes(source, layout, places, checked, only=only, protect=kept)
    _tell(found.changes, found.left)
    records = [json_line(change_record(change)) for change in found.changes]
    _deliver(name, source, source.edited(found.edits), target, records)
    unchecked = sum(one.verdict == "unchecked" for one in checked)
    if unchecked:
        say(f"{unchecked} of {counted(len(checked), 'entry', 'entries')} could not be checked")
    return INCOMPLETE if unchecked else DONE


def undo_file(name: str, changes_file: str, output: str, in_place: bool, from_: str | None) -> int:
    """Take back the changes that the file keeps, as far as nobody changed the fields again."""
    import json

    from refs.fix import change_from_record, locate, undo_changes

    source, format_, layout = _open(name, from_)
    target = _target(name, output, in_place)
    changes = []
    for number, row in enumerate(_read(changes_file).decode("utf-8", "replace").splitlines(), 1):
        try:
            changes.append(change_from_record(json.loads(row)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise click.UsageError(f"{changes_file}:{number}: this is no change") from error
    undone, left = undo_changes(source, locate(source, format_, layout, name), changes)
    for one in left:
        say(f"citeweave: {one.key}: {one.field}: {one.reason}")
    say(f"{len(changes) - len(left)} of {counted(len(changes), 'change')} taken back")
    _deliver(name, source, undone, target, None)
    return DONE


def _open(name: str, from_: str | None) -> tuple[Source, str, Layout]:
    """The file, its format, and how that holds its values."""
    from refs.fix import LAYOUTS, load_layout, read_source
    from refs.formats import detect_format

    data = _read(name)
    format_ = from_ or detect_format(data[:65536])
    if format_ not in LAYOUTS:
        what = "a list of identifiers" if format_ == "ids" else "a document"
        raise click.UsageError(
            f"{name} is {what}, without fields to correct; citeweave bib {name} -o x.bib makes some"
        )
    return read_source(data), format_, load_layout(format_)


def _read(name: str) -> bytes:
    try:
        return read_bytes(name)
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
    say(counted(len(changes), "change"))


def _target(name: str, output: str, in_place: bool) -> Path | None:
    """Where the new file goes; None where a diff is wanted."""
    if in_place and output != "-":
        raise click.UsageError("give -o or --in-place, not both")
    if not in_place and output == "-":
        return None
    target = Path(name if in_place else output)
    if not in_place and name != "-" and target.exists() and target.samefile(name):
        raise click.UsageError(f"{output} is an input; give -o another name, or --in-place")
    if not target.parent.is_dir():
        raise click.UsageError(f"{output}: there is no folder {target.parent}")
    return target


def _deliver(
    name: str, source: Source, after: bytes, target: Path | None, changes: Sequence[str] | None
) -> None:
    """The new file where it was asked for, with what was changed beside it; else a diff."""
    from refs.fix import read_source, unified_diff

    if target is None:
        shown = "stdin" if name == "-" else name
        for part in unified_diff(source.text, read_source(after).text, shown):
            emit(part)
        return
    in_place = name != "-" and target.exists() and target.samefile(name)
    if changes:
        record = target.with_name(f"{target.name}.changes.jsonl")
        kept = [record.read_bytes()] if in_place and record.exists() else []
        _write(record, [*kept, *(line.encode() for line in changes)])
        say(f"what was changed is kept in {record}; citeweave bib {target} --undo {record}")
    if after != source.data or not in_place:
        _write(target, [after])


def _write(path: Path, parts: Iterable[bytes]) -> None:
    from refs.files import whole_file

    with whole_file(path) as file:
        file.buffer.writelines(parts)
