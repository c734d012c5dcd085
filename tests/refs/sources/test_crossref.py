import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import responses

from refs.errors import SourceUnavailable
from refs.model import Reference
from refs.sources.cache import Cache
from refs.sources.crossref import Bucket, Crossref

DATA = Path(__file__).parents[2] / "data" / "crossref"
API = "https://api.crossref.org/works"
DOI = "10.1371/journal.pone.0033693"
ADDRESS = f"{API}/10.1371%2Fjournal.pone.0033693"
WORK = json.loads((DATA / "work-with-notice.json").read_text())
LIST = {"status": "ok", "message-type": "work-list", "message": {"items": [WORK["message"]]}}
REFERENCE = Reference("r1", "a", 1, "1. Sadasivan S. *PLoS ONE.* 2012;7. doi:10.1000/x", label="1.")


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    with Cache(tmp_path / "c.sqlite") as opened:
        yield opened


@pytest.fixture
def answers() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def crossref(cache: Cache) -> Iterator[Crossref]:
    with Crossref(cache, mailto="me@example.org", retries=0, sleep=lambda _: None) as opened:
        yield opened


def test_by_doi(crossref: Crossref, answers: responses.RequestsMock) -> None:
    answers.get(ADDRESS, json=WORK)
    for _ in range(2):  # the second comes from the cache
        answer = crossref.by_doi(DOI)
        assert [work.doi for work in answer.works] == [DOI]
        assert (answer.report.state, answer.report.complete) == ("answered", True)
        assert answer.report.question == "doi"
        assert answer.report.asked
    (call,) = answers.calls
    assert "mailto=me%40example.org" in str(call.request.url)
    assert str(call.request.headers["User-Agent"]).startswith("citeweave/")


def test_a_doi_is_encoded(crossref: Crossref, answers: responses.RequestsMock) -> None:
    answers.get(f"{API}/10.1%2Fa%3C1%3A%3Ab%3E%3B%28%29%3F%23", status=404, body="no")
    answers.get(f"{API}/10.1%2Fa%3C1%3A%3Ab%3E%3B%28%29%3F%23/agency", status=404, body="no")
    assert crossref.by_doi("10.1/a<1::b>;()?#").report.state == "answered"


def test_by_reference(crossref: Crossref, answers: responses.RequestsMock) -> None:
    answers.get(API, json=LIST)
    answer = crossref.by_reference(REFERENCE)
    assert [work.doi for work in answer.works] == [DOI]
    query = parse_qs(urlsplit(str(answers.calls[0].request.url)).query)
    assert query["query.bibliographic"] == ["Sadasivan S. PLoS ONE. 2012;7."]
    assert query["rows"] == ["10"]
    assert "updated-by" in query["select"][0].split(",")


def test_an_unknown_doi(crossref: Crossref, answers: responses.RequestsMock) -> None:
    answers.get(ADDRESS, status=404, body="Resource not found.", content_type="text/plain")
    answers.get(f"{ADDRESS}/agency", status=404, body="Resource not found.")
    for _ in range(2):
        report = crossref.by_doi(DOI).report
        assert (report.state, report.complete) == ("answered", True)
        assert report.detail == "no agency knows this DOI"
    assert len(answers.calls) == 2


def test_a_doi_of_another_agency(crossref: Crossref, answers: responses.RequestsMock) -> None:
    agency = {"message": {"DOI": DOI, "agency": {"id": "datacite", "label": "DataCite"}}}
    answers.get(ADDRESS, status=404, body="Resource not found.", content_type="text/plain")
    answers.get(f"{ADDRESS}/agency", json=agency)
    report = crossref.by_doi(DOI).report
    assert (report.state, report.complete) == ("answered", False)
    assert "DataCite" in str(report.detail)


