import pytest

from hnetlab.base.errors import StoreError
from hnetlab.experiments import configure
from hnetlab.runs.run import Run
from hnetlab.runs.together import SAVED, load_group, save_group


def make(method="finetune-target", **fields):
    tiny = {"tasks": 2, "steps": 2, "batch_size": 4, "target_hidden": (3,)}
    return Run(configure("split-digits", method, **{**tiny, **fields}))


def methods(path):
    return [folder.config().method for folder in load_group(path)]


def test_what_was_saved_last_under_a_name_is_found(tmp_path):
    place = tmp_path / "lab"
    save_group(place, [make("joint"), make("scratch")])
    assert methods(place) == ["joint", "scratch"]
    save_group(place, [make(), make("joint")])
    assert methods(place) == ["finetune-target", "joint"]


def test_one_run_and_then_two_are_told_apart(tmp_path):
    place = tmp_path / "lab"
    save_group(place, [make("scratch")])
    assert methods(place) == ["scratch"]
    save_group(place, [make(), make("joint")])
    assert methods(place) == ["finetune-target", "joint"]
    save_group(place, [make("scratch")])
    assert methods(place) == ["scratch"]


def test_two_runs_of_one_method_have_folders_of_their_own(tmp_path):
    save_group(tmp_path / "lab", [make(seeds=1), make(seeds=2)])
    assert [folder.config().seeds for folder in load_group(tmp_path / "lab")] == [(1,), (1, 2)]


def test_if_one_can_not_be_saved_none_is(tmp_path):
    place = tmp_path / "lab"
    save_group(place, [make("joint"), make("scratch")])
    with pytest.raises(StoreError, match=r"has steps = 2 where steps = 3 is asked for"):
        save_group(place, [make(), make("joint", steps=3)])
    assert not (place / "finetune-target").exists()
    assert methods(place) == ["joint", "scratch"]


def test_a_damaged_note_of_what_was_saved_is_one_sentence(tmp_path):
    save_group(tmp_path / "lab", [make("joint"), make("scratch")])
    text = (tmp_path / "lab" / SAVED).read_text()
    (tmp_path / "lab" / SAVED).write_text(text.replace("joint", "point"))
    with pytest.raises(StoreError, match=r"saved\.json can't be used .*: name one run's folder\."):
        load_group(tmp_path / "lab")
