import os

import pytest
import torch
from torch import nn

from hnetlab.base.errors import ConfigError
from hnetlab.experiments.own import full_place, load_module, load_sequence
from hnetlab.tasks import TaskSequence

CODE = """
from torch import nn
from hnetlab.tasks import build_sequence
import helper

layer = nn.Linear(64, 10)
number = helper.NUMBER
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(64, number)
def make():
    return Net()
def tasks():
    return build_sequence("split-digits")
def wants(width):
    return Net()
def fails():
    raise RuntimeError("no such\\n thing")
"""


@pytest.fixture
def file(tmp_path):
    (tmp_path / "helper.py").write_text("NUMBER = 10\n")
    (tmp_path / "mine.py").write_text(CODE)
    return tmp_path / "mine.py"


@pytest.mark.parametrize("name", ["layer", "Net", "make"])
def test_a_module_a_class_or_a_function_gives_a_module(file, name):
    assert isinstance(load_module(f"{file}:{name}"), nn.Module)


def test_a_function_gives_a_sequence(file):
    assert isinstance(load_sequence(f"{file}:tasks"), TaskSequence)


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("mine.py", r"mine.py is not understood: write FILE\.py:NAME"),
        ("mine.py:", r"mine.py: is not understood"),
        ("none.py:net", r"none.py:net can't be loaded, there is no file .*none.py: check the path\."),
        (".:net", r"there is no file \."),
        ("mine.py:nett", r"mine.py:nett names nothing: .*mine.py has .*make.*\."),
        ("mine.py:number", "is a value of the kind int: name a torch.nn.Module"),
        ("mine.py:tasks", "is a value of the kind TaskSequence: name a torch.nn.Module"),
        ("mine.py:wants", "fails with TypeError, .*width.*: it is called without arguments"),
        ("mine.py:fails", "fails with RuntimeError, no such thing: it is called without"),
        ("broken.py:net", "broken.py fails with SyntaxError, .*: mend the file"),
        ("leaves.py:net", "leaves.py fails with SystemExit, 3: mend the file"),
        ("text.txt:net", "text.txt is no file of Python: name one that ends in .py"),
    ],
)
def test_each_failure_is_one_sentence(file, monkeypatch, place, sentence):
    monkeypatch.chdir(file.parent)
    (file.parent / "broken.py").write_text("def :\n")
    (file.parent / "leaves.py").write_text("raise SystemExit(3)\n")
    (file.parent / "text.txt").write_text("net = 3\n")
    with pytest.raises(ConfigError, match=sentence) as caught:
        load_module(place)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


def test_the_place_is_kept_in_full(file, monkeypatch):
    monkeypatch.chdir(file.parent)
    assert full_place("mine.py:make") == f"{file}:make"


def test_a_file_that_was_edited_is_read_again(file):
    """In a notebook the kernel lives on while the file is edited beside it."""
    first = load_module(f"{file}:layer")
    assert load_module(f"{file}:layer") is first
    then = file.stat()
    file.write_text(CODE.replace("nn.Linear(64, 10)", "nn.Linear(64, 13)"))
    os.utime(file, ns=(then.st_atime_ns, then.st_mtime_ns))  # as quickly as a clock can tell
    assert file.stat().st_size == then.st_size
    again = load_module(f"{file}:layer")
    assert [len(net(torch.zeros(64))) for net in (first, again)] == [10, 13]


def test_files_of_one_name_in_two_folders_are_two(file, tmp_path):
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "mine.py"
    other.write_text("from torch import nn\nlayer = nn.Linear(3, 2)\n")
    first, second = load_module(f"{file}:Net"), load_module(f"{other}:layer")
    assert second.in_features == 3
    assert type(load_module(f"{file}:Net")) is type(first)  # it was not run anew


FROZEN = """
from torch import nn

def frozen():
    net = nn.Sequential(nn.Linear(64, 8), nn.ReLU(), nn.Linear(8, 10))
    net[0].requires_grad_(False)
    return net
"""


def test_weights_that_are_drawn_and_stay_are_the_same_at_each_call(tmp_path):
    """Otherwise nobody could resume such a run: its frozen weights would be others."""
    (tmp_path / "nets.py").write_text(FROZEN)
    place = f"{tmp_path / 'nets.py'}:frozen"
    before = torch.get_rng_state()
    nets = []
    for _ in range(2):
        nets.append(load_module(place))
        torch.rand(3)
    torch.set_rng_state(before)
    for one, two in zip(*(net.parameters() for net in nets), strict=True):
        assert torch.equal(one, two)
