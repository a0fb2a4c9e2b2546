"""The explorer's page computes what the panel shows: the same digits at any place."""

import json
import math
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from hnetlab.analysis.probe import Probe
from hnetlab.base.errors import ConfigError
from hnetlab.experiments import configure
from hnetlab.pages.explorer import explorer_data, write_explorer
from hnetlab.runs.engine import train
from hnetlab.runs.run import Run
from hnetlab.tasks import Task, TaskSequence

EXPLORED = Path(__file__).with_name("explored.mjs")


def trained(benchmark: str, **fields: Any) -> Run:
    run = Run(configure(benchmark, "hnet", seeds=[2], **fields), device="cpu")
    for _ in train(run):
        pass
    return run


def in_the_page(probe: Probe, points: Any, task: int = 1) -> dict[str, Any]:
    if not (node := shutil.which("node")):
        pytest.skip("needs Node.js")
    given = json.dumps({"carried": explorer_data(probe, ""), "points": points.tolist(), "task": task})
    done = subprocess.run([node, str(EXPLORED)], input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def points_around(probe: Probe, count: int) -> Any:
    """Random places as far from each other as the embeddings, and those themselves."""
    embeddings = probe.embeddings.numpy()
    random = np.random.default_rng(0).normal(size=(count, embeddings.shape[1]))
    places = embeddings.mean(axis=0) + random * embeddings.std(axis=0)
    return np.concatenate([embeddings, places]).astype(np.float32)


@pytest.mark.parametrize(
    ("benchmark", "fields"),
    [
        ("split-digits", {"steps": 40, "embedding_dim": 3}),
        (
            "permuted-digits",
            {"steps": 10, "tasks": 2, "target_hidden": (20,), "hypernetwork_activation": "elu"},
        ),
        ("permuted-digits", {"steps": 10, "tasks": 2, "normalize": "data"}),
        ("regression", {"steps": 100}),
    ],
)
def test_scores_equal_the_panels_to_the_last_shown_digit_at_200_places(
    benchmark: str, fields: dict[str, Any]
) -> None:
    probe = Probe.of(trained(benchmark, **fields), samples=80)
    points = points_around(probe, 200)
    page = in_the_page(probe, points)
    wanted = [
        [probe.measure.readout(float(score)) for score in scores] for scores in probe.scores(points).tolist()
    ]
    if probe.classifies:
        assert page["shown"] == wanted
        assert page["confusion"] == [probe.confusion(e, 1).tolist() for e in points[:5]]
    else:  # of an error the last digit may turn with the order in which float32 is summed
        shown = [[float(text) for text in row] for row in page["shown"]]
        np.testing.assert_allclose(shown, [[float(text) for text in row] for row in wanted], rtol=6e-3)
        agree = np.mean([a == b for a, b in zip(page["shown"], wanted, strict=True)])
        assert agree > 0.95


def test_inputs_are_normalized_by_channel_and_pictures_are_not() -> None:
    random = torch.Generator().manual_seed(3)
    x = torch.randint(0, 256, (60, 3, 5, 5), generator=random, dtype=torch.uint8)
    y = torch.arange(60) % 2
    tasks = [Task(name, x, y, x, y, head=range(2)) for name in ("one", "other")]
    sequence = TaskSequence("colors", "classification", tuple(tasks), (3, 5, 5), 2)
    config = configure("split-digits", "hnet", seeds=[1], steps=20, normalize="imagenet")
    run = Run(config, sequence=sequence, device="cpu")
    for _ in train(run):
        pass
    probe = Probe.of(run, samples=60)
    page = in_the_page(probe, points_around(probe, 50))
    scores = probe.scores(points_around(probe, 50)).tolist()
    assert page["shown"] == [[probe.measure.readout(score) for score in row] for row in scores]
    np.testing.assert_array_equal(page["picture"], probe.tasks[1].x_test[1].flatten().float() / 255)


def test_the_answers_to_an_image_are_those_of_inference() -> None:
    probe = Probe.of(trained("split-digits", steps=30, tasks=3))
    guesses = in_the_page(probe, points_around(probe, 1))["guesses"]
    task = probe.tasks[1]
    outputs = probe.outputs(probe.embeddings, task.inputs(task.x_test[1:2]))[:, 0]
    for own, logits, each in zip(guesses, outputs, probe.tasks, strict=True):
        shares = logits[each.head.start : each.head.stop].double().softmax(-1)
        entropy = -(shares * shares.log()).sum()
        assert own["best"] == int(shares.argmax())
        assert own["probability"] == pytest.approx(float(shares.max()), abs=1e-5)
        assert math.exp(own["logEntropy"]) == pytest.approx(float(entropy), abs=1e-4)


def hooked() -> nn.Module:
    module = nn.Sequential(nn.Flatten(), nn.Linear(64, 8), nn.ReLU(), nn.Linear(8, 10))
    module[2].register_forward_hook(lambda _layer, _inputs, output: output / 2)
    return module


@pytest.mark.parametrize(
    "module",
    [
        nn.Sequential(nn.Flatten(), nn.Linear(64, 8), nn.ReLU(), nn.Dropout(0.1), nn.Linear(8, 10)),
        nn.Sequential(nn.Flatten(), nn.Linear(64, 8), nn.ELU(alpha=4), nn.Linear(8, 10)),
        nn.Sequential(nn.Flatten(), nn.Linear(64, 8), nn.ReLU(), nn.Linear(8, 10), nn.Sigmoid()),
        nn.Sequential(nn.Flatten(), nn.Linear(64, 10), nn.Tanh()),
        hooked(),
    ],
    ids=["dropout", "ELU", "sigmoid at the end", "tanh at the end", "hook"],
)
def test_a_network_that_the_page_can_not_compute_is_refused_in_one_sentence(
    module: nn.Module, tmp_path: Path
) -> None:
    run = Run(configure("split-digits", "hnet", seeds=[1], steps=5), device="cpu", module=module)
    with pytest.raises(ConfigError, match=r"can't run in a page.*: take a run with the network mlp"):
        write_explorer(run, tmp_path / "page.html")
    assert not list(tmp_path.iterdir())


def test_the_page_of_split_digits_is_small(tmp_path: Path) -> None:
    run = Run(configure("split-digits", "hnet", seeds=[1], steps=5), device="cpu")
    write_explorer(run, tmp_path / "page.html", samples=1000)
    assert (tmp_path / "page.html").stat().st_size < 1_500_000
