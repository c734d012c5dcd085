"""The ``citeweave`` command: reads arguments, calls one function, prints.  ⇅

Everything but click is imported inside the command that needs it, so that help is there at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from pathlib import Path

    from refs.model import Article, Checked, Document, Reference, Search
    from refs.sources.index import IndexInfo

    from evidence.ask import Hit
    from evidence.concepts import Vocabulary
    from evidence.library import Library

DONE, FINDINGS, WRONG_INPUT, INCOMPLETE, FAULT, INTERRUPTED = 0, 1, 2, 3, 4, 130

EXIT_CODES = """\b
Exit codes: 0 done, 1 findings (see --fail-on), 2 wrong usage or unreadable
input, 3 something could not be checked, 4 a fault of the program,
130 interrupted (run the same command again to go on)."""

_F = TypeVar("_F", bound=Callable[..., Any])

# Verdicts by what they call for. "unchecked" is no finding: it makes a run incomplete.
PROBLEMS = frozenset(("ambiguous", "wrong-work", "bad-id", "not-found", "unparsed"))
DIFFERENCES = PROBLEMS | {"corrected"}
# Crossref's types of notice after which a work must not be cited without a word.
GRAVE_NOTICES = frozenset(
    ("retraction", "withdrawal", "removal", "partial_retraction", "expression_of_concern")
)
FAIL_ON = {"problem": PROBLEMS, "difference": DIFFERENCES, "never": frozenset[str]()}


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and end the process with DESIGN's exit code.

    An expected error is one line on stderr; only ``--debug`` shows a traceback.
    """
    debug = "--debug" in (sys.argv if arguments is None else arguments)
    try:
        code = cli.main(args=arguments, prog_name="citeweave", standalone_mode=False) or DONE
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough. Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = DONE
    except (click.Abort, KeyboardInterrupt):
        code = _fail("interrupted; run the same command again to go on", INTERRUPTED)
    except click.ClickException as error:
        error.show()
        code = WRONG_INPUT
    except Exception as error:
        if debug:
            raise
        code = _explain(error)
    sys.exit(code)


def _explain(error: Exception) -> int:
    from refs.errors import RefsError

    from evidence.errors import EvidenceError

    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return _fail(f"{where}{error.strerror or error}; nothing was written there", WRONG_INPUT)
    if isinstance(error, (RefsError, EvidenceError)):
        return _fail(str(error), WRONG_INPUT)
    return _fail(
        f"a fault of the program ({type(error).__name__}: {error}); run again with --debug", FAULT
    )


def _fail(message: str, code: int) -> int:
    click.echo(f"citeweave: {message}", err=True)
    return code


