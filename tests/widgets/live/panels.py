"""What the tests of the live panel press and read."""

from typing import Any

TINY: dict[str, Any] = {
    "tasks": 3,
    "steps": 10,
    "batch_size": 8,
    "target_hidden": (4,),
    "hypernetwork_hidden": (4,),
    "chunk_size": 100,
    "evaluate_every": 2,
}
PATIENCE = 30.0


def press(lab, button):
    assert not lab.buttons[button].disabled
    lab.buttons[button].click()


def view(lab, lane=0):
    """What a browser is told of a lane."""
    return lab.read()["parts"][f"lane.{lane}"]


def shown_matrix(lab, lane=0):
    return [f"{value:.2f}" for row in view(lab, lane)["matrix"]["rows"] for value in row]


def act(lab, part, **what):
    """Does what somebody does in a browser."""
    lab._handle_custom_msg({"kind": "act", "part": part, "id": "1", **what}, [])
