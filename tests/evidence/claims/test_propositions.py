"""Propositions: which sentences make one, how it reads, and which keep their own words."""

from __future__ import annotations

import pytest

from evidence.claims import gather_claims
from evidence.records import statement_from_record, statement_record

OWN_WORDS = None
READ = [
    # sentence → the claim's text
    pytest.param("Colchicine reduces mortality.", "colchicine decreases mortality", id="active"),
    pytest.param(
        "Stopping colchicine increases mortality.",
        "Stopping colchicine increases mortality",
        id="stopping",
    ),
    pytest.param(
        "Avoiding rivaroxaban lowers the risk of bleeding.",
        "Avoiding rivaroxaban decreases risk of bleeding",
        id="avoiding",
    ),
    pytest.param(
        "Preventing infection reduces mortality.",
        "Preventing infection decreases mortality",
        id="preventing",
    ),
    pytest.param(
        "Adding colchicine reduces mortality.", "colchicine decreases mortality", id="adding"
    ),
    pytest.param(
        "Colchicine lowered the rate of hospitalization in heart failure.",
        "colchicine decreases hospitalization in heart failure",
        id="rate-of",
    ),
    pytest.param(
        "Rivaroxaban increases the risk of bleeding.",
        "rivaroxaban increases risk of bleeding",
        id="risk-of",
    ),
    pytest.param(
        "Statins reduce the risk of recurrence of stroke.",
        "statin decreases risk of recurrence of stroke",
        id="what-an-outcome-is-of",
    ),
    pytest.param(
        "Propranolol reduced progression of retinopathy of prematurity.",
        "propranolol decreases progression of retinopathy of prematurity",
        id="of-twice",
    ),
    pytest.param(
        "Dexamethasone reduces mortality of severe sepsis.",
        "dexamethasone decreases mortality in sepsis",
        id="of-those-who-have-it",
    ),
    pytest.param(
        "Apixaban lowers the rate of stroke of any cause.",
        "apixaban decreases stroke",
        id="of-nothing-particular",
    ),
    pytest.param(
        "Toxicity of lithium causes tremor.", "Toxicity of lithium causes tremor", id="of-a-drug"
    ),
    pytest.param(
        "Low levels of vitamin D are associated with depression.",
        "Low levels of vitamin D associated with depression",
        id="an-amount",
    ),
    pytest.param(
        "Aspirin increases the risk of bleeding in renal graft recipients.",
        "aspirin increases risk of bleeding in renal graft recipients",
        id="people-of-no-vocabulary",
    ),
    pytest.param(
        "Linezolid prolonged survival in mice.", "linezolid prolongs survival in mice", id="animals"
    ),
    pytest.param(
        "Lithium causes tremor in most patients.",
        "lithium causes tremor",
        id="no-people-in-particular",
    ),
    pytest.param(
        "Fever was caused by daptomycin.", "daptomycin causes fever", id="passive-is-turned"
    ),
    pytest.param("The rash was due to lamotrigine.", "rash due to lamotrigine", id="due-to"),
    pytest.param(
        "Amiodarone may contribute to the development of hypotension.",
        "amiodarone contributes to hypotension",
        id="contributes",
    ),
    pytest.param(
        "Clozapine is strongly associated with myocarditis.",
        "clozapine associated with myocarditis",
        id="associated",
    ),
    pytest.param(
        "Seizures have been reported after electroconvulsive therapy.",
        "seizure reported after electroconvulsive therapy",
        id="reported-after",
    ),
    pytest.param(
        "After linezolid, thrombocytopenia was observed in two trials.",
        "thrombocytopenia reported after linezolid",
        id="after-leads",
    ),
    pytest.param(
        "Catheter ablation was followed by pericarditis.",
        "catheter ablation followed by pericarditis",
        id="followed-by",
    ),
    pytest.param(
        "Delirium developed two days after cardiac surgery.",
        "delirium occurs after cardiac surgery",
        id="developed-after",
    ),
    pytest.param(
        "The patient developed severe rash after receiving vancomycin.",
        "rash occurs after vancomycin",
        id="a-patient-developed",
    ),
    pytest.param(
        "We report a woman with lupus who had hearing loss on day 9 of gentamicin.",
        "hearing loss occurs during gentamicin in systemic lupus erythematosus",
        id="a-case-who",
    ),
    pytest.param(
        "Psychosis persisted despite clozapine.",
        "psychosis persists despite clozapine",
        id="despite",
    ),
    pytest.param(
        "Depressive symptoms improved after electroconvulsive therapy.",
        "depressive symptoms improves after electroconvulsive therapy",
        id="improved-after",
    ),
    pytest.param(
        "Bleeding was more frequent with rivaroxaban than with warfarin.",
        "bleeding higher with rivaroxaban",
        id="higher-with",
    ),
    pytest.param(
        "Lithium did not improve depression.", "lithium improves depression", id="negated-improve"
    ),
    pytest.param(
        "Trials of daptomycin have shown good clinical cure.", OWN_WORDS, id="trials-of-unread"
    ),
    pytest.param(
        "Several daptomycin trials conducted in Spain have shown clinical cure.",
        "daptomycin shows cure",
        id="trials-show",
    ),
    pytest.param(
        "In 2019, the agency approved esketamine for adults with depression.",
        "esketamine approved for depression in adults",
        id="approved",
    ),
    pytest.param(
        "Fidaxomicin is an effective drug for Clostridioides difficile infection.",
        "fidaxomicin effective for Clostridioides difficile infection",
        id="effective-drug-for",
    ),
    pytest.param(
        "Our data suggest that thrombectomy may be considered in cases of stroke.",
        "thrombectomy considered for stroke",
        id="considered",
    ),
    # what must never make one
    pytest.param(
        "The rash probably had other causes than vancomycin.", OWN_WORDS, id="other-causes"
    ),
    pytest.param(
        "Research priorities include the reasons for delirium after surgery.",
        OWN_WORDS,
        id="research-gap",
    ),
    pytest.param("Whether statins cause delirium is unclear.", OWN_WORDS, id="unclear"),
    pytest.param(
        "Heart failure worsened while he waited for heart transplantation.", OWN_WORDS, id="waiting"
    ),
    pytest.param(
        "The patient with sepsis was enrolled in the linezolid trial.", OWN_WORDS, id="enrolment"
    ),
    pytest.param(
        "Ferritin and fever did not fulfill the diagnostic criteria of lupus.",
        OWN_WORDS,
        id="criteria",
    ),
    pytest.param(
        "Delirium should also be a focus after surgery.", OWN_WORDS, id="should-be-a-focus"
    ),
    pytest.param(
        "Heparin did not work after the thrombosis had resolved.", OWN_WORDS, id="after-resolved"
    ),
    pytest.param(
        "Fever persisted long after pneumonia had resolved.", OWN_WORDS, id="after-no-therapy"
    ),
    pytest.param(
        "Fever appeared on day 2 and resolved after vancomycin.", OWN_WORDS, id="second-predicate"
    ),
    pytest.param("Insomnia can be treated within 2 weeks.", OWN_WORDS, id="weeks"),
    pytest.param("A rash of the trunk was graded as mild.", OWN_WORDS, id="body-site"),
    pytest.param("A 41-year-old man had anemia in June 2018.", OWN_WORDS, id="age-and-date"),
    pytest.param(
        "Clozapine was combined with lithium because of the known risk of relapse.",
        OWN_WORDS,
        id="given-because-of",
    ),
    pytest.param(
        "He had hypotension requiring support with norepinephrine.", OWN_WORDS, id="support-with"
    ),
    pytest.param(
        "Rivaroxaban caused less bleeding than warfarin.", OWN_WORDS, id="less-is-no-cause"
    ),
    pytest.param(
        "Withdrawal of clozapine led to psychosis.",
        "Withdrawal of clozapine leads to psychosis",
        id="withdrawal",
    ),
    pytest.param(
        "Vomiting was reported following XY and AB.", OWN_WORDS, id="after-an-unknown-drug"
    ),
    pytest.param("Tremor resolved after lithium was stopped.", OWN_WORDS, id="after-it-stopped"),
    pytest.param(
        "Tremor appeared after lithium was started.", "tremor occurs after lithium", id="started"
    ),
    pytest.param(
        "Use of statins was associated with a lower risk of stroke.",
        "statin associated with lower risk of stroke",
        id="lower-risk-is-no-association",
    ),
    pytest.param("It is unlikely that vancomycin caused the rash.", OWN_WORDS, id="unlikely"),
    pytest.param("Lithium is unlikely to cause fever.", OWN_WORDS, id="unlikely-to"),
    pytest.param("There is no evidence that statins cause dementia.", OWN_WORDS, id="no-evidence"),
    pytest.param("Gout is a common disease.", OWN_WORDS, id="common-disease"),
    pytest.param(
        "Pain-related anxiety reduced quality of life.",
        "Pain-related anxiety decreases quality of life",
        id="part-of-a-compound",
    ),
    pytest.param(
        "Surgery results in a complex immune response.",
        "surgery leads to immune response",
        id="immune-response-is-no-response",
    ),
    pytest.param(
        "Lithium, valproate and clozapine led to remission.", OWN_WORDS, id="drugs-together"
    ),
    pytest.param(
        "Venetoclax combined with azacitidine prolongs survival.", OWN_WORDS, id="combined-with"
    ),
    pytest.param(
        "Amiodarone may have caused some damage to the platelets.", OWN_WORDS, id="damage-to"
    ),
    pytest.param(
        "Zorblax pumps increase gribble torque.",
        "Zorblax pumps increases gribble torque",
        id="unknown-field",
    ),
    pytest.param(
        "The snorbs of the gribble were not affected by late zorblax.",
        "late zorblax affects snorbs of the gribble",
        id="unknown-passive",
    ),
    pytest.param("This increases gribble torque.", OWN_WORDS, id="this-is-no-name"),
    pytest.param("Patients reduce gribble torque.", OWN_WORDS, id="people-are-no-subject"),
    pytest.param("Zorblax reduces sharp or dull pain-like torque to some.", OWN_WORDS, id="half"),
    pytest.param(
        "A lower zorblax count follows use of gribbles.", OWN_WORDS, id="lower-is-no-verb"
    ),
    pytest.param("Zorblax pumps showed 3 gribbles.", OWN_WORDS, id="shows-says-little"),
    pytest.param(
        "Statins cause headache and were stopped in one.", "statin causes headache", id="first-half"
    ),
]


