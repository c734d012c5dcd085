from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from evidence.cli.console import cli


def doctor(*arguments: str) -> tuple[int | None, list[str]]:
    from evidence.cli import main  # noqa: F401

    done = CliRunner().invoke(cli, ["doctor", *arguments], standalone_mode=False)
    return done.return_value, done.output.splitlines()


def test_what_is_there_is_fine() -> None:
    code, lines = doctor("--offline")
    assert code == 0
    assert all(line.startswith("ok ") for line in lines)
    assert any("journals" in line for line in lines)


BROKEN = [
    pytest.param(["--offline", "--index", "nowhere"], "index nowhere", id="no-index"),
    pytest.param(["--offline", "--cache", "text"], "cache", id="no-cache"),
]


@pytest.mark.parametrize(("arguments", "what"), BROKEN)
def test_what_is_missing_is_a_line_and_exit_code_3(
    arguments: list[str], what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text").write_text("no cache " * 100)
    code, lines = doctor(*arguments)
    assert code == 3
    (line,) = [line for line in lines if line.startswith("problem")]
    assert line.startswith(f"problem  {what}: ")
