import json
import re
import warnings
from pathlib import Path

import numpy as np
import pytest

from hnetlab.learning import METHODS
from hnetlab.runs.store import RunFolder

KEYS = {
    "benchmark",
    "method",
    "seeds",
    "accuracy_matrix",
    "average_accuracy",
    "during_accuracy",
    "forgetting",
    "backward_transfer",
    "compression_ratio",
    "seconds",
    "steps_per_second",
    "device",
    "run_dir",
}


@pytest.fixture
def train(hnetlab, tiny_hnet):
    return lambda *more: hnetlab("train", "split-digits", *tiny_hnet, *more)


def test_a_run_is_shown_and_kept(train):
    answer = train("--seeds", "2", "--out", "first")
    assert answer.code == 0
    assert "split-digits, method hnet, preset quick, seeds 1, 2" in answer.out
    assert "after learning" in answer.out
    assert "2 digits 2, 3" in answer.out
    assert "average accuracy" in answer.out
    assert answer.out.splitlines()[-2:] == [
        "The run lies in first",
        "See it in a browser: hnetlab report first",
    ]
    assert "12/12 steps" in answer.err
    assert RunFolder("first").config().seeds == (1, 2)
    shown = re.search(r"average accuracy +([0-9.]+)", answer.out)
    result = RunFolder("first").result()
    assert result is not None
    assert shown
    assert float(shown[1]) == pytest.approx(result["average_accuracy"]["mean"], abs=0.005)


def test_json_is_one_object_alone_on_standard_output(train, device):
    answer = train("--seeds", "3", "--json")
    result = answer.json
    assert set(result) >= KEYS
    named = (result["benchmark"], result["method"], result["device"])
    assert named == ("split-digits", "hnet", device.type)
    assert result["seeds"] == [1, 2, 3]
    assert len(result["accuracy_matrix"]) == 3
    assert all(matrix[0][1] is None and 0 <= matrix[1][0] <= 100 for matrix in result["accuracy_matrix"])
    for name in ("average_accuracy", "during_accuracy", "forgetting", "backward_transfer"):
        metric = result[name]
        assert metric["mean"] == pytest.approx(sum(metric["per_seed"]) / 3)
    last = [matrix[1] for matrix in result["accuracy_matrix"]]
    assert result["average_accuracy"]["per_seed"] == pytest.approx([sum(row) / 2 for row in last])
    assert result["steps_per_second"] == pytest.approx(12 / result["seconds"])
    assert json.loads((Path(result["run_dir"]) / "result.json").read_text()) == result
    assert "12/12 steps" in answer.err


def test_a_regression_reports_errors(hnetlab):
    result = hnetlab("train", "regression", "--set", "steps=4", "--json", "-q").json
    assert [len(row) for row in result["error_matrix"][0]] == [3, 3, 3]
    assert result["average_error"]["mean"] == pytest.approx(sum(result["error_matrix"][0][2]) / 3)


def test_quiet_says_nothing_but_the_result(train):
    answer = train("--quiet")
    assert answer.err == ""
    assert "average accuracy" in answer.out


@pytest.mark.parametrize("method", METHODS)
def test_every_method_can_be_trained(hnetlab, tiny, tiny_hnet, method):
    own = tiny_hnet if method in ("hnet", "finetune") else tiny
    result = hnetlab("train", "split-digits", "-m", method, *own, "--json", "-q").json
    assert result["method"] == method


def test_runs_get_a_folder_of_their_own(train, folder):
    places = {train("--json", "-q").json["run_dir"] for _ in range(3)}
    assert len(places) == 3
    for place in places:
        assert Path(place).parent == folder / "runs"
        assert re.fullmatch(r"split-digits-hnet-\d{8}-\d{6}(-\d)?", Path(place).name)


