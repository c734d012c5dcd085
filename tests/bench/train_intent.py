"""Train the model of citing intent and write it into the package.

What a sentence cites for is learnt from SciCite's training rows alone. Three teachers, MiniLM taught
further on these rows, differ by their dice. They then judge many sentences that bear no label: those
of open articles and abstracts, with and without a citation put in, and variants of all. A small
convolutional network learns to judge as they do on the mean (distillation; Hinton et al. 2015). So it
does better than one that learns from the rows, and is fast enough for every sentence that cites.

``train_intent.py held-out`` lets one teacher and its pupil learn from four fifths of the rows and tells
how the pupil does on the last fifth; settings were chosen by that. The development rows are looked
at once, at the end.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jax
import jax.numpy as jnp
import minilm
import numpy as np
from learn_network import whole_layer
from learn_sentences import Settings, Weights, learn, probabilities, thinned, throws, together
from score_intent import read_citing, score_intent, show_scores
from sentence_variants import Words, variants

from evidence.contexts import read_contexts
from evidence.intent import DILATIONS, INTENTS, MODEL, UNITS, dump_model, masked
from evidence.sentences import split_text
from evidence.stance import numbered
from evidence.wordpieces import WordPieces
from refs.documents import read_document
from refs.layers import most
from refs.read import read_references

SHARED = Path(os.environ.get("CITEWEAVE_SHARED", "../shared")) / "data"
TEACHERS = 3
TEACHER = Settings(passes=3, rate=5e-5, together=32, decay=0.01)
PUPIL = Settings(passes=4, rate=2e-3, together=64, decay=1e-4)
VECTOR, STATE, HIDDEN = 128, 192, 128
"""Numbers of a piece's vector, of its state, of the whole sentence; three quarters of each did .001 less."""
UNSEEN = 0.15
"""Of the numbers in a whole sentence's state while the pupil learns; half as many in a piece's."""
VARIANTS = 3
REPEATED = 3
"""How often the pupil sees each row, beside its variants once."""
BELIEVED = 0.4
"""What a label counts where the pupil learns a row; the teachers' word is the rest."""
UNSURE = 0.05
"""Of a label, shared out over all intents where a teacher learns it."""
ENDS = 0.6
"""How often a citation put in stands at the end of the sentence, not behind a stop within."""
SENTENCE = range(40, 600)
"""Characters of a sentence that is learnt from."""


def main() -> None:
    pieces = WordPieces(minilm.vocabulary())
    rows = read_citing(SHARED / "citation-intent" / "train.jsonl.gz")
    labels = np.array([INTENTS.index(label) for _, label in rows])
    words = [pieces.words(masked(text)) for text, _ in rows]
    others = [
        [pieces.words(masked(text)) for text in found]
        for found in (citing_sentences(), plain_sentences())
    ]
    if sys.argv[1:] == ["held-out"]:
        held = np.arange(len(rows)) % 5 == 0
        taught = [own for own, out in zip(words, held, strict=True) if not out]
        pupil = teach(taught, labels[~held], *others, pieces, teachers=1)
        with TemporaryDirectory() as folder:
            path = Path(folder) / MODEL.name
            path.write_bytes(in_whole_numbers(pupil, taught))
            show_scores([row for row, out in zip(rows, held, strict=True) if out], path)
        return
    pupil = teach(words, labels, *others, pieces, teachers=TEACHERS)
    MODEL.write_bytes(in_whole_numbers(pupil, words))
    print(f"{MODEL}: {MODEL.stat().st_size / 1e6:.1f} MB")
    score_intent(SHARED / "citation-intent")


# ---------------------------------------------------------------------- sentences without a label


def citing_sentences() -> list[str]:
    """Of the open articles."""
    return [
        numbered(context)
        for article, references in read_references(_articles())
        for context in read_contexts(article, references).contexts
    ]


def plain_sentences() -> list[str]:
    """Of the open articles and abstracts, without any citation."""
    articles = (article for article, _ in read_references(_articles()))
    texts = [passage.text for article in articles for passage in article.passages]
    found = {
        text[start:end]
        for text in [*texts, *_abstracts()]
        for start, end in split_text(text)
        if end - start in SENTENCE
    }
    return sorted(one for one in found if not re.search(r"<sup>|\^|\[\d|\t", one))


