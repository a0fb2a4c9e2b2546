import errno
import json
import shutil
from dataclasses import asdict
from pathlib import Path

import pytest
import torch

from hnetlab.base.errors import StoreError
from hnetlab.learning import METHODS, Problem
from hnetlab.runs.engine import Stepped, train
from hnetlab.runs.ownership import RESULT
from hnetlab.runs.reading import METRICS
from hnetlab.runs.run import Position, describe
from hnetlab.runs.store import RunFolder

from .folders import ALWAYS, NEVER, begun, bits, finish, make_run, resumed


@pytest.mark.bits
@pytest.mark.parametrize(("method", "interval"), [("hnet", NEVER), *((method, ALWAYS) for method in METHODS)])
def test_a_run_that_dies_between_any_two_events_ends_with_the_same_bits(tmp_path, stored, method, interval):
    run = make_run(method)
    folder = begun(tmp_path / "run", run)
    moments = []
    for number, _ in enumerate(folder.record(run, interval)):
        shutil.copytree(folder.path, tmp_path / f"died {number}")
        moments.append(tmp_path / f"died {number}")
    assert len(moments) > 20
    for path in moments:
        finish(*resumed(path, method))
        assert bits(path) == bits(stored(method)), path.name


def test_closing_the_recording_saves_where_the_run_is(tmp_path, stored):
    run = make_run()
    folder = begun(tmp_path / "run", run)
    events = folder.record(run, NEVER)
    for event in events:
        if isinstance(event, Stepped) and (event.task, event.step) == (1, 3):
            break
    events.close()
    folder, run = resumed(folder.path)
    assert run.position == Position(1, 3)
    finish(folder, run)
    assert bits(folder.path) == bits(stored("hnet"))


def test_saving_by_hand_while_it_is_recorded_loses_nothing(tmp_path, stored):
    run = make_run()
    folder = begun(tmp_path / "run", run)
    for event in folder.record(run, NEVER):
        if isinstance(event, Stepped) and event.step == 3:
            RunFolder(folder.path).save(run)
    assert bits(folder.path) == bits(stored("hnet"))
    assert folder.result()


def test_what_is_read_back_is_what_was_trained(tmp_path, device):
    run = make_run()
    folder = begun(tmp_path / "run", run)
    finish(folder, run)
    assert folder.config() == run.config
    assert folder.description() == describe(run)
    assert folder.records() == run.history.records
    assert folder.history().scores.tolist()[0][2] == run.history.scores.tolist()[0][2]
    assert folder.environment()["torch"] == torch.__version__
    assert folder.environment()["device"].startswith(device.type)