def test_an_agency_that_cannot_be_asked(
    crossref: Crossref, answers: responses.RequestsMock
) -> None:
    answers.get(ADDRESS, status=404, body="Resource not found.", content_type="text/plain")
    answers.get(f"{ADDRESS}/agency", status=500)
    assert crossref.by_doi(DOI).report.state == "unavailable"


TROUBLE = [
    pytest.param({"status": 500, "body": "oh"}, "unavailable", "HTTP 500", id="500"),
    pytest.param(
        {"status": 504, "body": "<html>", "content_type": "text/html"},
        "unavailable",
        "HTTP 504",
        id="html-504",
    ),
    pytest.param({"status": 429, "body": ""}, "unavailable", "HTTP 429", id="429-empty"),
    pytest.param({"status": 403, "body": "blocked"}, "refused", "HTTP 403", id="403"),
    pytest.param({"status": 401}, "refused", "HTTP 401", id="401"),
    pytest.param({"status": 400, "json": {"status": "failed"}}, "refused", "HTTP 400", id="400"),
    pytest.param({"body": "<html>log in"}, "unavailable", "JSON", id="captive-portal"),
    pytest.param({"body": "[" * 200_000}, "unavailable", "JSON", id="deep-json"),
    pytest.param({"json": {"message": []}}, "unavailable", "JSON", id="no-message"),
    pytest.param({"json": {"message": {}}}, "unavailable", "without DOI", id="no-doi"),
    pytest.param(
        {"status": 404, "body": "<html>", "content_type": "text/html"},
        "unavailable",
        "web page",
        id="html-404-is-not-crossrefs-word",
    ),
    pytest.param({"body": ConnectionError("no")}, "unavailable", "connection", id="connection"),
]


@pytest.mark.parametrize(("answer", "state", "detail"), TROUBLE)
def test_trouble_is_an_answer(
    answer: dict[str, Any],
    state: str,
    detail: str,
    crossref: Crossref,
    answers: responses.RequestsMock,
) -> None:
    answers.get(ADDRESS, **answer)
    report = crossref.by_doi(DOI).report
    assert report.state == state
    assert detail in str(report.detail)
    assert "example.org" not in str(report.detail)


def test_trouble_is_not_kept(crossref: Crossref, answers: responses.RequestsMock) -> None:
    answers.get(ADDRESS, status=500)
    answers.get(ADDRESS, json=WORK)
    assert crossref.by_doi(DOI).report.state == "unavailable"
    assert crossref.by_doi(DOI).report.state == "answered"


def test_a_list_without_items(crossref: Crossref, answers: responses.RequestsMock) -> None:
    answers.get(API, json={"message": {"items": None}})
    assert crossref.by_reference(REFERENCE).report.state == "unavailable"


def test_items_that_are_no_works(crossref: Crossref, answers: responses.RequestsMock) -> None:
    answers.get(API, json={"message": {"items": [None, {}, {"DOI": " "}, WORK["message"]]}})
    assert len(crossref.by_reference(REFERENCE).works) == 1


def test_offline_answers_from_the_cache(cache: Cache, answers: responses.RequestsMock) -> None:
    answers.get(ADDRESS, json=WORK)
    with Crossref(cache) as online:
        online.by_doi(DOI)
    with Crossref(cache, offline=True) as offline:
        assert offline.by_doi(DOI).works
        assert offline.by_doi("10.1/other").report.state == "offline"
        assert offline.by_reference(REFERENCE).report.state == "offline"
        assert offline.concurrency == 0  # no thread waits for what is on disk


def test_three_failures_end_the_asking(cache: Cache, answers: responses.RequestsMock) -> None:
    for number in range(3):
        answers.get(f"{API}/10.1%2F{number}", status=503)
    with Crossref(cache, retries=0, sleep=lambda _: None) as crossref:
        for number in range(6):
            assert crossref.by_doi(f"10.1/{number}").report.state == "unavailable"
        assert "not asked" in str(crossref.by_reference(REFERENCE).report.detail)


