"""Settings as a link and as a line of code: exact, or refused."""

import ast
from typing import Any

import pytest

from hnetlab.base.errors import ConfigError
from hnetlab.experiments import PRESETS, configure
from hnetlab.widgets.live.link import code_of, link_of, read_link
from hnetlab.widgets.live.settings import configured

TINY: dict[str, Any] = {"steps": 100, "target_hidden": (16, 4), "beta": 0.5, "hypernetwork_hidden": ()}


def lanes(*methods, benchmark="permuted-digits", preset="quick", seeds=(1, 2, 3), **fields):
    return tuple(configured(benchmark, method, preset, seeds, fields) for method in methods)


CASES = {
    "as the preset says": lanes("hnet"),
    "some changed": lanes("finetune", "hnet", tasks=20, **TINY),
    "seeds of one's own": lanes("hnet", seeds=(7, 3)),
    "the task not told": lanes("hnet", benchmark="split-digits", scenario=3, inference="agreement"),
    "epochs": lanes("hnet", epochs=2),
    "a paper's": lanes("ewc", "hnet", benchmark="split-mnist", preset="paper"),
    "none and text": lanes("hnet", benchmark="regression", chunk_size=None, target_activation="tanh"),
    "no evaluation in between": (configure("split-digits", evaluate_every=None),),
    "lanes that differ": (*lanes("hnet", beta=0.5), *lanes("hnet", beta=5.0, seeds=(4,))),
    "another network": lanes("hnet", "finetune", benchmark="split-digits", network="lenet", target_dense=30),
    "the network of the preset": lanes("hnet", benchmark="split-cifar", preset="paper"),
    "another than the preset's": lanes("hnet", benchmark="split-cifar", preset="paper", network="lenet"),
    "lanes of other networks": (
        *lanes("hnet", benchmark="split-digits", network="resnet32", target_width=2),
        *lanes("finetune", benchmark="split-digits", target_hidden=(5,)),
    ),
    "arrays": lanes("hnet", benchmark="arrays", data="of mine/a&b.npz", split=(2, 3)),
}


@pytest.mark.parametrize("configs", CASES.values(), ids=CASES)
def test_a_link_gives_back_these_settings_however_it_was_pasted(configs):
    link = link_of(configs)
    assert read_link(link).configs == configs
    assert read_link(f"  {link[:30]}\n{link[30:]} ").configs == configs


@pytest.mark.parametrize("configs", CASES.values(), ids=CASES)
def test_a_line_of_code_gives_back_these_settings(configs):
    code = code_of(configs)
    call = ast.parse(code.removeprefix("lab = "), mode="eval").body
    assert isinstance(call, ast.Call)
    if isinstance(call.func, ast.Attribute):
        assert read_link(ast.literal_eval(call.args[0])).configs == configs
        return
    benchmark, methods = (ast.literal_eval(each) for each in call.args)
    named = {str(each.arg): ast.literal_eval(each.value) for each in call.keywords}
    preset, seeds = named.pop("preset", "quick"), named.pop("seeds", 1)
    methods = [methods] if isinstance(methods, str) else methods
    assert tuple(configured(benchmark, method, preset, seeds, named) for method in methods) == configs


def test_what_the_preset_says_is_not_repeated():
    assert code_of(CASES["as the preset says"]) == "lab = LiveLab('permuted-digits', 'hnet', seeds=3)"
    link = link_of(lanes("finetune", "hnet", beta=0.5))
    assert link.startswith(
        "hnetlab:live?version=1&benchmark=permuted-digits&methods=finetune,hnet&preset=quick&seeds=[1,2,3]&"
    )
    assert "beta=0.5&meaning=" in link
    assert "learning_rate" not in link


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda link: link.replace("beta=0.5", "beta=0.7"), "is damaged: copy it again"),
        (lambda link: link[:-20], "is damaged"),
        (lambda link: link.replace("version=1", "version=2"), "update hnetlab"),
        (lambda link: link.replace("hnetlab:live", "https://elsewhere"), "is no link of a live panel"),
        (lambda link: "", "is no link of a live panel"),
        (lambda link: link + "00", "is damaged"),
    ],
    ids=["changed", "cut", "later", "elsewhere", "empty", "longer"],
)
def test_what_is_damaged_is_refused(spoil, message):
    with pytest.raises(ConfigError, match=message):
        read_link(spoil(link_of(lanes("hnet", **TINY))))


def test_a_link_of_a_version_with_other_presets_is_refused(monkeypatch):
    link = link_of(lanes("hnet"))
    monkeypatch.setitem(
        PRESETS["permuted-digits"], "quick", {**PRESETS["permuted-digits"]["quick"], "steps": 7}
    )
    with pytest.raises(ConfigError, match="made by another version"):
        read_link(link)


def test_what_was_ones_own_is_named():
    configs = lanes("hnet")
    assert read_link(link_of(configs, ["module"])).own == ("module",)
    assert code_of(configs, ["module"]).endswith("seeds=3, module=module)")
