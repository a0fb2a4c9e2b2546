import queue
import time
from types import SimpleNamespace

import pytest

from hnetlab.widgets.live import painter as module
from hnetlab.widgets.live.painter import Painter


class Clock:
    """Time that passes only when told; `cost` seconds of it in every painting."""

    def __init__(self, cost):
        self.now, self.cost, self.frames = 100.0, cost, []

    def paint(self):
        self.frames.append(self.now)
        self.now += self.cost

    def train(self, painter, seconds, step=0.01):
        """News at every `step` for so long."""
        end = self.now + seconds
        while self.now < end:
            painter.news()
            self.now += step


@pytest.fixture
def clock(monkeypatch, request):
    clock = Clock(request.param)
    stopped = SimpleNamespace(perf_counter=lambda: clock.now, thread_time=lambda: clock.now)
    monkeypatch.setattr(module, "time", stopped)
    return clock


def on_error(error):
    raise error


@pytest.mark.parametrize("clock", [0.0, 0.001], indirect=True)
def test_cheap_frames_come_twice_a_second(clock):
    clock.train(Painter(clock.paint, on_error, foreground=True), 10)
    assert 19 <= len(clock.frames) <= 21


@pytest.mark.parametrize("clock", [0.005, 0.01], indirect=True)
def test_drawing_takes_a_small_share_of_the_time(clock):
    clock.train(Painter(clock.paint, on_error, foreground=True), 60)
    assert clock.cost * len(clock.frames) <= 0.007 * 60


@pytest.mark.parametrize("clock", [0.01, 0.5], indirect=True)
def test_the_second_frame_comes_quickly_and_none_takes_much_longer_than_the_longest_wait(clock):
    clock.train(Painter(clock.paint, on_error, foreground=True), 20)
    waits = [later - sooner for sooner, later in zip(clock.frames, clock.frames[1:], strict=False)]
    assert max(waits) < clock.cost + module._SECONDS_BETWEEN_FRAMES_AT_MOST + 0.1
    if clock.cost < 0.1:
        assert waits[0] < 0.6


@pytest.mark.parametrize("clock", [0.01], indirect=True)
def test_a_rest_makes_the_next_frames_quick_again(clock):
    painter = Painter(clock.paint, on_error, foreground=True)
    clock.train(painter, 20)
    clock.now += 30
    drawn = len(clock.frames)
    clock.train(painter, 0.7)
    assert len(clock.frames) - drawn >= 2


@pytest.mark.parametrize("foreground", [True, False])
def test_the_last_news_are_painted(foreground):
    news: list[int] = []
    seen: list[int] = []
    painter = Painter(lambda: seen.append(len(news)), on_error, foreground=foreground)
    for number in range(50):
        news.append(number)
        painter.news()
    painter.finish()
    assert seen[-1] == 50
    assert len(seen) < 10


@pytest.mark.parametrize("foreground", [True, False])
def test_news_that_can_not_wait_are_painted_at_once(monkeypatch, foreground):
    monkeypatch.setattr(module, "_SECONDS_BETWEEN_FRAMES", 600.0)
    frames: queue.Queue[int] = queue.Queue()
    news = [1]
    painter = Painter(lambda: frames.put(len(news)), on_error, foreground=foreground)
    painter.news()
    assert frames.get(timeout=60) == 1
    for _ in range(3):
        news.append(1)
        painter.news()
    painter.news(at_once=True)
    assert frames.get(timeout=60) == 4
    painter.finish()
    assert frames.empty()


@pytest.mark.parametrize("foreground", [False, True])
def test_what_goes_wrong_is_told_and_the_next_frame_is_drawn(foreground):
    told: list[Exception] = []
    calls: list[float] = []

    def paint():
        calls.append(time.perf_counter())
        if len(calls) == 1:
            raise ZeroDivisionError("no such number")

    painter = Painter(paint, told.append, foreground=foreground)
    painter.news()
    painter.finish()
    assert told == [painter.error]
    assert isinstance(painter.error, ZeroDivisionError)
    painter.news(at_once=True)
    painter.finish()
    assert len(calls) == 2
    assert painter.error is None
