import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import responses

from refs.errors import BadIndex
from refs.sources.cache import Cache
from refs.sources.crossref import Crossref
from refs.sources.index import Index, build_index, index_info
from refs.sources.renewal import renew_index

API = "https://api.crossref.org/works"
OLD = {"DOI": "10.1/old", "title": ["An old work"], "volume": "1"}


def page(*works: dict[str, Any]) -> dict[str, Any]:
    return {"message": {"items": works, "next-cursor": "next", "total-results": len(works)}}


def work(doi: str, indexed: str, **more: Any) -> dict[str, Any]:
    return {"DOI": doi, "indexed": {"date-time": f"{indexed}T01:02:03Z"}, **more}


@pytest.fixture
def index(tmp_path: Path) -> Path:
    file = tmp_path / "old.jsonl"
    file.write_text(json.dumps(OLD))
    build_index([file], tmp_path / "index", complete=True, as_of="2026-03-01")
    return tmp_path / "index"


@pytest.fixture
def crossref(tmp_path: Path) -> Iterator[Crossref]:
    with (
        Cache(tmp_path / "c.sqlite") as cache,
        Crossref(cache, retries=0, sleep=lambda _: None) as opened,
    ):
        yield opened


@responses.activate
def test_new_and_changed_works_come_in(index: Path, crossref: Crossref) -> None:
    changed = work("10.1/old", "2026-03-02", title=["An old work"], volume="2")
    responses.get(API, json=page(changed, work("10.1/new", "2026-03-05", title=["A new work"])))
    told: list[object] = []
    renewal = renew_index(index, crossref, "2026-03-01", "2026-03-09", told.append)
    assert (renewal.works, renewal.trouble, len(told)) == (2, None, 2)
    assert (renewal.info.works, renewal.info.as_of, renewal.info.complete) == (
        2,
        "2026-03-09",
        True,
    )
    assert "from-index-date%3A2026-03-01" in str(responses.calls[0].request.url)
    with Index(index) as opened:
        assert opened.by_doi("10.1/old").works[0].volume == "2"
        assert opened.by_doi("10.1/new").works


@responses.activate
def test_nothing_new_changes_nothing(index: Path, crossref: Crossref) -> None:
    responses.get(API, json=page())
    before = index_info(index)
    assert renew_index(index, crossref, "2026-03-01", "2026-03-09").info == before


@responses.activate
def test_what_breaks_off_goes_on_from_the_day_it_reached(index: Path, crossref: Crossref) -> None:
    first = [work(f"10.1/{n}", "2026-03-04", title=[f"Work {n}"]) for n in range(1000)]
    responses.get(API, json={"message": {"items": first, "next-cursor": "x"}})
    responses.get(API, status=503)
    renewal = renew_index(index, crossref, "2026-03-01", "2026-03-09")
    assert (renewal.works, renewal.info.as_of) == (1000, "2026-03-04")
    assert "HTTP 503" in str(renewal.trouble)
    assert index_info(index).works == 1001


@responses.activate
def test_a_date_that_is_none_moves_nothing(index: Path, crossref: Crossref) -> None:
    odd = [{"DOI": f"10.1/{n}", "indexed": {"date-time": "soon"}} for n in range(1000)]
    responses.get(API, json={"message": {"items": odd, "next-cursor": "x"}})
    responses.get(API, status=503)
    assert renew_index(index, crossref, "2026-03-01", "2026-03-09").info.as_of == "2026-03-01"


def test_no_index_asks_nobody(tmp_path: Path, crossref: Crossref) -> None:
    with pytest.raises(BadIndex):
        renew_index(tmp_path / "none", crossref, "2026-03-01", "2026-03-09")
