from dataclasses import replace

import pytest

from hnetlab.experiments import PRESETS
from hnetlab.learning import METHODS
from hnetlab.tasks import BENCHMARKS, DATASETS


@pytest.fixture
def no_data(tmp_path, monkeypatch):
    monkeypatch.setenv("HNETLAB_DATA", str(tmp_path))
    for name, dataset in DATASETS.items():
        monkeypatch.setitem(DATASETS, name, replace(dataset, installed=()))


def test_the_overview_names_everything_and_its_size(hnetlab, no_data):
    answer = hnetlab("benchmarks")
    for name, benchmark in BENCHMARKS.items():
        assert f"\n{name} " in answer.out
        assert benchmark.summary in " ".join(answer.out.split())  # a long one has two lines
        assert f"presets: {', '.join(PRESETS[name])}" in " ".join(answer.out.split())
    for name in METHODS:
        assert f"\n{name} " in answer.out
    assert "3 tasks of 100 training and 50 test samples, inputs: 1" in answer.out
    assert answer.out.count("hnetlab data fetch mnist") == 2
    assert max(map(len, answer.out.splitlines())) <= 80


def test_the_registry_is_asked_and_no_name_is_known(hnetlab, no_data, monkeypatch):
    mine = replace(BENCHMARKS["split-mnist"], name="pairs", summary="two at a time")
    tables = replace(BENCHMARKS["arrays"], name="tables", options="--data TABLE")
    for benchmark in (mine, tables):
        monkeypatch.setitem(BENCHMARKS, benchmark.name, benchmark)
        monkeypatch.setitem(PRESETS, benchmark.name, PRESETS["arrays"])
    assert "needs data, get it with: hnetlab data fetch mnist" in hnetlab("benchmarks", "pairs").out
    assert "needs --data TABLE" in hnetlab("benchmarks", "tables").out
    assert hnetlab("train", "tables").refusal == "tables can't do without options: give --data TABLE."


def test_one_benchmark_shows_its_presets_and_sizes(hnetlab):
    lines = hnetlab("benchmarks", "regression").out.splitlines()
    rows = {line.split()[0]: line.split()[1:] for line in lines if line.strip()}
    assert rows["steps"][0] == "2000"
    assert ["steps", "2000", "4001"] in [line.split() for line in lines]
    # 1-10-10-1: 20 + 110 + 11 weights; 2-10-10-141: 30 + 110 + 1551 and three embeddings of 2
    assert ["target", "weights", "141", "141"] in [line.split() for line in lines]
    assert ["trained", "numbers", "1,697", "1,697"] in [line.split() for line in lines]


@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_field_is_shown_with_its_value_and_meaning(hnetlab, no_data, name):
    words = " ".join(hnetlab("benchmarks", name).out.split())
    settings = (BENCHMARKS[name].settings, METHODS["hnet"].settings_type)
    for group in settings:
        for field, info in group.model_fields.items():
            assert f" {field} " in words
            assert info.description
            assert " ".join(info.description.split()) in words
    assert "Undefined" not in words
    assert "lookahead true" in words


def test_presets_with_other_networks_show_their_own_fields(hnetlab, no_data):
    shown = hnetlab("benchmarks", "split-cifar").out.split("\n\n")[2].splitlines()
    rows = {row.split()[0]: row.split()[1:] for row in shown[1:]}
    assert rows["network"] == ["mlp", "resnet32", "zenkenet", "resnet32"]
    assert rows["target_hidden"] == ["100,100", "-", "-", "-"]
    assert rows["target_width"] == ["-", "16", "-", "16"]
    assert "target_hidden" not in hnetlab("benchmarks", "split-cifar", "--network", "resnet32").out


def test_another_method_shows_its_own_fields(hnetlab):
    assert "beta" in hnetlab("benchmarks", "split-digits").out.split()
    assert "beta" not in hnetlab("benchmarks", "split-digits", "--method", "scratch").out.split()


def test_choices_are_listed(hnetlab):
    words = " ".join(hnetlab("benchmarks", "split-digits").out.split())
    assert "One of adam, sgd." in words
    assert "One of per_task, shared." in words
    words = " ".join(hnetlab("benchmarks", "colored-digits").out.split())
    assert "whatever is chosen here. One of data, imagenet." in words  # none is allowed besides
    assert "padded picture. Any of flip, crop." in words


def test_what_is_unknown_is_one_sentence(hnetlab):
    assert "Unknown benchmark 'mnist'" in hnetlab("benchmarks", "mnist").refusal
    assert "Unknown method 'packnet'" in hnetlab("benchmarks", "split-digits", "-m", "packnet").refusal
