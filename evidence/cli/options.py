"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

_F = TypeVar("_F", bound=Callable[..., Any])

# Verdicts by what they call for. "unchecked" is no finding: it makes a run incomplete.
PROBLEMS = frozenset(("ambiguous", "wrong-work", "bad-id", "not-found", "unparsed"))
DIFFERENCES = PROBLEMS | {"corrected"}
# Crossref's types of notice after which a work must not be cited without a word.
GRAVE_NOTICES = frozenset(
    ("retraction", "withdrawal", "removal", "partial_retraction", "expression_of_concern")
)
FAIL_ON = {"problem": PROBLEMS, "difference": DIFFERENCES, "never": frozenset[str]()}


# Formats of bibliographies that can be written; spelt out, so that help does not load the writers.
WRITTEN = ("endnote-xml", "csl-json", "ris", "nbib", "bibtex", "biblatex", "csl-yaml")
PATH = click.Path(allow_dash=True)


def files_argument(command: _F) -> _F:
    return click.argument("files", nargs=-1, required=True, type=PATH, metavar="FILE...")(command)


def output_options(*formats: str) -> Callable[[_F], _F]:
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
            type=PATH,
            default="-",
            help="Write there instead of stdout; - is stdout.",
        )(command)

    return add


def _address(_context: click.Context, _option: click.Parameter, mailto: str | None) -> str | None:
    if mailto and not (
        "@" in mailto[1:-1] and mailto.isascii() and mailto.isprintable() and " " not in mailto
    ):
        raise click.BadParameter(f"{mailto!r} is no e-mail address")
    return mailto


mailto_option = click.option(
    "--mailto",
    envvar="CITEWEAVE_MAILTO",
    metavar="ADDRESS",
    callback=_address,
    help="Your e-mail, for Crossref's polite pool. Also CITEWEAVE_MAILTO.",
)


def lookup_options(command: _F) -> _F:
    """What references are looked up in."""
    for option in (
        click.option("--index", "indexes", multiple=True, type=click.Path(), metavar="DIR",
                     help="Ask this local index first (repeatable)."),
        click.option("--offline", is_flag=True, help="Ask no network; answers kept from earlier runs are used."),
        mailto_option,
        click.option("--cache", "cache_file", type=click.Path(), metavar="FILE",
                     help="Keep Crossref's answers there instead of the user's cache folder."),
        click.option("--refresh", is_flag=True, help="Ask again what is already kept."),
    ):  # fmt: skip
        command = option(command)
    return command


def source_options(command: _F) -> _F:
    """What references are looked up in, and a table of journals of one's own."""
    return click.option(
        "--journals",
        "journals_file",
        type=click.Path(),
        metavar="FILE",
        help="A table of journals, title and abbreviation a line (JabRef's lists will do), which"
        " overrules the one that comes along.",
    )(lookup_options(command))


def fail_on_option(command: _F) -> _F:
    return click.option("--fail-on", type=click.Choice(tuple(FAIL_ON)), default="problem", show_default=True,
                        help="What makes the exit code 1: verdicts that need a person and retractions,"
                        " also printed fields that differ, or nothing.")(command)  # fmt: skip


def concepts_option(command: _F) -> _F:
    return click.option("--concepts", type=click.Path(), metavar="FILE",
                        help="A list of concepts of your own field, added to the one that comes along.")(command)  # fmt: skip
