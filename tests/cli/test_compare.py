import numpy as np
import pytest

from hnetlab.runs.engine import train
from hnetlab.runs.run import Run
from hnetlab.runs.store import RunFolder


@pytest.fixture
def learned(hnetlab, tiny, tiny_hnet):
    """Trains a small run into a folder and returns its result."""

    def learn(name, method="hnet", benchmark="split-digits", seeds=2, *more):
        own = tiny_hnet if method == "hnet" else tiny
        options = ("--method", method, "--seeds", seeds, "--out", name, "--json", "-q")
        return hnetlab("train", benchmark, *own, *options, *more).json

    return learn


def test_runs_are_rows_with_their_metrics(hnetlab, learned):
    hnet, joint = learned("runs/a"), learned("runs/b", "joint")
    lines = hnetlab("compare", "runs/a", "runs/b").out.splitlines()
    assert lines[0] == "split-digits, mean ± standard error over seeds:"
    rows = [line for line in lines if line.startswith(("a ", "b "))]
    assert [row.split()[:3] for row in rows[:2]] == [["a", "hnet", "2"], ["b", "joint", "2"]]
    for row, result in zip(rows, (hnet, joint), strict=False):
        metric = result["average_accuracy"]
        assert f"{metric['mean']:.2f} ± {metric['standard_error']:.2f}" in row
    assert "forward" not in "".join(lines)


@pytest.mark.parametrize("width", [80, 120])
def test_the_table_fits_into_the_terminal(hnetlab, learned, monkeypatch, width):
    learned("runs/a"), learned("runs/scratch", "scratch")
    monkeypatch.setenv("COLUMNS", str(width))
    answer = hnetlab("compare", "runs/a", "runs/scratch")
    assert max(map(len, answer.out.splitlines())) <= width
    for word in ("average", "during", "forgetting", "backward", "forward", "compression", "seconds"):
        assert word in answer.out


def test_forward_transfer_is_against_the_run_from_scratch_seed_by_seed(hnetlab, learned):
    hnet, scratch = learned("a"), learned("s", "scratch")
    first, second = hnetlab("compare", "a", "s", "--json").json["runs"]
    gains = [
        np.mean([rows[task][task] - alone[task][task] for task in range(2)])
        for rows, alone in zip(hnet["accuracy_matrix"], scratch["accuracy_matrix"], strict=True)
    ]
    assert first["forward_transfer"]["per_seed"] == pytest.approx(gains)
    assert first["forward_transfer"]["paired"] is True
    assert "without its error" not in hnetlab("compare", "a", "s").out
    assert second["forward_transfer"] is None
    assert first["average_accuracy"] == hnet["average_accuracy"]


def test_other_seeds_are_compared_with_the_mean_from_scratch(hnetlab, learned):
    hnet, scratch = learned("a", seeds=1), learned("s", "scratch")
    alone = np.array(scratch["accuracy_matrix"], dtype=float).mean(axis=0)
    gain = np.mean([hnet["accuracy_matrix"][0][task][task] - alone[task][task] for task in range(2)])
    first = hnetlab("compare", "a", "s", "--json").json["runs"][0]
    assert first["forward_transfer"]["per_seed"] == pytest.approx([gain])
    assert first["forward_transfer"]["paired"] is False
    told = "a: forward transfer is against the mean from scratch, without its error, as the seeds are others."
    assert told in " ".join(hnetlab("compare", "a", "s").out.split())


def test_a_run_from_scratch_on_other_tasks_says_nothing(hnetlab, learned):
    learned("a"), learned("s", "scratch", "permuted-digits")
    answer = hnetlab("compare", "a", "s")
    assert "forward" not in answer.out
    assert answer.out.startswith("Several benchmarks")
    assert "permuted-digits" in answer.out


def test_runs_with_the_same_name_are_told_apart(hnetlab, learned):
    learned("x/run"), learned("y/run")
    assert {"x/run", "y/run"} <= set(hnetlab("compare", "x/run", "y/run").out.split())
    assert {"1", "2", "x/run"} <= set(hnetlab("compare", "x/run", "x/run").out.split())


