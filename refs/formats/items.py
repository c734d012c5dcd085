"""What every format needs of a CSL-JSON item: names, dates, pages, identifiers, mark-up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from refs.doi import find_dois
from refs.names import read_names
from refs.text import DASHES

Item = dict[str, Any]  # a CSL-JSON item
CSLName = dict[str, str]

ET_AL: Final[CSLName] = {"literal": "et al."}
"""The last of a list of names that says that there are more."""
NOCASE: Final = '<span class="nocase">'
_ET_AL: Final = re.compile(r"(?:et\.? ?al\.?|and others|others)\Z", re.IGNORECASE)
_SUFFIX: Final = re.compile(r"(?:Jr|Sr|II|III|IV|2nd|3rd)\.?\Z")
_MARKUP: Final = re.compile(
    r"</?(?:i|b|sup|sub|sc)>|<span(?: [a-z]+=\"[^\"<>]{0,80}\")?>|</span>", re.IGNORECASE
)
_SPACE: Final = re.compile(r"\s+")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SEASONS: Final = {"spring": 1, "summer": 2, "fall": 3, "autumn": 3, "winter": 4}
_MONTH: Final = "|".join(MONTHS)
_NAMED: Final = re.compile(rf"\b({_MONTH})[a-z]*\.?", re.IGNORECASE)
_SEASON: Final = re.compile(rf"\b({'|'.join(SEASONS)})\b", re.IGNORECASE)
_NUMBERS: Final = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?!\d)")
_DAY: Final = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?!\d)")
_YEAR: Final = re.compile(r"(?<!\d)([12]\d{3})(?!\d)")
LONGEST_TEXT: Final = 100_000
"""Characters of one field that are read; abstracts have some thousand."""


def line(value: object) -> str:
    """Text on one line, white space single, without control characters and lone surrogates."""
    if not value and value != 0:
        return ""
    text = value if isinstance(value, str) else str(value)
    if not text.isprintable():
        text = _CONTROL.sub(" ", text)
    return " ".join(text.split())


def plain(value: object) -> str:
    """Text on one line without CSL's mark-up."""
    text = line(value)
    return line(strip_markup(text)) if "<" in text else text


def strip_markup(text: str) -> str:
    """Text without CSL's mark-up, its white space as it is."""
    return _MARKUP.sub("", text)


def same_text(value: object) -> str:
    """Text as it is compared: composed, on one line, without what only protects its case."""
    text = line(value)
    if "<span" in text:
        text = re.sub(r"<span class=\"nocase\">(.*?)</span>", r"\1", text)
    return unicodedata.normalize("NFC", text)


# --- names -------------------------------------------------------------------------------------


def family(name: Mapping[str, object]) -> str:
    """The family name with the particles that stand before it."""
    parts = (name.get("dropping-particle"), name.get("non-dropping-particle"), name.get("family"))
    return line(" ".join(line(part) for part in parts if part))


def names(item: Mapping[str, Any], role: str = "author") -> list[CSLName]:
    """The names of a role that say something; what is no list of names is none."""
    found = item.get(role)
    if not isinstance(found, (list, tuple)):
        return []
    return [name for name in found if isinstance(name, Mapping) and any(name.values())]  # type: ignore[misc]


def person(family_: str, given: str = "", suffix: str = "") -> CSLName:
    """A name of its parts, without those that are empty."""
    parts = {"family": line(family_), "given": line(given), "suffix": line(suffix)}
    return {part: value for part, value in parts.items() if value}


def is_et_al(name: Mapping[str, object]) -> bool:
    return bool(_ET_AL.match(line(name.get("literal"))))


def read_name(text: str) -> list[CSLName]:
    """The names that one field for an author holds: mostly one, but exporters put whole lists there.

    ``June, Carl H`` · ``June, Carl H, Jr`` · ``June CH`` · ``WHO Group,`` (a comma at the end makes
    it a group) · ``June CH, Sadelain M`` · ``June, C.; Sadelain, M.`` · ``et al.``
    """
    text = line(text)
    if not text:
        return []
    if _ET_AL.match(text):
        return [dict(ET_AL)]
    if text.endswith(","):
        return [{"literal": text.rstrip(", ")}]
    if ";" in text:
        return [name for part in text.split(";") for name in read_name(part)]
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 2 and all(parts) and not _is_list(parts):
        return [person(*parts)]
    if len(parts) == 3 and all(parts):
        if _SUFFIX.match(parts[2]):
            return [person(*parts)]
        if _SUFFIX.match(parts[1]):
            return [person(parts[0], parts[2], parts[1])]
    if len(parts) == 1:
        found = read_names(text)
        if len(found) == 1 and found[0].family and found[0].given and _is_solid(text):
            return [person(found[0].family, found[0].given, found[0].suffix or "")]
        return [{"literal": text}]
    return [
        {"literal": name.literal}
        if name.literal
        else person(name.family or "", name.given or "", name.suffix or "")
        for name in read_names(text)
    ]