def test_a_lost_address_is_told_once(
    crossref: Crossref, answers: responses.RequestsMock, caplog: pytest.LogCaptureFixture
) -> None:
    answers.get(ADDRESS, json=WORK, headers={"x-api-pool": "public-single"})
    answers.get(API, json=LIST, headers={"x-api-pool": "public-array"})
    with caplog.at_level(logging.WARNING):
        crossref.by_doi(DOI)
        crossref.by_reference(REFERENCE)
    assert len(caplog.records) == 1


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


RATES = [
    pytest.param({}, 1.0, id="defaults"),
    pytest.param({"x-rate-limit-limit": "50", "x-rate-limit-interval": "1s"}, 0.02, id="faster"),
    pytest.param({"x-rate-limit-limit": "1", "x-rate-limit-interval": "5s"}, 5.0, id="slower"),
    pytest.param({"x-rate-limit-limit": "0", "x-rate-limit-interval": "1s"}, 1.0, id="zero"),
    pytest.param({"x-rate-limit-limit": "9"}, 1.0, id="half-is-nothing"),
    pytest.param({"x-rate-limit-limit": "x", "x-rate-limit-interval": "-1s"}, 1.0, id="rubbish"),
    pytest.param(
        {"x-rate-limit-limit": "1", "x-rate-limit-interval": "9999s"}, 60.0, id="for-hours"
    ),
]


@pytest.mark.parametrize(("headers", "pause"), RATES)
def test_requests_are_spaced_out(headers: dict[str, str], pause: float) -> None:
    clock = Time()
    bucket = Bucket(1, 1.0, sleep=clock.sleep, clock=lambda: clock.now)
    bucket.learn(headers)
    for _ in range(4):
        bucket.take()
    assert clock.now - 100.0 == pytest.approx(3 * pause)


# --- a real server ---------------------------------------------------------------------------

Script = Callable[[BaseHTTPRequestHandler, int], None]


@dataclass
class Server:
    """Answers every request by a script, which is told how many came before."""

    url: str
    times: list[float] = field(default_factory=list)


def send(
    handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str] | None = None
) -> None:
    handler.send_response(status)
    for name, value in (headers or {}).items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def serve() -> Iterator[Callable[[Script], Server]]:
    running: list[ThreadingHTTPServer] = []

    def start(script: Script) -> Server:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                told.times.append(time.monotonic())
                with suppress(OSError):  # the client hung up, as it should
                    script(self, len(told.times) - 1)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        running.append(server)
        told = Server(f"http://127.0.0.1:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return told

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def ask(cache: Cache, url: str, **settings: Any) -> tuple[str, str]:
    defaults: dict[str, Any] = {"retries": 0, "backoff": 0.01, "timeout": (0.5, 0.2)}
    with Crossref(cache, base_url=url, **(defaults | settings)) as crossref:
        report = crossref.by_doi(DOI).report
    return report.state, report.detail or ""


GOOD = json.dumps(WORK).encode()


def test_a_good_answer(cache: Cache, serve: Callable[[Script], Server]) -> None:
    server = serve(lambda handler, _: send(handler, 200, GOOD))
    assert ask(cache, server.url) == ("answered", "")


def test_a_slow_answer(cache: Cache, serve: Callable[[Script], Server]) -> None:
    server = serve(lambda handler, _: time.sleep(0.5))
    state, detail = ask(cache, server.url)
    assert (state, detail) == ("unavailable", "it did not answer in time")


def test_an_answer_that_drips(cache: Cache, serve: Callable[[Script], Server]) -> None:
    def drip(handler: BaseHTTPRequestHandler, _: int) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        for _ in range(40):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)

    began = time.monotonic()
    state, detail = ask(cache, serve(drip).url, deadline=0.3)
    assert state == "unavailable"
    assert "took more than" in detail
    assert time.monotonic() - began < 1.7