class _Command(click.Command):
    """A command with the options that every command has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += [
            click.Option(["-q", "--quiet"], is_flag=True, expose_value=False, callback=_be_quiet,
                         help="Say nothing on stderr but errors."),
            click.Option(["-v", "--verbose"], is_flag=True, expose_value=False, callback=_be_verbose,
                         help="Say what is asked of whom."),
            click.Option(["--debug"], is_flag=True, expose_value=False, help="Show tracebacks."),
        ]  # fmt: skip


class _Group(click.Group):
    command_class = _Command

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(context, args)
        except click.UsageError:
            import difflib

            near = difflib.get_close_matches(args[0], self.list_commands(context), n=1)
            hint = f"; did you mean {near[0]}?" if near else "; see citeweave --help"
            raise click.UsageError(f"no command {args[0]!r}{hint}", context) from None


_Group.group_class = _Group


def _be_quiet(context: click.Context, _: click.Parameter, quiet: bool) -> None:
    context.ensure_object(dict)["quiet"] = quiet


def _be_verbose(_context: click.Context, _: click.Parameter, verbose: bool) -> None:
    if verbose:
        import logging

        logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s", stream=sys.stderr)


def _say(message: str) -> None:
    """A word for the person at the terminal; silent with --quiet."""
    context = click.get_current_context(silent=True)
    if not (context and context.obj and context.obj.get("quiet")):
        click.echo(message, err=True)


def _width() -> int:
    import shutil

    return min(shutil.get_terminal_size().columns, 100)


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 90},
    epilog=EXIT_CODES,
)
@click.version_option(package_name="citeweave", message="citeweave %(version)s")
def cli() -> None:
    """From a letter's page to checked references, claims and an evidence graph.

    \b
    Try:
      citeweave demo
      citeweave build letter.md -o out --mailto you@example.org
      citeweave ask "prolonged cytopenia after BCMA CAR-T" out
      citeweave lookup "June CH. Chimeric antigen receptor therapy. N Engl J Med. 2018"
    """


# --- options that several commands share ---------------------------------------------------------

_PATH = click.Path(allow_dash=True)


def _files(command: _F) -> _F:
    return click.argument("files", nargs=-1, required=True, type=_PATH, metavar="FILE...")(command)


def _output(*formats: str) -> Callable[[_F], _F]:
    """-o and --format; the first format is the one for a terminal."""

    def add(command: _F) -> _F:
        command = click.option(
            "--format",
            "format_",
            type=click.Choice(formats),
            help="Default: by the suffix of -o, else text.",
        )(command)
        return click.option(
            "-o",
            "--output",
            type=_PATH,
            default="-",
            help="Write there instead of stdout; - is stdout.",
        )(command)

    return add


def _sources(command: _F) -> _F:
    for option in (
        click.option("--index", "indexes", multiple=True, type=click.Path(), metavar="DIR",
                     help="Ask this local index first (repeatable)."),
        click.option("--offline", is_flag=True, help="Ask no network; answers kept from earlier runs are used."),
        click.option("--mailto", envvar="CITEWEAVE_MAILTO", metavar="ADDRESS",
                     help="Your e-mail, for Crossref's polite pool. Also CITEWEAVE_MAILTO."),
        click.option("--cache", "cache_file", type=click.Path(), metavar="FILE",
                     help="Keep Crossref's answers there instead of the user's cache folder."),
        click.option("--refresh", is_flag=True, help="Ask again what is already kept."),
    ):  # fmt: skip
        command = option(command)
    return command


def _fail_on(command: _F) -> _F:
    return click.option("--fail-on", type=click.Choice(tuple(FAIL_ON)), default="problem", show_default=True,
                        help="What makes the exit code 1: verdicts that need a person and retractions,"
                        " also printed fields that differ, or nothing.")(command)  # fmt: skip


def _vocabulary(command: _F) -> _F:
    return click.option("--concepts", type=click.Path(), metavar="FILE",
                        help="A list of concepts of your own field, added to the one that comes along.")(command)  # fmt: skip


@contextmanager
def _searches(
    indexes: Iterable[str], offline: bool, mailto: str | None, cache_file: str | None, refresh: bool
) -> Iterator[list[Search]]:
    """The sources in the order of asking: indexes, then Crossref by way of the cache."""
    from pathlib import Path

    from refs.sources.cache import Cache
    from refs.sources.crossref import Crossref
    from refs.sources.index import Index

    with ExitStack() as stack:
        searches: list[Search] = [stack.enter_context(Index(Path(index))) for index in indexes]
        cache = stack.enter_context(
            Cache(Path(cache_file) if cache_file else None, refresh=refresh)
        )
        searches.append(stack.enter_context(Crossref(cache, mailto=mailto, offline=offline)))
        if not offline and not mailto:
            _say(
                "no --mailto given: Crossref answers slower; set CITEWEAVE_MAILTO to your e-mail address"
            )
        yield searches


# --- reading and writing -----------------------------------------------------------------------


def _read_documents(files: Sequence[str]) -> tuple[list[Document], bool]:
    """The documents that could be read, and whether all could; each that cannot gets its line."""
    from refs.documents import read_document
    from refs.errors import UnreadableDocument

    documents = []
    for name in files:
        try:
            document = read_document(
                _read_bytes(name), "stdin" if name == "-" else os.path.basename(name)
            )
        except OSError as error:
            _fail(f"{name}: {_why(error)}", WRONG_INPUT)
        except UnreadableDocument as error:
            _fail(f"{name}: {error.why}", WRONG_INPUT)
        else:
            documents.append(document)
            for problem in document.problems:
                _say(f"citeweave: {name}: {problem}")
    return documents, len(documents) == len(files)


def _read_bytes(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    with open(name, "rb") as file:
        return file.read()


def _why(error: OSError) -> str:
    hints = {
        FileNotFoundError: "no such file",
        IsADirectoryError: "this is a folder; name the files in it, as in DIR/*.md",
        PermissionError: "not allowed to read it",
    }
    return next(
        (hint for kind, hint in hints.items() if isinstance(error, kind)),
        error.strerror or str(error),
    )


def _write(output: str, parts: Iterable[str], inputs: Sequence[str] = ()) -> None:
    """Text to a file, whole or not at all, or to stdout as it comes."""
    if output == "-":
        for part in parts:
            click.echo(part, nl=False)
        return
    from pathlib import Path

    from refs.files import whole_file

    path = Path(output)
    if any(
        name != "-" and path.exists() and os.path.exists(name) and path.samefile(name)
        for name in inputs
    ):
        raise click.UsageError(f"{output} is an input; give -o another name")
    with whole_file(path) as file:
        file.writelines(parts)


def _format(format_: str | None, output: str, formats: Sequence[str]) -> str:
    suffix = output.rpartition(".")[2]
    return format_ or (suffix if suffix in formats else formats[0])


def _lines(texts: Iterable[str]) -> Iterator[str]:
    """Texts for people, a blank line between."""
    for place, text in enumerate(texts):
        yield ("\n" if place else "") + text + "\n"


def _no_list(files: Sequence[str], found: bool) -> int:
    if not found:
        _fail(
            f"no reference list found in {', '.join(files)}; give the page that holds it",
            WRONG_INPUT,
        )
    return DONE if found else WRONG_INPUT


def _verdict_code(checked: Sequence[Checked], fail_on: str) -> int:
    """3 before 1: as long as something could not be looked at, the findings are not all there."""
    from evidence.show import why_incomplete

    for line in why_incomplete(checked):
        _say(f"citeweave: {line}")
    if any(one.verdict == "unchecked" for one in checked):
        return INCOMPLETE
    grave = fail_on != "never" and any(
        notice.kind in GRAVE_NOTICES for one in checked for notice in one.notices
    )
    return FINDINGS if grave or any(one.verdict in FAIL_ON[fail_on] for one in checked) else DONE


@contextmanager
def _progress(total: int, label: str) -> Iterator[Callable[[str], None]]:
    """A bar on a terminal's stderr, nothing elsewhere."""
    context = click.get_current_context()
    if not sys.stderr.isatty() or (context.obj or {}).get("quiet"):
        yield lambda _: None
        return
    with click.progressbar(length=total, label=label, file=sys.stderr) as bar:
        yield lambda _: bar.update(1)