@pytest.mark.parametrize(("sentence", "expected"), READ)
def test_claim_texts(make, vocabulary, sentence, expected) -> None:
    (one,) = make([sentence]).statements
    (claim,) = gather_claims([one], vocabulary.concepts)
    assert claim.text == (expected or one.text)
    parts = (one.subject, one.relation, one.outcome)
    assert all(parts) if expected else parts == (None, None, None)


def test_a_denied_proposition_is_one_claim_and_own_words_are_never_denied(make) -> None:
    composed, plain = make(["Lithium did not improve mania.", "He was not pale."]).statements
    assert (composed.polarity, composed.denies) == ("negated", True)
    assert (plain.polarity, plain.denies) == ("negated", False)


def test_a_claim_in_its_own_words_is_about_what_it_names(make, vocabulary) -> None:
    made = make(["Clozapine and smoking were discussed at length."])
    (claim,) = gather_claims(made.statements, vocabulary.concepts)
    assert claim.concepts == ("clozapine",)


REFERS = [
    pytest.param(
        [
            "Thrombosis is common after splenectomy.",
            "Such complications may pose a risk of bleeding.",
        ],
        ("thrombosis", "carries risk of", "bleeding"),
        id="such-complications",
    ),
    pytest.param(
        ["Amiodarone prolongs life.", "This drug may cause hypotension."],
        ("amiodarone", "causes", "hypotension"),
        id="this-drug",
    ),
    pytest.param(
        ["Lithium was given with clozapine.", "Hence, the reaction had other causes."],
        (None, None, None),
        id="other-causes-inherit-nothing",
    ),
    pytest.param(
        ["Rash and fever are common.", "Such events may pose a risk of bleeding."],
        (None, None, None),
        id="two-effects-are-not-certain",
    ),
    pytest.param(
        ["Patients took metformin.", "They may develop nausea."], (None, None, None), id="they"
    ),
]


