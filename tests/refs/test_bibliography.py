from __future__ import annotations

from refs.bibliography import entry_of, reference_of
from refs.citation import cite
from refs.model import Entry
from refs.parse import parse_string

ITEM = {
    "type": "article-journal",
    "title": "Growth of <i>E. coli</i>",
    "author": [{"family": "van den Berg", "given": "Jan"}, {"literal": "WHO Group"}, {"literal": "et al."}],
    "container-title": "Journal of Tests",
    "issued": {"date-parts": [[2019, 5]]},
    "volume": "12",
    "issue": "3",
    "number": "e105",
    "DOI": "10.5555/x(1)",
}  # fmt: skip


def test_an_entry_is_told_as_a_reference_whose_fields_stand_in_it() -> None:
    reference = reference_of(Entry(ITEM, "key"), 7, "refs.bib")
    assert (reference.id, reference.number, reference.label) == ("refs.bib#7", 7, "key")
    assert reference.raw == (
        "van den Berg Jan, WHO Group, et al. Growth of E. coli. Journal of Tests. 2019;12(3):e105. doi:10.5555/x(1)"
    )
    for field in reference.fields.values():
        assert reference.raw[field.start : field.end] == field.value
    assert reference.text("pages") == "e105"
    assert [name.get("family") or name["literal"] for name in reference.csl["author"]] == [
        "van den Berg",
        "WHO Group",
    ]  # type: ignore[attr-defined]


def test_an_entry_that_says_nothing_is_its_raw_text() -> None:
    assert reference_of(Entry({}, raw="@article{"), 1).raw == "@article{"


def test_a_printed_list_that_is_cut_stays_cut() -> None:
    entry = entry_of(
        parse_string(
            "Raje N, Berdeja J, Lin Y, et al. Anti-BCMA CAR T-cell therapy. N Engl J Med. 2019;380(18):1726-1737."
        )
    )
    assert entry.item["author"][-1] == {"literal": "et al."}


def test_what_is_cited_plainly_is_read_back_by_the_parser() -> None:
    line = cite(
        {
            **ITEM,
            "title": "Growth of cells",
            "author": [{"family": "Raje", "given": "N"}, {"family": "Lin", "given": "Yi Bo"}],
            "number": "",
            "page": "17-26",
        }
    )
    assert (
        line
        == "Raje N, Lin YB. Growth of cells. Journal of Tests. 2019;12(3):17-26. doi:10.5555/x(1)."
    )
    read = parse_string(line).csl
    assert (read["title"], read["volume"], read["page"]) == ("Growth of cells", "12", "17-26")


def test_a_citation_is_html_with_nothing_of_its_own_making() -> None:
    assert (
        cite({"title": "<script>a</script> & <i>b", "type": "book"})
        == "&lt;script&gt;a&lt;/script&gt; &amp; <i>b</i>."
    )
