"""What a caller may do to a command's standard output, standard error and terminal."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

TRAIN = "train split-digits --tasks 2 --set steps=4 --set target_hidden=4 -m finetune-target"


@pytest.fixture
def shell(folder):
    """Runs a line of the shell in which `hnetlab` stands for the command."""

    def call(line, **environment):
        return subprocess.run(
            ["/bin/sh", "-c", line.replace("hnetlab ", f"{sys.executable} -m hnetlab ")],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
        )

    return call


def test_a_closed_standard_error_shows_nothing_and_stops_nothing(shell):
    result = shell(f"hnetlab {TRAIN} --json --out x 2>&-")
    assert result.returncode == 0
    assert json.loads(result.stdout)["method"] == "finetune-target"


def test_fit_needs_no_standard_error(shell, folder):
    Path("fit.py").write_text(
        "from hnetlab import Run, configure, fit\n"
        "print(fit(Run(configure('split-digits', 'joint', steps=2, tasks=2), device='cpu')).finished)\n"
    )
    result = shell(f"{sys.executable} fit.py 2>&-")
    assert (result.returncode, result.stdout) == (0, "True\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a device that is always full")
def test_a_standard_output_that_is_full_is_one_sentence(shell):
    result = shell("hnetlab benchmarks >/dev/full")
    assert result.returncode == 2
    assert result.stderr == "Error: Can't write what is to be shown, the disk is full: free some space.\n"


def test_signs_that_a_terminal_does_not_know_are_replaced(shell):
    result = shell("hnetlab demo --tasks 2 --seeds 1 --steps 2", PYTHONIOENCODING="ascii")
    assert result.returncode == 0, result.stderr
    assert "Test accuracy" in result.stdout


def test_a_folder_that_looks_like_an_option_is_shown_so_that_it_can_be_typed(hnetlab):
    answer = hnetlab(*TRAIN.split(), "--out=-dash", "-q")
    assert "hnetlab report ./-dash" in answer.out
    assert hnetlab("report", "./-dash").code == 0


def test_a_terminal_that_is_closed_saves_the_run(start, folder):
    long = TRAIN.replace("steps=4", "steps=20000 --set evaluate_every=20")
    process = start(*long.split(), "--out", "x", "-q")
    metrics = folder / "x" / "metrics.jsonl"
    deadline = time.monotonic() + 60
    while not metrics.exists() or metrics.read_bytes().count(b"\n") < 3:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGHUP)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGHUP
    assert "steps are done and saved" in err
