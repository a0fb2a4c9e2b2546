"""Rows that differ only by what may vary by replica train together, and nobody who asks for them can tell."""

import numpy as np
import pytest

from hnetlab import configure
from hnetlab.base.errors import ConfigError
from hnetlab.paper.registry import EXPERIMENTS
from hnetlab.results.dealing import evenly, most_rows, owners
from hnetlab.results.failure import Failure
from hnetlab.results.folder import Results
from hnetlab.results.local import train_here
from hnetlab.results.outcome import Outcome
from hnetlab.results.plan import Part, failures_by_config, missing_of, name_of
from hnetlab.results.scattered import ScatteredResults
from hnetlab.results.speed import Cost
from hnetlab.results.watch import Watch
from hnetlab.results.work import train_batch


def tiny(method="hnet", seeds=2, **fields):
    return configure(
        "split-digits", method, seeds=seeds, **{"tasks": 2, "steps": 10, "batch_size": 8, **fields}
    )


def learn(batches):
    for batch in batches:
        assert train_batch(batch, device="cpu") == "finished"


def train_all(results, configs):
    batches = missing_of(results, configs).batches
    with Watch(dict.fromkeys(batches, Cost(20, 1.0)), shown=False) as watch:
        failures = failures_by_config(train_here(batches, watch, device="cpu"))
        assert watch.share == pytest.approx(1)
    return failures


def rows_of(batches):
    return [[(row.seed, row.learning.beta) for row in batch.config.rows()] for batch in batches]


@pytest.fixture
def results(tmp_path):
    return Results(tmp_path / "results")


def test_what_may_train_together_does_and_everything_else_stays_apart(results):
    configs = [tiny(beta=beta) for beta in (0.0, 0.1, 1.0)]
    (batch,) = missing_of(results, [*configs, tiny(seeds=3, beta=0.1)]).batches
    assert rows_of([batch]) == [
        [(seed, beta) for beta in (0.0, 0.1, 1.0) for seed in (1, 2, 3)[: 2 + (beta == 0.1)]]
    ]
    assert missing_of(Results(results.path), configs[:1]).batches[0].path.parent == results.place(configs[0])
    others = [
        tiny(steps=11),
        tiny(lookahead=False),
        tiny("finetune"),
        tiny(old_tasks_per_step=1),
        tiny(tasks=3),
    ]
    counts = [len(batch.config.seeds) for batch in missing_of(results, [*configs, *others]).batches]
    assert counts == [6, 2, 2, 2, 2, 2]
    rates = [
        tiny("ewc", ewc_lambda=strength, learning_rate=rate) for strength in (1, 9) for rate in (0.1, 0.2)
    ]
    (batch,) = missing_of(results, rates).batches
    assert batch.config.rows() == tuple(row for config in rates for row in config.rows())
    timed = EXPERIMENTS["old-task-subsets"].cases("quick", 3)  # where the time of a step is shown
    everything = [*EXPERIMENTS["beta"].cases("quick", 3).values(), *timed.values()]
    alone = [batch for batch in missing_of(results, everything).batches if not batch.config.own]
    assert [name_of(batch.config) for batch in alone] == list(map(name_of, timed.values()))
    own = tiny(betas=(0.1, 0.2))
    assert "betas = (0.1, 0.2) is for runs by themselves" in missing_of(results, [own]).failures[name_of(own)]
    with pytest.raises(ConfigError, match="give several values of beta"):
        results.missing(own)


@pytest.mark.parametrize("method", ["hnet", "finetune-target", "dgr"])
def test_together_they_learn_what_they_learn_apart_and_are_found_one_by_one(results, tmp_path, method):
    setting = {"beta": (0.0, 0.5)} if method == "hnet" else {"learning_rate": (0.001, 0.003)}
    ((name, values),) = setting.items()
    configs = [tiny(method, **{name: value}) for value in values]
    (batch,) = missing_of(results, configs).batches
    learn([batch])
    again = Results(results.path)
    assert missing_of(again, configs).batches == []
    apart = Results(tmp_path / "apart")
    for config in configs:
        assert again.missing(config) == []
        learn(apart.missing(config))
        together, alone = (Outcome.of(config, each.find(config)) for each in (again, apart))
        np.testing.assert_allclose(together.scores, alone.scores, atol=0.02)
        for place in range(2):
            mine, other = (
                each.look(lambda run, index: run.method.weights(1)[index], place)
                for each in (together, alone)
            )
            np.testing.assert_allclose(mine, other, rtol=1e-4, atol=1e-4)
        assert (together.replicas_per_step, alone.replicas_per_step) == (4, 2)
        scattered = ScatteredResults([results.path])
        first, second = ([each.find(config)[seed].index for seed in (1, 2)] for each in (again, scattered))
        assert first == second
        assert scattered.notes == []


