from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from hnetlab.base.seeding import generator
from hnetlab.experiments import PRESETS, configure
from hnetlab.hypernet import Hypernetwork, initial_embeddings
from hnetlab.nets import ACTIVATIONS, FlatLayout, mlp
from hnetlab.tasks import Arrays, permuted_sequence, split_sequence


def a_hypernetwork(size, hidden, chunk_size, activation="elu", embedding_dim=3, chunk_embedding_dim=2):
    layout = FlatLayout(("w",), ((size,),))
    return Hypernetwork(layout, embedding_dim, hidden, activation, chunk_size, chunk_embedding_dim)


def random_theta(hypernet, replicas, seed=0):
    random = generator(seed)
    return {
        name: torch.randn(replicas, *shape, generator=random, dtype=torch.float64)
        for name, shape in hypernet.shapes.items()
    }


def chunk_by_chunk(hypernet, theta, e):
    """Target weights of one replica and one task embedding: the MLP once per chunk, on [e; c]."""
    pieces = []
    for c in theta.get("chunk_embeddings", [e[:0]]):
        x = torch.cat([e, c])
        for index in range(len(hypernet.hidden)):
            x = x @ theta[f"hidden.{index}.weight"] + theta[f"hidden.{index}.bias"]
            x = ACTIVATIONS[hypernet.activation]()(x)
        pieces.append(x @ theta["output.weight"] + theta["output.bias"])
    return torch.cat(pieces)[: hypernet.layout.total]


@pytest.mark.parametrize("hidden", [(), (4, 3)])
def test_a_task_may_have_chunk_embeddings_of_its_own(hidden):
    """The same numbers in a task's embedding and as chunk embeddings that all share give the same weights."""
    shared = a_hypernetwork(20, hidden, 6)
    own = Hypernetwork(shared.layout, 3 + 4 * 2, hidden, "elu", 6, 2, own_chunks=True)
    theta = random_theta(own, 2)
    assert "chunk_embeddings" not in theta
    e = torch.randn(2, 5, 11, generator=generator(1), dtype=torch.float64)
    weights = own(theta, e)
    for task in range(5):
        chunks = e[:, task, 3:].reshape(2, 4, 2)
        expected = shared({**theta, "chunk_embeddings": chunks}, e[:, task : task + 1, :3])
        torch.testing.assert_close(weights[:, task : task + 1], expected)
    numbers, before = own.trainable_numbers(5), shared.trainable_numbers(5)
    assert (numbers["chunk embeddings"], before["chunk embeddings"]) == (5 * 8, 8)
    assert numbers["task embeddings"] == before["task embeddings"] == 15
    assert numbers["output layer"] == before["output layer"]


@given(
    size=st.integers(1, 40),
    hidden=st.lists(st.integers(1, 4), max_size=3).map(tuple),
    chunk_size=st.none() | st.integers(1, 40),
    activation=st.sampled_from(sorted(ACTIVATIONS)),
    replicas=st.integers(1, 3),
    tasks=st.integers(1, 3),
)
def test_the_weights_are_the_chunks_one_after_the_other(
    size, hidden, chunk_size, activation, replicas, tasks
):
    chunk_size = chunk_size and min(chunk_size, size)
    hypernet = a_hypernetwork(size, hidden, chunk_size, activation)
    theta = random_theta(hypernet, replicas)
    e = torch.randn(replicas, tasks, 3, generator=generator(1), dtype=torch.float64)

    weights = hypernet(theta, e)

    assert weights.shape == (replicas, tasks, size)
    for s in range(replicas):
        alone = {name: value[s] for name, value in theta.items()}
        for t in range(tasks):
            torch.testing.assert_close(weights[s, t], chunk_by_chunk(hypernet, alone, e[s, t]))


@pytest.mark.parametrize(("chunk_size", "chunks"), [(None, 1), (10, 1), (9, 2), (5, 2), (4, 3), (1, 10)])
def test_as_many_chunks_as_it_takes(chunk_size, chunks):
    hypernet = a_hypernetwork(10, (4,), chunk_size)
    assert hypernet.chunks == chunks
    assert hypernet.chunked == ("chunk_embeddings" in hypernet.shapes) == (chunk_size is not None)


@pytest.mark.parametrize("hidden", [(), (4,), (4, 5)])
@pytest.mark.parametrize("chunk_size", [None, 4])
def test_the_output_layer_is_linear_in_the_features(hidden, chunk_size):
    hypernet = a_hypernetwork(10, hidden, chunk_size)
    theta, e = random_theta(hypernet, 2), torch.randn(2, 3, 3, dtype=torch.float64)
    phi = hypernet.hidden_features(theta, e)
    assert phi.shape == (2, 3, hypernet.chunks, hypernet.features)
    chunks = torch.einsum("stch,shr->stcr", phi, theta["output.weight"])
    chunks = chunks + theta["output.bias"][:, None, None]
    torch.testing.assert_close(hypernet(theta, e), chunks.flatten(2)[..., :10])


