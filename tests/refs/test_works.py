import json
from pathlib import Path

import pytest

from refs.model import Name, Notice, Work
from refs.works import from_crossref, from_record, to_csl, to_record

DATA = Path(__file__).parents[1] / "data" / "crossref"
FULL = Work(
    doi="10.1371/journal.pone.0033693",
    type="journal-article",
    title="Methylphenidate Exposure Induces Dopamine Neuron Loss",
    subtitle="A study",
    authors=(Name("Sadasivan", "Shankar"), Name(literal="The Group")),
    container_title=("PLoS ONE", "Plos One"),
    volume="7",
    issue="3",
    page="e33693",
    issued="2012-03-21",
    years=(2012,),
    publisher="Public Library of Science (PLoS)",
    issn=("1932-6203",),
    notices=(Notice("correction", "10.1371/annotation/c76d", "2012-05-08", "publisher"),),
    source="crossref",
)


def test_a_recorded_message() -> None:
    message = json.loads((DATA / "work-with-notice.json").read_text())["message"]
    assert from_crossref(message) == FULL


def test_record_round_trip() -> None:
    record = json.loads(json.dumps(to_record(FULL)))
    assert from_record(record) == FULL
    assert list(record)[:4] == ["DOI", "type", "title", "subtitle"]
    assert from_record(to_record(Work("10.1/a"))) == Work("10.1/a")
    assert to_record(Work("10.1/a")) == {"DOI": "10.1/a"}


def test_csl() -> None:
    assert to_csl(FULL) == {
        "type": "article-journal",
        "title": "Methylphenidate Exposure Induces Dopamine Neuron Loss: A study",
        "author": [{"family": "Sadasivan", "given": "Shankar"}, {"literal": "The Group"}],
        "container-title": "PLoS ONE",
        "container-title-short": "Plos One",
        "issued": {"date-parts": [[2012, 3, 21]]},
        "volume": "7",
        "issue": "3",
        "page": "e33693",
        "publisher": "Public Library of Science (PLoS)",
        "DOI": "10.1371/journal.pone.0033693",
        "ISSN": "1932-6203",
    }
    assert to_csl(Work("10.1/a", type="odd")) == {"type": "document", "DOI": "10.1/a"}


TITLES = [
    pytest.param(["A <i>b</i> c"], "A b c", id="markup"),
    pytest.param(["<jats:p>A\n  b</jats:p>"], "A b", id="jats"),
    pytest.param(["p &lt; 0.05 &amp; more"], "p < 0.05 & more", id="entities"),
    pytest.param(["A &amp;lt;i&amp;gt;b&amp;lt;/i&amp;gt;"], "A b", id="escaped-twice"),
    pytest.param(["if p < 0.05 and q > 1"], "if p < 0.05 and q > 1", id="less-than-is-no-tag"),
    pytest.param([], None, id="empty-list"),
    pytest.param([None], None, id="null-in-list"),
    pytest.param(None, None, id="null"),
    pytest.param([""], None, id="empty-string"),
    pytest.param("A plain string", "A plain string", id="string"),
    pytest.param({"a": 1}, None, id="object"),
]


@pytest.mark.parametrize(("value", "title"), TITLES)
def test_titles(value: object, title: str | None) -> None:
    assert from_crossref({"DOI": "10.1/A", "title": value}) == Work(
        "10.1/a", title=title, source="crossref"
    )


def date(*parts: object) -> dict[str, object]:
    return {"date-parts": [list(parts)]}


DATES = [
    pytest.param({"issued": date(2018, 7, 5)}, "2018-07-05", (2018,), id="day"),
    pytest.param({"issued": date(2018, 7)}, "2018-07", (2018,), id="month"),
    pytest.param({"issued": date(2018, 13)}, "2018", (2018,), id="no-such-month"),
    pytest.param({"issued": date(2018, 0, 3)}, "2018", (2018,), id="month-zero"),
    pytest.param({"issued": date(0)}, None, (), id="year-zero"),
    pytest.param({"issued": date(None)}, None, (), id="null"),
    pytest.param({"issued": date("2018")}, "2018", (2018,), id="string"),
    pytest.param({"issued": {"date-parts": []}}, None, (), id="empty"),
    pytest.param({"issued": "2018"}, None, (), id="no-object"),
    pytest.param({"issued": date(True)}, None, (), id="boolean"),
    pytest.param(
        {"issued": date(2017), "published-print": date(2018), "published-online": date(2017)},
        "2017",
        (2017, 2018),
        id="print-and-online",
    ),
    pytest.param({"posted": date(2020, 1)}, "2020-01", (2020,), id="preprint"),
    pytest.param({"created": date(2001)}, None, (), id="record-date-is-no-publication"),
]


@pytest.mark.parametrize(("message", "issued", "years"), DATES)
def test_dates(message: dict[str, object], issued: str | None, years: tuple[int, ...]) -> None:
    work = from_crossref({"DOI": "10.1/a", **message})
    assert (work.issued, work.years) == (issued, years)


@pytest.mark.parametrize(
    ("author", "names"),
    [
        pytest.param([{"family": "June", "given": "CH"}], (Name("June", "CH"),), id="person"),
        pytest.param([{"name": "ALSPAC Team"}], (Name(literal="ALSPAC Team"),), id="group"),
        pytest.param([{"given": "Plato"}], (Name(literal="Plato"),), id="given-only"),
        pytest.param([None, 3, {}, {"family": None}], (), id="rubbish"),
        pytest.param({"family": "June"}, (), id="no-list"),
    ],
)
def test_authors(author: object, names: tuple[Name, ...]) -> None:
    assert from_crossref({"DOI": "10.1/a", "author": author}).authors == names


def test_numbers_may_come_as_numbers() -> None:
    assert from_crossref({"DOI": "10.1/a", "volume": 12, "issue": True}).volume == "12"
    assert from_crossref({"DOI": "10.1/a", "issue": True}).issue is None


@pytest.mark.parametrize("message", [{}, {"DOI": None}, {"DOI": " "}])
def test_a_message_without_doi(message: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="without DOI"):
        from_crossref(message)


def test_a_notice_tells_what_it_is_about() -> None:
    message = {
        "DOI": "10.1000/n",
        "update-to": [
            {"DOI": "10.1000/W", "type": "retraction", "source": "publisher"},
            {"DOI": "10.1000/n", "type": "retraction"},
        ],
    }
    assert from_crossref(message).notices == (
        Notice("is-retraction-of", "10.1000/w", None, "publisher"),
    )


def test_a_preprint_tells_where_it_was_published() -> None:
    versions = [{"id-type": "doi", "id": "10.1000/J"}, {"id-type": "pmid", "id": "1"}, "x"]
    message = {"DOI": "10.1101/p", "relation": {"is-preprint-of": versions}}
    assert from_crossref(message).notices == (Notice("published-version", "10.1000/j"),)
    for broken in (None, [], {"is-preprint-of": "x"}, {"is-preprint-of": [{"id-type": "doi"}]}):
        assert from_crossref({"DOI": "10.1101/p", "relation": broken}).notices == ()
