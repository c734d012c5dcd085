"""How the command starts, speaks and ends: exit codes, errors as one line, what every command has."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Any, NoReturn

import click

DONE, FINDINGS, WRONG_INPUT, INCOMPLETE, FAULT, INTERRUPTED = 0, 1, 2, 3, 4, 130

EXIT_CODES = """\b
Exit codes: 0 done, 1 findings (see --fail-on), 2 wrong usage or unreadable
input, 3 something could not be checked, 4 a fault of the program,
130 interrupted (run the same command again to go on)."""


# A group without a command shows its help; click before 8.2 does so without an exception.
_HELP: tuple[type[click.UsageError], ...] = tuple(
    filter(None, [getattr(click.exceptions, "NoArgsIsHelpError", None)])
)


class ReaderGone(Exception):
    """Nobody reads stdout any more."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and end the process with DESIGN's exit code.

    An expected error is one line on stderr; only ``--debug`` shows a traceback. Text on stdout is
    UTF-8 whatever the locale says: other programs read it.
    """
    debug = "--debug" in (sys.argv if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does
    try:
        code = cli.main(args=arguments, prog_name="citeweave", standalone_mode=False) or DONE
        sys.stdout.flush()
    except (ReaderGone, BrokenPipeError):
        code = DONE
    except (click.Abort, KeyboardInterrupt):
        code = fail(
            "interrupted; nothing is left half-written, run the same command again", INTERRUPTED
        )
    except _HELP as error:
        error.show()
        code = WRONG_INPUT
    except click.ClickException as error:
        code = fail(_in_a_line(error), WRONG_INPUT)
    except Exception as error:
        if debug:
            raise
        code = _explain(error)
    try:
        sys.stdout.flush()
    except OSError:
        # Python would complain once more, with a code of its own, when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(code)


def emit(text: str) -> None:
    """Text to stdout, at once.

    Raises:
        ReaderGone: it is a pipe that is closed; click would take that for an error.
    """
    try:
        click.echo(text, nl=False)
    except BrokenPipeError:
        raise ReaderGone from None


def tell(line: str) -> None:
    """A line to stdout; see :func:`emit`."""
    emit(line + "\n")


def _in_a_line(error: click.ClickException) -> str:
    """What is wrong with the words of a command, and where its help is."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    message = error.format_message().strip().rstrip(".")
    return f"{message}; see {context.command_path} --help" if context else message


def _explain(error: Exception) -> int:
    from evidence.errors import EvidenceError
    from refs.errors import RefsError

    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return fail(f"{where}{error.strerror or error}", WRONG_INPUT)
    if isinstance(error, (RefsError, EvidenceError)):
        return fail(str(error), WRONG_INPUT)
    return fail(
        f"a fault of the program ({type(error).__name__}: {error}); run again with --debug", FAULT
    )


def fail(message: str, code: int) -> int:
    click.echo(f"citeweave: {message}", err=True)
    return code


class Command(click.Command):
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


class Group(click.Group):
    command_class = Command

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(context, args)
        except click.UsageError:
            import difflib

            near = difflib.get_close_matches(args[0], self.list_commands(context), n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"no command {args[0]!r}{hint}", context) from None


Group.group_class = Group


def _be_quiet(context: click.Context, _: click.Parameter, quiet: bool) -> None:
    context.ensure_object(dict)["quiet"] = quiet


def _be_verbose(_context: click.Context, _: click.Parameter, verbose: bool) -> None:
    if verbose:
        import logging

        logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s", stream=sys.stderr)


def say(message: str) -> None:
    """A word for the person at the terminal; silent with --quiet."""
    context = click.get_current_context(silent=True)
    if not (context and context.obj and context.obj.get("quiet")):
        click.echo(message, err=True)


def counted(count: int, singular: str, plural: str = "") -> str:
    """ "1 entry", "2 entries": the number with its noun."""
    return f"{count} {singular if count == 1 else plural or singular + 's'}"


def width() -> int:
    import shutil

    return min(shutil.get_terminal_size().columns, 100)


@click.group(
    cls=Group,
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
