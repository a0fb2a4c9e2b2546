"""What generators draw of old tasks, as pictures."""

import numpy as np
import pytest
import torch

from hnetlab import Run, configure, fit, views
from hnetlab.analysis.replayed import replayed
from hnetlab.base.errors import ConfigError, DataError
from hnetlab.figures import replayed as figure_of
from hnetlab.runs.store import RunFolder
from hnetlab.tasks import build_sequence


def learned(benchmark, method, **fields):
    return fit(Run(configure(benchmark, method, seeds=2, tasks=2, steps=5, **fields)), progress=False)


def test_pictures_of_permuted_tasks_are_shown_in_the_order_of_the_first(tmp_path):
    run = learned("permuted-digits", "hnet-r")
    found = replayed(run, replica=1)
    assert (found.rows, found.columns) == (tuple(task.name for task in run.sequence),) * 2
    assert [len(row) for row in found.pictures] == [1, 2]
    drawn = run.method.memory.album[1][1, 1]  # of the second replica, of the second task
    for picture, pixels in zip(found.pictures[1][1], drawn, strict=True):
        there = torch.as_tensor(picture.reshape(-1))[run.sequence[1].permutation.cpu()]
        torch.testing.assert_close(there.float() / 255, pixels.cpu(), atol=0.003, rtol=0)
    folder = RunFolder(tmp_path / "run")
    folder.save(run)
    again = replayed(folder.run(), replica=1)
    assert all(
        np.array_equal(one, two)
        for row, other in zip(found.pictures, again.pictures, strict=True)
        for one, two in zip(row, other, strict=True)
    )
    assert views.replayed(tmp_path / "run").data[0].type == "image"


def test_a_generator_that_knows_of_no_tasks_has_one_column():
    found = replayed(learned("split-digits", "dgr"))
    assert found.columns == ("all tasks",)
    assert [len(row) for row in found.pictures] == [1, 1]


def test_what_can_t_be_shown_is_told():
    with pytest.raises(ConfigError, match="draws no samples of old tasks"):
        replayed(learned("split-digits", "hnet"))
    config = configure("split-digits", "hnet-r", tasks=2, steps=5)
    with pytest.raises(DataError, match="No generator has been learned yet"):
        replayed(Run(config, sequence=build_sequence("split-digits", config.data)))
    with pytest.raises(ConfigError, match="There is no replica 2 in a run of 2"):
        replayed(learned("split-digits", "hnet-r"), replica=2)
    with pytest.raises(DataError, match="are no pictures"):
        replayed(learned("regression", "dgr"))


def test_the_grid_has_a_row_after_each_task_and_white_where_nothing_was_learned():
    drawn = [[np.zeros((4, 8, 8), np.uint8)], [np.zeros((4, 8, 8), np.uint8)] * 2]
    figure = figure_of(drawn, ["0, 1", "2, 3"], ["0, 1", "2, 3"])
    texts = [each.text for each in figure.layout.annotations]
    assert texts == ["0, 1", "2, 3", "after 0, 1", "after 2, 3"]
    sheet = np.asarray(figure.data[0].z)
    black = (sheet == 0).all(axis=2)
    half = sheet.shape[0] // 2, sheet.shape[1] // 2
    assert [int(part.sum()) for part in (black[: half[0], : half[1]], black[half[0] :, half[1] :])] == [
        256
    ] * 2
    assert not black[: half[0], half[1] :].any()


def test_the_compression_of_the_classifier_is_told_apart_from_that_of_all_networks():
    run = Run(configure("split-digits", "hnet-tir", tasks=2, steps=5))
    parts, size = run.method.trainable_numbers(), run.problem.target.size
    own = sum(count for name, count in parts.items() if ":" not in name) / size
    whole = sum(parts.values()) / size
    assert own < whole == run.method.compression_ratio()
    title = views.compression(run).layout.title.text
    assert title == f"Compression ratio {own:.3g}, with all networks {whole:.3g}"
