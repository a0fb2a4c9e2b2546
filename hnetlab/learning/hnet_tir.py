"""HNET+TIR: the paper's hypernetwork, and a network that tells it which task a sample is of."""

from typing import ClassVar

from torch import Tensor

from hnetlab.base.settings import Settings
from hnetlab.learning.generated import RegularizedSettings
from hnetlab.learning.generated_vae import GeneratedReplay, ReplaySettings
from hnetlab.learning.hypernetwork import HypernetworkMethod
from hnetlab.learning.inference_network import InferenceNetwork, InferenceSettings
from hnetlab.learning.parts import WithParts
from hnetlab.learning.problem import Problem
from hnetlab.tasks import Task
from hnetlab.tasks.scenario import Inference


class TaskInferenceSettings(RegularizedSettings):
    """The hypernetwork of the classifier, the generator, and the network that infers the task."""

    replay: ReplaySettings = ReplaySettings()
    """The generator."""
    inference_network: InferenceSettings = InferenceSettings()
    """The network that infers the task."""


class TaskInference(WithParts, HypernetworkMethod):
    """Learns each task as the hypernetwork does, then its generator, then to tell it from those before.

    At test time the inference network's greatest output picks the task's embedding and head. Source: section
    4 of the paper, HNET+TIR.
    """

    title = "Hypernetwork with a task-inference network"
    summary = "a hypernetwork, and a network that infers the task, trained on generated samples"
    settings_type: ClassVar[type[Settings]] = TaskInferenceSettings
    own_inference: ClassVar[Inference | None] = "network"
    draws = True
    generates_all = False

    def __init__(self, problem: Problem, settings: TaskInferenceSettings) -> None:
        super().__init__(problem, settings)
        self.memory = GeneratedReplay(problem, settings.replay)
        self.inference = InferenceNetwork(problem, settings.inference_network, self.memory)
        self.parts = {"replay": self.memory, "inference": self.inference}

    def inferred_tasks(self, task: Task, seen: int) -> Tensor:
        """Which of the first `seen` tasks (S, N) its own network takes the test samples of `task` for."""
        return self.inference.told(task, seen)