def test_a_chunk_larger_than_the_target_is_one_chunk():
    large, whole = a_hypernetwork(10, (4,), 1024), a_hypernetwork(10, (4,), 10)
    assert (large.shapes, large.rows, large.chunks, large.chunked) == (whole.shapes, 10, 1, True)


def from_preset(benchmark, preset, inputs, outputs):
    """The hypernetwork that a preset makes for its target network."""
    settings = PRESETS[benchmark][preset]
    with torch.device("meta"):
        layout = FlatLayout.of(mlp((inputs,), settings["target_hidden"], outputs))
    return Hypernetwork(
        layout,
        settings["embedding_dim"],
        settings["hypernetwork_hidden"],
        settings.get("hypernetwork_activation", "relu"),
        settings["chunk_size"],
        settings["chunk_embedding_dim"],
    )


@pytest.mark.parametrize(
    ("benchmark", "preset", "tasks", "classes", "inputs", "chunks", "trainable", "weights"),
    [
        ("split-mnist", "paper", 5, 2, 784, 12, 465_672, 478_410),
        ("permuted-mnist", "paper", 10, 10, 1024, 28, 2_029_939, 2_126_100),
        ("permuted-mnist", "paper-100", 100, 10, 1024, 404, 2_816_448, 3_027_000),
        ("permuted-mnist", "paper-250", 250, 10, 1024, 378, 4_414_836, 4_528_500),
    ],
)
def test_the_paper_presets_have_the_sizes_of_the_paper(
    benchmark, preset, tasks, classes, inputs, chunks, trainable, weights
):
    hypernet = from_preset(benchmark, preset, inputs, tasks * classes)
    assert PRESETS[benchmark][preset].get("tasks", 5) == tasks
    assert (hypernet.layout.total, hypernet.chunks) == (weights, chunks)
    assert sum(hypernet.trainable_numbers(tasks).values()) == trainable
    assert hypernet.compression_ratio(tasks) == trainable / weights


@pytest.mark.parametrize(
    ("benchmark", "scenario", "outputs", "trainable", "weights"),
    [
        ("split-mnist", 1, 10, 465_672, 478_410),
        ("split-mnist", 2, 2, 465_672, 475_202),  # eight outputs of 401 numbers less, in as many chunks
        ("split-mnist", 3, 10, 465_672, 478_410),
        ("permuted-mnist", 1, 100, 2_029_939, 2_126_100),
        ("permuted-mnist", 2, 10, 2_029_931, 2_036_010),  # in one chunk less, with its embedding
        ("permuted-mnist", 3, 100, 2_029_939, 2_126_100),
    ],
)
def test_the_paper_presets_have_the_outputs_of_their_scenario(
    benchmark, scenario, outputs, trainable, weights
):
    """The number of outputs comes from the task sequence, here with blank images in place of MNIST."""
    data: Any = configure(benchmark, preset="paper", scenario=scenario).data
    inputs = 784 if benchmark == "split-mnist" else 32**2
    x, y = np.linspace(0, 1, 10 * inputs, dtype=np.float32).reshape(10, inputs), np.arange(10)
    blank, same = Arrays(x, y, x, y), {"scenario": scenario, "head": data.head}
    if benchmark == "split-mnist":
        sequence = split_sequence(blank, 2, **same)
    else:
        sequence = permuted_sequence(blank, data.tasks, 1, **same)
    assert sequence.outputs == outputs
    hypernet = from_preset(benchmark, "paper", inputs, sequence.outputs)
    assert hypernet.layout.total == weights
    assert sum(hypernet.trainable_numbers(len(sequence)).values()) == trainable


@pytest.mark.parametrize("hidden", [(), (4, 5)])
@pytest.mark.parametrize("chunk_size", [None, 4])
def test_every_trainable_number_is_counted_once(hidden, chunk_size):
    hypernet = a_hypernetwork(10, hidden, chunk_size)
    theta = random_theta(hypernet, 1)
    counts = hypernet.trainable_numbers(7)
    assert sum(counts.values()) == sum(value.numel() for value in theta.values()) + 7 * 3
    assert counts["chunk embeddings"] == (3 * 2 if chunk_size else 0)


def test_embeddings_are_standard_normal_and_depend_on_their_generator_alone():
    e = initial_embeddings(50, 40, [generator(1), generator(2)])
    assert e.shape == (2, 50, 40)
    assert torch.equal(e[1:], initial_embeddings(50, 40, [generator(2)]))
    assert e.mean().item() == pytest.approx(0, abs=0.05)
    assert e.std().item() == pytest.approx(1, abs=0.05)
