"""What the packages promise as a whole."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import evidence
import refs

ROOT = Path(refs.__file__).parents[1]
MODULES = [
    path for package in (refs, evidence) for path in Path(package.__file__).parent.rglob("*.py")
]


@pytest.mark.parametrize("package", [refs, evidence])
def test_every_public_name_is_there(package: object) -> None:
    for name in package.__all__:  # type: ignore[attr-defined]
        assert getattr(package, name).__name__ == name


@cache
def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


ONLY_THERE = [
    pytest.param("requests", {"refs/sources/crossref.py"}, id="requests"),
    pytest.param(
        "tantivy",
        {f"refs/sources/index/{name}.py" for name in ("build", "search", "store")},
        id="tantivy",
    ),
    pytest.param("bibtexparser", {"refs/formats/bibtex_reader.py"}, id="bibtexparser"),
    pytest.param("pylatexenc", {"refs/formats/latex.py"}, id="pylatexenc"),
    pytest.param("citeproc", {"refs/citeproc_rules.py", "refs/styles.py"}, id="citeproc"),
    pytest.param("yaml", {"refs/formats/csl_items.py"}, id="yaml"),
]


@pytest.mark.parametrize(("library", "rooms"), ONLY_THERE)
def test_a_library_is_used_in_its_room_only(library: str, rooms: set[str]) -> None:
    users = {
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if any(name.split(".")[0] == library for name in imported(path))
    }
    assert users == rooms


def test_refs_knows_nothing_of_evidence() -> None:
    for path in MODULES:
        if path.is_relative_to(ROOT / "refs"):
            assert not any(name.split(".")[0] == "evidence" for name in imported(path)), path


def test_click_is_used_by_the_command_only() -> None:
    for path in MODULES:
        if "click" in imported(path):
            assert path.is_relative_to(ROOT / "evidence" / "cli"), path


def test_imports_run_in_no_circle() -> None:
    """At import time: what stands inside a function, or is for type checkers only, does not count."""
    named = {
        ".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p
        for p in MODULES
    }
    graph: dict[str, set[str]] = {}
    for name, path in named.items():
        wanted: set[str] = set()
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ImportFrom) and node.module:
                wanted |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
            elif isinstance(node, ast.Import):
                wanted |= {alias.name for alias in node.names}
        # Python runs the packages around a module first.
        around = {
            module.rsplit(".", depth)[0]
            for module in wanted
            for depth in range(module.count(".") + 1)
        }
        own = {name.rsplit(".", depth)[0] for depth in range(name.count(".") + 1)}
        graph[name] = ((wanted | around) & named.keys()) - own
    TopologicalSorter(graph).prepare()


SLOW = {
    "requests",
    "networkx",
    "lxml",
    "bibtexparser",
    "pylatexenc",
    "yaml",
    "citeproc",
    "jinja2",
    "tantivy",
    "rapidfuzz",
    "sqlite3",
    "json",
}


def test_help_imports_nothing_slow() -> None:
    code = "import sys, evidence.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not SLOW & set(done.stdout.split())
