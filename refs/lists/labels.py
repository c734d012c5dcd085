"""What opens an entry of a list: "4.", "[4]", "(4)", "4)", "⁴", "<sup>4</sup>", "4", "[Knu84]", a bullet or LaTeX's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, get_args

LabelStyle = Literal["dot", "square", "round", "half", "raised", "bare", "key", "bullet"]

# Nuclides of medicine: "<sup>18</sup>F-FDG", "<sup>99m</sup>Tc was" number no entry.
_ELEMENT = r"(?:F|C|N|O|P|S|H|I|Tc|Ga|Lu|Y|In|Zr|Cu|Xe|Kr|Sr|Ra|Ac)\b[-\ ](?!\w{1,3}\b,)"
_RAISED = "⁰¹²³⁴-⁹"
# LaTeX opens an entry with a key, "\bibitem[Doe(2019)]{doe}": a bullet that nobody sees.
_BULLET = r"(?:[-*•·–◦▪●○‣](?=\s)|\\bibitem\s?(?:\[[^\]\n]{0,120}\])?\{[^{}\n]{0,80}\})"
# Escapes and "[^4]:" are Markdown's, "$^{4}$" and "^4^" come from OCR tools and converters.
_NUMBERED = rf"""
    (?P<square>\\?\[(?:\^|[ ]?)\d{{1,4}}[ ]?\\?\][.:]?)
  | (?P<round>\([ ]?\d{{1,4}}[ ]?\))
  | (?P<half>\d{{1,4}}\\?\))(?=\s|[^\W\d_]|\Z)
  | (?P<dot>\d{{1,4}}\\?\.)(?=\s|[^\W\d_]|["“„«'‘*_<(\[]|\Z)
  | (?P<raised><sup>\s?\d{{1,4}}[.)]?\s?</sup>(?!{_ELEMENT}) | [{_RAISED}]{{1,4}}(?![{_RAISED}])[.)]?(?!{_ELEMENT})
      | \$\s?\{{?\s?\}}?\^\s?(?:\{{\s?\d{{1,4}}\s?\}}|\d{{1,4}})\s?\$(?!{_ELEMENT}) | \^\d{{1,4}}\^)
"""
_AROUND = r"[ \t\u00a0]*(?:{bullet}\s+)?(?:\*\*|__)?(?P<label>{inside})(?:\*\*|__)?[ \t\u00a0]*"
ENTRY = re.compile(
    _AROUND.format(bullet=_BULLET, inside=f"{_NUMBERED} | (?P<bullet>{_BULLET})"), re.VERBOSE
)
"""The number or bullet that opens an entry of a list, with the space around it."""
_IN_A_LIST = re.compile(
    _AROUND.format(
        bullet=_BULLET,
        inside=rf"""{_NUMBERED}
  | (?P<key>\\?\[[A-Z][\w+&.\ -]{{0,24}}\d\d[a-z]?\\?\])
  | (?P<bare>\d{{1,4}})(?=[ \t\u00a0]+(?:[^\W\d_]|["“„«'‘•·]|[—–-]{{2}}|―))
  | (?P<bullet>{_BULLET})""",
    ),
    re.VERBOSE,
)
# The letters that a poor scan makes of digits, "1O." and "[l2]".
_MISREAD = re.compile(
    r"""[ \t]*(?:(?P<square>\[{0}\]\.?) | (?P<round>\({0}\)) | (?P<half>{0}\)) | (?P<dot>{0}\.)
      | (?P<raised><sup>{0}</sup>|\$\^(?:\{{{0}\}}|{0})\$|\^{0}\^)
      | (?P<bare>(?:\d[OoIl|SBZ]{{1,2}}|[OoIl|SBZ]\d{{1,2}}|[Il|]{{1,2}}|S)(?=[ \t])))(?=\s|(?<=[>$^])\S)[ \t]*""".format(
        r"[\dOoIl|SBZ]{1,3}"
    ),
    re.VERBOSE,
)
_DIGIT_OF = str.maketrans("OoIl|SBZ", "00111582")
_STYLES: tuple[LabelStyle, ...] = get_args(LabelStyle)
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


class Label(NamedTuple):
    """One opening; ``start`` is where the label begins, ``end`` where the entry's text does."""

    text: str
    style: LabelStyle
    number: int | None
    start: int
    end: int
    misread: bool = False
    """Whether its digits are told from letters like them."""


def read_label(text: str, start: int, end: int) -> Label | None:
    """The label at ``start``, also in the styles that count only inside a reference list.

    Those are a bare number before a word and a key of letters and year.
    """
    found = _IN_A_LIST.match(text, start, end)
    if not found:
        return _read_misread(text, start, end)
    style = next(style for style in _STYLES if found[style])
    number = None if style in ("key", "bullet") else label_number(found["label"])
    return Label(found["label"], style, number, found.start("label"), found.end())


def _read_misread(text: str, start: int, end: int) -> Label | None:
    found = _MISREAD.match(text, start, end)
    if not found or found.lastgroup is None:
        return None
    label = found[found.lastgroup]
    style = next(style for style in _STYLES if style == found.lastgroup)
    number = label_number(label.translate(_DIGIT_OF))
    return Label(label, style, number, found.start(style), found.end(), misread=True)


def label_number(label: str) -> int | None:
    """The number in a label as printed; None for a bullet."""
    digits = re.sub(r"\D", "", re.sub(r"<[^>]*>", "", label).translate(_DIGITS))
    return int(digits) if digits else None


_INSIDE: dict[LabelStyle, str] = {
    "square": r"\\?\[\d{1,4}\\?\]\.?",
    "round": r"\(\d{1,4}\)",
    "half": r"\d{1,4}\\?\)",
    "dot": r"\d{1,4}\\?\.",
    "raised": rf"<sup>\s?\d{{1,4}}[.)]?\s?</sup>|[{_RAISED}]{{1,4}}(?![{_RAISED}])|\$\^(?:\{{\d{{1,4}}\}}|\d{{1,4}})\$|\^\d{{1,4}}\^",
    "bare": r"\d{1,4}",
}
_SPACED = ("round", "half", "bare")
_INNER = {
    style: re.compile(
        rf"(?<=\S)[ \t]+(?:\*\*|__)?(?P<label>{shape})(?:\*\*|__)?[ \t]{'+' if style in _SPACED else '*'}"
        r"(?=[^\W\d_]|[\"“„«'‘*_—–·•(<-])"
    )
    for style, shape in _INSIDE.items()
}


def inner_labels(
    text: str, start: int, end: int, style: LabelStyle, number: int
) -> Iterator[Label]:
    """The labels with this number that stand inside a line, as they would behind the end of another entry."""
    for found in _INNER[style].finditer(text, start, end):
        if label_number(found["label"]) == number:
            yield Label(found["label"], style, number, found.start(), found.end())