def _parsed(files: Sequence[str]) -> tuple[list[tuple[Article, tuple[Reference, ...]]], bool]:
    from evidence.build import read_references

    documents, whole = _read_documents(files)
    return list(read_references(documents)), whole


# --- commands --------------------------------------------------------------------------------------


@cli.command(epilog="Example: citeweave demo -o demo-out")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False),
    default="citeweave-demo",
    show_default=True,
    help="Folder to write to.",
)
def demo(output: str) -> int:
    """The main job on an invented letter that comes with the program, offline."""
    import tempfile
    from importlib.resources import as_file, files
    from pathlib import Path

    from refs.documents import read_document
    from refs.sources.index import Index, build_index

    from evidence.concepts import load_concepts
    from evidence.show import plain, show_hit, wrap

    vocabulary = load_concepts()
    data = files("evidence") / "data" / "demo"
    letter = read_document((data / "letter.md").read_bytes(), "letter.md")
    with tempfile.TemporaryDirectory() as scratch, as_file(data / "works.jsonl") as works:
        build_index([works], Path(scratch) / "index")
        with Index(Path(scratch) / "index") as index:
            library = _build([letter], [index], vocabulary)
    paths = _write_build(Path(output), library, vocabulary, invented=True)
    question = "prolonged cytopenia after BCMA CAR-T"
    click.echo(wrap(plain(library.articles[0].title or ""), _width()) + "\n")
    _print_summary(library, paths)
    click.echo(f'\nciteweave ask "{question}" {output}\n')
    for place, hit in enumerate(_hits(question, library, vocabulary)[:3], 1):
        click.echo(show_hit(place, hit, _width()) + "\n")
    return DONE


