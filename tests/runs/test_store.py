import errno
import json
import shutil
import warnings
from dataclasses import asdict
from pathlib import Path

import pytest
import torch

import hnetlab.base.files
import hnetlab.runs.store
from hnetlab.base.errors import StoreError, TrainingError
from hnetlab.experiments import configure
from hnetlab.learning import METHODS, Problem
from hnetlab.runs.engine import Stepped, train
from hnetlab.runs.reading import CHECKPOINT, CONFIG, ENVIRONMENT, METRICS, PROBLEM, TIMING
from hnetlab.runs.run import Position, Run, describe
from hnetlab.runs.store import RESULT, RunFolder

NEVER, ALWAYS = 1e9, 0.0
TINY = {"tasks": 3, "steps": 4, "batch_size": 8, "target_hidden": (4,), "evaluate_every": 2}
TINY_HYPERNETWORK = {"hypernetwork_hidden": (4,), "chunk_size": 100}


def make_run(method="hnet", seeds=2, **fields):
    own = TINY_HYPERNETWORK if method in ("hnet", "finetune") else {}
    return Run(configure("split-digits", method, seeds=seeds, **{**TINY, **own, **fields}))


def begun(path, run):
    folder = RunFolder(path)
    folder.create(run)
    return folder


def finish(folder, run, seconds_between_checkpoints=NEVER):
    for _ in folder.record(run, seconds_between_checkpoints):
        pass


def resumed(path, method="hnet", **fields):
    """The run in a folder as a new process would take it up."""
    folder, run = RunFolder(path), make_run(method, **fields)
    folder.load(run)
    return folder, run


def bits(path):
    return {name: (path / name).read_bytes() for name in (CHECKPOINT, METRICS)}


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory, device):
    """The folder of a finished run that nothing disturbed, by method."""
    folders = {}

    def of(method):
        if method not in folders:
            run = make_run(method)
            folders[method] = begun(tmp_path_factory.mktemp(method) / "run", run)
            finish(folders[method], run)
        return folders[method].path

    return of


@pytest.mark.bits
@pytest.mark.parametrize(("method", "interval"), [("hnet", NEVER), *((method, ALWAYS) for method in METHODS)])
def test_a_run_that_dies_between_any_two_events_ends_with_the_same_bits(tmp_path, unbroken, method, interval):
    run = make_run(method)
    folder = begun(tmp_path / "run", run)
    moments = []
    for number, _ in enumerate(folder.record(run, interval)):
        shutil.copytree(folder.path, tmp_path / f"died {number}")
        moments.append(tmp_path / f"died {number}")
    assert len(moments) > 20
    for path in moments:
        finish(*resumed(path, method))
        assert bits(path) == bits(unbroken(method)), path.name


def test_closing_the_recording_saves_where_the_run_is(tmp_path, unbroken):
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
    assert bits(folder.path) == bits(unbroken("hnet"))


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


