import base64
import threading
import time
from typing import Any, ClassVar

import numpy as np
import pytest
import torch
from ipywidgets.widgets import widget as registry
from pydantic import Field

from hnetlab.analysis.replayed import replayed
from hnetlab.analysis.specimens import Specimens
from hnetlab.base.errors import ConfigError, DataError, StoreError, TrainingError
from hnetlab.base.settings import Settings
from hnetlab.experiments import PRESETS, configure
from hnetlab.figures.pictures import tile
from hnetlab.learning import METHODS
from hnetlab.learning.method import DirectMethod
from hnetlab.nets.networks import NETWORKS
from hnetlab.runs.engine import train
from hnetlab.runs.run import Run
from hnetlab.runs.store import RunFolder
from hnetlab.tasks import BENCHMARKS, Benchmark, PermutedSettings, SplitDigitsSettings
from hnetlab.widgets import LiveLab

TINY: dict[str, Any] = {
    "tasks": 3,
    "steps": 10,
    "batch_size": 8,
    "target_hidden": (4,),
    "hypernetwork_hidden": (4,),
    "chunk_size": 100,
    "evaluate_every": 2,
}
PATIENCE = 30.0


@pytest.fixture
def make():
    """Makes panels that are closed at the end."""
    panels = []

    def panel(benchmark="split-digits", methods="hnet", **fields):
        left_out = "target_hidden" if "network" in fields else ""  # which another network has not
        tiny = {name: value for name, value in TINY.items() if name != left_out}
        panels.append(LiveLab(benchmark, methods, **{**tiny, **fields}))
        return panels[-1]

    yield panel
    for each in panels:
        each.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("hnetlab")]


def press(lab, button):
    assert not lab.buttons[button].disabled
    lab.buttons[button].click()


def view(lab, lane=0):
    """What a browser is told of a lane."""
    return lab.read()["parts"][f"lane.{lane}"]


def shown_matrix(lab, lane=0):
    return [f"{value:.2f}" for row in view(lab, lane)["matrix"]["rows"] for value in row]


def test_start_fills_the_matrix_and_the_curves(make):
    lab = make()
    assert shown_matrix(lab) == []
    press(lab, "start")
    assert [status.state for status in lab.wait(PATIENCE)] == ["finished"]
    scores = lab.runs[0].history.scores[0]
    assert shown_matrix(lab) == [f"{100 * scores[i, j]:.2f}" for i in range(3) for j in range(i + 1)]
    shown = view(lab)
    assert shown["scene"]["tasks"][0]["label"] == "1: digits 0, 1"
    assert [len(line) for line in shown["scores"]["lines"]] == [15, 10, 5]
    assert [(line["label"], len(line["values"])) for line in shown["losses"]["lines"]] == [
        ("task loss", 30),
        ("regularizer", 30),
    ]
    assert len(shown["plane"]["points"]) == 3
    assert (shown["done"], shown["where"], shown["status"]) == (30, "all 3 tasks learned", "finished")
    assert lab.lanes[0].figure.data[-1].text == ("1", "2", "3")


def test_the_panel_trains_what_the_plain_loop_trains(make):
    lab = make(seeds=2)
    lab.start()
    lab.wait(PATIENCE)
    run = Run(configure("split-digits", seeds=2, **TINY))
    for _ in train(run):
        pass
    assert lab.runs[0].config == run.config
    assert lab.runs[0].history.records == run.history.records


def test_two_methods_obey_one_set_of_buttons(make):
    lab = make(methods=("finetune", "hnet"))
    press(lab, "step")
    assert [status.steps_done for status in lab.wait(PATIENCE)] == [1, 1]
    press(lab, "step_task")
    assert [(status.state, status.task) for status in lab.wait(PATIENCE)] == [("paused", 1)] * 2
    press(lab, "start")
    lab.wait(PATIENCE)
    assert [run.config.method for run in lab.runs] == ["finetune", "hnet"]
    assert all(run.finished for run in lab.runs)
    assert shown_matrix(lab, 0) != shown_matrix(lab, 1)


