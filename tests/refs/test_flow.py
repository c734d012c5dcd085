from __future__ import annotations

import pytest

from refs.articles import split_articles
from refs.documents import read_document
from refs.model import Passage

FRONT = "# A title\n\nTo the Editor:\n\n"


def passages(body: str) -> tuple[Passage, ...]:
    (article,) = split_articles(read_document((FRONT + body).encode(), "page.md"))
    return article.passages


JOINED = [
    pytest.param(
        "It was ended in 2019 according\n\nto the rules.",
        ["It was ended in 2019 according to the rules."],
        id="lower-case-goes-on",
    ),
    pytest.param(
        "It was seen to last until\n\nJuly 2019. It ended.",
        ["It was seen to last until July 2019. It ended."],
        id="open-word",
    ),
    pytest.param(
        "It was approved by the University of\n\n**FIGURE 1** A curve of counts\n\nTown and by others.",
        [
            "It was approved by the University of Town and by others.",
            "**FIGURE 1** A curve of counts",
        ],
        id="legend-between",
    ),
    pytest.param(
        "It was approved by the clinic of Newtown\n\n**FIGURE 1** A curve of counts\n\nUniversity and by others.",
        [
            "It was approved by the clinic of Newtown University and by others.",
            "**FIGURE 1** A curve of counts",
        ],
        id="legend-between-two-words-with-capitals",
    ),
    pytest.param(
        "It was approved by the clinic of Newtown\n\nUniversity and others saw it.",
        ["It was approved by the clinic of Newtown", "University and others saw it."],
        id="nothing-between-two-words-with-capitals",
    ),
    *(
        pytest.param(
            "Late infections are more common after BCMA CAR T cells than after CD19 CAR T cells,[1]"
            f" though one registry found no\n\n{between}difference.[2]",
            [
                "Late infections are more common after BCMA CAR T cells than after CD19 CAR T cells,[1]"
                " though one registry found no difference.[2]",
                *also,
            ],
            id=f"pointer-before-{name}",
        )
        for name, between, also in (
            ("a-blank-line", "", []),
            ("a-comment", "<!-- page 2 -->\n\n", []),
            ("a-rule", "---\n\n", []),
            ("a-form-feed", "\f\n", []),
            ("a-legend", "**Figure 1.** Counts\n\n", ["**Figure 1.** Counts"]),
        )
    ),
    pytest.param(
        "Venetoclax improves survival,[1] but some patients relapse\n\fearly.[2]",
        ["Venetoclax improves survival,[1] but some patients relapse early.[2]"],
        id="form-feed-behind-a-line-end",
    ),
    pytest.param(
        "Venetoclax improves survival,[1] but some patients relapse\n\n\fearly.[2]",
        ["Venetoclax improves survival,[1] but some patients relapse early.[2]"],
        id="form-feed-behind-a-blank-line",
    ),
    pytest.param(
        "It ended here.<sup>4</sup>\n\nthen a new one.",
        ["It ended here.<sup>4</sup>", "then a new one."],
        id="ended",
    ),
    pytest.param(
        "One paragraph ends.\n\nAnother begins.",
        ["One paragraph ends.", "Another begins."],
        id="two",
    ),
    pytest.param(
        "He had cyto-\npenia of long duration.",
        ["He had cytopenia of long duration."],
        id="hyphen-goes",
    ),
    pytest.param(
        "It was long-\nterm care. All long-term care is hard.",
        ["It was long-term care. All long-term care is hard."],
        id="hyphen-stays",
    ),
    pytest.param(
        "He was in the end found to have cyto-\n\n<!-- page 2 -->\n\npenia of long duration.",
        ["He was in the end found to have cytopenia of long duration."],
        id="hyphen-at-a-page-break",
    ),
    pytest.param(
        "FC: drug 3 mg + drug 5 mg\n\nThe counts then fell in all of the patients.",
        ["The counts then fell in all of the patients."],
        id="scrap-of-a-picture",
    ),
]


@pytest.mark.parametrize(("body", "texts"), JOINED)
def test_what_the_page_cuts_is_read_in_one(body: str, texts: list[str]) -> None:
    assert [passage.text for passage in passages(body)] == texts


def test_pieces_lead_back_to_the_document() -> None:
    source = FRONT + "He was seen at the\n\n**FIGURE 1** A curve\n\nclinic and had cyto-\npenia."
    (article,) = split_articles(read_document(source.encode(), "page.md"))
    whole = article.passages[0]
    assert whole.text == "He was seen at the clinic and had cytopenia."
    spans = whole.spans(0, len(whole.text))
    assert [source[start:end] for start, end in spans] == [
        "He was seen at the",
        "clinic and had cyto",
        "penia.",
    ]
    at = whole.text.index("clinic")
    assert [source[start:end] for start, end in whole.spans(at - 1, at + 6)] == ["clinic"]


def test_sections_and_roles_come_from_headings() -> None:
    body = (
        "## Abstract\n\nWe looked.\n\n**Results:** It was so.\n\n## Acknowledgments\n\nThanks to all.\n\n"
        "## ORCID\n\nhttps://orcid.org/0 is the one.\n\n## Discussion\n\nWe think so."
    )
    assert [(passage.section, passage.role) for passage in passages(body)] == [
        ("Abstract", "abstract"),
        ("Results", "body"),
        ("Acknowledgments", "back"),
        ("ORCID", "back"),
        ("Discussion", "body"),
    ]


ROLES = [
    pytest.param("*Corresponding author: a@b.org", id="address-with-a-star"),
    pytest.param("Keywords: salt; lithium", id="run-in-keywords"),
    pytest.param("**Funding** None.", id="run-in-in-bold"),
    pytest.param("## Keywords\n\nsalt; lithium\n\n## On salt", id="heading-then-another"),
]


@pytest.mark.parametrize("front", ROLES)
def test_what_stands_before_the_text_does_not_swallow_it(front: str) -> None:
    text = "Salt was bad for most of those who ate it in the end."
    page = f"# A title\n\nJane Doe, John Roe\n\n{front}\n\n{text}\n"
    (article,) = split_articles(read_document(page.encode(), "page.md"))
    assert [one.role for one in article.passages if one.text == text] == ["body"]


def test_back_matter_behind_the_text_goes_on() -> None:
    body = "Salt was bad for most of those.\n\n**Funding** We had none.\n\nNor do we want any."
    assert [one.role for one in passages(body)] == ["body", "back", "back"]


def test_a_note_below_a_table_goes_with_the_legends() -> None:
    body = (
        "All is well.\n\n**TABLE 1** Counts\n\na\tb\n1\t2\n\n<sup>a</sup> As told [3].\n\nIt ends."
    )
    roles = [one.role for one in passages(body)]
    assert roles == ["body", "legend", "table", "legend", "body"]


def test_tables_of_html_are_tables() -> None:
    body = "All is well.\n\n<table><tr><td>1</td></tr></table>\n\nIt ends."
    assert [one.role for one in passages(body)] == ["body", "table", "body"]
