"""What is chosen in a live panel for its next run, where that differs from the runs that are shown."""

from collections.abc import Iterable, Sequence
from typing import Any

from hnetlab.analysis.changes import setting_text
from hnetlab.experiments.config import Config

_MOST = 6


def next_run(chosen: Sequence[Config], present: Sequence[Config], names: Iterable[str]) -> str:
    """For example "From the next run on (Reset): steps 400 → 200, seeds 1 → 3."; empty if nothing differs.

    `chosen` are the configs of the next run's lanes, `present` those of the runs as they are now; of their
    settings only those of `names` are told.
    """
    if not present:
        return ""
    pairs = list(zip(present, chosen, strict=False))
    told = {
        "benchmark": _change(*((old.benchmark, new.benchmark) for old, new in pairs[:1])),
        "preset": _change(*((old.preset, new.preset) for old, new in pairs[:1])),
        "method": _change((_methods(present), _methods(chosen))),
        "seeds": _change(*(_seeds(old, new) for old, new in pairs)),
    }
    values = [tuple({"network": each.network, **each.values} for each in pair) for pair in pairs]
    for name in names:
        lanes = [(old[name], new[name]) for old, new in values if name in old and name in new]
        told[name] = _change(*lanes)
    changes = [f"{name} {change}" for name, change in told.items() if change]
    if not changes:
        return ""
    more = f" and {len(changes) - _MOST} more" if len(changes) > _MOST else ""
    return f"From the next run on (Reset): {', '.join(changes[:_MOST])}{more}."


def _change(*lanes: tuple[Any, Any]) -> str:
    """The first of some pairs of an old and a new value that are not the same, in words."""
    for old, new in lanes:
        if old != new:
            return f"{setting_text(old)} → {setting_text(new)}"
    return ""


def _seeds(old: Config, new: Config) -> tuple[Any, Any]:
    """How many there are, or which, where that is all that differs."""
    counts = len(old.seeds), len(new.seeds)
    return counts if len(set(counts)) > 1 else (old.seeds, new.seeds)


def _methods(configs: Sequence[Config]) -> str:
    return " and ".join(config.method for config in configs)
