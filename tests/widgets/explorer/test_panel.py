import gc
import threading
import weakref
from typing import Any

import numpy as np
import pytest
import torch
from ipywidgets.widgets import widget as registry
from typer.testing import CliRunner

from hnetlab import Run, RunFolder, configure, fit
from hnetlab.analysis.landscape import landscape
from hnetlab.base.errors import ConfigError, DataError
from hnetlab.cli import app
from hnetlab.pages.explorer import explorer_page
from hnetlab.runs.session import Session
from hnetlab.tasks import Task, TaskSequence
from hnetlab.widgets import LiveLab, cell
from hnetlab.widgets.explorer.pad import Move
from hnetlab.widgets.explorer.panel import EmbeddingExplorer
from hnetlab.widgets.explorer.portrait import Portrait


def trained(benchmark="split-digits", steps=15, **fields):
    if benchmark != "regression":
        fields = {"target_hidden": (16,), "hypernetwork_hidden": (8,), "chunk_size": 256} | fields
    return fit(Run(configure(benchmark, steps=steps, **fields)))


@pytest.fixture(scope="module")
def flat(device):
    return trained(embedding_dim=2)


@pytest.fixture(scope="module")
def deep(device):
    return trained(embedding_dim=12, seeds=2)


@pytest.fixture
def explore():
    explorers = []

    def make(source, **options):
        explorers.append(EmbeddingExplorer(source, **options))
        return explorers[-1]

    yield make
    for explorer in explorers:
        assert not explorer.message.value
        explorer.close()


def scores(run, e, replica=0):
    """Test scores of all tasks for one embedding, the long way."""
    theta = {name: value.detach()[replica : replica + 1] for name, value in run.method.theta.items()}
    e = torch.as_tensor(e, dtype=torch.float32)[None, None]
    w = run.method.hypernet(theta, e).squeeze(0)
    return np.array([run.problem.score(w, task).item() for task in run.sequence])


def shown(explorer):
    return np.array(explorer.pad.readout["fills"])


def test_a_move_shows_the_scores_and_distances_of_the_place(explore, flat):
    explorer = explore(flat)
    explorer.pad.position = (0.3, -0.4)
    np.testing.assert_array_equal(explorer.e, [0.3, -0.4])
    np.testing.assert_allclose(shown(explorer), scores(flat, [0.3, -0.4]))
    e = flat.method.embeddings()[0].numpy()
    expected = [f"{np.hypot(*(row - [0.3, -0.4])):.2f}" for row in e]
    assert explorer.pad.readout["distances"] == expected
    assert explorer.pad.readout["place"] == "(0.30, -0.40)"


def test_a_jump_is_exactly_at_the_embedding(explore, deep):
    explorer = explore(deep, replica=1)
    embeddings = deep.method.embeddings()[1]
    for task in (3, 0, 4):
        explorer.pad.act({"do": "move", "x": 0, "y": 0, "task": task, "stamp": 1.0})
        assert torch.equal(torch.as_tensor(explorer.e, dtype=torch.float32), embeddings[task])
        np.testing.assert_allclose(shown(explorer), scores(deep, embeddings[task], replica=1))
        assert explorer.pad.readout["distances"][task] == "0.00"
        assert explorer.pad.readout["place"].startswith(f"embedding {task + 1} at ")


def test_one_answer_to_a_hand_is_one_message(explore, deep, monkeypatch):
    explorer = explore(deep)
    assert explorer.wait(60)
    sent = []
    monkeypatch.setattr(explorer, "send", lambda content, buffers=None: sent.append(content))
    act = {"do": "move", "x": 0.1, "y": 0.2, "task": None, "stamp": 3.0}
    with explorer._background.aside():
        explorer._handle_custom_msg({"kind": "act", "part": "pad", "id": "1", **act}, [])
        ((pad,),) = [[content["parts"]["pad"]] for content in sent]
    assert list(pad) == ["readout"]
    assert pad["readout"]["stamp"] == 3.0


def test_the_sliders_follow_a_jump_and_move_along_their_directions(explore, deep):
    explorer = explore(deep)
    explorer.jump(2)
    point = explorer.frame.project(deep.method.embeddings()[0, 2])
    values = [slider.value for slider in explorer.sliders.sliders]
    np.testing.assert_allclose(values, point[2:8], atol=0.02)
    before = explorer.e
    explorer.sliders.sliders[1].value += 0.5
    moved = explorer.e - before
    np.testing.assert_allclose(moved, explorer.frame.basis[3] * np.linalg.norm(moved), atol=1e-6)
    np.testing.assert_allclose(shown(explorer), scores(deep, explorer.e))
    assert "off the central plane" in explorer.pad.readout["place"]


def test_a_move_on_the_plane_keeps_what_the_sliders_say(explore, deep):
    explorer = explore(deep)
    explorer.jump(1)
    rest = explorer.frame.project(explorer.e)[2:]
    explorer.pad.position = (0.1, 0.2)
    np.testing.assert_allclose(explorer.frame.project(explorer.e), [0.1, 0.2, *rest], atol=1e-9)


def test_any_embedding_can_be_gone_to(explore, deep):
    explorer = explore(deep)
    e = np.linspace(-1, 1, 12)
    explorer.go(e)
    np.testing.assert_allclose(explorer.e, e, atol=1e-12)


