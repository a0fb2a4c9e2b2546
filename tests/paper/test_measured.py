"""The README's measured numbers are those of finished runs with the paper's settings, and of no others."""

import shutil

import numpy as np
import pytest

from hnetlab import Run, RunFolder, configure
from hnetlab.base.errors import ConfigError, DataError, StoreError
from hnetlab.base.measure import ACCURACY
from hnetlab.paper.experiment import Experiment, Number, Published
from hnetlab.paper.measured import BEGIN, END, measured_rows, rewrite
from hnetlab.results.folder import Results
from hnetlab.results.outcome import Outcome
from hnetlab.results.scattered import ScatteredResults
from hnetlab.results.work import train_batch

CASE = "hypernetwork"


def tiny(form="paper", seeds=3, **fields):
    fields = {"steps": {"paper": 12, "quick": 3}[form], "tasks": 2, "batch_size": 8, **fields}
    return configure("split-digits", seeds=seeds, **fields)


def numbers(found):
    average = found.average(CASE)
    return [Number("of both", average, Published(99.5, 0.5, "x"), ACCURACY, seeds=found.seeds(CASE))]


NAMED = Experiment(
    "named", "N", "x", "Why?", {"quick": 1, "paper": 3}, lambda form, seeds: {CASE: tiny(form, seeds)},
    lambda _: [], numbers,
)  # fmt: skip
UNNAMED = Experiment(
    "unnamed", "U", "x", "Why?", {"quick": 1, "paper": 2},
    lambda form, seeds: {f"beta {beta}": tiny(form, seeds, beta=beta) for beta in (0.5, 0.7)}, lambda _: [],
)  # fmt: skip


def train(folder, config):
    """As `hnetlab train` does, in a folder of any name."""
    for _ in RunFolder(folder).record(Run(config, device="cpu")):
        pass


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """Seeds 1 and 2 among the results, seed 3 and another case elsewhere, and some that don't count."""
    folder = tmp_path_factory.mktemp("stored")
    (batch,) = Results(folder / "reproduced" / "results").missing(tiny(seeds=2))
    assert train_batch(batch, device="cpu") == "finished"
    train(folder / "by-hand" / "deep" / "three", tiny(seeds=(3,)))
    train(folder / "by-hand" / "strong", tiny(seeds=(1,), beta=0.5))
    train(folder / "by-hand" / "quick", tiny("quick", seeds=(1,)))
    train(folder / "by-hand" / "longer", tiny(seeds=(1,), steps=13))
    train(folder / "by-hand" / "fourth", tiny(seeds=(4,)))
    RunFolder(folder / "by-hand" / "begun").create(Run(tiny(seeds=(1,), beta=0.7), device="cpu"))
    return folder


def rows_of(table):
    return table.to_numpy().tolist()


def test_the_numbers_are_those_of_the_runs_with_the_same_settings_wherever_they_lie(stored):
    results = ScatteredResults([stored / "reproduced", stored / "by-hand"])
    table = measured_rows([NAMED, UNNAMED], results)
    found = results.find(tiny())
    assert list(found) == [1, 2, 3]
    average = Outcome.of(tiny(), found).average
    error = np.std(average.per_seed, ddof=1) / 3**0.5
    measured = f"{100 * average.mean:.2f} ± {100 * error:.2f} %"
    deviation = (100 * average.mean - 99.5) / np.hypot(0.5, 100 * error)
    (first, second) = rows_of(table)
    assert first == ["`named`", "of both", "1 to 3", "99.50 ± 0.50 %", measured, f"{deviation:+.1f}"]
    assert second[:4] == ["`unnamed`", "beta 0.5: average accuracy", "1", ""]
    assert second[5] == ""
    left_out = {note.partition(" is left out")[0].rpartition("/")[2]: note for note in results.notes}
    assert set(left_out) == {"quick", "longer", "fourth", "begun"}
    assert "not finished" in left_out["begun"]