def test_pause_stands_still(make):
    lab = make(steps=2000)
    press(lab, "start")
    while lab.status[0].steps_done < 5:
        time.sleep(0.001)
    press(lab, "pause")
    done = lab.wait(PATIENCE)[0].steps_done
    assert (lab.status[0].state, view(lab)["done"]) == ("paused", done)
    assert (lab.buttons["pause"].disabled, lab.buttons["start"].disabled) == (True, False)
    time.sleep(0.05)
    assert lab.status[0].steps_done == done


def test_buttons_and_knobs_follow_the_state(make):
    lab = make()
    knobs = lab.knobs

    def open_buttons():
        return {name for name, button in lab.buttons.items() if not button.disabled}

    assert open_buttons() == {"start", "step", "step_task", "stop", "reset", "save", "load"}
    assert (knobs.method.disabled, knobs.beta.disabled) == (False, False)
    lab.step()
    lab.wait(PATIENCE)
    lab.wait()
    assert (knobs.method.disabled, knobs.beta.disabled) == (False, False)
    press(lab, "stop")
    lab.wait(PATIENCE)
    assert open_buttons() == {"reset", "save", "load"}
    press(lab, "reset")
    assert open_buttons() == {"start", "step", "step_task", "stop", "reset", "save", "load"}
    assert lab.status[0].steps_done == 0


def test_knobs_turned_before_the_start_hold_for_the_run(make):
    lab = make()
    lab.knobs.embedding_dim.value = 2
    lab.knobs.beta.value = 0.5
    lab.knobs.seeds.value = 3
    lab.knobs.other.value = "finetune"
    press(lab, "start")
    lab.wait(PATIENCE)
    assert [run.config.method for run in lab.runs] == ["hnet", "finetune"]
    first = lab.runs[0].config
    assert (first.learning.embedding_dim, first.learning.beta, first.seeds) == (2, 0.5, (1, 2, 3))
    assert lab.runs[0].history.changes == []


def test_knobs_turned_while_training_rests_change_the_run_and_are_marked(make):
    lab = make()
    lab.step(13)
    lab.wait(PATIENCE)
    lab.knobs.regularizer.value = False
    lab.knobs.learning_rate.value = 0.05
    lab.start()
    lab.wait(PATIENCE)
    run = lab.runs[0]
    assert [(change.task, change.step, dict(change.values)) for change in run.history.changes] == [
        (1, 3, {"beta": 0.0}),
        (1, 3, {"learning_rate": 0.05}),
    ]
    assert (run.settings.learning.beta, run.problem.training.learning_rate) == (0.0, 0.05)
    assert view(lab)["marks"]["changes"] == [
        {"step": 13, "text": "beta 0.1 → 0, learning_rate 0.002 → 0.05 at step 3 of task 2"}
    ]


def test_another_benchmark_has_its_own_presets_and_settings(make):
    lab = LiveLab()
    lab.knobs.benchmark.value = "regression"
    assert lab.knobs.beta.value == 0.05
    lab.reset()
    assert lab.runs[0].sequence.name == "regression"
    assert view(lab)["scene"]["tasks"][0]["label"].startswith("1: ")
    assert view(lab)["scene"]["score"]["name"] == "error"
    lab.close()


@pytest.mark.parametrize("methods", ["hnet", ("finetune", "hnet")])
def test_saved_and_loaded_it_goes_on_where_it_was(make, methods, tmp_path):
    lab, unbroken = make(methods=methods), make(methods=methods)
    lab.step(13)
    lab.wait(PATIENCE)
    lab.knobs.beta.value = 2.0
    lab.folder.value = str(tmp_path / "kept")
    press(lab, "save")
    other = make(steps=3)
    other.folder.value = lab.folder.value
    press(other, "load")
    assert [run.steps_done for run in other.runs] == [13] * len(lab.runs)
    assert other.knobs.beta.value == 2.0
    assert shown_matrix(other) == shown_matrix(lab) != []
    unbroken.step(13)
    unbroken.wait(PATIENCE)
    unbroken.knobs.beta.value = 2.0
    for panel in (other, unbroken):
        panel.start()
        panel.wait(PATIENCE)
    assert [run.history.records for run in other.runs] == [run.history.records for run in unbroken.runs]


