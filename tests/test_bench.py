import torch

from hnetlab.bench import WORKLOADS, _method, _published_step, measure
from hnetlab.learning import Stage


def test_every_workload_is_timed_in_turn_with_the_published_algorithm(monkeypatch):
    monkeypatch.setattr("hnetlab.bench.WORKLOADS", WORKLOADS[:1])
    result = measure("cpu", seconds=0.01)
    (row,) = result["workloads"]
    assert row["tasks"] == 5
    assert 0 < row["least_ms"] <= row["median_ms"] <= row["greatest_ms"]
    assert row["baseline_least_ms"] <= row["baseline_median_ms"]
    assert row["speedup"] > 0
    assert result["matmul_gflops"] > 0
    assert result["device"].startswith("cpu")


def test_the_workload_has_the_presets_network():
    method = _method(WORKLOADS[0], torch.device("cpu"))
    assert method.problem.target.size == 478_410
    assert sum(method.trainable_numbers().values()) == 465_672


def test_the_baseline_takes_the_step_that_the_library_takes():
    method = _method(WORKLOADS[0], torch.device("cpu"))
    stage = Stage(4, 1)
    method.begin(stage)
    published = _published_step(method, 4)
    before = {name: value.detach().clone() for name, value in method.theta.items()}
    method.step(stage, 0)
    theta = published(0)
    for name, value in method.theta.items():
        change, expected = value.detach() - before[name], theta[name].detach() - before[name]
        assert expected.norm() > 0
        # Adam turns rounding in the least gradients into visible steps of single weights.
        assert (change - expected).norm() < 1e-3 * expected.norm()
