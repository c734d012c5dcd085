"""Crossref's REST API as a source of works.

Trouble never raises: an answer's report says whether Crossref answered, refused or could not be
reached, and only an answer that Crossref itself gave counts as "there is no such work". What it
answered is kept in the cache, so that a second run asks nothing.
"""

from __future__ import annotations

import itertools
import json
import logging
import random
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote, urlencode, urljoin, urlsplit

from refs.doi import find_dois
from refs.errors import SourceUnavailable
from refs.model import Answer, Question, Reference, SourceReport, SourceState, Work
from refs.sources.cache import Cache, Entry
from refs.works import from_crossref

if TYPE_CHECKING:
    import requests

ROWS = 10
"""Works asked for per reference: Crossref's advice for those who rank anew is at least five."""
SELECT = (
    "DOI,type,title,subtitle,author,editor,container-title,short-container-title,volume,issue,"
    "page,article-number,issued,published,published-print,published-online,posted,publisher,ISSN,"
    "updated-by"
)

Route = Literal["single", "list"]
Pool = Literal["public", "polite", "plus"]

# Requests a second for nobody known, for an address, for a token, as announced for December 2025 on;
# what an answer's headers say overrules them.
_RATES: Mapping[Pool, Mapping[Route, int]] = {
    "public": {"single": 5, "list": 1},
    "polite": {"single": 10, "list": 3},
    "plus": {"single": 150, "list": 150},
}
_MOST_AT_ONCE = 8
_CONCURRENT: Mapping[Pool, int] = {"public": 1, "polite": 3, "plus": _MOST_AT_ONCE}
_FASTEST, _SLOWEST = 150, 60.0  # what headers may set: requests per interval, seconds of one
_TIMEOUT = (6.0, 20.0)  # seconds to connect, and without a byte; slow list queries take about 10
_DEADLINE = 30.0  # seconds for one body, however steadily it drips
_LARGEST = 16 << 20  # bytes, unpacked; a record with 3,000 authors has 2 MB
_RETRIES = 3
_PATIENCE = 20.0  # seconds; who asks for a longer wait is not asked again in this run
_BACKOFF = 0.5  # seconds; doubled each time, with as much jitter
_AGAIN = (429, 500, 502, 503, 504)
_FAILURES = 3  # in a row, then the rest of the run does not ask any more
_QUERY = 600  # characters of a reference; a longer query is answered slowly and no better
_LINK = re.compile(r"(?:https?://|www\.)\S{1,500}|\bdoi\s?:", re.IGNORECASE)
_MARKUP = re.compile(r"[*_<>]{1,3}(?=\S)|(?<=\S)[*_<>]{1,3}")

_TOGETHER = 50  # DOIs in one list call; their address stays far below any server's limit
_FEWEST = 3  # DOIs; fewer are as fast alone, where a missing one is told at once
_PAGE = 1000  # works a page of a long list, Crossref's most
_UNLISTABLE = frozenset(",;: \t")  # what a filter's value cannot hold
_HOSTS = (".crossref.org",)

_NOT_AGAIN = "; not asked any more in this run"

_log = logging.getLogger(__name__)


class _TroubleError(Exception):
    """Why there is no usable answer."""

    def __init__(
        self,
        state: SourceState,
        detail: str,
        *,
        final: bool = False,
        again: bool = False,
        slow: bool = False,
        wait: float | None = None,
    ) -> None:
        super().__init__(state, detail)
        self.state, self.detail = state, detail
        self.final = final
        """Nothing more is asked in this run."""
        self.again = again
        """The same request may be answered if it is sent again, after ``wait`` seconds."""
        self.slow = slow
        """It used up the time that an answer may take, or nothing came for so long."""
        self.wait = wait


