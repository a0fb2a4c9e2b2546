from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from torch import nn

from hnetlab.analysis.probe import Probe
from hnetlab.base.errors import ConfigError, DataError
from hnetlab.base.measure import ERROR
from hnetlab.experiments import configure
from hnetlab.nets import TargetNetwork
from hnetlab.runs.engine import train
from hnetlab.runs.progress import fit
from hnetlab.runs.run import Run


def permuted_run():
    return Run(configure("permuted-digits", tasks=3, target_hidden=(8,), chunk_size=200))


def test_scores_at_the_tasks_own_embeddings_are_those_of_the_run(digits_run):
    expected = digits_run.scores(3)
    for replica in (0, 1):
        probe = Probe.of(digits_run, replica=replica)
        assert probe.scores(probe.embeddings).diagonal().tolist() == expected[replica].tolist()


@pytest.mark.parametrize("scenario", [1, 3])
def test_places_are_scored_within_a_task_s_classes_and_say_so(scenario):
    run = Run(configure("split-digits", "hnet", tasks=3, steps=30, scenario=scenario), device="cpu")
    for _ in train(run):
        pass
    probe = Probe.of(run)
    told = np.stack([probe.scores(e[None], [task]).item() for task, e in enumerate(probe.embeddings)])
    assert np.allclose(told, run.history.scores[0, -1]) == (scenario == 1)
    assert probe.measure.color_range() == (0.5, 1.0)
    assert ("task told" in probe.measure.axis_title) == (scenario == 3)


def test_errors_of_a_regression_are_those_of_the_run(regression_run):
    probe = Probe.of(regression_run)
    assert probe.measure is ERROR
    scores = probe.scores(probe.embeddings).diagonal()
    assert scores.numpy(force=True) == pytest.approx(regression_run.scores(3)[0].numpy(force=True), rel=1e-5)


def test_permuted_inputs_are_what_the_network_sees():
    run = permuted_run()
    probe = Probe.of(run)
    assert probe.scores(probe.embeddings).diagonal().tolist() == run.scores(3)[0].tolist()


def test_one_place_and_many_places_have_the_same_scores(digits, monkeypatch):
    e = torch.randn(7, 5, generator=torch.Generator().manual_seed(1))
    together = digits.scores(e)
    assert torch.cat([digits.scores(row[None]) for row in e]).tolist() == together.tolist()
    assert digits.scores(e, [2, 0]).tolist() == together[:, [2, 0]].tolist()
    assert digits.scores(e.numpy().astype(np.float64)).tolist() == together.tolist()
    monkeypatch.setattr("hnetlab.analysis.probe._BYTES_AT_ONCE", 200_000)
    monkeypatch.setattr("hnetlab.analysis.probe._ROWS_AT_ONCE", 50)
    assert digits.scores(e).tolist() == together.tolist()


def test_the_weights_are_those_of_the_run(digits_run, digits):
    for task in range(3):
        torch.testing.assert_close(
            digits.weights(digits.embeddings)[task], digits_run.method.weights(task)[0]
        )


