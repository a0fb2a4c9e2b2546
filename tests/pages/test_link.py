import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from hnetlab import front
from hnetlab.base.errors import ConfigError
from hnetlab.experiments import configure
from hnetlab.pages import playground_link
from hnetlab.pages.link import BOUNDS, PARTS
from hnetlab.runs.engine import train
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
        ("regression", "hnet", {"embedding_dim": 64}, "embedding_dim = 64 can't be shown by the playground"),
        (
            "regression",
            "hnet",
            {"steps": 5},
            "steps = 5 can't be shown by the playground: choose 10 to 10000.",
        ),
        ("regression", "hnet", {"beta": 200.0}, "beta = 200.0"),
        ("regression", "hnet", {"learning_rate": 1e-6}, "learning_rate = 1e-06"),
        ("regression", "hnet", {"seeds": (2**31,)}, "seed = 2147483648"),
    ],
)
def test_what_the_page_would_not_compute_is_refused(
    benchmark: str, method: str, fields: dict[str, Any], said: str
) -> None:
    with pytest.raises(ConfigError, match=re.escape(said)):
        playground_link([Run(configure(benchmark, method, **fields))])


def test_what_the_page_would_refuse_of_a_change_on_the_way_is_refused() -> None:
    run = Run(configure("regression", steps=10))
    next(train(run))
    run.change(beta=1000.0)
    with pytest.raises(ConfigError, match=re.escape("beta = 1000.0")):
        playground_link([run])


def test_the_page_has_the_same_bounds() -> None:
    if not (node := shutil.which("node")):
        pytest.skip("needs Node.js")
    source = (Path(front.__file__).parent / "source" / "playground" / "link.js").as_uri()
    show = f"import({source!r}).then(({{ BOUNDS }}) => console.log(JSON.stringify(BOUNDS)))"
    done = subprocess.run([node, "--eval", show], capture_output=True, text=True, check=True)
    theirs = {part: (each["least"], each["most"]) for part, each in json.loads(done.stdout).items()}
    assert theirs == {PARTS.get(name, name): bounds for name, bounds in BOUNDS.items()}


def test_tasks_of_ones_own_are_refused() -> None:
    run = Run(configure("split-digits"), sequence=split_sequence(load_digits(), 2, classes=[5, 4, 3, 2]))
    with pytest.raises(ConfigError, match="can't show"):
        playground_link([run])
