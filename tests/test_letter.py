"""The real page of letters, end to end, as the command does it. Needs the shared data."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

pytestmark = pytest.mark.shared

CITEWEAVE = str(Path(sys.executable).with_name("citeweave"))
WHOLE = "10.1002/ajh.25664"
QUESTION = "prolonged cytopenia after BCMA CAR-T"
# What the letter cites, sentence by sentence, read by eye.
CITED = [[1], [2, 3], [4, 5, 6, 7, 8, 9], [1], [10], [11], [12], [13], [3, 14, 15], [2, 7], [12]]


def citeweave(*arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [CITEWEAVE, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == code, done.stderr
    return done


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    folder = tmp_path_factory.mktemp("letter") / "IDX"
    citeweave("index", "build", shared / "data" / "crossref" / "letter-works.jsonl", "-o", folder)
    return folder


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, shared: Path, index: Path) -> Path:
    folder = tmp_path_factory.mktemp("letter") / "OUT"
    page = shared / "data" / "letters" / "ajh-25664.md"
    done = citeweave("build", page, "-o", folder, "--index", index, "--offline", code=3)
    assert "3 of 18 references unchecked" in done.stderr
    return folder


def records(out: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def page(shared: Path) -> str:
    return (shared / "data" / "letters" / "ajh-25664.md").read_bytes().decode()


def test_the_page_holds_three_articles(out: Path) -> None:
    articles = records(out, "articles.jsonl")
    assert [(one["part"], one.get("doi")) for one in articles] == [
        ("tail", None),
        ("complete", WHOLE),
        ("head", "10.1002/ajh.25668"),
    ]
    whole = articles[1]
    assert whole["title"].startswith("Successful treatment of marrow failure")
    assert (whole["received"], whole["revised"], whole["accepted"]) == (
        "2019-08-29",
        "2019-10-10",
        "2019-10-16",
    )
    assert [name["family"] for name in whole["authors"]][:3] == ["Yan", "Shang", "Shi"]
    assert len(whole["authors"]) == 14


def test_all_references_have_all_their_fields(out: Path, page: str) -> None:
    references = records(out, "references.jsonl")
    assert [one["number"] for one in references] == [4, 5, 6, *range(1, 16)]
    for one in references:
        assert page[one["start"] : one["end"]] == one["raw"]
        assert {"author", "title", "container-title", "date", "volume", "pages"} <= set(
            one["fields"]
        )
    pages = {one["id"]: one["fields"]["pages"] for one in references}
    assert pages[f"{WHOLE}#ref3"] == "355ra116"
    assert pages[f"{WHOLE}#ref10"] == "e538-e548"
    eleven = next(one for one in references if one["id"] == f"{WHOLE}#ref11")
    assert (eleven["fields"]["issue"], eleven["fields"]["pages"]) == ("Suppl 1", "506")


def test_three_references_stay_unchecked_and_none_is_forced(out: Path) -> None:
    references = records(out, "references.jsonl")
    assert Counter(one["verdict"] for one in references) == {"verified": 15, "unchecked": 3}
    unchecked = [one["id"] for one in references if one["verdict"] == "unchecked"]
    assert unchecked == ["ajh-25664#1#ref5", "ajh-25664#1#ref6", f"{WHOLE}#ref11"]


def test_every_citing_sentence_is_there(out: Path, page: str) -> None:
    contexts = records(out, "contexts.jsonl")
    assert [one["reference_numbers"] for one in contexts] == CITED
    assert {one["article"] for one in contexts} == {WHOLE}
    for one in contexts:
        for mark in one["marker_spans"]:
            assert page[mark["start"] : mark["end"]] == mark["text"]


def test_statements_stand_in_the_page(out: Path, page: str) -> None:
    statements = records(out, "claims.jsonl")
    assert {one["basis"] for one in statements} == {
        "cited",
        "own-data",
        "interpretation",
        "uncited",
    }
    for one in statements:
        quote = "".join(page[start:end] for start, end in one["pieces"])
        assert "".join(quote.split()) == "".join(one["quote"].split())
        for part in (*one["hedge_cues"], *one["inherited"]):
            assert page[part["start"] : part["end"]] == part["text"]


def test_the_question_finds_the_sentence_the_works_and_the_reasons(out: Path) -> None:
    hits = [
        json.loads(line)
        for line in citeweave("ask", QUESTION, out, "--format", "jsonl").stdout.splitlines()
    ]
    first = hits[0]
    assert first["statement"]["quote"].startswith(
        "Prolonged cytopenias have been previously reported"
    )
    assert {(one["reference"], one["directness"]) for one in first["works"]} == {
        (7, "direct"),
        (2, "indirect"),
    }
    assert first["statement"]["inherited"]
    assert all(hit["reasons"] for hit in hits)
    # The trials that are cited for the response alone bear on nothing here.
    assert not {4, 5, 6} & {one["reference"] for hit in hits for one in hit["works"]}


def test_the_graph_and_the_bibliography_can_be_read(out: Path) -> None:
    import bibtexparser

    graph = nx.read_gexf(out / "evidence.gexf")
    assert graph.is_multigraph()
    assert {"article", "claim", "work"} <= {data["kind"] for _, data in graph.nodes(data=True)}
    library = bibtexparser.parse_file(str(out / "bibliography.bib"))
    assert not library.failed_blocks
    assert len(library.entries) == 18


def test_lookup_knows_both_ways(index: Path) -> None:
    june = (
        "June CH, Sadelain M. Chimeric antigen receptor therapy. N Engl J Med. 2018;379(1):64-73."
    )
    doi = citeweave("lookup", june, "--index", index, "--offline").stdout.strip()
    assert doi == "10.1056/nejmra1706169"
    assert (
        "Chimeric antigen receptor therapy"
        in citeweave("lookup", doi, "--index", index, "--offline").stdout
    )
