"""Files and sources in, text out, progress on the terminal.  ⇅"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NamedTuple

import click

from evidence.cli.console import DONE, FINDINGS, INCOMPLETE, WRONG_INPUT, emit, fail, say, width
from evidence.cli.options import FAIL_ON, GRAVE_NOTICES

if TYPE_CHECKING:
    from evidence.library import Library
    from refs.journals import Journals
    from refs.model import Article, Checked, Document, Reference, Search


class Sources(NamedTuple):
    """What references are looked up in, and what journals are known by."""

    searches: list[Search]
    """In the order of asking: indexes, then Crossref by way of the cache."""
    journals: Journals


@contextmanager
def open_searches(
    indexes: Iterable[str],
    offline: bool,
    mailto: str | None,
    cache_file: str | None,
    refresh: bool,
    journals_file: str | None = None,
) -> Iterator[Sources]:
    """The sources that a command's options name. Crossref's Plus token comes from the environment."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from refs.errors import CacheError
    from refs.journals import load_journals, read_journals
    from refs.sources.cache import Cache
    from refs.sources.crossref import Crossref
    from refs.sources.index import Index

    journals = read_journals(Path(journals_file)) if journals_file else load_journals()
    with ExitStack() as stack:
        searches: list[Search] = [stack.enter_context(Index(Path(index))) for index in indexes]
        try:
            cache = Cache(Path(cache_file) if cache_file else None, refresh=refresh)
        except CacheError as error:
            if cache_file:
                raise
            say(f"citeweave: {error}; answers are not kept (name another file by --cache)")
            scratch = stack.enter_context(TemporaryDirectory(prefix="citeweave-"))
            cache = Cache(Path(scratch) / "answers.sqlite", refresh=refresh)
        stack.enter_context(cache)
        searches.append(
            stack.enter_context(Crossref(cache, mailto=mailto, token=plus_token(), offline=offline))
        )
        if not offline and not mailto and not plus_token():
            say(
                "no --mailto given: Crossref answers slower; set CITEWEAVE_MAILTO to your e-mail address"
            )
        yield Sources(searches, journals)


def plus_token() -> str | None:
    """The token of Crossref's Metadata Plus, which only the environment may hold."""
    return os.environ.get("CROSSREF_PLUS_TOKEN", "").strip() or None


def read_documents(files: Sequence[str]) -> tuple[list[Document], bool]:
    """The documents that could be read, and whether all could; each that cannot gets its line."""
    from refs.documents import read_document
    from refs.errors import UnreadableDocument

    documents = []
    for name in files:
        try:
            document = read_document(
                read_bytes(name), "stdin" if name == "-" else name.rpartition(os.sep)[2]
            )
        except OSError as error:
            fail(f"{name}: {explain_os_error(error)}", WRONG_INPUT)
        except UnreadableDocument as error:
            fail(f"{name}: {error.why}", WRONG_INPUT)
        else:
            documents.append(document)
            for problem in document.problems:
                say(f"citeweave: {name}: {problem}")
    return documents, len(documents) == len(files)


def read_bytes(name: str) -> bytes:
    """All of a file, or of stdin for "-"."""
    if name == "-":
        if sys.stdin is None:
            raise FileNotFoundError(2, "nothing comes in by stdin", "stdin")
        return sys.stdin.buffer.read()
    from pathlib import Path

    return Path(name).read_bytes()


def explain_os_error(error: OSError) -> str:
    """Why a file cannot be read, in words that say what to do."""
    hints = {
        FileNotFoundError: "no such file",
        IsADirectoryError: "this is a folder; name the files in it, as in DIR/*.md",
        PermissionError: "not allowed to read it",
    }
    return next(
        (hint for kind, hint in hints.items() if isinstance(error, kind)),
        error.strerror or str(error),
    )


def write(output: str, parts: Iterable[str], inputs: Sequence[str] = ()) -> None:
    """Text to a file, whole or not at all, or to stdout as it comes."""
    if output == "-":
        for part in parts:
            emit(part)
        return
    from pathlib import Path

    from refs.files import whole_file

    refuse_input(output, inputs)
    path = Path(output)
    with whole_file(path) as file:
        file.writelines(parts)


