"""One run: its config, the problem and method made from it, and how far it has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import torch
from torch import Tensor, nn

from hnetlab.base.device import pick_device
from hnetlab.base.errors import ConfigError, TrainingError
from hnetlab.base.measure import Measure
from hnetlab.base.schedule import Position as Position  # for those who restore a run
from hnetlab.experiments import plain
from hnetlab.experiments.config import Config, changed
from hnetlab.learning import METHODS, Problem, Schedule, Stage
from hnetlab.learning.inference import check_inference
from hnetlab.learning.preparation import prepare
from hnetlab.learning.testing import all_scores
from hnetlab.runs.claim import trainer_of
from hnetlab.runs.history import Change, History, Record
from hnetlab.runs.network import network_of
from hnetlab.tasks import TaskSequence, build_sequence
from hnetlab.tasks.sequence import LOSSES, MEASURES

NUMBERS = 3
"""To be raised whenever equal settings, data and networks come to give other numbers than before."""
EARLIER = "An earlier hnetlab has begun it, by which equal settings may come to other numbers."
"""What is said of a run with other `numbers`."""


@dataclass(frozen=True)
class Description:
    """Names and sizes of what a run learns, in plain values."""

    kind: str
    """`classification`, scored by accuracy, or `regression`, scored by mean squared error."""
    task_names: tuple[str, ...]
    target_weights: int
    """P, the number of target weights."""
    trainable_numbers: dict[str, int]
    """How many numbers one replica learns, by part."""
    compression_ratio: float
    """All trainable numbers over P."""
    stages: tuple[tuple[Stage, ...], ...]
    """The stages of each task."""
    own: dict[str, str] = field(default_factory=dict)
    """The `sequence` and the `module` that a user gave: a name, or FILE.py:NAME where they came from one."""
    classes: tuple[int, ...] = ()
    """How many classes a sample of each task may have; empty where a stored run has not noted it."""

    @property
    def measure(self) -> Measure:
        """What its test scores are."""
        return MEASURES[self.kind].of_classes(self.classes)

    @property
    def loss(self) -> Measure:
        """What it descends."""
        return LOSSES[self.kind]


class Run:
    """A config on its way: everything that training changes, and nothing that listens to it.

    `sequence` and `module` replace the config's benchmark data and its network by a user's own. Raises
    `ConfigError` or `DataError` before anything is trained or written.

    >>> from hnetlab import Run, configure, fit
    >>> run = fit(Run(configure("split-digits", seeds=2, tasks=2, steps=20)), progress=False)
    >>> run.history.scores.shape  # (seeds, tasks, tasks)
    (2, 2, 2)
    >>> run.method.weights(0).shape == (2, run.problem.target.size)
    True
    """

    def __init__(
        self,
        config: Config,
        *,
        device: str | torch.device = "auto",
        sequence: TaskSequence | None = None,
        module: nn.Module | None = None,
    ) -> None:
        if torch.get_default_dtype() != torch.float32:
            kind = str(torch.get_default_dtype()).removeprefix("torch.")
            raise ConfigError(
                f"Tensors of {kind} are made where nothing else is said, and a run learns in float32: "
                "call torch.set_default_dtype(torch.float32) before."
            )
        self.config = config
        """What the run began with."""
        self.settings = config
        """What holds now: the config with the changes made since."""
        self.seconds = 0.0
        """How long it has been trained, by whomever, in seconds."""
        self.own = _own(sequence, module)
        """Names of the sequence and the module that were given, under `sequence` and `module`."""
        self.device = device if isinstance(device, torch.device) else pick_device(device)
        if sequence is None:
            sequence = build_sequence(config.benchmark, config.data)
        if (scenario := getattr(config.data, "scenario", 1)) not in (1, sequence.scenario):
            raise ConfigError(
                f"scenario = {scenario} does not fit the tasks of {sequence.name}, which are made for "
                f"scenario {sequence.scenario}: make them for that one, or leave the setting out."
            )
        sequence = prepare(sequence, config.training)
        target = network_of(config, sequence, module)
        if target.outputs != sequence.outputs:
            raise ConfigError(
                f"The target network {type(target.module).__name__} has {target.outputs} outputs where the "
                f"tasks of {sequence.name} need {sequence.outputs}: give its last layer that many."
            )
        self.problem = Problem(
            sequence.to(self.device), target.to(self.device), config.seeds, config.training, self.device
        )
        check_inference(config.training.inference, METHODS[config.method], sequence)
        self.method = METHODS[config.method](self.problem, config.learning)
        self.schedule = Schedule([self.method.stages(task) for task in range(len(sequence))])
        """When what is learned; changes of settings leave it as it is."""
        self.history = History(self.schedule, len(config.seeds), measure=sequence.measure)
        self.position = Position()
        self.numbers = NUMBERS
        """`NUMBERS` of the code that began it, which a stored run remembers."""
        self.threads: int | None = None
        """How many threads train it on a CPU, from its first step on; the last bits depend on it."""
        self.torn = False
        """Whether something broke off in the middle of a step, so that it is at no moment of its training."""

    @cached_property
    def fingerprint(self) -> dict[str, dict[str, Any]]:
        """What tells the data, `tasks`, and the target network, `network`, from others, in plain values."""
        return {"tasks": self.sequence.describe(), "network": self.problem.target.structure()}

    @property
    def sequence(self) -> TaskSequence:
        """The tasks, on the run's device."""
        return self.problem.sequence

    @property
    def steps(self) -> int:
        """Optimizer steps of the whole run."""
        return self.schedule.steps

    @property
    def steps_done(self) -> int:
        """Optimizer steps taken so far."""
        return self.schedule.steps_done(self.position)

    @property
    def finished(self) -> bool:
        """Whether every task has been learned."""
        return self.position.task == len(self.sequence)

    def change(self, **values: Any) -> None:
        """Trains on with other values of settings, and notes in the history from which step on.

        A value is that of all seeds, also where they had their own. What a method lets be changed is in its
        `changeable`. Raises `ConfigError`, and changes nothing, for any other setting and for a value that is
        not allowed. While a session trains the run, this happens between two steps.
        """
        trainer = trainer_of(self)
        if trainer is None:
            self._change(values)
        else:
            trainer.inspect(lambda _: self._change(values))

    def _change(self, values: Mapping[str, Any]) -> None:
        changeable = sorted(self.method.changeable)
        for name, value in values.items():
            if name not in changeable:
                raise ConfigError(
                    f"{name} = {value!r} can't be set in the middle of a run of the method "
                    f"{self.config.method}: begin a new run, in this one only {', '.join(changeable)} can be."
                )
        settings = _changed(self.settings, {name: plain(value) for name, value in values.items()})
        before, after = self.settings.values, settings.values
        # As they were understood, so that they can be written down: a number may have come as text.
        new = {name: after[name] for name in values if after[name] != before[name]}
        if new:
            self._apply(settings)
            self.history.add(Change(self.position.task, self.position.step, new, self.position.stage))

    def scores(self, tasks: int) -> Tensor:
        """Test scores (S, tasks) of the first `tasks` tasks now: accuracies, or mean squared errors."""
        return self.test(tasks)[self.sequence.measure.name]

    def test(self, tasks: int) -> dict[str, Tensor]:
        """Every test score (S, tasks) of the first `tasks` tasks now, by the name of its measure.

        Where tasks are not told but inferred, the tasks named here are the candidates.
        """
        return all_scores(self.method, tasks)

    def state(self) -> dict[str, Tensor]:
        """Every tensor that the rest of the run depends on, by name; live, so clone what is to be kept."""
        return {**self.method.state(), **self.method.pace.state()}

    def is_finite(self) -> bool:
        """Whether every number that the rest of the run depends on is finite."""
        return all(bool(torch.isfinite(value).all()) for value in self.state().values())

    def restore(
        self,
        state: Mapping[str, Tensor],
        position: Position,
        records: Sequence[Record],
        seconds: float = 0.0,
        threads: int | None = None,
    ) -> None:
        """Continues where another run with the same config was: its state, position, records, time, threads.

        Nothing of what this run was before remains. Raises ValueError where there is no such position, and
        leaves the run as it was if it fails.
        """
        restored = object.__new__(type(self))
        vars(restored).update(vars(self))
        restored._begin_anew(records)
        if not self.schedule.allows(position):
            raise ValueError(f"{position} lies outside of the run")
        for change in restored.history.changes:
            restored._apply(_changed(restored.settings, change.values))
        moved = {name: value.to(self.device) for name, value in state.items()}
        restored.method.restore(moved, self.schedule.stage_at(position) if position.step else None)
        restored.method.pace.restore(moved)
        if not restored.state().keys() <= state.keys():  # before a first step there may be more
            raise ValueError("its tensors are not those of this method")
        restored.position, restored.seconds, restored.threads = position, seconds, threads
        restored.torn = False
        vars(self).update(vars(restored))

    def __reduce__(self) -> tuple[Any, ...]:
        """A run is copied and pickled as what it is between two steps: what it learns from, and its state.

        Raises `TrainingError` for one that was broken off within a step.
        """
        if self.torn:
            raise TrainingError("This run was broken off in the middle of a step: build it anew.")
        state = {name: value.detach().cpu().clone() for name, value in self.state().items()}
        given = {
            "sequence": self.sequence.to("cpu") if "sequence" in self.own else None,
            "module": self.problem.target.module if "module" in self.own else None,
        }
        moment = (state, self.position, tuple(self.history.records), self.seconds, self.threads)
        return _again, (type(self), self.config, str(self.device), given, dict(self.own), moment)

    def _begin_anew(self, records: Sequence[Record] = ()) -> None:
        """Puts everything that training changes to where it starts, on other objects than before."""
        self.settings = self.config
        self.problem = replace(self.problem, training=self.config.training)
        self.method = METHODS[self.config.method](self.problem, self.config.learning)
        self.history = History(self.schedule, self.history.replicas, records, self.history.measure)
        self.position, self.seconds, self.threads = Position(), 0.0, None

    def _apply(self, settings: Config) -> None:
        self.settings = settings
        self.problem = replace(self.problem, training=settings.training)
        self.method.change(self.problem, settings.learning)


def _changed(settings: Config, values: Mapping[str, Any]) -> Config:
    """The config with other values of settings; raises `ConfigError`."""
    return changed(settings, values, "training", "learning")


def _own(sequence: TaskSequence | None, module: nn.Module | None) -> dict[str, str]:
    own = {}
    if sequence is not None:
        own["sequence"] = sequence.name
    if module is not None:
        own["module"] = type(module).__name__
    return own


def _again(
    kind: type[Run],
    config: Config,
    device: str,
    given: dict[str, Any],
    own: dict[str, str],
    moment: tuple[Any, ...],
) -> Run:
    """The run that another one was, from what `Run.__reduce__` says of it."""
    run = kind(config, device=torch.device(device), **given)
    run.own = own
    run.restore(*moment)
    return run


def describe(run: Run) -> Description:
    """Names and sizes of what `run` learns."""
    return Description(
        run.sequence.kind,
        tuple(task.name for task in run.sequence),
        run.problem.target.size,
        run.method.trainable_numbers(),
        run.method.compression_ratio(),
        run.schedule.stages,
        dict(run.own),
        run.sequence.choices if run.sequence.kind == "classification" else (),
    )
