import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnetlab.base.schedule import Position, Schedule, Stage

lengths = st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=3), min_size=1, max_size=4)


def schedule_of(lengths):
    return Schedule(
        [
            [Stage(task, steps, f"stage {number}", number) for number, steps in enumerate(own)]
            for task, own in enumerate(lengths)
        ]
    )


@given(lengths)
def test_positions_count_every_step_once(lengths):
    schedule = schedule_of(lengths)
    position, done = Position(), 0
    ends: list[int] = []
    while stage := schedule.stage_at(position):
        assert (stage.task, stage.number) == (position.task, position.stage)
        for step in range(stage.steps + 1):
            here = Position(stage.task, step, stage.number)
            assert schedule.allows(here)
            assert schedule.steps_done(here) == done + step
            assert schedule.steps_in_task(here) == done + step - (ends[-1] if ends else 0)
        done += stage.steps
        if schedule.is_last(stage):
            ends.append(done)
        position = schedule.after(stage)
        assert schedule.steps_done(position) == done
    assert position == Position(len(lengths))
    assert schedule.allows(position)
    assert (list(schedule.ends), schedule.steps, schedule.tasks) == (ends, done, len(lengths))
    assert [schedule.steps_of(task) for task in range(len(lengths))] == list(map(sum, lengths))


@given(lengths)
def test_a_place_that_does_not_exist_is_not_allowed(lengths):
    schedule = schedule_of(lengths)
    last = schedule.stage(0, len(lengths[0]) - 1)
    for position in (
        Position(0, last.steps + 1, last.number),
        Position(0, 0, len(lengths[0])),
        Position(0, -1),
        Position(-1),
        Position(len(lengths), 1),
        Position(len(lengths) + 1),
    ):
        assert not schedule.allows(position)


@pytest.mark.parametrize(
    "stages", [[[]], [[Stage(0, 0)]], [[Stage(1, 5)]], [[Stage(0, 5, number=1)]], [[Stage(0, 5)], []]]
)
def test_stages_that_are_none_are_refused(stages):
    with pytest.raises(ValueError, match=r"The stages of task \d make no schedule"):
        Schedule(stages)


def test_equal_tasks_have_one_stage_each():
    assert list(Schedule.even(2, 7)) == [Stage(0, 7), Stage(1, 7)]
    assert Schedule.even(2, 7).ends == (7, 14)
