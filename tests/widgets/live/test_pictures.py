import base64
import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from hnetlab.analysis.replayed import replayed
from hnetlab.analysis.specimens import Specimens
from hnetlab.base.errors import ConfigError
from hnetlab.base.settings import Settings
from hnetlab.figures.pictures import tile
from hnetlab.nets.networks import NETWORKS, Network
from hnetlab.tasks import BENCHMARKS, Task, TaskSequence
from hnetlab.widgets import LiveLab

from .panels import PATIENCE, TINY, press, view


def test_test_images_are_shown_with_what_is_answered_now(make):
    lab = make("permuted-digits")
    lab.step(13)
    lab.wait(PATIENCE)
    shown = view(lab)
    assert (shown["images"]["count"], shown["images"]["truths"][:4]) == (12, ["0", "2", "5", "7"])
    assert [answer is None for answer in shown["answers"]] == [False] * 8 + [True] * 4
    assert shown["answers"] == [
        list(each) if each else None for each in Specimens.of(lab.runs[0]).answers(lab.runs[0])
    ]
    lab.reset()
    assert view(lab)["answers"] == [None] * 12


def kinds_shown(lab):
    return [name for _, name in lab.knobs.listing.before]


LENET = {"target_filters": (3, 4), "target_dense": 20, "target_padding": "same"}


def test_a_network_is_chosen_by_its_name_where_there_are_pictures(make, tmp_path):
    lab = make("split-digits", ("hnet", "finetune-target"), network="lenet", **LENET)
    assert kinds_shown(lab).index("network") > kinds_shown(lab).index("preset")
    assert list(dict(lab.knobs.network.options)) == list(NETWORKS)
    lab.knobs.network.value = "mlp"
    assert "target_" not in lab.code()
    press(lab, "reset")
    assert [run.config.network for run in lab.runs] == ["mlp"] * 2
    lab.knobs.network.value = "lenet"
    assert "network='lenet'" in lab.code()
    linked = LiveLab.from_link(lab.link(), foreground=True)
    press(lab, "reset")
    for each in (lab, linked):
        assert [run.config.network for run in each.runs] == ["lenet"] * 2
        assert [run.config.target.model_dump() for run in each.runs] == [LENET] * 2
        assert each.knobs.network.value == "lenet"
    linked.close()
    lab.step(2)
    lab.wait(PATIENCE)
    lab.save(tmp_path / "run")
    lab.knobs.defaults.click()
    lab.knobs.network.value = "mlp"
    press(lab, "reset")
    lab.load(tmp_path / "run")
    assert lab.knobs.network.value == "lenet"
    lab.knobs.network.value = "mlp"  # of a run that was loaded, all else stays
    press(lab, "reset")
    assert [(run.config.network, run.config.training.steps) for run in lab.runs] == [
        ("mlp", TINY["steps"])
    ] * 2
    lab.knobs.defaults.click()
    assert lab.knobs.network.value == "mlp"


def test_a_network_that_pictures_are_too_small_for_is_refused_in_the_panel(make):
    lab = make("split-digits", tasks=2)
    lab.knobs.network.value = "lenet"
    press(lab, "reset")
    assert "lenet" in lab.message.value.lower()
    assert lab.runs[0].config.network == "mlp"


def test_there_is_no_choice_of_networks_without_pictures_or_with_one_of_ones_own(make):
    lab = make("split-digits", network="resnet32", target_width=2)
    assert lab.runs[0].config.network == "resnet32"
    with pytest.raises(ConfigError, match="Unknown field target_width = 2"):
        make("split-digits", target_width=2)
    lab.knobs.benchmark.value = "regression"
    assert "network" not in kinds_shown(lab)
    lab.reset()
    assert lab.runs[0].config.network == "mlp"
    lab.knobs.benchmark.value = "split-digits"
    assert (lab.knobs.network.value, "network" in kinds_shown(lab)) == ("resnet32", True)
    module = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 6))
    assert "network" not in kinds_shown(make("split-digits", module=module))
    functions = BENCHMARKS["regression"].build(BENCHMARKS["regression"].settings())
    assert "network" not in kinds_shown(make(sequence=functions))


