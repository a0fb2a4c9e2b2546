"""Which run an explorer shows, from its beginning to its end."""

import gc
import sys
import threading
import weakref
from typing import Any

import numpy as np
import pytest
import torch
from ipywidgets.widgets import widget as registry
from typer.testing import CliRunner

from hnetlab import Run, RunFolder, configure, fit
from hnetlab.base.errors import ConfigError, DataError
from hnetlab.cli import app
from hnetlab.pages.explorer import explorer_page
from hnetlab.runs.session import Session
from hnetlab.widgets import LiveLab, cell
from hnetlab.widgets.explorer.pad import Move
from hnetlab.widgets.explorer.panel import EmbeddingExplorer
from hnetlab.widgets.explorer.portrait import Portrait

from .explorers import scores, shown


@pytest.mark.bits
def test_exploring_changes_no_bit_of_the_run(explore):
    run, alone = (Run(configure("split-digits", steps=6, embedding_dim=3, target_hidden=(16,))) for _ in "ab")
    fit(alone)
    session = Session(lambda: run)
    session.step(9)
    session.wait(60)
    explorer = explore(session)
    for task in range(5):
        explorer.jump(task)
        explorer.pad.position = (0.1 * task, 0.2)
        explorer.chosen.value = task
    session.start()
    while session.status.state == "running":
        explorer.pad.position = tuple(
            np.random.default_rng(session.status.steps_done).normal(size=2).tolist()
        )
    assert session.wait(60).state == "finished"
    session.close()
    for name, value in alone.state().items():
        assert torch.equal(run.state()[name], value), name


def test_looking_again_takes_the_run_as_it_is_now(explore):
    session = Session(lambda: Run(configure("split-digits", steps=4, embedding_dim=2, target_hidden=(16,))))
    explorer = explore(session)
    assert [task["learned"] for task in explorer.pad.scene["tasks"]] == [False] * 5
    session.step(6)
    session.wait(60)
    assert [task["learned"] for task in explorer.pad.scene["tasks"]] == [False] * 5
    before = explorer.e
    explorer.again.click()
    assert [task["learned"] for task in explorer.pad.scene["tasks"]] == [True, True, False, False, False]
    assert not np.array_equal(explorer.e, before), "the handle moves with the embedding it is on"
    embeddings = session.run.method.embeddings()
    assert embeddings is not None
    np.testing.assert_array_equal(explorer.e, embeddings[0, 0].cpu())
    explorer.pad.position = (0.5, 0.5)
    explorer.again.click()
    np.testing.assert_allclose(explorer.e, [0.5, 0.5])
    session.close()


def test_looking_again_finds_another_run_after_a_reset(explore, flat):
    session = Session(lambda: flat)
    explorer = explore(session, task=4)
    explorer.pad.position = (0.2, 0.1)
    session.reset(lambda: Run(configure("regression", embedding_dim=3)))
    explorer.again.click()
    assert len(explorer.pad.scene["tasks"]) == 3
    assert explorer.task == 2
    np.testing.assert_array_equal(explorer.e, explorer.embeddings[0])
    assert explorer.wait(30)
    session.close()


def test_a_stored_run_can_be_explored(explore, flat, tmp_path):
    folder = RunFolder(tmp_path / "run")
    folder.save(flat)
    explorer = explore(folder)
    np.testing.assert_allclose(shown(explorer), scores(flat, flat.method.embeddings()[0, 0]))


def test_a_method_without_hypernetwork_is_refused():
    with pytest.raises(ConfigError, match="has no hypernetwork"):
        EmbeddingExplorer(Run(configure("split-digits", "finetune-target")))


def test_an_error_is_shown_in_one_sentence_and_raised(flat):
    explorer = EmbeddingExplorer(flat)
    with pytest.raises(IndexError):
        explorer.pad.move(Move(0.0, 0.0, task=99))
    assert "IndexError" in explorer.message.value
    explorer.pad.position = (0.0, 0.0)
    assert not explorer.message.value
    explorer.close()