def test_429_then_200(cache: Cache, serve: Callable[[Script], Server]) -> None:
    def busy(handler: BaseHTTPRequestHandler, count: int) -> None:
        if count:
            send(handler, 200, GOOD)
        else:
            send(handler, 429, b"", {"Retry-After": "1"})

    server = serve(busy)
    assert ask(cache, server.url, retries=2) == ("answered", "")
    assert server.times[1] - server.times[0] >= 1.0


def test_who_asks_for_a_long_wait_is_asked_no_more(
    cache: Cache, serve: Callable[[Script], Server]
) -> None:
    server = serve(lambda handler, _: send(handler, 429, b"", {"Retry-After": "600"}))
    with Crossref(cache, base_url=server.url, retries=3, timeout=(0.5, 0.5)) as crossref:
        first, second = (crossref.by_doi(doi).report for doi in (DOI, "10.1/other"))
    assert (first.state, first.detail) == ("unavailable", "it asks us to wait 600 s (HTTP 429)")
    assert "not asked any more" in str(second.detail)
    assert len(server.times) == 1


def test_silence_is_waited_for_again_only_at_first(
    cache: Cache, serve: Callable[[Script], Server]
) -> None:
    server = serve(lambda handler, _: time.sleep(0.5))
    with Crossref(cache, base_url=server.url, backoff=0.01, timeout=(0.5, 0.1)) as crossref:
        for number in range(5):
            assert crossref.by_doi(f"10.1/{number}").report.state == "unavailable"
    assert len(server.times) == 4


def test_one_silence_in_a_run_costs_no_answer(
    cache: Cache, serve: Callable[[Script], Server]
) -> None:
    server = serve(
        lambda handler, count: time.sleep(0.5) if not count else send(handler, 200, GOOD)
    )
    assert ask(cache, server.url, retries=1) == ("answered", "")


def test_a_refusal_ends_the_asking(crossref: Crossref, answers: responses.RequestsMock) -> None:
    answers.get(API, status=403, body="blocked")
    reports = [crossref.by_reference(REFERENCE).report for _ in range(5)]
    assert {report.state for report in reports} == {"refused"}
    assert len(answers.calls) == 1


def test_another_work_than_asked_for_is_no_denial(
    crossref: Crossref, answers: responses.RequestsMock
) -> None:
    other = {"message": {**WORK["message"], "DOI": "10.1/other"}}
    answers.get(ADDRESS, json=other)
    answer = crossref.by_doi(DOI)
    assert (answer.report.complete, answer.report.detail) == (False, "answered with 10.1/other")
    assert [work.doi for work in answer.works] == ["10.1/other"]


def test_works_that_cannot_be_read_are_no_answer(
    crossref: Crossref, answers: responses.RequestsMock
) -> None:
    answers.get(API, json={"message": {"items": [{"DOI": 7}, "?"]}})
    assert crossref.by_reference(REFERENCE).report.state == "unavailable"


def test_html_504(cache: Cache, serve: Callable[[Script], Server]) -> None:
    server = serve(lambda handler, _: send(handler, 504, b"<html>", {"Content-Type": "text/html"}))
    assert ask(cache, server.url, retries=2) == ("unavailable", "HTTP 504")
    assert len(server.times) == 3


def test_an_oversize_body(cache: Cache, serve: Callable[[Script], Server]) -> None:
    server = serve(lambda handler, _: send(handler, 200, b" " * 300_000))
    state, detail = ask(cache, server.url, largest=100_000)
    assert state == "unavailable"
    assert "larger than 100000 bytes" in detail


def test_a_body_cut_short(cache: Cache, serve: Callable[[Script], Server]) -> None:
    def cut(handler: BaseHTTPRequestHandler, _: int) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(GOOD)))
        handler.end_headers()
        handler.wfile.write(GOOD[:100])

    assert ask(cache, serve(cut).url)[0] == "unavailable"


def test_a_refused_connection(cache: Cache) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    state, detail = ask(cache, f"http://127.0.0.1:{port}")
    assert (state, detail) == ("unavailable", "the connection was refused")