@cli.command(
    epilog="Example: citeweave build letter.md -o out --mailto you@example.org\n\n" + EXIT_CODES
)
@_files
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Folder to write to; made if missing.",
)
@_sources
@_vocabulary
@_fail_on
def build(
    files: tuple[str, ...], output: str, concepts: str | None, fail_on: str, **sources: Any
) -> int:
    """The main job: references, verdicts, citing sentences, claims, graph and report."""
    from pathlib import Path

    from evidence.concepts import load_concepts

    documents, whole = _read_documents(files)
    if not documents:
        return WRONG_INPUT
    vocabulary = load_concepts(concepts)
    with _searches(**sources) as searches:
        library = _build(documents, searches, vocabulary)
    paths = _write_build(Path(output), library, vocabulary)
    _print_summary(library, paths)
    code = _verdict_code(library.checked, fail_on)
    return _no_list(files, bool(library.checked)) or (code if whole else WRONG_INPUT)


@cli.command(epilog="Example: citeweave parse letter.md --format jsonl | jq .fields.title")
@_files
@_output("text", "jsonl", "csl-json")
@click.option(
    "--strings", type=click.Choice(["jsonl"]), help='Read {"id","raw"} lines instead of documents.'
)
def parse(files: tuple[str, ...], output: str, format_: str | None, strings: str | None) -> int:
    """References of documents as structured records."""
    from refs.records import reference_record

    from evidence.library import json_line
    from evidence.show import show_reference

    if strings:
        _write(output, _parsed_strings(files), files)
        return DONE
    found, whole = _parsed(files)
    references = [reference for _, own in found for reference in own]
    chosen = _format(format_, output, ("text", "jsonl", "csl-json"))
    if chosen == "jsonl":
        parts: Iterable[str] = (json_line(reference_record(one)) for one in references)
    elif chosen == "csl-json":
        parts = [_json([{"id": one.id, **one.csl} for one in references])]
    else:
        parts = _lines(show_reference(one, _width()) for one in references)
    _write(output, parts, files)
    return (DONE if whole else WRONG_INPUT) or (
        _no_list(files, bool(references)) if found else WRONG_INPUT
    )


def _parsed_strings(files: Sequence[str]) -> Iterator[str]:
    from refs.parse import parse_string
    from refs.records import reference_record

    from evidence.library import json_line

    for row in _rows(files, "raw"):
        yield json_line(reference_record(parse_string(row["raw"], row["id"])))


