import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from hnetlab.cli import app

TINY = ("--tasks", "2", "--set", "steps=6", "--set", "batch_size=8", "--set", "target_hidden=4")


class Answer:
    """What a command said and how it ended."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def json(self):
        """The one JSON object that is all of standard output."""
        return json.loads(self.out)

    @property
    def refusal(self):
        """The one sentence on standard error with which a command that did nothing ends."""
        assert (self.code, self.out) == (2, ""), self.err
        assert self.err.count("\n") == 1, self.err
        assert self.err.startswith("Error: ")
        assert self.err.endswith((".\n", "?\n"))
        assert "Traceback" not in self.err
        return self.err.removeprefix("Error: ").rstrip()


@pytest.fixture(autouse=True)
def _on_each_device(device):
    """Every test here is done on each device."""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder that the commands of a test run in."""
    place = tmp_path / "work"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def hnetlab(folder, monkeypatch):
    """Runs a command in this process."""
    monkeypatch.setenv("COLUMNS", "80")

    def call(*arguments):
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], prog_name="hnetlab")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    return call


@pytest.fixture
def start(folder, device):
    """Starts a command in a process of its own, on the test's device."""
    processes = []

    def begin(*arguments, **options):
        if arguments[0] == "train":
            arguments += ("--device", device.type)
        processes.append(
            subprocess.Popen(
                [sys.executable, "-m", "hnetlab", *map(str, arguments)],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env={**os.environ, "OMP_NUM_THREADS": "1"},
                **options,
            )
        )
        return processes[-1]

    yield begin
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture
def npz(tmp_path):
    """Writes an .npz file of four classes, with some of its arrays replaced or left out."""

    def write(name="data.npz", **changes):
        random = np.random.default_rng(1)
        arrays = {
            "x_train": random.random((40, 6), dtype=np.float32),
            "y_train": np.arange(40) % 4,
            "x_test": random.random((20, 6), dtype=np.float32),
            "y_test": np.arange(20) % 4,
            **changes,
        }
        path = tmp_path / name
        np.savez(path, **{key: value for key, value in arrays.items() if value is not None})
        return path

    return write


@pytest.fixture
def tiny():
    """Options for a run of an instant."""
    return TINY


@pytest.fixture
def tiny_hnet():
    """Options for a run with a hypernetwork of an instant."""
    return (*TINY, "--set", "hypernetwork_hidden=4", "--set", "chunk_size=100")


@pytest.fixture
def bits():
    """Reads what must be the same for two runs that are the same."""

    def read(path):
        names = ("checkpoint.safetensors", "metrics.jsonl")
        return {name: (Path(path) / name).read_bytes() for name in names}

    return read
