"""A network whose weights are generated, one set per task: what methods with hypernetworks are made from."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Literal

import torch
from pydantic import Field
from torch import Tensor

from hnetlab.base.errors import ConfigError
from hnetlab.base.seeding import generator
from hnetlab.base.settings import Settings, later, of_each
from hnetlab.hypernet import Hypernetwork, Initialization, Theta, initial_embeddings, initial_theta
from hnetlab.learning.anchor import MOVED, Anchor
from hnetlab.learning.optimization import Optimizer, make_optimizer
from hnetlab.learning.problem import Problem
from hnetlab.learning.regularizer import Form, OutputRegularizer, random_subset
from hnetlab.learning.state import part_of
from hnetlab.learning.training import Rate
from hnetlab.nets import Activation, FlatLayout
from hnetlab.nets.initialization import Weighted, initial_vectors


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
    """How the hypernetwork starts: as the paper's; with hyperfan so that what it generates keeps activations
    in scale, on average over tasks; with target so that each task's network begins as one without a
    hypernetwork, from embeddings of one length. With both, a full one begins with the network's own scales
    of a normalization."""
    chunk_embeddings: Literal["shared", "per_task"] = later("shared")
    """Chunk embeddings shared by all tasks, or each task's own, as part of its embedding: more room."""
    new_embedding: Literal["random", "last", "best"] = later("random")
    """Where a task's embedding starts: anywhere, at the last one, or at the old one with the least loss."""
    embedding_learning_rate: float | None = Field(None, gt=0, le=1e30)
    """Step size for the task embedding; none for the same as the hypernetwork's."""


class AnchoredSettings(HypernetworkSettings):
    """The hypernetwork and what holds all that it generates for old tasks."""

    beta: float = Field(0.01, ge=0, le=1e30, json_schema_extra={"switch": "Regularizer"})
    """Strength of the output regularizer."""
    betas: tuple[Annotated[float, Field(ge=0, le=1e30)], ...] = of_each("beta")
    """A strength for each seed, in their order, in place of beta, which changed on the way is all seeds'
    again; none for one for all."""
    lookahead: bool = True
    """Regularize at theta + d_theta, after the step that the task loss alone would take."""
    regularizer_form: Form = "auto"
    """How the regularizer is computed; all forms are exact."""
    old_tasks_per_step: int | None = Field(None, ge=1)
    """Regularize on so many randomly drawn old tasks in each step; none for all."""
    old_embeddings: Literal["rest", "move"] = later("rest")
    """Embeddings of old tasks rest, or the regularizer moves them too, as in later work by the paper's
    authors."""


class RegularizedSettings(AnchoredSettings):
    """The hypernetwork and its output regularizer."""

    regularized_heads: Literal["all", "own"] = "all"
    """Keep all generated weights of an old task, or only the shared ones and its own head."""


