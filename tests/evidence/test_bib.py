"""The bib command as a person uses it."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple

import pytest

from evidence.cli import main

RIS = "TY  - JOUR\nTI  - Growth of cells\nAU  - Doe, Jane\nJO  - J Tests\nPY  - 2001\nVL  - 1\nSP  - 2\nEP  - 3\nDO  - 10.5555/a\nER  - \n"
BIB = """@article{doe, title = {Growth of {Cells}}, author = {Doe, J. and others}, journal = {Journal of Tests},
  year = 2001, volume = 1, pages = {2--3}}
@book{roe, title = {A Book}, author = {Roe, Richard}, publisher = {P}, year = 1999, abstract = {Long}, keywords = {a, b}}
"""


class Run(NamedTuple):
    """Exit code, stdout and stderr of one command."""

    code: int
    out: str
    err: str


Runner = Callable[..., Run]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "a.ris").write_text(RIS)
    (tmp_path / "b.bib").write_text(BIB)
    (tmp_path / "list.txt").write_text("10.5555/a\n10.5555/b\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Runner:
    def call(*arguments: str, command: str = "bib") -> Run:
        with pytest.raises(SystemExit) as ended:
            main([command, *arguments])
        out, err = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Run(ended.value.code, out, err)

    return call


def test_files_of_two_formats_become_one_of_a_third(folder: Path, run: Runner) -> None:
    done = run("a.ris", "b.bib", "-o", "all.json")
    assert done.code == 0
    items = json.loads((folder / "all.json").read_text())
    assert [item["id"] for item in items] == ["doe2001growth", "doe", "roe"]
    assert "a.ris: 1 entry\nb.bib: 2 entries\n" in done.err


def test_stdin_in_and_text_out(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(RIS.encode())))
    done = run("-")
    assert (done.code, done.out) == (
        0,
        "1. Doe J. Growth of cells. J Tests. 2001;1:2-3. doi:10.5555/a.\n",
    )


def test_the_losses_are_told_in_short_and_written_in_full(folder: Path, run: Runner) -> None:
    (folder / "u.bib").write_text(
        "@book{roe, title={A Book}, series={S}, url={https://example.org}}"
    )
    done = run("u.bib", "-o", "u.nbib", "--losses", "lost.jsonl")
    lost = [json.loads(line) for line in (folder / "lost.jsonl").read_text().splitlines()]
    assert [(one["key"], one["variable"], one["kind"], one["before"]) for one in lost] == [
        ("roe", "collection-title", "lost", "S"),
        ("roe", "URL", "lost", "https://example.org"),
    ]
    assert "nbib cannot hold all of the one entry: 1 collection-title lost, 1 URL lost" in done.err


def test_what_cannot_be_read_is_named_kept_and_told_by_the_exit_code(
    folder: Path, run: Runner
) -> None:
    (folder / "bad.bib").write_text("@article{x}\n" + BIB)
    done = run("bad.bib", "-o", "out.bib", "--unread", "rest.bib")
    assert done.code == 2
    assert "bad.bib:1: x: no field in the record" in done.err
    assert (folder / "rest.bib").read_text() == "@article{x}\n"
    assert (folder / "out.bib").read_text().count("@") == 2


NOTHING = [
    pytest.param("", [], "there is no text in it", id="empty"),
    pytest.param("nothing of a list\n", [], "no reference list in it", id="no-list"),
    pytest.param(BIB, ["--from", "ris"], "no record of ris in it", id="another-format"),
    pytest.param(
        "TY  - JOUR\nER  - \n", ["--from", "ris"], "no field in the record", id="ris-without-field"
    ),
    pytest.param(
        '[{"id": "a", "type": "book"}]',
        ["--from", "csl-json"],
        "no field in the record",
        id="csl-without-field",
    ),
    pytest.param("# none\n", ["--from", "ids"], "no DOI, PMID or PMCID in it", id="no-identifier"),
    pytest.param("\x00\x01\x02", [], "this is a binary file", id="binary"),
]


@pytest.mark.parametrize(("text", "options", "words"), NOTHING)
def test_a_file_with_nothing_in_it_says_so_and_nothing_is_written(
    folder: Path, run: Runner, text: str, options: list[str], words: str
) -> None:
    (folder / "none").write_text(text)
    done = run("none", "-o", "out.ris", *options)
    assert done.code == 2
    assert words in done.err.splitlines()[-1]
    assert not (folder / "out.ris").exists()
    assert run("none", "a.ris", "-o", "out.ris", *options).code == 2
    if not options:
        assert (folder / "out.ris").read_bytes().decode() == run("a.ris", "--format", "ris").out


def test_a_missing_file_costs_no_other(folder: Path, run: Runner) -> None:
    done = run("none.bib", "a.ris")
    assert done.code == 2
    assert "none.bib: no such file" in done.err
    assert "Growth of cells" in done.out


def test_duplicates_are_merged_with_the_reason_shown(folder: Path, run: Runner) -> None:
    done = run(
        "a.ris",
        "b.bib",
        "--dedupe",
        "--duplicates",
        "-",
        "-o",
        "one.bib",
        "--prisma",
        "p.json",
    )
    assert "one work: journal, volume, page and first author agree" in done.out
    assert "1 duplicate of 1 work, 0 pairs" in done.err
    assert (folder / "one.bib").read_text().count("@") == 2
    assert json.loads((folder / "p.json").read_text())["to_screen"] == 2


def test_a_decision_is_kept_for_the_next_run(folder: Path, run: Runner) -> None:
    first = run(
        "a.ris",
        "b.bib",
        "--dedupe",
        "--decisions",
        "d.jsonl",
        "--not-same",
        "doe2001growth",
        "doe",
    )
    assert first.out.count("Growth of") == 2
    kept = (folder / "d.jsonl").read_text()
    again = run("b.bib", "a.ris", "--dedupe", "--decisions", "d.jsonl")
    assert again.out.count("Growth of") == 2
    assert (folder / "d.jsonl").read_text() == kept
    assert json.loads(kept)["keys"] == ["doe2001growth", "doe"]


def test_where_each_work_is_cited(folder: Path, run: Runner) -> None:
    for name in ("one.md", "two.md"):
        (folder / name).write_text(
            "# A letter\n\n## References\n\n1. Other A. Not this. J Tests. 2000;3:4-5.\n2. Doe J. Growth of cells. J Tests. 2001;1:2-3.\n"
        )
    run("one.md", "two.md", "a.ris", "--dedupe", "--cited", "cited.tsv", "-o", "all.bib")
    rows = [line.split("\t") for line in (folder / "cited.tsv").read_text().splitlines()]
    assert rows[0] == ["key", "doi", "article", "number"]
    assert ["doe2001growth", "10.5555/a", "one#1", "2"] in rows
    assert ["doe2001growth", "10.5555/a", "two#1", "2"] in rows
    assert len(rows) == 5


def test_a_page_in_the_style_of_a_journal(folder: Path, run: Runner) -> None:
    done = run("a.ris", "b.bib", "--style", "lancet", "--format", "html")
    assert "<li>Doe J. Growth of cells. <i>J Tests</i> 2001; <b>1</b>: 2–3.</li>" in done.out


def test_keys_journals_and_ascii(folder: Path, run: Runner) -> None:
    (folder / "c.ris").write_text(
        "TY  - JOUR\nTI  - Über Zellen\nAU  - Müller, Ä\nJO  - N Engl J Med\nPY  - 2003\nER  - \n"
    )
    done = run(
        "c.ris",
        "--format",
        "bibtex",
        "--keys",
        "[auth:upper]_[year]",
        "--journals",
        "full",
        "--ascii",
    )
    assert done.out.isascii()
    assert done.out.startswith("@article{MULLER_2003,")
    assert "journal = {The New England Journal of Medicine}" in done.out


WRONG = [
    pytest.param(["b.bib", "--style", "ama", "-o", "x.ris"], "a style sets text, markdown or html, not ris", id="style-of-data"),
    pytest.param(["b.bib", "--style", "amma"], "did you mean ama?", id="style-typo"),
    pytest.param(["b.bib", "--not-same", "a", "b"], "--not-same needs --decisions", id="decision-without-file"),
    pytest.param(["b.bib", "--decisions", "d", "--not-same", "doe", "nobody"], "no entry has the key nobody", id="unknown-key"),
    pytest.param(["b.bib", "--keys", "[author]"], "there is no [author]", id="pattern"),
    pytest.param(["b.bib", "-o", "b.bib"], "b.bib is an input", id="onto-the-input"),
    pytest.param(["b.bib", "--only", "doi"], "go with --fix", id="only-without-fix"),
    pytest.param(["b.bib", "--fix", "--only", "pmid", "--offline"], "no field 'pmid'", id="fix-of-no-field"),
    pytest.param(["b.bib", "--fix", "--protect", "nobody", "--offline"], "no entry has the key nobody", id="protect-nobody"),
    pytest.param(["list.txt", "--fix", "--offline"], "list.txt is a list of identifiers, without fields", id="fix-of-a-list"),
    pytest.param(["b.bib", "--fix", "--style", "ama"], "--style does not go with --fix", id="fix-in-a-style"),
    pytest.param(["-", "--fix", "--in-place", "--offline"], "stdin is none", id="fix-of-stdin-in-place"),
    pytest.param(["b.bib", "--fix", "--in-place", "-o", "x.bib", "--offline"], "not both", id="two-places"),
    pytest.param(["b.bib", "--fix", "-o", "b.bib", "--offline"], "b.bib is an input", id="fix-onto-the-input"),
    pytest.param(["b.bib", "--fix", "-o", "no/x.bib", "--offline"], "there is no folder no", id="fix-into-no-folder"),
    pytest.param(["b.bib", "--undo", "a.ris"], "this is no change", id="undo-of-no-changes"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "words"), WRONG)
def test_wrong_usage_is_one_line_and_writes_nothing(
    folder: Path, run: Runner, arguments: list[str], words: str
) -> None:
    before = sorted(path.name for path in folder.iterdir())
    done = run(*arguments)
    assert done.code == 2
    assert words in done.err.splitlines()[-1]
    assert sorted(path.name for path in folder.iterdir()) == before
    assert (folder / "b.bib").read_text() == BIB


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from refs.sources.index import build_index

    folder = tmp_path_factory.mktemp("index")
    work = {
        "DOI": "10.5555/A", "type": "journal-article", "title": ["Growth of Cells"], "volume": "11", "page": "2-3",
        "author": [{"family": "Doe", "given": "Jane"}], "container-title": ["Journal of Tests"],
        "issued": {"date-parts": [[2001]]},
    }  # fmt: skip
    (folder / "works.jsonl").write_text(json.dumps(work) + "\n")
    build_index([folder / "works.jsonl"], folder / "index")
    return folder / "index"


def test_fix_shows_a_diff_writes_a_file_and_takes_it_back(
    folder: Path, index: Path, run: Runner
) -> None:
    sources = ["--index", str(index), "--offline"]
    shown = run("b.bib", "--fix", *sources)
    assert shown.code == 3  # the book is in no index
    assert "-  year = 2001, volume = 1, pages = {2--3}}" in shown.out
    assert "+  year = 2001, volume = 11, pages = {2--3}, doi = {10.5555/a}}" in shown.out
    assert run("b.bib", "--fix", "-o", "fixed.bib", *sources).out == ""
    fixed = (folder / "fixed.bib").read_text()
    assert fixed == BIB.replace(
        "volume = 1, pages = {2--3}", "volume = 11, pages = {2--3}, doi = {10.5555/a}"
    )
    back = run("fixed.bib", "--undo", "fixed.bib.changes.jsonl", "--in-place")
    assert back.code == 0
    assert (folder / "fixed.bib").read_text() == BIB
    run("b.bib", "--fix", "--in-place", "--only", "doi", *sources)
    assert (folder / "b.bib").read_text() == BIB.replace("{2--3}}", "{2--3}, doi = {10.5555/a}}")


def test_fix_is_done_once(folder: Path, index: Path, run: Runner) -> None:
    for _ in range(2):
        run("b.bib", "--fix", "--in-place", "--index", str(index), "--offline")
    assert (folder / "b.bib").read_text().count("doi = ") == 1
    assert len((folder / "b.bib.changes.jsonl").read_text().splitlines()) == 2


def test_a_list_of_dois_becomes_records_with_their_source(
    folder: Path, index: Path, run: Runner
) -> None:
    sources = ["--index", str(index), "--offline"]
    done = run("list.txt", "--format", "jsonl", *sources)
    first, second = map(json.loads, done.out.splitlines())
    assert (first["key"], first["csl"]["title"], first["csl"]["DOI"]) == (
        "10.5555/a", "Growth of Cells", "10.5555/a",
    )  # fmt: skip
    assert first["source"] == f"{index.name} 10.5555/a"
    assert second["csl"] == {"type": "document", "DOI": "10.5555/b"}
    assert done.code == 3
    assert f"1 looked up: {index.name}" in done.err
    assert "1 DOI stays bare: " in done.err.splitlines()[-1]


def test_what_is_not_bare_is_looked_up_nowhere(folder: Path, run: Runner) -> None:
    assert run("a.ris", "b.bib", "-o", "x.ris").code == 0  # no network is allowed in tests


def test_bare_pmids_say_what_to_do(folder: Path, run: Runner) -> None:
    (folder / "pmids.txt").write_text("31042825\n9500320\n")
    done = run("pmids.txt", "-o", "x.bib", "--offline")
    assert (done.code, done.err.splitlines()[-1]) == (
        0,
        "2 PMIDs stay bare: Crossref lists none; PubMed's download (NBIB) has the records",
    )


def test_check_reads_bibliographies_as_it_reads_letters(
    folder: Path, index: Path, run: Runner
) -> None:
    sources = ["--index", str(index), "--offline"]
    done = run("a.ris", "b.bib", *sources, "--format", "jsonl", command="check")
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert [(row["id"], row["verdict"]) for row in rows] == [
        ("a.ris#1", "corrected"), ("b.bib#1", "corrected"), ("b.bib#2", "unchecked"),
    ]  # fmt: skip
    assert [one["field"] for one in rows[0]["differences"]] == ["volume"]
    assert done.code == 3


@pytest.mark.parametrize(
    ("format_", "words"),
    [("ris", "DO  - 10.5555/a"), ("nbib", "AID - 10.5555/a [doi]"), ("biblatex", "journaltitle =")],
)
def test_a_work_looked_up_in_any_format(index: Path, run: Runner, format_: str, words: str) -> None:
    sources = ["--index", str(index), "--offline"]
    done = run("10.5555/a", "--format", format_, *sources, command="lookup")
    assert (done.code, words in done.out) == (0, True)
