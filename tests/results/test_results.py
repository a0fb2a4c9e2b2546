"""What was asked for before is found again, and nothing else is taken for it."""

import json
import shutil

import numpy as np
import pytest
from filelock import FileLock

from hnetlab import Run, configure, fit
from hnetlab.base.errors import DataError, StoreError, TrainingError
from hnetlab.learning import METHODS
from hnetlab.results import key
from hnetlab.results.folder import Results
from hnetlab.results.outcome import Outcome
from hnetlab.results.work import train_batch
from hnetlab.runs import reading
from hnetlab.runs.metrics import read_metric_line
from hnetlab.runs.run import NUMBERS


def tiny(method="hnet", seeds=1, **fields):
    return configure("split-digits", method, seeds=seeds, tasks=2, **{"steps": 10, "batch_size": 8, **fields})


def learn(results, config):
    for batch in results.missing(config):
        assert train_batch(batch, device="cpu") == "finished"


@pytest.fixture
def results(tmp_path):
    return Results(tmp_path / "results")


@pytest.mark.parametrize("method", METHODS)
def test_a_result_is_found_again_by_whoever_asks_for_the_same(results, method):
    learn(results, tiny(method, seeds=2))
    again = Results(results.path)
    assert list(again.find(tiny(method, seeds=[2]))) == [2]
    assert again.missing(tiny(method, seeds=2)) == []
    assert again.find(tiny(method, seeds=2, learning_rate=0.5)) == {}


def test_seeds_that_trained_together_are_found_one_by_one(results):
    learn(results, tiny(seeds=[3, 1]))
    (batch,) = results.missing(tiny(seeds=3))
    assert batch.config.seeds == (2,)
    learn(results, tiny(seeds=3))
    together = Outcome.of(tiny(seeds=3), results.find(tiny(seeds=3)))
    assert together.config.seeds == (1, 2, 3)
    for place, seed in enumerate((1, 2, 3)):
        alone = Results(results.path.parent / f"alone-{seed}")
        learn(alone, tiny(seeds=[seed]))
        outcome = Outcome.of(tiny(seeds=[seed]), alone.find(tiny(seeds=[seed])))
        np.testing.assert_allclose(together.scores[place], outcome.scores[0], atol=0.02)
    weights = together.look(lambda run, index: run.method.weights(0)[index], place=2)
    assert weights.shape == (together.description.target_weights,)
    for place, (all_weights, index) in enumerate(together.look_at_all(lambda run: run.method.weights(0))):
        each = together.look(lambda run, number: run.method.weights(0)[number], place=place)
        assert all_weights[index].equal(each)


def test_the_key_depends_on_what_decides_the_numbers_and_on_nothing_else(results, monkeypatch):
    keys = results.fingerprints.keys
    quick, same = (
        tiny(seeds=2),
        configure("split-digits", preset="quick", seeds=[1], tasks=2, steps=10, batch_size=8),
    )
    assert keys(quick)[0] == keys(same.model_copy(update={"preset": "another"}))[0]
    others = [
        tiny(beta=0.2),
        tiny(steps=11),
        tiny(target_hidden=(8,)),
        tiny(task_seed=2),
        tiny(scenario=3),
        tiny("finetune"),
    ]
    found = [keys(config)[0] for config in [quick, *others]] + [keys(quick)[1]]
    assert len(set(found)) == len(found)
    monkeypatch.setattr(key, "NUMBERS", NUMBERS + 1)
    assert keys(quick)[0] not in found


def test_the_place_of_a_data_file_does_not_count_but_what_it_holds_does(tmp_path, results):
    def arrays(name, shift):
        x = np.linspace(0, 1, 48, dtype=np.float32).reshape(16, 3)
        y = np.arange(16) % 4
        np.savez(tmp_path / name, x_train=x + shift, y_train=y, x_test=x, y_test=y)
        return configure("arrays", data=tmp_path / name, split=2, steps=5, batch_size=4)

    one, copy, other = arrays("one.npz", 0), arrays("copy.npz", 0), arrays("other.npz", 0.25)
    keys = results.fingerprints.keys
    assert keys(one) == keys(copy) != keys(other)


