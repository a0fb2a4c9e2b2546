from typing import ClassVar

import pytest
from pydantic import Field

from hnetlab.base.errors import StoreError
from hnetlab.base.settings import Settings
from hnetlab.experiments import PRESETS, configure
from hnetlab.learning import METHODS
from hnetlab.learning.method import DirectMethod
from hnetlab.runs.run import Run
from hnetlab.runs.store import RunFolder
from hnetlab.tasks import BENCHMARKS, Benchmark, SplitDigitsSettings
from hnetlab.widgets import LiveLab
from hnetlab.widgets.live.settings import altered, flat

from .panels import PATIENCE, TINY, act, press, view


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


@pytest.mark.parametrize(
    ("method", "setting", "own"),
    [("hnet", "beta", (0.0, 1e-4)), ("hnet", "learning_rate", (0.1, 0.2)), ("ewc", "ewc_lambda", (1.0, 5.0))],
)
def test_a_knob_turned_is_for_all_seeds_also_where_each_had_its_own(make, method, setting, own):
    lab = make("split-digits", method, seeds=2, **{f"{setting}s": own})
    knob = getattr(lab.knobs, setting)
    assert (knob.value, knob.label.endswith(": each seed's own")) == (None, True)
    assert lab.runs[0].config.own == {setting: own}
    usual = make("split-digits", method, seeds=2).runs[0].config
    knob.value = flat(usual)[setting]  # which no seed had
    press(lab, "reset")
    assert lab.runs[0].config == usual
    assert (knob.value, knob.label.endswith("own")) == (flat(usual)[setting], False)


def test_a_setting_for_all_seeds_is_so_in_another_network_too():
    config = configure("colored-digits", seeds=2, betas=(0.1, 1.0))
    assert altered(config, {"network": "zenkenet", "beta": 0.5}, 2).own == {}
    assert altered(config, {"network": "zenkenet"}, 2).own == {"beta": (0.1, 1.0)}


def test_defaults_leave_a_run_whose_seeds_have_their_own_as_it_is(make):
    lab = make(seeds=2, betas=(0.0, 1e-4))
    lab.step(13)
    lab.wait(PATIENCE)
    lab.knobs.defaults.click()
    assert (lab.runs[0].history.changes, lab.message.value) == ([], "")
    lab.knobs.regularizer.value = False
    (change,) = lab.runs[0].history.changes
    assert change.values == {"beta": 0.0}
    lab.knobs.defaults.click()
    assert lab.knobs.next_run.value == "From the next run on (Reset): beta 0 → 0, 0.0001."


def test_another_benchmark_has_its_own_presets_and_settings(make):
    lab = LiveLab()
    lab.knobs.benchmark.value = "regression"
    assert lab.knobs.beta.value == 0.05
    lab.reset()
    assert lab.runs[0].sequence.name == "regression"
    assert view(lab)["scene"]["tasks"][0]["label"].startswith("1: ")
    assert view(lab)["scene"]["score"]["name"] == "error"
    lab.close()


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


def test_what_the_next_run_can_not_have_leaves_the_present_one_alone(make):
    lab = make(seeds=2, betas=(0.1, 1.0))
    lab.step(5)
    lab.wait(PATIENCE)
    act(lab, "seeds", do="set", text="3")
    assert "2 for 3 seeds" in lab.message.value
    press(lab, "start")
    assert lab.wait(PATIENCE)[0].state == "finished"
    assert lab.desk.trials.rows[0]["tasks learned"] == "3 of 3"
    press(lab, "reset")
    assert "2 for 3 seeds" in lab.message.value
    act(lab, "seeds", do="set", text="2")
    press(lab, "reset")
    assert (lab.message.value, lab.status[0].state) == ("", "idle")


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


def test_a_knob_of_two_runs_with_values_of_their_own_shows_neither(make):
    lab = make(methods=("finetune", "hnet"))
    one, two = (configure("split-digits", **TINY, beta=beta) for beta in (0.001, 10.0))
    lab.begin([one, two])
    assert [lane.view.note for lane in lab.lanes] == ["beta = 0.001", "beta = 10"]
    knob = lab.knobs.settings["beta"]
    assert (knob.control.value, knob.control.label.endswith(": each run's own")) == (None, True)
    assert lab.knobs.settings["learning_rate"].control.value == one.training.learning_rate
    lab.reset()
    assert [run.config.learning.beta for run in lab.runs] == [0.001, 10.0]
    lab.knobs.beta.value = 0.5
    assert [config.learning.beta for config in lab.knobs.configs()] == [0.5, 0.5]
    assert "own" not in knob.control.label