def test_an_error_in_the_background_is_shown(flat, monkeypatch):
    monkeypatch.setattr(Portrait, "draw", lambda *_: 1 / 0)
    explorer = EmbeddingExplorer(flat)
    explorer.pad.position = (0.0, 0.1)
    assert explorer.wait(30)
    assert "division by zero" in explorer.message.value
    explorer.close()


def test_close_ends_the_thread(flat):
    explorer = EmbeddingExplorer(flat)
    explorer.close()
    assert "hnetlab background" not in [thread.name for thread in threading.enumerate()]
    explorer.pad.position = (0.5, 0.0)
    assert "hnetlab background" not in [thread.name for thread in threading.enumerate()]


def test_a_cell_that_ends_with_the_explorer_shows_it(explore, flat):
    bundle, _ = explore(flat)._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_an_exported_page_is_that_of_the_command(explore, deep, tmp_path):
    RunFolder(tmp_path / "run").save(deep)
    explorer = explore(tmp_path / "run")
    explorer.export(tmp_path / "first.html", samples=20)
    command = [
        "export",
        "explorer",
        str(tmp_path / "run"),
        "--samples",
        "20",
        "-o",
        str(tmp_path / "same.html"),
    ]
    assert CliRunner().invoke(app, command).exit_code == 0
    page = (tmp_path / "first.html").read_text("utf-8")
    assert (tmp_path / "same.html").read_text("utf-8") == page
    assert explorer.page(samples=20).text == page
    explorer.seed.value = 1
    explorer.export(tmp_path / "second.html", samples=20)
    assert (tmp_path / "second.html").read_text("utf-8") == explorer_page(deep, replica=1, samples=20) != page


def test_a_page_is_of_the_moment_that_the_explorer_shows(explore):
    session = Session(lambda: Run(configure("split-digits", steps=4, embedding_dim=2, target_hidden=(16,))))
    session.step(6)
    session.wait(60)
    explorer = explore(session)
    page = explorer.page(samples=20).text
    session.start()
    session.wait(60)
    assert "2 of 5 tasks so far" in page
    assert explorer.page(samples=20).text == page
    explorer.again.click()
    assert "5 of 5 tasks so far" in explorer.page(samples=20).text
    session.close()
    with pytest.raises(ConfigError, match="0 test samples per task"):
        explorer.page(samples=0)


def test_a_closed_explorer_exports_nothing(flat, tmp_path):
    explorer = EmbeddingExplorer(flat)
    explorer.close()
    with pytest.raises(DataError, match="This explorer is closed"):
        explorer.export(tmp_path / "page.html")
    with pytest.raises(DataError, match="This explorer is closed"):
        explorer.page()
    assert not list(tmp_path.iterdir())


def test_the_seed_can_be_chosen(explore, deep):
    explorer = explore(deep)
    assert explorer.seed.options == (("1", 0), ("2", 1))
    explorer.jump(2)
    explorer.seed.value = 1
    np.testing.assert_allclose(shown(explorer), scores(deep, deep.method.embeddings()[1, 2], replica=1))
    explorer.again.click()
    assert explorer.seed.value == 1
    np.testing.assert_allclose(shown(explorer), scores(deep, deep.method.embeddings()[1, 2], replica=1))


def test_what_tools_found_with_one_seed_is_not_shown_beside_another(explore, deep, monkeypatch):
    monkeypatch.setattr("hnetlab.analysis.transfer.COUNTS", (1, 5))
    explorer = explore(deep)
    transfer = explorer.transfer

    def found():
        return explorer.paths.figure is not None, transfer.figure is not None, transfer.result.value != ""

    for button in (explorer.paths.button, transfer.find, transfer.curve):
        button.click()
    assert explorer.wait(60)
    assert found() == (True, True, True)
    explorer.seed.value = 1
    assert explorer.wait(60)
    assert found() == (False, False, False)


