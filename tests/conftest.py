"""No test may reach another machine, and none may read what a person keeps on theirs."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# How long a step may take is measured where it is the subject (CPU time); a busy machine is no fault.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

_HERE = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def _stay_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in _HERE:
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.delenv("CITEWEAVE_MAILTO", raising=False)
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The data folder that CITEWEAVE_SHARED names; tests marked ``shared`` use it."""
    folder = os.environ.get("CITEWEAVE_SHARED")
    if not folder:
        pytest.fail("set CITEWEAVE_SHARED to the data folder")
    return Path(folder)
