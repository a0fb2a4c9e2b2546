"""A run that earlier code has begun says so wherever its numbers could be taken for those of today's."""

import pytest
from typer.testing import CliRunner

from hnetlab import Run, RunFolder, configure, fit, views
from hnetlab.cli import app
from hnetlab.report import write_report
from hnetlab.results.folder import Results
from hnetlab.results.key import stored_keys
from hnetlab.results.scattered import ScatteredResults
from hnetlab.runs.run import NUMBERS


def begun_by_earlier_code(monkeypatch: pytest.MonkeyPatch) -> Run:
    with monkeypatch.context() as earlier:
        earlier.setattr("hnetlab.runs.run.NUMBERS", NUMBERS - 1)
        return Run(configure("split-digits", tasks=2, steps=10, batch_size=8), device="cpu")


def test_a_stored_run_remembers_which_code_began_it(tmp_path, monkeypatch):
    first = RunFolder(tmp_path / "first")
    first.save(begun_by_earlier_code(monkeypatch))
    run = fit(RunFolder(first.path).run(device="cpu"), progress=False)
    second = RunFolder(tmp_path / "second")
    second.save(run)  # its later tasks were learned by today's code, its first ones not
    assert second.problem().numbers == first.problem().numbers == NUMBERS - 1
    second.run(device="cpu")
    first.save(run)
    today = RunFolder(tmp_path / "today")
    today.save(fit(Run(run.config, device="cpu"), progress=False))
    assert today.problem().numbers == NUMBERS
    assert not {*stored_keys(first)} & {*stored_keys(today)}


def test_its_numbers_are_not_taken_for_those_of_today(tmp_path, monkeypatch):
    old = fit(begun_by_earlier_code(monkeypatch), progress=False)
    new = fit(Run(old.config, device="cpu"), progress=False)
    RunFolder(tmp_path / "old").save(old)
    found = ScatteredResults([tmp_path])
    assert found.find(old.config) == {}
    (note,) = found.notes
    assert note.startswith(
        f"The run {tmp_path / 'old'} is left out: an earlier hnetlab has begun it, by which"
    )
    results = Results(tmp_path / "results")
    (batch,) = results.missing(new.config)
    RunFolder(batch.path).save(old)
    assert results.find(new.config) == {}
    for source in (old, tmp_path / "old"):
        (note,) = views.results_table({"mine": source}).notes
        assert note.startswith("The run mine was begun by an earlier hnetlab, by which equal settings may")
        assert list(views.metric_table({"old": source, "new": new})["code"]) == [
            "of an earlier hnetlab",
            "",
        ]
    assert views.results_table([new]).notes == ()


def test_resume_says_so(tmp_path, monkeypatch):
    RunFolder(tmp_path / "run").save(begun_by_earlier_code(monkeypatch))
    answer = CliRunner().invoke(app, ["train", "--resume", "--out", str(tmp_path / "run")])
    assert answer.exit_code == 0
    assert "An earlier hnetlab has begun it" in answer.stderr


def test_a_report_says_so_and_promises_no_more(tmp_path, monkeypatch):
    folder = RunFolder(tmp_path / "run")
    folder.save(fit(begun_by_earlier_code(monkeypatch), progress=False))
    write_report(folder.path, tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "An earlier hnetlab has begun it, by which equal settings may come to other numbers." in page
    assert "With the versions below, with the hnetlab that has begun it and on the same kind of" in page