class Crossref:
    """Crossref as a ``Search`` named "crossref", which holds all its works.

    Args:
        cache: where answers are kept and looked for first.
        token: of Crossref's Metadata Plus; sent in a header and kept nowhere.
        mailto: an e-mail address that puts requests in the polite pool (three times as fast).
        offline: answer from the cache alone, however old, and else report "offline".
        base_url: another address of the same API.
        timeout: seconds to connect, and to wait for a byte.
        deadline: seconds for the whole body of an answer.
        largest: bytes of an answer.
        retries: further attempts at a request that met an error of the server or the network.
        backoff: seconds before the second retry; doubled for each one after.
        sleep, clock: waiting and the monotonic seconds that go with it.
    """

    name = "crossref"

    def __init__(
        self,
        cache: Cache,
        *,
        mailto: str | None = None,
        token: str | None = None,
        offline: bool = False,
        base_url: str = "https://api.crossref.org",
        timeout: tuple[float, float] = _TIMEOUT,
        deadline: float = _DEADLINE,
        largest: int = _LARGEST,
        retries: int = _RETRIES,
        backoff: float = _BACKOFF,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._cache = cache
        self._mailto = mailto
        self._token = token
        self._offline = offline
        self._base_url = base_url.rstrip("/")
        self._timeout, self._deadline, self._largest = timeout, deadline, largest
        self._retries, self._backoff = retries, backoff
        self._clock, self._sleep = clock, sleep
        pool: Pool = "plus" if token else "polite" if mailto else "public"
        self._buckets: dict[Route, Bucket] = {
            route: Bucket(rate, 1.0, sleep=sleep, clock=clock)
            for route, rate in _RATES[pool].items()
        }
        self._slots = Slots(_CONCURRENT[pool])
        self._lock = threading.Lock()
        self._session: requests.Session | None = None
        self._failures = 0
        self._stopped: _TroubleError | None = None
        self._warned = False

    def close(self) -> None:
        """Close the connections; the cache stays open."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def __enter__(self) -> Crossref:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def by_doi(self, doi: str) -> Answer:
        """The work with this DOI.

        Where Crossref has none, its registry is asked whose DOI it is: one of another agency is
        named in the report, which then is not ``complete``, for such a DOI is not bad.
        """
        address = self._single(doi)
        try:
            entry = self._get(address, "single")
            if entry.status == 404:
                return self._without_work(address, entry)
            work = _work(_message(entry))
            if work.doi != doi.lower():  # an alias, or a mistake: in any case no "no such DOI"
                detail = f"answered with {work.doi}"
                return Answer(self._answered(entry, "doi", complete=False, detail=detail), (work,))
            return Answer(self._answered(entry, "doi"), (work,))
        except _TroubleError as trouble:
            return self._failed(trouble, "doi")

    @property
    def concurrency(self) -> int:
        """Requests that may be under way at once, as far as Crossref has told; none offline."""
        return 0 if self._offline else self._slots.limit

    def prefetch(self, dois: Iterable[str]) -> None:
        """Ask for many works in few list calls, and keep each as if it had been asked for alone.

        What does not come back is left for ``by_doi``, which tells whose DOI it is.
        """
        wanted = [
            doi
            for doi in dict.fromkeys(doi.lower() for doi in dois)
            if not _UNLISTABLE & set(doi) and self._cache.get(self._single(doi)) is None
        ]
        if self._offline or len(wanted) < _FEWEST:
            return
        for place in range(0, len(wanted), _TOGETHER):
            batch = wanted[place : place + _TOGETHER]
            asked = {"filter": ",".join(f"doi:{doi}" for doi in batch), "rows": str(len(batch))}
            try:
                items = _message(self._ask(self._list(asked), "list")).get("items")
            except _TroubleError as trouble:
                _log.info("crossref: DOIs were not asked for together: %s", trouble.detail)
                return
            for item in items if isinstance(items, list) else ():
                doi = item.get("DOI") if isinstance(item, Mapping) else None
                if isinstance(doi, str) and doi.lower() in batch:
                    answer = {"status": "ok", "message-type": "work", "message": item}
                    body = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
                    self._cache.put(self._single(doi.lower()), 200, "application/json", body)

    def works_since(self, date: str) -> Iterator[Mapping[str, Any]]:
        """Crossref's messages of all works indexed on or after an ISO date, oldest first.

        Raises:
            SourceUnavailable: Crossref stopped answering; what came so far is good.
        """
        asked = {
            "filter": f"from-index-date:{date}",
            "sort": "indexed",
            "order": "asc",
            "rows": str(_PAGE),
            "cursor": "*",
        }
        came = 0
        while True:
            try:
                message = _message(self._ask(self._list(asked), "list"))
            except _TroubleError as trouble:
                raise SourceUnavailable(self.name, trouble.detail) from trouble
            items = message.get("items")
            items = items if isinstance(items, list) else []
            yield from (item for item in items if isinstance(item, Mapping))
            cursor, came = message.get("next-cursor"), came + len(items)
            total = message.get("total-results")
            if isinstance(total, int) and came >= total:
                return
            if len(items) < _PAGE or not isinstance(cursor, str):
                return
            asked["cursor"] = cursor

    def by_reference(self, reference: Reference) -> Answer:
        """At most ten works that Crossref's search finds for the text of the reference."""
        text = _query(reference)
        if not text:
            trouble = _TroubleError("unavailable", "nothing in the reference to ask for")
            return self._failed(trouble, "reference")
        wanted = {"query.bibliographic": text, "rows": str(ROWS), "select": SELECT}
        try:
            entry = self._get(self._list(wanted), "list")
            if entry.status == 404:
                trouble = _TroubleError(
                    "unavailable", "the search is not at this address (HTTP 404)"
                )
                self._count(trouble)
                return self._failed(trouble, "reference")
            return Answer(self._answered(entry, "reference"), _works(_message(entry)))
        except _TroubleError as trouble:
            return self._failed(trouble, "reference")

    def _single(self, doi: str) -> str:
        return f"{self._base_url}/works/{quote(doi, safe='', errors='replace')}"

    def _list(self, asked: Mapping[str, str]) -> str:
        return f"{self._base_url}/works?{urlencode(asked, errors='replace')}"

    def _without_work(self, address: str, entry: Entry) -> Answer:
        """The answer for a DOI that Crossref has no record of."""
        registry = self._get(f"{address}/agency", "single")
        if registry.status == 404:
            return Answer(self._answered(entry, "doi", detail="no agency knows this DOI"))
        agency = _message(registry).get("agency")
        told = agency if isinstance(agency, Mapping) else {}
        label = str(told.get("label") or told.get("id") or "another agency")
        detail = f"a DOI of {label}, of which Crossref holds no record"
        report = self._answered(entry, "doi", complete=False, detail=detail)
        own = label.casefold() == self.name
        return Answer(report if own else replace(report, agency=label))

    def _answered(
        self,
        entry: Entry,
        question: Question,
        *,
        complete: bool = True,
        detail: str | None = None,
    ) -> SourceReport:
        return SourceReport(self.name, "answered", complete, detail, entry.fetched, question)

    def _failed(self, trouble: _TroubleError, question: Question) -> Answer:
        return Answer(
            SourceReport(self.name, trouble.state, True, trouble.detail, question=question)
        )

    def _get(self, address: str, route: Route) -> Entry:
        """The answer to one request, from the cache or else from Crossref.

        Raises:
            _TroubleError: there is none, or none that Crossref itself gave.
        """
        kept = self._cache.get(address, any_age=self._offline)
        if kept is not None:
            return kept
        got = self._ask(address, route)
        return self._cache.put(address, got.status, got.content_type, got.body)

    def _ask(self, address: str, route: Route) -> Got:
        """The answer of Crossref itself, in its turn.

        Raises:
            _TroubleError: there is none, or none that Crossref itself gave.
        """
        if self._offline:
            raise _TroubleError("offline", "not in the cache")
        with self._slots:
            for attempt in itertools.count():
                if self._stopped:
                    raise self._stopped
                self._buckets[route].take()
                try:
                    got = self._fetch(address, route)
                except _TroubleError as trouble:
                    # A wait in vain is borne twice only while others are answered.
                    tries = self._retries if not trouble.slow else int(not self._failures)
                    if trouble.final or not trouble.again or attempt >= min(tries, self._retries):
                        self._count(trouble)
                        raise
                    self._sleep(self._pause(attempt) if trouble.wait is None else trouble.wait)
                else:
                    break
            self._count(None)
        return got

    def _pause(self, attempt: int) -> float:
        """Seconds before the next attempt: doubled each time, with as much again by chance."""
        return float(self._backoff * 2**attempt * (1 + random.random()))

    def _count(self, trouble: _TroubleError | None) -> None:
        """Keep account of failures in a row; after too many, or a refusal, nothing more is asked."""
        with self._lock:
            if trouble is None:
                self._failures = 0
                return
            self._failures += 1
            if trouble.final or self._failures >= _FAILURES:
                detail = trouble.detail.removesuffix(_NOT_AGAIN)
                self._stopped = _TroubleError(trouble.state, detail + _NOT_AGAIN)

    def _fetch(self, address: str, route: Route) -> Got:
        import requests
        import urllib3

        asked = address
        if self._mailto:
            asked += ("&" if "?" in address else "?") + urlencode({"mailto": self._mailto})
        try:
            with self._opened().get(asked, timeout=self._timeout, stream=True) as response:
                self._learn(response.headers, route)
                kind = response.headers.get("content-type", "")
                got = Got(response.status_code, kind, self._read(response))
                wait = _retry_after(response.headers.get("retry-after"))
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            slow = isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError)
            slow = slow or "NameResolution" in str(error)  # most likely there is no network at all
            trouble = _TroubleError("unavailable", _explain(error), again=True, slow=slow)
            raise trouble from error
        if got.status in _AGAIN and wait is not None and wait > _PATIENCE:
            detail = f"it asks us to wait {wait:.0f} s (HTTP {got.status})"
            raise _TroubleError("unavailable", detail, final=True)
        _check(got, wait)
        return got

    def _read(self, response: requests.Response) -> bytes:
        """The body, unpacked, as it arrives, within the limits of size and time."""
        body = bytearray()
        until = self._clock() + self._deadline
        # read1 gives what has come, so that the clock is looked at even when bytes only drip.
        while chunk := response.raw.read1(1 << 16, decode_content=True):
            body += chunk
            if len(body) > self._largest:
                raise _TroubleError(
                    "unavailable", f"the answer is larger than {self._largest} bytes"
                )
            if self._clock() > until:
                detail = f"the answer took more than {self._deadline:g} s"
                raise _TroubleError("unavailable", detail, again=True, slow=True)
        return bytes(body)

    def _learn(self, headers: Mapping[str, str], route: Route) -> None:
        self._buckets[route].learn(headers)
        self._slots.learn(headers)
        if self._mailto and headers.get("x-api-pool", "").startswith("public"):
            with self._lock:
                warn, self._warned = not self._warned, True
            if warn:
                _log.warning("Crossref did not accept the e-mail address: requests are slower")

    def _opened(self) -> requests.Session:
        with self._lock:
            if self._session is None:
                self._session = _new_session(self._base_url, self._token)
            return self._session


