"""A small run for sessions, and how its state is compared."""

import threading
from typing import Any

import torch

from hnetlab.experiments import configure
from hnetlab.runs.run import Run

PATIENCE = 30.0
TINY: dict[str, Any] = {
    "steps": 6,
    "batch_size": 4,
    "target_hidden": (4,),
    "hypernetwork_hidden": (4,),
    "chunk_size": 100,
}
TASKS = 3
STEPS = TASKS * TINY["steps"]


def make_run(**fields):
    return Run(configure("split-digits", tasks=TASKS, **{**TINY, **fields}))


def state_of(run):
    return {name: value.clone() for name, value in run.state().items()}


def same_bits(state, other):
    return state.keys() == other.keys() and all(torch.equal(state[name], other[name]) for name in other)


def workers():
    return [thread for thread in threading.enumerate() if thread.name == "hnetlab session"]


class BrokenError(RuntimeError):
    pass


def failing():
    raise BrokenError("no data")
