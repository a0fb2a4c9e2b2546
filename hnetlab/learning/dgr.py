"""Deep generative replay with distillation: a classifier and a generator, both without a hypernetwork."""

from typing import ClassVar

from hnetlab.base.settings import Settings
from hnetlab.learning.distillation import Choices, DistillationSettings
from hnetlab.learning.plain_vae import PlainReplay
from hnetlab.learning.problem import Problem
from hnetlab.learning.recall import VaeSettings
from hnetlab.learning.replayed import ReplayedMethod


class DistilledReplaySettings(DistillationSettings):
    """Distillation on samples from a generator that is trained on its own samples."""

    replay: VaeSettings = VaeSettings()
    """The generator."""


class DistilledReplay(ReplayedMethod):
    """With t tasks so far new samples weigh 1 / t, a batch of replayed ones the rest.

    A sample comes from no task in particular: it is answered by each old head, by the one that all share, or
    in scenario 3 among all classes. Sources: Shin et al. 2017; van de Ven and Tolias 2019 (DGR+distill).
    """

    title = "Deep generative replay"
    summary = "train one network also on old samples from a generator that replays its own (DGR)"
    settings_type: ClassVar[type[Settings]] = DistilledReplaySettings
    memory: PlainReplay

    def __init__(self, problem: Problem, settings: DistilledReplaySettings) -> None:
        super().__init__(problem, settings, PlainReplay(problem, settings.replay))

    def share(self, task: int) -> float:
        return 1 / (task + 1)

    def choices(self, task: int) -> Choices:
        return Choices.of_old_tasks(self.problem.sequence, task)
