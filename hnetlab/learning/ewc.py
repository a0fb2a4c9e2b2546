"""Online elastic weight consolidation: weights that the tasks' likelihood depends on are held in place."""

from collections.abc import Callable, Collection
from typing import Annotated, ClassVar

from pydantic import Field
from torch import Tensor

from hnetlab.base.errors import ConfigError
from hnetlab.base.settings import Settings, of_each
from hnetlab.learning.fisher import FisherSettings
from hnetlab.learning.held_weights import HeldWeights
from hnetlab.learning.penalty import Penalty, Strength
from hnetlab.nets import TargetNetwork


class EwcSettings(FisherSettings):
    """Online EWC."""

    ewc_lambda: float = Field(100.0, ge=0, le=1e15)
    """Strength of the penalty: lambda / 2 for each weight, times gamma times its importance."""
    ewc_lambdas: tuple[Annotated[float, Field(ge=0, le=1e15)], ...] = of_each("ewc_lambda")
    """A strength for each seed, in their order, in place of ewc_lambda, which changed on the way is all
    seeds' again; none for one for all."""
    gamma: float = Field(1.0, ge=0, le=1)
    """What remains of a task's Fisher information with each new task, the first after it included."""

    def check_asked(self, asked: Collection[str]) -> None:
        if "gamma" in asked and self.gamma == 0:
            raise ConfigError(
                "gamma = 0 takes all of the penalty away: give it above 0, or choose the method "
                "finetune-target."
            )


class ElasticPenalty(Penalty):
    """Importance is the Fisher information of the last task, and gamma times the importance before it.

    The penalty is lambda / 2 times gamma times that: the last task's counts gamma times, too.

    Sources: Kirkpatrick et al. 2017; Schwarz et al. 2018 (online).
    """

    settings: EwcSettings

    @classmethod
    def check(cls, target: TargetNetwork) -> None:
        if target.mixes_rows:
            raise ConfigError(
                "EWC weighs one sample at a time, and what the target network "
                f"{type(target.module).__name__} answers to a sample depends on those beside it: let its "
                "normalization keep running statistics, or take si."
            )

    @property
    def strength(self) -> Strength:
        several = tuple(value / 2 * self.settings.gamma for value in self.settings.ewc_lambdas)
        return several or self.settings.ewc_lambda / 2 * self.settings.gamma

    def weigh(self, v: Tensor, fisher: Callable[[], Tensor]) -> None:
        self.importance = self.settings.gamma * self.importance + fisher()


class ElasticWeights(HeldWeights):
    """Online EWC with the diagonal Fisher information, one sample at a time."""

    title = "Elastic weight consolidation"
    summary = "hold the target network's weights by their Fisher information (online EWC)"
    settings_type: ClassVar[type[Settings]] = EwcSettings
    penalty_type = ElasticPenalty
    changeable = frozenset({"learning_rate", "ewc_lambda"})