def test_what_goes_wrong_is_shown_and_raised(make):
    lab = make(learning_rate=1e30)
    press(lab, "start")
    with pytest.raises(TrainingError):
        lab.wait(PATIENCE)
    lab.close()
    assert "lower learning_rate" in lab.message.value
    assert (lab.status[0].state, lab.buttons["start"].disabled) == ("failed", True)


def test_a_folder_without_a_run_is_refused_and_the_panel_stays(make, tmp_path):
    lab = make()
    lab.folder.value = str(tmp_path / "nothing")
    press(lab, "load")
    assert "is not the folder of a run" in lab.message.value
    with pytest.raises(StoreError):
        lab.load(tmp_path / "nothing")
    lab.start()
    assert lab.wait(PATIENCE)[0].state == "finished"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"methods": ()}, "choose one, or two"),
        ({"methods": "guess"}, "Unknown method 'guess'"),
        ({"benchmark": "guess"}, "Unknown benchmark 'guess'"),
        ({"stepps": 3}, "Unknown field stepps"),
        ({"beta": -1}, "beta = -1"),
    ],
)
def test_bad_arguments_are_refused(arguments, message):
    with pytest.raises(ConfigError, match=message):
        LiveLab(**arguments)


def test_the_foreground_mode_trains_and_draws_without_a_thread():
    lab = LiveLab("split-digits", ("finetune", "hnet"), foreground=True, **TINY)
    threads = threading.active_count()
    lab.start()
    assert threading.active_count() == threads
    assert [status.state for status in lab.wait()] == ["finished", "finished"]
    assert threading.active_count() == threads
    assert len(shown_matrix(lab, 0)) == len(shown_matrix(lab, 1)) == 6


class DecaySettings(Settings):
    strength: float = Field(1.0, ge=0)
    """How much is forgotten."""
    steady: bool = False
    """Forget all the time."""


class Decay(DirectMethod):
    """A method that no panel has heard of."""

    summary = "weights that decay"
    settings_type: ClassVar[type[Settings]] = DecaySettings
    changeable = frozenset({"learning_rate", "strength", "steady"})


def test_a_new_method_has_its_knobs_and_a_new_benchmark_is_offered(make, monkeypatch):
    def build(settings):
        return BENCHMARKS["split-digits"].build(settings)

    monkeypatch.setitem(METHODS, "decay", Decay)
    monkeypatch.setitem(BENCHMARKS, "news", Benchmark("news", "of today", SplitDigitsSettings, build))
    lab = make(methods=("decay", "hnet"), strength=3.0)
    assert view(lab)["title"] == "Weights that decay"
    assert ("news", "news") in lab.knobs.benchmark.options
    assert {("slider", "setting.strength"), ("toggle", "setting.steady")} <= set(lab.knobs.listing.during)
    assert lab.knobs.changes() == {
        "beta": lab.runs[1].config.learning.beta,
        "learning_rate": lab.runs[0].config.training.learning_rate,
        "lookahead": True,
        "steady": False,
        "strength": 3.0,
    }
    lab.step(13)
    lab.wait(PATIENCE)
    lab.knobs.strength.value = 0.5
    lab.knobs.strength_on.value = False
    lab.knobs.steady.value = True
    lab.knobs.beta.value = 7.0
    values = [[dict(change.values) for change in run.history.changes] for run in lab.runs]
    assert values == [[{"strength": 0.5}, {"strength": 0.0}, {"steady": True}], [{"beta": 7.0}]]
    press(lab, "stop")
    lab.knobs.benchmark.value = "news"
    press(lab, "reset")
    assert [run.config.benchmark for run in lab.runs] == ["news", "news"]


def test_knobs_that_no_chosen_method_has_are_closed_and_out_of_sight(make):
    def shown():
        return [name for _, name in lab.knobs.listing.during if not lab.read()["parts"][name]["disabled"]]

    lab = make(methods="finetune")
    assert lab.knobs.beta.disabled
    assert shown() == ["setting.learning_rate"]
    lab.knobs.method.value = "hnet"
    assert not lab.knobs.beta.disabled
    assert "setting.beta" in shown()
    lab.knobs.method.value = "joint"
    assert lab.knobs.embedding_dim.disabled


def test_tasks_and_steps_can_be_chosen(make):
    lab = make(methods=("joint", "hnet"))
    lab.knobs.tasks.value = 2
    lab.knobs.steps.value = 4
    press(lab, "start")
    lab.wait(PATIENCE)
    assert [(len(run.sequence), run.steps) for run in lab.runs] == [(2, 8), (2, 8)]


