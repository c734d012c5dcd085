"""Clauses that share their beginning with the one before: what is cut, and what each part reads."""

from __future__ import annotations

import pytest

CUT = [  # a sentence, and what its statements read
    pytest.param(
        "Statins reduced pain <sup>1</sup> and improved sleep.<sup>2</sup>",
        ["Statins reduced pain", "Statins improved sleep."],
        id="two-verbs-of-one-form",
    ),
    pytest.param(
        "Low-dose aspirin prevents stroke <sup>1</sup> and is recommended by guidelines.<sup>2</sup>",
        ["Low-dose aspirin prevents stroke", "Low-dose aspirin is recommended by guidelines."],
        id="a-verb-with-its-auxiliary",
    ),
    pytest.param(
        "The drops were safe in a trial <sup>1</sup> but did not reach the plasma.<sup>2</sup>",
        ["The drops were safe in a trial", "The drops did not reach the plasma."],
        id="denied-in-the-second-half-only",
    ),
    pytest.param(
        "Lithium has been associated with fever <sup>1</sup> and linked to rash.<sup>2</sup>",
        ["Lithium has been associated with fever", "Lithium has been linked to rash."],
        id="a-shared-auxiliary",
    ),
    pytest.param(
        "Patients treated with rituximab had infections <sup>1</sup> and died earlier.<sup>2</sup>",
        [
            "Patients treated with rituximab had infections",
            "Patients treated with rituximab died earlier.",
        ],
        id="a-participle-in-the-subject",
    ),
    pytest.param(
        "Our findings agree with those of a Danish cohort <sup>1</sup> but contradict a report.<sup>2</sup>",
        ["Our findings agree with those of a Danish cohort", "Our findings contradict a report."],
        id="plural-verbs",
    ),
    pytest.param(
        "CAR T cells may cause neutropenia,<sup>2</sup> anaemia <sup>3</sup> and thrombocytopenia.<sup>4</sup>",
        [
            "CAR T cells may cause neutropenia",
            "CAR T cells may cause anaemia",
            "CAR T cells may cause thrombocytopenia.",
        ],
        id="a-list-behind-the-verb",
    ),
    pytest.param(
        "Aspirin raises the risk of epistaxis <sup>1</sup> and gastric ulcers.<sup>2</sup>",
        ["Aspirin raises the risk of epistaxis", "Aspirin raises the risk of gastric ulcers."],
        id="a-list-behind-the-risk-of",
    ),
    pytest.param(
        "Recent studies have shown that statins reduce pain <sup>1</sup> and can improve sleep.<sup>2</sup>",
        [
            "Recent studies have shown that statins reduce pain",
            "Recent studies have shown that statins can improve sleep.",
        ],
        id="both-behind-that",
    ),
    pytest.param(
        "This agrees with a trial and with a meta-analysis <sup>1</sup> but differs from what is"
        " reported for gout.<sup>2</sup>",
        [
            "This agrees with a trial and with a meta-analysis",
            "This differs from what is reported for gout.",
        ],
        id="with-is-no-subject",
    ),
    pytest.param(
        "Statins reduced pain,<sup>1</sup> improved sleep <sup>2</sup> and prolonged life.<sup>3</sup>",
        ["Statins reduced pain", "Statins improved sleep", "Statins prolonged life."],
        id="three-verbs",
    ),
    pytest.param(
        "It is unclear whether aspirin causes stroke,<sup>1</sup> bleeding <sup>3</sup> or fever.<sup>4</sup>",
        [
            "It is unclear whether aspirin causes stroke",
            "It is unclear whether aspirin causes bleeding",
            "It is unclear whether aspirin causes fever.",
        ],
        id="a-doubt-that-all-share",
    ),
    pytest.param(
        "Aspirin has been linked to epistaxis,<sup>1</sup> gastric ulcers <sup>2</sup> and stroke in"
        " older adults.<sup>3</sup>",
        [
            "Aspirin has been linked to epistaxis",
            "Aspirin has been linked to gastric ulcers",
            "Aspirin has been linked to stroke in older adults.",
        ],
        id="a-list-that-ends-with-whom",
    ),
    pytest.param(
        "Aspirin not only prevents stroke <sup>1</sup> but also causes bleeding.<sup>2</sup>",
        ["Aspirin not only prevents stroke", "Aspirin also causes bleeding."],
        id="not-only-but-also",
    ),
]
WHOLE = [
    pytest.param(
        "Linezolid did not cause fever <sup>1</sup> or raise the pulse.<sup>2</sup>",
        id="a-denial-that-may-reach-both",
    ),
    pytest.param(
        "Lithium was not associated with fever <sup>1</sup> and linked to rash.<sup>2</sup>",
        id="a-denied-auxiliary",
    ),
    pytest.param(
        "High pulse <sup>1</sup> and elevated pressure <sup>2</sup> were seen.",
        id="a-list-before-the-verb",
    ),
    pytest.param(
        "Lithium was associated with high pulse <sup>1</sup> and elevated pressure in men.<sup>2</sup>",
        id="a-participle-before-its-noun",
    ),
    pytest.param(
        "Vitamin D reduces falls in one meta-analysis <sup>1</sup> and one Cochrane review.<sup>2</sup>",
        id="sources-are-no-list",
    ),
    pytest.param(
        "Trials showed an advantage over saline <sup>1</sup> or a sham injection.<sup>2</sup>",
        id="a-list-behind-a-preposition",
    ),
    pytest.param(
        "Exercise was reported to improve sleep,<sup>1</sup> reduce the pain <sup>2</sup> of age.",
        id="infinitives",
    ),
    pytest.param(
        "He took rituximab, which depletes B cells <sup>1</sup> and is well tolerated.<sup>2</sup>",
        id="a-relative-clause",
    ),
    pytest.param(
        "Some authors favour surgery,<sup>1</sup> others radiotherapy.<sup>2</sup>", id="gapped"
    ),
    pytest.param(
        "Reports of benefit <sup>1</sup> and of harm <sup>2</sup> exist.", id="two-of-one"
    ),
    pytest.param(
        "Lipids were extracted by one method <sup>1</sup> followed by another step.<sup>2</sup>",
        id="followed-by",
    ),
    pytest.param(
        "There was no difference in trials <sup>1</sup> and was none in cohorts.<sup>2</sup>",
        id="there-is-no-subject",
    ),
]


