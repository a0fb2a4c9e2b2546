import base64

import numpy as np
import pytest
import torch

from hnetlab.analysis.replayed import replayed
from hnetlab.analysis.specimens import Specimens
from hnetlab.base.errors import ConfigError
from hnetlab.figures.pictures import tile
from hnetlab.nets.networks import NETWORKS
from hnetlab.tasks import BENCHMARKS
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
    module = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 6))
    assert "network" not in kinds_shown(make("split-digits", module=module))
    functions = BENCHMARKS["regression"].build(BENCHMARKS["regression"].settings())
    assert "network" not in kinds_shown(make(sequence=functions))


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
