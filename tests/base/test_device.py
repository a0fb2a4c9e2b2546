import pytest
import torch

from hnetlab.base.device import describe_device, pick_device
from hnetlab.base.errors import ConfigError


@pytest.fixture(params=[False, True], ids=["without GPU", "with GPU"])
def gpu(request, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: request.param)
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", True)  # and what it was before, afterwards
    return request.param


def test_auto_takes_the_gpu_where_there_is_one(gpu):
    assert pick_device().type == pick_device("auto").type == ("cuda" if gpu else "cpu")


def test_the_cpu_can_always_be_had(gpu):
    assert pick_device("cpu") == torch.device("cpu")


def test_a_gpu_that_is_not_there_is_refused(gpu):
    if gpu:
        assert pick_device("cuda") == torch.device("cuda")
    else:
        with pytest.raises(ConfigError, match=r"device cuda is not available .*: choose cpu or auto"):
            pick_device("cuda")


def test_convolutions_on_a_gpu_keep_the_bits_of_float32(gpu):
    pick_device("auto")
    assert torch.backends.cudnn.allow_tf32 is not gpu


@pytest.mark.parametrize("name", ["gpu", "cuda:1", "", "CPU"])
def test_an_unknown_device_is_refused(name):
    with pytest.raises(ConfigError, match=f"The device {name!r} is not known: choose one of auto, cpu, cuda"):
        pick_device(name)


def test_the_cpu_is_described_with_its_threads():
    count = torch.get_num_threads()
    assert describe_device(torch.device("cpu")) == f"cpu ({count} thread{'s' if count > 1 else ''})"