def test_one_seed_has_no_deviation(stored):
    (row,) = rows_of(measured_rows([NAMED], ScatteredResults([stored / "by-hand" / "deep"])))
    assert row[2] == "3"
    assert row[5] == ""


def test_only_what_stands_between_the_markers_is_written(stored, tmp_path):
    page = tmp_path / "README.md"
    page.write_text(f"# A\n\n{BEGIN}\nold\n{END}\n\nb\n", "utf-8")
    table = measured_rows([NAMED], ScatteredResults([stored / "reproduced"]))
    (told,) = rewrite(page, table)
    assert told == f"The row `named` of both is new: {table['measured'][0]} (seeds 1, 2)."
    text = page.read_text("utf-8")
    assert text.startswith(f"# A\n\n{BEGIN}\n\nMeasured")
    assert text.endswith(f"|\n\n{END}\n\nb\n")
    assert "old" not in text
    assert rewrite(page, table) == []
    assert page.read_text("utf-8") == text
    for wrong in ("no markers", f"{END}{BEGIN}", f"{BEGIN}{END}{BEGIN}{END}"):
        page.write_text(wrong, "utf-8")
        with pytest.raises(ConfigError, match="has no place for the table"):
            rewrite(page, table)
        assert page.read_text("utf-8") == wrong


def test_a_row_stays_in_its_place_where_its_runs_lie_elsewhere(stored, tmp_path):
    page = tmp_path / "README.md"
    page.write_text(f"{BEGIN}\n{END}\n", "utf-8")
    rewrite(page, measured_rows([NAMED, UNNAMED], ScatteredResults([stored / "by-hand"])))
    lines = page.read_text("utf-8").splitlines()
    before = [line for line in lines if line.startswith("| `")]
    was, now = (
        measured_rows([NAMED], ScatteredResults([stored / name]))["measured"][0]
        for name in ("by-hand", "reproduced")
    )
    told = rewrite(page, measured_rows([NAMED], ScatteredResults([stored / "reproduced"])))
    after = [line for line in page.read_text("utf-8").splitlines() if line.startswith("| `")]
    assert told == [
        f"The row `named` of both was {was} (seeds 3) and is now {now} (seeds 1, 2).",
        "The row `unnamed` beta 0.5: average accuracy stays: no run of it is here.",
    ]
    assert [line.split("|")[1:4] for line in after] == [
        [" `named` ", " of both ", " 1, 2 "],
        [" `unnamed` ", " beta 0.5: average accuracy ", " 1 "],
    ]
    assert after[1] == before[1]
    # The other way round, the row that stays is still the first.
    told = rewrite(page, measured_rows([UNNAMED], ScatteredResults([stored / "by-hand"])))
    assert told == ["The row `named` of both stays: no run of it is here."]
    assert [line for line in page.read_text("utf-8").splitlines() if line.startswith("| `")] == after


def test_a_table_of_other_columns_is_not_mixed_with_this_one(stored, tmp_path):
    page = tmp_path / "README.md"
    text = f"{BEGIN}\n| run | seeds |\n| --- | --- |\n| a | 1 |\n{END}\n"
    page.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match="has the columns run, seeds, not experiment, what"):
        rewrite(page, measured_rows([NAMED], ScatteredResults([stored / "reproduced"])))
    assert page.read_text("utf-8") == text


def test_what_is_no_folder_or_damaged_or_empty_is_named(stored, tmp_path):
    with pytest.raises(DataError, match="There is no folder"):
        ScatteredResults([tmp_path / "nowhere"])
    with pytest.raises(DataError, match="hnetlab reproduce NAME --preset paper"):
        measured_rows([NAMED], ScatteredResults([tmp_path]))
    shutil.copytree(stored / "by-hand" / "strong", tmp_path / "damaged")
    config = tmp_path / "damaged" / "config.json"
    config.write_text(config.read_text("utf-8").replace("0.5", "0.6"), "utf-8")
    with pytest.raises(StoreError, match=r"config\.json"):
        ScatteredResults([tmp_path])