def _is_list(parts: Sequence[str]) -> bool:
    """Whether "June CH, Sadelain M" are two persons, not one."""
    return all(_is_solid(part) for part in parts)


def _is_solid(text: str) -> bool:
    """Whether the text is "June CH": a family name and up to four capital initials."""
    head, _, last = text.rpartition(" ")
    bare = last.replace("-", "").replace(".", "")
    return bool(head) and bare.isalpha() and bare.isupper() and len(bare) <= 4


def write_name(name: Mapping[str, object]) -> str:
    """``Family, Given, Suffix`` or the group's name, so that :func:`read_name` reads the same."""
    if not name.get("family"):
        literal = line(name.get("literal") or name.get("given"))
        return (
            literal
            if read_name(literal) == [{"literal": literal}] or is_et_al(name)
            else literal + ","
        )
    parts = [family(name), line(name.get("given")), line(name.get("suffix"))]
    if parts[2] and not parts[1]:
        parts.pop(1)
    return ", ".join(filter(None, parts))


# --- dates -------------------------------------------------------------------------------------


def read_date(text: str) -> dict[str, Any] | None:
    """The CSL date of ``2019-05-02``, ``2019/05/02/``, ``2019 May 2``, ``May 2019``, ``2019 May-Jun``,
    ``2018/2020``, ``2019 Spring``; what has no year is ``{"literal"}``, and nothing is None."""
    text = line(text)[:200]
    if not text.strip("/ .;"):
        return None
    sides = re.split(r"\s*/\s*(?=[12]\d{3}\b)", text, maxsplit=1)
    if len(sides) == 1:
        years = re.fullmatch(r"([12]\d{3})\s?[-–]+\s?([12]\d{3})", text)
        sides = list(years.groups()) if years else sides
    dates = [_date(side) for side in sides]
    if not all(dates):
        return {"literal": text}
    if len(dates) == 2:
        return {"date-parts": [one["date-parts"][0] for one in dates if one]}
    return dates[0]


def _date(text: str) -> dict[str, Any] | None:
    numbers = _NUMBERS.match(text)
    month = _NAMED.search(text)
    if numbers and not month:
        parts = [int(numbers[1])]
        for value, most in zip(numbers.groups()[1:], (12, 31), strict=True):
            if not value or not 1 <= int(value) <= most:
                break
            parts.append(int(value))
        found: dict[str, Any] = {"date-parts": [parts]}
        if season := _SEASON.search(text):
            found["season"] = SEASONS[season[1].lower()]
        return found
    year = _YEAR.search(text)
    if not year:
        return None
    rest = text[: year.start()] + " " + text[year.end() :]
    if not month:
        found = {"date-parts": [[int(year[1])]]}
        if season := _SEASON.search(rest):
            found["season"] = SEASONS[season[1].lower()]
        return found
    several = list(_NAMED.finditer(rest))
    first = [int(year[1]), MONTHS.index(several[0][1].lower()) + 1]
    if len(several) > 1:
        return {"date-parts": [first, [int(year[1]), MONTHS.index(several[1][1].lower()) + 1]]}
    if (day := _DAY.search(rest)) and 1 <= int(day[1]) <= 31:
        first.append(int(day[1]))
    return {"date-parts": [first]}


def date_parts(item: Mapping[str, Any], variable: str = "issued") -> list[list[int]]:
    """The begin, and the end where it is a range, as [year, month, day] as far as known."""
    value = item.get(variable)
    if not isinstance(value, Mapping):
        return []
    found = value.get("date-parts")
    if not isinstance(found, (list, tuple)):
        read = read_date(line(value.get("raw") or value.get("literal")))
        found = read.get("date-parts", []) if read else []
    parts = []
    for one in found[:2]:
        if isinstance(one, (list, tuple)):
            numbers = []
            for part, most in zip(one, (9999, 12, 31), strict=False):
                number = _whole_number(part)
                if number is None or not (
                    abs(number) <= 9999 if most == 9999 else 1 <= number <= most
                ):
                    break
                numbers.append(number)
            if numbers:
                parts.append(numbers)
    return parts


