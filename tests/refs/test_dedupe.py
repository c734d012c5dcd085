from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from refs.bibliography import entry_of
from refs.dedupe import Distinct, find_duplicates, fingerprint, merge, same_work
from refs.formats.items import ET_AL
from refs.model import Citation, Entry
from refs.parse import parse_string

JUNE: dict[str, Any] = {
    "type": "article-journal",
    "title": "Chimeric antigen receptor therapy for the treatment of cancer",
    "author": [{"family": "June", "given": "Carl H."}, {"family": "Sadelain", "given": "M"}],
    "container-title": "New England Journal of Medicine",
    "issued": {"date-parts": [[2018, 7, 5]]},
    "volume": "379",
    "issue": "1",
    "page": "64-73",
}


def june(**changes: Any) -> Entry:
    item = JUNE | {name.replace("_", "-"): value for name, value in changes.items()}
    return Entry({name: value for name, value in item.items() if value is not None})


def issued(year: int) -> dict[str, Any]:
    return {"date-parts": [[year]]}


def printed(raw: str) -> Entry:
    """A reference as a letter prints it, read as well as the parser does."""
    return replace(entry_of(parse_string(raw)), raw=raw, cited=(Citation("letter", 1),))


RECORD = june(title="Chimeric antigen receptor therapy for the treatment of cancer")
PAIRS: list[Any] = [
    pytest.param(june(DOI="10.1056/NEJMra1706169"), june(DOI="https://doi.org/10.1056/nejmra1706169", title="Chimeric antigen receptor therapies"), "same", id="doi-in-other-clothes"),
    pytest.param(june(PMID="1"), june(PMID="1", page=None, volume=None), "same", id="pmid"),
    pytest.param(june(), june(container_title="N Engl J Med", issue=None, page="64-73", author=[{"family": "June", "given": "CH"}, ET_AL]), "same", id="other-style"),
    pytest.param(june(), june(title="CHIMERIC ANTIGEN RECEPTOR THERAPY FOR THE TREATMENT OF CANCER", issued=issued(2017)), "same", id="capitals-and-year"),
    pytest.param(june(), june(title=None), "same", id="no-title"),
    pytest.param(june(), june(volume="397"), "same", id="misprinted-volume"),
    pytest.param(june(title="Chimeric antigen receptor therapy"), june(title="Chimeric antigen receptor therapy: promise and limits"), "same", id="subtitle"),
    pytest.param(june(), june(type="article", container_title="medRxiv", volume=None, issue=None, page=None, DOI="10.1101/2017.01.01", issued=issued(2017)), "same", id="preprint"),
    pytest.param(june(DOI="10.1101/2017.01.01.v1"), june(DOI="10.1101/2017.01.01.v2"), "same", id="versions"),
    pytest.param(june(DOI="10.1/a"), june(DOI="10.1/b"), "different", id="other-doi"),
    pytest.param(june(), june(title="Erratum: Chimeric antigen receptor therapy for the treatment of cancer"), "different", id="erratum"),
    pytest.param(june(), june(title="Reply to: Chimeric antigen receptor therapy for the treatment of cancer"), "different", id="reply"),
    pytest.param(june(title="Trials of cells: part 1", page="1-2"), june(title="Trials of cells: part 2", page="3-4"), "different", id="parts"),
    pytest.param(june(title="Rating deficits of the upper limb", page=None), june(title="Rating deficits of the lower limb", page=None), "possible", id="one-word"),
    pytest.param(june(title="Introduction", author=None, container_title="A book"), june(title="Introduction", author=None, container_title="Other matters"), "different", id="general-title"),
    pytest.param(june(), june(author=[{"family": "Maude", "given": "S"}]), "different", id="other-author"),
    pytest.param(june(), june(page="900-910", volume="380", issued=issued(2019)), "different", id="other-place"),
    pytest.param(june(), june(container_title="Blood"), "same", id="place-beats-journal"),
    pytest.param(june(page=None), june(container_title="Blood", page=None), "different", id="other-journal"),
    pytest.param(june(DOI="10.1/supplement"), june(DOI="10.1/supplement", title="On something else altogether", page="S12", volume="1"), "possible", id="abstracts-under-one-doi"),
    pytest.param(june(page=None), june(page="A64", issue=None), "possible", id="perhaps-a-meeting-abstract"),
    pytest.param(june(page="64"), june(page="64", title="Gene editing in sickle cell disease"), "different", id="two-notes-on-one-page"),
    pytest.param(june(), june(page="46-73"), "same", id="misprinted-first-page"),
    pytest.param(june(page="699a"), june(page="699b"), "different", id="two-letters-on-one-page"),
    pytest.param(june(), june(author=[{"family": "June CH", "given": ""}]), "same", id="initials-in-the-family-name"),
    pytest.param(june(author=[{"family": "Ajzen", "given": "I"}]), june(author=[{"family": "Azjen", "given": "I"}]), "same", id="misprinted-name"),
    pytest.param(june(), june(author=[{"literal": "The CAR Consortium"}]), "same", id="group-and-person"),
    pytest.param(june(title="Trials of cells, part I: mice", page=None), june(title="Trials of cells, part II: mice", page=None), "different", id="roman-parts"),
    pytest.param(printed("1. June CH, Sadelain M. N Engl J Med 2018;379:64-73."), RECORD, "same", id="printed-without-title"),
    pytest.param(printed("1. June CH, et al. Chimerlc antigen receptor. therapy for the treatment 2 of cancer. N Engl J Med 2018;379:64."), RECORD, "same", id="printed-and-garbled"),
    pytest.param(printed("1. June CH. Chimeric antigen receptor therapy for the treatment of lymphoma. N Engl J Med 2018;379."), RECORD, "possible", id="printed-with-another-word"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "sameness"), PAIRS)
