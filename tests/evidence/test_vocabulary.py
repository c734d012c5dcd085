"""The built-in vocabulary: what must be two concepts, what must be one, and that it is sound."""

from __future__ import annotations

from collections import defaultdict

import pytest

from evidence.concepts import LONGEST_TERM, find_concepts, load_concepts, words

VOCABULARY = load_concepts()

# Two drugs, diseases or procedures of one class, or a thing and a kind of it: never one concept.
DIFFERENT = """
naltrexone / buprenorphine
methadone / buprenorphine
letrozole / tamoxifen
anastrozole / letrozole
idarucizumab / andexanet alfa
prothrombin complex concentrate / andexanet alfa
flecainide / amiodarone
infliximab / adalimumab
etanercept / infliximab
rifampicin / isoniazid
azacitidine / decitabine
doxorubicin / daunorubicin
cisplatin / carboplatin
oxaliplatin / carboplatin
paclitaxel / docetaxel
capecitabine / fluorouracil
norepinephrine / vasopressor
vasopressin / norepinephrine
ustekinumab / vedolizumab
secukinumab / ustekinumab
omalizumab / mepolizumab
benralizumab / mepolizumab
tofacitinib / baricitinib
ruxolitinib / JAK inhibitor
psilocybin / MDMA
psilocybin / LSD
levodopa / dopamine agonist
levodopa / carbidopa
nusinersen / risdiplam
onasemnogene abeparvovec / nusinersen
lecanemab / aducanumab
osimertinib / erlotinib
ibrutinib / acalabrutinib
cyclosporine / tacrolimus
mycophenolate / azathioprine
eculizumab / ravulizumab
filgrastim / pegfilgrastim
eltrombopag / romiplostim
tocilizumab / sarilumab
atezolizumab / durvalumab
trastuzumab / trastuzumab deruxtecan
enzalutamide / abiraterone
allopurinol / febuxostat
hydroxychloroquine / chloroquine
esketamine / ketamine
warfarin / acenocoumarol
enoxaparin / unfractionated heparin
furosemide / torsemide
salbutamol / tiotropium
intravenous immunoglobulin / immunoglobulin replacement
teriparatide / romosozumab
doxycycline / minocycline
deferasirox / deferoxamine
melanoma / uveal melanoma
non-small-cell lung cancer / small-cell lung cancer
gastric cancer / esophageal cancer
cervical cancer / endometrial cancer
colon cancer / rectal cancer
glioblastoma / glioma
ulcerative colitis / Crohn disease
psoriasis / psoriatic arthritis
giant cell arteritis / Kawasaki disease
membranous nephropathy / IgA nephropathy
generalized anxiety disorder / panic disorder
opioid use disorder / alcohol use disorder
anorexia nervosa / bulimia nervosa
atrial fibrillation / atrial flutter
ventricular tachycardia / ventricular fibrillation
intracerebral hemorrhage / subarachnoid hemorrhage
hemophilia A / hemophilia B
cytokine release syndrome / cytokine storm
neurotoxicity / ICANS
Stevens-Johnson syndrome / toxic epidermal necrolysis
suicide / suicidal ideation
lactic acidosis / metabolic acidosis
preeclampsia / eclampsia
dementia / cognitive impairment
FLT3 / FLT3-ITD
progression-free survival / event-free survival
mortality / case fatality
platelet count / platelet recovery
length of stay / readmission
hysterectomy / cesarean section
thyroidectomy / parathyroidectomy
mastectomy / lumpectomy
colonoscopy / ERCP
hemodialysis / peritoneal dialysis
mechanical ventilation / oxygen therapy
propofol / anesthesia
gastric bypass / sleeve gastrectomy
neonates / adolescents
"""
SAME = """
paracetamol / acetaminophen
rifampin / rifampicin
noradrenaline / norepinephrine
adrenaline / epinephrine
ciclosporin / cyclosporine
albuterol / salbutamol
aciclovir / acyclovir
hydroxycarbamide / hydroxyurea
acetylsalicylic acid / aspirin
valproic acid / sodium valproate
tisagenlecleucel / Kymriah
ide-cel / idecabtagene vicleucel
cilta-cel / ciltacabtagene autoleucel
mycophenolate mofetil / mycophenolate
zoledronate / zoledronic acid
alendronic acid / alendronate
co-trimoxazole / trimethoprim-sulfamethoxazole
5-fluorouracil / fluorouracil
azacytidine / azacitidine
FK506 / tacrolimus
rapamycin / sirolimus
oestradiol / estradiol
MTX / methotrexate
ATG / antithymocyte globulin
IVIG / intravenous immunoglobulin
anti-TNF / TNF inhibitor
SSRIs / selective serotonin reuptake inhibitors
ACE inhibitors / angiotensin-converting enzyme inhibitor
SGLT2 inhibitors / sodium-glucose cotransporter 2 inhibitor
LMWH / low-molecular-weight heparin
tPA / tissue plasminogen activator
AML / acute myelogenous leukaemia
MM / multiple myeloma
DLBCL / diffuse large B cell lymphoma
NSCLC / non-small cell lung cancer
MDS / myelodysplastic syndromes
Parkinson's disease / Parkinson disease
Hodgkin's lymphoma / Hodgkin lymphoma
HFrEF / heart failure with reduced ejection fraction
STEMI / ST-elevation myocardial infarction
COPD / chronic obstructive pulmonary disease
OCD / obsessive-compulsive disorder
PTSD / posttraumatic stress disorder
OUD / opioid use disorder
CRS / cytokine release syndrome
haemorrhage / bleeding
diarrhoea / diarrhea
anaemia / anemia
BNP / B-type natriuretic peptide
ECMO / extracorporeal membrane oxygenation
TAVI / transcatheter aortic valve replacement
ECT / electroconvulsive therapy
caesarean section / cesarean delivery
CBT / cognitive behavioural therapy
OS / overall survival
"""


