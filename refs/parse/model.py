"""What the labeller has learnt, and its file: a NumPy archive (.npz) that holds nothing of what was taught."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from refs.layers import Layer
from refs.parse.codes import Codes, CodeTable
from refs.parse.crf import Scores
from refs.parse.network import Network

Steps = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Model:
    """Networks that score labels, transitions between these, and how far both can be trusted."""

    labels: tuple[str, ...]
    scale: int
    """Every score is a whole number of 1/``scale`` nats."""
    transitions: Scores
    """``transitions[i, j]`` scores label ``j`` right after label ``i``."""
    calibration: Mapping[str, Steps]
    """Field → steps (least probability by the model, share that was right), both ascending."""
    plausible: Sequence[float]
    """Weights of :func:`refs.parse.plausible.traits`."""
    names: Codes
    """What :func:`refs.parse.journal_names.name_codes` makes of the names of journals."""
    networks: Sequence[Network]
    """Taught apart; the mean of their scores is better than those of one."""


def load_model(content: bytes) -> Model:
    """The model of a file's bytes, as :func:`dump_model` wrote them."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        held = {name: arrays[name] for name in arrays.files}
    about = json.loads(held["about"].tobytes())
    features = CodeTable(held["codes"])
    vectors = np.split(held["vectors"], len(held["vector_scale"]), axis=1)
    networks = [
        Network(features, own, scale, {
            name: Layer(*(held[f"{name}.{part}"][place].astype(np.float32) for part in Layer._fields))
            for name in about["layers"]
        })
        for place, (own, scale) in enumerate(zip(vectors, held["vector_scale"], strict=True))
    ]  # fmt: skip
    return Model(
        tuple(about["labels"]),
        about["scale"],
        held["transitions"].astype(np.float32),
        {
            field: [(least, share) for least, share in steps]
            for field, steps in about["calibration"].items()
        },
        about["plausible"],
        held["names"],
        networks,
    )


def dump_model(
    labels: Sequence[str],
    transitions: npt.NDArray[Any],
    codes: Codes,
    vectors: npt.NDArray[np.int8],
    vector_scale: npt.NDArray[np.float32],
    layers: Sequence[Mapping[str, Layer]],
    calibration: Mapping[str, Steps],
    plausible: Sequence[float],
    names: Sequence[int],
    scale: int = 1000,
) -> bytes:
    """A file's bytes, the same for the same model; ``transitions`` in units of 1/``scale``.

    ``vectors`` of the networks stand side by side; ``vector_scale`` and ``layers`` are those of each.
    """
    about = {
        "labels": list(labels),
        "scale": scale,
        "calibration": calibration,
        "plausible": list(plausible),
        "layers": list(layers[0]),
    }
    arrays: dict[str, Any] = {
        "about": np.frombuffer(json.dumps(about).encode(), np.uint8),
        "transitions": transitions.astype(np.int32),
        "names": np.array(sorted(set(names)), np.uint32),
        "codes": codes,
        "vectors": vectors,
        "vector_scale": vector_scale,
    }
    for name in layers[0]:
        for part, kind in (("weights", np.int8), ("bias", np.int32), ("scale", np.float32)):
            each = [getattr(own[name], part) for own in layers]
            arrays[f"{name}.{part}"] = np.stack(each).astype(kind)
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()
