import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refs.errors import BadIndex
from refs.model import Field, Name, Notice, Reference, Work
from refs.parse import parse_string
from refs.sources.index import Index, build_index, index_info, update_index
from refs.sources.index.packed import pack, unpack

JUNE = {
    "DOI": "10.1056/NEJMra1706169",
    "type": "journal-article",
    "title": ["Chimeric antigen receptor therapy"],
    "author": [{"family": "June", "given": "CH"}, {"family": "Sadelain", "given": "M"}],
    "container-title": ["New England Journal of Medicine"],
    "volume": "379",
    "page": "64-73",
    "issued": {"date-parts": [[2018]]},
}
ALI = {
    "DOI": "10.1182/blood-2016-04-711903",
    "type": "journal-article",
    "title": ["T cells expressing an anti-B-cell maturation antigen chimeric antigen receptor"],
    "author": [{"family": "Ali", "given": "SA"}],
    "container-title": ["Blood"],
    "volume": "128",
    "page": "1688-1700",
    "issued": {"date-parts": [[2016]]},
}


TEXTS = st.sampled_from([None, "x", "null", "Ünïcode – “title”", "\ud800", '[",]', "0" * 300, "\0"])
NAMES = st.lists(st.builds(Name, TEXTS, TEXTS, TEXTS, TEXTS), max_size=2).map(tuple)
WORKS = st.builds(
    Work, st.sampled_from(["10.1000/a", "10.1000/<ü>"]), TEXTS, title=TEXTS, authors=NAMES, editors=NAMES,
    container_title=st.sampled_from([(), ("J", "K")]), page=TEXTS, issued=TEXTS,
    years=st.sampled_from([(), (2018, 2019)]), issn=st.sampled_from([(), ("1234-5678",)]),
    notices=st.sampled_from([(), (Notice("correction", "10.1000/n", None, "publisher"),)]),
    source=st.sampled_from(["index", ""]),
)  # fmt: skip


def reference(raw: str) -> Reference:
    return Reference("r1", "a", 1, raw)


@pytest.fixture
def works(tmp_path: Path) -> Path:
    path = tmp_path / "works.jsonl"
    path.write_text("".join(json.dumps(work) + "\n" for work in (JUNE, ALI)))
    return path


@pytest.fixture
def index(tmp_path: Path, works: Path) -> Path:
    build_index([works], tmp_path / "index")
    return tmp_path / "index"


def write_jsonl(path: Path) -> Path:
    path = path / "w.jsonl"
    path.write_text(json.dumps(JUNE) + "\n\n" + json.dumps(ALI))
    return path


def write_gz(path: Path) -> Path:
    path = path / "w.jsonl.gz"
    path.write_bytes(gzip.compress((json.dumps(JUNE) + "\n" + json.dumps(ALI)).encode()))
    return path


def write_dump(path: Path) -> Path:
    path = path / "0.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"items": [JUNE, ALI]}).encode()))
    return path


@pytest.mark.parametrize("write", [write_jsonl, write_gz, write_dump])
def test_formats(write, tmp_path):  # type: ignore[no-untyped-def]
    file = write(tmp_path)
    info = build_index([file], tmp_path / "i", as_of="2026-03-01")
    assert (info.works, info.bad_lines, info.complete) == (2, 0, False)
    assert (info.as_of, info.built_from) == ("2026-03-01", (file.name,))
    assert index_info(tmp_path / "i") == info


def test_by_doi(index: Path) -> None:
    with Index(index) as opened:
        answer = opened.by_doi("10.1056/nejmra1706169")
        assert [work.title for work in answer.works] == ["Chimeric antigen receptor therapy"]
        assert answer.works[0].source == "index"
        report = answer.report
        assert (report.name, report.state, report.complete) == ("index", "answered", False)
        assert report.question == "doi"
        assert opened.by_doi("10.1/none").works == ()


FOUND = [
    pytest.param("June CH, Sadelain M. Chimeric antigen receptor therapy. 2018", id="words"),
    pytest.param("NEJM 2018;379:64", id="year-volume-page"),
    pytest.param("June, 2018, p. 64", id="author-year-page"),
    pytest.param("Chimeric antigen recep-\ntor therapy", id="hyphenated"),
    pytest.param("CHIMERIC ANTIGEN RECEPTOR THÉRAPY", id="case-and-accents"),
]


@pytest.mark.parametrize("raw", FOUND)
def test_by_reference(raw: str, index: Path) -> None:
    with Index(index) as opened:
        answer = opened.by_reference(reference(raw))
        assert answer.works[0].doi == "10.1056/nejmra1706169"
        assert answer.report.question == "reference"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("", id="empty"),
        pytest.param("zzz qqq", id="unknown-words"),
        pytest.param('+title:"x" AND (', id="query-language-means-nothing"),
        pytest.param("9 " * 50_000, id="endless"),
        pytest.param("\0\ud800", id="no-text"),
    ],
)
def test_nothing_found(raw: str, index: Path) -> None:
    with Index(index) as opened:
        assert opened.by_reference(reference(raw)).works == ()


