"""What the README shows is what happens."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
SHOWN = re.search(
    r"<!-- the output of: (?P<command>[^\n]+) -->\n```\n(?P<output>.*?)\n```", README, re.DOTALL
)
EXAMPLES = re.findall(r"^\| `[a-z, `]+` \| [^|]+ \| `(citeweave [^`]+)` \|$", README, re.MULTILINE)
CODE = "import sys; from evidence.cli import main; main()"


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    words = shlex.split(command)
    assert words[0] == "citeweave"
    return subprocess.run(
        [sys.executable, "-c", CODE, *words[1:]],
        cwd=folder, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    (folder / "out").mkdir()
    assert run("citeweave demo -o out/demo", folder).returncode == 0
    return folder


def test_there_is_an_example_for_every_command() -> None:
    from evidence.cli.console import cli

    assert {shlex.split(example)[1] for example in EXAMPLES} == set(cli.commands)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_works(folder: Path, example: str) -> None:
    done = run(example, folder)
    assert done.returncode == 0, done.stderr


def test_the_excerpt_is_what_is_printed(folder: Path) -> None:
    assert SHOWN
    assert run(SHOWN["command"], folder).stdout.strip() == SHOWN["output"].strip()