def _pairs(table: str) -> list[tuple[str, str]]:
    return [
        (one, other) for one, _, other in (row.partition(" / ") for row in table.split("\n")[1:-1])
    ]


def _concept(term: str) -> str:
    """The one concept that the whole of a term names."""
    (mention,) = find_concepts(term, VOCABULARY)
    assert mention.text == term
    return mention.concept_id


@pytest.mark.parametrize(("one", "other"), _pairs(DIFFERENT))
def test_different_things_are_different_concepts(one: str, other: str) -> None:
    assert _concept(one) != _concept(other)


@pytest.mark.parametrize(("one", "other"), _pairs(SAME))
def test_two_names_of_one_thing_are_one_concept(one: str, other: str) -> None:
    assert _concept(one) == _concept(other)


SIBLINGS = """
naltrexone / buprenorphine / medication-for-opioid-use-disorder
letrozole / tamoxifen / endocrine-therapy
idarucizumab / andexanet alfa / anticoagulant-reversal-agent
flecainide / amiodarone / antiarrhythmic-drug
infliximab / adalimumab / tnf-inhibitor
cisplatin / carboplatin / platinum-based-chemotherapy
MDMA / LSD / psychedelic
ibrutinib / acalabrutinib / btk-inhibitor
cyclosporine / tacrolimus / calcineurin-inhibitor
"""


@pytest.mark.parametrize("row", SIBLINGS.split("\n")[1:-1])
def test_drugs_of_one_class_share_it_and_are_not_related(row: str) -> None:
    one, other, shared = row.split(" / ")
    assert shared in VOCABULARY.lineage(_concept(one)) & VOCABULARY.lineage(_concept(other))
    assert not VOCABULARY.related(_concept(one), _concept(other))


def test_no_term_belongs_to_two_concepts() -> None:
    owners: defaultdict[tuple[str, ...], set[tuple[str, str]]] = defaultdict(set)
    for concept in VOCABULARY.concepts.values():
        for term in (concept.label, *concept.synonyms):
            owners[tuple(words(term))].add((concept.id, term))
    twice = {key: own for key, own in owners.items() if len({one for one, _ in own}) > 1}
    # Case alone tells these two.
    assert set(twice) <= {("egfr",)}
    assert all(key and len(key) <= LONGEST_TERM for key in owners)


def test_every_broader_id_is_a_concept_and_none_leads_back() -> None:
    known = VOCABULARY.concepts
    assert [c.id for c in known.values() if not set(c.broader) <= set(known)] == []
    circles = [c.id for c in known.values() for up in c.broader if c.id in VOCABULARY.lineage(up)]
    assert circles == []
