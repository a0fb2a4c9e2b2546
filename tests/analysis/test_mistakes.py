import numpy as np
import pytest
import torch
from torch import nn

from hnetlab import views
from hnetlab.analysis.mistakes import convolution_filters, mistakes
from hnetlab.base.errors import DataError
from hnetlab.experiments import configure
from hnetlab.runs.engine import train
from hnetlab.runs.run import Run
from hnetlab.tasks import Arrays, split_sequence


def trained(run):
    for _ in train(run):
        pass
    return run


@pytest.fixture(scope="module")
def pictures():
    """Two tasks of color pictures, half of whose test labels are wrong on purpose."""
    random = np.random.default_rng(1)
    y = np.arange(80) % 4
    x = (random.integers(0, 60, (80, 3, 4, 4)) + 45 * y[:, None, None, None]).astype(np.uint8)
    return split_sequence(Arrays(x, y, x[:16], y[:16]), 2)


@pytest.mark.parametrize("scenario", [1, 3])
@pytest.mark.parametrize("method", ["hnet", "finetune-target"])
def test_the_mistakes_are_what_the_scores_count(pictures, method, scenario):
    config = configure("split-digits", method, tasks=2, steps=30, scenario=scenario, seeds=2)
    sequence = type(pictures)(pictures.name, pictures.kind, pictures.tasks, (3, 4, 4), 4, scenario)
    run = trained(Run(config, sequence=sequence))
    scores = run.scores(2)
    for task in (0, 1):
        for replica in (0, 1):
            found = mistakes(run, task, replica=replica)
            assert 1 - found.wrong / found.tested == pytest.approx(scores[replica, task].item())
            assert found.pictures.shape == (found.wrong, 4, 4, 3)
            for picture, truth, answer in zip(found.pictures, found.truths, found.answers, strict=True):
                assert truth != answer
                same = (
                    (sequence[task].x_test == torch.from_numpy(picture.transpose(2, 0, 1).copy()))
                    .flatten(1)
                    .all(1)
                )
                labels = sequence[task].y_test[same].tolist()
                assert truth in {sequence[task].class_names[label] for label in labels}
    title = views.mistakes(run, 0).layout.title
    assert title.text.startswith("Task 1, classes 0, 1")


def test_the_filters_are_those_that_the_network_of_the_task_has(pictures):
    module = nn.Sequential(nn.Conv2d(3, 5, 3), nn.ReLU(), nn.Conv2d(5, 2, 2), nn.Flatten(), nn.Linear(2, 4))
    run = trained(
        Run(configure("split-digits", tasks=2, steps=3, chunk_size=50), sequence=pictures, module=module)
    )
    for task in (0, 1):
        found = convolution_filters(run, task)
        assert {name: values.shape for name, values in found.items()} == {
            "0.weight": (5, 3, 3, 3),
            "2.weight": (2, 5, 2, 2),
        }
        w = run.method.weights(task)[0]
        assert np.array_equal(found["0.weight"].ravel(), w[: 5 * 27].numpy(force=True))
    assert not np.array_equal(convolution_filters(run, 0)["0.weight"], found["0.weight"])
    assert "2.weight" in views.filters(run, 1, layer=1).layout.title.text
    with pytest.raises(DataError, match="There is no convolution 2: choose one of 2"):
        views.filters(run, 1, layer=2)


def test_what_has_no_pictures_or_no_convolutions_is_one_sentence():
    run = Run(configure("regression", steps=2))
    with pytest.raises(DataError, match="The task 0 has not been begun"):
        mistakes(run, 0)
    with pytest.raises(DataError, match="no pictures of classes"):
        mistakes(trained(run), 0)
    with pytest.raises(DataError, match="has no convolutions"):
        convolution_filters(run, 0)


def test_the_scores_and_the_gains_of_runs_on_the_same_tasks():
    runs = {
        name: trained(Run(configure("split-digits", name, tasks=2, steps=8, seeds=2)))
        for name in ("hnet", "scratch")
    }
    figure = views.scores_per_task(runs)
    assert [bar.name for bar in figure.data] == ["hnet, during", "hnet, final", "scratch"]
    gains = views.forward_transfer({"mine": runs["hnet"]}, runs["scratch"]).data[0]
    during = [np.diagonal(run.history.scores, axis1=1, axis2=2) for run in runs.values()]
    assert list(gains.y) == pytest.approx((100 * (during[0] - during[1]).mean(axis=0)).tolist())
    other = Run(configure("regression", steps=2))
    with pytest.raises(DataError, match="The runs have other tasks"):
        views.scores_per_task({"a": runs["hnet"], "b": trained(other)})
