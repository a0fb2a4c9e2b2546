"""An experiment: which configs are trained for it, and what is shown of their results."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import hypot
from typing import TYPE_CHECKING, Literal

import plotly.graph_objects as go

from hnetlab.analysis.metrics import Summary
from hnetlab.base.errors import ConfigError
from hnetlab.base.measure import ACCURACY, Measure
from hnetlab.experiments.config import Config
from hnetlab.results.outcome import Outcome

if TYPE_CHECKING:
    import pandas as pd

Form = Literal["quick", "paper"]
"""`quick` shows the point in minutes on two cores; `paper` has the paper's settings."""

Cases = Mapping[str, Config]
"""What is trained, by a name that tells one case from the others."""


FROM_SCRATCH = "From scratch the authors train a new hypernetwork for each task, here it is a plain network."
"""What is to be known of a comparison with the method `scratch`."""


@dataclass(frozen=True)
class Published:
    """A number as it was published, in the unit in which it is shown."""

    value: float
    error: float | None
    """Its standard error, if one was given."""
    source: str


@dataclass(frozen=True)
class Number:
    """A number beside the published one; `measured` is None where its run is missing."""

    name: str
    measured: Summary | None
    published: Published | None = None
    measure: Measure = ACCURACY
    comparable: bool = True
    """Whether it was measured on the tasks and with the settings of the published one."""
    seeds: tuple[int, ...] = ()
    """The seeds over which it was measured."""

    @property
    def deviation(self) -> float | None:
        """How many standard errors, of both together, it lies above the published number.

        None for one seed, whose error nobody knows. A number published without an error counts as exact.
        """
        if not (self.comparable and self.measured and self.published):
            return None
        own = self.measured.standard_error
        if own is None:
            return None
        together = hypot(own * self.measure.scale, self.published.error or 0.0)
        difference = self.measured.mean * self.measure.scale - self.published.value
        return difference / together if together else None


@dataclass(frozen=True, eq=False)
class Exhibit:
    """A figure, the table of the numbers in it, or one of both."""

    name: str
    """The name of its files."""
    title: str
    figure: go.Figure | None
    table: "pd.DataFrame | None"
    """Its numbers; None where an exhibit before it has them."""
    summary: str
    """What there is to see, in a sentence or two."""


@dataclass(frozen=True, eq=False)
class Findings:
    """What there is of an experiment: outcomes by case, and why the others are missing."""

    form: Form
    cases: Cases
    outcomes: Mapping[str, Outcome]
    gaps: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, case: str) -> Outcome:
        return self.outcomes[case]

    def __contains__(self, case: str) -> bool:
        return case in self.outcomes

    def get(self, case: str) -> Outcome | None:
        """The outcome of a case, None where it is missing."""
        return self.outcomes.get(case)

    def __iter__(self) -> Iterator[str]:
        """The cases that there are results for, in the experiment's order."""
        return (case for case in self.cases if case in self.outcomes)

    def __len__(self) -> int:
        return len(self.outcomes)

    @property
    def measure(self) -> Measure:
        """What the scores are; all cases of an experiment share it."""
        return next(iter(self.outcomes.values())).measure

    def seeds(self, case: str) -> tuple[int, ...]:
        """The seeds that there are of a case."""
        return self.outcomes[case].config.seeds if case in self.outcomes else ()

    def average(self, case: str) -> Summary | None:
        """The final score of a case averaged over its tasks; None where it is missing."""
        return self.outcomes[case].average if case in self.outcomes else None


def averages(found: Findings) -> list[Number]:
    """The final score of each case that there is, averaged over its tasks."""
    return [
        Number(
            f"{case}: average {found.measure.name}",
            found.average(case),
            None,
            found.measure,
            seeds=found.seeds(case),
        )
        for case in found
    ]


@dataclass(frozen=True)
class Experiment:
    """A figure or table by name."""

    name: str
    title: str
    place: str
    """Where the paper has it, for example "Fig. 2"."""
    question: str
    """What it is about, in a sentence or two."""
    seeds: Mapping[Form, int]
    """How many seeds each form has."""
    build: Callable[[Form, int], Cases]
    """The cases of a form, each with seeds from 1 to a number."""
    show: Callable[[Findings], list[Exhibit]]
    """Its figures and tables, from whatever results there are, of one case at least."""
    numbers: Callable[[Findings], list[Number]] = lambda _: []
    """Its numbers beside the published ones."""

    def cases(self, form: Form, seeds: int | None = None) -> Cases:
        """What is trained, with another number of seeds than the form's if one is given."""
        if seeds is not None and seeds < 1:
            raise ConfigError(f"--seeds {seeds} is not allowed: at least one seed is needed.")
        return self.build(form, seeds or self.seeds[form])
