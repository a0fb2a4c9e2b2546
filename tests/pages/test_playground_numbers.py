"""The playground trains as the library does: the same start, the same batches, the same losses."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from hnetlab.base.schedule import Stage
from hnetlab.experiments import configure
from hnetlab.learning.hypernetwork import HypernetworkMethod
from hnetlab.pages.playground import playground_data
from hnetlab.runs.run import Run
from hnetlab.tasks import load_digits, split_sequence

LOSSES = Path(__file__).with_name("losses.mjs")
CLOSE = 1e-4


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return playground_data()


def in_the_page(given: dict[str, Any]) -> dict[str, Any]:
    """The start and the losses of the page's own arithmetic."""
    if not (node := shutil.which("node")):
        pytest.skip("needs Node.js")
    done = subprocess.run(
        [node, str(LOSSES)], check=False, input=json.dumps(given), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def state_of(method: HypernetworkMethod) -> dict[str, list[float]]:
    theta = torch.cat([value.detach().flatten() for value in method.theta.values()])
    return {"theta": theta.tolist(), "embeddings": method.embeddings().flatten().tolist()}


def trained(run: Run, tasks: int, steps: int) -> tuple[list[dict[str, Any]], dict[str, list[float]]]:
    """The state at the beginning of each task, and the losses of every step, of a run with one replica."""
    method = run.method
    assert isinstance(method, HypernetworkMethod)
    states, losses = [], []
    for task in range(tasks):
        states.append(state_of(method))
        stage = Stage(task, steps)
        method.begin(stage)
        losses += [method.step(stage, step) for step in range(steps)]
        method.end(stage)
    return states, {name: [each[name].item() for each in losses] for name in losses[0]}


def assert_same(page: dict[str, Any], losses: dict[str, list[float]]) -> None:
    for name, wanted in losses.items():
        found = [loss[name] for loss in page["losses"]]
        np.testing.assert_allclose(found, wanted, rtol=CLOSE, atol=CLOSE, err_msg=name)


@pytest.mark.parametrize(("benchmark", "seed"), [("regression", 4321), ("split-digits", 1)])
def test_the_same_seed_gives_the_same_start_and_the_same_first_hundred_losses(
    data: dict[str, Any], benchmark: str, seed: int
) -> None:
    carried = data[benchmark]
    knobs = {name: carried["settings"][name] for name in ("beta", "lookahead", "learning_rate")}
    order = list(range(len(carried["tasks"])))
    given = {"carried": carried, "seed": seed, "order": order, "knobs": knobs, "steps": 100, "states": [None]}
    page = in_the_page(given)
    run = Run(configure(benchmark, "hnet", seeds=[seed]), device="cpu")
    states, losses = trained(run, 1, 100)
    for name, wanted in states[0].items():
        np.testing.assert_allclose(page["start"][name], wanted, rtol=0, atol=2e-6, err_msg=name)
    assert_same(page, losses)


@pytest.mark.parametrize("lookahead", [True, False])
def test_each_function_is_learned_and_held_as_in_the_library(data: dict[str, Any], lookahead: bool) -> None:
    """Three tasks in a row, without a word from the library after the start."""
    carried = data["regression"]
    knobs: dict[str, Any] = {"beta": 0.5, "lookahead": lookahead, "learning_rate": 0.005}
    given = {"carried": carried, "seed": 2, "order": [0, 1, 2], "knobs": knobs, "steps": 40}
    page = in_the_page(given | {"states": [None] * 3})
    _, losses = trained(Run(configure("regression", "hnet", seeds=[2], **knobs), device="cpu"), 3, 40)
    assert max(losses["regularizer"]) > 1e-3
    assert_same(page, losses)


@pytest.mark.parametrize("beta", [0.1, 0.0])
def test_digits_in_another_order_are_held_and_forgotten_as_in_the_library(
    data: dict[str, Any], beta: float
) -> None:
    """From the library's state at each task's begin: after Adam's first steps rounding grows."""
    order = [3, 0, 4]
    knobs = {"beta": beta, "lookahead": True, "learning_rate": 0.002}
    config = configure("split-digits", "hnet" if beta else "finetune", seeds=[7], learning_rate=0.002)
    classes = [digit for number in order for digit in (2 * number, 2 * number + 1)]
    run = Run(config, sequence=split_sequence(load_digits(), 2, classes=classes), device="cpu")
    states, losses = trained(run, 3, 12)
    given = {"carried": data["split-digits"], "seed": 7, "order": order, "knobs": knobs, "steps": 12}
    assert_same(in_the_page(given | {"states": states}), losses)