def test_what_is_turned_when_all_is_over_holds_from_the_next_reset_and_says_so(make):
    lab = make()
    lab.start()
    lab.wait(PATIENCE)
    lab.knobs.beta.value = 5.0
    assert lab.knobs.next_run.value == "From the next run on (Reset): beta 0.1 → 5."
    assert lab.runs[0].settings.learning.beta != 5.0
    press(lab, "reset")
    assert lab.runs[0].config.learning.beta == 5.0
    assert not lab.knobs.next_run.value


def test_what_is_chosen_in_a_pause_holds_from_the_next_run_on_and_leaves_the_present_one_alone(make):
    lab = make(methods=("finetune", "hnet"))
    lab.step(13)
    lab.wait(PATIENCE)
    lab.knobs.beta.value = 7.0
    assert not lab.knobs.next_run.value, "that one holds at once"
    lab.knobs.steps.value = 5
    lab.knobs.seeds.value = 2
    lab.knobs.other.value = "ewc"
    said = lab.knobs.next_run.value
    assert said.startswith(
        "From the next run on (Reset): method finetune and hnet → finetune and ewc, seeds 1 → 2"
    )
    assert f"steps {TINY['steps']} → 5" in said
    assert [dict(change.values) for change in lab.runs[1].history.changes] == [{"beta": 7.0}]
    assert lab.runs[1].settings.learning.beta == 7.0
    lab.start()
    lab.wait(PATIENCE)
    assert [run.config.method for run in lab.runs] == ["finetune", "hnet"]
    assert lab.runs[0].schedule.steps_of(0) == TINY["steps"]
    press(lab, "reset")
    assert [run.config.method for run in lab.runs] == ["finetune", "ewc"]
    assert not lab.knobs.next_run.value


def test_the_defaults_are_a_way_back(make):
    lab = make(beta=0.5)
    lab.knobs.beta.value = 3.0
    lab.knobs.steps.value = 77
    lab.knobs.seeds.value = 4
    lab.knobs.defaults.click()
    lab.reset()
    config = lab.runs[0].config
    assert (config.learning.beta, config.training.steps, config.seeds) == (0.5, TINY["steps"], (1,))


def test_a_knob_turned_for_one_of_two_runs_that_goes_on_changes_that_one(make):
    lab = make(methods=("finetune", "hnet"))
    lab.step(13)
    lab.wait(PATIENCE)
    lab.sessions[0].stop()
    lab.knobs.learning_rate.value = 0.5
    assert [len(run.history.changes) for run in lab.runs] == [0, 1]


def test_after_a_load_a_reset_trains_what_was_loaded(make, tmp_path):
    config = configure("split-digits", seeds=(5, 9), **{**TINY, "batch_size": 7, "evaluate_every": None})
    RunFolder(tmp_path / "kept").save(Run(config))
    lab = make()
    lab.load(tmp_path / "kept")
    for _ in range(2):
        press(lab, "reset")
        assert lab.runs[0].config == config
    lab.knobs.beta.value = 4.0
    lab.reset()
    assert lab.runs[0].config.learning.beta == 4.0
    assert (lab.runs[0].config.seeds, lab.runs[0].config.training.batch_size) == ((5, 9), 7)
    lab.knobs.method.value = "finetune"
    lab.reset()
    assert (lab.runs[0].config.seeds, lab.runs[0].config.training.batch_size) == ((5, 9), 7)
    lab.knobs.defaults.click()
    lab.reset()
    assert lab.runs[0].config.training.batch_size == 32


def test_an_unknown_preset_is_refused_before_anything_is_loaded(make, tmp_path, monkeypatch):
    monkeypatch.setitem(PRESETS["split-digits"], "of-tomorrow", {})
    run = Run(configure("split-digits", preset="of-tomorrow", **TINY))
    RunFolder(tmp_path / "kept").save(run)
    monkeypatch.undo()
    lab = make()
    before = (lab.runs, lab.knobs.configs())
    with pytest.raises(StoreError, match="preset 'of-tomorrow'"):
        lab.load(tmp_path / "kept")
    assert (lab.runs, lab.knobs.configs()) == before


