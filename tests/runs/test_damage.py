"""Every file of a run's folder, damaged in every way: a sentence, or what was there, and nothing else.

`HNETLAB_DAMAGES=20 pytest tests/runs/test_damage.py` damages each file twenty times in each way that leaves
something to chance.
"""

import os
import random
import shutil
import warnings
from typing import Any

import pytest

from hnetlab.base.errors import LabError, StoreError
from hnetlab.experiments import configure
from hnetlab.runs.checkpoint import state_checksum
from hnetlab.runs.engine import train
from hnetlab.runs.run import Run
from hnetlab.runs.store import RunFolder

REPEATS = int(os.environ.get("HNETLAB_DAMAGES", "1"))
TINY: dict[str, Any] = {
    "tasks": 2,
    "steps": 4,
    "batch_size": 8,
    "target_hidden": (3,),
    "hypernetwork_hidden": (3,),
    "chunk_size": 100,
    "embedding_dim": 2,
    "chunk_embedding_dim": 2,
    "evaluate_every": 2,
}


def trained(path, steps, **fields):
    """A folder with a run that was trained for so many steps, and changed on the way."""
    run, folder = (
        Run(configure("split-digits", **{**TINY, "seeds": 2, **fields})),
        RunFolder(path),
    )
    folder.create(run)
    events = folder.record(run)
    while run.steps_done < min(steps, 3):
        next(events)
    if steps > 3:
        run.change(beta=0.5)
        while run.steps_done < steps and not run.finished:
            next(events)
    events.close()
    return folder


@pytest.fixture(scope="module")
def folders(tmp_path_factory, device):
    """A run in three moments, and others whose files could be taken for its own."""
    place = tmp_path_factory.mktemp("runs")
    return {
        "begun": trained(place / "begun", 0),
        "paused": trained(place / "paused", 6),
        "finished": trained(place / "finished", 8),
    } | {f"other {name}": trained(place / f"other {name}", 6, seeds=(3, 4)) for name in ("seeds",)}


USED = Run(configure("split-digits", **TINY, seeds=2))
"""A run that is brought to what each folder holds: making a new one for each would take most of the time."""


def tell(folder):
    """What a folder says, by what it is asked: values, or the sentence with which it refuses."""

    def state():
        run = USED
        folder.load(run)
        tensors = {name: value.cpu().contiguous() for name, value in run.state().items()}
        return run.position, run.settings, tuple(run.history.records), run.seconds, state_checksum(tensors)

    questions = {
        "config": folder.config,
        "description": folder.description,
        "environment": folder.environment,
        "records": lambda: tuple(folder.history().records),
        "seconds": folder.seconds,
        "result": lambda: {**(folder.result() or {}), "run_dir": None},
        "state": state,
    }
    answers = {}
    for name, ask in questions.items():
        try:
            answers[name] = ask()
        except LabError as error:
            answers[name] = f"refused: {error}"
    return answers


def truncate(path, chance):
    whole = path.read_bytes()
    path.write_bytes(whole[: chance.randrange(len(whole) + 1)])