def test_many_names_do_not_hide_a_title(tmp_path: Path) -> None:
    names = [f"Author{chr(97 + n)}x" for n in range(15)]
    people = [{"DOI": f"10.1/{n}", "title": ["Notes"], "author": [{"family": n}]} for n in names]
    meant = {"DOI": "10.1/meant", "title": ["Rare glacial meltwater chemistry of Svalbard"]}
    file = tmp_path / "w.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in [*people * 2, meant]))
    build_index([file], tmp_path / "i")
    raw = f"{', '.join(names)}. Rare glacial meltwater chemistry of Svalbard"
    with Index(tmp_path / "i") as opened:
        assert "10.1/meant" in [work.doi for work in opened.by_reference(reference(raw)).works]


def test_works_that_share_a_word_or_two_are_few(tmp_path: Path) -> None:
    raw = "Unheard sonnets, forgotten lakes, marble towers and seven paper moons"
    titles = [f"About {word}" for word in raw.lower().replace(",", "").split() if len(word) > 3]
    file = tmp_path / "w.jsonl"
    lines = [json.dumps({"DOI": f"10.1/{n}", "title": [title]}) for n, title in enumerate(titles)]
    file.write_text("\n".join(lines))
    build_index([file], tmp_path / "i")
    with Index(tmp_path / "i") as opened:
        assert len(opened.by_reference(reference(raw)).works) == 2


def test_fields_do_where_there_is_no_raw_string(index: Path) -> None:
    fields = {"title": Field("Chimeric antigen receptor therapy", 0, 0, "bibtex", 1.0)}
    with Index(index) as opened:
        assert opened.by_reference(Reference("r", "a", 1, "", fields=fields)).works


def test_bad_lines_are_counted_and_named(tmp_path: Path) -> None:
    file = tmp_path / "w.jsonl"
    lines = [json.dumps(JUNE), "{", "[1]", '{"title": ["no doi"]}', "\udcff", "[" * 100_000]
    file.write_bytes("\n".join(lines).encode(errors="surrogateescape"))
    info = build_index([file], tmp_path / "i")
    assert (info.works, info.bad_lines) == (1, 5)
    assert info.problems[1:3] == ("w.jsonl:3: no JSON object", "w.jsonl:4: a work without DOI")


def test_the_last_record_of_a_doi_counts(tmp_path: Path, works: Path) -> None:
    newer = tmp_path / "newer.jsonl"
    newer.write_text(json.dumps(JUNE | {"DOI": JUNE["DOI"].lower(), "volume": "380"}))  # type: ignore[attr-defined]
    info = build_index([works, newer], tmp_path / "i")
    assert info.works == 2
    with Index(tmp_path / "i") as opened:
        assert opened.by_doi("10.1056/nejmra1706169").works[0].volume == "380"
        found = opened.by_reference(reference("June Chimeric antigen receptor therapy")).works
        assert len(found) == len({work.doi for work in found})


def test_an_index_is_replaced(tmp_path: Path, works: Path, index: Path) -> None:
    works.write_text(json.dumps(ALI))
    told: list[int] = []
    info = build_index([works], index, complete=True, progress=told.append)
    assert (info.works, told) == (1, [1])
    with Index(index) as opened:
        assert opened.by_doi("10.1056/nejmra1706169").report.complete
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_what_is_no_index_is_never_overwritten(kind: str, tmp_path: Path, works: Path) -> None:
    path = tmp_path / "precious"
    if kind == "folder":
        path.mkdir()
        (path / "thesis.txt").write_text("years of work")
    else:
        path.write_text("years of work")
    with pytest.raises(BadIndex, match="left as it is"):
        build_index([works], path)
    assert (path / "thesis.txt" if kind == "folder" else path).read_text() == "years of work"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        pytest.param("w.csv", b"a,b", "its name ends in none of", id="suffix"),
        pytest.param("w.jsonl.gz", b"no gzip", "cannot be read", id="no-gzip"),
        pytest.param("w.jsonl.gz", gzip.compress(b"{}" * 9999)[:50], "cannot be read", id="cut"),
        pytest.param("w.json.gz", gzip.compress(b"[]"), "items", id="no-items"),
        pytest.param("w.json.gz", gzip.compress(b"{"), "no JSON", id="no-json"),
    ],
)
def test_files_that_cannot_be_read(name: str, content: bytes, why: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(BadIndex, match=why):
        build_index([file], tmp_path / "i")
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]


