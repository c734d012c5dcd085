"""Printed names → :class:`refs.model.Name`, in the orders that reference lists and bylines use."""

from __future__ import annotations

import re

from refs.model import Name
from refs.text import strip_markup

_PARTICLES = frozenset(
    "de del della dello der den di da das do dos du la le les van von vom zu zum zur ter ten te el al bin ibn af av af 't d' st st.".split()
)
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV|2nd|3rd)\.?\Z")
_DEGREE = re.compile(r"(?:MD|PhD|MSc|MPH|BSc|RN|MBBS|FRCP|DO|PharmD|M\.D\.|Ph\.D\.)\.?,?\Z")
_SUPERSCRIPT = re.compile(r"<sup>[^<]{0,60}</sup>|\$\^[^$]{0,60}\$|[*†‡§¶¹²³⁰⁴-⁹]+")
_UPPER = "[A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽΑ-ΩА-Я]"
# "CH", "C.H.", "C. H.", "C.-H.", "J-P": initials and nothing else; "JUNE" is a name in capitals.
_INITIALS = re.compile(
    rf"(?:{_UPPER}\.[ ]?[-‐]?|{_UPPER}[ ]|{_UPPER}[-‐]){{0,5}}{_UPPER}{{0,3}}\.?\Z"
)
_SOLID_INITIALS = re.compile(rf"{_UPPER}(?:[-‐]?{_UPPER}){{0,3}}\Z")
# The last full stop may be the sentence's.
_DOTTED_INITIALS = re.compile(r"(?:[^\W\d_]\.[-‐]?)+(?:[^\W\d_]\.?)?\Z")
ET_AL = re.compile(
    r"[\s,;.&]*\b(?:(?:and|&)\s+)?(?:et\.? ?a[l1I]\b\.?|and others|and coworkers|u\. ?a\.)[\s,;.:]*",
    re.IGNORECASE,
)
# "(eds.)", ", editors"
_EDITORS = re.compile(
    r"\s*\((?:eds?\.?|editors?|hrsg\.?)\)|,?\s+(?:eds?\.?|editors?)\Z", re.IGNORECASE
)
_AND = re.compile(r"\s*(?:;|,?\s+(?:and|und|et|y|e)\s+|,?\s*&)\s*")
# Words that a group of authors has in its name and a person has not.
_GROUP = re.compile(
    r"\b(?:groups?|committee|consortium|society|associations?|organi[sz]ations?|college|institutes?|collaborat\w+|network"
    r"|investigators|council|agency|authority|bureau|foundation|department|ministry|university|cent(?:er|re)s?|board"
    r"|federation|office|services?|survey|team|task force|panel|alliance|union|academy|initiative|working|party"
    r"|administration|commission|registry|trialists)\b",
    re.IGNORECASE,
)
# What a name has that belongs to no person: "Centers for Disease Control", "The Lancet".
_NOBODY = re.compile(rf"\A\W*The\s|\s(?:for|of|on|the)\s|{_GROUP.pattern}", re.IGNORECASE)


def read_byline(text: str) -> tuple[Name, ...]:
    """The persons of a byline ("Jane B. Doe¹, Xu Li²"), given name first, in printed order."""
    plain = strip_markup(_SUPERSCRIPT.sub(" ", text)).strip(" .,;")
    parts = [part.strip() for part in re.split(r"\s*[,;|]\s*|\s+(?:and|&)\s+", plain)]
    names = []
    for part in parts:
        words = [word for word in part.split() if not _DEGREE.match(word)]
        if len(words) > 1:
            names.append(_given_first(words))
        elif words and names and _SUFFIX.match(words[0]):
            last = names.pop()
            names.append(Name(last.family, last.given, words[0]))
    return tuple(names)


def is_degree(text: str) -> bool:
    """Whether words after a name are a title ("MD", "PhD") and no name."""
    words = text.strip(" .,").split()
    return bool(words) and all(_DEGREE.match(word) for word in words)


