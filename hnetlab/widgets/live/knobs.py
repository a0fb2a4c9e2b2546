"""What a live panel lets be chosen before a run and changed within it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import traitlets
from torch import nn

from hnetlab.base.errors import LabError
from hnetlab.experiments import network_of, presets_of
from hnetlab.experiments.config import Config
from hnetlab.learning import METHODS
from hnetlab.nets.networks import NETWORKS
from hnetlab.tasks import BENCHMARKS, TaskSequence
from hnetlab.tasks.scenario import head_of
from hnetlab.widgets.live.knob import Knob
from hnetlab.widgets.live.pending import next_run
from hnetlab.widgets.live.settings import (
    altered,
    changeable_of,
    configured,
    flat,
    of_network,
    overlaid,
    settings_of,
)
from hnetlab.widgets.panel import Panel
from hnetlab.widgets.parts import Button, Choice, Control, Number, Part, Slider, Toggle
from hnetlab.widgets.shown import Note

_NOBODY = "nothing"
_BEFORE = ("scenario", "tasks", "steps", "epochs", "embedding_dim")
"""Settings that have a knob though no run lets them be changed on its way."""
Row = list[tuple[str, str]]


class Listing(Part):
    """Which controls are shown and in which order, as pairs of a kind and a name.

    `before` are for the next run, `during` for the present one.
    """

    before: "traitlets.List[Any]" = traitlets.List().tag(shown=True)
    during: "traitlets.List[Any]" = traitlets.List().tag(shown=True)


class Knobs:
    """The choice of benchmark, methods and settings, which are parts of `panel`.

    Every setting that a method lets be changed within a run has a knob, made from the setting's type, and so
    have the lengths and the scenario. They are attributes by the setting's name (`knobs.beta`), and their
    switches by what is written beside them (`knobs.regularizer`). `fields` are further settings. `on_change`
    is told what a person has turned that a run within which it may be changed is to have at once. `sequence`
    and `module` are a user's own. Without a module the network can be chosen where more than one may fit the
    inputs; one that was asked for is kept until another benchmark is chosen.
    """

    def __init__(
        self,
        panel: Panel,
        benchmark: str,
        methods: tuple[str, ...],
        preset: str,
        seeds: int | Sequence[int],
        fields: Mapping[str, Any],
        on_change: Callable[[Collection[str]], None],
        *,
        sequence: TaskSequence | None = None,
        module: nn.Module | None = None,
    ) -> None:
        self._panel = panel
        self._fields, self._fields_for = dict(fields), benchmark
        self._seeds = seeds
        self._loaded: list[Config] = []
        self._changed: set[str] = set()
        self._on_change = on_change
        self._quiet = False
        self._sequence, self._module = sequence, module
        for method in methods:  # before a knob could hide what is not allowed
            configured(benchmark, method, preset, seeds, fields)
        first, *others = methods
        add = panel.add
        self.benchmark = add("benchmark", Choice("Benchmark", _benchmarks(benchmark)))
        self.preset = add("preset", Choice("Preset", list(presets_of(benchmark))))
        self.method = add("method", Choice("Method", list(METHODS)))
        self.other = add("other", Choice("Beside it", [_NOBODY, *METHODS]))
        self.benchmark.value, self.preset.value, self.method.value = benchmark, preset, first
        self.other.value = others[0] if others else _NOBODY
        self.network = add("network", Choice("Network", list(NETWORKS)))
        self.seeds = add("seeds", Number("Seeds", value=1, min=1, max=1000, integer=True))
        self.defaults = add("defaults", Button("Defaults", tooltip="Set everything to what the preset says"))
        self.listing = add("listing", Listing())
        self.next_run = add("next_run", Note())
        self._before: list[Control] = [
            self.benchmark,
            self.preset,
            self.method,
            self.other,
            self.network,
            self.seeds,
        ]
        self._lengths: list[str] = []
        self.settings: dict[str, Knob] = {}
        """The knobs of settings by name; those that the chosen methods have are shown."""
        self._show_values()
        self.benchmark.observe(lambda _: self._new_benchmark(), "value")
        self.preset.observe(lambda _: self._new_defaults(), "value")
        for choice in (self.method, self.other):
            choice.observe(lambda _: self._new_methods(), "value")
        self.network.observe(lambda _: self._new("network"), "value")
        self.seeds.observe(lambda _: self._new("seeds"), "value")
        self.defaults.on_click(lambda _: self._take_defaults())

    def __getattr__(self, name: str) -> Any:
        for knob in self.__dict__.get("settings", {}).values():
            if knob.name == name:
                return knob.control
            if knob.switch and knob.switch.label.lower().replace(" ", "_") == name:
                return knob.switch
        raise AttributeError(f"there is no knob {name!r}")

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods chosen, one or two."""
        chosen = tuple(name for name in (self.method.value, self.other.value) if name != _NOBODY)
        if chosen == tuple(config.method for config in self._loaded):
            return chosen  # two runs of one method can be loaded, though not chosen
        return tuple(dict.fromkeys(chosen))

    def configs(self) -> list[Config]:
        """What the knobs ask for, one config per method; raises `ConfigError`."""
        return [self._config(lane, method) for lane, method in enumerate(self.methods)]

    def changes(self) -> dict[str, Any]:
        """The settings that may be changed within a run of the chosen methods, as the knobs stand.

        Those of which each seed has its own value are left out: within a run it could only be lost.
        """
        knobs = [self.settings[name] for name in sorted(changeable_of(self.methods))]
        return {knob.name: knob.value for knob in knobs if not knob.own}

    def show(self, first: Config, *others: Config) -> None:
        """Sets the knobs to the configs of one run, or of two side by side; a reset trains just these."""
        with self._silence():
            self.benchmark.options = _benchmarks(first.benchmark)
            self.benchmark.value = first.benchmark
            self.preset.options = list(presets_of(first.benchmark))
            self.preset.value = first.preset
            self.method.value = first.method
            self.other.value = others[0].method if others else _NOBODY
        self._loaded, self._seeds = [first, *others], first.seeds
        self._fields, self._fields_for = {}, first.benchmark
        self._changed.clear()
        self._show_values()

    @property
    def shown(self) -> list[str]:
        """The settings that have a knob in sight."""
        return ["network", *self._lengths, *sorted(changeable_of(self.methods))]

    def compare(self, present: Sequence[Config]) -> None:
        """Says what will be different in the next run from runs that go on, as they are at `present`."""
        try:
            self.next_run.say(next_run(self.configs(), present, self.shown))
        except LabError:  # which was shown when the knob was turned
            self.next_run.say("")

    def allow(self, *, resting: bool) -> None:
        """Lets all knobs be turned that the chosen methods have, while training rests."""
        for choice in self._before:
            choice.disabled = not resting
        if self._sequence is not None:
            self.benchmark.disabled = True
        shown = self.shown
        for name, knob in self.settings.items():
            knob.disabled = not (resting and name in shown)
        self.defaults.disabled = not resting

    def _config(self, lane: int, method: str) -> Config:
        """The config of one lane: what was loaded or is the default, with what was turned since."""
        own = settings_of(self.benchmark.value, method)
        turned = {name: self.settings[name].value for name in self._changed & own.keys()}
        if "network" in self._changed:
            turned["network"] = self.network.value
        if "scenario" in turned:  # heads follow it
            turned["head"] = head_of(turned["scenario"])
        seeds = self._chosen_seeds(self._seeds)
        for loaded in [*self._loaded[lane : lane + 1], *self._loaded]:
            if loaded.method == method:
                return altered(loaded, turned, self._chosen_seeds(loaded.seeds))
        fields = flat(self._loaded[0]) if self._loaded else self._fields
        given = overlaid(fields, turned, self.benchmark.value, method)
        if "network" in turned:
            given = of_network(turned["network"], given)
        elif self.benchmark.value != self._fields_for:
            asked = given.get("network")
            network = asked if asked in self._networks() else None
            given = of_network(network_of(self.benchmark.value, self.preset.value, network), given)
        return configured(self.benchmark.value, method, self.preset.value, seeds, given)

    def _chosen_seeds(self, given: int | Sequence[int]) -> int | Sequence[int]:
        """The seeds that were given, or the first ones where another number of them was chosen since."""
        count = int(self.seeds.value)
        same = "seeds" not in self._changed or count == (given if isinstance(given, int) else len(given))
        return given if same else count

    def _networks(self, present: str = "") -> list[str]:
        """What may fit the inputs, those of images only where there may be any, and the present network."""
        if self._sequence is None:
            images = BENCHMARKS[self.benchmark.value].pictures
        else:
            images = self._sequence.image_shape is not None
        return [name for name, each in NETWORKS.items() if images or not each.of_images or name == present]

    def _lengths_of(self, config: Config) -> list[str]:
        """The settings that are chosen before a run, as far as the benchmark and the methods have them."""
        own, values = settings_of(self.benchmark.value, *self.methods), flat(config)
        given = [name for name in _BEFORE if name in own and values.get(name, 0) is not None]
        return [name for name in given if name not in ("scenario", "tasks") or self._sequence is None]

    def _show_values(self) -> None:
        """Makes the knobs that there must be, and sets all of them to what would be trained."""
        configs = [self._config(lane, method) for lane, method in enumerate(self.methods)]
        values = {name: value for config in reversed(configs) for name, value in flat(config).items()}
        own = {name: config.own.get(name, ()) for config in reversed(configs) for name in config.own_names}
        of_runs = {name: _of_each(name, configs) for name, of_seeds in own.items() if not of_seeds}
        known = settings_of(self.benchmark.value, *reversed(METHODS), *self.methods)
        with self._silence(), self._panel.holding():
            for name in (*_BEFORE, *sorted(changeable_of(METHODS))):
                if name not in known:
                    continue
                earlier = self.settings.get(name)
                if earlier is None or earlier.setting is not known[name]:  # bounds differ by benchmark
                    self._replace(earlier, Knob(name, known[name], self._new, required=name in _BEFORE))
                value = values.get(name, known[name].default)
                if apart := of_runs.get(name):
                    self.settings[name].show(value, apart, "run")
                else:
                    self.settings[name].show(value, own.get(name, ()))
            self.seeds.value = len(configs[0].seeds)
            self.network.options = self._networks(configs[0].network)
            self.network.value = configs[0].network
            choices: dict[str, Control] = {
                "benchmark": self.benchmark,
                "method": self.method,
                "other": self.other,
                "preset": self.preset,
            }
            if self._module is None and len(self.network.options) > 1:
                choices["network"] = self.network
            self._lengths = self._lengths_of(configs[0])
            for name in self._lengths:
                choices |= {f"setting.{name}": self.settings[name].control}
            choices |= {"seeds": self.seeds, "defaults": self.defaults}
            self.listing.before = _row(choices)
            during: dict[str, Control] = {}
            for name in sorted(changeable_of(self.methods)):
                during |= self.settings[name].parts
            self.listing.during = _row(during)

    def _replace(self, earlier: Knob | None, knob: Knob) -> None:
        for name in earlier.parts if earlier else ():
            self._panel.drop(name)
        self.settings[knob.name] = knob
        for name, part in knob.parts.items():
            self._panel.add(name, part)

    def _new_benchmark(self) -> None:
        if self._quiet:
            return
        with self._silence():
            self.preset.options = list(presets_of(self.benchmark.value))
        self._new_defaults()

    def _new_defaults(self) -> None:
        if not self._quiet:
            self._forget()
            self._on_change(())

    def _new_methods(self) -> None:
        if not self._quiet:
            self._show_values()
            self._on_change(())

    def _take_defaults(self) -> None:
        """Sets everything back, also in a run that rests."""
        self._forget()
        self._on_change(changeable_of(self.methods))

    def _forget(self) -> None:
        """Forgets what was turned and what was loaded."""
        self._loaded = []
        self._changed.clear()
        self._show_values()

    def _new(self, name: str) -> None:
        if not self._quiet:
            self._changed.add(name)
            self._on_change(changeable_of(self.methods) & {name})

    @contextmanager
    def _silence(self) -> Iterator[None]:
        """Knobs turned within are not a person's."""
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before


def _of_each(name: str, configs: Sequence[Config]) -> tuple[Any, ...]:
    """What each of several runs has of a setting; nothing where they have the same, or not all have it."""
    found = [flat(config) for config in configs]
    values = tuple(each[name] for each in found if name in each)
    return values if len(values) == len(found) and len(set(values)) > 1 else ()


def _row(parts: Mapping[str, Control]) -> Row:
    """Parts with their kinds, by which the browser shows them; numbers are typed as texts are."""
    kinds = {Choice: "choice", Toggle: "toggle", Slider: "slider", Button: "button"}
    return [(kinds.get(type(part), "entry"), name) for name, part in parts.items()]


def _benchmarks(present: str) -> list[str]:
    """What can be chosen without naming a file or the like, and the present benchmark."""
    return [name for name, benchmark in BENCHMARKS.items() if name == present or not benchmark.required]
