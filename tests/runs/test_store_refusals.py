"""A folder that can't be used, or not be written to, is said in a sentence, and loses nothing."""

import errno
import shutil
import warnings
from pathlib import Path

import pytest
import torch

import hnetlab.base.files
import hnetlab.runs.store
from hnetlab.base.errors import StoreError, TrainingError
from hnetlab.runs.reading import CHECKPOINT, CONFIG, ENVIRONMENT, METRICS, PROBLEM, TIMING
from hnetlab.runs.run import Position
from hnetlab.runs.store import RunFolder, save_together

from .folders import NEVER, begun, bits, finish, make_run, recorded_until, resumed


def test_a_torn_last_line_is_dropped_with_a_warning_and_nothing_else_is_lost(tmp_path, stored):
    _, folder, _ = recorded_until(Position(1, 3), tmp_path / "run")
    path = shutil.copytree(folder.path, tmp_path / "died")
    whole = (path / METRICS).read_bytes()
    (path / METRICS).write_bytes(whole + whole.splitlines(keepends=True)[-1][:-7])
    with pytest.warns(UserWarning, match=r"dropped the torn last line of .*metrics\.jsonl"):
        folder, run = resumed(path)
    assert run.position == Position(1, 3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        finish(folder, run)
    assert bits(path) == bits(stored("hnet"))


def test_a_damaged_line_in_the_middle_is_named(tmp_path, stored):
    path = shutil.copytree(stored("hnet"), tmp_path / "run")
    lines = (path / METRICS).read_bytes().splitlines(keepends=True)
    (path / METRICS).write_bytes(b"".join([*lines[:2], b'{"kind"\n', *lines[3:]]))
    with pytest.raises(StoreError, match=r"Line 3 of .*metrics\.jsonl can't be used"):
        RunFolder(path).records()


def test_metrics_that_a_checkpoint_counts_on_are_missed(tmp_path, stored):
    path = shutil.copytree(stored("hnet"), tmp_path / "run")
    lines = (path / METRICS).read_bytes().splitlines(keepends=True)
    (path / METRICS).write_bytes(b"".join(lines[:-1]))
    with pytest.raises(
        StoreError, match=r"metrics of the run .* are not those that its checkpoint was taken with"
    ):
        RunFolder(path).load(make_run())


@pytest.mark.parametrize("kept", [0, 5, 0.5, 0.99])
def test_a_truncated_checkpoint_is_refused(tmp_path, stored, kept):
    path = shutil.copytree(stored("hnet"), tmp_path / "run")
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
    tmp_path, stored, monkeypatch, error, raised, text
):
    run, folder, events = recorded_until(Position(1, 1), tmp_path / "run")
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
    assert bits(folder.path) == bits(stored("hnet"))


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
    run, folder, events = recorded_until(Position(1, 1), tmp_path / "run")
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
def test_other_settings_are_refused_with_the_field_named(stored, fields, difference):
    with pytest.raises(StoreError, match=difference):
        RunFolder(stored("hnet")).load(make_run(**fields))


def test_a_folder_with_something_in_it_is_refused_and_left_alone(tmp_path, stored):
    run = make_run()
    with pytest.raises(StoreError, match=r"holds another run: .* --resume"):
        RunFolder(stored("hnet")).create(run)
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(StoreError, match="is not an empty folder"):
        RunFolder(tmp_path).create(run)
    with pytest.raises(StoreError, match="is not an empty folder"):
        RunFolder(tmp_path / "thesis.tex").create(run)
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_run_killed_while_it_made_its_folder_does_not_block_the_next(tmp_path, stored):
    for name in ("environment.json", "problem.json.tmp", "config.json.tmp"):
        (tmp_path / name).write_text("{")
    run = make_run()
    folder = begun(tmp_path, run)
    finish(folder, run)
    assert bits(folder.path) == bits(stored("hnet"))


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
def test_a_damaged_file_is_named(tmp_path, stored, name):
    path = shutil.copytree(stored("hnet"), tmp_path / "run")
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


def test_another_run_is_not_saved_over(tmp_path):
    folder = RunFolder(tmp_path / "run")
    folder.save(make_run())
    with pytest.raises(StoreError, match="choose another folder"):
        folder.save(make_run(beta=0.7))


def test_one_folder_for_two_runs_is_refused(tmp_path):
    folders = [RunFolder(tmp_path / "run"), RunFolder(tmp_path / "run")]
    with pytest.raises(StoreError, match=r"run can't hold two runs: give each a folder of its own\."):
        save_together(folders, [make_run(), make_run()])
    assert not list(tmp_path.iterdir())