def test_a_reset_that_fails_leaves_both_runs_as_they_were(make, monkeypatch):
    def build(settings):
        built.append(settings)
        if len(built) > 1:
            raise DataError("no network")
        return BENCHMARKS["split-digits"].build(SplitDigitsSettings())

    built: list[Any] = []
    monkeypatch.setitem(BENCHMARKS, "far", Benchmark("far", "away", SplitDigitsSettings, build))
    lab = make(methods=("finetune", "hnet"))
    lab.step(13)
    lab.wait(PATIENCE)
    runs = lab.runs
    lab.knobs.benchmark.value = "far"
    with pytest.raises(DataError):
        lab.reset()
    assert len(built) == 2
    assert lab.runs == runs
    assert [(status.state, status.steps_done) for status in lab.status] == [("paused", 13)] * 2


def test_a_figure_that_can_not_be_drawn_ends_nothing_and_hides_no_error_of_training(make, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("no figure")

    lab = make(learning_rate=1e30)
    monkeypatch.setattr("hnetlab.widgets.live.lane.course", broken)
    lab.start()
    with pytest.raises(TrainingError):
        lab.wait(PATIENCE)
    assert "lower learning_rate" in lab.message.value
    monkeypatch.undo()
    lab.knobs.learning_rate.value = 1e-3
    press(lab, "reset")
    lab.start()
    assert lab.wait(PATIENCE)[0].state == "finished"
    assert len(shown_matrix(lab)) == 6


def test_own_tasks_and_an_own_network_are_trained_saved_and_loaded(make, tmp_path):
    torch.manual_seed(0)
    sequence = BENCHMARKS["permuted-digits"].build(PermutedSettings(tasks=2))
    module = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 5), torch.nn.Linear(5, 20))
    own: dict[str, Any] = {"sequence": sequence, "module": module}
    lab = make(methods=("finetune", "hnet"), **own)
    lab.step(13)
    lab.wait(PATIENCE)
    assert [run.sequence.name for run in lab.runs] == [sequence.name] * 2
    assert all(run.problem.target.size == 64 * 5 + 5 + 5 * 20 + 20 for run in lab.runs)
    assert lab.knobs.benchmark.disabled
    lab.save(tmp_path / "own")
    other = make(methods=("finetune", "hnet"), **own)
    other.load(tmp_path / "own")
    assert [run.steps_done for run in other.runs] == [13, 13]
    other.reset()
    assert [run.sequence.name for run in other.runs] == [sequence.name] * 2


def test_stopped_is_the_word_for_it(make):
    lab = make()
    lab.step(13)
    lab.wait(PATIENCE)
    press(lab, "stop")
    lab.wait(PATIENCE)
    assert view(lab)["where"].endswith("stopped")


def test_a_closed_panel_leaves_no_widgets_behind():
    LiveLab(**TINY).close()  # what all panels share
    before = set(registry._instances)
    lab = LiveLab(methods=("finetune", "hnet"), **TINY)
    lab.knobs.other.value = "nothing"
    lab.reset()
    assert set(registry._instances) > before
    lab.close()
    assert set(registry._instances) == before


def act(lab, part, **what):
    """Does what somebody does in a browser."""
    lab._handle_custom_msg({"kind": "act", "part": part, "id": "1", **what}, [])


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


def test_test_images_are_shown_with_what_is_answered_now(make):
    lab = make("permuted-digits")
    lab.step(13)
    lab.wait(PATIENCE)
    shown = view(lab)
    assert (shown["images"]["count"], shown["images"]["truths"][:4]) == (12, ["0", "2", "5", "7"])
    assert [answer is None for answer in shown["answers"]] == [False] * 8 + [True] * 4
    assert shown["answers"] == [
        list(each) if each else None for each in Specimens.of(lab.runs[0]).answers(lab.runs[0])
    ]
    lab.reset()
    assert view(lab)["answers"] == [None] * 12


def kinds_shown(lab):
    return [name for _, name in lab.knobs.listing.before]


LENET = {"target_filters": (3, 4), "target_dense": 20, "target_padding": "same"}


