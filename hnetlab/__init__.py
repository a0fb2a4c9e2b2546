"""An interactive lab for continual learning with hypernetworks.

Every name is imported when it is first used: `import hnetlab` alone loads neither torch nor plotly.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hnetlab import figures, views
    from hnetlab.analysis import metrics
    from hnetlab.analysis.probe import Probe
    from hnetlab.base.errors import LabError
    from hnetlab.experiments import PRESETS, configure
    from hnetlab.experiments.config import Config
    from hnetlab.learning import METHODS
    from hnetlab.nets.networks import NETWORKS
    from hnetlab.report import write_report
    from hnetlab.runs.engine import train
    from hnetlab.runs.progress import fit
    from hnetlab.runs.run import Run
    from hnetlab.runs.session import Session
    from hnetlab.runs.store import RunFolder
    from hnetlab.tasks import BENCHMARKS, Arrays, Task, TaskSequence, permuted_sequence, split_sequence
    from hnetlab.widgets import EmbeddingExplorer, LiveLab, RegularizerMicroscope

__version__ = "0.1.0"

# How long torch's worker threads spin before they sleep. By default they spin on for milliseconds, and as
# soon as anything else wants a core (a browser with the lab open is enough) a step takes tens of times
# longer. Read once, when torch is loaded.
os.environ.setdefault("GOMP_SPINCOUNT", "10000")

__all__ = [
    "BENCHMARKS",
    "METHODS",
    "NETWORKS",
    "PRESETS",
    "Arrays",
    "Config",
    "EmbeddingExplorer",
    "LabError",
    "LiveLab",
    "Probe",
    "RegularizerMicroscope",
    "Run",
    "RunFolder",
    "Session",
    "Task",
    "TaskSequence",
    "configure",
    "figures",
    "fit",
    "metrics",
    "permuted_sequence",
    "split_sequence",
    "train",
    "views",
    "write_report",
]

_MODULES = {"figures": "hnetlab.figures", "metrics": "hnetlab.analysis.metrics", "views": "hnetlab.views"}
_HOMES = {
    "hnetlab.analysis.probe": ("Probe",),
    "hnetlab.experiments.config": ("Config",),
    "hnetlab.runs.engine": ("train",),
    "hnetlab.base.errors": ("LabError",),
    "hnetlab.experiments": ("PRESETS", "configure"),
    "hnetlab.learning": ("METHODS",),
    "hnetlab.runs.progress": ("fit",),
    "hnetlab.nets.networks": ("NETWORKS",),
    "hnetlab.report": ("write_report",),
    "hnetlab.runs.run": ("Run",),
    "hnetlab.runs.session": ("Session",),
    "hnetlab.runs.store": ("RunFolder",),
    "hnetlab.tasks": ("BENCHMARKS", "Arrays", "Task", "TaskSequence", "permuted_sequence", "split_sequence"),
    "hnetlab.widgets": ("EmbeddingExplorer", "LiveLab", "RegularizerMicroscope"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """The public name, imported from where it is defined."""
    if name in _MODULES:
        value: object = import_module(_MODULES[name])
    elif name in _HOME:
        value = getattr(import_module(_HOME[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