@pytest.mark.parametrize(("sentences", "expected"), REFERS)
def test_what_a_subject_refers_to(make, sentences, expected) -> None:
    *_, one = make(sentences).statements
    assert (one.subject, one.relation, one.outcome) == expected


SEVERAL = [
    pytest.param(
        "Metformin is associated with gout, severe obesity and fever.",
        ["metformin associated with gout", "metformin associated with obesity", "metformin associated with fever"],
        id="behind-the-verb",
    ),
    pytest.param(
        "Pancytopenia and infections were frequent after cyclophosphamide.",
        ["pancytopenia common after cyclophosphamide", "infection common after cyclophosphamide"],
        id="before-the-verb",
    ),
    pytest.param(
        "Lithium causes nausea, and fever is rare.", ["lithium causes nausea"], id="another-clause"
    ),
    pytest.param(
        "Lithium improves depression, reduces mortality, and may worsen gout.",
        ["lithium improves depression"],
        id="more-verbs",
    ),
    pytest.param(
        "Zorblax pumps cause rust and leaks.",
        ["Zorblax pumps causes rust", "Zorblax pumps causes leaks"],
        id="unknown-nouns",
    ),
    pytest.param(
        "Zorblax pumps cause wet or dry rust.",
        ["Zorblax pumps cause wet or dry rust."],
        id="adjectives",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "texts"), SEVERAL)
