"""How long a batch will take, from a few steps of it."""

import pytest

from hnetlab.results.speed import seconds_at_ends


@pytest.mark.parametrize(("once", "per_test"), [(3.0, 0.5), (3.0, 0.0), (0.0, 0.5), (0.0, 0.0)])
def test_what_ends_a_task_is_counted_for_each_and_its_tests_for_all_tasks_so_far(once, per_test):
    ends = [once + per_test * task for task in range(1, 21)]
    assert seconds_at_ends(ends[:2], 20) == pytest.approx(sum(ends))
    assert seconds_at_ends(ends[:1], 1) == pytest.approx(ends[0])
    assert seconds_at_ends([], 20) == 0


@pytest.mark.parametrize("ends", [(1.0, 0.1), (0.1, 1.0), (0.0, 1.0), (1.0, 0.0)])
def test_a_disturbed_measurement_gives_no_time_below_none(ends):
    assert 0 <= seconds_at_ends(ends, 20) <= 20 * 21 / 2 * max(ends)
