"""Kills workers and drivers of `hnetlab reproduce` at random moments; tables have to stay what they are.

By hand, for it takes minutes: `.venv/bin/python tests/cli/storm.py [FOLDER [STEPS [SEED]]]`. A selection of
small experiments is trained once without disturbance, and once more while ten workers and three drivers are
killed; then tables, weights and metrics are compared bit by bit.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

WORKERS_KILLED, DRIVERS_KILLED = 10, 3
SECONDS_BETWEEN = (4.0, 24.0)
_SCRIPT = """
from hnetlab.cli import app
from hnetlab.paper.experiment import Experiment
from hnetlab.paper.registry import EXPERIMENTS
from hnetlab.paper.scans import Scan, Scans

for name, method, setting, values in (
    ("sizes", "hnet", "embedding_dim", (2, 4, 8, 16)),
    ("scaled", "si", "si_c", (0, 0.1, 1)),
    ("together", "hnet", "beta", (0, 0.01, 0.1, 1)),
):
    scan = Scan("permuted-digits", setting, values, {"tasks": 3, "steps": STEPS})
    scans = Scans(dict.fromkeys(("quick", "paper"), scan), {"": (method, {})}, "Accuracy", setting)
    seeds = {"quick": 2, "paper": 2}
    EXPERIMENTS[name] = Experiment(name, name, "nowhere", "Why?", seeds, scans.cases, scans.show)
app(["reproduce", "sizes", "scaled", "together", "--quiet", "--device", "cpu", *ARGUMENTS])
"""


def drive(out: Path, *arguments: str, steps: int) -> subprocess.Popen[str]:
    """A driver in a process group of its own."""
    lines = [f"STEPS, ARGUMENTS = {steps}, {['--out', str(out), *arguments]!r}", _SCRIPT]
    return subprocess.Popen(
        [sys.executable, "-c", "\n".join(lines)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env={**os.environ, "HNETLAB_CHROMIUM": "no-such-browser"},
    )


def workers_of(driver: int) -> list[int]:
    """The processes that a driver has started to train: the children that multiprocessing has spawned."""
    found = []
    for place in Path("/proc").iterdir():
        try:
            words = (place / "cmdline").read_bytes().split(b"\0") if place.name.isdecimal() else []
            if words and _parent(place) == driver and any(b"spawn_main" in word for word in words):
                found.append(int(place.name))
        except OSError:  # it has just ended
            continue
    return found


def _parent(place: Path) -> int:
    return int((place / "stat").read_text().rpartition(")")[2].split()[1])


def contents(out: Path) -> Iterator[tuple[str, bytes]]:
    """Tables, weights and metrics, by their place."""
    for pattern in ("quick/tables/*", "results/*/*/checkpoint.safetensors", "results/*/*/metrics.jsonl"):
        for path in sorted(out.glob(pattern)):
            yield str(path.relative_to(out)), path.read_bytes()


def storm(out: Path, *, steps: int, chance: random.Random) -> int:
    """Drives until it is done, killing on the way; returns how many drivers it took."""
    kills = ["worker"] * WORKERS_KILLED + ["driver"] * DRIVERS_KILLED
    chance.shuffle(kills)
    drivers, started = 0, time.monotonic()
    driver: subprocess.Popen[str] | None = None
    while True:
        if driver is None:
            driver, drivers = drive(out, "--workers", "2", steps=steps), drivers + 1
        try:
            told, _ = driver.communicate(timeout=chance.uniform(*SECONDS_BETWEEN) if kills else None)
        except subprocess.TimeoutExpired:
            victims = [driver.pid] if kills[-1] == "driver" else workers_of(driver.pid)
            if not victims or not any(out.glob("results/*/*/config.json")):  # it has not begun
                continue
            kill = kills.pop()
            os.kill(chance.choice(victims), signal.SIGKILL)
            sys.stdout.write(f"{time.monotonic() - started:6.1f} s: killed a {kill}, {len(kills)} to go\n")
            sys.stdout.flush()
            if kill == "driver":
                driver.communicate()
                driver = None
            continue
        if driver.returncode:
            raise SystemExit(f"A driver that nobody killed ended with {driver.returncode}:\n{told}")
        if kills:
            raise SystemExit(f"It was done with {len(kills)} kills to go: take more steps.")
        return drivers


def undisturbed(out: Path, steps: int) -> None:
    """Lets one driver do all that is left."""
    driver = drive(out, "--workers", "2", steps=steps)
    told, _ = driver.communicate()
    if driver.returncode:
        raise SystemExit(told)


def main(folder: Path, steps: int = 1500, seed: int = 1) -> None:
    """Both trainings, and whether they came to the same."""
    whole, broken = folder / "whole", folder / "broken"
    undisturbed(whole, steps)
    drivers = storm(broken, steps=steps, chance=random.Random(seed))
    undisturbed(broken, steps)  # what was given up, killed three times without a new checkpoint
    wanted, found = dict(contents(whole)), dict(contents(broken))
    different = sorted(name for name in {**wanted, **found} if wanted.get(name) != found.get(name))
    if different or not wanted:
        raise SystemExit(f"Not the same: {', '.join(different) or 'there is nothing to compare'}.")
    sys.stdout.write(f"{len(wanted)} files of {drivers} drivers are the same bit by bit.\n")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(temporary))