def test_endless_redirects(cache: Cache, serve: Callable[[Script], Server]) -> None:
    server = serve(lambda handler, _: send(handler, 302, b"", {"Location": handler.path}))
    assert ask(cache, server.url)[0] == "unavailable"
    assert len(server.times) < 6


# --- redirects ---------------------------------------------------------------------------------

TARGETS = [
    pytest.param("http://api.crossref.org/works/x", "api.crossref.org", id="off-tls"),
    pytest.param("https://evil.example/works/x", "evil.example", id="elsewhere"),
    pytest.param("https://api.crossref.org.evil.example/x", "evil.example", id="like-named"),
    pytest.param("https://evilcrossref.org/x", "evilcrossref.org", id="ends-alike"),
    pytest.param("//evil.example/x", "evil.example", id="no-scheme"),
    pytest.param("https://api.crossref.org@evil.example/x", "evil.example", id="user-name"),
    pytest.param("file:///etc/passwd", "a file", id="file"),
]


@pytest.mark.parametrize(("target", "host"), TARGETS)
def test_no_redirect_leads_away(
    target: str, host: str, crossref: Crossref, answers: responses.RequestsMock
) -> None:
    answers.get(ADDRESS, status=302, headers={"Location": target})
    report = crossref.by_doi(DOI).report
    assert report.state == "unavailable"
    assert "sends us on" in str(report.detail)
    assert host in str(report.detail)
    assert len(answers.calls) == 1


def test_a_redirect_within_crossref_is_followed(
    crossref: Crossref, answers: responses.RequestsMock
) -> None:
    answers.get(ADDRESS, status=301, headers={"Location": "https://api2.crossref.org/w"})
    answers.get("https://api2.crossref.org/w", json=WORK)
    assert crossref.by_doi(DOI).report.state == "answered"


def test_another_server_hears_nothing(cache: Cache, serve: Callable[[Script], Server]) -> None:
    other = serve(lambda handler, _: send(handler, 200, GOOD))
    server = serve(lambda handler, _: send(handler, 302, b"", {"Location": f"{other.url}/works"}))
    assert ask(cache, server.url, retries=2) == ("unavailable", "it sends us on to 127.0.0.1")
    assert (len(server.times), other.times) == (3, [])


def test_a_redirect_once_costs_no_answer(cache: Cache, serve: Callable[[Script], Server]) -> None:
    away = {"Location": "http://login.invalid/"}
    server = serve(
        lambda handler, count: send(handler, 200, GOOD) if count else send(handler, 302, b"", away)
    )
    assert ask(cache, server.url, retries=1) == ("answered", "")


# --- the token -----------------------------------------------------------------------------------

TOKEN = "sEcReT-tOkEn"


