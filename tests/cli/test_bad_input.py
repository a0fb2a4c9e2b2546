"""Each mistake gets one sentence, exit code 2, and leaves nothing behind."""

import gzip
import re
import socket
import subprocess
import sys

import numpy as np
import pytest

from hnetlab.learning import Problem
from hnetlab.tasks import DATASETS

FILES = tuple(file.name for file in DATASETS["mnist"].files)


@pytest.fixture
def refused(hnetlab, folder):
    """The sentence with which `hnetlab train` refuses, after a look that it left nothing."""

    def refuse(*arguments):
        sentence = hnetlab("train", *arguments, "--quiet").refusal
        assert list(folder.iterdir()) == []
        return sentence

    return refuse


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("split-digit", "Unknown benchmark 'split-digit'.*'split-digits'"),
        ("split-digits --method hnett", "Unknown method 'hnett'.*'hnet'"),
        ("split-digits --preset papers", "split-digits has no preset 'papers'.*quick"),
        ("split-digits --set betta=1", "Unknown field betta = 1 .*'beta'"),
        ("split-digits --method scratch --set beta=1", "Unknown field beta = 1 for the method scratch"),
        ("split-digits --set beta=-1", "beta = -1 is not allowed: .* greater than or equal to 0"),
        ("split-digits --set beta=strong", "beta = 'strong' is not allowed: .* valid number"),
        ("split-digits --set beta=nan", "beta = nan is not allowed: .* finite number"),
        ("split-digits --set beta=inf", "beta = inf is not allowed: .* finite number"),
        ("split-digits --set beta", "--set beta is not understood: write --set field=value"),
        ("split-digits --set target_hidden=0", "target_hidden = .*0.* is not allowed"),
        ("split-digits --tasks 1", "tasks = 1 is not allowed: .* greater than or equal to 2"),
        ("split-digits --tasks 0", "tasks = 0 is not allowed"),
        ("permuted-digits --tasks 1", "tasks = 1 is not allowed"),
        ("split-digits --tasks 6", "tasks = 6 is not allowed: .* less than or equal to 5"),
        ("split-digits --tasks 3 --set tasks=4", "tasks is given twice"),
        ("split-digits --seeds 0", "seeds = 0 is not allowed"),
        ("split-digits --seeds 2 --seed 2", "--seeds and --seed exclude each other"),
        ("split-digits --device tpu", "The device 'tpu' is not known: choose one of auto, cpu, cuda"),
        ("split-digits --split 2", "--split does not apply to split-digits: leave it out"),
        (
            "arrays",
            "arrays can't do without options: give --data FILE.npz, with --split K or",
        ),
        (
            "arrays --data ~nosuchuser/x.npz --split 2",
            "data = .*: there is no such home folder, write the",
        ),
        (
            "arrays --data /dev/zero --split 2",
            "/dev/zero can't be read .it is a device or a pipe.",
        ),
        (f"arrays --data {'x' * 300} --split 2", "can't be read .File name too long"),
        ("arrays --data caf\udce9.npz --split 2", "data = .* is not allowed: the name is not UTF-8"),
        ("arrays --data / --split 2", "/ can't be read .Is a directory"),
        ("split-digits --standardize", "--standardize does not apply to split-digits: leave it out"),
        ("arrays --data none.npz --split 2", "none.npz can't be read .*check the path"),
        ("--resume", "--resume needs --out DIR"),
        ("", "No benchmark is named: give one, as in hnetlab train split-digits"),
        ("--resume --out nowhere", "nowhere holds no run to continue: name a benchmark"),
        (
            "split-digits --set learning_rate=1e30",
            r"The task loss of seed 1 became \S+ at step \d of task 1 .*: lower learning_rate, now 1e\+30",
        ),
        ("split-digits --set target_hidden=1000000000000", "The memory of this machine is full: take"),
    ],
)
def test_a_wrong_setting_is_one_sentence(refused, arguments, sentence):
    assert_matches(sentence, refused(*arguments.split()))


@pytest.mark.parametrize(
    ("changes", "options", "sentence"),
    [
        ({}, "--split 3", "4 classes can't be split into tasks of 3"),
        ({}, "--split 2 --permute", 'Choose either "split" .* or "permute"'),
        ({}, "", 'Choose either "split" .* or "permute"'),
        ({}, "--permute", '"permute" needs "tasks"'),
        ({}, "--split 4", "can't make 1 tasks"),
        ({}, "--split 3,2", "4 classes can't be split into tasks of 3, 2: choose numbers"),
        ({}, "--split two", "split = 'two' is not allowed: give the number of classes per task"),
        ({}, "--split 2 --classes 0,1,2,9", 'There is no class "9": choose from 0, 1, 2, 3'),
        (
            {},
            "--permute --tasks 2 --classes 0,1",
            '"classes" .* a split: leave "permute" out',
        ),
        ({}, "--split 2 --layout hwc", "no image for the layout hwc"),
        ({}, "--split 2 --layout rgb", "layout = 'rgb' is not allowed"),
        ({"names": np.array(["cat"])}, "--split 2", "1 label names were given for 4 labels"),
        ({"y_test": np.zeros(20, int)}, "--split 2", '"y_train" holds the label 1 and "y_test" does not'),
        ({"y_test": None}, "--split 2", 'lacks "y_test"'),
        ({"x_test": np.zeros((20, 7), np.float32)}, "--split 2", r"samples of shape \(6,\) .* of \(7,\)"),
        ({"y_train": np.zeros(39, int)}, "--split 2", r'"y_train" has shape \(39,\) for 40 samples'),
        ({"x_train": np.full((40, 6), np.nan, np.float32)}, "--split 2", '"x_train" holds 240 values .* NaN'),
        ({"y_train": np.array([{}] * 40)}, "--split 2", '"y_train" .* holds pickled Python objects'),
    ],
)
def test_arrays_that_can_not_be_used_are_one_sentence(refused, npz, changes, options, sentence):
    assert_matches(sentence, refused("arrays", "--data", npz(**changes), *options.split()))


