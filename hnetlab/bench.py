"""How long a training step takes, beside the published algorithm written plainly, on this machine.

Timings are for people: nothing asserts them. Ratios from one call hold on a noisy machine, seconds do not.
"""

import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from hnetlab.base.device import describe_device, pick_device, wait_for
from hnetlab.base.seeding import generator
from hnetlab.experiments import configure
from hnetlab.learning import Problem, Stage
from hnetlab.learning.batch import draw
from hnetlab.learning.hypernetwork import HypernetworkMethod
from hnetlab.learning.optimization import make_optimizer
from hnetlab.nets import TargetNetwork
from hnetlab.nets.networks import NETWORKS
from hnetlab.runs.captured import Learner, Steps
from hnetlab.runs.process import keep_freed_memory
from hnetlab.runs.run import Run
from hnetlab.tasks import Task, TaskSequence


@dataclass(frozen=True)
class Workload:
    """A training step of a preset on task T = `tasks`; the network has `heads` heads of `classes` outputs."""

    name: str
    benchmark: str
    features: int
    classes: int
    heads: int
    tasks: int


WORKLOADS = (
    Workload("split MNIST, T=5", "split-mnist", 784, 2, 5, 5),
    Workload("permuted MNIST-10, T=2", "permuted-mnist", 1024, 10, 10, 2),
    Workload("permuted MNIST-10, T=10", "permuted-mnist", 1024, 10, 10, 10),
    Workload("the same network, T=100", "permuted-mnist", 1024, 10, 10, 100),
)


@dataclass(frozen=True, eq=False)
class _Learner:
    method: HypernetworkMethod
    problem: Problem
    device: torch.device


def measure(device_name: str = "auto", *, seconds: float = 4.0, baseline: bool = True) -> dict[str, Any]:
    """Times every workload for about `seconds` each; milliseconds per step as median, least and greatest.

    With `baseline`, steps of the plain published algorithm take turns with the library's, and `speedup` is
    the median ratio of neighbors. Of ResNet-32, `plain` steps train the same network without a hypernetwork,
    `ratio` is the hypernetwork's step to theirs, and `peak_mib` the most memory that the process has had
    until then, or on a GPU that the steps take. `matmul_gflops` is the machine's float32 matrix product.
    """
    device = pick_device(device_name)
    keep_freed_memory()  # as training does
    rows = [_pictures(seconds, device)]
    for workload in WORKLOADS:
        method = _method(workload, device)
        stage = Stage(workload.tasks - 1, steps=10**9)
        method.begin(stage)
        steps: list[Callable[[int], object]] = [_steps(_Learner(method, method.problem, device), stage)]
        if baseline:
            steps.append(_published_step(method, stage.task))
        ours, *theirs = _take_turns(steps, seconds, device)
        row = {"workload": workload.name, "tasks": workload.tasks, **_spread("", ours)}
        if theirs:
            row |= _spread("baseline_", theirs[0])
            row["speedup"] = statistics.median(b / a for a, b in zip(ours, theirs[0], strict=True))
        rows.append(row)
    return {"device": describe_device(device), "matmul_gflops": _matmul_rate(device), "workloads": rows}


def _method(workload: Workload, device: torch.device) -> HypernetworkMethod:
    """The preset's method on random images: values do not change the time of a step."""
    random = generator(0, "benchmark")
    x = torch.randint(0, 256, (2048, workload.features), generator=random, dtype=torch.uint8)
    y = torch.randint(0, workload.classes, (2048,), generator=random)
    tasks = []
    for number in range(workload.tasks):
        start = number % workload.heads * workload.classes
        head = range(start, start + workload.classes)
        order = (
            torch.randperm(workload.features, generator=random) if "permuted" in workload.benchmark else None
        )
        tasks.append(Task(f"task {number + 1}", x, y, x, y, head, order))
    outputs = workload.heads * workload.classes
    sequence = TaskSequence(workload.benchmark, "classification", tuple(tasks), (workload.features,), outputs)
    config = configure(workload.benchmark, "hnet", preset="paper")
    target = TargetNetwork(
        NETWORKS[config.network].module(config.target, sequence.input_shape, sequence.image_shape, outputs),
        sequence.input_shape,
    )
    problem = Problem(sequence.to(device), target.to(device), (1,), config.training, device)
    settings: Any = config.learning
    return HypernetworkMethod(problem, settings)