def _rows(files: Sequence[str], key: str) -> Iterator[dict[str, str]]:
    """Lines ``{"id", key}`` of JSON Lines files, one at a time; the first bad one ends the work."""
    import json

    for name in files:
        with click.open_file(name, encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                    yield {"id": str(row["id"]), key: str(row[key])}
                except (ValueError, KeyError, TypeError) as error:
                    raise click.UsageError(
                        f'{name}:{number}: no {{"id","{key}"}} object'
                    ) from error


@cli.command(
    epilog='Example: citeweave lookup "June CH. Chimeric antigen receptor therapy. 2018" 10.1172/JCI126397\n\n'
    + EXIT_CODES
)
@click.argument("queries", nargs=-1, required=True, metavar="QUERY...|-")
@_output("text", "jsonl", "json", "csl-json", "bibtex")
@click.option(
    "--strings",
    type=click.Choice(["jsonl"]),
    help='The queries are files of {"id","reference"} lines.',
)
@_sources
def lookup(
    queries: tuple[str, ...], output: str, format_: str | None, strings: str | None, **sources: Any
) -> int:
    """The DOI of a citation, or the work of a DOI: one line each, empty where there is none.

    - reads queries from stdin, one a line.
    """
    from refs.parse import parse_string
    from refs.records import accepted_doi

    from evidence.build import check_reference

    chosen = (
        "jsonl"
        if strings
        else _format(format_, output, ("text", "jsonl", "json", "csl-json", "bibtex"))
    )
    rows = (
        _rows(queries, "reference")
        if strings
        else ({"id": text, "reference": text} for text in _queries(queries))
    )
    checked: list[Checked] = []

    def answers() -> Iterator[Checked]:
        with _searches(**sources) as searches:
            for row in rows:
                checked.append(check_reference(parse_string(_spelt(row["reference"]), row["id"]), searches))
                yield checked[-1]

    _write(output, _lookup_parts(answers(), chosen))
    if any(one.verdict == "unchecked" for one in checked):
        return INCOMPLETE
    return DONE if all(accepted_doi(one) for one in checked) else FINDINGS


def _queries(queries: Sequence[str]) -> Iterator[str]:
    for query in queries:
        if query == "-":
            yield from (line.strip() for line in click.get_text_stream("stdin") if line.strip())
        else:
            yield query


def _spelt(query: str) -> str:
    """A query that is a DOI, without resolver and label; any other as it is."""
    from refs.doi import normalise_doi
    from refs.errors import InvalidDOI

    try:
        return normalise_doi(query)
    except InvalidDOI:
        return query


def _lookup_parts(answers: Iterable[Checked], format_: str) -> Iterator[str]:
    from refs.records import accepted_doi, lookup_record
    from refs.works import to_csl, to_record

    from evidence.library import json_line
    from evidence.show import cite

    if format_ in ("csl-json", "bibtex"):
        found = [one for one in _told(answers) if one.work and accepted_doi(one)]
        if format_ == "bibtex":
            from refs.export.bibtex import to_bibtex

            yield to_bibtex(found)
        else:
            yield _json([{"id": one.work.doi, **to_csl(one.work)} for one in found if one.work])
        return
    for one in _told(answers):
        doi = accepted_doi(one)
        if format_ == "jsonl":
            yield json_line(lookup_record(one))
        elif format_ == "json":
            yield json_line(to_record(one.work) if one.work and doi else lookup_record(one))
        elif one.work and doi and one.reference.fields.keys() == {"doi"}:
            yield cite(one.work) + "\n"
        else:
            yield (doi or "") + "\n"


def _told(answers: Iterable[Checked]) -> Iterator[Checked]:
    """The answers; each that has no DOI says why on stderr."""
    from refs.records import accepted_doi

    from evidence.show import plain

    for one in answers:
        if accepted_doi(one) is None:
            query = plain(one.reference.raw)
            _say(
                f"citeweave: {query[:50]}{'…' if len(query) > 50 else ''}: {one.verdict}: {one.reason}"
            )
        yield one


@cli.command(epilog="Example: citeweave check letter.md --fail-on difference\n\n" + EXIT_CODES)
@_files
@_output("text", "jsonl")
@_sources
@_fail_on
def check(
    files: tuple[str, ...], output: str, format_: str | None, fail_on: str, **sources: Any
) -> int:
    """Verdict, differing fields and notices of every reference."""
    from refs.records import checked_record

    from evidence.build import check_reference
    from evidence.library import json_line
    from evidence.show import count_verdicts, show_checked

    found, whole = _parsed(files)
    references = [reference for _, own in found for reference in own]
    if not references:
        return _no_list(files, False) if found else WRONG_INPUT
    checked = []
    with _searches(**sources) as searches, _progress(len(references), "checking") as tick:
        for reference in references:
            checked.append(check_reference(reference, searches))
            tick(reference.id)
    if _format(format_, output, ("text", "jsonl")) == "jsonl":
        _write(output, (json_line(checked_record(one)) for one in checked), files)
    else:
        _write(output, _lines(show_checked(one, _width()) for one in checked), files)
        _say(f"{len(checked)} references: {count_verdicts(checked)}")
    code = _verdict_code(checked, fail_on)
    return code if whole else WRONG_INPUT


@cli.command(epilog="Example: citeweave contexts letter.md --format jsonl")
@_files
@_output("text", "jsonl")
def contexts(files: tuple[str, ...], output: str, format_: str | None) -> int:
    """Which sentence cites which reference."""
    from evidence.contexts import read_contexts
    from evidence.library import json_line
    from evidence.records import context_record
    from evidence.show import show_context

    found, whole = _parsed(files)
    held = [context for article, own in found for context in read_contexts(article, own).contexts]
    if _format(format_, output, ("text", "jsonl")) == "jsonl":
        _write(output, (json_line(context_record(one)) for one in held), files)
    else:
        _write(output, _lines(show_context(one, _width()) for one in held), files)
    return (DONE if whole else WRONG_INPUT) or _no_list(files, any(own for _, own in found))


@cli.command(epilog="Example: citeweave claims letter.md --format jsonl")
@_files
@_output("text", "jsonl")
@_vocabulary
def claims(files: tuple[str, ...], output: str, format_: str | None, concepts: str | None) -> int:
    """What the authors assert, on whose evidence; no source is asked."""
    from evidence.build import build_library
    from evidence.concepts import load_concepts
    from evidence.library import json_line
    from evidence.records import statement_record
    from evidence.show import show_statement

    documents, whole = _read_documents(files)
    statements = build_library(documents, (), load_concepts(concepts)).statements
    if _format(format_, output, ("text", "jsonl")) == "jsonl":
        _write(output, (json_line(statement_record(one)) for one in statements), files)
    else:
        _write(output, _lines(show_statement(one, _width()) for one in statements), files)
    return DONE if whole else WRONG_INPUT


@cli.command(epilog='Example: citeweave ask "prolonged cytopenia after BCMA CAR-T" out')
@click.argument("question")
@click.argument("folder", type=click.Path(), metavar="DIR")
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(1),
    default=10,
    show_default=True,
    help="At most this many answers.",
)
@_output("text", "jsonl")
@_vocabulary
def ask(
    question: str, folder: str, limit: int, output: str, format_: str | None, concepts: str | None
) -> int:
    """Which statements and works in a build bear on a question, best first."""
    from pathlib import Path

    from evidence.concepts import load_concepts
    from evidence.library import json_line, read_library
    from evidence.records import hit_record
    from evidence.show import show_hit

    hits = _hits(question, read_library(Path(folder)), load_concepts(concepts))[:limit]
    if _format(format_, output, ("text", "jsonl")) == "jsonl":
        _write(output, (json_line(hit_record(hit)) for hit in hits))
    else:
        _write(output, _lines(show_hit(place, hit, _width()) for place, hit in enumerate(hits, 1)))
    if not hits:
        _say(f"nothing in {folder} bears on this; try fewer or other words")
    return DONE