def shades(found):
    """The bytes of a landscape of two classes: nothing at guessing, 50 %, and all at 100 %."""
    return np.round(255 * ((found.scores[0, ::-1] - 0.5) / 0.5).clip(0, 1)).astype(np.uint8)


def test_the_landscape_of_the_chosen_task_is_painted_to_its_end(explore, flat):
    explorer = explore(flat)
    assert explorer.wait(30)
    paintings = []
    explorer.pad.observe(lambda change: paintings.append(change["new"]["title"]), "landscape")
    explorer.chosen.value = 1
    assert explorer.wait(30)
    *_, last = landscape(explorer.probe, explorer.frame.plane, explorer.pad.scene["extent"], [1])
    expected = shades(last)
    assert explorer.pad.landscape["cells"] == expected.tobytes()
    assert paintings[0].endswith("% drawn")
    assert paintings[-1] == "accuracy on task 2"
    explorer.chosen.value = 3
    assert explorer.wait(30)
    assert explorer.pad.landscape["title"] == "accuracy on task 4"
    assert explorer.pad.landscape["cells"] != expected.tobytes()
    assert "Answers on task 4" in explorer.portrait.table.value


def test_the_landscape_goes_through_the_handle_in_more_dimensions(explore, deep):
    explorer = explore(deep)
    explorer.jump(2)
    assert explorer.wait(60)
    plane, offset = explorer.frame.plane, explorer.e - explorer.frame.plane.lift(explorer.pad.position)
    *_, last = landscape(explorer.probe, plane, explorer.pad.scene["extent"], [0], offset=offset)
    assert explorer.pad.landscape["cells"] == shades(last).tobytes()


def test_a_wider_view_shows_more_of_the_plane(explore, flat):
    explorer = explore(flat)
    left, right, bottom, top = explorer.pad.scene["extent"]
    explorer.view.value = 2.0
    wide = explorer.pad.scene["extent"]
    assert wide[1] - wide[0] == pytest.approx(2 * (right - left))
    assert wide[0] + wide[1] == pytest.approx(left + right)
    assert wide[2] + wide[3] == pytest.approx(bottom + top)


def test_the_pictures_are_those_of_the_place(explore, flat):
    explorer = explore(flat)
    assert explorer.wait(30)
    first = bytes(explorer.portrait.filters.value)
    assert first.startswith(b"\x89PNG")
    explorer.pad.position = (2.0, 2.0)
    assert explorer.wait(30)
    assert bytes(explorer.portrait.filters.value) != first
    counts = explorer.probe.confusion(explorer.e, 0)
    assert f">{counts[0, 0]}</td>" in explorer.portrait.table.value


def test_a_regression_shows_its_function_and_errors(explore):
    run = trained("regression", steps=5)
    explorer = explore(run)
    assert explorer.wait(30)
    np.testing.assert_allclose(
        [float(value) for value in explorer.pad.readout["values"]], scores(run, explorer.e), rtol=0.01
    )
    assert 'class="known"' in explorer.portrait.table.value
    assert explorer.portrait.filters.hidden
    assert explorer.pad.landscape["title"] == "error on task 1"


def test_embeddings_of_one_number_lie_on_a_line(explore):
    run = trained(steps=2, embedding_dim=1)
    explorer = explore(run)
    assert explorer.pad.scene["y"] == ""
    explorer.pad.position = (0.7, 0.0)
    np.testing.assert_allclose(explorer.e, [0.7])
    np.testing.assert_allclose(shown(explorer), scores(run, [0.7]))


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
    np.testing.assert_array_equal(explorer.e, embeddings[0, 0])
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


def test_data_that_are_no_images_have_a_sentence_in_place_of_filters(explore):
    x = torch.randn(40, 3, generator=torch.Generator().manual_seed(0))
    y = torch.arange(40) % 2
    task = Task("flowers", x, y, x, y, range(2), classes=("rose", "iris"))
    sequence = TaskSequence("flowers", "classification", (task, task), (3,), 2)
    run = fit(Run(configure("split-digits", steps=3, chunk_size=32, target_hidden=(8,)), sequence=sequence))
    explorer = explore(run)
    assert explorer.wait(30)
    assert "can't be shown as images" in explorer.portrait.caption.value
    assert explorer.portrait.filters.hidden
    assert '<th scope="col">rose</th><th scope="col">iris</th>' in explorer.portrait.table.value


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
        return embeddings[0]

    lab.step(4)
    lab.wait(60)
    np.testing.assert_allclose(explore(lab).embeddings, learned(0), rtol=1e-6)
    lab.save(tmp_path / "lab")
    explorer = explore(str(tmp_path / "lab" / "hnet"))
    np.testing.assert_allclose(explorer.embeddings, learned(1), rtol=1e-6)
    lab.close()


def a_regression(x):
    data = Task("line", x, 0.01 * x.float(), x, 0.01 * x.float(), range(1))
    return TaskSequence("lines", "regression", (data, data), (1,), 1)


@pytest.mark.parametrize(
    "x", [torch.arange(20.0)[:, None], torch.full((20, 1), 3.0)], ids=["line", "constant"]
)
def test_any_inputs_of_a_regression_have_a_picture_over_the_true_functions(explore, x):
    run = fit(Run(configure("regression", steps=3), sequence=a_regression(x)), progress=False)
    explorer = explore(run)
    assert explorer.wait(30)
    table = explorer.portrait.table.value
    assert 'class="known"' in table
    assert "nan" not in table


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
