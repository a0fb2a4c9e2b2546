"""Embeddings of old tasks rest, or the regularizer moves them beside the hypernetwork."""

import numpy as np
import pytest
import torch

from hnetlab.analysis.next_step import NextStep
from hnetlab.base.errors import ConfigError
from hnetlab.runs.engine import train
from hnetlab.runs.store import RunFolder


def trained(run):
    for _ in train(run):
        pass
    return run


def after_first_task(run):
    """The run, and the embeddings (S, T, dim) that it had when its first task was learned."""
    events = train(run)
    while run.position.task == 0:
        next(events)
    return events, run.method.embeddings().clone()


@pytest.mark.parametrize("form", ["plain", "closed"])
@pytest.mark.parametrize(
    ("how", "beta", "moves"), [("rest", 1.0, False), ("move", 0.0, False), ("move", 1.0, True)]
)
def test_they_move_where_they_may_and_are_held_in_their_outputs(tiny_run, form, how, beta, moves):
    fields = {"old_embeddings": how, "beta": beta, "regularizer_form": form}
    run = tiny_run("hnet", seeds=(1, 2), steps=20, **fields)
    events, before = after_first_task(run)
    held = run.method.weights(0).clone()
    for _ in events:
        pass
    assert torch.equal(run.method.embeddings()[:, 0], before[:, 0]) != moves
    if moves:
        at_old_places = run.method.weights_at(before[:, :1])[:, 0]
        assert (run.method.weights(0) - held).square().sum() < (at_old_places - held).square().sum(), (
            "what they generate is held where they are, not where they were"
        )
        alone = trained(tiny_run("hnet", seeds=(2,), steps=20, **fields)).method.embeddings()
        torch.testing.assert_close(run.method.embeddings()[1:], alone, rtol=1e-4, atol=2e-5)


def test_nothing_else_moves_them(tiny_run):
    """A seed without the regularizer beside one that has it, and where weights decay."""
    fields = {"old_embeddings": "move", "weight_decay": 0.05, "steps": 20}
    run = tiny_run("hnet", seeds=(1, 2), betas=(0.0, 1.0), **fields)
    events, before = after_first_task(run)
    for _ in events:
        pass
    moved = run.method.embeddings()[:, 0] != before[:, 0]
    assert not moved[0].any()
    assert moved[1].all()


@pytest.mark.parametrize("how", ["rest", "move"])
def test_their_paths_end_where_they_are(tiny_run, how, tmp_path):
    run = trained(tiny_run("hnet", seeds=(1, 2), steps=20, old_embeddings=how, beta=1.0))
    folder = RunFolder(tmp_path / "run")
    folder.save(run)
    stored = RunFolder(tmp_path / "run").run(device=run.device, sequence=run.sequence)
    for history in (run.history, stored.history):
        ends = [path[-1] for path in history.trajectories()]
        np.testing.assert_allclose(np.stack(ends, axis=1), run.method.embeddings().cpu(), rtol=1e-6)


@pytest.mark.parametrize(("method", "part"), [("hnet", ""), ("hnet-r", "replay.")])
def test_a_run_that_was_stopped_goes_on_with_what_it_holds(tiny_run, method, part, tmp_path):
    settings = {"old_embeddings": "move", "beta": 1.0, "old_tasks_per_step": 1}
    fields = {f"{part}{name}": value for name, value in settings.items()}
    whole, run = (tiny_run(method, seeds=(1, 2), **fields) for _ in range(2))
    trained(whole)
    events = train(run)
    while run.position.task < 2 or not run.position.step:
        next(events)
    next(events)
    folder = RunFolder(tmp_path / "run")
    folder.create(run)
    folder.save(run)
    again = trained(RunFolder(tmp_path / "run").run(device=run.device, sequence=run.sequence))
    assert whole.state().keys() == again.state().keys()
    assert all(torch.equal(value, again.state()[name]) for name, value in whole.state().items())


def test_the_microscope_says_that_it_does_not_see_them_move(tiny_run):
    run = tiny_run("hnet", old_embeddings="move")
    after_first_task(run)
    with pytest.raises(ConfigError, match="take one with old_embeddings = rest"):
        NextStep.of(run)
