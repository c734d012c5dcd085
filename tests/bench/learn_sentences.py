"""Networks that score whole sentences, learnt by stochastic gradients (JAX and optax).

A sentence is a list of numbers of word pieces. Sentences of about the same length are read together,
filled up with pieces that do not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from typing import Any, NamedTuple, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np
import optax

Weights: TypeAlias = dict[str, jax.Array]
Sentences: TypeAlias = Sequence[Sequence[int]]
Scores: TypeAlias = Callable[[Weights, jax.Array, jax.Array, "jax.Array | None"], jax.Array]
"""Weights, pieces by sentence, which of them count, dice (none where nothing is learnt) → scores."""

WIDTHS = (16, 24, 32, 40, 48, 64, 80, 96, 128)
"""Pieces that sentences are filled up to; what is behind the last is cut."""
READ_TOGETHER = 64


class Settings(NamedTuple):
    passes: int
    rate: float
    """Of Adam at its highest, after a tenth of the steps; it falls to 0 as a cosine does."""
    together: int
    decay: float
    """Weights are pulled towards 0 by so much of the rate (Loshchilov and Hutter 2019)."""
    kept: float = 0.99
    """Of the running mean of the weights in each step, less at the start; that mean is what is learnt."""


def learn(
    scores: Scores,
    weights: Weights,
    sentences: Sentences,
    wanted: Any,
    settings: Settings,
    seed: int,
) -> Weights:
    """The weights that give each sentence the wanted probabilities, a row a sentence, as well as can be."""
    dice = np.random.default_rng(seed)
    steps = settings.passes * -(-len(sentences) // settings.together)
    rates = optax.warmup_cosine_decay_schedule(0, settings.rate, steps // 10, steps)
    rule = optax.chain(
        optax.clip_by_global_norm(1.0), optax.adamw(rates, weight_decay=settings.decay)
    )

    def loss(weights: Weights, pieces: Any, there: Any, own: Any, key: Any) -> jax.Array:
        return optax.softmax_cross_entropy(scores(weights, pieces, there, key), own).mean()

    @jax.jit
    def step(weights: Weights, mean: Weights, state: Any, share: float, *given: Any) -> Any:
        cost, slopes = jax.value_and_grad(loss)(weights, *given)
        changes, state = rule.update(slopes, state, weights)
        weights = optax.apply_updates(weights, changes)
        mean = jax.tree.map(lambda old, new: share * old + (1 - share) * new, mean, weights)
        return weights, mean, state, cost

    mean, state, done, begun = weights, rule.init(weights), 0, monotonic()
    for number in range(settings.passes):
        costs = []
        for batch in _batches(sentences, settings.together, dice):
            pieces, there = _filled([sentences[place] for place in batch])
            share = min(settings.kept, (1 + done) / (10 + done))
            key = jax.random.PRNGKey(seed * 1_000_000 + done)
            weights, mean, state, cost = step(
                weights, mean, state, share, pieces, there, wanted[batch], key
            )
            costs.append(cost)
            done += 1
        print(
            f"  pass {number + 1}: {float(np.mean(costs)):.3f} nats a sentence,"
            f" {monotonic() - begun:.0f} s",
            flush=True,
        )
    return mean


def probabilities(scores: Scores, weights: Weights, sentences: Sentences) -> Any:
    """A row a sentence."""
    read = jax.jit(lambda *given: jax.nn.softmax(scores(*given, None)))
    order = np.argsort([len(one) for one in sentences], kind="stable")
    ordered = [sentences[place] for place in order]
    found = np.concatenate([np.asarray(read(weights, *batch)) for batch in together(ordered)])
    return found[np.argsort(order)]


def together(sentences: Sentences) -> Iterator[tuple[Any, Any]]:
    """Sentences in order, some at once: pieces, a row a sentence, and which of them count."""
    for start in range(0, len(sentences), READ_TOGETHER):
        batch = sentences[start : start + READ_TOGETHER]
        pieces, there = _filled(batch)
        yield pieces, there


def thinned(state: jax.Array, unseen: float, dice: jax.Array | None) -> jax.Array:
    """The state with some of its numbers left out at random (dropout); as it is without dice."""
    if dice is None:
        return state
    return jnp.where(jax.random.bernoulli(dice, 1 - unseen, state.shape), state / (1 - unseen), 0.0)


def throws(dice: jax.Array | None) -> Iterator[jax.Array | None]:
    """Dice after dice, or nothing after nothing."""
    while True:
        mine = None
        if dice is not None:
            dice, mine = jax.random.split(dice)
        yield mine


def _batches(sentences: Sentences, together: int, dice: np.random.Generator) -> Iterator[Any]:
    """Places of about equally long sentences, in random order, all batches of one size."""
    lengths = np.array([len(one) for one in sentences]) + dice.uniform(0, 8, len(sentences))
    order = np.argsort(lengths, kind="stable")
    some = -(-len(order) // together)
    order = np.concatenate([order, dice.choice(order, some * together - len(order))])
    yield from order.reshape(some, together)[dice.permutation(some)]


def _filled(sentences: Sentences) -> tuple[Any, Any]:
    """Pieces, a row a sentence, and which of them count."""
    longest = min(max(map(len, sentences)), WIDTHS[-1])
    width = next(width for width in WIDTHS if width >= longest)
    pieces = np.zeros((len(sentences), width), np.int32)
    there = np.zeros(pieces.shape, bool)
    for row, own in enumerate(sentences):
        pieces[row, : len(own[:width])] = own[:width]
        there[row, : len(own)] = True
    return pieces, there