@dataclass(frozen=True, slots=True)
class Got:
    """An answer as it came."""

    status: int
    content_type: str
    body: bytes


class Slots:
    """Lets so many requests be under way at once, as headers tell."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._taken = 0
        self._free = threading.Condition()

    def __enter__(self) -> None:
        with self._free:
            self._free.wait_for(lambda: self._taken < self.limit)
            self._taken += 1

    def __exit__(self, *_: object) -> None:
        with self._free:
            self._taken -= 1
            self._free.notify()

    def learn(self, headers: Mapping[str, str]) -> None:
        """Take over the limit that an answer states; what is missing or absurd changes nothing."""
        limit = re.fullmatch(r"\s*([0-9]{1,4})\s*", headers.get("x-concurrency-limit", ""))
        if limit and int(limit[1]):
            with self._free:
                self.limit = min(int(limit[1]), _MOST_AT_ONCE)
                self._free.notify_all()


class Bucket:
    """Spaces requests out evenly: ``limit`` of them in ``interval`` seconds, as headers tell."""

    def __init__(
        self,
        limit: int,
        interval: float,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pause = interval / limit
        self._sleep, self._clock = sleep, clock
        self._next = 0.0
        self._lock = threading.Lock()

    def take(self) -> None:
        """Wait for one's turn."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._next)
            self._next = turn + self._pause
        if turn > now:
            self._sleep(turn - now)

    def learn(self, headers: Mapping[str, str]) -> None:
        """Take over the limits that an answer states; what is missing or absurd changes nothing."""
        limit = re.fullmatch(r"\s*([0-9]{1,6})\s*", headers.get("x-rate-limit-limit", ""))
        interval = re.fullmatch(
            r"\s*([0-9]{1,4})\s*s?\s*", headers.get("x-rate-limit-interval", "")
        )
        if limit and interval and int(limit[1]) and int(interval[1]):
            seconds = min(float(interval[1]), _SLOWEST)
            with self._lock:
                self._pause = seconds / min(int(limit[1]), _FASTEST)