def _pictures(seconds: float, device: torch.device) -> dict[str, Any]:
    """The paper's ResNet-32 on its second of six tasks, on random pictures, generated and trained itself."""
    random = generator(0, "benchmark pictures")
    x = torch.randint(0, 256, (512, 3, 32, 32), generator=random, dtype=torch.uint8)
    y = torch.randint(0, 10, (512,), generator=random)
    tasks = [
        Task(f"task {number + 1}", x, y, x, y, range(10 * number, 10 * number + 10)) for number in range(6)
    ]
    sequence = TaskSequence("pictures", "classification", tuple(tasks), (3, 32, 32), 60)
    steps: list[Callable[[int], object]] = []
    for name in ("hnet", "finetune-target"):
        run = Run(configure("split-cifar", name, preset="paper"), device=device, sequence=sequence)
        stage = run.schedule.stage(1)
        run.method.begin(stage)
        steps.append(_steps(run, stage))
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
    ours, plain = _take_turns(steps, seconds, device)
    return {
        "workload": "ResNet-32 on pictures, T=2",
        "tasks": 2,
        **_spread("", ours),
        **_spread("plain_", plain),
        "ratio": statistics.median(a / b for a, b in zip(ours, plain, strict=True)),
        "peak_mib": _peak_memory(device) / 2**20,
    }


def _peak_memory(device: torch.device) -> float:
    """The most bytes that the process has had at a time, on a GPU there."""
    if device.type == "cuda":
        return float(torch.cuda.max_memory_allocated(device))
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(used if sys.platform == "darwin" else 1024 * used)


def _steps(learner: Learner, stage: Stage) -> Steps:
    """Steps as training takes them, after the first few, by which a GPU gets its graph."""
    steps = Steps(learner, stage)
    for k in range(4):
        steps(k)
    return steps


def _published_step(method: HypernetworkMethod, task: int) -> Callable[[int], dict[str, Tensor]]:
    """The published algorithm as a plain loop: every old task's weights are generated anew in each step.

    Each call takes a step on a copy of the method's parameters and returns the copy.
    """
    problem, hypernet, beta = method.problem, method.hypernet, method.settings.beta
    theta = {name: value.detach().clone().requires_grad_() for name, value in method.theta.items()}
    e = method.e[task].detach().clone().requires_grad_()
    old = [row.detach().unsqueeze(1) for row in method.e[:task]]
    optimizer = make_optimizer(problem.training, theta.values())
    embedding_optimizer = make_optimizer(problem.training, [e])
    with torch.no_grad():
        targets = [hypernet(theta, row) for row in old]

    def step(k: int) -> dict[str, Tensor]:
        batch = draw(problem.sequence[task], method._order.indices(k))
        loss = problem.loss(hypernet(theta, e.unsqueeze(1)).squeeze(1), batch)
        *gradients, e_gradient = torch.autograd.grad(loss.sum(), [*theta.values(), e])
        values = optimizer.ahead(gradients)
        ahead = {name: value.detach().requires_grad_() for name, value in zip(theta, values, strict=True)}
        penalty = torch.zeros(())
        for row, target in zip(old, targets, strict=True):
            penalty = penalty + (hypernet(ahead, row) - target).square().sum()
        slopes = torch.autograd.grad(beta / task * penalty, list(ahead.values()))
        optimizer.step([gradient + slope for gradient, slope in zip(gradients, slopes, strict=True)])
        embedding_optimizer.step([e_gradient])
        return theta

    return step


def _take_turns(
    steps: list[Callable[[int], object]], seconds: float, device: torch.device
) -> list[list[float]]:
    """Times of each callable, called in turn until `seconds` are over, at least three times."""
    times: list[list[float]] = [[] for _ in steps]
    for step in steps:
        step(0)
    started, k = time.perf_counter(), 0
    while len(times[0]) < 3 or time.perf_counter() - started < seconds:
        k += 1
        for step, row in zip(steps, times, strict=True):
            wait_for(device)
            begun = time.perf_counter()
            step(k)
            wait_for(device)
            row.append(time.perf_counter() - begun)
    return times


def _spread(prefix: str, times: list[float]) -> dict[str, float]:
    milliseconds = [1000 * value for value in times]
    return {
        f"{prefix}median_ms": statistics.median(milliseconds),
        f"{prefix}least_ms": min(milliseconds),
        f"{prefix}greatest_ms": max(milliseconds),
    }


def _matmul_rate(device: torch.device, size: int = 1536) -> float:
    """Float32 matrix product in 10^9 operations per second."""
    a = torch.ones(size, size, device=device)
    times = _take_turns([lambda _: a @ a], 0.5, device)[0]
    return 2 * size**3 / statistics.median(times) / 1e9
