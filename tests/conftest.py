"""What all tests share: one thread for torch, the settings of hypothesis, the folder of the real data."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Read when torch is first imported, here and in the processes that tests start: on the small networks of the
# tests a second thread costs more than it brings.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Times vary too much on shared machines for a deadline per example; a check that fails must fail again.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(scope="session")
def mnist_folder() -> Path:
    """The data folder named by HNETLAB_DATA, with `mnist/` in it; without one the test is skipped."""
    folder = os.environ.get("HNETLAB_DATA")
    if not folder:
        pytest.skip("needs MNIST: HNETLAB_DATA does not name a folder that holds mnist/")
    if not (Path(folder) / "mnist").is_dir():
        pytest.skip(f"needs MNIST: {folder}, named by HNETLAB_DATA, holds no mnist/")
    return Path(folder)
