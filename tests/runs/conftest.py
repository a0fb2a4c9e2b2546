import pytest


@pytest.fixture(autouse=True)
def _on_each_device(device):
    """Every test here is done on each device."""
