"""A server on loopback that behaves as Crossref does, limits and bad days included.

    python server.py INDEX FAULTS

It prints its port, answers ``/works``, ``/works/{doi}`` and ``/works/{doi}/agency`` from a local
index, and ``/told`` with what it has seen. Of every ``FAULTS`` requests (0: of none) one meets a
fault, each kind in turn. More requests a second, or at once, than it allows are refused (429).
"""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections import Counter, deque
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from refs.model import Reference, Work
from refs.sources.index import Index

LIMITS = {"single": 40, "list": 30}  # requests a second; far above Crossref's, to save time
AT_ONCE = 3
SLACK = 1.1  # clocks and networks are not even; a client that keeps its pace stays below
FAULTS = ("503", "504", "cut", "reset", "hang", "type", "429", "redirect", "pool", "drip")
DOWN = [fault for fault in FAULTS if fault != "pool"]  # what is down does not answer at all
SILENCE = 1.0  # seconds; longer than the client's patience in the tests


class State:
    def __init__(self, index: Index, every: int) -> None:
        self.index, self.every = index, every
        self.lock = threading.Lock()
        self.recent: dict[str, deque[float]] = {route: deque() for route in LIMITS}
        self.answered: Counter[str] = Counter()
        self.seen = self.refused = self.active = self.most = self.faults = 0
        self.began = self.ended = 0.0


def message(work: Work) -> dict[str, Any]:
    return {
        "DOI": work.doi,
        "type": work.type,
        "title": [work.title] if work.title else [],
        "author": [{"family": name.family, "given": name.given} for name in work.authors],
        "container-title": list(work.container_title),
        "volume": work.volume,
        "page": work.page,
        "issued": {"date-parts": [[work.years[0]]] if work.years else [[None]]},
    }


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: State

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/told":
            self.tell()
            return
        route = "list" if parts.path == "/works" else "single"
        state = self.state
        with state.lock:
            now = time.monotonic()
            state.seen += 1
            state.began = state.began or now
            state.ended = now
            recent = state.recent[route]
            while recent and recent[0] <= now - 1:
                recent.popleft()
            recent.append(now)
            state.active += 1
            state.most = max(state.most, state.active)
            over = len(recent) > LIMITS[route] * SLACK or state.active > AT_ONCE
            state.refused += over
            fault = None
            if not over and state.every and state.seen % state.every == 0:
                kinds = FAULTS if state.every > 1 else DOWN
                fault = kinds[state.faults % len(kinds)]
                state.faults += 1
        try:
            if over:
                self.send(429, b"", route)
            elif fault == "pool":
                self.answer(parts.path, parse_qs(parts.query), route, "public")
            elif fault:
                self.fail(fault, route)
            else:
                self.answer(parts.path, parse_qs(parts.query), route)
        finally:
            with state.lock:
                state.active -= 1

    def answer(
        self, path: str, query: dict[str, list[str]], route: str, pool: str = "polite"
    ) -> None:
        lost = {"x-api-pool": f"{pool}-{'single' if route == 'single' else 'array'}"}
        index = self.state.index
        with self.state.lock:
            self.state.answered[f"{path}?{sorted(query.items())}"] += 1
        if path == "/works":
            if "filter" in query:
                dois = [one.removeprefix("doi:") for one in query["filter"][0].split(",")]
                works = [work for doi in dois for work in index.by_doi(doi).works]
            else:
                text = query["query.bibliographic"][0]
                works = list(index.by_reference(Reference("", "", 1, text)).works)
            body = {"message": {"items": [message(work) for work in works]}}
            self.send(200, json.dumps(body).encode(), route, more=lost)
            return
        found = index.by_doi(unquote(path.removeprefix("/works/"))).works
        if found:
            body = {"message": message(found[0])}
            self.send(200, json.dumps(body).encode(), route, more=lost)
        else:
            self.send(404, b"Resource not found.", route, "text/plain")

    def fail(self, fault: str, route: str) -> None:
        if fault == "503":
            self.send(503, b"", route, more={"Retry-After": "0"})
        elif fault == "504":
            self.send(504, b"<html>Gateway Time-out</html>", route, "text/html")
        elif fault == "cut":
            self.send(200, b'{"message": {"items": [', route)
        elif fault == "hang":
            time.sleep(SILENCE)
            self.close_connection = True
        elif fault == "drip":
            self.drip()
        elif fault == "redirect":
            self.send(302, b"", route, more={"Location": "http://login.invalid/"})
        elif fault == "type":
            self.send(200, b"<html>log in</html>", route, "text/html")
        elif fault == "429":
            self.send(429, b"", route)
        else:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            self.close_connection = True
            self.connection.close()

    def drip(self) -> None:
        """A body that never ends, a byte at a time."""
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        until = time.monotonic() + 2 * SILENCE
        with suppress(OSError):  # the client hung up, as it should
            while time.monotonic() < until:
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.05)
        self.close_connection = True

    def send(
        self,
        status: int,
        body: bytes,
        route: str,
        kind: str = "application/json",
        more: dict[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        headers = {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "x-rate-limit-limit": str(LIMITS[route]),
            "x-rate-limit-interval": "1s",
            "x-concurrency-limit": str(AT_ONCE),
            "x-api-pool": f"polite-{'single' if route == 'single' else 'array'}",
        }
        for name, value in (headers | (more or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def tell(self) -> None:
        state = self.state
        told = {
            "seen": state.seen,
            "refused": state.refused,
            "most": state.most,
            "faults": state.faults,
            "seconds": state.ended - state.began,
            "asked twice": [path for path, count in state.answered.items() if count > 1],
        }
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    with Index(Path(sys.argv[1])) as index:
        Handler.state = State(index, int(sys.argv[2]))
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        print(server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