def test_every_outcome_of_a_list_makes_a_claim(make, vocabulary, sentence, texts) -> None:
    made = make([sentence]).statements
    assert [one.text for one in gather_claims(made, vocabulary.concepts)] == texts
    assert [statement_from_record(statement_record(one)) for one in made] == list(made)


def test_the_nearest_antecedent_is_inherited_alone(make) -> None:
    made = make(
        ["We report a man with myeloma who got CD19- and BCMA-specific CARTs."],
        ["CARTs targeting CD19 may have harmed B cells, but this effect does not explain anemia."],
    )
    *_, one = made.statements
    assert [found.text for found in one.inherited] == ["CARTs targeting CD19"]
    assert one.basis == "interpretation"


POPULATIONS = [
    pytest.param("He was discharged home on day 9.", None, id="narrative"),
    pytest.param("He received insulin.", None, id="treatment"),
    pytest.param("Nausea improved after lithium.", "bipolar disorder", id="own-outcome"),
    pytest.param("Lithium causes nausea.", None, id="general-truth"),
    pytest.param("Sedation has been reported.<sup>1</sup>", "bipolar disorder", id="left-out"),
    pytest.param("Smoking has been linked with gout.<sup>1</sup>", None, id="linked-with"),
    pytest.param("The incidence of pneumonia did not differ.", None, id="incidence-of"),
]


@pytest.mark.parametrize(("sentence", "population"), POPULATIONS)
def test_a_population_is_inherited_where_it_tells_something(make, sentence, population) -> None:
    made = make(
        ["We report a man with bipolar disorder who had nausea on day 3 of lithium.", sentence],
        title="Lithium in bipolar disorder",
    )
    assert made.statements[-1].population == population


TWO = [
    pytest.param(
        "Ferritin is possibly associated with mortality, but it has also been linked to"
        " fever.<sup>3,14</sup>",
        [("moderate", [3, 14]), ("none", [3, 14])],
        id="it-and-one-hedge",
    ),
    pytest.param(
        "Statins lower mortality, but they raise cost.<sup>3</sup>", [("none", [3])], id="no-hedge"
    ),
    pytest.param(
        "Statins may lower mortality, but cost is high.<sup>3</sup>",
        [("moderate", [3])],
        id="another-subject",
    ),
    pytest.param(
        "Statins may lower mortality,<sup>2</sup> but they have raised cost.<sup>3</sup>",
        [("moderate", [2]), ("none", [3])],
        id="own-pointers",
    ),
    pytest.param(
        "Fever persisted, so sepsis probably does not explain it.",
        [("none", []), ("moderate", [])],
        id="so-and-doubt",
    ),
    pytest.param("Fever persisted, so vancomycin was stopped.", [("none", [])], id="so-alone"),
]


@pytest.mark.parametrize(("sentence", "expected"), TWO)
def test_two_predicates_are_two_statements_where_doubt_differs(make, sentence, expected) -> None:
    found = make([sentence]).statements
    assert [(one.hedging, [line.reference for line in one.evidence]) for one in found] == expected
