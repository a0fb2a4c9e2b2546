"""Experience replay: some samples of each class of old tasks are kept and learned again with new ones."""

from collections.abc import Mapping
from typing import ClassVar

import torch
from pydantic import Field
from torch import Tensor

from hnetlab.base.schedule import Stage
from hnetlab.base.seeding import generator
from hnetlab.base.settings import Settings
from hnetlab.learning.batch import Inputs, Portion, among, fetch, placed
from hnetlab.learning.method import DirectMethod, Losses
from hnetlab.learning.problem import Problem


class MemorySettings(Settings):
    """What is kept of old tasks."""

    memory_per_class: int = Field(10, ge=1)
    """Training samples kept of each class of an old task, of a regression in all."""


class ExperienceReplay(DirectMethod):
    """Trains one network on each task, and in each step as much on kept samples of the tasks before.

    With t tasks so far the new samples weigh 1 / t, the kept ones the rest (van de Ven and Tolias 2019).
    Which samples are kept, and replayed in a step, depends on seed, task and step alone.
    """

    title = "Experience replay"
    summary = "keep a few samples of old tasks and learn them again with the new ones"
    settings_type: ClassVar[type[Settings]] = MemorySettings
    settings: MemorySettings
    keepings = ("shared",)  # a step has samples of all tasks

    def __init__(self, problem: Problem, settings: MemorySettings) -> None:
        super().__init__(problem, settings)
        self._kept: dict[int, list[Tensor]] = {}

    def inputs(self, stage: Stage, step: int) -> Inputs:
        replayed = self._replayed(stage, step) if stage.task else ()
        return Inputs(self._portions(stage, step), self.problem.noise(stage, step), replayed=replayed)

    def losses(self, inputs: Inputs) -> Losses:
        losses = dict(super().losses(inputs))
        if not inputs.replayed:
            return {**losses, "replay": torch.zeros_like(losses["task"])}
        batch = fetch(self.problem.sequence, inputs.replayed, self.problem.replicas)
        if self._competing:
            batch = among(batch, self._competing)
        replay = self.problem.loss(self.w, batch, inputs.noise, self.statistics[inputs.portions[0].task])
        return {**losses, "replay": replay}

    def shares(self, inputs: Inputs) -> Mapping[str, float]:
        share = 1 / (inputs.portions[0].task + 1)
        return {"task": share, "replay": 1 - share} if inputs.replayed else {}

    def kept(self, task: int) -> list[Tensor]:
        """The numbers (n,) of the training samples that each replica keeps of `task`, on the host."""
        y = self.problem.sequence[task].y_train.cpu()
        groups = [torch.arange(len(y))]
        if not y.is_floating_point():
            labels = range(len(self.problem.sequence[task].head))
            groups = [(y == label).nonzero().flatten() for label in labels]
        count = self.settings.memory_per_class
        return [
            torch.cat([rows[torch.randperm(len(rows), generator=random)[:count]] for rows in groups])
            for random in self.problem.generators("memory", task)
        ]

    def _replayed(self, stage: Stage, step: int) -> tuple[Portion, ...]:
        """As many kept samples as a batch has, of old tasks drawn evenly, for each replica."""
        batch_size, device = self.problem.training.batch_size, self.problem.device
        owners, rows = [], []
        for replica, seed in enumerate(self.problem.seeds):
            random = generator(seed, "replay", stage.task, step)
            owner = torch.randint(stage.task, (batch_size,), generator=random)
            share = torch.rand(batch_size, generator=random)
            memory = [self._memory(task)[replica] for task in range(stage.task)]
            sizes = torch.tensor([len(kept) for kept in memory])
            places = (share * sizes[owner]).long()
            starts = sizes.cumsum(0) - sizes
            rows.append(torch.cat(memory)[starts[owner] + places])
            owners.append(owner)
        return placed(torch.stack(owners), torch.stack(rows), device)

    def _memory(self, task: int) -> list[Tensor]:
        """What is kept of `task`, found once."""
        if task not in self._kept:
            self._kept[task] = self.kept(task)
        return self._kept[task]
