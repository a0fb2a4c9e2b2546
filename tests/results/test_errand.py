"""What drivers leave below the results: nothing, also where one was killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hnetlab.results.errand import STOP, clear_abandoned, new_errand

HOLD = """
import sys, time
from pathlib import Path
from hnetlab.results.errand import new_errand
with new_errand(Path(sys.argv[1])) as errand:
    print(errand.folder, flush=True)
    time.sleep(600)
"""


def aged(drivers):
    """As if everything below were some minutes old."""
    for place in drivers.glob("*.lock"):
        os.utime(place, (time.time() - 300,) * 2)


def test_an_errand_goes_with_its_driver_and_its_workers_are_told(tmp_path):
    drivers = tmp_path / "results" / "drivers"
    with new_errand(drivers) as errand:
        assert not errand.stopped
        (errand.folder / STOP).touch()
        assert errand.stopped
    assert errand.stopped
    assert not drivers.exists()


def test_what_a_killed_driver_left_is_cleared_by_the_next_and_a_living_one_is_left_alone(tmp_path):
    drivers = tmp_path / "drivers"
    command = [sys.executable, "-c", HOLD, str(drivers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        folder = other.stdout.readline().strip()
        aged(drivers)
        with new_errand(drivers) as errand:
            assert Path(folder).is_dir(), "its driver lives"
            assert errand.folder.is_dir()
        other.send_signal(signal.SIGKILL)
    assert Path(folder).is_dir()
    clear_abandoned(drivers)
    assert list(drivers.iterdir()) == []


@pytest.mark.parametrize("broken", ["missing", "file"])
def test_nothing_else_below_the_results_is_touched(tmp_path, broken):
    drivers = tmp_path / "drivers"
    if broken == "file":
        drivers.mkdir()
        (drivers / "notes.txt").write_text("mine")
    with new_errand(drivers):
        clear_abandoned(drivers)
    assert drivers.exists() == (broken == "file")
    assert [place.name for place in drivers.glob("*")] == (["notes.txt"] if broken == "file" else [])
