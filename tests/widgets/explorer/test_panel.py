import numpy as np
import pytest
import torch

from hnetlab import Run, configure, fit
from hnetlab.analysis.landscape import landscape
from hnetlab.tasks import Task, TaskSequence

from .explorers import scores, shown, trained


def test_a_move_shows_the_scores_and_distances_of_the_place(explore, flat):
    explorer = explore(flat)
    explorer.pad.position = (0.3, -0.4)
    np.testing.assert_array_equal(explorer.e, [0.3, -0.4])
    np.testing.assert_allclose(shown(explorer), scores(flat, [0.3, -0.4]))
    e = flat.method.embeddings()[0].numpy(force=True)
    expected = [f"{np.hypot(*(row - [0.3, -0.4])):.2f}" for row in e]
    assert explorer.pad.readout["distances"] == expected
    assert explorer.pad.readout["place"] == "(0.30, -0.40)"


def test_a_jump_is_exactly_at_the_embedding(explore, deep):
    explorer = explore(deep, replica=1)
    embeddings = deep.method.embeddings()[1]
    for task in (3, 0, 4):
        explorer.pad.act({"do": "move", "x": 0, "y": 0, "task": task, "stamp": 1.0})
        assert torch.equal(torch.as_tensor(explorer.e, dtype=torch.float32), embeddings[task].cpu())
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