def test_one_work_or_two(first: Entry, second: Entry, sameness: str) -> None:
    assert same_work(first, second)[0] == sameness
    assert same_work(second, first)[0] == sameness


def test_the_reason_names_what_agrees() -> None:
    letter = printed("1. June CH, Sadelain M. N Engl J Med 2018;379:64-73.")
    june_by_title = june(title="Other words than that", issue=None)
    assert same_work(letter, june_by_title) == (
        "same",
        "journal, volume, page and first author agree",
    )
    short = printed("1. June CH, Sadelain M. 2018;379:64.")
    sameness, reason = same_work(short, RECORD)
    assert (sameness, reason) == ("same", "first author, year, volume and page agree")


def test_groups_tell_why_each_entry_joined() -> None:
    entries = [
        june(),
        june(DOI="10.1/a"),
        Entry({"type": "book", "title": "Another"}),
        june(DOI="10.1/A", title="Other"),
    ]
    groups, possible = find_duplicates(entries)
    (group,) = groups
    assert group.places == (0, 1, 3)
    assert {pair.reason for pair in group.pairs} == {
        "the same DOI",
        "journal, volume, page and first author agree",
    }
    assert len(group.pairs) == 2
    assert possible == []


def test_what_a_person_told_apart_stays_apart_whatever_links_it() -> None:
    first, second, third = june(note="a"), june(PMID="7", note="b"), june(DOI="10.1/x", note="c")
    apart = Distinct(fingerprint(second), fingerprint(third))
    groups, possible = find_duplicates([first, second, third], [apart])
    assert [group.places for group in groups] == [(0, 1)]
    assert (1, 2) not in {pair[:2] for pair in possible}


def test_a_decision_holds_when_key_place_and_case_change() -> None:
    entry = june(DOI="10.1/X")
    assert fingerprint(entry) == fingerprint(replace(entry, key="k", line=9)) == "doi:10.1/x"
    assert fingerprint(june()) == fingerprint(june(publisher="P"))
    assert fingerprint(june()) != fingerprint(june(page="65"))


def families(entry: Entry) -> list[str]:
    return [name.get("family") or name["literal"] for name in entry.item["author"]]


def test_no_author_is_lost_in_a_merge() -> None:
    short = june(author=[{"family": "June", "given": "C"}, ET_AL])
    long = june(
        author=[
            {"family": "June", "given": "Carl H."},
            {"family": "Sadelain", "given": "M"},
            {"family": "Lee", "given": "D"},
        ]
    )
    other = june(author=[{"family": "June", "given": "C"}, {"family": "Brentjens", "given": "R"}])
    assert families(merge([short, long])) == ["June", "Sadelain", "Lee"]
    assert merge([short, long]).item["author"][0]["given"] == "Carl H."
    merged = merge([long, other])
    assert families(merged) == ["June", "Sadelain", "Lee", "Brentjens"]
    assert merged.problems == ("author Brentjens stands in one of the merged entries only",)


def test_a_cut_list_stays_cut_unless_a_longer_one_is_whole() -> None:
    cut = june(
        author=[{"family": "June", "given": "C"}, {"family": "Sadelain", "given": "M"}, ET_AL]
    )
    assert families(merge([cut, june()])) == ["June", "Sadelain", "et al."]


def test_a_merge_keeps_the_key_of_the_first_and_what_only_others_have() -> None:
    first = replace(june(volume=None, note="mine"), key="mine", cited=(Citation("a", 1),))
    second = replace(
        june(DOI="10.1/x", custom={"ris.DB": "Embase"}), key="theirs", cited=(Citation("b", 4),)
    )
    merged = merge([first, second])
    assert (merged.key, merged.item["volume"], merged.item["DOI"]) == ("mine", "379", "10.1/x")
    assert merged.item["custom"] == {"ris.DB": "Embase"}
    assert merged.item["note"] == "mine"
    assert merged.cited == (Citation("a", 1), Citation("b", 4))


def test_a_preprint_leaves_its_doi_and_nothing_of_its_own() -> None:
    preprint = june(type="article", container_title="medRxiv", DOI="10.1101/2017.01.01", issued=issued(2017),
                    volume=None, issue=None, page=None, publisher="CSHL")  # fmt: skip
    merged = merge([preprint, june(DOI="10.1056/x")])
    assert merged.item["DOI"] == "10.1056/x"
    assert merged.item["container-title"] == "New England Journal of Medicine"
    assert merged.item["note"] == "Preprint: https://doi.org/10.1101/2017.01.01"
    assert "publisher" not in merged.item


def test_many_entries_that_share_a_clue_are_compared_with_their_neighbours_only() -> None:
    entries = [
        june(title=f"A work of its own number {n} on {n * 7}", page=f"{n}") for n in range(400)
    ]
    groups, _ = find_duplicates([*entries, entries[7]])
    assert [group.places for group in groups] == [(7, 400)]


def test_no_entry_is_its_own_duplicate() -> None:
    # Its volume is its year, so that two clues are one.
    entry = june(volume="2018", title=None, author=None, issue=None, page="64")
    assert find_duplicates([entry]) == ([], [])
