import threading
import time
from typing import Any

import pytest
import torch
from ipywidgets.widgets import widget as registry

from hnetlab.base.errors import ConfigError, DataError, StoreError, TrainingError
from hnetlab.experiments import configure
from hnetlab.runs.engine import train
from hnetlab.runs.run import Run
from hnetlab.tasks import BENCHMARKS, Benchmark, PermutedSettings, SplitDigitsSettings
from hnetlab.widgets import LiveLab

from .panels import PATIENCE, TINY, press, shown_matrix, view


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