def _articles() -> Iterator[Any]:
    for path in sorted((SHARED / "citation-contexts").glob("*.md")):
        if path.name != "README.md":
            yield read_document(path.read_bytes(), path.name)


def _abstracts() -> Iterator[str]:
    with gzip.open(SHARED / "crossref" / "real-works.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            if abstract := json.loads(line).get("abstract"):
                yield " ".join(re.sub(r"<[^<>]*>", " ", abstract).split())


# -------------------------------------------------------------------------------------- teaching


def teach(
    rows: Sequence[Words],
    labels: Any,
    citing: Sequence[Words],
    plain: Sequence[Words],
    pieces: WordPieces,
    teachers: int,
) -> Weights:
    """The pupil of so many teachers."""
    gold = np.eye(len(INTENTS), dtype=np.float32)[labels]
    stops = frozenset(word[0] for word in pieces.words(",;:.()"))
    cited = with_citations(plain, pieces.words("cite")[0], stops)
    blank = minilm.vocabulary().index("[MASK]")
    made = variants([*rows, *citing, *citing, *cited], VARIANTS, stops, blank, seed=5)
    sentences = [flat(one) for one in (*rows, *citing, *plain, *cited)] + made
    begin, end = (minilm.vocabulary().index(name) for name in ("[CLS]", "[SEP]"))
    framed = [[begin, *one[: minilm.LONGEST - 2], end] for one in sentences]
    judged = np.zeros((len(sentences), len(INTENTS)), np.float32)
    for seed in range(teachers):
        print(f"teacher {seed + 1}: {len(rows)} sentences", flush=True)
        wanted = (1 - UNSURE) * gold + UNSURE / len(INTENTS)
        first = minilm.load_minilm(len(INTENTS), seed)
        weights = learn(minilm.scores, first, framed[: len(rows)], wanted, TEACHER, seed)
        judged += probabilities(minilm.scores, weights, framed) / teachers
    wanted = BELIEVED * gold + (1 - BELIEVED) * judged[: len(rows)]
    print(f"pupil: {len(sentences)} sentences", flush=True)
    return learn(
        pupil_scores,
        first_pupil(),
        sentences[: len(rows)] * REPEATED + sentences[len(rows) :],
        np.concatenate([wanted] * REPEATED + [judged[len(rows) :]]),
        PUPIL,
        seed=0,
    )


def with_citations(
    sentences: Sequence[Words], cite: Sequence[int], stops: frozenset[int]
) -> list[Words]:
    """Each sentence with a citation before its last word, mostly its full stop, or before another stop."""
    dice = np.random.default_rng(5)
    found = []
    for words in sentences:
        within = [place for place, word in enumerate(words) if place > 2 and word[0] in stops]
        last = dice.random() < ENDS or not within
        place = len(words) - 1 if last else int(dice.choice(within))
        found.append([*words[:place], cite, *words[place:]])
    return found


def flat(words: Words) -> list[int]:
    return [piece for word in words for piece in word]


# ----------------------------------------------------------------------------------------- pupil


def first_pupil() -> Weights:
    """Random layers, and for each piece the directions in which MiniLM's vectors differ most."""
    dice = np.random.default_rng(0)
    vectors = np.asarray(minilm.load_minilm(len(INTENTS), 0)[minilm.VECTORS], np.float64)
    vectors -= vectors.mean(0)
    _, axes = np.linalg.eigh(vectors.T @ vectors)
    vectors = vectors @ axes[:, -VECTOR:]
    weights = {"vectors": vectors / vectors.std()}
    shapes = {
        **{f"near{n}": (3 * (STATE if n else VECTOR), STATE, 2.0) for n in range(len(DILATIONS))},
        "whole": (2 * STATE + VECTOR, HIDDEN, 2.0),
        "intents": (HIDDEN, len(INTENTS), 0.5),
    }
    for name, (inputs, outputs, power) in shapes.items():
        weights[name] = dice.normal(0, (power / inputs) ** 0.5, (inputs, outputs))
        weights[f"{name}.bias"] = np.zeros(outputs)
    return {name: jnp.asarray(values, jnp.float32) for name, values in weights.items()}


def pupil_scores(
    weights: Weights, pieces: jax.Array, there: jax.Array, dice: jax.Array | None
) -> jax.Array:
    """What :meth:`evidence.intent.IntentModel.scores` does, in real numbers."""
    return pupil_states(weights, pieces, there, dice)["intents"]


def pupil_states(
    weights: Weights, pieces: jax.Array, there: jax.Array, dice: jax.Array | None
) -> dict[str, jax.Array]:
    """By name the activations behind each layer."""
    throw = throws(dice)
    counted = there[..., None].astype(jnp.float32)
    states = {"vectors": weights["vectors"][pieces] * counted}
    state = first = thinned(states["vectors"], UNSEEN / 2, next(throw))
    for layer, distance in enumerate(DILATIONS):
        seen = jnp.concatenate([_moved(state, distance), state, _moved(state, -distance)], axis=-1)
        added = jax.nn.relu(_through(weights, f"near{layer}", seen)) * counted
        added = thinned(added, UNSEEN / 2, next(throw))
        state = state + added if layer else added
    states["state"] = state
    sizes = counted.sum(1)
    states["means"] = jnp.concatenate([state.sum(1) / sizes, first.sum(1) / sizes], -1)
    pooled = jnp.concatenate([state.max(1), states["means"]], -1)
    pooled = thinned(pooled, UNSEEN, next(throw))
    states["whole"] = jax.nn.relu(_through(weights, "whole", pooled))
    whole = thinned(states["whole"], UNSEEN, next(throw))
    states["intents"] = _through(weights, "intents", whole)
    return states


def _through(weights: Weights, name: str, state: jax.Array) -> jax.Array:
    return state @ weights[name] + weights[f"{name}.bias"]


def _moved(state: jax.Array, distance: int) -> jax.Array:
    """Every piece's state at the place so far behind it; 0 where none comes to stand."""
    edge = jnp.zeros_like(state[:, : abs(distance)])
    if distance > 0:
        return jnp.concatenate([edge, state[:, :-distance]], 1)
    return jnp.concatenate([state[:, -distance:], edge], 1)


def in_whole_numbers(weights: Weights, rows: Sequence[Words]) -> bytes:
    """The pupil as a file of the package's model; the rows tell how large activations are."""
    real = {name: np.asarray(values) for name, values in weights.items()}
    largest = largest_activations(weights, [flat(words) for words in rows])
    highest = most(max(3 * STATE, len(real["whole"])))
    vector = np.abs(real["vectors"]).max() / 127
    state, whole = largest["state"].max() / highest, largest["whole"].max() / highest
    means = np.maximum(largest["means"], 1e-9) / highest
    units = np.repeat([state, vector], [STATE, VECTOR])
    pooled = np.concatenate([np.full(STATE, state), means])
    layers = {
        f"near{place}": whole_layer(
            real[f"near{place}"], real[f"near{place}.bias"], state if place else vector, state
        )
        for place in range(len(DILATIONS))
    }
    layers["whole"] = whole_layer(
        real["whole"] * (pooled / state)[:, None], real["whole.bias"], state, whole
    )
    layers["intents"] = whole_layer(real["intents"], real["intents.bias"], whole, 1 / UNITS)
    vectors = np.rint(real["vectors"] / vector).astype(np.int8)
    factors = (units / means).astype(np.float32)
    return dump_model(minilm.vocabulary(), vectors, layers, factors)


def largest_activations(
    weights: Weights, sentences: Sequence[Sequence[int]]
) -> dict[str, np.ndarray]:
    """By name of an activation, of each of its numbers the largest in size."""
    found: dict[str, np.ndarray] = {}
    read = jax.jit(lambda *given: pupil_states(*given, None))
    for batch in together(sentences):
        for name, values in read(weights, *batch).items():
            size = np.abs(np.asarray(values)).max(axis=tuple(range(values.ndim - 1)))
            found[name] = np.maximum(found.get(name, 0), size)
    return found


if __name__ == "__main__":
    main()
