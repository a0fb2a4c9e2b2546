"""Running statistics over a sequence of tasks: a task's own, or shared, and part of the state."""

import pytest
import torch
from torch import nn

from hnetlab.analysis.probe import Probe
from hnetlab.analysis.transfer import few_shot, fit_embedding
from hnetlab.base.errors import ConfigError
from hnetlab.learning import METHODS
from hnetlab.learning.inference import log_entropy
from hnetlab.learning.testing import answers
from hnetlab.runs.engine import Evaluated, train
from hnetlab.runs.store import RunFolder


def normalized(outputs=6, dropout=0.0):
    return nn.Sequential(
        nn.Linear(64, 12), nn.BatchNorm1d(12), nn.ReLU(), nn.Dropout(dropout), nn.Linear(12, outputs)
    )


def trained(run):
    for _ in train(run):
        pass
    return run


def moved(run, task):
    """Whether a task's statistics are others than those that the module begins with."""
    new = run.problem.target.new_statistics(run.problem.replicas)
    own = run.method.statistics[task]
    assert own.keys() == new.keys() == {"1.running_mean", "1.running_var", "1.num_batches_tracked"}
    return [name for name in new if not torch.equal(own[name].cpu(), new[name])]


@pytest.mark.parametrize("dropout", [0.0, 0.2])
@pytest.mark.parametrize("method", METHODS)
def test_a_replica_learns_alone_what_it_learns_in_company(tiny_run, method, dropout):
    fields = {"optimizer": "sgd", "learning_rate": 0.05, "clip_norm": 0.3}
    runs = [
        trained(tiny_run(method, seeds=seeds, module=normalized(dropout=dropout), **fields))
        for seeds in ((1, 2, 3), (2,))
    ]
    together, alone = (run.state() for run in runs)
    assert {name for name in alone if name.startswith("statistics.")}
    for name, value in alone.items():
        mine = together[name][1:2] if value.ndim else together[name]
        torch.testing.assert_close(mine, value, rtol=1e-4, atol=2e-5, msg=name)
    torch.testing.assert_close(runs[0].scores(3)[1:2], runs[1].scores(3))


def standing_still(tiny_run, method, **fields):
    """A run whose weights stay, while statistics move; its task's scores after each task, and its run."""
    run = tiny_run(
        method,
        seeds=(1, 2),
        module=normalized(),
        steps=20,
        optimizer="sgd",
        learning_rate=1e-60,
        **fields,
    )
    weights = run.method.weights(0).clone()
    kept, matrices = [], []
    for event in train(run):
        if isinstance(event, Evaluated):
            kept.append({name: value.clone() for name, value in run.method.statistics[0].items()})
            matrices.append(run.scores(3))
    assert torch.equal(run.method.weights(0), weights)
    return run, kept, matrices


def test_statistics_per_task_stay_what_they_were_while_later_tasks_are_learned(tiny_run):
    run, kept, scores = standing_still(tiny_run, "hnet", beta=1e6)
    assert all(moved(run, task) for task in range(3))
    assert not torch.equal(run.method.statistics[1]["1.running_mean"], kept[0]["1.running_mean"])
    for later, matrix in zip(kept[1:], scores[1:], strict=True):
        assert all(torch.equal(value, kept[0][name]) for name, value in later.items())
        assert torch.equal(matrix[:, 0], scores[0][:, 0])
    assert torch.equal(scores[2][:, 1], scores[1][:, 1])


@pytest.mark.parametrize("method", ["finetune", "hnet", "finetune-target"])
def test_shared_statistics_go_on_from_task_to_task(tiny_run, method):
    run, kept, _ = standing_still(tiny_run, method, statistics="shared")
    means = torch.stack([each["1.running_mean"] for each in kept])
    assert not torch.equal(means[0], means[1])
    assert kept[2]["1.num_batches_tracked"].tolist() == [60, 60]
    assert all(
        torch.equal(value, run.method.statistics[2][name]) for name, value in run.method.statistics[0].items()
    )
    assert run.method.state()["statistics.1.running_mean"].shape == (2, 1, 12)


def test_how_statistics_are_kept_where_nothing_is_said(tiny_run):
    kept = {method: tiny_run(method, module=normalized()).method.statistics.keeping for method in METHODS}
    own = {method for method, keeping in kept.items() if keeping == "per_task"}
    assert {"hnet", "scratch"} <= own
    assert not own & {"finetune", "finetune-target", "joint", "er", "ewc", "lwf"}
    chosen = tiny_run("ewc", module=normalized(), statistics="per_task")
    assert chosen.method.statistics.keeping == "per_task"


@pytest.mark.parametrize(
    ("method", "fields", "sentence"),
    [
        ("scratch", {"statistics": "shared"}, "statistics = 'shared' does not go with the method 'A new"),
        ("joint", {"statistics": "per_task"}, "does not go with the method 'All tasks .*: choose 'shared'"),
        ("ewc", {"statistics": "per_task", "scenario": 3}, "'per_task' does not go with the method 'Ela"),
    ],
)
def test_statistics_that_can_not_be_chosen_are_refused(tiny_run, method, fields, sentence):
    with pytest.raises(ConfigError, match=sentence):
        tiny_run(method, module=normalized(), **fields)


