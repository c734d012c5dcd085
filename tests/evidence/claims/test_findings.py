"""What does not add up is found, and what does is left in peace."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evidence.build import build_library
from evidence.findings import find_findings
from refs.documents import read_document
from refs.model import Notice, Work

TITLES = {
    1: "Metformin and mortality in diabetes: a cohort study",
    2: "Metformin in gout",
    3: "Criteria for the diagnosis of diabetes",
}
HEAD = "DOI: 10.5555/made\n\n# A letter on metformin\n\nTo the Editor:\n\n"


def page(body: str, titles: dict[int, str] = TITLES, years: dict[int, int] | None = None) -> str:
    years = years or {}
    entries = (
        f"{n}. Roe A, Doe B. {title}. *J Made*. {years.get(n, 2010)};{n}(1):{n}0-{n}9."
        for n, title in titles.items()
    )
    return f"{HEAD}{body}\n\n## REFERENCES\n\n" + "\n".join(entries) + "\n"


@pytest.fixture
def found(vocabulary):
    def find(body: str, titles: dict[int, str] = TITLES, years: dict[int, int] | None = None):
        text = page(body, titles, years)
        library = build_library([read_document(text.encode(), "made.md")], (), vocabulary)
        return [(one.kind, one.references) for one in find_findings(library)]

    return find


ALL = (
    "Metformin lowers mortality in diabetes.<sup>1</sup> It may help in gout.<sup>2</sup>"
    " Diabetes was diagnosed by the criteria of a society.<sup>3</sup>"
)
ROWS = [
    pytest.param(ALL, [], id="nothing"),
    pytest.param(
        "Metformin lowers mortality.<sup>1</sup> It may help in gout.<sup>2</sup>",
        [("never-cited", (3,))],
        id="never-cited",
    ),
    pytest.param(ALL + " It was so.<sup>5</sup>", [("cited-but-missing", (5,))], id="missing"),
    pytest.param(ALL + " It weighed 3 kg/m<sup>4</sup>.", [], id="a-unit-is-not-missing"),
    pytest.param(ALL + " It was so in 10<sup>9</sup>.", [], id="a-power-is-not-missing"),
    pytest.param(
        "In 2015, metformin was approved for diabetes.<sup>1</sup> It may help in gout.<sup>2</sup>"
        " Diabetes was diagnosed by the criteria of a society.<sup>3</sup>",
        [("older-than-event", (1,))],
        id="older-than-event",
    ),
    pytest.param(
        "Metformin lowers mortality.<sup>1</sup> It may help in gout.<sup>2</sup> In 2015, our patient"
        " was diagnosed with diabetes by the criteria of a society.<sup>3</sup>",
        [],
        id="criteria-are-older-than-their-use",
    ),
    pytest.param(
        "Metformin lowers mortality.<sup>1</sup> It may help in gout.<sup>2</sup> Our patient reached a"
        " complete response according to the response criteria of a society.<sup>3</sup>",
        [("other-criteria", (3,))],
        id="other-criteria",
    ),
    pytest.param(
        "Mortality was low in patients with diabetes who took metformin.<sup>2</sup>"
        " It was so.<sup>1</sup> Diabetes was diagnosed by the criteria of a society.<sup>3</sup>",
        [("other-subject", (2,))],
        id="other-subject",
    ),
    pytest.param(
        ALL + "\n\nOur patient was admitted in May 2018. He took metformin in March 2017.",
        [("dates-run-backwards", ())],
        id="dates",
    ),
    pytest.param(
        ALL + "\n\nOur patient was admitted in May 2018. In March 2017 he had taken metformin.",
        [],
        id="a-date-looked-back-to",
    ),
    pytest.param(
        ALL + "\n\nA 45-year-old man was admitted on 12 May 2018. He took metformin on 3 May 2018.",
        [("dates-run-backwards", ())],
        id="dates-to-the-day",
    ),
    pytest.param(
        ALL
        + "\n\nA 45-year-old man was admitted in 2018. He took metformin in 2016 and recovered.",
        [("dates-run-backwards", ())],
        id="dates-by-the-year",
    ),
    pytest.param(
        ALL
        + "\n\nPatient 1 was admitted in May 2018. He took metformin. Patient 2 was admitted in May 2016.",
        [],
        id="dates-of-two-patients",
    ),
    pytest.param(
        ALL + "\n\nA man was admitted in May 2018. His mother took metformin in March 2012.",
        [],
        id="dates-of-another-person",
    ),
    pytest.param(
        ALL + "\n\nBlood samples were drawn in June 2014. Samples of May 2014 were rejected.",
        [],
        id="dates-of-no-person",
    ),
    pytest.param(
        "The agency plans to approve metformin for diabetes by 2030.<sup>1</sup> It may help in gout.<sup>2</sup>"
        " Diabetes was diagnosed by the criteria of a society.<sup>3</sup>",
        [],
        id="an-event-to-come",
    ),
    pytest.param(
        "In 2010, metformin was approved for diabetes.<sup>1,3</sup> It may help in gout.<sup>2</sup>",
        [],
        id="not-older-than-event",
    ),
    pytest.param(
        ALL + "\n\n**Figure 1.** Mortality as told by others.<sup>5</sup>",
        [("cited-but-missing", (5,))],
        id="missing-in-a-legend",
    ),
    pytest.param(
        ALL + "\n\nOur patients were seen from May 2018 to June 2019. He took metformin in 2017.",
        [],
        id="a-range-of-dates",
    ),
]


@pytest.mark.parametrize(("body", "expected"), ROWS)
def test_findings(found, body: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert found(body) == expected


def test_a_work_listed_twice(found) -> None:
    same = "Metformin and mortality in adults with diabetes"
    twice = {1: same, 2: "Metformin in gout", 3: same}
    text = page(
        "Metformin lowers mortality.<sup>1</sup> It may help.<sup>2</sup> It did.<sup>3</sup>",
        twice,
    )
    text = text.replace("3(1):30-39", "1(1):10-19")
    from evidence.concepts import load_concepts

    library = build_library([read_document(text.encode(), "made.md")], (), load_concepts())
    assert [(one.kind, one.references) for one in find_findings(library)] == [
        ("listed-twice", (1, 3))
    ]


def test_first_citations_out_of_order(found) -> None:
    titles = {n: f"Metformin in case number {n} of diabetes" for n in range(1, 31)}
    order = [*range(1, 20), 21, 20, *range(22, 31)]
    body = " ".join(f"It was seen.<sup>{n}</sup>" for n in order)
    assert ("out-of-order", (20,)) in found(body, titles)
    alphabetical = " ".join(f"It was seen.<sup>{n * 7 % 31}</sup>" for n in range(1, 31))
    assert not any(kind == "out-of-order" for kind, _ in found(alphabetical, titles))


def test_retracted_and_own_works_and_reviews(vocabulary) -> None:
    titles = {1: "Metformin and mortality in diabetes: a review"}
    text = page("Metformin lowers mortality in diabetes.<sup>1</sup>", titles)
    library = build_library([read_document(text.encode(), "made.md")], (), vocabulary)
    assert [one.kind for one in find_findings(library)] == ["reviews-only"]
    (checked,) = library.checked
    work = Work("10.5555/one", title=titles[1])
    retracted = replace(
        checked, verdict="verified", work=work, notices=(Notice("retraction", "10.5555/two", None),)
    )
    both = [one.kind for one in find_findings(replace(library, checked=(retracted,)))]
    assert both == ["retracted-only", "reviews-only"]
    said = tuple(replace(one, text=f"{one.text} It was retracted.") for one in library.statements)
    told = find_findings(replace(library, checked=(retracted,), statements=said))
    assert [one.kind for one in told] == ["reviews-only"]


def test_a_rejected_statement_is_not_looked_at(vocabulary) -> None:
    text = page("In 2015, metformin was approved for diabetes.<sup>1</sup>", {1: TITLES[1]})
    library = build_library([read_document(text.encode(), "made.md")], (), vocabulary)
    rejected = tuple(replace(one, status="rejected") for one in library.statements)
    assert find_findings(replace(library, statements=rejected)) == ()


def test_a_work_late_enough_stands_beside_an_older_one(found) -> None:
    body = "In 2015, metformin was approved for diabetes.<sup>1,2</sup> Diabetes was diagnosed by criteria.<sup>3</sup>"
    titles = TITLES | {2: "Metformin in diabetes, approved"}
    assert ("older-than-event", (1,)) not in found(body, titles, {2: 2015})
    assert ("older-than-event", (1, 2)) in found(body, titles)


def test_pointers_amid_and_behind_the_text_are_pointers(found) -> None:
    brackets = ALL.replace("<sup>", " [").replace("</sup>", "]")
    first, second, third = (f"{part}]" for part in brackets.rstrip("]").split("]"))
    amid = f"{first}\n\n## Ethics\n\n{second}\n\n## Results\n\n{third}"
    assert found(amid) == []
    assert found(f"{first}{second}\n\n## Data availability\n\nData are in an archive [3].") == []


def test_one_work_by_its_printed_doi_and_in_two_articles(vocabulary) -> None:
    named = {1: "Metformin and mortality in diabetes, a study of all", 2: "Metformin in gout"}
    text = page("Metformin lowers mortality.<sup>1</sup> It may help.<sup>2</sup>", named)
    twice = text.replace("1. Roe", "1. https://doi.org/10.5555/X. Roe").replace(
        "2(1):20-29.", "2(1):20-29. doi:10.5555/x"
    )
    other = text.replace("10.5555/made", "10.5555/other").replace("1(1):10-19", "1:10–9")
    pages = [read_document(one.encode(), f"{at}.md") for at, one in enumerate((text, other))]
    library = build_library(pages, (), vocabulary)
    assert [(one.kind, one.references) for one in find_findings(library)] == [
        ("in-two-articles", (1,))
    ]
    library = build_library([read_document(twice.encode(), "made.md")], (), vocabulary)
    kinds = [one.kind for one in find_findings(library)]
    assert kinds == ["listed-twice"]


def test_the_disease_of_the_article_is_no_other_subject(vocabulary) -> None:
    titles = {1: "Metformin in gout"}
    body = "Mortality was low in patients with diabetes who took metformin.<sup>1</sup>"
    text = page(body, titles)
    kinds = []
    for title in ("A letter on metformin", "Metformin in gout and its kin"):
        one = text.replace("A letter on metformin", title)
        library = build_library([read_document(one.encode(), "made.md")], (), vocabulary)
        kinds.append([one.kind for one in find_findings(library)])
    assert kinds == [["other-subject"], []]


def test_a_disease_far_before_the_sentence_is_not_its_own(found) -> None:
    far = "Metformin was given to our patients with diabetes.\n\nThey came often.\n\n"
    near = "Mortality was low in patients with diabetes who took metformin.<sup>2</sup>"
    rest = (
        " It may help.<sup>1</sup> Diabetes was diagnosed by the criteria of a society.<sup>3</sup>"
    )
    left_out = "Mortality was low with metformin in trials.<sup>2</sup>"
    assert ("other-subject", (2,)) in found(near + rest)
    assert ("other-subject", (2,)) not in found(far + left_out + rest)


def test_own_work_that_says_so(vocabulary) -> None:
    front = "Ann Roe, Bob Doe\n\nTo the Editor:"
    titles = {1: "Metformin and mortality in diabetes: a cohort study"}
    kinds = []
    for said in ("Metformin lowers", "We previously reported that metformin lowers"):
        text = page(f"{said} mortality in diabetes.<sup>1</sup>", titles)
        text = text.replace("To the Editor:", front)
        library = build_library([read_document(text.encode(), "made.md")], (), vocabulary)
        kinds.append([one.kind for one in find_findings(library)])
    assert kinds == [["own-work-only"], []]


def test_order_counts_where_the_list_is_not_alphabetical(found) -> None:
    order = [*range(1, 8), 9, 8, 10, 12, 11, *range(13, 21)]
    body = " ".join(f"It was seen.<sup>{n}</sup>" for n in order)
    titles = {n: f"Metformin in case number {n} of diabetes" for n in range(1, 21)}
    assert not any(kind == "out-of-order" for kind, _ in found(body, titles))
    text = page(body, titles)
    for n in range(1, 21):
        text = text.replace(f"\n{n}. Roe A", f"\n{n}. {'QAZWSXEDCRFVTGBYHNUJ'[n - 1]}oe A")
    from evidence.concepts import load_concepts

    library = build_library([read_document(text.encode(), "made.md")], (), load_concepts())
    late = [one.references for one in find_findings(library) if one.kind == "out-of-order"]
    assert late == [(8, 11)]