def spoil_nothing_there(path: Path) -> None:
    (path / "records.sqlite").unlink()


def spoil_text(path: Path) -> None:
    (path / "records.sqlite").write_bytes(b"text " * 1000)


def spoil_foreign(path: Path) -> None:
    (path / "records.sqlite").unlink()
    database = sqlite3.connect(path / "records.sqlite")
    database.execute("CREATE TABLE x (y)")
    database.close()


def spoil_schema(path: Path) -> None:
    database = sqlite3.connect(path / "records.sqlite")
    database.execute("UPDATE meta SET value = '999' WHERE key = 'schema'")
    database.commit()
    database.close()


def spoil_meta(path: Path) -> None:
    database = sqlite3.connect(path / "records.sqlite")
    database.execute("DELETE FROM meta")
    database.commit()
    database.close()


def spoil_postings(path: Path) -> None:
    (path / "works" / "meta.json").write_text("{")


@pytest.mark.parametrize(
    "spoil",
    [
        spoil_nothing_there,
        spoil_text,
        spoil_foreign,
        spoil_schema,
        spoil_meta,
        spoil_postings,
    ],
)
def test_a_damaged_index_is_one_clear_line(spoil, index):  # type: ignore[no-untyped-def]
    spoil(index)
    with pytest.raises(BadIndex) as caught:
        Index(index)
    assert str(caught.value).startswith(str(index))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["missing", "file", "empty"])
def test_no_index_at_all(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadIndex, match="citeweave index build"):
        index_info(tmp_path / name)


def test_damage_met_later_is_an_answer(index: Path) -> None:
    with Index(index) as opened:
        opened._database.close()
        answer = opened.by_doi("10.1056/nejmra1706169")
    assert (answer.report.state, answer.works) == ("unavailable", ())
    assert answer.report.question == "doi"


