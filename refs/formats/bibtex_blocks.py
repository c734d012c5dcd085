"""BibTeX text → its blocks, with the place of every value, in memory for one block.

This is the grammar of BibTeX itself (every brace counts, escaped or not), and what people's files
break of it: a block that never closes ends where the next begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from refs.formats.tagged import LONGEST_RECORD

LONGEST_VALUE: Final = 1 << 20
"""Characters of one value, its macros written out."""

_BEGINS: Final = re.compile(r"@[ \t]*([A-Za-z]+)[ \t\r\n]*[{(]")
# What begins a block even where the one before is open: a whole head at the beginning of a line.
_BEGINS_ANEW: Final = re.compile(
    r"[ \t]{0,3}@(?:(?:string|preamble|comment)[ \t]*[{(]|[A-Za-z]+[ \t]*[{(][ \t]*[^\s,={}\"()]+[ \t]*,)",
    re.IGNORECASE,
)
_BRACE: Final = re.compile(r"[{}]")
_CLOSES_PARENTHESIS: Final = re.compile(r"[{})]")
_HEAD: Final = re.compile(r"@[ \t]*([A-Za-z]+)\s*([{(])\s*")
_KEY: Final = re.compile(r"([^,={}\"\s][^,={}\"\r\n]{0,300}?)?[ \t\r\n]{0,20}(?:,|(?=[})])|\Z)")
# "%" begins a comment for biber and for people, though not for BibTeX.
_FIELD: Final = re.compile(r"(?:[\s,]|%[^\n]*\n)*+([^\s=,{}\"#]++)\s*+=\s*+")
_BARE: Final = re.compile(r"[^\s,{}\"#()=]+")
_QUOTED: Final = re.compile(r"[{}\"]")
_JOIN: Final = re.compile(r"\s*+#\s*+")
_BEGINS_FIELD: Final = re.compile(r"\n[ \t]*[A-Za-z][\w-]{0,40}[ \t]*=[ \t]*[\w{\"]")
_SKIP: Final = re.compile(r"[^,]*,?")

MACROS: Final[Mapping[str, str]] = {
    "jan": "January", "feb": "February", "mar": "March", "apr": "April", "may": "May",
    "jun": "June", "jul": "July", "aug": "August", "sep": "September", "oct": "October",
    "nov": "November", "dec": "December",
}  # fmt: skip
"""The months, as every standard style defines them."""


class Block(NamedTuple):
    """A stretch of the file: a block, or the text between two."""

    kind: Literal["entry", "string", "preamble", "comment", "text"]
    start: int
    """Offset in the file's text."""
    line: int
    """Of its first character, from 1."""
    text: str
    problems: tuple[str, ...] = ()


class Value(NamedTuple):
    """A field of an entry."""

    name: str
    """In lower case."""
    text: str
    """Without its delimiters, macros written out; LaTeX as it stands."""
    start: int
    """Offset in the block's text of what stands after the equals sign, delimiters included."""
    end: int
    literal: bool
    """Whether it is one text in braces or quotes, no number, macro or joined parts."""


@dataclass(frozen=True, slots=True)
class RawEntry:
    type: str
    """In lower case."""
    key: str
    values: tuple[Value, ...]
    problems: tuple[str, ...] = ()


def split_blocks(lines: Iterable[str]) -> Iterator[Block]:
    """The blocks of a file in its order; their texts joined are the file."""
    gathered: list[str] = []
    start = offset = 0
    first = number = 1
    depth = 0  # of braces in the open block; 0 between blocks
    size = 0
    closing = "}"
    overlong = False

    def block(kind: str | None, *problems: str) -> Block:
        text = "".join(gathered)
        known = kind or _kind(text)
        return Block(known, start, first, text, problems)  # type: ignore[arg-type]

    for number, whole in enumerate(lines, 1):
        line = whole
        if depth and _BEGINS_ANEW.match(line):
            yield block(None, "the braces do not close")
            gathered, start, first, depth, size, overlong = [], offset, number, 0, 0, False
        while line:
            if not depth:
                found = _BEGINS.search(line) if "@" in line else None
                if found and "%" in line[: found.start()]:
                    found = None  # people comment out entries as in LaTeX
                if found is None:
                    gathered.append(line)
                    offset += len(line)
                    size += len(line)
                    if size > LONGEST_RECORD:
                        yield block("text")
                        gathered, start, first, size = [], offset, number + 1, 0
                    break
                if found.start():
                    gathered.append(line[: found.start()])
                    offset += found.start()
                if gathered:
                    yield block("text")
                gathered, start, first, size, overlong = [], offset, number, 0, False
                opening = line[found.end() - 1]
                closing = "}" if opening == "{" else ")"
                depth = 1
                gathered.append(line[found.start() : found.end()])
                offset += found.end() - found.start()
                line = line[found.end() :]
                continue
            end, depth = _close(line, depth, closing)
            taken = line[:end]
            size += len(taken)
            if size <= LONGEST_RECORD:
                gathered.append(taken)
            else:
                overlong = True
            offset += end
            line = line[end:]
            if not depth:
                yield block(None, *_overlong(overlong))
                gathered, start, first, size, overlong = [], offset, number, 0, False
    if gathered and "".join(gathered):
        if depth:
            yield block(None, "the braces do not close", *_overlong(overlong))
        else:
            yield block("text")


def _overlong(overlong: bool) -> tuple[str, ...]:
    return (f"longer than {LONGEST_RECORD >> 20} MB; the rest is not read",) if overlong else ()


