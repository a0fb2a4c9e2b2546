"""Where a run computes."""

import torch

from hnetlab.base.errors import ConfigError


def pick_device(name: str = "auto") -> torch.device:
    """The device called `auto` (a GPU if there is one), `cpu` or `cuda`; raises `ConfigError`.

    Where it is a GPU, convolutions of this process keep all 23 bits of float32 from here on: by default torch
    cuts them to 10 there, and results would not be those of a CPU.
    """
    if name not in ("auto", "cpu", "cuda"):
        raise ConfigError(f"The device {name!r} is not known: choose one of auto, cpu, cuda.")
    if name == "cuda" and not torch.cuda.is_available():
        raise ConfigError("The device cuda is not available on this machine: choose cpu or auto.")
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda":
        torch.backends.cudnn.allow_tf32 = False
    return torch.device(name)


def wait_for(device: torch.device) -> None:
    """Returns when a GPU has done what it was asked for; nothing else is ever behind."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def describe_device(device: torch.device, threads: int | None = None) -> str:
    """The device in words, for a run's records; `threads` are torch's own number if not given."""
    if device.type == "cuda":
        return f"cuda ({torch.cuda.get_device_name(device)})"
    threads = threads or torch.get_num_threads()
    return f"cpu ({threads} thread{'' if threads == 1 else 's'})"
