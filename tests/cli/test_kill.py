"""Processes that really die: `HNETLAB_KILLS=10 pytest tests/cli/test_kill.py` kills ten of them."""

import json
import os
import random
import resource
import signal
import time
from pathlib import Path

import pytest

from hnetlab.runs.store import RunFolder

KILLS = int(os.environ.get("HNETLAB_KILLS", "1"))
STEPS = 100
LEARN = ("train", "split-digits", "--tasks", "2", "--seeds", "2", "--set", f"steps={STEPS}")
COMMAND = (*LEARN, "--set", "evaluate_every=20", "--checkpoint-seconds", "0.1", "--resume", "--out")


NETWORK = """
from torch import nn

def network():
    see = nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), nn.BatchNorm2d(6), nn.ReLU(), nn.AdaptiveAvgPool2d(2))
    return nn.Sequential(see, nn.Flatten(), nn.Linear(24, 4))
"""


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory, device):
    """The folder in which a run that nobody disturbs is kept."""
    return tmp_path_factory.mktemp("unbroken") / "run"


@pytest.fixture
def wanted(hnetlab, unbroken, bits):
    """What the unbroken run left."""
    assert hnetlab(*COMMAND, unbroken, "--quiet").code == 0
    return bits(unbroken)


def wait_for_records(process, path, count):
    """Returns when the run has written `count` lines of metrics; it must not have come to its end."""
    deadline = time.monotonic() + 120
    while not path.exists() or path.read_bytes().count(b"\n") < count:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.003)


@pytest.mark.bits
@pytest.mark.parametrize("trial", range(KILLS))
def test_a_killed_run_resumes_to_the_same_bits(start, hnetlab, folder, wanted, bits, trial):
    chance = random.Random(trial)
    process = start(*COMMAND, "x", "--quiet")
    records = wanted["metrics.jsonl"].count(b"\n")
    wait_for_records(process, folder / "x" / "metrics.jsonl", chance.randrange(records - 5))
    time.sleep(chance.uniform(0, 0.005))
    process.kill()
    assert process.wait() == -signal.SIGKILL
    answer = hnetlab(*COMMAND, "x")
    assert answer.code == 0
    assert bits("x") == wanted
    assert not list(Path("x").glob("*.tmp"))


@pytest.mark.bits
def test_a_run_killed_in_each_stage_of_a_task_resumes_to_the_same_bits(start, hnetlab, folder, bits):
    settings = ("split-digits", "--method", "hnet-tir", "--scenario", "3", "--tasks", "2", "--seeds", "2")
    short = ("--set", "steps=60", "--set", "batch_size=16")
    command = ("train", *settings, *short, "--checkpoint-seconds", "0.1", "--resume", "--quiet", "--out")
    assert hnetlab(*command, "unbroken").code == 0
    records = [json.loads(line) for line in (folder / "unbroken" / "metrics.jsonl").read_text().splitlines()]
    stages = [(record["task"], record.get("stage")) for record in records]
    begins = {stage: stages.index(stage) for stage in ((1, 0), (1, 1), (1, 2))}  # classifier, VAE, inference
    for (_, number), begin in begins.items():
        process = start(*command, "x")
        wait_for_records(process, folder / "x" / "metrics.jsonl", begin + 15 * (1 + number))
        process.kill()
        assert process.wait() == -signal.SIGKILL
        assert RunFolder("x").result() is None
    assert hnetlab(*command, "x").code == 0
    assert bits("x") == bits("unbroken")


@pytest.mark.bits
def test_what_is_drawn_and_counted_for_pictures_survives_a_kill(start, hnetlab, folder, bits):
    (folder / "own.py").write_text(NETWORK)
    command = ["train", "colored-digits", "--tasks", "2", "--seeds", "2", "--module", "own.py:network"]
    for setting in (
        "epochs=4",
        "batch_size=64",
        "augmentation=flip,crop",
        "crop_padding=2",
        "normalize=data",
        "validation=0.2",
        "rate_schedule=plateau",
        "plateau_patience=1",
        "statistics=per_task",
    ):
        command += ["--set", setting]
    command += ["--checkpoint-seconds", "0.1", "--resume", "--quiet", "--out"]
    assert hnetlab(*command, "unbroken").code == 0
    records = [json.loads(line) for line in (folder / "unbroken" / "metrics.jsonl").read_text().splitlines()]
    second = [record["task"] for record in records].index(1)
    for count in (second // 2, (second + len(records)) // 2):  # in the first and in the second task
        process = start(*command, "x")
        wait_for_records(process, folder / "x" / "metrics.jsonl", count)
        process.kill()
        assert process.wait() == -signal.SIGKILL
        assert RunFolder("x").result() is None
    assert hnetlab(*command, "x").code == 0
    assert bits("x") == bits("unbroken")


@pytest.mark.bits
def test_a_run_that_is_being_trained_is_left_alone_by_other_processes(start, hnetlab, folder, wanted, bits):
    process = start(*COMMAND, "x", "--quiet")
    wait_for_records(process, folder / "x" / "metrics.jsonl", 10)
    process.send_signal(signal.SIGSTOP)  # it holds the folder, and does not reach its end meanwhile
    sentence = hnetlab(*COMMAND, "x").refusal
    assert sentence.startswith("Another process is training the run in x: ")
    process.send_signal(signal.SIGCONT)
    assert process.wait(60) == 0
    assert bits("x") == wanted


@pytest.mark.bits
def test_a_stop_saves_at_once_and_says_how_to_continue(start, hnetlab, folder, wanted, bits):
    process = start(*LEARN, "--set", "evaluate_every=20", "--out", "x")  # saves after each task only
    wait_for_records(process, folder / "x" / "metrics.jsonl", 20)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    last = err.strip().splitlines()[-1]
    assert last.startswith("Stopped: ")
    assert last.endswith('steps are done and saved; continue with "hnetlab train --resume --out x".')
    assert "Traceback" not in err
    done = int(last.split()[1])

    process = start("train", "--resume", "--out", "x")
    wait_for_records(process, folder / "x" / "metrics.jsonl", 70)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 143
    assert int(err.strip().splitlines()[-1].split()[1]) > done
    assert f"from step {done}" in err

    assert hnetlab("train", "--resume", "--out", "x").code == 0
    assert bits("x") == wanted


def test_a_disk_that_fills_up_keeps_the_last_good_checkpoint(start, hnetlab, folder, bits):
    # Training from scratch keeps a network per task: its checkpoints grow, and the second is one too many.
    command = ("train", "split-digits", "--tasks", "3", "--method", "scratch", "--set", "steps=5", "--out")
    assert hnetlab(*command, "whole", "--quiet").code == 0

    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (90_000, 90_000))

    process = start(*command, "x", "--quiet", preexec_fn=small_files)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert err == "Error: Can't write to x, the disk is full: free some space and continue with --resume.\n"
    assert not list(Path("x").glob("*.tmp"))

    assert hnetlab("train", "--resume", "--out", "x").code == 0
    assert bits("x") == bits("whole")


def test_a_disk_that_is_full_from_the_start_leaves_nothing(start, folder):
    def tiny_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (3_000, 3_000))

    process = start("train", "split-digits", "--set", "steps=5", "--quiet", preexec_fn=tiny_files)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert err.endswith("the disk is full: free some space and start again.\n")
    assert err.count("\n") == 1
    assert list(folder.iterdir()) == []
