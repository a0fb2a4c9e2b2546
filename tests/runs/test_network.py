"""A named network is tried once for all runs that have it, and yet each run's is its own."""

import pytest
import torch
from torch import nn

from hnetlab import Run, configure
from hnetlab.nets.inspection import Inspection
from hnetlab.runs import network


@pytest.fixture
def tried(monkeypatch):
    """How often a module was tried since the test began."""
    network._tried.cache_clear()
    calls, find = [], Inspection.findings

    def counted(self):
        calls.append(self.name)
        return find(self)

    monkeypatch.setattr(Inspection, "findings", counted)
    return calls


def run_of(seeds=1, tasks=2, **fields):
    return Run(configure("split-digits", seeds=seeds, tasks=tasks, steps=4, **fields), device="cpu")


def outputs_of(run):
    x = run.sequence[0].inputs(run.sequence[0].x_test[:8])
    target = run.problem.target
    w = torch.ones(1, target.size) * 0.01
    return target(w, x[None], target.new_statistics(1))


def test_a_named_network_is_tried_once_for_the_same_settings_and_data(tried):
    first = run_of()
    assert run_of(seeds=3, beta=0.5).fingerprint == first.fingerprint
    assert len(tried) == 1
    wider = run_of(target_hidden=(7,))
    assert len(tried) == 2
    assert wider.problem.target.size != first.problem.target.size
    run_of(tasks=3)  # other outputs
    run_of(task_seed=5)  # other examples
    run_of(trained=("*weight",), others="as_they_are")
    assert len(tried) == 5


@pytest.mark.parametrize("name", ["mlp", "resnet32"])
def test_what_somebody_does_to_the_module_of_a_run_stays_in_that_run(name):
    fields = {"network": name, "trained": ("*weight",), "others": "as_they_are"}
    before, changed = run_of(**fields), run_of(**fields)
    expected = outputs_of(before)
    for value in [*changed.problem.target.module.parameters(), *changed.problem.target.module.buffers()]:
        value.data.fill_(0.5)
    changed.problem.target.module.add_module("more", nn.Identity())
    assert torch.equal(outputs_of(before), expected)
    assert torch.equal(outputs_of(run_of(**fields)), expected)
    assert run_of(**fields).fingerprint == before.fingerprint != changed.fingerprint


def test_a_module_of_a_users_own_is_tried_each_time(tried):
    module = nn.Sequential(nn.Flatten(), nn.Linear(64, 4))
    config = configure("split-digits", tasks=2, steps=4)
    for _ in range(2):
        Run(config, module=module, device="cpu")
    assert len(tried) == 2
