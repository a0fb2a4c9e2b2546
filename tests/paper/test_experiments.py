"""Every experiment trains what it says, shows it, and says what is missing."""

import csv
import io
import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from filelock import FileLock

from hnetlab.analysis.functions import known_functions
from hnetlab.analysis.metrics import summarize
from hnetlab.base.errors import ConfigError, StoreError
from hnetlab.base.measure import ACCURACY
from hnetlab.paper.experiment import FROM_SCRATCH, Findings, Number, Published
from hnetlab.paper.files import markdown
from hnetlab.paper.page import write_up
from hnetlab.paper.registry import EXPERIMENTS, chosen
from hnetlab.paper.reproduce import about, gather, show, write_all
from hnetlab.results.folder import Results
from hnetlab.results.plan import name_of
from hnetlab.results.work import train_batch

ABOUT = about("quick", ["hnetlab", "reproduce"])


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return Results(tmp_path_factory.mktemp("results"))


def hurried(name):
    """An experiment with two steps per task, on few tasks where it has many."""
    experiment = EXPERIMENTS[name]
    build = experiment.build

    def cases(form, seeds):
        hurry = {}
        for case, config in build(form, seeds).items():
            training = config.training.model_copy(update={"steps": 2, "epochs": None, "batch_size": 8})
            many = getattr(config.data, "tasks", 0) > 5
            data = config.data.model_copy(update={"tasks": 3}) if many else config.data
            few = {"fisher_samples": 4} if hasattr(config.learning, "fisher_samples") else {}
            learning = config.learning.model_copy(update=few)
            hurry[case] = config.model_copy(update={"training": training, "data": data, "learning": learning})
        return hurry

    return replace(experiment, build=cases)


def numbers_of(shown):
    """The first table of an experiment."""
    return next(exhibit.table for exhibit in shown.exhibits if exhibit.table is not None)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_an_experiment_shows_figures_and_tables_of_what_it_trained(results, name):
    experiment = hurried(name)
    quick = experiment.cases("quick", 2)
    cases = list(quick)
    for config in quick.values():
        for batch in results.missing(config):
            assert train_batch(batch, device="cpu") == "finished"
    found = gather(experiment, "quick", 2, results, {})
    assert (list(found), found.gaps) == (cases, {})
    shown = show(experiment, found)
    assert any(exhibit.figure is not None for exhibit in shown.exhibits)
    assert shown.exhibits[0].summary.endswith(".")
    summaries = " ".join(exhibit.summary for exhibit in shown.exhibits)
    assert (FROM_SCRATCH in summaries) == ("a new network per task" in cases)
    text = "".join(markdown(each.table) for each in shown.exhibits if each.table is not None)
    first = found[cases[0]]
    finals = [first.average.mean, *first.final.mean(axis=0).tolist()]  # tables have one or the others
    assert any(first.measure.cell(final) in text for final in finals) or name in ("fig-4", "replay-samples")

    # With one case missing there is a figure of the others, and the page says which and why.
    why = "Seeds 1, 2 failed. It was too much."
    lacking = {name_of(quick[cases[-1]]): why}
    empty = Results(results.path / "empty")
    some = gather(experiment, "quick", 2, empty, lacking)
    assert len(some) == 0
    page = write_up(ABOUT, [show(experiment, some)])
    assert "<p> <span" not in write_up(ABOUT, [shown])  # links say what they are to
    assert why in page
    if len(cases) > 1:
        part = type(found)("quick", found.cases, {case: found[case] for case in cases[:-1]}, {cases[-1]: why})
        shown = show(experiment, part)
        assert shown.exhibits
        assert why in write_up(ABOUT, [shown])


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_paper_form_has_the_settings_of_the_preset_and_the_seeds_asked_for(name):
    experiment = EXPERIMENTS[name]
    cases = experiment.cases("paper")
    assert all(config.preset.startswith("paper") for config in cases.values())
    assert {len(config.seeds) for config in cases.values()} == {experiment.seeds["paper"]}
    assert all(config.seeds == (1, 2) for config in experiment.cases("quick", 2).values())
    assert len({name_of(config) for config in cases.values()}) == len(cases)
    with pytest.raises(ConfigError, match="--seeds 0"):
        experiment.cases("quick", 0)


def test_names_are_checked():
    assert chosen(["all"]) == list(EXPERIMENTS.values())
    assert [each.name for each in chosen(["fig-4", "fig-2", "fig-4"])] == ["fig-4", "fig-2"]
    with pytest.raises(ConfigError, match="did you mean 'fig-2'"):
        chosen(["fig2"])


def test_a_deviation_counts_the_errors_of_both_and_only_where_both_are_comparable():
    measured = summarize([0.95, 0.97])  # 96 ± 1 percent
    number = Number("x", measured, Published(99.0, 1.0, "Table 1"), ACCURACY)
    assert number.deviation == pytest.approx(-3 / np.sqrt(2))
    assert Number("x", measured, Published(99.0, None, "")).deviation == pytest.approx(-3)
    assert Number("x", measured, Published(99.0, 1.0, ""), comparable=False).deviation is None
    assert Number("x", None, Published(99.0, 1.0, "")).deviation is None
    assert Number("x", summarize([0.95]), Published(99.0, None, "")).deviation is None