def test_an_empty_dump_replaces_no_index(tmp_path: Path, index: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_bytes(b"")
    with pytest.raises(BadIndex, match=r"no work in empty\.jsonl"):
        build_index([empty], index, complete=True)
    assert index_info(index).works == 2


def test_what_has_gaps_is_not_complete(tmp_path: Path, works: Path) -> None:
    works.write_bytes(works.read_bytes() + b"{broken\n")
    with pytest.raises(BadIndex, match="not complete"):
        build_index([works], tmp_path / "new", complete=True)
    assert not (tmp_path / "new").exists()
    assert build_index([works], tmp_path / "new").bad_lines == 1


def test_a_folder_with_other_files_is_not_replaced(works: Path, index: Path) -> None:
    (index / "my-notes.txt").write_text("dear")
    with pytest.raises(BadIndex, match=r"my-notes\.txt"):
        build_index([works], index)
    assert (index / "my-notes.txt").read_text() == "dear"


KILLED = """
import os, signal, sys
from pathlib import Path
from refs.sources.index import build
keep = build._Filling._keep
def killed(self):
    keep(self)
    os.kill(os.getpid(), signal.SIGKILL)
build._STEP, build._Filling._keep = 1, killed
build.build_index([Path(name) for name in sys.argv[2:]], Path(sys.argv[1]))
"""


def test_a_killed_build_goes_on_where_it_was(tmp_path: Path, works: Path) -> None:
    more = tmp_path / "more.jsonl"
    more.write_text(json.dumps(JUNE | {"volume": "380"}) + "\n")
    command = [sys.executable, "-c", KILLED, *map(str, (tmp_path / "i", works, more))]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert not (tmp_path / "i").exists()
    told: list[int] = []
    info = build_index([works, more], tmp_path / "i", progress=told.append)
    assert told[-1] == 1  # the first file was not read again
    assert (info.works, info.built_from) == (2, ("works.jsonl", "more.jsonl"))
    with Index(tmp_path / "i") as opened:
        assert opened.by_doi("10.1056/nejmra1706169").works[0].volume == "380"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_postings_that_were_not_kept_are_not_doubled(tmp_path: Path, works: Path) -> None:
    code = KILLED.replace("keep(self)", "self._database.commit(); self._writer.commit()")
    command = [sys.executable, "-c", code, *map(str, (tmp_path / "i", works))]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert build_index([works], tmp_path / "i").works == 2
    with Index(tmp_path / "i") as opened:
        assert len(opened.by_reference(reference("antigen receptor")).works) == 2


def test_an_update_adds_and_replaces(tmp_path: Path, index: Path) -> None:
    newer = tmp_path / "newer.jsonl"
    added = {"DOI": "10.1000/new", "title": ["A quite new thing"]}
    newer.write_text("\n".join(map(json.dumps, (JUNE | {"volume": "380"}, added))))
    info = update_index([newer], index, as_of="2026-04-01")
    assert (info.works, info.as_of, info.complete) == (3, "2026-04-01", False)
    assert info.built_from == ("works.jsonl", "newer.jsonl")
    assert index_info(index) == info
    with Index(index) as opened:
        assert opened.by_doi("10.1056/nejmra1706169").works[0].volume == "380"
        found = opened.by_reference(reference("June Chimeric antigen receptor therapy")).works
        assert len(found) == len({work.doi for work in found})
        assert opened.by_reference(reference("a quite new thing")).works
    told: list[int] = []
    assert update_index([newer], index, progress=told.append).as_of == "2026-04-01"
    assert told == [0]  # read already


def test_an_update_of_what_is_complete_keeps_it_whole(tmp_path: Path, works: Path) -> None:
    build_index([works], tmp_path / "i", complete=True, as_of="2026-01-01")
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{")
    with pytest.raises(BadIndex, match="not complete"):
        update_index([broken], tmp_path / "i")
    with pytest.raises(BadIndex, match="no such folder"):
        update_index([works], tmp_path / "none")


def write_folder(path: Path) -> Path:
    inner = path / "dump" / "a"
    inner.mkdir(parents=True)
    (inner / "0.jsonl.gz").write_bytes(gzip.compress(json.dumps(JUNE).encode()))
    (path / "dump" / "1.json.gz").write_bytes(gzip.compress(json.dumps({"items": [ALI]}).encode()))
    (path / "dump" / "README.txt").write_text("not a work")
    return path / "dump"


def write_tar(path: Path) -> Path:
    folder = write_folder(path)
    with tarfile.open(path / "dump.tar", "w") as tar:
        tar.add(folder, "dump")
    return path / "dump.tar"


@pytest.mark.parametrize("write", [write_folder, write_tar])
def test_the_public_data_file_as_it_is_distributed(write, tmp_path):  # type: ignore[no-untyped-def]
    source = write(tmp_path)
    info = build_index([source], tmp_path / "i")
    assert (info.works, info.built_from) == (2, (source.name,))


def test_a_folder_without_works(tmp_path: Path) -> None:
    (tmp_path / "dump").mkdir()
    with pytest.raises(BadIndex, match="holds no"):
        build_index([tmp_path / "dump"], tmp_path / "i")


@given(WORKS)
def test_a_packed_work_is_the_work(work: Work) -> None:
    assert unpack(pack(work), work.source) == work


def test_a_work_with_all_keys_and_the_title_is_the_only_answer(index: Path) -> None:
    raw = "June CH. Chimeric antigen receptor therapy. Blood. 2018;379:64-73."
    with Index(index) as opened:
        found = opened.by_reference(parse_string(raw)).works
    assert [work.doi for work in found] == ["10.1056/nejmra1706169"]


def test_opening_needs_no_network_code(index: Path) -> None:
    code = (
        "import sys; from pathlib import Path; import refs.resolve, refs.verify\n"
        "assert 'tantivy' not in sys.modules\n"
        "from refs.sources.index import Index\n"
        "Index(Path(sys.argv[1])).close()\n"
        "assert 'requests' not in sys.modules and 'refs.sources.crossref' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code, str(index)], check=True, env=os.environ)


def test_a_notice_that_only_its_own_record_tells_of(tmp_path: Path, works: Path) -> None:
    date = {"date-parts": [[2020, 5, 1]]}
    update = {"DOI": JUNE["DOI"], "type": "retraction", "updated": date, "source": "publisher"}
    notices = tmp_path / "notices.jsonl"
    notices.write_text(json.dumps({"DOI": "10.1056/n", "title": ["R"], "update-to": [update]}))
    build_index([works, notices], tmp_path / "i")
    expected = Notice("retraction", "10.1056/n", "2020-05-01", "publisher")
    with Index(tmp_path / "i") as opened:
        (june,) = opened.by_doi("10.1056/nejmra1706169").works
        assert june.notices == (expected,)
        (ali,) = opened.by_doi("10.1182/blood-2016-04-711903").works
        assert ali.notices == ()


def test_notices_about_each_other_end(tmp_path: Path) -> None:
    def notice(doi: str, other: str) -> str:
        return json.dumps({"DOI": doi, "update-to": [{"DOI": other, "type": "correction"}]})

    file = tmp_path / "w.jsonl"
    file.write_text(notice("10.1000/a", "10.1000/b") + "\n" + notice("10.1000/b", "10.1000/a"))
    build_index([file], tmp_path / "i")
    with Index(tmp_path / "i") as opened:
        (one,) = opened.by_doi("10.1000/a").works
        assert {found.kind for found in one.notices} == {"correction", "is-correction-of"}
