"""What can stop the work of this package."""

from __future__ import annotations


class EvidenceError(Exception):
    """Base of everything this package raises on purpose."""


class NotALibrary(EvidenceError, ValueError):
    """A folder that no build has written, or whose files are damaged."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path, why)
        self.path, self.why = path, why

    def __str__(self) -> str:
        return f"{self.path}: {self.why}"
