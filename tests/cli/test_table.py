import csv
import io
import json

import numpy as np
import pytest

from hnetlab.experiments.published import Published, Source
from hnetlab.runs.engine import train
from hnetlab.runs.run import Run
from hnetlab.runs.store import RunFolder


@pytest.fixture
def learned(hnetlab, tiny):
    """Trains a small run into a folder and returns its result."""

    def learn(name, *options, method="finetune-target", scenario=1):
        given = ("--method", method, "--scenario", scenario, "--out", name, "--json", "-q", *options)
        return hnetlab("train", "split-digits", *tiny, *given).json

    return learn


def averages(*results):
    return [value for result in results for value in result["average_accuracy"]["per_seed"]]


def test_runs_of_a_cell_are_pooled(hnetlab, learned):
    first, second = learned("runs/a", "--seed", 1), learned("runs/b", "--seed", 5)
    joint = learned("runs/c", "--seeds", 2, method="joint", scenario=3)
    answer = hnetlab("table", "runs/a", "runs/b", "runs/c", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert [(row["scenario"], row["method"], row["seeds"]) for row in rows] == [
        ("1", "finetune-target", "2"),
        ("3", "joint", "2"),
    ]
    pooled = averages(first, second)
    assert float(rows[0]["accuracy"]) == pytest.approx(np.mean(pooled))
    assert float(rows[0]["standard_error"]) == pytest.approx(np.std(pooled, ddof=1) / 2**0.5)
    assert float(rows[1]["accuracy"]) == pytest.approx(np.mean(averages(joint)))
    assert all(row["published"] == "" for row in rows)
    assert answer.err == ""


def test_the_table_is_text_and_markdown_with_methods_as_columns_or_rows(hnetlab, learned):
    result = learned("runs/a", "--seeds", 2)["average_accuracy"]
    learned("runs/b", method="joint", scenario=3)
    number = f"{result['mean']:.2f} ± {result['standard_error']:.2f}"
    text = hnetlab("table", "runs").out  # a folder that holds runs
    assert text.startswith("Average accuracy (%), mean ± standard error over seeds, in brackets how many:")
    assert f"{number} (2)" in text
    markdown = hnetlab("table", "runs", "--format", "markdown").out
    head, _, *rows = [line for line in markdown.splitlines() if line.startswith("|")]
    assert head.split(" | ")[1:] == ["joint", "finetune-target |"]
    assert [number in row for row in rows] == [True, False]
    turned = hnetlab("table", "runs", "--format", "markdown", "--transpose").out
    rows = [line for line in turned.splitlines() if line.startswith("| ")]
    assert [row.split(" | ")[0].strip("| ") for row in rows[2:]] == ["joint", "finetune-target"]


def test_a_published_number_stands_below_with_the_difference(hnetlab, learned, monkeypatch):
    """No run of the paper's settings is made in a moment: one is taken to be such."""
    result = learned("a", "--seeds", 2)["average_accuracy"]
    mean, error = result["mean"], result["standard_error"]
    monkeypatch.setattr("hnetlab.analysis.results_table.recognized", lambda _: ("quick", {}))
    found = Published(0.5, 0.01, Source(text="Somebody 2020, Table 1", seeds=3))
    monkeypatch.setattr("hnetlab.analysis.results_table.published", lambda *_: found)
    lines = [line.rpartition("  ") for line in hnetlab("table", "a").out.splitlines()]
    cells = {label.strip(): cell.strip() for label, _, cell in lines}
    assert cells["published"] == "50.00 ± 1.00"
    assert cells["difference"] == f"{mean - 50:+.2f} ({(mean - 50) / np.hypot(error, 1):+.1f})"
    assert "Published of finetune-target on split-digits: Somebody 2020, Table 1; 3 seeds." in " ".join(
        hnetlab("table", "a").out.split()
    )


@pytest.mark.parametrize("form", ["text", "json"])
def test_runs_that_can_not_count_are_told_in_a_sentence_each(hnetlab, learned, form):
    learned("good")
    config = RunFolder("good").config()
    steered, stopped = Run(config), Run(config)
    for _ in train(steered):
        if steered.steps_done == 7:
            steered.change(learning_rate=0.5)
    RunFolder("steered").save(steered)
    next(train(stopped))
    RunFolder("stopped").save(stopped)
    hnetlab("train", "regression", "--set", "steps=2", "--out", "curve", "-q")
    answer = hnetlab("table", "good", "steered", "stopped", "curve", "good", "--format", form)
    told = answer.out if form == "text" else answer.err
    for sentence in (
        "The run steered is left out, it was changed while it was trained (learning_rate = 0.5 after step 1",
        "The run stopped is left out, it is not finished: train it to its end.",
        "The run curve is left out, a regression has no accuracy: take classifications.",
        "Of the run good the seed 1 is left out, another run has it: take each seed once.",
    ):
        assert sentence in told
    if form == "json":
        found = json.loads(answer.out)
        assert len(found["rows"]) == 1
        assert found["rows"][0]["published"] is None
        assert found["notes"] == told.splitlines()


def test_nothing_to_show_is_refused(hnetlab, learned):
    learned("a")
    run = Run(RunFolder("a").config())
    next(train(run))
    RunFolder("b").save(run)
    assert hnetlab("table", "b").refusal == "The run b is left out, it is not finished: train it to its end."
    assert hnetlab("table", "nowhere").refusal.startswith("nowhere is not the folder of a run")


def test_the_figure_is_a_page_that_needs_no_network(hnetlab, folder, learned):
    learned("a", "--seeds", 2)
    answer = hnetlab("table", "a", "--figure", "table.html")
    page = (folder / "table.html").read_text("utf-8")
    assert "finetune-target" in page
    assert "cdn.plot.ly" not in page.partition("</script>")[0]
    assert answer.err == "The figure lies in table.html: open it in a browser.\n"
    sentence = hnetlab("table", "a", "--figure", "missing/table.html").refusal
    assert sentence.startswith("Can't write the figure missing/table.html (")