def _new_session(base_url: str, token: str | None) -> requests.Session:
    from importlib.metadata import version

    import requests
    from requests.adapters import HTTPAdapter

    class Cautious(requests.Session):
        """Follows a redirect only to where it set out for, or to Crossref, and never off TLS."""

        def get_redirect_target(self, resp: requests.Response) -> str | None:
            target = super().get_redirect_target(resp)
            if target is not None:
                there, here = urlsplit(urljoin(resp.url, target)), urlsplit(base_url)
                known = there.netloc == here.netloc or (there.hostname or "").endswith(_HOSTS)
                if not known or (here.scheme == "https" and there.scheme != "https"):
                    detail = f"it sends us on to {there.hostname or 'a file'}"
                    raise _TroubleError("unavailable", detail, again=True)
            return target

    session: requests.Session = Cautious()
    if token:
        session.headers["Crossref-Plus-API-Token"] = f"Bearer {token}"
    session.max_redirects = 3
    session.headers["User-Agent"] = f"citeweave/{version('citeweave')}"
    session.headers["Accept"] = "application/json"
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(pool_maxsize=_MOST_AT_ONCE))
    return session


def _explain(error: Exception) -> str:
    """The kind of trouble in a few words, without addresses."""
    text = f"{type(error).__name__} {error}"
    for sign, words in _SIGNS:
        if sign in text:
            return words
    return f"the connection failed ({type(error).__name__})"


