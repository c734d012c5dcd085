"""Reference lists → entries, over lists composed of real strings in every layout that pages have.

The borders are known exactly because the lists are made here: each number style by each shape of
the page. An entry counts when all its letters and digits, and no others, are found.
"""

from __future__ import annotations

import random
import re
import textwrap
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time

from score_parsing import read_rows

from refs.articles import split_articles
from refs.documents import read_document
from refs.model import Reference
from refs.split import split_references

Lines = list[str]
# How an entry of a numbered list opens; several habits of one style take turns from list to list.
NUMBERS: dict[str, tuple[str, ...]] = {
    "1.": ("{}. ", "{}. ", "{}.", "**{}.** ", "{}\\. ", " {}.  "),
    "[1]": ("[{}] ", "[{}] ", "[{}]", "\\[{}\\] ", "[{}]. "),
    "(1)": ("({}) ",),
    "1)": ("{}) ",),
    "1": ("{} ", "{}  "),
    "sup": ("<sup>{}</sup> ", "<sup>{}</sup>", "<sup>{}.</sup> "),
    "¹": ("{} ", "{}"),
    "$^1$": ("$^{{{}}}$ ", "^{}^ ", "$^{}$ "),
    "-": ("- ", "* ", "• "),
    "a-y": ("",),
    "other": ("",),
}
UNNUMBERED = ("-", "a-y", "other")
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
HEADINGS = (
    "## References\n",
    "# REFERENCES\n",
    "### Reference list\n",
    "**References**\n",
    "REFERENCES\n",
    "References\n",
    "References",
    "REFERENCES:",
    "## 6. References\n",
    "Literature Cited\n",
    "**Bibliography**\n",
    "## Literatur\n",
    "Works Cited\n",
    "**REFERENCES AND NOTES**\n",
    "R E F E R E N C E S\n",
    "List of references\n",
    "## Références bibliographiques\n",
    "# Referencias\n",
)
WORDS = (
    "counts patients treatment cells response blood marrow study therapy values months disease results survival "
    "groups samples outcome effect changes risk dose infusion baseline follow-up markers antigen"
).split()
HEADS = (
    ("{} J. DOE AND OTHERS", "COUNTS OF THE MARROW {}"),
    ("Doe et al. {}", "{} Doe et al."),
    ("J Clin Counting, Vol 31, No 2 (January 10), 2013: pp {}-499", ""),
    ("Journal of Counting 45 (2022) {}-512", "{}"),
    ("{}", "{}"),
    ("DOE ET AL.", "{}"),
    ("Page {} of 900", ""),
    ("---", ""),
    ("<!-- page {} -->", ""),
    ("![](images/page-{}.png)", "{}"),
    ("DOI: 10.1000/counting.2022.45 | Journal of Counting", ""),
    ("www.journalofcounting.example {}", ""),
    ("Author Manuscript", "Author Manuscript"),
    ("{} | DOE ET AL.", ""),
)


@dataclass
class Page:
    """One text and what is to be found in it."""

    text: str
    entries: list[tuple[int, str]]