def _close(line: str, depth: int, closing: str) -> tuple[int, int]:
    """Where in the line the block ends (its length where it does not), and the depth there."""
    if closing == "}":
        after = depth + line.count("{") - line.count("}")
        if after > 0 and line.count("}") < depth:
            return len(line), after
        for found in _BRACE.finditer(line):
            depth += 1 if found[0] == "{" else -1
            if not depth:
                return found.end(), 0
        return len(line), depth
    for found in _CLOSES_PARENTHESIS.finditer(line):
        if found[0] == ")":
            # One that is followed by more on its line stands in a value.
            if depth == 1 and not line[found.end() :].strip():
                return found.end(), 0
        else:
            depth = max(depth + (1 if found[0] == "{" else -1), 1)
    return len(line), depth


def _kind(text: str) -> str:
    head = _HEAD.match(text)
    name = head[1].lower() if head else ""
    return name if name in ("string", "preamble", "comment") else "entry"


def read_string(text: str, macros: dict[str, str]) -> str:
    """Take the macro that an ``@string`` block defines into ``macros``; a problem, or nothing.

    Its value is written out here and now, as BibTeX does: no definition can refer to itself or to
    one that follows.
    """
    head = _HEAD.match(text)
    found = _FIELD.match(text, head.end()) if head else None
    if not found:
        return "no name = value in the @string"
    value, _, _, problem = _read_value(text, found.end(), macros)
    macros[found[1].lower()] = value
    return problem


def read_entry(text: str, macros: Mapping[str, str]) -> RawEntry:
    """The type, key and fields of an entry's block; what cannot be read is named."""
    head = _HEAD.match(text)
    if not head:
        return RawEntry("", "", (), ("no entry",))
    problems: list[str] = []
    at = head.end()
    key = ""
    if not _FIELD.match(text, at):
        if named := _KEY.match(text, at):
            key = (named[1] or "").strip()
            at = named.end()
        else:
            problems.append("the key cannot be read")
            at = _SKIP.match(text, at).end()  # type: ignore[union-attr]
    if not key:
        problems.append("no key")
    values: list[Value] = []
    seen: set[str] = set()
    closed = len(text.rstrip()) - (1 if text.rstrip()[-1:] in ("}", ")") else 0)
    while at < closed:
        found = _FIELD.match(text, at)
        if not found or found.end() > closed:
            rest = text[at:closed].strip(" \t\r\n,")
            if not rest:
                break
            problems.append(f"this is no field: {rest[:40]!r}")
            at = _SKIP.match(text, at + 1).end()  # type: ignore[union-attr]
            if len(problems) > 20:
                break
            continue
        value, at, literal, problem = _read_value(text, found.end(), macros, closed)
        name = found[1].lower()
        if problem:
            problems.append(f"{name}: {problem}")
        if name in seen:
            problems.append(f"{name} stands twice; the first is read")
        else:
            values.append(Value(name, value, found.end(), at, literal))
        seen.add(name)
    return RawEntry(head[1].lower(), key, tuple(values), tuple(problems))


def _read_value(
    text: str, at: int, macros: Mapping[str, str], closed: int | None = None
) -> tuple[str, int, bool, str]:
    """The value that begins at ``at``, where it ends, whether it is one literal, and what is wrong."""
    closed = len(text) if closed is None else closed
    parts: list[str] = []
    size = 0
    problem = ""
    literal = True
    while True:
        opening = text[at : at + 1]
        if opening == "{":
            end = _balanced(text, at, closed)
            parts.append(text[at + 1 : end - 1])
            if text[end - 1 : end] != "}":
                problem = "the braces do not close"
                parts[-1], end = _cut_off(text, at + 1, closed)
        elif opening == '"':
            end, whole = _quoted(text, at + 1, closed)
            parts.append(text[at + 1 : end - 1] if whole else text[at + 1 : end])
            if not whole:
                problem = "the quotes do not close"
                parts[-1], end = _cut_off(text, at + 1, closed)
        else:
            literal = False
            bare = _BARE.match(text, at, closed)
            if not bare:
                return "".join(parts), at, False, problem or "no value"
            word, end = bare[0], bare.end()
            known = macros.get(word.lower(), MACROS.get(word.lower()))
            if known is None and not word.isdigit():
                problem = f"no @string defines {word}"
            parts.append(word if known is None else known)
        size += len(parts[-1])
        if size > LONGEST_VALUE:
            return "".join(parts)[:LONGEST_VALUE], end, False, "too long; cut"
        join = _JOIN.match(text, end, closed)
        if not join:
            return "".join(parts), end, literal and len(parts) == 1, problem
        at = join.end()


def _cut_off(text: str, at: int, closed: int) -> tuple[str, int]:
    """A value that does not end: what there is before a line that begins like a field."""
    found = _BEGINS_FIELD.search(text, at, closed)
    end = found.start() if found else closed
    return text[at:end].strip(' \t\r\n,}"'), end


def _balanced(text: str, at: int, closed: int) -> int:
    depth = 0
    for found in _BRACE.finditer(text, at, closed):
        depth += 1 if found[0] == "{" else -1
        if not depth:
            return found.end()
    return at + 1  # it never closes


def _quoted(text: str, at: int, closed: int) -> tuple[int, bool]:
    """Where a text in quotes ends, and whether it does; quotes in braces are its own."""
    depth = 0
    for found in _QUOTED.finditer(text, at, closed):
        if found[0] == '"':
            if depth <= 0:
                return found.end(), True
        else:
            depth += 1 if found[0] == "{" else -1
    return closed, False
