"""Naming concepts: spelling, longest match, abbreviations, files of the user's own."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.concepts import (
    build_vocabulary,
    concept_of,
    find_abbreviations,
    find_concepts,
    load_concepts,
    read_abbreviations,
)
from evidence.model import Concept

VOCABULARY = load_concepts()

TERMS = [
    pytest.param("CAR-T cells", ["car-t-cell-therapy"], id="hyphen"),
    pytest.param("CAR T-cell therapy", ["car-t-cell-therapy"], id="other-hyphen"),
    pytest.param("CARTs", ["car-t-cell-therapy"], id="plural-acronym"),
    pytest.param("chimeric antigen receptor T cells", ["car-t-cell-therapy"], id="spelt-out"),
    pytest.param("a cart of sand", [], id="acronym-that-is-a-word"),
    pytest.param("leukaemia and anaemias", ["leukemia", "anemia"], id="british"),
    pytest.param("Tumours", ["cancer"], id="british-plural"),
    pytest.param("Randomised to DIARRHOEA", ["diarrhea"], id="upper-case"),
    pytest.param("metastases", ["metastasis"], id="greek-plural"),
    pytest.param("MM at 5 mm", ["multiple-myeloma"], id="not-millimetres"),
    pytest.param("ALL patients, all of them", ["acute-lymphoblastic-leukemia"], id="not-all"),
    pytest.param("eGFR and EGFR", ["glomerular-filtration-rate", "egfr"], id="case-tells"),
    pytest.param("acute myeloid leukemia", ["acute-myeloid-leukemia"], id="longest"),
    pytest.param("heart failure. Hospitalization", ["heart-failure", "hospitalization"], id="stop"),
    pytest.param("heart, failure", [], id="comma-inside"),
    pytest.param("anti-BCMA CAR T cells", ["bcma-car-t-cell-therapy"], id="therapy-and-target"),
    pytest.param("SSRIs and TKIs", ["ssri", "tyrosine-kinase-inhibitor"], id="plural-behind-i"),
    pytest.param(
        "CRS with CR", ["cytokine-release-syndrome", "complete-remission"], id="no-plural"
    ),
    pytest.param("CAR T CELLS", ["car-t-cell-therapy"], id="plural-in-capitals"),
    pytest.param("hearing aids", [], id="aids-that-help"),
    pytest.param("", [], id="empty"),
]


@pytest.mark.parametrize(("text", "expected"), TERMS)
def test_find_concepts(text: str, expected: list[str]) -> None:
    assert [mention.concept_id for mention in find_concepts(text, VOCABULARY)] == expected


ABBREVIATIONS = [
    pytest.param("multiple myeloma (MM)", {"MM": "multiple myeloma"}, id="initials"),
    pytest.param(
        "after chimeric antigen receptor transduced T cell (CART) infusion",
        {"CART": "chimeric antigen receptor transduced T cell"},
        id="letters-inside-words",
    ),
    pytest.param(
        "myeloproliferative neoplasms (MPNs)", {"MPN": "myeloproliferative neoplasms"}, id="plural"
    ),
    pytest.param("mitral stenosis (MS). Later (MS)", {"MS": "mitral stenosis"}, id="first-counts"),
    pytest.param("a rash (Figure 1)", {}, id="figure"),
    pytest.param("two men (aged 60)", {}, id="aside"),
    pytest.param("nothing fits (XYZ)", {}, id="no-such-letters"),
]


@pytest.mark.parametrize(("text", "expected"), ABBREVIATIONS)
def test_find_abbreviations(text: str, expected: dict[str, str]) -> None:
    assert find_abbreviations(text) == expected


def test_the_text_says_what_an_abbreviation_means() -> None:
    short = read_abbreviations(["severe mitral stenosis (MS)"], VOCABULARY)
    (mention,) = find_concepts("MS progressed", VOCABULARY, short)
    assert mention.concept_id == "local:mitral-stenosis"
    assert concept_of(mention.concept_id, VOCABULARY).label == "mitral stenosis"
    assert find_concepts("MS progressed", VOCABULARY)[0].concept_id == "multiple-sclerosis"


def test_a_term_goes_on_behind_the_definition_in_it() -> None:
    text = "Sodium-glucose cotransporter 2 (SGLT2) inhibitors help"
    (mention,) = find_concepts(text, VOCABULARY, read_abbreviations([text], VOCABULARY))
    assert mention.concept_id == "sglt2-inhibitor"
    assert mention.text == "Sodium-glucose cotransporter 2 (SGLT2) inhibitors"


RELATED = [
    pytest.param("leukemia", "acute-lymphoblastic-leukemia", True, id="broader"),
    pytest.param("leukemia", "b-cell-malignancy", True, id="share-a-kind"),
    pytest.param("leukemia", "multiple-myeloma", False, id="siblings"),
    pytest.param("bcma", "cd19", False, id="targets"),
]


@pytest.mark.parametrize(("one", "other", "expected"), RELATED)
def test_related(one: str, other: str, expected: bool) -> None:
    assert VOCABULARY.related(one, other) is expected
    assert VOCABULARY.related(other, one) is expected


def test_a_users_file_adds_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text(
        "id\tlabel\tkind\tsynonyms\tbroader\n"
        "zebra-fever\tzebra fever\tdisease\tstripe fever|ZF\tinfection\n"
        "gout\tgout of old\tdisease\t\t\n",
        encoding="utf-8",
    )
    vocabulary = load_concepts(path)
    assert find_concepts("Stripe fevers", vocabulary)[0].concept_id == "zebra-fever"
    assert "infection" in vocabulary.lineage("zebra-fever")
    assert vocabulary.concepts["gout"].label == "gout of old"


def test_a_users_file_without_a_column_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text("id\tlabel\nx\ty\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no column kind, synonyms, broader"):
        load_concepts(path)


def test_a_circle_of_broader_concepts_ends() -> None:
    vocabulary = build_vocabulary(
        [Concept("a", "a", "x", (), ("b",)), Concept("b", "b", "x", (), ("a",))]
    )
    assert vocabulary.lineage("a") == {"a", "b"}


@given(st.text(max_size=300))
def test_mentions_are_cut_out_of_the_text(text: str) -> None:
    short = read_abbreviations([text], VOCABULARY)
    mentions = find_concepts(text, VOCABULARY, short)
    assert all(text[m.start : m.end] == m.text for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
