from functools import cache

import pytest
import torch

from hnetlab.base.settings import fields_of
from hnetlab.experiments import configure
from hnetlab.experiments.config import setting_groups
from hnetlab.runs.run import Run
from hnetlab.tasks import build_sequence

TINY = {
    "steps": 4,
    "batch_size": 8,
    "target_hidden": (12,),
    "hypernetwork_hidden": (6, 5),
    "embedding_dim": 3,
    "chunk_embedding_dim": 2,
    "chunk_size": 300,
    "beta": 0.1,
    "replay.latents": 3,
    "replay.encoder_hidden": (7,),
    "replay.hypernetwork_hidden": (6, 5),
    "replay.embedding_dim": 3,
    "replay.chunk_embedding_dim": 2,
    "replay.chunk_size": 200,
    "replay.beta": 0.1,
    "inference_network.hidden": (7,),
}


@pytest.fixture(autouse=True)
def _on_each_device(device):
    """Every test here is done on each device."""


@pytest.fixture(autouse=True)
def _same_numbers_every_time():
    torch.manual_seed(1)


build_once = cache(build_sequence)


@pytest.fixture
def tiny_run():
    """Makes runs of three tasks with tiny networks; a method takes the fields that it has."""

    def make(
        method="hnet",
        *,
        benchmark="split-digits",
        seeds=(1,),
        sequence=None,
        module=None,
        device="auto",
        **fields,
    ):
        allowed = {name for group in setting_groups(benchmark, method).values() for name in fields_of(group)}
        tiny = {name: value for name, value in TINY.items() if name in allowed}
        fields = {"tasks": 3, **tiny, **fields}
        config = configure(benchmark, method, seeds=seeds, **fields)
        return Run(
            config, device=device, sequence=sequence or build_once(benchmark, config.data), module=module
        )

    return make
