"""The report of a run: true numbers, nothing from outside, for any run in any state."""

import json
import re
from base64 import b64decode
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
import torch

from hnetlab.analysis.metrics import summary_text
from hnetlab.base.errors import StoreError
from hnetlab.base.measure import ERROR
from hnetlab.experiments import configure
from hnetlab.learning import METHODS
from hnetlab.report import write_report
from hnetlab.report.sections import figure_html
from hnetlab.runs.store import RunFolder
from hnetlab.views import metrics

from .pages import Page, page_of, stored

pytestmark = pytest.mark.usefixtures("device")


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
