import torch

from hnetlab.experiments import configure
from hnetlab.runs.engine import Stepped, train
from hnetlab.runs.progress import fit, with_progress
from hnetlab.runs.run import Position, Run


def make_run():
    config = configure("split-digits", tasks=2, steps=6, batch_size=8, target_hidden=(4,), chunk_size=100)
    return Run(config)


def test_the_bar_shows_the_task_the_steps_and_the_time_left_on_standard_error(capsys):
    fit(make_run())
    shown = capsys.readouterr()
    first, last = shown.err.strip().split("\r")[0], shown.err.strip().split("\r")[-1]
    assert first.startswith("task 1/2: digits 0, 1:   0%|")
    assert "0/12 steps, ? left" in first
    assert last.startswith("task 2/2: digits 2, 3: 100%|")
    assert "12/12 steps, 00:00 left" in last
    assert last.endswith("step/s")
    assert shown.out == ""


def test_a_title_stands_before_the_task(capsys):
    fit(make_run(), title="fine-tuning")
    assert capsys.readouterr().err.strip().startswith("fine-tuning, task 1/2: digits 0, 1:")


def test_a_log_file_gets_few_lines(capsys):
    fit(make_run())
    assert capsys.readouterr().err.count("\r") <= 5


def test_nothing_is_shown_when_it_is_not_wanted(capsys):
    assert fit(make_run(), progress=False).finished
    assert capsys.readouterr() == ("", "")


def test_a_run_that_goes_on_begins_where_it_was(capsys):
    run = make_run()
    for event in train(run):
        if isinstance(event, Stepped) and (event.task, event.step) == (1, 3):
            break
    assert run.position == Position(1, 3)
    fit(run)
    shown = capsys.readouterr().err.strip()
    assert shown.startswith("task 2/2: digits 2, 3:  75%|")
    assert "9/12 steps" in shown
    assert "12/12 steps" in shown


def test_events_pass_through_unchanged_and_training_with_a_bar_is_the_same(capsys):
    run, alone = make_run(), make_run()
    kinds = [type(event) for event in with_progress(run, train(run))]
    assert kinds == [type(event) for event in train(alone)]
    state = run.state()
    assert all(torch.equal(value, state[name]) for name, value in alone.state().items())