def test_seeds_are_how_many_and_seed_is_which(train):
    assert train("--seeds", "2", "--json", "-q").json["seeds"] == [1, 2]
    assert train("--seed", "7", "--json", "-q").json["seeds"] == [7]
    assert train("--seed", "0", "--json", "-q").json["seeds"] == [0]
    assert train("--json", "-q").json["seeds"] == [1]


def test_a_setting_reaches_the_run(train):
    train("--set", "beta=0.25", "--set", "embedding_dim=3", "--out", "x", "-q")
    config = RunFolder("x").config()
    assert config.learning.model_dump()["beta"] == 0.25
    assert config.target.model_dump()["target_hidden"] == (4,)


def test_a_users_arrays_are_split_or_permuted(hnetlab, npz):
    more = ("--set", "steps=3", "--set", "chunk_size=none", "--json", "-q")
    split = hnetlab("train", "arrays", "--data", npz(), "--split", "2", *more).json
    assert split["task_names"] == ["classes 0, 1", "classes 2, 3"]
    permuted = hnetlab("train", "arrays", "--data", npz(), "--permute", "--tasks", "3", *more).json
    assert permuted["task_names"] == ["identity", "permutation 2", "permutation 3"]


def test_a_users_arrays_are_split_as_listed_and_brought_into_form(hnetlab, npz):
    names = np.array(["cat", "dog", "owl", "fox"])
    random = np.random.default_rng(0)
    images = {"x_train": random.integers(0, 256, (40, 6, 6, 3)) / 1.0, "names": names}
    images["x_test"] = images["x_train"][:20]
    more = ("--split", "2,2", "--classes", "fox,cat,2,dog", "--set", "steps=3", "--json", "-q", "--out", "x")
    changed = ("--standardize", "--layout", "hwc")
    result = hnetlab("train", "arrays", "--data", npz(**images), *more, *changed)
    assert result.json["task_names"] == ["classes fox, cat", "classes owl, dog"]
    assert result.err == ""
    settings = RunFolder("x").config().data.model_dump()
    assert (settings["split"], settings["classes"]) == ((2, 2), ("fox", "cat", "2", "dog"))
    assert (settings["standardize"], settings["layout"]) == (True, "hwc")


def test_arrays_that_are_hard_to_learn_from_are_trained_on_with_one_warning(hnetlab, npz):
    x = 4000 * np.random.default_rng(0).random((40, 6))
    more = ("--permute", "--tasks", "2", "--set", "steps=3", "--json", "-q")
    with warnings.catch_warnings():
        warnings.simplefilter("default")  # as outside of tests, where a warning is no error
        result = hnetlab("train", "arrays", "--data", npz(x_train=x, x_test=x[:20]), *more)
    (warning,) = result.err.splitlines()
    assert re.fullmatch(
        r'Warning: "x_train" has values from \S+ to \S+, .*: give --standardize .*[^.]\.', warning
    )


def test_resume_begins_goes_on_and_shows_again_with_the_same_command(train, bits):
    command = ("--out", "x", "--resume", "--json")
    first = train(*command)
    kept = bits("x")
    again = train(*command)
    assert again.json == first.json
    assert again.err == ""
    assert bits("x") == kept


def test_a_finished_run_that_moved_says_where_it_is_now(hnetlab, train, folder):
    train("--out", "x", "-q")
    (folder / "x").rename(folder / "y")
    assert hnetlab("train", "--resume", "--out", "y", "--json").json["run_dir"] == str(folder / "y")


def test_a_run_whose_result_was_not_yet_written_is_finished_by_resume(hnetlab, train, folder):
    whole = train("--out", "x", "--json", "-q").json
    (folder / "x" / "result.json").unlink()
    assert hnetlab("train", "--resume", "--out", "x", "--json").json == whole


def test_mnist_is_learned_from_its_files(hnetlab, tiny, mnist_folder):
    answer = hnetlab("train", "split-mnist", *tiny, "--set", "chunk_size=1000", "--json")
    assert answer.json["task_names"] == ["digits 0, 1", "digits 2, 3"]
