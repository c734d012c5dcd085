"""The ``citeweave`` command: reads arguments, calls one function, prints.  ⇅

click is imported here only, and everything else inside the command that needs it, so that help is
there at once.
"""

# Each of these adds its commands to the group that ``main`` runs.
from evidence.cli import (
    bibliography,
    building,
    checking,
    curating,
    doctor,
    graphing,
    reading,
    reporting,
    stores,
)
from evidence.cli.console import main

__all__ = [
    "bibliography",
    "building",
    "checking",
    "curating",
    "doctor",
    "graphing",
    "main",
    "reading",
    "reporting",
    "stores",
]
