"""What can stop the work. Doubt and bad entries are results, not errors."""

from __future__ import annotations


class RefsError(Exception):
    """Base of everything this package raises on purpose."""


class UnreadableDocument(RefsError, ValueError):
    """The bytes of a file are no text that can be read."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, why)
        self.name, self.why = name, why

    def __str__(self) -> str:
        return f"{self.name}: {self.why}"


class InvalidDOI(RefsError, ValueError):
    """A string that no DOI can be."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return f"{self.text!r} is no DOI; one looks like 10.1002/ajh.25664"


class BadPattern(RefsError, ValueError):
    """A pattern of citation keys that cannot be followed."""

    def __init__(self, pattern: str, why: str) -> None:
        super().__init__(pattern, why)
        self.pattern, self.why = pattern, why

    def __str__(self) -> str:
        return f"pattern {self.pattern!r}: {self.why}"


class BadStyle(RefsError, ValueError):
    """A citation style that is not there or cannot be used."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, why)
        self.name, self.why = name, why

    def __str__(self) -> str:
        return f"the style {self.name} {self.why}"


class BadIndex(RefsError):
    """A local index that cannot be built or opened."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path, why)
        self.path, self.why = path, why

    def __str__(self) -> str:
        return f"{self.path}: {self.why}"


class CacheError(RefsError):
    """The cache file cannot be used."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path, why)
        self.path, self.why = path, why

    def __str__(self) -> str:
        return f"{self.path}: {self.why}"


class BadTable(RefsError):
    """A table of one's own that cannot be read."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path, why)
        self.path, self.why = path, why

    def __str__(self) -> str:
        return f"{self.path}: {self.why}"


class SourceUnavailable(RefsError):
    """No usable answer after the last try; trying again later may help."""

    def __init__(self, source: str, why: str) -> None:
        super().__init__(source, why)
        self.source, self.why = source, why

    def __str__(self) -> str:
        return f"{self.source}: {self.why}; try again later"
