import gzip
import logging
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from refs.errors import CacheError
from refs.sources.cache import Cache, canonical_url

URL = "https://api.crossref.org/works/10.1002%2Fajh.25664"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cache(tmp_path: Path, clock: Clock) -> Iterator[Cache]:
    with Cache(tmp_path / "deep" / "c.sqlite", now=clock) as opened:
        yield opened


@pytest.mark.parametrize(
    ("url", "key"),
    [
        pytest.param(URL, URL, id="as-it-is"),
        pytest.param(f"{URL}?mailto=a@b.example", URL, id="mailto"),
        pytest.param(f"{URL}?rows=1&MailTo=x&token=s", f"{URL}?rows=1", id="token"),
        pytest.param("https://h/w?b=2&a=1", "https://h/w?a=1&b=2", id="order"),
        pytest.param("HTTPS://H/W?q=a+b", "https://h/W?q=a+b", id="case-of-the-host"),
        pytest.param("https://me:secret@h/w#x", "https://h/w", id="password-and-fragment"),
    ],
)
def test_canonical_url(url: str, key: str) -> None:
    assert canonical_url(url) == key


def test_kept_answers_come_back_as_they_were(cache: Cache) -> None:
    assert cache.get(URL) is None
    cache.put(f"{URL}?mailto=me@home.example", 200, "application/json", b'{"a": "\xc3\xa4"}')
    entry = cache.get(URL)
    assert entry is not None
    assert (entry.status, entry.body) == (200, b'{"a": "\xc3\xa4"}')
    assert entry.fetched == "2026-01-01T00:00:00+00:00"
    assert b"home.example" not in cache.path.read_bytes()


@pytest.mark.parametrize(
    ("status", "days", "kept"),
    [(200, 29, True), (200, 31, False), (404, 2, True), (404, 4, False)],
)
def test_age(cache: Cache, clock: Clock, status: int, days: int, kept: bool) -> None:
    cache.put(URL, status, "text/plain", b"x")
    clock.now += timedelta(days=days)
    assert (cache.get(URL) is not None) is kept
    assert cache.get(URL, any_age=True) is not None


def test_refresh_asks_again_and_keeps_the_new(tmp_path: Path) -> None:
    with Cache(tmp_path / "c") as first:
        first.put(URL, 200, "", b"old")
    with Cache(tmp_path / "c", refresh=True) as second:
        assert second.get(URL) is None
        second.put(URL, 200, "", b"new")
    with Cache(tmp_path / "c") as third:
        assert third.get(URL, any_age=True).body == b"new"  # type: ignore[union-attr]


def test_info_and_clear(cache: Cache) -> None:
    assert (cache.info().entries, cache.info().oldest) == (0, None)
    cache.put(URL, 200, "", b"x")
    cache.put(URL + "/agency", 404, "", b"y")
    assert cache.info().entries == 2
    assert cache.clear() == 2
    assert cache.info().entries == 0


