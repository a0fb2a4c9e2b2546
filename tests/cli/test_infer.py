import json

import numpy as np
import pytest

from hnetlab.runs.engine import train
from hnetlab.runs.run import Run
from hnetlab.runs.store import RunFolder


def test_ways_to_infer_the_task_are_compared_on_a_finished_run(hnetlab, folder, tiny_hnet):
    hnetlab("train", "split-digits", *tiny_hnet, "--scenario", "3", "--seeds", "2", "--out", "x", "-q")
    answer = hnetlab("infer", "x", "--json")
    found = json.loads(answer.out)
    assert list(found) == ["entropy", "confidence", "agreement", "gradient"]
    result = json.loads((folder / "x" / "result.json").read_text())
    # What the run was tested with while it learned is what is found now.
    for key in ("task_accuracy",):
        assert found["entropy"][key] == result[key]
    assert found["entropy"]["accuracy"]["mean"] == result["average_accuracy"]["mean"]
    confusion = np.array(found["entropy"]["confusion"])
    assert confusion.sum(axis=1) == pytest.approx(100)
    assert confusion.diagonal().mean() == pytest.approx(result["task_accuracy"]["mean"])
    text = hnetlab("infer", "x").out
    rows = text.partition("Which task a task's samples (row) are taken for by entropy")[2].splitlines()
    assert [row.split()[-2:] for row in rows if row.startswith(("1 ", "2 "))] == [
        [f"{share:.1f}" for share in line] for line in confusion
    ]
    assert "none of them told, mean ± standard error of 2 seeds" in text
    assert all(kind in text for kind in found)


def test_what_is_to_be_known_of_its_numbers_is_said(hnetlab, folder, tiny_hnet):
    hnetlab("train", "split-digits", *tiny_hnet, "--seeds", "2", "--set", "betas=0,1", "--out", "own", "-q")
    assert "Each seed has a beta of its own" in hnetlab("infer", "own").out
    answer = hnetlab("infer", "own", "--json")
    assert "Each seed has a beta of its own" in answer.err
    assert list(answer.json) == ["entropy", "confidence", "agreement", "gradient"]
    run = Run(RunFolder("own").config(), device="cpu")
    for _ in train(run):
        if run.steps_done == 7:
            run.change(beta=0.5)
        if run.steps_done == 8:
            break
    RunFolder("changed").save(run)
    text = hnetlab("infer", "changed").out
    assert text.startswith("1 of 2 tasks, none of them told")
    assert "It was changed while it was trained: beta = 0.5 after step 1 of task 2." in text


def test_a_method_with_one_network_has_no_task_to_infer(hnetlab, folder):
    small = ("--tasks", "2", "--set", "steps=3", "--set", "target_hidden=4")
    answer = hnetlab("train", "split-digits", "-m", "joint", *small, "--scenario", "3", "--out", "x", "-q")
    assert "samples whose task was inferred" in answer.out
    assert "The method joint on split-digits has no task to infer" in hnetlab("infer", "x").refusal


def test_a_scenario_decides_the_heads(hnetlab, folder):
    answer = hnetlab("train", "split-digits", "--scenario", "2", "--set", "head=per_task")
    assert "scenario = 2 has head = shared: leave head = per_task out" in answer.refusal
    assert "scenario = 4 is not allowed" in hnetlab("train", "split-digits", "--scenario", "4").refusal
    assert (
        "--scenario does not apply to regression" in hnetlab("train", "regression", "--scenario", "2").refusal
    )
