"""The command or code in a report trains the same run again."""

import re
import shlex
from dataclasses import fields
from html import unescape
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from PIL import Image
from typer.testing import CliRunner

from hnetlab.base.settings import fields_of
from hnetlab.cli import app
from hnetlab.cli.request import Request
from hnetlab.experiments import PRESETS, configure
from hnetlab.experiments.config import Config, setting_groups
from hnetlab.experiments.own import load_module
from hnetlab.experiments.tuned import TUNED
from hnetlab.learning import METHODS
from hnetlab.report.command import how_to_repeat
from hnetlab.runs.run import Run
from hnetlab.runs.store import RunFolder
from hnetlab.tasks import BENCHMARKS

from .pages import page_of

pytestmark = pytest.mark.usefixtures("device")


@pytest.mark.parametrize(
    "arguments",
    [
        {"benchmark": "split-digits", "tasks": 2},
        {"benchmark": "split-digits", "method": "finetune", "tasks": 3, "seeds": 3, "chunk_size": None},
        {"benchmark": "split-digits", "tasks": 2, "seeds": (7,), "lookahead": False, "beta": 1e-5},
        {"benchmark": "permuted-digits", "tasks": 2, "target_hidden": (20,), "hypernetwork_hidden": ()},
        {"benchmark": "regression", "preset": "paper", "target_hidden": (4, 5), "optimizer": "sgd"},
        {"benchmark": "arrays", "method": "joint", "split": (2, 2)},
        {"benchmark": "images", "method": "joint", "split": (2, 2), "size": 8},
        {"benchmark": "arrays", "method": "scratch", "permute": True, "tasks": 2},
    ],
    ids=str,
)
def test_the_command_in_the_report_repeats_the_run(tmp_path: Path, arguments: dict[str, Any]) -> None:
    if arguments["benchmark"] == "arrays":
        x, y = np.eye(4, dtype=np.float32), np.arange(4)
        np.savez(tmp_path / "my data.npz", x_train=x, y_train=y, x_test=x, y_test=y)
        arguments = {**arguments, "data": tmp_path / "my data.npz"}
    if arguments["benchmark"] == "images":
        for place in range(8):
            (tmp_path / "my pictures" / str(place // 2)).mkdir(parents=True, exist_ok=True)
            picture = Image.new("RGB", (9, 9), (0, 0, 30 * place))
            picture.save(tmp_path / f"my pictures/{place // 2}/{place}.png")
        arguments = {**arguments, "data": tmp_path / "my pictures"}
    config = configure(**arguments, steps=1)
    command = shlex.split(how_to_repeat(config, "cpu"))
    assert command[0] == "hnetlab"
    out = tmp_path / "again"
    result = CliRunner().invoke(app, [*command[1:], "--out", str(out), "--quiet"])
    assert result.exit_code == 0, result.output
    assert RunFolder(out).config() == config


TRAIN = typer.main.get_command(app).commands["train"]  # type: ignore[attr-defined]


def asked_by(command: str) -> Config:
    """The config that `hnetlab train` would learn with."""
    given = TRAIN.make_context("train", shlex.split(command)[2:]).params
    given["set"] = given["assignments"] or ()
    return Request(**{field.name: given[field.name] for field in fields(Request)}).config(given["benchmark"])


def coded_by(code: str) -> Config:
    """The config that lines of Python make, without the run that they would train with it."""
    names: dict[str, Any] = {}
    exec(code.rpartition("\nrun = ")[0], names)
    found: Config = names["config"]
    return found


def test_code_in_the_report_repeats_every_method_with_every_preset() -> None:
    for benchmark, presets in PRESETS.items():
        own: dict[str, Any] = {"data": "/x", "split": (4,)} if BENCHMARKS[benchmark].required else {}
        for preset, method in product(presets, METHODS):
            config = configure(benchmark, method, preset=preset, seeds=(3, 4), **own)
            assert coded_by(how_to_repeat(config)) == config


def test_a_value_in_place_of_a_tuned_one_is_said_though_it_is_the_default() -> None:
    for (benchmark, preset), methods in TUNED.items():
        own = {"data": "/x", "split": 2} if BENCHMARKS[benchmark].required else {}
        for (method, values), scenario in product(methods.items(), (1, 2, 3)):
            groups = setting_groups(benchmark, method).values()
            defaults = {name: field.default for group in groups for name, field in fields_of(group).items()}
            for name in values[scenario - 1]:
                more: dict[str, Any] = {**own, "scenario": scenario, name: defaults[name]}
                config = configure(benchmark, method, preset=preset, seeds=2, **more)
                assert asked_by(how_to_repeat(config)) == config
                config = configure(benchmark, method, preset=preset, seeds=(3, 4), **more)
                assert coded_by(how_to_repeat(config)) == config


@pytest.mark.parametrize(
    "changes",
    [
        {"classes": ("01", "02")},
        {"classes": ("1_0", "none", "1e3", "[x]", "a, b", 'the "c"', "-d")},
        {"classes": (" a", "b\n")},
        {"split": (4,)},
        {"replay.decoder_hidden": (20,)},
        {"trained": ("none", "[02].*", "4")},
        {"data": "/a, b/none"},
    ],
    ids=str,
)
def test_what_the_report_says_is_read_as_it_is_meant(changes: dict[str, Any]) -> None:
    config = configure("images", "dgr", **{"data": "/x", **changes})
    said = how_to_repeat(config)
    assert (asked_by if said.startswith("hnetlab") else coded_by)(said) == config


def test_code_in_the_report_repeats_seeds_that_the_command_line_can_not_name() -> None:
    config = configure("split-digits", tasks=2, steps=1, seeds=(5, 3), chunk_size=None, head="shared")
    names: dict[str, Any] = {}
    exec(how_to_repeat(config, "cpu"), names)
    assert names["run"].finished
    assert names["run"].config == config


def steered(path: Path) -> RunFolder:
    config = configure("split-digits", tasks=2, steps=6, seeds=2)
    run, folder = Run(config, device="cpu"), RunFolder(path)
    folder.create(run)
    events = folder.record(run)
    while run.steps_done < 8:
        next(events)
    run.change(beta=5.0)
    for _ in events:
        pass
    return folder


def test_a_run_that_was_steered_is_told_and_repeated_with_its_changes(tmp_path: Path) -> None:
    folder = steered(tmp_path / "run")
    page = page_of(folder, tmp_path / "page.html")
    assert "Changed while it was trained, after step 8 of the whole run: beta = 5.0." in page.text
    code = next(part for part in re.findall(r"<pre><code>(.*?)</code>", page.source, flags=re.DOTALL))
    names: dict[str, Any] = {}
    exec(unescape(code), names)
    assert np.array_equal(names["run"].history.scores, folder.history().scores, equal_nan=True)
    assert names["run"].settings == folder.run(device="cpu").settings


def test_a_run_with_its_own_network_is_told_and_repeated_with_it(tmp_path: Path) -> None:
    (tmp_path / "nets.py").write_text("from torch import nn\ndef make():\n    return nn.Linear(64, 4)\n")
    config = configure("split-digits", "joint", tasks=2, steps=2)
    place = f"{tmp_path / 'nets.py'}:make"
    run, folder = Run(config, device="cpu", module=load_module(place)), RunFolder(tmp_path / "run")
    run.own["module"] = place
    for _ in folder.record(run):
        pass
    page = page_of(folder, tmp_path / "page.html")
    assert f"It was given the target network {place} in place of the benchmark's." in page.text
    assert "The target network mlp" not in page.text
    command = shlex.split(how_to_repeat(config, "cpu", own={"module": place}))
    result = CliRunner().invoke(app, [*command[1:], "--out", str(tmp_path / "again"), "--quiet"])
    assert result.exit_code == 0, result.output
    again = RunFolder(tmp_path / "again")
    assert again.description() == folder.description()
    assert again.history().scores.tolist()[0][1] == folder.history().scores.tolist()[0][1]


def test_what_came_from_no_file_is_left_for_the_reader_to_give() -> None:
    config = configure("split-digits", tasks=2, steps=1)
    code = how_to_repeat(config, "cpu", own={"sequence": "mine"})
    assert "sequence = ...  # your own, mine" in code
    assert "Run(config, device='cpu', sequence=sequence)" in code
