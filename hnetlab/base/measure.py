"""What a number that is measured says: its name, its unit, which way is better, and how it is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Measure:
    """A kind of score or loss; people are shown `scale` times its value, with a format and a unit.

    Formats are those that Python and plotly share, such as ".2f" and ".3g". What figures, panels, tables and
    the command line say of a score they take from here: a new measure needs no change there.
    """

    name: str
    """The field's word, for example "accuracy"."""
    unit: str
    """What stands behind the shown number, for example "%"; empty for a pure number."""
    higher_is_better: bool
    scale: float = 1.0
    digits: str = ".3g"
    """The format where there is room for a whole number."""
    brief: str = ""
    """The format where a glance is enough, as in a readout that follows the hand; empty for `digits`."""
    full_name: str = ""
    """The name on axes, for example "mean squared error"; empty for `name`."""
    logarithmic: bool = False
    """Whether values differ by powers of ten: they have logarithmic axes, and medians for means."""
    limits: tuple[float, float] | None = None
    """The least and the largest value that colors and bars tell apart; None for 0 to 100 of a percentage,
    and for whatever values there are of any other."""
    of_answers: bool = False
    """Whether it is the share of right answers, of which who guesses among K classes gets 1 / K."""
    guessing: tuple[float, ...] = field(default=(), compare=False)
    """What guessing would score on each task of a sequence, in order; empty where that is not known."""

    @property
    def title(self) -> str:
        """The name at the start of a sentence: "Accuracy"."""
        return self.name[:1].upper() + self.name[1:]

    @property
    def plural(self) -> str:
        """Several of them: "accuracies", "errors"."""
        if self.name.endswith("y"):
            return f"{self.name[:-1]}ies"
        return f"{self.name}es" if self.name.endswith("s") else f"{self.name}s"

    @property
    def longest_name(self) -> str:
        """`full_name`, or `name` without one."""
        return self.full_name or self.name

    @property
    def label(self) -> str:
        """Name and unit: "accuracy (%)"."""
        return self.with_unit(self.name)

    @property
    def axis_title(self) -> str:
        """What an axis of test scores is called: "test accuracy (%)" or "test mean squared error"."""
        return self.with_unit(f"test {self.longest_name}")

    @property
    def key(self) -> str:
        """The name in results for programs, for example "task_accuracy"."""
        return self.name.replace(" ", "_")

    @property
    def suffix(self) -> str:
        """What follows a shown number: a space and the unit, or nothing."""
        return f" {self.unit}" if self.unit else ""

    @property
    def difference_unit(self) -> str:
        """The unit of a difference; percentages differ by points."""
        return "points" if self.unit == "%" else self.unit

    @property
    def glance(self) -> str:
        """The format of readouts: `brief`, or `digits` without one."""
        return self.brief or self.digits

    @property
    def range(self) -> tuple[float, float] | None:
        """Between which values scores are told apart, or None where only the values at hand can say it."""
        if self.limits is None and self.unit == "%":
            return 0.0, 100.0 / self.scale
        return self.limits

    def of_classes(self, classes: Sequence[int]) -> Self:
        """The same measure, which knows what guessing scores on tasks with so many `classes` each."""
        if not self.of_answers or min(classes, default=0) < 2:
            return self  # nothing can be guessed where there is one answer
        return replace(self, guessing=tuple(1 / count for count in classes))

    def guessed(self, task: int | None = None) -> float | None:
        """What guessing scores on `task` (from 0), or the least of all tasks; None where it is not known."""
        if not self.guessing:
            return None
        return min(self.guessing) if task is None else self.guessing[task]

    def color_range(self, task: int | None = None) -> tuple[float, float] | None:
        """Between which values colors tell scores of `task`, or of all tasks, apart: from guessing on."""
        least = self.guessed(task)
        return self.range if self.range is None or least is None else (least, self.range[1])

    def with_unit(self, words: str, *, difference: bool = False) -> str:
        """Words with the unit of a value, or of a `difference`, in parentheses where there is a unit."""
        unit = self.difference_unit if difference else self.unit
        return f"{words} ({unit})" if unit else words

    def shown(self, values: ArrayLike) -> Array:
        """Values as people see them, in the unit; what is not finite is NaN."""
        array = np.asarray(values, dtype=np.float64)
        return self.scale * np.where(np.isfinite(array), array, np.nan)

    def written(self, shown: float) -> str:
        """A number that is `scale` times a value already, without its unit: "97.57"."""
        return f"{shown:z{self.digits}}"

    def text(self, value: float) -> str:
        """A value for people, without its unit: accuracy 0.9757 is "97.57", an error "0.00419"."""
        return self.written(self.scale * value)

    def cell(self, value: float) -> str:
        """A value in a table or matrix, without its unit: "97.57"; an error takes less room as "4.2e-03"."""
        return f"{self.scale * value:z.1e}" if self.logarithmic else self.text(value)

    def readout(self, value: float) -> str:
        """A value at a glance, with its unit: "97.6 %"."""
        return f"{self.scale * value:z{self.glance}}{self.suffix}"

    def gain(self, before: Any, after: Any) -> Any:
        """How much better `after` is than `before`, of numbers or arrays; above zero is better."""
        return after - before if self.higher_is_better else before - after

    def better(self, value: Any, other: Any) -> Any:
        """Whether `value` is better than `other`, of numbers or arrays."""
        return value > other if self.higher_is_better else value < other

    def best(self, values: ArrayLike, axis: int | None = None) -> Any:
        """The best of several values along `axis`, or of all; NaN does not count."""
        return (np.nanmax if self.higher_is_better else np.nanmin)(values, axis=axis)


ACCURACY = Measure(
    "accuracy", "%", higher_is_better=True, scale=100.0, digits=".2f", brief=".1f", of_answers=True
)
"""The share of test samples that are answered rightly, a fraction from 0 to 1."""
ERROR = Measure(
    "error",
    "",
    higher_is_better=False,
    full_name="mean squared error",
    logarithmic=True,
    limits=(1e-4, 10.0),
)
"""Mean squared error."""
TASK_ACCURACY = Measure("task accuracy", "%", higher_is_better=True, scale=100.0, digits=".2f", brief=".1f")
"""The share of test samples whose task, which is not told, is inferred rightly."""
SCORES = (ACCURACY, ERROR)
"""The measures of a run's test scores that a stored result can hold, each under its own `key`."""

LOSS = Measure("loss", "nats", higher_is_better=False, logarithmic=True)
"""Cross-entropy, and what is added to it."""
SQUARED_ERROR = Measure("loss", "squared error", higher_is_better=False, logarithmic=True)
"""The mean squared error that is descended, and what is added to it."""
