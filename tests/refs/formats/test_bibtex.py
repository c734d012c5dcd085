from __future__ import annotations

import re
from dataclasses import replace
from itertools import permutations

import bibtexparser
import pytest
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts
from hypothesis import given, settings
from hypothesis import strategies as st

from refs.bibliography import to_bibtex
from refs.model import Checked, Name, Notice, Reference, Work
from refs.model import Field as Printed

RAJE = Work(
    "10.1056/nejmoa1817226",
    "journal-article",
    "Anti-BCMA CAR T-Cell Therapy bb2121 in Relapsed or Refractory Multiple Myeloma",
    authors=(Name("Raje", "Noopur"), Name("Berdeja", "Jesus")),
    container_title=("New England Journal of Medicine", "N Engl J Med"),
    volume="380",
    issue="18",
    page="1726-1737",
    issued="2019-05-02",
    publisher="Massachusetts Medical Society",
)
TAGUCHI = Work(
    "10.1000/a_b%c#1",
    "book-chapter",
    "β₂-microglobulin & the 50% rule_{x} at $5 ~ \\alpha",
    authors=(Name("Łukasiewicz", "Józef", "Jr"), Name(literal="Group of Tests and Trials")),
    editors=(Name("Barnes and Noble", "A"),),
    container_title=("A {Braced} book",),
    issued="2001",
    publisher="Someone & Sons",
)


def checked(verdict="verified", work=RAJE, raw="1. Raje N. NEJM 2019.", **more):
    csl = more.pop("csl", {"type": "article-journal", "title": "Printed title"})
    fields = more.pop("fields", {})
    return Checked(
        Reference("a#1", "a", 1, raw, csl=csl, fields=fields),
        verdict,
        "a reason",
        work=work,
        score=0.9 if work else None,
        **more,
    )


def entries(text):
    library = bibtexparser.parse_string(text)
    assert library.failed_blocks == []
    assert len(library.blocks) == len(library.entries)
    return library.entries


def values(entry):
    fields = {name: field.value for name, field in entry.fields_dict.items()}
    return fields | {"type": entry.entry_type, "key": entry.key}


def only(*items):
    (entry,) = entries(to_bibtex(items))
    return values(entry)


def test_a_matched_reference_is_its_record():
    assert to_bibtex([checked("corrected")]) == (
        "@article{raje2019anti,\n"
        "  author = {Raje, Noopur and Berdeja, Jesus},\n"
        "  title = {Anti-{BCMA} {CAR} {T}-Cell Therapy bb2121 in Relapsed or Refractory Multiple"
        " Myeloma},\n"
        "  journal = {New England Journal of Medicine},\n"
        "  year = {2019},\n"
        "  month = may,\n"
        "  day = {2},\n"
        "  volume = {380},\n"
        "  number = {18},\n"
        "  pages = {1726--1737},\n"
        "  publisher = {Massachusetts Medical Society},\n"
        "  doi = {10.1056/nejmoa1817226},\n"
        "  shortjournal = {N Engl J Med},\n"
        "}\n"
    )


def test_special_characters_are_escaped_but_not_in_a_doi():
    entry = only(TAGUCHI)
    assert entry["type"] == "incollection"
    assert entry["key"] == "lukasiewicz2001microglobulin"
    assert entry["doi"] == "10.1000/a_b%c#1"
    assert entry["title"] == (
        "β₂-microglobulin \\& the 50\\% rule\\_{\\textbraceleft}x{\\textbraceright}"
        " at \\$5 {\\textasciitilde} {\\textbackslash}alpha"
    )
    assert entry["booktitle"] == "A {\\textbraceleft}Braced{\\textbraceright} book"
    assert entry["author"] == "Łukasiewicz, Jr, Józef and {Group of Tests and Trials}"
    assert entry["editor"] == "{Barnes and Noble}, A"
    assert entry["publisher"] == "Someone \\& Sons"


def test_names_survive_a_parser_that_splits_them():
    library = bibtexparser.parse_string(
        to_bibtex([TAGUCHI]), append_middleware=[SeparateCoAuthors(), SplitNameParts()]
    )
    first, group = library.entries[0]["author"]
    assert (first.first, first.last, first.jr) == (["Józef"], ["Łukasiewicz"], ["Jr"])
    assert group.last == ["{Group of Tests and Trials}"]


UNMATCHED = [
    pytest.param("not-found", "10.1/x", "10.1/x", id="not-found"),
    pytest.param("bad-id", "10.1/x", None, id="bad-id"),
    pytest.param("wrong-work", "10.1/x", None, id="wrong-work"),
]


@pytest.mark.parametrize(("verdict", "printed", "kept"), UNMATCHED)
def test_an_unmatched_reference_is_what_was_printed(verdict, printed, kept):
    csl = {
        "type": "article-journal",
        "author": [{"family": "Doe", "given": "J."}],
        "title": "Some title",
        "issued": {"date-parts": [[1999, 5]]},
        "DOI": printed,
    }
    entry = only(checked(verdict, None, "1. Doe J. Some title. 1999.", csl=csl))
    assert entry["annote"] == f"{verdict}: a reason; printed: 1. Doe J. Some title. 1999."
    assert entry["key"] == "doe1999some"
    assert entry.get("doi") == kept


def test_a_stranger_behind_a_wrong_doi_is_not_the_work():
    stranger = replace(checked("wrong-work", RAJE), score=None)
    assert "title = {Printed title}" in to_bibtex([stranger])
    assert "Raje, Noopur" not in to_bibtex([stranger])


def test_nothing_read_is_still_an_entry():
    assert only(checked("unparsed", None, "?! <x>", csl={})) == {
        "type": "misc",
        "key": "anonymous",
        "annote": "unparsed: a reason; printed: ?! <x>",
    }