def test_samples_are_evenly_spaced_and_shared_tensors_stay_shared():
    run = permuted_run()
    probe = Probe.of(run, samples=10)
    whole = run.sequence[0].y_test
    assert [len(task.y_test) for task in probe.tasks] == [10, 10, 10]
    assert probe.tasks[0].y_test.tolist() == whole[torch.arange(10) * len(whole) // 10].tolist()
    assert len({task.x_test.data_ptr() for task in probe.tasks}) == 1
    assert probe.tasks[1].x_train is run.sequence[1].x_train
    assert probe.scores(probe.embeddings).shape == (3, 3)


def test_a_probe_stays_as_it_is_while_the_run_trains():
    run = Run(configure("split-digits", tasks=2, steps=3, target_hidden=(8,), chunk_size=None))
    probe = Probe.of(run)
    assert probe.learned == 0
    before = probe.weights(probe.embeddings)
    events = train(run)
    for _ in range(3):
        next(events)
    assert torch.equal(probe.weights(probe.embeddings), before)
    after = Probe.of(run)
    assert after.learned == 1
    assert not torch.equal(after.weights(after.embeddings)[0], before[0])


def test_exploring_changes_no_bit_of_the_run(digits_run, unchanged):
    with unchanged(digits_run):
        probe = Probe.of(digits_run, replica=1)
        probe.scores(probe.embeddings)
        probe.confusion(probe.embeddings[0], 2)
        probe.filters(probe.embeddings[0])
        probe.outputs(probe.embeddings, torch.zeros(3, 64))


def test_learned_counts_finished_tasks_and_one_that_has_begun(digits, paused_run):
    assert digits.learned == 3
    assert Probe.of(paused_run).learned == 2


def test_confusion_counts_every_sample_and_agrees_with_the_accuracy(digits):
    for task in range(3):
        counts = digits.confusion(digits.embeddings[0], task)
        y = digits.tasks[task].y_test
        assert counts.sum(axis=1).tolist() == y.bincount(minlength=2).tolist()
        accuracy = digits.scores(digits.embeddings[:1], [task]).item()
        assert counts.trace() / counts.sum() == pytest.approx(accuracy)


def test_filters_are_the_rows_of_the_first_layer_as_images(digits):
    e = digits.embeddings[1]
    images = digits.filters(e, units=6)
    assert images.shape == (6, 8, 8)
    first = digits.target.layout.unflatten(digits.weights(e[None])[0])["1.weight"]
    assert images.reshape(6, 64).tolist() == first[:6].tolist()
    assert digits.filters(e, units=100).shape == (24, 8, 8)


def test_filters_of_a_convolution_are_its_kernels():
    run = permuted_run()
    module = nn.Sequential(nn.Unflatten(1, (1, 8, 8)), nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(144, 30))
    probe = Probe.of(Run(run.config, sequence=run.sequence, module=module))
    e = probe.embeddings[0]
    kernels = probe.target.layout.unflatten(probe.weights(e[None])[0])["1.weight"]
    assert probe.filters(e).tolist() == kernels[:, 0].tolist()


def test_a_first_layer_that_stays_as_it_is_is_shown_as_it_is():
    run = fit(Run(configure("split-digits", tasks=2, steps=3, trained=("3.*", "5.*"))), progress=False)
    probe = Probe.of(run)
    name, first = next(iter(run.problem.target.module.named_parameters()))
    assert name not in run.problem.target.layout.names
    for e in probe.embeddings:
        assert np.array_equal(probe.filters(e, units=4), first.detach().view(-1, 8, 8)[:4].cpu())


def test_outputs_are_the_generated_functions(regression_run):
    probe = Probe.of(regression_run)
    x = torch.linspace(-4, 4, 9)[:, None]
    outputs = probe.outputs(probe.embeddings, x)
    assert outputs.shape == (3, 9, 1)
    w = regression_run.method.weights(2)
    torch.testing.assert_close(outputs[2], regression_run.problem.target(w, x[None].to(w.device))[0])
    assert probe.outputs(probe.embeddings[:0], x).shape == (0, 9, 1)


def test_dropout_is_off_and_draws_nothing():
    run = permuted_run()
    module = nn.Sequential(nn.Linear(64, 8), nn.Dropout(0.5), nn.Linear(8, 30))
    probe = Probe.of(Run(run.config, sequence=run.sequence, module=module))
    x = run.sequence[0].inputs(run.sequence[0].x_test)
    assert torch.equal(probe.outputs(probe.embeddings, x), probe.outputs(probe.embeddings, x))


def test_several_threads_may_use_one_probe(digits_run):
    probe = Probe.of(digits_run)
    places = torch.randn(40, 1, 5, generator=torch.Generator().manual_seed(2))
    expected = [Probe.of(digits_run).scores(e).tolist() for e in places]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda e: probe.scores(e).tolist(), places)) == expected


