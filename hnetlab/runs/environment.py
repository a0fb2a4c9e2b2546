"""What a run was trained with: versions, machine and device, for its record."""

import os
import platform
import time
from typing import Any

import torch

from hnetlab import __version__
from hnetlab.base.device import describe_device
from hnetlab.runs.process import threads_for
from hnetlab.runs.run import Run


def describe_environment(run: Run) -> dict[str, Any]:
    """Versions, machine and device in plain values, as they are now."""
    return {
        "hnetlab": __version__,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "platform": platform.platform(),
        "cores": os.cpu_count(),
        "device": describe_device(run.device, run.threads or threads_for(run)),
        "started": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
    }