class Generated:
    """Task embeddings and a hypernetwork (section 2 of the paper) whose outputs for old ones stay in place.

    `network` is the one whose weights are generated, `purpose` tells this hypernetwork's random
    numbers from those of another one in the same method, and `covered` gives for a task which weights
    (T-1, P) of each old one are kept; None, from it or in its place, for all. `best` gives for a task the old
    one (S,) whose network has the least loss on its samples.
    """

    def __init__(
        self,
        problem: Problem,
        network: Weighted,
        settings: AnchoredSettings,
        *purpose: str,
        covered: Callable[[int], Tensor | None] | None = None,
        best: Callable[[int], Tensor] | None = None,
    ) -> None:
        self._problem = problem
        self._covered, self._best = covered, best
        self._purpose = purpose
        self.settings = settings
        if not problem.training.reset_optimizer:
            raise ConfigError(
                "reset_optimizer = false does not go with a hypernetwork, whose optimizer starts afresh with "
                "each task: leave it out."
            )
        if settings.new_embedding == "best" and best is None:
            raise ConfigError(
                "new_embedding = best is for networks that classify or regress: choose random or last."
            )
        self.hypernet = _hypernet(network.layout, settings)
        tasks, device = len(problem.sequence), problem.device
        dim = self.hypernet.embedding_dim
        e = initial_embeddings(
            tasks,
            dim,
            problem.generators(*purpose, "task embeddings"),
            equally_long=settings.initialization == "target",
        )
        generators = problem.generators(*purpose, "hypernetwork")
        vectors = initial_vectors(network)
        theta = initial_theta(self.hypernet, generators, settings.initialization, e, vectors)
        self.theta = {name: value.to(device).requires_grad_() for name, value in theta.items()}
        self.e = [row.contiguous().to(device).requires_grad_() for row in e.unbind(dim=1)]
        self.theta_star: dict[str, Tensor] = {}
        self._e_star = self.embeddings()[:, :0]
        self._old_embedding_optimizer: Optimizer | None = None
        self.regularizer: OutputRegularizer | None = None

    def begin(self, task: int) -> None:
        """Gets ready to learn `task`: from here on the weights of those before it are held."""
        start = self.settings.new_embedding
        if task and start == "last":
            self.e[task].data.copy_(self.e[task - 1].detach())
        elif task and start == "best" and self._best:
            chosen = self._best(task)[:, None, None].expand(-1, 1, self.hypernet.embedding_dim)
            self.e[task].data.copy_(self.embeddings()[:, :task].gather(1, chosen).squeeze(1))
        self._prepare(task)

    def _prepare(self, task: int) -> None:
        training = self._problem.training
        self._task = task
        self._optimizer = make_optimizer(training, self.theta.values())
        self._embedding_optimizer = make_optimizer(training, [self.e[task]], self._embedding_rate)
        if task and self.settings.old_embeddings == "move":
            self._old_embedding_optimizer = make_optimizer(training, self.e[:task], self._embedding_rate)
            self._old_embedding_optimizer.weight_decay = 0.0  # the regularizer alone moves them
        self.theta_star = {name: value.detach().clone() for name, value in self.theta.items()}
        self._e_star = self.embeddings()[:, :task].contiguous()
        self.regularizer = self._new_regularizer()

    def current(self) -> Tensor:
        """The weights (S, P) of the task being learned; gradients flow."""
        return self.hypernet(self.theta, self.e[self._task].unsqueeze(1)).squeeze(1)

    @property
    def variables(self) -> list[Tensor]:
        """What the weights of the task being learned are made from: theta, and last its embedding."""
        return [*self.theta.values(), self.e[self._task]]

    def step(self, gradients: Sequence[Tensor], chosen: Tensor | None) -> Tensor | None:
        """Takes a step along the task loss's gradients in `variables` and the regularizer's (eq. 2).

        Returns the regularizer (S,), or None where nothing is held. `chosen` are the old tasks that it is
        taken over, None for all.
        """
        *of_theta, of_e = gradients
        penalty = None
        if self.regularizer:
            theta = self.ahead(of_theta) if self.settings.lookahead else self.constants()
            moved = self.embeddings()[:, : self._task] if self._old_embedding_optimizer else None
            penalty, slope = self.regularizer(theta, chosen, moved)
            of_theta = [gradient + slope[name] for name, gradient in zip(self.theta, of_theta, strict=True)]
            if self._old_embedding_optimizer:
                self._old_embedding_optimizer.step(slope[MOVED].unbind(dim=1))
        self._optimizer.step(of_theta)
        self._embedding_optimizer.step([of_e])
        return penalty

    def optimizers(self) -> dict[str, Optimizer]:
        """What takes the steps of the present task, by name."""
        optimizers = {"optimizer": self._optimizer, "embedding_optimizer": self._embedding_optimizer}
        if self._old_embedding_optimizer:
            optimizers["old_embedding_optimizer"] = self._old_embedding_optimizer
        return optimizers

    def ahead(self, gradients: Sequence[Tensor]) -> Theta:
        """theta after the step that the optimizer would take along `gradients` alone (eq. 2).

        Nothing is changed. The tensors are overwritten by the next call.
        """
        return dict(zip(self.theta, self._optimizer.ahead(gradients), strict=True))

    def old_tasks(self, task: int, step: int) -> Tensor | None:
        """The old tasks regularized in this step: all (None), or a random subset that all replicas share."""
        size = self.settings.old_tasks_per_step
        if size is None or size >= task:
            return None
        random = generator(0, *self._purpose, "old tasks", task, step)
        return random_subset(task, size, random).to(self._problem.device)

    def end(self) -> None:
        """Drops what only the steps of a task needed."""
        self.theta_star = {}
        self.regularizer = self._old_embedding_optimizer = None

    def change(self, problem: Problem, settings: AnchoredSettings) -> None:
        """Takes on new values of settings, also while a task is being learned."""
        self._problem, self.settings = problem, settings
        if self.theta_star:
            self._optimizer.learning_rate = problem.training.rate
            self._embedding_optimizer.learning_rate = self._embedding_rate
            if self._old_embedding_optimizer:
                self._old_embedding_optimizer.learning_rate = self._embedding_rate
            self.regularizer = self._new_regularizer()

    @torch.no_grad()
    def weights(self, tasks: range) -> Tensor:
        """The weights (S, n, P) of n tasks, detached."""
        e = [self.e[task] for task in tasks]
        return self.hypernet(self.theta, torch.stack(e, dim=1))

    def weights_at(self, e: Tensor) -> Tensor:
        """Weights (S, N, P) generated for any embeddings (S, N, embedding_dim); gradients flow."""
        return self.hypernet(self.constants(), e)

    def embeddings(self) -> Tensor:
        """All task embeddings (S, T, embedding_dim), detached."""
        return torch.stack([e.detach() for e in self.e], dim=1)

    def trainable_numbers(self) -> dict[str, int]:
        """How many numbers one replica learns, by part."""
        return self.hypernet.trainable_numbers(len(self.e))

    def constants(self) -> Theta:
        """theta as it is, for what is not to be differentiated."""
        return {name: value.detach() for name, value in self.theta.items()}

    def state(self) -> dict[str, Tensor]:
        """Every tensor that the next step depends on, by name."""
        state = {f"theta.{name}": value.detach() for name, value in self.theta.items()}
        state["task_embeddings"] = self.embeddings()
        if self.theta_star:
            state |= {f"theta_star.{name}": value for name, value in self.theta_star.items()}
            if self._old_embedding_optimizer:
                state["old_embeddings"] = self._e_star
            for part, optimizer in self.optimizers().items():
                state |= {f"{part}.{name}": value for name, value in optimizer.state().items()}
        return state

    def restore(self, state: Mapping[str, Tensor], task: int | None) -> None:
        """Continues from `state`, taken while `task` was being learned, or none if None."""
        for old, new in zip(self.e, state["task_embeddings"].unbind(dim=1), strict=True):
            old.data.copy_(new)
        self.end()
        if task is not None:
            self._set_theta(part_of(state, "theta_star."))
            self._prepare(task)
            if self._old_embedding_optimizer:
                self._e_star = state["old_embeddings"].clone()
                self.regularizer = self._new_regularizer()
            for part, optimizer in self.optimizers().items():
                optimizer.restore(part_of(state, f"{part}."))
        self._set_theta(part_of(state, "theta."))

    @property
    def _embedding_rate(self) -> Rate:
        """The step size for the task embedding."""
        return self.settings.embedding_learning_rate or self._problem.training.rate

    def _new_regularizer(self) -> OutputRegularizer | None:
        """What holds the tasks before the present one in place, if anything is to."""
        betas = self.settings.betas or (self.settings.beta,) * self._problem.replicas
        if not self._task or not any(betas):
            return None
        covered = self._covered(self._task) if self._covered else None
        beta = torch.tensor(betas, device=self._problem.device)
        anchor = Anchor(self.hypernet, self.theta_star, self._e_star, covered)
        return OutputRegularizer(anchor, beta, self.settings.regularizer_form)

    def _set_theta(self, theta: Mapping[str, Tensor]) -> None:
        for name, value in self.theta.items():
            value.data.copy_(theta[name])


def _hypernet(layout: FlatLayout, settings: HypernetworkSettings) -> Hypernetwork:
    """Its structure; raises `ConfigError` where a task would have its own embeddings of no chunks."""
    own = settings.chunk_embeddings == "per_task"
    size = settings.chunk_size
    if own and size is None:
        raise ConfigError("chunk_embeddings = per_task needs chunks: set chunk_size, or leave it out.")
    chunks = -(-layout.total // min(size, layout.total)) if size else 0
    return Hypernetwork(
        layout,
        settings.embedding_dim + (chunks * settings.chunk_embedding_dim if own else 0),
        settings.hypernetwork_hidden,
        settings.hypernetwork_activation,
        size,
        settings.chunk_embedding_dim,
        own,
    )
