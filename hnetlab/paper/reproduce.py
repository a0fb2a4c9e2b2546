"""From the names of experiments to their page: plan, train what is missing, gather, write."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from hnetlab.base.errors import LabError, StoreError
from hnetlab.base.files import reason
from hnetlab.experiments.config import Config
from hnetlab.paper.experiment import Exhibit, Experiment, Findings, Form
from hnetlab.paper.files import file_name, write_exhibits
from hnetlab.paper.page import About, Shown, number_table, write_up
from hnetlab.report.writing import write_page
from hnetlab.results.folder import Results
from hnetlab.results.outcome import Outcome
from hnetlab.results.plan import name_of

INDEX = "index.html"
_LOCK = "lock"
_SECONDS_TO_WAIT = 300
_TITLE = "Continual learning with hypernetworks, reproduced"
_FORMS: Mapping[Form, str] = {
    "quick": "The quick form: each point is shown in minutes, on smaller data and networks than the paper's; "
    "its numbers are not to be compared with the paper's.",
    "paper": "The paper's settings.",
}


def about(form: Form, command: Sequence[str]) -> About:
    """What the page of a form says of itself."""
    return About(_TITLE, _FORMS[form], tuple(command))


def all_configs(experiments: Sequence[Experiment], form: Form, seeds: int | None) -> list[Config]:
    """What is trained for all of them together."""
    return [config for experiment in experiments for config in experiment.cases(form, seeds).values()]


def gather(
    experiment: Experiment, form: Form, seeds: int | None, results: Results, failures: Mapping[str, str]
) -> Findings:
    """What there is of an experiment; `failures` say why the rest is missing, by `name_of` its config."""
    cases = experiment.cases(form, seeds)
    outcomes: dict[str, Outcome] = {}
    gaps: dict[str, str] = {}
    for case, config in cases.items():
        why = failures.get(name_of(config))
        try:
            found = results.find(config)
            if found:
                outcomes[case] = Outcome.of(config, found)
            if len(found) < len(config.seeds):
                lacking = [str(seed) for seed in config.seeds if seed not in found]
                gaps[case] = why or f"Not trained yet: seeds {', '.join(lacking)}."
        except LabError as error:
            gaps[case] = why or str(error)
    return Findings(form, cases, outcomes, gaps)


def show(experiment: Experiment, found: Findings) -> Shown:
    """Its figures, tables and numbers, as far as there are results."""
    exhibits = experiment.show(found) if len(found) else []
    return Shown(experiment, found, exhibits, experiment.numbers(found))


def write_all(folder: Path, about: About, shown: Sequence[Shown]) -> Path:
    """Writes figures, tables and the page below `folder`; returns the page's place. Raises `StoreError`."""
    files: dict[str, Exhibit] = {}
    for each in shown:
        files |= {file_name(each.experiment, exhibit): exhibit for exhibit in each.exhibits}
        if each.numbers:
            numbers = Exhibit("numbers", each.experiment.title, None, number_table(each.numbers), "")
            files[file_name(each.experiment, numbers)] = numbers
    page = folder / INDEX
    with _one_at_a_time(folder):
        pictures = write_exhibits(folder, files)
        write_page(page, write_up(about, shown, pictures=pictures), "page")
    return page


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Lets one of several processes that have come to the same end write at a time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / _LOCK, timeout=_SECONDS_TO_WAIT)
        lock.acquire()
    except Timeout as error:
        raise StoreError(
            f"Another process has been writing to {folder} for {_SECONDS_TO_WAIT} s: wait until it has ended."
        ) from error
    except OSError as error:
        raise StoreError(
            f"Can't write to {folder} ({reason(error)}): choose another folder with --out."
        ) from error
    try:
        yield
    finally:
        lock.release()
