"""The GEXF writer beside networkx's: CPU seconds, alternating, and memory over that of the graph."""

from __future__ import annotations

import io
import random
import sys
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import networkx as nx

from evidence.export.appearance import positions
from evidence.export.gexf import write_gexf

NODES, EDGES, ROUNDS = 100_000, 500_000, 2
GROWTH = (10_000, 100_000, 500_000, 1_000_000)  # edges, each with a fifth as many nodes
PARALLEL = 2_000_000  # edges between the same two nodes


def make_graph(nodes: int, edges: int) -> nx.MultiDiGraph[str]:
    """Six attributes on nodes, four on edges, as many parallel edges as chance has it."""
    dice = random.Random(1)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number in range(nodes):
        graph.add_node(
            f"n{number}",
            label=f"Work {number}",
            kind="work",
            year=1990 + number % 35,
            text=f"Text of work {number} & more",
            score=dice.random(),
            retracted=number % 50 == 0,
        )
    for number in range(edges):
        one, other = dice.sample(range(nodes), 2)
        graph.add_edge(
            f"n{one}",
            f"n{other}",
            kind=dice.choice(["bears_on", "cites"]),
            weight=dice.random() + 0.1,
            count=number % 9,
            quote=f"quotation {number}",
        )
    return graph


def placed(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """The same graph, its nodes with the positions of the layout."""
    other = graph.copy()
    for (_, data), (x, y) in zip(other.nodes(data=True), positions(graph).tolist(), strict=True):
        data.update(x=x, y=y)
    return other


def beside_networkx() -> None:
    graph = make_graph(NODES, EDGES)
    with_positions = placed(graph)
    with TemporaryDirectory() as folder:
        ours, theirs = Path(folder, "ours.gexf"), Path(folder, "theirs.gexf")
        writers = {
            "citeweave, positions given": lambda: write_gexf(with_positions, ours),
            "citeweave, layout included": lambda: write_gexf(graph, ours),
            "networkx": lambda: nx.write_gexf(graph, theirs),
        }
        best = dict.fromkeys(writers, float("inf"))
        for _ in range(ROUNDS):
            for name, write in writers.items():
                begun = process_time()
                write()
                best[name] = min(best[name], process_time() - begun)
    print(f"GEXF of {NODES} nodes and {EDGES} edges, CPU seconds, best of {ROUNDS}")
    for name, seconds in best.items():
        print(f"{name:28} {seconds:6.2f} s {best['networkx'] / seconds:5.1f} x")


class Nowhere(io.TextIOBase):
    """Takes text and keeps none."""

    def write(self, text: str) -> int:
        return len(text)


def memory() -> None:
    print("memory over that of the graph, at its peak, MiB")
    print(f"{'edges':>9} {'nodes':>9} {'positions given':>16} {'layout included':>16}")
    for edges in GROWTH:
        graph = make_graph(edges // 5, edges)
        drawn = peak(graph)
        for (_, data), at in zip(graph.nodes(data=True), range(edges), strict=False):
            data.update(x=float(at % 997), y=float(at))
        print(f"{edges:9} {edges // 5:9} {peak(graph):16.1f} {drawn:16.1f}", flush=True)
    graph = nx.MultiDiGraph()
    graph.add_edges_from(("u", "v", at, {"kind": "cites", "count": at}) for at in range(PARALLEL))
    print(f"{PARALLEL:9} {2:9} {'(all parallel)':>16} {peak(graph):16.1f}")


def peak(graph: nx.MultiDiGraph[str]) -> float:
    write_gexf(make_graph(10, 10), Nowhere())  # what is imported or cached once
    tracemalloc.start()
    write_gexf(graph, Nowhere())
    taken = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return taken


if __name__ == "__main__":
    sys.exit(beside_networkx() or memory())
