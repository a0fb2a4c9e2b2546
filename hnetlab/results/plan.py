"""What has to be trained for the configs that are asked for, and what is there already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tqdm.auto import tqdm

from hnetlab.base.errors import ConfigError, LabError
from hnetlab.experiments.config import Config
from hnetlab.results.dealing import evenly, most_rows, owners
from hnetlab.results.folder import Batch, Results
from hnetlab.results.key import check_no_own
from hnetlab.results.speed import Cost, Speedometer

_BAR = "{desc}: {n_fmt} of {total_fmt}"


@dataclass(frozen=True)
class Part:
    """Part `number` (from 1) of `count` into which a plan is dealt out, each with about as much to do."""

    number: int
    count: int

    @classmethod
    def parse(cls, text: str) -> "Part":
        """K/N as written on a command line; raises `ConfigError`."""
        number, slash, count = text.partition("/")
        if slash and number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count):
            return cls(int(number), int(count))
        raise ConfigError(f"--part {text} is not understood: write K/N, such as 1/4 for the first of four.")


@dataclass(eq=False)
class Missing:
    """What is there of what was asked for, what has to be trained, and what can't be begun."""

    found: int = 0
    """How many replicas there are already."""
    wanted: int = 0
    """How many were asked for; those that several ask for count once."""
    batches: list[Batch] = field(default_factory=list)
    """What has to be trained, in the order in which it was asked for."""
    failures: dict[str, str] = field(default_factory=dict)
    """Why a config can't be trained, by `name_of` it."""


@dataclass(eq=False)
class Plan(Missing):
    """What is missing, with what it takes."""

    costs: dict[Batch, Cost] = field(default_factory=dict)
    """What each of the batches takes."""

    @property
    def steps(self) -> int:
        """Optimizer steps that are left."""
        return sum(cost.steps for cost in self.costs.values())

    @property
    def seconds(self) -> float:
        """About how long they take one after the other."""
        return sum(cost.seconds for cost in self.costs.values())


def name_of(config: Config) -> str:
    """What tells a config from others that are asked for, its seeds aside."""
    return config.model_copy(update={"preset": "", "seeds": (0,)}).model_dump_json()


def make_plan(
    results: Results,
    configs: Iterable[Config],
    speed: Speedometer,
    part: Part | None = None,
    *,
    shown: bool = False,
) -> Plan:
    """What is there, what is missing, see `missing_of`, and what that takes; where `shown` with a bar.

    Steps of each kind are taken to know how long they are, which for large networks takes minutes.
    """
    missing = missing_of(results, configs, part, device=speed.device)
    costs: dict[Batch, Cost] = {}
    failures = dict(missing.failures)
    for batch in tqdm(
        missing.batches,
        desc="measuring how long steps take",
        bar_format=_BAR,
        dynamic_ncols=True,
        leave=False,
        disable=not shown or not missing.batches,
    ):
        try:
            costs[batch] = speed.cost(batch)
        except LabError as error:
            failures |= dict.fromkeys(map(name_of, _rows(batch.config)), str(error))
    return Plan(missing.found, missing.wanted, list(costs), failures, costs)


def missing_of(
    results: Results,
    configs: Iterable[Config],
    part: Part | None = None,
    *,
    device: str = "cpu",
) -> Missing:
    """What is there and what has to be trained, of which as many rows train together as is of use.

    Rows can where they differ only by seeds and by settings that may vary by replica. They are dealt out
    as if none were there yet, so that all who ask for the same at once, or ask again, find the same runs:
    then what is there is left out, and what was begun goes on. With a `part` only its share of them counts,
    dealt out in the same way whatever the `device`, which others may not have. A config that can't be begun,
    such as one whose data can't be had, keeps no other from it.
    """
    groups: dict[str, dict[str, Config]] = {}
    missing = Missing()
    for config in configs:
        try:
            check_no_own(config)
        except LabError as error:
            missing.failures[name_of(config)] = str(error)
            continue
        alike = groups.setdefault(name_of(config.shared), {})
        known = alike.setdefault(name_of(config), config)
        seeds = tuple(dict.fromkeys((*known.seeds, *config.seeds)))
        alike[name_of(config)] = known.model_copy(update={"seeds": seeds})
    lists = [list(alike.values()) for alike in groups.values()]
    dealt = [
        list(
            evenly(
                [row for config in alike for row in _rows(config)],
                _most(results, alike, "cpu" if part else device),
            )
        )
        for alike in lists
    ]
    sizes = [len(rows) for group in dealt for rows in group]
    owner = iter(owners(sizes, part.count if part else 1))
    mine = part.number - 1 if part else 0
    for group in dealt:
        _add_group(missing, results, group, [rows for rows in group if next(owner) == mine])
    return missing


def failures_by_config(failures: Mapping[Batch, str]) -> dict[str, str]:
    """Why configs lack results, by `name_of` them, from why batches failed."""
    found: dict[str, str] = {}
    for batch, sentence in failures.items():
        seeds: dict[str, list[str]] = {}
        for row in _rows(batch.config):
            seeds.setdefault(name_of(row), []).append(str(row.seeds[0]))
        for name, failed in seeds.items():
            text = f"Seeds {', '.join(failed)} failed. {sentence}"
            found[name] = f"{found[name]} {text}" if name in found else text
    return found


def _rows(config: Config) -> list[Config]:
    """A config of each of its replicas."""
    return [config.only([replica]) for replica in range(len(config.seeds))]


def _most(results: Results, alike: list[Config], device: str) -> int:
    """How many rows of configs that are much alike train together at most; all seeds of one always may."""
    seeds = max(len(config.seeds) for config in alike)
    try:
        weights = results.fingerprints.weights(alike[0])
    except LabError:  # which is told of each config
        return seeds
    return max(seeds, most_rows(weights, alike[0].training.batch_size, device))


def _add_group(
    missing: Missing, results: Results, dealt: list[list[Config]], mine: list[list[Config]]
) -> None:
    """Adds what is missing of rows that can train together, of those parts of them that are `mine`."""
    configs: dict[str, list[Config]] = {}
    for row in (row for rows in dealt for row in rows):
        configs.setdefault(name_of(row), []).append(row)
    own = {_place(row) for rows in mine for row in rows}
    absent: list[Config] = []
    for name, rows in configs.items():
        counted = [row for row in rows if _place(row) in own]
        missing.wanted += len(counted)
        try:
            found = results.find(rows[0].together(rows[1:]))
        except LabError as error:
            if counted:
                missing.failures[name] = str(error)
            continue
        missing.found += sum(row.seeds[0] in found for row in counted)
        absent += [row for row in rows if row.seeds[0] not in found]
    begun, left = results.begun(absent) if absent else ([], [])
    # What was begun as it is not dealt out now goes to whom its first row does.
    missing.batches += [batch for batch in begun if _place(batch.config.only([0])) in own]
    new = {_place(row) for row in left}
    for rows in mine:
        if rest := [row for row in rows if _place(row) in new]:
            missing.batches.append(results.batch(rest))


def _place(row: Config) -> tuple[str, int]:
    """What tells a row from all others that are asked for."""
    return name_of(row), row.seeds[0]