ONE = [  # with their pointers
    pytest.param(
        "Warfarin can be reversed by vitamin K,<sup>3</sup> heparin by protamine,<sup>2</sup> and"
        " apixaban by andexanet.<sup>4</sup>",
        id="gapped-with-a-preposition",
    ),
    pytest.param(
        "Prolonged cytopenias have been reported with CD19 CAR T cells,<sup>2</sup>"
        " hypogammaglobulinaemia with BCMA CAR T cells,<sup>3</sup> and both with bispecific"
        " antibodies.<sup>7</sup>",
        id="gapped-and-both",
    ),
    pytest.param(
        "Women taking valproate had a higher risk of polycystic ovaries,<sup>2</sup> men of"
        " infertility.<sup>8</sup>",
        id="gapped-without-and",
    ),
    pytest.param(
        "Aspirin reduced stroke <sup>1</sup> and heparin thrombosis.<sup>2</sup>",
        id="gapped-drug-and-event",
    ),
    pytest.param(
        "Warfarin causes bleeding <sup>3</sup> and apixaban dyspepsia.<sup>4</sup>",
        id="gapped-with-a-drug-as-subject",
    ),
    pytest.param(
        "Warfarin causes bleeding,<sup>3</sup> heparin-induced thrombocytopenia <sup>2</sup> and"
        " rash.<sup>4</sup>",
        id="a-compound-that-holds-a-verb",
    ),
    pytest.param(
        "Warfarin prolongs the PT,<sup>3</sup> heparin the aPTT,<sup>2</sup> and apixaban"
        " neither.<sup>4</sup>",
        id="gapped-with-an-article",
    ),
    pytest.param(
        "Warfarin prevents stroke,<sup>3</sup> in contrast to aspirin.<sup>1</sup>",
        id="in-contrast-to",
    ),
    pytest.param("Warfarin prevents stroke,<sup>3</sup> unlike aspirin.<sup>1</sup>", id="unlike"),
    pytest.param(
        "Doctors fear that aspirin causes bleeding <sup>3</sup> and prescribe warfarin.<sup>4</sup>",
        id="a-verb-of-those-who-fear",
    ),
    pytest.param(
        "It is unclear whether aspirin reduces stroke <sup>1</sup> or increases bleeding.<sup>3</sup>",
        id="whether-or",
    ),
    pytest.param(
        "It is not known whether warfarin prevents stroke <sup>3</sup> or causes bleeding.<sup>4</sup>",
        id="not-known-whether",
    ),
    pytest.param(
        "Nobody has tested whether heparin raises potassium <sup>2</sup> and lowers calcium.<sup>3</sup>",
        id="nobody-has-tested-whether",
    ),
    pytest.param(
        "It is unclear whether aspirin prevents stroke <sup>1</sup> and warfarin causes"
        " bleeding.<sup>3</sup>",
        id="whether-with-two-subjects",
    ),
    pytest.param(
        "If aspirin reduces stroke <sup>1</sup> and causes bleeding,<sup>3</sup> warfarin is"
        " better.<sup>4</sup>",
        id="if",
    ),
    pytest.param(
        "Omission of aspirin increased,<sup>2</sup> and resumption decreased,<sup>5</sup> the rate"
        " of stent thrombosis.",
        id="an-object-of-two-verbs",
    ),
]


