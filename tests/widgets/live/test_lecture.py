import time
from typing import Any

import pytest
import torch

from hnetlab.base.errors import ConfigError
from hnetlab.widgets import LiveLab

from .panels import PATIENCE, TINY, act, press, view


def test_in_a_browser_the_same_can_be_done(make):
    lab = make(methods=("finetune", "hnet"))
    act(lab, "setting.steps", do="type", text="7")
    act(lab, "setting.beta", do="set", value=0.5)
    act(lab, "do.start", do="click")
    lab.wait(PATIENCE)
    assert [run.steps for run in lab.runs] == [21, 21]
    assert lab.runs[1].config.learning.beta == 0.5
    act(lab, "setting.seeds", do="type", text="0")  # no part of this name: nothing happens
    act(lab, "seeds", do="type", text="0")
    assert "Seeds 0 is not possible" in lab.message.value


def test_lanes_in_lockstep_have_taken_as_many_steps_and_learn_what_they_learn_apart(make):
    lab, apart = make(methods=("finetune", "hnet"), steps=40), make(methods=("finetune", "hnet"), steps=40)
    act(lab, "lockstep", do="set", value=True)
    press(lab, "start")
    while lab.status[0].steps_done < 20:
        time.sleep(0.001)
    lab.pause()
    one, other = (status.steps_done for status in lab.wait(PATIENCE))
    assert abs(one - other) <= 1
    for panel in (lab, apart):
        panel.start()
        panel.wait(PATIENCE)
    assert [run.history.records for run in lab.runs] == [run.history.records for run in apart.runs]


def test_in_the_foreground_lanes_go_in_lockstep_too():
    lab = LiveLab("split-digits", ("finetune", "hnet"), foreground=True, **TINY)
    lab.pace.lockstep = True
    lab.step(13)
    assert [status.steps_done for status in lab.wait()] == [13, 13]
    lab.start()
    assert [status.state for status in lab.wait()] == ["finished", "finished"]
    lab.close()


def test_a_speed_is_obeyed_and_a_slow_panel_answers_at_once(make):
    lab = make()
    act(lab, "speed", do="choose", index=6)
    assert lab.pace.speed == 1.0
    lab.step(5)
    while lab.status[0].steps_done < 1:
        time.sleep(0.001)
    lab.pause()
    assert lab.wait(PATIENCE)[0].state == "paused"
    assert lab.status[0].steps_done < 5
    act(lab, "speed", do="choose", index=0)
    lab.start()
    assert lab.wait(PATIENCE)[0].state == "finished"


@pytest.mark.parametrize("methods", ["hnet", ("hnet", "finetune")])
def test_a_link_and_a_line_of_code_make_the_same_panel(make, methods):
    lab = make("permuted-digits", methods, seeds=(3, 8), beta=0.7)
    lab.step(13)
    lab.wait(PATIENCE)
    lab.knobs.beta.value = 2.0  # on the way, which no beginning has
    act(lab, "do.link", do="click")
    assert "without the changes made on the way" in lab.message.value
    again = LiveLab.from_link(lab.desk.clip.value)
    assert [run.config for run in again.runs] == [run.config for run in lab.runs]
    again.close()
    found: dict[str, Any] = {"LiveLab": LiveLab}
    exec(lab.code(), found)
    assert [run.config for run in found["lab"].runs] == [run.config for run in lab.runs]
    found["lab"].close()


def test_before_the_first_step_a_link_has_what_is_chosen(make):
    lab = make()
    lab.knobs.steps.value = 7
    again = LiveLab.from_link(lab.link())
    assert again.runs[0].config.training.steps == 7
    assert again.knobs.steps.value == 7
    again.close()


def test_what_a_link_can_not_hold_is_asked_for(make):
    module = torch.nn.Sequential(torch.nn.Linear(64, 6))
    link = make(module=module).link()
    with pytest.raises(ConfigError, match="give it as module="):
        LiveLab.from_link(link)
    again = LiveLab.from_link(link, module=module)
    assert again.runs[0].problem.target.size == 64 * 6 + 6
    again.close()
    with pytest.raises(ConfigError, match="is damaged"):
        LiveLab.from_link(link[:-3])


def test_what_was_tried_is_told_and_a_way_back(make):
    lab = make(beta=0.5)
    lab.start()
    lab.wait(PATIENCE)
    first = lab.runs[0].config
    lab.knobs.beta.value = 0.01
    lab.knobs.seeds.value = 2
    press(lab, "reset")
    lab.step(13)
    lab.wait(PATIENCE)
    rows = lab.desk.trials.rows
    assert [(row["beta"], row["seeds"], row["tasks learned"]) for row in rows] == [
        ("0.5", "1", "3 of 3"),
        ("0.01", "1, 2", "1 of 3"),
    ]
    act(lab, "trials", do="back", trial=1)
    assert lab.runs[0].config == first
    assert (lab.knobs.beta.value, lab.knobs.seeds.value, lab.status[0].state) == (0.5, 1, "idle")
    assert len(lab.tried()) == 2
    with pytest.raises(ConfigError, match="no trial 9"):
        lab.go_back(9)


def test_a_row_leads_back_to_its_own_settings_also_where_a_running_trial_has_taken_in_an_earlier_one(make):
    lab = make(beta=0.1, steps=100_000)
    lab.step(5)
    lab.wait(PATIENCE)
    press(lab, "reset")
    lab.knobs.beta.value = 1.0
    lab.step(5)
    lab.wait(PATIENCE)
    act(lab, "trials", do="back", trial=1)
    rows = [(row["trial"], row["beta"]) for row in lab.desk.trials.rows]
    assert rows == [("1", "0.1"), ("2", "1")]
    lab.start()
    while lab.status[0].steps_done < 8:  # farther than the trial 1, which it repeats
        time.sleep(0.01)
    assert [(row["trial"], row["beta"]) for row in lab.desk.trials.rows] == rows
    act(lab, "trials", do="back", trial=2)
    assert lab.runs[0].config.learning.beta == 1


def test_the_seeds_that_were_given_come_back_with_their_number(make):
    lab = make(seeds=[5])
    lab.step(3)
    lab.wait(PATIENCE)
    for count in (3, 1):
        lab.knobs.seeds.value = count
    assert not lab.knobs.next_run.value
    press(lab, "reset")
    assert lab.runs[0].config.seeds == (5,)


def test_the_task_told_or_not_is_a_choice_and_inferred_tasks_have_a_matrix(make):
    lab = make("permuted-digits")
    assert view(lab)["told"]["rows"] == []
    lab.knobs.scenario.value = 3
    press(lab, "start")
    lab.wait(PATIENCE)
    run = lab.runs[0]
    assert run.sequence.scenario == 3
    shares = run.history.matrix("task accuracy")[0]
    rows = view(lab)["told"]["rows"]
    assert [len(row) for row in rows] == [1, 2, 3]
    assert rows[2] == pytest.approx(100 * shares[2], rel=1e-4)
    lab.knobs.scenario.value = 2
    press(lab, "reset")
    assert lab.runs[0].config.data.head == "shared"