@cli.command(epilog="Example: citeweave graph out -o evidence.gexf --view full")
@click.argument("folder", type=click.Path(), metavar="DIR")
@click.option("-o", "--output", type=_PATH, default="-", help="File to write, .gexf; - is stdout.")
@click.option("--view", type=click.Choice(["evidence", "full"]), default="evidence", show_default=True,
              help="Claims, works and articles, or everything.")  # fmt: skip
@_vocabulary
def graph(folder: str, output: str, view: str, concepts: str | None) -> int:
    """The graph of a build as a GEXF file, which Gephi opens."""
    from io import StringIO
    from pathlib import Path

    from evidence.concepts import load_concepts
    from evidence.export.gexf import write_gexf
    from evidence.library import read_library

    drawn = _graph(read_library(Path(folder)), load_concepts(concepts), view)
    if output == "-":
        buffer = StringIO()
        write_gexf(drawn, buffer)
        _write(output, [buffer.getvalue()])
        return DONE
    if not output.endswith(".gexf"):
        raise click.UsageError(f"{output}: only .gexf can be written")
    report = write_gexf(drawn, Path(output))
    _say(f"{output}: {report.nodes} nodes, {report.edges} edges")
    return DONE


@cli.group()
def index() -> None:
    """A local index of works, from Crossref's public data file or works lines."""


@index.command("build", epilog="Example: citeweave index build works.jsonl -o my-index")
@click.argument("dumps", nargs=-1, required=True, type=click.Path(), metavar="DUMP...")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Folder of the index.",
)
@click.option(
    "--complete",
    is_flag=True,
    help="Declare that the files hold all of Crossref: only then is a missing work 'not found'.",
)
@click.option("--as-of", metavar="DATE", help="Date of the data, YYYY-MM-DD.")
def index_build(dumps: tuple[str, ...], output: str, complete: bool, as_of: str | None) -> int:
    """Build an index from .jsonl, .jsonl.gz or .json.gz files."""
    from pathlib import Path

    from refs.sources.index import build_index

    info = build_index([Path(dump) for dump in dumps], Path(output), complete=complete, as_of=as_of)
    for problem in info.problems:
        _say(f"citeweave: {problem}")
    if info.bad_lines:
        _say(f"citeweave: {info.bad_lines} lines left out")
    _print_index(info)
    return DONE if info.works else WRONG_INPUT