def test_what_is_there_is_left_out_and_what_was_begun_goes_on(results):
    """Also what was trained, or begun, for one setting alone, as all was before."""
    configs = [tiny(beta=beta) for beta in (0.0, 0.1, 1.0)]
    learn(results.missing(configs[1]))
    (begun,) = results.missing(tiny(seeds=[2], beta=1.0))
    assert train_batch(begun, device="cpu", stepped=lambda done: done < 13) == "stopped"
    missing = missing_of(results, configs)
    assert (missing.wanted, missing.found) == (6, 2)
    assert rows_of(missing.batches) == [[(2, 1.0)], [(1, 0.0), (2, 0.0), (1, 1.0)]]
    assert missing.batches[0].path == begun.path
    learn(missing.batches)
    assert missing_of(results, configs).batches == []
    (rest,) = missing_of(results, [tiny(seeds=3, beta=beta) for beta in (0.0, 0.1)]).batches
    assert rows_of([rest]) == [[(3, 0.0), (3, 0.1)]]


@pytest.mark.bits
def test_a_run_of_several_settings_that_was_stopped_goes_on_with_the_same_bits(results, tmp_path):
    configs = [tiny(beta=beta) for beta in (0.0, 1.0)]
    learn(missing_of(results, configs).batches)
    broken = Results(tmp_path / "broken")
    (batch,) = missing_of(broken, configs).batches
    assert train_batch(batch, device="cpu", stepped=lambda done: done < 13) == "stopped"
    more = [*configs, tiny(beta=2.0)]
    rest, new = missing_of(broken, more).batches
    assert (rest.path, rest.folder.holds_progress, rows_of([new])) == (
        batch.path,
        True,
        [[(1, 2.0), (2, 2.0)]],
    )
    assert train_batch(rest, device="cpu") == "finished"
    whole = results.find(configs[0])[1].folder.path
    for name in ("checkpoint.safetensors", "metrics.jsonl"):
        assert (rest.path / name).read_bytes() == (whole / name).read_bytes()


def test_a_row_that_fails_takes_no_other_with_it_and_is_told_of_alone(results):
    fields = {"optimizer": "sgd", "beta": 0.1}
    configs = [tiny(learning_rate=rate, **fields) for rate in (1e-3, 1e30, 2e-3)]
    failures = train_all(results, configs)
    assert [list(results.find(config)) for config in configs] == [[1, 2], [], [1, 2]]
    assert list(failures) == [name_of(configs[1])]
    assert failures[name_of(configs[1])].startswith("Seeds 1, 2 failed. ")
    assert "lower learning_rate, now 1e+30, and try again." in failures[name_of(configs[1])]
    # Asked again, only what failed is tried again.
    assert [batch.config.rows() for batch in missing_of(results, configs).batches] == [configs[1].rows()]


def test_what_no_memory_suffices_for_is_tried_by_halves(results):
    (batch,) = missing_of(results, [tiny(seeds=3, beta=beta) for beta in (0.0, 1.0)]).batches
    first, second = Failure.of(MemoryError()).parts(batch)
    assert (*first.config.rows(), *second.config.rows()) == batch.config.rows()
    assert len({batch.path, first.path, second.path}) == 3
    assert Failure.of(OSError("disk")).parts(batch) == []
    (one,) = results.missing(tiny(seeds=[1]))
    assert Failure.of(MemoryError()).parts(one) == []
    due = Failure("of seed 2", fewer=True, rows=(4,)).parts(batch)  # beta 1, with its other seeds at first
    assert rows_of(due) == [[(1, 0.0), (2, 0.0), (3, 0.0)], [(1, 1.0), (2, 1.0), (3, 1.0)]]
    assert rows_of(Failure("", fewer=True, rows=(1,)).parts(due[1])) == [[(1, 1.0), (3, 1.0)], [(2, 1.0)]]
    assert Failure("", fewer=True, rows=(0, 1, 2)).parts(due[1]) == []


def test_parts_have_each_row_once_whatever_the_others_have_trained(results):
    configs = [tiny(seeds=5, beta=beta) for beta in (0.0, 0.1, 1.0)] + [tiny(seeds=3, steps=11)]
    whole = sorted(row for rows in rows_of(missing_of(results, configs).batches) for row in rows)
    shares = []
    for number in (1, 2, 3):
        batches = missing_of(results, configs, Part(number, 3)).batches
        shares.append([row for rows in rows_of(batches) for row in rows])
        if number == 2:
            learn(batches)
    assert sorted(row for share in shares for row in share) == whole
    assert sorted(map(len, shares)) == [3, 7, 8]  # of two runs of 15, and one of 3


def test_rows_are_dealt_so_that_nobody_waits_and_company_is_of_use():
    assert [list(map(len, evenly(range(count), 10))) for count in (9, 18, 23)] == [[9], [9, 9], [7, 8, 8]]
    assert owners([1, 9, 1, 8], 2) == [1, 0, 0, 1]
    assert most_rows(11_570, 32, "cpu") == 10  # steps of milliseconds
    assert most_rows(478_410, 128, "cpu") == 1  # steps that are all work
    assert most_rows(478_410, 128, "cuda") > 50