def test_retraction_is_noted():
    notice = Notice("retraction", "10.1/r", "2010-02-06")
    assert only(replace(RAJE, notices=(notice,)))["note"] == "retraction: 10.1/r 2010-02-06"


def test_et_al_becomes_others():
    csl = {"type": "article-journal", "author": [{"family": "Doe"}], "title": "X"}
    fields = {"author": Printed("Doe J, et al", 0, 12, "test", 1.0)}
    entry = only(Reference("r", "a", 1, "Doe J, et al. X.", csl=csl, fields=fields))
    assert entry["author"] == "Doe and others"


def test_a_record_that_ends_where_print_says_et_al_is_not_closed():
    fields = {"author": Printed("Raje N, Berdeja J, et al", 0, 24, "test", 1.0)}
    csl = {"author": [{"family": "Raje"}, {"family": "Berdeja"}]}
    one = checked(csl=csl)
    one = replace(one, reference=replace(one.reference, fields=fields))
    assert only(one)["author"].endswith(" and others")
    assert not only(checked(csl=csl))["author"].endswith(" and others")


def test_one_work_cited_twice_appears_once_by_its_record():
    printed = checked("unchecked", None, csl={"title": "T", "DOI": "10.1056/NEJMoa1817226"})
    for order in permutations([printed, checked(), RAJE]):
        assert only(*order)["key"] == "raje2019anti"
        assert "note" not in only(*order)


def test_keys_are_told_apart_whatever_the_order():
    works = [replace(RAJE, doi=f"10.1/{letter}") for letter in "cab"]
    other = replace(RAJE, doi="10.1/0", title="Antia")
    for order in permutations([*works, other]):
        keys = {entry["doi"]: entry.key for entry in entries(to_bibtex(order))}
        assert keys == {
            "10.1/0": "raje2019antia",
            "10.1/a": "raje2019antib",
            "10.1/b": "raje2019antic",
            "10.1/c": "raje2019antid",
        }


TYPES = [
    ("journal-article", "article"),
    ("book", "book"),
    ("monograph", "book"),
    ("book-chapter", "incollection"),
    ("proceedings-article", "inproceedings"),
    ("dissertation", "phdthesis"),
    ("report", "techreport"),
    ("posted-content", "misc"),
    ("dataset", "misc"),
    (None, "misc"),
]


@pytest.mark.parametrize(("crossref", "bibtex"), TYPES)
def test_types(crossref, bibtex):
    assert only(replace(RAJE, type=crossref))["type"] == bibtex


PAGES = [
    pytest.param("1425-37", "1425--1437", id="shortened"),
    pytest.param("e538–e548", "e538--e548", id="letters-and-en-dash"),
    pytest.param("1-3, 7-9", "1--3, 7--9", id="two-ranges"),
    pytest.param("17", "17", id="one-page"),
    pytest.param("e1000-x", "e1000-x", id="no-range"),
]


@pytest.mark.parametrize(("page", "expected"), PAGES)
def test_pages(page, expected):
    assert only(replace(RAJE, page=page))["pages"] == expected


def test_article_number_where_there_are_no_pages():
    assert only(replace(RAJE, page=None, article_number="e0123"))["pages"] == "e0123"


TITLES = [
    pytest.param("BCMA-directed therapy", "{BCMA}-directed therapy", id="acronym"),
    pytest.param("The mRNA of IL-6", "The {mRNA} of {IL}-6", id="mixed-case"),
    pytest.param("A trial: A sequel", "A trial: A sequel", id="article-A"),
    pytest.param("Vitamin B12 and hepatitis A", "Vitamin {B12} and hepatitis {A}", id="letters"),
    pytest.param(
        "Outcome of lymphoma of Hodgkin: Results in children",
        "Outcome of lymphoma of {Hodgkin}: Results in children",
        id="name-in-sentence-case",
    ),
    pytest.param(
        "Outcome of Lymphoma in Children", "Outcome of Lymphoma in Children", id="title-case"
    ),
]


@pytest.mark.parametrize(("title", "expected"), TITLES)
def test_capitals(title, expected):
    assert only(replace(RAJE, title=title))["title"] == expected


KEYS = [
    pytest.param(Name("Müller-Straßer", "A"), "mullerstrasser2019anti", id="folded"),
    pytest.param(Name("van der Berg"), "vanderberg2019anti", id="particles"),
    pytest.param(Name(literal="World Health Organization"), "world2019anti", id="group"),
    pytest.param(Name("王", "伟"), "anonymous2019anti", id="not-latin"),
]


@pytest.mark.parametrize(("name", "key"), KEYS)
def test_keys(name, key):
    assert only(replace(RAJE, authors=(name,)))["key"] == key


ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=20) | st.sampled_from(
    ["@article{", "}", "{", "a, b = {c}", "\\", "%", '"', "# x", "\n@comment{"]
)


@settings(max_examples=60)
@given(st.lists(st.tuples(ANY, ANY, ANY, ANY), max_size=4))
def test_whatever_is_in_it_is_read_back(parts):
    items = [
        checked(
            "unparsed", None, raw, csl={"title": title, "DOI": doi, "author": [{"family": family}]}
        )
        for raw, title, doi, family in parts
    ]
    text = to_bibtex(items)
    assert text == to_bibtex(items)
    text.encode()
    found = entries(text)
    assert len({entry.key for entry in found}) == len(found)
    again = bibtexparser.parse_string(bibtexparser.write_string(bibtexparser.parse_string(text)))
    assert [values(entry) for entry in again.entries] == [values(entry) for entry in found]
    assert re.sub(r"[^{}]", "", text).count("{") == text.count("}")
