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


class NoSuchThing(EvidenceError, LookupError):
    """An id that nothing in a build has."""

    def __init__(self, id_: str) -> None:
        super().__init__(id_)
        self.id = id_

    def __str__(self) -> str:
        return (
            f"nothing here has the id {self.id}; ids stand in claims.jsonl (s-…, s-…:7 for its line"
            " to reference 7) and references.jsonl"
        )


class WrongDecision(EvidenceError, ValueError):
    """A decision that cannot be carried out; says what can."""


class TooLarge(EvidenceError, ValueError):
    """A graph with more nodes than a page can show."""

    def __init__(self, nodes: int, most: int) -> None:
        super().__init__(nodes, most)
        self.nodes, self.most = nodes, most

    def __str__(self) -> str:
        return (
            f"{self.nodes} nodes, and a page shows at most {self.most}; choose fewer by --claim,"
            " --since, --status, --kind or --view, or write .gexf"
        )
