"""Runs to explore, and what an explorer shows of them."""

import numpy as np
import torch

from hnetlab import Run, configure, fit


def trained(benchmark="split-digits", steps=15, **fields):
    if benchmark != "regression":
        fields = {"target_hidden": (16,), "hypernetwork_hidden": (8,), "chunk_size": 256} | fields
    return fit(Run(configure(benchmark, steps=steps, **fields)))


def scores(run, e, replica=0):
    """Test scores of all tasks for one embedding, the long way."""
    theta = {name: value.detach()[replica : replica + 1] for name, value in run.method.theta.items()}
    e = torch.as_tensor(e, dtype=torch.float32, device=run.device)[None, None]
    w = run.method.hypernet(theta, e).squeeze(0)
    return np.array([run.problem.score(w, task).item() for task in run.sequence])


def shown(explorer):
    return np.array(explorer.pad.readout["fills"])
