"""Online elastic weight consolidation: weights that the tasks' likelihood depends on are held in place."""

from collections.abc import Callable
from typing import ClassVar

from pydantic import Field
from torch import Tensor

from hnetlab.base.settings import Settings
from hnetlab.learning.fisher import FisherSettings
from hnetlab.learning.held_weights import HeldWeights
from hnetlab.learning.penalty import Penalty


class EwcSettings(FisherSettings):
    """Online EWC."""

    ewc_lambda: float = Field(100.0, ge=0, le=1e15)
    """Strength of the penalty: lambda / 2 for each weight, times its Fisher information."""
    gamma: float = Field(1.0, ge=0, le=1)
    """What remains of the Fisher information of earlier tasks with each new one."""


class ElasticPenalty(Penalty):
    """Importance is the Fisher information of the last task, and of each earlier one gamma times that.

    Sources: Kirkpatrick et al. 2017; Schwarz et al. 2018 (online).
    """

    settings: EwcSettings

    @property
    def strength(self) -> float:
        return self.settings.ewc_lambda / 2 * self.settings.gamma

    def weigh(self, v: Tensor, fisher: Callable[[], Tensor]) -> None:
        self.importance = self.settings.gamma * self.importance + fisher()


class ElasticWeights(HeldWeights):
    """Online EWC with the diagonal Fisher information, one sample at a time."""

    title = "Elastic weight consolidation"
    summary = "hold the target network's weights by their Fisher information (online EWC)"
    settings_type: ClassVar[type[Settings]] = EwcSettings
    penalty_type = ElasticPenalty
    changeable = frozenset({"learning_rate", "ewc_lambda"})