def test_a_network_without_statistics_has_nothing_to_set(tiny_run):
    with pytest.raises(ConfigError, match=r"nothing to hold for, .*: leave it out\."):
        tiny_run("hnet", statistics="shared")
    assert not [name for name in trained(tiny_run("hnet")).state() if "statistics" in name]


@pytest.mark.parametrize("method", METHODS)
def test_a_run_that_was_stopped_goes_on_with_the_same_bits(tiny_run, method, tmp_path):
    whole = trained(tiny_run(method, seeds=(1, 2), module=normalized(dropout=0.2)))
    run = tiny_run(method, seeds=(1, 2), module=normalized(dropout=0.2))
    events = train(run)
    while run.position.task < 1 or run.position.step < 2:  # within the second task
        next(events)
    folder = RunFolder(tmp_path / "run")
    folder.create(run)
    folder.save(run)
    names = [name for name in run.state() if name.startswith("statistics.")]
    begun = 2 if run.method.statistics.keeping == "per_task" else 1
    assert {run.state()[name].shape[:2] for name in names} == {(2, begun)}
    again = trained(
        RunFolder(tmp_path / "run").run(
            device=run.device, sequence=run.sequence, module=normalized(dropout=0.2)
        )
    )
    assert again.state().keys() == whole.state().keys()
    for name, value in whole.state().items():
        assert torch.equal(again.state()[name], value), name
    assert torch.equal(again.scores(3), whole.scores(3))


def test_each_candidate_is_believed_with_its_own_statistics(tiny_run):
    run = trained(tiny_run("hnet", seeds=(1, 2), module=normalized(), scenario=3, steps=30))
    problem, method = run.problem, run.method
    for task, answer in zip(problem.sequence, answers(method, 3), strict=True):
        x = task.inputs(task.x_test).expand(2, -1, -1)
        doubts = torch.stack(
            [
                log_entropy(
                    problem.target(method.weights(t), x, method.statistics[t])[..., 2 * t : 2 * t + 2]
                )
                for t in range(3)
            ]
        )
        assert answer.tasks is not None
        assert torch.equal(answer.tasks, doubts.argmin(dim=0))
    for kind in ("confidence", "agreement", "gradient"):
        assert len(answers(method, 3, kind)) == 3


def test_a_probe_has_the_statistics_of_the_task_that_is_shown(tiny_run):
    run = tiny_run("hnet", seeds=(1, 2), module=normalized(), steps=30)
    events = train(run)
    while run.steps_done < 61:  # one step in the last task
        next(events)
    probe = Probe.of(run, replica=1)
    matrix = probe.scores(probe.embeddings)
    assert torch.equal(matrix.diagonal(), run.scores(3)[1])
    for task in range(3):
        w = run.method.weights(1)[1:]
        own = {name: value[1:] for name, value in run.method.statistics[task].items()}
        expected = run.problem.score(w, run.sequence[task], statistics=own)
        assert matrix[1, task] == expected
        assert probe.scores(probe.embeddings[1:2], [task]) == expected
    counts = probe.confusion(probe.embeddings[1], 0)
    assert counts.trace() / counts.sum() == pytest.approx(matrix[1, 0].item())
    x = run.sequence[0].inputs(run.sequence[0].x_test)
    own = {name: value[1:] for name, value in run.method.statistics[2].items()}
    nearest = probe.outputs(probe.embeddings[2:], x)
    torch.testing.assert_close(nearest, run.problem.target(run.method.weights(2)[1:], x[None], own))


def test_a_new_task_is_fitted_and_learned_from_scratch_with_statistics(tiny_run):
    run = tiny_run("hnet", module=normalized(), steps=30)
    events = train(run)
    while run.steps_done < 60:
        next(events)
    probe = Probe.of(run)
    fit = fit_embedding(probe, 2, torch.arange(40), steps=20)
    e = torch.from_numpy(fit.embedding)[None]
    assert fit.score == pytest.approx(probe.scores(e, [2]).item(), abs=1e-9)
    (shot,) = few_shot(probe, 2, [40], draws=2, steps=150)
    assert shot.scratch.min() > 0.85
    (shot,) = few_shot(probe, 2, [1], draws=2, steps=2)
    assert ((shot.scratch >= 0) & (shot.scratch <= 1)).all()


@pytest.mark.parametrize("start", ["hyperfan", "target"])
@pytest.mark.parametrize("fields", [{}, {"others": "first_task", "trained": ("1.*", "4.*")}], ids=str)
def test_gradients_pass_a_normalization_that_is_generated(tiny_run, fields, start):
    """Scales of zero would pass nothing, forward or back: all but the last bias would stand still."""
    shape = {"hypernetwork_hidden": (), "chunk_size": None, "initialization": start}
    run = tiny_run("hnet", module=normalized(), steps=20, **shape, **fields)
    before = [weights.detach().clone() for weights in parts(run)]
    assert torch.equal(before[1], torch.ones_like(before[1]))
    run = trained(run)
    assert all(not torch.equal(weights, old) for weights, old in zip(parts(run), before, strict=True))


def parts(run):
    """Each parameter of the first task's network."""
    layout = run.problem.target.layout
    names = ("0.weight", "1.weight", "1.bias", "4.weight", "4.bias")
    return [layout.unflatten(run.method.weights(0))[name] for name in names]
