"""How fast the lab answers on this machine: `python -m tests.frontend.measure`, with nothing else running."""

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, expect

from .browser import ARGUMENTS, VIEWPORT, NotebookPage, find_chromium, launch
from .server import Server, serve

SECONDS_TO_SETTLE = 3  # for an open JupyterLab to become quiet
DRAGS = 40
CIRCLES = 3
SECONDS_OF_A_CIRCLE = 8
SECONDS_PER_FRAME = 1 / 60
EXPLORER = """
from hnetlab import EmbeddingExplorer, Run, configure, fit
run = fit(Run(configure({arguments}, embedding_dim=2, steps=20), device="cpu"), progress=False)
explorer = EmbeddingExplorer(run)
explorer
"""
BENCHMARKS = {
    "split digits": '"split-digits", "hnet"',
    "split MNIST, the paper's target network": '"split-mnist", "hnet", preset="paper"',
}
LAB = """
from hnetlab import LiveLab, Run, Session
lab = LiveLab("split-digits", "hnet", steps=600, device="cpu")
lab
"""
# By a timer, so that the kernel is free meanwhile, as it is for a person who watches.
TRAININGS = """
import asyncio, json, pathlib

async def train(live):
    if live:
        lab.reset()
        session = lab.sessions[0]
    else:
        session = Session(lambda: Run(lab.runs[0].config, device="cpu"))
    await asyncio.sleep(2)  # until the browser has drawn the empty figure
    (lab if live else session).start()
    while session.status.state != "finished":
        await asyncio.sleep(0.2)
    return session.status.steps_per_second

async def train_by_turns():
    rates = {{False: [], True: []}}
    for live in [False, True, True, False] * {rounds}:  # what changes with time hits both
        rates[live].append(await train(live))
    pathlib.Path("result.json").write_text(json.dumps([rates[False], rates[True]]))

trainings = asyncio.ensure_future(train_by_turns())
"""
NOTED_LAB = """
import time
from hnetlab import LiveLab

def noted(call, times):
    def note_and_call():
        times.append(time.perf_counter())
        call()
    return note_and_call

lab = LiveLab("split-digits", "hnet", steps={steps}, device="cpu")
steps, frames = [], []
lane = lab.lanes[0]
listener = lane.session._listener
listener._callback, lane.paint = noted(listener._callback, steps), noted(lane.paint, frames)
lab
"""
NOTED_TRAINING = """
import asyncio, json, pathlib

async def train():
    lab.start()
    while lab.status[0].state != "finished":
        await asyncio.sleep(1)
    pathlib.Path("result.json").write_text(json.dumps([steps, frames]))

training = asyncio.ensure_future(train())
"""
# Notes of each answer how many milliseconds after the movement the page held it, and the screen showed it.
_LISTEN = """() => {
    window.answers = [];
    let updated = 0;
    new MutationObserver(() => (updated = performance.now()))
        .observe(document.querySelector('.hnetlab-pad .rows'), { subtree: true, childList: true });
    const note = ([{ target }]) => {
        const painted = +target.dataset.latency;
        answers.push([painted - (performance.now() - updated), painted]);
        console.debug('answered');
    };
    new MutationObserver(note).observe(document.body, { subtree: true, attributeFilter: ['data-latency'] });
}"""

# A hand that circles, 60 movements a second; made in the page, it costs little else.
_CIRCLE = """([wait, seconds]) => {
    const plane = document.querySelector('.hnetlab-pad .plane'), box = plane.getBoundingClientRect();
    plane.setPointerCapture = () => {}; // the browser knows of no such pointer
    const say = (type, angle) => plane.dispatchEvent(new PointerEvent(type, {
        pointerId: 7,
        clientX: box.left + (0.5 + 0.3 * Math.sin(angle)) * box.width,
        clientY: box.top + (0.5 - 0.3 * Math.cos(angle)) * box.height,
    }));
    const circle = () => {
        let moves = 0;
        answers.length = 0;
        say('pointerdown', 0);
        const timer = setInterval(() => {
            say('pointermove', ++moves / 60);
            if (moves < 60 * seconds) return;
            clearInterval(timer);
            say('lostpointercapture', 0);
        }, 1000 / 60);
    };
    setTimeout(circle, 1000 * wait);
}"""