@pytest.mark.parametrize("sentence", ONE)
def test_what_would_be_read_wrong_is_one_statement(make, sentence) -> None:
    (statement,) = make([sentence]).statements
    assert len(statement.evidence) == sentence.count("<sup>")


PARTS = [  # a sentence, what its statements read, and the works of each
    pytest.param(
        "Lithium reduces relapse,<sup>3</sup> and improves sleep <sup>4</sup> and appetite.<sup>5</sup>",
        [("Lithium reduces relapse", [3]), ("Lithium improves sleep and appetite.", [4, 5])],
        id="a-list-in-a-part-that-shares",
    ),
    pytest.param(
        "Warfarin inhibits vitamin K epoxide reductase,<sup>3</sup> an enzyme of the liver,<sup>4</sup>"
        " and prolongs the prothrombin time.<sup>5</sup>",
        [
            ("Warfarin inhibits vitamin K epoxide reductase, an enzyme of the liver", [3, 4]),
            ("Warfarin prolongs the prothrombin time.", [5]),
        ],
        id="an-apposition-is-no-item",
    ),
]


@pytest.mark.parametrize(("sentence", "parts"), PARTS)
def test_a_list_is_cut_only_where_its_lead_is_whole(make, sentence, parts) -> None:
    statements = make([sentence]).statements
    assert [(one.text, [line.reference for line in one.evidence]) for one in statements] == parts


@pytest.mark.parametrize(("sentence", "parts"), CUT)
def test_each_pointer_supports_its_part(make, sentence, parts) -> None:
    made = make([sentence])
    assert [one.text for one in made.statements] == parts
    assert [len(one.evidence) for one in made.statements] == [1] * len(parts)
    for one in made.statements:
        assert made.document[one.start : one.end] == one.quote
        assert one.text.endswith(one.quote.partition("<sup>")[0].strip(" ,"))
    for one in made.statements[1:]:
        (shared,) = [each for each in one.inherited if each.role == "subject"]
        assert shared.source == "clause"
        assert made.document[shared.start : shared.end] == shared.text
        assert shared.end <= one.start


@pytest.mark.parametrize("sentence", WHOLE)
def test_what_is_not_clear_stays_whole(make, sentence) -> None:
    (statement,) = make([sentence]).statements
    assert len(statement.evidence) == 2


def test_a_list_behind_but_is_the_subject_of_its_own_verb(make) -> None:
    first, second = make(
        [
            "Zoledronate reduces fractures,<sup>1</sup> but hypocalcaemia,<sup>2</sup> osteonecrosis"
            " <sup>3</sup> and atypical fractures <sup>4</sup> have been reported.<sup>5</sup>"
        ]
    ).statements
    assert first.text == "Zoledronate reduces fractures"
    assert second.text.startswith("hypocalcaemia, osteonecrosis and atypical fractures have been")
    assert [line.reference for line in second.evidence] == [2, 3, 4, 5]


def test_doubt_and_denial_reach_what_shares_them(make) -> None:
    first, second, third = make(
        ["CAR T cells may cause fever,<sup>1</sup> rash <sup>2</sup> and cough.<sup>3</sup>"]
    ).statements
    assert {first.hedging, second.hedging, third.hedging} == {"moderate"}
    safe, denied = make(
        ["Linezolid was probably safe <sup>1</sup> and did not cause fever.<sup>2</sup>"]
    ).statements
    assert (safe.polarity, safe.hedging) == ("affirmed", "moderate")
    assert (denied.polarity, denied.hedging) == ("negated", "none")
    assert (denied.subject, denied.relation, denied.outcome) == ("linezolid", "causes", "fever")


def test_each_of_a_list_makes_its_own_claim(make) -> None:
    statements = make(
        ["Lithium causes tremor,<sup>1</sup> nausea <sup>2</sup> and goitre.<sup>3</sup>"]
    ).statements
    assert [(one.subject, one.relation) for one in statements] == [("lithium", "causes")] * 3
    assert len({one.claim for one in statements}) == 3
    assert all(not one.also for one in statements)
