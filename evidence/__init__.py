"""From citing sentences to claims, evidence lines and the graph.

    library = build_library([document], [index], load_concepts())
    write_library(Path("out"), library, {})

A name is imported when it is first used, so that a program pays only for what it needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evidence.build import build_library
    from evidence.claims import find_statements, gather_claims
    from evidence.concepts import load_concepts
    from evidence.contexts import read_contexts
    from evidence.export.gexf import write_gexf
    from evidence.graph import build_graph
    from evidence.library import read_library, write_library
    from evidence.report import render_report

__all__ = [
    "build_graph",
    "build_library",
    "find_statements",
    "gather_claims",
    "load_concepts",
    "read_contexts",
    "read_library",
    "render_report",
    "write_gexf",
    "write_library",
]

_ROOMS = {
    "build_graph": "graph",
    "build_library": "build",
    "find_statements": "claims",
    "gather_claims": "claims",
    "load_concepts": "concepts",
    "read_contexts": "contexts",
    "read_library": "library",
    "render_report": "report",
    "write_gexf": "export.gexf",
    "write_library": "library",
}


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