def test_the_token_is_sent_in_a_header_and_kept_nowhere(
    tmp_path: Path, serve: Callable[[Script], Server], caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[str] = []

    def script(handler: BaseHTTPRequestHandler, count: int) -> None:
        sent.append(f"{handler.path} {handler.headers['Crossref-Plus-API-Token']}")
        if count == 0:
            send(handler, 200, GOOD)
        elif count == 1:
            send(handler, 302, b"", {"Location": "http://elsewhere.invalid/"})
        else:
            send(handler, 401, b"no such token")

    server = serve(script)
    file = tmp_path / "kept.sqlite"
    told = []
    with caplog.at_level(logging.DEBUG):
        settings: dict[str, Any] = {"token": TOKEN, "base_url": server.url, "retries": 0}
        with Cache(file) as cache, Crossref(cache, **settings) as crossref:
            told = [str(crossref.by_doi(f"10.1/{n}").report) for n in range(3)]
            told.append(repr(crossref))
    assert sent[0].endswith(f" Bearer {TOKEN}")
    assert not any(TOKEN in line.rpartition(" Bearer ")[0] for line in sent)
    assert "HTTP 401" in told[2]
    kept = b"".join(part.read_bytes() for part in tmp_path.iterdir())
    assert TOKEN.encode() not in kept
    assert TOKEN not in "".join(told) + caplog.text


def test_a_token_that_no_header_can_hold_is_not_told(cache: Cache) -> None:
    with Crossref(cache, token=f"{TOKEN}\nHost: evil", retries=0) as crossref:
        report = crossref.by_doi(DOI).report
    assert report.state == "unavailable"
    assert TOKEN not in str(report)


POOLS = [
    pytest.param({}, 1, 1.0, id="public"),
    pytest.param({"mailto": "me@example.org"}, 3, 1 / 3, id="polite"),
    pytest.param({"token": TOKEN}, 8, 1 / 150, id="plus"),
]


@pytest.mark.parametrize(("who", "at_once", "pause"), POOLS)
def test_limits_before_any_answer(
    who: dict[str, str], at_once: int, pause: float, cache: Cache
) -> None:
    clock = Time()
    with Crossref(cache, sleep=clock.sleep, clock=lambda: clock.now, **who) as crossref:  # type: ignore[arg-type]
        assert crossref.concurrency == at_once
        for _ in range(3):
            crossref._buckets["list"].take()
    assert clock.now - 100.0 == pytest.approx(2 * pause)


# --- long lists ------------------------------------------------------------------------------------


def pages(count: int, *, told: int | None = None) -> Script:
    """Works in pages of what is asked for, the cursor being the place; a fault before the second."""
    failed: list[str] = []

    def script(handler: BaseHTTPRequestHandler, _: int) -> None:
        query = parse_qs(urlsplit(handler.path).query)
        rows, cursor = int(query["rows"][0]), query["cursor"][0]
        if cursor == "at 1000/+=" and not failed:
            failed.append(cursor)
            send(handler, 504, b"<html>", {"Content-Type": "text/html"})
            return
        start = 0 if cursor == "*" else int(cursor[3:].removesuffix("/+="))
        items = [{"DOI": f"10.1/{n}"} for n in range(start, min(count, start + rows))]
        message = {"items": items, "next-cursor": f"at {start + rows}/+=", "total-results": told}
        send(handler, 200, json.dumps({"message": message}).encode())

    return script


def test_a_long_list_comes_page_by_page(cache: Cache, serve: Callable[[Script], Server]) -> None:
    server = serve(pages(2500))
    with Crossref(cache, base_url=server.url, backoff=0.01, sleep=lambda _: None) as crossref:
        found = [work["DOI"] for work in crossref.works_since("2026-03-01")]
    assert found == [f"10.1/{n}" for n in range(2500)]
    assert len(server.times) == 4
    assert cache.info().entries == 0  # pages are not asked for again


def test_a_list_ends_where_it_is_said_to(cache: Cache, serve: Callable[[Script], Server]) -> None:
    """A cursor that led in a circle would be followed for ever."""
    server = serve(pages(10**6, told=2000))
    with Crossref(cache, base_url=server.url, backoff=0.01, sleep=lambda _: None) as crossref:
        assert sum(1 for _ in crossref.works_since("2026-03-01")) == 2000


def test_a_list_that_breaks_off(cache: Cache, serve: Callable[[Script], Server]) -> None:
    def script(handler: BaseHTTPRequestHandler, count: int) -> None:
        if count:
            send(handler, 404, b'{"status":"failed","message-type":"cursor-invalid"}')
        else:
            pages(2000)(handler, count)

    came = []

    def read(crossref: Crossref) -> None:
        for work in crossref.works_since("2026-03-01"):
            came.append(work)  # noqa: PERF402 (extend would lose what came)

    url = serve(script).url
    with (
        Crossref(cache, base_url=url, retries=0, sleep=lambda _: None) as crossref,
        pytest.raises(SourceUnavailable, match="crossref"),
    ):
        read(crossref)
    assert len(came) == 1000