def test_the_time_of_all_sessions_is_added_up(tmp_path, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr("hnetlab.runs.engine.time.perf_counter", lambda: clock[0])
    original = Problem.loss

    def slow(*arguments):
        clock[0] += 3
        return original(*arguments)

    monkeypatch.setattr(Problem, "loss", slow)
    run = make_run()
    folder = begun(tmp_path / "run", run)
    assert folder.seconds() == 0

    def take_two_steps(folder, run):
        events = folder.record(run, NEVER)
        for _ in range(2 + (run.steps_done == 0)):  # one event says that the task begins
            next(events)
        clock[0] += 1000  # nobody trains while the caller does something else
        events.close()

    take_two_steps(folder, run)
    assert (run.steps_done, folder.seconds()) == (2, 6)
    folder, run = resumed(folder.path)
    clock[0] += 1000
    assert run.seconds == 6
    take_two_steps(folder, run)
    assert folder.seconds() > 6
    assert folder.seconds() == 3 * run.steps_done


def test_a_finished_run_has_its_result_whoever_trained_it(tmp_path):
    recorded, trained = make_run(), make_run()
    first, second = begun(tmp_path / "recorded", recorded), RunFolder(tmp_path / "saved")
    assert first.result() is None
    finish(first, recorded)
    for _ in train(trained):
        pass
    second.save(trained)
    results = [folder.result() or {} for folder in (first, second)]
    for folder, result, run in zip((first, second), results, (recorded, trained), strict=True):
        assert result["seconds"] == run.seconds > 0
        assert result["steps_per_second"] == pytest.approx(12 / run.seconds)
        assert result["run_dir"] == str(folder.path)
        assert json.loads((folder.path / RESULT).read_text()) == result
    assert results[0]["accuracy_matrix"] == results[1]["accuracy_matrix"]


def test_an_earlier_moment_saved_over_a_finished_run_takes_its_result_and_time_away(tmp_path, stored):
    folder = RunFolder(shutil.copytree(stored("hnet"), tmp_path / "run"))
    assert folder.result()
    run = make_run()
    for _ in train(run):
        if run.steps_done == 3:
            break
    folder.save(run)
    assert folder.result() is None
    assert not (folder.path / RESULT).exists()
    assert folder.seconds() == run.seconds
    assert folder.run().position == Position(0, 3)


def test_metrics_are_one_json_object_per_line_as_training_goes(tmp_path):
    run = make_run()
    folder = begun(tmp_path / "run", run)
    for event in folder.record(run, NEVER):
        if isinstance(event, Stepped):
            lines = (folder.path / METRICS).read_text(encoding="utf-8").splitlines()
            wanted = [json.loads(json.dumps(asdict(record))) for record in run.history.records]
            assert [{**json.loads(line), "sha256": None} for line in lines] == [
                {**record, "sha256": None} for record in wanted
            ]


def test_recording_changes_nothing_of_what_is_learned(tmp_path):
    recorded, alone = make_run(), make_run()
    finish(begun(tmp_path / "run", recorded), recorded, ALWAYS)
    for _ in train(alone):
        pass
    state = recorded.state()
    assert all(torch.equal(value, state[name]) for name, value in alone.state().items())


@pytest.mark.parametrize("steps", [0, 3, 4, 7, 12])
def test_a_run_saved_between_two_steps_is_taken_up_there(tmp_path, stored, steps):
    run = make_run()
    for event in train(run):
        if run.steps_done == steps and isinstance(event, Stepped):
            break
        if not steps:
            run = make_run()
            break
    folder = RunFolder(tmp_path / "run")
    folder.save(run)
    taken = folder.run()
    assert (taken.position, taken.history.records) == (run.position, run.history.records)
    finish(folder, taken)
    assert bits(folder.path) == bits(stored("hnet"))


def test_saving_again_keeps_the_later_moment(tmp_path):
    folder, run = RunFolder(tmp_path / "run"), make_run()
    folder.save(run)
    for _ in train(run):
        pass
    folder.save(run)
    assert folder.run().finished
    assert folder.history().records == run.history.records


def test_a_changed_run_is_saved_with_its_changes(tmp_path):
    folder, run = RunFolder(tmp_path / "run"), make_run()
    for _ in train(run):
        if run.steps_done == 6:
            break
    run.change(beta=3.0, lookahead=False)
    folder.save(run)
    taken = folder.run()
    assert taken.settings == run.settings
    assert taken.config == run.config


def test_a_change_right_before_a_stop_is_kept(tmp_path):
    run = make_run()
    folder = begun(tmp_path / "run", run)
    events = folder.record(run, NEVER)
    while run.steps_done < 6:
        next(events)
    run.change(beta=3.0)
    events.close()
    taken = folder.run()
    assert (taken.settings, taken.history.changes) == (run.settings, run.history.changes)


def test_a_change_of_settings_outlives_a_kill(tmp_path):
    run = make_run()
    folder = begun(tmp_path / "run", run)
    events = folder.record(run, NEVER)
    for event in events:
        if isinstance(event, Stepped) and (event.task, event.step) == (1, 2):
            run.change(beta=7.5)
        if isinstance(event, Stepped) and (event.task, event.step) == (1, 4):
            shutil.copytree(folder.path, tmp_path / "killed")
            break
    events.close()
    again = RunFolder(tmp_path / "killed").run()
    assert again.settings.values["beta"] == 7.5
    assert len(again.history.changes) == 1


@pytest.mark.parametrize("late", ["metrics", "checkpoint"])
def test_a_save_that_fails_at_its_end_leaves_one_or_the_other_moment(tmp_path, monkeypatch, late):
    run = make_run()
    folder = begun(tmp_path / "run", run)
    for _ in zip(range(4), train(run), strict=False):
        pass
    folder.save(run)
    before = run.steps_done
    for _ in zip(range(3), train(run), strict=False):
        pass
    usual = Path.replace

    def replace(path, target):
        if Path(target).name.startswith(late):
            raise OSError(errno.EIO, "Input/output error")
        return usual(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        with pytest.raises(StoreError, match="Input/output error"):
            folder.save(run)
    again = RunFolder(folder.path).run()
    assert again.steps_done == (run.steps_done if late == "metrics" else before)
    assert again.history.records == run.history.records[: len(again.history.records)]


def test_a_run_that_came_into_a_folder_meanwhile_is_not_taken_away(tmp_path, monkeypatch):
    """Of two processes that save to one new folder the second finds the first one's run."""
    mine, other, folder = make_run(), make_run("finetune"), RunFolder(tmp_path / "run")
    usual = RunFolder.alone

    def alone(self):
        monkeypatch.setattr(RunFolder, "alone", usual)
        RunFolder(self.path).save(other)
        return usual(self)

    monkeypatch.setattr(RunFolder, "alone", alone)
    with pytest.raises(StoreError):
        folder.save(mine)
    assert RunFolder(folder.path).run().config == other.config
