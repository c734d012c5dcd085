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


def test_a_rejected_statement_is_not_looked_at(vocabulary) -> None:
    text = page("In 2015, metformin was approved for diabetes.<sup>1</sup>", {1: TITLES[1]})
    library = build_library([read_document(text.encode(), "made.md")], (), vocabulary)
    rejected = tuple(replace(one, status="rejected") for one in library.statements)
    assert find_findings(replace(library, statements=rejected)) == ()