_SIGNS = (
    ("NameResolution", "its name could not be resolved; is there a network?"),
    ("Timeout", "it did not answer in time"),
    ("timed out", "it did not answer in time"),
    ("refused", "the connection was refused"),
    ("SSL", "the secure connection could not be made"),
)


def _check(got: Got, wait: float | None) -> None:
    """Let only an answer pass that Crossref itself gave: its JSON, or its "not found".

    Raises:
        _TroubleError: what came is something else.
    """
    if got.status in (401, 403):
        raise _TroubleError("refused", f"it refuses our requests (HTTP {got.status})", final=True)
    if 400 <= got.status < 500 and got.status not in (404, 429):
        raise _TroubleError("refused", f"it does not accept the request (HTTP {got.status})")
    if got.status not in (200, 404):
        again = got.status in _AGAIN
        raise _TroubleError("unavailable", f"HTTP {got.status}", again=again, wait=wait)
    if got.status == 404:
        if "html" in got.content_type.lower():  # a proxy's page, or another server's
            raise _TroubleError("unavailable", "a web page came instead of an answer (HTTP 404)")
        return
    if _json(got.body) is None:
        raise _TroubleError("unavailable", "what came is not Crossref's JSON", again=True)


def _retry_after(header: str | None) -> float | None:
    """Seconds, of ``Retry-After: 5`` or a date; None where there is none that can be read."""
    if header is None:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, until.timestamp() - time.time())


def _json(body: bytes) -> Mapping[str, Any] | None:
    """The "message" of an answer; None where there is none."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    message = content.get("message") if isinstance(content, dict) else None
    return message if isinstance(message, dict) else None


def _message(entry: Entry | Got) -> Mapping[str, Any]:
    message = _json(entry.body)
    if message is None:
        raise _TroubleError("unavailable", "what it says is not Crossref's JSON")
    return message


def _work(message: Mapping[str, Any]) -> Work:
    try:
        return from_crossref(message)
    except ValueError as error:
        raise _TroubleError("unavailable", f"it answered with {error}") from error


def _works(message: Mapping[str, Any]) -> tuple[Work, ...]:
    items = message.get("items")
    if not isinstance(items, list):
        raise _TroubleError("unavailable", "its answer has no list of works")
    works = tuple(
        from_crossref(item)
        for item in items[:ROWS]
        if isinstance(item, Mapping) and isinstance(item.get("DOI"), str) and item["DOI"].strip()
    )
    if items and not works:
        raise _TroubleError("unavailable", "the works in its answer cannot be read")
    return works


def _query(reference: Reference) -> str:
    """What Crossref is asked: the printed text without identifiers, links and mark-up."""
    text = reference.raw or " ".join(found.value for found in reference.fields.values())
    text = text[: 4 * _QUERY]
    if reference.label and text.startswith(reference.label):
        text = text[len(reference.label) :]
    for found in reversed(find_dois(text)):
        text = text[: found.start] + " " + text[found.end :]
    text = _MARKUP.sub("", _LINK.sub(" ", text))
    return " ".join(text.split())[:_QUERY]