def refuse_input(output: str, inputs: Iterable[str | os.PathLike[str]]) -> None:
    """Stop where the file to write is one of those that are read.

    Raises:
        UsageError: it is.
    """
    from pathlib import Path

    path = Path(output)
    if output != "-" and path.exists():
        for name in inputs:
            if name != "-" and Path(name).exists() and path.samefile(name):
                raise click.UsageError(f"{output} is an input; give -o another name")


# Suffix of -o → the formats it may mean; a command takes the first that it writes.
_SUFFIXES = {
    "txt": ("text",),
    "jsonl": ("jsonl",),
    "json": ("json", "csl-json"),
    "bib": ("bibtex",),
    "md": ("markdown",),
    "html": ("html",),
    "ris": ("ris",),
    "nbib": ("nbib",),
    "xml": ("endnote-xml",),
    "yaml": ("csl-yaml",),
    "csv": ("csv",),
    "xlsx": ("xlsx",),
}


def choose_format(format_: str | None, output: str, formats: Sequence[str]) -> str:
    """The format asked for, that of the suffix of ``output``, or the first where there is none.

    Raises:
        click.UsageError: a suffix that none of the formats has; nothing should be guessed then.
    """
    suffix = output.rpartition("/")[2].rpartition(".")[2].lower()
    if format_ or output == "-" or suffix == output.rpartition("/")[2].lower():
        return format_ or formats[0]
    meant = [name for name in _SUFFIXES.get(suffix, ()) if name in formats]
    if not meant:
        known = ", ".join(
            f".{one}" for one, names in _SUFFIXES.items() if set(names) & set(formats)
        )
        raise click.UsageError(f"{output}: no format for .{suffix}; use {known}, or give --format")
    return meant[0]


def spaced(texts: Iterable[str]) -> Iterator[str]:
    """Texts for people, a blank line between."""
    for place, text in enumerate(texts):
        yield ("\n" if place else "") + text + "\n"


