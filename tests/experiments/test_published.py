"""The numbers to compare with: that they are for what exists, and read as they are written."""

import json
from importlib.resources import files

import pytest
from pydantic import ValidationError

from hnetlab.experiments import PRESETS
from hnetlab.experiments.published import _Collection, published, published_name
from hnetlab.experiments.tuned import tuned

TEXT = files("hnetlab.experiments").joinpath("published.json").read_text("utf-8")


def test_every_number_is_of_a_preset_and_has_a_named_method():
    values = json.loads(TEXT)
    for row in values["numbers"]:
        assert row["preset"] in PRESETS[row["benchmark"]]
        assert row["accuracy"].keys() <= values["names"].keys()
        for method in row["accuracy"]:
            found = published(row["benchmark"], row["preset"], row["scenario"], method)
            assert found
            assert found.mean * 100 == pytest.approx(row["accuracy"][method][0])
            assert found.source.text == values["sources"][row["source"]]["text"]


def test_table_1_is_whole():
    columns = [name for name in ("ewc", "si", "dgr", "hnet", "hnet-tir", "hnet-r") if published_name(name)]
    assert len(columns) == 6
    for benchmark in ("split-mnist", "permuted-mnist"):
        for scenario in (1, 2, 3):
            found = [published(benchmark, "paper", scenario, method) for method in columns]
            assert all(each and each.standard_error and each.source.seeds == 20 for each in found)


def test_rivals_start_as_those_did_whose_numbers_stand_beside():
    for row in json.loads(TEXT)["numbers"]:
        if row["source"].startswith("vandeven2019"):
            for method in row["accuracy"]:
                values = tuned(row["benchmark"], row["preset"], method, row["scenario"])
                assert values["initial_weights"] == "torch"
                assert values["reset_optimizer"] is False


def test_what_was_not_published_is_none():
    assert published("split-mnist", "quick", 3, "hnet", "entropy") is None
    assert published("split-mnist", "paper", 3, "er") is None
    assert published("split-mnist", "paper", 3, "hnet", "confidence") is None
    assert published("split-mnist", "paper", 1, "hnet") is not None
    assert published_name("er") == ""


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("69.48", "169.48", "less than or equal to 100"),
        ('"source": "henning2021"', '"source": "nobody"', "nobody is no source"),
        ('"preset": "entropy", "scenario": 1', '"preset": "entropy", "scenario": 3', "two numbers for"),
        ('"scenario": 1', '"scenario": 4', "Input should be 1, 2 or 3"),
        ("0.80]", "NaN]", "finite number"),
    ],
)
def test_a_number_that_can_not_be_right_is_refused(old, new, sentence):
    assert old in TEXT
    with pytest.raises(ValidationError, match=sentence):
        _Collection.model_validate_json(TEXT.replace(old, new))