def flip(path, chance):
    whole = bytearray(path.read_bytes())
    if whole:
        whole[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
    path.write_bytes(whole)


def change_a_digit(path, chance):
    whole = bytearray(path.read_bytes())
    places = [index for index, byte in enumerate(whole) if 48 <= byte <= 57]
    if places:
        whole[chance.choice(places)] = chance.randrange(48, 58)
    path.write_bytes(whole)


def empty(path, chance):
    path.write_bytes(b"")


def remove(path, chance):
    path.unlink()


def prolong(path, chance):
    path.write_bytes(path.read_bytes() + chance.randbytes(chance.randrange(1, 40)))


def scramble(path, chance):
    path.write_bytes(chance.randbytes(200))


def double_a_line(path, chance):
    lines = path.read_bytes().splitlines(keepends=True)
    if lines:
        index = chance.randrange(len(lines))
        path.write_bytes(b"".join([*lines[: index + 1], *lines[index:]]))


def swap_two_lines(path, chance):
    lines = path.read_bytes().splitlines(keepends=True)
    if len(lines) > 1:
        index = chance.randrange(len(lines) - 1)
        lines[index : index + 2] = reversed(lines[index : index + 2])
        path.write_bytes(b"".join(lines))


def lose_a_line(path, chance):
    lines = path.read_bytes().splitlines(keepends=True)
    if lines:
        del lines[chance.randrange(len(lines))]
        path.write_bytes(b"".join(lines))


def become_a_folder(path, chance):
    path.unlink()
    path.mkdir()


def become_a_link_to_nothing(path, chance):
    path.unlink()
    path.symlink_to("nowhere")


def become_a_link_to_itself(path, chance):
    path.unlink()
    path.symlink_to(path.name)


def become_a_link_to_a_copy(path, chance):
    moved = path.with_name("moved")
    path.rename(moved)
    path.symlink_to(moved.name)


def become_a_pipe(path, chance):
    path.unlink()
    os.mkfifo(path)


def become_a_device(path, chance):
    path.unlink()
    path.symlink_to("/dev/zero")


DAMAGES = (
    (truncate, True),
    (flip, True),
    (change_a_digit, True),
    (prolong, True),
    (double_a_line, True),
    (swap_two_lines, True),
    (lose_a_line, True),
    (scramble, False),
    (empty, False),
    (remove, False),
    (become_a_folder, False),
    (become_a_link_to_nothing, False),
    (become_a_link_to_itself, False),
    (become_a_link_to_a_copy, False),
    (become_a_pipe, False),
    (become_a_device, False),
)
FILES = (
    "config.json",
    "environment.json",
    "problem.json",
    "metrics.jsonl",
    "checkpoint.safetensors",
    "timing.json",
    "result.json",
    "lock",
)


def check(folder, wanted, case):
    """Whether each answer is the old one or a sentence; a record may be missing where a warning says so."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        answers = tell(folder)
    torn = any("torn last line" in str(warning.message) for warning in caught)
    for name, answer in answers.items():
        if isinstance(answer, str):
            assert answer.startswith("refused: "), case
            assert answer.endswith("."), (case, answer)
            assert "\n" not in answer, (case, answer)
        elif not (torn and name == "records"):
            assert answer == wanted[name], (case, name)


@pytest.mark.parametrize("moment", ["begun", "paused", "finished"])
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_refused_or_does_no_harm(folders, tmp_path, moment, name):
    wanted = tell(folders[moment])
    assert not any(isinstance(answer, str) for answer in wanted.values())
    for damage, by_chance in DAMAGES:
        for number in range(REPEATS if by_chance else 1):
            case = f"{moment}, {name}, {damage.__name__}, {number}"
            path = shutil.copytree(folders[moment].path, tmp_path / case)
            if not (path / name).exists():
                continue
            damage(path / name, random.Random(case))
            check(RunFolder(path), wanted, case)
            shutil.rmtree(path)


def test_what_is_added_to_a_line_behind_its_checksum_is_refused(folders, tmp_path):
    shutil.copytree(folders["finished"].path, tmp_path / "run")
    metrics = tmp_path / "run" / "metrics.jsonl"
    lines = metrics.read_bytes().splitlines()
    for more in (b', "step": 1}', b" }", b"}  "):
        metrics.write_bytes(b"\n".join([*lines[:-1], lines[-1][:-1] + more]) + b"\n")
        with pytest.raises(StoreError, match=f"Line {len(lines)} of .* can't be used"):
            RunFolder(tmp_path / "run").result()


@pytest.mark.parametrize("name", FILES)
def test_another_run_s_file_is_refused_or_does_no_harm(folders, tmp_path, name):
    for moment in ("begun", "paused", "finished"):
        wanted = tell(folders[moment])
        for other, folder in folders.items():
            if other == moment or not (folder.path / name).exists():
                continue
            if name == "metrics.jsonl" and "other" not in other:
                continue  # more lines than a checkpoint counts on are what a killed run leaves
            path = shutil.copytree(folders[moment].path, tmp_path / f"{moment} with {other}")
            shutil.copy(folder.path / name, path / name)
            check(RunFolder(path), wanted, f"{moment}, {name} of {other}")


def test_what_a_damaged_folder_holds_is_never_deleted_or_taken_for_free(folders, tmp_path):
    other = Run(configure("split-digits", **TINY))
    for name in FILES:
        path = shutil.copytree(folders["paused"].path, tmp_path / name)
        (path / name).unlink(missing_ok=True)
        before = {entry.name: entry.read_bytes() for entry in path.iterdir()}
        for write in (RunFolder(path).create, RunFolder(path).save):
            with pytest.raises(
                LabError, match=r"another run|config\.json is missing|is asked for|can't be used"
            ):
                write(other)
        after = {entry.name: entry.read_bytes() for entry in path.iterdir()}
        assert {**after, "lock": b""} == {**before, "lock": b""}, name


@pytest.mark.parametrize("name", ["environment.json.tmp", "checkpoint.safetensors.tmp", "metrics.jsonl.tmp"])
def test_what_a_killed_process_left_is_swept_at_the_next_start_and_nothing_else(folders, tmp_path, name):
    path = shutil.copytree(folders["paused"].path, tmp_path / "run")
    (path / name).write_bytes(b"half")
    (path / "notes.tmp").write_bytes(b"mine")
    wanted = tell(RunFolder(path))
    run = RunFolder(path).run()
    for _ in RunFolder(path).record(run):
        pass
    assert not (path / name).exists()
    assert (path / "notes.tmp").read_bytes() == b"mine"
    assert RunFolder(path).run().finished
    assert wanted["state"] == tell(folders["paused"])["state"]


def test_a_save_that_is_cut_off_before_its_last_step_counts(folders, tmp_path):
    """The new checkpoint is there, and its metrics still under their temporary name."""
    path = shutil.copytree(folders["paused"].path, tmp_path / "run")
    earlier = Run(folders["paused"].config())
    for _ in train(earlier):
        if earlier.steps_done == 1:
            break
    shutil.copy(path / "metrics.jsonl", tmp_path / "old metrics")
    RunFolder(path).save(earlier)
    (path / "metrics.jsonl").rename(path / "metrics.jsonl.tmp")
    shutil.copy(tmp_path / "old metrics", path / "metrics.jsonl")
    run = RunFolder(path).run()
    assert (run.position, run.history.records) == (earlier.position, earlier.history.records)
    for _ in RunFolder(path).record(run):
        pass
    assert RunFolder(path).run().finished
