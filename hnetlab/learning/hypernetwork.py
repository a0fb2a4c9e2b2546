"""Continual learning with a hypernetwork: the method of the paper (section 2)."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor

from hnetlab.base.errors import ConfigError
from hnetlab.base.schedule import Stage
from hnetlab.base.seeding import generator
from hnetlab.base.settings import Settings
from hnetlab.hypernet import Hypernetwork, Initialization, Theta, initial_embeddings, initial_theta
from hnetlab.learning.anchor import Anchor
from hnetlab.learning.batch import Inputs, Portion, fetch
from hnetlab.learning.method import Losses, Method, part_of, task_order
from hnetlab.learning.optimization import Optimizer, make_optimizer
from hnetlab.learning.problem import Problem
from hnetlab.learning.regularizer import Form, OutputRegularizer, random_subset
from hnetlab.nets import Activation


class HypernetworkSettings(Settings):
    """The structure of the hypernetwork and its embeddings."""

    hypernetwork_hidden: tuple[Annotated[int, Field(ge=1, le=10**12)], ...] = (32, 32)
    """Units of the hypernetwork's hidden layers."""
    hypernetwork_activation: Activation = "relu"
    """Activation of the hypernetwork's hidden layers."""
    embedding_dim: int = Field(8, ge=1, le=10**12)
    """Dimensions of a task embedding."""
    chunk_embedding_dim: int = Field(8, ge=1, le=10**12)
    """Dimensions of a chunk embedding."""
    chunk_size: int | None = Field(None, ge=1)
    """Target weights per call of the hypernetwork, at most; none for a full hypernetwork, all in one call."""
    initialization: Initialization = "xavier"
    """How the hypernetwork starts."""
    embedding_learning_rate: float | None = Field(None, gt=0, le=1e30)
    """Step size for the task embedding; none for the same as the hypernetwork's."""


class RegularizedSettings(HypernetworkSettings):
    """The hypernetwork and its output regularizer."""

    beta: float = Field(0.01, ge=0, le=1e30, json_schema_extra={"switch": "Regularizer"})
    """Strength of the output regularizer."""
    lookahead: bool = True
    """Regularize at theta + d_theta, after the step that the task loss alone would take."""
    regularizer_form: Form = "auto"
    """How the regularizer is computed; all forms are exact."""
    old_tasks_per_step: int | None = Field(None, ge=1)
    """Regularize on so many randomly drawn old tasks in each step; none for all."""
    regularized_heads: Literal["all", "own"] = "all"
    """Keep all generated weights of an old task, or only the shared ones and its own head."""