@dataclass
class Tally:
    gold: int = 0
    found: int = 0
    right: int = 0
    numbers: int = 0

    def add(self, other: Tally) -> None:
        for name in ("gold", "found", "right", "numbers"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def f1(self) -> float:
        return 2 * self.right / (self.gold + self.found) if self.gold + self.found else 0.0


@dataclass(frozen=True)
class Shape:
    """How the entries of a list lie on the page."""

    lay: Callable[[list[str], random.Random], Lines]
    """Labelled entries → lines of the list."""
    numbered_only: bool = False
    heading: bool = True
    articles: int = 1
    after: tuple[str, ...] = field(default=("",))


def wrapped(
    width: int, *, hyphens: bool = False, first: str = "", rest: str = "", gap: bool = False
) -> Callable[[list[str], random.Random], Lines]:
    def lay(entries: list[str], dice: random.Random) -> Lines:
        lines: Lines = []
        for entry in entries:
            lines += wrap(entry, width, hyphens, first, rest)
            lines += [""] * gap
        return lines

    return lay


def wrap(entry: str, width: int, hyphens: bool = False, first: str = "", rest: str = "") -> Lines:
    if not hyphens:
        return textwrap.wrap(
            entry,
            width,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
    lines = [first]
    for word in entry.split():
        room = width - len(lines[-1])
        if len(word) < room or len(lines[-1]) < 3:
            lines[-1] += word + " "
            continue
        cut = (
            re.match(r"[a-z]{3,}(?=[a-z]{3,}[.,;:]?$)", word[: max(0, room - 1)])
            if word.isascii()
            else None
        )
        if cut and re.fullmatch(r"[a-z]{7,}[.,;:]?", word):
            at = min(cut.end(), len(word.rstrip(".,;:")) - 3)
            lines[-1] += word[:at] + "-"
            word = word[at:]
        lines.append(rest + word + " ")
    return [line.rstrip() for line in lines]


def a_line_each(entries: list[str], dice: random.Random) -> Lines:
    return list(entries)


def blank_lines(entries: list[str], dice: random.Random) -> Lines:
    return [line for entry in entries for line in (entry, "")]


def two_on_a_line(entries: list[str], dice: random.Random) -> Lines:
    lines: Lines = []
    for entry in entries:
        if lines and dice.random() < 0.3:
            lines[-1] += " " + entry
        else:
            lines.append(entry)
    return lines


def one_paragraph(entries: list[str], dice: random.Random) -> Lines:
    return [" ".join(entries)]


def broken_by_blanks(entries: list[str], dice: random.Random) -> Lines:
    """Blank lines between all entries, and inside some where a column or page ended."""
    lines: Lines = []
    for entry in entries:
        parts = wrap(entry, 72)
        if len(parts) > 1 and dice.random() < 0.2:
            cut = dice.randrange(1, len(parts))
            lines += [" ".join(parts[:cut]), "", " ".join(parts[cut:]), ""]
        else:
            lines += [entry, ""]
    return lines


def columns(entries: list[str], dice: random.Random) -> Lines:
    """Two narrow columns a page, read one after the other; an entry may go on in the next."""
    lines: Lines = []
    for place, line in enumerate(wrapped(44, hyphens=True)(entries, dice), 1):
        lines.append(line)
        if place % 50 == 0:
            lines.append("")
    return lines


def interrupted(
    between: bool, blank: bool, width: int = 80
) -> Callable[[list[str], random.Random], Lines]:
    """A running head and a page number every few entries, between two or inside one."""

    def lay(entries: list[str], dice: random.Random) -> Lines:
        heads, number = dice.choice(HEADS), dice.randrange(20, 400)
        lines: Lines = []
        for place, entry in enumerate(entries, 1):
            parts = wrap(entry, width)
            if place % 6 == 3:
                number += 1
                head = [line for line in (each.format(number) for each in heads) if line]
                gap = [""] if blank else []
                head = [*gap, *(one for line in head for one in (line, *gap))]
                cut = len(parts) if between or len(parts) < 2 else dice.randrange(1, len(parts))
                parts[cut:cut] = head
            lines += parts
        return lines

    return lay


# What poor scans make of digits.
MISREAD = str.maketrans("0158", "OlSB")


def misread(entry: str, dice: random.Random) -> str:
    """An entry whose number a scan garbled or lost, one in ten each."""
    label = re.match(r"\W*\d+\W{0,2}(?=\s|\w)", entry)
    roll = dice.random()
    if label is None or roll > 0.2:
        return entry
    body = entry[label.end() :].lstrip()
    return body if roll < 0.1 else f"{label.group().translate(MISREAD).strip()} {body}"


def numbers_misread(entries: list[str], dice: random.Random) -> Lines:
    return wrapped(80)([misread(entry, dice) for entry in entries], dice)


def other_text_between(entries: list[str], dice: random.Random) -> Lines:
    asides = (
        "**FIGURE 2** The counts of the patients over time. A, Platelets. B, Neutrophils after infusion.",
        "Figure 3. Survival of the patients by group of treatment, with the numbers at risk below.",
        sentences(dice, 4),
        "TABLE 1 Values at baseline\n\nGroup\tCells\tDose\nA\t12\t3\nB\t14\t5",
    )
    cut = len(entries) // 2
    lines: Lines = []
    for place, entry in enumerate(entries):
        if place == cut:
            lines += ["", dice.choice(asides), ""]
        lines += wrap(entry, 90)
    return lines


SHAPES: dict[str, Shape] = {
    "a line each": Shape(a_line_each),
    "blank lines between": Shape(blank_lines),
    "wrapped at 50": Shape(wrapped(50)),
    "wrapped at 72": Shape(wrapped(72)),
    "wrapped at 90": Shape(wrapped(90)),
    "wrapped, words hyphenated": Shape(wrapped(66, hyphens=True)),
    "hanging indent": Shape(wrapped(72, rest="    ")),
    "first line indented": Shape(wrapped(72, first="   ")),
    "wrapped, blank lines between": Shape(wrapped(72, gap=True)),
    "blank lines also inside": Shape(broken_by_blanks),
    "two columns": Shape(columns),
    "two on a line": Shape(two_on_a_line, numbered_only=True),
    "all in one paragraph": Shape(one_paragraph, numbered_only=True),
    "page break between": Shape(interrupted(True, True)),
    "page break inside": Shape(interrupted(False, True)),
    "page break inside, a line each": Shape(interrupted(False, True, 200)),
    "running head, no blank, between": Shape(interrupted(True, False)),
    "running head, no blank, inside": Shape(interrupted(False, False)),
    "numbers misread or lost": Shape(numbers_misread, numbered_only=True),
    "other text between": Shape(other_text_between),
    "tail without heading": Shape(wrapped(80), heading=False),
    "tail, a line each": Shape(a_line_each, heading=False),
    "tail, blank lines": Shape(blank_lines, heading=False),
    "three articles": Shape(wrapped(80), articles=3),
    "text after the list": Shape(
        a_line_each,
        after=(
            "\n\nReceived: 2 May 2019 | Accepted: 3 June 2019\n\nDOI: 10.1000/x.2\n\n# Another letter of counts\n\nTo the Editor:\n\nWe saw that the counts fell.\n",
            "\n\n## Figure legends\n\nFigure 1. The counts of the patients over time.\n",
            "\n\n## Supporting information\n\nMore can be found online at the end of the article.\n",
        ),
    ),
}
LISTS_PER_CELL = 4
_SHORTEST = 40


def sentences(dice: random.Random, count: int, cite: str = "") -> str:
    made = []
    for _ in range(count):
        one, two, three, four = dice.sample(WORDS, 4)
        mark = cite.format(dice.randrange(1, 9)) if cite else ""
        made.append(
            f"We saw that the {one} of the {two} were followed by {three} in the {four}{mark}."
        )
    return " ".join(made)


def pools(folder: Path) -> dict[str, list[list[str]]]:
    """Strings that could stand in one list: by source, and by where the year is."""
    found: dict[tuple[str, str], list[str]] = {}
    for file in sorted(folder.glob("*.gz")):
        for row in read_rows(file):
            raw = "".join(
                text for label, text in row["segments"] if label != "citation-number"
            ).strip(" .\t[]()")
            raw = re.sub(r"^(?:\[\d{1,3}\]|\(?\d{1,3}[.)])\s*", "", raw) or raw
            raw = row["raw"][row["raw"].find(raw[:30]) :].strip()
            if (
                len(raw) < _SHORTEST
                or not re.search(r"(?:1[6-9]|20)\d\d", raw)
                or re.match(r"\W*\d", raw)
            ):
                continue
            year = re.search(r"\b(?:1[6-9]|20)\d\d", raw)
            early = year is not None and year.start() < min(len(raw) / 2.5, 160)
            kind = "author-year" if early else "vancouver" if row["vancouver_like"] else "late-year"
            found.setdefault((kind, row["source"]), []).append(raw)
    lists: dict[str, list[list[str]]] = {}
    for (kind, _), strings in sorted(found.items()):
        if len(strings) >= 30:
            lists.setdefault(kind, []).append(strings)
    return lists


def compose(
    name: str, style: str, shape: Shape, take: int, lists: dict[str, list[list[str]]]
) -> Page:
    dice = random.Random(f"{name}/{style}/{take}")
    parts: list[str] = []
    gold: list[tuple[int, str]] = []
    heading = dice.choice(HEADINGS)
    for article in range(shape.articles):
        if style == "a-y":
            kinds = ["author-year"]
        elif style == "other":
            kinds = ["vancouver", "late-year"]
        else:
            kinds = ["vancouver", "vancouver", "author-year", "late-year"]
        pool = dice.choice(lists[dice.choice(kinds)])
        count = min(len(pool), dice.choice((5, 8, 12, 18, 25, 40, 60)))
        chosen = dice.sample(pool, count)
        if style in UNNUMBERED:
            chosen.sort(key=str.casefold)
        mark = dice.choice(NUMBERS[style])
        first = 1 if shape.heading or style in UNNUMBERED else dice.randrange(1, 30)
        numbers = range(first, first + count)
        labels = [mark.format(str(n).translate(RAISED) if style == "¹" else n) for n in numbers]
        lines = shape.lay([label + raw for label, raw in zip(labels, chosen, strict=True)], dice)
        if shape.heading:
            cite = {"[1]": " [{}]", "(1)": " ({})", "sup": "<sup>{}</sup>"}.get(style, "")
            parts.append(
                f"# A title of letter {article + 1}\n\nTo the Editor:\n\n{sentences(dice, 5, cite)}\n\n{sentences(dice, 4)}\n\n{heading}"
            )
        parts += lines
        parts.append("")
        gold += [
            (place if style in UNNUMBERED else number, raw)
            for place, (number, raw) in enumerate(zip(numbers, chosen, strict=True), 1)
        ]
    return Page("\n".join(parts) + dice.choice(shape.after), gold)


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum()).casefold()


def read(page: Page) -> list[Reference]:
    document = read_document(page.text.encode(), "page.md")
    return [
        one for article in split_articles(document) for one in split_references(document, article)
    ]


def compare(page: Page, found: list[Reference]) -> Tally:
    gold = Counter(letters(raw) for _, raw in page.entries)
    mine = Counter(letters(one.raw) for one in found)
    numbered = Counter((number, letters(raw)) for number, raw in page.entries)
    return Tally(
        len(page.entries),
        len(found),
        (gold & mine).total(),
        (numbered & Counter((one.number, letters(one.raw)) for one in found)).total(),
    )


def score_splitting(data: Path, part: str = "dev") -> None:
    lists = pools(data / "reference-strings" / part)
    print(
        f"{'F1 of whole entries':34}"
        + "".join(f"{style:>7}" for style in NUMBERS)
        + f"{'prec':>8}{'rec':>7}{'F1':>7}{'numb':>7}"
    )
    by_style = {style: Tally() for style in NUMBERS}
    spent = 0.0
    for name, shape in SHAPES.items():
        row, cells = Tally(), []
        for style in NUMBERS:
            if shape.numbered_only and style in UNNUMBERED:
                cells.append(f"{'-':>7}")
                continue
            cell = Tally()
            for take in range(LISTS_PER_CELL):
                page = compose(name, style, shape, take, lists)
                start = process_time()
                found = read(page)
                spent += process_time() - start
                cell.add(compare(page, found))
            cells.append(f"{cell.f1():7.3f}")
            row.add(cell)
            by_style[style].add(cell)
        print(f"{name:34}" + "".join(cells) + _totals(row), flush=True)
    every = Tally()
    for tally in by_style.values():
        every.add(tally)
    print(
        f"{'all':34}"
        + "".join(f"{tally.f1():7.3f}" for tally in by_style.values())
        + _totals(every)
    )
    print(f"{every.gold} entries, {every.gold / spent:.0f} per CPU second")


def _totals(tally: Tally) -> str:
    return (
        f"{tally.right / max(1, tally.found):8.3f}{tally.right / tally.gold:7.3f}{tally.f1():7.3f}"
        f"{tally.numbers / max(1, tally.right):7.3f}"
    )


if __name__ == "__main__":
    score_splitting(Path("../shared/data"))
