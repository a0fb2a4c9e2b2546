"""What a task begins with: where its embedding starts, chunk embeddings of its own, tensors that are kept."""

import pytest
import torch
from torch import nn

from hnetlab.analysis.probe import Probe
from hnetlab.base.errors import ConfigError
from hnetlab.learning.batch import draw
from hnetlab.pages.explorer import explorer_data
from hnetlab.runs.engine import train
from hnetlab.runs.store import RunFolder


def trained(run):
    for _ in train(run):
        pass
    return run


def begun(tiny_run, task, **fields):
    """A run at the start of `task`, which has not had a step."""
    run = tiny_run("hnet", seeds=(1, 2), steps=20, **fields)
    events = train(run)
    while run.steps_done < 20 * task:
        next(events)
    while run.position.task < task:
        next(events)
    run.method.begin(run.schedule.stage(task))
    return run


def test_a_new_embedding_starts_anywhere_or_at_the_last(tiny_run):
    drawn = tiny_run("hnet", seeds=(1, 2)).method.embeddings()
    assert torch.equal(begun(tiny_run, 2).method.embeddings()[:, 2], drawn[:, 2])
    last = begun(tiny_run, 2, new_embedding="last").method.embeddings()
    assert torch.equal(last[:, 2], last[:, 1])
    assert torch.equal(last[:, 0], begun(tiny_run, 1).method.embeddings()[:, 0])


def test_a_new_embedding_starts_at_the_old_one_with_the_least_loss(tiny_run):
    run = begun(tiny_run, 2, new_embedding="best", benchmark="permuted-digits", head="shared")
    method, problem = run.method, run.problem
    task = problem.sequence[2]
    rows = torch.arange(256, device=problem.device) * len(task.y_train) // 256
    batch = draw(task, rows.expand(2, -1))
    with torch.no_grad():
        losses = torch.stack([problem.loss(method.weights(old), batch) for old in range(2)])
    e = method.embeddings()
    for seed, best in enumerate(losses.argmin(dim=0).tolist()):
        assert torch.equal(e[seed, 2], e[seed, best])


@pytest.mark.parametrize("start", ["last", "best"])
def test_a_run_that_was_stopped_goes_on_from_where_its_embedding_was(tiny_run, start, tmp_path):
    fields = {"new_embedding": start, "chunk_embeddings": "per_task"}
    whole, run = (tiny_run("hnet", seeds=(1, 2), **fields) for _ in range(2))
    trained(whole)
    events = train(run)
    while run.steps_done < 6:
        next(events)
    folder = RunFolder(tmp_path / "run")
    folder.create(run)
    folder.save(run)
    again = trained(RunFolder(tmp_path / "run").run(device=run.device, sequence=run.sequence))
    assert all(torch.equal(value, again.state()[name]) for name, value in whole.state().items())


@pytest.mark.parametrize("form", ["plain", "closed"])
def test_chunk_embeddings_of_its_own_are_learned_with_a_task_and_then_stay(tiny_run, form):
    fields = {"chunk_embeddings": "per_task", "regularizer_form": form}
    run = tiny_run("hnet", seeds=(1, 2), **fields)
    alone = trained(tiny_run("hnet", seeds=(2,), **fields))
    start = run.method.embeddings().clone()
    chunks = run.method.hypernet.chunks
    assert start.shape == (2, 3, 3 + chunks * 2)
    events, after = train(run), []
    for task in range(3):
        while run.position.task == task:
            next(events)
        after.append(run.method.embeddings().clone())
    assert (after[0][:, 0, 3:] != start[:, 0, 3:]).any()
    assert torch.equal(after[0][:, 1:], start[:, 1:])
    assert torch.equal(after[2][:, 0], after[0][:, 0])
    torch.testing.assert_close(run.method.embeddings()[1:], alone.method.embeddings(), rtol=1e-4, atol=2e-5)
    numbers = run.method.trainable_numbers()
    assert numbers["chunk embeddings"] == 3 * chunks * 2
    probe = Probe.of(run)
    assert torch.equal(probe.scores(probe.embeddings).diagonal(), run.scores(3)[0])


def test_what_is_not_possible_is_refused(tiny_run):
    with pytest.raises(ConfigError, match="chunk_embeddings = per_task needs chunks: set chunk_size"):
        tiny_run("hnet", chunk_embeddings="per_task", chunk_size=None)
    own = tiny_run("hnet", chunk_embeddings="per_task")
    with pytest.raises(ConfigError, match="per_task can't run in a page"):
        explorer_data(Probe.of(own), "own")
    with pytest.raises(ConfigError, match="new_embedding = best is for networks that classify"):
        tiny_run("hnet-r", **{"replay.new_embedding": "best"})


@pytest.mark.parametrize("method", ["hnet", "finetune-target"])
def test_only_the_tensors_that_are_named_are_trained(tiny_run, method, tmp_path):
    fields = {"seeds": (1, 2), "trained": "3.*", "target_hidden": (12,)}
    run = trained(tiny_run(method, **fields))
    target = run.problem.target
    assert target.layout.names == ("3.weight", "3.bias")
    kept = dict(target.module.named_parameters())["1.weight"].cpu()
    again = tiny_run(method, **fields)
    assert torch.equal(dict(again.problem.target.module.named_parameters())["1.weight"].cpu(), kept)
    assert 0.05 < kept.std() < 0.2, "drawn in the scale of its inputs"
    x = run.sequence[0].inputs(run.sequence[0].x_test)
    w = target.layout.unflatten(run.method.weights(0))
    bias = dict(target.module.named_parameters())["1.bias"]
    hidden = torch.relu(x @ kept.to(x.device).T + bias)
    expected = hidden @ w["3.weight"].mT + w["3.bias"].unsqueeze(1)
    torch.testing.assert_close(target(run.method.weights(0), x.expand(2, -1, -1)), expected)


def test_a_users_network_keeps_what_it_was_trained_to(tiny_run):
    module = nn.Sequential(nn.Linear(64, 12), nn.Tanh(), nn.Linear(12, 6))
    run = tiny_run("hnet", module=module, trained=("2.weight", "*.bias"))
    target = run.problem.target
    assert target.layout.names == ("0.bias", "2.weight", "2.bias")
    given = module.get_parameter("0.weight")
    assert torch.equal(target.module.get_parameter("0.weight").cpu(), given)
    assert given.requires_grad, "the user's own stays as it was"
    with pytest.raises(ConfigError, match=r"trained = conv\* fits no tensor .*: it has 0\.weight, 0\.bias"):
        tiny_run("hnet", module=module, trained="conv*")