def test_an_unfinished_run_is_refused_with_the_remedy(hnetlab, folder, learned):
    learned("a")
    run = Run(RunFolder("a").config())
    next(train(run))
    RunFolder("a").save(run)
    sentence = hnetlab("compare", "a").refusal
    assert sentence == ('The run in a is not finished: finish it with "hnetlab train --resume --out a".')


def test_runs_of_two_kinds_are_refused(hnetlab, learned):
    learned("a")
    hnetlab("train", "regression", "--set", "steps=2", "--out", "r", "-q")
    sentence = hnetlab("compare", "a", "r").refusal
    assert sentence.startswith("a is a classification and r is a regression, which have no score in common")


def test_what_is_no_run_is_refused(hnetlab):
    assert hnetlab("compare", "nowhere").refusal.startswith("nowhere is not the folder of a run")


def test_regressions_are_compared_by_their_errors(hnetlab):
    hnetlab("train", "regression", "--set", "steps=2", "--out", "r", "-q")
    answer = hnetlab("compare", "r")
    assert "average" in answer.out
    assert "%" not in answer.out


@pytest.mark.parametrize(
    ("options", "difference"),
    [
        (("--set", "steps=3"), "steps"),
        (("--set", "target_hidden=2"), "target_hidden"),
        (("--set", "learning_rate=0.5"), "learning_rate"),
    ],
)
def test_forward_transfer_is_only_against_a_run_that_differs_in_the_method_alone(
    hnetlab, learned, options, difference
):
    learned("a")
    base = ("--tasks", "2", "--set", "batch_size=8")
    rest = {"steps": "6", "target_hidden": "4"} | dict(option.split("=") for option in options[1:])
    sets = [word for name, value in rest.items() for word in ("--set", f"{name}={value}")]
    hnetlab("train", "split-digits", "-m", "scratch", *base, *sets, "--seeds", "2", "--out", "s", "-q")
    assert hnetlab("compare", "a", "s", "--json").json["runs"][0]["forward_transfer"] is None
    note = f"a has no forward transfer: s differs from it in more than the method ({difference})."
    assert note in hnetlab("compare", "a", "s").out


def test_a_run_that_was_steered_is_marked(hnetlab, learned):
    learned("a")
    run = Run(RunFolder("a").config())
    for _ in train(run):
        if run.steps_done == 7:
            run.change(beta=0.5)
    RunFolder("b").save(run)
    text = hnetlab("compare", "a", "b").out
    assert "b* was changed while it was trained: beta = 0.5 after step 1 of task 2." in text
    assert "a* " not in text
    rows = hnetlab("compare", "a", "b", "--json").json["runs"]
    assert [row["changes"] for row in rows] == [[], [{"task": 2, "step": 1, "values": {"beta": 0.5}}]]


def test_a_run_whose_seeds_have_settings_of_their_own_is_marked(hnetlab, learned):
    learned("a"), learned("b", "hnet", "split-digits", 2, "--set", "betas=0,1")
    text = hnetlab("compare", "a", "b").out
    assert "b*: Each seed has a beta of its own, and what is said of all seeds is over these values" in text
    assert "a* " not in text


def test_single_seeds_have_no_standard_error_in_the_heading(hnetlab, learned):
    learned("a", seeds=1)
    assert hnetlab("compare", "a").out.startswith("split-digits, one seed each:")


def test_a_folder_without_a_name_of_its_own_keeps_the_one_it_was_given(hnetlab, tiny):
    place = hnetlab("train", "split-digits", "-m", "joint", *tiny, "--json", "-q").json["run_dir"]
    assert place.rpartition("/")[2] in hnetlab("compare", place).out


def test_scenarios_and_inferred_tasks_are_columns_where_there_are_any(hnetlab, learned, monkeypatch):
    learned("told"), learned("joint", "joint")
    first, second = (
        learned(f"untold{number}", "hnet", "split-digits", 2, "--scenario", number) for number in (2, 3)
    )
    monkeypatch.setenv("COLUMNS", "200")
    head, rows = hnetlab("compare", "told", "joint").out, hnetlab("compare", "told", "untold2", "untold3").out
    assert "scenario" not in head
    assert "task" not in head
    lines = {line.split()[0]: line.split() for line in rows.splitlines()[2:] if line}
    assert [lines[name][2] for name in ("told", "untold2", "untold3")] == ["1", "2", "3"]
    assert "scenario" in rows
    for name, result in (("untold2", first), ("untold3", second)):
        found = result["task_accuracy"]
        assert f"{found['mean']:.2f} ± {found['standard_error']:.2f}" in " ".join(lines[name])
    plain = hnetlab("compare", "told", "untold3", "--json").json["runs"]
    assert [row["scenario"] for row in plain] == [1, 3]


