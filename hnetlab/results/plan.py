"""What has to be trained for the configs that are asked for, and what is there already."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from hnetlab.base.errors import ConfigError, LabError
from hnetlab.experiments.config import Config
from hnetlab.results.folder import Batch, Results
from hnetlab.results.speed import Cost, Speedometer


@dataclass(frozen=True)
class Part:
    """Part `number` (from 1) of `count` into which the runs of a plan are dealt out, one after the other."""

    number: int
    count: int

    @classmethod
    def parse(cls, text: str) -> "Part":
        """K/N as written on a command line; raises `ConfigError`."""
        number, slash, count = text.partition("/")
        if slash and number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count):
            return cls(int(number), int(count))
        raise ConfigError(f"--part {text} is not understood: write K/N, such as 1/4 for the first of four.")


@dataclass(frozen=True, eq=False)
class Plan:
    """What is there, what is missing with what it takes, and what can't be begun."""

    found: int
    """How many replicas there are already."""
    wanted: int
    """How many were asked for; those that several ask for count once."""
    costs: dict[Batch, Cost] = field(default_factory=dict)
    """What has to be trained, in the order in which it was asked for."""
    failures: dict[str, str] = field(default_factory=dict)
    """Why a config can't be trained, by `name_of` it."""

    @property
    def batches(self) -> list[Batch]:
        """What has to be trained."""
        return list(self.costs)

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
    results: Results, configs: Iterable[Config], speed: Speedometer, part: Part | None = None
) -> Plan:
    """What is there and what is missing; of configs that differ only by seeds all seeds train together.

    With a `part` only its share of them counts. A config that can't be begun, such as one whose data can't be
    had, keeps no other from it.
    """
    together: dict[str, Config] = {}
    for config in configs:
        known = together.setdefault(name_of(config), config)
        seeds = tuple(dict.fromkeys((*known.seeds, *config.seeds)))
        together[name_of(config)] = known.model_copy(update={"seeds": seeds})
    found = wanted = 0
    costs: dict[Batch, Cost] = {}
    failures: dict[str, str] = {}
    for number, (name, config) in enumerate(together.items()):
        if part and number % part.count != part.number - 1:
            continue
        wanted += len(config.seeds)
        try:
            found += len(results.find(config))
            for batch in results.missing(config):
                costs[batch] = speed.cost(batch)
        except LabError as error:
            failures[name] = str(error)
    return Plan(found, wanted, costs, failures)