@pytest.mark.parametrize(
    ("tool", "button", "finding"),
    [
        ("paths", "button", "path_scores"),
        ("transfer", "find", "fit_embedding"),
        ("transfer", "curve", "few_shot"),
    ],
)
def test_what_a_tool_finds_too_late_is_not_shown(explore, deep, monkeypatch, tool, button, finding):
    def late(*arguments, **options):
        explorer.seed.value = 1
        return find(*arguments, **options)

    monkeypatch.setattr("hnetlab.analysis.transfer.COUNTS", (1, 5))
    find = getattr(sys.modules[f"hnetlab.widgets.explorer.{tool}"], finding)
    monkeypatch.setattr(f"hnetlab.widgets.explorer.{tool}.{finding}", late)
    explorer = explore(deep)
    pressed = getattr(getattr(explorer, tool), button)
    pressed.click()
    assert explorer.wait(60)
    assert explorer.seed.value == 1
    assert (explorer.paths.figure, explorer.transfer.figure, explorer.transfer.result.value) == (
        None,
        None,
        "",
    )
    np.testing.assert_array_equal(explorer.e, explorer.embeddings[0])
    assert not pressed.disabled


def test_a_run_with_one_seed_leaves_no_choice(explore, flat):
    assert explore(flat).seed.hidden


def test_after_a_reset_to_fewer_seeds_the_last_is_shown(explore, deep, flat):
    session = Session(lambda: deep)
    explorer = explore(session, replica=1)
    session.reset(lambda: flat)
    explorer.again.click()
    assert (explorer.seed.value, len(explorer.seed.options)) == (0, 1)
    session.close()


@pytest.mark.parametrize("task", [5, 9, -1, 1.5, None])
def test_a_task_that_is_not_there_is_refused(flat, task):
    with pytest.raises(DataError, match="There is no task"):
        EmbeddingExplorer(flat, task=task)


def test_a_live_panel_and_a_path_can_be_explored(explore, flat, tmp_path):
    fields: dict[str, Any] = {"steps": 3, "target_hidden": (8,), "chunk_size": 64}
    lab = LiveLab("split-digits", ["finetune", "hnet"], **fields)

    def learned(lane):
        embeddings = lab.runs[lane].method.embeddings()
        assert embeddings is not None
        return embeddings[0].cpu()

    lab.step(4)
    lab.wait(60)
    np.testing.assert_allclose(explore(lab).embeddings, learned(0), rtol=1e-6)
    lab.save(tmp_path / "lab")
    explorer = explore(str(tmp_path / "lab" / "hnet"))
    np.testing.assert_allclose(explorer.embeddings, learned(1), rtol=1e-6)
    lab.close()


def test_a_closed_explorer_keeps_nothing(flat, tmp_path):
    def explored():
        RunFolder(tmp_path / "run").save(flat)
        explorer = EmbeddingExplorer(tmp_path / "run")
        explorer.tools.selected_index = 2
        explorer.paths.button.click()
        assert explorer.wait(60)
        kept = weakref.ref(explorer.probe)
        explorer.close()
        explorer.close()
        return explorer, kept

    explored()[0]
    before = set(registry._instances)
    explorer, kept = explored()
    assert set(registry._instances) == before
    gc.collect()
    assert kept() is None
    with pytest.raises(DataError, match="explorer is closed"):
        explorer.jump(1)


def test_an_explorer_whose_cell_runs_again_is_closed(flat, monkeypatch):
    monkeypatch.setattr(cell, "_cell_id", lambda: "a cell")
    first, second = EmbeddingExplorer(flat), EmbeddingExplorer(flat)
    with pytest.raises(DataError, match="explorer is closed"):
        first.jump(0)
    second.jump(0)
    second.close()


def test_explorers_beside_each_other_in_one_cell_live_until_it_runs_again(flat, monkeypatch):
    monkeypatch.setattr(cell, "_cell_id", lambda: "a cell")
    monkeypatch.setattr(cell, "_execution_id", lambda: "first")
    pair = [EmbeddingExplorer(flat), EmbeddingExplorer(flat)]
    for explorer in pair:
        explorer.jump(1)
    monkeypatch.setattr(cell, "_execution_id", lambda: "second")
    again = EmbeddingExplorer(flat)
    for explorer in pair:
        with pytest.raises(DataError, match="explorer is closed"):
            explorer.jump(0)
    again.jump(0)
    again.close()