def test_fine_tuning_can_be_looked_into_other_methods_not():
    tuned = Run(configure("split-digits", "finetune", tasks=2))
    assert Probe.of(tuned).embeddings.shape == (2, 8)
    joint = Run(configure("split-digits", "joint", tasks=2))
    with pytest.raises(ConfigError, match="joint has no hypernetwork that generates"):
        Probe.of(joint)


def test_bad_input_is_refused_in_one_sentence(digits_run, digits, regression_run):
    with pytest.raises(ConfigError, match="no replica 2 in a run of 2: choose 0 to 1"):
        Probe.of(digits_run, replica=2)
    with pytest.raises(ConfigError, match="0 test samples per task can't give a score: choose at least 1"):
        Probe.of(digits_run, samples=0)
    with pytest.raises(DataError, match=r"shape \(1, 4\) do not fit .* give rows of 5 numbers"):
        digits.scores(torch.zeros(1, 4))
    with pytest.raises(DataError, match="no task 3 among 3: choose 0 to 2"):
        digits.scores(digits.embeddings, [3])
    with pytest.raises(DataError, match="at least one task"):
        digits.scores(digits.embeddings, [])
    curves = Probe.of(regression_run)
    with pytest.raises(DataError, match="no classes to confuse"):
        curves.confusion(curves.embeddings[0], 0)
    with pytest.raises(DataError, match=r"can't be shown as images: its inputs have the shape \(1,\)"):
        curves.filters(curves.embeddings[0])


def test_normalization_over_the_batch_scores_as_the_run_does():
    module = nn.Sequential(
        nn.Linear(64, 8), nn.BatchNorm1d(8, track_running_stats=False), nn.ReLU(), nn.Linear(8, 10)
    )
    run = Run(configure("split-digits", seeds=2, chunk_size=200), module=module)
    for replica in (0, 1):
        probe = Probe.of(run, replica=replica)
        expected = run.scores(5)[replica].tolist()
        assert probe.scores(probe.embeddings).diagonal().tolist() == expected
        assert [probe.scores(probe.embeddings[t : t + 1], [t]).item() for t in range(5)] == expected


class Watching(TargetNetwork):
    """Notes the largest number of weights and outputs that a call has to do with."""

    most = 0

    def __call__(self, w, x, *statistics, **options):
        outputs = super().__call__(w, x, *statistics, **options)
        Watching.most = max(Watching.most, w.numel() + outputs.numel() + x[0].numel())
        return outputs


@pytest.mark.parametrize("tasks", [2, 40])
def test_memory_stays_bounded_for_many_outputs_and_many_places(tasks, monkeypatch):
    run = Run(configure("permuted-digits", tasks=tasks, target_hidden=(8,), chunk_size=200))
    probe = Probe.of(run)
    e = torch.randn(30, 8, generator=torch.Generator().manual_seed(1))
    expected = probe.scores(e)
    monkeypatch.setattr("hnetlab.analysis.probe._BYTES_AT_ONCE", 2**22)
    monkeypatch.setattr(probe.target, "__class__", Watching)
    Watching.most = 0
    assert probe.scores(e).tolist() == expected.tolist()
    assert 2**17 < 4 * Watching.most <= 2**22


@pytest.mark.parametrize("shape", [(), (3,)])
def test_networks_that_begin_with_a_scale_have_no_filters(shape):
    class Scaled(nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = nn.Parameter(torch.ones(shape))
            self.linear = nn.Linear(64, 10)

        def forward(self, x):
            return self.linear(x) * self.scale.mean()

    probe = Probe.of(Run(configure("split-digits", chunk_size=200), module=Scaled()))
    with pytest.raises(DataError, match="can't be shown as images"):
        probe.filters(probe.embeddings[0])
