"""What a task sequence is, in plain values: to know it again later, and to name what is different."""

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from torch import Tensor

if TYPE_CHECKING:
    from hnetlab.tasks.sequence import TaskSequence

_PARTS = {
    "x_train": "other training samples",
    "y_train": "other training targets",
    "x_test": "other test samples",
    "y_test": "other test targets",
    "permutation": "its features in another order",
    "x_validation": "other validation samples",
    "y_validation": "other validation targets",
    "normalization": "another mean or deviation of its inputs",
}
_ASKED = ("name", "x_train", "y_train", "x_test", "y_test", "permutation")
_NETWORK = {
    "kind": "are for",
    "scenario": "are in scenario",
    "input_shape": "have inputs of shape",
    "outputs": "need outputs:",
}
_COUNTS = {"x_train": "train", "y_train": "train", "x_test": "test", "y_test": "test"}


def describe(sequence: "TaskSequence") -> dict[str, Any]:
    """The sequence as JSON values: kind, shapes, and per task its names, head, counts and SHA-256s.

    `sha256` is that of all which decides what is learned, the same on every device and for every way in
    which the tensors lie in memory; the names of the sequence and of the classes are not part of it.
    """
    hashes: dict[Any, str] = {}

    def contents(tensor: Tensor) -> str:
        # Tasks share tensors, permuted ones all of them: each is read once.
        place = tensor.device, tensor.data_ptr(), tensor.dtype, tensor.shape, tensor.stride()
        if place not in hashes:
            hashes[place] = _contents(tensor)
        return hashes[place]

    tasks = [
        {
            "name": task.name,
            "head": [task.head.start, task.head.stop],
            "train": len(task.x_train),
            "test": len(task.x_test),
            "classes": list(task.classes),
            "x_train": contents(task.x_train),
            "y_train": contents(task.y_train),
            "x_test": contents(task.x_test),
            "y_test": contents(task.y_test),
            "permutation": None if task.permutation is None else contents(task.permutation),
            # Only where there are any, so that what was stored before there could be is still known.
            **{
                name: contents(tensor)
                for name, tensor in task.tensors().items()
                if name in ("x_validation", "y_validation", "normalization") and tensor is not None
            },
        }
        for task in sequence
    ]
    network = {
        "kind": sequence.kind,
        "input_shape": list(sequence.input_shape),
        "outputs": sequence.outputs,
    }
    if sequence.scenario != 1:
        network["scenario"] = sequence.scenario
    decisive = [{name: value for name, value in task.items() if name != "classes"} for task in tasks]
    text = json.dumps({**network, "tasks": decisive}, sort_keys=True)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return {"name": sequence.name, **network, "sha256": sha256, "tasks": tasks}


def difference(stored: Mapping[str, Any], present: Mapping[str, Any]) -> str | None:
    """The first thing in which two descriptions differ, as the end of a sentence; None if nothing does.

    For example `task 2, "digits 2, 3", has other training samples`; `stored` is what was, `present` what is.
    """
    if stored.get("sha256") == present.get("sha256"):
        return None
    for name, text in _NETWORK.items():
        if stored.get(name) != present.get(name):
            return f"the tasks {text} {_written(name, present)} in place of {_written(name, stored)}"
    old, new = stored.get("tasks", ()), present.get("tasks", ())
    if len(old) != len(new):
        return f"there are {len(new)} tasks in place of {len(old)}"
    for number, (before, now) in enumerate(zip(old, new, strict=True), start=1):
        changes = _changes(before, now)
        if changes:
            return f'task {number}, "{now["name"]}", {changes}'
    return "the data differ"


def same_tasks(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two descriptions are of the same samples in the same scenario.

    Heads and the normalization of inputs may differ, as networks and their training may.
    """
    return _asked(one) == _asked(other)


def _asked(described: Mapping[str, Any]) -> tuple[Any, ...]:
    tasks = [[task.get(part) for part in _ASKED] for task in described.get("tasks", ())]
    return described.get("kind"), described.get("scenario", 1), tasks


def _changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """What is different about one task: its name, its head, or all the parts of its data that are."""
    if before.get("name") != now["name"]:
        return f'was "{before.get("name")}"'
    if before.get("head") != now["head"]:
        return f"has the outputs {_span(now['head'])} in place of {_span(before.get('head'))}"
    parts = []
    for part, text in _PARTS.items():
        if before.get(part) != now.get(part):
            count = _COUNTS.get(part, "")
            counted = before.get(count) != now.get(count)
            parts.append(f"{text} ({now[count]} in place of {before.get(count)})" if counted else text)
    return f"has {', '.join(parts[:-1])}{' and ' if parts[1:] else ''}{parts[-1]}" if parts else ""


def _contents(tensor: Tensor) -> str:
    """The SHA-256 of a tensor's type, shape and values in row-major order."""
    values = tensor.detach().cpu().contiguous().numpy()
    digest = hashlib.sha256(f"{values.dtype.name} {list(values.shape)}\n".encode())
    digest.update(values.data)
    return digest.hexdigest()


def _written(name: str, described: Mapping[str, Any]) -> str:
    value = described.get(name, 1 if name == "scenario" else None)
    return str(tuple(value)) if isinstance(value, list | tuple) else str(value)


def _span(head: Any) -> str:
    return f"{head[0]} to {head[1] - 1}" if isinstance(head, list | tuple) else "none"