class HypernetworkMethod(Method):
    """Learns task embeddings and a hypernetwork whose outputs for old embeddings are held in place."""

    title = "Hypernetwork with regularizer"
    summary = "a hypernetwork with the output regularizer, the paper's method"
    settings_type: ClassVar[type[Settings]] = RegularizedSettings
    changeable = frozenset({"learning_rate", "beta", "lookahead"})
    settings: RegularizedSettings

    def __init__(self, problem: Problem, settings: RegularizedSettings) -> None:
        super().__init__(problem, settings)
        if not problem.training.reset_optimizer:
            raise ConfigError(
                "reset_optimizer = false does not go with a hypernetwork, whose optimizer starts afresh with "
                "each task: leave it out."
            )
        self.hypernet = Hypernetwork(
            problem.target.layout,
            settings.embedding_dim,
            settings.hypernetwork_hidden,
            settings.hypernetwork_activation,
            settings.chunk_size,
            settings.chunk_embedding_dim,
        )
        tasks = len(problem.sequence)
        e = initial_embeddings(tasks, settings.embedding_dim, problem.generators("task embeddings"))
        theta = initial_theta(self.hypernet, problem.generators("hypernetwork"), settings.initialization, e)
        self.theta = {name: value.to(problem.device).requires_grad_() for name, value in theta.items()}
        self.e = [row.contiguous().to(problem.device).requires_grad_() for row in e.unbind(dim=1)]
        self.theta_star: dict[str, Tensor] = {}
        self.regularizer: OutputRegularizer | None = None

    def begin(self, stage: Stage) -> None:
        training, task = self.problem.training, stage.task
        self.statistics.begin(task)
        self._optimizer = make_optimizer(training, self.theta.values())
        self._embedding_optimizer = make_optimizer(training, [self.e[task]], self._embedding_rate)
        self._order = task_order(self.problem, task)
        self.theta_star = {name: value.detach().clone() for name, value in self.theta.items()}
        self._task = task
        self.regularizer = self._new_regularizer(task)

    def inputs(self, stage: Stage, step: int) -> Inputs:
        portion = Portion(stage.task, self._order.indices(step))
        return Inputs((portion,), self.problem.noise(stage, step), self._old_tasks(stage, step))

    def update(self, inputs: Inputs) -> Losses:
        loss, gradients, e_gradient = self.task_gradients(inputs)
        penalty = torch.zeros_like(loss)
        if self.regularizer:
            theta = self.ahead(gradients) if self.settings.lookahead else self._constants()
            penalty, slope = self.regularizer(theta, inputs.old_tasks)
            gradients = {name: gradient + slope[name] for name, gradient in gradients.items()}
        self._optimizer.step([*gradients.values()])
        self._embedding_optimizer.step([e_gradient])
        return {"task": loss, "regularizer": penalty}

    def task_gradients(self, inputs: Inputs) -> tuple[Tensor, dict[str, Tensor], Tensor]:
        """The task loss (S,) on the batch of a step, and its gradients in theta and in the task embedding.

        Running statistics of the network move on.
        """
        batch, e = fetch(self.problem.sequence, inputs.portions, self.problem.replicas), self.e[self._task]
        w = self.hypernet(self.theta, e.unsqueeze(1)).squeeze(1)
        loss = self.problem.loss(w, batch, inputs.noise, self.statistics[self._task])
        *gradients, e_gradient = torch.autograd.grad(loss.sum(), [*self.theta.values(), e])
        return loss.detach(), dict(zip(self.theta, gradients, strict=True)), e_gradient

    def ahead(self, gradients: Theta) -> Theta:
        """theta after the step that the optimizer would take along `gradients` alone (eq. 2).

        Nothing is changed. The tensors are overwritten by the next call.
        """
        return dict(zip(self.theta, self._optimizer.ahead([*gradients.values()]), strict=True))

    def change(self, problem: Problem, settings: RegularizedSettings) -> None:
        super().change(problem, settings)
        if self.theta_star:  # a task is being learned
            self._optimizer.learning_rate = problem.training.learning_rate
            self._embedding_optimizer.learning_rate = self._embedding_rate
            self.regularizer = self._new_regularizer(self._task)

    def end(self, stage: Stage) -> None:
        self.theta_star = {}
        self.regularizer = None

    @torch.no_grad()
    def weights(self, task: int) -> Tensor:
        return self.hypernet(self.theta, self.e[task].unsqueeze(1)).squeeze(1)

    def weights_at(self, e: Tensor) -> Tensor:
        """Target weights (S, N, P) generated for any embeddings (S, N, embedding_dim); gradients flow."""
        return self.hypernet(self._constants(), e)

    def embeddings(self) -> Tensor:
        return torch.stack([e.detach() for e in self.e], dim=1)

    def trainable_numbers(self) -> dict[str, int]:
        return self.hypernet.trainable_numbers(len(self.problem.sequence))

    def state(self) -> dict[str, Tensor]:
        state = {f"theta.{name}": value.detach() for name, value in self.theta.items()}
        state["task_embeddings"] = self.embeddings()
        state |= self.statistics.state()
        if self.theta_star:
            state |= {f"theta_star.{name}": value for name, value in self.theta_star.items()}
            for part, optimizer in self._optimizers().items():
                state |= {f"{part}.{name}": value for name, value in optimizer.state().items()}
        return state

    def restore(self, state: Mapping[str, Tensor], stage: Stage | None) -> None:
        for old, new in zip(self.e, state["task_embeddings"].unbind(dim=1), strict=True):
            old.data.copy_(new)
        self.theta_star, self.regularizer = {}, None
        if stage:
            self._set_theta(part_of(state, "theta_star."))
            self.begin(stage)
            for part, optimizer in self._optimizers().items():
                optimizer.restore(part_of(state, f"{part}."))
        self._set_theta(part_of(state, "theta."))
        self.statistics.restore(state)

    @property
    def _embedding_rate(self) -> float:
        """The step size for the task embedding."""
        return self.settings.embedding_learning_rate or self.problem.training.learning_rate

    def _old_tasks(self, stage: Stage, step: int) -> Tensor | None:
        """The old tasks regularized in this step: all (None), or a random subset that all replicas share."""
        size = self.settings.old_tasks_per_step
        if size is None or size >= stage.task:
            return None
        chosen = random_subset(stage.task, size, generator(0, "old tasks", stage.task, step))
        return chosen.to(self.problem.device)

    def _optimizers(self) -> dict[str, Optimizer]:
        return {"optimizer": self._optimizer, "embedding_optimizer": self._embedding_optimizer}

    def _new_regularizer(self, task: int) -> OutputRegularizer | None:
        """What holds the tasks before `task` in place, if anything is to."""
        if not task or not self.settings.beta:
            return None
        old = self.embeddings()[:, :task].contiguous()
        beta = torch.full((self.problem.replicas,), self.settings.beta, device=self.problem.device)
        anchor = Anchor(self.hypernet, self.theta_star, old, self._covered(task))
        return OutputRegularizer(anchor, beta, self.settings.regularizer_form)

    def _constants(self) -> Theta:
        """theta as it is, for what is not to be differentiated."""
        return {name: value.detach() for name, value in self.theta.items()}

    def _set_theta(self, theta: Mapping[str, Tensor]) -> None:
        for name, value in self.theta.items():
            value.data.copy_(theta[name])

    def _covered(self, task: int) -> Tensor | None:
        """Which weights (T-1, P) of each old task the regularizer keeps; None for all."""
        if self.settings.regularized_heads == "all":
            return None
        heads = [old.head for old in self.problem.sequence.tasks[:task]]
        return torch.stack([self.problem.target.without_other_heads(head) for head in heads])
