from dataclasses import replace

import numpy as np
import pytest
import torch

from hnetlab.analysis.probe import Probe
from hnetlab.analysis.transfer import draw_samples, few_shot, fit_embedding
from hnetlab.base.errors import DataError
from hnetlab.base.measure import ACCURACY, ERROR
from hnetlab.base.seeding import generator
from hnetlab.experiments import configure
from hnetlab.runs.run import Run

HIDDEN = torch.tensor([0.4, -0.7, 0.2, 0.5, -0.3])


def random_state(seed):
    return torch.Generator().manual_seed(seed)


@pytest.fixture(scope="module")
def paused(paused_run):
    return Probe.of(paused_run)


@pytest.fixture(scope="module")
def with_hidden_task(paused):
    """Its unseen task is labeled by the network that the hypernetwork generates at a hidden embedding."""
    place = paused.embeddings[0] + HIDDEN.to(paused.embeddings)
    unseen = replace(paused.tasks[2], head=paused.tasks[0].head)

    def answers(x):
        return paused.outputs(place[None], unseen.inputs(x))[0, :, :2].argmax(-1).clone()

    unseen = replace(unseen, y_train=answers(unseen.x_train), y_test=answers(unseen.x_test))
    return replace(paused, tasks=(*paused.tasks[:2], unseen))


def test_a_task_of_the_hypernetwork_itself_is_found_again(with_hidden_task):
    fit = fit_embedding(with_hidden_task, 2, torch.arange(200))
    assert fit.losses.shape == (200,)
    assert fit.losses[-1] < 0.3 * fit.losses[0]
    assert fit.score > 0.95
    e = torch.tensor(fit.embedding)
    assert with_hidden_task.scores(e[None], [2]).item() == pytest.approx(fit.score)


def test_the_fit_starts_at_the_best_of_the_learned_embeddings_and_their_mean(paused):
    samples = torch.arange(40)
    fit = fit_embedding(paused, 2, samples, steps=1, head=range(2))
    learned = paused.embeddings[:2]
    candidates = torch.cat([learned.mean(dim=0, keepdim=True), learned])
    task = paused.tasks[2]
    logits = paused.outputs(candidates, task.inputs(task.x_train[samples]))[..., :2]
    losses = [torch.nn.functional.cross_entropy(row, task.y_train[samples]).item() for row in logits]
    assert fit.losses[0] == pytest.approx(min(losses), rel=1e-5)


def test_a_function_is_fitted_too(regression_run):
    probe = Probe.of(regression_run)
    x_train = probe.tasks[0].x_train
    hidden = probe.outputs(probe.embeddings[1:2] + 0.5, x_train)[0].clone()
    probe = replace(probe, tasks=(replace(probe.tasks[0], y_train=hidden), *probe.tasks[1:]))
    fit = fit_embedding(probe, 0, torch.arange(100))
    assert fit.losses[-1] < 0.05 * fit.losses[0]


def test_few_shot_has_a_result_after_each_count(paused):
    first, last = few_shot(paused, 2, [1, 30], draws=3, steps=60)
    assert (first.counts, first.measure) == ((1, 30), ACCURACY)
    assert first.embedding.shape == first.scratch.shape == (3, 2)
    assert np.isnan(first.embedding[:, 1]).all()
    assert np.isnan(first.scratch[:, 1]).all()
    assert last.embedding[:, 0].tolist() == first.embedding[:, 0].tolist()
    assert last.scratch[:, 1].mean() > max(0.9, last.scratch[:, 0].mean())
    (again,) = few_shot(paused, 2, [30], draws=2, steps=60)
    assert again.embedding[:, 0] == pytest.approx(last.embedding[:2, 1], abs=0.05), (
        "a draw alone or in company"
    )


def test_the_first_draw_is_what_fit_embedding_finds(paused):
    (result,) = few_shot(paused, 2, [5], draws=1, steps=20, seed=4)
    samples = draw_samples(paused.tasks[2], 5, generator(4, "few-shot samples", 0))
    assert result.embedding.item() == fit_embedding(paused, 2, samples, steps=20).score


def test_draws_are_balanced_nested_and_repeatable(paused):
    task = paused.tasks[2]
    small, large = (draw_samples(task, count, random_state(1)) for count in (4, 9))
    assert task.y_train[small].bincount().tolist() == [4, 4]
    assert set(small.tolist()) < set(large.tolist())
    assert len(set(large.tolist())) == 18
    assert set(large.tolist()) != set(draw_samples(task, 9, random_state(2)).tolist())


def test_a_regression_counts_samples_in_all(regression_run):
    probe = Probe.of(regression_run)
    assert len(draw_samples(probe.tasks[0], 7, random_state(0))) == 7
    (result,) = few_shot(probe, 0, [7], draws=2, steps=3)
    assert result.measure is ERROR
    assert result.scratch.shape == (2, 1)


def test_counts_that_a_task_does_not_have_are_left_out_by_default(paused):
    task = paused.tasks[2]
    short = replace(paused, tasks=(*paused.tasks[:2], replace(task, y_train=task.y_train[:30])))
    assert next(few_shot(short, 2, draws=1, steps=1)).counts == (1, 2, 5, 10)


def test_fitting_changes_no_bit_of_the_run(paused_run, paused, unchanged):
    with unchanged(paused_run):
        list(few_shot(paused, 2, [2], draws=2, steps=3))
        with torch.inference_mode():
            fit_embedding(paused, 2, torch.arange(4), steps=2)
        with torch.no_grad():
            fit_embedding(paused, 2, torch.arange(4), steps=2)


def test_bad_input_is_refused_in_one_sentence(paused):
    with pytest.raises(DataError, match="no task 3 among 3: choose 0 to 2"):
        fit_embedding(paused, 3, torch.arange(4))
    with pytest.raises(
        DataError, match=r"head range\(0, 3\) does not fit task 2: choose a range of 2 of the 6"
    ):
        fit_embedding(paused, 2, torch.arange(4), head=range(3))
    with pytest.raises(
        DataError, match=r"can't be learned from 500 samples in 5 draws: choose counts from 1"
    ):
        few_shot(paused, 2, [1, 500])
    with pytest.raises(DataError, match=r"'digits 4, 5' has no 500 training samples .*: choose 1 to 14\d\.$"):
        draw_samples(paused.tasks[2], 500, random_state(0))
    with pytest.raises(DataError, match=r"in 0 draws: .* at least 1 draw"):
        few_shot(paused, 2, [1], draws=0)
    new = Probe.of(Run(configure("split-digits", tasks=2)))
    with pytest.raises(DataError, match="No other task has been learned yet"):
        few_shot(new, 1)