def test_a_torn_last_line_is_dropped_with_a_warning_and_nothing_else_is_lost(tmp_path, unbroken):
    run = make_run()
    folder = begun(tmp_path / "run", run)
    events = folder.record(run, ALWAYS)
    while run.position != Position(1, 3):
        next(events)
    path = shutil.copytree(folder.path, tmp_path / "died")
    whole = (path / METRICS).read_bytes()
    (path / METRICS).write_bytes(whole + whole.splitlines(keepends=True)[-1][:-7])
    with pytest.warns(UserWarning, match=r"dropped the torn last line of .*metrics\.jsonl"):
        folder, run = resumed(path)
    assert run.position == Position(1, 3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        finish(folder, run)
    assert bits(path) == bits(unbroken("hnet"))


def test_a_damaged_line_in_the_middle_is_named(tmp_path, unbroken):
    path = shutil.copytree(unbroken("hnet"), tmp_path / "run")
    lines = (path / METRICS).read_bytes().splitlines(keepends=True)
    (path / METRICS).write_bytes(b"".join([*lines[:2], b'{"kind"\n', *lines[3:]]))
    with pytest.raises(StoreError, match=r"Line 3 of .*metrics\.jsonl can't be used"):
        RunFolder(path).records()


def test_metrics_that_a_checkpoint_counts_on_are_missed(tmp_path, unbroken):
    path = shutil.copytree(unbroken("hnet"), tmp_path / "run")
    lines = (path / METRICS).read_bytes().splitlines(keepends=True)
    (path / METRICS).write_bytes(b"".join(lines[:-1]))
    with pytest.raises(
        StoreError, match=r"metrics of the run .* are not those that its checkpoint was taken with"
    ):
        RunFolder(path).load(make_run())


@pytest.mark.parametrize("kept", [0, 5, 0.5, 0.99])
def test_a_truncated_checkpoint_is_refused(tmp_path, unbroken, kept):
    path = shutil.copytree(unbroken("hnet"), tmp_path / "run")
    whole = (path / CHECKPOINT).read_bytes()
    (path / CHECKPOINT).write_bytes(whole[: kept if kept > 1 else int(kept * len(whole))])
    with pytest.raises(
        StoreError,
        match=r"checkpoint\.safetensors of the run in .* can't be used .*: restore it from a copy, or",
    ):
        RunFolder(path).load(make_run())


@pytest.mark.parametrize(
    ("error", "raised", "text"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device"),
            StoreError,
            "the disk is full: free some space and continue with --resume",
        ),
        (KeyboardInterrupt("now"), KeyboardInterrupt, "now"),
    ],
    ids=["full disk", "interrupt"],
)
def test_a_checkpoint_that_could_not_be_written_leaves_the_last_one(
    tmp_path, unbroken, monkeypatch, error, raised, text
):
    run = make_run()
    folder = begun(tmp_path / "run", run)
    events = folder.record(run, ALWAYS)
    while run.position != Position(1, 1):
        next(events)
    before = (folder.path / CHECKPOINT).read_bytes()

    def write_half(path, state, mark):
        path.write_bytes(before[: len(before) // 2])
        raise error

    monkeypatch.setattr(hnetlab.runs.store, "write_checkpoint", write_half)
    with pytest.raises(raised, match=text):
        next(events)
    monkeypatch.undo()
    assert (folder.path / CHECKPOINT).read_bytes() == before
    assert not list(folder.path.glob("*.tmp"))
    folder, run = resumed(folder.path)
    assert run.position == Position(1, 1)
    finish(folder, run)
    assert bits(folder.path) == bits(unbroken("hnet"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a device that is always full")
def test_a_full_disk_that_stops_the_metrics_is_one_sentence(tmp_path, monkeypatch):
    run = make_run()
    folder = begun(tmp_path / "run", run)
    events = folder.record(run, NEVER)
    original = Path.open
    monkeypatch.setattr(
        Path,
        "open",
        lambda path, *how, **more: original(
            Path("/dev/full") if path.name == METRICS else path, *how, **more
        ),
    )
    with pytest.raises(StoreError, match="the disk is full: free some space and start again"):
        for _ in events:
            pass


def test_a_state_that_is_not_finite_never_replaces_a_good_checkpoint(tmp_path):
    run = make_run()
    folder = begun(tmp_path / "run", run)
    events = folder.record(run, ALWAYS)
    while run.position != Position(1, 1):
        next(events)
    before = (folder.path / CHECKPOINT).read_bytes()
    run.method.theta["output.bias"].data[0, 0] = torch.nan
    with pytest.raises(TrainingError, match=r"theta.output.bias is not finite .*lower learning_rate"):
        events.close()
    assert (folder.path / CHECKPOINT).read_bytes() == before


@pytest.mark.parametrize(
    ("fields", "difference"),
    [
        ({"beta": 0.5}, "has beta = 0.1 where beta = 0.5 is asked for"),
        ({"steps": 5}, "has steps = 4 where steps = 5 is asked for"),
        ({"tasks": 2}, "has tasks = 3 where tasks = 2 is asked for"),
        ({"seeds": 3}, r"has seeds = \[1, 2\] where seeds = \[1, 2, 3\] is asked for"),
        ({"method": "joint"}, "has method = hnet where method = joint is asked for"),
    ],
)
def test_other_settings_are_refused_with_the_field_named(unbroken, fields, difference):
    with pytest.raises(StoreError, match=difference):
        RunFolder(unbroken("hnet")).load(make_run(**fields))


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


def test_a_folder_with_something_in_it_is_refused_and_left_alone(tmp_path, unbroken):
    run = make_run()
    with pytest.raises(StoreError, match=r"holds another run: .* --resume"):
        RunFolder(unbroken("hnet")).create(run)
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(StoreError, match="is not an empty folder"):
        RunFolder(tmp_path).create(run)
    with pytest.raises(StoreError, match="is not an empty folder"):
        RunFolder(tmp_path / "thesis.tex").create(run)
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_run_killed_while_it_made_its_folder_does_not_block_the_next(tmp_path, unbroken):
    for name in ("environment.json", "problem.json.tmp", "config.json.tmp"):
        (tmp_path / name).write_text("{")
    run = make_run()
    folder = begun(tmp_path, run)
    finish(folder, run)
    assert bits(folder.path) == bits(unbroken("hnet"))


def test_a_folder_that_can_not_be_begun_leaves_nothing(tmp_path, monkeypatch):
    original = hnetlab.base.files.replace_text

    def fill_up(path, text):
        if path.name == CONFIG:
            raise OSError(errno.ENOSPC, "No space left on device")
        original(path, text)

    monkeypatch.setattr(hnetlab.runs.store, "replace_text", fill_up)
    with pytest.raises(StoreError, match=r"Can't write to .*, the disk is full: free some space and start"):
        RunFolder(tmp_path / "run").create(make_run())
    assert not (tmp_path / "run").exists()
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"Can't write to .*: choose a folder that can be written"):
        RunFolder(tmp_path / "file" / "run").create(make_run())


def test_discarding_a_run_keeps_what_is_not_its_own(tmp_path):
    folder = begun(tmp_path / "run", make_run())
    (folder.path / "notes.txt").write_text("mine")
    folder.discard()
    assert [entry.name for entry in folder.path.iterdir()] == ["notes.txt"]
    (folder.path / "notes.txt").unlink()
    folder.discard()
    assert not folder.path.exists()


@pytest.mark.parametrize("name", [CONFIG, TIMING, PROBLEM, ENVIRONMENT])
def test_a_damaged_file_is_named(tmp_path, unbroken, name):
    path = shutil.copytree(unbroken("hnet"), tmp_path / "run")
    (path / name).write_text('{"seconds": ')
    folder = RunFolder(path)
    read = {
        CONFIG: folder.config,
        TIMING: folder.seconds,
        "problem.json": folder.description,
        "environment.json": folder.environment,
    }[name]
    with pytest.raises(StoreError, match=f"{name} of the run in {path} can't be used .*: restore it"):
        read()


def test_what_is_no_run_folder_is_said(tmp_path):
    with pytest.raises(
        StoreError, match=r"is not the folder of a run, there is no config.json in it: name one"
    ):
        RunFolder(tmp_path).config()


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


def test_an_earlier_moment_saved_over_a_finished_run_takes_its_result_and_time_away(tmp_path, unbroken):
    folder = RunFolder(shutil.copytree(unbroken("hnet"), tmp_path / "run"))
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
def test_a_run_saved_between_two_steps_is_taken_up_there(tmp_path, unbroken, steps):
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
    assert bits(folder.path) == bits(unbroken("hnet"))


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


def test_another_run_is_not_saved_over(tmp_path):
    folder = RunFolder(tmp_path / "run")
    folder.save(make_run())
    with pytest.raises(StoreError, match="choose another folder"):
        folder.save(make_run(beta=0.7))
