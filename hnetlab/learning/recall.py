"""Samples of old tasks out of a generator, in place of kept ones: what generative replay has in common."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, ClassVar

import torch
from pydantic import Field
from torch import Tensor

from hnetlab.base.schedule import Stage
from hnetlab.base.seeding import generator
from hnetlab.base.settings import Settings
from hnetlab.learning.batch import Inputs, Portion
from hnetlab.learning.method import task_order
from hnetlab.learning.optimization import Optimizer
from hnetlab.learning.parts import Part
from hnetlab.learning.plain import Plain
from hnetlab.learning.problem import Problem
from hnetlab.learning.state import part_of
from hnetlab.learning.vae import Vae, holds_pixels
from hnetlab.nets.mlp import hidden_widths

_COLUMNS = 20  # tasks of which pictures are kept after each task: their number grows with the square
_PICTURES = 40  # in a row of them, about

Widths = tuple[Annotated[int, Field(ge=1, le=10**12)], ...]


class VaeSettings(Settings):
    """A variational autoencoder whose decoder draws samples of old tasks."""

    latents: int = Field(100, ge=1, le=10**12)
    """Numbers that a picture is drawn from."""
    encoder_hidden: Widths | None = None
    """Units of the encoder's hidden layers; none for those of the target network."""
    decoder_hidden: Widths | None = None
    """Units of the decoder's hidden layers; none for the encoder's in reverse order."""


class GenerativeReplay(Part):
    """A VAE that learns each task in a stage of its own, and from which samples of old tasks are drawn.

    `per_task` says whether it draws samples of each task, or of all together. After each task it also draws
    some pictures from latents that stay the same, so that one can see what is remembered: `album[i]`
    (S, tasks, n, pixels) are those after task i.
    """

    per_task: ClassVar[bool] = True

    def __init__(self, problem: Problem, settings: VaeSettings, conditions: int = 0) -> None:
        self.problem, self.settings = problem, settings
        encoder = settings.encoder_hidden
        if encoder is None:
            encoder = hidden_widths(problem.target.module)
        decoder = encoder[::-1] if settings.decoder_hidden is None else settings.decoder_hidden
        shape, pixels = problem.sequence.input_shape, holds_pixels(problem.sequence)
        self.vae = Vae(shape, encoder, decoder, settings.latents, conditions, pixels=pixels)
        self.encoder = Plain(problem, self.vae.encoder, "replay", "encoder")
        self.album: dict[int, Tensor] = {}

    @abstractmethod
    def recall(self, task: int) -> None:
        """Gets ready to draw samples of the tasks before `task`, as they are remembered now."""

    @abstractmethod
    def samples(self, latents: Tensor, told: Tensor | None = None) -> Tensor:
        """Samples (S, n, *input_shape) of old tasks from what `drawn` has added to a step's inputs."""

    @abstractmethod
    def groups(self, task: int) -> tuple[int, int]:
        """In how many groups of what size samples of the tasks before `task` are drawn in a step."""

    @abstractmethod
    def pictures(self, task: int, count: int) -> Tensor:
        """So many pictures (S, tasks, count, pixels) of each task up to `task`, from fixed latents."""

    def drawn(self, inputs: Inputs, stage: Stage, step: int) -> Inputs:
        """The inputs of a step with what its samples of old tasks are drawn from: here `latents`."""
        latents = self._noise(self.groups(stage.task), "samples", stage.task, stage.name, step)
        return replace(inputs, latents=latents)

    def begin(self, stage: Stage) -> None:
        self._prepare(stage)

    def inputs(self, stage: Stage, step: int) -> Inputs:
        rows = self._order.indices(step)
        spread = self._noise((rows.shape[1],), "spread", stage.task, step)
        return Inputs((Portion(stage.task, rows),), spread=spread)

    def optimizers(self) -> Iterable[Optimizer]:
        return self.encoder.optimizers()

    def end(self, stage: Stage) -> None:
        count = max(1, _PICTURES // len(self.problem.sequence))
        self.album[stage.task] = self.pictures(stage.task, count)
        self.encoder.end()

    def change(self, problem: Problem, settings: Any) -> None:
        self.problem, self.settings = problem, settings.replay
        self.encoder.change(problem)

    def trainable_numbers(self) -> dict[str, int]:
        return {"encoder": self.vae.encoder.layout.total}

    def state(self) -> dict[str, Tensor]:
        state = {f"encoder.{name}": value for name, value in self.encoder.state().items()}
        return state | {f"album.{task}": pictures for task, pictures in self.album.items()}

    def restore(self, state: Mapping[str, Tensor], stage: Stage | None) -> None:
        self.encoder.restore(part_of(state, "encoder."))
        self.album = {int(task): value.clone() for task, value in part_of(state, "album.").items()}
        if stage:
            self._prepare(stage)

    def _prepare(self, stage: Stage) -> None:
        self._task = stage.task
        self._order = task_order(self.problem, stage.task)
        self.encoder.begin()

    def _noise(self, shape: Sequence[int], *purpose: str | int) -> Tensor:
        """Numbers (S, *shape, latents) from N(0, 1), drawn on the host for each replica by itself."""
        rows = [
            torch.randn(*shape, self.vae.latents, generator=generator(seed, "replay", *purpose))
            for seed in self.problem.seeds
        ]
        return torch.stack(rows).to(self.problem.device)

    def _fixed(self, tasks: range, count: int) -> Tensor:
        """The latents (S, tasks, count, latents) of pictures, those of a task always the same."""
        return torch.stack([self._noise((count,), "pictures", task) for task in tasks], dim=1)

    @staticmethod
    def _shown(task: int) -> range:
        """The tasks of which pictures are kept after `task`."""
        return range(min(task + 1, _COLUMNS))
