"""The controls of a live panel that are no settings: transport, pace, links, and the table of trials."""

from collections.abc import Callable, Mapping
from typing import Any

import traitlets

from hnetlab.runs.pace import Pace
from hnetlab.widgets.panel import Panel
from hnetlab.widgets.parts import Button, Choice, Entry, Part, Toggle

TRANSPORT = (
    ("start", "Start", "Train on"),
    ("pause", "Pause", "Rest after the present step"),
    ("step", "Step", "Take one optimizer step"),
    ("step_task", "Next task", "Train to the end of the present task"),
    ("stop", "Stop", "End training for good"),
    ("reset", "Reset", "Begin anew, with the settings that are chosen"),
)
SPEEDS = (("full", None), *((f"{steps} steps/s", float(steps)) for steps in (300, 100, 30, 10, 3, 1)))


class Clip(Part):
    """A text to be copied; each new `count` asks the page that wanted it to do so."""

    value = traitlets.Unicode().tag(shown=True)


class TrialTable(Part):
    """Rows by the names of their columns; the number of a trial leads back to it."""

    rows: "traitlets.List[Any]" = traitlets.List().tag(shown=True)

    def __init__(self, go_back: Callable[[int], None]) -> None:
        super().__init__()
        self._go_back = go_back

    def act(self, act: Mapping[str, Any]) -> None:
        self._go_back(int(act["trial"]))


class Desk:
    """Makes these controls parts of `panel`, which obey it and the `pace`."""

    def __init__(self, panel: Panel, pace: Pace, go_back: Callable[[int], None]) -> None:
        self._pace = pace
        self.buttons: dict[str, Button] = {
            action: panel.add(f"do.{action}", Button(text, tooltip=tip)) for action, text, tip in TRANSPORT
        }
        self.buttons["save"] = panel.add("do.save", Button("Save", tooltip="Save the runs in the folder"))
        self.buttons["load"] = panel.add("do.load", Button("Load", tooltip="Load the runs of the folder"))
        self.buttons["start"].primary = True
        self.folder = panel.add("folder", Entry("Folder", value="runs/lab"))
        self.lockstep = panel.add(
            "lockstep", Toggle("Lock-step", tooltip="No lane goes on before all have taken as many steps")
        )
        self.speed = panel.add("speed", Choice("Speed", SPEEDS, tooltip="Steps per second, at most"))
        self.larger = panel.add("larger", Toggle("Larger type", tooltip="For a class to read"))
        self.copy_link = panel.add(
            "do.link", Button("Copy link", tooltip="A text that gives these settings back: LiveLab.from_link")
        )
        self.copy_code = panel.add(
            "do.code", Button("Copy code", tooltip="A line of Python for these settings")
        )
        self.clip = panel.add("clip", Clip())
        self.trials = panel.add("trials", TrialTable(go_back))
        self.lockstep.observe(lambda change: setattr(pace, "lockstep", change["new"]), "value")
        self.speed.observe(lambda change: setattr(pace, "speed", change["new"]), "value")

    def allow(self, *, running: bool, over: bool) -> None:
        """Which buttons can be pressed."""
        for action, button in self.buttons.items():
            button.disabled = {
                "pause": not running,
                "stop": over,
                "reset": False,
                "save": False,
                "load": running,
            }.get(action, running or over)