def test_files_are_the_same_when_they_are_written_again(results, tmp_path, monkeypatch):
    monkeypatch.setenv("HNETLAB_CHROMIUM", "no-such-browser")
    experiment = hurried("fig-2")
    for config in experiment.cases("quick", 2).values():
        for batch in results.missing(config):
            train_batch(batch, device="cpu")
    found = gather(experiment, "quick", 2, results, {})
    shown = show(experiment, found)
    page = write_all(tmp_path, ABOUT, [shown])
    first = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert "PNG and SVG need Chromium" in page.read_text("utf-8")
    links = re.findall('href="((?:figures|tables)/.*?)"', page.read_text("utf-8"))
    assert links
    assert all((tmp_path / link).exists() for link in links)  # none to pictures that nobody could draw
    write_all(tmp_path, ABOUT, [shown])  # writing leaves what is written as it was
    write_all(tmp_path, ABOUT, [show(experiment, found)])
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == first
    table = numbers_of(show(experiment, found))
    rows = list(csv.reader(io.StringIO((tmp_path / "tables" / "fig-2-hypernetwork.csv").read_text("utf-8"))))
    assert rows[1:] == [list(map(str, row)) for row in table.to_numpy().tolist()]
    assert markdown(table).count("\n") == len(table) + 2
    partly = gather(experiment, "quick", 3, results, {})
    assert "Missing: hypernetwork, fine-tuning" in write_up(ABOUT, [show(experiment, partly)])
    assert "Not trained yet: seeds 3." in write_up(ABOUT, [show(experiment, partly)])


def test_functions_are_drawn_of_the_seeds_that_were_asked_for(results):
    """Runs of more seeds lie in the folder, and the sentence beside is over those asked for."""
    experiment = hurried("fig-2")
    for config in experiment.cases("quick", 3).values():
        for batch in results.missing(config):
            train_batch(batch, device="cpu")
    exhibit = show(experiment, gather(experiment, "quick", 2, results, {})).exhibits[0]
    figure = exhibit.figure
    assert figure is not None
    assert "2 seeds" in figure.layout.title.subtitle.text
    (drawn,) = [trace for trace in figure.data if trace.hovertemplate and trace.name.startswith("1:")]
    outcome = gather(experiment, "quick", 2, results, {})["hypernetwork"]
    truth = outcome.look(lambda run, _: run.sequence[0].y_test.numpy().ravel())
    lines = [outcome.look(_first_function, place) for place in range(2)]
    errors = [np.square(line - truth).mean() for line in lines]
    np.testing.assert_allclose(errors, outcome.final[:, 0], rtol=1e-5)
    np.testing.assert_allclose(drawn.y, np.mean(lines, axis=0), rtol=1e-5)


def _first_function(run, index):
    return known_functions(run)[2][0][index].ravel()


def test_what_another_process_writes_is_waited_for_and_not_written_over(tmp_path, monkeypatch):
    monkeypatch.setattr("hnetlab.paper.reproduce._SECONDS_TO_WAIT", 0)
    tmp_path.joinpath("out").mkdir()
    with (
        FileLock(tmp_path / "out" / "lock", is_singleton=False),
        pytest.raises(StoreError, match="Another process has been writing"),
    ):
        write_all(tmp_path / "out", ABOUT, [])
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["lock"]
    assert write_all(tmp_path / "out", ABOUT, []).is_file()


def test_every_cell_of_table_1_has_its_published_number():
    experiment = EXPERIMENTS["table-1"]
    cases = experiment.cases("paper", 1)
    numbers = {number.name: number.published for number in experiment.numbers(Findings("paper", cases, {}))}
    assert len(numbers) == 36
    assert [name for name, found in numbers.items() if found is None] == []
    values = {name: found.value for name, found in numbers.items() if found}
    assert (values["S-CL3 HNET+TIR"], values["S-CL3 HNET+ENT"]) == (89.59, 69.48)


@pytest.mark.parametrize("name", ["table-1", "fig-3b", "beta"])
def test_a_figure_shows_the_seeds_that_each_case_has_as_its_table_does(name):
    experiment = EXPERIMENTS[name]
    cases = experiment.cases("quick", 3)
    outcomes: dict[str, Any] = {}
    for number, case in enumerate(cases):
        final = np.linspace(0.5, 0.9, 3 if number else 1)[:, None].repeat(5, axis=1)
        outcomes[case] = SimpleNamespace(
            final=final,
            during=final,
            replicas=(None,) * len(final),
            config=cases[case],
            measure=ACCURACY,
            description=SimpleNamespace(compression_ratio=number + 1),
            average=summarize(final.mean(axis=1)),
            scores=final[:, :1, None],
        )
    figure: Any = experiment.show(Findings("quick", cases, outcomes))[0].figure
    drawn = {round(value) for line in figure.data for value in line.y}
    assert drawn == {50, 70}
    assert figure.layout.title.subtitle.text == "mean over 1 to 3 seeds ± one standard error"
