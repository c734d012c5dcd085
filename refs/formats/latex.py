"""LaTeX of a bibliography's fields ↔ Unicode text with CSL's mark-up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from refs.formats.items import NOCASE, line, strip_markup

LONGEST_LATEX: Final = 20_000
"""Characters: of a longer text, which no field of a reference is, only the braces are taken out."""
_DEEPEST: Final = 40  # braces within braces
_SPECIAL: Final = re.compile(r"[\\{}$~]|--|``|''")
_MATH: Final = re.compile(r"(?<!\\)\$([^$]{0,300})(?<!\\)\$")
_SCRIPT: Final = re.compile(r"([_^])(?:\{([^{}]{0,100})\}|(\\[A-Za-z]+|[^\\{}\s]))")
_LINK: Final = re.compile(r"\\(?:url|path)\s*\{([^{}]{0,2000})\}")
_HREF: Final = re.compile(r"\\href\s*\{[^{}]{0,2000}\}\s*(\{|$)")
# Private characters for braces that are text and not grouping.
_LITERAL: Final = (
    ("\\{", "\ue000"),
    ("\\}", "\ue001"),
    ("\\textbraceleft", "\ue000"),
    ("\\textbraceright", "\ue001"),
)
_MARKS: Final = {
    "emph": "i", "textit": "i", "textsl": "i", "textbf": "b", "textsc": "sc",
    "textsuperscript": "sup", "textsubscript": "sub",
}  # fmt: skip
_COMMANDS: Final = {
    "i": "emph",
    "b": "textbf",
    "sc": "textsc",
    "sup": "textsuperscript",
    "sub": "textsubscript",
}
_TAG: Final = re.compile(r"<(/?)(i|b|sup|sub|sc|span)(?: [a-z]+=\"[^\"<>]{0,80}\")?>")
WORD: Final = re.compile(r"[^\W_]+")

# Braces by name, because BibTeX counts escaped ones too.
ESCAPES: Final = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "&%$#_"},
        "{": "{\\textbraceleft}",
        "}": "{\\textbraceright}",
        "\\": "{\\textbackslash}",
        "~": "{\\textasciitilde}",
        "^": "{\\textasciicircum}",
    }
)
_LIGATURE: Final = re.compile(r"--+|``+|''+")
_ENCODED: Final = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


def read_latex(text: str) -> str:
    """The text in Unicode, braces taken out: ``Caf\\'{e} \\& {DNA}`` → ``Café & DNA``."""
    if not _SPECIAL.search(text):
        return line(text)
    return line(_ungrouped(_decode(text)))


def read_title(text: str) -> str:
    """The same with mark-up: ``\\emph{in vivo}`` → ``<i>``, and braces → no change of case.

    Braces around the whole say nothing about a word and are dropped, as are those that
    :func:`write_title` sets by itself.
    """
    decoded = _decode(text) if text else ""
    if "{" not in decoded and "}" not in decoded:
        return line(decoded.translate(_BRACES))
    while _is_one_group(decoded):
        decoded = decoded[1:-1].strip()
    parts, depth, begun = [], 0, 0
    auto = _protected_words(strip_markup(_ungrouped(decoded)))
    for found in re.finditer(r"[{}]", decoded):
        if found[0] == "{":
            if not depth:
                parts.append(decoded[begun : found.start()])
                begun = found.end()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                inner = _ungrouped(decoded[begun : found.start()])
                words = WORD.findall(strip_markup(inner))
                needed = any(word not in auto for word in words)
                parts.append(f"{NOCASE}{inner}</span>" if needed else inner)
                begun = found.end()
    parts.append(_ungrouped(decoded[begun:]))
    return line("".join(parts).translate(_BRACES))


_BRACES: Final = {0xE000: "{", 0xE001: "}"}
_BARE: Final = {ord("{"): "", ord("}"): "", **_BRACES}


def _ungrouped(text: str) -> str:
    """Without the braces that group."""
    return text.translate(_BARE)


def _is_one_group(text: str) -> bool:
    """Whether one pair of braces holds it all."""
    if not (text.startswith("{") and text.endswith("}")):
        return False
    depth = 0
    for found in re.finditer(r"[{}]", text):
        depth += 1 if found[0] == "{" else -1
        if not depth:
            return found.end() == len(text)
    return False


def _decode(text: str) -> str:
    """Commands as characters and mark-up; braces that group stay, those that are text are private."""
    if not _SPECIAL.search(text):
        return line(text)
    if "\\" not in text and "$" not in text and "~" not in text:
        return line(_ligatures(text))
    return _decode_commands(text)


def _ligatures(text: str) -> str:
    for written, meant in (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”")):
        text = text.replace(written, meant)
    return text


@lru_cache(maxsize=4096)
def _decode_commands(text: str) -> str:
    if len(text) > LONGEST_LATEX or _depth(text) > _DEEPEST:
        return line(text.replace("{", "").replace("}", ""))
    text = _LINK.sub(lambda found: found[1], text)
    text = _HREF.sub(r"\1", text)
    text = _MATH.sub(lambda found: _SCRIPT.sub(_script, found[1]), text)
    for written, private in _LITERAL:
        text = text.replace(written, private)
    try:
        texts, commands = _decoder()
        return line(texts.latex_to_text(text, latex_context=commands))
    except Exception:  # pylatexenc fails in many ways on what is no LaTeX; the text is what remains
        return line(re.sub(r"\\[A-Za-z]+\s?|\\(.)", r"\1", text))


def _script(found: re.Match[str]) -> str:
    command = "textsubscript" if found[1] == "_" else "textsuperscript"
    return f"\\{command}{{{found[2] if found[2] is not None else found[3]}}}"


def _depth(text: str) -> int:
    depth = deepest = 0
    for found in re.finditer(r"[{}]", text):
        depth += 1 if found[0] == "{" else -1
        deepest = max(deepest, depth)
    return deepest


@cache
def _decoder() -> tuple[Any, Any]:
    import logging

    from pylatexenc import latexwalker
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db
    from pylatexenc.macrospec import std_macro

    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)
    commands = latexwalker.get_default_latex_context_db()
    commands.add_context_category("csl", [std_macro(name, "{") for name in _MARKS], prepend=True)
    known = get_default_latex_context_db()
    signs = (("textless", "<"), ("textgreater", ">"), ("textasciitilde", "~"))
    marks = [
        MacroTextSpec(name, simplify_repl=f"<{tag}>%s</{tag}>") for name, tag in _MARKS.items()
    ]
    marks += [MacroTextSpec(name, simplify_repl=sign) for name, sign in signs]
    known.add_context_category("csl", macros=marks, prepend=True)
    texts = LatexNodes2Text(
        latex_context=known, keep_braced_groups=True, keep_braced_groups_minlen=2
    )
    return texts, commands


