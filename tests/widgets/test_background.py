import threading
import time

import pytest

from hnetlab.widgets.background import Background


@pytest.fixture
def errors():
    return []


@pytest.fixture
def notes():
    """Which pieces of work were done, in order."""
    return []


@pytest.fixture
def background(errors):
    background = Background(errors.append)
    yield background
    background.close()
    assert not errors


def noting(notes, name, pieces=3):
    for piece in range(pieces):
        notes.append((name, piece))
        yield


def test_work_is_done_to_its_end_and_the_thread_ends_with_it(background, notes):
    background.start("picture", noting(notes, "a"))
    assert background.wait(5)
    assert notes == [("a", 0), ("a", 1), ("a", 2)]
    for thread in threading.enumerate():
        if thread.name == "hnetlab background":
            thread.join(5)
            assert not thread.is_alive()
    background.start("picture", noting(notes, "b", 1))
    assert background.wait(5)
    assert notes[-1] == ("b", 0)


def test_new_work_replaces_that_of_the_same_name_and_goes_before_other_work(background, notes):
    with background.aside():
        background.start("landscape", noting(notes, "old", 1000))
        background.start("path", noting(notes, "path", 1))
        background.start("landscape", noting(notes, "new", 1))
    assert background.wait(5)
    assert notes == [("new", 0), ("path", 0)]


def test_nothing_begins_while_somebody_waits(background, notes):
    with background.aside():
        background.start("picture", noting(notes, "urgent"), urgent=True)
        background.start("landscape", noting(notes, "patient"))
        time.sleep(0.05)
        assert notes == []
    assert background.wait(5)
    assert len(notes) == 6


def test_patient_work_goes_on_only_after_a_rest_and_urgent_work_at_once(background):
    times = {}

    def clock(name):
        times[name] = time.monotonic()
        yield

    with background.aside():
        background.start("landscape", clock("patient"))
        background.start("picture", clock("urgent"), urgent=True)
    released = time.monotonic()
    assert background.wait(5)
    assert times["urgent"] <= times["patient"]
    assert times["patient"] - released > 0.1


def test_urgent_work_does_not_wait_for_the_rest_of_patient_work(background, notes, monkeypatch):
    monkeypatch.setattr("hnetlab.widgets.background._PATIENCE", 60.0)
    with background.aside():
        background.start("landscape", noting(notes, "patient"))
    time.sleep(0.05)  # until the thread has found that there is nothing to do for a minute
    background.start("picture", noting(notes, "urgent", 1), urgent=True)
    end = time.monotonic() + 5
    while not notes and time.monotonic() < end:
        time.sleep(0.01)
    assert notes == [("urgent", 0)]


def test_urgent_work_has_a_bounded_rate(background, notes):
    began = time.monotonic()
    background.start("picture", noting(notes, "a", 4), urgent=True)
    assert background.wait(5)
    assert time.monotonic() - began > 0.3  # four pieces and the end, 80 ms apart


def test_stopped_work_does_not_go_on(background, notes):
    begun = threading.Event()

    def endless():
        while True:
            notes.append(1)
            begun.set()
            yield

    background.start("landscape", endless())
    assert begun.wait(5)
    background.stop("landscape")
    assert background.wait(5)


def test_an_error_is_reported_and_other_work_goes_on(errors, notes):
    background = Background(errors.append)

    def failing():
        yield
        raise ValueError("no such place")

    with background.aside():
        background.start("path", noting(notes, "path"))
        background.start("landscape", failing())
    assert background.wait(5)
    assert [str(error) for error in errors] == ["no such place"]
    assert len(notes) == 3
    background.close()


def test_after_close_nothing_begins(background, notes):
    background.close()
    background.start("picture", noting(notes, "late"))
    assert background.wait(1)
    assert notes == []