def foreign(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE letters (text TEXT)")
    database.commit()
    database.close()


SPOILT = [
    pytest.param(lambda path: path.write_bytes(b"no database at all " * 99), id="text"),
    pytest.param(foreign, id="another-program"),
    pytest.param(lambda path: path.write_bytes(b"SQLite format 3\0" + b"\xff" * 4000), id="cut"),
]


@pytest.mark.parametrize("spoil", SPOILT)
def test_the_users_own_cache_is_set_aside_where_it_is_broken(  # type: ignore[no-untyped-def]
    spoil, tmp_path, caplog, monkeypatch
):
    path = tmp_path / "c.sqlite"
    monkeypatch.setattr("refs.sources.cache.default_path", lambda: path)
    spoil(path)
    before = path.read_bytes()
    with caplog.at_level(logging.WARNING), Cache() as cache:
        cache.put(URL, 200, "", b"x")
        assert cache.get(URL) is not None
    (aside,) = tmp_path.glob("c.sqlite.*.bad")
    assert aside.read_bytes() == before
    assert len(caplog.records) == 1
    assert "\n" not in caplog.text.strip()


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_file_that_somebody_named_by_mistake_is_left_alone(spoil, tmp_path):  # type: ignore[no-untyped-def]
    path = tmp_path / "letter.md"
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(CacheError, match="is no cache"):
        Cache(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_damage_in_use_is_survived(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "c.sqlite"
    with Cache(path) as cache:
        for number in range(200):
            cache.put(f"{URL}{number}", 200, "", bytes(range(256)) * 9)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xee" * (len(content) - 4096)
    path.write_bytes(content)
    with Cache(path) as cache:
        assert cache.get(f"{URL}150") is None
        cache.put(URL, 200, "", b"x")
        assert cache.get(URL) is not None


def test_a_place_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CacheError, match="cannot be used"):
        Cache(tmp_path / "file" / "c.sqlite")


def test_several_processes_share_it(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    code = (
        "import sys; from pathlib import Path; from refs.sources.cache import Cache\n"
        "with Cache(Path(sys.argv[1])) as cache:\n"
        "    for n in range(30): cache.put(f'https://h/{sys.argv[2]}/{n}', 200, '', b'x')\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", code, str(path), name])
        for name in "abc"
    ]
    assert [process.wait(20) for process in running] == [0, 0, 0]
    with Cache(path) as cache:
        assert cache.info().entries == 90


def test_a_bundle_replays_a_run_elsewhere(tmp_path: Path, cache: Cache, clock: Clock) -> None:
    cache.put(URL, 200, "application/json", b'{"a": "\xc3\xa9"}')
    clock.now += timedelta(days=1)
    cache.put(f"{URL}/agency", 404, "text/plain", b"Resource not found.")
    bundles = [tmp_path / name for name in ("one.jsonl.gz", "two.jsonl.gz")]
    assert [cache.export(bundle) for bundle in bundles] == [2, 2]
    assert bundles[0].read_bytes() == bundles[1].read_bytes()
    with Cache(tmp_path / "other.sqlite", now=clock) as other:
        assert other.load(bundles[0]) == 2
        for url in (URL, f"{URL}/agency"):
            assert other.get(url) == cache.get(url)
        third = tmp_path / "three.jsonl.gz"
        other.export(third)
    assert third.read_bytes() == bundles[0].read_bytes()


def test_a_bundle_replaces_nothing_younger(tmp_path: Path, cache: Cache, clock: Clock) -> None:
    cache.put(URL, 200, "text/plain", b"old")
    cache.export(tmp_path / "b.jsonl.gz")
    clock.now += timedelta(days=1)
    cache.put(URL, 200, "text/plain", b"new")
    cache.load(tmp_path / "b.jsonl.gz")
    kept = cache.get(URL)
    assert kept
    assert kept.body == b"new"


NO_BUNDLES = [
    pytest.param(b"text", id="text"),
    pytest.param(gzip.compress(b"{}\n"), id="no-entry"),
    pytest.param(gzip.compress(b"[" * 100_000), id="deep"),
    pytest.param(gzip.compress(b'{"url":1,"status":1,"content_type":"","body":"","fetched":"2026-01-01T00:00:00+00:00"}'), id="no-address"),
    pytest.param(gzip.compress(b'{"url":"u","status":1,"content_type":"","body":"","fetched":"2026"}'), id="no-time"),
    pytest.param(gzip.compress(b"x" * 999)[:20], id="cut"),
]  # fmt: skip


@pytest.mark.parametrize("content", NO_BUNDLES)
def test_what_is_no_bundle_is_one_clear_line(content: bytes, tmp_path: Path, cache: Cache) -> None:
    (tmp_path / "b.jsonl.gz").write_bytes(content)
    with pytest.raises(CacheError, match="no bundle of answers"):
        cache.load(tmp_path / "b.jsonl.gz")


def test_the_oldest_answers_make_room(tmp_path: Path, clock: Clock) -> None:
    with Cache(tmp_path / "c.sqlite", now=clock, max_size=1500) as small:
        for number in range(200):
            clock.now += timedelta(seconds=1)
            small.put(f"https://a.example/{number}", 200, "text/plain", b"%d " % number * 9)
        assert small.info().size <= 1500 + 100 * 20
        assert small.get("https://a.example/0") is None
        assert small.get("https://a.example/199")


def test_an_answer_that_comes_after_closing_harms_nothing(tmp_path: Path) -> None:
    """Threads that still waited for one when the run was interrupted."""
    with Cache(tmp_path / "c.sqlite") as cache:
        cache.put("https://h/1", 200, "", b"x")
    cache.put("https://h/2", 200, "", b"x")
    assert cache.get("https://h/1") is None
    assert [file.suffix for file in tmp_path.iterdir()] == [".sqlite"]
    with Cache(tmp_path / "c.sqlite") as again:
        assert again.get("https://h/1")