# --- writing -------------------------------------------------------------------------------------


def escape(value: object) -> str:
    """Text as LaTeX prints it; letters stay in Unicode."""
    return _plain(line(value))


def _plain(text: str) -> str:
    """With every sign that LaTeX would take for its own, ligatures of dashes and quotes included."""
    text = text.translate(ESCAPES)
    return (
        _LIGATURE.sub(lambda found: "{}".join(found[0]), text) if _LIGATURE.search(text) else text
    )


def verbatim(value: object) -> str:
    """As it is, but for what could end the field or keep it open, which is encoded as in a URL."""
    return line(value).translate(_ENCODED)


def to_ascii(latex: str) -> str:
    """The LaTeX with every letter outside of ASCII as a command, where LaTeX has one."""
    return latex if latex.isascii() else "".join(map(_command, latex))


@lru_cache(maxsize=4096)
def _command(letter: str) -> str:
    return letter if letter.isascii() else str(_encoder().unicode_to_latex(letter))


@cache
def _encoder() -> Any:
    from pylatexenc.latexencode import UnicodeToLatexEncoder

    return UnicodeToLatexEncoder(
        unknown_char_policy="keep",
        unknown_char_warning=False,
        replacement_latex_protection="braces-all",
    )


class _Piece(NamedTuple):
    text: str
    nocase: bool
    before: str = ""
    """The LaTeX that ends and begins mark-up in front of it."""


def write_title(value: object) -> str:
    """The title as LaTeX, with what a style must not put into lower case in braces.

    That is what CSL marks as ``nocase``; a word with a capital after its first letter or a digit
    after a capital (BCMA, mRNA, B12); a capital alone (the T of T-cell); and in a title that is
    otherwise in lower case any word with a capital that does not begin a sentence (Hodgkin).
    """
    title = line(value)
    pieces = list(_pieces(title)) if "<" in title else [_Piece(title, False)]
    whole = "".join(piece.text for piece in pieces)
    spans = list(protected_spans(whole))
    written, at = [], 0
    for piece in pieces:
        written.append(piece.before)
        end = at + len(piece.text)
        if piece.nocase:
            written.append(f"{{{_plain(piece.text)}}}" if piece.text else "")
        else:
            done = at
            for start, stop in spans:
                low, high = max(start, at), min(stop, end)
                if low < high:
                    written.append(_plain(whole[done:low]))
                    written.append(f"{{{_plain(whole[low:high])}}}")
                    done = high
            written.append(_plain(whole[done:end]))
        at = end
    return "".join(written)


def write_text(value: object) -> str:
    """Text as LaTeX, mark-up included, case unprotected."""
    text = line(value)
    if "<" not in text:
        return _plain(text)
    return "".join(piece.before + _plain(piece.text) for piece in _pieces(text))


def _pieces(title: str) -> Iterator[_Piece]:
    """The stretches between mark-up; what is not well nested is closed at the end."""
    open_: list[str] = []
    end, before = 0, ""
    for found in _TAG.finditer(title):
        yield _Piece(title[end : found.start()], NOCASE in open_, before)
        end, before = found.end(), ""
        closes, name = found[1], found[2]
        if not closes:
            tag = NOCASE if found[0] == NOCASE else name
            open_.append(tag)
            before = f"\\{_COMMANDS[name]}{{" if name in _COMMANDS else ""
        elif open_ and (open_[-1] == name or (name == "span" and open_[-1] in (NOCASE, "span"))):
            before = "}" if open_.pop() in _COMMANDS else ""
    yield _Piece(title[end:], NOCASE in open_, before)
    yield _Piece("", False, "}" * sum(tag in _COMMANDS for tag in open_))


def protected_spans(title: str) -> Iterator[tuple[int, int]]:
    """The words of a plain title whose case a style must keep; see :func:`write_title`."""
    long = [word for word in WORD.findall(title)[1:] if len(word) > 3]
    lower = sum(word[0].islower() for word in long) * 2 >= len(long)
    end = 0
    for found in WORD.finditer(title):
        before, word = title[end : found.start()], found.group()
        begins = end == 0 or re.search(r"[.:?!]\s", before) is not None
        alone = len(word) == 1 and word.isupper() and not (begins and word == "A")
        inner = any(letter.isupper() for letter in word[1:])
        coded = word[0].isupper() and any(letter.isdigit() for letter in word)
        proper = lower and word[0].isupper() and not begins
        if alone or inner or coded or proper:
            yield found.span()
        end = found.end()


def _protected_words(title: str) -> set[str]:
    return {title[start:end] for start, end in protected_spans(title)}
