"""Many references through a server that behaves as Crossref does, in a process of its own."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from refs.check import check_references
from refs.parse import parse_string
from refs.sources.cache import Cache
from refs.sources.crossref import Crossref
from refs.sources.index import build_index

SERVER = Path(__file__).with_name("server.py")
WORDS = "iron copper trial cohort marrow plasma stem cell graft fever risk dose child heart".split()
ALLOWED = 30  # list requests a second that the server allows


def works(count: int) -> list[dict[str, Any]]:
    chance = random.Random(5)
    return [
        {
            "DOI": f"10.1000/w.{number}",
            "type": "journal-article",
            "title": [" ".join([*chance.choices(WORDS, k=6), f"name{number}"]).capitalize()],
            "author": [{"family": f"Fam{chance.randrange(900)}", "given": "A"}],
            "container-title": ["Journal of Invented Things"],
            "volume": str(chance.randrange(1, 90)),
            "page": f"{number + 1}-{number + 9}",
            "issued": {"date-parts": [[2000 + number % 20]]},
        }
        for number in range(count)
    ]


def printed(work: dict[str, Any], number: int) -> str:
    year = work["issued"]["date-parts"][0][0]
    doi = f" doi:{work['DOI']}" if number % 4 == 0 else ""
    return (
        f"{work['author'][0]['family']} A. {work['title'][0]}. J Invent Things. "
        f"{year};{work['volume']}:{work['page']}.{doi}"
    )


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[list[dict[str, Any]], int], str]]:
    running: list[subprocess.Popen[str]] = []

    def start(held: list[dict[str, Any]], every: int) -> str:
        file = tmp_path / "works.jsonl"
        file.write_text("".join(json.dumps(work) + "\n" for work in held))
        build_index([file], tmp_path / "index")
        server = subprocess.Popen(
            [sys.executable, str(SERVER), str(tmp_path / "index"), str(every)],
            stdout=subprocess.PIPE,
            text=True,
        )
        running.append(server)
        assert server.stdout
        return f"http://127.0.0.1:{int(server.stdout.readline())}"

    yield start
    for server in running:
        server.terminate()
        server.communicate(timeout=10)


def told(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{address}/told", timeout=10) as answer:
        found: dict[str, Any] = json.loads(answer.read())
    return found


def run(address: str, cache: Path, texts: list[str], *, offline: bool = False) -> list[Any]:
    references = [parse_string(text, str(number)) for number, text in enumerate(texts)]
    with (
        Cache(cache) as kept,
        Crossref(
            kept,
            mailto="me@example.org",
            base_url=address,
            backoff=0.05,
            timeout=(1.0, 0.5),
            deadline=0.7,
            offline=offline,
        ) as crossref,
    ):
        return list(check_references(references, [crossref]))


def check_run(
    serve: Callable[[list[dict[str, Any]], int], str], tmp_path: Path, count: int, pace: float
) -> None:
    held = works(count)
    address = serve(held, 25)
    texts = [printed(work, number) for number, work in enumerate(held)]
    begun = time.monotonic()
    checked = run(address, tmp_path / "c.sqlite", texts)
    seconds = time.monotonic() - begun
    assert [one.reference.id for one in checked] == [str(number) for number in range(count)]
    assert [one.work and one.work.doi for one in checked] == [work["DOI"] for work in held]
    seen = told(address)
    assert seen["faults"] > count / 60
    assert (seen["refused"], seen["asked twice"]) == (0, [])
    assert seen["most"] <= 3
    # Three of four references are asked for one by one; the others' DOIs in one call for many.
    assert seen["seen"] / seconds > pace * ALLOWED
    assert run(address, tmp_path / "c.sqlite", texts, offline=True) == checked
    assert told(address)["seen"] == seen["seen"]


@pytest.mark.slow
def test_a_run_with_faults(serve: Callable[..., str], tmp_path: Path) -> None:
    check_run(serve, tmp_path, 120, 0.3)  # of a short run much is the start, and faults


@pytest.mark.slow
def test_two_thousand_references_with_faults(serve: Callable[..., str], tmp_path: Path) -> None:
    check_run(serve, tmp_path, 2000, 0.9)


KILLED = """
import sys, json
sys.path.insert(0, {folder!r})
from pathlib import Path
from test_run import run
run(sys.argv[1], Path(sys.argv[2]), json.loads(Path(sys.argv[3]).read_text()))
"""


@pytest.mark.slow
def test_a_killed_run_asks_nothing_again(serve: Callable[..., str], tmp_path: Path) -> None:
    held = works(80)
    address = serve(held, 0)
    texts = [printed(work, number) for number, work in enumerate(held)]
    (tmp_path / "texts.json").write_text(json.dumps(texts))
    code = KILLED.format(folder=str(SERVER.parent))
    arguments = [address, str(tmp_path / "c.sqlite"), str(tmp_path / "texts.json")]
    process = subprocess.Popen([sys.executable, "-c", code, *arguments])
    while told(address)["seen"] < 30:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    before = told(address)["seen"]
    checked = run(address, tmp_path / "c.sqlite", texts)
    assert [one.work and one.work.doi for one in checked] == [work["DOI"] for work in held]
    after = told(address)
    # What was under way when it was killed may be asked once more.
    assert len(after["asked twice"]) <= 3
    assert 20 < before < after["seen"] <= 66


def test_an_outage_is_unchecked_and_never_not_found(
    serve: Callable[..., str], tmp_path: Path
) -> None:
    address = serve(works(5), 1)
    checked = run(address, tmp_path / "c.sqlite", [printed(work, 1) for work in works(5)])
    assert {one.verdict for one in checked} == {"unchecked"}
    assert told(address)["seen"] < 30
