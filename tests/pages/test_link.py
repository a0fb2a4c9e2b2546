import re
from typing import Any
from urllib.parse import parse_qs

import pytest

from hnetlab.base.errors import ConfigError
from hnetlab.experiments import configure
from hnetlab.pages import playground_link
from hnetlab.runs.run import Run
from hnetlab.tasks import load_digits, split_sequence
from hnetlab.widgets import LiveLab


def parts(link: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(link.partition("#")[2]).items()}


def test_a_panels_settings_open_as_a_page_with_what_was_changed_on_the_way() -> None:
    lab = LiveLab("regression", ["finetune", "hnet"], steps=10, beta=0.25, seeds=[4], foreground=True)
    lab.step(12)
    lab.wait()
    for run in lab.runs:
        run.change(learning_rate=0.5)
    found = parts(lab.playground_link("there/play.html"))
    lab.close()
    assert found == {
        "b": "regression",
        "seed": "4",
        "beta": "0.25",
        "lookahead": "1",
        "rate": "0.01",
        "dim": "2",
        "steps": "10",
        "order": "1-2-3",
        "at": "12_rate_0.5",
    }


def test_fewer_tasks_are_an_order() -> None:
    run = Run(configure("split-digits", tasks=3, lookahead=False))
    assert parts(playground_link([run]))["order"] == "1-2-3"
    assert parts(playground_link([run]))["lookahead"] == "0"


@pytest.mark.parametrize(
    ("benchmark", "method", "fields", "said"),
    [
        ("permuted-digits", "hnet", {}, "hnet on permuted-digits"),
        ("split-digits", "joint", {}, "joint on split-digits"),
        ("split-digits", "hnet", {"scenario": 2}, "scenario = 2"),
        ("split-digits", "hnet", {"batch_size": 16}, "batch_size = 16"),
        ("regression", "hnet", {"epochs": 2}, "epochs = 2"),
        ("regression", "hnet", {"target_hidden": (5,)}, "target_hidden"),
    ],
)
def test_what_the_page_would_not_compute_is_refused(
    benchmark: str, method: str, fields: dict[str, Any], said: str
) -> None:
    with pytest.raises(ConfigError, match=re.escape(said)):
        playground_link([Run(configure(benchmark, method, **fields))])


def test_tasks_of_ones_own_are_refused() -> None:
    run = Run(configure("split-digits"), sequence=split_sequence(load_digits(), 2, classes=[5, 4, 3, 2]))
    with pytest.raises(ConfigError, match="can't show"):
        playground_link([run])
