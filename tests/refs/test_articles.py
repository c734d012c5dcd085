from __future__ import annotations

from itertools import pairwise

import pytest

from refs.articles import split_articles
from refs.documents import read_document
from refs.lists.habits import looks_like_reference
from refs.model import Article

REFERENCE = "Doe J, Roe B. A title of a work. Cell. 2001;12(3):45-56."


def articles(text: str, name: str = "page.md") -> tuple[Article, ...]:
    return split_articles(read_document(text.encode(), name))


PAGE = f"""3. {REFERENCE}
4. {REFERENCE}

Received: 29 August 2019 | Revised: 10 October 2019 | Accepted: 16 October 2019

DOI: 10.1000/Second.2

## Recovery of the marrow in one man

To the Editor:

We report one man who was treated at the

1. Not this: numbered notes of the page

## REFERENCES

1. {REFERENCE}

Received: 2 May 2019

DOI: 10.1000/third.3

# Mutations in the blood

To the Editor:

Mutations are found in many patients with
"""


def test_a_page_holds_a_tail_a_whole_letter_and_a_head() -> None:
    tail, whole, head = articles(PAGE)
    assert (tail.part, tail.doi, tail.title, len(tail.entries)) == ("tail", None, None, 2)
    assert (whole.part, whole.doi, len(whole.entries)) == ("complete", "10.1000/second.2", 1)
    assert whole.title == "Recovery of the marrow in one man"
    assert (whole.received, whole.revised, whole.accepted) == (
        "2019-08-29",
        "2019-10-10",
        "2019-10-16",
    )
    assert (head.part, head.id, head.entries) == ("head", "10.1000/third.3", ())
    assert tail.id == "page#1"


def test_articles_follow_one_another_without_overlap() -> None:
    found = articles(PAGE)
    assert all(one.end <= other.start for one, other in pairwise(found))


ONE = [
    pytest.param(
        f"# A title\n\nJane Doe<sup>1</sup>\n\n## Methods\n\nText here.\n\n## References\n\n1. {REFERENCE}",
        id="paper",
    ),
    pytest.param(
        f"# A title\n\nWe did it.\n\n## Data availability\n\nhttps://doi.org/10.5061/dryad.1\n\n## References\n\n1. {REFERENCE}",
        id="doi-of-data-opens-no-article",
    ),
    pytest.param(
        f"A plain title\n\nSome text of the letter is here.\n\nReferences\n\n1. {REFERENCE}",
        id="plain-text",
    ),
    pytest.param(
        f"To the Editor:\n\nSome text.\n\n1. {REFERENCE}\n2. {REFERENCE}", id="letter-without-title"
    ),
    pytest.param(
        f"# Counts\n\nJohn Doe, Mary Roe\n\nDepartment of Counts, Harbor Hospital, Port Ellen\n\n"
        f"Correspondence: John Doe, Department of Counts\n\nReceived: 3 May 2024\n\nTo the Editor:\n\nText.\n\n1. {REFERENCE}\n2. {REFERENCE}",
        id="whom-to-write-to",
    ),
    pytest.param(
        f"# A title\n\nWe did it in all of them.\n\n## References\n\n1. {REFERENCE}\n\n## Tables\n\nTable 1. Counts\n\na\tb\n1\t2",
        id="tables-behind-the-list",
    ),
]


@pytest.mark.parametrize("text", ONE)
def test_one_article_stays_one(text: str) -> None:
    (article,) = articles(text, "page.txt")
    assert article.part == "complete"
    assert article.entries


def test_the_first_line_of_a_plain_text_is_its_title() -> None:
    (article,) = articles("Blood counts after infusion\n\nWe saw that they fell.\n", "page.txt")
    assert article.title == "Blood counts after infusion"


FRONTS = [
    pytest.param(
        "# Counts\n\n**Sophie Müller and Lars Åkesson**\n\nTo the Editor,\n\nText.",
        2,
        id="bold-byline",
    ),
    pytest.param(
        "Journal of Counting 45 (2022) 112-114\n\nCounts\n\nMaria Rossi, MD, PhD; John K. Doe, MD\n\nDear Editor,\n\nText.",
        2,
        id="running-head-and-degrees",
    ),
    pytest.param(
        "CORRESPONDENCE\n\n# Counts\n\nAnna Berg<sup>1</sup> | Piotr Nowak<sup>2</sup>\n\nTo the Editor:\n\nText.",
        2,
        id="kicker",
    ),
    pytest.param(
        "## Letter to the Editor\n\n# Counts\n\nTo the Editor:\n\nText.", 0, id="kicker-as-heading"
    ),
    pytest.param("E375\n\nCounts\n\nTo the Editor:\n\nText.", 0, id="title-without-mark-up"),
]


@pytest.mark.parametrize(("text", "authors"), FRONTS)
def test_what_stands_around_a_title_is_no_part_of_it(text: str, authors: int) -> None:
    (article,) = articles(text, "page.txt")
    assert (article.title, len(article.authors), article.part) == ("Counts", authors, "complete")


def test_a_list_alone_is_a_tail() -> None:
    (article,) = articles(f"1. {REFERENCE}\n2. {REFERENCE}\n")
    assert (article.part, len(article.entries)) == ("tail", 2)


def test_a_numbered_list_of_advice_is_no_reference_list() -> None:
    (article,) = articles("# Title\n\n1. Wash your hands.\n2. Call a friend.\n3. Go home.\n")
    assert article.entries == ()


def test_entries_behind_a_doi_line_stay_in_the_list_though_their_titles_have_verbs() -> None:
    text = """## Works Cited

Abid, S. (2013). Tea. Cups 12: 3.
doi:10.1000/x.1
Board. 2012. This is what we have. July.
Clark, T. (2014). Tea was not what it is, and we are. Springer.
"""
    (article,) = articles(text)
    assert article.entries[-1].end == len(text) - 1
    assert article.passages == ()


HEADINGS = [
    pytest.param("## References and recommended reading", True, id="recommended-reading"),
    pytest.param("**REFERENCES AND NOTES**", True, id="bold-that-looks-like-names"),
    pytest.param("R E F E R E N C E S", True, id="spaced"),
    pytest.param("## 7. Список литературы", True, id="russian"),
    pytest.param("## 参考文献", True, id="chinese"),
    pytest.param("## Reference values of healthy children", False, id="reference-values"),
]


@pytest.mark.parametrize(("heading", "opens"), HEADINGS)
def test_a_list_stands_under_its_heading(heading: str, opens: bool) -> None:
    text = f"# A title\n\nTo the Editor:\n\nWe saw it.\n\n{heading}\n\nClark T, Coffee.\n\nDoe J, Tea.\n"
    (article,) = articles(text)
    assert len(article.entries) == (2 if opens else 0)


LIKE = [
    pytest.param(REFERENCE, True, id="vancouver"),
    pytest.param("Smith, J. A., & Doe, B. (2019). A title. Journal, 12(3), 45-56.", True, id="apa"),
    pytest.param(
        "World Health Organization. Report. https://who.int, accessed 2019, p. 4", True, id="web"
    ),
    pytest.param("The patient was well in 2019 and went home.", False, id="sentence"),
    pytest.param(
        "Department of Medicine, University of Somewhere, 1200 Town", False, id="affiliation"
    ),
    pytest.param("", False, id="empty"),
]


@pytest.mark.parametrize(("text", "like"), LIKE)
def test_references_are_told_from_other_lines(text: str, like: bool) -> None:
    assert looks_like_reference(text) is like
