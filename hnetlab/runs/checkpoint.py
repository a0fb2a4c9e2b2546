"""A checkpoint's file: named tensors in the safetensors format, with a mark that says what they belong to."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from hnetlab.runs.record import Mark, plain_object, seal, unseal
from hnetlab.runs.run import Position

_KEY = "hnetlab"
_TYPES = {
    torch.float64: "F64",
    torch.float32: "F32",
    torch.float16: "F16",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.uint8: "U8",
    torch.bool: "BOOL",
}


def state_checksum(state: Mapping[str, Tensor]) -> str:
    """The SHA-256 of tensors on the CPU: of their names, types, shapes and values."""
    digest = hashlib.sha256()
    for name in sorted(state):
        value = state[name]
        digest.update(f"{name} {value.dtype} {list(value.shape)}\n".encode())
        digest.update(_bytes(value))
    return digest.hexdigest()


def write_checkpoint(path: Path, state: Mapping[str, Tensor], mark: Mark) -> None:
    """Writes tensors on the CPU and their mark to a file; equal ones give equal files."""
    # The largest numbers first, so that each lies where its size divides.
    names = sorted(state, key=lambda name: (-state[name].element_size(), name))
    # One key alone: readers give several back in any order.
    header: dict[str, Any] = {"__metadata__": {_KEY: seal(mark.model_dump(mode="json"))}}
    end = 0
    for name in names:
        value = state[name]
        start, end = end, end + value.numel() * value.element_size()
        header[name] = {
            "dtype": _TYPES[value.dtype],
            "shape": list(value.shape),
            "data_offsets": [start, end],
        }
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for name in names:
            file.write(_bytes(state[name]))


def read_mark(path: Path) -> tuple[int, Mark]:
    """A checkpoint's format and mark; raises OSError or ValueError where it can't be read."""
    try:
        with safe_open(path, framework="pt") as file:
            return _mark(file)
    except SafetensorError as error:
        raise ValueError(str(error)) from error


def read_checkpoint(path: Path) -> tuple[Mark, dict[str, Tensor]]:
    """A checkpoint's mark and tensors, with their checksum compared; raises OSError or ValueError."""
    try:
        with safe_open(path, framework="pt") as file:
            version, mark = _mark(file)
            state = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except SafetensorError as error:
        raise ValueError(str(error)) from error
    if version > 1 and state_checksum(state) != mark.state:
        raise ValueError("its tensors do not match their checksum")
    return mark, state


def _mark(file: Any) -> tuple[int, Mark]:
    text = (file.metadata() or {}).get(_KEY)
    if text is None:
        raise ValueError("it says nothing of its run")
    values = plain_object(text)
    if values.keys() == {"task", "step", "records"}:  # the format 1
        return 1, Mark(position=Position(values["task"], values["step"]), records=values["records"])
    version, values = unseal(text)
    return version, Mark(**values)


def _bytes(value: Tensor) -> Any:
    return value.contiguous().reshape(-1).view(torch.uint8).numpy()
