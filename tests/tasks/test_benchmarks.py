import json
from dataclasses import replace

import numpy as np
import pytest

from hnetlab.base.errors import ConfigError, LabError
from hnetlab.tasks import (
    BENCHMARKS,
    DATASETS,
    ArraysSettings,
    RegressionSettings,
    build_sequence,
    fetch,
    status,
)


def test_every_benchmark_of_the_command_line_exists():
    assert list(BENCHMARKS) == [
        "regression",
        "split-digits",
        "permuted-digits",
        "colored-digits",
        "split-mnist",
        "permuted-mnist",
        "split-fashion",
        "split-cifar",
        "split-cifar100",
        "arrays",
        "images",
    ]
    for name, benchmark in BENCHMARKS.items():
        assert benchmark.name == name
        assert "\n" not in benchmark.summary


@pytest.mark.parametrize(("name", "tasks"), [("regression", 3), ("split-digits", 5), ("permuted-digits", 5)])
def test_what_needs_no_network_is_built_with_default_settings(name, tasks):
    sequence = build_sequence(name)
    assert (sequence.name, len(sequence)) == (name, tasks)


def test_settings_survive_json_and_explain_each_field():
    for benchmark in BENCHMARKS.values():
        given = {"data": "mine", "split": 2} if benchmark.needs_file else {}
        settings = benchmark.settings(**given)
        assert benchmark.settings(**json.loads(settings.model_dump_json())) == settings
        assert all(field.description for field in benchmark.settings.model_fields.values())


def test_a_users_arrays_are_built_by_name(tmp_path):
    x, y = np.zeros((8, 3), np.float32), np.tile(np.arange(4), 2)
    np.savez(tmp_path / "mine.npz", x_train=x, y_train=y, x_test=x, y_test=y)
    assert len(build_sequence("arrays", ArraysSettings(data=tmp_path / "mine.npz", split=2))) == 2


def test_a_benchmark_says_what_it_cannot_be_built_without(monkeypatch, tmp_path):
    monkeypatch.setenv("HNETLAB_DATA", str(tmp_path))
    for name, dataset in DATASETS.items():
        monkeypatch.setitem(DATASETS, name, replace(dataset, installed=()))
    assert [name for name, benchmark in BENCHMARKS.items() if benchmark.needs_file] == ["arrays", "images"]
    assert BENCHMARKS["arrays"].required == BENCHMARKS["images"].required == ("data",)
    for name, benchmark in BENCHMARKS.items():
        assert bool(benchmark.options) == benchmark.needs_file
        assert len(benchmark.missing()) == sum(len(DATASETS[each].files) for each in benchmark.datasets), name
    (tmp_path / "mnist").mkdir()
    (tmp_path / "mnist" / "train-labels-idx1-ubyte").write_bytes(b"damaged")
    assert [file.state for file in BENCHMARKS["split-mnist"].missing()].count("damaged") == 1


def test_an_unknown_benchmark_is_refused_with_the_known_ones():
    with pytest.raises(
        ConfigError, match='no benchmark "split-minst": choose one of regression, split-digits'
    ):
        build_sequence("split-minst")


def test_settings_of_another_benchmark_are_refused():
    with pytest.raises(ConfigError, match="takes SplitDigitsSettings, not RegressionSettings"):
        build_sequence("split-digits", RegressionSettings())


def test_arrays_cannot_be_built_without_a_file():
    with pytest.raises(LabError, match="needs settings"):
        build_sequence("arrays")


def test_an_unknown_dataset_is_refused_with_the_known_ones(monkeypatch, tmp_path):
    monkeypatch.setenv("HNETLAB_DATA", str(tmp_path))
    assert [file.state for file in status("mnist")] == ["missing"] * 4
    for call in (status, fetch):
        with pytest.raises(ConfigError, match='no dataset "minst" to download: choose one of mnist'):
            call("minst")