def test_a_run_that_was_stopped_goes_on_with_the_same_bits(results, tmp_path):
    learn(results, tiny(seeds=2))
    whole = results.find(tiny(seeds=2))[1].folder.path
    broken = Results(tmp_path / "broken")
    (batch,) = broken.missing(tiny(seeds=2))
    assert train_batch(batch, device="cpu", stepped=lambda done: done < 13) == "stopped"
    assert broken.find(tiny(seeds=2)) == {}
    (rest,) = broken.missing(tiny(seeds=4))[:1]
    assert (rest.config.seeds, rest.folder.holds_progress) == ((1, 2), True)
    assert train_batch(rest, device="cpu") == "finished"
    for name in ("checkpoint.safetensors", "metrics.jsonl"):
        assert (rest.path / name).read_bytes() == (whole / name).read_bytes()


def test_a_run_that_another_process_trains_is_left_to_it(results):
    (batch,) = results.missing(tiny())
    batch.path.mkdir(parents=True)
    with FileLock(batch.path / "lock", is_singleton=False):  # as another process holds it
        assert train_batch(batch, device="cpu") == "busy"
    assert train_batch(batch, device="cpu") == "finished"


def test_a_run_in_the_wrong_place_or_changed_or_damaged_is_not_taken_for_a_result(results):
    learn(results, tiny())
    config = tiny(beta=0.7)
    place = results.place(config)
    shutil.copytree(results.place(tiny()), place)  # moved there by hand
    assert results.find(config) == {}

    damaged = results.find(tiny())[1].folder.path / "metrics.jsonl"
    text = damaged.read_text()
    lines = text.splitlines(keepends=True)
    record = json.loads(lines[-1])
    record["scores"] = {"accuracy": [[1.0, 1.0]]}
    damaged.write_text("".join([*lines[:-1], json.dumps(record) + "\n"]))
    assert results.find(tiny()) == {}
    (batch,) = results.missing(tiny())
    with pytest.raises(StoreError, match="restore it from a copy"):
        train_batch(batch, device="cpu")
    damaged.write_text(text)
    assert list(results.find(tiny())) == [1]

    (changed,) = results.missing(tiny(seeds=[9]))
    run = Run(changed.config)
    run.change(beta=3.0)
    changed.folder.save(fit(run, progress=False))
    assert results.find(tiny(seeds=[9])) == {}


def test_a_run_that_fails_by_itself_says_why_and_leaves_what_can_go_on(results):
    config = tiny(learning_rate=1e30, optimizer="sgd")
    (batch,) = results.missing(config)
    with pytest.raises(TrainingError, match="learning_rate"):
        train_batch(batch, device="cpu")
    assert results.find(config) == {}
    with pytest.raises(DataError, match="no result"):
        Outcome.of(config, results.find(config))


def test_what_was_read_once_is_not_read_again_until_it_changes(results, monkeypatch):
    learn(results, tiny(seeds=2))
    first = results.find(tiny(seeds=2))
    lines = []

    def counted(*given):
        lines.append(given)
        return read_metric_line(*given)

    monkeypatch.setattr(reading, "read_metric_line", counted)
    again = results.find(tiny(seeds=2))
    assert [replica.folder for replica in again.values()] == [replica.folder for replica in first.values()]
    scores = Outcome.of(tiny(seeds=2), again).scores
    assert lines == []
    fresh = Results(results.path)  # which knows nothing yet
    read = Outcome.of(tiny(seeds=2), fresh.find(tiny(seeds=2))).scores
    assert np.array_equal(read, scores, equal_nan=True)
    assert lines


def test_a_run_that_somebody_steered_is_no_result_and_says_so(results):
    """It lies where the result would: silently it would be missing for ever."""
    (batch,) = results.missing(tiny())
    run = Run(batch.config, device="cpu")
    for _ in zip(range(5), batch.folder.record(run), strict=False):
        pass
    run.change(beta=3.0)
    for _ in batch.folder.record(run):
        pass
    assert Results(results.path).find(tiny()) == {}
    with pytest.raises(StoreError, match=r"was changed while it was trained, .*: move it away"):
        train_batch(batch, device="cpu")
