"""What a live panel lets be chosen before a run and changed within it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from math import ceil, floor, log10
from typing import Any

import ipywidgets as ipw

from hnetlab.experiments import PRESETS, configure
from hnetlab.experiments.config import Config, setting_groups
from hnetlab.learning import METHODS
from hnetlab.tasks import BENCHMARKS

_NOBODY = "nothing"
_NARROW = {"width": "150px"}
_WIDE = {"width": "320px"}
_EVALUATIONS_PER_TASK = 20
_STEPS_OF_EPOCHS = 1000  # what a task given in epochs is taken for, its data not being known yet
_KNOBS = ("beta", "lookahead", "learning_rate", "embedding_dim")


class Knobs:
    """The choice of benchmark, methods and settings; `on_change` is called after every change by a person.

    `fields` are settings beyond those with a knob. The settings that a run lets be changed on its way have
    knobs of their own: `changes` says how they stand.
    """

    def __init__(
        self,
        benchmark: str,
        methods: tuple[str, ...],
        preset: str,
        seeds: int,
        fields: Mapping[str, Any],
        on_change: Callable[[], None],
    ) -> None:
        _configs(benchmark, methods, preset, seeds, fields)  # before a knob could hide what is not allowed
        self._fields = dict(fields)
        self._on_change = on_change
        self._quiet = False
        first, *others = methods
        self.benchmark = ipw.Dropdown(
            options=_benchmarks(benchmark), value=benchmark, description="Benchmark"
        )
        self.preset = ipw.Dropdown(options=list(PRESETS[benchmark]), value=preset, description="Preset")
        self.method = ipw.Dropdown(options=list(METHODS), value=first, description="Method")
        self.other = ipw.Dropdown(
            options=[_NOBODY, *METHODS], value=others[0] if others else _NOBODY, description="Beside it"
        )
        self.embedding_dim = ipw.BoundedIntText(min=1, max=10_000, description="Embedding", layout=_NARROW)
        self.seeds = ipw.BoundedIntText(seeds, min=1, max=1000, description="Seeds", layout=_NARROW)
        self.beta = _log_slider("beta", -5, 3)
        self.learning_rate = _log_slider("Learning rate", -6, 0)
        self.regularizer = ipw.Checkbox(True, description="Regularizer", indent=False, layout=_NARROW)
        self.lookahead = ipw.Checkbox(True, description="Lookahead", indent=False, layout=_NARROW)
        self._before = [self.benchmark, self.preset, self.method, self.other, self.embedding_dim, self.seeds]
        self._during = [self.beta, self.learning_rate, self.regularizer, self.lookahead]
        self.widget = ipw.VBox(
            [
                ipw.HBox([self.benchmark, self.method, self.other], layout={"flex_flow": "row wrap"}),
                ipw.HBox([self.preset, self.embedding_dim, self.seeds], layout={"flex_flow": "row wrap"}),
                ipw.HBox(
                    [self.beta, self.regularizer, self.learning_rate, self.lookahead],
                    layout={"flex_flow": "row wrap"},
                ),
            ]
        )
        self._take_defaults()
        self.benchmark.observe(lambda _: self._new_benchmark(), "value")
        self.preset.observe(lambda _: self._new_defaults(), "value")
        for knob in (self.method, self.other, self.embedding_dim, self.seeds, *self._during):
            knob.observe(lambda _: self._changed(), "value")

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods chosen, one or two."""
        others = () if self.other.value in (_NOBODY, self.method.value) else (self.other.value,)
        return (self.method.value, *others)

    def configs(self) -> list[Config]:
        """What the knobs ask for, one config per method; raises `ConfigError`."""
        knobs = {**self.changes(), "embedding_dim": self.embedding_dim.value}
        wanted = {**self._fields, **knobs}
        return _configs(self.benchmark.value, self.methods, self.preset.value, self.seeds.value, wanted)

    def changes(self) -> dict[str, Any]:
        """The settings that may be changed within a run, as the knobs stand."""
        return {
            "beta": self.beta.value if self.regularizer.value else 0.0,
            "lookahead": self.lookahead.value,
            "learning_rate": self.learning_rate.value,
        }

    def show(self, first: Config, *others: Config) -> None:
        """Sets the knobs to the configs of one run, or of two side by side."""
        with self._silence():
            self.benchmark.options = _benchmarks(first.benchmark)
            self.benchmark.value = first.benchmark
            self.preset.options = list(PRESETS[first.benchmark])
            self.preset.value = first.preset
            self.method.value = first.method
            self.other.value = others[0].method if others else _NOBODY
            self.seeds.value = len(first.seeds)
            _turn(self.learning_rate, first.training.learning_rate)
            for config in (*others, first):  # a method may lack a setting that the other has
                values = config.learning.model_dump()
                self.embedding_dim.value = values.get("embedding_dim", self.embedding_dim.value)
                self.lookahead.value = values.get("lookahead", self.lookahead.value)
                self.regularizer.value = bool(values.get("beta", self.regularizer.value))
                _turn(self.beta, values.get("beta", 0.0))

    def allow(self, *, before: bool, during: bool) -> None:
        """Which knobs may be turned: those for a new run, and those for changes within one."""
        for knob in self._before:
            knob.disabled = not before
        for knob in self._during:
            knob.disabled = not during

    def _take_defaults(self) -> None:
        """Sets the knobs of the settings to what preset and fields say."""
        values: dict[str, Any] = {
            **_model_defaults(self.benchmark.value),
            **PRESETS[self.benchmark.value][self.preset.value],
            **self._fields,
        }
        with self._silence():
            self.embedding_dim.value = values["embedding_dim"]
            _turn(self.learning_rate, values["learning_rate"])
            _turn(self.beta, values["beta"])
            self.regularizer.value = bool(values["beta"])
            self.lookahead.value = values["lookahead"]

    def _new_benchmark(self) -> None:
        if self._quiet:
            return
        with self._silence():
            self.preset.options = list(PRESETS[self.benchmark.value])
        self._new_defaults()

    def _new_defaults(self) -> None:
        if not self._quiet:
            self._take_defaults()
            self._changed()

    def _changed(self) -> None:
        if not self._quiet:
            self._on_change()

    @contextmanager
    def _silence(self) -> Any:
        """Knobs turned within are not a person's."""
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before


