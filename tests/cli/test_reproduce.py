"""`hnetlab reproduce` on an experiment of an instant."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hnetlab import configure
from hnetlab.paper.experiment import Experiment
from hnetlab.paper.registry import EXPERIMENTS
from hnetlab.paper.scans import Scan, Scans
from hnetlab.results.folder import Results

SCANS = Scans(
    {
        form: Scan("split-digits", "beta", (0.01, 0.1), {"tasks": 2, "steps": 40})
        for form in ("quick", "paper")
    },
    {"": ("hnet", {})},
    "Accuracy against beta",
    "beta",
)
TINY = Experiment("tiny", "Tiny", "nowhere", "Why?", {"quick": 2, "paper": 2}, SCANS.cases, SCANS.show)
SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, str(Path(sys.argv.pop(1)).parent))
from {module} import TINY
from hnetlab.cli import app
from hnetlab.paper.registry import EXPERIMENTS
EXPERIMENTS["tiny"] = TINY
app()
"""


@pytest.fixture(autouse=True)
def _with_a_tiny_experiment(monkeypatch):
    monkeypatch.setitem(EXPERIMENTS, "tiny", TINY)
    monkeypatch.setenv("HNETLAB_CHROMIUM", "no-such-browser")


def start(*arguments):
    """`hnetlab reproduce tiny` in a process of its own, whose workers a Ctrl-C reaches too."""
    script = SCRIPT.format(module=Path(__file__).stem)
    return subprocess.Popen(
        [sys.executable, "-c", script, __file__, "reproduce", "tiny", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        start_new_session=True,
    )


def tables(out):
    """The contents of every table."""
    return {path.name: path.read_bytes() for path in Path(out, "quick", "tables").iterdir()}


def checkpoints(out):
    found = Path(out).rglob("checkpoint.safetensors")
    return {f"{path.parent.parent.name}/{path.parent.name}": path.read_bytes() for path in found}


def wait_for_metrics(process, out, lines):
    deadline = time.monotonic() + 120
    while sum(path.read_bytes().count(b"\n") for path in Path(out).rglob("metrics.jsonl")) < lines:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_is_planned_is_trained_once_and_found_again(hnetlab, folder, monkeypatch):
    plan = hnetlab("reproduce", "tiny", "--dry-run")
    assert plan.code == 0
    assert "measuring how long steps take: 0 of 1" in plan.err  # of large networks that takes minutes
    assert plan.out.startswith("0 of 4 results are there.\nTo be trained: one run, 80 steps, about ")
    assert not Path("reproduced").exists()

    answer = hnetlab("reproduce", "tiny", "--quiet")
    assert (answer.code, answer.err) == (0, "")
    assert "tiny" in answer.out
    assert Path("reproduced", "quick", "index.html").is_file()
    first, bits = tables("reproduced"), checkpoints("reproduced")
    assert set(first) == {"tiny-scan.csv", "tiny-scan.md"}

    def refuse(*_, **__):
        raise AssertionError("nothing is trained")

    monkeypatch.setattr("hnetlab.runs.store.RunFolder.record", refuse)
    assert hnetlab("reproduce", "tiny", "--quiet").code == 0
    assert (tables("reproduced"), checkpoints("reproduced")) == (first, bits)
    assert hnetlab("reproduce", "tiny", "--dry-run").out == "4 of 4 results are there.\n"


def test_parts_share_the_work_and_the_page_gathers_it(hnetlab, folder):
    assert hnetlab("reproduce", "tiny", "--part", "1/2", "--quiet").code == 0
    assert len(checkpoints("reproduced")) == 1
    assert not Path("reproduced", "quick").exists()
    assert hnetlab("reproduce", "tiny", "--part", "2/2", "--quiet").code == 0
    assert hnetlab("reproduce", "tiny", "--dry-run").out == "4 of 4 results are there.\n"
    sentence = hnetlab("reproduce", "tiny", "--part", "3/2").refusal
    assert sentence == "--part 3/2 is not understood: write K/N, such as 1/4 for the first of four."


def test_a_run_that_fails_leaves_a_gap_with_its_reason(hnetlab, folder, monkeypatch):
    def cases(form, seeds):
        wild = configure("split-digits", seeds=seeds, tasks=2, steps=10, learning_rate=1e30, optimizer="sgd")
        return {"wild": wild, **SCANS.cases(form, seeds)}

    broken = Experiment("broken", "B", "x", "Why?", {"quick": 1, "paper": 1}, cases, SCANS.show)
    monkeypatch.setitem(EXPERIMENTS, "broken", broken)
    answer = hnetlab("reproduce", "broken", "--quiet")
    assert answer.code == 0
    assert "2/3" in answer.out
    page = Path("reproduced", "quick", "index.html").read_text("utf-8")
    assert "Missing: wild. Seeds 1 failed." in page
    assert "lower learning_rate" in page
    part = hnetlab("reproduce", "broken", "--quiet", "--part", "1/1")
    assert part.code == 2, "a batch system is to know"
    assert part.err.startswith("Failed: Seeds 1 failed. ")
    assert hnetlab("reproduce", "tiny", "--quiet", "--part", "1/1").code == 0


@pytest.mark.bits
def test_killed_and_stopped_it_goes_on_where_it_was_with_the_same_bits(hnetlab, folder):
    assert hnetlab("reproduce", "tiny", "--quiet", "--out", "whole").code == 0
    process = start("--quiet", "--out", "broken")
    wait_for_metrics(process, "broken", 10)
    process.kill()
    process.communicate()
    process = start("--quiet", "--out", "broken", "--workers", "1")
    wait_for_metrics(process, "broken", 60)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: its workers hear it too
    out, err = process.communicate(timeout=60)
    if process.returncode:  # it may have been quicker
        assert (process.returncode, out) == (130, "")
        assert 'go on with "hnetlab reproduce tiny --preset quick --out broken --workers 1".' in err
    assert not Path("broken", "results", "drivers").exists()
    assert hnetlab("reproduce", "tiny", "--quiet", "--out", "broken").code == 0
    assert (tables("broken"), checkpoints("broken")) == (tables("whole"), checkpoints("whole"))


@pytest.mark.bits
def test_two_at_once_are_harmless(hnetlab, folder):
    both = [start("--quiet", "--out", "shared", *workers) for workers in ((), ("--workers", "1"))]
    for process in both:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert "2/2" in out
    assert len(checkpoints("shared")) == 1
    (batch, *_) = SCANS.cases("quick", 2).values()
    assert len(Results(Path("shared", "results")).find(batch)) == 2


def test_names_and_presets_are_checked(hnetlab, folder):
    assert "did you mean 'tiny'" in hnetlab("reproduce", "tinny").refusal
    assert hnetlab("reproduce", "tiny", "--preset", "full").refusal == (
        "Unknown preset 'full': choose quick or paper."
    )
    listed = hnetlab("reproduce")
    assert listed.code == 0
    assert all(name in listed.out for name in EXPERIMENTS)


def test_where_nothing_could_be_trained_the_exit_code_and_a_sentence_say_so(hnetlab, folder, monkeypatch):
    away = Scans(
        {form: Scan("split-mnist", "beta", (0.1, 1.0), {"steps": 2}) for form in ("quick", "paper")},
        {"": ("hnet", {})},
        "Accuracy against beta",
        "beta",
    )
    tiny = Experiment("tiny", "Tiny", "nowhere", "Why?", {"quick": 1, "paper": 1}, away.cases, away.show)
    monkeypatch.setitem(EXPERIMENTS, "tiny", tiny)
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("HNETLAB_DATA", str(folder / "nothing"))
    answer = hnetlab("reproduce", "tiny", "--quiet")
    assert answer.code == 2
    assert answer.err.startswith("Failed: ")
    assert answer.err.count("Failed: ") == 1
    assert "index.html" in answer.out
