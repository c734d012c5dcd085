"""Two invented letters that cite real works, as the steps before the graph would hand them on."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from evidence.model import (
    Claim,
    Concept,
    Context,
    Cue,
    EvidenceLine,
    Inherited,
    Pointer,
    Sentence,
    Statement,
)
from refs.model import (
    Article,
    Candidate,
    Checked,
    Difference,
    Field,
    FieldEvidence,
    Name,
    Notice,
    Reference,
    SourceReport,
    Span,
    Work,
)

ASKED = SourceReport("crossref", "answered", True, asked="2026-11-20T10:00:00Z")
SILENT = SourceReport("crossref", "unavailable", True, detail="HTTP 503 three times")

RAJE = Work(
    "10.1056/nejmoa1817226",
    "journal-article",
    "Anti-BCMA CAR T-Cell Therapy bb2121 in Relapsed or Refractory Multiple Myeloma",
    authors=(Name("Raje", "Noopur"), Name("Berdeja", "Jesus")),
    container_title=("New England Journal of Medicine", "N Engl J Med"),
    volume="380",
    issue="18",
    page="1726-1737",
    issued="2019-05-02",
    years=(2019,),
    source="crossref",
)
FRIED = Work(
    "10.1038/s41409-019-0487-3",
    "journal-article",
    "Early and late hematologic toxicity following CD19 CAR-T cells",
    authors=(Name("Fried", "Shalev"),),
    container_title=("Bone Marrow Transplantation",),
    volume="54",
    issue="10",
    page="1643-1650",
    issued="2019-02-26",
    years=(2019,),
    source="crossref",
)
COHEN = Work(
    "10.1172/jci126397",
    "journal-article",
    "B cell maturation antigen–specific CAR T cells are clinically active in multiple myeloma",
    authors=(Name("Cohen", "Adam D."),),
    container_title=("Journal of Clinical Investigation",),
    volume="129",
    issue="6",
    page="2210-2221",
    issued="2019-04",
    years=(2019,),
    source="crossref",
)
WAKEFIELD = Work(
    "10.1016/s0140-6736(97)11096-0",
    "journal-article",
    "RETRACTED: Ileal-lymphoid-nodular hyperplasia",
    authors=(Name("Wakefield", "AJ"),),
    container_title=("The Lancet",),
    volume="351",
    page="637-641",
    issued="1998-02",
    years=(1998,),
    notices=(Notice("retraction", "10.1016/s0140-6736(10)60175-4", "2010-02-06", "publisher"),),
    source="crossref",
)


@dataclass(frozen=True, slots=True)
class Letters:
    """The arguments of ``build_graph`` and ``render_report``."""

    articles: tuple[Article, ...]
    checked: tuple[Checked, ...]
    contexts: tuple[Context, ...]
    statements: tuple[Statement, ...]
    claims: tuple[Claim, ...]
    concepts: dict[str, Concept]


def reference(article: str, number: int, raw: str, **printed: str) -> Reference:
    fields = {
        name: Field(text, raw.find(text), raw.find(text) + len(text), "test", 0.9)
        for name, text in ((name.replace("_", "-"), text) for name, text in printed.items())
    }
    return Reference(f"{article}#{number}", article, number, raw, (Span(900, 950),), fields=fields)


def context(article: str, at: int, text: str, *pointers: tuple[str, tuple[int, ...]]) -> Context:
    found = tuple(
        Pointer(at + text.find(marker), at + text.find(marker) + len(marker), marker, numbers)
        for marker, numbers in pointers
    )
    return Context(article, Sentence(text, (Span(at, at + len(text)),), 0, 0), found)


@pytest.fixture(scope="session")
def letters() -> Letters:
    one, two = "10.9999/invented.1", "second.md#1"
    articles = (
        Article(
            one,
            "first.md",
            "complete",
            0,
            1000,
            doi=one,
            title="Long cytopenia in an invented patient",
            authors=(Name("Doe", "Jane"), Name(literal="The Example Group")),
            received="2019-11-02",
            accepted="2019-12-03",
        ),
        Article(two, "second.md", "tail", 0, 400, authors=(Name("Roe", "Richard"),)),
    )
    checked = (
        Checked(
            reference(
                one,
                1,
                "1. Raje N, Berdeja J. Anti-BCMA CAR T-cell therapy. NEJM. 2018;380:1726-37.",
                author="Raje N, Berdeja J",
                title="Anti-BCMA CAR T-cell therapy",
                date="2018",
                volume="380",
                pages="1726-37",
            ),
            "corrected",
            "the work is certain, the year differs",
            work=RAJE,
            score=0.98,
            candidates=(
                Candidate(
                    RAJE,
                    0.98,
                    (
                        FieldEvidence("title", "agree", 0.93, "Anti-BCMA CAR …", RAJE.title),
                        FieldEvidence("date", "differ", 0.0, "2018", "2019"),
                        FieldEvidence("issue", "absent", None, None, "18"),
                    ),
                ),
                Candidate(COHEN, 0.02),
            ),
            differences=(Difference("date", "2018", "2019"),),
            sources=(ASKED,),
        ),
        Checked(
            reference(one, 2, "2. Fried S. Early and late hematologic toxicity. BMT 2019;54:1643."),
            "verified",
            "title, author, volume and page agree",
            work=FRIED,
            score=0.99,
            sources=(ASKED,),
        ),
        Checked(
            reference(one, 3, "3. Cohen AD. B cell maturation antigen. J Clin Invest 2019;129."),
            "verified",
            "title, author and volume agree",
            work=COHEN,
            score=0.97,
            sources=(ASKED,),
        ),
        Checked(
            reference(one, 4, "4. Smith A. <script>alert(1)</script> & a book. Oxford; 1999."),
            "out-of-scope",
            "a book that no source lists",
            sources=(ASKED,),
        ),
        Checked(
            reference(two, 1, "Raje N, et al. N Engl J Med. 2019;380:1726."),
            "verified",
            "author, volume and page agree",
            work=RAJE,
            score=0.96,
            sources=(ASKED,),
        ),
        Checked(
            reference(two, 2, "Wakefield AJ. Lancet 1998;351:637-41."),
            "verified",
            "author, volume and page agree",
            work=WAKEFIELD,
            score=0.96,
            notices=WAKEFIELD.notices,
            sources=(ASKED,),
        ),
        Checked(
            reference(two, 3, "Nobody Q. Unasked. J Silent 2020;1:1."),
            "unchecked",
            "crossref did not answer",
            sources=(SILENT,),
        ),
    )
    said = (
        "Prolonged cytopenia was seen after BCMA CAR-T.<sup>1,2</sup>",
        "Our patient had prolonged cytopenia after BCMA CAR-T.",
        "Responses to BCMA CAR-T may be deep.<sup>3</sup>",
        "Others found no prolonged cytopenia after BCMA CAR-T (1-3), (1).",
        "It is prolonged after BCMA CAR-T.<sup>1</sup>",
    )
    contexts = (
        context(one, 100, said[0], ("<sup>1,2</sup>", (1, 2))),
        context(one, 300, said[2], ("<sup>3</sup>", (3,))),
        context(two, 50, said[3], ("(1-3)", (1, 2, 3)), ("(1)", (1,))),
        context(one, 400, said[4], ("<sup>1</sup>", (1,))),
    )
    cytopenia = {
        "subject": "BCMA CAR-T",
        "relation": "causes",
        "outcome": "prolonged cytopenia",
        "concepts": ("bcma-car-t", "prolonged-cytopenia"),
    }
    statements = (
        Statement(
            "s1",
            "c1",
            one,
            (Span(100, 100 + len(said[0])),),
            said[0],
            "Prolonged cytopenia was seen after BCMA CAR-T.",
            "cited",
            "affirmed",
            "none",
            **cytopenia,
            evidence=(
                EvidenceLine(1, one, RAJE.doi, "supports", "direct", "same target"),
                EvidenceLine(2, one, FRIED.doi, "supports", "indirect", "target is CD19"),
            ),
            status="accepted",
        ),
        Statement(
            "s2",
            "c1",
            one,
            (Span(200, 200 + len(said[1])),),
            said[1],
            said[1],
            "own-data",
            "affirmed",
            "none",
            **cytopenia,
            inherited=(Inherited("population", "our patient", 10, 21, "paragraph"),),
        ),
        Statement(
            "s3",
            "c2",
            one,
            (Span(300, 300 + len(said[2])),),
            said[2],
            "Responses to BCMA CAR-T may be deep.",
            "cited",
            "affirmed",
            "low",
            hedge_cues=(Cue("may", 326, 329),),
            subject="BCMA CAR-T",
            outcome="response",
            concepts=("bcma-car-t", "response"),
            evidence=(EvidenceLine(3, one, COHEN.doi, "supports", "direct", "same target"),),
        ),
        Statement(
            "s4",
            "c1",
            two,
            (Span(50, 50 + len(said[3])),),
            said[3],
            "Others found no prolonged cytopenia after BCMA CAR-T.",
            "cited",
            "negated",
            "none",
            **cytopenia,
            evidence=(
                EvidenceLine(1, two, RAJE.doi, "opposes", "direct", "said to deny it"),
                EvidenceLine(2, two, WAKEFIELD.doi, "supports", "context", "other topic"),
                EvidenceLine(3, two, None, "opposes", "not-determined", "work unknown"),
            ),
        ),
        Statement(
            "s5",
            "c1",
            one,
            (Span(400, 400 + len(said[4])),),
            said[4],
            "It is prolonged after BCMA CAR-T.",
            "cited",
            "affirmed",
            "none",
            **cytopenia,
            evidence=(EvidenceLine(1, one, RAJE.doi, "supports", "context", "pronoun"),),
        ),
        Statement(
            "s6",
            "c2",
            one,
            (Span(500, 520),),
            "Nothing of the sort.",
            "Nothing of the sort.",
            "own-data",
            "affirmed",
            "none",
            status="rejected",
        ),
    )
    claims = (
        Claim(
            "c1",
            "prolonged cytopenia after BCMA CAR-T",
            "BCMA CAR-T",
            "causes",
            "prolonged cytopenia",
            None,
            ("bcma-car-t", "prolonged-cytopenia"),
            ("s1", "s2", "s4", "s5"),
        ),
        Claim(
            "c2",
            "responses to BCMA CAR-T are deep",
            "BCMA CAR-T",
            None,
            "response",
            None,
            ("bcma-car-t", "response"),
            ("s3", "s6"),
        ),
    )
    concepts = {
        "bcma-car-t": Concept("bcma-car-t", "BCMA CAR-T", "therapy", broader=("car-t",)),
        "car-t": Concept("car-t", "CAR-T", "therapy", ("CART",)),
        "prolonged-cytopenia": Concept("prolonged-cytopenia", "prolonged cytopenia", "toxicity"),
    }
    return Letters(articles, checked, contexts, statements, claims, concepts)
