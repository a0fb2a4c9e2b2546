"""What all tests share: one thread for torch, the settings of hypothesis, the devices, the real data."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Read when torch is first imported, here and in the processes that tests start: on the small networks of the
# tests a second thread costs more than it brings.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import torch
from jupyter_client.channels import AsyncZMQSocketChannel

from hnetlab.base.device import pick_device
from hnetlab.export.kernel import Channel

# As nbconvert does by its settings, which nbmake does not read: a notebook of the gate once waited for ever.
AsyncZMQSocketChannel.get_msg = Channel.get_msg  # type: ignore[method-assign, assignment]

# Times vary too much on shared machines for a deadline per example; a check that fails must fail again.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


# A shell, or nohup, that runs the tests in the background has them ignore these signals, and so would the
# processes that tests start, whose answer to a signal is tested.
for _name, _usual in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL)):
    _number = getattr(signal, _name, None)
    if _number and signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _usual)


DEVICES = ["cpu", "cuda"] if torch.cuda.is_available() else ["cpu"]


@pytest.fixture(scope="session", params=DEVICES)
def device(request: pytest.FixtureRequest) -> Iterator[torch.device]:
    """Each device that there is, in turn: what `auto` stands for, also in processes that a test starts.

    All tests in a folder that trains use it, and whatever keeps a run for several tests asks for it.
    """
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "cpu":
            patch.setenv("CUDA_VISIBLE_DEVICES", "")
            patch.setattr("torch.cuda.is_available", lambda: False)
        yield pick_device(request.param)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Training anew to the same bits, as after a kill, is promised on a CPU alone."""
    away = [item for item in items if item.get_closest_marker("bits") and _device_of(item) == "cuda"]
    if away:
        config.hook.pytest_deselected(items=away)
        items[:] = [item for item in items if item not in away]


def _device_of(item: pytest.Item) -> object:
    return item.callspec.params.get("device") if hasattr(item, "callspec") else None


@pytest.fixture(scope="session")
def mnist_folder() -> Path:
    """The data folder named by HNETLAB_DATA, with `mnist/` in it; without one the test is skipped."""
    folder = os.environ.get("HNETLAB_DATA")
    if not folder:
        pytest.skip("needs MNIST: HNETLAB_DATA does not name a folder that holds mnist/")
    if not (Path(folder) / "mnist").is_dir():
        pytest.skip(f"needs MNIST: {folder}, named by HNETLAB_DATA, holds no mnist/")
    return Path(folder)