def by_article(articles: Sequence[Article], texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Texts for people, each with the id of its article, under the articles' names if there are several."""
    from evidence.show import name_article

    names = {article.id: name_article(article, width()) for article in articles}
    last = None
    for id_, text in texts:
        if id_ != last and len(names) > 1:
            yield f"{names[id_]}\n"
        last = id_
        yield text


def tell_no_list(files: Sequence[str], found: bool) -> int:
    if not found:
        fail(
            f"no reference list found in {', '.join(files)}; give the page that holds it",
            WRONG_INPUT,
        )
    return DONE if found else WRONG_INPUT


def warn_of_no_pointer(article: Article, references: int, contexts: int) -> None:
    """Say that a text cites nothing of its list: then every statement in it looks uncited."""
    body = any(passage.role == "body" for passage in article.passages)
    if references and body and not contexts:
        say(
            f"citeweave: {article.id}: {references} references, but no pointer to them in the text;"
            " raised numbers may be lost, or the list is of another article"
        )


def warn_of_gaps(library: Library) -> None:
    """Say what statements were not looked for in: foreign text, and text without pointers."""
    from evidence.clauses import LONGEST_SENTENCE, article_language, unread_sentences

    for article in library.articles:
        unread = unread_sentences(article)
        if unread:
            several = "sentence" if unread == 1 else "sentences"
            say(
                f"citeweave: {article.id}: {unread} {several} of over {LONGEST_SENTENCE:,} characters;"
                " no statements are looked for in that"
            )
        if article_language(article) != "en":
            say(f"citeweave: {article.id}: not read as English; no statements are looked for")
    references, contexts = library.references(), Counter(one.article for one in library.contexts)
    for article in library.articles:
        warn_of_no_pointer(article, len(references.get(article.id, ())), contexts[article.id])


def verdict_code(checked: Sequence[Checked], fail_on: str) -> int:
    """3 before 1: as long as something could not be looked at, the findings are not all there."""
    from evidence.show import why_incomplete

    for line in why_incomplete(checked):
        say(f"citeweave: {line}")
    if any(one.verdict == "unchecked" for one in checked):
        return INCOMPLETE
    grave = fail_on != "never" and any(
        notice.kind in GRAVE_NOTICES for one in checked for notice in one.notices
    )
    return FINDINGS if grave or any(one.verdict in FAIL_ON[fail_on] for one in checked) else DONE


@contextmanager
def progress(total: int, label: str) -> Iterator[Callable[[str], None]]:
    """A bar on a terminal's stderr, nothing elsewhere."""
    context = click.get_current_context()
    if not sys.stderr.isatty() or (context.obj or {}).get("quiet"):
        yield lambda _: None
        return
    with click.progressbar(length=total, label=label, file=sys.stderr) as bar:
        yield lambda _: bar.update(1)


@contextmanager
def counter(what: str) -> Iterator[Callable[[object], None]]:
    """A count on a terminal's stderr where the total is not known, nothing elsewhere."""
    context = click.get_current_context()
    shown = sys.stderr.isatty() and not (context.obj or {}).get("quiet")
    done = 0

    def tick(_: object) -> None:
        nonlocal done
        done += 1
        if shown and done % 1000 == 0:
            click.echo(f"\r{done} {what}", err=True, nl=False)

    yield tick
    if shown:
        click.echo(f"\r{done} {what}", err=True)


def tell_count(count: int) -> None:
    """How many works an index has read so far, on a terminal's stderr; nothing elsewhere."""
    context = click.get_current_context()
    if sys.stderr.isatty() and not (context.obj or {}).get("quiet"):
        click.echo(f"{count} works read\r", err=True, nl=False)


def read_parsed(files: Sequence[str]) -> tuple[list[tuple[Article, tuple[Reference, ...]]], bool]:
    from refs.read import read_references

    documents, whole = read_documents(files)
    return list(read_references(documents)), whole


def read_listed(
    files: Sequence[str],
) -> tuple[list[tuple[Article, tuple[Reference, ...]]], bool]:
    """As :func:`read_parsed`, bibliographies included: each is an article that lists its entries."""
    from io import BytesIO

    from refs.bibliography import reference_of
    from refs.documents import read_document
    from refs.errors import UnreadableDocument
    from refs.formats import detect_format, open_bibliography
    from refs.model import Article
    from refs.read import read_references

    found: list[tuple[Article, tuple[Reference, ...]]] = []
    read = 0
    for name in files:
        try:
            data = read_bytes(name)
            shown = "stdin" if name == "-" else name.rpartition(os.sep)[2]
            if detect_format(data[:65536]) == "document":
                document = read_document(data, shown)
                for problem in document.problems:
                    say(f"citeweave: {name}: {problem}")
                found += read_references([document])
            else:
                entries = open_bibliography(BytesIO(data), shown).entries
                article = Article(shown, shown, "complete", 0, 0)
                references = (reference_of(one, n, shown) for n, one in enumerate(entries, 1))
                found.append((article, tuple(references)))
            read += 1
        except (OSError, UnreadableDocument) as error:
            why = explain_os_error(error) if isinstance(error, OSError) else error.why
            fail(f"{name}: {why}", WRONG_INPUT)
    return found, read == len(files)


class Row(NamedTuple):
    """A line of a JSON Lines file of strings."""

    id: object
    """As given, whatever JSON value it is; ``file:line`` where the line has none."""
    text: str
    problem: str | None = None
    """Why the line is no string with an id; ``text`` then is the line itself."""


def read_rows(files: Sequence[str], key: str) -> Iterator[Row]:
    """Lines ``{"id", key}`` of JSON Lines files, one at a time; a bad line is a row with a problem."""
    import json

    for name in files:
        with click.open_file(name, "rb") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                    yield Row(row["id"], str(row[key]))
                except (ValueError, KeyError, TypeError, RecursionError):
                    where = f"{name}:{number}"
                    problem = f'{where}: no {{"id","{key}"}} object in UTF-8'
                    yield Row(where, line.decode("utf-8", "replace").strip(), problem)


def tell_problems(rows: Iterable[Row], seen: list[str]) -> Iterator[Row]:
    """The rows; each problem is said on stderr and added to ``seen``."""
    for row in rows:
        if row.problem:
            seen.append(row.problem)
            fail(row.problem, WRONG_INPUT)
        yield row


def pretty_json(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
