from types import SimpleNamespace

import pytest
import torch

from hnetlab.bench import WORKLOADS, _method, _published_step, _take_turns, measure
from hnetlab.learning import Stage


@pytest.fixture
def clock(monkeypatch):
    """The time that the benchmark measures, which here goes on only when it is told to."""
    now = SimpleNamespace(seconds=0.0)
    monkeypatch.setattr("hnetlab.bench.time", SimpleNamespace(perf_counter=lambda: now.seconds))
    return now


def lasting(clock, calls, name, times):
    """A step that takes `times`, one call after the other, and notes that it was called, and with what."""
    seconds = iter([0.5, *times])  # the first call warms up

    def step(k):
        calls.append((name, k))
        clock.seconds += next(seconds)

    return step


def test_steps_take_turns_and_each_is_timed_alone_after_one_to_warm_up(clock):
    calls: list[tuple[str, int]] = []
    steps = [lasting(clock, calls, "ours", [1, 3, 2]), lasting(clock, calls, "theirs", [10, 30, 20])]
    assert _take_turns(steps, 5.0, torch.device("cpu")) == [[1, 3, 2], [10, 30, 20]]
    assert calls == [("ours", 0), ("theirs", 0)] + [
        (name, k) for k in (1, 2, 3) for name in ("ours", "theirs")
    ]


def test_steps_are_repeated_until_the_time_is_over(clock):
    (times,) = _take_turns([lasting(clock, [], "ours", [1.0] * 9)], 6.5, torch.device("cpu"))
    assert times == [1.0] * 7


def test_every_workload_is_timed_with_the_published_algorithm(monkeypatch):
    """Nine steps a workload: ours take 2, 1 and 4 ms, the published ones 10, 20 and 12."""
    asked = []

    def turns(steps, seconds, device):
        asked.append((len(steps), seconds))
        for step in steps:
            step(0)
        return [[0.002, 0.001, 0.004], [0.010, 0.020, 0.012]][: len(steps)]

    monkeypatch.setattr("hnetlab.bench.WORKLOADS", WORKLOADS[:1])
    monkeypatch.setattr("hnetlab.bench._take_turns", turns)
    result = measure("cpu", seconds=7.0)
    pictures, *rows = result["workloads"]
    assert pictures["ratio"] == pytest.approx(0.2)  # the median of 2 / 10, 1 / 20 and 4 / 12
    assert (pictures["median_ms"], pictures["plain_median_ms"]) == (2.0, 12.0)
    assert 50 < pictures["peak_mib"] < 1e5
    assert rows == [
        {
            "workload": "split MNIST, T=5",
            "tasks": 5,
            **dict(zip(("median_ms", "least_ms", "greatest_ms"), (2.0, 1.0, 4.0), strict=True)),
            "baseline_median_ms": 12.0,
            "baseline_least_ms": 10.0,
            "baseline_greatest_ms": 20.0,
            "speedup": 5.0,  # the median of 10 / 2, 20 / 1 and 12 / 4
        }
    ]
    assert asked == [(2, 7.0), (2, 7.0), (1, 0.5)]
    assert result["matmul_gflops"] == pytest.approx(2 * 1536**3 / 0.002 / 1e9)
    assert result["device"].startswith("cpu (")
    _, alone = measure("cpu", seconds=7.0, baseline=False)["workloads"]
    assert "speedup" not in alone


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
