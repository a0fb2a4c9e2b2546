"""Fine-tuning as in the paper: the same hypernetwork with nothing to hold it back."""

from hnetlab.learning.hypernetwork import HypernetworkMethod, HypernetworkSettings, RegularizedSettings
from hnetlab.learning.method import Method
from hnetlab.learning.problem import Problem


class FineTuning(HypernetworkMethod):
    """Trains the hypernetwork on each task in turn with beta = 0: the lower bound that shows forgetting."""

    title = "Fine-tuning of the hypernetwork"
    summary = "the same hypernetwork on each task in turn, without the regularizer"
    settings_type = HypernetworkSettings
    changeable = Method.changeable
    keepings = ("shared", "per_task")  # the paper's fine-tuning does not keep them per task

    def __init__(self, problem: Problem, settings: HypernetworkSettings) -> None:
        super().__init__(problem, unregularized(settings))

    def change(self, problem: Problem, settings: HypernetworkSettings) -> None:
        super().change(problem, unregularized(settings))


def unregularized(settings: HypernetworkSettings) -> RegularizedSettings:
    """The same hypernetwork without the output regularizer."""
    own = {name: getattr(settings, name) for name in HypernetworkSettings.model_fields}
    return RegularizedSettings(**own, beta=0)
