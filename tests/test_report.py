"""The report of a run: true numbers, nothing from outside, for any run in any state."""

import json
import re
import shlex
from base64 import b64decode
from dataclasses import fields
from html import unescape
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
import torch
import typer
from PIL import Image
from typer.testing import CliRunner

from hnetlab.analysis.metrics import summary_text
from hnetlab.base.errors import StoreError
from hnetlab.base.measure import ERROR
from hnetlab.base.settings import fields_of
from hnetlab.cli import app
from hnetlab.cli.request import Request
from hnetlab.experiments import PRESETS, configure
from hnetlab.experiments.config import Config, setting_groups
from hnetlab.experiments.own import load_module
from hnetlab.experiments.tuned import TUNED
from hnetlab.learning import METHODS
from hnetlab.report import write_report
from hnetlab.report.command import how_to_repeat
from hnetlab.report.sections import figure_html
from hnetlab.runs.run import Run
from hnetlab.runs.store import RunFolder
from hnetlab.tasks import BENCHMARKS
from hnetlab.views import metrics

pytestmark = pytest.mark.usefixtures("device")


class Page(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: tuple[str, dict[str, str | None]] = ("", {})
        self.words: list[str] = []
        self.figures: list[dict[str, Any]] = []
        self.styles = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = (tag, dict(attrs))
        self.tags.append(self.inside)

    def handle_endtag(self, tag: str) -> None:
        self.inside = ("", {})

    def handle_data(self, data: str) -> None:
        tag, attributes = self.inside
        if tag == "style":
            self.styles += data
        elif tag == "script":
            if attributes.get("type") == "application/json":
                self.figures.append(json.loads(data))
        elif data.strip():
            self.words.append(data.strip())

    @property
    def text(self) -> str:
        """Everything that a reader sees as text."""
        return " ".join(" ".join(self.words).split())

    @property
    def headings(self) -> list[str]:
        """The titles above the figures."""
        labels = [attributes["aria-label"] or "" for _, attributes in self.tags if "aria-label" in attributes]
        return [label.split(". ")[0] for label in labels]


def stored(path: Path, config: Config, *, steps: int | None = None) -> RunFolder:
    """The folder of a run that was trained to its end, or left after so many steps."""
    run, folder = Run(config), RunFolder(path)
    folder.create(run)
    events = folder.record(run)
    while not run.finished and run.steps_done != steps:
        next(events)
    events.close()
    return folder


def page_of(folder: RunFolder, destination: Path) -> Page:
    write_report(folder.path, destination)
    return Page(destination.read_text("utf-8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, device: torch.device) -> RunFolder:
    config = configure("split-digits", tasks=3, steps=10, seeds=3, evaluate_every=5)
    return stored(tmp_path_factory.mktemp("runs") / "split", config)


@pytest.fixture(scope="module")
def page(folder: RunFolder) -> Page:
    return page_of(folder, folder.path / "report.html")


def test_page_loads_nothing_from_outside(page: Page) -> None:
    """Links for a click are fine; what a browser would fetch by itself is not."""
    fetched = [
        (tag, name)
        for tag, attributes in page.tags
        for name in ("src", "srcset", "href", "data", "action")
        if name in attributes and tag != "a"
    ]
    assert not fetched
    assert not {"link", "iframe", "img", "object", "base"} & {tag for tag, _ in page.tags}
    assert "url(" not in page.styles
    assert "@import" not in page.styles
    policies = [attributes["content"] for tag, attributes in page.tags if "http-equiv" in attributes]
    assert len(policies) == 1
    assert (policies[0] or "").startswith("default-src 'none';")
    assert "http" not in (policies[0] or "")


def test_plotly_is_in_the_page_once(page: Page) -> None:
    assert len(re.findall(r"plotly\.js v\d", page.source)) == 1


def test_page_says_what_was_learned_and_how(page: Page) -> None:
    assert "Three tasks of split-digits" in page.text
    assert "a hypernetwork with the output regularizer" in page.text
    assert "The target network mlp: linear layers with an activation between." in page.text
    assert "Ten optimizer steps for each task, three seeds." in page.text
    assert "not finished" not in page.text


def test_page_holds_every_metric_with_its_standard_error(folder: RunFolder, page: Page) -> None:
    for name, metric in metrics(folder).items():
        assert f"{name.replace('_', ' ')} {summary_text(metric)}" in page.text


def test_page_holds_the_figures_with_the_numbers_of_the_run(folder: RunFolder, page: Page) -> None:
    assert page.headings[:4] == [
        "Accuracy after each task",
        "Accuracy on each task while learning",
        "Loss while learning",
        "Task embeddings",
    ]
    assert page.headings[4].startswith("Compression ratio")
    assert len(page.figures) == 5
    z = page.figures[0]["data"][0]["z"]
    shown = np.frombuffer(b64decode(z["bdata"]), z["dtype"]).reshape(3, 3)
    np.testing.assert_allclose(shown, 100 * folder.history().scores.mean(axis=0))


def test_page_holds_every_setting_and_the_environment(folder: RunFolder, page: Page) -> None:
    config = folder.config()
    for group in (config.data, config.target, config.training, config.learning):
        for name in type(group).model_fields:
            assert f" {name} " in page.text
    assert "beta Strength of the output regularizer. 0.1" in page.text
    for value in folder.environment().values():
        assert str(value) in page.text


def test_a_method_without_embeddings_has_no_figure_of_them(tmp_path: Path) -> None:
    page = page_of(
        stored(tmp_path / "run", configure("split-digits", "joint", tasks=2, steps=2)), tmp_path / "p.html"
    )
    assert page.headings == [
        "Accuracy after each task",
        "Accuracy on each task while learning",
        "Loss while learning",
    ]
    assert "In percent, of one seed." in page.text
    assert "SEM" not in page.text


def test_where_tasks_are_inferred_the_page_shows_how_often_rightly(tmp_path: Path) -> None:
    config = configure("split-digits", tasks=2, steps=4, scenario=3)
    page = page_of(stored(tmp_path / "run", config), tmp_path / "p.html")
    assert page.headings[:2] == ["Accuracy after each task", "Task accuracy after each task"]
    assert "Scenario 3: at test time the task is not told" in page.text


def test_a_regression_has_errors_instead_of_accuracies(tmp_path: Path) -> None:
    folder = stored(tmp_path / "run", configure("regression", steps=5, seeds=2))
    page = page_of(folder, tmp_path / "page.html")
    assert page.headings[0] == "Error after each task"
    assert "Mean squared errors over two seeds" in page.text
    metric = metrics(folder)["average_accuracy"]
    assert f"average error {summary_text(metric, measure=ERROR)}" in page.text
    assert "ccuracy" not in page.text


@pytest.mark.parametrize(
    ("steps", "notice", "figures"),
    [
        (0, "it has learned 0 of 3 tasks.", ["Compression"]),
        (2, "it has learned 0 of 3 tasks and is two steps into the next.", ["Loss", "Task", "Compression"]),
        (5, "it has learned 1 of 3 tasks and is one step", ["Accuracy", "Accuracy", "Loss", "Task", "Compr"]),
        (9, "it has learned 2 of 3 tasks and is one step", ["Accuracy", "Accuracy", "Loss", "Task", "Compr"]),
    ],
)
def test_an_interrupted_run_shows_what_there_is(tmp_path: Path, steps, notice, figures) -> None:
    config = configure("split-digits", tasks=3, steps=4, seeds=2)
    folder = stored(tmp_path / "run", config, steps=steps)
    page = page_of(folder, tmp_path / "page.html")
    assert notice in page.text
    assert len(page.headings) == len(figures)
    assert all(map(str.startswith, page.headings, figures))
    assert ("The first two tasks." in page.text) == (steps == 9)
    if steps == 9:
        final = folder.history().scores[:, 1, :2].mean()
        assert f"average accuracy {100 * final:.2f} ±" in page.text


def test_text_from_outside_stays_text(tmp_path: Path) -> None:
    """Such a name could otherwise end an element and begin a script."""
    name = "a & b <script>alert(1)<"
    folder = stored(tmp_path / name, configure("split-digits", tasks=2, steps=1))
    page = page_of(folder, tmp_path / "page.html")
    assert name in page.text
    assert "<script>alert" not in page.source


def test_a_page_that_can_not_be_written_leaves_nothing(folder: RunFolder, tmp_path: Path) -> None:
    destination = tmp_path / "missing" / "report.html"
    with pytest.raises(StoreError, match=r"Can't write the report .* \(No such file or directory\): choose"):
        write_report(folder.path, destination)
    with pytest.raises(StoreError, match="Can't write the report"):
        write_report(folder.path, tmp_path)
    assert not list(tmp_path.iterdir())
    assert not list(tmp_path.parent.glob("*.tmp"))


def test_a_folder_that_holds_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="not the folder of a run"):
        write_report(tmp_path, tmp_path / "report.html")
    assert not list(tmp_path.iterdir())


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
            Image.new("RGB", (9, 9), (0, 0, place)).save(tmp_path / f"my pictures/{place // 2}/{place}.png")
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


@pytest.mark.parametrize("method", [name for name, method in METHODS.items() if method.draws])
def test_what_a_generator_remembers_is_shown_or_why_not(tmp_path: Path, method: str) -> None:
    fields: dict[str, Any] = {"tasks": 2, "steps": 3, "head": "shared"}
    pictures = stored(tmp_path / "pictures", configure("split-digits", method, **fields))
    assert "What is remembered" in page_of(pictures, tmp_path / "pictures.html").text
    random = np.random.default_rng(0)
    x, y = random.random((40, 6), dtype=np.float32), np.arange(40) % 4
    np.savez(tmp_path / "mine.npz", x_train=x, y_train=y, x_test=x, y_test=y)
    flat = configure("arrays", method, data=str(tmp_path / "mine.npz"), split=2, steps=3)
    page = page_of(stored(tmp_path / "flat", flat), tmp_path / "flat.html")
    assert "What it remembers of old tasks is not shown. The inputs of" in page.text
    assert "What is remembered" not in page.text


def test_names_within_a_text_are_code_as_in_the_rest_of_the_page(page: Page) -> None:
    assert "<code>epochs</code>" in page.source
    assert "`" not in page.text


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


def test_a_page_follows_a_link_and_does_not_replace_a_device(folder: RunFolder, tmp_path: Path) -> None:
    link = tmp_path / "link.html"
    link.symlink_to(tmp_path / "real.html")
    write_report(folder.path, link)
    assert link.is_symlink()
    assert (tmp_path / "real.html").read_text().startswith("<!")
    device = tmp_path / "device"
    device.symlink_to("/dev/null")
    write_report(folder.path, device)
    assert device.resolve() == Path("/dev/null")
    assert not Path("/dev/null").is_file()


def test_a_number_that_is_not_finite_does_not_break_the_page() -> None:
    bars = go.Bar(x=["a", "b"], y=[1.0, 2.0], error_y={"array": [np.inf, 0.5]}, name="loss")
    source = figure_html(0, go.Figure(bars, {"template": "none"}))
    (table,) = re.findall(r'<script type="application/vnd[^"]*">(.*?)</script>', source)

    def refuse(word: str) -> None:
        raise AssertionError(word)

    assert [row[-1] for row in json.loads(table, parse_constant=refuse)["rows"]] == [None, 0.5]