OWN_TASKS = """
import torch
from hnetlab import Task, TaskSequence

def make():
    x, y = torch.rand(40, 6, generator=torch.Generator().manual_seed(0)), torch.arange(40) % 2
    tasks = (Task(str(n), x + n, y, x + n, y, head=range(2 * n, 2 * n + 2)) for n in range(2))
    return TaskSequence("mine", "classification", tuple(tasks), (6,), 4, scenario=3)
"""


def test_own_tasks_go_by_their_name_and_scenario(hnetlab, folder, learned, tiny_hnet):
    (folder / "t.py").write_text(OWN_TASKS)
    learned("told")
    sets = [word for word in tiny_hnet if word not in ("--tasks", "2")]
    hnetlab("train", "split-digits", *sets, "--sequence", "t.py:make", "--seeds", "2", "--out", "own", "-q")
    answer = hnetlab("compare", "own", "told")
    assert answer.out.startswith("Several benchmarks")
    assert "t.py:make" in answer.out
    own, told = hnetlab("compare", "own", "told", "--json").json["runs"]
    assert (own["scenario"], told["scenario"]) == (3, 1)
    assert own["differs_in"]["scenario"] == "3"
    assert hnetlab("compare", "own").out.startswith("t.py:make, mean")


def test_runs_on_other_samples_or_by_earlier_code_say_so(hnetlab, folder, monkeypatch):
    y = np.arange(40) % 4
    for name, seed in (("a", 0), ("b", 1)):
        x = np.random.default_rng(seed).normal(size=(40, 3)).astype(np.float32)
        np.savez(folder / f"{name}.npz", x_train=x, y_train=y, x_test=x, y_test=y)
        options = ("--data", f"{name}.npz", "--split", "2", "--set", "steps=2", "-q", "--out", name)
        hnetlab("train", "arrays", *options)
    assert "They differ in samples: b task 1, " in hnetlab("compare", "a", "b").out
    with monkeypatch.context() as earlier:
        earlier.setattr("hnetlab.runs.run.NUMBERS", 1)
        data = ("--data", "a.npz", "--split", "2")
        hnetlab("train", "arrays", *data, "-m", "scratch", "--set", "steps=2", "-q", "--out", "old")
    answer = hnetlab("compare", "a", "old").out
    assert "They differ in code: old of an earlier hnetlab." in answer
    assert "old differs from it in more than the method (code)" in answer


def test_the_same_seeds_in_another_order_are_compared_seed_by_seed(hnetlab, learned):
    learned("a", seeds=2), learned("s", "scratch")
    run = RunFolder("s").run(device="cpu")
    turned = Run(run.config.only([1, 0]), device="cpu")
    for _ in train(turned):
        pass
    RunFolder("turned").save(turned)
    one, other = (hnetlab("compare", "a", name, "--json").json["runs"][0] for name in ("s", "turned"))
    assert one["forward_transfer"]["per_seed"] == pytest.approx(other["forward_transfer"]["per_seed"])


def test_settings_that_several_methods_have_and_that_differ_are_told(hnetlab):
    """The names of folders need not say it, and it may be all that matters."""
    tiny = ("--set", "steps=2", "--set", "batch_size=8", "--tasks", "2", "-q")
    for name, beta in (("first", "0.5"), ("second", "2")):
        hnetlab("train", "split-digits", "--set", f"beta={beta}", *tiny, "--out", name)
    hnetlab("train", "split-digits", "-m", "ewc", *tiny, "--out", "third")
    assert "They differ in beta: first 0.5, second 2." in hnetlab("compare", "first", "second").out
    runs = hnetlab("compare", "first", "second", "--json").json["runs"]
    assert [run["differs_in"]["beta"] for run in runs] == ["0.5", "2"]
    assert "beta" not in hnetlab("compare", "first", "third").out
    assert "They differ in beta: first 0.5, second 2." in hnetlab("compare", "first", "second", "third").out
