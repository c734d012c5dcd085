"""graph, report, table: what they write and where, and how they refuse."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import networkx as nx
import openpyxl
import pytest

from evidence.cli import main
from evidence.cli.graphing import WRITERS, write_graph
from evidence.export import readback


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built") / "demo"
    with pytest.raises(SystemExit) as ended:
        main(["demo", "-o", str(folder), "--quiet"])
    assert ended.value.code == 0
    return folder


@pytest.fixture
def run(capsys):
    def call(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return call


@pytest.mark.parametrize("format_", [name for name in WRITERS if name != "html"])
@pytest.mark.parametrize("view", ["evidence", "full", "citations"])
def test_a_file_holds_the_whole_graph(run, built, tmp_path, format_, view):
    code, _, err = run("graph", built, "-o", tmp_path / f"g.{format_}", "--view", view, "--check")
    assert code == 0
    assert "counts and attributes agree" in err


@pytest.mark.parametrize("format_", [name for name in WRITERS if name != "html"])
def test_a_text_of_megabytes_is_written_and_read_back(tmp_path, format_):
    graph = nx.MultiDiGraph()
    text = 'a <long> text, "quoted" & more\n' * 70_000
    for name in "ab":
        graph.add_node(name, id=name, label=name, kind="claim", status="proposed", quote=text)
    graph.add_edge("a", "b", "k", id="e", kind="k", status="proposed", quotes=text)
    path = tmp_path / f"g.{format_}"
    write_graph(graph, path, format_)
    assert readback.missing(graph, path, format_) == []


@pytest.mark.parametrize("format_", [name for name in WRITERS if name != "html"])
def test_what_is_lost_is_found(built, tmp_path, format_):
    graph = nx.MultiDiGraph()
    for name in "ab":
        graph.add_node(name, id=name, label=name, kind="claim", quote="lost, if gone")
    graph.add_edge("a", "b", "k", id="e", kind="k", status="proposed")
    path = tmp_path / f"g.{format_}"
    write_graph(graph, path, format_)
    assert readback.missing(graph, path, format_) == []
    for one in tmp_path.iterdir():
        one.write_text(one.read_text().replace("lost, if gone", "else", 1))
    assert "quote" in readback.missing(graph, path, format_)[0]
    write_graph(graph, path, format_)
    graph.add_node("c", label="c")
    assert "fewer nodes" in readback.missing(graph, path, format_)[0]


def test_stdout_gets_the_graph(run, built):
    code, out, err = run("graph", built, "-o", "-", "--format", "json")
    assert (code, err) == (0, "")
    assert len(json.loads(out)["nodes"]) > 10


def test_a_reader_that_leaves_is_no_error(built):
    done = subprocess.run(
        f"{sys.executable} -c 'from evidence.cli import main; main()' graph {built} --view full | head -1;"
        " exit ${PIPESTATUS[0]}",
        shell=True, executable="/bin/bash", capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.stdout.startswith("<?xml")
    assert (done.returncode, done.stderr) == (0, "")


def test_csv_is_two_files(run, built, tmp_path):
    assert run("graph", built, "-o", tmp_path / "g.csv")[0] == 0
    assert {path.name for path in tmp_path.iterdir()} == {"g-nodes.csv", "g-edges.csv"}
    with (tmp_path / "g-edges.csv").open(newline="") as file:
        assert next(csv.reader(file))[:4] == ["Source", "Target", "Type", "Kind"]


REFUSED = [
    pytest.param(["-o", "g.xyz"], "no format for this suffix", id="suffix"),
    pytest.param(["-o", "g"], "no format for this suffix", id="no-suffix"),
    pytest.param(["--format", "csv"], "two files", id="csv-to-stdout"),
    pytest.param(["--check"], "name one by -o", id="check-of-stdout"),
    pytest.param(["-o", "g.html", "--check"], "does not read pages", id="check-of-a-page"),
    pytest.param(["--since", "spring"], "no date", id="no-date"),
    pytest.param(["--since", "2018-13"], "no date", id="no-such-month"),
    pytest.param(["--claim", "unheard of"], "no node passes", id="nothing-left"),
    pytest.param(["--kind", "clam"], "clam", id="typo"),
    pytest.param(["-o", "no/such/folder/g.gexf"], "No such file", id="no-folder"),
]


@pytest.mark.parametrize(("options", "said"), REFUSED)
def test_refusals_are_one_line(run, built, tmp_path, monkeypatch, options, said):
    monkeypatch.chdir(tmp_path)
    code, out, err = run("graph", built, *options)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["graph", "report", "table"])
@pytest.mark.parametrize("name", ["claims.jsonl", "decisions.jsonl"])
def test_a_build_is_not_written_over(run, built, command, name):
    (built / "decisions.jsonl").touch()
    before = (built / name).read_bytes()
    format_ = "json" if command == "graph" else "html"
    code, _, err = run(command, built, "-o", built / name, "--format", format_)
    assert code == 2
    assert "is an input" in err
    assert (built / name).read_bytes() == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("command", [["graph"], ["table"], ["report"]])
def test_a_full_disk_is_one_line(built, command, unbuffered):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", "from evidence.cli import main; main()", *command, str(built)],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )  # fmt: skip
    assert done.returncode == 2
    assert "No space left" in done.stderr
    assert done.stderr.count("\n") == 1


def test_filters_narrow_the_graph(run, built):
    def nodes(*options):
        return len(json.loads(run("graph", built, "--format", "json", *options)[1])["nodes"])

    whole = nodes()
    assert 1 < nodes("--claim", "cytopenia") < whole
    assert 1 < nodes("--kind", "claim", "--kind", "work") < whole
    assert 1 < nodes("--since", "2018") < whole


def test_reports_and_tables_come_by_suffix(run, built, tmp_path):
    for name in ("r.html", "r.md"):
        assert run("report", built, "-o", tmp_path / name)[0] == 0
    for name in ("t.csv", "t.md", "t.html", "t.xlsx"):
        assert run("table", built, "-o", tmp_path / name)[0] == 0
    assert (tmp_path / "r.html").read_text().startswith("<!doctype html>")
    assert (tmp_path / "r.md").read_text().startswith("# ")
    rows = openpyxl.load_workbook(tmp_path / "t.xlsx").active.max_row
    with (tmp_path / "t.csv").open(newline="") as file:
        assert rows == len(list(csv.reader(file))) > 5
    assert (tmp_path / "t.xlsx").read_bytes() == (built / "evidence-table.xlsx").read_bytes()


def test_a_workbook_is_not_for_a_terminal(run, built):
    code, out, err = run("table", built, "--format", "xlsx")
    assert (code, out) == (2, "")
    assert "name a file" in err


def test_the_report_in_markdown_says_what_the_page_says(built):
    text = (built / "report.md").read_text()
    for heading in (
        "## What matters",
        "## Claims and their evidence",
        "## References",
        "## Limits",
    ):
        assert heading in text
    assert "An invented example" in text
    assert not re.search(r"\w·\S|\S·\w|\],\S|\*·", text)
    assert (files("evidence") / "templates" / "report.md").is_file()