def _whole_number(part: object) -> int | None:
    if isinstance(part, int):
        return part
    text = line(part)
    return int(text) if re.fullmatch(r"-?[0-9]{1,4}", text) else None


def iso_date(item: Mapping[str, Any], variable: str = "issued", sep: str = "-") -> str:
    """``2019-05-02`` as far as known, ranges ``2019/2020``; the literal where there is no more."""
    parts = date_parts(item, variable)
    if not parts:
        value = item.get(variable)
        return line(value.get("literal")) if isinstance(value, Mapping) else ""
    return "/".join(
        sep.join(
            f"{number:04}" if place == 0 else f"{number:02}" for place, number in enumerate(one)
        )
        for one in parts
    )


def year(item: Mapping[str, Any]) -> str:
    """The year it was issued; of a range the first."""
    parts = date_parts(item)
    return str(parts[0][0]) if parts else ""


def season(item: Mapping[str, Any]) -> str:
    """ "Spring" … of the date, or nothing."""
    issued = item.get("issued")
    value = issued.get("season") if isinstance(issued, Mapping) else None
    names_ = ("", "Spring", "Summer", "Fall", "Winter")
    number = _whole_number(value) if value is not None else None
    return names_[number] if number is not None and 0 < number < 5 else ""


# --- pages, identifiers --------------------------------------------------------------------------

_RANGE: Final = re.compile(rf"\s?[{DASHES}-]+\s?")


def read_pages(text: str) -> str:
    """Pages with single hyphens, ranges completed: ``1425--37`` → ``1425-1437``."""
    from refs.csl import complete_pages

    if text.isdigit():
        return text
    parts = [complete_pages(_RANGE.sub("-", part)) for part in re.split(r",\s*", line(text)[:1000])]
    return ", ".join(filter(None, map(_one_page, parts)))


def _one_page(pages: str) -> str:
    """A range of one page is that page."""
    first, _, last = pages.partition("-")
    return first if first == last else pages


def page_ends(page: str) -> tuple[str, str]:
    """First and last page; what is no simple range is all in the first."""
    first, dash, last = page.partition("-")
    if not dash or "," in page or "-" in last:
        return page, ""
    return first.strip(), last.strip()


def read_doi(text: str) -> str:
    """The DOI of a field without resolver and label, in the case printed; the text where it is none."""
    text = line(text)
    found = find_dois(text[:2000])
    if not found:
        return text
    printed = text[found[0].start : found[0].end]
    return printed if printed.lower() == found[0].doi else found[0].doi


def read_pmid(text: str) -> str:
    """The number of a PubMed record, or nothing."""
    found = re.fullmatch(r"(?:pmid:?\s*|.*pubmed\S*/)?([1-9]\d{0,8})/?", line(text), re.IGNORECASE)
    return found[1] if found else ""


def read_pmcid(text: str) -> str:
    """``PMC6400000`` with its prefix, or nothing."""
    found = re.search(r"\bPMC\d{3,9}\b", line(text)[:500], re.IGNORECASE)
    return found[0].upper() if found else ""


def join_keywords(values: Iterable[str]) -> str:
    """Keywords as CSL's one string; a semicolon parts them, since subject headings hold commas."""
    return "; ".join(dict.fromkeys(filter(None, map(line, values))))


def split_keywords(value: object) -> list[str]:
    text = line(value)
    return [part.strip() for part in re.split(r";" if ";" in text else r",", text) if part.strip()]


def set_custom(item: Item, name: str, value: str) -> None:
    """Keep what CSL has no variable for; several values of one name stand on lines of their own."""
    custom = item.setdefault("custom", {})
    custom[name] = f"{custom[name]}\n{value}" if name in custom else value


def custom_fields(item: Mapping[str, Any], prefix: str) -> list[tuple[str, str]]:
    """The kept fields of one format, a pair for every value."""
    custom = item.get("custom")
    if not isinstance(custom, Mapping):
        return []
    start = prefix + "."
    return [
        (str(name)[len(start) :], value)
        for name, text in custom.items()
        if str(name).startswith(start)
        for value in str(text).split("\n")
        if value
    ]
