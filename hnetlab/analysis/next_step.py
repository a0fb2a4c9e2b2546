"""The next optimizer step of a run, copied so that it can be taken any number of times."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from torch import Tensor

from hnetlab.analysis.drift import drift, weight_norms
from hnetlab.analysis.numbers import Array
from hnetlab.base.errors import ConfigError, DataError
from hnetlab.base.schedule import Stage
from hnetlab.base.settings import of_replica
from hnetlab.hypernet import Theta
from hnetlab.learning.anchor import Anchor
from hnetlab.learning.held_hypernetwork import HeldHypernetwork
from hnetlab.learning.hypernetwork import HypernetworkMethod, RegularizedSettings
from hnetlab.learning.problem import Problem
from hnetlab.learning.regularizer import OutputRegularizer
from hnetlab.learning.state import part_of
from hnetlab.runs.run import Run


@dataclass(frozen=True, eq=False)
class Gradients:
    """The parts of one step that do not depend on beta; tensors by parameter name, (1, ...)."""

    loss: float
    """The task loss before the step."""
    task: Theta
    """g, the gradient of the task loss at theta."""
    ahead: Theta
    """theta + d_theta: also where the step without regularizer ends."""
    penalty: Mapping[bool, float]
    """The regularizer for beta = 1 at theta + d_theta (True, with lookahead) and at theta (False)."""
    regularizer: Mapping[bool, Theta]
    """Its gradient r there."""


@dataclass(frozen=True, eq=False)
class NextStep:
    """A copy of one replica of a run before an optimizer step; it shares nothing that training changes."""

    stage: Stage
    """What is being learned; its task, from 0, is also the number of old tasks."""
    step: int
    """Optimizer steps that the task has had: the one to be taken apart is the next."""
    seed: int
    task_names: tuple[str, ...]
    """Names of the old tasks and of the one being learned."""
    settings: RegularizedSettings
    """The method's settings, the run's own beta and lookahead among them."""
    problem: Problem
    state: Mapping[str, Tensor]
    """What `restore` of the method and of its pace take."""

    @property
    def task(self) -> int:
        """The task being learned, from 0."""
        return self.stage.task

    @classmethod
    def of(cls, run: Run, *, replica: int = 0) -> "NextStep":
        """Copies what the next step of `run` needs; between two tasks that is the first step of the next.

        Raises `ConfigError` for a method without an output regularizer and for a replica that does not exist,
        and `DataError` for a run in its first task, where there is nothing to keep, for one that is finished,
        and for one whose task has had its last step and was not tested yet.
        """
        run.config.check_replica(replica)
        method, task = run.method, run.position.task
        if not isinstance(method, HypernetworkMethod):
            raise ConfigError(
                f"The method {run.config.method} has no hypernetwork and so no output regularizer: take a "
                "run of the method hnet."
            )
        if isinstance(method, HeldHypernetwork):
            raise ConfigError(
                f"The method {run.config.method} holds its hypernetwork's own weights and has no output "
                "regularizer: take a run of the method hnet."
            )
        if method.settings.old_embeddings == "move":
            raise ConfigError(
                "The run moves the embeddings of old tasks beside its hypernetwork, which this does not take "
                "apart: take one with old_embeddings = rest."
            )
        if run.finished:
            raise DataError(
                "The run has learned its last task and has no next step to take apart: pause a run before "
                "its end."
            )
        if task == 0:
            raise DataError(
                "The run is still in its first task, with no old task to keep: train it until its second one."
            )
        if run.position.step == run.schedule.stage(task, run.position.stage).steps:
            raise DataError(
                f"Task {task + 1} has had its last step and is about to be tested: let the run go on until "
                "after that."
            )
        if not method.classifies(run.schedule.stage(task, run.position.stage)):
            raise DataError(
                "The run learns something beside its hypernetwork now, with no such step to take apart: "
                "pause it in the first stage of a task."
            )
        problem = method.problem
        sequence, seed = problem.sequence, problem.seeds[replica]
        training, settings = of_replica(problem.training, replica), of_replica(method.settings, replica)
        if problem.target.statistics:  # some methods have a way of their own to keep them
            training = training.model_copy(update={"statistics": method.statistics.keeping})
        if problem.division is None:  # how other networks of the run began is nothing to its hypernetwork
            training = training.model_copy(update={"initial_weights": "xavier"})
        alone = Problem(sequence, problem.target, (seed,), training, problem.device)
        state = {
            # A scalar, such as Adam's count of steps, is the same for all replicas.
            name: (value[replica : replica + 1] if value.ndim else value).detach().clone()
            for name, value in run.state().items()
        }
        names = tuple(each.name for each in sequence.tasks[: task + 1])
        stage = run.schedule.stage(task, run.position.stage)
        return cls(stage, run.position.step, seed, names, settings, alone, state)

    def method(self, beta: float, lookahead: bool) -> HypernetworkMethod:
        """A new method that goes on from here with this beta, with or without the lookahead."""
        settings = self.settings.model_copy(update={"beta": beta, "lookahead": lookahead})
        method = HypernetworkMethod(self.problem, settings)
        method.restore(self.state, self.stage if self.step else None)
        if self.step:
            method.pace.restore(self.state)
        else:
            method.begin(self.stage)
        return method

    @cached_property
    def anchor(self) -> Anchor:
        """theta_star and the old embeddings."""
        return self._regularizer.anchor

    @cached_property
    def theta(self) -> Theta:
        """The hypernetwork before the step; tensors by parameter name, (1, ...)."""
        return part_of(self.state, "theta.")

    @cached_property
    def gradients(self) -> Gradients:
        """What the step is made of."""
        method = self._method
        inputs = method.drawn(self.stage, self.step)
        loss, g, _ = method.task_gradients(inputs)
        ahead = self.after(g)
        penalty, r = {}, {}
        for lookahead, place in ((True, ahead), (False, self.theta)):
            value, slope = self._regularizer(place, inputs.old_tasks)
            penalty[lookahead], r[lookahead] = float(value), copy_of(slope)
        return Gradients(float(loss), copy_of(g), ahead, penalty, r)

    def after(self, gradients: Theta) -> Theta:
        """theta after the step that the run's optimizer, with its moments, takes along `gradients`."""
        return copy_of(self._method.ahead(gradients))

    @cached_property
    def weight_norms(self) -> Array:
        """|| h(e_t; theta_star) || of each old task, (T-1,): a drift divided by it is relative."""
        return weight_norms(self.anchor)

    @cached_property
    def drift_before(self) -> Array:
        """The drift of each old task before the step, (T-1,)."""
        return drift(self.anchor, self.theta)

    @cached_property
    def drift_without(self) -> Array:
        """The drift of each old task after the step without the regularizer, (T-1,)."""
        return drift(self.anchor, self.gradients.ahead)

    @cached_property
    def _method(self) -> HypernetworkMethod:
        """A method that stays where the run is, ready for a step of the size that the run's would have."""
        method = self.method(beta=1.0, lookahead=True)
        shares = method.drawn(self.stage, self.step).shares
        for optimizer in method.optimizers():
            optimizer.shares = shares
        return method

    @property
    def _regularizer(self) -> OutputRegularizer:
        assert self._method.regularizer, "after the first task there is one when beta is not 0"
        return self._method.regularizer


def copy_of(tensors: Theta) -> dict[str, Tensor]:
    """The same numbers in memory of their own, constants for differentiation."""
    return {name: tensor.detach().clone() for name, tensor in tensors.items()}
