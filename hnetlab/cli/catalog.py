"""What exists, as text: the benchmarks and methods with their sizes, presets and settings."""

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from hnetlab.base.settings import Settings, fields_of
from hnetlab.cli.text import count, entries, plain, table
from hnetlab.experiments import configure, network_of, presets_of
from hnetlab.experiments.config import setting_groups
from hnetlab.learning import METHODS
from hnetlab.nets.networks import NETWORKS
from hnetlab.runs.run import Run, describe
from hnetlab.tasks import BENCHMARKS, build_sequence

_TITLES = {
    "data": "The tasks",
    "target": "The target network",
    "training": "How each task is trained",
    "learning": "The method",
}


def overview_text(width: int) -> str:
    """Every benchmark and every method, a few lines each."""
    rows = []
    for name, benchmark in BENCHMARKS.items():
        presets = f"presets: {', '.join(presets_of(name))}"
        rows += [(name, benchmark.summary), ("", _missing(name) or _size(name)), ("", presets)]
    methods = [(name, method.summary) for name, method in METHODS.items()]
    networks = [(name, network.summary) for name, network in NETWORKS.items()]
    return "\n\n".join(
        (
            f"Benchmarks:\n\n{entries(rows, width)}",
            f"Methods:\n\n{entries(methods, width)}",
            f"Target networks:\n\n{entries(networks, width)}",
            "All settings of a benchmark: hnetlab benchmarks split-digits",
        )
    )


def benchmark_text(name: str, method: str, width: int, network: str | None = None) -> str:
    """One benchmark with the sizes that its presets lead to and every field of its settings."""
    presets = presets_of(name)
    first = next(iter(presets))
    groups = setting_groups(name, method, network_of(name, first, network))
    missing = _missing(name)
    parts = [f"{name}: {BENCHMARKS[name].summary}\n{missing or _size(name)}"]
    if rows := _differences(name, method, network) + ([] if missing else _model_sizes(name, method, network)):
        parts.append(f"Presets, with the method {method}:\n\n{table(['', *presets], rows, width)}")
    for group, settings in groups.items():
        fields = [
            (field, _written(presets[first].get(field, info)), _meaning(settings, field))
            for field, info in fields_of(settings).items()
        ]
        if fields:
            named = {"learning": f" {method}", "target": f" {network_of(name, first, network)}"}
            title = f"{_TITLES[group]}{named.get(group, '')}"
            parts.append(f"{title}, with the preset {first}:\n\n{entries(fields, width)}")
    parts.append(f"Change a setting with --set, as in: hnetlab train {name} --set learning_rate=0.001")
    return "\n\n".join(parts)


def _size(name: str) -> str:
    """How many tasks, samples, inputs and outputs there are by default."""
    sequence = build_sequence(name)
    train = _range([len(task.x_train) for task in sequence])
    test = _range([len(task.x_test) for task in sequence])
    inputs = sequence[0].x_train[0].numel()
    return (
        f"{len(sequence)} tasks of {train} training and {test} test samples, "
        f"inputs: {count(inputs)}, outputs: {sequence.outputs}"
    )


def _missing(name: str) -> str:
    """What must be done before a benchmark can be built; empty where nothing must."""
    benchmark = BENCHMARKS[name]
    if benchmark.needs_file:
        return f"needs {benchmark.options}"
    names = " ".join(benchmark.datasets)
    return f"needs data, get it with: hnetlab data fetch {names}" if benchmark.missing() else ""


def _differences(name: str, method: str, network: str | None) -> list[list[str]]:
    """A row for the network and for every field in which the presets differ, with a dash for who lacks it."""
    presets = presets_of(name)
    networks = [network_of(name, preset, network) for preset in presets]
    groups = [setting_groups(name, method, each) for each in networks]
    columns = []
    for values, each in zip(presets.values(), groups, strict=True):
        fields = {field: info for settings in each.values() for field, info in fields_of(settings).items()}
        columns.append({field: _written(values.get(field, info)) for field, info in fields.items()})
    names = dict.fromkeys(field for kind in _TITLES for each in groups for field in fields_of(each[kind]))
    rows = [["network", *networks]]
    rows += [[field, *(column.get(field, "-") for column in columns)] for field in names]
    return [row for row in rows if len(set(row[1:])) > 1]


def _model_sizes(name: str, method: str, network: str | None) -> list[list[str]]:
    """Rows with the sizes of what each preset learns."""
    sizes = [
        describe(Run(configure(name, method, preset=preset, network=network), device="cpu"))
        for preset in presets_of(name)
    ]
    return [
        ["target weights", *(count(size.target_weights) for size in sizes)],
        ["trained numbers", *(count(sum(size.trainable_numbers.values())) for size in sizes)],
        ["compression ratio", *(plain(size.compression_ratio) for size in sizes)],
    ]


def _meaning(settings: type[Settings], field: str) -> str:
    """A field's docstring, and the names that it may take."""
    info = fields_of(settings)[field]
    names = list(_names(info.annotation))
    amount = "Any" if get_origin(info.annotation) is tuple else "One"
    choices = f" {amount} of {', '.join(names)}." if names else ""
    return f"{info.description or ''}{choices}"


def _names(kind: Any) -> Iterator[str]:
    """The names that a field of this kind may hold, alone or in a tuple."""
    for part in get_args(kind):
        if isinstance(part, str):
            yield part
        else:
            yield from _names(part)


def _written(value: Any) -> str:
    """A value, or a field's default, as `--set` takes it."""
    if isinstance(value, FieldInfo):
        return "-" if value.is_required() else _written(value.get_default())
    if value is None or isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return ",".join(map(str, value)) if len(value) > 1 else str(list(value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _range(values: list[int]) -> str:
    low, high = min(values), max(values)
    return count(low) if low == high else f"{count(low)} to {count(high)}"