@index.command("info", epilog="Example: citeweave index info my-index")
@click.argument("folder", type=click.Path(), metavar="DIR")
def index_info(folder: str) -> int:
    """What an index holds and whether it was declared complete."""
    from pathlib import Path

    from refs.sources.index import index_info as info

    _print_index(info(Path(folder)))
    return DONE


@cli.group()
def cache() -> None:
    """Crossref's answers that are kept on disk."""


@cache.command("info")
@click.option(
    "--cache", "cache_file", type=click.Path(), metavar="FILE", help="Another file than the user's."
)
def cache_info(cache_file: str | None) -> int:
    """Where the answers are kept, how many, how old."""
    from pathlib import Path

    from refs.sources.cache import Cache

    with Cache(Path(cache_file) if cache_file else None) as kept:
        info = kept.info()
        click.echo(
            f"{kept.path}: {info.answers} answers, {info.bytes} bytes, {info.oldest or '-'} to {info.newest or '-'}"
        )
    return DONE


@cache.command("clear")
@click.option(
    "--cache", "cache_file", type=click.Path(), metavar="FILE", help="Another file than the user's."
)
def cache_clear(cache_file: str | None) -> int:
    """Forget all answers."""
    from pathlib import Path

    from refs.sources.cache import Cache

    with Cache(Path(cache_file) if cache_file else None) as kept:
        click.echo(f"{kept.path}: {kept.clear()} answers forgotten")
    return DONE


# --- pieces of commands ------------------------------------------------------------------------


def _build(
    documents: Sequence[Document], searches: Sequence[Search], vocabulary: Vocabulary
) -> Library:
    from evidence.build import build_library, count_references

    with _progress(count_references(documents), "checking") as tick:
        return build_library(documents, searches, vocabulary, tick)


def _graph(library: Library, vocabulary: Vocabulary, view: str) -> Any:
    from evidence.claims import gather_claims
    from evidence.graph import build_graph, evidence_view

    concepts = vocabulary.concepts
    claims = gather_claims(library.statements, concepts)
    full = build_graph(
        library.articles, library.checked, library.contexts, library.statements, claims, concepts
    )
    return evidence_view(full) if view == "evidence" else full


def _write_build(
    folder: Path, library: Library, vocabulary: Vocabulary, *, invented: bool = False
) -> tuple[Path, ...]:
    from refs.export.bibtex import to_bibtex

    from evidence.claims import gather_claims
    from evidence.export.gexf import write_gexf
    from evidence.library import write_library
    from evidence.report import render_report

    drawn = _graph(library, vocabulary, "evidence")
    claims = gather_claims(library.statements, vocabulary.concepts)
    title = next((article.title for article in library.articles if article.title), "Evidence")
    report = render_report(
        library.articles,
        library.checked,
        library.contexts,
        library.statements,
        claims,
        title=title,
        invented=invented,
    )
    return write_library(
        folder,
        library,
        {
            "bibliography.bib": lambda file: file.write(to_bibtex(library.checked)),
            "evidence.gexf": lambda file: write_gexf(drawn, file),
            "report.html": lambda file: file.write(report),
        },
    )


def _print_summary(library: Library, paths: Sequence[Path]) -> None:
    from evidence.show import summary

    for line in summary(library, _width()):
        click.echo(line)
    click.echo("\nwritten:")
    for path in paths:
        click.echo(f"  {path}")


def _hits(question: str, library: Library, vocabulary: Vocabulary) -> Sequence[Hit]:
    from evidence.ask import ask as find
    from evidence.claims import gather_claims

    claims = gather_claims(library.statements, vocabulary.concepts)
    return find(question, library.statements, claims, library.references(), vocabulary)


def _print_index(info: IndexInfo) -> None:
    whole = (
        f"all of Crossref as of {info.as_of or 'an unknown date'}"
        if info.complete
        else "not declared to hold all of Crossref"
    )
    click.echo(f"{info.path}: {info.works} works, {whole}; from {', '.join(info.built_from)}")


def _json(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
