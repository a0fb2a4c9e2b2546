"""A plain network that tells the task of an input, trained on generated samples of old tasks."""

from collections.abc import Iterable, Mapping
from math import prod
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from hnetlab.base.schedule import Stage
from hnetlab.base.settings import Settings
from hnetlab.learning.batch import Inputs, Portion, fetch
from hnetlab.learning.generated_vae import GeneratedReplay
from hnetlab.learning.method import Losses, task_order
from hnetlab.learning.optimization import Optimizer
from hnetlab.learning.parts import Part
from hnetlab.learning.plain import Plain
from hnetlab.learning.problem import Problem
from hnetlab.learning.recall import Widths
from hnetlab.learning.scoring import ROWS, largest
from hnetlab.nets.mlp import hidden_widths
from hnetlab.nets.perceptron import Perceptron
from hnetlab.tasks import Task


class InferenceSettings(Settings):
    """The network that infers the task."""

    hidden: Widths | None = None
    """Units of its hidden layers; none for those of the target network."""


class InferenceNetwork(Part):
    """An MLP with an output per task: new samples are of the present task, those from `memory` of theirs.

    Both weigh one half. With the first task there is nothing to tell apart, so it learns from the second on;
    until it has begun to learn a task it takes no input for one of it.
    """

    def __init__(self, problem: Problem, settings: InferenceSettings, memory: GeneratedReplay) -> None:
        self.problem = problem
        self.memory = memory
        hidden = hidden_widths(problem.target.module) if settings.hidden is None else settings.hidden
        self.network = Perceptron(prod(problem.sequence.input_shape), hidden, len(problem.sequence))
        self.weights = Plain(problem, self.network, "inference")
        self.known = 1
        """How many tasks it has begun to learn; of one alone every input is."""

    def learns(self, task: int) -> bool:
        return task > 0

    def begin(self, stage: Stage) -> None:
        self.known = stage.task + 1
        self.weights.begin()
        self._prepare(stage)

    def inputs(self, stage: Stage, step: int) -> Inputs:
        portion = Portion(stage.task, self._order.indices(step))
        return self.memory.drawn(Inputs((portion,)), stage, step)

    def optimizers(self) -> Iterable[Optimizer]:
        return self.weights.optimizers()

    def update(self, inputs: Inputs) -> Losses:
        assert inputs.latents is not None, "it learns from samples of old tasks, too"
        batch = fetch(self.problem.sequence, inputs.portions, self.problem.replicas)
        present = torch.full_like(self._owners[:1], self.known - 1)
        losses = {
            "inference": self._loss(batch.x, present.expand(batch.x.shape[1])),
            "replay": self._loss(self.memory.samples(inputs.latents, inputs.told), self._owners),
        }
        total = losses["inference"] / 2 + losses["replay"] / 2
        self.weights.step(*torch.autograd.grad(total.sum(), [self.weights.w]))
        return {name: loss.detach() for name, loss in losses.items()}

    def end(self, stage: Stage) -> None:
        self.weights.end()

    @torch.no_grad()
    def told(self, task: Task, seen: int) -> Tensor:
        """Which of the first `seen` tasks (S, N) it takes the test samples of `task` for.

        `NO_ANSWER` where an output is NaN.
        """
        known = min(seen, self.known)
        blocks = []
        for x in task.x_test.split(ROWS):
            inputs = task.inputs(x).flatten(1)
            outputs = self.network(self.weights.w, inputs.expand(self.problem.replicas, *inputs.shape))
            blocks.append(largest(outputs[..., :known]))
        return torch.cat(blocks, dim=1)

    def change(self, problem: Problem, settings: Any) -> None:
        self.problem = problem
        self.weights.change(problem)

    def trainable_numbers(self) -> dict[str, int]:
        return {"weights": self.network.layout.total}

    def state(self) -> dict[str, Tensor]:
        return self.weights.state() | {"known": torch.tensor(self.known)}

    def restore(self, state: Mapping[str, Tensor], stage: Stage | None) -> None:
        self.weights.restore(state)
        self.known = int(state["known"])
        if stage:
            self._prepare(stage)

    def _prepare(self, stage: Stage) -> None:
        self._order = task_order(self.problem, stage.task)
        self.memory.recall(stage.task)
        self._owners = self.memory.owners(stage.task)

    def _loss(self, x: Tensor, tasks: Tensor) -> Tensor:
        """The mean cross-entropy (S,) of inputs (S, n, *input_shape) of `tasks` (n,), among those known."""
        outputs = self.network(self.weights.w, x.flatten(2))[..., : self.known]
        labels = tasks.expand(outputs.shape[:2]).flatten()
        per_sample = cross_entropy(outputs.flatten(0, 1), labels, reduction="none")
        return per_sample.view(outputs.shape[:2]).mean(dim=1)