def test_a_file_that_is_no_npz_is_one_sentence(refused, tmp_path):
    (tmp_path / "data.npz").write_bytes(b"PK\x03\x04 cut off")
    sentence = refused("arrays", "--data", tmp_path / "data.npz", "--split", "2")
    assert_matches("data.npz is no complete .npz file", sentence)


@pytest.fixture
def data_folder(tmp_path, monkeypatch):
    """A data folder with files where MNIST should be, which are not MNIST."""
    place = tmp_path / "data"
    (place / "mnist").mkdir(parents=True)
    monkeypatch.setenv("HNETLAB_DATA", str(place))
    for name in FILES:
        (place / "mnist" / name).write_bytes(gzip.compress(b"\0\0\x08\x01" + bytes(1000)))
    return place / "mnist"


@pytest.fixture
def no_network(monkeypatch):
    """Sends every request to a port of this machine where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}"
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, closed)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    "damage",
    [lambda whole: whole, lambda whole: whole[:20], lambda whole: b"<html>", lambda whole: b""],
    ids=["other contents", "truncated", "not gzip", "empty"],
)
def test_a_damaged_mnist_file_is_named_and_left_as_it_is(refused, data_folder, no_network, damage):
    path = data_folder / FILES[0]
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert_matches(f'{path} is damaged: delete it, or run "hnetlab data fetch mnist"', refused("split-mnist"))
    assert path.read_bytes() == damage(whole)


def test_a_missing_mnist_file_beside_damaged_ones_downloads_nothing(refused, data_folder, no_network):
    (data_folder / FILES[3]).unlink()
    assert_matches(f"{FILES[0]} is damaged", refused("split-mnist"))


def test_no_network_is_one_sentence(refused, data_folder, no_network):
    for path in data_folder.iterdir():
        path.unlink()
    sentence = refused("permuted-mnist")
    assert_matches(f"{FILES[0]} could not be downloaded .*no connection.*: check the network", sentence)
    assert list(data_folder.iterdir()) == []


def test_a_folder_that_holds_another_run_is_left_alone(hnetlab, folder, tiny_hnet):
    hnetlab("train", "split-digits", *tiny_hnet, "--out", "x", "-q")
    before = {path.name: path.read_bytes() for path in (folder / "x").iterdir()}
    again = hnetlab("train", "split-digits", *tiny_hnet, "--out", "x")
    assert_matches("The output folder x holds another run: choose another folder", again.refusal)
    other = hnetlab("train", "split-digits", *tiny_hnet, "--set", "beta=7", "--out", "x", "--resume")
    assert_matches("The run in x has beta = 0.1 where beta = 7.0 is asked for", other.refusal)
    unnamed = hnetlab("train", "--resume", "--out", "x", "--set", "beta=7")
    assert_matches("--set needs the benchmark's name before it: .* its own settings", unnamed.refusal)
    assert {path.name: path.read_bytes() for path in (folder / "x").iterdir()} == before


def test_a_folder_with_other_files_is_left_alone(hnetlab, folder, tiny_hnet):
    (folder / "thesis.tex").write_text("mine")
    for resume in ([], ["--resume"]):
        answer = hnetlab("train", "split-digits", *tiny_hnet, "--out", folder, *resume)
        assert_matches("is not an empty folder", answer.refusal)
    assert [path.name for path in folder.iterdir()] == ["thesis.tex"]


def test_a_loss_that_explodes_late_keeps_the_last_good_checkpoint(hnetlab, folder, tiny_hnet, monkeypatch):
    original = Problem.loss
    monkeypatch.setattr(
        Problem,
        "loss",
        lambda self, w, batch, *more: original(self, w, batch, *more) / (not batch.head.start),
    )
    answer = hnetlab("train", "split-digits", *tiny_hnet, "--out", "x", "-q")
    assert_matches("The task loss of seed 1 became .* at step 1 of task 2 ", answer.refusal)
    monkeypatch.undo()
    monkeypatch.chdir(folder)
    assert hnetlab("train", "--resume", "--out", "x", "-q").code == 0


def test_a_usage_error_shows_the_usage(hnetlab):
    answer = hnetlab("train", "split-digits", "--seeds", "many")
    assert answer.code == 2
    assert "Usage: hnetlab train" in answer.err
    assert "--seeds" in answer.err
    assert answer.out == ""


def test_a_real_process_shows_no_traceback_either(folder):
    command = [sys.executable, "-m", "hnetlab", "train", "split-digits", "--set", "beta=-1", "--out", "x"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (2, "")
    assert_matches(r"^Error: beta = -1 is not allowed: [^\n]*\.\n$", result.stderr)
    assert list(folder.iterdir()) == []


def assert_matches(pattern, text):
    assert re.search(pattern, text), text
