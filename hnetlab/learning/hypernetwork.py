"""Continual learning with a hypernetwork: the method of the paper (section 2)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

import torch
from torch import Tensor

from hnetlab.base.errors import ConfigError
from hnetlab.base.schedule import Stage
from hnetlab.base.settings import Settings
from hnetlab.hypernet import Hypernetwork, Theta
from hnetlab.learning.batch import Inputs, Portion, draw, fetch
from hnetlab.learning.generated import Generated, HypernetworkSettings, RegularizedSettings
from hnetlab.learning.method import Losses, Method, task_order
from hnetlab.learning.optimization import Optimizer
from hnetlab.learning.plain import Plain
from hnetlab.learning.problem import Problem
from hnetlab.learning.regularizer import OutputRegularizer
from hnetlab.learning.state import part_of

__all__ = ["HypernetworkMethod", "HypernetworkSettings", "RegularizedSettings"]


_SAMPLES = 256
"""Training samples of a new task by which the best old embedding is chosen, at most."""


class HypernetworkMethod(Method):
    """Learns task embeddings and a hypernetwork whose outputs for old embeddings are held in place.

    Raises `ConfigError` where only a task's own head is to be held, and heads can't be told apart.
    """

    title = "Hypernetwork with regularizer"
    summary = "a hypernetwork with the output regularizer, the paper's method"
    settings_type: ClassVar[type[Settings]] = RegularizedSettings
    changeable = frozenset({"learning_rate", "beta", "lookahead"})
    generates_all: ClassVar[bool] = True
    """Whether it has no network beside the target whose weights are trained themselves."""
    settings: RegularizedSettings

    def __init__(self, problem: Problem, settings: RegularizedSettings) -> None:
        super().__init__(problem, settings)
        if settings.regularized_heads == "own":
            _check_heads(problem)
        self._division = division = problem.division
        target = problem.target
        always, once = division.tensors(target.example_weights) if division else (target, None)
        self.network = Generated(problem, always, settings, covered=self._covered, best=self._best_start)
        """The hypernetwork with its embeddings, its optimizers and what holds it."""
        self.once = Plain(problem, once, "learned once") if once else None
        """The weights that are not generated, but learned with the first task and then kept, if any are."""
        if problem.training.initial_weights != "xavier" and self.generates_all and not self.once:
            raise ConfigError(
                f"initial_weights = {problem.training.initial_weights} does not go with the method "
                f"{self.title!r}, which generates all weights: leave it out, initialization says how those "
                "start."
            )

    @property
    def hypernet(self) -> Hypernetwork:
        """The structure of the hypernetwork."""
        return self.network.hypernet

    @property
    def theta(self) -> dict[str, Tensor]:
        """The hypernetwork's parameters by name."""
        return self.network.theta

    @property
    def e(self) -> list[Tensor]:
        """A task embedding (S, embedding_dim) for each task."""
        return self.network.e

    @property
    def regularizer(self) -> OutputRegularizer | None:
        """What holds old tasks in place now; None where there is none, or beta is 0."""
        return self.network.regularizer

    def begin(self, stage: Stage) -> None:
        self.statistics.begin(stage.task)
        self._order = task_order(self.problem, stage.task)
        self.network.begin(stage.task)
        if self.once and not stage.task:
            self.once.begin()

    def inputs(self, stage: Stage, step: int) -> Inputs:
        portion = Portion(stage.task, self._order.indices(step))
        old_tasks = self.network.old_tasks(stage.task, step)
        return Inputs((portion,), self.problem.noise(stage, step), old_tasks)

    def optimizers(self) -> Iterable[Optimizer]:
        return [*self.network.optimizers().values(), *(self.once.optimizers() if self.once else ())]

    def update(self, inputs: Inputs) -> Losses:
        loss, gradients, of_once = self._gradients(inputs)
        penalty = self.network.step(gradients, inputs.old_tasks)
        self._learn_once(of_once)
        return {"task": loss, "regularizer": torch.zeros_like(loss) if penalty is None else penalty}

    def task_gradients(self, inputs: Inputs) -> tuple[Tensor, dict[str, Tensor], Tensor]:
        """The task loss (S,) on the batch of a step, and its gradients in theta and in the task embedding.

        Running statistics of the network move on.
        """
        loss, (*gradients, e_gradient), _ = self._gradients(inputs)
        return loss, dict(zip(self.theta, gradients, strict=True)), e_gradient

    def ahead(self, gradients: Theta) -> Theta:
        """theta after the step that the optimizer would take along `gradients` alone (eq. 2).

        Nothing is changed. The tensors are overwritten by the next call.
        """
        return self.network.ahead([*gradients.values()])

    def change(self, problem: Problem, settings: RegularizedSettings) -> None:
        super().change(problem, settings)
        self.network.change(problem, settings)
        if self.once:
            self.once.change(problem)

    def end(self, stage: Stage) -> None:
        self.network.end()
        if self.once:
            self.once.end()

    def weights(self, task: int) -> Tensor:
        return self.whole(self.network.weights(range(task, task + 1)).squeeze(1))

    def weights_at(self, e: Tensor) -> Tensor:
        """Target weights (S, N, P) generated for any embeddings (S, N, embedding_dim); gradients flow."""
        w = self.network.weights_at(e)
        return w if self.once is None else self.whole(w, self.once.w.detach().unsqueeze(1))

    def whole(self, generated: Tensor, once: Tensor | None = None) -> Tensor:
        """Target weights (..., P) from those that are generated, with what is learned once, as it is now.

        `once` (..., K) is for other axes than the replica alone.
        """
        if self._division is None or self.once is None:
            return generated
        return self._division.joined(generated, self.once.w.detach() if once is None else once)

    def embeddings(self) -> Tensor:
        return self.network.embeddings()

    @property
    def moves_old_embeddings(self) -> bool:
        return self.settings.old_embeddings == "move"

    def trainable_numbers(self) -> dict[str, int]:
        numbers = self.network.trainable_numbers()
        return numbers | ({"learned once": self._division.once.total} if self._division else {})

    def state(self) -> dict[str, Tensor]:
        once = {f"once.{name}": value for name, value in self.once.state().items()} if self.once else {}
        return self.network.state() | once | self.statistics.state()

    def restore(self, state: Mapping[str, Tensor], stage: Stage | None) -> None:
        if stage:
            self._order = task_order(self.problem, stage.task)
        self.network.restore(state, stage.task if stage else None)
        if self.once:
            self.once.restore(part_of(state, "once."))
        self.statistics.restore(state)

    def _gradients(self, inputs: Inputs) -> tuple[Tensor, Sequence[Tensor], Tensor | None]:
        """The task loss (S,), its gradients in the network's variables, and that in what is learned once."""
        batch = fetch(self.problem.sequence, inputs.portions, self.problem.replicas)
        task = inputs.portions[0].task
        once = [self.once.w] if self.once and not task else []
        w = self.whole(self.network.current(), *once)
        loss = self.problem.loss(w, batch, inputs.noise, self.statistics[task])
        variables = self.network.variables
        gradients = torch.autograd.grad(loss.sum(), [*variables, *once])
        return loss.detach(), gradients[: len(variables)], gradients[-1] if once else None

    def _learn_once(self, gradient: Tensor | None) -> None:
        if self.once and gradient is not None:
            self.once.step(gradient)

    @torch.no_grad()
    def _best_start(self, task: int) -> Tensor:
        """The old task (S,) whose network has the least loss on some of the training samples of `task`.

        In evaluation, with that task's statistics, by the head of `task`, which may never have been trained.
        """
        data = self.problem.sequence[task]
        count = min(_SAMPLES, len(data.y_train))
        chosen = torch.arange(count, device=self.problem.device) * len(data.y_train) // count
        batch = draw(data, chosen.expand(self.problem.replicas, -1))
        losses = [
            self.problem.loss_of(self.problem.target(self.weights(old), batch.x, self.statistics[old]), batch)
            for old in range(task)
        ]
        return torch.stack(losses).argmin(dim=0)

    def _covered(self, task: int) -> Tensor | None:
        """Which weights (T-1, P) of each old task the regularizer keeps; None for all."""
        if self.settings.regularized_heads == "all":
            return None
        heads = [old.head for old in self.problem.sequence.tasks[:task]]
        covered = torch.stack([self.problem.target.without_other_heads(head) for head in heads])
        return self._division.part(covered, once=False) if self._division else covered


def _check_heads(problem: Problem) -> None:
    """Raises `ConfigError` where every weight influences the first task's head, though it is not all outputs.

    Where some weights are constants, those of the heads may be among them: then nothing else is to be held.
    """
    target, head = problem.target, problem.sequence[0].head
    if len(head) == target.outputs or not all(w.requires_grad for w in target.module.parameters()):
        return
    if target.without_other_heads(head).all():
        raise ConfigError(
            f"The target network {type(target.module).__name__} has no weights that influence outputs "
            f"outside {head} alone, so heads can't be told apart: set regularized_heads to all."
        )
