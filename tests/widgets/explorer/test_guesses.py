import numpy as np
import pytest
import torch

from hnetlab import Run, configure, fit
from hnetlab.analysis.inferred import infer_sample
from hnetlab.analysis.probe import Probe
from hnetlab.base.errors import DataError
from hnetlab.widgets.explorer.panel import EmbeddingExplorer


@pytest.fixture(scope="module")
def run(learned):
    return learned(3)


@pytest.fixture
def explorer(run):
    explorer = EmbeddingExplorer(run)
    explorer.tools.selected_index = 3
    assert explorer.wait(60)
    yield explorer
    assert not explorer.message.value
    explorer.close()


def test_the_answers_are_those_of_each_learned_embedding(run):
    probe = Probe.of(run)
    found = infer_sample(probe, 1, 7)
    assert [answer.task for answer in found.answers] == [0, 1, 2]
    for answer in found.answers:
        task, x = probe.tasks[answer.task], probe.tasks[1].inputs(probe.tasks[1].x_test[7:8])
        outputs = probe.outputs(probe.embeddings[answer.task][None], x)[0, 0]
        p = outputs[task.head.start : task.head.stop].double().softmax(0)
        assert answer.name == task.class_names[int(p.argmax())]
        assert answer.probability == pytest.approx(float(p.max()))
        assert answer.entropy == pytest.approx(float(-(p * p.log()).sum()))
    assert found.winner == int(np.argmin([answer.entropy for answer in found.answers]))


@pytest.mark.parametrize(("task", "sample"), [(5, 0), (0, -1), (0, 10_000)])
def test_a_sample_that_is_not_there_is_refused(run, task, sample):
    with pytest.raises(DataError, match="There is no"):
        infer_sample(Probe.of(run), task, sample)


def test_a_picked_image_shows_who_answers_what_and_who_wins(explorer):
    guesses = explorer.guesses
    assert guesses.samples.sheet.startswith(b"\x89PNG")
    truth = [explorer.probe.tasks[0].class_names[int(y)] for y in explorer.probe.tasks[0].y_test[:60]]
    assert guesses.samples.names == truth
    guesses.task.value = 2
    assert explorer.wait(60)
    guesses.samples.act({"do": "pick", "index": 5})
    assert explorer.wait(60)
    expected = infer_sample(explorer.probe, 2, 5)
    assert guesses.inferred == expected
    table = guesses.table.value
    assert [f'data-task="{task}"' in table for task in range(4)] == [True, True, True, False]
    winner, true = (f'data-task="{task}"' for task in (expected.winner, 2))
    rows = table.split("<tr ")
    assert ["doubts least: wins" in row for row in rows if winner in row] == [True]
    assert ["true task" in row for row in rows if true in row] == [True]
    for answer in expected.answers:
        assert f"<td>{answer.name}</td><td>{100 * answer.probability:.1f} %</td>" in table
    right = "the right task" if expected.winner == 2 else "another task"
    assert f"The network of task {expected.winner + 1} doubts least, {right}" in guesses.result.value


def test_before_anything_is_learned_and_in_a_regression_there_is_a_sentence(run):
    regression = fit(Run(configure("regression", steps=3)), progress=False)
    for source, said in ((Run(run.config), "No task has been learned yet"), (regression, "has no entropy")):
        explorer = EmbeddingExplorer(source)
        explorer.tools.selected_index = 3
        assert explorer.wait(60)
        assert said in explorer.message.value
        assert explorer.guesses.inferred is None
        explorer.close()


def test_entropies_that_round_to_zero_are_still_told_apart(run):
    probe = Probe.of(run)
    for value in probe.theta.values():
        value.mul_(30)
    found = infer_sample(probe, 0, 0)
    doubts = [answer.log_entropy for answer in found.answers]
    assert torch.isfinite(torch.tensor(doubts)).all()
    assert doubts[found.winner] == min(doubts)
