"""How long a batch will take, from a few steps of it."""

import pytest

from hnetlab import configure
from hnetlab.results import speed as speed_module
from hnetlab.results.folder import Results
from hnetlab.results.speed import Speedometer, paced, seconds_at_ends
from hnetlab.runs.run import Run


@pytest.mark.parametrize(("once", "per_test"), [(3.0, 0.5), (3.0, 0.0), (0.0, 0.5), (0.0, 0.0)])
def test_what_ends_a_task_is_counted_for_each_and_its_tests_for_all_tasks_so_far(once, per_test):
    ends = [once + per_test * task for task in range(1, 21)]
    assert seconds_at_ends(ends[:2], 20) == pytest.approx(sum(ends))
    assert seconds_at_ends(ends[:1], 1) == pytest.approx(ends[0])
    assert seconds_at_ends([], 20) == 0


@pytest.mark.parametrize("ends", [(1.0, 0.1), (0.1, 1.0), (0.0, 1.0), (1.0, 0.0)])
def test_a_disturbed_measurement_gives_no_time_below_none(ends):
    assert 0 <= seconds_at_ends(ends, 20) <= 20 * 21 / 2 * max(ends)


def test_many_rows_are_measured_on_few_and_counted_all(tmp_path, monkeypatch):
    """Twenty seeds of a large network would take minutes to measure, and be no surprise after one."""
    measured = []

    def seconds(self, config, steps, tasks):
        measured.append(config)
        return float(len(config.seeds))

    monkeypatch.setattr(Speedometer, "_seconds", seconds)
    speed, results = Speedometer("cpu"), Results(tmp_path)
    small, other = (configure("split-digits", seeds=12, beta=beta, tasks=2, steps=10) for beta in (0.0, 0.1))
    large = configure("split-digits", seeds=20, target_hidden=(2000, 2000), tasks=2, steps=10)
    for configs, count, rows in (((small, other), 24, 10), ((large,), 20, 1)):
        cost = speed.cost(results.batch(configs))
        assert cost.seconds == pytest.approx(count)
        assert cost.steps == 20
        assert len(measured[-1].seeds) == rows
    assert {row.learning.beta for row in measured[0].rows()} == {0.0, 0.1}


def test_steps_that_fail_while_they_are_measured_are_training_s_to_tell(tmp_path, monkeypatch):
    """Memory may hold the halves of a batch: planning must not end what training gets around."""

    def full(*_, **__):
        raise MemoryError

    monkeypatch.setattr(speed_module, "train", full)
    batch = Results(tmp_path).batch([configure("split-digits", tasks=2, steps=10)])
    cost = Speedometer("cpu").cost(batch)
    assert (cost.steps, cost.seconds > 0) == (20, True)


@pytest.mark.parametrize(("method", "stages"), [("hnet", 1), ("hnet-r", 2)])
def test_many_steps_are_timed_where_the_device_has_to_be_waited_for(monkeypatch, method, stages):
    """By a clock that goes on by a second when it is looked at, a step takes its share of that second."""
    seconds = iter(range(100))
    monkeypatch.setattr("hnetlab.results.speed.time.perf_counter", lambda: float(next(seconds)))
    run = Run(configure("split-digits", method, tasks=3, steps=15))
    times, ends = paced(run, 2)
    assert times == [1 / 10] * stages
    assert ends == [1.0, 1.0]
    assert run.steps_done == 0
