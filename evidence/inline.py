"""A passage in one mark-up: what is raised in "<sup>", without emphasis, links and escapes.

OCR tools and publishers print "<sup>4-9</sup>" in a dozen ways. They are brought to that one here,
so that whoever looks for pointers knows no other, and every place leads back to the page.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_UP: Final = "⁰¹²³⁴-⁹"
_LOWERED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾˒", "0123456789+-(),")
_WIDE: Final = str.maketrans("［］【】〔〕（）", "[][][]()")
_WIDE_SIGN: Final = re.compile("[［］【】〔〕（）]")

# A raised run in every mark-up but Unicode's, behind its first sign; the groups hold its words.
_RAISED = r"""
      (?<=\$)\s*(?P<stop>[.,;:]?)\s*(?:\{\s*\}\s*)?\^\s*(?:\{(?P<maths>[^$\n]{0,60})\}|(?P<bare>[^\s{}$\\]{1,20}))\s*\$
    | (?<=\\)\(\s*(?:\{\s*\}\s*)?\^\s*\{(?P<inline>[^$\n]{0,60}?)\}\s*\\\)
    | (?<=\\)textsuperscript\{(?P<command>[^{}\n]{0,60})\}
    # pandoc's, and its first half as typed in plain text; what a number carries is its power
    | (?<=[^\s\d^$\\{(]\^)(?P<caret>[^\s^$\\{}]{1,40})\^
    | (?<=(?:[^\W\d_]|[.,;:)\]”"’%])\^)(?<![\s({$=*/+_][^\W\d_]\^)(?P<half>\d{1,3}(?:[,–-]\d{1,3})*)(?![\w^.,–-]*\^|\w)
"""
RAISED: Final = re.compile(
    rf"<sup(?:\s[^<>]{{0,200}})?>[^<]{{1,40}}</sup>|[$\\^](?:{_RAISED})", re.VERBOSE | re.IGNORECASE
)
"""One raised run as printed, whatever it is; not that of Unicode's raised digits."""
_LINK = r"\((?:\#|https?:|\.{0,2}/)[^()\s]{0,300}\)"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_SIGNS = rf"[$\\*_&^<\[\]{_UP}⁺⁻{_INVISIBLE}]"
# Each branch looks back at the sign that opened it: a search for signs is quick.
_FOREIGN: Final = re.compile(
    rf"""{_SIGNS}(?:{_RAISED}
    | (?<=[{_UP}⁺⁻])(?P<unicode>(?:[{_UP}⁺⁻ᵃ-ᶻ]|[,˒–-](?=[{_UP}]))*)
    | (?<=\d<)/sup>(?P<between>[,;–—-])<sup(?:\s[^<>]{{0,200}})?>(?=\d)
    | (?<=<)(?P<opening>sup\s[^<>]{{0,200}}>|SUP>)
    | (?<=<)(?P<closing>/SUP>)
    | (?<=\[)(?P<link>)(?=(?:[^\[\]\n\\]|\\.|\[[^\[\]\n]{{0,80}}\]){{1,200}}\]{_LINK})
    | (?<=\])(?P<linked>{_LINK})
    | (?<=\$)\s*(?:\\left)?\s*(?P<brackets>\[[\d\s,–-]{{1,40}}?)(?:\\right)?\]\s*\$
    | (?<=&)(?P<entity>(?:[a-zA-Z]{{2,8}}|\#x?[\da-fA-F]{{1,6}});)
    | (?<=\\)(?P<escaped>[][()*_&#~])
    | (?P<nothing>(?<=<)/?(?:i|em|b|strong|u|a|span|small|font)(?:\s[^<>]{{0,300}})?>
        | (?<=[*])(?<!\w[*])[*]{{0,2}}(?=[\w(\[]) | (?<=[\w.:,)\]][*])[*]{{0,2}}(?!\w)
        | (?<=_)(?<!\w_)_?(?=[^\W_]) | (?<=[^\s_]_)_?(?!\w)
        | (?<=[{_INVISIBLE}])))""",
    re.VERBOSE,
)
_ANY: Final = re.compile(
    rf"[$\\*_&^{_UP}⁺⁻{_INVISIBLE}［］【】〔〕（）]|\]\(|<(?!/?su[bp]>)|</sup>[,;–—-]<"
)
"""Without any of these, a text is in the one mark-up as it stands."""
_COMMAND: Final = re.compile(r"\\(?:[a-zA-Z]+\s*|[,;:! ])|[{}~]")
_LETTERS: Final = ("maths", "bare", "inline", "command", "caret", "half")
_NUMERIC: Final = re.compile(r"[\d\s,–-]+")


@dataclass(frozen=True, slots=True)
class Inline:
    """A text in one mark-up, and the way back to the printed one."""

    text: str
    _at: Sequence[int] = (0,)
    """Where its pieces begin, ascending; of those at one place all but the last are empty."""
    _printed: Sequence[tuple[int, int]] = ((0, 0),)
    """By piece, where it stands in the printed text; start and end are the same where it is
    printed just so."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the printed text of ``text[start:end]``, which is not empty; what is printed
        otherwise is taken whole."""
        return self._place(start)[0], self._place(end - 1)[1]

    def _place(self, at: int) -> tuple[int, int]:
        piece = bisect_right(self._at, at) - 1
        first, last = self._printed[piece]
        if first != last:
            return first, last
        place = first + at - self._at[piece]
        return place, place + 1


def read_inline(text: str) -> Inline:
    """The text in one mark-up. A link's words stay, in brackets where they are a lone number."""
    if not _ANY.search(text):
        return Inline(text)
    text = text.translate(_WIDE) if _WIDE_SIGN.search(text) else text
    out: list[str] = []
    at: list[int] = []
    printed: list[tuple[int, int]] = []
    length = here = 0
    keeps = False

    def add(words: str, first: int, last: int) -> None:
        nonlocal length
        out.append(words)
        at.append(length)
        printed.append((first, last))
        length += len(words)

    for found in _FOREIGN.finditer(text):
        kind = found.lastgroup or ""
        if kind == "link":
            words = text[found.end() : text.index("](", found.end())]
            keeps = bool(_NUMERIC.fullmatch(words)) and not _is_inside("".join(out[-12:]) + text[here : found.start()])  # fmt: skip
        if (shown := _shown(found, kind, keeps)) == found.group():
            continue
        add(text[here : found.start()], here, here)
        add(shown, *found.span())
        here = found.end()
    add(text[here:], here, here)
    return Inline("".join(out), at, printed)


def _shown(found: re.Match[str], kind: str, keeps: bool) -> str:
    """What stands for a foreign piece in the one mark-up."""
    if kind in _LETTERS:
        words = _COMMAND.sub("", found[kind]).replace("--", "–")
        return f"{found['stop'] or ''}<sup>{words}</sup>"
    if kind == "unicode":
        return f"<sup>{found.group().translate(_LOWERED)}</sup>"
    if kind in ("between", "escaped"):
        return found[kind]
    if kind == "brackets":
        return f"{found[kind]}]"
    if kind == "entity":
        return html.unescape(found.group())
    kept = "[" if kind == "link" else "]"
    if kind in ("link", "linked"):
        return kept if keeps else ""
    return {"opening": "<sup>", "closing": "</sup>"}.get(kind, "")


def _is_inside(before: str) -> bool:
    """Whether a bracket or a raised run is open behind these words."""
    near = before[-80:]
    return any(near.rfind(one) > near.rfind(other) for one, other in ("[]", "()", ("<sup>", "</sup>")))  # fmt: skip
