"""How each task is trained, whatever the method: lengths, rates, and what is done to inputs and gradients."""

from collections.abc import Collection
from math import ceil
from typing import Annotated, Any, Literal, Self, cast

from pydantic import Field, field_validator, model_validator

from hnetlab.base.errors import ConfigError
from hnetlab.base.settings import Settings, later, of_each, value_of_each
from hnetlab.nets.initialization import Start
from hnetlab.tasks.scenario import Inference

Keeping = Literal["per_task", "shared"]
"""Whether running statistics belong to a task, with which they are chosen, or are one for all tasks."""

Rate = float | tuple[float, ...]
"""A step size for all replicas, or one for each."""


class TrainingSettings(Settings):
    """How each task is trained, whatever the method."""

    steps: int | None = Field(2000, ge=1, le=10**12)
    """Optimizer steps per task; none where `epochs` says how long."""
    epochs: int | None = Field(None, ge=1, le=10**9)
    """Times that each task's training samples are gone through; none where `steps` says how long. Batches are
    full: where one of them takes more samples than are left, the next time begins in it, and in a task of
    fewer samples than a batch each comes several times."""
    batch_size: int = Field(128, ge=1, le=10**6)
    """Training samples per step."""
    optimizer: Literal["adam", "sgd"] = "adam"
    """The optimizer."""
    reset_optimizer: bool = True
    """Whether the optimizer starts afresh with each task; only methods without a hypernetwork can keep it."""
    learning_rate: float = Field(1e-3, gt=0, le=1e30)
    """Step size of the optimizer."""
    learning_rates: tuple[Annotated[float, Field(gt=0, le=1e30)], ...] = of_each("learning_rate")
    """A step size for each seed, in their order, in place of learning_rate, which changed on the way is all
    seeds' again; none for one for all."""
    adam_beta1: float = Field(0.9, ge=0, lt=1)
    """Adam's decay of the first moment."""
    adam_beta2: float = Field(0.999, ge=0, lt=1)
    """Adam's decay of the second moment."""
    adam_eps: float = later(1e-8, gt=0, le=1)
    """What Adam adds to the size of gradients, which it divides by; it counts where they are not larger."""
    momentum: float = Field(0.0, ge=0, lt=1)
    """SGD's momentum."""
    clip_norm: float | None = later(None, gt=0, le=1e30)
    """Longest gradient that an optimizer is given, a longer one is shortened to it; none for any length."""
    trained: tuple[str, ...] = later(("*",))
    """Patterns over names of the network's tensors, such as 4.*: only those are trained or generated. Others
    stay as they are, which suits a network that was trained before, whose first layers serve all tasks."""
    others: Literal["as_they_are", "first_task"] = later("as_they_are")
    """What becomes of tensors that `trained` leaves out: they stay, or are learned with the first task alone,
    which suits tasks so much alike that the layers of the first serve all, at the price of one network."""
    initial_weights: Start = later("xavier")
    """How weights start that are trained themselves: xavier, with zero biases, as in the paper; or torch, as
    PyTorch starts linear layers and convolutions. Those that are generated start by `initialization`."""
    statistics: Keeping | None = later(None)
    """Running statistics, such as batch norm's: per task, or shared by all; none: as suits the method."""
    weight_decay: float = later(0.0, ge=0, le=1e6)
    """So many times what is trained is added to its gradient (L2)."""
    rate_schedule: Literal["constant", "drops", "cosine", "plateau"] = later("constant")
    """How the step size goes down while a task is learned."""
    rate_epochs: tuple[Annotated[float, Field(gt=0, le=1e9)], ...] = later(())
    """With "drops": after which epochs it falls, in ascending order."""
    rate_factors: tuple[Annotated[float, Field(gt=0, le=1)], ...] = later(())
    """With "drops": to which share of the learning rate it falls after each of these epochs."""
    plateau_patience: int = later(5, ge=1, le=10**9)
    """With "plateau": epochs without a better validation score of the newest task, until the step size
    falls."""
    plateau_factor: float = later(0.1, gt=0, lt=1)
    """With "plateau": what the step size is multiplied with then."""
    validation: float = later(0.0, ge=0, lt=1)
    """The share of each task's training samples that is held out, to choose by; never the test samples.
    Tasks that bring validation samples keep them, and lose none."""
    augmentation: tuple[Literal["flip", "crop"], ...] = later(())
    """What is done to training pictures: mirrored at random, and cut at random out of a padded picture."""
    crop_padding: int = later(4, ge=1, le=64)
    """With "crop": black pixels on each side of the picture that is cut out of."""
    normalize: Literal["data", "imagenet"] | None = later(None)
    """Whose mean and deviation is taken out of inputs: the first task's training data's, or ImageNet's.
    Tasks that bring a normalization keep it, whatever is chosen here."""
    evaluate_every: int | None = Field(None, ge=1)
    """Also evaluate every so many steps, not only after each task."""

    inference: Inference = "entropy"
    """Where the task is not told and each has a network: what tells which of them to believe."""

    @field_validator("trained", mode="before")
    @classmethod
    def _patterns(cls, patterns: Any) -> Any:
        """One pattern is enough."""
        return (patterns,) if isinstance(patterns, str) else patterns

    @model_validator(mode="after")
    def _one_length(self) -> Self:
        if (self.steps is None) == (self.epochs is None):
            raise ValueError(f"steps = {self.steps} and epochs = {self.epochs}: give exactly one of them")
        return self

    @model_validator(mode="after")
    def _some_others(self) -> Self:
        if self.others == "first_task" and "*" in self.trained:
            raise ValueError("others = first_task needs trained: name the tensors that every task trains")
        return self

    @model_validator(mode="after")
    def _whole_schedule(self) -> Self:
        epochs, factors = self.rate_epochs, self.rate_factors
        if self.rate_schedule != "drops" and (epochs or factors):
            raise ValueError("rate_epochs and rate_factors are for rate_schedule = drops: set that too")
        if self.rate_schedule == "drops" and (not epochs or len(epochs) != len(factors)):
            raise ValueError("rate_schedule = drops needs rate_epochs and as many rate_factors: give both")
        if list(epochs) != sorted(set(epochs)):
            raise ValueError(f"rate_epochs = {epochs} are not in ascending order: give them so, each once")
        if self.rate_schedule == "plateau" and not self.validation:
            raise ValueError(
                "rate_schedule = plateau watches validation scores: set validation, for example 0.1"
            )
        if len(set(self.augmentation)) < len(self.augmentation):
            raise ValueError(f"augmentation = {self.augmentation} names something twice: name it once")
        return self

    def check_asked(self, asked: Collection[str]) -> None:
        if "momentum" in asked and self.momentum and self.optimizer != "sgd":
            raise ConfigError(f"momentum = {self.momentum} is for optimizer = sgd: set that too.")

    @property
    def rate(self) -> Rate:
        """The step size: one for all replicas, or one for each."""
        return cast(Rate, value_of_each(self, "learning_rate"))

    def length(self, samples: int) -> int:
        """Optimizer steps of a task with so many training samples."""
        return self.steps or (self.epochs or 0) * self.epoch(samples)

    def epoch(self, samples: int) -> int:
        """Optimizer steps in which so many training samples are gone through once."""
        return ceil(samples / self.batch_size)
