"""Every experiment by name, in the order of the paper."""

from collections.abc import Iterable

from hnetlab.base.errors import ConfigError
from hnetlab.experiments.config import suggestion
from hnetlab.paper.compression import COMPRESSION
from hnetlab.paper.embedding_landscape import EMBEDDING_LANDSCAPE
from hnetlab.paper.experiment import Experiment
from hnetlab.paper.images import AGAINST_SI, PICTURES
from hnetlab.paper.replay_samples import REPLAY_SAMPLES
from hnetlab.paper.scans import BETA, EWC_LAMBDA, LOOKAHEAD, SUBSETS
from hnetlab.paper.sequences import HUNDRED_TASKS, TWO_HUNDRED_AND_FIFTY
from hnetlab.paper.table_1 import TABLE_1
from hnetlab.paper.task_inference import TASK_INFERENCE
from hnetlab.paper.toy_regression import TOY_REGRESSION

EXPERIMENTS: dict[str, Experiment] = {
    experiment.name: experiment
    for experiment in (
        TOY_REGRESSION,
        TABLE_1,
        HUNDRED_TASKS,
        COMPRESSION,
        EMBEDDING_LANDSCAPE,
        PICTURES,
        BETA,
        SUBSETS,
        TWO_HUNDRED_AND_FIFTY,
        EWC_LAMBDA,
        AGAINST_SI,
        REPLAY_SAMPLES,
        LOOKAHEAD,
        TASK_INFERENCE,
    )
}
"""What `hnetlab reproduce` knows."""


def chosen(names: Iterable[str]) -> list[Experiment]:
    """The experiments of these names, "all" for every one; raises `ConfigError` for another name."""
    wanted: dict[str, Experiment] = {}
    for name in names:
        if name == "all":
            wanted |= EXPERIMENTS
        elif name in EXPERIMENTS:
            wanted[name] = EXPERIMENTS[name]
        else:
            raise ConfigError(f"Unknown experiment {name!r}{suggestion(name, {**EXPERIMENTS, 'all': None})}")
    if not wanted:
        raise ConfigError("No experiment is named: give all, or some of " + ", ".join(EXPERIMENTS) + ".")
    return list(wanted.values())