def read_names(text: str) -> tuple[Name, ...]:
    """The authors of a reference as printed, in printed order; "et al" is left out.

    Read are "June CH, Sadelain M", "June, C. H., & Sadelain, M.", "C. H. June and M. Sadelain",
    "June, Carl H.; Sadelain, Michel", and groups. What fits none is one literal name.
    """
    plain = _EDITORS.sub("", ET_AL.sub("", strip_markup(text)).strip(" ,;:&"))
    if not plain:
        return ()
    names: list[Name] = []
    for part in _apart(plain):
        names += _read_list([piece.strip() for piece in part.split(",") if piece.strip(" .")])
    return tuple(names)


def _apart(text: str) -> list[str]:
    """The text between "and", "&" and ";"; the "and" inside a group's name stays."""
    pieces = _AND.split(text)
    if len(pieces) == 1 or not _GROUP.search(text):
        return pieces
    if "," not in text and not any(map(_family_initials, pieces)):
        return re.split(r"\s*;\s*", text)
    parts = [pieces[0]]
    place = len(pieces[0])
    for piece in pieces[1:]:
        start = text.index(piece, place) if piece else place
        before = parts[-1].rsplit(",", 1)[-1]
        if ";" not in text[place:start] and _NOBODY.search(before):
            parts[-1] += text[place:start] + piece
        else:
            parts.append(piece)
        place = start + len(piece)
    return parts


def _read_list(parts: list[str]) -> list[Name]:
    """Names from the comma-separated parts of a list."""
    names: list[Name] = []
    place = 0
    while place < len(parts):
        part = parts[place].strip()
        following = parts[place + 1] if place + 1 < len(parts) else ""
        place += 1
        if _SUFFIX.match(part) and names:
            last = names.pop()
            names.append(Name(last.family, last.given, part.rstrip("."), last.literal))
        elif _NOBODY.search(part) and not _is_initials(following):
            names.append(Name(literal=part.rstrip(".")))
        elif solid := _family_initials(part):
            names.append(solid)
        elif following and _is_given(part, following):
            names.append(Name(part, following))
            place += 1
        elif len(words := part.split()) > 1 and not _INITIALS.match(words[-1]):
            names.append(_given_first(words))
        else:
            names.append(
                Name(family=part.rstrip("."))
                if len(part.split()) == 1
                else Name(literal=part.rstrip("."))
            )
    return names


def _family_initials(part: str) -> Name | None:
    """ "June CH", "van der Berg A-B", "Smith J. R.", "Doe J Jr": family first, no comma."""
    words = part.split()
    suffix = words.pop().rstrip(".") if len(words) > 2 and _SUFFIX.match(words[-1]) else None
    place = len(words)
    while place > 1 and (
        _SOLID_INITIALS.match(words[place - 1]) or _DOTTED_INITIALS.match(words[place - 1])
    ):
        place -= 1
    if place == len(words) or not words[0][:1].isalpha():
        return None
    family = " ".join(words[:place])
    if _SOLID_INITIALS.match(family) or _DOTTED_INITIALS.match(words[0]):
        return None  # "C. H. June": initials first
    return Name(family, " ".join(words[place:]), suffix)


def _is_initials(text: str) -> bool:
    return bool(text) and bool(_INITIALS.match(text))


def _is_given(family: str, given: str) -> bool:
    """Whether "family, given" are two parts of one name."""
    if _DOTTED_INITIALS.match(family.split()[0]):
        return False
    words = given.split()
    return _is_initials(given) or (
        len(words) <= 3 and words[0][:1].isupper() and any(_is_initials(word) for word in words[1:])
    )


def _given_first(words: list[str]) -> Name:
    """ "Jan van der Berg Jr" → van der Berg, Jan, Jr."""
    suffix = words.pop().rstrip(".") if len(words) > 2 and _SUFFIX.match(words[-1]) else None
    place = len(words) - 1
    while place > 1 and words[place - 1].lower() in _PARTICLES:
        place -= 1
    return Name(" ".join(words[place:]), " ".join(words[:place]), suffix)
