"""The evidence graph of many articles: building, layout, page, and first picture in a browser."""

from __future__ import annotations

import shutil
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TypeVar

import networkx as nx

from evidence.export.page import write_page
from evidence.graph import build_graph
from evidence.layout import layout
from evidence.model import Claim, Context, EvidenceLine, Pointer, Sentence, Statement
from evidence.views import add_measures, evidence_view
from refs.model import Article, Checked, Name, Reference, Span, Work

ARTICLES = (1_000, 10_000)
REFERENCES = 30  # of each article
PAGES = (1_000, 10_000)  # nodes

_T = TypeVar("_T")


def parts(
    articles: int,
) -> tuple[list[Article], list[Checked], list[Context], list[Statement], list[Claim]]:
    """Articles that each cite 30 works, some of them shared, and make one claim of two works."""
    found: tuple[list[Article], list[Checked], list[Context], list[Statement], list[Claim]]
    found = ([], [], [], [], [])
    for number in range(articles):
        id_ = f"page-{number}.md#1"
        found[0].append(
            Article(id_, f"page-{number}.md", "complete", 0, 9000, title=f"Letter {number}")
        )
        for place in range(1, REFERENCES + 1):
            at = (number * 7 + place * place * 31) % (articles * 12)
            work = Work(
                f"10.9999/work.{at}", title=f"Work {at}", authors=(Name("Doe"),), issued="2019-05"
            )
            entry = Reference(f"{id_}#{place}", id_, place, f"{place}. Doe J. Work {at}. 2019.")
            found[1].append(Checked(entry, "verified", "agrees", work=work, score=0.99))
        text = f"Counts fall after treatment {number % 97}.<sup>1,2</sup>"
        span = Span(100, 100 + len(text))
        found[2].append(
            Context(
                id_, Sentence(text, (span,), 0, 100), (Pointer(150, 160, "<sup>1,2</sup>", (1, 2)),)
            )
        )
        claim = f"c{number % 997}"
        found[3].append(
            Statement(
                f"s{number}",
                claim,
                id_,
                (span,),
                text,
                text,
                "cited",
                "affirmed",
                "none",
                evidence=tuple(
                    EvidenceLine(place, id_, None, "supports", "direct", "same") for place in (1, 2)
                ),
            )
        )
    found[4].extend(
        Claim(f"c{number}", f"counts fall {number}", None, None, None, None, (), ())
        for number in range(min(articles, 997))
    )
    return found


def timed(name: str, make: Callable[[], _T]) -> _T:
    begun = process_time()
    result = make()
    print(f"{name:44} {process_time() - begun:7.2f} s CPU", flush=True)
    return result


def traced(make: Callable[[], _T]) -> tuple[_T, float]:
    """What is made, and the most memory that it took, in MiB."""
    tracemalloc.start()
    made = make()
    memory = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return made, memory


def bare(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """The same nodes and edges, without attributes."""
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    made.add_nodes_from(graph)
    for u, v, key in graph.edges(keys=True):
        made.add_edge(u, v, key)
    return made


def building() -> None:
    before: tuple[float, float] | None = None
    for articles in ARTICLES:
        made = parts(articles)
        graph, memory = traced(lambda made=made: build_graph(*made, {}))
        print(
            f"graph of {articles} articles: {len(graph)} nodes, {graph.number_of_edges()} edges, {memory:.0f} MiB,"
            f" without attributes {traced(lambda graph=graph: bare(graph))[1]:.0f} MiB"
        )
        del graph
        begun = process_time()
        graph = timed(
            f"build the graph of {articles} articles", lambda made=made: build_graph(*made, {})
        )
        seconds = process_time() - begun
        if before:
            print(
                f"growth from {ARTICLES[0]} to {ARTICLES[1]} articles: time {seconds / before[0]:.1f} x,"
                f" memory {memory / before[1]:.1f} x"
            )
        before = seconds, memory
        view = timed(
            f"its evidence view, {articles} articles", lambda graph=graph: evidence_view(graph)
        )
        del graph
        timed(f"measures of that view, {len(view)} nodes", lambda view=view: add_measures(view))


def pages() -> None:
    with TemporaryDirectory() as folder:
        for nodes in PAGES:
            drawn = nx.barabasi_albert_graph(nodes, 3, seed=1)
            edges = list(drawn.edges())
            timed(
                f"lay out {nodes} nodes, {len(edges)} edges", lambda n=nodes, e=edges: layout(n, e)
            )
            for node, data in drawn.nodes(data=True):
                data.update(
                    kind="claim", label=f"Claim {node}", claim_text=f"The claim number {node}"
                )
            path = Path(folder, f"{nodes}.html")
            with path.open("w", encoding="utf-8") as file:
                timed(f"write a page of {nodes} nodes", lambda d=drawn, f=file: write_page(d, f))
            print(f"page of {nodes} nodes: {path.stat().st_size / 2**20:.2f} MiB")
            first_picture(path)


def first_picture(path: Path) -> None:
    chromium = shutil.which("chromium")
    if not chromium:
        print("no chromium here: time to the first picture not taken")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        begun = perf_counter()
        page.goto(path.as_uri(), wait_until="commit")
        page.wait_for_selector("html[data-painted]", state="attached")
        print(f"{'first picture in headless Chromium':44} {perf_counter() - begun:7.2f} s")
        browser.close()


if __name__ == "__main__":
    sys.exit(building() or pages())
