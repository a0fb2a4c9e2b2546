"""Replay from a generator that learns its own samples again (deep generative replay)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from hnetlab.base.schedule import Stage
from hnetlab.learning.batch import Inputs, fetch
from hnetlab.learning.method import Losses
from hnetlab.learning.optimization import Optimizer
from hnetlab.learning.plain import Plain
from hnetlab.learning.problem import Problem
from hnetlab.learning.recall import GenerativeReplay, VaeSettings
from hnetlab.learning.state import part_of


class PlainReplay(GenerativeReplay):
    """A VAE that learns new samples and those that its former self draws: of which tasks, nobody says.

    With t tasks so far the new samples weigh 1 / t, a batch of drawn ones the rest.
    """

    per_task = False

    def __init__(self, problem: Problem, settings: VaeSettings) -> None:
        super().__init__(problem, settings)
        self.decoder = Plain(problem, self.vae.decoder, "replay", "decoder")
        self._before: Tensor | None = None

    def recall(self, task: int) -> None:
        self._remembered = self.decoder.w.detach() if self._before is None else self._before

    def samples(self, latents: Tensor, _told: Tensor | None = None) -> Tensor:
        return self.vae.pictures(self._remembered, latents.flatten(1, 2))

    def groups(self, task: int) -> tuple[int, int]:
        return 1, self.problem.training.batch_size

    def pictures(self, task: int, count: int) -> Tensor:
        latents = self._fixed(range(1), count)
        return self.vae.pictures(self.decoder.w.detach(), latents.squeeze(1)).flatten(2).unsqueeze(1)

    def begin(self, stage: Stage) -> None:
        super().begin(stage)
        self.decoder.begin()
        if stage.task:
            self._before = self.decoder.w.detach().clone()
            self.recall(stage.task)

    def inputs(self, stage: Stage, step: int) -> Inputs:
        inputs = super().inputs(stage, step)
        if not stage.task:
            return inputs
        spread = self._noise((self.groups(stage.task)[1],), "spread of samples", stage.task, step)
        assert inputs.spread is not None, "an encoder's inputs have a spread"
        inputs = replace(inputs, spread=torch.cat([inputs.spread, spread], dim=1))
        return self.drawn(inputs, stage, step)

    def optimizers(self) -> Iterable[Optimizer]:
        return (*super().optimizers(), *self.decoder.optimizers())

    def update(self, inputs: Inputs) -> Losses:
        assert inputs.spread is not None, "an encoder's inputs have a spread"
        x = fetch(self.problem.sequence, inputs.portions, self.problem.replicas).x
        share, spread = 1 / (self._task + 1), inputs.spread
        reconstruction, divergence = self._losses(x, spread[:, : x.shape[1]])
        replay = torch.zeros_like(reconstruction)
        if inputs.latents is not None:
            old = self._losses(self.samples(inputs.latents), spread[:, x.shape[1] :])
            replay = old[0] + old[1]
        losses = {"reconstruction": reconstruction, "KL": divergence, "replay": replay}
        total = share * reconstruction + share * divergence + (1 - share) * replay
        of_decoder, of_encoder = torch.autograd.grad(total.sum(), [self.decoder.w, self.encoder.w])
        self.decoder.step(of_decoder)
        self.encoder.step(of_encoder)
        return {name: loss.detach() for name, loss in losses.items()}

    def end(self, stage: Stage) -> None:
        self._before = None
        self.decoder.end()
        super().end(stage)

    def change(self, problem: Problem, settings: Any) -> None:
        super().change(problem, settings)
        self.decoder.change(problem)

    def trainable_numbers(self) -> dict[str, int]:
        return super().trainable_numbers() | {"decoder": self.vae.decoder.layout.total}

    def state(self) -> dict[str, Tensor]:
        state = super().state() | {f"decoder.{name}": value for name, value in self.decoder.state().items()}
        return state if self._before is None else {**state, "before": self._before}

    def restore(self, state: Mapping[str, Tensor], stage: Stage | None) -> None:
        super().restore(state, stage)
        self.decoder.restore(part_of(state, "decoder."))
        self._before = state["before"].clone() if "before" in state else None
        if stage and stage.task:
            self.recall(stage.task)

    def _losses(self, x: Tensor, spread: Tensor) -> tuple[Tensor, Tensor]:
        return self.vae.losses(self.encoder.w, self.decoder.w, x, None, spread)
