import numpy as np
import pytest

from hnetlab import Run
from hnetlab.analysis.transfer import draw_samples, fit_embedding
from hnetlab.base.seeding import generator
from hnetlab.widgets import LiveLab
from hnetlab.widgets.explorer.panel import EmbeddingExplorer


@pytest.fixture(scope="module")
def run(learned):
    return learned(2)


@pytest.fixture
def explorer(run):
    explorer = EmbeddingExplorer(run)
    yield explorer
    assert not explorer.message.value
    explorer.close()


def test_tasks_not_learned_yet_are_offered_first(explorer):
    assert [task for _, task in explorer.transfer.task.options] == [2, 3, 4, 0, 1]
    assert explorer.transfer.task.options[0][0].endswith("(not learned)")
    assert not explorer.transfer.task.options[-1][0].endswith("(not learned)")


def test_the_handle_goes_to_the_embedding_that_was_found(explorer):
    transfer = explorer.transfer
    assert transfer.count.label == "Samples per class"
    transfer.task.value, transfer.count.value = 3, 5
    transfer.find.click()
    assert explorer.wait(60)
    samples = draw_samples(explorer.probe.tasks[3], 5, generator(0, "transfer", 0))
    expected = fit_embedding(explorer.probe, 3, samples)
    np.testing.assert_allclose(explorer.e, expected.embedding, atol=1e-9)
    assert f"From 10 samples (draw 1): {100 * expected.score:.1f} % on task 4" in transfer.result.value
    assert explorer.pad.readout["values"][3] == f"{100 * expected.score:.1f} %"
    assert not transfer.find.disabled
    transfer.find.click()
    assert explorer.wait(60)
    assert not np.allclose(explorer.e, expected.embedding), "every search draws other samples"


def test_the_outputs_of_a_learned_task_can_be_used(explorer):
    transfer = explorer.transfer
    transfer.task.value = 2
    names = dict(transfer.head.options)
    assert names == {
        "its own outputs": range(4, 6),
        "the outputs of task 1": range(2),
        "the outputs of task 2": range(2, 4),
    }
    transfer.head.value = range(2)
    transfer.find.click()
    assert explorer.wait(60)
    samples = draw_samples(explorer.probe.tasks[2], 10, generator(0, "transfer", 0))
    expected = fit_embedding(explorer.probe, 2, samples, head=range(2))
    found = f"{100 * expected.score:.1f} % on task 3"
    assert f"{found}, answered by the outputs of task 1 (the bars use its own)" in transfer.result.value
    transfer.head.value = range(4, 6)
    transfer.find.click()
    assert explorer.wait(60)
    assert transfer.result.value.endswith("on task 3")


def test_the_score_is_drawn_against_the_number_of_samples(explorer, monkeypatch):
    monkeypatch.setattr("hnetlab.analysis.transfer.COUNTS", (1, 5))
    explorer.transfer.curve.click()
    assert explorer.wait(60)
    curves = [trace for trace in explorer.transfer.figure.data if trace.mode == "lines+markers"]
    assert [curve.name for curve in curves] == ["only a new embedding", "a network from scratch"]
    assert [list(curve.x) for curve in curves] == [[1, 5], [1, 5]]


def test_without_another_learned_task_there_is_a_sentence(run):
    explorer = EmbeddingExplorer(Run(run.config))
    explorer.transfer.find.click()
    assert explorer.wait(60)
    assert "No other task has been learned yet" in explorer.message.value
    assert not explorer.transfer.find.disabled
    explorer.close()


def test_the_outputs_are_those_of_the_run_that_is_explored_now():
    """A task that stays chosen has another head in another scenario."""
    lab = LiveLab("split-digits", steps=5, scenario=2, target_hidden=(16,), chunk_size=256)
    lab.start()
    lab.wait(60)
    explorer = EmbeddingExplorer(lab)
    head, task = explorer.transfer.head, 4
    explorer.transfer.task.value = task
    assert dict(head.options) == {"its own outputs": range(2)}
    lab.knobs.scenario.value = 1
    lab.reset()
    lab.step_task()
    lab.wait(60)
    explorer.look_again()
    assert explorer.transfer.task.value == task
    assert dict(head.options) == {"its own outputs": range(8, 10), "the outputs of task 1": range(2)}
    assert head.value == range(8, 10)
    explorer.close()
    lab.close()
