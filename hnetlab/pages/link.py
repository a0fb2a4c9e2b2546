"""Links to the playground that begin with a run's settings, as the page itself writes and reads them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from hnetlab.base.errors import ConfigError
from hnetlab.experiments import configure
from hnetlab.experiments.config import Config
from hnetlab.pages.playground import OFFERED
from hnetlab.runs.run import Run, describe

_METHODS = ("hnet", "finetune")
PARTS = {
    "beta": "beta",
    "lookahead": "lookahead",
    "learning_rate": "rate",
    "embedding_dim": "dim",
    "steps": "steps",
}
"""The page's names of the settings that it knows."""
BOUNDS = {
    "seed": (0, 2**31 - 1),
    "embedding_dim": (1, 32),
    "steps": (10, 10000),
    "beta": (0, 100),
    "learning_rate": (1e-5, 1),
}
"""From where to where the page takes a number; the same as in playground/link.js."""
_FREE = {
    *PARTS,
    "tasks",
    "evaluate_every",
}  # the page's order says how many tasks, and it evaluates by itself
_GROUPS = ("data", "target", "training", "learning")


def playground_link(runs: Sequence[Run], page: str = "playground.html") -> str:
    """A link to the playground at `page` that learns what the first of `runs` with a regularizer learns.

    Without one among them it is the first run. In the link are its first seed, the settings that the page
    knows, and what was changed on the way. Raises `ConfigError` where the page would compute something else:
    for another benchmark, method or target network, for a number beyond the page's own bounds, and for any
    other setting that is not the quick preset's.

    >>> from hnetlab import Run, configure
    >>> playground_link([Run(configure("regression", seeds=[3], beta=0.5, steps=100))])[:45]
    'playground.html#b=regression&seed=3&beta=0.5&'
    """
    run = next((run for run in runs if run.config.method == "hnet"), runs[0])
    _check(run)
    settings = _flat(run.config)
    parts: dict[str, Any] = {"b": run.config.benchmark, "seed": _written("seed", run.config.seeds[0])}
    parts |= {part: _written(name, settings[name]) for name, part in PARTS.items() if name in settings}
    parts["order"] = "-".join(str(task + 1) for task in range(len(run.sequence)))
    history = run.history
    changes = [
        f"{step}_{PARTS[name]}_{_written(name, value)}"
        for step, change in zip(history.steps_of(history.changes), history.changes, strict=True)
        for name, value in change.values.items()
    ]
    return f"{page}#{urlencode({**parts, 'at': '-'.join(changes)} if changes else parts)}"


def _check(run: Run) -> None:
    """Raises `ConfigError` where the page would learn something else than `run`."""
    config = run.config
    if config.benchmark not in OFFERED or config.method not in _METHODS or describe(run).own:
        raise ConfigError(
            f"The playground can't show {config.method} on {run.sequence.name}: take one of "
            f"{', '.join(_METHODS)} on one of {', '.join(OFFERED)}, with their own tasks and network."
        )
    settings = _flat(config)
    known = configure(config.benchmark, config.method, seeds=config.seeds, tasks=settings["tasks"])
    usual = _flat(known)
    differing = [name for name, value in settings.items() if name not in _FREE and value != usual[name]]
    if settings["steps"] is None:
        differing.insert(0, "epochs")
    if differing or config.network != known.network:
        name = differing[0] if differing else "network"
        value = settings[name] if differing else config.network
        raise ConfigError(
            f"{name} = {value!r} can't be shown by the playground: it has the quick preset's, and of its own "
            f"{', '.join(PARTS)}, the seed and the tasks."
        )


def _flat(config: Config) -> dict[str, Any]:
    """All settings by name, of groups within groups too."""
    flat: dict[str, Any] = {}

    def take(values: dict[str, Any]) -> None:
        for name, value in values.items():
            if isinstance(value, dict):
                take(value)
            else:
                flat[name] = value

    groups = config.model_dump()
    for group in _GROUPS:
        take(groups[group])
    return flat


def _written(name: str, value: float | bool) -> str:
    """A number as the page reads it, of a switch 0 or 1; raises `ConfigError` for one that it refuses."""
    low, high = BOUNDS.get(name, (0, 1))
    if not low <= value <= high:
        raise ConfigError(
            f"{name} = {value!r} can't be shown by the playground: choose {low:.12g} to {high:.12g}."
        )
    return str(int(value)) if isinstance(value, bool) else repr(value)
