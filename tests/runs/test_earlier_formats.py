"""Folders that hnetlab 0.1 wrote, without checksums or fingerprints, as they lie in `version_0_1`."""

import json
import shutil
from pathlib import Path

import pytest

from hnetlab.base.errors import StoreError
from hnetlab.runs.store import RunFolder

STORED = Path(__file__).with_name("version_0_1")


@pytest.fixture
def old(tmp_path):
    """Copies a folder of version 0.1, to be written to."""
    return lambda name: RunFolder(shutil.copytree(STORED / name, tmp_path / name))


def test_a_finished_run_of_version_0_1_tells_its_result(old):
    folder = old("finished")
    told = json.loads((folder.path / "result.json").read_text())
    result = folder.result()
    assert result
    assert {name: result[name] for name in told if name != "run_dir"} | {"run_dir": None} == {
        **told,
        "run_dir": None,
    }
    assert folder.seconds() == told["seconds"]


def test_a_stopped_run_of_version_0_1_goes_on_and_gets_the_present_format(old):
    folder = old("paused")
    run = folder.run()
    assert (run.position.task, run.position.step, run.settings.learning.model_dump()["beta"]) == (1, 2, 0.5)
    for _ in folder.record(run):
        pass
    assert run.finished
    assert RunFolder(folder.path).result()
    assert json.loads((folder.path / "config.json").read_text())["format"] == 2
    assert folder.run().history.records == run.history.records
    assert folder.environment()["hnetlab"] == "0.1.0"


def test_a_run_of_version_0_1_that_learned_something_else_is_refused(old):
    folder = old("paused")
    values = json.loads((folder.path / "problem.json").read_text())
    (folder.path / "problem.json").write_text(json.dumps({**values, "task_names": ["cats", "dogs"]}))
    with pytest.raises(StoreError, match=r"learns something else, task names .* in place of .*'cats'"):
        folder.run()


@pytest.mark.parametrize(
    ("old_text", "new_text", "sentence"),
    [
        (
            '"preset": "quick"',
            '"preset": "quicker"',
            "names a preset 'quicker' that split-digits does not have",
        ),
        ('"benchmark": "split-digits"', '"benchmark": "split-cats"', "Unknown benchmark 'split-cats'"),
    ],
)
def test_names_that_this_version_does_not_know_are_one_sentence(old, old_text, new_text, sentence):
    folder = old("paused")
    text = (folder.path / "config.json").read_text()
    (folder.path / "config.json").write_text(text.replace(old_text, new_text))
    with pytest.raises(StoreError, match=sentence):
        folder.config()


def test_scores_that_can_not_be_right_are_refused_also_without_checksums(old):
    folder = old("finished")
    lines = (folder.path / "metrics.jsonl").read_text().splitlines()
    number = next(index for index, line in enumerate(lines) if '"evaluation"' in line)
    record = json.loads(lines[number])
    record["scores"][0][0] = 2.5
    lines[number] = json.dumps(record)
    (folder.path / "metrics.jsonl").write_text("\n".join(lines) + "\n")
    with pytest.raises(StoreError, match=r"metrics\.jsonl .* can't be right"):
        folder.result()


def test_a_folder_of_a_newer_version_is_refused_in_one_sentence(old):
    folder = old("finished")
    text = json.dumps({"format": 9, "new": "things"})
    (folder.path / "config.json").write_text(text)
    with pytest.raises(
        StoreError, match=r"config\.json .* was written by a newer version \(.* 9.*\): update hnetlab"
    ):
        folder.config()
