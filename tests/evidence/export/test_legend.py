"""The legend in the documentation is the one that files are coloured by."""

from __future__ import annotations

import re
from pathlib import Path

from evidence.export.appearance import EDGE_COLOURS, GREY, NODE_COLOURS

LEGEND = (Path(__file__).parents[3] / "docs/graph.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `?([\w -]+?)`? \| (\d+), (\d+), (\d+) \|", LEGEND, re.MULTILINE)


def test_every_colour_stands_in_the_legend():
    shown = {name: (int(r), int(g), int(b)) for name, r, g, b in ROWS}
    assert shown == {**NODE_COLOURS, **EDGE_COLOURS, "all others": GREY}
