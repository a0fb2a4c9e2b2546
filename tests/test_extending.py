"""The page for people who add to hnetlab: its code runs as it stands there, and does what the page says."""

import re
import subprocess
import sys
from dataclasses import fields, is_dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from hnetlab import (
    BENCHMARKS,
    METHODS,
    PRESETS,
    Config,
    LiveLab,
    Run,
    RunFolder,
    Session,
    configure,
    fit,
    train,
    write_report,
)
from hnetlab.base.measure import ERROR
from hnetlab.cli import app
from hnetlab.experiments.own import load_module
from hnetlab.runs.engine import TaskStarted

pytestmark = pytest.mark.usefixtures("device")
PAGE = Path(__file__).parents[1] / "docs" / "extending.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
PROGRAM = re.search(r"\n    if __name__ .*?app\(\)\n", PAGE.read_text("utf-8"), flags=re.DOTALL)
SMALL = {"steps": 6, "batch_size": 8, "target_hidden": (6,)}


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """All of the page's code in one file, as a program."""
    assert len(BLOCKS) == 4
    assert PROGRAM
    path = tmp_path_factory.mktemp("own") / "mine.py"
    ending = "\n".join(line.removeprefix("    ") for line in PROGRAM[0].splitlines())
    path.write_text("\n\n".join([*BLOCKS, ending]) + "\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def mine(file):
    """The file, imported; its entries are taken out of the registries afterwards."""
    registries: tuple[dict[str, Any], ...] = (METHODS, BENCHMARKS, PRESETS)
    before = [dict(registry) for registry in registries]
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(file.parent)
        yield import_module("mine")
    del sys.modules["mine"]
    for registry, entries in zip(registries, before, strict=True):
        registry.clear()
        registry.update(entries)


@pytest.fixture
def make(mine):
    """Makes small runs of the page's method on the page's benchmark."""

    def make(seeds=(1,), method="tether", device="auto", **settings):
        config = configure("rotated-digits", method, seeds=seeds, tasks=3, **{**SMALL, **settings})
        return Run(config, device=device)

    return make


def weights_of(run):
    return [run.method.weights(task) for task in range(3)]


def command(*arguments):
    answer = CliRunner().invoke(app, [*map(str, arguments)], prog_name="hnetlab")
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def test_the_method_is_trained_and_tested_on_every_task(make):
    run = fit(make(seeds=2), progress=False)
    assert run.history.scores.shape == (2, 3, 3)
    assert np.isfinite(np.diagonal(run.history.scores, axis1=1, axis2=2)).all()
    first, *_, last = run.history.measurements
    assert [*first.losses] == ["task"]
    assert [*last.losses] == ["task", "tether"]
    assert min(last.losses["tether"]) > 0


def test_a_tighter_tether_leaves_the_weights_nearer_to_where_they_were(make):
    def moved(pull):
        run = make(pull=pull, steps=40)
        for event in train(run):
            if isinstance(event, TaskStarted):
                found = run.method.weights(0).clone()
        return float((run.method.weights(0) - found).norm())

    assert moved(1.0) < moved(0.0) / 2


@pytest.mark.bits
@pytest.mark.parametrize("steps", [3, 6, 9, 15])
def test_the_method_goes_on_from_its_state_with_the_same_bits(make, steps):
    whole, first = fit(make(seeds=2), progress=False), make(seeds=2)
    for _ in train(first):
        if first.steps_done == steps:
            break
    second = make(seeds=2)
    state = {name: value.clone() for name, value in first.state().items()}
    second.restore(state, first.position, first.history.records)
    fit(second, progress=False)
    assert all(map(torch.equal, weights_of(second), weights_of(whole)))


def test_the_method_goes_on_from_its_folder(make, tmp_path):
    folder, run = RunFolder(tmp_path / "run"), make()
    folder.create(run)
    session = Session(lambda: run, foreground=True)
    session.step(8)
    session.wait()
    session.inspect(folder.save)
    again = fit(folder.run(), progress=False)
    assert all(map(torch.equal, weights_of(again), weights_of(fit(make(), progress=False))))


def test_the_method_learns_alone_what_it_learns_in_company(make):
    together = fit(make(seeds=(1, 2, 3)), progress=False)
    for index, seed in enumerate((1, 2, 3)):
        alone = fit(make(seeds=(seed,)), progress=False)
        for mine, theirs in zip(weights_of(together), weights_of(alone), strict=True):
            torch.testing.assert_close(mine[index], theirs[0], rtol=1e-5, atol=2e-5)


def on_meta(value):
    """The same with every tensor on the device without numbers."""
    if isinstance(value, torch.Tensor):
        return value.to("meta")
    if isinstance(value, tuple):
        return tuple(map(on_meta, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: on_meta(getattr(value, field.name)) for field in fields(value)})
    return value


def test_the_method_s_update_looks_at_no_number(make):
    run = make(seeds=(1, 2), device=torch.device("meta"))
    for stage in run.schedule:
        run.method.begin(stage)
        losses = run.method.update(on_meta(run.method.inputs(stage, 0)))
        assert {(loss.device.type, loss.shape) for loss in losses.values()} == {("meta", (2,))}
        run.method.end(stage)


def test_the_method_s_setting_can_be_changed_on_the_way(make):
    run = make()
    events = train(run)
    while run.steps_done < 9:
        next(events)
    run.change(pull=3.0, learning_rate=1e-4)
    fit(run, progress=False)
    assert run.settings.learning.pull == 3.0
    assert [change.values for change in run.history.changes] == [{"pull": 3.0, "learning_rate": 1e-4}]


def test_a_config_of_method_and_benchmark_survives_json(make):
    config = make(pull=0.5).config
    assert Config.from_json(config.model_dump_json()) == config
    assert type(config.learning).__name__ == "TetherSettings"


def test_the_command_line_lists_what_was_added(mine, tmp_path, monkeypatch):
    listed = " ".join(command("benchmarks").split())
    assert mine.Tether.summary in listed
    assert BENCHMARKS["rotated-digits"].summary in listed
    assert "4 tasks of 1,442 training and 355 test samples" in listed
    details = command("benchmarks", "rotated-digits", "--method", "tether")
    assert re.search(r"pull +0\.01 +How hard the weights are pulled back", details)


def test_the_file_is_a_program_that_trains_and_reports(file, tmp_path, device):
    def program(*arguments):
        line = [sys.executable, str(file), *arguments]
        result = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr
        return result.stdout

    options = ["--set", "steps=3", "--quiet", "--device", device.type, "--out", "run"]
    network = ("--module", f"{file}:Convolution")
    shown = program("train", "rotated-digits", "--method", "tether", *network, *options)
    assert "rotated-digits, method tether" in shown
    program("report", "run")
    page = next(tmp_path.rglob("*.html")).read_text("utf-8")
    assert "pulled back to where the task found it" in page


def test_a_run_of_a_method_that_is_not_there_is_refused_in_a_sentence(make, mine, tmp_path, monkeypatch):
    folder = RunFolder(tmp_path / "run")
    folder.create(make())
    monkeypatch.delitem(METHODS, "tether")
    with pytest.raises(Exception, match=r"Unknown method 'tether'"):
        folder.config()


@pytest.mark.parametrize("method", ["tether", "hnet"])
def test_the_network_is_trained_as_a_target(mine, method):
    config = configure("rotated-digits", method, seeds=2, steps=30, batch_size=32)
    run = fit(Run(config, module=mine.Convolution()), progress=False)
    assert isinstance(run.problem.target.module, mine.Convolution)
    assert run.history.scores[:, 0, 0].min() > 0.3


def test_a_file_that_was_run_already_is_not_run_again(mine, file):
    made = load_module(f"{file}:Convolution")
    assert isinstance(made, mine.Convolution)
    assert METHODS["tether"] is mine.Tether


def test_the_network_is_named_on_the_command_line(mine, file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    options = ("--module", f"{file}:Convolution", "--set", "steps=2", "--out", "run", "--quiet")
    command("train", "rotated-digits", "--method", "tether", *options)
    assert RunFolder("run").description().target_weights == 8 * 9 + 8 + 72 * 40 + 40


def test_the_figure_is_drawn_from_a_run(mine, make):
    run = fit(make(seeds=2), progress=False)
    figure = mine.fading_of(run)
    assert [line.name for line in figure.data] == [task.name for task in run.sequence]
    assert [len(line.y) for line in figure.data] == [3, 2, 1]
    shown = 100 * run.history.scores.mean(axis=0)
    np.testing.assert_allclose(figure.data[0].y, shown[:, 0])
    assert figure.layout.yaxis.title.text == "test accuracy (%)"


def test_the_figure_takes_any_measure(mine):
    figure = mine.fading(np.full((1, 2, 2), 0.01), measure=ERROR)
    assert figure.layout.yaxis.type == "log"
    assert figure.layout.yaxis.title.text == "test mean squared error"
    np.testing.assert_allclose(figure.data[0].y, [0.01, 0.01])


def test_each_part_of_the_page_is_a_page():
    assert all(block.count("\n") <= 50 for block in BLOCKS)


@pytest.mark.parametrize("target", re.findall(r"\]\((?!http)([^)]+)\)", PAGE.read_text("utf-8")))
def test_what_the_page_points_to_is_there(target):
    assert (PAGE.parent / target).exists()


def test_the_panel_offers_method_and_benchmark_and_has_a_knob_for_the_setting(mine):
    fields: dict[str, Any] = {**SMALL, "tasks": 2, "chunk_size": 100}
    lab = LiveLab("rotated-digits", ["tether", "hnet"], foreground=True, **fields)
    assert ("tether", "tether") in lab.knobs.method.options
    assert ("rotated-digits", "rotated-digits") in lab.knobs.benchmark.options
    lab.knobs.network.value = "resnet32"
    lab.reset()
    assert [run.config.network for run in lab.runs] == ["resnet32"] * 2
    lab.knobs.network.value = "mlp"
    lab.reset()
    lab.step(8)
    lab.wait()
    lab.knobs.pull.value = 10.0
    tether, hypernetwork = lab.runs
    assert tether.settings.learning.model_dump() == {"pull": 10.0}
    assert not hypernetwork.history.changes
    lab.close()


def test_a_benchmark_without_presets_has_the_defaults(make, mine, monkeypatch):
    monkeypatch.delitem(PRESETS, "rotated-digits")
    config = configure("rotated-digits", "tether", tasks=2)
    assert (config.preset, config.training.steps) == ("quick", 2000)
    assert "presets: quick" in command("benchmarks")
    with pytest.raises(Exception, match="no preset 'paper'"):
        configure("rotated-digits", preset="paper")
    lab = LiveLab("rotated-digits", "tether", foreground=True)
    assert lab.knobs.preset.options == (("quick", "quick"),)
    lab.close()


def test_a_report_knows_a_benchmark_without_presets(make, mine, tmp_path, monkeypatch):
    monkeypatch.delitem(PRESETS, "rotated-digits")
    folder = RunFolder(tmp_path / "run")
    folder.create(make())
    write_report(folder, tmp_path / "page.html")
    assert "--set steps=6" in (tmp_path / "page.html").read_text("utf-8")


def test_random_numbers_as_the_page_draws_them_are_new_in_each_step_and_the_same_when_asked_again(make):
    (said,) = re.findall(
        r'`(problem\.generators\("my noise",\s+.*?\))`', PAGE.read_text("utf-8"), flags=re.DOTALL
    )
    problem, stage = make().problem, make().schedule.stage(1)

    def drawn(step: int) -> float:
        (generator,) = eval(said, {"problem": problem, "stage": stage, "step": step})
        return float(torch.rand(1, generator=generator))

    assert drawn(0) == drawn(0)
    assert len({drawn(step) for step in range(5)}) == 5