def test_a_network_is_chosen_by_its_name_where_there_are_pictures(make, tmp_path):
    lab = make("split-digits", ("hnet", "finetune-target"), network="lenet", **LENET)
    assert kinds_shown(lab).index("network") > kinds_shown(lab).index("preset")
    assert list(dict(lab.knobs.network.options)) == list(NETWORKS)
    lab.knobs.network.value = "mlp"
    assert "target_" not in lab.code()
    press(lab, "reset")
    assert [run.config.network for run in lab.runs] == ["mlp"] * 2
    lab.knobs.network.value = "lenet"
    assert "network='lenet'" in lab.code()
    linked = LiveLab.from_link(lab.link(), foreground=True)
    press(lab, "reset")
    for each in (lab, linked):
        assert [run.config.network for run in each.runs] == ["lenet"] * 2
        assert [run.config.target.model_dump() for run in each.runs] == [LENET] * 2
        assert each.knobs.network.value == "lenet"
    linked.close()
    lab.step(2)
    lab.wait(PATIENCE)
    lab.save(tmp_path / "run")
    lab.knobs.defaults.click()
    lab.knobs.network.value = "mlp"
    press(lab, "reset")
    lab.load(tmp_path / "run")
    assert lab.knobs.network.value == "lenet"
    lab.knobs.network.value = "mlp"  # of a run that was loaded, all else stays
    press(lab, "reset")
    assert [(run.config.network, run.config.training.steps) for run in lab.runs] == [
        ("mlp", TINY["steps"])
    ] * 2
    lab.knobs.defaults.click()
    assert lab.knobs.network.value == "mlp"


def test_a_network_that_pictures_are_too_small_for_is_refused_in_the_panel(make):
    lab = make("split-digits", tasks=2)
    lab.knobs.network.value = "lenet"
    press(lab, "reset")
    assert "lenet" in lab.message.value.lower()
    assert lab.runs[0].config.network == "mlp"


def test_there_is_no_choice_of_networks_without_pictures_or_with_one_of_ones_own(make):
    lab = make("split-digits", network="resnet32", target_width=2)
    assert lab.runs[0].config.network == "resnet32"
    with pytest.raises(ConfigError, match="Unknown field target_width = 2"):
        make("split-digits", target_width=2)
    lab.knobs.benchmark.value = "regression"
    assert "network" not in kinds_shown(lab)
    lab.reset()
    assert lab.runs[0].config.network == "mlp"
    module = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 6))
    assert "network" not in kinds_shown(make("split-digits", module=module))
    functions = BENCHMARKS["regression"].build(BENCHMARKS["regression"].settings())
    assert "network" not in kinds_shown(make(sequence=functions))


@pytest.mark.parametrize("benchmark", ["regression", "split-digits", "permuted-digits", "colored-digits"])
def test_benchmarks_say_whether_they_are_of_pictures(benchmark):
    found = BENCHMARKS[benchmark]
    assert found.pictures == (found.build(found.settings()).image_shape is not None)


@pytest.mark.parametrize(("method", "of_tasks"), [("hnet-r", True), ("dgr", False)])
def test_what_a_generator_draws_is_shown_as_learned_and_as_now(make, method, of_tasks):
    lab = make("split-digits", [method, "hnet"])
    assert view(lab)["remembered"] == []
    lab.start()
    lab.wait(PATIENCE)
    found, shown = replayed(lab.runs[0]), view(lab)["remembered"]
    if of_tasks:
        assert [group["name"] for group in shown] == ["1: digits 0, 1", "2: digits 2, 3", "3: digits 4, 5"]
        assert [group["captions"] for group in shown] == [
            ["after task 1", "after task 3"],
            ["after task 2", "after task 3"],
            ["after task 3"],
        ]
        last = found.pictures[2][1]
    else:
        assert [group["captions"] for group in shown] == [["after task 1", "after task 2", "after task 3"]]
        last = found.pictures[2][0]
    group = shown[1 if of_tasks else 0]
    pixels = np.frombuffer(base64.b64decode(group["pixels"]), np.uint8)
    pictures = pixels.reshape(-1, group["height"], group["width"], group["colors"])
    np.testing.assert_array_equal(pictures[-1], tile(last, 4))
    assert view(lab, 1)["remembered"] == []
    lab.reset()
    assert view(lab)["remembered"] == []