def main() -> None:
    """Prints every measurement."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("needs Chromium: on Debian 'apt-get install chromium' adds it")
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(Path(folder), Path(folder) / "server.log", fast=False) as server,
        launch(chromium) as browser,
    ):
        for inside in (False, True):
            opening(browser, server, inside=inside)
        for name, arguments in BENCHMARKS.items():
            dragging(browser, server, name, arguments)
            circling(browser, server, name, arguments)
        training(browser, server)
        frames(browser, server)


def opening(browser: Browser, server: Server, *, inside: bool) -> None:
    """From the live lab's notebook to numbers in its matrix, as fast as a hand could be.

    It begins with the address in an empty browser or, `inside`, with a double click in an open JupyterLab.
    """
    with _page(browser, server) as notebook:
        file = notebook.page.locator(".jp-DirListing-itemName", has_text="04_live_lab.ipynb")
        if inside:
            notebook.visit("notebooks")
            file.wait_for()
            time.sleep(SECONDS_TO_SETTLE)
        started = time.perf_counter()
        if inside:
            file.dblclick()
        else:
            notebook.visit("notebooks/04_live_lab.ipynb")
        notebook.await_kernel()
        ready = time.perf_counter()
        notebook.start_cell(0)
        notebook.start_cell(1)
        notebook.button("Start").click()
        pressed = time.perf_counter()
        notebook.page.locator(".hnetlab-panel.live text.cell").first.wait_for()
        moved = time.perf_counter()
    print(
        f"live lab, {'in an open JupyterLab' if inside else 'in an empty browser'}:",
        f"kernel ready after {ready - started:.1f} s, Start after {pressed - started:.1f} s,",
        f"first numbers in the matrix after {moved - started:.1f} s",
    )


def dragging(browser: Browser, server: Server, name: str, arguments: str) -> None:
    """From a movement of the mouse to the scores in the page, and to those painted as the pad measures it."""
    with _page(browser, server) as notebook:
        path = server.add_notebook("measure.ipynb", EXPLORER.format(arguments=arguments), "explorer.wait()")
        notebook.open(path)
        notebook.run_all(seconds=600)
        plane = notebook.page.locator(".hnetlab-pad .plane")
        plane.scroll_into_view_if_needed()
        box = plane.bounding_box()
        assert box
        notebook.page.evaluate(_LISTEN)
        mouse, chance = notebook.page.mouse, random.Random(1)
        for drag in range(DRAGS + 1):
            across, down = 0.1 + 0.8 * drag / DRAGS, 0.1 + 0.8 * (7 * drag % DRAGS) / DRAGS
            time.sleep(chance.uniform(0, 2 * SECONDS_PER_FRAME))  # a hand keeps no time with the screen
            # An event to wait for: a question asked again and again would keep the browser drawing.
            with notebook.page.expect_console_message(lambda said: said.text == "answered"):
                mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
                if drag == 0:
                    mouse.down()  # which is a move, too
        mouse.up()
        _say(f"{name}, single movements", notebook.page.evaluate("answers"))


def circling(browser: Browser, server: Server, name: str, arguments: str) -> None:
    """Like `dragging`, for a hand that keeps moving, in a Chromium that no tool listens to meanwhile.

    A tool that is told of every message to and from the kernel takes a fifth of the two cores.
    """
    with _chromium() as address:
        visitor = browser.browser_type.connect_over_cdp(address)
        notebook = NotebookPage(visitor.contexts[0].pages[0], server)
        notebook.open(
            server.add_notebook("measure.ipynb", EXPLORER.format(arguments=arguments), "explorer.wait()")
        )
        notebook.run_all(seconds=600)
        notebook.page.locator(".hnetlab-pad .plane").scroll_into_view_if_needed()
        notebook.page.evaluate(_LISTEN)
        for _ in range(CIRCLES):
            notebook.page.evaluate(_CIRCLE, [SECONDS_TO_SETTLE, SECONDS_OF_A_CIRCLE])
            visitor.close()
            time.sleep(SECONDS_TO_SETTLE + SECONDS_OF_A_CIRCLE + 1)
            visitor = browser.browser_type.connect_over_cdp(address)
            notebook.page = visitor.contexts[0].pages[0]
            _say(f"{name}, a hand that circles", notebook.page.evaluate("answers"))
        visitor.close()
    server.stop_kernels()


@contextmanager
def _chromium() -> Iterator[str]:
    """A Chromium of its own, as a person has it; the address at which it can be visited."""
    executable = find_chromium()
    assert executable
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        size = f"--window-size={VIEWPORT['width']},{VIEWPORT['height']}"
        own = ["--headless", "--remote-debugging-port=0", f"--user-data-dir={profile}", size]
        process = subprocess.Popen([executable, *ARGUMENTS, *own, "about:blank"], stderr=subprocess.DEVNULL)
        try:
            port = Path(profile) / "DevToolsActivePort"
            while not port.exists() or not port.read_text():
                time.sleep(0.1)
            yield f"http://localhost:{port.read_text().split()[0]}"
        finally:
            process.terminate()
            process.wait()


def _say(what: str, answers: list[list[float]]) -> None:
    """Prints how long the answers took, from milliseconds to the updated page and to the painted frame."""
    updated, painted = (
        f"{statistics.median(each):.0f} ms (95th percentile {statistics.quantiles(each, n=20)[-1]:.0f})"
        for each in zip(*answers, strict=True)
    )
    print(f"{what}: {len(answers)} answers, median to updated scores {updated}, to painted ones {painted}")


def training(browser: Browser, server: Server, rounds: int = 12) -> None:
    """Steps a second under an open panel and without one, by turns."""
    without, live = _untouched(browser, server, LAB, TRAININGS.format(rounds=rounds))
    # Neighbours in time share the machine's moods.
    slower = [100 * (1 - beside / alone) for alone, beside in zip(without, live, strict=True)]
    low, middle, high = statistics.quantiles(slower)
    print(
        f"training: {statistics.median(without):.0f} steps/s without a panel,",
        f"{statistics.median(live):.0f} with it; {len(slower)} pairs of neighbours:",
        f"{_mean(slower, 1)} % slower (median {middle:.1f}, half of them {low:.1f} to {high:.1f})",
    )


def frames(browser: Browser, server: Server, steps: int = 6000) -> None:
    """How much training each frame of an open panel takes: steps missing after it, at the pace around it."""
    done, begun = _untouched(browser, server, NOTED_LAB.format(steps=steps), NOTED_TRAINING)
    lost = []
    # Not the first frames, which come quicker, nor those without a second of training after them.
    for frame in [frame for frame in begun[4:] if frame < done[-1] - 1]:
        before, now, soon, later = np.interp(frame + np.array([-0.5, 0, 0.5, 1]), done, range(len(done)))
        lost.append(500 * (1 - 2 * (soon - now) / (now - before + later - soon)))
    apart = statistics.median(later - sooner for sooner, later in pairwise(begun[4:]))
    share = statistics.mean(lost) / 10 / apart
    print(
        f"training: {len(lost)} frames take {_mean(lost)} ms each, one in {apart:.1f} s: {share:.1f} % slower"
    )


def _untouched(browser: Browser, server: Server, panel: str, measurement: str) -> list[list[float]]:
    """What `measurement` finds beside a panel in sight, and no tool listens, as in `circling`."""
    with _chromium() as address:
        visitor = browser.browser_type.connect_over_cdp(address)
        notebook = NotebookPage(visitor.contexts[0].pages[0], server)
        path = server.add_notebook("training.ipynb", panel, measurement)
        notebook.open(path)
        notebook.start_cell(0)
        expect(notebook.button("Start")).to_be_enabled()
        notebook.start_cell(1)
        notebook.cell(0)  # back to the panel, which is to be seen
        visitor.close()
        result = (server.root / path).with_name("result.json")
        while not result.exists():
            time.sleep(1)
        time.sleep(1)
    server.stop_kernels()
    found: list[list[float]] = json.loads(result.read_text())
    result.unlink()
    return found


def _mean(values: list[float], digits: int = 0) -> str:
    """The mean with its standard error."""
    error = statistics.stdev(values) / len(values) ** 0.5
    return f"{statistics.mean(values):.{digits}f} ± {error:.{digits}f}"


@contextmanager
def _page(browser: Browser, server: Server) -> Iterator[NotebookPage]:
    """A fresh page, whose kernel is stopped at the end."""
    with browser.new_context(viewport=VIEWPORT) as context:
        yield NotebookPage(context.new_page(), server)
    server.stop_kernels()


if __name__ == "__main__":
    main()
