"""Replay from a decoder whose weights are generated, one set per task (HNET+R and HNET+TIR, appendix)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import ceil
from typing import Any, Literal

import torch
from pydantic import Field
from torch import Tensor

from hnetlab.base.errors import ConfigError
from hnetlab.base.schedule import Stage
from hnetlab.learning.batch import Batch, Inputs, fetch
from hnetlab.learning.generated import AnchoredSettings, Generated
from hnetlab.learning.method import Losses
from hnetlab.learning.optimization import Optimizer
from hnetlab.learning.problem import Problem
from hnetlab.learning.recall import GenerativeReplay, VaeSettings
from hnetlab.learning.state import part_of


class ReplaySettings(VaeSettings, AnchoredSettings):
    """A variational autoencoder whose decoder's weights come from a hypernetwork."""

    per: Literal["task", "class"] = "task"
    """The decoder is told the task, or the class: then all of a task's classes are replayed alike."""
    conditions: int | None = Field(None, ge=1, le=10**6)
    """Inputs of the decoder for what it is told, at least; none for as many as it takes."""


class GeneratedReplay(GenerativeReplay):
    """A VAE with a plain encoder, which forgets, and a generated decoder, held by the output regularizer.

    The decoder is also told the task, or the class, as one of several inputs that is 1 where the others are
    0. In every step as many samples of each old task are drawn as make a batch of all together, rounded up.
    """

    def __init__(self, problem: Problem, settings: ReplaySettings) -> None:
        sequence = problem.sequence
        if settings.per == "class" and sequence.kind != "classification":
            raise ConfigError(
                f"The setting replay.per = class goes with classes, which {sequence.name} has not: leave it "
                "at task."
            )
        sizes = [len(task.head) if settings.per == "class" else 1 for task in sequence]
        self._firsts = [sum(sizes[:task]) for task in range(len(sizes))]
        self._sizes = sizes
        width = max(sum(sizes), settings.conditions or 0)
        super().__init__(problem, settings, width)
        self.decoder = Generated(problem, self.vae.decoder, settings, "replay")
        self._table = torch.eye(width, device=problem.device)

    def recall(self, task: int) -> None:
        self._remembered = self.decoder.weights(range(task)).flatten(0, 1)

    def drawn(self, inputs: Inputs, stage: Stage, step: int) -> Inputs:
        count = self.groups(stage.task)[1]
        # The turns of a task's classes go on from step to step: a step may have fewer samples than classes.
        told = self._rows(range(stage.task), count, first=step * count)
        return replace(super().drawn(inputs, stage, step), told=told)

    def samples(self, latents: Tensor, told: Tensor | None = None) -> Tensor:
        assert told is not None, "a generated decoder is told the task"
        return self._drawn(self._remembered, latents, self._table[told]).flatten(1, 2)

    def groups(self, task: int) -> tuple[int, int]:
        return task, ceil(self.problem.training.batch_size / task)

    def owners(self, task: int) -> Tensor:
        """The task (n,) of each sample that `samples` gives while `task` is learned."""
        old, size = self.groups(task)
        return torch.arange(old, device=self.problem.device).repeat_interleave(size)

    def pictures(self, task: int, count: int) -> Tensor:
        tasks = self._shown(task)
        w = self.decoder.weights(tasks).flatten(0, 1)
        told = self._table[self._rows(tasks, count)]
        return self._drawn(w, self._fixed(tasks, count), told).flatten(3)

    def begin(self, stage: Stage) -> None:
        super().begin(stage)
        self.decoder.begin(stage.task)

    def inputs(self, stage: Stage, step: int) -> Inputs:
        inputs = super().inputs(stage, step)
        return replace(inputs, old_tasks=self.decoder.old_tasks(stage.task, step))

    def update(self, inputs: Inputs) -> Losses:
        assert inputs.spread is not None, "an encoder's inputs have a spread"
        batch = fetch(self.problem.sequence, inputs.portions, self.problem.replicas)
        reconstruction, divergence = self.vae.losses(
            self.encoder.w, self.decoder.current(), batch.x, self._told_of(batch), inputs.spread
        )
        variables = [*self.decoder.variables, self.encoder.w]
        *of_decoder, of_encoder = torch.autograd.grad((reconstruction + divergence).sum(), variables)
        penalty = self.decoder.step(of_decoder, inputs.old_tasks)
        self.encoder.step(of_encoder)
        return {
            "reconstruction": reconstruction.detach(),
            "KL": divergence.detach(),
            "regularizer": torch.zeros_like(divergence) if penalty is None else penalty,
        }

    def optimizers(self) -> Iterable[Optimizer]:
        return (*super().optimizers(), *self.decoder.optimizers().values())

    def end(self, stage: Stage) -> None:
        self.decoder.end()
        super().end(stage)

    def change(self, problem: Problem, settings: Any) -> None:
        super().change(problem, settings)
        self.decoder.change(problem, settings.replay)

    def trainable_numbers(self) -> dict[str, int]:
        return super().trainable_numbers() | self.decoder.trainable_numbers()

    def state(self) -> dict[str, Tensor]:
        return super().state() | {f"decoder.{name}": value for name, value in self.decoder.state().items()}

    def restore(self, state: Mapping[str, Tensor], stage: Stage | None) -> None:
        super().restore(state, stage)
        self.decoder.restore(part_of(state, "decoder."), stage.task if stage else None)

    def _drawn(self, w: Tensor, latents: Tensor, told: Tensor) -> Tensor:
        """Pictures (S, tasks, n, *input_shape) from weights (S * tasks, P) and latents (S, tasks, n, ...)."""
        replicas, tasks = latents.shape[:2]
        told = told.expand(replicas, *told.shape).flatten(0, 1)
        return self.vae.pictures(w, latents.flatten(0, 1), told).unflatten(0, (replicas, tasks))

    def _rows(self, tasks: range, count: int, first: int = 0) -> Tensor:
        """What the decoder is told of samples (tasks, count) of each task, as rows of the table.

        A task's classes come in turn, from turn `first` on.
        """
        turns = torch.arange(first, first + count)
        rows = torch.stack([self._firsts[task] + turns % self._sizes[task] for task in tasks])
        return rows.to(self.problem.device)

    def _told_of(self, batch: Batch) -> Tensor:
        """What it is told (S, B, width) of a batch of the task that it learns."""
        first = self._firsts[self._task]
        if self._sizes[self._task] == 1:
            return self._table[first].expand(*batch.x.shape[:2], -1)
        return self._table.index_select(0, batch.y.flatten() + first).unflatten(0, batch.y.shape)
