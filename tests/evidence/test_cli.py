"""The command as a person uses it: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import click
import pytest
import responses
from click.testing import CliRunner

from evidence.cli import main
from evidence.cli.console import cli

DEMO = Path(str(files("evidence") / "data" / "demo"))
LETTER = DEMO / "letter.md"


class Run(NamedTuple):
    """Exit code, stdout and stderr of one command."""

    code: int
    out: str
    err: str


Runner = Callable[..., Run]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Runner:
    def call(*arguments: object) -> Run:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Run(ended.value.code, out, err)

    return call


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from refs.sources.index import build_index

    folder = tmp_path_factory.mktemp("data") / "index"
    build_index([DEMO / "works.jsonl"], folder)
    return folder


# --- the main job ----------------------------------------------------------------------------------

WRITTEN = {
    "articles.jsonl",
    "references.jsonl",
    "contexts.jsonl",
    "claims.jsonl",
    "bibliography.bib",
    "evidence-table.xlsx",
    "evidence.gexf",
    "graph.html",
    "report.html",
    "report.md",
    "findings.jsonl",
    "claim-links.jsonl",
}


def test_the_demo_does_the_main_job_and_says_that_it_is_invented(
    run: Runner, tmp_path: Path
) -> None:
    done = run("demo", "-o", tmp_path / "out")
    assert done.code == 0
    assert "invented" in done.out.splitlines()[0]
    assert "invented" in LETTER.read_text(encoding="utf-8").splitlines()[0]
    assert "invented" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    left = {path.name for path in (tmp_path / "out").iterdir()}
    assert left == {*WRITTEN, "letter.md", "index"}
    assert all(str(tmp_path / "out" / name) in done.out for name in left)
    # What it proposes at its end can be done.
    words = done.out.splitlines()[-1].removeprefix("Try also: citeweave ").split()
    assert run(*words).code == 0


def test_build_of_the_demo_letter_finds_its_misprints(
    run: Runner, index: Path, tmp_path: Path
) -> None:
    done = run("build", LETTER, "-o", tmp_path / "out", "--index", index, "--offline")
    assert done.code == 0, done.err
    lines = (tmp_path / "out" / "references.jsonl").read_text(encoding="utf-8").splitlines()
    verdicts = {record["number"]: record["verdict"] for record in map(json.loads, lines)}
    assert verdicts == {
        number: "corrected" if number in (4, 9) else "verified" for number in range(1, 11)
    }


def test_two_builds_write_the_same_bytes(run: Runner, index: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        run("build", LETTER, "-o", tmp_path / name, "--index", index, "--offline", "-q")
    for name in WRITTEN:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), (
            name
        )


def test_without_a_source_nothing_is_called_missing(run: Runner, tmp_path: Path) -> None:
    done = run("build", LETTER, "-o", tmp_path / "out", "--offline")
    assert done.code == 3
    assert "10 of 10 references unchecked" in done.err
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(WRITTEN)


def test_a_build_can_be_asked_and_drawn_again(run: Runner, index: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("build", LETTER, "-o", out, "--index", index, "--offline", "-q")
    asked = run("ask", "prolonged cytopenia after BCMA CAR-T", out, "--format", "jsonl")
    hits = [json.loads(line) for line in asked.out.splitlines()]
    reported = next(
        hit for hit in hits if hit["statement"]["quote"].startswith("Prolonged cytopenias")
    )
    assert {(work["reference"], work["directness"]) for work in reported["works"]} == {
        (3, "direct"),
        (2, "indirect"),
    }
    assert all(hit["reasons"] for hit in hits)
    inherited = reported["statement"]["inherited"]
    text = LETTER.read_text(encoding="utf-8")
    assert inherited
    assert all(text[one["start"] : one["end"]] == one["text"] for one in inherited)
    drawn = run("graph", out, "-o", tmp_path / "again.gexf")
    assert drawn.code == 0
    assert (tmp_path / "again.gexf").read_bytes() == (out / "evidence.gexf").read_bytes()
    assert run("graph", out, "--view", "full").out.startswith("<?xml")


def test_a_question_nothing_bears_on_is_answered_so(
    run: Runner, index: Path, tmp_path: Path
) -> None:
    run("build", LETTER, "-o", tmp_path / "out", "--index", index, "--offline", "-q")
    done = run("ask", "zebra stripes", tmp_path / "out")
    assert (done.code, done.out) == (0, "")
    assert "nothing" in done.err


# --- lookup ------------------------------------------------------------------------------------------

JUNE = "June CH, Sadelain M. Chimeric antigen receptor therapy. N Engl J Med. 2018;379(1):64-73."


def test_a_citation_gives_its_doi_and_a_doi_its_work(run: Runner, index: Path) -> None:
    done = run(
        "lookup", JUNE, "https://doi.org/10.1056/NEJMra1706169", "--index", index, "--offline"
    )
    assert done.code == 0
    doi, work = done.out.splitlines()
    assert doi == "10.1056/nejmra1706169"
    assert work.startswith("June CH, Sadelain M. Chimeric Antigen Receptor Therapy.")
    assert work.endswith("doi:10.1056/nejmra1706169")


def test_another_matcher_may_be_compared(run: Runner, index: Path) -> None:
    query = "Raje N, Berdeja J, Lin Y, et al. N Engl J Med. 2019;380(18):1726-1737."
    ours, theirs = (
        run("lookup", "--offline", "--index", index, "--matcher", name, query).out
        for name in ("fields", "sbmv-2018")
    )
    assert ours == theirs == "10.1056/nejmoa1817226\n"


def test_what_an_index_lacks_is_unchecked_and_its_line_empty(run: Runner, index: Path) -> None:
    done = run(
        "lookup",
        "Nobody A. A work that is not there. Cell. 2001;1(2):3-4.",
        JUNE,
        "--index",
        index,
        "--offline",
    )
    assert done.code == 3
    assert done.out == "\n10.1056/nejmra1706169\n"
    assert "unchecked" in done.err


def test_lookup_formats(run: Runner, index: Path) -> None:
    options = ("--index", index, "--offline", "--format")
    assert run("lookup", JUNE, *options, "bibtex").out.startswith("@article{")
    assert (
        json.loads(run("lookup", JUNE, *options, "csl-json").out)[0]["DOI"]
        == "10.1056/nejmra1706169"
    )
    row = json.loads(run("lookup", JUNE, *options, "jsonl").out)
    assert list(row) == ["id", "doi", "score", "verdict", "candidates"]


SUFFIXES = [
    pytest.param("x.bib", "@article{", id="bib"),
    pytest.param("x.json", "[", id="json"),
    pytest.param("x.jsonl", '{"id"', id="jsonl"),
    pytest.param("x.txt", "10.1056", id="txt"),
    pytest.param("x", "10.1056", id="none"),
]


@pytest.mark.parametrize(("name", "start"), SUFFIXES)
def test_the_suffix_of_the_output_is_its_format(
    run: Runner, index: Path, tmp_path: Path, name: str, start: str
) -> None:
    assert run("lookup", JUNE, "--index", index, "--offline", "-o", tmp_path / name).code == 0
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


def test_a_suffix_that_means_nothing_here_is_refused(run: Runner, tmp_path: Path) -> None:
    done = run("lookup", JUNE, "--offline", "-o", tmp_path / "x.docx")
    assert done.code == 2
    assert ".bib" in done.err
    assert not (tmp_path / "x.docx").exists()


def test_a_long_query_in_any_script_is_looked_up(run: Runner, index: Path) -> None:
    # No reference, and no name that a file system would take either.
    done = run("lookup", "Ж" * 300, "--index", index, "--offline")
    assert (done.code, done.out) == (1, "\n")


def test_a_file_given_as_a_query_is_explained(
    run: Runner, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "q.txt").write_text(JUNE, encoding="utf-8")
    assert "citeweave lookup - < q.txt" in run("lookup", "q.txt", "--index", index, "--offline").err


def test_strings_keep_their_ids_and_order(run: Runner, index: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(
        json.dumps({"id": "a", "reference": JUNE})
        + "\n\n"
        + json.dumps({"id": "b", "reference": "junk"})
        + "\n",
        encoding="utf-8",
    )
    done = run("lookup", "--strings", "jsonl", rows, "--index", index, "--offline")
    assert [(row["id"], row["doi"]) for row in map(json.loads, done.out.splitlines())] == [
        ("a", "10.1056/nejmra1706169"),
        ("b", None),
    ]


# --- the other commands --------------------------------------------------------------------------


def test_parse_writes_the_documented_keys(run: Runner, tmp_path: Path) -> None:
    done = run("parse", LETTER, "--format", "jsonl")
    records = [json.loads(line) for line in done.out.splitlines()]
    assert len(records) == 10
    text = LETTER.read_text(encoding="utf-8")
    for record in records:
        assert (
            list(record)[:10] == "id article number raw start end fields csl read problems".split()
        )
        assert text[record["start"] : record["end"]] == record["raw"]


def test_parse_reads_strings(run: Runner, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"id": "x", "raw": JUNE}) + "\n", encoding="utf-8")
    (record,) = map(json.loads, run("parse", "--strings", "jsonl", rows).out.splitlines())
    assert (record["id"], record["fields"]["volume"]) == ("x", "379")


def test_contexts_and_claims_are_lines_of_json(run: Runner) -> None:
    contexts = [
        json.loads(line) for line in run("contexts", LETTER, "--format", "jsonl").out.splitlines()
    ]
    assert [one["reference_numbers"] for one in contexts][:4] == [[1], [2, 8, 9], [3, 4], [1, 6]]
    claims = [
        json.loads(line) for line in run("claims", LETTER, "--format", "jsonl").out.splitlines()
    ]
    assert {
        "id",
        "claim",
        "article",
        "quote",
        "basis",
        "polarity",
        "hedging",
        "evidence",
        "status",
    } <= set(claims[0])


@pytest.mark.parametrize(("fail_on", "code"), [("problem", 0), ("difference", 1), ("never", 0)])
def test_check_fails_on_what_it_is_told(run: Runner, index: Path, fail_on: str, code: int) -> None:
    done = run("check", LETTER, "--index", index, "--offline", "--fail-on", fail_on)
    assert done.code == code
    assert "issue: printed 9 | recorded 6" in done.out


def test_articles_of_one_page_are_told_apart(run: Runner, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    letter = LETTER.read_text(encoding="utf-8")
    page.write_text("3. Doe J, Roe B. A title. Cell. 2001;1(2):3-4.\n\n" + letter, encoding="utf-8")
    out = run("parse", page).out
    assert out.index("page#1: without title; only its end") < out.index("page#2: An invented")
    assert "page#1" not in run("parse", LETTER).out


def test_a_suffix_chooses_the_format(run: Runner, index: Path, tmp_path: Path) -> None:
    run("check", LETTER, "--index", index, "--offline", "-o", tmp_path / "out.jsonl")
    assert (
        json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()[0])["verdict"]
        == "verified"
    )


def commands_of(group: click.Group, *path: str) -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands_of(command, *path, name)
        else:
            yield " ".join((*path, name))


@pytest.mark.parametrize("words", sorted(commands_of(cli)))
def test_every_command_has_help_with_an_example(words: str) -> None:
    """Examples stay whole on a narrow terminal: half a command is none."""
    done = CliRunner().invoke(cli, [*words.split(), "--help"], terminal_width=40)
    assert done.exit_code == 0
    (at,) = (found.start() for found in re.finditer("Example: ", done.output))
    first, *more = done.output[at:].partition("\n\n")[0].splitlines()
    assert first.startswith(f"Example: citeweave {words}")
    assert all(line.strip().startswith("citeweave ") for line in more)


# --- bad input -----------------------------------------------------------------------------------


BAD_INPUTS = [
    pytest.param(None, "no such file", id="missing"),
    pytest.param("folder", "folder", id="folder"),
    pytest.param(b"", "no text", id="empty"),
    pytest.param(bytes(range(256)) * 9, "binary", id="binary"),
    pytest.param(b"%PDF-1.4\n", "PDF", id="pdf"),
    pytest.param(b"# Title\n\nWords and words.\n", "no reference list", id="no-list"),
]


@pytest.mark.parametrize("verb", ["parse", "check", "contexts", "build"])
@pytest.mark.parametrize(("content", "word"), BAD_INPUTS)
def test_bad_input_is_one_line_and_exit_code_2(
    run: Runner, tmp_path: Path, verb: str, content: object, word: str
) -> None:
    page = tmp_path / "page.md"
    if content == "folder":
        page.mkdir()
    elif isinstance(content, bytes):
        page.write_bytes(content)
    options = (
        ("-o", tmp_path / "out", "--offline")
        if verb == "build"
        else ("--offline",)
        if verb == "check"
        else ()
    )
    done = run(verb, page, "-q", *options)
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert word in done.err


READABLE = [
    pytest.param(lambda text: text.replace("\n", "\r\n").encode(), 10, id="windows-line-ends"),
    pytest.param(lambda text: b"\xef\xbb\xbf" + text.encode(), 10, id="byte-order-mark"),
    pytest.param(lambda text: text.replace("Rivi", "Rivi\x00").encode(), 10, id="nul"),
    pytest.param(lambda text: text.encode().replace("è".encode(), b"\xc3"), 10, id="broken-utf-8"),
    pytest.param(lambda text: text.replace("\n3. R", "\n2. R").encode(), 10, id="counted-1-2-2-4"),
]


@pytest.mark.parametrize(("spoil", "count"), READABLE)
def test_a_spoilt_page_is_read_as_far_as_it_goes(
    run: Runner, tmp_path: Path, spoil: Callable[[str], bytes], count: int
) -> None:
    page = tmp_path / "page.md"
    page.write_bytes(spoil(LETTER.read_text(encoding="utf-8")))
    done = run("parse", page, "--format", "jsonl")
    assert done.code == 0
    assert len(done.out.splitlines()) == count


def test_a_text_that_points_to_nothing_in_its_list_is_told(run: Runner, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# Counts\n\nTo the Editor:\n\nCounts fell in all of them.\n\n## References\n\n" + JUNE,
        encoding="utf-8",
    )
    for verb in ("contexts", "claims"):
        assert "no pointer to them" in run(verb, page).err


def test_a_foreign_text_is_told_to_be_one(run: Runner, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    german = "Die Zellen wurden bei den Patienten mit der Krankheit gegeben, und die Werte sind gefallen. "
    page.write_text("# Werte\n\nDear Editor,\n\n" + 3 * german + "\n", encoding="utf-8")
    done = run("claims", page)
    assert done.out == ""
    assert "not read as English" in done.err


def test_one_bad_file_does_not_stop_the_others(run: Runner, tmp_path: Path) -> None:
    done = run("parse", tmp_path / "none.md", LETTER, "--format", "jsonl")
    assert done.code == 2
    assert len(done.out.splitlines()) == 10


def test_a_typo_is_answered_with_a_suggestion(run: Runner) -> None:
    done = run("bild", "x")
    assert done.code == 2
    assert "did you mean build?" in done.err


USAGE = [
    pytest.param(["build", "x", "-o", "out", "--ofline"], "--offline", id="option-misspelt"),
    pytest.param(["build", "x"], "--output", id="option-missing"),
    pytest.param(["ask"], "QUESTION", id="argument-missing"),
    pytest.param(["check", "x", "--fail-on", "maybe"], "problem", id="choice"),
    pytest.param(["build", str(LETTER), "-o", "out", "--index", "none"], "none", id="no-index"),
]


@pytest.mark.parametrize(("words", "hint"), USAGE)
def test_wrong_usage_is_one_line_that_helps(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], hint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*words)
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert hint in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [[], ["index"]], ids=["alone", "group"])
def test_no_command_shows_the_help(run: Runner, words: list[str]) -> None:
    done = run(*words)
    assert "Commands:" in done.out + done.err


def test_an_input_is_never_written_over(run: Runner, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_bytes(LETTER.read_bytes())
    done = run("parse", page, "-o", page)
    assert done.code == 2
    assert page.read_bytes() == LETTER.read_bytes()


@pytest.mark.parametrize("where", ["none/out.jsonl", "/proc/out.jsonl"])
def test_an_output_that_cannot_be_written_is_one_line(
    run: Runner, tmp_path: Path, where: str
) -> None:
    done = run("parse", LETTER, "-o", tmp_path / where)
    assert done.code == 2
    assert len(done.err.splitlines()) == 1


def test_a_folder_without_a_build_is_told_so(run: Runner, tmp_path: Path) -> None:
    done = run("ask", "anything", tmp_path)
    assert done.code == 2
    assert "citeweave build" in done.err


def test_a_damaged_library_names_the_line(run: Runner, index: Path, tmp_path: Path) -> None:
    run("build", LETTER, "-o", tmp_path / "out", "--index", index, "--offline", "-q")
    (tmp_path / "out" / "contexts.jsonl").write_text("{}\n", encoding="utf-8")
    done = run("graph", tmp_path / "out")
    assert done.code == 2
    assert "contexts.jsonl:1" in done.err


def test_a_full_disk_leaves_nothing_half_written(run: Runner, tmp_path: Path) -> None:
    """A limit on the size of a file stands in for a small disk: the write fails in the same place."""
    import resource

    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, limits[1]))
        done = run("parse", LETTER, "-o", tmp_path / "parsed.jsonl", "-q")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KB, which only root can mount."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.slow
def test_a_build_onto_a_full_disk_leaves_it_as_it_was(
    run: Runner, index: Path, small_disk: Path
) -> None:
    done = run("build", LETTER, "-o", small_disk / "out", "--index", index, "--offline", "-q")
    assert done.code == 2
    assert "No space left" in done.err
    assert len(done.err.splitlines()) == 1
    assert list((small_disk / "out").iterdir()) == []


def test_a_closed_pipe_is_no_error() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", "from evidence.cli import main; main()", "parse", LETTER],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    process.stdout.close()
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")


def test_stdout_is_utf_8_whatever_the_locale_says() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from evidence.cli import main; main()", "parse", LETTER],
        env={**os.environ, "PYTHONIOENCODING": "latin-1"}, capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    assert "Rivière" in done.stdout.decode("utf-8")


def test_a_build_writes_over_nothing_that_no_build_has_written(
    run: Runner, index: Path, tmp_path: Path
) -> None:
    own = tmp_path / "bibliography.bib"
    own.write_text("@article{mine}", encoding="utf-8")
    done = run("build", LETTER, "-o", tmp_path, "--index", index, "--offline")
    assert (done.code, own.read_text(encoding="utf-8")) == (2, "@article{mine}")
    assert "bibliography.bib is there" in done.err
    page = tmp_path / "out" / "report.html"
    run("build", LETTER, "-o", tmp_path / "out", "--index", index, "--offline", "-q")
    assert run("build", page, "-o", tmp_path / "out", "--offline").code == 2


def test_answers_are_not_written_over_the_strings(run: Runner, index: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"id": "a", "reference": JUNE}) + "\n", encoding="utf-8")
    before = rows.read_bytes()
    done = run("lookup", "--strings", "jsonl", rows, "-o", rows, "--index", index, "--offline")
    assert (done.code, rows.read_bytes()) == (2, before)


def test_a_cache_that_cannot_be_kept_does_not_stop_a_lookup(
    run: Runner, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "refs.sources.cache.default_path", lambda: Path("/proc/none/answers.sqlite")
    )
    done = run("lookup", JUNE, "--index", index, "--offline")
    assert (done.code, done.out) == (0, "10.1056/nejmra1706169\n")
    assert "not kept" in done.err


def test_a_letter_is_not_taken_for_a_cache(run: Runner, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_bytes(LETTER.read_bytes())
    assert run("check", page, "--offline", "--cache", page).code == 2
    assert page.read_bytes() == LETTER.read_bytes()


@pytest.mark.parametrize(
    "options",
    [["--mailto", "nobody"], ["--as-of", "2023-02-31"]],
    ids=["address", "date"],
)
def test_options_that_mean_nothing_are_refused(
    run: Runner, tmp_path: Path, options: list[str]
) -> None:
    words = ["index", "build", DEMO / "works.jsonl"] if "--as-of" in options else ["build", LETTER]
    assert run(*words, "-o", tmp_path / "out", *options).code == 2


def test_a_bad_line_among_strings_is_a_result_and_the_rest_goes_on(
    run: Runner, tmp_path: Path
) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_bytes(
        b'{"id":1,"raw":"M\xfcller"}\n{"id":2}\n' + json.dumps({"id": 3, "raw": JUNE}).encode()
    )
    done = run("parse", "--strings", "jsonl", rows)
    first, second, third = map(json.loads, done.out.splitlines())
    assert (third["id"], third["fields"]["volume"]) == (3, "379")
    assert first["problems"] == [f'{rows}:1: no {{"id","raw"}} object in UTF-8']
    assert second["raw"] == '{"id":2}'
    assert done.code == 2
    assert len(done.err.splitlines()) == 2


def test_ctrl_c_ends_with_130_and_the_run_can_go_on(tmp_path: Path) -> None:
    class Slow(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            time.sleep(5)

        def log_message(self, *_: object) -> None:
            pass

    asked: list[str] = []
    server = HTTPServer(("127.0.0.1", 0), Slow)
    Thread(target=server.serve_forever, daemon=True).start()
    code = (
        "import sys, refs.sources.crossref as c; from evidence.cli import main;"
        f"c.Crossref.__init__.__kwdefaults__['base_url'] = 'http://127.0.0.1:{server.server_port}'; main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, "build", str(LETTER), "-o", str(tmp_path / "out"), "--mailto", "a@example.org"],
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env={**os.environ},
    )  # fmt: skip
    try:
        for _ in range(200):
            if asked:
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    finally:
        process.kill()
        server.server_close()
    assert process.returncode == 130
    assert "run the same command again" in err
    assert len(err.strip().splitlines()) == 1
    assert list((tmp_path / "out").iterdir()) == []


def test_a_fault_is_one_line_and_only_debug_shows_more(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("our fault")

    monkeypatch.setattr("refs.read.read_references", broken)
    done = run("parse", LETTER)
    assert done.code == 4
    assert done.err.startswith("citeweave: a fault of the program (ZeroDivisionError")
    with pytest.raises(ZeroDivisionError):
        main(["parse", str(LETTER), "--debug"])


# --- what a curator says ---------------------------------------------------------------------------


def lines(folder: Path, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


def test_a_decision_holds_in_the_next_build(run: Runner, tmp_path: Path, index: Path) -> None:
    page, out = tmp_path / "letter.md", tmp_path / "out"
    page.write_text(LETTER.read_text(encoding="utf-8"), encoding="utf-8")
    build = ("build", page, "-o", out, "--index", index, "--offline")
    run(*build)
    first = lines(out, "claims.jsonl")[0]
    done = run(
        "decide", out, first["id"], "edit", "basis=uncited", "--who", "me", "--why", "read it"
    )
    assert (done.code, done.out.startswith("edited: ")) == (0, True)
    assert lines(out, "claims.jsonl")[0]["basis"] == "uncited"
    page.write_text("\n\n" + page.read_text(encoding="utf-8"), encoding="utf-8")
    run(*build)
    again = lines(out, "claims.jsonl")[0]
    assert (again["basis"], again["status"], again["id"] == first["id"]) == (
        "uncited",
        "edited",
        False,
    )
    assert [one["why"] for one in lines(out, "decisions.jsonl")] == ["read it"]
    page.write_text(page.read_text(encoding="utf-8").replace(str(first["text"])[:9], "Elsewhere"))
    assert "fits nothing any more" in run(*build).err


def test_findings_are_told_and_counted(run: Runner, tmp_path: Path) -> None:
    page, out = tmp_path / "page.md", tmp_path / "out"
    entries = (
        "1. Roe A. Metformin. *J Made*. 2010;1(1):1-9.\n2. Doe B. Gout. *J Made*. 2011;2(1):1-9.\n"
    )
    page.write_text(
        "DOI: 10.5555/made\n\n# A letter\n\nTo the Editor:\n\nMetformin lowers mortality.<sup>1</sup>\n\n"
        f"## REFERENCES\n\n{entries}"
    )
    run("build", page, "-o", out, "--offline")
    done = run("findings", out)
    assert (done.code, done.out.splitlines()[0]) == (
        1,
        "never-cited [2]: no pointer in the text names it",
    )
    assert lines(out, "findings.jsonl") == [
        json.loads(line) for line in run("findings", out, "--format", "jsonl").out.splitlines()
    ]


# --- an index kept up to date ------------------------------------------------------------------------


@pytest.fixture
def dated(tmp_path: Path, run: Runner) -> Path:
    works = DEMO / "works.jsonl"
    assert run("index", "build", works, "-o", tmp_path / "i", "--as-of", "2026-03-01").code == 0
    return tmp_path / "i"


@responses.activate
def test_an_index_asks_crossref_for_what_is_new(
    run: Runner, dated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSREF_PLUS_TOKEN", "sEcReT")
    new = {"DOI": "10.1/new", "title": ["New"], "indexed": {"date-time": "2026-03-04T00:00:00Z"}}
    message = {"items": [new], "total-results": 1}
    responses.get("https://api.crossref.org/works", json={"message": message})
    found = run("index", "update", dated, "--from-crossref", "--mailto", "me@example.org")
    assert (found.code, "1 works new or changed since 2026-03-01" in found.err) == (0, True)
    (call,) = responses.calls
    assert "mailto=me%40example.org" in str(call.request.url)
    assert call.request.headers["Crossref-Plus-API-Token"] == "Bearer sEcReT"
    assert "sEcReT" not in found.out + found.err


@responses.activate
def test_an_index_whose_crossref_is_silent_stays_and_says_so(run: Runner, dated: Path) -> None:
    responses.get("https://api.crossref.org/works", status=403)
    found = run("index", "update", dated, "--from-crossref")
    assert found.code == 3
    assert "not all came: crossref: it refuses our requests (HTTP 403)" in found.err
    assert "as of" in run("index", "info", dated).out


UPDATES = [
    pytest.param([], "give files of works, or --from-crossref", id="neither"),
    pytest.param(["--from-crossref", "x.jsonl"], "give files of works", id="both"),
    pytest.param(["missing.jsonl"], "missing.jsonl", id="no-file"),
]


@pytest.mark.parametrize(("words", "told"), UPDATES)
def test_updates_that_cannot_be(words: list[str], told: str, run: Runner, dated: Path) -> None:
    found = run("index", "update", dated, *words)
    assert (found.code, found.err.count("\n")) == (2, 1)
    assert told in found.err


def test_an_index_without_a_date_asks_for_one(run: Runner, index: Path) -> None:
    found = run("index", "update", index, "--from-crossref")
    assert (found.code, "give --as-of" in found.err) == (2, True)


# --- what nobody can answer well ---------------------------------------------------------------------

ODD_WORKS: list[dict[str, object]] = [
    {"DOI": "10.1000/bare"},
    {"DOI": "10.1000/no-title", "author": [{"family": "Ng"}], "issued": {"date-parts": [[2001]]}},
    {
        "DOI": "10.1000/html",
        "title": ["<b>Iron</b> &amp; <i>H<sub>2</sub>O</i> in the mantle of a young planet"],
        "author": [{"family": "Ng"}],
    },
    {"DOI": "10.1000/undated", "title": ["Undated"], "issued": {"date-parts": [["0000"]]}},
    {
        "DOI": "10.1000/crowd",
        "title": ["Search for rare decays"],
        "author": [{"family": f"Fam{n}", "given": "A"} for n in range(5000)],
        "issued": {"date-parts": [[2015, 0, 0]]},
        "container-title": ["Phys Rev Lett"],
    },
]
ODD_QUERIES = [
    pytest.param("10.1234 / bare", None, "bad-id", id="doi-with-spaces"),
    pytest.param("10.1234/ba\x01re", None, "bad-id", id="control-character-in-doi"),
    pytest.param("10.5281/zenodo.77", None, "out-of-scope", id="datacite"),
    pytest.param("10.1234/nothing", None, "bad-id", id="no-such-doi"),
    pytest.param("", None, "unparsed", id="empty"),
    pytest.param("\x00\ud800", None, "unparsed", id="no-text"),
    pytest.param("知られていない言語で書かれた参考文献", None, "unparsed", id="no-language-known"),
    pytest.param("a" * 100_000, None, "unparsed", id="endless-word"),
    pytest.param(
        "Ng. Iron & H2O in the mantle of a young planet",
        "10.1000/html",
        "verified",
        id="html-in-the-record",
    ),
    pytest.param("Undated", None, None, id="undated-record"),
    pytest.param(
        "Fam0 A, Fam1 A, et al. Search for rare decays. Phys Rev Lett. 2015.",
        "10.1000/crowd",
        "verified",
        id="five-thousand-authors",
    ),
]


@responses.activate
def test_odd_queries_are_answered_each_in_its_place(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSREF_PLUS_TOKEN", "for a faster pace")
    works = tmp_path / "odd.jsonl"
    works.write_text("".join(json.dumps(one) + "\n" for one in ODD_WORKS))
    assert run("index", "build", works, "-o", tmp_path / "i").code == 0
    api = "https://api.crossref.org/works"
    datacite = {"message": {"agency": {"label": "DataCite"}}}
    responses.get(f"{api}/10.5281%2Fzenodo.77/agency", json=datacite)
    responses.get(re.compile(f"{api}/10.*"), status=404, body="Resource not found.")
    responses.get(api, json={"message": {"items": []}})
    queries = [param.values for param in ODD_QUERIES]
    file = tmp_path / "q.jsonl"
    rows = [json.dumps({"id": n, "reference": query}) for n, (query, _, _) in enumerate(queries)]
    file.write_text("\n".join(rows))
    found = run("lookup", "--strings", "jsonl", "--index", tmp_path / "i", file)
    assert found.code == 1
    answers = [json.loads(line) for line in found.out.splitlines()]
    assert [one["id"] for one in answers] == list(range(len(queries)))
    for (query, doi, verdict), answer in zip(queries, answers, strict=True):
        assert answer["doi"] == doi, query
        assert verdict in (None, answer["verdict"]), query
    for work in ODD_WORKS:
        shown = run("lookup", "--offline", "--index", tmp_path / "i", work["DOI"])
        assert (shown.code, f"doi:{work['DOI']}" in shown.out) == (0, True)
