"""The labeller's weights on disk: what a conditional random field has learnt, and nothing of what it was taught.

A file is one zlib stream: a line of JSON (``labels``; ``transitions``, a square of integers from
label to label; ``scale``, by which every integer was multiplied; ``calibration``, see :class:`Model`;
``features``, their number), a line with each feature's name, then for each feature the number of
its weights (one byte), the labels of all weights (one byte each) and the weights (two bytes
each, little-endian, signed).
"""

from __future__ import annotations

import json
import struct
import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import cast

from refs.parse.kept import Kept

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Model:
    """A linear-chain CRF: label scores are sums of the weights of a word's features and of transitions."""

    labels: tuple[str, ...]
    scale: int
    """Every weight is a whole number of 1/``scale``."""
    transitions: tuple[tuple[int, ...], ...]
    """``transitions[i][j]`` scores label ``j`` right after label ``i``."""
    calibration: Mapping[str, Sequence[tuple[float, float]]]
    """Field → steps (least probability by the model, share that was right), both ascending."""
    _places: Mapping[str, int]
    _rows: Mapping[int, int]
    _fields: struct.Struct
    _lift: int
    """Added to a sum of rows, makes every label's 32 bits positive, whatever its scores are."""

    @property
    def features(self) -> Iterable[str]:
        """The names of all features."""
        return self._places.keys()

    def sum(self, names: Iterable[str]) -> int:
        """The sum of the weights of features, ``weight << 32 * label``: such rows are added as integers.

        Unknown features weigh nothing. See :meth:`unpack`.
        """
        rows = self._rows
        return sum([rows[place] for place in map(self._places.get, names) if place is not None])

    def unpack(self, row: int) -> tuple[int, ...]:
        """The score of each label in a sum of rows, all higher than they are by the same number."""
        return cast(
            tuple[int, ...],
            self._fields.unpack((row + self._lift).to_bytes(self._fields.size, "little")),
        )


def load_model(content: bytes) -> Model:
    """The model of a file's bytes, as :func:`dump_model` wrote them."""
    data = zlib.decompress(content)
    header, _, rest = data.partition(b"\n")
    about = json.loads(header)
    size = about["features"]
    end = 0
    for _ in range(size):
        end = rest.index(b"\n", end) + 1
    names = rest[:end].decode().split("\n")[:-1]
    counts = rest[end : end + size]
    total = sum(counts)
    columns = rest[end + size : end + size + total]
    weights = array("h", rest[end + size + total :])
    if sys.byteorder == "big":
        weights.byteswap()
    labels = tuple(about["labels"])
    return Model(
        labels,
        about["scale"],
        tuple(map(tuple, about["transitions"])),
        {
            field: [(least, share) for least, share in steps]
            for field, steps in about["calibration"].items()
        },
        dict(zip(names, range(size), strict=True)),
        Kept(partial(_row, array("I", accumulate(counts, initial=0)), columns, weights)),
        struct.Struct(f"<{len(labels)}I"),
        sum(1 << 32 * label + 30 for label in range(len(labels))),
    )


def _row(bounds: Sequence[int], columns: bytes, weights: Sequence[int], place: int) -> int:
    return sum([weights[i] << 32 * columns[i] for i in range(bounds[place], bounds[place + 1])])


def dump_model(
    labels: Sequence[str],
    transitions: Mapping[tuple[str, str], float],
    features: Mapping[str, Weights],
    calibration: Mapping[str, Sequence[tuple[float, float]]],
    scale: int = 1000,
) -> bytes:
    """A file's bytes from weights by label, quantised to 1/``scale``; weights that become 0 are left out."""
    place = {label: i for i, label in enumerate(labels)}
    names, counts, columns, weights = [], bytearray(), bytearray(), array("h")
    for name in sorted(features):
        found = sorted(
            (place[label], round(weight * scale)) for label, weight in features[name].items()
        )
        found = [(column, max(-32768, min(32767, weight))) for column, weight in found if weight]
        if found:
            names.append(name)
            counts.append(len(found))
            columns += bytes(column for column, _ in found)
            weights.extend(weight for _, weight in found)
    if sys.byteorder == "big":
        weights.byteswap()
    about = {
        "labels": list(labels),
        "transitions": [
            [round(transitions.get((one, two), 0.0) * scale) for two in labels] for one in labels
        ],
        "scale": scale,
        "calibration": calibration,
        "features": len(names),
    }
    head = "".join(f"{line}\n" for line in (json.dumps(about), *names)).encode()
    return zlib.compress(head + bytes(counts) + bytes(columns) + weights.tobytes(), 9)
