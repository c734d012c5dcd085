"""The ``citeweave`` command: reads arguments, calls one function, prints.  ⇅

click is imported here only, and everything else inside the command that needs it, so that help is
there at once.
"""

from evidence.cli.console import main

__all__ = ["main"]