def _benchmarks(present: str) -> list[str]:
    """What can be chosen without naming a file, and the present benchmark."""
    return [name for name in BENCHMARKS if name != "arrays" or name == present]


def _configs(
    benchmark: str, methods: Sequence[str], preset: str, seeds: int, wanted: Mapping[str, Any]
) -> list[Config]:
    """A config per method, each without the settings that only another method, or a knob, knows of."""
    configs = []
    for method in methods:
        own = _fields_of(benchmark, method)
        elsewhere = _fields_of(benchmark, *methods) | {*_KNOBS}
        fields = {name: value for name, value in wanted.items() if name in own or name not in elsewhere}
        config = configure(benchmark, method, preset=preset, seeds=seeds, **fields)
        if not config.training.evaluate_every and "evaluate_every" not in wanted:
            every = max(1, (config.training.steps or _STEPS_OF_EPOCHS) // _EVALUATIONS_PER_TASK)
            config = configure(benchmark, method, preset=preset, seeds=seeds, **fields, evaluate_every=every)
        configs.append(config)
    return configs


def _fields_of(benchmark: str, *methods: str) -> set[str]:
    """The names of all settings that one of the methods has on a benchmark."""
    groups = [settings for method in methods for settings in setting_groups(benchmark, method).values()]
    return {name for settings in groups for name in settings.model_fields}


def _turn(slider: ipw.FloatLogSlider, value: float) -> None:
    """Sets a logarithmic slider, whose range grows where it must; zero, which has no logarithm, leaves it."""
    if value > 0:
        slider.max = max(slider.max, ceil(log10(value)))
        slider.min = min(slider.min, floor(log10(value)))
        slider.value = value


def _model_defaults(benchmark: str) -> dict[str, Any]:
    return {
        name: field.default
        for settings in setting_groups(benchmark, "hnet").values()
        for name, field in settings.model_fields.items()
    }


def _log_slider(description: str, least: float, most: float) -> ipw.FloatLogSlider:
    return ipw.FloatLogSlider(
        description=description,
        min=least,
        max=most,
        step=0.1,
        readout_format=".2g",
        continuous_update=False,
        layout=_WIDE,
        style={"description_width": "90px"},
    )
