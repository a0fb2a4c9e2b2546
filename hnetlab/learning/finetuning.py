"""Fine-tuning as in the paper: the same hypernetwork with nothing to hold it back."""

from hnetlab.learning.hypernetwork import HypernetworkMethod, HypernetworkSettings, RegularizedSettings
from hnetlab.learning.problem import Problem


class FineTuning(HypernetworkMethod):
    """Trains the hypernetwork on each task in turn with beta = 0: the lower bound that shows forgetting."""

    summary = "the same hypernetwork on each task in turn, without the regularizer"
    settings_type = HypernetworkSettings

    def __init__(self, problem: Problem, settings: HypernetworkSettings) -> None:
        super().__init__(problem, RegularizedSettings(**settings.model_dump(), beta=0))
