from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import html

from evidence.overview import VERDICTS
from evidence.report import LIMITS, render_report
from refs.model import Checked, Notice, Reference


def page(letters, **options):
    options = {"title": "Evidence of two letters", **options}
    return render_report(
        letters.articles,
        letters.checked,
        letters.contexts,
        letters.statements,
        letters.claims,
        **options,
    )


def words(node):
    return " ".join(" ".join(node.itertext()).split())


def section(source, name):
    return html.fromstring(source).get_element_by_id(name)


def rows(source, name, heading):
    """The text of the cells of the table under a heading."""
    (table,) = section(source, name).xpath(f"./h3[.='{heading}']/following-sibling::*[1]")
    return [
        [words(cell) for cell in row.iter("td")] for row in table.iter("tr") if len(row.xpath("td"))
    ]


def test_it_opens_with_counts_of_every_verdict(letters):
    tiles = section(page(letters), "first").find_class("tile")
    counts = {words(tile).split()[1]: words(tile).split()[0] for tile in tiles}
    assert counts == {"verified": "4", "corrected": "1", "out-of-scope": "1", "unchecked": "1"}
    none = [verdict for verdict, _, _ in VERDICTS if verdict not in counts]
    assert f"None: {', '.join(none)}." in words(section(page(letters), "first"))


def test_own_data_and_verified_references_are_folded(letters):
    source = page(letters)
    own = tuple(one for one in letters.statements if one.basis == "own-data")
    alone = page(replace(letters, statements=own))
    assert section(alone, "claims").xpath(".//details/summary")
    assert not section(source, "claims").xpath(".//details")
    folded = section(source, "references").xpath(".//article[.//span[.='verified']]//details")
    assert len(folded) == 4
    assert not section(source, "references").xpath(".//article[.//span[.='corrected']]//details")


def test_what_matters_names_differences_notices_and_gaps(letters):
    source = page(letters)
    assert rows(source, "first", "Differences to correct") == [
        ["10.9999/invented.1 [1]", "date", "2018", "2019"]
    ]
    ((reference, notice, _),) = rows(source, "first", "Notices")
    assert reference == "second.md#1 [2]"
    assert notice == "retraction 2010-02-06 10.1016/s0140-6736(10)60175-4 says publisher"
    text = words(section(source, "first"))
    assert "1 crossref did not answer: second.md#1 [3]" in text
    assert "1 in a list, but no sentence that was read cites it: 10.9999/invented.1 [4]" in text
    assert ["crossref", "unavailable HTTP 503 three times", "1", ""] in rows(
        source, "first", "Sources"
    )


def test_own_data_count_against_a_claim_only_where_they_deny_it(letters):
    own = next(one for one in letters.statements if one.basis == "own-data" and one.claim == "c1")
    denial = replace(own, polarity="negated", subject="CAR-T", outcome="cytopenia")
    own_words = replace(own, polarity="negated", subject=None, outcome=None)
    for statement, counted in ((denial, "1 own data against it"), (own_words, "1 own data for it")):
        claim = section(page(replace(letters, statements=(statement,))), "claim-1")
        assert counted in words(claim)


def test_claims_show_their_evidence(letters):
    claim = section(page(letters), "claim-1")
    text = words(claim)
    assert "3 cited for it · 2 cited against it · 1 own data for it" in text
    assert "retraction rests partly on second.md#1 [2]" in text
    assert "opposes direct said to deny it" in text
    assert "no work known: Nobody Q." in text
    assert [words(quote) for quote in claim.iter("blockquote")] == [
        words(html.fromstring(statement.quote))
        for statement in letters.statements
        if statement.claim == "c1"
    ]
    assert claim.xpath(".//blockquote/sup/text()") == ["1,2", "1"]


def test_references_show_printed_beside_recorded(letters):
    reference = section(page(letters), "reference-1")
    text = words(reference)
    assert "date 2018 2019 differ" in text
    assert "issue 18" in text
    assert "Candidates 0.98 Raje and Berdeja" in text
    assert "Cited in: “Prolonged cytopenia" in text
    assert "crossref answered 2026-11-20T10:00:00Z" in text


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2009-12-01", "after the article was submitted"),
        ("2010-03", "before the article was submitted"),
        ("2010-02", "about when the article was submitted"),
    ],
)
def test_notice_is_dated_against_the_article(letters, received, expected):
    second = replace(letters.articles[1], received=received)
    source = page(replace(letters, articles=(letters.articles[0], second)))
    assert expected in words(section(source, "first"))


def test_limits_are_said(letters):
    assert [words(item) for item in section(page(letters), "limits").iter("li")] == list(LIMITS)


def test_every_link_inside_leads_somewhere(letters):
    tree = html.fromstring(page(letters))
    inside = {link[1:] for link in tree.xpath("//@href") if link.startswith("#")}
    assert inside <= set(tree.xpath("//@id"))
    assert len(set(tree.xpath("//@id"))) == len(tree.xpath("//@id"))


def test_banner_only_where_the_letter_is_invented(letters):
    assert "An invented example" in page(letters, invented=True)
    assert "An invented example" not in page(letters)


def test_page_needs_no_network_and_no_script(letters):
    tree = html.fromstring(page(letters))
    assert not tree.xpath("//script | //link | //img | //iframe | //@src")
    assert "url(" not in page(letters)


HOSTILE = '"><script>alert(1)</script><img src=x onerror=y>&amp;{{ 7*7 }}\x00\ud800\x1b'


def test_hostile_text_is_only_text(letters):
    first = letters.checked[0]
    reference = replace(first.reference, raw=HOSTILE, problems=(HOSTILE,))
    work = replace(first.work, doi=HOSTILE, title=HOSTILE, container_title=(HOSTILE,))
    hostile = replace(
        first,
        reference=reference,
        reason=HOSTILE,
        work=work,
        notices=(Notice(HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
    )
    statement = replace(
        letters.statements[0], quote=f"<sup>{HOSTILE}</sup><sup>", status="proposed"
    )
    source = page(
        replace(
            letters,
            articles=(replace(letters.articles[0], title=HOSTILE), letters.articles[1]),
            checked=(hostile, *letters.checked[1:]),
            statements=(statement, *letters.statements[1:]),
            claims=(replace(letters.claims[0], text=HOSTILE), letters.claims[1]),
        ),
        title=HOSTILE,
        sources_note=HOSTILE,
    )
    source.encode()
    assert "\x00" not in source
    tree = html.fromstring(source)
    assert not tree.xpath("//script | //img | //@onerror")
    assert "49" not in words(tree.find(".//h1"))
    assert all(re.match(r"#|https://doi\.org/", link) for link in tree.xpath("//@href"))


def test_same_input_same_page(letters):
    assert page(letters) == page(letters)


def test_nothing_makes_a_page():
    source = render_report((), (), (), (), (), title="Nothing")
    assert "No claims were found." in source
    assert "No source was asked." in source


def test_strings_without_an_article(letters):
    alone = Checked(Reference("x", "", 1, "Doe J. 1999."), "not-found", "nothing like it")
    source = render_report((), [alone], (), (), (), title="Strings")
    assert "string [1]" in words(section(source, "first")) or "[1]" in words(
        section(source, "first")
    )
    assert "Strings without an article" in words(section(source, "references"))
    assert rows(source, "first", "For a person to settle") == [
        ["[1]", "not-found", "nothing like it"]
    ]
