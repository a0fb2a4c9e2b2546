"""Experiments in a notebook: what there is of them in a folder of results, trained there where asked."""

from dataclasses import replace
from pathlib import Path

from hnetlab.base.errors import ConfigError
from hnetlab.experiments.config import Config, suggestion
from hnetlab.paper.experiment import Cases, Experiment, Form
from hnetlab.paper.page import Shown
from hnetlab.paper.registry import EXPERIMENTS
from hnetlab.paper.reproduce import gather, show
from hnetlab.results.folder import Results
from hnetlab.results.local import train_here
from hnetlab.results.plan import failures_by_config, missing_of
from hnetlab.results.speed import Cost
from hnetlab.results.watch import Watch


class Gallery:
    """The experiments of `folder`, where `hnetlab reproduce --out` puts them, in the form asked for.

    `seeds` takes another number of seeds, and `steps` fewer steps per task, to rehearse: that leads to other
    results, which are kept apart. Raises `ConfigError` for `steps` with the paper's form, whose numbers stand
    beside published ones.

    >>> gallery = Gallery("reproduced", seeds=1, steps=2)
    >>> gallery.train("fig-2", progress=False), gallery.train("fig-2", progress=False)
    (4, 0)
    >>> gallery.shown("fig-2").exhibits[0].title
    'hypernetwork'
    """

    def __init__(
        self,
        folder: str | Path = "reproduced",
        form: Form = "quick",
        *,
        seeds: int | None = None,
        steps: int | None = None,
    ) -> None:
        if steps is not None and form == "paper":
            raise ConfigError(f"steps = {steps} is not allowed: the paper's form has the paper's steps.")
        self._results = Results(Path(folder) / "results")
        self._form: Form = form
        self._seeds, self._steps = seeds, steps
        self._failures: dict[str, str] = {}

    def train(self, experiment: str | Experiment, *, progress: bool = True) -> int:
        """Trains what is missing, in this process, with a bar of `progress`; returns how many runs that were.

        What a run fails of is told by `shown`; an interrupted one goes on at the next call.
        """
        found = self._experiment(experiment)
        self._results.fingerprints.forget_files()
        configs = found.cases(self._form, self._seeds).values()
        missing = missing_of(self._results, configs)
        self._failures |= missing.failures
        batches = missing.batches
        a_run_each = dict.fromkeys(batches, Cost(steps=0, seconds=1.0))
        with Watch(a_run_each, shown=progress) as watch:
            failures = train_here(batches, watch, device="cpu")
        self._failures |= failures_by_config(failures)
        return len(batches)

    def shown(self, experiment: str | Experiment) -> Shown:
        """Figures, tables and numbers, as far as there are results; its `found.gaps` say what is missing."""
        found = self._experiment(experiment)
        self._results.fingerprints.forget_files()
        return show(found, gather(found, self._form, self._seeds, self._results, self._failures))

    def _experiment(self, experiment: str | Experiment) -> Experiment:
        if isinstance(experiment, str):
            if experiment not in EXPERIMENTS:
                raise ConfigError(f"Unknown experiment {experiment!r}{suggestion(experiment, EXPERIMENTS)}")
            experiment = EXPERIMENTS[experiment]
        if self._steps is None:
            return experiment
        build, steps = experiment.build, self._steps

        def hurried(form: Form, seeds: int) -> Cases:
            return {case: _with_steps(config, steps) for case, config in build(form, seeds).items()}

        return replace(experiment, build=hurried)


def _with_steps(config: Config, steps: int) -> Config:
    training = config.training.model_copy(update={"steps": steps, "epochs": None})
    return config.model_copy(update={"training": training})
