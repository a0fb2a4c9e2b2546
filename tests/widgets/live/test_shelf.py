"""One run or two in a folder: what is loaded is what was saved last, and a save is whole or nothing."""

from functools import partial
from typing import Any

import pytest

from hnetlab.base.errors import StoreError
from hnetlab.experiments import configure
from hnetlab.runs.run import Run
from hnetlab.runs.session import Session
from hnetlab.runs.store import RunFolder
from hnetlab.widgets.live.shelf import save_runs, saved_runs


def sessions(*methods, **fields):
    small: dict[str, Any] = {"tasks": 2, "steps": 3, "target_hidden": (4,), **fields}
    configs = [configure("split-digits", method, **small) for method in methods]
    return [Session(partial(Run, config)) for config in configs]


def methods_in(path):
    return [folder.config().method for folder in saved_runs(path)]


def test_two_runs_come_back_in_their_order(tmp_path):
    save_runs(sessions("scratch", "joint"), tmp_path / "pair")
    assert methods_in(tmp_path / "pair") == ["scratch", "joint"]


def test_of_several_pairs_the_last_one_comes_back(tmp_path):
    save_runs(sessions("finetune-target", "joint"), tmp_path)
    save_runs(sessions("scratch", "joint"), tmp_path)
    assert methods_in(tmp_path) == ["scratch", "joint"]
    save_runs(sessions("joint", "finetune-target"), tmp_path)
    assert methods_in(tmp_path) == ["joint", "finetune-target"]


def test_one_run_is_saved_in_the_folder_itself(tmp_path):
    save_runs(sessions("joint"), tmp_path / "one")
    assert methods_in(tmp_path / "one") == ["joint"]
    with pytest.raises(StoreError, match="holds one run, and two are to be saved"):
        save_runs(sessions("scratch", "joint"), tmp_path / "one")


def test_two_runs_of_one_method_have_folders_of_their_own(tmp_path):
    pair = sessions("joint", seeds=2) + sessions("joint", seeds=3)
    for _ in range(2):  # also over what was saved before
        folders = save_runs(pair, tmp_path / "pair")
        assert [folder.name for folder in folders] == ["joint", "joint-2"]
    found = saved_runs(tmp_path / "pair")
    assert [folder.config().seeds for folder in found] == [(1, 2), (1, 2, 3)]


def test_a_refused_second_run_leaves_nothing(tmp_path):
    save_runs(sessions("joint", steps=5), tmp_path / "joint")
    with pytest.raises(StoreError):
        save_runs(sessions("scratch", "joint"), tmp_path)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["joint"]


def test_a_second_run_that_fails_takes_the_first_away(tmp_path, monkeypatch):
    def store(folder, run, files):
        if run.config.method == "joint":
            raise StoreError("the disk is full")
        whole(folder, run, files)

    whole = RunFolder._store
    monkeypatch.setattr(RunFolder, "_store", store)
    with pytest.raises(StoreError, match="disk is full"):
        save_runs(sessions("scratch", "joint"), tmp_path / "pair")
    assert not RunFolder(tmp_path / "pair" / "scratch").holds_run
    with pytest.raises(StoreError, match="is not the folder of a run: name one that Save"):
        saved_runs(tmp_path / "pair")


def test_a_folder_of_many_runs_is_no_panel(tmp_path):
    for method in ("scratch", "joint", "finetune-target"):
        save_runs(sessions(method), tmp_path / method)
    with pytest.raises(StoreError, match="holds 3 runs: name one of them"):
        saved_runs(tmp_path)


def test_a_damaged_note_of_the_pair_is_a_sentence(tmp_path):
    save_runs(sessions("scratch", "joint"), tmp_path)
    (tmp_path / "lab.json").write_text("{")
    with pytest.raises(StoreError, match="name one of the runs beside it"):
        saved_runs(tmp_path)
