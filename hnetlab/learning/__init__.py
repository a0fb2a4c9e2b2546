"""How tasks are learned: the methods by name."""

from hnetlab.base.schedule import Position, Schedule, Stage
from hnetlab.learning.dgr import DistilledReplay
from hnetlab.learning.ewc import ElasticWeights
from hnetlab.learning.experience_replay import ExperienceReplay
from hnetlab.learning.finetuning import FineTuning
from hnetlab.learning.held_hypernetwork import ElasticHypernetwork, SynapticHypernetwork
from hnetlab.learning.hnet_r import HypernetworkReplay
from hnetlab.learning.hnet_tir import TaskInference
from hnetlab.learning.hypernetwork import HypernetworkMethod
from hnetlab.learning.joint import Joint
from hnetlab.learning.lwf import WithoutForgetting
from hnetlab.learning.method import Losses, Method
from hnetlab.learning.problem import Problem
from hnetlab.learning.scratch import FromScratch
from hnetlab.learning.si import SynapticIntelligence
from hnetlab.learning.target_finetuning import TargetFineTuning
from hnetlab.learning.training import TrainingSettings

METHODS: dict[str, type[Method]] = {
    "hnet": HypernetworkMethod,
    "finetune": FineTuning,
    "scratch": FromScratch,
    "joint": Joint,
    "finetune-target": TargetFineTuning,
    "ewc": ElasticWeights,
    "si": SynapticIntelligence,
    "lwf": WithoutForgetting,
    "er": ExperienceReplay,
    "hnet-ewc": ElasticHypernetwork,
    "hnet-si": SynapticHypernetwork,
    "hnet-r": HypernetworkReplay,
    "hnet-tir": TaskInference,
    "dgr": DistilledReplay,
}
"""Every method by its name on the command line; a new method is a module and a line here.

>>> METHODS["joint"].summary
'train one network on the data of all tasks seen so far'
"""

__all__ = ["METHODS", "Losses", "Method", "Position", "Problem", "Schedule", "Stage", "TrainingSettings"]
