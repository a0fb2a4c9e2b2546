import math
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from hnetlab.base.errors import ConfigError
from hnetlab.experiments import configure
from hnetlab.learning.inference import answer_as, doubt_by, infer, log_entropy, log_rest
from hnetlab.learning.scoring import NO_ANSWER
from hnetlab.learning.testing import answers, task_shares
from hnetlab.runs.engine import train
from hnetlab.runs.progress import fit
from hnetlab.runs.run import Run
from hnetlab.tasks import Task, TaskSequence

KINDS = ("entropy", "confidence", "agreement", "gradient")
outputs = st.lists(st.floats(-8, 8), min_size=2, max_size=6)


@given(outputs)
def test_the_logarithms_are_those_of_entropy_and_of_the_rest(values):
    p = torch.tensor(values, dtype=torch.float64).softmax(-1)
    entropy = -(p * p.log()).sum()
    logits = torch.tensor(values)[None]
    assert log_entropy(logits).item() == pytest.approx(math.log(entropy), rel=1e-5, abs=1e-5)
    rest = p.sort().values[:-1].sum()
    assert log_rest(logits).item() == pytest.approx(math.log(rest), rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("doubt", [log_entropy, log_rest])
def test_sure_answers_are_still_told_apart(doubt):
    """Softmax rounds all of these to 0 and 1, and their entropy to 0."""
    sure = torch.tensor([[0.0, 200.0, 0.0], [0.0, 1e4, 0.0], [2e4, 0.0, 1e4], [-3e4, 0.0, -3e4]])
    assert torch.isfinite(doubt(sure)).all()
    doubts = doubt(sure)  # the largest output leads by 200, twice by 1e4 and by 3e4
    assert doubts[0] > doubts[1]
    assert doubts[1] > doubts[3]
    assert doubts[2] == pytest.approx(doubts[1], abs=1)


_trained: dict[torch.device, Run] = {}


@pytest.fixture
def trained(tiny_run, device):
    """One run on each device for all tests, which only look at it."""
    if device not in _trained:
        run = tiny_run(seeds=(1, 2), steps=80, batch_size=32, learning_rate=5e-3, scenario=3)
        for _ in train(run):
            pass
        _trained[device] = run
    return _trained[device]


def plainly(run, seen, doubt):
    """One sample, one seed and one candidate after the other; the first of equal doubts wins."""
    found = []
    for task in run.sequence.tasks[:seen]:
        rows = []
        for seed in range(2):
            best = []
            for candidate, owner in enumerate(run.sequence.tasks[:seen]):
                w = run.method.weights(candidate)[seed : seed + 1]
                everything = run.problem.target(w, task.inputs(task.x_test)[None])[0]
                said = everything[:, owner.head.start : owner.head.stop]
                best.append((doubt(said), said.argmax(-1) + owner.head.start))
            doubts = torch.stack([d for d, _ in best])
            chosen = doubts.argmin(0)
            answers = torch.stack([a for _, a in best])
            rows.append((chosen, answers.gather(0, chosen[None])[0]))
        found.append(tuple(torch.stack(part) for part in zip(*rows, strict=True)))
    return found


@pytest.mark.parametrize(("kind", "doubt"), [("entropy", log_entropy), ("confidence", log_rest)])
@pytest.mark.parametrize("seen", [1, 2, 3])
def test_the_least_doubt_answers(trained, kind, doubt, seen):
    given_answers = infer(
        trained.problem, trained.method.weights, seen, doubt_by(kind, trained.problem, trained.method, seen)
    )
    for (tasks, outputs), answer in zip(plainly(trained, seen, doubt), given_answers, strict=True):
        same = (answer.tasks == tasks).double().mean()
        assert same > 0.99  # float reordering may decide where two candidates doubt alike
        assert (answer.outputs == outputs).double().mean() > 0.99


@pytest.mark.parametrize("kind", KINDS)
def test_the_answer_is_that_of_the_inferred_task(trained, kind):
    doubt = doubt_by(kind, trained.problem, trained.method, 3)
    for answer in infer(trained.problem, trained.method.weights, 3, doubt):
        assert answer.tasks is not None
        assert set(answer.tasks.unique().tolist()) <= {0, 1, 2}
        for task, owner in enumerate(trained.sequence):
            of_task = answer.outputs[answer.tasks == task]
            assert ((of_task >= owner.head.start) & (of_task < owner.head.stop)).all()


@pytest.mark.parametrize("kind", KINDS)
def test_it_finds_the_task_better_than_guessing(trained, kind):
    given_answers = infer(
        trained.problem, trained.method.weights, 3, doubt_by(kind, trained.problem, trained.method, 3)
    )
    right = task_shares(given_answers).diagonal(dim1=1, dim2=2)
    assert float(right.mean()) > (0.5 if kind in ("entropy", "confidence") else 0.36)


def test_no_candidate_wins_by_being_first(trained):
    """With the same weights for all, doubts are equal only where the samples' heads say the same."""
    shuffled = torch.randperm(3, generator=torch.Generator().manual_seed(1)).tolist()
    doubts = {}

    def doubt(candidate, task, said):
        doubts[candidate, task] = log_entropy(1e4 * said)
        return doubts[candidate, task]

    answers = infer(trained.problem, trained.method.weights, 3, doubt)
    for task in shuffled:
        table = torch.stack([doubts[candidate, task] for candidate in range(3)])
        assert torch.equal(answers[task].tasks, table.argmin(0))
        ties = (table == table.min(0).values).sum(0) > 1
        assert not ties.any()


def test_its_own_network_answers_as_if_all_candidates_were_asked(tiny_run):
    run = tiny_run("hnet-tir", seeds=(1, 2), steps=40, learning_rate=5e-3, scenario=3)
    for _ in train(run):
        pass
    problem, method = run.problem, run.method
    everyone = infer(problem, method.weights, 3, doubt_by("network", problem, method, 3))
    for asked, own in zip(everyone, answers(method, 3), strict=True):
        assert asked.tasks is not None
        assert own.tasks is not None
        assert torch.equal(asked.tasks, own.tasks)
        assert (asked.outputs == own.outputs).double().mean() > 0.99  # float reordering may decide ties
        assert len(asked.tasks.unique()) > 1  # else the candidates that are not asked would not matter


def test_a_sample_that_is_taken_for_no_task_has_no_answer(trained):
    taken = [torch.zeros_like(task.y_test).repeat(2, 1) for task in trained.sequence]
    taken[1][0, 3] = NO_ANSWER
    found = answer_as(trained.problem, trained.method.weights, taken)
    for number, answer in enumerate(found):
        assert answer.tasks is not None
        assert torch.equal(answer.tasks, taken[number])
        assert torch.equal(answer.outputs == NO_ANSWER, taken[number] == NO_ANSWER)
        head = trained.sequence[0].head
        assert int(answer.outputs.max()) < head.stop


def test_a_network_that_says_no_number_infers_no_task(tiny_run):
    """The largest of outputs that are NaN is the first for torch."""
    run = tiny_run("hnet-tir", scenario=3)
    run.method.inference.weights.w.data.fill_(torch.nan)
    for task in run.sequence.tasks[:2]:
        assert (run.method.inferred_tasks(task, 2) == NO_ANSWER).all()
    doubt = doubt_by("network", run.problem, run.method, 2)
    for found in (answers(run.method, 2), infer(run.problem, run.method.weights, 2, doubt)):
        for answer in found:
            assert answer.tasks is not None
            assert set(answer.tasks.unique().tolist()) == set(answer.outputs.unique().tolist()) == {NO_ANSWER}


def test_embeddings_are_needed_where_they_are_moved(tiny_run):
    run = tiny_run("scratch", scenario=3)
    for kind in ("agreement", "gradient"):
        with pytest.raises(ConfigError, match=f"inference = '{kind}' needs a hypernetwork"):
            doubt_by(kind, run.problem, run.method, 2)
        with pytest.raises(ConfigError, match=f"inference = '{kind}' needs a hypernetwork"):
            tiny_run("scratch", scenario=3, inference=kind)  # before anything is trained


@pytest.mark.parametrize("kind", ["entropy", "confidence", "agreement"])
def test_a_task_of_one_class_that_would_always_win_is_refused(kind):
    x = torch.rand(12, 4)
    heads = (range(2), range(2, 3), range(3, 5))
    tasks = [
        Task(f"task {number}", x, torch.arange(12) % len(head), x, torch.arange(12) % len(head), head=head)
        for number, head in enumerate(heads, start=1)
    ]
    sequence = TaskSequence("mixed", "classification", tuple(tasks), (4,), 5, scenario=3)

    def run(method: str, **settings: Any) -> Run:
        return Run(configure("split-digits", method, steps=3, **settings), sequence=sequence)

    with pytest.raises(ConfigError, match='does not go with the task "task 2", whose network has one class'):
        run("hnet", inference=kind)
    for method, settings in (("er", {}), ("hnet-tir", {}), ("hnet", {"inference": "gradient"})):
        assert fit(run(method, **settings), progress=False).finished