class WideSettings(Settings):
    width: int = 5
    """Units."""


def wide(settings, shape, outputs):
    hidden = torch.nn.Linear(math.prod(shape), settings.width)
    return torch.nn.Sequential(torch.nn.Flatten(), hidden, torch.nn.Linear(settings.width, outputs))


def vectors():
    x, y = torch.rand(30, 12), torch.arange(30) % 2
    first, second = (Task(name, x, y, x, y, head) for name, head in (("a", range(2)), ("b", range(2, 4))))
    return TaskSequence("vectors", "classification", (first, second), (12,), 4)


def test_an_own_network_for_any_inputs_is_trained_also_without_pictures(make, monkeypatch):
    monkeypatch.setitem(NETWORKS, "wide", Network("wide", "a layer", WideSettings, wide, of_images=False))
    lab = make("regression", network="wide", width=7, tasks=2)
    assert lab.runs[0].problem.target.size == 7 + 7 + 7 + 1
    assert "network='wide', width=7" in lab.code()
    linked = LiveLab.from_link(lab.link(), foreground=True)
    assert linked.runs[0].config == lab.runs[0].config
    linked.close()
    assert list(dict(lab.knobs.network.options)) == ["mlp", "wide"]
    assert "network" in kinds_shown(lab)
    lab.knobs.network.value = "mlp"
    press(lab, "reset")
    assert lab.runs[0].config.network == "mlp"
    assert make(sequence=vectors(), network="wide").runs[0].config.network == "wide"


def test_a_network_that_was_asked_for_is_trained_or_refused_whatever_the_benchmark_says(make, monkeypatch):
    for where in ({"benchmark": "regression"}, {"sequence": vectors()}):
        with pytest.raises(ConfigError, match="The network lenet needs images"):
            make(**where, network="lenet")
    unsaid = replace(BENCHMARKS["split-digits"], pictures=False)
    monkeypatch.setitem(BENCHMARKS, "split-digits", unsaid)
    lab = make("split-digits", network="lenet", **LENET)
    assert lab.runs[0].config.network == lab.knobs.network.value == "lenet"
    lab.knobs.other.value = "ewc"
    press(lab, "reset")
    assert [run.config.network for run in lab.runs] == ["lenet"] * 2


@pytest.mark.parametrize("benchmark", ["regression", "split-digits", "permuted-digits", "colored-digits"])
def test_benchmarks_say_whether_they_are_of_pictures(benchmark):
    found = BENCHMARKS[benchmark]
    assert found.pictures == (found.build(found.settings()).image_shape is not None)


@pytest.mark.parametrize(("method", "of_tasks"), [("hnet-r", True), ("dgr", False)])
def test_what_a_generator_draws_is_shown_as_learned_and_as_now(make, method, of_tasks):
    lab = make("split-digits", [method, "hnet"])
    assert view(lab)["remembered"] == []
    lab.start()
    lab.wait(PATIENCE)
    found, shown = replayed(lab.runs[0]), view(lab)["remembered"]
    if of_tasks:
        assert [group["name"] for group in shown] == ["1: digits 0, 1", "2: digits 2, 3", "3: digits 4, 5"]
        assert [group["captions"] for group in shown] == [
            ["after task 1", "after task 3"],
            ["after task 2", "after task 3"],
            ["after task 3"],
        ]
        last = found.pictures[2][1]
    else:
        assert [group["captions"] for group in shown] == [["after task 1", "after task 2", "after task 3"]]
        last = found.pictures[2][0]
    group = shown[1 if of_tasks else 0]
    pixels = np.frombuffer(base64.b64decode(group["pixels"]), np.uint8)
    pictures = pixels.reshape(-1, group["height"], group["width"], group["colors"])
    np.testing.assert_array_equal(pictures[-1], tile(last, 4))
    assert view(lab, 1)["remembered"] == []
    lab.reset()
    assert view(lab)["remembered"] == []
