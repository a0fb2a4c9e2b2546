"""A gallery shows what is there, trains what is missing once, and says why something is not there."""

import numpy as np
import pytest
from torch import nn

from hnetlab import configure
from hnetlab.base.errors import ConfigError
from hnetlab.nets.mlp import MlpSettings
from hnetlab.nets.networks import NETWORKS, Network
from hnetlab.paper.experiment import Experiment
from hnetlab.paper.gallery import Gallery
from hnetlab.paper.registry import EXPERIMENTS
from hnetlab.paper.scans import Scan, Scans

SCANS = Scans(
    {
        form: Scan("split-digits", "beta", (0.01, 0.1), {"tasks": 2, "batch_size": 8})
        for form in ("quick", "paper")
    },
    {"": ("hnet", {})},
    "Accuracy against beta",
    "beta",
)
TINY = Experiment("tiny", "Tiny", "nowhere", "Why?", {"quick": 2, "paper": 2}, SCANS.cases, SCANS.show)


def test_what_is_missing_is_trained_once_and_shown_as_the_experiment_shows_it(tmp_path):
    gallery = Gallery(tmp_path, seeds=1, steps=3)
    nothing = gallery.shown(TINY)
    assert (nothing.exhibits, list(nothing.found.gaps)) == ([], ["beta 0.01", "beta 0.1"])
    assert gallery.train(TINY) == 1  # both train together
    (exhibit,) = gallery.shown(TINY).exhibits
    assert exhibit.figure is not None
    assert not gallery.shown(TINY).found.gaps
    assert Gallery(tmp_path, seeds=1, steps=3).train(TINY) == 0
    assert len(Gallery(tmp_path, seeds=2, steps=3).shown(TINY).found.gaps) == 2  # the other seed is missing
    assert Gallery(tmp_path, seeds=1, steps=4).shown(TINY).exhibits == []  # a rehearsal is not the thing


def test_what_fails_is_told_by_what_is_shown(tmp_path):
    def cases(form, seeds):
        return {"wild": configure("split-digits", tasks=2, steps=3, learning_rate=1e30, optimizer="sgd")}

    gallery = Gallery(tmp_path)
    wild = Experiment("wild", "W", "x", "Why?", {"quick": 1, "paper": 1}, cases, SCANS.show)
    assert gallery.train(wild) == 1
    assert "lower learning_rate" in gallery.shown(wild).found.gaps["wild"]


def test_names_are_checked_and_a_rehearsal_never_stands_beside_published_numbers(tmp_path):
    with pytest.raises(ConfigError, match="did you mean 'fig-2'"):
        Gallery(tmp_path).shown("fig2")
    with pytest.raises(ConfigError, match="steps = 5 is not allowed"):
        Gallery(tmp_path, "paper", steps=5)
    shown = Gallery(tmp_path).shown("table-1")
    assert len(shown.found.gaps) == len(EXPERIMENTS["table-1"].cases("quick"))


def arrays(path, labels):
    x = np.random.default_rng(0).normal(size=(40, 6)).astype(np.float32)
    np.savez(path, x_train=x, y_train=labels, x_test=x, y_test=labels)


def test_a_file_that_was_replaced_is_other_data(tmp_path):
    """The name is the same, the tasks are not: what was found for it before would be wrong now."""
    file = tmp_path / "mine.npz"
    arrays(file, np.arange(40) % 4)

    def cases(form, seeds):
        return {"mine": configure("arrays", data=file, split=2, steps=2, batch_size=8)}

    mine = Experiment("mine", "M", "x", "Why?", {"quick": 1, "paper": 1}, cases, SCANS.show)
    gallery = Gallery(tmp_path / "reproduced")
    assert (gallery.train(mine), gallery.train(mine)) == (1, 0)
    assert not gallery.shown(mine).found.gaps
    arrays(file, (np.arange(40) + 1) % 4)
    assert gallery.shown(mine).found.gaps
    assert (gallery.train(mine), gallery.train(mine)) == (1, 0)


def test_a_network_entered_anew_under_its_name_is_another(tmp_path, monkeypatch):
    def entered(layers):
        def build(_settings, _shape, outputs):
            return nn.Sequential(nn.Flatten(), *layers, nn.Linear(64, outputs))

        monkeypatch.setitem(NETWORKS, "mine", Network("mine", "of mine", MlpSettings, build))

    def cases(form, seeds):
        return {"mine": configure("split-digits", network="mine", tasks=2, steps=2, batch_size=8)}

    mine = Experiment("mine", "M", "x", "Why?", {"quick": 1, "paper": 1}, cases, SCANS.show)
    gallery = Gallery(tmp_path / "reproduced")
    entered([nn.ReLU()])
    assert (gallery.train(mine), gallery.train(mine)) == (1, 0)
    entered([nn.Linear(64, 64), nn.ReLU()])
    assert (gallery.train(mine), gallery.train(mine)) == (1, 0)
